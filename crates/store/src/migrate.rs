//! Brings the tables to the shape that this program needs.

use sightline_kernel::clock::Clock;
use sightline_kernel::ids::Sha256;

use crate::db::{Connections, Transaction};
use crate::error::{Result, StoreError};
use crate::migrations::{ALL, Migration};

/// What a migration did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migrated {
    /// The step before; 0 for an empty database.
    pub from: i32,
    /// The step now.
    pub to: i32,
}

/// The newest step that this program knows.
pub(crate) fn newest() -> i32 {
    ALL.last().map_or(0, |step| step.number)
}

/// The step that the database is at; 0 where nothing was made yet.
///
/// # Errors
/// When a step that was applied is not the one of this program.
pub(crate) async fn version(transaction: &Transaction) -> Result<i32> {
    let exists = if transaction.is_sqlite() {
        "SELECT name FROM sqlite_master WHERE name = 'schema_steps'"
    } else {
        "SELECT 'schema_steps' WHERE to_regclass('schema_steps') IS NOT NULL"
    };
    if transaction.unscoped(exists, Vec::new()).await?.is_empty() {
        return Ok(0);
    }
    let sql = "SELECT number, sha256 FROM schema_steps ORDER BY number";
    let mut at = 0;
    for row in transaction.unscoped(sql, Vec::new()).await? {
        at = row.get(0)?;
        let known = ALL.iter().find(|step| step.number == at);
        let sha256: String = row.get(1)?;
        if known.is_some_and(|step| fingerprint(step, transaction.is_sqlite()) != sha256) {
            return Err(StoreError::OtherStep(at));
        }
    }
    Ok(at)
}

/// Refuses a database whose tables are not of the shape that this program needs.
///
/// # Errors
/// When it is older, newer or made by something else.
pub(crate) async fn check(connections: &Connections) -> Result<()> {
    let found = version(&connections.read().await?).await?;
    match found.cmp(&newest()) {
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Less => Err(StoreError::Old { found, needed: newest() }),
        std::cmp::Ordering::Greater => Err(StoreError::New { found, known: newest() }),
    }
}

/// Takes every step that is missing, each in a transaction of its own.
///
/// # Errors
/// When the database is newer than this program or a step fails; steps taken before it stand.
pub(crate) async fn migrate(connections: &Connections, clock: &dyn Clock) -> Result<Migrated> {
    migrate_to(connections, clock, newest()).await
}

/// The same, up to a step.
pub(crate) async fn migrate_to(
    connections: &Connections,
    clock: &dyn Clock,
    last: i32,
) -> Result<Migrated> {
    let first = connections.write().await?;
    let from = version(&first).await?;
    if from > newest() {
        return Err(StoreError::New { found: from, known: newest() });
    }
    first
        .run_text(
            "CREATE TABLE IF NOT EXISTS schema_steps (
                number INTEGER PRIMARY KEY,
                name TEXT NOT NULL,
                sha256 TEXT NOT NULL,
                applied_at TEXT NOT NULL
            )",
        )
        .await?;
    first.commit().await?;
    for step in ALL.iter().filter(|step| step.number > from && step.number <= last) {
        apply(connections, step, clock).await?;
    }
    Ok(Migrated { from, to: from.max(last) })
}

async fn apply(connections: &Connections, step: &Migration, clock: &dyn Clock) -> Result<()> {
    let transaction = connections.write().await?;
    let sqlite = transaction.is_sqlite();
    transaction.run_text(if sqlite { step.sqlite } else { step.postgres }).await?;
    let values = vec![
        step.number.into(),
        step.name.into(),
        fingerprint(step, sqlite).into(),
        clock.now().to_string().into(),
    ];
    transaction
        .unscoped(
            "INSERT INTO schema_steps (number, name, sha256, applied_at) VALUES ($1, $2, $3, $4)",
            values,
        )
        .await?;
    transaction.commit().await
}

fn fingerprint(step: &Migration, sqlite: bool) -> String {
    Sha256::of(if sqlite { step.sqlite } else { step.postgres }.as_bytes()).to_string()
}
