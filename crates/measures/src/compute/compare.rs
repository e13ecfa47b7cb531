//! Ranks and comparators.

use sightline_kernel::decimal::Ratio;
use sightline_kernel::ids::ComparatorId;

use super::answer::{Answer, Why};
use super::indicator::{Measured, Subject, half, passed_on};
use super::value::{Engine, no_return};
use crate::card::Form;
use crate::observation::Key;
use crate::request::{Comparator, Indicator};
use crate::table::{Outcome, Role, Unit};

impl<'a> Engine<'a> {
    /// The place among the categories of the card's last dimension in the cell.
    pub(super) fn rank(&self, of: &Subject<'a>) -> Measured {
        Measured { answer: self.place(of), unit: Unit::Rank, places: 0 }
    }

    fn place(&self, of: &Subject<'a>) -> Answer {
        // Said in the figure; below a table it would only be noise.
        let refuse =
            |reason: &str| Answer { notes: Vec::new(), ..Answer::not(Why::NotRanked, reason) };
        let Some(dimension) = of.dimension().filter(|_| of.less.is_empty()) else {
            return refuse("There is nothing to rank it among.");
        };
        let own_code = of.key.cell.get(dimension.id.as_str());
        if own_code.is_none_or(sightline_kernel::ids::CategoryCode::is_total) || self.is_apart(of) {
            return refuse("Totals and what is shown apart have no rank.");
        }
        let others: Vec<Subject<'a>> = self
            .observed(&of.key, dimension)
            .into_iter()
            .filter(|code| Some(code) != own_code)
            .map(|code| {
                let cell = of.key.cell.with(&dimension.id, code);
                Subject { key: Key { cell, ..of.key.clone() }, ..of.clone() }
            })
            .filter(|other| !self.is_apart(other))
            .collect();
        self.place_among(of, &others)
    }

