//! The import: runs the stages in order. Nothing is written before every row was looked at.

use std::path::PathBuf;

use sightline_access::Action;
use sightline_kernel::ids::{AgencyId, CollectionId, ReturnId};
use sightline_kernel::nearest::did_you_mean;
use sightline_kernel::period::Period;
use sightline_kernel::query::{DataQuery, Place, Severity};
use sightline_store::{Agency, Begun, Closing, NewRevision, Publication, RevisionWriter, Saved};
use sightline_tables::Limits;

use super::outcome::{ImportReport, Outcome};
use super::read::{Again, HELD, Observations, Read, read, settle};
use super::rows::Asked;
use super::source::{self, Source};
use crate::desk::Desk;
use crate::error::{Error, io};
use crate::progress::{EACH, Step, Steps};

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

/// Imports a file of figures.
///
/// `steps` is told each stage as it begins, and how many rows were read and saved.
///
/// # Errors
/// When the file cannot be read at all, the agency is not known, or the store cannot write. A file
/// with errors in its rows is not an error here: its report says `refused`.
pub async fn import(desk: &Desk, ask: &Import, steps: &Steps<'_>) -> Result<ImportReport, Error> {
    let agency = known_agency(desk, &ask.agency)?;
    steps(Step::Begun("read"));
    let (source, notes) = source::open(&ask.file, &Limits::default()).map_err(not_usable)?;
    steps(Step::Begun("map, resolve codes, validate"));
    let dimensions = desk.definitions.dimensions();
    let mut read = read(asked(desk, ask, &source), &source, &dimensions, (HELD, steps))?;
    read.tally.extend(notes);
    let collection = ask.collection.clone().map_or_else(|| collection_of(&read), Ok)?;
    let of = ReturnId { agency: ask.agency.clone(), collection };
    steps(Step::Begun("reconcile"));
    if let Observations::Held(observations) = &mut read.observations {
        settle(observations, &of, agency.publisher);
    }
    reconcile(desk, &mut read, &of);
    let refused = read.tally.errors() > 0 && !ask.accept_valid;
    let empty = read.accepted == 0;
    let mut report = report(ask, &source, &mut read);
    if ask.dry_run || refused || empty {
        report.outcome = if ask.dry_run { Outcome::DryRun } else { Outcome::Refused };
        return Ok(report);
    }
    steps(Step::Begun("save"));
    let saving = Saving { desk, ask, source: &source, agency: &agency, steps };
    report.outcome = saving.save(of, &read.observations, &report).await?;
    Ok(report)
}

/// A file that is there and is no table that can be read is refused, like one with errors in its rows.
pub(super) fn not_usable(query: Box<DataQuery>) -> Error {
    if query.code == "file-unreadable" {
        return Error::query(query);
    }
    Error::queries("refused", "The file was refused; nothing was written.".to_owned(), vec![*query])
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

/// What every row of the file shares.
fn asked<'a>(desk: &'a Desk, ask: &'a Import, source: &'a Source) -> Asked<'a> {
    Asked {
        catalogue: desk.catalogue(),
        file: &source.name,
        sheet: source.sheet(),
        agency: &ask.agency,
        area: &desk.folder.config.area,
        today: desk.clock.today(),
    }
}

/// The collection of figures for the latest reporting year that the file is about.
fn collection_of(read: &Read) -> Result<CollectionId, Error> {
    let name = read.latest.map_or_else(
        || "figures".to_owned(),
        |day| format!("figures-{}", Period::reporting_year_of(day)),
    );
    CollectionId::new(name).map_err(|error| Error::new("collection", format!("{error}."), ""))
}

