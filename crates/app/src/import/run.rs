//! The import: runs the stages in order. Nothing is written before every row was looked at.

use std::collections::HashMap;
use std::collections::hash_map::{Entry, RandomState};
use std::hash::BuildHasher as _;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use sightline_access::Action;
use sightline_kernel::ids::{AgencyId, CollectionId, ReturnId, RevisionId};
use sightline_kernel::nearest::did_you_mean;
use sightline_kernel::period::Period;
use sightline_kernel::query::{DataQuery, Place, Severity};
use sightline_measures::observation::{Observation, Origin, Value};
use sightline_store::{Agency, Begun, Closing, NewRevision, Publication, Saved};
use sightline_tables::Limits;

use super::contract::{Mapping, map};
use super::outcome::{ImportReport, Outcome, Tally};
use super::rows::{Asked, RowObservation, RowReader};
use super::source::{self, RawRow, Source};
use crate::desk::Desk;
use crate::error::{Error, io};

/// Above this many observations, reconciliation is left to `sightline check`.
const RECONCILED_AT_IMPORT: usize = 200_000;

/// What to import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The file.
    pub file: PathBuf,
    /// Whose return it is.
    pub agency: AgencyId,
    /// The collection that it answers; the figures of its latest reporting year where absent.
    pub collection: Option<CollectionId>,
    /// Write nothing.
    pub dry_run: bool,
    /// Save the rows without errors.
    pub accept_valid: bool,
    /// Why, for the audit.
    pub reason: String,
}

/// What reading a file gave.
struct Read {
    rows: u64,
    left_out: u64,
    observations: Vec<Observation>,
    tally: Tally,
}

/// Imports a file of figures.
///
/// `step` is told the name of each stage as it begins.
///
/// # Errors
/// When the file cannot be read at all, the agency is not known, or the store cannot write. A file
/// with errors in its rows is not an error here: its report says `refused`.
pub async fn import(
    desk: &Desk,
    ask: &Import,
    step: &(dyn Fn(&str) + Sync),
) -> Result<ImportReport, Error> {
    let agency = known_agency(desk, &ask.agency)?;
    step("read");
    let (source, notes) = source::open(&ask.file, &Limits::default()).map_err(Error::query)?;
    step("map, resolve codes, validate");
    let mut read = read(desk, ask, &source)?;
    read.tally.extend(notes);
    let collection = ask.collection.clone().map_or_else(|| collection_of(&read), Ok)?;
    let of = ReturnId { agency: ask.agency.clone(), collection };
    settle_origin(&mut read.observations, &of, agency.publisher);
    step("reconcile");
    reconcile(desk, &mut read, &of);
    let refused = read.tally.errors() > 0 && !ask.accept_valid;
    let empty = read.observations.is_empty();
    let mut report = report(ask, &source, &mut read);
    if ask.dry_run || refused || empty {
        report.outcome = if ask.dry_run { Outcome::DryRun } else { Outcome::Refused };
        return Ok(report);
    }
    step("save");
    report.outcome = save(desk, ask, &source, &agency, of, &read.observations, &report).await?;
    Ok(report)
}

fn known_agency(desk: &Desk, id: &AgencyId) -> Result<Agency, Error> {
    let agencies = &desk.catalogue().agencies;
    let found = agencies.get(id).map(|known| Agency {
        id: id.clone(),
        title: known.name.clone(),
        publisher: known.publisher,
    });
    found.ok_or_else(|| {
        let near = did_you_mean(id.as_str(), agencies.keys().map(AgencyId::as_str));
        let remedy = if near.is_empty() { "Add it to defs/agencies.".to_owned() } else { near };
        Error::new("unknown-agency", format!("There is no agency “{id}”."), &remedy)
    })
}

/// Stages map, resolve codes and validate.
fn read(desk: &Desk, ask: &Import, source: &Source) -> Result<Read, Error> {
    let dimensions = desk.definitions.dimensions();
    let asked = Asked {
        catalogue: desk.catalogue(),
        file: &source.name,
        sheet: source.sheet(),
        agency: &ask.agency,
        area: &desk.folder.config.area,
        today: desk.clock.today(),
    };
    let mut stage = Stage::new(asked, source, &dimensions, &ask.agency)?;
    let walked = source.each_row(&mut |raw| stage.row(raw));
    walked.map_err(Error::query)?;
    stage.end()
}

