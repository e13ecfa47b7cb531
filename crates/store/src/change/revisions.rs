//! Saving a revision of a return: its file, its observations, what they replace.

use std::io::Read;

use sightline_kernel::ids::{ReturnId, RevisionId};
use sightline_measures::observation::Observation;

use super::slices::{Pending, Replaced};
use super::{Change, big};
use crate::error::{Result, StoreError, unreadable};
use crate::model::{Closing, NewRevision, Saved};
use crate::read::revision_of;
use crate::state::{RevisionState, Step};

/// What came of beginning a revision.
#[derive(Debug)]
pub enum Begun<'c, 'a> {
    /// The file is the one of the newest revision: there is nothing to do.
    Unchanged(RevisionId),
    /// A new revision is open and takes observations.
    New(Box<RevisionWriter<'c, 'a>>),
}

/// A revision that takes observations. It must be finished before the change is committed.
#[derive(Debug)]
pub struct RevisionWriter<'c, 'a> {
    change: &'c mut Change<'a>,
    id: RevisionId,
    number: i32,
    agency: i32,
    new: NewRevision,
    pending: Pending,
    observations: u64,
    slices: u64,
    replaced: Replaced,
    replaces: bool,
}

/// The newest revision of a return: its number and its file's hash.
struct Newest {
    number: i32,
    sha256: String,
}

impl<'a> Change<'a> {
    /// The id that the next revision of a return will have.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn next_revision(&self, of: &ReturnId) -> Result<RevisionId> {
        let number = self.newest(of).await?.map_or(0, |newest| newest.number) + 1;
        let number = u32::try_from(number).map_err(unreadable("a revision"))?;
        Ok(RevisionId { of: of.clone(), number })
    }

    async fn newest(&self, of: &ReturnId) -> Result<Option<Newest>> {
        let sql = "SELECT r.number, r.sha256 FROM revisions r JOIN agencies a ON a.id = r.agency
            WHERE r.partnership = $1 AND a.key = $2 AND r.collection = $3
            ORDER BY r.number DESC LIMIT 1";
        let values = vec![of.agency.as_str().into(), of.collection.as_str().into()];
        match self.row(sql, values).await? {
            Some(row) => Ok(Some(Newest { number: row.get(0)?, sha256: row.get(1)? })),
            None => Ok(None),
        }
    }

    /// Begins a new, accepted revision of a return and keeps its file. A file whose SHA-256 is
    /// that of the newest revision changes nothing.
    ///
    /// # Errors
    /// Not found, when the agency is not one of this partnership; when the file's bytes are not
    /// those that were announced.
    pub async fn begin_revision<'c>(
        &'c mut self,
        new: &NewRevision,
        file: &mut (dyn Read + Send),
    ) -> Result<Begun<'c, 'a>> {
        let agency = self.agency(&new.of.agency).await?;
        let newest = self.newest(&new.of).await?;
        let id = self.next_revision(&new.of).await?;
        if newest.is_some_and(|newest| newest.sha256 == new.sha256.to_string()) {
            let number = id.number - 1;
            return Ok(Begun::Unchanged(RevisionId { number, ..id }));
        }
        // The dictionary is read before anything is written, because what it holds is shared.
        self.interner().await?;
        let sql = "SELECT count(*) FROM revisions
            WHERE partnership = $1 AND agency = $2 AND slices_current > 0";
        let earlier = self.row(sql, vec![agency.into()]).await?;
        let replaces = earlier.map(|row| row.count(0)).transpose()?.unwrap_or(0) > 0;
        let document = self.keep(file, new.sha256, new.size).await?;
        let number = self.insert_revision(new, &id, agency, document).await?;
        self.unfinished = Some(id.clone());
        Ok(Begun::New(Box::new(RevisionWriter {
            change: self,
            id,
            number,
            agency,
            new: new.clone(),
            pending: Pending::default(),
            observations: 0,
            slices: 0,
            replaced: Replaced::default(),
            replaces,
        })))
    }

    async fn insert_revision(
        &self,
        new: &NewRevision,
        id: &RevisionId,
        agency: i32,
        document: i32,
    ) -> Result<i32> {
        let publication = new
            .publication
            .as_ref()
            .map(serde_json::to_string)
            .transpose()
            .map_err(unreadable("a publication"))?;
        let number = i32::try_from(id.number).map_err(unreadable("a revision"))?;
        let values = vec![
            agency.into(),
            id.of.collection.as_str().into(),
            number.into(),
            RevisionState::Accepted.code().into(),
            new.file_name.as_str().into(),
            new.sha256.to_string().into(),
            big(new.size)?,
            document.into(),
            new.contract.as_str().into(),
            publication.into(),
            self.clock.now().to_string().into(),
            self.scope.actor().into(),
            self.scope.reason().into(),
        ];
        let sql = "INSERT INTO revisions (partnership, agency, collection, number, state,
                file_name, sha256, size, document, contract, publication, imported_at,
                imported_by, reason, rows_read, left_out, observations, slices, slices_current)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0, 0, 0, 0, 0)
            RETURNING id";
        self.insert(sql, values).await
    }

    /// Moves a revision from one state to the next.
    ///
    /// # Errors
    /// When its state does not allow the step, or there is no such revision.
    pub async fn move_revision(&mut self, id: &RevisionId, step: Step) -> Result<RevisionState> {
        let sql = "SELECT r.id, r.state FROM revisions r JOIN agencies a ON a.id = r.agency
            WHERE r.partnership = $1 AND a.key = $2 AND r.collection = $3 AND r.number = $4";
        let values = crate::read::returns::revision_values(id)?;
        let row = self.row(sql, values).await?;
        let row = row.ok_or_else(|| crate::read::returns::not_found(id))?;
        let (number, word): (i32, String) = (row.get(0)?, row.get(1)?);
        let (before, after) = self.step(number, &word, step).await?;
        let detail = serde_json::json!({"state": [before.code(), after.code()]});
        self.note("return.move", id.to_string(), detail).await?;
        Ok(after)
    }

    async fn step(
        &self,
        number: i32,
        word: &str,
        step: Step,
    ) -> Result<(RevisionState, RevisionState)> {
        let before = RevisionState::from_code(word)
            .ok_or_else(|| StoreError::Unreadable(format!("a revision’s state “{word}”")))?;
        let after = before.after(step)?;
        let sql = "UPDATE revisions SET state = $3 WHERE partnership = $1 AND id = $2";
        self.run(sql, vec![number.into(), after.code().into()]).await?;
        Ok((before, after))
    }

    /// Takes replaced slices off the counts of earlier revisions; gives those that hold none now.
    async fn take_off(&self, replaced: &Replaced) -> Result<Vec<RevisionId>> {
        let mut superseded = Vec::new();
        for (number, count) in replaced {
            let sql = "UPDATE revisions SET slices_current = slices_current - $3
                WHERE partnership = $1 AND id = $2";
            self.run(sql, vec![(*number).into(), big(*count)?]).await?;
            let sql = "SELECT a.key, r.collection, r.number, r.state, r.slices_current
                FROM revisions r JOIN agencies a ON a.id = r.agency
                WHERE r.partnership = $1 AND r.id = $2";
            let Some(row) = self.row(sql, vec![(*number).into()]).await? else { continue };
            if row.count(4)? == 0 {
                self.step(*number, &row.get::<String>(3)?, Step::Supersede).await?;
                superseded.push(revision_of(&row, 0)?);
            }
        }
        Ok(superseded)
    }
}

