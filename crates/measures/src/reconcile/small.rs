//! `small-cell`: a table that holds numbers which the measure's suppression rule will hide. One note
//! a table, so that an author knows before the release.

use std::collections::BTreeMap;

use sightline_kernel::dimension::Breakdown;
use sightline_kernel::query::DataQuery;

use crate::card::Form;
use crate::catalogue::SuppressionRule;
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
            queries.extend(note(index, &breakdown, &small, rule));
        }
    }
    queries
}

fn note(
    index: &Index<'_>,
    breakdown: &Breakdown,
    small: &[&Observation],
    rule: &SuppressionRule,
) -> Option<DataQuery> {
    let first = small.first()?;
    let card = index.card(&first.key.measure, first.key.period);
    let titles: Vec<String> = breakdown
        .0
        .iter()
        .map(|id| {
            let known = card.and_then(|card| card.dimension(id.as_str()));
            known.map_or_else(|| id.to_string(), |dimension| dimension.title.to_lowercase())
        })
        .collect();
    let by = if titles.is_empty() { String::new() } else { format!(" by {}", say::list(&titles)) };
    let message = format!(
        "{}, {}{by}: {} from {} to {} will be hidden in every table (rule: {}).",
        index.title(first),
        first.key.period,
        say::counted(small.len(), "number", "numbers"),
        if rule.hide_nil { "nil" } else { "1" },
        rule.hide_up_to,
        rule.title,
    );
    let mut place = say::place(first);
    if small.len() > 1 {
        place.cell = None;
    }
    let remedy = "Nothing need be done; use a broader breakdown if readers need the numbers, or sign an override with a reason.";
    let query = DataQuery::note(code::SMALL, place, message);
    Some(query.remedy(remedy).citing(say::cites(small.iter().copied())))
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
        assert!(
            got.len() == 1 && got[0].contains("by primary need: 2 numbers from 1 to 5"),
            "{got:?}"
        );
        let mut made = Made::new();
        made.add("crime.offences", "2021-22", "offence_group=a", "3");
        assert!(messages(&made, code::SMALL).is_empty(), "its rule hides none");
    }
}
