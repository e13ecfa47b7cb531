//! The value of a key: as supplied, or as the total, the sum of parts or the sum of months.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use sightline_kernel::decimal::{Decimal, Ratio, write_number};
use sightline_kernel::dimension::{Category, Cell, CodeList};
use sightline_kernel::ids::{AreaCode, CategoryCode, MeasureId};
use sightline_kernel::period::Period;
use sightline_kernel::query::{DataQuery, Place};

use super::answer::{Answer, Why, input};
use super::index::Observations;
use crate::card::{Form, Kind, MeasureCard, MeasureDimension, Supply};
use crate::catalogue::Catalogue;
use crate::observation::{Key, Observation, Value};
use crate::request::Context;
use crate::table::{Outcome, Role};

/// Everything that a computation looks things up in.
pub(super) struct Engine<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) given: &'a Observations<'a>,
    pub(super) context: &'a Context,
    queries: RefCell<BTreeSet<DataQuery>>,
    /// Totals already found in this computation, since every share of a table needs the same one.
    totals: RefCell<HashMap<Key, Answer>>,
    /// What is to be said of a total and its parts, for the same reason.
    disagreements: RefCell<HashMap<Key, Option<String>>>,
    /// What suppliers wrote beside the values that were used.
    pub(super) remarks: RefCell<BTreeSet<String>>,
    /// The population of each measure, period, area and cell that a rate was made on.
    pub(super) populations: RefCell<HashMap<(MeasureId, Key, Option<Period>), (Answer, Period)>>,
}

impl<'a> Engine<'a> {
    pub(super) fn new(
        catalogue: &'a Catalogue,
        given: &'a Observations<'a>,
        context: &'a Context,
    ) -> Self {
        Self {
            catalogue,
            given,
            context,
            queries: RefCell::default(),
            totals: RefCell::default(),
            disagreements: RefCell::default(),
            remarks: RefCell::default(),
            populations: RefCell::default(),
        }
    }

    pub(super) fn into_queries(self) -> Vec<DataQuery> {
        self.queries.into_inner().into_iter().collect()
    }

    pub(super) fn query(&self, query: DataQuery) {
        self.queries.borrow_mut().insert(query);
    }

    /// The value of a key. A supplied value stands; else the total under another breakdown, the
    /// sum of the parts, the sum of the months; else no return.
    pub(super) fn value(&self, card: &MeasureCard, key: &Key) -> Answer {
        let mut answer = self.whole(card, key);
        if answer.is_no_return() {
            answer = self.over_time(card, key);
        }
        answer
    }

    /// As [`Self::value`], remembered for the rest of this computation.
    pub(super) fn total(&self, card: &MeasureCard, key: &Key) -> Answer {
        if let Some(known) = self.totals.borrow().get(key) {
            return known.clone();
        }
        let answer = self.value(card, key);
        self.totals.borrow_mut().insert(key.clone(), answer.clone());
        answer
    }

    /// The value for exactly this period: supplied, under another breakdown, or summed from parts.
    fn whole(&self, card: &MeasureCard, key: &Key) -> Answer {
        let supplied = self.supplied(card, key);
        if !supplied.is_no_return() {
            return supplied;
        }
        let base = without_totals(&key.cell);
        if let Some(cell) = self.supplied_total(card, key, &base) {
            return self.supplied(card, &Key { cell, ..key.clone() });
        }
        let by_part = card.dimensions.iter().find_map(|dimension| {
            let open = base.get(dimension.id.as_str()).is_none();
            (open && dimension.exclusive && dimension.complete)
                .then(|| {
                    self.sum_of_parts(card, &Key { cell: base.clone(), ..key.clone() }, dimension)
                })
                .flatten()
        });
        by_part.or_else(|| self.sum_of_children(card, key)).unwrap_or_else(no_return)
    }

    /// Exactly what was supplied for the key.
    pub(super) fn supplied(&self, card: &MeasureCard, key: &Key) -> Answer {
        let found = self.given.find(key);
        match found {
            [] => match self.catalogue.published(key) {
                [] => no_return(),
                [first, ..] => self.one(first),
            },
            [only] => self.one(only),
            [first, second, ..] if card.supply == Supply::One => {
                self.twice(first, second);
                self.one(first)
            }
            several => self.each(several),
        }
    }

