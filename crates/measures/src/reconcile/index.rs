//! The observations by measure, period and area, so that every rule finds its own.

use std::collections::BTreeMap;

use sightline_kernel::decimal::Decimal;
use sightline_kernel::dimension::Cell;
use sightline_kernel::ids::{AreaCode, CategoryCode, MeasureId};
use sightline_kernel::period::Period;

use crate::card::{MeasureCard, MeasureDimension};
use crate::catalogue::Catalogue;
use crate::observation::{Observation, Value};
use crate::reconcile::World;

/// What one group holds: a measure in a period and an area.
pub(super) type GroupKey = (MeasureId, Period, AreaCode);

/// The world, looked up.
pub(super) struct Index<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) world: &'a World<'a>,
    groups: BTreeMap<GroupKey, Vec<&'a Observation>>,
}

/// One breakdown of a group: the parts of a dimension beside the same other categories.
pub(super) struct Split<'a> {
    pub(super) dimension: &'a MeasureDimension,
    /// The other categories.
    pub(super) rest: Cell,
    /// The parts that belong to the total.
    pub(super) parts: Vec<&'a Observation>,
    /// The parts shown apart.
    pub(super) apart: Vec<&'a Observation>,
    /// The values that stand for all: supplied as `_T`, or without this breakdown.
    pub(super) wholes: Vec<&'a Observation>,
}

impl<'a> Index<'a> {
    pub(super) fn new(catalogue: &'a Catalogue, world: &'a World<'a>) -> Self {
        let mut groups: BTreeMap<GroupKey, Vec<&'a Observation>> = BTreeMap::new();
        for observation in world.observations {
            let key = &observation.key;
            let group = (key.measure.clone(), key.period, key.area.clone());
            groups.entry(group).or_default().push(observation);
        }
        for group in groups.values_mut() {
            group.sort_by(|one, other| {
                (&one.key.cell, &one.origin).cmp(&(&other.key.cell, &other.origin))
            });
        }
        Self { catalogue, world, groups }
    }

    /// The groups that lie in the report's period or are its base for comparison, in order.
    pub(super) fn groups(&self) -> impl Iterator<Item = (&GroupKey, &[&'a Observation])> {
        self.groups.iter().map(|(key, group)| (key, group.as_slice()))
    }

    /// The observations of a measure in a period and an area.
    pub(super) fn group(
        &self,
        measure: &MeasureId,
        period: Period,
        area: &AreaCode,
    ) -> &[&'a Observation] {
        self.groups.get(&(measure.clone(), period, area.clone())).map_or(&[], Vec::as_slice)
    }

    /// The observations of a measure in a period, in every area.
    pub(super) fn everywhere(
        &self,
        measure: &MeasureId,
        period: Period,
    ) -> impl Iterator<Item = &'a Observation> {
        self.groups
            .iter()
            .filter(move |((id, at, _), _)| id == measure && *at == period)
            .flat_map(|(_, group)| group.iter().copied())
    }

    /// The areas in which a measure was supplied for a period.
    pub(super) fn areas(
        &self,
        measure: &MeasureId,
        period: Period,
    ) -> impl Iterator<Item = &AreaCode> {
        let groups = self.groups.keys().filter(move |(id, at, _)| id == measure && *at == period);
        groups.map(|(_, _, area)| area)
    }

    /// The card that holds at the period's end.
    pub(super) fn card(&self, measure: &MeasureId, period: Period) -> Option<&'a MeasureCard> {
        self.catalogue.measure(measure.as_str(), period.end())
    }

    /// Whether a category is shown apart from the others.
    pub(super) fn is_apart(
        &self,
        dimension: &MeasureDimension,
        period: Period,
        code: &CategoryCode,
    ) -> bool {
        self.catalogue
            .list(dimension.list.as_str(), period.end())
            .and_then(|list| list.category(code.as_str()))
            .is_some_and(|category| category.apart)
    }

    /// The category's name as printed, or its code.
    pub(super) fn category_name(
        &self,
        dimension: &MeasureDimension,
        period: Period,
        code: &CategoryCode,
    ) -> String {
        self.catalogue
            .list(dimension.list.as_str(), period.end())
            .and_then(|list| list.category(code.as_str()))
            .map_or_else(|| code.to_string(), |category| category.name.clone())
    }

    /// The breakdowns of a group by each dimension of its card. A key that stands in two returns
    /// counts once here: the first of them.
    pub(super) fn splits(&self, group: &[&'a Observation]) -> Vec<Split<'a>> {
        let Some(first) = group.first() else { return Vec::new() };
        let Some(card) = self.card(&first.key.measure, first.key.period) else { return Vec::new() };
        let mut once = group.to_vec();
        once.dedup_by(|one, other| one.key == other.key);
        card.dimensions.iter().flat_map(|dimension| self.split_by(dimension, &once)).collect()
    }

    fn split_by(
        &self,
        dimension: &'a MeasureDimension,
        group: &[&'a Observation],
    ) -> Vec<Split<'a>> {
        let mut splits: BTreeMap<Cell, Split<'a>> = BTreeMap::new();
        for observation in group {
            let cell = &observation.key.cell;
            let Some(code) = cell.get(dimension.id.as_str()) else { continue };
            let rest = cell.without(dimension.id.as_str());
            let split = splits.entry(rest.clone()).or_insert_with(|| Split {
                dimension,
                rest,
                parts: Vec::new(),
                apart: Vec::new(),
                wholes: Vec::new(),
            });
            if code.is_total() {
                split.wholes.push(observation);
            } else if self.is_apart(dimension, observation.key.period, code) {
                split.apart.push(observation);
            } else {
                split.parts.push(observation);
            }
        }
        for split in splits.values_mut() {
            let undivided = group.iter().filter(|one| one.key.cell == split.rest);
            split.wholes.extend(undivided.copied());
        }
        splits.into_values().collect()
    }

    /// The value that stands for the whole of a cell: the cell itself, else with `_T` in one more
    /// dimension.
    pub(super) fn whole(
        &self,
        measure: &MeasureId,
        period: Period,
        area: &AreaCode,
        cell: &Cell,
    ) -> Option<&'a Observation> {
        let group = self.group(measure, period, area);
        group
            .iter()
            .find(|one| one.key.cell == *cell)
            .or_else(|| {
                group.iter().find(|one| {
                    let mut total = one.key.cell.pairs().filter(|(_, code)| code.is_total());
                    match (total.next(), total.next()) {
                        (Some((dimension, _)), None) => {
                            one.key.cell.without(dimension.as_str()) == *cell
                        }
                        _ => false,
                    }
                })
            })
            .copied()
    }
}

/// The least and the greatest that a value can be; an absence can be anything from nil on.
pub(super) fn bounds(value: &Value) -> (Decimal, Option<Decimal>) {
    match value {
        Value::Exact { value } => (*value, Some(*value)),
        Value::Bounded { low, high, .. } => (low.unwrap_or_default(), *high),
        Value::Absent(_) => (Decimal::ZERO, None),
    }
}
