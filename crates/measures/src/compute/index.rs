//! Loaded observations, found by what they are about.

use std::collections::HashMap;

use sightline_kernel::dimension::Cell;
use sightline_kernel::ids::{AreaCode, MeasureId};
use sightline_kernel::period::Period;

use crate::observation::{Key, Observation, Origin};

type GroupKey<'a> = (&'a str, Period, &'a str);

/// An index over observations that were loaded: the current ones, in any order. Several agencies
/// may have supplied the same key. Cheap to build; it borrows and copies nothing.
#[derive(Debug, Default)]
pub struct Observations<'a> {
    places: HashMap<GroupKey<'a>, usize>,
    /// Each sorted by cell, returns before publications, then agency, return, newest revision
    /// first, row.
    groups: Vec<Vec<&'a Observation>>,
}

impl<'a> Observations<'a> {
    /// Indexes the observations. Their order makes no difference to any answer.
    #[must_use]
    pub fn new(loaded: impl IntoIterator<Item = &'a Observation>) -> Self {
        let mut index = Self::default();
        let mut last: Option<(GroupKey<'a>, usize)> = None;
        for observation in loaded {
            let key = &observation.key;
            let name = (key.measure.as_str(), key.period, key.area.as_str());
            // Stores return whole groups in a row, so the last one is nearly always right.
            let place = match last {
                Some((known, place)) if known == name => place,
                _ => index.place(name),
            };
            last = Some((name, place));
            if let Some(group) = index.groups.get_mut(place) {
                group.push(observation);
            }
        }
        for group in &mut index.groups {
            group.sort_by(|a, b| order(a, b));
        }
        index
    }

    fn place(&mut self, name: GroupKey<'a>) -> usize {
        let next = self.groups.len();
        let place = *self.places.entry(name).or_insert(next);
        if place == next {
            self.groups.push(Vec::new());
        }
        place
    }

    /// All observations of a measure for a period and an area, in the order of their cells.
    #[must_use]
    pub fn group(
        &self,
        measure: &MeasureId,
        period: Period,
        area: &AreaCode,
    ) -> &[&'a Observation] {
        let place = self.places.get(&(measure.as_str(), period, area.as_str()));
        place.and_then(|at| self.groups.get(*at)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The observations of one key, by agency.
    #[must_use]
    pub fn find(&self, key: &Key) -> &[&'a Observation] {
        within(self.group(&key.measure, key.period, &key.area), &key.cell)
    }

    /// How many observations there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.groups.iter().map(Vec::len).sum()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }
}

/// The observations of a group that have the cell.
fn within<'g, 'a>(group: &'g [&'a Observation], cell: &Cell) -> &'g [&'a Observation] {
    let first = group.partition_point(|known| known.key.cell < *cell);
    let rest = group.get(first..).unwrap_or_default();
    let count = rest.partition_point(|known| known.key.cell == *cell);
    rest.get(..count).unwrap_or_default()
}

fn order(a: &Observation, b: &Observation) -> std::cmp::Ordering {
    let of = |o: &Observation| {
        let revision = o.origin.revision();
        (std::cmp::Reverse(revision.number), o.origin.row())
    };
    let (one, other) = (&a.origin.revision().of, &b.origin.revision().of);
    let published = |o: &Observation| matches!(o.origin, Origin::Publication { .. });
    (a.key.cell.cmp(&b.key.cell))
        .then_with(|| published(a).cmp(&published(b)))
        .then_with(|| one.cmp(other))
        .then_with(|| of(a).cmp(&of(b)))
}
