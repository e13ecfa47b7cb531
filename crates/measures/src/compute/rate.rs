//! Rates: per so many of a population, on a named vintage.

use sightline_kernel::decimal::{Ratio, write_number};
use sightline_kernel::dimension::Cell;
use sightline_kernel::ids::{AreaCode, CategoryCode, DimensionId, MeasureId};
use sightline_kernel::period::Period;

use super::answer::{Answer, Why};
use super::indicator::{Measured, Subject, passed_on};
use super::value::{Engine, no_return};
use crate::card::MeasureCard;
use crate::observation::Key;
use crate::print;
use crate::table::{Role, Unit};

impl<'a> Engine<'a> {
    pub(super) fn rate(
        &self,
        of: &Subject<'a>,
        per: Option<u32>,
        vintage: Option<Period>,
    ) -> Measured {
        let rule = of.card.rate.as_ref();
        let per = per.or_else(|| rule.map(|rule| rule.per)).unwrap_or(1_000);
        let places = rule.map_or(1, |rule| rule.places);
        let measured = |answer| Measured { answer, unit: Unit::Per(per), places };
        let Some(rule) = rule else {
            let reason = format!("The card of “{}” names no population for a rate.", of.card.title);
            return measured(Answer::not(Why::NoRateRule, reason));
        };
        if !of.card.is_amount() {
            return measured(Answer::not(
                Why::Percentage,
                "No rate is made of a percentage or rate.",
            ));
        }
        let top = self.amount(of);
        let Some(count) = top.ratio() else { return measured(passed_on(top)) };
        let (population, used) = self.population(of, &rule.population, vintage.or(rule.vintage));
        let population = population.role(Role::Population);
        if let Some(refusal) = self.refuse_base(of, &population) {
            let refusal = match population.ratio() {
                Some(_) => refusal,
                None => Answer::not(
                    Why::NoPopulation,
                    format!(
                        "No rate: there is no population for {}.",
                        self.area_name(&of.key.area)
                    ),
                ),
            };
            return measured(refusal.with(&top, None).with(&population, None));
        }
        let rate = population
            .ratio()
            .and_then(|people| count.times(&Ratio::whole(i64::from(per))).over(people));
        let answer = rate.map_or_else(no_return, Answer::known);
        let note = self.population_note(of, per, &population, used);
        measured(answer.with(&top, None).with(&population, None).note(note))
    }

    /// “Rate per 1,000 people: mid-2019 population, 323,136.”
    fn population_note(
        &self,
        of: &Subject<'_>,
        per: u32,
        population: &Answer,
        used: Period,
    ) -> String {
        let people = self.people(of);
        let size = population.ratio().and_then(|ratio| ratio.round(0));
        let size = size.map(|size| write_number(size, 0, true)).unwrap_or_default();
        let per = print::per(per);
        format!("Rate per {per} {people}, on the {} population of {size}.", used.in_words())
    }

    /// Who is counted below the line of a rate: “people”, “children”.
    pub(super) fn people(&self, of: &Subject<'_>) -> String {
        let rule = of.card.rate.as_ref();
        let card = rule
            .and_then(|rule| self.catalogue.measure(rule.population.as_str(), of.key.period.end()));
        card.map_or_else(|| "people".to_owned(), MeasureCard::units)
    }

    pub(super) fn area_name(&self, area: &AreaCode) -> String {
        self.catalogue.areas.get(area).map_or_else(|| area.to_string(), |area| area.name.clone())
    }

    /// The population of a rate and its vintage: the one named, else the latest that is not after
    /// the period's middle. Dimensions that the population has too are carried into it.
    fn population(
        &self,
        of: &Subject<'_>,
        measure: &MeasureId,
        vintage: Option<Period>,
    ) -> (Answer, Period) {
        let card = self.catalogue.measure(measure.as_str(), of.key.period.end());
        let shared = |dimension: &DimensionId, code: &CategoryCode| {
            !code.is_total()
                && card.is_some_and(|card| card.dimension(dimension.as_str()).is_some())
        };
        let cell = of.key.cell.pairs().fold(Cell::default(), |cell, (dimension, code)| {
            if shared(dimension, code) { cell.with(dimension, code.clone()) } else { cell }
        });
        let name = (measure.clone(), Key { cell, ..of.key.clone() }, vintage);
        if let Some(known) = self.populations.borrow().get(&name) {
            return known.clone();
        }
        let (_, key, _) = &name;
        let found = card.map_or((no_return(), of.key.period), |card| {
            let candidates = vintage.map_or_else(|| vintages(key.period), |period| vec![period]);
            self.newest(card, key, &candidates)
        });
        self.populations.borrow_mut().insert(name, found.clone());
        found
    }

    /// The first of the vintages for which there is a population.
    fn newest(&self, card: &MeasureCard, key: &Key, vintages: &[Period]) -> (Answer, Period) {
        let mut last = key.period;
        for &period in vintages {
            last = period;
            let at = Key { measure: card.id.clone(), period, ..key.clone() };
            let answer = self.value(card, &at);
            if !answer.is_no_return() {
                return (answer, period);
            }
        }
        (no_return(), last)
    }
}

/// The vintages that may serve a period: the latest not after its middle first, ten years back.
pub(super) fn vintages(period: Period) -> Vec<Period> {
    const YEARS_BACK: i16 = 10;
    let (start, end) = (period.start(), period.end());
    let half = start.until(end).map(|span| span.get_days() / 2).unwrap_or(0);
    let middle = start.checked_add(jiff::Span::new().days(half)).unwrap_or(start);
    let latest = middle.year();
    let years = (latest - YEARS_BACK..=latest).rev().map(Period::Vintage);
    years.filter(|vintage| vintage.end() <= middle).collect()
}
