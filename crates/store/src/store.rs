//! Opening a database and asking for leave to read or change it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use sightline_access::{ReadScope, WriteScope};
use sightline_kernel::clock::Clock;
use sightline_kernel::ids::{AreaCode, PartnershipId};

use crate::change::Change;
use crate::db::{Connections, Row, Transaction};
use crate::error::{Result, StoreError, unreadable};
use crate::migrate::{self, Migrated};
use crate::model::Partnership;
use crate::read::Reader;
use crate::settings::{Place, Settings};
use crate::terms::Terms;

/// An open database. Cloning gives another handle to the same one.
#[derive(Debug, Clone)]
pub struct Store {
    connections: Connections,
    terms: Arc<Mutex<HashMap<i32, Arc<Terms>>>>,
}

impl Store {
    /// Makes a new database and its tables.
    ///
    /// # Errors
    /// When there is one already, or the place cannot be written.
    pub async fn create(settings: &Settings, clock: &dyn Clock) -> Result<Self> {
        let exists = || StoreError::Exists { kind: "a database", id: settings.said() };
        if let Place::Sqlite(path) = &settings.place
            && path.exists()
        {
            return Err(exists());
        }
        let store = Self::of(Connections::open(settings, true).await?);
        if store.schema_version().await? > 0 {
            return Err(exists());
        }
        migrate::migrate(&store.connections, clock).await?;
        Ok(store)
    }

    /// Goes on with making a database that an interrupted [`Store::create`] may have begun: makes
    /// what is missing. What it holds is for the caller to judge.
    ///
    /// # Errors
    /// When the place cannot be written, or the database is newer than this program.
    pub async fn resume(settings: &Settings, clock: &dyn Clock) -> Result<Self> {
        let store = Self::of(Connections::open(settings, true).await?);
        migrate::migrate(&store.connections, clock).await?;
        Ok(store)
    }

    /// Opens a database whose tables are of the shape that this program needs.
    ///
    /// # Errors
    /// When there is none, or its tables are older or newer than this program.
    pub async fn open(settings: &Settings) -> Result<Self> {
        let store = Self::of(Connections::open(settings, false).await?);
        migrate::check(&store.connections).await?;
        Ok(store)
    }

    /// Opens a database and brings its tables to the shape that this program needs.
    ///
    /// # Errors
    /// When there is none, or it is newer than this program.
    pub async fn migrate(settings: &Settings, clock: &dyn Clock) -> Result<(Self, Migrated)> {
        let store = Self::of(Connections::open(settings, false).await?);
        let migrated = migrate::migrate(&store.connections, clock).await?;
        Ok((store, migrated))
    }

    fn of(connections: Connections) -> Self {
        Self { connections, terms: Arc::default() }
    }

    /// The newest step of the tables that this program knows.
    #[must_use]
    pub fn newest_schema() -> i32 {
        migrate::newest()
    }

