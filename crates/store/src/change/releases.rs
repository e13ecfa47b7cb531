//! Freezing an edition of a report.

use sightline_kernel::ids::Sha256;

use super::queries::needed;
use super::{Change, big};
use crate::error::{Result, StoreError, unreadable};
use crate::model::{AuditHead, NewRelease, ReleaseId};

impl Change<'_> {
    /// The id that the next edition of a report will have.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn next_release(&self, report: &str) -> Result<ReleaseId> {
        let sql = "SELECT coalesce(max(edition), 0) FROM releases
            WHERE partnership = $1 AND report = $2";
        let row = self.row(sql, vec![report.into()]).await?;
        let newest: i32 = row.map(|row| row.get(0)).transpose()?.unwrap_or(0);
        let edition = u32::try_from(newest + 1).map_err(unreadable("an edition"))?;
        Ok(ReleaseId { report: report.to_owned(), edition })
    }

    /// Freezes an edition: the manifest, and each file by path and bytes. The files are taken one
    /// at a time. The audit head in `release` must be the one of this change, so that the
    /// manifest says what came before the release.
    ///
    /// # Errors
    /// When it is not the next edition, an amendment lacks its note, or the database cannot write.
    pub async fn release(
        &mut self,
        release: &NewRelease,
        files: impl Iterator<Item = std::io::Result<(String, Vec<u8>)>> + Send,
    ) -> Result<()> {
        let id = &release.id;
        let supersedes = self.check_release(release).await?;
        let edition = i32::try_from(id.edition).map_err(unreadable("an edition"))?;
        let values = vec![
            id.report.as_str().into(),
            edition.into(),
            sightline_kernel::audit::canonical(&release.manifest).into(),
            big(release.audit.sequence)?,
            release.audit.hash.to_string().into(),
            release.amendment.clone().into(),
            supersedes.into(),
            self.clock.now().to_string().into(),
            self.scope.actor().into(),
            self.scope.reason().into(),
        ];
        let sql = "INSERT INTO releases (partnership, report, edition, manifest, audit_sequence,
                audit_head, amendment, supersedes, released_at, released_by, reason)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id";
        let number = self.insert(sql, values).await?;
        let mut count = 0u64;
        for file in files {
            let (path, bytes) = file?;
            self.freeze(number, &path, &bytes).await?;
            count += 1;
        }
        let manifest = sightline_kernel::audit::canonical(&release.manifest);
        let detail = serde_json::json!({
            "files": count,
            "manifest": Sha256::of(manifest.as_bytes()),
            "amendment": release.amendment,
            "supersedes": supersedes,
        });
        self.note("report.release", id.to_string(), detail).await
    }

    /// Decides whether it may be released; gives the edition that it replaces.
    async fn check_release(&self, release: &NewRelease) -> Result<Option<i32>> {
        let next = self.next_release(&release.id.report).await?;
        if release.id != next {
            let id = release.id.to_string();
            return Err(StoreError::Exists { kind: "the release", id });
        }
        if release.audit != self.head {
            let AuditHead { sequence, .. } = release.audit;
            return Err(StoreError::StaleHead { given: sequence, now: self.head.sequence });
        }
        if next.edition == 1 {
            return Ok(None);
        }
        needed("an amended edition", release.amendment.as_deref().unwrap_or(""))?;
        i32::try_from(next.edition - 1).map(Some).map_err(unreadable("an edition"))
    }

    async fn freeze(&self, release: i32, path: &str, bytes: &[u8]) -> Result<()> {
        let (sha256, size) = (Sha256::of(bytes), bytes.len() as u64);
        let document = self.keep(&mut std::io::Cursor::new(bytes), sha256, size).await?;
        let sql = "INSERT INTO release_files (partnership, release, path, document)
            VALUES ($1, $2, $3, $4)";
        self.run(sql, vec![release.into(), path.into(), document.into()]).await?;
        Ok(())
    }
}
