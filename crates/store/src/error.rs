//! What can go wrong in the store, said to a person.

use sea_orm::{DbErr, RuntimeErr};
use sightline_kernel::ids::PartnershipId;

use crate::state::Refused;

/// Why the store could not do what was asked. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The scope's partnership is not in this database.
    #[error(
        "there is no partnership “{0}” here; `sightline doctor` lists the partnerships of a data folder"
    )]
    NoPartnership(PartnershipId),
    /// A record that was asked for is not there, or belongs to somebody else.
    #[error("there is no {kind} “{id}” here")]
    NotFound {
        /// What was asked for: `revision`, `release`, `agency`.
        kind: &'static str,
        /// Its id as asked for.
        id: String,
    },
    /// The database file is not there.
    #[error("there is no database at {0}; make a data folder with `sightline init`")]
    NoDatabase(String),
    /// Something that must be new is there already.
    #[error("{kind} “{id}” is here already; choose another id")]
    Exists {
        /// What it is.
        kind: &'static str,
        /// Its id.
        id: String,
    },
    /// Another writer holds the database.
    #[error(
        "another process is writing to the database and did not finish in time; nothing was changed, try again when it has ended"
    )]
    Busy,
    /// No space is left for the database.
    #[error(
        "the disk that holds the database is full; nothing was changed, free some space and try again"
    )]
    DiskFull,
    /// The tables are older than this program.
    #[error(
        "the database is at step {found} and this program needs step {needed}; run `sightline migrate`"
    )]
    Old {
        /// The step the database is at.
        found: i32,
        /// The step that is needed.
        needed: i32,
    },
    /// The tables are newer than this program.
    #[error(
        "the database is at step {found} and this program knows only step {known}; use a newer version of Sightline"
    )]
    New {
        /// The step the database is at.
        found: i32,
        /// The newest step known.
        known: i32,
    },
    /// A step that was applied differs from the step of the same number in this program.
    #[error(
        "step {0} of the database was made by a different version of Sightline; restore a backup or use the version that made it"
    )]
    OtherStep(i32),
    /// A stored value cannot be read as what it should be.
    #[error(
        "the database holds something unreadable: {0}; run `sightline doctor`, and restore a backup if it says so"
    )]
    Unreadable(String),
    /// The bytes of a file are not those that were announced.
    #[error("the file changed while it was being read: {0}; nothing was changed, start again")]
    FileChanged(String),
    /// A file could not be read.
    #[error("the file could not be read: {0}; nothing was changed")]
    File(#[from] std::io::Error),
    /// The same observation twice in one revision.
    #[error("{0} stands twice in the file; give each figure once")]
    Twice(String),
    /// A row of another agency stands in an agency's return.
    #[error("a row of “{found}” stands in the return of “{expected}”")]
    OtherAgency {
        /// The agency whose return it is.
        expected: String,
        /// The agency that the row names.
        found: String,
    },
    /// The state of a record does not allow the step.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Something that needs a reason was given none.
    #[error("{0} needs a reason; give one")]
    NoReason(&'static str),
    /// A release names an audit head that is not the newest.
    #[error(
        "the release names audit entry {given} and the newest is {now}; build the manifest again"
    )]
    StaleHead {
        /// The entry that the release names.
        given: u64,
        /// The newest entry.
        now: u64,
    },
    /// A revision was begun and not finished before the change was committed.
    #[error("the revision {0} was begun and not finished; nothing was changed")]
    Unfinished(String),
    /// Anything else that the database says.
    #[error("the database refused: {0}")]
    Database(String),
}

/// What store functions give.
pub type Result<T> = std::result::Result<T, StoreError>;

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        if matches!(error, DbErr::ConnectionAcquire(_)) {
            return Self::Busy;
        }
        match code(&error).as_deref() {
            // SQLite's extended codes keep the kind in their low byte.
            // 4874: the file that readers and the writer share cannot grow.
            Some("13" | "4874" | "53100") => Self::DiskFull,
            Some("5" | "261" | "517" | "773" | "6" | "262" | "55P03" | "40001" | "40P01") => {
                Self::Busy
            }
            Some("11" | "26" | "267" | "523" | "779") => {
                Self::Unreadable("the database file is damaged".to_owned())
            }
            _ => Self::Database(error.to_string()),
        }
    }
}

/// The database's own code for an error, if it came from there.
fn code(error: &DbErr) -> Option<String> {
    let (DbErr::Conn(inner) | DbErr::Exec(inner) | DbErr::Query(inner)) = error else {
        return None;
    };
    let RuntimeErr::SqlxError(inner) = inner else { return None };
    inner.as_database_error()?.code().map(std::borrow::Cow::into_owned)
}

/// Says which stored thing could not be read, for `map_err`.
pub(crate) fn unreadable<E: std::fmt::Display>(what: &'static str) -> impl FnOnce(E) -> StoreError {
    move |error| StoreError::Unreadable(format!("{what}: {error}"))
}