    fn one(&self, observation: &Observation) -> Answer {
        let mut answer = Answer::of(match &observation.value {
            Value::Exact { value } => Outcome::Known(ratio(*value)),
            Value::Bounded { low, high, text } => {
                Outcome::Bounded { low: *low, high: *high, text: text.clone() }
            }
            Value::Absent(absence) => Outcome::Absent(absence.clone()),
        });
        answer.inputs.push(input(observation, Role::Value));
        answer.status = observation.status;
        if let Some(note) = &observation.note {
            let by = self.catalogue.agency_name(observation.origin.agency());
            self.remark(&mut answer, format!("{by}: {note}"));
        }
        if let Value::Absent(absence) = &observation.value
            && !absence.reason.is_empty()
        {
            let remark = format!("{}: {}", absence.kind.in_words(), absence.reason);
            self.remark(&mut answer, remark);
        }
        answer
    }

    fn remark(&self, answer: &mut Answer, remark: String) {
        self.remarks.borrow_mut().insert(remark.clone());
        answer.remarks.push(remark);
    }

    /// Each agency's own part, added. One that is not a number makes the sum unknown.
    fn each(&self, several: &[&Observation]) -> Answer {
        let mut sum = Answer::known(Ratio::whole(0));
        let mut last: Option<&Observation> = None;
        for observation in several {
            let agency = observation.origin.agency();
            if let Some(before) = last.filter(|before| before.origin.agency() == agency) {
                self.twice(before, observation);
                continue;
            }
            last = Some(observation);
            let part = self.one(observation);
            let name = self.catalogue.agency_name(agency);
            sum = add(sum, &part, || format!("No sum: the part of {name} {}.", part.said()));
        }
        sum
    }

    fn twice(&self, first: &Observation, second: &Observation) {
        let name = |o: &Observation| self.catalogue.agency_name(o.origin.agency());
        let text = |o: &Observation| match &o.value {
            Value::Exact { value } => write_number(*value, value.scale(), true),
            Value::Bounded { text, .. } => text.clone(),
            Value::Absent(absence) => absence.kind.in_words().to_owned(),
        };
        let key = &first.key;
        let place = Place {
            measure: Some(key.measure.to_string()),
            period: Some(key.period.to_string()),
            area: Some(key.area.to_string()),
            cell: (!key.cell.is_empty()).then(|| key.cell.to_string()),
            agency: Some(second.origin.agency().to_string()),
            ..Place::default()
        };
        let message = format!(
            "The same figure stands in {} ({}: {}) and in {} ({}: {}).",
            first.origin.revision(),
            name(first),
            text(first),
            second.origin.revision(),
            name(second),
            text(second)
        );
        let remedy = "Settle which agency supplies it; until then the first is used.";
        self.query(DataQuery::warning("same-figure-twice", place, message).remedy(remedy));
    }

    /// The cell under which the total of `base` was supplied: without any further breakdown first,
    /// then by the card's order of dimensions.
    fn supplied_total(&self, card: &MeasureCard, key: &Key, base: &Cell) -> Option<Cell> {
        let rank = |cell: &Cell| {
            let place = |id: &str| card.dimensions.iter().position(|d| d.id.as_str() == id);
            let totals = cell.pairs().filter(|(_, code)| code.is_total());
            let order: Vec<_> = totals.map(|(dimension, _)| place(dimension.as_str())).collect();
            (order.len(), order)
        };
        let group = self.given.group(&key.measure, key.period, &key.area);
        let cells = group.iter().map(|observation| &observation.key.cell);
        let totals = cells.filter(|cell| **cell != key.cell && is_total_of(cell, base));
        let best = totals.min_by_key(|cell| rank(cell)).cloned();
        best.or_else(|| {
            let plain = Key { cell: base.clone(), ..key.clone() };
            (*base != key.cell && !self.catalogue.published(&plain).is_empty())
                .then(|| base.clone())
        })
    }

    /// The sum over a dimension's categories, which must exclude one another and be everything.
    /// `None` when no category of it was supplied.
    pub(super) fn sum_of_parts(
        &self,
        card: &MeasureCard,
        key: &Key,
        dimension: &MeasureDimension,
    ) -> Option<Answer> {
        let list = self.catalogue.list(dimension.list.as_str(), key.period.end());
        let observed = self.observed(key, dimension);
        if observed.is_empty() {
            return None;
        }
        let mut sum = Answer::known(Ratio::whole(0));
        for code in parts(list, &observed) {
            let cell = key.cell.with(&dimension.id, code.clone());
            let part = self.whole(card, &Key { cell, ..key.clone() });
            let label = label(list, &code);
            sum = add(sum, &part, || format!("No sum of parts: “{label}” {}.", part.said()));
        }
        Some(sum)
    }

