//! Finds the observations that a statement speaks of: by the map, by names, and where the name is
//! not known, by the value beside it.

use sightline_kernel::decimal::Decimal;
use sightline_kernel::dimension::Cell;
use sightline_kernel::ids::{AreaCode, DimensionId};
use sightline_kernel::period::Period;

use crate::claims::{Claim, Statement, Target};
use crate::observation::Observation;
use crate::reconcile::index::Index;

/// What a statement speaks of.
#[derive(Default)]
pub(in crate::reconcile) struct Link<'a> {
    /// The area.
    pub(in crate::reconcile) area: Option<AreaCode>,
    /// The value in the period.
    pub(in crate::reconcile) now: Option<&'a Observation>,
    /// The value in the earlier period.
    pub(in crate::reconcile) then: Option<&'a Observation>,
    /// What a share is a share of, or the total beside the rows.
    pub(in crate::reconcile) whole: Option<&'a Observation>,
    /// All rows of the dimension, without the total; or of all areas.
    pub(in crate::reconcile) rows: Vec<&'a Observation>,
    /// How many of the rows are shown apart.
    pub(in crate::reconcile) apart: Vec<&'a Observation>,
}

/// The observations that a claim speaks of; nothing where the map does not name its section.
pub(in crate::reconcile) fn link<'a>(index: &Index<'a>, claim: &Claim) -> Option<Link<'a>> {
    let target = claim.target.as_ref()?;
    let period = claim.period.unwrap_or(index.world.period);
    let area = area(index, claim, target, period);
    let mut link = Link { area: area.clone(), ..Link::default() };
    let whole_area = target.area.as_ref().map(|area| resolved(index, area));
    let at = area.or(whole_area).unwrap_or_else(|| index.world.area.clone());
    let cell = cell(index, claim, target, period, &at);
    link.whole = match &target.whole {
        Some(measure) => index.whole(measure, period, &at, &Cell::default()),
        None => index.whole(&target.measure, period, &at, &target.cell),
    };
    if let Some(cell) = cell {
        link.now = index.whole(&target.measure, period, &at, &cell);
        link.then = claim.earlier.and_then(|then| index.whole(&target.measure, then, &at, &cell));
    }
    (link.rows, link.apart) = rows(index, target, period, &at);
    Some(link)
}

/// The area that the claim names, among those for which the measure was supplied; the
/// partnership's own where the map does not say otherwise.
fn area(index: &Index<'_>, claim: &Claim, target: &Target, period: Period) -> Option<AreaCode> {
    if !target.areas {
        let own = || index.world.area.clone();
        return Some(target.area.as_ref().map_or_else(own, |area| resolved(index, area)));
    }
    let text = target.code.as_deref().unwrap_or(&claim.text.dimension);
    index
        .everywhere(&target.measure, period)
        .map(|one| &one.key.area)
        .find(|area| names_area(index, area, text))
        .cloned()
}

fn names_area(index: &Index<'_>, area: &AreaCode, text: &str) -> bool {
    let known = index.catalogue.areas.get(area);
    let after_colon = area.as_str().rsplit(':').next().unwrap_or_default();
    let mut names = vec![area.as_str(), after_colon];
    names.extend(known.map(|area| area.name.as_str()));
    names.extend(known.iter().flat_map(|area| area.aliases.iter().map(String::as_str)));
    names.into_iter().any(|name| plain(name) == plain(text))
}

fn resolved(index: &Index<'_>, area: &AreaCode) -> AreaCode {
    index.catalogue.resolve_area(area.as_str()).map_or_else(|| area.clone(), |a| a.code.clone())
}

