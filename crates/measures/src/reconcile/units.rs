//! `mixed-units`: a value that is the sum of two or three measures that count different things, or a total
//! that takes in what is shown apart.

use sightline_kernel::decimal::Decimal;
use sightline_kernel::ids::{AreaCode, MeasureId};
use sightline_kernel::period::Period;
use sightline_kernel::query::DataQuery;

use crate::card::{Form, MeasureCard};
use crate::claims::sum;
use crate::observation::Observation;
use crate::reconcile::code;
use crate::reconcile::index::Index;
use crate::reconcile::say;

/// A measure's value without breakdown.
struct Whole<'a> {
    card: &'a MeasureCard,
    observation: &'a Observation,
    value: Decimal,
}

pub(super) fn check(index: &Index<'_>) -> Vec<DataQuery> {
    let mut queries = apart_in_total(index);
    let mut families: std::collections::BTreeMap<(&str, Period, &AreaCode), Vec<Whole<'_>>> =
        std::collections::BTreeMap::new();
    for ((measure, period, area), _) in index.groups() {
        if let Some(whole) = whole(index, measure, *period, area) {
            families.entry((whole.card.theme.as_str(), *period, area)).or_default().push(whole);
        }
    }
    for wholes in families.values() {
        queries.extend(wholes.iter().filter_map(|total| sum_of_others(index, wholes, total)));
    }
    queries
}

fn whole<'a>(
    index: &Index<'a>,
    measure: &MeasureId,
    period: Period,
    area: &AreaCode,
) -> Option<Whole<'a>> {
    let card = index.card(measure, period).filter(|card| card.form == Form::Count)?;
    let observation =
        index.whole(measure, period, area, &sightline_kernel::dimension::Cell::default())?;
    Some(Whole { card, observation, value: observation.value.exact()? })
}

/// Whether the value without breakdown is large enough, in some area, to be asked whether it is the
/// sum of two others of its theme.
pub(super) fn suspect(index: &Index<'_>, measure: &MeasureId, period: Period) -> bool {
    let floor = Decimal::from(index.world.settings.units_floor);
    let mut areas = index.areas(measure, period);
    areas.any(|area| whole(index, measure, period, area).is_some_and(|whole| whole.value >= floor))
}

/// Whether two measures must not be added: their units differ, or a card says so.
fn must_not_add(one: &MeasureCard, other: &MeasureCard) -> bool {
    one.counting_unit != other.counting_unit
        || one.not_added_to.contains(&other.id)
        || other.not_added_to.contains(&one.id)
}

/// Two or three other measures that make up the value and must not be added.
fn terms<'w, 'a>(
    wholes: &'w [Whole<'a>],
    total: &Whole<'a>,
    floor: Decimal,
) -> Option<Vec<&'w Whole<'a>>> {
    let others: Vec<&Whole<'_>> = wholes
        .iter()
        .filter(|one| one.card.id != total.card.id && one.value > Decimal::ZERO)
        .collect();
    let clash = |terms: &[&Whole<'_>]| {
        let pairs = terms.iter().enumerate();
        pairs
            .flat_map(|(at, one)| terms.iter().skip(at + 1).map(move |other| (one, other)))
            .any(|(one, other)| must_not_add(one.card, other.card))
    };
    let mut three = None;
    for (at, one) in others.iter().enumerate() {
        for (next, other) in others.iter().enumerate().skip(at + 1) {
            let Some(both) = one.value.checked_add(other.value) else { continue };
            if both == total.value && clash(&[one, other]) {
                return Some(vec![one, other]);
            }
            // Three numbers meet by chance more often, so none of them may be small.
            three = three.or_else(|| {
                let found = others.iter().skip(next + 1).find(|third| {
                    [one.value, other.value, third.value].iter().all(|value| *value >= floor)
                        && both.checked_add(third.value) == Some(total.value)
                        && clash(&[one, other, third])
                })?;
                Some(vec![*one, *other, *found])
            });
        }
    }
    three
}

