//! The words that all rules share: places, numbers, names.

use sightline_kernel::decimal::{Decimal, Ratio, write_number};
use sightline_kernel::query::{Cite, Place};

use crate::claims::Claim;
use crate::observation::Observation;
use crate::reconcile::index::Index;

/// A number as a sentence has it: `16,411`, `1.7`.
pub(super) fn number(value: Decimal) -> String {
    write_number(value, value.scale(), true)
}

/// An exact number, rounded for a sentence.
pub(super) fn about(value: &Ratio, places: u32) -> String {
    value.round(places).map_or_else(|| value.to_string(), |value| write_number(value, places, true))
}

/// A sum or difference of supplied numbers, with all its places.
pub(super) fn exact(value: &Ratio) -> String {
    (0..=6)
        .find_map(|places| value.round(places).filter(|rounded| Ratio::from(*rounded) == *value))
        .map_or_else(|| about(value, 2), number)
}

/// A change in per cent with its sign: `+20.2`, `−25`.
pub(super) fn signed(value: &Ratio, places: u32) -> String {
    let text = about(value, places);
    if value.is_negative() || value.is_zero() { text } else { format!("+{text}") }
}

/// “1 value”, “16 values”.
pub(super) fn counted(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

/// “a”, “a and b”, “a, b and c”.
pub(super) fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// The place of an observation: its row in the return, and its key.
pub(super) fn place(observation: &Observation) -> Place {
    let key = &observation.key;
    Place {
        row: Some(u64::from(observation.origin.row())),
        measure: Some(key.measure.to_string()),
        period: Some(key.period.to_string()),
        area: Some(key.area.to_string()),
        cell: (!key.cell.is_empty()).then(|| key.cell.to_string()),
        agency: Some(observation.origin.agency().to_string()),
        ..Place::default()
    }
}

/// The observations whose numbers a message states.
pub(super) fn cites<'o>(observations: impl IntoIterator<Item = &'o Observation>) -> Vec<Cite> {
    let cite = |one: &Observation| Cite { place: place(one), value: one.value.exact() };
    observations.into_iter().map(cite).collect()
}

/// The place of a statement: its row in the file of claims, and the measure it speaks of.
pub(super) fn claim_place(claim: &Claim) -> Place {
    Place {
        file: Some(claim.file.clone()),
        row: Some(u64::from(claim.text.row)),
        column: Some("stated".to_owned()),
        measure: claim.target.as_ref().map(|target| target.measure.to_string()),
        period: claim.period.map(|period| period.to_string()),
        ..Place::default()
    }
}

impl Index<'_> {
    /// The measure's title, or its id.
    pub(super) fn title(&self, observation: &Observation) -> String {
        let key = &observation.key;
        self.card(&key.measure, key.period)
            .map_or_else(|| key.measure.to_string(), |card| card.title.clone())
    }

    /// The agency's name, as it stands within a sentence.
    pub(super) fn agency(&self, observation: &Observation) -> String {
        self.catalogue.agency_name(observation.origin.agency())
    }
}