    /// The place of a subject among others: 1 for the largest; equal values share a place.
    pub(super) fn place_among(&self, of: &Subject<'a>, others: &[Subject<'a>]) -> Answer {
        let own = self.amount(of);
        let Some(value) = own.ratio().cloned() else { return passed_on(own) };
        let mut answer = no_return().with(&own, None);
        let (mut place, mut unranked) = (1_i64, 0_u32);
        for other in others {
            let theirs = self.amount(other);
            match above(&theirs.outcome, &value) {
                Some(higher) => place += i64::from(higher),
                None if matches!(theirs.outcome, Outcome::Bounded { .. }) => {
                    let reason = format!(
                        "No rank: a value {} and could stand on either side.",
                        theirs.said()
                    );
                    return Answer::not(Why::Suppressed, reason).with(&own, None);
                }
                None => unranked += 1,
            }
            answer = answer.with(&theirs, Some(Role::Comparator));
        }
        answer.outcome = Outcome::Known(Ratio::whole(place));
        if unranked > 0 {
            answer = answer.note("Categories without a value are not ranked.");
        }
        answer
    }

    /// Whether another category holds exactly the same value, so that the place is shared.
    pub(super) fn shares_place(&self, of: &Subject<'a>) -> bool {
        let Some(dimension) = of.dimension() else { return false };
        let own = self.amount(of);
        let own_code = of.key.cell.get(dimension.id.as_str());
        own.ratio().is_some()
            && self.observed(&of.key, dimension).into_iter().any(|code| {
                let cell = of.key.cell.with(&dimension.id, code.clone());
                let other = Subject { key: Key { cell, ..of.key.clone() }, ..of.clone() };
                Some(&code) != own_code
                    && !self.is_apart(&other)
                    && self.amount(&other).ratio() == own.ratio()
            })
    }

    pub(super) fn gap(&self, of: &Subject<'a>, against: &Comparator) -> Measured {
        let basis = basis(of, against);
        let own = self.measure(of, &basis);
        let theirs = self.compared(of, against);
        let unit = if own.unit == Unit::Percent { Unit::Points } else { own.unit };
        let answer = match (own.answer.ratio(), theirs.answer.ratio()) {
            (Some(ours), Some(other)) => Answer::known(ours.minus(other))
                .with(&own.answer, None)
                .with(&theirs.answer, Some(Role::Comparator)),
            (Some(_), None) if theirs.answer.why.is_some() => {
                theirs.answer.clone().with(&own.answer, None)
            }
            (Some(_), None) => {
                let reason = format!("No gap: the comparator's value {}.", theirs.answer.said());
                Answer::not(Why::NoComparator, reason).with(&own.answer, None)
            }
            (None, _) => passed_on(own.answer),
        };
        Measured { answer, unit, places: own.places }
    }

    pub(super) fn compared(&self, of: &Subject<'a>, with: &Comparator) -> Measured {
        let basis = basis(of, with);
        match with {
            Comparator::Area(area) => self.as_comparator(&of.in_area(area), &basis),
            Comparator::Previous => self.as_comparator(&of.at(of.key.period.previous()), &basis),
            Comparator::Target => self.measure(of, &Indicator::Target),
            Comparator::Set(id) => self.median(of, id, &basis),
        }
    }

    fn as_comparator(&self, of: &Subject<'a>, basis: &Indicator) -> Measured {
        let mut measured = self.measure(of, basis);
        measured.answer = measured.answer.role(Role::Comparator);
        measured
    }

    /// The median of a dated set: at least half of its members must have a value.
    fn median(&self, of: &Subject<'a>, id: &ComparatorId, basis: &Indicator) -> Measured {
        let blank = self.measure(of, basis);
        let measured = |answer| Measured { answer, ..blank.clone() };
        let Some(set) = self.catalogue.comparator(id.as_str(), of.key.period.end()) else {
            return measured(Answer::not(Why::NoComparator, format!("There is no set “{id}”.")));
        };
        if set.area != of.key.area {
            let reason =
                format!("“{}” is not a set for {}.", set.title, self.area_name(&of.key.area));
            return measured(Answer::not(Why::NoComparator, reason));
        }
        let mut answer = no_return();
        let mut values = Vec::new();
        for member in &set.members {
            let theirs = self.measure(&of.in_area(member), basis).answer;
            values.extend(theirs.ratio().cloned());
            // What is said of each member's population would drown what is said of our own.
            let quiet = Answer { notes: Vec::new(), ..theirs };
            answer = answer.with(&quiet, Some(Role::Comparator));
        }
        let (have, of_all) = (values.len(), set.members.len());
        let Some(median) = middle(values).filter(|_| have * 2 >= of_all) else {
            let reason = format!("No median: {have} of {of_all} in “{}” have a value.", set.title);
            return measured(Answer::not(Why::NoComparator, reason));
        };
        answer.outcome = Outcome::Known(median);
        let counted =
            if have == of_all { format!("{have}") } else { format!("{have} of {of_all}") };
        measured(answer.note(format!("Median of {counted}: {}.", set.title)))
    }
}

/// Whether an outcome is certainly above a value, certainly not, or unknown.
fn above(outcome: &Outcome, value: &Ratio) -> Option<bool> {
    match outcome {
        Outcome::Known(other) => Some(other > value),
        Outcome::Bounded { low, high, .. } => {
            if high.is_some_and(|high| Ratio::from(high) <= *value) {
                Some(false)
            } else if low.is_some_and(|low| Ratio::from(low) > *value) {
                Some(true)
            } else {
                None
            }
        }
        _ => None,
    }
}

fn middle(mut values: Vec<Ratio>) -> Option<Ratio> {
    values.sort();
    let at = values.len() / 2;
    let upper = values.get(at)?;
    if values.len() % 2 == 1 {
        return Some(upper.clone());
    }
    let lower = values.get(at.checked_sub(1)?)?;
    Some(half(&lower.plus(upper)))
}

/// What is compared: the rate where the card has one, else the value; a target is always a value.
fn basis(of: &Subject<'_>, with: &Comparator) -> Indicator {
    let rated = of.card.rate.is_some() && of.card.form == Form::Count;
    if rated && *with != Comparator::Target {
        Indicator::Rate { per: None, vintage: None }
    } else {
        Indicator::Value
    }
}
