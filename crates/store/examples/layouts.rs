//! Three ways to keep observations in SQLite, measured side by side. `docs/adr/0020` holds the
//! figures and the decision.
//!
//! `cargo run --release -p sightline-store --example layouts -- [MEASURES]`
//!
//! 40 agencies × 120 months × so many measures (40 by default, 400 for 10 million), each with a
//! figure without a breakdown and 5 categories. `narrow`: a row for each observation, clustered
//! by key. `joined`: the same table, its rows joined to one text a slice by the database.
//! `packed`: a row for each slice, its cells one JSON text.

use std::error::Error;
use std::io::Write as _;
use std::time::Instant;

use rust_decimal::Decimal;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, QueryResult, Statement,
    TransactionTrait as _,
};

type Outcome<T> = Result<T, Box<dyn Error>>;

const ROUNDS: i32 = 41;

const TABLES: [&str; 2] = [
    "CREATE TABLE narrow (
        partnership INTEGER NOT NULL, measure INTEGER NOT NULL, period INTEGER NOT NULL,
        breakdown INTEGER NOT NULL, area INTEGER NOT NULL, agency INTEGER NOT NULL,
        revision INTEGER NOT NULL, cell INTEGER NOT NULL, line INTEGER NOT NULL,
        superseded_by INTEGER, value TEXT NOT NULL, extra TEXT,
        PRIMARY KEY (partnership, measure, period, breakdown, area, agency, revision, cell)
    ) STRICT, WITHOUT ROWID",
    "CREATE TABLE packed (
        partnership INTEGER NOT NULL, measure INTEGER NOT NULL, period INTEGER NOT NULL,
        breakdown INTEGER NOT NULL, area INTEGER NOT NULL, agency INTEGER NOT NULL,
        revision INTEGER NOT NULL, part INTEGER NOT NULL, superseded_by INTEGER,
        cells TEXT NOT NULL,
        PRIMARY KEY (partnership, measure, period, breakdown, area, agency, revision, part)
    ) STRICT, WITHOUT ROWID",
];

/// Fills both tables in SQL: the point is reading, and the bench command measures saving.
fn fill(measures: i32) -> [String; 2] {
    [
        format!(
            "INSERT INTO narrow
             WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 119),
             m(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM m WHERE i < {measures}),
             c(b, i) AS (VALUES (0, 0), (1, 11), (1, 12), (1, 13), (1, 14), (1, 15))
             SELECT 1, m.i, n.i, c.b, 2, a.i, a.i * 10 + n.i / 12, c.i, m.i * 100 + n.i, NULL,
                CAST((m.i * 7919 + n.i * 104729 + a.i * 31 + c.i) % 2000 AS TEXT), NULL
             FROM m, n, c, (SELECT i FROM n WHERE i < 40) AS a"
        ),
        "INSERT INTO packed
         SELECT partnership, measure, period, breakdown, area, agency, revision, 0, NULL,
            '[1,' || group_concat('[' || cell || ',' || line || ',\"' || value || '\"]', ',') || ']'
         FROM narrow GROUP BY partnership, measure, period, breakdown, area, agency, revision"
            .to_owned(),
    ]
}

const PAGE: &str = "partnership = 1 AND measure = $1 AND period BETWEEN $2 AND $2 + 24
    AND superseded_by IS NULL";

/// A scorecard names its 60 measures, as the store does, so that each is looked up by the key.
fn card() -> String {
    let measures: Vec<String> = (0..60).map(|at| format!("$1 + {at}")).collect();
    format!(
        "partnership = 1 AND measure IN ({}) AND period IN ($2, $2 + 1) AND breakdown = 0
         AND superseded_by IS NULL",
        measures.join(", ")
    )
}

/// Takes a row apart and says how many observations it holds.
type Take = fn(&QueryResult) -> Outcome<usize>;