/// The cell that the claim speaks of: with the category it names, or the whole.
fn cell(
    index: &Index<'_>,
    claim: &Claim,
    target: &Target,
    period: Period,
    area: &AreaCode,
) -> Option<Cell> {
    let Some(dimension) = &target.dimension else { return Some(target.cell.clone()) };
    let group = index.group(&target.measure, period, area);
    let parts = || {
        group.iter().filter(|one| {
            let code = one.key.cell.get(dimension.as_str());
            code.is_some_and(|code| !code.is_total())
                && one.key.cell.without(dimension.as_str()) == target.cell
        })
    };
    let text = target.code.as_deref().unwrap_or(&claim.text.dimension);
    if speaks_of_all(text) {
        return Some(target.cell.clone());
    }
    let by_name = parts().find(|one| names_category(index, one, dimension, text));
    let mut by_value = parts().filter(|one| one.value.exact() == base(claim));
    by_name
        .or_else(|| match (by_value.next(), by_value.next()) {
            (Some(one), None) => Some(one),
            _ => None,
        })
        .map(|one| one.key.cell.clone())
}

/// Whether the dimension's text means all categories together: nothing, “all”, “10 categories”.
fn speaks_of_all(text: &str) -> bool {
    let text = text.trim();
    text.is_empty()
        || matches!(plain(text).as_str(), "all" | "total" | "national" | "summary")
        || text.starts_with(|c: char| c.is_ascii_digit())
}

fn names_category(
    index: &Index<'_>,
    one: &Observation,
    dimension: &DimensionId,
    text: &str,
) -> bool {
    let Some(code) = one.key.cell.get(dimension.as_str()) else { return false };
    let list = index
        .card(&one.key.measure, one.key.period)
        .and_then(|card| card.dimension(dimension.as_str()))
        .and_then(|d| index.catalogue.list(d.list.as_str(), one.key.period.end()));
    let category = list.and_then(|list| list.category(code.as_str()));
    let mut names = vec![code.as_str()];
    names.extend(category.map(|category| category.name.as_str()));
    names.extend(category.iter().flat_map(|c| c.aliases.iter().map(String::as_str)));
    names.into_iter().any(|name| plain(name) == plain(text))
}

/// The number that the claim gives for what it names.
fn base(claim: &Claim) -> Option<Decimal> {
    match &claim.statement {
        Statement::Share { part, .. } => Some(*part),
        Statement::Rate { count, .. } => Some(*count),
        Statement::Number { base, .. } | Statement::PartOf { base, .. } => Some(*base),
        Statement::Change { now, .. } => Some(*now),
        Statement::MonthlyMean { total, .. } => Some(*total),
        _ => None,
    }
}

/// The rows that a total adds up: the categories of the dimension, those shown apart among them
/// and counted, or the same cell in all other areas.
fn rows<'a>(
    index: &Index<'a>,
    target: &Target,
    period: Period,
    area: &AreaCode,
) -> (Vec<&'a Observation>, Vec<&'a Observation>) {
    if target.areas {
        let others = index
            .everywhere(&target.measure, period)
            .filter(|one| one.key.area != *area && one.key.cell == target.cell);
        return (others.collect(), Vec::new());
    }
    let Some(dimension) = &target.dimension else { return Default::default() };
    let splits = index.splits(index.group(&target.measure, period, area));
    let split = splits
        .into_iter()
        .find(|split| split.dimension.id == *dimension && split.rest == target.cell);
    split.map_or_else(Default::default, |split| {
        let mut rows = split.parts;
        rows.extend(split.apart.iter().copied());
        (rows, split.apart)
    })
}

/// A name without what differs between spellings: case, punctuation, `&`.
fn plain(text: &str) -> String {
    let words: String = text
        .replace('&', " and ")
        .chars()
        .map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' })
        .collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_name_meet() {
        assert_eq!(plain("Burglary - residential"), plain("burglary-residential"));
        assert_eq!(plain("Criminal damage & arson"), plain("Criminal damage and arson"));
        assert_ne!(plain("Oswestry East"), plain("Oswestry South"));
        assert!(speaks_of_all("10 categories") && speaks_of_all("all") && !speaks_of_all("Drugs"));
    }
}
