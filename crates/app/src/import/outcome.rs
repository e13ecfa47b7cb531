//! Stage “report”: what an import did, for people and for machines.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sightline_kernel::ids::{AgencyId, Sha256};
use sightline_kernel::query::{DataQuery, Severity};

/// How many data queries of one code are kept with their places; the rest are counted.
const KEPT_EACH: usize = 200;

/// What became of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    /// Saved as this revision.
    Saved {
        /// The revision.
        revision: String,
        /// Tables of earlier revisions that it takes the place of.
        replaced: u64,
    },
    /// The same file was imported before; nothing changed.
    Unchanged {
        /// The revision that it already is.
        revision: String,
    },
    /// Nothing was written, because a dry run was asked for.
    DryRun,
    /// Nothing was written, because of the errors.
    Refused,
}

/// The report of one import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    /// The file's name.
    pub file: String,
    /// Its hash.
    pub sha256: Sha256,
    /// Its length in bytes.
    pub bytes: u64,
    /// What it is: “a CSV text file”.
    pub format: String,
    /// Whose return.
    pub agency: AgencyId,
    /// Rows below the header.
    pub rows: u64,
    /// Rows that became observations.
    pub accepted: u64,
    /// Of these, rows that state an absence.
    pub absences: u64,
    /// Rows that were left out for an error.
    pub left_out: u64,
    /// What became of the file.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// How many data queries of each code there are.
    pub counts: BTreeMap<String, u64>,
    /// The data queries; at most 200 of each code.
    pub queries: Vec<DataQuery>,
}

impl ImportReport {
    /// How many data queries are errors.
    #[must_use]
    pub fn errors(&self) -> u64 {
        self.queries.iter().filter(|query| query.severity == Severity::Error).count() as u64
    }
}

/// Gathers data queries without letting a bad file of a million rows fill the memory.
#[derive(Debug, Default)]
pub struct Tally {
    counts: BTreeMap<String, u64>,
    kept: Vec<DataQuery>,
    errors: u64,
}

impl Tally {
    /// Counts a query, and keeps it if there are not yet too many like it.
    pub fn add(&mut self, query: DataQuery) {
        let count = self.counts.entry(query.code.clone()).or_default();
        *count += 1;
        self.errors += u64::from(query.severity == Severity::Error);
        if *count <= KEPT_EACH as u64 {
            self.kept.push(query);
        }
    }

    /// Counts several.
    pub fn extend(&mut self, queries: impl IntoIterator<Item = DataQuery>) {
        queries.into_iter().for_each(|query| self.add(query));
    }

    /// How many errors were counted.
    #[must_use]
    pub fn errors(&self) -> u64 {
        self.errors
    }

    /// The counts by code, and the kept queries in the order in which they came.
    #[must_use]
    pub fn into_parts(self) -> (BTreeMap<String, u64>, Vec<DataQuery>) {
        (self.counts, self.kept)
    }
}