impl RevisionWriter<'_, '_> {
    /// The new revision's id.
    #[must_use]
    pub fn id(&self) -> &RevisionId {
        &self.id
    }

    /// Adds one observation; of its origin only the row counts. Rows may come in any order.
    ///
    /// # Errors
    /// When it is another agency's, stands there already, or the database cannot write.
    pub async fn push(&mut self, observation: &Observation) -> Result<()> {
        let found = observation.origin.agency();
        if *found != self.id.of.agency {
            let expected = self.id.of.agency.to_string();
            return Err(StoreError::OtherAgency { expected, found: found.to_string() });
        }
        let interner = self.change.interner().await?;
        self.pending.push(interner, observation)?;
        self.observations += 1;
        if self.pending.is_full() { self.flush().await } else { Ok(()) }
    }

    async fn flush(&mut self) -> Result<()> {
        let change = &mut *self.change;
        if let Some(interner) = &mut change.interner {
            interner.save(&change.transaction, change.pid).await?;
        }
        let batch = self.pending.take();
        if self.replaces {
            change.replace(&batch, self.agency, self.number, &mut self.replaced).await?;
        }
        self.slices += change.insert_slices(&batch, self.agency, self.number).await?;
        Ok(())
    }

    /// Saves what is left, the counts, the data queries and the audit entry.
    ///
    /// # Errors
    /// When the database cannot write.
    pub async fn finish(mut self, closing: &Closing) -> Result<Saved> {
        self.flush().await?;
        let sql = "UPDATE revisions SET rows_read = $3, left_out = $4, observations = $5,
            slices = $6, slices_current = $6 WHERE partnership = $1 AND id = $2";
        let values = vec![
            self.number.into(),
            big(closing.rows_read)?,
            big(closing.left_out)?,
            big(self.observations)?,
            big(self.slices)?,
        ];
        self.change.run(sql, values).await?;
        let saved = Saved {
            id: self.id.clone(),
            observations: self.observations,
            slices: self.slices,
            replaced: self.replaced.values().sum(),
            superseded: self.change.take_off(&self.replaced).await?,
        };
        self.change.insert_queries(self.number, &closing.queries).await?;
        let detail = detail(&self.new, &saved, closing);
        self.change.note("return.revise", self.id.to_string(), detail).await?;
        self.change.unfinished = None;
        Ok(saved)
    }
}

/// What the audit entry of a new revision says.
fn detail(new: &NewRevision, saved: &Saved, closing: &Closing) -> serde_json::Value {
    let superseded: Vec<String> = saved.superseded.iter().map(ToString::to_string).collect();
    serde_json::json!({
        "file": new.file_name,
        "sha256": new.sha256,
        "size": new.size,
        "contract": new.contract,
        "publication": new.publication,
        "rows": closing.rows_read,
        "left-out": closing.left_out,
        "observations": saved.observations,
        "slices": saved.slices,
        "replaced": saved.replaced,
        "superseded": superseded,
        "queries": closing.queries.len(),
    })
}