fn sum_of_others(index: &Index<'_>, wholes: &[Whole<'_>], total: &Whole<'_>) -> Option<DataQuery> {
    let floor = Decimal::from(index.world.settings.units_floor);
    if total.value < floor {
        return None;
    }
    let terms = terms(wholes, total, floor)?;
    let named: Vec<String> = terms
        .iter()
        .map(|term| format!("{} {}", say::number(term.value), term.card.units()))
        .collect();
    let message = format!(
        "{}, {}: {} is the sum of {}, which are different things.",
        total.card.title,
        total.observation.key.period,
        say::number(total.value),
        say::list(&named),
    );
    let ids: Vec<String> = terms.iter().map(|term| term.card.id.to_string()).collect();
    let remedy = format!(
        "Show {} side by side; where the sum is needed, say in a note what it counts.",
        say::list(&ids)
    );
    let cites = say::cites(terms.iter().map(|term| term.observation).chain([total.observation]));
    let query = DataQuery::warning(code::UNITS, say::place(total.observation), message);
    Some(query.remedy(remedy).citing(cites))
}

/// A supplied total that the parts reach only together with what is shown apart.
fn apart_in_total(index: &Index<'_>) -> Vec<DataQuery> {
    let mut queries = Vec::new();
    for (_, group) in index.groups() {
        for split in index.splits(group) {
            let exact = |all: &[&Observation]| -> Option<Vec<Decimal>> {
                all.iter().map(|one| one.value.exact()).collect()
            };
            let (Some(parts), Some(apart)) = (exact(&split.parts), exact(&split.apart)) else {
                continue;
            };
            let extra = sum(&apart);
            if parts.is_empty() || extra.is_zero() {
                continue;
            }
            let together = sum(&parts).plus(&extra);
            queries.extend(split.wholes.iter().filter_map(|whole| {
                let total = whole.value.exact()?;
                (together == sightline_kernel::decimal::Ratio::from(total)).then(|| {
                    let message = format!(
                        "{}, {}: the total of {} takes in {} shown apart, which are not {}.",
                        index.title(whole),
                        whole.key.period,
                        say::number(total),
                        say::exact(&extra),
                        index
                            .card(&whole.key.measure, whole.key.period)
                            .map_or_else(|| "the same thing".to_owned(), MeasureCard::units),
                    );
                    let remedy = format!("Ask {} for the total without them.", index.agency(whole));
                    let cites = split.parts.iter().chain(&split.apart).copied().chain([*whole]);
                    DataQuery::warning(code::UNITS, say::place(whole), message)
                        .remedy(remedy)
                        .citing(say::cites(cites))
                })
            }));
        }
    }
    queries
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconcile::testing::{Made, messages};

    #[test]
    fn offences_and_incidents_make_no_sum() {
        let mut made = Made::new();
        made.add("crime.offences", "2021-22", "", "3155");
        made.add("crime.incidents", "2021-22", "", "2102");
        made.add("crime.records", "2021-22", "ward=_T", "5257");
        let got = messages(&made, code::UNITS);
        assert!(got.len() == 1 && got[0].contains("3,155") && got[0].contains("2,102"), "{got:?}");
    }

    #[test]
    fn measures_of_one_unit_may_be_added_and_small_sums_meet_by_chance() {
        let mut made = Made::new();
        made.add("crime.offences", "2021-22", "", "3155");
        made.add("crime.old_offences", "2021-22", "", "2102");
        made.add("crime.records", "2021-22", "", "5257");
        assert!(messages(&made, code::UNITS).is_empty());
        let mut made = Made::new();
        made.add("crime.offences", "2021-22", "", "3");
        made.add("crime.incidents", "2021-22", "", "2");
        made.add("crime.records", "2021-22", "", "5");
        assert!(messages(&made, code::UNITS).is_empty());
    }

    #[test]
    fn a_total_with_the_incident_in_it_is_seen() {
        let mut made = Made::new();
        for (group, value) in [("a", "5"), ("b", "7"), ("n200", "2"), ("_T", "14")] {
            made.add("crime.offences", "2021-22", &format!("offence_group={group}"), value);
        }
        assert_eq!(messages(&made, code::UNITS).len(), 1);
    }
}
