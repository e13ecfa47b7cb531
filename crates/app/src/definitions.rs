//! All definitions in force: the shipped ones with a partnership's own laid over.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use sightline_domain::reports::Checklist;
use sightline_kernel::calendar::{Calendar, HolidayList};
use sightline_kernel::defs::Source;
use sightline_kernel::ids::Sha256;
use sightline_kernel::query::{DataQuery, Severity};
use sightline_measures::catalogue::{self, Catalogue};
use sightline_measures::reconcile::Settings;

use crate::error::Error;

/// Every definition, parsed, with the hash of each file.
#[derive(Debug, Clone, Default)]
pub struct Definitions {
    /// What measures need.
    pub catalogue: Catalogue,
    /// Statutory checklists, all versions.
    pub checklists: Vec<Checklist>,
    /// The England bank-holiday calendar, newest version.
    pub calendar: Option<Calendar>,
    /// The files of reconciliation's thresholds.
    thresholds: Vec<Source>,
    /// The hash of each definition file.
    pub hashes: BTreeMap<String, Sha256>,
}

/// Reads the shipped definitions and lays the partnership's own over them by path.
///
/// Gives all data queries, so that `check-defs` can list every one.
#[must_use]
pub fn read(shipped: &[Source], own: &[Source]) -> (Definitions, Vec<DataQuery>) {
    let mine: BTreeSet<&str> = own.iter().map(|source| source.path.as_str()).collect();
    let sources: Vec<&Source> = shipped
        .iter()
        .filter(|source| !mine.contains(source.path.as_str()))
        .chain(own)
        .filter(|source| source.path.ends_with(".toml"))
        .collect();
    let (elsewhere, measures): (Vec<&Source>, Vec<&Source>) =
        sources.iter().partition(|source| kind_of(&source.path).is_some());
    let measures: Vec<Source> = measures.into_iter().cloned().collect();
    let (catalogue, mut queries) = catalogue::load(&measures);
    let mut definitions = Definitions {
        catalogue,
        hashes: sources
            .iter()
            .map(|source| (source.path.clone(), Sha256::of(source.text.as_bytes())))
            .collect(),
        ..Definitions::default()
    };
    for source in elsewhere {
        if let Err(query) = definitions.take(source) {
            queries.push(*query);
        }
    }
    queries.extend(Settings::load(&definitions.thresholds, Date::MAX).1);
    queries.sort();
    (definitions, queries)
}

/// Reads them for use: an error in any stops the work.
///
/// # Errors
/// With every error found, each with file, line and column.
pub fn read_or_refuse(shipped: &[Source], own: &[Source]) -> Result<Definitions, Error> {
    let (definitions, queries) = read(shipped, own);
    let errors: Vec<DataQuery> =
        queries.into_iter().filter(|query| query.severity == Severity::Error).collect();
    if errors.is_empty() {
        Ok(definitions)
    } else {
        let message = format!("{} definition errors; nothing was done.", errors.len());
        Err(Error::queries("definitions", message, errors))
    }
}

/// The kinds of definition that are not read with the measures.
enum Kind {
    Checklist,
    Calendar,
    Outline,
    Reconciliation,
}

fn kind_of(path: &str) -> Option<Kind> {
    let mut parts = path.split('/');
    match (parts.next(), parts.next()) {
        (Some("defs"), Some("checklists")) => Some(Kind::Checklist),
        (Some("defs"), Some("calendars")) => Some(Kind::Calendar),
        (Some("defs"), Some("outlines")) => Some(Kind::Outline),
        (Some("defs"), Some("reconciliation")) => Some(Kind::Reconciliation),
        _ => None,
    }
}

impl Definitions {
    fn take(&mut self, source: &Source) -> Result<(), Box<DataQuery>> {
        match kind_of(&source.path) {
            Some(Kind::Checklist) => self.checklists.push(source.read()?),
            Some(Kind::Calendar) => {
                let list: HolidayList = source.read()?;
                self.calendar = Some(Calendar::from(&list));
            }
            Some(Kind::Reconciliation) => self.thresholds.push(source.clone()),
            Some(Kind::Outline) | None => {}
        }
        Ok(())
    }

    /// The thresholds of reconciliation that hold on the day.
    #[must_use]
    pub fn reconciliation(&self, day: Date) -> Settings {
        Settings::load(&self.thresholds, day).0
    }

    /// The ids of every dimension that a measure has, in order.
    #[must_use]
    pub fn dimensions(&self) -> BTreeSet<String> {
        let cards = self.catalogue.measures.values().flatten();
        cards.flat_map(|card| &card.dimensions).map(|d| d.id.to_string()).collect()
    }

    /// The checklists that hold on the day, in order of id.
    #[must_use]
    pub fn checklists_on(&self, day: Date) -> Vec<Checklist> {
        let mut held: Vec<Checklist> =
            self.checklists.iter().filter(|list| list.holds_on(day)).cloned().collect();
        held.sort_by(|a, b| a.id.cmp(&b.id).then(b.version.cmp(&a.version)));
        held.dedup_by(|later, first| later.id == first.id);
        held
    }
}
