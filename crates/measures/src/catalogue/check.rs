//! What must hold between definition files: versions without gaps, references that exist.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};

use sightline_kernel::defs::Source;
use sightline_kernel::dimension::CodeList;
use sightline_kernel::ids::RevisionId;
use sightline_kernel::nearest::did_you_mean;
use sightline_kernel::query::DataQuery;
use sightline_kernel::versions::{self, Versions};

use super::Catalogue;
use super::load::Shelf;
use crate::card::{Form, MeasureCard};
use crate::observation::Observation;

/// Version numbers without gaps and days without overlap, for each kind that has versions.
pub(super) fn numbers(shelf: &Shelf<'_>) -> Vec<DataQuery> {
    let mut queries = versions::check(&shelf.measures);
    queries.extend(versions::check(&shelf.lists));
    queries.extend(versions::check(&shelf.comparators));
    queries.extend(versions::check(&shelf.rules));
    queries
}

/// In which file each definition stands.
pub(super) struct Places<'a> {
    measures: BTreeMap<(String, u32), &'a Source>,
    lists: BTreeMap<(String, u32), &'a Source>,
    comparators: BTreeMap<(String, u32), &'a Source>,
    areas: BTreeMap<String, &'a Source>,
}

impl<'a> Places<'a> {
    pub(super) fn of(shelf: &Shelf<'a>) -> Self {
        fn files<'a, T>(versions: &Versions<'a, T>) -> BTreeMap<(String, u32), &'a Source> {
            versions.iter().map(|(key, (_, source))| (key.clone(), *source)).collect()
        }
        Self {
            measures: files(&shelf.measures),
            lists: files(&shelf.lists),
            comparators: files(&shelf.comparators),
            areas: shelf.areas.iter().map(|(code, (_, file))| (code.to_string(), *file)).collect(),
        }
    }
}

/// Everything that names another definition must name one that exists.
pub(super) fn references(
    catalogue: &Catalogue,
    places: &Places<'_>,
    publications: &[&Source],
) -> Vec<DataQuery> {
    let mut queries = Vec::new();
    for card in catalogue.measures.values().flatten() {
        if let Some(source) = file_of(&places.measures, card.id.as_str(), card.version) {
            measure(catalogue, card, source, &mut queries);
        }
    }
    for list in catalogue.lists.values().flatten() {
        if let Some(source) = file_of(&places.lists, list.id.as_str(), list.version) {
            code_list(list, source, &mut queries);
        }
    }
    for set in catalogue.comparators.values().flatten() {
        if let Some(source) = file_of(&places.comparators, set.id.as_str(), set.version) {
            for code in set.members.iter().chain([&set.area]) {
                known(source, "area", code.as_str(), &catalogue.areas, &mut queries);
            }
        }
    }
    for area in catalogue.areas.values() {
        if let Some(source) = places.areas.get(area.code.as_str()) {
            for code in area.parent.iter().chain(&area.merged_into) {
                known(source, "area", code.as_str(), &catalogue.areas, &mut queries);
            }
        }
    }
    published(catalogue, publications, &mut queries);
    queries
}

fn file_of<'a>(
    files: &BTreeMap<(String, u32), &'a Source>,
    id: &str,
    version: u32,
) -> Option<&'a Source> {
    files.get(&(id.to_owned(), version)).copied()
}

/// A query when the name is not one of those known, with the nearest of them.
fn known<K: Borrow<str> + Ord, V>(
    source: &Source,
    what: &str,
    name: &str,
    names: &BTreeMap<K, V>,
    queries: &mut Vec<DataQuery>,
) {
    if !names.contains_key(name) {
        queries.push(unknown(source, what, name, names.keys().map(Borrow::borrow)));
    }
}

fn unknown<'n>(
    source: &Source,
    what: &str,
    name: &str,
    names: impl Iterator<Item = &'n str>,
) -> DataQuery {
    let near = did_you_mean(name, names);
    let remedy =
        if near.is_empty() { format!("Define the {what}, or correct the name.") } else { near };
    let message = format!("There is no {what} “{name}”.");
    source.query_at(&format!("\"{name}\""), message).remedy(remedy)
}

fn measure(
    catalogue: &Catalogue,
    card: &MeasureCard,
    source: &Source,
    queries: &mut Vec<DataQuery>,
) {
    known(source, "suppression rule", card.suppression.as_str(), &catalogue.rules, queries);
    for other in card.not_added_to.iter().chain(&card.made_of).chain(&card.base) {
        known(source, "measure", other.as_str(), &catalogue.measures, queries);
    }
    if let Some(rate) = &card.rate {
        known(source, "measure", rate.population.as_str(), &catalogue.measures, queries);
        if ![1_000, 10_000, 100_000, 1_000_000].contains(&rate.per) {
            let message = format!("A rate per {} is not made.", rate.per);
            let remedy = "Use 1000, 10000, 100000 or 1000000.";
            queries.push(source.query_at("per", message).remedy(remedy));
        }
    }
    for answer in &card.litmus {
        known(source, "litmus question", &answer.question, &catalogue.litmus, queries);
    }
    dimensions(catalogue, card, source, queries);
    shape(card, source, queries);
}

fn dimensions(
    catalogue: &Catalogue,
    card: &MeasureCard,
    source: &Source,
    queries: &mut Vec<DataQuery>,
) {
    let mut seen = BTreeSet::new();
    for dimension in &card.dimensions {
        known(source, "code list", dimension.list.as_str(), &catalogue.lists, queries);
        if !seen.insert(&dimension.id) {
            let message = format!("The dimension “{}” is given twice.", dimension.id);
            let at = source.text.rfind(&format!("\"{}\"", dimension.id)).unwrap_or(0);
            queries.push(source.query(at, message));
        }
    }
}

