//! A table as a suppression problem: its counts, and all that a reader can add up.

use std::collections::{BTreeMap, BTreeSet};

use sightline_kernel::dimension::CodeList;
use sightline_kernel::ids::CategoryCode;
use sightline_kernel::period::Period;

use super::heuristic::{Effort, protect};
use super::problem::{Problem, ProblemCell, Relation, State};
use super::reveal::{
    Amount, amounts, decimal, from_observations, may_be_small, own_value, rule_of,
};
use super::simplex::Exact;
use super::{Given, is_small, loss, rounds, wide};
use crate::card::{Kind, MeasureDimension};
use crate::catalogue::{Catalogue, SuppressionRule};
use crate::request::Rows;
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
        let relations = Relations { catalogue, table, sheet: &sheet }.all();
        sheet.problem.relations = relations;
    }
    sheet
}

impl Sheet {
    /// Takes in the counts that a figure tells of.
    fn take(&mut self, catalogue: &Catalogue, given: Given<'_>, figure: &Figure, rest: bool) {
        let amounts = amounts(catalogue, figure, rest);
        let totals = figure.cell.pairs().filter(|(_, code)| code.is_total()).count();
        let signed = given.overrides.iter().any(|one| one.figure == figure.id);
        for (at, amount) in amounts.iter().enumerate() {
            let Some(rule) = rule_of(catalogue, &amount.measure, amount.period) else { continue };
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
        let told_apart = rule.secondary_symbol.as_ref().is_some_and(|s| *s != rule.symbol);
        let most = i64::from(rule.hide_up_to);
        let (floor, ceiling) = match (told_apart, small) {
            (true, true) => (i64::from(nil_is_shown), Some(most)),
            (true, false) => (most + 1, None),
            (false, _) => (i64::from(nil_is_shown), None),
        };
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

/// The relations of a table.
struct Relations<'a> {
    catalogue: &'a Catalogue,
    table: &'a Table,
    sheet: &'a Sheet,
}

/// A row or column of categories: its code, its place in the problem, what it stands for.
struct Item<'a> {
    code: Option<&'a CategoryCode>,
    place: Option<usize>,
    kind: RowKind,
}

impl Relations<'_> {
    fn all(&self) -> Vec<Relation> {
        let mut relations = Vec::new();
        // A change tells of two counts, so each column is looked at twice.
        for slot in 0..2 {
            relations.extend(self.down(slot));
            relations.extend(self.across(slot));
            relations.extend(self.over_time(slot));
        }
        let mut seen = BTreeSet::new();
        relations.retain(|relation| {
            let mut terms = relation.terms.clone();
            terms.sort_unstable();
            seen.insert((terms, relation.low, relation.high))
        });
        relations
    }

    fn place(&self, figure: &Figure, rest: bool, slot: usize) -> Option<usize> {
        let amounts = amounts(self.catalogue, figure, rest);
        self.sheet.places.get(amounts.get(slot)?).copied()
    }

    fn dimension(&self, id: &str) -> Option<(&MeasureDimension, Option<&CodeList>)> {
        let first = self.table.figures().next()?;
        let day = first.period.end();
        let card = self.catalogue.measure(first.measure.as_str(), day)?;
        let dimension = card.dimension(id)?;
        Some((dimension, self.catalogue.list(dimension.list.as_str(), day)))
    }

    /// Parts down a column against its total.
    fn down(&self, slot: usize) -> Vec<Relation> {
        let Rows::Categories(id) = &self.table.request.rows else { return Vec::new() };
        let Some((dimension, list)) = self.dimension(id.as_str()) else { return Vec::new() };
        let columns = self.table.heads.len();
        (0..columns)
            .flat_map(|column| {
                let items: Vec<Item<'_>> = self
                    .table
                    .rows
                    .iter()
                    .map(|row| Item {
                        code: row.code.as_ref(),
                        place: row
                            .figures
                            .get(column)
                            .and_then(|f| self.place(f, row.kind == RowKind::Rest, slot)),
                        kind: row.kind,
                    })
                    .collect();
                self.sums(dimension, list, &items)
            })
            .collect()
    }

