//! The line of sight: from a figure to the rows of the files that agencies returned, and whether
//! the kept files still say the same.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use sightline_kernel::ids::{RevisionId, Sha256};
use sightline_kernel::sensitivity::Audience;
use sightline_measures::observation::{Key, Observation, Origin, Value};
use sightline_measures::table::{Figure, Input, Role, Table};
use sightline_store::{Revision, StoreError};

use super::gather::{computed, gather};
use super::overrides;
use super::show::{Ask, Shown, asked, shown};
use crate::desk::Desk;
use crate::error::Error;
use crate::import::reopen::{self, Kept};

/// One observation behind a figure, walked back to its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TraceStep {
    /// What part it plays in the figure.
    pub role: Role,
    /// What it is about.
    pub key: Key,
    /// What was supplied.
    pub value: Value,
    /// The agency or publisher, by name.
    pub agency: String,
    /// The return and revision.
    pub revision: String,
    /// The name of the file.
    pub file: String,
    /// The file's hash.
    pub sha256: Sha256,
    /// The row of the file.
    pub row: u32,
    /// The text that stands in the kept file there; nothing when it could not be reopened.
    pub found: Option<String>,
    /// Whether the kept file still gives the value.
    pub agrees: bool,
    /// Who took the return in, and when.
    pub taken: String,
}

/// The line of sight of one figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trace {
    /// The figure's id.
    pub figure: String,
    /// The figure as printed.
    pub printed: String,
    /// The observations behind it.
    pub steps: Vec<TraceStep>,
}

/// A figure of a table with its line of sight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TracedRow {
    /// The row's label.
    pub label: String,
    /// The row's code, where it is a category.
    pub code: Option<String>,
    /// The column's heading.
    pub heading: String,
    /// The line of sight.
    pub trace: Trace,
}

/// Shows a measure's table with the line of sight of each of its figures.
///
/// # Errors
/// As [`super::show`]; and when a revision or its kept file cannot be found in the store.
pub async fn show_traced(desk: &Desk, ask: &Ask) -> Result<(Shown, Vec<TracedRow>), Error> {
    let asked = asked(desk, ask).await?;
    let context = desk.context(asked.period, Audience::Public);
    let requests = [asked.request.clone()];
    let observations = gather(desk, &context, &[], &requests).await?;
    let signed = overrides::signed(desk, context.audience).await?;
    let answered = computed(desk, &context, &[], &requests, &observations, &signed);
    let shown = shown(desk, asked, answered).await?;
    let rows = traced(desk, &shown.table, &observations).await?;
    Ok((shown, rows))
}

/// Walks a table's figures back to their returns. Each kept file is opened once.
async fn traced(
    desk: &Desk,
    table: &Table,
    observations: &[Observation],
) -> Result<Vec<TracedRow>, Error> {
    let values: HashMap<(&Key, &Origin), &Observation> = observations
        .iter()
        .chain(&desk.catalogue().publications)
        .map(|o| ((&o.key, &o.origin), o))
        .collect();
    let mut files = BTreeMap::new();
    let mut rows = Vec::new();
    for row in &table.rows {
        for (figure, head) in row.figures.iter().zip(&table.heads) {
            open_files(desk, figure, &mut files).await?;
            let steps = figure.inputs.iter().filter_map(|input| {
                let opened = files.get(input.origin.revision())?;
                let observation = values.get(&(&input.key, &input.origin))?;
                Some(opened.step(desk, input, observation))
            });
            let trace = Trace {
                figure: figure.id.clone(),
                printed: figure.printed.clone(),
                steps: steps.collect(),
            };
            rows.push(TracedRow {
                label: row.label.clone(),
                code: row.code.as_ref().map(ToString::to_string),
                heading: head.label.clone(),
                trace,
            });
        }
    }
    Ok(rows)
}

async fn open_files(
    desk: &Desk,
    figure: &Figure,
    files: &mut BTreeMap<RevisionId, Opened>,
) -> Result<(), Error> {
    for input in &figure.inputs {
        let id = input.origin.revision();
        if !files.contains_key(id) {
            files.insert(id.clone(), Opened::open(desk, id).await?);
        }
    }
    Ok(())
}

/// What stands behind a revision.
enum Opened {
    /// A return, with its kept file.
    Return { record: Box<Revision>, kept: Option<Box<Kept>> },
    /// A publication that ships as a definition file.
    Shipped { path: String, sha256: Sha256 },
}

impl Opened {
    async fn open(desk: &Desk, id: &RevisionId) -> Result<Self, Error> {
        if let Some(shipped) = shipped(desk, id) {
            return Ok(shipped);
        }
        let reader = desk.store.read(&desk.to_read()?).await?;
        let record = reader.revision(id).await?;
        let bytes = match reader.original(id).await {
            Ok(bytes) => Some(bytes),
            // A kept file that was changed is no longer a witness; its figures differ from it.
            Err(StoreError::Unreadable(_)) => None,
            Err(error) => return Err(error.into()),
        };
        let dimensions = desk.definitions.dimensions();
        let names = dimensions.iter().map(String::as_str);
        let whole = bytes.filter(|bytes| Sha256::of(bytes) == record.sha256);
        let kept = whole
            .and_then(|bytes| reopen::reopen(&record.file_name, bytes, names).ok())
            .map(Box::new);
        Ok(Self::Return { record: Box::new(record), kept })
    }

    fn step(&self, desk: &Desk, input: &Input, observation: &Observation) -> TraceStep {
        let row = input.origin.row();
        let (file, sha256, found, taken) = match self {
            Self::Return { record, kept } => (
                record.file_name.clone(),
                record.sha256,
                kept.as_ref().and_then(|kept| kept.value_at(row).ok().flatten()),
                format!("{} by {}", record.imported_at.strftime("%-d %B %Y"), record.imported_by),
            ),
            Self::Shipped { path, sha256 } => {
                let value = observation.value.exact().map(|value| value.to_string());
                (path.clone(), *sha256, value, "ships with Sightline".to_owned())
            }
        };
        let agrees = found.as_ref().is_some_and(|text| reopen::agrees(text, &observation.value));
        TraceStep {
            role: input.role,
            key: input.key.clone(),
            value: observation.value.clone(),
            agency: desk.catalogue().agency_name(input.origin.agency()),
            revision: input.origin.revision().to_string(),
            file,
            sha256,
            row,
            found,
            agrees,
            taken,
        }
    }
}

/// The definition file of a shipped publication: `publisher/population-mid-2019/r1` stands in
/// `defs/populations/population-mid-2019/1.toml`.
fn shipped(desk: &Desk, id: &RevisionId) -> Option<Opened> {
    let tail = format!("/{}/{}.toml", id.of.collection, id.number);
    let published = desk.catalogue().publications.iter().any(|o| o.origin.revision() == id);
    let (path, sha256) =
        desk.definitions.hashes.iter().find(|(path, _)| published && path.ends_with(&tail))?;
    Some(Opened::Shipped { path: path.clone(), sha256: *sha256 })
}
