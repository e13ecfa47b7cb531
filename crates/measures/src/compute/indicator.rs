//! The indicators: each takes a subject and gives an answer with its unit and decimals.

use sightline_kernel::decimal::{Decimal, Ratio};
use sightline_kernel::dimension::Cell;
use sightline_kernel::ids::{AreaCode, CategoryCode};
use sightline_kernel::period::Period;

use super::answer::{Answer, Why};
use super::value::{Engine, no_return, without_totals};
use crate::card::{Form, Kind, MeasureCard};
use crate::observation::Key;
use crate::request::{Indicator, Selector};
use crate::table::{Outcome, Role, Unit};

/// What an indicator is computed of: a key, less what is shown beside it when it is a rest.
#[derive(Debug, Clone)]
pub(super) struct Subject<'a> {
    pub(super) card: &'a MeasureCard,
    pub(super) key: Key,
    /// For the rest of a table: the cells that are taken from the total.
    pub(super) less: Vec<Cell>,
}

/// An answer with its unit and the decimals that are printed.
#[derive(Debug, Clone)]
pub(super) struct Measured {
    pub(super) answer: Answer,
    pub(super) unit: Unit,
    pub(super) places: u32,
}

impl Subject<'_> {
    pub(super) fn at(&self, period: Period) -> Self {
        Self { key: Key { period, ..self.key.clone() }, ..self.clone() }
    }

    pub(super) fn in_area(&self, area: &AreaCode) -> Self {
        Self { key: Key { area: area.clone(), ..self.key.clone() }, ..self.clone() }
    }

    /// The unit of the measure's own values.
    pub(super) fn unit(&self) -> Unit {
        match self.card.form {
            Form::Count => Unit::Count,
            Form::Percentage => Unit::Percent,
            Form::Rate => self.card.rate.as_ref().map_or(Unit::Ratio, |rule| Unit::Per(rule.per)),
            Form::Days => Unit::Days,
            Form::Pounds => Unit::Pounds,
        }
    }

    /// The cell's dimension that the card lists last, at a category that is not the total.
    pub(super) fn dimension(&self) -> Option<&crate::card::MeasureDimension> {
        self.card.dimensions.iter().rev().find(|d| self.key.cell.get(d.id.as_str()).is_some())
    }

    pub(super) fn measured(&self, answer: Answer) -> Measured {
        Measured { answer, unit: self.unit(), places: self.card.places }
    }
}

impl<'a> Engine<'a> {
    /// Computes an indicator of a subject.
    pub(super) fn measure(&self, of: &Subject<'a>, indicator: &Indicator) -> Measured {
        match indicator {
            Indicator::Value => of.measured(self.amount(of)),
            Indicator::Share { of: base } => self.share(of, base.as_deref()),
            Indicator::Rate { per, vintage } => self.rate(of, *per, *vintage),
            Indicator::Change { since } => self.change(of, *since),
            Indicator::ChangePercent { since } => self.change_percent(of, *since),
            Indicator::Earlier { period } => self.earlier(of, *period),
            Indicator::Ratio { to } => self.quotient(of, to),
            Indicator::MonthlyMean => self.monthly_mean(of),
            Indicator::YearToDate => of.measured(self.year_to_date(of)),
            Indicator::Rank => self.rank(of),
            Indicator::Gap { against } => self.gap(of, against),
            Indicator::Compared { with } => self.compared(of, with),
            Indicator::Target => self.target(of),
        }
    }

    /// The subject's value: of its key, or what is left of the total for a rest.
    pub(super) fn amount(&self, of: &Subject<'_>) -> Answer {
        if of.less.is_empty() {
            return self.value(of.card, &of.key);
        }
        let total = self.total(of.card, &of.key);
        let mut rest = total.clone();
        let Some(mut left) = total.ratio().cloned() else { return total };
        for cell in &of.less {
            let shown = self.value(of.card, &Key { cell: cell.clone(), ..of.key.clone() });
            let Some(ratio) = shown.ratio() else {
                let reason =
                    format!("The rest is not known: a value shown above {}.", shown.said());
                return Answer::not(Why::PartMissing, reason).with(&rest, None).with(&shown, None);
            };
            left = left.minus(ratio);
            rest = rest.with(&shown, None);
        }
        if left.is_negative() {
            let reason = "The rest is not shown: the values above add up to more than the total.";
            return Answer::not(Why::NoTotal, reason).with(&rest, None);
        }
        rest.outcome = Outcome::Known(left);
        rest
    }

