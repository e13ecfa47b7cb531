//! Stage “report”: what an import did, for people and for machines.

use std::collections::BTreeMap;
use std::fmt;

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
    /// Rows that were left out: for an error, or because an earlier row says the same.
    pub left_out: u64,
    /// Which rows were left out.
    pub left_out_rows: Ranges,
    /// How many data queries are errors, those beyond the listed ones too.
    pub errors: u64,
    /// What became of the file.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// How many data queries of each code there are.
    pub counts: BTreeMap<String, u64>,
    /// The data queries; at most 200 of each code.
    pub queries: Vec<DataQuery>,
}

impl ImportReport {
    /// How many data queries of each code were counted and are not listed.
    #[must_use]
    pub fn unlisted(&self) -> Vec<(&str, u64)> {
        let listed = |code: &str| self.queries.iter().filter(|q| q.code == code).count() as u64;
        let rest = self.counts.iter().map(|(code, count)| (code.as_str(), count - listed(code)));
        rest.filter(|(_, count)| *count > 0).collect()
    }
}

/// Rows of a file as ranges, each with its first and last row, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ranges(Vec<(u32, u32)>);

impl Ranges {
    /// How many ranges are said to people before the rest is counted.
    const SAID: usize = 50;

    /// Adds a row that lies behind all others.
    pub fn push(&mut self, row: u32) {
        match self.0.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(row) => *last = row,
            _ => self.0.push((row, row)),
        }
    }

    /// Adds rows that may lie anywhere.
    pub fn merge(&mut self, rows: &[u32]) {
        if rows.is_empty() {
            return;
        }
        let mut ranges = std::mem::take(&mut self.0);
        ranges.extend(rows.iter().map(|row| (*row, *row)));
        ranges.sort_unstable();
        for (first, last) in ranges {
            match self.0.last_mut() {
                Some((_, end)) if first <= end.saturating_add(1) => *end = last.max(*end),
                _ => self.0.push((first, last)),
            }
        }
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.0.iter().map(|(first, last)| u64::from(last - first) + 1).sum()
    }
}

impl fmt::Display for Ranges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (said, rest) = self.0.split_at(self.0.len().min(Self::SAID));
        let words = said.iter().map(|(first, last)| match last - first {
            0 => first.to_string(),
            _ => format!("{first}–{last}"),
        });
        f.write_str(&words.collect::<Vec<_>>().join(", "))?;
        match Self(rest.to_vec()).rows() {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_said_as_ranges_and_what_is_too_much_is_counted() {
        let mut ranges = Ranges::default();
        [3, 4, 5, 9].into_iter().for_each(|row| ranges.push(row));
        assert_eq!((ranges.to_string().as_str(), ranges.rows()), ("3–5, 9", 4));
        ranges.merge(&[12, 2, 8, 6]);
        assert_eq!((ranges.to_string().as_str(), ranges.rows()), ("2–6, 8–9, 12", 8));
        let mut many = Ranges::default();
        (0..60).for_each(|at| many.push(at * 2));
        assert!(many.to_string().ends_with("96, 98 and 10 more"), "{many}");
    }
}
