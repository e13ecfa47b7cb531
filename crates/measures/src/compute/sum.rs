//! Sums of parts and of months, and what is said when a total is not the sum of its parts. A part
//! that is not a number makes a sum unknown, and the sum says which part.

use std::collections::BTreeSet;

use sightline_kernel::decimal::Ratio;
use sightline_kernel::dimension::{Category, Cell, CodeList};
use sightline_kernel::ids::CategoryCode;
use sightline_kernel::period::Period;

use super::answer::{Answer, Why};
use super::value::{Engine, label, no_return, without_totals};
use crate::card::{Kind, MeasureCard, MeasureDimension};
use crate::observation::Key;
use crate::table::Outcome;

impl Engine<'_> {
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
        let mut any = false;
        for code in parts(list, &observed) {
            let cell = key.cell.with(&dimension.id, code.clone());
            let part = self.whole(card, &Key { cell, ..key.clone() });
            any |= !part.is_no_return();
            let label = label(list, &code);
            sum = add(sum, &part, || format!("No sum of parts: “{label}” {}.", part.said()));
        }
        if !any {
            return None;
        }
        Some(sum)
    }

    /// The categories of a dimension for which something was supplied, beside the key's own.
    pub(super) fn observed(
        &self,
        key: &Key,
        dimension: &MeasureDimension,
    ) -> BTreeSet<CategoryCode> {
        let group = self.group(&key.measure, key.period, &key.area);
        let id = dimension.id.as_str();
        let beside = |cell: &Cell| {
            key.cell.pairs().all(|(d, code)| {
                d.as_str() == id || code.is_total() || cell.get(d.as_str()) == Some(code)
            })
        };
        let matching = group.filter(|o| beside(&o.key.cell));
        let codes = matching.filter_map(|o| o.key.cell.get(id)).filter(|code| !code.is_total());
        codes.cloned().collect()
    }

    /// A category that contains others is their sum, where it was not supplied itself.
    pub(super) fn sum_of_children(&self, card: &MeasureCard, key: &Key) -> Option<Answer> {
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
    pub(super) fn over_time(&self, card: &MeasureCard, key: &Key) -> Answer {
        if card.kind == Kind::Stock {
            let end = Period::Snapshot(key.period.end());
            if matches!(key.period, Period::Snapshot(_) | Period::Vintage(_)) {
                return no_return();
            }
            return self.whole(card, &Key { period: end, ..key.clone() });
        }
        if !card.is_amount() {
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
        let held = |period: &Period| self.group(&card.id, *period, &key.area).next().is_some();
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

    /// What is to be said when the total that was supplied is not the sum of its parts.
    pub(super) fn disagreement(&self, card: &MeasureCard, total: &Key) -> Option<String> {
        if let Some(known) = self.disagreements.borrow().get(total) {
            return known.clone();
        }
        let said = self.compare(card, total);
        self.disagreements.borrow_mut().insert(total.clone(), said.clone());
        said
    }

    fn compare(&self, card: &MeasureCard, key: &Key) -> Option<String> {
        let base = Key { cell: without_totals(&key.cell), ..key.clone() };
        let supplied = self.total(card, key);
        let total = supplied.ratio()?;
        card.dimensions.iter().find_map(|dimension| {
            // A share is of the total of one breakdown, and only its parts are to be compared.
            let asked = key.cell.get(dimension.id.as_str()).is_some_and(CategoryCode::is_total);
            if !(asked && dimension.exclusive && dimension.complete) {
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

/// Adds a part; one that is not a number makes the sum unknown, and says which.
pub(super) fn add(sum: Answer, part: &Answer, said: impl FnOnce() -> String) -> Answer {
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
