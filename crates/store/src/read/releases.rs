//! Frozen editions of reports.

use sightline_kernel::ids::Sha256;

use super::Reader;
use crate::db::{Row, Value};
use crate::error::{Result, StoreError, unreadable};
use crate::model::{AuditHead, Release, ReleaseFile, ReleaseId};

const COLUMNS: &str = "SELECT report, edition, manifest, audit_sequence, audit_head, amendment,
        supersedes, released_at, released_by, reason
    FROM releases WHERE partnership = $1";

impl Reader {
    /// Every release, by report and edition.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn releases(&self) -> Result<Vec<Release>> {
        let sql = format!("{COLUMNS} ORDER BY report, edition");
        self.rows(&sql, Vec::new()).await?.iter().map(release).collect()
    }

    /// One release.
    ///
    /// # Errors
    /// Not found, when this partnership has no such release.
    pub async fn release(&self, id: &ReleaseId) -> Result<Release> {
        let sql = format!("{COLUMNS} AND report = $2 AND edition = $3");
        let row = self.row(&sql, release_values(id)?).await?;
        row.as_ref().map(release).transpose()?.ok_or_else(|| not_found(id))
    }

    /// The files of a release, by path.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn release_files(&self, id: &ReleaseId) -> Result<Vec<ReleaseFile>> {
        let sql = "SELECT f.path, d.sha256, d.size
            FROM release_files f JOIN releases r ON r.id = f.release
            JOIN documents d ON d.id = f.document
            WHERE r.partnership = $1 AND r.report = $2 AND r.edition = $3 ORDER BY f.path";
        let file = |row: &Row| {
            Ok(ReleaseFile {
                path: row.get(0)?,
                sha256: Sha256::try_from(row.get::<String>(1)?).map_err(unreadable("a SHA-256"))?,
                size: row.count(2)?,
            })
        };
        self.rows(sql, release_values(id)?).await?.iter().map(file).collect()
    }

    /// The bytes of one file of a release.
    ///
    /// # Errors
    /// Not found, when there is no such file; unreadable, when the kept bytes are not those that
    /// were frozen.
    pub async fn release_file(&self, id: &ReleaseId, path: &str) -> Result<Vec<u8>> {
        let sql = "SELECT f.document FROM release_files f JOIN releases r ON r.id = f.release
            WHERE r.partnership = $1 AND r.report = $2 AND r.edition = $3 AND f.path = $4";
        let mut values = release_values(id)?;
        values.push(path.into());
        let row = self.row(sql, values).await?;
        let missing = || StoreError::NotFound { kind: "released file", id: format!("{id}/{path}") };
        let mut bytes = Vec::new();
        self.write_document(row.ok_or_else(missing)?.get(0)?, &mut bytes).await?;
        Ok(bytes)
    }
}

fn not_found(id: &ReleaseId) -> StoreError {
    StoreError::NotFound { kind: "release", id: id.to_string() }
}

fn release_values(id: &ReleaseId) -> Result<Vec<Value>> {
    let edition = i32::try_from(id.edition).map_err(|_| not_found(id))?;
    Ok(vec![id.report.as_str().into(), edition.into()])
}

fn release(row: &Row) -> Result<Release> {
    let number = |n: i32| u32::try_from(n).map_err(unreadable("an edition"));
    Ok(Release {
        id: ReleaseId { report: row.get(0)?, edition: number(row.get(1)?)? },
        manifest: serde_json::from_str(&row.get::<String>(2)?).map_err(unreadable("a manifest"))?,
        audit: AuditHead {
            sequence: row.count(3)?,
            hash: Sha256::try_from(row.get::<String>(4)?).map_err(unreadable("a SHA-256"))?,
        },
        amendment: row.get(5)?,
        supersedes: row.get::<Option<i32>>(6)?.map(number).transpose()?,
        released_at: row.parse(7, "a time")?,
        released_by: row.get(8)?,
        reason: row.get(9)?,
    })
}
