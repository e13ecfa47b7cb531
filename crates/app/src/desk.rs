//! The desk: an open data folder with its store, definitions, clock and operator. Every use case
//! starts here.

use std::path::Path;
use std::sync::Arc;

use serde::Serialize;
use sightline_access::{Action, Actor, ReadScope, WriteScope};
use sightline_kernel::clock::Clock;
use sightline_kernel::defs::Source;
use sightline_kernel::period::Period;
use sightline_kernel::sensitivity::Audience;
use sightline_measures::catalogue::Catalogue;
use sightline_measures::request::Context;
use sightline_store::Store;

use crate::definitions::{self, Definitions};
use crate::error::Error;
use crate::folder::{Config, Folder, Use};
use crate::progress::{Step, Steps};

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
        let store = Store::open(&folder.settings()).await?;
        let definitions = definitions::read_or_refuse(shipped, &folder.definitions()?)?;
        Ok(Self::of(folder, store, definitions, clock))
    }

    pub(crate) fn of(
        folder: Folder,
        store: Store,
        definitions: Definitions,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let actor = operator(&folder.config);
        Self { folder, definitions, store, clock, actor }
    }

    /// Where the database is, as it is said to people: without a password.
    #[must_use]
    pub fn database(&self) -> String {
        self.folder.settings().said()
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

/// The one who works at a data folder, until there is sign-in.
pub(crate) fn operator(config: &Config) -> Actor {
    Actor::operator("operator", vec![config.partnership.clone()])
}

/// What bringing a database up to date did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Migration {
    /// The step that the database was at.
    pub from: i32,
    /// The step that it is at now.
    pub to: i32,
}

/// Brings the database of a data folder up to date with this program.
///
/// # Errors
/// When there is none, it is in use, or it is newer than this program.
pub async fn migrate(
    path: &Path,
    clock: &dyn Clock,
    steps: &Steps<'_>,
) -> Result<Migration, Error> {
    steps(Step::Begun("open"));
    let folder = Folder::open(path, Use::Write)?;
    steps(Step::Begun("bring the database up to date"));
    let (store, done) = Store::migrate(&folder.settings(), clock).await?;
    store.close().await?;
    Ok(Migration { from: done.from, to: done.to })
}
