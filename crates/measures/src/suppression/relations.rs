//! All that a reader can add up in a table, found by what its counts are about and not by where
//! they stand: an author may put a total, its parts and the year into rows or columns as they like.

use std::collections::{BTreeMap, BTreeSet};

use sightline_kernel::dimension::CodeList;
use sightline_kernel::ids::{AreaCode, CategoryCode, DimensionId, MeasureId};
use sightline_kernel::period::{Frequency, Period};

use super::Given;
use super::problem::{Problem, ProblemCell, Relation, State};
use super::reveal::{Amount, amounts, without_totals};
use crate::card::{Footprint, Kind, MeasureDimension};
use crate::catalogue::{Area, Catalogue};
use crate::table::{RowKind, Table};

/// Parts and what they make up.
struct Family {
    parts: Vec<Amount>,
    whole: Amount,
    /// Whether every part that the whole has is there.
    complete: bool,
}

/// Adds to the problem what ties its counts to each other.
pub(super) fn add(
    catalogue: &Catalogue,
    given: Given<'_>,
    table: &Table,
    places: &BTreeMap<Amount, usize>,
    problem: &mut Problem,
) {
    let left_over = left_over(table);
    let mut finder = Finder { catalogue, given, left_over, places: places.clone() };
    let families = finder.families(problem);
    let mut relations: Vec<Relation> = families
        .iter()
        .filter_map(|family| {
            let parts: Vec<usize> =
                family.parts.iter().filter_map(|part| finder.places.get(part)).copied().collect();
            sum(problem, &parts, *finder.places.get(&family.whole)?, family.complete)
        })
        .collect();
    relations.extend(rests(catalogue, table, places, problem));
    let mut seen = BTreeSet::new();
    relations.retain(|relation| {
        let mut terms = relation.terms.clone();
        terms.sort_unstable();
        seen.insert((terms, relation.low, relation.high))
    });
    problem.relations = drop_loose(problem, relations);
}

/// One sum: equal where the parts are complete or happen to reach the whole, else no more.
fn sum(problem: &Problem, parts: &[usize], whole: usize, complete: bool) -> Option<Relation> {
    let equal = Relation::total(problem, parts, whole);
    let off = equal.low.unwrap_or(0);
    if parts.is_empty() {
        None
    } else if complete || off == 0 {
        Some(equal)
    } else {
        (off < 0).then(|| Relation::within(parts, whole))
    }
}

/// A number that is printed nowhere and stands in one relation alone ties nothing to anything.
fn drop_loose(problem: &Problem, mut relations: Vec<Relation>) -> Vec<Relation> {
    loop {
        let mut uses = vec![0_u32; problem.cells.len()];
        for (at, _) in relations.iter().flat_map(|relation| &relation.terms) {
            if let Some(count) = uses.get_mut(*at) {
                *count += 1;
            }
        }
        let loose = |(at, _): &(usize, i64)| {
            let printed = problem.cells.get(*at).is_none_or(|cell| cell.state != State::Ranged);
            !printed && uses.get(*at).is_some_and(|count| *count < 2)
        };
        let before = relations.len();
        relations.retain(|relation| !relation.terms.iter().any(&loose));
        if relations.len() == before {
            return relations;
        }
    }
}

/// The dimension of the rows, where a row holds what is left of its total.
fn left_over(table: &Table) -> Option<DimensionId> {
    use crate::request::Rows;
    match &table.request.rows {
        Rows::Categories(id) if table.rows.iter().any(|row| row.kind == RowKind::Rest) => {
            Some(id.clone())
        }
        _ => None,
    }
}