    /// The categories across a row against their total.
    fn across(&self, slot: usize) -> Vec<Relation> {
        let Some(id) = &self.table.request.across else { return Vec::new() };
        let Some((dimension, list)) = self.dimension(id.as_str()) else { return Vec::new() };
        let blocks = self.table.request.columns.len().max(1);
        let width = (self.table.heads.len() / blocks).max(1);
        let mut relations = Vec::new();
        for row in &self.table.rows {
            let rest = row.kind == RowKind::Rest;
            let heads: Vec<_> = self.table.heads.iter().zip(&row.figures).collect();
            for block in heads.chunks(width) {
                let items: Vec<Item<'_>> = block
                    .iter()
                    .map(|(head, figure)| Item {
                        code: head.category.as_ref(),
                        place: self.place(figure, rest, slot),
                        kind: kind_of(list, head.category.as_ref()),
                    })
                    .collect();
                relations.extend(self.sums(dimension, list, &items));
            }
        }
        relations
    }

    /// Parts against a total, and children against the parent beside them.
    fn sums(
        &self,
        dimension: &MeasureDimension,
        list: Option<&CodeList>,
        items: &[Item<'_>],
    ) -> Vec<Relation> {
        if !dimension.exclusive {
            return Vec::new();
        }
        let parent = |item: &Item<'_>| -> Option<&CategoryCode> {
            let parent = list?.category(item.code?.as_str())?.parent.as_ref()?;
            items.iter().any(|other| other.code == Some(parent)).then_some(parent)
        };
        let part = |item: &&Item<'_>| matches!(item.kind, RowKind::Part | RowKind::Rest);
        let mut families: BTreeMap<Option<&CategoryCode>, Vec<usize>> = BTreeMap::new();
        for item in items.iter().filter(part) {
            families.entry(parent(item)).or_default().extend(item.place);
        }
        let has_rest = items.iter().any(|item| item.kind == RowKind::Rest);
        families
            .into_iter()
            .filter_map(|(parent, parts)| {
                let whole = match parent {
                    None => items.iter().find(|item| item.kind == RowKind::Total)?.place?,
                    code => items.iter().find(|item| item.code == code)?.place?,
                };
                let complete = dimension.complete || (has_rest && parent.is_none());
                self.sum(&parts, whole, complete)
            })
            .collect()
    }

    /// One sum: equal where the parts are complete or happen to reach the whole, else no more.
    fn sum(&self, parts: &[usize], whole: usize, complete: bool) -> Option<Relation> {
        let problem = &self.sheet.problem;
        let equal = Relation::total(problem, parts, whole);
        let off = equal.low.unwrap_or(0);
        if parts.is_empty() {
            None
        } else if complete || off == 0 {
            Some(equal)
        } else {
            (off < 0).then(|| Relation::within(parts, whole))
        }
    }

    /// Months or quarters down the rows against the year that they make up.
    fn over_time(&self, slot: usize) -> Vec<Relation> {
        let Rows::Periods(periods) = &self.table.request.rows else { return Vec::new() };
        let flow = self.table.figures().next().is_some_and(|figure| {
            self.catalogue
                .measure(figure.measure.as_str(), figure.period.end())
                .is_some_and(|card| card.kind == Kind::Flow)
        });
        let mut relations = Vec::new();
        for whole in periods.iter().filter(|_| flow) {
            let finer: BTreeSet<_> = periods
                .iter()
                .filter(|part| *part != whole && whole.contains(**part))
                .map(|part| part.frequency())
                .collect();
            for frequency in finer {
                let parts: Vec<_> = periods
                    .iter()
                    .filter(|part| part.frequency() == frequency && whole.contains(**part))
                    .collect();
                let months: usize = parts.iter().map(|part| part.months().len()).sum();
                if months != whole.months().len() || months == 0 {
                    continue;
                }
                for column in 0..self.table.heads.len() {
                    let at = |period: &Period| {
                        let row = periods.iter().position(|one| one == period)?;
                        self.place(self.table.rows.get(row)?.figures.get(column)?, false, slot)
                    };
                    let places: Vec<usize> = parts.iter().filter_map(|part| at(part)).collect();
                    if let Some(total) = at(whole) {
                        relations.extend(self.sum(&places, total, true));
                    }
                }
            }
        }
        relations
    }
}

/// What a column of a category stands for.
fn kind_of(list: Option<&CodeList>, code: Option<&CategoryCode>) -> RowKind {
    match code {
        Some(code) if code.is_total() => RowKind::Total,
        Some(code) => {
            let category = list.and_then(|list| list.category(code.as_str()));
            if category.is_some_and(|c| c.apart) { RowKind::Apart } else { RowKind::Part }
        }
        None => RowKind::Part,
    }
}