fn shape(card: &MeasureCard, source: &Source, queries: &mut Vec<DataQuery>) {
    if card.frequency.is_empty() {
        queries.push(source.query_at("frequency", "The card says no frequency."));
    }
    let supplied = matches!(card.form, Form::Percentage | Form::Rate);
    if supplied && (card.numerator.is_none() || card.denominator.is_none()) {
        let message = "A supplied percentage or rate needs its numerator and denominator in words.";
        queries.push(source.query_at("form", message));
    }
    let theme = card.id.as_str().split('.').next().unwrap_or_default();
    if theme.is_empty() || card.title.trim().is_empty() {
        queries.push(source.query_at("title", "The card has no title."));
    }
    let mut periods = BTreeSet::new();
    for target in &card.targets {
        if !periods.insert(target.period) {
            let message = format!("There are two targets for {}.", target.period);
            queries.push(source.query_at("target", message));
        }
    }
}

fn code_list(list: &CodeList, source: &Source, queries: &mut Vec<DataQuery>) {
    let codes: BTreeSet<&str> = list.categories.iter().map(|c| c.code.as_str()).collect();
    let mut seen = BTreeSet::new();
    for category in &list.categories {
        if !seen.insert(category.code.as_str()) {
            let at = source.text.rfind(&format!("\"{}\"", category.code)).unwrap_or(0);
            queries.push(source.query(at, format!("The code “{}” stands twice.", category.code)));
        }
        if category.code.is_total() {
            let message = "“_T” is kept for totals and cannot be a category.";
            queries.push(source.query_at("\"_T\"", message));
        }
        for code in category.standard.iter().chain(&category.parent) {
            if !codes.contains(code.as_str()) {
                queries.push(unknown(source, "category", code.as_str(), codes.iter().copied()));
            }
        }
        if category.standard.is_some() && !category.local {
            let message = format!("“{}” maps to a standard code but is not local.", category.code);
            let needle = format!("\"{}\"", category.code);
            queries.push(source.query_at(&needle, message).remedy("Add “local = true”."));
        }
    }
    queries.extend(spellings(list, source));
    queries.extend(loops(list, source));
}

/// Two categories must not answer to one spelling.
fn spellings(list: &CodeList, source: &Source) -> Vec<DataQuery> {
    let mut owner: BTreeMap<String, &str> = BTreeMap::new();
    let mut queries = Vec::new();
    for category in &list.categories {
        let code = category.code.as_str();
        for spelling in category.aliases.iter().map(String::as_str).chain([&*category.name, code]) {
            let other = owner.entry(spelling.to_lowercase()).or_insert(code);
            if *other != code {
                let message = format!("“{spelling}” could be “{other}” or “{code}”.");
                queries.push(source.query_at(&format!("\"{code}\""), message));
            }
        }
    }
    queries
}

/// A category must not contain itself.
fn loops(list: &CodeList, source: &Source) -> Vec<DataQuery> {
    let looped = |start: &str| {
        let mut at = list.category(start)?.parent.as_ref();
        for _ in 0..list.categories.len() {
            let code = at?;
            if code.as_str() == start {
                return Some(());
            }
            at = list.category(code.as_str())?.parent.as_ref();
        }
        None
    };
    let inside = list.categories.iter().filter(|c| looped(c.code.as_str()).is_some());
    inside
        .map(|c| {
            let message = format!("“{}” contains itself through its parents.", c.code);
            source.query_at(&format!("\"{}\"", c.code), message)
        })
        .collect()
}

/// Publications name publishers, areas, measures and categories that exist, each key once.
fn published(catalogue: &Catalogue, files: &[&Source], queries: &mut Vec<DataQuery>) {
    let mut places: BTreeMap<&RevisionId, Option<&Source>> = BTreeMap::new();
    let find = |revision: &RevisionId| {
        let ending = format!("/{}/{}.toml", revision.of.collection, revision.number);
        files.iter().find(|source| source.path.ends_with(&ending)).copied()
    };
    let mut before: Option<&Observation> = None;
    for observation in &catalogue.publications {
        let revision = observation.origin.revision();
        let Some(source) = *places.entry(revision).or_insert_with(|| find(revision)) else {
            continue;
        };
        if before.is_some_and(|other| other.key == observation.key) {
            queries.push(on_row(source, observation, "It is published twice."));
        }
        before = Some(observation);
        let publisher = observation.origin.agency().as_str();
        known(source, "publisher", publisher, &catalogue.agencies, queries);
        known(source, "area", observation.key.area.as_str(), &catalogue.areas, queries);
        known(source, "measure", observation.key.measure.as_str(), &catalogue.measures, queries);
        if let Some(message) = unknown_category(catalogue, observation) {
            queries.push(on_row(source, observation, &message));
        }
    }
}

fn on_row(source: &Source, observation: &Observation, message: &str) -> DataQuery {
    let row = observation.origin.row() as usize;
    let offset: usize =
        source.text.split_inclusive('\n').take(row.saturating_sub(1)).map(str::len).sum();
    source.query(offset, format!("{}: {message}", observation.key))
}

fn unknown_category(catalogue: &Catalogue, observation: &Observation) -> Option<String> {
    let day = observation.key.period.end();
    let card = catalogue.measure(observation.key.measure.as_str(), day)?;
    observation.key.cell.pairs().find_map(|(dimension, code)| {
        let Some(held) = card.dimension(dimension.as_str()) else {
            return Some(format!("The measure has no dimension “{dimension}”."));
        };
        let list = catalogue.list(held.list.as_str(), day)?;
        let missing = !list.open && !code.is_total() && list.category(code.as_str()).is_none();
        missing.then(|| format!("The list “{}” has no code “{code}”.", list.id))
    })
}
