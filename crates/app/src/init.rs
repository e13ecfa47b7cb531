//! Makes a data folder.
//!
//! The configuration is put in place last, so a folder is either one that works or one whose making
//! can be begun again. An SQLite database is made beside its place and moved there when it is whole;
//! on PostgreSQL the tables and the partnership of an interrupted making are taken over.

use std::path::Path;
use std::sync::Arc;

use sightline_access::Action;
use sightline_kernel::clock::Clock;
use sightline_kernel::defs::Source;
use sightline_kernel::ids::AreaCode;
use sightline_kernel::nearest::did_you_mean;
use sightline_measures::catalogue::Catalogue;
use sightline_store::{Settings, Store};

use crate::definitions;
use crate::desk::{Desk, operator};
use crate::error::{Error, io};
use crate::folder::{Config, DATABASE, Unfinished, flush_names, own_definitions};

impl Desk {
    /// Makes a data folder with an empty database. The area may be named by its code or its name.
    ///
    /// # Errors
    /// When the folder already holds one, there is no such area, or the database cannot be made.
    pub async fn init(
        path: &Path,
        mut config: Config,
        shipped: &[Source],
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Error> {
        let definitions = definitions::read_or_refuse(shipped, &own_definitions(path)?)?;
        config.area = known_area(&definitions.catalogue, &config.area)?;
        let unfinished = Unfinished::begin(path, config)?;
        let store = database(&unfinished, clock.as_ref()).await?;
        let folder = unfinished.finish()?;
        Ok(Self::of(folder, store, definitions, clock))
    }
}

fn known_area(catalogue: &Catalogue, asked: &AreaCode) -> Result<AreaCode, Error> {
    if let Some(area) = catalogue.resolve_area(asked.as_str()) {
        return Ok(area.code.clone());
    }
    let areas = catalogue.areas.values();
    let near = did_you_mean(asked.as_str(), areas.flat_map(|a| [a.code.as_str(), a.name.as_str()]));
    let remedy = if near.is_empty() {
        "Give the code of one that is defined, or lay a definition of your own into DIR/defs/areas first."
    } else {
        &near
    };
    Err(Error::new("unknown-area", format!("There is no area “{asked}”."), remedy))
}

async fn database(unfinished: &Unfinished, clock: &dyn Clock) -> Result<Store, Error> {
    if let Some(url) = &unfinished.config().database {
        let settings = Settings::postgres(url.clone());
        let store = if unfinished.resumed() {
            Store::resume(&settings, clock).await?
        } else {
            Store::create(&settings, clock).await?
        };
        found(&store, &settings, unfinished.config(), clock).await?;
        return Ok(store);
    }
    let settings = Settings::sqlite(unfinished.path(DATABASE));
    if unfinished.path(DATABASE).exists() {
        if !unfinished.resumed() {
            return Err(Error::new(
                "database-exists",
                format!("{} is there, without the configuration of its folder.", settings.said()),
                "Put its sightline.toml back, or choose another folder.",
            ));
        }
        let store = Store::resume(&settings, clock).await?;
        found(&store, &settings, unfinished.config(), clock).await?;
        return Ok(store);
    }
    beside(unfinished, clock).await?;
    Ok(Store::open(&settings).await?)
}

/// Makes an SQLite database beside its place, and moves it there when it is whole and closed.
async fn beside(unfinished: &Unfinished, clock: &dyn Clock) -> Result<(), Error> {
    let part = |ending: &str| unfinished.path(&format!("{DATABASE}.part{ending}"));
    for ending in ["", "-wal", "-shm"] {
        match std::fs::remove_file(part(ending)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(io(&part(ending))(error));
            }
            _ => {}
        }
    }
    let settings = Settings::sqlite(part(""));
    let store = Store::create(&settings, clock).await?;
    found(&store, &settings, unfinished.config(), clock).await?;
    store.close().await?;
    if part("-wal").metadata().is_ok_and(|log| log.len() > 0) {
        let message = format!("{} could not be closed.", settings.said());
        return Err(Error::new("database-open", message, "Give the same command again."));
    }
    let place = unfinished.path(DATABASE);
    std::fs::rename(part(""), &place).map_err(io(&place))?;
    flush_names(&unfinished.path(""))
}

/// Enters the partnership, unless an interrupted making has done so.
async fn found(
    store: &Store,
    settings: &Settings,
    config: &Config,
    clock: &dyn Clock,
) -> Result<(), Error> {
    let actor = operator(config);
    let id = &config.partnership;
    let held = store.partnerships().await?;
    let Some(first) = held.first() else {
        let scope =
            sightline_access::to_write(&actor, Action::Administer, id, "a data folder was made")?;
        store.found(&scope, clock, &config.name, &config.area).await?;
        return Ok(());
    };
    let same = held.len() == 1
        && first.id == *id
        && first.title == config.name
        && first.area == config.area;
    if same {
        let reader = store.read(&sightline_access::to_read(&actor, id)?).await?;
        // More than its founding means that somebody works with it.
        if reader.audit_head().await?.sequence == 1 {
            return Ok(());
        }
    }
    let message = format!("{} already holds “{}” ({}).", settings.said(), first.title, first.id);
    let remedy = "Go on with the same --partnership, --name and --area as before, or name a database that is empty.";
    Err(Error::new("database-exists", message, remedy))
}
