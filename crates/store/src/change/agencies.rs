//! Agencies and publishers.

use sightline_kernel::ids::AgencyId;

use super::Change;
use crate::error::{Result, StoreError};
use crate::model::Agency;

impl Change<'_> {
    /// Adds an agency, or renames the one with this id. Gives whether anything changed.
    ///
    /// # Errors
    /// When the database cannot write.
    pub async fn save_agency(&mut self, agency: &Agency) -> Result<bool> {
        let sql = "SELECT title, publisher FROM agencies WHERE partnership = $1 AND key = $2";
        let found = self.row(sql, vec![agency.id.as_str().into()]).await?;
        let publisher = i32::from(agency.publisher);
        let before = match found {
            Some(row) => Some((row.get::<String>(0)?, row.get::<i32>(1)?)),
            None => None,
        };
        if before.as_ref().is_some_and(|b| (b.0.as_str(), b.1) == (&agency.title, publisher)) {
            return Ok(false);
        }
        let sql = "INSERT INTO agencies (partnership, key, title, publisher)
            VALUES ($1, $2, $3, $4)
            ON CONFLICT (partnership, key) DO UPDATE
            SET title = excluded.title, publisher = excluded.publisher";
        let id = agency.id.as_str();
        self.run(sql, vec![id.into(), agency.title.as_str().into(), publisher.into()]).await?;
        let detail = serde_json::json!({
            "title": [before.as_ref().map(|b| b.0.as_str()), agency.title],
            "publisher": [before.as_ref().map(|b| b.1 == 1), agency.publisher],
        });
        self.note("agency.save", id.to_owned(), detail).await?;
        Ok(true)
    }

    /// The number of an agency.
    pub(super) async fn agency(&self, id: &AgencyId) -> Result<i32> {
        let sql = "SELECT id FROM agencies WHERE partnership = $1 AND key = $2";
        let row = self.row(sql, vec![id.as_str().into()]).await?;
        let missing = || StoreError::NotFound { kind: "agency", id: id.to_string() };
        row.ok_or_else(missing)?.get(0)
    }
}
