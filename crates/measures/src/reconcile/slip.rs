//! `ten-times-off`: a value ten times its neighbours in time or a tenth of them: perhaps a digit too
//! many or too few, or the wrong unit.

use std::collections::BTreeMap;

use sightline_kernel::decimal::{Decimal, Ratio};
use sightline_kernel::ids::MeasureId;
use sightline_kernel::period::Period;
use sightline_kernel::query::DataQuery;

use crate::observation::Observation;
use crate::reconcile::code;
use crate::reconcile::index::Index;
use crate::reconcile::say;

pub(super) fn check(index: &Index<'_>) -> Vec<DataQuery> {
    let mut queries = Vec::new();
    let following: BTreeMap<(&MeasureId, Period), Period> =
        index.groups().map(|((measure, next, _), _)| ((measure, next.previous()), *next)).collect();
    for ((measure, period, area), group) in index.groups() {
        if !index.world.period.contains(*period) {
            continue;
        }
        for observation in group {
            let value_at = |period| {
                let others = index.group(measure, period, area);
                let found = others.iter().find(|one| one.key.cell == observation.key.cell)?;
                found.value.exact().map(|_| *found)
            };
            let neighbours: Vec<&Observation> =
                [Some(period.previous()), following.get(&(measure, *period)).copied()]
                    .into_iter()
                    .flatten()
                    .filter_map(value_at)
                    .collect();
            queries.extend(against(index, observation, &neighbours));
        }
    }
    queries
}

fn against(
    index: &Index<'_>,
    observation: &Observation,
    neighbours: &[&Observation],
) -> Option<DataQuery> {
    let value = observation.value.exact()?;
    let settings = index.world.settings;
    let factor = Decimal::from(settings.slip_factor);
    let floor = Decimal::from(settings.slip_floor);
    let values: Vec<Decimal> = neighbours.iter().filter_map(|one| one.value.exact()).collect();
    let (least, most) = (values.iter().min()?, values.iter().max()?);
    let above = *least > Decimal::ZERO && value >= floor && value >= factor.checked_mul(*most)?;
    let below = value > Decimal::ZERO && *least >= floor && factor.checked_mul(value)? <= *least;
    let times = if above {
        Ratio::of(value, *most)?
    } else if below {
        Ratio::of(*least, value)?
    } else {
        return None;
    };
    let message = format!(
        "{}, {}{}: {} is {} times {} the neighbouring {}.",
        index.title(observation),
        observation.key.period,
        cell(observation),
        say::number(value),
        say::about(&times, 0),
        if above { "as much as" } else { "less than" },
        say::list(&values.iter().map(|n| say::number(*n)).collect::<Vec<_>>()),
    );
    let remedy = format!(
        "Ask {} whether a digit or the unit slipped; if the change is real, have it explained in a note.",
        index.agency(observation)
    );
    let cites = say::cites(neighbours.iter().copied().chain([observation]));
    let query = DataQuery::warning(code::SLIP, say::place(observation), message);
    Some(query.remedy(remedy).citing(cites))
}

fn cell(observation: &Observation) -> String {
    let cell = &observation.key.cell;
    if cell.is_empty() { String::new() } else { format!(" ({cell})") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconcile::testing::{Made, messages};

    #[test]
    fn a_slip_of_a_digit_is_seen_and_a_small_number_is_left_alone() {
        let cases = [
            (Some("300"), "3155", None, 1),
            (Some("3091"), "315", None, 0),
            (Some("3091"), "309", None, 1),
            (Some("3091"), "31550", None, 1),
            (Some("4"), "40", None, 0),
            (Some("32"), "4", None, 0),
            (Some("0"), "400", None, 0),
            (None, "3155", None, 0),
            (Some("300"), "3155", Some("3000"), 0),
            (Some("300"), "3155", Some("310"), 1),
        ];
        for (before, now, after, want) in cases {
            let mut made = Made::new();
            made.add("crime.offences", "2021-22", "", now);
            for (period, value) in [("2020-21", before), ("2022-23", after)] {
                if let Some(value) = value {
                    made.add("crime.offences", period, "", value);
                }
            }
            let got = messages(&made, code::SLIP);
            assert_eq!(got.len(), want, "{before:?} {now} {after:?} gave {got:?}");
        }
    }
}
