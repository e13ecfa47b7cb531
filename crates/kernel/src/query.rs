//! Data queries: what a check of figures or text raises. Never called a finding.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::decimal::Decimal;
use crate::ids::Sha256;

/// How much a data query matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing need be done.
    Note,
    /// Should be looked at before a release.
    Warning,
    /// Blocks the row, the file or the release.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// Where a data query points. Every part that is known is filled in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    /// The file, as the person named it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The sheet of a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The row (workbooks, CSV) or line (text), counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// The column: a name or letter in tables, a number counted from 1 in text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The measure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measure: Option<String>,
    /// The period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// The area.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// The categories, as `dimension=category;…`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// The agency or publisher.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
}

impl Place {
    /// A place in a text or definition file.
    #[must_use]
    pub fn line(file: impl Into<String>, line: usize, column: usize) -> Self {
        Self {
            file: Some(file.into()),
            row: Some(line as u64),
            column: Some(column.to_string()),
            ..Self::default()
        }
    }

    /// A place in a table that was read.
    #[must_use]
    pub fn row(file: impl Into<String>, row: u64, column: Option<&str>) -> Self {
        Self {
            file: Some(file.into()),
            row: Some(row),
            column: column.map(ToOwned::to_owned),
            ..Self::default()
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> = Vec::new();
        match (&self.file, self.row, &self.column) {
            (Some(file), Some(row), Some(column)) => parts.push(format!("{file}:{row}:{column}")),
            (Some(file), Some(row), None) => parts.push(format!("{file}:{row}")),
            (Some(file), None, _) => parts.push(file.clone()),
            (None, Some(row), _) => parts.push(format!("row {row}")),
            (None, None, _) => {}
        }
        parts.extend(self.sheet.iter().map(|sheet| format!("sheet “{sheet}”")));
        for part in [&self.measure, &self.period, &self.area, &self.cell, &self.agency] {
            parts.extend(part.iter().filter(|text| !text.is_empty()).cloned());
        }
        f.write_str(&parts.join(" "))
    }
}

/// A supplied number that a data query's message states or gives away, such as by a sum.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cite {
    /// What it is about: measure, period, area and categories.
    pub place: Place,
    /// The number; absent where there is none, or where it is not known here.
    pub value: Option<Decimal>,
}

/// Something that a check of figures or text wants a person to look at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DataQuery {
    /// A stable code that the guide explains, such as `parts-and-total`.
    pub code: String,
    /// How much it matters.
    pub severity: Severity,
    /// Where.
    pub place: Place,
    /// What was seen, as one sentence with the numbers.
    pub message: String,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remedy: String,
    /// The supplied numbers that the message states. Not written anywhere: by them a report's own
    /// files leave out what small-number suppression hides.
    #[serde(skip)]
    pub cites: Vec<Cite>,
}

impl DataQuery {
    /// An error.
    #[must_use]
    pub fn error(code: &str, place: Place, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, place, message)
    }

    /// A warning.
    #[must_use]
    pub fn warning(code: &str, place: Place, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, place, message)
    }

    /// A note.
    #[must_use]
    pub fn note(code: &str, place: Place, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Note, place, message)
    }

    /// A data query of any severity.
    #[must_use]
    pub fn new(code: &str, severity: Severity, place: Place, message: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            severity,
            place,
            message: message.into(),
            remedy: String::new(),
            cites: Vec::new(),
        }
    }

    /// With the supplied numbers that the message states.
    #[must_use]
    pub fn citing(mut self, cites: impl IntoIterator<Item = Cite>) -> Self {
        self.cites.extend(cites);
        self
    }

    /// What makes two data queries the same: their code, place and message. A changed value changes
    /// the message, so that a decision never covers a value that its maker did not see.
    #[must_use]
    pub fn fingerprint(&self) -> Sha256 {
        let value = serde_json::json!([self.code, self.place, self.message]);
        Sha256::of(crate::audit::canonical(&value).as_bytes())
    }

    /// With what to do about it.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = remedy.into();
        self
    }
}

impl fmt::Display for DataQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} [{}] {}", self.place, self.severity, self.code, self.message)?;
        if !self.remedy.is_empty() {
            write!(f, " {}", self.remedy)?;
        }
        Ok(())
    }
}
