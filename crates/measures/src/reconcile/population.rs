//! `implied-population`: a stated or supplied rate and its count imply a population, as an interval;
//! no vintage lies in it. Where no population of the area is held, rates of one area are held against each
//! other instead.

use std::collections::BTreeMap;

use sightline_kernel::decimal::{Decimal, Ratio};
use sightline_kernel::ids::{AreaCode, MeasureId};
use sightline_kernel::period::{Frequency, Period};
use sightline_kernel::query::{Cite, DataQuery};

use crate::card::{Form, MeasureCard};
use crate::claims::{Claim, Printed, Statement};
use crate::observation::Observation;
use crate::reconcile::code;
use crate::reconcile::index::Index;
use crate::reconcile::say;
use crate::reconcile::stated::link;

/// The populations that a rate allows.
struct Implied<'a> {
    by: By<'a>,
    low: Ratio,
    /// None where the rate may be nil.
    high: Option<Ratio>,
}

/// Who says the rate.
enum By<'a> {
    /// A text.
    Claim(&'a Claim),
    /// A return, with the count that its card names as the numerator.
    Supplied { rate: &'a Observation, count: &'a Observation },
}

pub(super) fn check(index: &Index<'_>) -> Vec<DataQuery> {
    let mut by_area: BTreeMap<AreaCode, Vec<Implied<'_>>> = BTreeMap::new();
    for claim in index.world.claims {
        let Some(area) = link(index, claim).and_then(|link| link.area) else { continue };
        let Some(implied) = implied(claim) else { continue };
        by_area.entry(area).or_default().push(implied);
    }
    for ((measure, period, area), group) in index.groups() {
        let supplied = index.card(measure, *period).filter(|card| card.form == Form::Rate);
        let rates = supplied.into_iter().flat_map(|card| group.iter().map(move |one| (card, one)));
        let implied = rates.filter_map(|(card, rate)| supplied_rate(index, card, rate));
        by_area.entry(area.clone()).or_default().extend(implied);
    }
    let mut queries = Vec::new();
    for (area, rates) in &by_area {
        let known = vintages(index, area);
        if known.is_empty() {
            queries.extend(among_themselves(index, area, rates));
        } else {
            queries.extend(rates.iter().filter_map(|rate| against(index, area, rate, &known)));
        }
    }
    queries
}

/// Count × per ÷ rate, for the least and the greatest rate that prints so.
fn implied(claim: &Claim) -> Option<Implied<'_>> {
    let Statement::Rate { count, per, stated } = &claim.statement else { return None };
    interval(By::Claim(claim), *count, *per, stated)
}

/// Of a returned rate: the count is what the card names above the line, per what its rule says.
fn supplied_rate<'a>(
    index: &Index<'a>,
    card: &MeasureCard,
    rate: &'a Observation,
) -> Option<Implied<'a>> {
    let rule = card.rate.as_ref()?;
    let numerator = MeasureId::new(card.numerator.as_deref()?).ok()?;
    let key = &rate.key;
    let count = index.whole(&numerator, key.period, &key.area, &key.cell)?;
    let stated = Printed { value: rate.value.exact()? };
    interval(By::Supplied { rate, count }, count.value.exact()?, rule.per, &stated)
}

fn interval<'a>(by: By<'a>, count: Decimal, per: u32, stated: &Printed) -> Option<Implied<'a>> {
    if count <= Decimal::ZERO {
        return None;
    }
    let people = Ratio::from(count).times(&Ratio::whole(i64::from(per)));
    let low = people.over(&stated.high())?;
    let least = stated.low();
    let high = if least > 0 { people.over(&least) } else { None };
    Some(Implied { by, low, high })
}

/// All populations of the area, of whatever age group, by vintage.
fn vintages(index: &Index<'_>, area: &AreaCode) -> Vec<(Period, Decimal)> {
    let shipped = index.catalogue.publications.iter();
    let mut known: Vec<(Period, Decimal)> = index
        .world
        .observations
        .iter()
        .chain(shipped)
        .filter(|one| is_population(one) && one.key.area == *area)
        .filter_map(|one| Some((one.key.period, one.value.exact()?)))
        .collect();
    known.sort();
    known.dedup();
    known
}

fn is_population(one: &Observation) -> bool {
    one.key.measure.as_str().starts_with("population.")
        && one.key.period.frequency() == Frequency::Vintage
}

fn fits(rate: &Implied<'_>, population: Decimal) -> bool {
    let population = Ratio::from(population);
    rate.low <= population && rate.high.as_ref().is_none_or(|high| population <= *high)
}

fn against(
    index: &Index<'_>,
    area: &AreaCode,
    rate: &Implied<'_>,
    known: &[(Period, Decimal)],
) -> Option<DataQuery> {
    if known.iter().any(|(_, population)| fits(rate, *population)) {
        return None;
    }
    let distance = |population: Decimal| Ratio::from(population).minus(&rate.low).abs();
    let (vintage, nearest) = known.iter().min_by_key(|(_, population)| distance(*population))?;
    let message = format!(
        "{}: the stated rate implies a population {}, and no vintage held for {} has one; the nearest is {} ({vintage}).",
        rate.by.subject(index),
        between(rate),
        area_name(index, area),
        say::number(*nearest),
    );
    Some(query(&rate.by, message))
}