/// Reads rows until the file ends.
struct Stage<'a> {
    asked: Option<Asked<'a>>,
    dimensions: &'a std::collections::BTreeSet<String>,
    file: &'a str,
    reader: Option<RowReader<'a>>,
    refused: Option<Vec<DataQuery>>,
    provisional: Arc<RevisionId>,
    duplicates: Duplicates,
    queries: Vec<DataQuery>,
    read: Read,
}

impl<'a> Stage<'a> {
    fn new(
        asked: Asked<'a>,
        source: &'a Source,
        dimensions: &'a std::collections::BTreeSet<String>,
        agency: &AgencyId,
    ) -> Result<Self, Error> {
        let collection = CollectionId::new("figures")
            .map_err(|error| Error::new("collection", error.to_string(), ""))?;
        let of = ReturnId { agency: agency.clone(), collection };
        Ok(Self {
            asked: Some(asked),
            dimensions,
            file: &source.name,
            reader: None,
            refused: None,
            provisional: Arc::new(RevisionId { of, number: 1 }),
            duplicates: Duplicates::default(),
            queries: Vec::new(),
            read: Read {
                rows: 0,
                left_out: 0,
                observations: Vec::new(),
                tally: Tally::default(),
            },
        })
    }

    fn row(&mut self, raw: RawRow<'_>) -> ControlFlow<()> {
        match &mut self.reader {
            None => self.header(raw),
            Some(reader) => {
                self.read.rows += 1;
                let found = reader.read(raw, &mut self.queries);
                self.read.tally.extend(self.queries.drain(..));
                self.take(found);
                ControlFlow::Continue(())
            }
        }
    }

    fn header(&mut self, raw: RawRow<'_>) -> ControlFlow<()> {
        let cells: Vec<&str> = (0..raw.width()).map(|column| raw.text(column)).collect();
        let dimensions = self.dimensions.iter().map(String::as_str);
        match (map(self.file, raw.number(), &cells, dimensions), self.asked.take()) {
            (Ok((mapping, notes)), Some(asked)) => {
                self.read.tally.extend(notes);
                self.open(asked, mapping);
                ControlFlow::Continue(())
            }
            (Err(errors), _) => {
                self.refused = Some(errors);
                ControlFlow::Break(())
            }
            (Ok(_), None) => ControlFlow::Break(()),
        }
    }

    fn open(&mut self, asked: Asked<'a>, mapping: Mapping) {
        self.reader = Some(RowReader::new(asked, mapping));
    }

    fn take(&mut self, found: Option<RowObservation>) {
        let Some(found) = found else {
            self.read.left_out += 1;
            return;
        };
        if let Some(query) = self.duplicates.check(self.file, &found, &self.read.observations) {
            self.read.left_out += 1;
            self.read.tally.add(query);
            return;
        }
        let origin = Origin::Return { revision: Arc::clone(&self.provisional), row: found.row };
        let RowObservation { key, value, status, note, .. } = found;
        self.read.observations.push(Observation { key, value, status, origin, note });
    }

    fn end(self) -> Result<Read, Error> {
        if let Some(errors) = self.refused {
            let message = format!("{} does not follow the column contract.", self.file);
            return Err(Error::queries("refused", message, errors));
        }
        let mut read = self.read;
        if read.rows == 0 {
            let place = Place { file: Some(self.file.to_owned()), ..Place::default() };
            let query = DataQuery::error("no-rows", place, "The file has no rows of figures.");
            read.tally.add(query.remedy("Check that the right file was sent."));
        }
        Ok(read)
    }
}

/// Finds a figure that stands twice, by the hash of its key; equal hashes are compared in full.
#[derive(Default)]
struct Duplicates {
    hasher: RandomState,
    seen: HashMap<u64, u32>,
}

impl Duplicates {
    fn check(
        &mut self,
        file: &str,
        found: &RowObservation,
        earlier: &[Observation],
    ) -> Option<DataQuery> {
        let at = u32::try_from(earlier.len()).unwrap_or(u32::MAX);
        let first = match self.seen.entry(self.hasher.hash_one(&found.key)) {
            Entry::Vacant(slot) => {
                slot.insert(at);
                return None;
            }
            Entry::Occupied(slot) => earlier.get(*slot.get() as usize)?,
        };
        if first.key != found.key {
            return None;
        }
        let place = Place {
            measure: Some(found.key.measure.to_string()),
            period: Some(found.key.period.to_string()),
            cell: Some(found.key.cell.to_string()),
            ..Place::row(file, u64::from(found.row), None)
        };
        let row = first.origin.row();
        Some(if first.value == found.value {
            let message = format!("The row says the same as row {row}; it was left out.");
            DataQuery::warning("duplicate-row", place, message).remedy("Take one of them out.")
        } else {
            let message = format!("The row gives the same figure as row {row} another value.");
            DataQuery::error("contradicting-row", place, message).remedy("Keep the one that is true.")
        })
    }
}

