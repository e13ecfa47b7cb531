//! All definitions in force: the shipped ones with a partnership's own laid over.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use sightline_domain::reports::{Checklist, Outline};
use sightline_kernel::calendar::{Calendar, HolidayList};
use sightline_kernel::defs::Source;
use sightline_kernel::ids::Sha256;
use sightline_kernel::query::{DataQuery, Severity};
use sightline_kernel::versions::{Versions, put, root_and_kind};
use sightline_measures::catalogue::{self, Catalogue};
use sightline_measures::reconcile::Settings;

use crate::error::Error;

mod check;

/// How data queries and releases name the folder of a partnership's own definitions.
pub const OWN: &str = "own/";

/// The folders below `defs` that are not read with the measures.
const KINDS: [&str; 4] = ["calendars", "checklists", "outlines", "reconciliation"];

/// Every definition, parsed, with the hash of each file.
#[derive(Debug, Clone, Default)]
pub struct Definitions {
    /// What measures need.
    pub catalogue: Catalogue,
    /// Statutory checklists, all versions.
    pub checklists: Vec<Checklist>,
    /// The usual chapters of a report, all versions.
    pub outlines: Vec<Outline>,
    /// The England bank-holiday calendar, newest version.
    pub calendar: Option<Calendar>,
    /// The files of reconciliation's thresholds.
    thresholds: Vec<Source>,
    /// The hash of each definition file that is in force.
    pub hashes: BTreeMap<String, Sha256>,
}

/// Reads the shipped definitions and lays the partnership's own over them: a version by its id and
/// number, an area, agency or litmus question by its id.
///
/// Gives all data queries, so that `check-defs` can list every one. Own files are named with
/// [`OWN`] in front.
#[must_use]
pub fn read(shipped: &[Source], own: &[Source]) -> (Definitions, Vec<DataQuery>) {
    let own = own
        .iter()
        .map(|source| Source { path: format!("{OWN}{}", source.path), text: source.text.clone() });
    let sources: Vec<Source> = shipped
        .iter()
        .cloned()
        .chain(own)
        .filter(|source| source.path.ends_with(".toml"))
        .collect();
    let (catalogue, mut queries) = catalogue::load(&sources);
    let mut shelf = Shelf::default();
    for source in &sources {
        shelf.take(source, &mut queries);
    }
    queries.extend(check::all(&shelf, &catalogue));
    let mut definitions = shelf.into_definitions();
    definitions.catalogue = catalogue;
    definitions.hashes = hashes(&sources);
    queries.sort();
    queries.dedup();
    (definitions, queries)
}

/// The hash of each file in force: not of a shipped version that one of the partnership's replaces.
fn hashes(sources: &[Source]) -> BTreeMap<String, Sha256> {
    let mine: BTreeSet<&str> =
        sources.iter().filter_map(|source| source.path.strip_prefix(OWN)).collect();
    // Lists are laid over row by row, so a file of the same name replaces nothing.
    let replaced = |source: &Source| {
        let kind = root_and_kind(&source.path).map_or("", |(_, kind)| kind);
        !["areas", "agencies", "litmus"].contains(&kind) && mine.contains(source.path.as_str())
    };
    let held = sources.iter().filter(|source| !replaced(source));
    held.map(|source| (source.path.clone(), Sha256::of(source.text.as_bytes()))).collect()
}

/// What was read besides the measures, with the file that it was read from.
#[derive(Default)]
struct Shelf<'a> {
    checklists: Versions<'a, Checklist>,
    outlines: Versions<'a, Outline>,
    calendars: Versions<'a, HolidayList>,
    thresholds: Vec<&'a Source>,
}

impl<'a> Shelf<'a> {
    fn take(&mut self, source: &'a Source, queries: &mut Vec<DataQuery>) {
        match root_and_kind(&source.path).map(|(_, kind)| kind) {
            Some("checklists") => put(source, &mut self.checklists, queries),
            Some("calendars") => put(source, &mut self.calendars, queries),
            Some("outlines") => put(source, &mut self.outlines, queries),
            Some("reconciliation") => self.thresholds.push(source),
            Some(kind) if catalogue::KINDS.contains(&kind) => {}
            kind => queries.push(check::nowhere(source, kind)),
        }
    }

    fn into_definitions(self) -> Definitions {
        fn items<T>(versions: Versions<'_, T>) -> Vec<T> {
            versions.into_values().map(|(item, _)| item).collect()
        }
        let newest = self.calendars.values().max_by_key(|(list, _)| list.version);
        Definitions {
            calendar: newest.map(|(list, _)| Calendar::from(list)),
            checklists: items(self.checklists),
            outlines: items(self.outlines),
            thresholds: self.thresholds.into_iter().cloned().collect(),
            ..Definitions::default()
        }
    }
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

impl Definitions {
    /// The outline that holds on the day.
    #[must_use]
    pub fn outline_on(&self, day: Date) -> Option<&Outline> {
        self.outlines.iter().rev().find(|outline| outline.holds_on(day))
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