    fn share(&self, of: &Subject<'a>, base: Option<&Selector>) -> Measured {
        let measured =
            |answer| Measured { answer, unit: Unit::Percent, places: of.card.share_places };
        if !of.card.is_amount() {
            return measured(Answer::not(
                Why::Percentage,
                "No share is made of a percentage or rate.",
            ));
        }
        let denominator = match base {
            Some(base) => self.other(of, base).map(|other| (self.amount(&other), None)),
            None if self.is_apart(of) => {
                let reason = "What is shown apart is not part of the total and has no share of it.";
                return measured(Answer::not(Why::Apart, reason));
            }
            None => self.base_key(of).map(|key| (self.total(of.card, &key), Some(key))),
        };
        let Some((denominator, total)) = denominator else {
            return measured(Answer::not(
                Why::NoBase,
                "There is no base of which to take a share.",
            ));
        };
        let numerator = self.amount(of);
        let mut answer = self.divide(of, numerator, denominator);
        if let Some(note) = total.and_then(|key| self.disagreement(of.card, &key))
            && answer.ratio().is_some()
        {
            answer = answer.note(note);
        }
        measured(answer)
    }

    /// Hundred times one over the other, when both are known and the base is large enough.
    fn divide(&self, of: &Subject<'_>, top: Answer, bottom: Answer) -> Answer {
        let bottom = bottom.role(Role::Base);
        let Some(upper) = top.ratio() else { return passed_on(top) };
        if let Some(refusal) = self.refuse_base(of, &bottom) {
            return refusal.with(&top, None).with(&bottom, None);
        }
        let share = bottom.ratio().and_then(|lower| upper.over(lower));
        let Some(share) = share else {
            let reason = format!("No share: the base {}.", bottom.said());
            return Answer::not(Why::NoBase, reason).with(&top, None).with(&bottom, None);
        };
        let share = share.times(&Ratio::whole(100));
        Answer::known(share).with(&top, None).with(&bottom, None)
    }

    /// Why a base will not do: it is unknown, nil, or smaller than the suppression rule allows.
    pub(super) fn refuse_base(&self, of: &Subject<'_>, base: &Answer) -> Option<Answer> {
        let Some(number) = base.ratio() else {
            let reason = format!("Not computed: the base {}.", base.said());
            return Some(Answer::not(Why::NoBase, reason));
        };
        if number.is_zero() {
            return Some(Answer::not(Why::NilBase, "Not computed: the base is nil."));
        }
        let smallest = self.smallest_base(of)?;
        (number.abs() < Ratio::whole(i64::from(smallest))).then(|| {
            let reason = format!("No number is printed on a base smaller than {smallest}.");
            Answer::not(Why::SmallBase, reason)
        })
    }

    pub(super) fn smallest_base(&self, of: &Subject<'_>) -> Option<u32> {
        self.catalogue.rule(of.card.suppression.as_str(), of.key.period.end())?.smallest_base
    }

    /// The key of the total that a share is of: the card's last dimension of the cell set to `_T`.
    fn base_key(&self, of: &Subject<'_>) -> Option<Key> {
        let dimension = of.dimension()?;
        let cell = of.key.cell.with(&dimension.id, CategoryCode::total());
        Some(Key { cell, ..of.key.clone() })
    }

    pub(super) fn is_apart(&self, of: &Subject<'_>) -> bool {
        of.key.cell.pairs().any(|(dimension, code)| {
            let held = of.card.dimension(dimension.as_str());
            held.and_then(|d| self.catalogue.list(d.list.as_str(), of.key.period.end()))
                .and_then(|list| list.category(code.as_str()))
                .is_some_and(|category| category.apart)
        })
    }

