//! The only room that knows a database: returns and their revisions, observations, data queries,
//! releases, kept files and the audit chain, on SQLite or PostgreSQL.
//!
//! Start with [`Store`]. [`Store::read`] gives a [`Reader`]: one partnership as it is at one
//! moment. [`Store::change`] gives a [`Change`]: verbs that each write their audit entry in the
//! same transaction; nothing lasts before [`Change::commit`]. Both take a scope, and nothing here
//! can be asked without one, apart from which partnerships there are.
//!
//! Deliberately absent: decisions, computed results, HTTP, the clock, the lock on a data folder.

mod change;
mod codes;
mod db;
mod error;
mod migrate;
mod migrations;
mod model;
mod pack;
mod read;
mod settings;
mod state;
mod store;
mod terms;

pub use change::{Begun, Change, RevisionWriter};
pub use error::{Result, StoreError};
pub use migrate::Migrated;
pub use model::{
    Agency, AuditCheck, AuditHead, Closing, Decision, DecisionKind, Historic, NewRelease,
    NewRevision, Partnership, Publication, QueryFilter, Release, ReleaseFile, ReleaseId, Revision,
    Saved, Selection, StoredQuery, SuppressionOverride, Withdrawal,
};
pub use read::{AuditRecord, Reader};
pub use settings::{Place, Settings};
pub use state::{Refused, RevisionState, Step};
pub use store::Store;
