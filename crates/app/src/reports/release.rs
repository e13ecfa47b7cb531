//! Releases a report: the gate, then a frozen edition with the hash of every file and of every
//! return behind it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Serialize;
use sightline_access::Action;
use sightline_domain::reports::{
    Amendment, Decision, GateOverride, Manifest, ManifestFile, ManifestReturn, Obstacle,
    SignedNumber, decide,
};
use sightline_kernel::ids::{RevisionId, Sha256};
use sightline_kernel::period::Period;
use sightline_kernel::query::DataQuery;
use sightline_kernel::sensitivity::Audience;
use sightline_measures::suppression::Told;
use sightline_measures::table::Treatment;
use sightline_store::{AuditHead, NewRelease, Reader, ReleaseId};

use super::build::{Made, figures, make, setting};
use super::verify::{MANIFEST, SEAL};
use super::write::{Staged, is_empty};
use crate::desk::Desk;
use crate::error::Error;
use crate::ports::{OutFile, ReportEngine};
use crate::progress::{Step, Steps};

/// What to release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseAsk {
    /// The reporting year.
    pub year: Period,
    /// For whom.
    pub audience: Audience,
    /// Whether a public report leaves out what is marked for partners; it refuses it otherwise.
    pub leave_out_marked: bool,
    /// The office that releases.
    pub by: String,
    /// Signed overrides: code and reason.
    pub overrides: Vec<(String, String)>,
    /// What changed and why, from the second edition on.
    pub amendment: Option<String>,
    /// Where to write a copy of the released files.
    pub out: Option<PathBuf>,
}

/// What was released.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Released {
    /// The release: `2021-22-public/e1`.
    pub release: String,
    /// The edition.
    pub edition: u32,
    /// How many files.
    pub files: usize,
    /// The manifest's hash.
    pub manifest: Sha256,
    /// Where the frozen files stand.
    pub folder: PathBuf,
    /// What was left out because it is marked for partners, one line each.
    pub left_out: Vec<String>,
    /// Warnings and overridden errors.
    pub obstacles: Vec<Obstacle>,
}

/// Releases a report.
///
/// # Errors
/// `gate-shut` with every obstacle, when an error is not overridden; and when an amendment has no
/// note. Nothing is released then.
pub async fn release(
    desk: &Desk,
    engine: &dyn ReportEngine,
    ask: &ReleaseAsk,
    steps: &Steps<'_>,
) -> Result<Released, Error> {
    let report = format!("{}-{}", ask.year, audience_word(ask.audience));
    let reader = desk.store.read(&desk.to_read()?).await?;
    let earlier = earlier_edition(&reader, &report).await?;
    let amendment = amendment(earlier, ask)?;
    let mut setting = setting(desk, ask.year, ask.audience);
    setting.leave_out_marked = ask.leave_out_marked;
    setting.edition = Some(earlier + 1);
    setting.amendment = amendment.as_ref().map(|amendment| amendment.note.clone());
    let made = make(desk, engine, setting, steps).await?;
    steps(Step::Begun("gate"));
    let obstacles = gate(&made, ask)?;
    let manifest = manifest(desk, &reader, ask, earlier + 1, amendment, &made, obstacles).await?;
    drop(reader);
    let left_out = made.left_out;
    let files = sealed(made.files, &manifest)?;
    let id = ReleaseId { report: report.clone(), edition: manifest.edition };
    let folder = folder_of(desk, &id);
    refuse_taken(&folder)?;
    // The folders stand whole on the disk before the release exists; putting them in their places
    // takes no room.
    steps(Step::Begun("write"));
    let mut staged = vec![Staged::write(&folder, &files)?];
    if let Some(out) = &ask.out {
        staged.push(Staged::write(out, &files)?);
    }
    steps(Step::Begun("freeze"));
    freeze(desk, ask, &report, &manifest, &files).await?;
    for one in staged {
        one.place().map_err(|error| not_placed(&id, &error))?;
    }
    let hash = files.iter().find(|file| file.path == MANIFEST).map(|f| Sha256::of(&f.bytes));
    Ok(Released {
        release: id.to_string(),
        edition: manifest.edition,
        files: files.len(),
        manifest: hash.unwrap_or(sightline_kernel::audit::GENESIS),
        folder,
        left_out,
        obstacles: manifest.obstacles,
    })
}

