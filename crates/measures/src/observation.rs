//! Observations: measure × period × area × categories, with a value or a typed absence, and where
//! it came from.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sightline_kernel::decimal::Decimal;
use sightline_kernel::dimension::Cell;
use sightline_kernel::ids::{AgencyId, AreaCode, MeasureId, RevisionId};
use sightline_kernel::period::Period;

/// What an observation is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key {
    /// The measure.
    pub measure: MeasureId,
    /// The period.
    pub period: Period,
    /// The area.
    pub area: AreaCode,
    /// The categories; empty for a figure without a breakdown.
    pub cell: Cell,
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} {}", self.measure, self.period, self.area)?;
        if !self.cell.is_empty() {
            write!(f, " {}", self.cell)?;
        }
        Ok(())
    }
}

/// What was supplied. A nil (confirmed zero) is `Exact(0)`, never an absence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Value {
    /// A number, exactly as supplied.
    Exact {
        /// The number.
        value: Decimal,
    },
    /// A value that the supplier had already suppressed, kept as the bounds that it is.
    Bounded {
        /// At least this, if known.
        low: Option<Decimal>,
        /// At most this, if known.
        high: Option<Decimal>,
        /// The text as supplied, such as `<5`.
        text: String,
    },
    /// No value, and why.
    Absent(Absence),
}

impl Value {
    /// The number, when there is exactly one.
    #[must_use]
    pub fn exact(&self) -> Option<Decimal> {
        match self {
            Self::Exact { value } => Some(*value),
            Self::Bounded { .. } | Self::Absent(_) => None,
        }
    }
}

/// A typed absence with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Absence {
    /// Of which kind.
    pub kind: AbsenceKind,
    /// Why, in the supplier's words where there are any.
    pub reason: String,
    /// Who said so.
    pub by: String,
    /// When.
    pub on: Date,
}

/// Why there is no value. Late is a state of a return, not an absence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AbsenceKind {
    /// Blank in the source. Never taken for nil.
    NotStated,
    /// The agency does not hold it.
    NotHeld,
    /// It cannot be collected.
    NotCollectable,
    /// It is not due yet.
    NotDue,
    /// It was due and did not come; the reason is awaited.
    NotSupplied,
    /// The agency declined.
    Declined,
    /// It was supplied and has been withdrawn.
    Withdrawn,
    /// It exists only for another footprint.
    OtherFootprint,
}

impl AbsenceKind {
    /// All kinds, in the order of the column contract.
    pub const ALL: [Self; 8] = [
        Self::NotStated,
        Self::NotHeld,
        Self::NotCollectable,
        Self::NotDue,
        Self::NotSupplied,
        Self::Declined,
        Self::Withdrawn,
        Self::OtherFootprint,
    ];

    /// The code that files carry: `not-stated`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotStated => "not-stated",
            Self::NotHeld => "not-held",
            Self::NotCollectable => "not-collectable",
            Self::NotDue => "not-due",
            Self::NotSupplied => "not-supplied",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
            Self::OtherFootprint => "other-footprint",
        }
    }

    /// How it is printed: “not stated”.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::NotStated => "not stated",
            Self::NotHeld => "not held",
            Self::NotCollectable => "not collectable",
            Self::NotDue => "not due",
            Self::NotSupplied => "not supplied",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
            Self::OtherFootprint => "only for another footprint",
        }
    }

    /// The kind with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Whether the supplier may still change it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Final.
    #[default]
    Final,
    /// Provisional.
    Provisional,
}

/// Where an observation came from: short, for the reading path. The store resolves it in full.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "kebab-case")]
pub enum Origin {
    /// A row of a revision of an agency's return.
    Return {
        /// The revision.
        revision: std::sync::Arc<RevisionId>,
        /// The row of the file, counted from 1.
        row: u32,
    },
    /// A row of a publication, such as a population estimate.
    Publication {
        /// The revision under which it is kept, the publisher standing as the agency.
        revision: std::sync::Arc<RevisionId>,
        /// The row of the file, counted from 1.
        row: u32,
    },
}

impl Origin {
    /// The revision.
    #[must_use]
    pub fn revision(&self) -> &RevisionId {
        match self {
            Self::Return { revision, .. } | Self::Publication { revision, .. } => revision,
        }
    }

    /// The agency or publisher.
    #[must_use]
    pub fn agency(&self) -> &AgencyId {
        &self.revision().of.agency
    }

    /// The row of the kept file, counted from 1.
    #[must_use]
    pub fn row(&self) -> u32 {
        match self {
            Self::Return { row, .. } | Self::Publication { row, .. } => *row,
        }
    }
}

/// One observation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// What it is about.
    pub key: Key,
    /// What was supplied.
    pub value: Value,
    /// Whether it may still change.
    pub status: Status,
    /// Where it came from.
    pub origin: Origin,
    /// The supplier's note.
    pub note: Option<std::sync::Arc<str>>,
}