/// The rows shown, and what is left over, against the total: this alone follows from the rows.
fn rests(
    catalogue: &Catalogue,
    table: &Table,
    places: &BTreeMap<Amount, usize>,
    problem: &Problem,
) -> Vec<Relation> {
    if left_over(table).is_none() {
        return Vec::new();
    }
    let mut relations = Vec::new();
    // A change tells of two counts, so each column is looked at twice.
    for (column, slot) in (0..table.heads.len()).flat_map(|column| [(column, 0), (column, 1)]) {
        let of = |kinds: &[RowKind]| -> Vec<usize> {
            let rows = table.rows.iter().filter(|row| kinds.contains(&row.kind));
            rows.filter_map(|row| {
                let figure = row.figures.get(column)?;
                let amounts = amounts(catalogue, figure, row.kind == RowKind::Rest);
                places.get(amounts.get(slot)?).copied()
            })
            .collect()
        };
        if let [whole] = of(&[RowKind::Total]).as_slice() {
            relations.extend(sum(problem, &of(&[RowKind::Part, RowKind::Rest]), *whole, true));
        }
    }
    relations
}

/// Finds families of counts.
struct Finder<'a> {
    catalogue: &'a Catalogue,
    given: Given<'a>,
    left_over: Option<DimensionId>,
    /// The counts of the table, and the totals that are not in it and that more than one sum makes.
    places: BTreeMap<Amount, usize>,
}