/// Rates of one area that no one population can give.
fn among_themselves(
    index: &Index<'_>,
    area: &AreaCode,
    rates: &[Implied<'_>],
) -> Option<DataQuery> {
    let widest = rates.iter().max_by(|one, other| one.low.cmp(&other.low))?;
    let tightest = rates
        .iter()
        .filter(|rate| rate.high.is_some())
        .min_by(|one, other| one.high.cmp(&other.high))?;
    let high = tightest.high.as_ref()?;
    (widest.low > *high).then(|| {
        let message = format!(
            "{}: the stated rate implies a population {}, while “{}” implies one {}, both for {}.",
            widest.by.subject(index),
            between(widest),
            tightest.by.subject(index),
            between(tightest),
            area_name(index, area),
        );
        query(&widest.by, message).citing(tightest.by.cites())
    })
}

fn query(by: &By<'_>, message: String) -> DataQuery {
    let place = match by {
        By::Claim(claim) => say::claim_place(claim),
        By::Supplied { rate, .. } => say::place(rate),
    };
    let remedy =
        "Find out on which population the rate was made, name its vintage, or correct the rate.";
    DataQuery::warning(code::POPULATION, place, message).remedy(remedy).citing(by.cites())
}

impl By<'_> {
    fn subject(&self, index: &Index<'_>) -> String {
        match self {
            Self::Claim(claim) => claim.subject(),
            Self::Supplied { rate, .. } => {
                let cell = &rate.key.cell;
                let cell = if cell.is_empty() { String::new() } else { format!(" ({cell})") };
                format!("{}, {}{cell}", index.title(rate), rate.key.period)
            }
        }
    }

    /// What was stated in a text is known; of returned numbers the population tells.
    fn cites(&self) -> Vec<Cite> {
        match self {
            Self::Claim(_) => Vec::new(),
            Self::Supplied { rate, count } => say::cites([*rate, *count]),
        }
    }
}

fn between(rate: &Implied<'_>) -> String {
    match &rate.high {
        Some(high) => format!("between {} and {}", say::about(&rate.low, 0), say::about(high, 0)),
        None => format!("of {} or more", say::about(&rate.low, 0)),
    }
}

fn area_name(index: &Index<'_>, area: &AreaCode) -> String {
    index.catalogue.areas.get(area).map_or_else(|| area.to_string(), |area| area.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconcile::testing::{Made, messages};

    fn made(count: &str, stated: &str) -> Made {
        let mut made = Made::new();
        made.add("population.persons", "mid-2019", "", "323136");
        made.add("population.persons", "mid-2020", "", "325415");
        made.add("crime.offences", "2021-22", "", count);
        made.claim("Crime", "Offences, rate per 1,000 population", "", "2021/22", count, stated);
        made
    }

    #[test]
    fn a_rate_must_fit_some_vintage() {
        for (count, stated, want) in [
            ("16411", "50.8", 0),
            ("16411", "50.4", 0),
            ("16411", "51.8", 1),
            ("2", "0.01", 0),
            ("2", "0.0", 0),
        ] {
            let got = messages(&made(count, stated), code::POPULATION);
            assert_eq!(got.len(), want, "{count} {stated} gave {got:?}");
        }
    }

    /// A returned rate with the count that its card names above the line.
    #[test]
    fn a_returned_rate_is_held_against_the_populations_too() {
        for (rate, want) in [("50.8", 0), ("50.4", 0), ("51.8", 1), ("", 0)] {
            let mut made = Made::new();
            let mut card = made.catalogue.measures["crime.incidents"][0].clone();
            card.id = "crime.offences_rate".parse().unwrap();
            card.form = Form::Rate;
            card.numerator = Some("crime.offences".to_owned());
            card.rate =
                toml::from_str("per = 1000\npopulation = \"population.persons\"\nplaces = 1\n")
                    .unwrap();
            made.catalogue.measures.insert(card.id.clone(), vec![card]);
            made.add("population.persons", "mid-2019", "", "323136");
            made.add("population.persons", "mid-2020", "", "325415");
            made.add("crime.offences", "2021-22", "", "16411");
            made.add("crime.offences_rate", "2021-22", "", rate);
            let got = messages(&made, code::POPULATION);
            assert_eq!(got.len(), want, "{rate} gave {got:?}");
        }
    }

    #[test]
    fn without_a_population_rates_are_held_against_each_other() {
        for (second, want) in [("130.8", 0), ("400.4", 1)] {
            let mut made = Made::new();
            made.add_in("North", "crime.offences", "2021-22", "", "128");
            made.add_in("North", "crime.incidents", "2021-22", "", "1063");
            made.claim("Regions", "Offences per million", "North", "YE Mar 2022", "128", "15.7");
            made.claim("Regions", "Incidents per million", "North", "YE Mar 2022", "1063", second);
            let got = messages(&made, code::POPULATION);
            assert_eq!(got.len(), want, "{second}: {got:?}");
        }
    }
}