/// Where the frozen files of a release stand.
pub(super) fn folder_of(desk: &Desk, id: &ReleaseId) -> PathBuf {
    desk.folder.path("releases").join(&id.report).join(format!("edition-{}", id.edition))
}

/// A folder under the next edition's name is a release that this database does not know, perhaps
/// because an older copy of the database was put back. It is evidence and is not written over.
fn refuse_taken(folder: &Path) -> Result<(), Error> {
    if is_empty(folder)? {
        return Ok(());
    }
    Err(Error::new(
        "release-taken",
        format!(
            "{} holds a release that the database does not know; nothing was released.",
            folder.display()
        ),
        "If an older copy of the database was put back, put the newer one back. Otherwise move the folder away and keep it.",
    ))
}

/// The release stands in the database; only its folder is not in its place.
fn not_placed(id: &ReleaseId, error: &Error) -> Error {
    Error::new(
        "release-folder",
        format!(
            "{id} is released and frozen in the database, but a folder could not be put in its place. {error}"
        ),
        "`sightline doctor --mend` writes the folder again from the database.",
    )
}

fn audience_word(audience: Audience) -> &'static str {
    match audience {
        Audience::Public => "public",
        Audience::Partners => "partners",
    }
}

/// The number of the latest edition; 0 where there is none.
async fn earlier_edition(reader: &Reader, report: &str) -> Result<u32, Error> {
    let releases = reader.releases().await?;
    let editions = releases.iter().filter(|r| r.id.report == report).map(|r| r.id.edition);
    Ok(editions.max().unwrap_or(0))
}

fn amendment(earlier: u32, ask: &ReleaseAsk) -> Result<Option<Amendment>, Error> {
    let note = ask.amendment.as_deref().map(str::trim).filter(|note| !note.is_empty());
    match (earlier, note) {
        (0, None) => Ok(None),
        (0, Some(_)) => Err(Error::new(
            "amendment",
            format!("{} has not been released before, so there is nothing to amend.", ask.year),
            "Leave out --amendment.",
        )),
        (_, None) => Err(Error::new(
            "amendment",
            format!("{} was released before, as edition {earlier}.", ask.year),
            "Say what changed and why with --amendment; the earlier edition stays readable.",
        )),
        (of, Some(note)) => Ok(Some(Amendment { of, note: note.to_owned() })),
    }
}

fn gate(made: &Made, ask: &ReleaseAsk) -> Result<Vec<Obstacle>, Error> {
    let overrides: Vec<GateOverride> = ask
        .overrides
        .iter()
        .map(|(code, reason)| GateOverride {
            code: code.clone(),
            by: ask.by.clone(),
            reason: reason.clone(),
        })
        .collect();
    match decide(made.queries.clone(), &overrides) {
        Decision::Open(obstacles) => Ok(obstacles),
        Decision::Shut(obstacles) => {
            let shut: Vec<DataQuery> = obstacles
                .into_iter()
                .filter(Obstacle::blocks)
                .map(|obstacle| obstacle.query)
                .collect();
            let message =
                format!("The gate is shut by {} errors; nothing was released.", shut.len());
            let mut error = Error::queries("gate-shut", message, shut);
            error.remedy =
                "Put them right, or let a named person sign for a kind with --by OFFICE --override CODE=REASON."
                    .to_owned();
            Err(error)
        }
    }
}

async fn manifest(
    desk: &Desk,
    reader: &Reader,
    ask: &ReleaseAsk,
    edition: u32,
    amendment: Option<Amendment>,
    made: &Made,
    obstacles: Vec<Obstacle>,
) -> Result<Manifest, Error> {
    let head = reader.audit_head().await?;
    Ok(Manifest {
        edition,
        partnership: desk.folder.config.name.clone(),
        year: ask.year,
        audience: ask.audience,
        marking: ask.audience.marking().map(ToOwned::to_owned),
        released: desk.clock.now(),
        by: ask.by.clone(),
        amendment,
        files: made.files.iter().map(entry).collect(),
        returns: returns(reader, made).await?,
        definitions: definitions(desk, made),
        obstacles: told_obstacles(desk, made, obstacles),
        signed_numbers: signed_numbers(made),
        audit_head: head.hash,
        audit_sequence: head.sequence,
    })
}

