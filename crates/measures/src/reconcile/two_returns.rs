//! `two-returns`: the same figure in two returns. Where agencies each supply their part, only the
//! same agency twice is looked at.

use sightline_kernel::query::{DataQuery, Severity};

use crate::card::Supply;
use crate::observation::{Observation, Origin, Value};
use crate::reconcile::code;
use crate::reconcile::index::Index;
use crate::reconcile::say;

pub(super) fn check(index: &Index<'_>) -> Vec<DataQuery> {
    let mut queries = Vec::new();
    for ((measure, period, _), group) in index.groups() {
        let each = index.card(measure, *period).is_some_and(|card| card.supply == Supply::Each);
        for (one, other) in group.iter().zip(group.iter().skip(1)) {
            let same = one.key == other.key && one.origin.revision() != other.origin.revision();
            let apart = each && one.origin.agency() != other.origin.agency();
            if same && !apart {
                queries.push(twice(index, one, other));
            }
        }
    }
    queries
}

fn twice(index: &Index<'_>, one: &Observation, other: &Observation) -> DataQuery {
    let equal = one.value == other.value;
    let (severity, word) =
        if equal { (Severity::Note, "equal") } else { (Severity::Warning, "different") };
    let cell = if one.key.cell.is_empty() { String::new() } else { format!(" ({})", one.key.cell) };
    let message = format!(
        "{}, {}{cell}: supplied twice with {word} values, {} in {} and {} in {}.",
        index.title(one),
        one.key.period,
        value(&one.value),
        source(&one.origin),
        value(&other.value),
        source(&other.origin),
    );
    let remedy =
        "Decide which agency owns the figure and have the other leave it out of its return.";
    DataQuery::new(code::TWO_RETURNS, severity, say::place(other), message)
        .remedy(remedy)
        .citing(say::cites([one, other]))
}

fn value(value: &Value) -> String {
    match value {
        Value::Exact { value } => say::number(*value),
        Value::Bounded { text, .. } => format!("“{text}”"),
        Value::Absent(absence) => absence.kind.in_words().to_owned(),
    }
}

fn source(origin: &Origin) -> String {
    format!("{} row {}", origin.revision(), origin.row())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconcile::testing::{Made, queries};

    #[test]
    fn the_same_figure_from_two_agencies_is_asked_about() {
        for (second, severity) in [("12", Severity::Note), ("13", Severity::Warning)] {
            let mut made = Made::new();
            made.add_from("police", "crime.offences", "2021-22", "", "12");
            made.add_from("council", "crime.offences", "2021-22", "", second);
            let got = queries(&made, code::TWO_RETURNS);
            assert_eq!(got.len(), 1);
            assert_eq!(got[0].severity, severity, "{got:?}");
        }
    }

    #[test]
    fn agencies_that_each_supply_a_part_may() {
        let mut made = Made::new();
        made.add_from("police", "training.sessions", "2021-22", "", "12");
        made.add_from("council", "training.sessions", "2021-22", "", "13");
        assert!(queries(&made, code::TWO_RETURNS).is_empty());
    }
}