/// Stage reconcile: holds the file's own figures against each other.
fn reconcile(desk: &Desk, read: &mut Read, of: &ReturnId) {
    let Observations::Held(observations) = &read.observations else {
        let place = Place { agency: Some(of.agency.to_string()), ..Place::default() };
        let message = format!(
            "The file has {} figures, so they were not held against each other at import.",
            read.accepted
        );
        let query = DataQuery::note("reconcile-later", place, message);
        read.tally.add(query.remedy("Run `sightline check`."));
        return;
    };
    let queries = crate::check::within(desk, observations);
    // What is odd between figures does not stop a file: it is kept as returned, and asked about.
    read.tally.extend(queries.into_iter().map(|mut query| {
        query.severity = query.severity.min(Severity::Warning);
        query
    }));
}

fn report(ask: &Import, source: &Source, read: &mut Read) -> ImportReport {
    let errors = read.tally.errors();
    let (counts, queries) = std::mem::take(&mut read.tally).into_parts();
    ImportReport {
        file: source.name.clone(),
        sha256: source.sha256,
        bytes: source.bytes,
        format: source.format.to_string(),
        agency: ask.agency.clone(),
        rows: read.rows,
        accepted: read.accepted,
        absences: read.absences,
        left_out: read.left_out.rows(),
        left_out_rows: std::mem::take(&mut read.left_out),
        errors,
        outcome: Outcome::Refused,
        counts,
        queries,
    }
}

/// Stage save: one transaction holds the file, its observations, its data queries and the audit.
struct Saving<'a> {
    desk: &'a Desk,
    ask: &'a Import,
    source: &'a Source,
    agency: &'a Agency,
    steps: &'a Steps<'a>,
}

impl Saving<'_> {
    async fn save(
        &self,
        of: ReturnId,
        observations: &Observations,
        report: &ImportReport,
    ) -> Result<Outcome, Error> {
        let Self { desk, ask, source, agency, .. } = *self;
        let scope = desk.to_write(Action::Contribute, &ask.reason)?;
        let mut change = desk.store.change(&scope, desk.clock.as_ref()).await?;
        let renamed = change.save_agency(agency).await?;
        let new = NewRevision {
            publication: publication(desk, &of, agency),
            of: of.clone(),
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
                self.push(&mut writer, &of, observations, report.accepted).await?;
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

    fn far(&self, done: u64, accepted: u64) {
        if done.is_multiple_of(EACH) {
            let of = Some(accepted);
            (self.steps)(Step::Far { what: "save", done, of, unit: "figures" });
        }
    }

    /// Gives the writer every observation: those that are held, or the file's once more.
    async fn push(
        &self,
        writer: &mut RevisionWriter<'_, '_>,
        of: &ReturnId,
        observations: &Observations,
        accepted: u64,
    ) -> Result<(), Error> {
        let Self { desk, ask, source, agency, .. } = *self;
        let (mapping, twice) = match observations {
            Observations::Held(observations) => {
                for (done, observation) in (1..).zip(observations) {
                    writer.push(observation).await?;
                    self.far(done, accepted);
                }
                return Ok(());
            }
            Observations::Again { mapping, twice } => (&**mapping, twice.as_slice()),
        };
        let asked = asked(desk, ask, source);
        let mut again = Again::new(asked, source, (mapping, twice), (of, agency.publisher))?;
        let mut pushed = 0;
        while let Some(observation) = again.next()? {
            writer.push(&observation).await?;
            pushed += 1;
            self.far(pushed, accepted);
        }
        if pushed == accepted && source.is_still(&ask.file).map_err(io(&ask.file))? {
            return Ok(());
        }
        let message = format!("{} changed while it was read.", source.name);
        Err(Error::new("file-changed", message, "Import it again when nobody writes to it."))
    }
}

fn publication(desk: &Desk, of: &ReturnId, agency: &Agency) -> Option<Publication> {
    let known = desk.catalogue().agencies.get(&agency.id)?;
    known.publisher.then(|| Publication {
        edition: of.collection.to_string(),
        licence: known.licence.clone().unwrap_or_else(|| "not stated".to_owned()),
    })
}