impl Finder<'_> {
    fn families(&mut self, problem: &mut Problem) -> Vec<Family> {
        // A total that is not printed may still tie what makes it up two ways, so it is a number
        // like others of which the reader knows nothing.
        loop {
            let families: Vec<Family> =
                [self.by_category(), self.by_area(), self.by_time(), self.by_measure()]
                    .into_iter()
                    .flatten()
                    .collect();
            let known = self.places.len();
            for family in families.iter().filter(|family| family.complete) {
                self.imagine(family, problem);
            }
            if self.places.len() == known {
                return families;
            }
        }
    }

    /// Takes the whole of a family into the problem, where it is not printed.
    fn imagine(&mut self, family: &Family, problem: &mut Problem) {
        if self.places.contains_key(&family.whole) {
            return;
        }
        let value = |part: &Amount| Some(problem.cells.get(*self.places.get(part)?)?.value);
        let value = family.parts.iter().filter_map(value).sum();
        let cell = ProblemCell { value, floor: 0, ceiling: None, state: State::Ranged, loss: 0 };
        let at = problem.add(cell);
        self.places.insert(family.whole.clone(), at);
    }

    /// The categories of each dimension whose categories exclude one another against what holds
    /// them all, and against the category that contains them.
    fn by_category(&self) -> Vec<Family> {
        let mut groups: BTreeMap<(Amount, DimensionId), BTreeSet<CategoryCode>> = BTreeMap::new();
        for amount in self.places.keys() {
            for (dimension, code) in amount.cell.pairs() {
                let whole =
                    Amount { cell: amount.cell.without(dimension.as_str()), ..amount.clone() };
                groups.entry((whole, dimension.clone())).or_default().insert(code.clone());
            }
        }
        groups
            .iter()
            .filter_map(|((whole, id), codes)| {
                let card = self.catalogue.measure(whole.measure.as_str(), whole.period.end())?;
                let dimension = card.dimension(id.as_str()).filter(|one| one.exclusive)?;
                Some(self.in_dimension(whole, dimension, codes))
            })
            .flatten()
            .collect()
    }

    fn in_dimension(
        &self,
        whole: &Amount,
        dimension: &MeasureDimension,
        codes: &BTreeSet<CategoryCode>,
    ) -> Vec<Family> {
        let list = self.catalogue.list(dimension.list.as_str(), whole.period.end());
        let with = |code: &CategoryCode| Amount {
            cell: whole.cell.with(&dimension.id, code.clone()),
            ..whole.clone()
        };
        let mut families: BTreeMap<Option<&CategoryCode>, Vec<&CategoryCode>> = BTreeMap::new();
        for code in codes.iter().filter(|code| !is_apart(list, code)) {
            families.entry(container(list, code, codes)).or_default().push(code);
        }
        let unseen = self.unseen(whole, dimension, list, codes);
        families
            .into_iter()
            .map(|(parent, parts)| Family {
                parts: parts.into_iter().map(with).collect(),
                whole: parent.map_or_else(|| whole.clone(), with),
                complete: dimension.complete && !unseen.contains(&parent),
            })
            .collect()
    }

    /// The containers of which a part was supplied that the table does not show.
    fn unseen<'c>(
        &self,
        whole: &Amount,
        dimension: &MeasureDimension,
        list: Option<&'c CodeList>,
        codes: &'c BTreeSet<CategoryCode>,
    ) -> BTreeSet<Option<&'c CategoryCode>> {
        if self.left_over.as_ref() == Some(&dimension.id) {
            return codes.iter().map(Some).chain([None]).collect();
        }
        let Some(observations) = self.given.observations else { return BTreeSet::new() };
        let group = observations.group(&whole.measure, whole.period, &whole.area);
        group
            .iter()
            .filter_map(|one| {
                let code = one.key.cell.get(dimension.id.as_str())?;
                let beside = without_totals(&one.key.cell.without(dimension.id.as_str()));
                let shown =
                    codes.contains(code) || codes.iter().any(|shown| is_within(list, shown, code));
                (beside == whole.cell && !code.is_total() && !is_apart(list, code) && !shown)
                    .then(|| container(list, code, codes))
            })
            .collect()
    }

    /// Areas of one kind against the area that contains them.
    fn by_area(&self) -> Vec<Family> {
        let mut groups: BTreeMap<Amount, BTreeSet<&AreaCode>> = BTreeMap::new();
        // Any area does for the name of a group.
        let Some(any) = self.places.keys().map(|amount| amount.area.clone()).next() else {
            return Vec::new();
        };
        for amount in self.places.keys().filter(|amount| !amount.rest) {
            let group = Amount { area: any.clone(), ..amount.clone() };
            groups.entry(group).or_default().insert(&amount.area);
        }
        groups.iter().flat_map(|(group, areas)| self.in_areas(group, areas)).collect()
    }

    fn in_areas(&self, group: &Amount, areas: &BTreeSet<&AreaCode>) -> Vec<Family> {
        let mut families: BTreeMap<(&AreaCode, &'static str), Vec<&Area>> = BTreeMap::new();
        for area in areas.iter().filter_map(|code| self.catalogue.areas.get(*code)) {
            if let Some(around) = self.around(area, areas) {
                families.entry((around, kind(area.kind))).or_default().push(area);
            }
        }
        let at = |code: &AreaCode| Amount { area: code.clone(), ..group.clone() };
        // Nothing says that an area is divided without remainder, so what it holds beside the
        // areas shown stays open unless they reach it.
        families
            .into_iter()
            .map(|((around, _), parts)| Family {
                complete: false,
                parts: parts.into_iter().map(|area| at(&area.code)).collect(),
                whole: at(around),
            })
            .collect()
    }

    /// The smallest of the areas that contains this one.
    fn around<'c>(
        &'c self,
        area: &'c Area,
        areas: &BTreeSet<&'c AreaCode>,
    ) -> Option<&'c AreaCode> {
        let mut next = area.parent.as_ref();
        // Areas are nested a few deep; a ring of parents would be endless.
        for _ in 0..16 {
            let code = next?;
            if areas.contains(code) {
                return Some(code);
            }
            next = self.catalogue.areas.get(code)?.parent.as_ref();
        }
        None
    }

    /// Measures against the one that they make up.
    fn by_measure(&self) -> Vec<Family> {
        let whole = |amount: &Amount| {
            let card = self.catalogue.measure(amount.measure.as_str(), amount.period.end())?;
            let at = |id: &MeasureId| Amount { measure: id.clone(), ..amount.clone() };
            let known = |part: &Amount| self.places.contains_key(part);
            let parts: Vec<Amount> = card.made_of.iter().map(at).collect();
            let complete = parts.iter().all(known);
            let parts: Vec<Amount> = parts.into_iter().filter(known).collect();
            (!parts.is_empty()).then(|| Family { parts, whole: amount.clone(), complete })
        };
        self.places.keys().filter(|amount| !amount.rest).filter_map(whole).collect()
    }

    /// Months and quarters against what they make up, where the measure counts over time.
    fn by_time(&self) -> Vec<Family> {
        let mut groups: BTreeMap<Amount, BTreeSet<Period>> = BTreeMap::new();
        for amount in self.places.keys().filter(|amount| !amount.rest && !amount.to_date) {
            let card = self.catalogue.measure(amount.measure.as_str(), amount.period.end());
            if card.is_some_and(|card| card.kind == Kind::Flow) {
                let group = Amount { period: Period::Vintage(2000), ..amount.clone() };
                groups.entry(group).or_default().insert(amount.period);
            }
        }
        groups.iter().flat_map(|(group, periods)| over_time(group, periods)).collect()
    }
}

