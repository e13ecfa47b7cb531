//! A table as a suppression problem: its counts. What a reader can add up stands in `relations`.

use std::collections::{BTreeMap, BTreeSet};

use super::heuristic::{Effort, protect};
use super::problem::{Problem, ProblemCell, State};
use super::relations;
use super::reveal::{
    Amount, amounts, decimal, from_observations, may_be_small, own_value, rule_of,
};
use super::simplex::Exact;
use super::{Given, is_small, loss, rounds, wide};
use crate::catalogue::{Catalogue, SuppressionRule};
use crate::table::{Figure, Outcome, Role, RowKind, Table};

/// What is decided for each count.
#[derive(Debug, Default)]
pub(super) struct Verdicts {
    /// Hidden because they are small.
    pub(super) small: BTreeSet<Amount>,
    /// Hidden to protect others.
    pub(super) further: BTreeSet<Amount>,
    /// Whether all had to be hidden.
    pub(super) unsolved: bool,
}

impl Verdicts {
    pub(super) fn hides(&self, amount: &Amount) -> bool {
        self.small.contains(amount) || self.further.contains(amount)
    }
}

/// A table's counts as a problem.
#[derive(Default)]
pub(super) struct Sheet {
    problem: Problem,
    places: BTreeMap<Amount, usize>,
    /// Small counts whose rule hides no others.
    small: BTreeSet<Amount>,
    wide: i64,
}

/// One figure that stands alone.
pub(super) fn single(catalogue: &Catalogue, given: Given<'_>, figure: &Figure) -> Verdicts {
    let mut sheet = Sheet::default();
    sheet.take(catalogue, given, figure, false);
    let mut verdicts = Verdicts { small: sheet.small, ..Verdicts::default() };
    let small = |at: &usize| sheet.problem.cells.get(*at).is_some_and(|c| c.state == State::Small);
    verdicts.small.extend(sheet.places.into_iter().filter(|(_, at)| small(at)).map(|(a, _)| a));
    verdicts
}

/// Reads a table.
pub(super) fn read(catalogue: &Catalogue, given: Given<'_>, table: &Table) -> Sheet {
    let mut sheet = Sheet::default();
    for row in &table.rows {
        for figure in &row.figures {
            sheet.take(catalogue, given, figure, row.kind == RowKind::Rest);
        }
    }
    // Only where something is small is there anything to work out.
    if sheet.problem.places(State::Small).next().is_some() {
        relations::add(catalogue, given, table, &sheet.places, &mut sheet.problem);
    }
    sheet
}

impl Sheet {
    /// Takes in the counts that a figure tells of.
    fn take(&mut self, catalogue: &Catalogue, given: Given<'_>, figure: &Figure, rest: bool) {
        let amounts = amounts(catalogue, figure, rest);
        let totals = figure.cell.pairs().filter(|(_, code)| code.is_total()).count();
        for (at, amount) in amounts.iter().enumerate() {
            let Some(rule) = rule_of(catalogue, &amount.measure, amount.period) else { continue };
            let signed = given.signed(figure, rule).is_some();
            self.wide = self.wide.max(wide(rule));
            let role = if at == 0 && !is_earlier(figure) { Role::Value } else { Role::Earlier };
            let seen = (at == 0).then(|| own_value(figure)).flatten();
            let known = seen.or_else(|| {
                let observations = given.observations.filter(|_| !rest && !amount.to_date)?;
                from_observations(observations, figure, role)
            });
            match (&figure.result, known) {
                (Outcome::Bounded { low, high, .. }, _) if at == 0 => {
                    let number = |n: &Option<_>| n.and_then(|n| i64::try_from(n).ok());
                    self.bounded(amount, number(low).unwrap_or(0), number(high));
                }
                (_, Some(value)) => self.put(rule, amount, value, totals, signed),
                (_, None) if at == 0 && !signed && may_be_small(rule, figure) => {
                    self.small.insert(amount.clone());
                }
                _ => {}
            }
        }
    }

    fn put(
        &mut self,
        rule: &SuppressionRule,
        amount: &Amount,
        value: i64,
        totals: usize,
        signed: bool,
    ) {
        let small = is_small(rule, decimal(value));
        if !rule.secondary {
            if small && !signed {
                self.small.insert(amount.clone());
            }
            return;
        }
        // What may only have been small is known now.
        self.small.remove(amount);
        if let Some(at) = self.places.get(amount) {
            if signed {
                self.problem.set(*at, State::Fixed);
            }
            return;
        }
        let nil_is_shown = !rule.hide_nil;
        let most = i64::from(rule.hide_up_to);
        // Open data says which numbers are hidden for their own sake, so a reader can tell.
        let (floor, ceiling) =
            if small { (i64::from(nil_is_shown), Some(most)) } else { (most + 1, None) };
        let state = match (signed, small, value) {
            (true, ..) => State::Fixed,
            (_, true, _) => State::Small,
            (_, _, 0) => State::Fixed,
            _ => State::Open,
        };
        let loss = loss(value, totals);
        let cell = ProblemCell { value, floor: floor.min(value), ceiling, state, loss };
        let at = self.problem.add(cell);
        self.places.insert(amount.clone(), at);
    }

    /// A value that its supplier had suppressed: hidden already, and to be kept so.
    fn bounded(&mut self, amount: &Amount, low: i64, high: Option<i64>) {
        if self.places.contains_key(amount) {
            return;
        }
        let cell =
            ProblemCell { value: low, floor: low, ceiling: high, state: State::Small, loss: 0 };
        let at = self.problem.add(cell);
        self.places.insert(amount.clone(), at);
    }

    /// Finds what else to hide.
    pub(super) fn decide(mut self) -> Verdicts {
        let effort = Effort { wide: self.wide.max(1), rounds: rounds(self.problem.cells.len()) };
        let solved = protect(&mut self.problem, effort, &Exact);
        let unsolved = !matches!(&solved, Ok(left) if left.is_empty());
        let mut verdicts = Verdicts { small: self.small, unsolved, ..Verdicts::default() };
        for (amount, at) in self.places {
            match self.problem.cells.get(at).map(|cell| cell.state) {
                Some(State::Small) => verdicts.small.insert(amount),
                Some(State::Hidden) => verdicts.further.insert(amount),
                Some(State::Open) if unsolved => verdicts.further.insert(amount),
                _ => false,
            };
        }
        verdicts
    }
}

fn is_earlier(figure: &Figure) -> bool {
    matches!(figure.indicator, crate::request::Indicator::Earlier { .. })
}