/// The collection of figures for the latest reporting year that the file is about.
fn collection_of(read: &Read) -> Result<CollectionId, Error> {
    let latest = read.observations.iter().map(|o| o.key.period.end()).max();
    let name = latest.map_or_else(
        || "figures".to_owned(),
        |day| format!("figures-{}", Period::reporting_year_of(day)),
    );
    CollectionId::new(name).map_err(|error| Error::new("collection", format!("{error}."), ""))
}

fn settle_origin(observations: &mut [Observation], of: &ReturnId, publisher: bool) {
    let revision = Arc::new(RevisionId { of: of.clone(), number: 1 });
    for observation in observations {
        let (revision, row) = (Arc::clone(&revision), observation.origin.row());
        observation.origin = if publisher {
            Origin::Publication { revision, row }
        } else {
            Origin::Return { revision, row }
        };
    }
}

/// Stage reconcile: holds the file's own figures against each other.
fn reconcile(desk: &Desk, read: &mut Read, of: &ReturnId) {
    if read.observations.len() > RECONCILED_AT_IMPORT {
        let place = Place { agency: Some(of.agency.to_string()), ..Place::default() };
        let message = format!(
            "The file has {} figures, so they were not held against each other at import.",
            read.observations.len()
        );
        let query = DataQuery::note("reconcile-later", place, message);
        read.tally.add(query.remedy("Run `sightline check`."));
        return;
    }
    let queries = crate::check::within(desk, &read.observations);
    // What is odd between figures does not stop a file: it is kept as returned, and asked about.
    read.tally.extend(queries.into_iter().map(|mut query| {
        query.severity = query.severity.min(Severity::Warning);
        query
    }));
}

fn report(ask: &Import, source: &Source, read: &mut Read) -> ImportReport {
    let (counts, queries) = std::mem::take(&mut read.tally).into_parts();
    let absent = |o: &&Observation| matches!(o.value, Value::Absent(_));
    ImportReport {
        file: source.name.clone(),
        sha256: source.sha256,
        bytes: source.bytes,
        format: source.format.to_string(),
        agency: ask.agency.clone(),
        rows: read.rows,
        accepted: read.observations.len() as u64,
        absences: read.observations.iter().filter(absent).count() as u64,
        left_out: read.left_out,
        outcome: Outcome::Refused,
        counts,
        queries,
    }
}

/// Stage save: one transaction holds the file, its observations, its data queries and the audit.
async fn save(
    desk: &Desk,
    ask: &Import,
    source: &Source,
    agency: &Agency,
    of: ReturnId,
    observations: &[Observation],
    report: &ImportReport,
) -> Result<Outcome, Error> {
    let scope = desk.to_write(Action::Contribute, &ask.reason)?;
    let mut change = desk.store.change(&scope, desk.clock.as_ref()).await?;
    let renamed = change.save_agency(agency).await?;
    let new = NewRevision {
        publication: publication(desk, &of, agency),
        of,
        file_name: source.name.clone(),
        sha256: source.sha256,
        size: source.bytes,
        contract: "figures@1".to_owned(),
    };
    let mut file = std::fs::File::open(&ask.file).map_err(io(&ask.file))?;
    let saved = match change.begin_revision(&new, &mut file).await? {
        Begun::Unchanged(revision) => {
            if renamed {
                change.commit().await?;
            }
            return Ok(Outcome::Unchanged { revision: revision.to_string() });
        }
        Begun::New(mut writer) => {
            for observation in observations {
                writer.push(observation).await?;
            }
            let closing = Closing {
                rows_read: report.rows,
                left_out: report.left_out,
                queries: report.queries.clone(),
            };
            writer.finish(&closing).await?
        }
    };
    change.commit().await?;
    let Saved { id, replaced, .. } = saved;
    Ok(Outcome::Saved { revision: id.to_string(), replaced })
}

fn publication(desk: &Desk, of: &ReturnId, agency: &Agency) -> Option<Publication> {
    let known = desk.catalogue().agencies.get(&agency.id)?;
    known.publisher.then(|| Publication {
        edition: of.collection.to_string(),
        licence: known.licence.clone().unwrap_or_else(|| "not stated".to_owned()),
    })
}
