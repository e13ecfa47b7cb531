//! Statements that a text makes about figures, read into typed values so that they can be held
//! against the returns: shares, rates, totals, changes, means and words such as “relatively stable”.
//!
//! [`read`] turns one row of text into a [`Claim`]; [`ClaimsMap`] says, as data, which measure each
//! section speaks of. [`crate::reconcile`] compares.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sightline_kernel::decimal::{Decimal, Ratio};
use sightline_kernel::defs::Source;
use sightline_kernel::dimension::Cell;
use sightline_kernel::ids::{AreaCode, DimensionId, MeasureId};
use sightline_kernel::period::Period;
use sightline_kernel::query::DataQuery;

mod parse;
mod printed;

pub use parse::read;
pub use printed::Printed;

/// One row of a file of claims, as text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClaimRow {
    /// The row of the file, counted from 1, the header being row 1.
    pub row: u32,
    /// The part of the report.
    pub section: String,
    /// What is stated, in words.
    pub claim: String,
    /// The category, or the sum that was made.
    pub dimension: String,
    /// The period, such as `2021/22`, `2020/21 -> 2021/22` or `YE Mar 2022`.
    pub period: String,
    /// The number or numbers behind the statement.
    pub base: String,
    /// What was printed.
    pub stated: String,
}

/// A statement about figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The file in which the statement stands, as the person named it.
    pub file: String,
    /// The text.
    pub text: ClaimRow,
    /// The period that it is about; the later one for a change.
    pub period: Option<Period>,
    /// The earlier period of a change.
    pub earlier: Option<Period>,
    /// What is stated.
    pub statement: Statement,
    /// The series that it speaks of, where the map names one.
    pub target: Option<Target>,
}

impl Claim {
    /// How a data query names it: “Drug offences: Drug offences, change (all)”.
    #[must_use]
    pub fn subject(&self) -> String {
        let ClaimRow { section, claim, dimension, .. } = &self.text;
        if dimension.is_empty() {
            format!("{section}: {claim}")
        } else {
            format!("{section}: {claim} ({dimension})")
        }
    }
}

/// What a claim states, by its form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Statement {
    /// “8% of 5,539”, of a part.
    Share {
        /// Above the line.
        part: Decimal,
        /// Below the line.
        whole: Decimal,
        /// In per cent, as printed.
        stated: Printed,
    },
    /// “4 of 4”.
    PartOf {
        /// The number given beside it.
        base: Decimal,
        /// Above the line.
        part: Decimal,
        /// Below the line.
        whole: Decimal,
    },
    /// “total 24”.
    Total {
        /// What was added.
        addends: Addends,
        /// The total as printed.
        stated: Decimal,
    },
    /// A rate per so many people.
    Rate {
        /// Above the line.
        count: Decimal,
        /// Per how many people.
        per: u32,
        /// As printed.
        stated: Printed,
    },
    /// A change between two values.
    Change {
        /// The earlier value.
        then: Decimal,
        /// The later value.
        now: Decimal,
        /// The change in per cent, as printed.
        percent: Option<Printed>,
        /// The change in number, as printed.
        number: Option<Decimal>,
        /// The word for it, such as “relatively stable”.
        word: Option<String>,
    },
    /// A list of shares that should reach 100.
    Shares {
        /// The shares, in per cent.
        shares: Vec<Printed>,
    },
    /// What is left when the returned shares are taken from 100.
    Remainder {
        /// In per cent, as printed.
        stated: Printed,
    },
    /// A mean per month of the period.
    MonthlyMean {
        /// The value of the period.
        total: Decimal,
        /// As printed.
        stated: Printed,
    },
    /// A number, perhaps made by adding and subtracting others.
    Number {
        /// The number given beside it.
        base: Decimal,
        /// The number as printed.
        stated: Decimal,
        /// Signed terms that should give it; empty where none are given.
        terms: Vec<Decimal>,
    },
    /// Two shares and a word that holds one against the other, such as “in line”.
    Compared {
        /// Numbers above and below the line of the first share.
        left: (Decimal, Decimal),
        /// The same of the second.
        right: (Decimal, Decimal),
        /// The two shares as printed.
        stated: (Printed, Printed),
        /// The word.
        word: String,
    },
}

/// What was added to a stated total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Addends {
    /// These numbers.
    Given(Vec<Decimal>),
    /// So many returned rows.
    Rows(u32),
    /// Nothing is said.
    Unsaid,
}

/// The series that a claim speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The measure.
    pub measure: MeasureId,
    /// Categories held fixed.
    pub cell: Cell,
    /// The dimension of which the claim's text names a category or lists all.
    pub dimension: Option<DimensionId>,
    /// Whether the claim's text names an area instead, or lists several.
    pub areas: bool,
    /// The area, where it is not the partnership's own.
    pub area: Option<AreaCode>,
    /// The code that the text stands for, where the map says so.
    pub code: Option<String>,
    /// The measure of which a share is a share, where it is another one.
    pub whole: Option<MeasureId>,
}

/// Which measure each section of a text speaks of; the demonstration keeps it as `claims-map.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ClaimsMap {
    /// Text that stands for a code, for all sections: `"Monlamoor [Monkmoor] ED" = "Monkmoor"`.
    #[serde(default)]
    pub names: BTreeMap<String, String>,
    /// The rules; the first that fits is taken.
    #[serde(default, rename = "map")]
    pub rules: Vec<MapRule>,
}

/// One line of the map.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MapRule {
    /// The section, exactly.
    pub section: String,
    /// How the claim's text begins; any claim where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<String>,
    /// The measure.
    pub measure: MeasureId,
    /// Categories held fixed.
    #[serde(default, skip_serializing_if = "Cell::is_empty")]
    pub cell: Cell,
    /// The dimension whose category the claim names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dimension: Option<DimensionId>,
    /// True when the claim names an area.
    #[serde(default)]
    pub areas: bool,
    /// The area, where it is not the partnership's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaCode>,
    /// The measure of which a share is a share, where it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole: Option<MeasureId>,
}

impl ClaimsMap {
    /// Reads a map from its file.
    ///
    /// # Errors
    /// One data query with line and column and what is wrong there.
    pub fn read(source: &Source) -> Result<Self, Box<DataQuery>> {
        source.read()
    }

    /// The series that a row speaks of.
    #[must_use]
    pub fn target(&self, row: &ClaimRow) -> Option<Target> {
        let fits = |rule: &&MapRule| {
            rule.section == row.section
                && rule.claim.as_ref().is_none_or(|start| row.claim.starts_with(start.as_str()))
        };
        let rule = self.rules.iter().find(fits)?;
        Some(Target {
            measure: rule.measure.clone(),
            cell: rule.cell.clone(),
            dimension: rule.dimension.clone(),
            areas: rule.areas,
            area: rule.area.clone(),
            code: self.names.get(&row.dimension).cloned(),
            whole: rule.whole.clone(),
        })
    }
}

/// A row that could not be read as a statement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "row {row}: the statement “{stated}” on “{claim}” is in no known form; write it as one of: 8% of 5,539 · 4 of 4 · total 24 · +23% · −25% (n=−132) · a rate with “per million” or “per 1,000” in the claim · 79+5+4"
)]
pub struct UnreadClaim {
    /// The row of the file.
    pub row: u32,
    /// The claim's text.
    pub claim: String,
    /// What was printed.
    pub stated: String,
}

/// The sum of several numbers.
pub(crate) fn sum<'a>(numbers: impl IntoIterator<Item = &'a Decimal>) -> Ratio {
    numbers.into_iter().fold(Ratio::whole(0), |sum, number| sum.plus(&Ratio::from(*number)))
}
