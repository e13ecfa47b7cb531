//! Kept files: originals of returns, files of releases.

use std::io::Write;

use sightline_kernel::ids::{RevisionId, Sha256};

use super::Reader;
use super::returns::{not_found, revision_values};
use crate::error::{Result, StoreError};

impl Reader {
    /// The bytes of the file from which a revision was read.
    ///
    /// # Errors
    /// Not found, when this partnership has no such revision; unreadable, when the kept bytes are
    /// not those that were received.
    pub async fn original(&self, id: &RevisionId) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.write_original(id, &mut bytes).await?;
        Ok(bytes)
    }

    /// Writes the file from which a revision was read, piece by piece, and gives its size.
    ///
    /// # Errors
    /// As [`Reader::original`], and when `to` cannot be written.
    pub async fn write_original(
        &self,
        id: &RevisionId,
        to: &mut (dyn Write + Send),
    ) -> Result<u64> {
        let sql = "SELECT r.document FROM revisions r JOIN agencies a ON a.id = r.agency
            WHERE r.partnership = $1 AND a.key = $2 AND r.collection = $3 AND r.number = $4";
        let row = self.row(sql, revision_values(id)?).await?.ok_or_else(|| not_found(id))?;
        self.write_document(row.get(0)?, to).await
    }

    /// Writes a kept file and checks that it is what was received.
    pub(super) async fn write_document(
        &self,
        document: i32,
        to: &mut (dyn Write + Send),
    ) -> Result<u64> {
        use sha2::Digest as _;
        let sql = "SELECT sha256, size FROM documents WHERE partnership = $1 AND id = $2";
        let row = self.row(sql, vec![document.into()]).await?;
        let missing = || StoreError::Unreadable(format!("kept file {document} is missing"));
        let row = row.ok_or_else(missing)?;
        let (sha256, size): (String, u64) = (row.get(0)?, row.count(1)?);
        let sql = "SELECT c.bytes FROM document_chunks c JOIN documents d ON d.id = c.document
            WHERE d.partnership = $1 AND c.document = $2 AND c.number = $3";
        let mut hash = sha2::Sha256::new();
        let mut written = 0u64;
        for number in 0i32.. {
            let Some(row) = self.row(sql, vec![document.into(), number.into()]).await? else {
                break;
            };
            let bytes: Vec<u8> = row.get(0)?;
            hash.update(&bytes);
            to.write_all(&bytes)?;
            written += bytes.len() as u64;
        }
        if Sha256(hash.finalize().into()).to_string() == sha256 && written == size {
            Ok(written)
        } else {
            Err(StoreError::Unreadable(format!("kept file {sha256} is not what was received")))
        }
    }
}
