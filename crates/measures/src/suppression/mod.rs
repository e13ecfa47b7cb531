//! Small-number suppression, at output only: what a rule hides, what must be hidden with it, and
//! the proof that nothing hidden can be worked out.
//!
//! [`problem`] states the question, [`heuristic`] answers it, [`audit`] checks the answer by linear
//! programming through [`solver`], whose exact implementation is [`simplex`]. [`protect`] puts a
//! table into that form and blanks what must not be shown.

use sightline_kernel::decimal::Decimal;
use sightline_kernel::ids::RuleId;
use sightline_kernel::query::DataQuery;

use crate::catalogue::{Catalogue, SuppressionRule};
use crate::compute::Observations;
use crate::request::Context;
use crate::table::{Figure, Table};

mod apply;
pub mod audit;
mod crossing;
pub mod heuristic;
mod printed;
pub mod problem;
mod relations;
mod reveal;
mod sheet;
pub mod simplex;
pub mod solver;
mod told;

#[cfg(test)]
mod adding_up;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod rounding;
#[cfg(test)]
mod tables;

pub use crossing::crossings;
pub use printed::small_printed;
pub use told::{Told, UNSAID};

/// The codes of data queries that protection raises.
pub mod code {
    /// A table whose small numbers could not be protected in part, so that all was hidden.
    pub const UNSOLVED: &str = "suppression-unsolved";
    /// A small number printed because a named person signed for it.
    pub const OVERRIDDEN: &str = "suppression-overridden";
    /// A number hidden in one place of a report and printed in another.
    pub const CROSSING: &str = "suppression-crossing";
}

/// A signed decision to print a small number as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// The figure's id.
    pub figure: String,
    /// The rule that it sets aside; under another rule it holds no more.
    pub rule: RuleId,
    /// Who signed.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// What protection may know beside the table.
#[derive(Debug, Clone, Copy, Default)]
pub struct Given<'a> {
    /// The observations that the table was computed from. With them the numbers behind shares and
    /// changes are known that the table itself does not show; without them a share that might
    /// stand on a small number is hidden.
    pub observations: Option<&'a Observations<'a>>,
    /// Signed decisions.
    pub overrides: &'a [Override],
}

impl<'a> Given<'a> {
    /// The decision to print a figure that this rule would hide, if somebody signed one.
    fn signed(&self, figure: &Figure, rule: &SuppressionRule) -> Option<&'a Override> {
        self.overrides.iter().find(|one| one.figure == figure.id && one.rule == rule.id)
    }
}

/// Protects a table: hides small numbers, what is made of them, and as few others as keep them
/// hidden; rounds where the rule says so. Hidden numbers leave the table.
///
/// Gives data queries for what a person must know. Does nothing in a context without protection.
pub fn protect(catalogue: &Catalogue, context: &Context, table: &mut Table) -> Vec<DataQuery> {
    protect_with(catalogue, context, Given::default(), table)
}

/// As [`protect`], knowing the observations and the signed overrides.
pub fn protect_with(
    catalogue: &Catalogue,
    context: &Context,
    given: Given<'_>,
    table: &mut Table,
) -> Vec<DataQuery> {
    if !context.protect {
        return Vec::new();
    }
    let sheet = sheet::read(catalogue, given, table);
    let verdicts = sheet.decide();
    apply::table(catalogue, given, &verdicts, table)
}

/// Protects one figure that stands alone, as in a sentence. What a table elsewhere hides to protect
/// another number is not known here.
pub fn protect_figure(
    catalogue: &Catalogue,
    context: &Context,
    figure: &mut Figure,
) -> Vec<DataQuery> {
    protect_figure_with(catalogue, context, Given::default(), figure)
}

/// As [`protect_figure`], knowing the observations and the signed overrides.
pub fn protect_figure_with(
    catalogue: &Catalogue,
    context: &Context,
    given: Given<'_>,
    figure: &mut Figure,
) -> Vec<DataQuery> {
    if !context.protect {
        return Vec::new();
    }
    let verdicts = sheet::single(catalogue, given, figure);
    apply::figure(catalogue, given, &verdicts, figure, false).into_iter().collect()
}

/// Whether the rule hides a number because it is small itself.
#[must_use]
pub fn is_small(rule: &SuppressionRule, value: Decimal) -> bool {
    if value.is_zero() {
        rule.hide_nil && rule.hide_up_to > 0
    } else {
        value > Decimal::ZERO && value <= Decimal::from(rule.hide_up_to)
    }
}

/// How many values a reader must be left with for a small number, less one: as many as the rule
/// says where it hides so many, else as many as it hides, and never fewer than two.
#[must_use]
pub fn wide(rule: &SuppressionRule) -> i64 {
    let most = i64::from(rule.values_left).max(2);
    (i64::from(rule.hide_up_to) + i64::from(rule.hide_nil)).clamp(2, most) - 1
}

/// What is lost when a number is hidden: each about the same, a large one a little more, a total much
/// more, for each dimension of which it is one. These numbers only choose among patterns that are
/// all safe, so they are no rule of the field and stand here.
#[must_use]
pub fn loss(value: i64, totals: usize) -> i64 {
    const ONE: i64 = 1_000;
    const TOTAL: i64 = 2_500;
    let totals = i64::try_from(totals).unwrap_or(0);
    ONE + value.clamp(0, 400) + TOTAL * totals
}

/// How often to look for a better answer: often in small tables, seldom in large ones.
#[must_use]
pub fn rounds(cells: usize) -> u32 {
    u32::try_from(500 / cells.max(1)).unwrap_or(0).min(20)
}
