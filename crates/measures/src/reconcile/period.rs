//! `period-outside-year`: a row about a time that the return's year does not hold. The year before
//! is the usual base for comparison, and vintages of population belong to no year.

use std::collections::BTreeMap;

use sightline_kernel::ids::RevisionId;
use sightline_kernel::period::{Frequency, Period};
use sightline_kernel::query::DataQuery;

use crate::observation::{Observation, Origin};
use crate::reconcile::code;
use crate::reconcile::index::Index;
use crate::reconcile::say;

pub(super) fn check(index: &Index<'_>) -> Vec<DataQuery> {
    let mut outside: BTreeMap<(&RevisionId, Period), Vec<&Observation>> = BTreeMap::new();
    for observation in index.world.observations {
        if let Some(revision) = strays(index, observation) {
            outside.entry((revision, observation.key.period)).or_default().push(observation);
        }
    }
    outside
        .into_iter()
        .filter_map(|((revision, period), rows)| {
            let year = index.world.collections.get(&revision.of.collection)?;
            let first = rows.iter().min_by_key(|row| row.origin.row())?;
            let message = format!(
                "{} of {revision} {} about {period}, and the collection asks about {year}.",
                say::counted(rows.len(), "row", "rows"),
                if rows.len() == 1 { "is" } else { "are" },
            );
            let remedy = format!(
                "Correct the period, or have {} send the rows in the return of that year.",
                index.agency(first)
            );
            Some(DataQuery::warning(code::PERIOD, say::place(first), message).remedy(remedy))
        })
        .collect()
}

/// The revision of a row that its collection did not ask for.
pub(super) fn strays<'a>(
    index: &Index<'_>,
    observation: &'a Observation,
) -> Option<&'a RevisionId> {
    let Origin::Return { revision, .. } = &observation.origin else { return None };
    let year = index.world.collections.get(&revision.of.collection)?;
    (!belongs(observation.key.period, *year)).then_some(&**revision)
}

/// Whether a return about `year` may hold a row about `period`: within it or within the one before,
/// a school or calendar year that overlaps one of them, or a vintage.
fn belongs(period: Period, year: Period) -> bool {
    let before = year.year_before();
    match period.frequency() {
        Frequency::Vintage => true,
        Frequency::SchoolYear | Frequency::CalendarYear => {
            period.overlaps(year) || period.overlaps(before)
        }
        _ => year.contains(period) || before.contains(period),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconcile::testing::{Made, messages};

    #[test]
    fn the_year_and_the_one_before_belong() {
        let cases = [
            ("2021-22", true),
            ("2020-21", true),
            ("2022-23", false),
            ("2019-20", false),
            ("2021-22-Q4", true),
            ("2022-04", false),
            ("2022-03-31", true),
            ("school-2021-22", true),
            ("2022", true),
            ("2023", false),
            ("mid-2011", true),
        ];
        for (period, want) in cases {
            assert_eq!(
                belongs(period.parse().unwrap(), "2021-22".parse().unwrap()),
                want,
                "{period}"
            );
        }
    }

    #[test]
    fn rows_of_another_year_are_one_query_a_period() {
        let mut made = Made::new();
        made.add("crime.offences", "2019-20", "", "5");
        made.add("crime.offences", "2019-20", "offence_group=a", "5");
        made.add("crime.offences", "2020-21", "", "5");
        let got = messages(&made, code::PERIOD);
        assert!(
            got.len() == 1 && got[0].contains("2 rows") && got[0].contains("2019-20"),
            "{got:?}"
        );
    }
}