    /// The step that the tables are at; 0 where there are none.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn schema_version(&self) -> Result<i32> {
        migrate::version(&self.connections.read().await?).await
    }

    /// Closes the database; on SQLite this also empties the write-ahead log.
    ///
    /// # Errors
    /// When the database cannot be closed.
    pub async fn close(self) -> Result<()> {
        self.connections.close().await
    }

    /// Every partnership here, by id. The only question without a scope: scopes are made from it.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn partnerships(&self) -> Result<Vec<Partnership>> {
        let transaction = self.connections.read().await?;
        let sql = "SELECT key, title, area FROM partnerships ORDER BY key";
        transaction.all(sql, Vec::new()).await?.iter().map(partnership).collect()
    }

    /// One partnership as it is now; later changes do not show in the reader.
    ///
    /// # Errors
    /// When there is no such partnership.
    pub async fn read(&self, scope: &ReadScope) -> Result<Reader> {
        let transaction = self.connections.read().await?;
        let (pid, partnership) = find(&transaction, scope.partnership(), false).await?;
        Ok(Reader::new(self.clone(), transaction, pid, partnership))
    }

    /// Begins to change one partnership. Nothing lasts before [`Change::commit`].
    ///
    /// # Errors
    /// When there is no such partnership, or another writer does not finish in time.
    pub async fn change<'a>(
        &'a self,
        scope: &'a WriteScope,
        clock: &'a dyn Clock,
    ) -> Result<Change<'a>> {
        let transaction = self.connections.write().await?;
        // On PostgreSQL the row lock lets one writer at a time into a partnership.
        let lock = !transaction.is_sqlite();
        let (pid, _) = find(&transaction, scope.partnership(), lock).await?;
        Change::begin(self, transaction, pid, scope, clock).await
    }

    /// Makes a partnership, with the first entry of its audit chain.
    ///
    /// # Errors
    /// When its id is taken.
    pub async fn found(
        &self,
        scope: &WriteScope,
        clock: &dyn Clock,
        title: &str,
        area: &AreaCode,
    ) -> Result<Partnership> {
        let transaction = self.connections.write().await?;
        let id = scope.partnership();
        let sql = "INSERT INTO partnerships (key, title, area, created_at)
            VALUES ($1, $2, $3, $4) ON CONFLICT (key) DO NOTHING RETURNING id";
        let at = clock.now().to_string();
        let values = vec![id.as_str().into(), title.into(), area.as_str().into(), at.into()];
        let Some(row) = transaction.one(sql, values).await? else {
            return Err(StoreError::Exists { kind: "the partnership", id: id.to_string() });
        };
        let mut change = Change::begin(self, transaction, row.get(0)?, scope, clock).await?;
        let detail = serde_json::json!({"title": title, "area": area.as_str()});
        change.note("partnership.found", id.to_string(), detail).await?;
        change.commit().await?;
        Ok(Partnership { id: id.clone(), title: title.to_owned(), area: area.clone() })
    }

    /// The dictionary of a partnership as committed up to the transaction's moment.
    pub(crate) async fn terms(&self, transaction: &Transaction, pid: i32) -> Result<Arc<Terms>> {
        let known = self.lock_terms().get(&pid).cloned().unwrap_or_default();
        let sql = "SELECT
            (SELECT coalesce(max(id), 0) FROM terms WHERE partnership = $1),
            (SELECT coalesce(max(id), 0) FROM revisions WHERE partnership = $1)";
        let (last, last_revision): (i32, i32) = match transaction.one(sql, vec![pid.into()]).await?
        {
            Some(row) => (row.get(0)?, row.get(1)?),
            None => (0, 0),
        };
        if last <= known.last && last_revision <= known.last_revision {
            return Ok(known);
        }
        let mut terms = Terms::clone(&known);
        terms.refresh(transaction, pid).await?;
        let terms = Arc::new(terms);
        let mut all = self.lock_terms();
        let newer = |other: &Arc<Terms>| {
            (other.last, other.last_revision) < (terms.last, terms.last_revision)
        };
        if all.get(&pid).is_none_or(newer) {
            all.insert(pid, Arc::clone(&terms));
        }
        Ok(terms)
    }

    fn lock_terms(&self) -> std::sync::MutexGuard<'_, HashMap<i32, Arc<Terms>>> {
        // The map is only ever replaced whole, so a panic elsewhere leaves it in order.
        self.terms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn find(
    transaction: &Transaction,
    id: &PartnershipId,
    lock: bool,
) -> Result<(i32, Partnership)> {
    let lock = if lock { " FOR UPDATE" } else { "" };
    let sql = format!("SELECT key, title, area, id FROM partnerships WHERE key = $1{lock}");
    let row = transaction.one(&sql, vec![id.as_str().into()]).await?;
    let row = row.ok_or_else(|| StoreError::NoPartnership(id.clone()))?;
    Ok((row.get(3)?, partnership(&row)?))
}

fn partnership(row: &Row) -> Result<Partnership> {
    Ok(Partnership {
        id: row.parse(0, "a partnership")?,
        title: row.get(1)?,
        area: AreaCode::new(row.get::<String>(2)?).map_err(unreadable("an area"))?,
    })
}
