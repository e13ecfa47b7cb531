//! The one place that speaks to SeaORM: connections, transactions, statements and rows.
//!
//! Statements are SQL with `$1`, `$2`, …, which SQLite and PostgreSQL both take.

use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    IsolationLevel, QueryResult, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait, TryGetable,
};

use crate::error::{Result, StoreError};
use crate::settings::{Place, Settings};

pub(crate) use sea_orm::Value;

/// How long a writer waits for another process before it gives up.
const PATIENCE: Duration = Duration::from_secs(10);

/// The two kinds of connection: one writer, several readers.
#[derive(Debug, Clone)]
pub(crate) struct Connections {
    writer: DatabaseConnection,
    readers: DatabaseConnection,
}

impl Connections {
    /// Opens both. An SQLite file that is not there is made only when `create` is set.
    pub(crate) async fn open(settings: &Settings, create: bool) -> Result<Self> {
        let (writer, readers) = match &settings.place {
            Place::Sqlite(path) => {
                if !create && !path.exists() {
                    return Err(StoreError::NoDatabase(path.display().to_string()));
                }
                // The writer comes first: it makes the file and its write-ahead log.
                let writer = Database::connect(sqlite_writer(settings, path, create)).await?;
                (writer, Database::connect(sqlite_readers(settings, path)).await?)
            }
            Place::Postgres { url, schema } => {
                let options = |most| postgres(url, schema.as_deref(), most);
                if let (true, Some(schema)) = (create, schema) {
                    let plain = Database::connect(postgres(url, None, 1)).await?;
                    let name = schema.replace('"', "\"\"");
                    let sql = format!("CREATE SCHEMA IF NOT EXISTS \"{name}\"");
                    plain.execute_unprepared(&sql).await?;
                    plain.close().await?;
                }
                let writer = Database::connect(options(2)).await?;
                (writer, Database::connect(options(settings.readers.max(1))).await?)
            }
        };
        Ok(Self { writer, readers })
    }

    /// Whether this is SQLite.
    pub(crate) fn is_sqlite(&self) -> bool {
        self.writer.get_database_backend() == DbBackend::Sqlite
    }

    /// A transaction that may change things; on SQLite the only one at a time.
    pub(crate) async fn write(&self) -> Result<Transaction> {
        let options = TransactionOptions {
            sqlite_transaction_mode: self.is_sqlite().then_some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let inner = self.writer.begin_with_options(options).await?;
        Ok(Transaction { inner })
    }

    /// A transaction that sees the database as it is at one moment and changes nothing.
    pub(crate) async fn read(&self) -> Result<Transaction> {
        let options = if self.is_sqlite() {
            TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
                ..TransactionOptions::default()
            }
        } else {
            TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(sea_orm::AccessMode::ReadOnly),
                ..TransactionOptions::default()
            }
        };
        let inner = self.readers.begin_with_options(options).await?;
        Ok(Transaction { inner })
    }

    /// Closes both and waits for them.
    pub(crate) async fn close(&self) -> Result<()> {
        self.readers.close_by_ref().await?;
        self.writer.close_by_ref().await?;
        Ok(())
    }
}

/// Options that SQLite and PostgreSQL share.
fn common(url: String, most: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(most)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(60))
        .connect_timeout(Duration::from_secs(10))
        .test_before_acquire(false)
        .sqlx_logging(false);
    options
}

fn sqlite_writer(settings: &Settings, path: &std::path::Path, create: bool) -> ConnectOptions {
    let mut options = common(ANY_FILE.to_owned(), 1);
    let path = path.to_owned();
    let max_bytes = settings.max_bytes;
    options.idle_timeout(None::<Duration>).max_lifetime(None::<Duration>);
    options.map_sqlx_sqlite_opts(move |sqlite| {
        let sqlite = sqlite
            .filename(&path)
            .create_if_missing(create)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            .pragma("cache_size", "-16384");
        match max_bytes {
            Some(bytes) => sqlite.pragma("max_page_count", (bytes / PAGE).to_string()),
            None => sqlite,
        }
    });
    options
}

