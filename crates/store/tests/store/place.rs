//! A database of its own for each test, cheaply: SQLite copies a file that was migrated once,
//! PostgreSQL gets a schema of its own.

use std::path::PathBuf;
use std::sync::OnceLock;

use jiff::Timestamp;
use sightline_access::{Action, Actor, ReadScope, WriteScope, to_read, to_write};
use sightline_kernel::clock::FixedClock;
use sightline_kernel::dimension::Cell;
use sightline_kernel::ids::{AgencyId, AreaCode, PartnershipId, ReturnId, RevisionId, Sha256};
use sightline_measures::observation::{Key, Observation, Origin, Status, Value};
use sightline_store::{Agency, Begun, Change, Closing, NewRevision, Place, Saved, Settings, Store};

/// Runs one body on SQLite and on PostgreSQL. Without `SIGHTLINE_TEST_POSTGRES` the second fails.
#[macro_export]
macro_rules! on_both {
    ($($(#[$doc:meta])* async fn $name:ident($place:ident: Place) $body:block)+) => {$(
        mod $name {
            use super::*;
            $(#[$doc])*
            async fn body($place: $crate::place::TestPlace) $body

            #[test]
            fn on_sqlite() {
                $crate::place::run(async { body($crate::place::TestPlace::sqlite().await).await });
            }

            #[test]
            fn on_postgres() {
                $crate::place::run(async { body($crate::place::TestPlace::postgres().await).await });
            }
        }
    )+};
}

pub(crate) fn run(body: impl Future<Output = ()>) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(body);
}

/// Where a test works, removed with it.
pub(crate) struct TestPlace {
    pub(crate) settings: Settings,
    _folder: Option<tempfile::TempDir>,
}

pub(crate) const CLOCK: FixedClock = FixedClock(Timestamp::UNIX_EPOCH);

impl TestPlace {
    /// An empty, migrated SQLite file.
    pub(crate) async fn sqlite() -> Self {
        static TEMPLATE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
        if TEMPLATE.get().is_none() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("template.sqlite");
            let store = Store::create(&Settings::sqlite(&path), &CLOCK).await.unwrap();
            store.close().await.unwrap();
            let _ = TEMPLATE.set((folder, path));
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sightline.sqlite");
        std::fs::copy(&TEMPLATE.get().unwrap().1, &path).unwrap();
        Self { settings: Settings::sqlite(path), _folder: Some(folder) }
    }

    /// An empty, migrated schema.
    pub(crate) async fn postgres() -> Self {
        static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let url = std::env::var("SIGHTLINE_TEST_POSTGRES")
            .expect("SIGHTLINE_TEST_POSTGRES is not set; run the tests by `cargo xtask test`");
        let count = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let schema = format!("store_{}_{count}", std::process::id());
        let settings = Settings {
            place: Place::Postgres { url, schema: Some(schema) },
            ..Settings::postgres("")
        };
        Store::create(&settings, &CLOCK).await.unwrap().close().await.unwrap();
        Self { settings, _folder: None }
    }

    /// A connection behind the store's back.
    pub(crate) async fn behind(&self) -> sea_orm::DatabaseConnection {
        let (url, schema) = match &self.settings.place {
            Place::Sqlite(path) => (format!("sqlite://{}", path.display()), None),
            Place::Postgres { url, schema } => (url.clone(), schema.clone()),
        };
        let mut options = sea_orm::ConnectOptions::new(url);
        if let Some(schema) = schema {
            options.set_schema_search_path(schema);
        }
        sea_orm::Database::connect(options).await.unwrap()
    }

    pub(crate) async fn open(&self) -> Store {
        Store::open(&self.settings).await.unwrap()
    }

    /// An open store with the partnership “here” and the agency “police”.
    pub(crate) async fn here(&self) -> Store {
        let store = self.open().await;
        found(&store, "here").await;
        store
    }
}

/// Makes a partnership with the agency “police”.
pub(crate) async fn found(store: &Store, partnership: &str) {
    let scope = writer(partnership);
    store.found(&scope, &CLOCK, "A partnership", &area("E06000051")).await.unwrap();
    let mut change = store.change(&scope, &CLOCK).await.unwrap();
    change.save_agency(&agency("police")).await.unwrap();
    change.commit().await.unwrap();
}

pub(crate) fn agency(id: &str) -> Agency {
    Agency { id: AgencyId::new(id).unwrap(), title: format!("The {id}"), publisher: false }
}

fn actor(partnership: &str) -> (Actor, PartnershipId) {
    let id = PartnershipId::new(partnership).unwrap();
    (Actor::operator("operator", vec![id.clone()]), id)
}

pub(crate) fn reader(partnership: &str) -> ReadScope {
    let (actor, id) = actor(partnership);
    to_read(&actor, &id).unwrap()
}

pub(crate) fn writer(partnership: &str) -> WriteScope {
    let (actor, id) = actor(partnership);
    to_write(&actor, Action::Contribute, &id, "a test").unwrap()
}

pub(crate) fn area(code: &str) -> AreaCode {
    AreaCode::new(code).unwrap()
}

pub(crate) fn of(text: &str) -> ReturnId {
    format!("{text}/r1").parse::<RevisionId>().unwrap().of
}

pub(crate) fn key(measure: &str, period: &str, cell: &str) -> Key {
    Key {
        measure: measure.parse().unwrap(),
        period: period.parse().unwrap(),
        area: area("E06000051"),
        cell: Cell::parse(cell).unwrap(),
    }
}

/// One exact observation.
pub(crate) fn exact(of: &ReturnId, row: u32, key: Key, value: &str) -> Observation {
    let revision = RevisionId { of: of.clone(), number: 1 }.into();
    Observation {
        key,
        value: Value::Exact { value: value.parse().unwrap() },
        status: Status::Final,
        origin: Origin::Return { revision, row },
        note: None,
    }
}

pub(crate) fn new_revision(of: &ReturnId, file: &[u8]) -> NewRevision {
    NewRevision {
        of: of.clone(),
        file_name: "figures.csv".to_owned(),
        sha256: Sha256::of(file),
        size: file.len() as u64,
        contract: "figures@1".to_owned(),
        publication: None,
    }
}

/// Saves observations as a revision within a change; nothing when the file is the newest one.
pub(crate) async fn save(
    change: &mut Change<'_>,
    of: &ReturnId,
    file: &[u8],
    observations: &[Observation],
) -> Option<Saved> {
    let new = new_revision(of, file);
    match change.begin_revision(&new, &mut &file[..]).await.unwrap() {
        Begun::Unchanged(_) => None,
        Begun::New(mut writer) => {
            for observation in observations {
                writer.push(observation).await.unwrap();
            }
            Some(writer.finish(&Closing::default()).await.unwrap())
        }
    }
}

/// Imports a file in a change of its own: pairs of key and value.
pub(crate) async fn import(
    store: &Store,
    partnership: &str,
    of: &ReturnId,
    file: &str,
    rows: &[(Key, &str)],
) -> Option<Saved> {
    let scope = writer(partnership);
    let mut change = store.change(&scope, &CLOCK).await.unwrap();
    let observations: Vec<_> = rows
        .iter()
        .zip(2..)
        .map(|((key, value), row)| exact(of, row, key.clone(), value))
        .collect();
    let saved = save(&mut change, of, file.as_bytes(), &observations).await;
    change.commit().await.unwrap();
    saved
}
