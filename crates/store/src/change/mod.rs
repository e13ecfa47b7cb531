//! Changing one partnership. Each verb writes its audit entry in the same transaction as what it
//! changes, so nothing can be saved without one; a verb that changes nothing writes nothing.

mod agencies;
mod documents;
mod queries;
mod releases;
mod revisions;
mod slices;

use std::sync::Arc;

use sightline_access::WriteScope;
use sightline_kernel::audit::AuditEntry;
use sightline_kernel::clock::Clock;
use sightline_kernel::ids::RevisionId;

use crate::db::{Row, Transaction, Value};
use crate::error::{Result, StoreError};
use crate::model::AuditHead;
use crate::store::Store;
use crate::terms::Interner;

pub use revisions::{Begun, RevisionWriter};

/// A change that is being made. Dropping it takes everything back.
pub struct Change<'a> {
    store: &'a Store,
    transaction: Transaction,
    pid: i32,
    scope: &'a WriteScope,
    clock: &'a dyn Clock,
    head: AuditHead,
    interner: Option<Interner>,
    unfinished: Option<RevisionId>,
}

impl std::fmt::Debug for Change<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Change").field("scope", self.scope).field("head", &self.head).finish()
    }
}

impl<'a> Change<'a> {
    pub(crate) async fn begin(
        store: &'a Store,
        transaction: Transaction,
        pid: i32,
        scope: &'a WriteScope,
        clock: &'a dyn Clock,
    ) -> Result<Self> {
        let head = crate::read::audit::head(&transaction, pid).await?;
        Ok(Self { store, transaction, pid, scope, clock, head, interner: None, unfinished: None })
    }

    /// The head of the audit chain as this change has it so far.
    #[must_use]
    pub fn audit_head(&self) -> AuditHead {
        self.head
    }

    /// Makes everything last and gives the new head of the audit chain.
    ///
    /// # Errors
    /// When a revision was begun and not finished, or the database cannot write. Nothing was
    /// changed then.
    pub async fn commit(self) -> Result<AuditHead> {
        if let Some(id) = self.unfinished {
            return Err(StoreError::Unfinished(id.to_string()));
        }
        self.transaction.commit().await?;
        Ok(self.head)
    }

    /// Writes an audit entry.
    pub(crate) async fn note(
        &mut self,
        action: &str,
        resource: String,
        change: serde_json::Value,
    ) -> Result<()> {
        let entry = AuditEntry {
            partnership: self.scope.partnership().clone(),
            sequence: self.head.sequence + 1,
            at: self.clock.now(),
            actor: self.scope.actor().to_owned(),
            action: action.to_owned(),
            resource,
            reason: self.scope.reason().to_owned(),
            change,
        };
        let hash = entry.hash(self.head.hash);
        let values = vec![
            big(entry.sequence)?,
            entry.at.to_string().into(),
            entry.actor.into(),
            entry.action.into(),
            entry.resource.into(),
            entry.reason.into(),
            sightline_kernel::audit::canonical(&entry.change).into(),
            hash.to_string().into(),
        ];
        let sql = "INSERT INTO audit_entries
            (partnership, sequence, at, actor, action, resource, reason, change, hash)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        self.run(sql, values).await?;
        self.head = AuditHead { sequence: entry.sequence, hash };
        Ok(())
    }

    /// Changes rows with a statement whose `$1` is the partnership.
    async fn run(&self, sql: &str, more: Vec<Value>) -> Result<u64> {
        self.transaction.run(sql, self.scoped(more)).await
    }

    /// The first row of a statement whose `$1` is the partnership.
    async fn row(&self, sql: &str, more: Vec<Value>) -> Result<Option<Row>> {
        self.transaction.one(sql, self.scoped(more)).await
    }

    fn scoped(&self, more: Vec<Value>) -> Vec<Value> {
        let mut values = vec![self.pid.into()];
        values.extend(more);
        values
    }

    /// The number of the row that a statement with `RETURNING id` made.
    async fn insert(&self, sql: &str, more: Vec<Value>) -> Result<i32> {
        match self.row(sql, more).await? {
            Some(row) => row.get(0),
            None => Err(StoreError::Database("a new row got no number".to_owned())),
        }
    }

    /// The dictionary, read once in the life of a change.
    async fn interner(&mut self) -> Result<&mut Interner> {
        let interner = match self.interner.take() {
            Some(interner) => interner,
            None => {
                let terms = self.store.terms(&self.transaction, self.pid).await?;
                Interner::new(Arc::clone(&terms))
            }
        };
        Ok(self.interner.insert(interner))
    }
}

/// A count as the database keeps it.
fn big(count: u64) -> Result<Value> {
    i64::try_from(count)
        .map(Value::from)
        .map_err(|_| StoreError::Database(format!("{count} is too large to keep")))
}
