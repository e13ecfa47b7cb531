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
    take(connections, clock, ALL).await
}

/// Takes those of some steps that are missing.
async fn take(
    connections: &Connections,
    clock: &dyn Clock,
    steps: &[Migration],
) -> Result<Migrated> {
    let last = steps.last().map_or(0, |step| step.number);
    let first = connections.write().await?;
    let from = version(&first).await?;
    if from > last {
        return Err(StoreError::New { found: from, known: last });
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
    for step in steps.iter().filter(|step| step.number > from) {
        apply(connections, step, clock).await?;
    }
    Ok(Migrated { from, to: last })
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

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use sightline_kernel::clock::FixedClock;

    use super::*;
    use crate::settings::{Place, Settings};

    const CLOCK: FixedClock = FixedClock(Timestamp::UNIX_EPOCH);

    /// Rows for each step, written when the tables are at that step, in the words of both
    /// databases. If you are here because a step has none: add `migrations/NNNN_name.seed.sql`
    /// with rows that use what the step adds.
    const SEEDS: &[(i32, &str)] = &[(1, include_str!("migrations/0001_first.seed.sql"))];

    /// A step that a later version might bring: it widens a table, fills it and adds another.
    const LATER: Migration = Migration {
        number: 9001,
        name: "a later step",
        sqlite: "ALTER TABLE agencies ADD COLUMN kind TEXT NOT NULL DEFAULT 'agency';
            UPDATE agencies SET kind = 'publisher' WHERE publisher = 1;",
        postgres: "ALTER TABLE agencies ADD COLUMN kind TEXT NOT NULL DEFAULT 'agency';
            UPDATE agencies SET kind = 'publisher' WHERE publisher = 1;",
    };

    /// A step whose second statement fails.
    const BROKEN: Migration = Migration {
        number: 9002,
        name: "a step that fails",
        sqlite: "DELETE FROM query_decisions; INSERT INTO no_such_table VALUES (1);",
        postgres: "DELETE FROM query_decisions; INSERT INTO no_such_table VALUES (1);",
    };

    async fn over_data(settings: Settings) {
        let connections = Connections::open(&settings, true).await.unwrap();
        for (at, step) in ALL.iter().enumerate() {
            let done = take(&connections, &CLOCK, &ALL[..=at]).await.unwrap();
            assert_eq!(done.to, step.number);
            let seed = SEEDS.iter().find(|seed| seed.0 == step.number).expect("a seed");
            let bytes = if connections.is_sqlite() { "BLOB" } else { "BYTEA" };
            let transaction = connections.write().await.unwrap();
            transaction.run_text(&seed.1.replace("BYTES", bytes)).await.unwrap();
            transaction.commit().await.unwrap();
        }
        let before = counts(&connections).await;
        assert!(before.iter().all(|(_, count)| *count > 0), "no table is empty: {before:?}");
        let mut steps = ALL.to_vec();
        steps.push(LATER);
        assert_eq!(take(&connections, &CLOCK, &steps).await.unwrap().to, 9001);
        assert_eq!(take(&connections, &CLOCK, &steps).await.unwrap().from, 9001);
        assert_eq!(counts(&connections).await, before);
        steps.push(BROKEN);
        take(&connections, &CLOCK, &steps).await.unwrap_err();
        assert_eq!(counts(&connections).await, before, "a step that fails takes nothing");
        let reader = connections.read().await.unwrap();
        let kind = "SELECT kind FROM agencies WHERE partnership = 1";
        let kind: String = reader.one(kind, Vec::new()).await.unwrap().unwrap().get(0).unwrap();
        assert_eq!(kind, "agency");
        drop(reader);
        connections.close().await.unwrap();
    }

    /// How many rows each table holds.
    async fn counts(connections: &Connections) -> Vec<(String, i64)> {
        let reader = connections.read().await.unwrap();
        let tables = if connections.is_sqlite() {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'schema_steps'
             ORDER BY name"
        } else {
            "SELECT CAST(table_name AS TEXT) FROM information_schema.tables
             WHERE table_schema = current_schema() AND table_name <> 'schema_steps'
             ORDER BY table_name"
        };
        let mut counts = Vec::new();
        for row in reader.unscoped(tables, Vec::new()).await.unwrap() {
            let table: String = row.get(0).unwrap();
            let count = format!("SELECT count(*) FROM {table}");
            let rows = reader.unscoped(&count, Vec::new()).await.unwrap();
            counts.push((table, rows[0].get(0).unwrap()));
        }
        counts
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn steps_run_over_data_on_sqlite() {
        let folder = tempfile::tempdir().unwrap();
        over_data(Settings::sqlite(folder.path().join("data.sqlite"))).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn steps_run_over_data_on_postgres() {
        let url = std::env::var("SIGHTLINE_TEST_POSTGRES")
            .expect("SIGHTLINE_TEST_POSTGRES is not set; run the tests by `cargo xtask test`");
        let schema = Some(format!("steps_{}", std::process::id()));
        let place = Place::Postgres { url, schema };
        over_data(Settings { place, ..Settings::postgres("") }).await;
    }

    #[test]
    fn steps_count_up_without_gaps() {
        for (want, step) in (1..).zip(ALL) {
            assert_eq!(step.number, want, "{}", step.name);
        }
    }
}
