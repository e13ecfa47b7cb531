//! `identical-tables`: two tables, under two categories of one dimension or from two agencies, that
//! hold the same values throughout.

use std::collections::BTreeMap;

use sightline_kernel::decimal::Decimal;
use sightline_kernel::dimension::Cell;
use sightline_kernel::ids::{AreaCode, MeasureId};
use sightline_kernel::period::Period;
use sightline_kernel::query::DataQuery;

use crate::observation::{Observation, Origin};
use crate::reconcile::code;
use crate::reconcile::index::Index;
use crate::reconcile::say;

/// The values of a table by measure and the other categories.
type Values<'a> = BTreeMap<(&'a MeasureId, Cell), Decimal>;

/// One table: its first observation and its values.
struct Sheet<'a> {
    first: &'a Observation,
    values: Values<'a>,
}

/// Under what the tables stand side by side: theme, period, area, dimension (none for agencies).
type Family<'a> = (String, Period, &'a AreaCode, Option<String>);

pub(super) fn check(index: &Index<'_>) -> Vec<DataQuery> {
    let mut queries = Vec::new();
    for ((_, period, _, dimension), sheets) in families(index, index.world.observations.iter()) {
        let sheets: Vec<(String, Sheet<'_>)> = sheets.into_iter().collect();
        for (at, (name, sheet)) in sheets.iter().enumerate() {
            let twin = sheets.iter().take(at).find(|(_, other)| same(index, sheet, other));
            if let Some((other, _)) = twin {
                let names = [name.clone(), other.clone()];
                queries.push(query(index, period, dimension.as_deref(), names, sheet));
            }
        }
    }
    queries
}

/// Whether two tables of one measure in one period are the same. Only then can tables in which
/// other measures stand beside it be.
pub(super) fn suspect(index: &Index<'_>, measure: &MeasureId, period: Period) -> bool {
    families(index, index.everywhere(measure, period)).values().any(|sheets| {
        let sheets: Vec<&Sheet<'_>> = sheets.values().collect();
        let twin = |(at, one): (usize, &&Sheet<'_>)| {
            sheets.iter().take(at).any(|other| one.values == other.values)
        };
        sheets.iter().enumerate().any(twin)
    })
}

fn families<'a>(
    index: &Index<'a>,
    observations: impl Iterator<Item = &'a Observation>,
) -> BTreeMap<Family<'a>, BTreeMap<String, Sheet<'a>>> {
    let mut families: BTreeMap<Family<'a>, BTreeMap<String, Sheet<'a>>> = BTreeMap::new();
    for observation in observations {
        let key = &observation.key;
        let Some(value) = observation.value.exact() else { continue };
        let Some(card) = index.card(&key.measure, key.period) else { continue };
        let mut put = |dimension: Option<String>, name: String, rest: Cell| {
            let sheets =
                families.entry((card.theme.clone(), key.period, &key.area, dimension)).or_default();
            let sheet = sheets
                .entry(name)
                .or_insert_with(|| Sheet { first: observation, values: BTreeMap::new() });
            // Whatever the order in which they were loaded, the same one is named.
            if order(observation) < order(sheet.first) {
                sheet.first = observation;
            }
            sheet.values.insert((&key.measure, rest), value);
        };
        put(None, observation.origin.agency().to_string(), key.cell.clone());
        for (dimension, code) in key.cell.pairs().filter(|(_, code)| !code.is_total()) {
            let name = card
                .dimension(dimension.as_str())
                .map_or_else(|| code.to_string(), |d| index.category_name(d, key.period, code));
            put(Some(dimension.to_string()), name, key.cell.without(dimension.as_str()));
        }
    }
    families
}

fn order(observation: &Observation) -> (&MeasureId, &Cell, &Origin) {
    (&observation.key.measure, &observation.key.cell, &observation.origin)
}

/// Whether two tables hold the same values, enough of them, and not all the same number.
fn same(index: &Index<'_>, one: &Sheet<'_>, other: &Sheet<'_>) -> bool {
    let first = one.values.values().next();
    one.values.len() >= index.world.settings.identical_values
        && one.values.values().any(|value| Some(value) != first)
        && one.values == other.values
}

fn query(
    index: &Index<'_>,
    period: Period,
    dimension: Option<&str>,
    [name, other]: [String; 2],
    sheet: &Sheet<'_>,
) -> DataQuery {
    let mut measures: Vec<String> =
        sheet.values.keys().map(|(measure, _)| measure.to_string()).collect();
    measures.dedup();
    let by = dimension.map_or_else(|| "agencies".to_owned(), |d| format!("{d} categories"));
    let message = format!(
        "{}, {period}: the {} under the {by} “{other}” and “{name}” are the same throughout.",
        say::list(&measures),
        say::counted(sheet.values.len(), "value", "values"),
    );
    let remedy = format!(
        "Ask {} whether one table was copied in place of the other, or both name one provider; leave one of them out until then.",
        index.agency(sheet.first)
    );
    DataQuery::warning(code::IDENTICAL, say::place(sheet.first), message).remedy(remedy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconcile::testing::{Made, messages};

    fn made(last: &str) -> Made {
        let mut made = Made::new();
        for provider in ["one", "two"] {
            for (course, value) in [("a", "4"), ("b", "8"), ("c", "3"), ("d", "9"), ("e", "2")] {
                let cell = format!("provider={provider};course={course}");
                made.add("training.sessions", "2021-22", &cell, value);
            }
            let total = if provider == "one" { "26" } else { last };
            made.add(
                "training.sessions",
                "2021-22",
                &format!("provider={provider};course=_T"),
                total,
            );
        }
        made
    }

    #[test]
    fn two_equal_tables_are_one_query() {
        let got = messages(&made("26"), code::IDENTICAL);
        assert!(
            got.len() == 1 && got[0].contains("6 values") && got[0].contains("“one” and “two”"),
            "{got:?}"
        );
        assert!(messages(&made("27"), code::IDENTICAL).is_empty(), "one value differs");
    }

    #[test]
    fn two_agencies_with_one_table_are_asked_about() {
        let mut made = Made::new();
        for agency in ["police", "council"] {
            for group in 0..6 {
                let cell = format!("offence_group=g{group}");
                made.add_from(
                    agency,
                    "crime.offences",
                    "2021-22",
                    &cell,
                    &format!("{}", 10 + group),
                );
            }
        }
        let got = messages(&made, code::IDENTICAL);
        assert!(got.len() == 1 && got[0].contains("agencies"), "{got:?}");
    }

    #[test]
    fn small_tables_and_tables_of_one_number_meet_by_chance() {
        let mut made = Made::new();
        for provider in ["one", "two"] {
            for course in ["a", "b", "c", "d", "e", "f", "g"] {
                let cell = format!("provider={provider};course={course}");
                made.add("training.sessions", "2021-22", &cell, "0");
            }
        }
        assert!(messages(&made, code::IDENTICAL).is_empty());
    }
}
