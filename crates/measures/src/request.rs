//! What a page, a chapter or a command asks for: one figure, or a table of figures.
//!
//! A request names measures and never numbers. [`crate::table`] holds the answers.

use serde::{Deserialize, Serialize};
use sightline_kernel::dimension::Cell;
use sightline_kernel::ids::{AreaCode, ComparatorId, DimensionId, MeasureId};
use sightline_kernel::period::Period;

/// A series: a measure, and optionally which categories, area and period of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Selector {
    /// The measure.
    pub measure: MeasureId,
    /// Categories held fixed, such as `offence_group=homicide`.
    #[serde(default)]
    pub cell: Cell,
    /// The area; the partnership's own where absent.
    #[serde(default)]
    pub area: Option<AreaCode>,
    /// The period; the report's year where absent.
    #[serde(default)]
    pub period: Option<Period>,
}

/// What is computed from the observations of a selector.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Indicator {
    /// The value itself; the sum of the parts where no value without breakdown was supplied and
    /// the parts are exclusive and complete.
    Value,
    /// In per cent of the total of the same breakdown, or of another series.
    Share {
        /// The base; absent for the total.
        of: Option<Box<Selector>>,
    },
    /// Per so many of a population. Parts left out come from the measure's rate rule.
    Rate {
        /// 1,000, 10,000, 100,000 or 1,000,000.
        per: Option<u32>,
        /// The population's vintage.
        vintage: Option<Period>,
    },
    /// Now less then.
    Change {
        /// The earlier period; the previous one where absent.
        since: Option<Period>,
    },
    /// Now less then, in per cent of then.
    ChangePercent {
        /// The earlier period; the previous one where absent.
        since: Option<Period>,
    },
    /// The value in an earlier period.
    Earlier {
        /// The earlier period; the previous one where absent.
        period: Option<Period>,
    },
    /// Divided by another series.
    Ratio {
        /// The series below the line.
        to: Box<Selector>,
    },
    /// The period's value divided by its months.
    MonthlyMean,
    /// The sum of the period's months up to the last that was supplied.
    YearToDate,
    /// Place among the categories, 1 for the largest; equal values share a place.
    Rank,
    /// The value (or rate, where the measure has a rate rule) less the comparator's.
    Gap {
        /// Against what.
        against: Comparator,
    },
    /// The comparator's own value or rate.
    Compared {
        /// With what.
        with: Comparator,
    },
    /// The target for the period.
    Target,
}

/// What a value is held against.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Comparator {
    /// Another area, such as England (`E92000001`) or a region.
    Area(AreaCode),
    /// The median of a dated set, such as the statistical neighbours.
    Set(ComparatorId),
    /// The period before.
    Previous,
    /// The target.
    Target,
}

/// One figure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FigureRequest {
    /// Of what.
    pub of: Selector,
    /// Computed how.
    pub indicator: Indicator,
}

/// What the rows of a table are.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rows {
    /// One row.
    One,
    /// The categories of a dimension, in the code list's order unless `order` says otherwise.
    Categories(DimensionId),
    /// Several periods.
    Periods(Vec<Period>),
    /// Several areas.
    Areas(Vec<AreaCode>),
    /// Several series, such as contacts, concerns, enquiries, plans.
    Series(Vec<Selector>),
}

/// In which order rows stand. The rest, the total and what is shown apart always stand last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// As the code list or the request has them.
    #[default]
    Listed,
    /// Largest first; ties by the listed order.
    Largest,
}

/// One column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Column {
    /// What stands in it.
    pub indicator: Indicator,
    /// Its period, where it differs from the table's.
    #[serde(default)]
    pub period: Option<Period>,
    /// Its area, where it differs from the row's.
    #[serde(default)]
    pub area: Option<AreaCode>,
    /// Categories that it adds to the selector's, such as `gender=male`.
    #[serde(default)]
    pub cell: Cell,
    /// Its heading; worked out from the indicator where absent.
    #[serde(default)]
    pub heading: Option<String>,
}

impl Column {
    /// A column of an indicator for the table's own period.
    #[must_use]
    pub fn new(indicator: Indicator) -> Self {
        Self { indicator, period: None, area: None, cell: Cell::default(), heading: None }
    }
}

/// A table of figures. Charts are drawn from tables.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TableRequest {
    /// Of what.
    pub of: Selector,
    /// The rows.
    pub rows: Rows,
    /// The columns.
    pub columns: Vec<Column>,
    /// A dimension whose categories become columns for each of `columns`.
    #[serde(default)]
    pub across: Option<DimensionId>,
    /// Show the `top` largest (ties with the last included) and the rest as one row.
    #[serde(default)]
    pub top: Option<u32>,
    /// The order of the rows.
    #[serde(default)]
    pub order: Order,
    /// The title; worked out from the measure where absent.
    #[serde(default)]
    pub title: Option<String>,
}

/// What a request is resolved against: whose report, which year, for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// The partnership's own area.
    pub area: AreaCode,
    /// The report's period.
    pub period: Period,
    /// Who reads the answer. Small-number suppression applies to every audience.
    pub audience: sightline_kernel::sensitivity::Audience,
    /// False only for a view that a named person with access opened to see figures unprotected.
    pub protect: bool,
}

impl Selector {
    /// The measure without a breakdown, for the context's area and period.
    #[must_use]
    pub fn measure(measure: MeasureId) -> Self {
        Self { measure, cell: Cell::default(), area: None, period: None }
    }
}