    /// The categories of a dimension for which something was supplied, beside the key's own.
    pub(super) fn observed(
        &self,
        key: &Key,
        dimension: &MeasureDimension,
    ) -> BTreeSet<CategoryCode> {
        let group = self.given.group(&key.measure, key.period, &key.area);
        let id = dimension.id.as_str();
        let beside = |cell: &Cell| {
            key.cell.pairs().all(|(d, code)| {
                d.as_str() == id || code.is_total() || cell.get(d.as_str()) == Some(code)
            })
        };
        let matching = group.iter().filter(|o| beside(&o.key.cell));
        let codes = matching.filter_map(|o| o.key.cell.get(id)).filter(|code| !code.is_total());
        codes.cloned().collect()
    }

    /// A category that contains others is their sum, where it was not supplied itself.
    fn sum_of_children(&self, card: &MeasureCard, key: &Key) -> Option<Answer> {
        card.dimensions.iter().filter(|dimension| dimension.exclusive).find_map(|dimension| {
            let code = key.cell.get(dimension.id.as_str())?;
            let list = self.catalogue.list(dimension.list.as_str(), key.period.end())?;
            let children: Vec<&Category> =
                list.categories.iter().filter(|c| c.parent.as_ref() == Some(code)).collect();
            if children.is_empty() {
                return None;
            }
            let mut sum = Answer::known(Ratio::whole(0));
            let mut any = false;
            for child in children {
                let cell = key.cell.with(&dimension.id, child.code.clone());
                let part = self.whole(card, &Key { cell, ..key.clone() });
                any |= !part.is_no_return();
                let said = || format!("No sum of parts: “{}” {}.", child.name, part.said());
                sum = add(sum, &part, said);
            }
            any.then_some(sum)
        })
    }

    /// A flow is the sum of its months or quarters when all are there; a stock is what stood at
    /// the end of the period. Stocks are never added over time.
    fn over_time(&self, card: &MeasureCard, key: &Key) -> Answer {
        if card.kind == Kind::Stock {
            let end = Period::Snapshot(key.period.end());
            if matches!(key.period, Period::Snapshot(_) | Period::Vintage(_)) {
                return no_return();
            }
            return self.whole(card, &Key { period: end, ..key.clone() });
        }
        if !matches!(card.form, Form::Count | Form::Pounds) {
            return no_return();
        }
        for parts in finer(key.period) {
            if let Some(sum) = self.sum_over(card, key, &parts) {
                return sum;
            }
        }
        no_return()
    }

    /// The sum over periods; `None` when nothing was supplied for any of them.
    pub(super) fn sum_over(
        &self,
        card: &MeasureCard,
        key: &Key,
        periods: &[Period],
    ) -> Option<Answer> {
        let held = |period: &Period| !self.group_is_empty(card, *period, &key.area);
        if !periods.iter().any(held) {
            return None;
        }
        let answers: Vec<(Period, Answer)> = periods
            .iter()
            .map(|&period| (period, self.whole(card, &Key { period, ..key.clone() })))
            .collect();
        if answers.iter().all(|(_, answer)| answer.is_no_return()) {
            return None;
        }
        let mut sum = Answer::known(Ratio::whole(0));
        for (period, part) in &answers {
            let said = || format!("No sum: {} {}.", period.in_words(), part.said());
            sum = add(sum, part, said);
        }
        if sum.why == Some(Why::PartMissing) {
            sum.why = Some(Why::MonthMissing);
        }
        Some(sum)
    }

    fn group_is_empty(&self, card: &MeasureCard, period: Period, area: &AreaCode) -> bool {
        self.given.group(&card.id, period, area).is_empty()
    }

    /// What is to be said when the total that was supplied is not the sum of its parts.
    pub(super) fn disagreement(&self, card: &MeasureCard, total: &Key) -> Option<String> {
        if let Some(known) = self.disagreements.borrow().get(total) {
            return known.clone();
        }
        let said = self.compare(card, total);
        self.disagreements.borrow_mut().insert(total.clone(), said.clone());
        said
    }

