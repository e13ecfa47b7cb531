//! Reading one partnership as it is at one moment.

pub(crate) mod audit;
mod documents;
mod observations;
mod queries;
mod releases;
pub(crate) mod returns;

use std::sync::Arc;

use crate::db::{Row, Transaction, Value};
use crate::error::Result;
use crate::model::Partnership;
use crate::store::Store;
use crate::terms::Terms;

pub use audit::AuditRecord;
pub(crate) use returns::revision_of;

/// One partnership as it was when the reader was made. Writers are not held up by it.
#[derive(Debug)]
pub struct Reader {
    store: Store,
    transaction: Transaction,
    pid: i32,
    partnership: Partnership,
}

impl Reader {
    pub(crate) fn new(
        store: Store,
        transaction: Transaction,
        pid: i32,
        partnership: Partnership,
    ) -> Self {
        Self { store, transaction, pid, partnership }
    }

    /// The partnership that is read.
    #[must_use]
    pub fn partnership(&self) -> &Partnership {
        &self.partnership
    }

    /// Rows of a statement whose `$1` is the partnership.
    async fn rows(&self, sql: &str, more: Vec<Value>) -> Result<Vec<Row>> {
        let mut values = vec![self.pid.into()];
        values.extend(more);
        self.transaction.all(sql, values).await
    }

    /// The first row of a statement whose `$1` is the partnership.
    async fn row(&self, sql: &str, more: Vec<Value>) -> Result<Option<Row>> {
        let mut values = vec![self.pid.into()];
        values.extend(more);
        self.transaction.one(sql, values).await
    }

    async fn terms(&self) -> Result<Arc<Terms>> {
        self.store.terms(&self.transaction, self.pid).await
    }
}
