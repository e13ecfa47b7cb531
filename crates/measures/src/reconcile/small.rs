//! `small-cell`: a table that holds numbers which the measure's suppression rule will hide. One note
//! a table, so that an author knows before the release.

use std::collections::BTreeMap;

use sightline_kernel::decimal::Decimal;
use sightline_kernel::dimension::Breakdown;
use sightline_kernel::query::DataQuery;

use crate::card::Form;
use crate::observation::Observation;
use crate::reconcile::code;
use crate::reconcile::index::Index;
use crate::reconcile::say;
use crate::suppression::is_small;

pub(super) fn check(index: &Index<'_>) -> Vec<DataQuery> {
    let mut queries = Vec::new();
    for ((measure, period, _), group) in index.groups() {
        let card = index.card(measure, *period).filter(|card| card.form == Form::Count);
        let rule =
            card.and_then(|card| index.catalogue.rule(card.suppression.as_str(), period.end()));
        let Some(rule) = rule else { continue };
        let mut tables: BTreeMap<Breakdown, Vec<&Observation>> = BTreeMap::new();
        for observation in group {
            if observation.value.exact().is_some_and(|value| is_small(rule, value)) {
                tables.entry(observation.key.cell.breakdown()).or_default().push(observation);
            }
        }
        for (breakdown, small) in tables {
            queries.extend(note(index, &breakdown, &small, &rule.title));
        }
    }
    queries
}

fn note(
    index: &Index<'_>,
    breakdown: &Breakdown,
    small: &[&Observation],
    rule: &str,
) -> Option<DataQuery> {
    let first = small.first()?;
    let by = if breakdown.0.is_empty() { String::new() } else { format!(" by {breakdown}") };
    let most = small.iter().filter_map(|one| one.value.exact()).max().unwrap_or(Decimal::ZERO);
    let message = format!(
        "{}, {}{by}: {} of {} or fewer will be hidden in every table (rule: {rule}).",
        index.title(first),
        first.key.period,
        say::counted(small.len(), "number", "numbers"),
        say::number(most),
    );
    let mut place = say::place(first);
    if small.len() > 1 {
        place.cell = None;
    }
    let remedy = "Nothing need be done; use a broader breakdown if readers need the numbers, or sign an override with a reason.";
    Some(DataQuery::note(code::SMALL, place, message).remedy(remedy))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconcile::testing::{Made, messages};

    #[test]
    fn one_note_a_table_with_small_cells() {
        let mut made = Made::new();
        for (need, value) in [("N0", "4"), ("N1", "322"), ("N2", "0"), ("N3", "2"), ("N4", "6")] {
            made.add("child.plans", "2021-22", &format!("need={need}"), value);
        }
        let got = messages(&made, code::SMALL);
        assert!(got.len() == 1 && got[0].contains("2 numbers of 4 or fewer"), "{got:?}");
        let mut made = Made::new();
        made.add("crime.offences", "2021-22", "offence_group=a", "3");
        assert!(messages(&made, code::SMALL).is_empty(), "its rule hides none");
    }
}
