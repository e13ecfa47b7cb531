//! Files that are kept, in pieces, each only once.

use std::io::Read;

use sha2::Digest as _;
use sightline_kernel::ids::Sha256;

use super::{Change, big};
use crate::error::{Result, StoreError};

/// How many bytes one piece holds.
const CHUNK: u64 = 1 << 20;

impl Change<'_> {
    /// Keeps a file and gives its number; the same bytes are kept once.
    pub(super) async fn keep(
        &self,
        from: &mut (dyn Read + Send),
        sha256: Sha256,
        size: u64,
    ) -> Result<i32> {
        let sql = "SELECT id FROM documents WHERE partnership = $1 AND sha256 = $2";
        if let Some(row) = self.row(sql, vec![sha256.to_string().into()]).await? {
            return row.get(0);
        }
        let sql = "INSERT INTO documents (partnership, sha256, size) VALUES ($1, $2, $3)
            RETURNING id";
        let id = self.insert(sql, vec![sha256.to_string().into(), big(size)?]).await?;
        let (found, length) = self.keep_chunks(id, from).await?;
        if length != size {
            let said = format!("{size} bytes were announced and {length} came");
            return Err(StoreError::FileChanged(said));
        }
        if found != sha256 {
            return Err(StoreError::FileChanged("its SHA-256 is not the announced one".to_owned()));
        }
        Ok(id)
    }

    async fn keep_chunks(&self, id: i32, from: &mut (dyn Read + Send)) -> Result<(Sha256, u64)> {
        let sql = "INSERT INTO document_chunks (document, number, bytes) VALUES ($1, $2, $3)";
        let mut hash = sha2::Sha256::new();
        let mut length = 0u64;
        for number in 0i32.. {
            let mut bytes = Vec::new();
            (&mut *from).take(CHUNK).read_to_end(&mut bytes)?;
            if bytes.is_empty() {
                break;
            }
            hash.update(&bytes);
            length += bytes.len() as u64;
            self.transaction.run(sql, vec![id.into(), number.into(), bytes.into()]).await?;
        }
        Ok((Sha256(hash.finalize().into()), length))
    }
}
