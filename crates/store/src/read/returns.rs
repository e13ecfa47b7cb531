//! Agencies, returns and their revisions.

use sightline_kernel::ids::{AgencyId, CollectionId, ReturnId, RevisionId, Sha256};

use super::Reader;
use crate::db::{Row, Value};
use crate::error::{Result, StoreError, unreadable};
use crate::model::{Agency, Publication, Revision};
use crate::state::RevisionState;

const COLUMNS: &str =
    "SELECT a.key, r.collection, r.number, r.state, r.file_name, r.sha256, r.size,
        r.contract, r.publication, r.imported_at, r.imported_by, r.reason, r.rows_read, r.left_out,
        r.observations, r.slices, r.slices_current
    FROM revisions r JOIN agencies a ON a.id = r.agency WHERE r.partnership = $1";

impl Reader {
    /// Every agency and publisher, by id.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn agencies(&self) -> Result<Vec<Agency>> {
        let sql = "SELECT key, title, publisher FROM agencies WHERE partnership = $1 ORDER BY key";
        let agency = |row: &Row| {
            Ok(Agency {
                id: row.parse(0, "an agency")?,
                title: row.get(1)?,
                publisher: row.get::<i32>(2)? == 1,
            })
        };
        self.rows(sql, Vec::new()).await?.iter().map(agency).collect()
    }

    /// Every revision of every return: by agency, collection and number.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn revisions(&self) -> Result<Vec<Revision>> {
        let sql = format!("{COLUMNS} ORDER BY a.key, r.collection, r.number");
        self.rows(&sql, Vec::new()).await?.iter().map(revision).collect()
    }

    /// The newest revision of every return, by agency and collection.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn returns(&self) -> Result<Vec<Revision>> {
        let mut newest: Vec<Revision> = Vec::new();
        for revision in self.revisions().await? {
            if newest.last().is_some_and(|last| last.id.of == revision.id.of) {
                newest.pop();
            }
            newest.push(revision);
        }
        Ok(newest)
    }

    /// One revision.
    ///
    /// # Errors
    /// Not found, when this partnership has no such revision.
    pub async fn revision(&self, id: &RevisionId) -> Result<Revision> {
        let sql = format!("{COLUMNS} AND a.key = $2 AND r.collection = $3 AND r.number = $4");
        let row = self.row(&sql, revision_values(id)?).await?;
        row.as_ref().map(revision).transpose()?.ok_or_else(|| not_found(id))
    }

    /// The newest revision of a return, if there is one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn latest(&self, of: &ReturnId) -> Result<Option<Revision>> {
        let sql = format!(
            "{COLUMNS} AND a.key = $2 AND r.collection = $3 ORDER BY r.number DESC LIMIT 1"
        );
        let values = vec![of.agency.as_str().into(), of.collection.as_str().into()];
        self.row(&sql, values).await?.as_ref().map(revision).transpose()
    }
}

/// The values that name a revision: agency, collection, number.
pub(crate) fn revision_values(id: &RevisionId) -> Result<Vec<Value>> {
    let number = i32::try_from(id.number).map_err(|_| not_found(id))?;
    Ok(vec![id.of.agency.as_str().into(), id.of.collection.as_str().into(), number.into()])
}

/// What is said when there is no such revision.
pub(crate) fn not_found(id: &RevisionId) -> StoreError {
    StoreError::NotFound { kind: "revision", id: id.to_string() }
}

/// A revision's id from three columns: agency, collection, number.
pub(crate) fn revision_of(row: &Row, first: usize) -> Result<RevisionId> {
    let agency: AgencyId = row.parse(first, "an agency")?;
    let collection: CollectionId = row.parse(first + 1, "a collection")?;
    let number = u32::try_from(row.get::<i32>(first + 2)?).map_err(unreadable("a revision"))?;
    Ok(RevisionId { of: ReturnId { agency, collection }, number })
}

fn revision(row: &Row) -> Result<Revision> {
    let state: String = row.get(3)?;
    let publication: Option<String> = row.get(8)?;
    let publication = publication
        .map(|text| serde_json::from_str::<Publication>(&text))
        .transpose()
        .map_err(unreadable("a publication"))?;
    Ok(Revision {
        id: revision_of(row, 0)?,
        state: RevisionState::from_code(&state)
            .ok_or_else(|| StoreError::Unreadable(format!("a revision’s state “{state}”")))?,
        file_name: row.get(4)?,
        sha256: Sha256::try_from(row.get::<String>(5)?).map_err(unreadable("a SHA-256"))?,
        size: row.count(6)?,
        contract: row.get(7)?,
        publication,
        imported_at: row.parse(9, "a time")?,
        imported_by: row.get(10)?,
        reason: row.get(11)?,
        rows_read: row.count(12)?,
        left_out: row.count(13)?,
        observations: row.count(14)?,
        slices: row.count(15)?,
        slices_current: row.count(16)?,
    })
}