fn over_time(group: &Amount, periods: &BTreeSet<Period>) -> Vec<Family> {
    let years = periods.iter().filter(|period| period.frequency() == Frequency::Year);
    // Months beside a quarter make up a year only with the quarters between them.
    let wholes: BTreeSet<Period> =
        periods.iter().copied().chain(years.flat_map(|year| quarters_of(*year))).collect();
    let at = |period: Period| Amount { period, ..group.clone() };
    let mut families = Vec::new();
    for whole in wholes {
        let within = |part: &&Period| **part != whole && whole.contains(**part);
        let finer: BTreeSet<Frequency> =
            periods.iter().filter(within).map(|part| part.frequency()).collect();
        for frequency in finer {
            let parts: Vec<Period> = periods
                .iter()
                .filter(within)
                .filter(|part| part.frequency() == frequency)
                .copied()
                .collect();
            let months: usize = parts.iter().map(|part| part.months().len()).sum();
            if months > 0 && months == whole.months().len() {
                families.push(Family {
                    parts: parts.into_iter().map(at).collect(),
                    whole: at(whole),
                    complete: true,
                });
            }
        }
    }
    families
}

fn quarters_of(year: Period) -> Vec<Period> {
    match year {
        Period::ReportingYear(year) => (1..=4).map(|n| Period::Quarter(year, n)).collect(),
        _ => Vec::new(),
    }
}

/// A name for the kind, which has no order of its own.
fn kind(kind: Footprint) -> &'static str {
    match kind {
        Footprint::LocalAuthority => "local-authority",
        Footprint::PreventRegion => "prevent-region",
        Footprint::PoliceForce => "police-force",
        Footprint::HealthArea => "health-area",
        Footprint::National => "national",
    }
}

fn is_apart(list: Option<&CodeList>, code: &CategoryCode) -> bool {
    list.and_then(|list| list.category(code.as_str())).is_some_and(|category| category.apart)
}

/// The nearest category of the table that contains this one.
fn container<'c>(
    list: Option<&CodeList>,
    code: &CategoryCode,
    codes: &'c BTreeSet<CategoryCode>,
) -> Option<&'c CategoryCode> {
    above(list, code).into_iter().find_map(|parent| codes.get(parent))
}

/// Whether a category lies within another.
fn is_within(list: Option<&CodeList>, code: &CategoryCode, other: &CategoryCode) -> bool {
    above(list, code).contains(&other)
}

/// The categories that contain this one, the nearest first.
fn above<'l>(list: Option<&'l CodeList>, code: &CategoryCode) -> Vec<&'l CategoryCode> {
    let Some(list) = list else { return Vec::new() };
    let parent = |code: &str| list.category(code)?.parent.as_ref();
    // Lists are nested a few deep; a ring of parents would be endless.
    std::iter::successors(parent(code.as_str()), |code| parent(code.as_str())).take(16).collect()
}
