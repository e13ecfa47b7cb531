//! The desk: an open data folder with its store, definitions, clock and operator. Every use case
//! starts here.

use std::path::Path;
use std::sync::Arc;

use sightline_access::{Action, Actor, ReadScope, WriteScope};
use sightline_kernel::clock::Clock;
use sightline_kernel::defs::Source;
use sightline_kernel::period::Period;
use sightline_kernel::sensitivity::Audience;
use sightline_measures::catalogue::Catalogue;
use sightline_measures::request::Context;
use sightline_store::{Settings, Store};

use crate::definitions::{self, Definitions};
use crate::error::Error;
use crate::folder::{Config, Folder, Use};

/// An open data folder.
pub struct Desk {
    /// The folder and its configuration.
    pub folder: Folder,
    /// All definitions in force.
    pub definitions: Definitions,
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    actor: Actor,
}

impl Desk {
    /// Makes a data folder with an empty database.
    ///
    /// # Errors
    /// When the folder already holds one, or the database cannot be made.
    pub async fn init(
        path: &Path,
        config: Config,
        shipped: &[Source],
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Error> {
        let folder = Folder::init(path, config)?;
        let store = Store::create(&settings(&folder), clock.as_ref()).await?;
        let desk = Self::of(folder, store, shipped, clock)?;
        let scope = desk.to_write(Action::Administer, "a data folder was made")?;
        let config = &desk.folder.config;
        desk.store.found(&scope, desk.clock.as_ref(), &config.name, &config.area).await?;
        Ok(desk)
    }

    /// Opens a data folder.
    ///
    /// # Errors
    /// When there is none, it is in use, a definition is wrong, or its database is of another age.
    pub async fn open(
        path: &Path,
        purpose: Use,
        shipped: &[Source],
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Error> {
        let folder = Folder::open(path, purpose)?;
        let store = Store::open(&settings(&folder)).await?;
        Self::of(folder, store, shipped, clock)
    }

    fn of(
        folder: Folder,
        store: Store,
        shipped: &[Source],
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Error> {
        let definitions = definitions::read_or_refuse(shipped, &folder.definitions()?)?;
        let actor = Actor::operator("operator", vec![folder.config.partnership.clone()]);
        Ok(Self { folder, definitions, store, clock, actor })
    }

    /// The definitions that measures need.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.definitions.catalogue
    }

    /// Leave to read the partnership's records.
    ///
    /// # Errors
    /// Not found, when the operator may not.
    pub(crate) fn to_read(&self) -> Result<ReadScope, Error> {
        Ok(sightline_access::to_read(&self.actor, &self.folder.config.partnership)?)
    }

    /// Leave to change the partnership's records.
    ///
    /// # Errors
    /// Not found, when the operator may not.
    pub(crate) fn to_write(&self, action: Action, reason: &str) -> Result<WriteScope, Error> {
        let partnership = &self.folder.config.partnership;
        Ok(sightline_access::to_write(&self.actor, action, partnership, reason)?)
    }

    /// What requests are resolved against: the partnership's area, a period, an audience.
    #[must_use]
    pub fn context(&self, period: Period, audience: Audience) -> Context {
        Context { area: self.folder.config.area.clone(), period, audience, protect: true }
    }
}

/// Where the folder's database is.
pub(crate) fn settings(folder: &Folder) -> Settings {
    match &folder.config.database {
        Some(url) => Settings::postgres(url.clone()),
        None => Settings::sqlite(folder.path("sightline.db")),
    }
}

/// Brings the database of a data folder up to date with this program; says what was done.
///
/// # Errors
/// When there is none, it is in use, or it is newer than this program.
pub async fn migrate(path: &Path, clock: &dyn Clock) -> Result<String, Error> {
    let folder = Folder::open(path, Use::Write)?;
    let (store, migrated) = Store::migrate(&settings(&folder), clock).await?;
    store.close().await?;
    Ok(if migrated.from == migrated.to {
        format!("The database is up to date, at step {}.", migrated.to)
    } else {
        format!("The database was brought from step {} to step {}.", migrated.from, migrated.to)
    })
}