/// What each layout reads, and how a row is taken apart.
const READS: [(&str, &str, &str, Take); 3] = [
    (
        "narrow",
        "SELECT measure, period, area, agency, revision, cell, line, value, extra FROM narrow WHERE ",
        "",
        one,
    ),
    (
        "joined",
        "SELECT measure, period, area, agency, revision, '[1,' || group_concat('[' || cell || ',' || line || ',\"' || value || '\"]', ',') || ']' FROM narrow WHERE ",
        " GROUP BY partnership, measure, period, breakdown, area, agency, revision",
        many,
    ),
    (
        "packed",
        "SELECT measure, period, area, agency, revision, cells FROM packed WHERE ",
        "",
        many,
    ),
];

fn one(row: &QueryResult) -> Outcome<usize> {
    for column in 0..7 {
        let _: i32 = row.try_get_by_index(column)?;
    }
    let value = Decimal::from_str_exact(&row.try_get_by_index::<String>(7)?)?;
    let _: Option<String> = row.try_get_by_index(8)?;
    Ok(usize::from(value >= Decimal::ZERO))
}

fn many(row: &QueryResult) -> Outcome<usize> {
    for column in 0..5 {
        let _: i32 = row.try_get_by_index(column)?;
    }
    let text: String = row.try_get_by_index(5)?;
    let entries: Vec<serde_json::Value> = serde_json::from_str(&text)?;
    let mut count = 0;
    for entry in entries.iter().skip(1) {
        let value = entry.get(2).and_then(serde_json::Value::as_str).ok_or("no value")?;
        count += usize::from(Decimal::from_str_exact(value)? >= Decimal::ZERO);
    }
    Ok(count)
}

async fn median(
    database: &DatabaseConnection,
    sql: &str,
    highest: i32,
    take: Take,
) -> Outcome<(f64, usize)> {
    let mut times = Vec::new();
    let mut count = 0;
    for round in 0..ROUNDS {
        let measure = 1 + round * 7919 % highest.max(1);
        let values = [measure.into(), (round * 31 % 95).into()];
        let statement =
            Statement::from_sql_and_values(database.get_database_backend(), sql, values);
        let start = Instant::now();
        count = 0;
        for row in database.query_all_raw(statement).await? {
            count += take(&row)?;
        }
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    Ok((times.get(times.len() / 2).copied().unwrap_or(f64::NAN), count))
}

/// Pages that a table fills, in MiB.
async fn size(database: &DatabaseConnection, table: &str) -> Outcome<i64> {
    let sql = format!("SELECT sum(pgsize) / 1048576 FROM dbstat WHERE name = '{table}'");
    let statement = Statement::from_string(database.get_database_backend(), sql);
    let row = database.query_one_raw(statement).await;
    Ok(row.ok().flatten().and_then(|row| row.try_get_by_index(0).ok()).unwrap_or(-1))
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Outcome<()> {
    let measures: i32 = std::env::args().nth(1).map_or(Ok(40), |text| text.parse())?;
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("layouts.sqlite").display());
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let database = Database::connect(options).await?;
    let mut out = std::io::stdout();
    for sql in TABLES {
        database.execute_unprepared(sql).await?;
    }
    for (sql, name) in fill(measures).iter().zip(["narrow", "packed"]) {
        let start = Instant::now();
        let transaction = database.begin().await?;
        transaction.execute_unprepared(sql).await?;
        transaction.commit().await?;
        let seconds = start.elapsed().as_secs_f64();
        let mebibytes = size(&database, name).await?;
        writeln!(out, "{name}: filled in {seconds:.1} s, {mebibytes} MiB")?;
    }
    for (name, select, group, take) in READS {
        let sql = format!("{select}{PAGE}{group}");
        let (page, read) = median(&database, &sql, measures, take).await?;
        let sql = format!("{select}{}{group}", card());
        let (card, seen) = median(&database, &sql, measures - 59, take).await?;
        writeln!(
            out,
            "{name}: page of {read} in {page:.2} ms, scorecard of {seen} in {card:.2} ms"
        )?;
    }
    Ok(())
}
