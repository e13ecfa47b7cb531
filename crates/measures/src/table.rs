//! Figures as printed, and tables of them. The one answer that command line, pages, report and
//! open data all print from.

use serde::{Deserialize, Serialize};
use sightline_kernel::decimal::{Decimal, Ratio};
use sightline_kernel::dimension::Cell;
use sightline_kernel::ids::{AreaCode, CategoryCode, MeasureId, RuleId};
use sightline_kernel::period::Period;
use sightline_kernel::query::DataQuery;

use crate::observation::{Absence, Key, Origin, Status};
use crate::request::{Indicator, TableRequest};

/// A figure: what was computed, how it is printed, what was done to it, and from what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Stable within a report: measure, indicator, period, area, cell.
    pub id: String,
    /// The measure and its version, `crime.offences@1`.
    pub measure: MeasureId,
    /// The measure card's version.
    pub version: u32,
    /// How it was computed.
    pub indicator: Indicator,
    /// The period.
    pub period: Period,
    /// The area.
    pub area: AreaCode,
    /// The categories.
    pub cell: Cell,
    /// What came out, before small-number suppression. Never shown to an audience as it is:
    /// pages print [`Figure::printed`]. Blanked by protection where it must not travel.
    pub result: Outcome,
    /// The unit it is in.
    pub unit: Unit,
    /// Decimals printed.
    pub places: u32,
    /// The text as printed, with its unit sign: `16,411`, `31%`, `6.8`, `c`, `not stated`.
    pub printed: String,
    /// The rounded number behind the text, when a number is printed.
    pub number: Option<Decimal>,
    /// What small-number suppression did.
    pub treatment: Treatment,
    /// Whether any input is provisional.
    pub status: Status,
    /// The observations it was computed from.
    pub inputs: Vec<Input>,
    /// What a reader must know: vintage, base, series break.
    pub notes: Vec<String>,
}

/// What a computation gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// An exact number.
    Known(Ratio),
    /// The supplier suppressed it; these bounds are all that is known.
    Bounded {
        /// At least this.
        low: Option<Decimal>,
        /// At most this.
        high: Option<Decimal>,
        /// The text as supplied.
        text: String,
    },
    /// There is no value, and why.
    Absent(Absence),
    /// No observation stands for the key.
    NoReturn,
    /// It cannot be computed: the base is missing, nil or too small; the reason in words.
    NotComputable(String),
    /// Removed by protection, so that no copy of the table holds it.
    Hidden,
}

/// The unit of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Things.
    Count,
    /// Per cent.
    Percent,
    /// Percentage points.
    Points,
    /// Per so many people.
    Per(u32),
    /// A plain ratio.
    Ratio,
    /// A place in an order.
    Rank,
    /// Days.
    Days,
    /// Pounds.
    Pounds,
}

/// What small-number suppression did to a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Treatment {
    /// Nothing.
    None,
    /// Hidden because it is small itself.
    Primary {
        /// By which rule.
        rule: RuleId,
    },
    /// Hidden so that a small one cannot be worked out.
    Secondary {
        /// By which rule.
        rule: RuleId,
    },
    /// Rounded to a base.
    Rounded {
        /// By which rule.
        rule: RuleId,
        /// The base.
        base: u32,
    },
    /// Made from a hidden figure, so hidden too.
    Derived {
        /// By which rule.
        rule: RuleId,
    },
    /// Printed as it is because a named person signed an override.
    Overridden {
        /// By which rule.
        rule: RuleId,
        /// Who signed.
        by: String,
        /// Why.
        reason: String,
    },
}

impl Treatment {
    /// The word that `figures.csv` carries.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Primary { .. } => "primary",
            Self::Secondary { .. } => "secondary",
            Self::Rounded { .. } => "rounded",
            Self::Derived { .. } => "derived",
            Self::Overridden { .. } => "overridden",
        }
    }

    /// Whether the value must not be shown.
    #[must_use]
    pub fn hides(&self) -> bool {
        matches!(self, Self::Primary { .. } | Self::Secondary { .. } | Self::Derived { .. })
    }
}

/// One observation behind a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// What it is about.
    pub key: Key,
    /// Where it came from.
    pub origin: Origin,
    /// What part it plays.
    pub role: Role,
}

/// The part that an observation plays in a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The value itself, or a part of a sum.
    Value,
    /// Below the line of a share or ratio.
    Base,
    /// The population of a rate.
    Population,
    /// The earlier value of a change.
    Earlier,
    /// A comparator's value.
    Comparator,
}

/// What a row stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowKind {
    /// A category, period, area or series.
    Part,
    /// What is left when the top ones are taken from the total.
    Rest,
    /// The total, as supplied, or computed where none was supplied.
    Total,
    /// Shown apart and in no total (N200 is an incident, not a crime).
    Apart,
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The heading of the row.
    pub label: String,
    /// Its code, where it is a category.
    pub code: Option<CategoryCode>,
    /// What it stands for.
    pub kind: RowKind,
    /// Its figures, one a column.
    pub figures: Vec<Figure>,
}

/// The head of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The heading, with the unit: “Offences”, “Share of total”, “Rate per 1,000 people”.
    pub label: String,
    /// How the figures in it are computed.
    pub indicator: Indicator,
    /// Their period.
    pub period: Period,
    /// The category, where the column is one of `across`.
    pub category: Option<CategoryCode>,
    /// The unit.
    pub unit: Unit,
}

/// Where the figures of a table come from, said once below it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SourceLine {
    /// The agency or publisher, by name.
    pub agency: String,
    /// The return and revision, or edition.
    pub revision: String,
    /// The period supplied.
    pub period: Period,
    /// The publication's licence, if it is one.
    pub licence: Option<String>,
}

/// A table of figures, ready to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What was asked for.
    pub request: TableRequest,
    /// The title.
    pub title: String,
    /// The heading of the row labels: “Offence group”.
    pub stub: String,
    /// The columns.
    pub heads: Vec<Head>,
    /// The rows; total, rest and apart last.
    pub rows: Vec<Row>,
    /// What a reader must know: definitions, suppression, vintages, series breaks.
    pub notes: Vec<String>,
    /// Where the figures come from.
    pub sources: Vec<SourceLine>,
    /// What the computation wants a person to look at.
    pub queries: Vec<DataQuery>,
}

impl Table {
    /// All figures, row by row.
    pub fn figures(&self) -> impl Iterator<Item = &Figure> {
        self.rows.iter().flat_map(|row| row.figures.iter())
    }
}