/// The obstacles as a file for readers may say them.
fn told_obstacles(desk: &Desk, made: &Made, obstacles: Vec<Obstacle>) -> Vec<Obstacle> {
    let told = Told::new(desk.catalogue(), figures(&made.answers));
    obstacles
        .into_iter()
        .map(|mut obstacle| {
            if !told.may_say(&obstacle.query) {
                obstacle.decided.iter_mut().for_each(|decided| decided.reason.clear());
                obstacle.query = told.said(&obstacle.query);
            }
            obstacle
        })
        .collect()
}

/// The small numbers that are printed because somebody signed for them, each once.
fn signed_numbers(made: &Made) -> Vec<SignedNumber> {
    let signed: BTreeSet<SignedNumber> = figures(&made.answers)
        .filter_map(|figure| match &figure.treatment {
            Treatment::Overridden { rule, by, reason } => Some(SignedNumber {
                figure: figure.id.clone(),
                rule: rule.to_string(),
                by: by.clone(),
                reason: reason.clone(),
            }),
            _ => None,
        })
        .collect();
    signed.into_iter().collect()
}

fn entry(file: &OutFile) -> ManifestFile {
    ManifestFile {
        path: file.path.clone(),
        bytes: file.bytes.len() as u64,
        sha256: Sha256::of(&file.bytes),
    }
}

/// Every return behind a printed figure, with the hash of its file.
async fn returns(reader: &Reader, made: &Made) -> Result<Vec<ManifestReturn>, Error> {
    let behind: BTreeSet<RevisionId> = figures(&made.answers)
        .flat_map(|figure| &figure.inputs)
        .map(|input| input.origin.revision().clone())
        .chain(made.answers.absences.iter().map(|o| o.origin.revision().clone()))
        .collect();
    let kept = reader.revisions().await?;
    Ok(kept
        .into_iter()
        .filter(|revision| behind.contains(&revision.id))
        .map(|revision| ManifestReturn {
            revision: revision.id.to_string(),
            file: revision.file_name,
            sha256: revision.sha256,
        })
        .collect())
}

/// The definitions of every measure printed, and of everything that is not a measure.
fn definitions(desk: &Desk, made: &Made) -> BTreeMap<String, Sha256> {
    let used: BTreeSet<&str> =
        figures(&made.answers).map(|figure| figure.measure.as_str()).collect();
    let counts = |path: &str| {
        !path.contains("defs/measures/") || path.split('/').any(|part| used.contains(part))
    };
    let hashes = desk.definitions.hashes.iter();
    hashes.filter(|(path, _)| counts(path)).map(|(p, hash)| (p.clone(), *hash)).collect()
}

/// The files with their manifest and the manifest's hash.
fn sealed(mut files: Vec<OutFile>, manifest: &Manifest) -> Result<Vec<OutFile>, Error> {
    let mut bytes = serde_json::to_vec_pretty(manifest).map_err(|error| {
        Error::new("print", format!("The manifest cannot be written: {error}."), "")
    })?;
    bytes.push(b'\n');
    let seal = format!("{}  {MANIFEST}\n", Sha256::of(&bytes));
    files.push(OutFile { path: MANIFEST.to_owned(), bytes });
    files.push(OutFile { path: SEAL.to_owned(), bytes: seal.into_bytes() });
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

async fn freeze(
    desk: &Desk,
    ask: &ReleaseAsk,
    report: &str,
    manifest: &Manifest,
    files: &[OutFile],
) -> Result<(), Error> {
    let reason = format!("released by {}", ask.by);
    let scope = desk.to_write(Action::Release, &reason)?;
    let mut change = desk.store.change(&scope, desk.clock.as_ref()).await?;
    let value = serde_json::to_value(manifest).map_err(|error| {
        Error::new("print", format!("The manifest cannot be written: {error}."), "")
    })?;
    let new = NewRelease {
        id: ReleaseId { report: report.to_owned(), edition: manifest.edition },
        manifest: value,
        audit: AuditHead { sequence: manifest.audit_sequence, hash: manifest.audit_head },
        amendment: manifest.amendment.as_ref().map(|amendment| amendment.note.clone()),
    };
    let files = files.iter().map(|file| Ok((file.path.clone(), file.bytes.clone())));
    change.release(&new, files).await?;
    change.commit().await?;
    Ok(())
}
