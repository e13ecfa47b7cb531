//! From an answer to a figure: its id, and its text as printed.

use sightline_kernel::dimension::Cell;

use super::answer::Answer;
use super::indicator::{Measured, Subject};
use super::value::Engine;
use crate::observation::Key;
use crate::print;
use crate::request::{Indicator, Selector};
use crate::table::{Figure, Outcome, Treatment, Unit};

impl<'a> Engine<'a> {
    /// The figure of a selector in this context.
    pub(super) fn requested(&self, of: &Selector, indicator: &Indicator) -> Figure {
        match self.subject(of) {
            Some(subject) => self.figure(&subject, indicator),
            None => self.unknown(of, indicator),
        }
    }

    /// The subject that a selector names in this context; `None` for an unknown measure.
    pub(super) fn subject(&self, of: &Selector) -> Option<Subject<'a>> {
        let key = self.key(of);
        let card = self.catalogue.measure(of.measure.as_str(), key.period.end())?;
        Some(Subject { card, key, less: Vec::new() })
    }

    fn key(&self, of: &Selector) -> Key {
        Key {
            measure: of.measure.clone(),
            period: of.period.unwrap_or(self.context.period),
            area: of.area.clone().unwrap_or_else(|| self.context.area.clone()),
            cell: of.cell.clone(),
        }
    }

    /// Computes and prints.
    pub(super) fn figure(&self, of: &Subject<'a>, indicator: &Indicator) -> Figure {
        let measured = self.measure(of, indicator);
        let tie = *indicator == Indicator::Rank && self.shares_place(of);
        finish(of, indicator, measured, tie)
    }

    fn unknown(&self, of: &Selector, indicator: &Indicator) -> Figure {
        let reason = format!("There is no measure “{}”.", of.measure);
        let key = self.key(of);
        Figure {
            id: id(&key, indicator, &[]),
            measure: key.measure,
            version: 0,
            indicator: indicator.clone(),
            period: key.period,
            area: key.area,
            cell: key.cell,
            result: Outcome::NotComputable(reason.clone()),
            unit: Unit::Count,
            places: 0,
            printed: "unknown measure".to_owned(),
            number: None,
            treatment: Treatment::None,
            status: crate::observation::Status::Final,
            inputs: Vec::new(),
            notes: vec![reason],
        }
    }
}

/// The figure of an answer, printed; `tie` marks a rank that is shared.
pub(super) fn finish(
    of: &Subject<'_>,
    indicator: &Indicator,
    measured: Measured,
    tie: bool,
) -> Figure {
    let Measured { answer, unit, places } = measured;
    let number = answer.ratio().and_then(|ratio| ratio.round(places));
    let printed = match number {
        Some(number) if print::is_difference(indicator) => print::signed(number, places, unit),
        Some(number) if tie => format!("{}=", print::number(number, places, unit)),
        Some(number) => print::number(number, places, unit),
        None => in_words(&answer),
    };
    let mut notes = answer.notes;
    let nearly = number.is_some_and(|n| n.is_zero())
        && matches!(&answer.outcome, Outcome::Known(exact) if !exact.is_zero());
    if nearly {
        notes.push("0 stands for more than nil where a number rounds to it.".to_owned());
    }
    notes.extend(answer.remarks);
    Figure {
        id: id(&of.key, indicator, &of.less),
        measure: of.key.measure.clone(),
        version: of.card.version,
        indicator: indicator.clone(),
        period: of.key.period,
        area: of.key.area.clone(),
        cell: of.key.cell.clone(),
        result: answer.outcome,
        unit,
        places,
        printed,
        number,
        treatment: Treatment::None,
        status: answer.status,
        inputs: answer.inputs,
        notes,
    }
}

/// What is printed where there is no number.
fn in_words(answer: &Answer) -> String {
    match &answer.outcome {
        Outcome::Known(_) => "too large to print".to_owned(),
        Outcome::Bounded { text, .. } => text.clone(),
        Outcome::Absent(absence) => absence.kind.in_words().to_owned(),
        Outcome::NoReturn => "no return".to_owned(),
        Outcome::NotComputable(_) => answer.why.map_or("not computed", |why| why.printed()).into(),
        Outcome::Hidden => "hidden".to_owned(),
    }
}

/// A name that stays the same from build to build: measure, indicator, period, area, categories.
fn id(key: &Key, indicator: &Indicator, less: &[Cell]) -> String {
    let mut id = format!("{}/{indicator}/{}/{}", key.measure, key.period, key.area);
    if !key.cell.is_empty() {
        id.push_str(&format!("/{}", key.cell));
    }
    if !less.is_empty() {
        id.push_str(&format!("/rest-of-{}", less.len()));
    }
    id
}