/// SeaORM wants a URL; the real path, which may hold any character, is set afterwards.
/// Not `sqlite::memory:`, which turns on the shared cache, where a reader blocks the writer.
const ANY_FILE: &str = "sqlite://replaced";

/// SQLite's page size, in bytes.
const PAGE: u64 = 4096;

fn sqlite_readers(settings: &Settings, path: &std::path::Path) -> ConnectOptions {
    let mut options = common(ANY_FILE.to_owned(), settings.readers.max(1));
    let path = path.to_owned();
    options.idle_timeout(None::<Duration>).max_lifetime(None::<Duration>);
    options.map_sqlx_sqlite_opts(move |sqlite| {
        sqlite
            .filename(&path)
            .read_only(true)
            .busy_timeout(PATIENCE)
            .row_buffer_size(1024)
            .pragma("cache_size", "-8192")
    });
    options
}

fn postgres(url: &str, schema: Option<&str>, most: u32) -> ConnectOptions {
    let mut options = common(url.to_owned(), most);
    if let Some(schema) = schema {
        options.set_schema_search_path(schema);
    }
    options
}

/// A transaction. Dropping it takes back what it did.
#[derive(Debug)]
pub(crate) struct Transaction {
    inner: DatabaseTransaction,
}

impl Transaction {
    /// Whether this is SQLite.
    pub(crate) fn is_sqlite(&self) -> bool {
        self.inner.get_database_backend() == DbBackend::Sqlite
    }

    fn statement(&self, sql: &str, values: Vec<Value>) -> Statement {
        // If you are here because this failed: every statement names the partnership that it is
        // for. The few about the installation itself use `unscoped` and `run_text`.
        debug_assert!(sql.contains("partnership") || sql.contains("document_chunks"), "{sql}");
        Statement::from_sql_and_values(self.inner.get_database_backend(), sql, values)
    }

    /// Every row.
    pub(crate) async fn all(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>> {
        let rows = self.inner.query_all_raw(self.statement(sql, values)).await?;
        Ok(rows.into_iter().map(Row).collect())
    }

    /// The first row, if there is one.
    pub(crate) async fn one(&self, sql: &str, values: Vec<Value>) -> Result<Option<Row>> {
        Ok(self.inner.query_one_raw(self.statement(sql, values)).await?.map(Row))
    }

    /// Changes rows and says how many.
    pub(crate) async fn run(&self, sql: &str, values: Vec<Value>) -> Result<u64> {
        Ok(self.inner.execute_raw(self.statement(sql, values)).await?.rows_affected())
    }

    /// Every row of a statement about the installation, not about one partnership.
    pub(crate) async fn unscoped(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>> {
        let backend = self.inner.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        Ok(self.inner.query_all_raw(statement).await?.into_iter().map(Row).collect())
    }

    /// Several statements without values, for migrations.
    pub(crate) async fn run_text(&self, sql: &str) -> Result<()> {
        self.inner.execute_unprepared(sql).await?;
        Ok(())
    }

    /// Makes it last.
    pub(crate) async fn commit(self) -> Result<()> {
        Ok(self.inner.commit().await?)
    }
}

/// One row of an answer.
#[derive(Debug)]
pub(crate) struct Row(QueryResult);

impl Row {
    /// The value of a column, counted from 0.
    pub(crate) fn get<T: TryGetable>(&self, column: usize) -> Result<T> {
        self.0.try_get_by_index(column).map_err(crate::error::unreadable("a column"))
    }

    /// A text column read as what it spells.
    pub(crate) fn parse<T>(&self, column: usize, what: &'static str) -> Result<T>
    where
        T: std::str::FromStr<Err: std::fmt::Display>,
    {
        self.get::<String>(column)?.parse().map_err(crate::error::unreadable(what))
    }

    /// A number that counts something.
    pub(crate) fn count(&self, column: usize) -> Result<u64> {
        u64::try_from(self.get::<i64>(column)?).map_err(crate::error::unreadable("a count"))
    }
}

/// The placeholders `$from, …` for `count` values.
pub(crate) fn places(from: usize, count: usize) -> String {
    let list: Vec<String> = (from..from + count).map(|at| format!("${at}")).collect();
    list.join(", ")
}
