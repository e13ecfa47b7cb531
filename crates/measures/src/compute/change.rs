//! Changes: now less then, and the value then.

use std::collections::BTreeSet;

use sightline_kernel::decimal::Ratio;
use sightline_kernel::period::Period;

use super::answer::{Answer, Why};
use super::indicator::{Measured, Subject, passed_on};
use super::value::{Engine, no_return};
use crate::card::{Form, MeasureCard};
use crate::table::{Role, Unit};

impl<'a> Engine<'a> {
    pub(super) fn change(&self, of: &Subject<'a>, since: Option<Period>) -> Measured {
        let then = of.at(since.unwrap_or_else(|| of.key.period.previous()));
        let unit = if of.unit() == Unit::Percent { Unit::Points } else { of.unit() };
        let answer = match self.now_and_then(of, &then) {
            Ok((now, before, both)) => Answer::known(now.minus(&before)).with(&both, None),
            Err(answer) => *answer,
        };
        Measured { answer, unit, places: of.card.places }
    }

    pub(super) fn change_percent(&self, of: &Subject<'a>, since: Option<Period>) -> Measured {
        let measured =
            |answer| Measured { answer, unit: Unit::Percent, places: of.card.share_places };
        if of.card.form == Form::Percentage {
            let reason = "A change between percentages is said in percentage points.";
            return measured(Answer::not(Why::Percentage, reason));
        }
        let then = of.at(since.unwrap_or_else(|| of.key.period.previous()));
        let (now, before, both) = match self.now_and_then(of, &then) {
            Ok(both) => both,
            Err(answer) => return measured(*answer),
        };
        let small = self.smallest_base(of).filter(|least| before < Ratio::whole(i64::from(*least)));
        let percent = now.minus(&before).times(&Ratio::whole(100)).over(&before);
        measured(match (percent, small) {
            (None, _) => {
                let reason = "A change in per cent is not made from an earlier value of nil.";
                Answer::not(Why::NilEarlier, reason).with(&both, None)
            }
            (Some(_), Some(least)) => {
                let reason = format!("No number is printed on a base smaller than {least}.");
                Answer::not(Why::SmallBase, reason).with(&both, None)
            }
            (Some(percent), None) => Answer::known(percent).with(&both, None),
        })
    }

    /// Both values of a change, and an answer that holds what they were made from.
    fn now_and_then(
        &self,
        of: &Subject<'_>,
        then: &Subject<'_>,
    ) -> Result<(Ratio, Ratio, Answer), Box<Answer>> {
        let now = self.amount(of);
        let before = self.amount(then).role(Role::Earlier);
        let Some(latest) = now.ratio().cloned() else {
            return Err(Box::new(passed_on(now)));
        };
        let Some(earlier) = before.ratio().cloned() else {
            let reason = format!(
                "No change: the value for {} {}.",
                then.key.period.in_words(),
                before.said()
            );
            let answer = Answer::not(Why::NoEarlier, reason);
            return Err(Box::new(answer.with(&now, None).with(&before, None)));
        };
        let mut both = no_return().with(&now, None).with(&before, None);
        if let Some(note) = self.two_sources(&now, &before) {
            both = both.note(note);
        }
        for note in breaks(of.card, then.key.period, of.key.period) {
            both = both.note(note);
        }
        Ok((latest, earlier, both))
    }

    /// What is to be said when the two values of a change were supplied by different bodies.
    fn two_sources(&self, now: &Answer, before: &Answer) -> Option<String> {
        let names = |answer: &Answer| -> BTreeSet<String> {
            let agencies = answer.inputs.iter().map(|input| input.origin.agency());
            agencies.map(|agency| self.catalogue.agency_name(agency)).collect()
        };
        let (now, before) = (names(now), names(before));
        (now != before).then(|| {
            let list = |names: BTreeSet<String>| names.into_iter().collect::<Vec<_>>().join(" and ");
            format!(
                "The earlier value comes from {} and the later one from {}; they may not count alike.",
                list(before),
                list(now)
            )
        })
    }

    pub(super) fn earlier(&self, of: &Subject<'a>, period: Option<Period>) -> Measured {
        let then = of.at(period.unwrap_or_else(|| of.key.period.previous()));
        of.measured(self.amount(&then).role(Role::Earlier))
    }
}

/// The series breaks between two periods, each as a sentence.
fn breaks(card: &MeasureCard, then: Period, now: Period) -> Vec<String> {
    let between = card.series_breaks.iter().filter(|b| then.start() < b.at && b.at <= now.end());
    between
        .map(|b| format!("Series break at {}: {}", Period::Snapshot(b.at).in_words(), b.note))
        .collect()
}
