//! What must be loaded before something can be computed.

use std::collections::{BTreeMap, BTreeSet};

use sightline_kernel::ids::{AreaCode, MeasureId};
use sightline_kernel::period::{Frequency, Period};

use super::rate::vintages;
use super::sum::finer;
use crate::card::{Kind, MeasureCard};
use crate::catalogue::Catalogue;
use crate::request::{Comparator, Context, FigureRequest, Indicator, Rows, Selector, TableRequest};

/// Observations to load: every cell of a measure for these periods and areas.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Need {
    /// The measure.
    pub measure: MeasureId,
    /// The periods.
    pub periods: BTreeSet<Period>,
    /// The areas.
    pub areas: BTreeSet<AreaCode>,
}

/// What the figures need: values, bases, populations, earlier periods, comparators' areas.
/// One entry for each measure and set of areas; periods of several requests are joined.
#[must_use]
pub fn figure_needs(
    catalogue: &Catalogue,
    context: &Context,
    requests: &[FigureRequest],
) -> Vec<Need> {
    let mut needs = Needs { catalogue, context, wanted: BTreeMap::new() };
    for request in requests {
        let (area, period) = needs.place(&request.of);
        needs.indicator(&request.of.measure, period, &area, &request.indicator);
    }
    needs.into_list()
}

/// What the tables need. See [`figure_needs`].
#[must_use]
pub fn table_needs(
    catalogue: &Catalogue,
    context: &Context,
    requests: &[TableRequest],
) -> Vec<Need> {
    let mut needs = Needs { catalogue, context, wanted: BTreeMap::new() };
    for request in requests {
        needs.table(request);
    }
    needs.into_list()
}

struct Needs<'a> {
    catalogue: &'a Catalogue,
    context: &'a Context,
    wanted: BTreeMap<(MeasureId, AreaCode), BTreeSet<Period>>,
}

impl Needs<'_> {
    fn place(&self, of: &Selector) -> (AreaCode, Period) {
        let area = of.area.clone().unwrap_or_else(|| self.context.area.clone());
        (area, of.period.unwrap_or(self.context.period))
    }

    fn table(&mut self, request: &TableRequest) {
        let (area, period) = self.place(&request.of);
        let measure = request.of.measure.clone();
        let mut rows = vec![(measure.clone(), area.clone(), period)];
        match &request.rows {
            Rows::One | Rows::Categories(_) => {}
            Rows::Periods(periods) => {
                rows = periods.iter().map(|p| (measure.clone(), area.clone(), *p)).collect();
            }
            Rows::Areas(areas) => {
                rows = areas.iter().map(|a| (measure.clone(), a.clone(), period)).collect();
            }
            Rows::Series(series) => {
                let row = |series: &Selector| {
                    let own = series.area.clone().unwrap_or_else(|| area.clone());
                    (series.measure.clone(), own, series.period.unwrap_or(period))
                };
                rows = series.iter().map(row).collect();
            }
        }
        for (measure, area, period) in rows {
            for column in &request.columns {
                let period = column.period.unwrap_or(period);
                let area = column.area.as_ref().unwrap_or(&area);
                self.indicator(&measure, period, area, &column.indicator);
            }
        }
    }

    fn indicator(
        &mut self,
        measure: &MeasureId,
        period: Period,
        area: &AreaCode,
        indicator: &Indicator,
    ) {
        self.value(measure, period, area);
        match indicator {
            Indicator::Value
            | Indicator::Share { of: None }
            | Indicator::MonthlyMean
            | Indicator::Rank
            | Indicator::Target => {}
            Indicator::Share { of: Some(of) } | Indicator::Ratio { to: of } => {
                let area = of.area.clone().unwrap_or_else(|| area.clone());
                self.value(&of.measure, of.period.unwrap_or(period), &area);
            }
            Indicator::Rate { vintage, .. } => self.population(measure, period, area, *vintage),
            Indicator::Change { since: then }
            | Indicator::ChangePercent { since: then }
            | Indicator::Earlier { period: then } => {
                self.value(measure, then.unwrap_or_else(|| period.previous()), area);
            }
            Indicator::YearToDate => period.months().into_iter().for_each(|month| {
                self.want(measure, month, area);
            }),
            Indicator::Gap { against: with } | Indicator::Compared { with } => {
                self.comparator(measure, period, area, with);
            }
        }
    }

    /// A value, and what it may be made from: months, quarters, the day at the period's end.
    fn value(&mut self, measure: &MeasureId, period: Period, area: &AreaCode) {
        self.want(measure, period, area);
        let Some(card) = self.catalogue.measure(measure.as_str(), period.end()) else { return };
        for period in made_from(card, period) {
            self.want(measure, period, area);
        }
    }

    fn population(
        &mut self,
        measure: &MeasureId,
        period: Period,
        area: &AreaCode,
        vintage: Option<Period>,
    ) {
        let card = self.catalogue.measure(measure.as_str(), period.end());
        let Some(rule) = card.and_then(|card| card.rate.clone()) else { return };
        let named = vintage.or(rule.vintage).map(|vintage| vec![vintage]);
        for vintage in named.unwrap_or_else(|| vintages(period)) {
            self.want(&rule.population, vintage, area);
        }
    }

    fn comparator(
        &mut self,
        measure: &MeasureId,
        period: Period,
        area: &AreaCode,
        with: &Comparator,
    ) {
        let mut places = vec![(area.clone(), period)];
        match with {
            Comparator::Area(other) => places.push((other.clone(), period)),
            Comparator::Previous => places.push((area.clone(), period.previous())),
            Comparator::Target => {}
            Comparator::Set(id) => {
                let set = self.catalogue.comparator(id.as_str(), period.end());
                let members = set.into_iter().flat_map(|set| &set.members);
                places.extend(members.map(|member| (member.clone(), period)));
            }
        }
        for (area, period) in places {
            self.value(measure, period, &area);
            self.population(measure, period, &area, None);
        }
    }

    fn want(&mut self, measure: &MeasureId, period: Period, area: &AreaCode) {
        self.wanted.entry((measure.clone(), area.clone())).or_default().insert(period);
    }

    /// Areas that need the same periods of a measure stand in one entry.
    fn into_list(self) -> Vec<Need> {
        let mut joined: BTreeMap<(MeasureId, BTreeSet<Period>), BTreeSet<AreaCode>> =
            BTreeMap::new();
        for ((measure, area), periods) in self.wanted {
            joined.entry((measure, periods)).or_default().insert(area);
        }
        let need = |((measure, periods), areas)| Need { measure, periods, areas };
        joined.into_iter().map(need).collect()
    }
}

/// Shorter periods from which a longer one may be made, when the card says that it is collected
/// by them and not by the longer one.
fn made_from(card: &MeasureCard, period: Period) -> Vec<Period> {
    let by = |frequency: Frequency| card.frequency.contains(&frequency);
    if by(period.frequency()) {
        return Vec::new();
    }
    match card.kind {
        Kind::Stock => vec![Period::Snapshot(period.end())],
        Kind::Flow if card.is_amount() => {
            let parts = finer(period).into_iter().flatten();
            parts.filter(|part| by(part.frequency())).collect()
        }
        Kind::Flow => Vec::new(),
    }
}