    fn compare(&self, card: &MeasureCard, total: &Key) -> Option<String> {
        let base = Key { cell: without_totals(&total.cell), ..total.clone() };
        let supplied = self.total(card, total);
        let total = supplied.ratio()?;
        card.dimensions.iter().find_map(|dimension| {
            let open = base.cell.get(dimension.id.as_str()).is_none();
            if !(open && dimension.exclusive && dimension.complete) {
                return None;
            }
            let sum = self.sum_of_parts(card, &base, dimension)?;
            let parts = sum.ratio()?;
            if parts == total {
                return None;
            }
            // No numbers here: the sum of the parts could give a suppressed part away.
            Some(
                "The total supplied is not the sum of its parts. Shares are of the total supplied."
                    .to_owned(),
            )
        })
    }
}

/// The number as a fraction. Whole numbers, which nearly all are, need no reducing.
fn ratio(value: Decimal) -> Ratio {
    match i64::try_from(value.mantissa()) {
        Ok(whole) if value.scale() == 0 => Ratio::whole(whole),
        _ => Ratio::from(value),
    }
}

pub(super) fn no_return() -> Answer {
    Answer::of(Outcome::NoReturn)
}

/// Adds a part; one that is not a number makes the sum unknown, and says which.
fn add(sum: Answer, part: &Answer, said: impl FnOnce() -> String) -> Answer {
    let outcome = match (sum.ratio(), part.ratio()) {
        (Some(so_far), Some(more)) => Some(so_far.plus(more)),
        (Some(_), None) => {
            let why = match part.outcome {
                Outcome::Bounded { .. } => Why::Suppressed,
                _ => Why::PartMissing,
            };
            return Answer::not(why, said()).with(&sum, None).with(part, None);
        }
        (None, _) => None,
    };
    let mut sum = sum;
    if let Some(ratio) = outcome {
        sum.outcome = Outcome::Known(ratio);
    }
    sum.with_part(part)
}

impl Answer {
    /// As [`Answer::with`], without looking for inputs that are there already: parts differ.
    fn with_part(mut self, part: &Answer) -> Self {
        self.inputs.extend(part.inputs.iter().cloned());
        self.remarks.extend(part.remarks.iter().cloned());
        self.status = self.status.max(part.status);
        self
    }
}

/// The sets of shorter periods that make up a longer one.
pub(super) fn finer(period: Period) -> Vec<Vec<Period>> {
    match period {
        Period::ReportingYear(year) => {
            vec![period.months(), (1..=4).map(|quarter| Period::Quarter(year, quarter)).collect()]
        }
        Period::SchoolYear(_) | Period::CalendarYear(_) | Period::Quarter(..) => {
            vec![period.months()]
        }
        Period::Month(..) | Period::Snapshot(_) | Period::Vintage(_) => Vec::new(),
    }
}

/// The cell without the dimensions that stand at their total.
pub(super) fn without_totals(cell: &Cell) -> Cell {
    let totals = cell.pairs().filter(|(_, code)| code.is_total());
    totals.fold(cell.clone(), |cell, (dimension, _)| cell.without(dimension.as_str()))
}

/// Whether the cell is `base` and, beside it, only dimensions at their total.
fn is_total_of(cell: &Cell, base: &Cell) -> bool {
    cell.pairs().filter(|(_, code)| !code.is_total()).eq(base.pairs())
}

/// The categories that a sum adds: those that stand at the top of their list and not apart. A
/// standard one must have been returned, itself or under a local code that maps to it.
fn parts(list: Option<&CodeList>, observed: &BTreeSet<CategoryCode>) -> BTreeSet<CategoryCode> {
    let Some(list) = list else { return observed.clone() };
    let category = |code: &CategoryCode| list.category(code.as_str());
    let counted = |c: &Category| !c.apart && c.parent.is_none();
    let stand_in = |code: &CategoryCode| {
        observed
            .iter()
            .any(|seen| category(seen).is_some_and(|c| c.standard.as_ref() == Some(code)))
    };
    let seen = observed.iter().filter(|code| category(code).is_none_or(counted));
    let wanted = list.categories.iter().filter(|c| {
        !list.open && counted(c) && !c.local && !observed.contains(&c.code) && !stand_in(&c.code)
    });
    seen.chain(wanted.map(|c| &c.code)).cloned().collect()
}

/// The name of a category as printed, or its code where the list does not have it.
pub(super) fn label(list: Option<&CodeList>, code: &CategoryCode) -> String {
    list.and_then(|list| list.category(code.as_str()))
        .map_or_else(|| code.to_string(), |category| category.name.clone())
}