    /// Another series for the same period and area, unless it says otherwise.
    fn other(&self, of: &Subject<'_>, series: &Selector) -> Option<Subject<'a>> {
        let period = series.period.unwrap_or(of.key.period);
        let key = Key {
            measure: series.measure.clone(),
            period,
            area: series.area.clone().unwrap_or_else(|| of.key.area.clone()),
            cell: series.cell.clone(),
        };
        let card = self.catalogue.measure(series.measure.as_str(), period.end())?;
        Some(Subject { card, key, less: Vec::new() })
    }

    fn quotient(&self, of: &Subject<'a>, to: &Selector) -> Measured {
        const PLACES: u32 = 2;
        let answer = match self.other(of, to) {
            None => Answer::not(Why::NoBase, format!("There is no measure “{}”.", to.measure)),
            Some(other) => {
                let (top, bottom) = (self.amount(of), self.amount(&other));
                let mut answer = self.divide(of, top, bottom);
                if let Outcome::Known(percent) = &answer.outcome {
                    let plain = percent.over(&Ratio::whole(100));
                    answer.outcome = plain.map_or(Outcome::NoReturn, Outcome::Known);
                }
                answer
            }
        };
        Measured { answer, unit: Unit::Ratio, places: PLACES }
    }

    fn monthly_mean(&self, of: &Subject<'a>) -> Measured {
        let months = i64::try_from(of.key.period.months().len()).unwrap_or(0);
        if of.card.kind == Kind::Stock || !of.card.is_amount() || months == 0 {
            let reason = "A monthly mean is made only of what is counted over a period of months.";
            return of.measured(Answer::not(Why::NotFlow, reason));
        }
        let mut answer = self.amount(of);
        let mean = answer.ratio().and_then(|sum| sum.over(&Ratio::whole(months)));
        match mean {
            Some(mean) => answer.outcome = Outcome::Known(mean),
            None => answer = passed_on(answer),
        }
        of.measured(answer)
    }

    /// The sum of the months up to the last that was supplied; none before it may be missing.
    fn year_to_date(&self, of: &Subject<'_>) -> Answer {
        let months = of.key.period.months();
        if of.card.kind == Kind::Stock || !of.card.is_amount() || months.is_empty() {
            let reason = "A sum to date is made only of what is counted over months.";
            return Answer::not(Why::NotFlow, reason);
        }
        let supplied = |month: &Period| !self.amount(&of.at(*month)).is_no_return();
        let Some(last) = months.iter().rposition(supplied) else {
            let reason = format!("No month of {} was supplied.", of.key.period.in_words());
            return Answer::not(Why::MonthMissing, reason);
        };
        let so_far = months.get(..=last).unwrap_or_default();
        let sum = self.sum_over(of.card, &of.key, so_far).unwrap_or_else(no_return);
        match (so_far.first(), so_far.last()) {
            (Some(first), Some(last)) if sum.ratio().is_some() => {
                let (first, last) = (first.in_words(), last.in_words());
                sum.note(format!("Year to date: {first} to {last} ({} months).", so_far.len()))
            }
            _ => sum,
        }
    }

    fn target(&self, of: &Subject<'a>) -> Measured {
        let target = of.card.targets.iter().find(|target| target.period == of.key.period);
        let whole = without_totals(&of.key.cell).is_empty() && of.less.is_empty();
        of.measured(match target.filter(|_| whole) {
            Some(target) => {
                Answer::known(target.value.into()).note(format!("Target: {}.", target.source))
            }
            None => {
                let reason = format!("There is no target for {}.", of.key.period.in_words());
                Answer::not(Why::NoTarget, reason)
            }
        })
    }
}

/// The answer for an indicator whose own value is not a number.
pub(super) fn passed_on(answer: Answer) -> Answer {
    match &answer.outcome {
        Outcome::Bounded { text, .. } => {
            let reason = format!("Not computed: the supplier gave “{text}” and no number.");
            Answer::not(Why::Suppressed, reason).with(&answer, None)
        }
        _ => answer,
    }
}

/// Half of a sum of two, for a median between two values.
pub(super) fn half(ratio: &Ratio) -> Ratio {
    ratio.times(&Ratio::from(Decimal::new(5, 1)))
}
