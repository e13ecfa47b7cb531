//! Definitions that have versions: one file a version, in a folder named after the id. A folder of
//! definitions may be laid over another, and what it holds replaces what has the same id and version.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::de::DeserializeOwned;

use crate::defs::Source;
use crate::query::DataQuery;

/// A definition that has versions.
pub trait Versioned {
    /// The id, which all versions share.
    fn id(&self) -> &str;
    /// The number of the version, from 1.
    fn version(&self) -> u32;
    /// First and last day on which the version holds.
    fn holds(&self) -> (Date, Option<Date>);
}

/// Versions of definitions by id and number, each with its file.
pub type Versions<'a, T> = BTreeMap<(String, u32), (T, &'a Source)>;

/// The folder that holds `defs`, and the kind of definition below it.
#[must_use]
pub fn root_and_kind(path: &str) -> Option<(&str, &str)> {
    if !path.ends_with(".toml") {
        return None;
    }
    let (root, rest) = match path.rfind("defs/") {
        Some(at) => (path.get(..at)?, path.get(at + "defs/".len()..)?),
        None => ("", path),
    };
    rest.split_once('/').map(|(kind, _)| (root, kind))
}

/// Reads a version and puts it in its place.
pub fn put<'a, T: DeserializeOwned + Versioned>(
    source: &'a Source,
    versions: &mut Versions<'a, T>,
    queries: &mut Vec<DataQuery>,
) {
    match source.read::<T>() {
        Ok(item) => place(source, (item.id().to_owned(), item.version()), item, versions, queries),
        Err(query) => queries.push(*query),
    }
}

/// Puts a version in its place. A version of the same number from another folder is replaced; from
/// the same folder it is an error, and so is a file that is not named after what it holds.
pub fn place<'a, T>(
    source: &'a Source,
    key: (String, u32),
    item: T,
    versions: &mut Versions<'a, T>,
    queries: &mut Vec<DataQuery>,
) {
    let (id, version) = &key;
    let wanted = format!("/{id}/{version}.toml");
    if !source.path.ends_with(&wanted) {
        let message = format!("The file holds “{id}” version {version}.");
        let remedy = format!("Its path should end in {wanted}.");
        queries.push(source.query_at("id", message).remedy(remedy));
    }
    if let Some((_, other)) = versions.get(&key)
        && root(other) == root(source)
    {
        let message = format!("“{id}” version {version} stands also in {}.", other.path);
        queries.push(source.query_at("id", message).remedy("Give it the next version number."));
        return;
    }
    versions.insert(key, (item, source));
}

/// Version numbers without gaps and days without overlap.
#[must_use]
pub fn check<T: Versioned>(versions: &Versions<'_, T>) -> Vec<DataQuery> {
    let mut queries = gaps(versions);
    for ((earlier, theirs), (item, source)) in neighbours(versions) {
        queries.extend(overlap((earlier, theirs), (item, source)));
    }
    queries
}

/// Version numbers without gaps, for kinds whose newest version takes the place of all others.
#[must_use]
pub fn gaps<T: Versioned>(versions: &Versions<'_, T>) -> Vec<DataQuery> {
    let mut queries = Vec::new();
    let mut before: Option<&T> = None;
    for (item, source) in versions.values() {
        let (from, to) = item.holds();
        if to.is_some_and(|to| to < from) {
            queries.push(source.query_at("to", "The last day lies before the first."));
        }
        let earlier = before.filter(|other| other.id() == item.id());
        let expected = earlier.map_or(1, |other| other.version() + 1);
        if item.version() != expected {
            let message = format!(
                "“{}” has version {} but no version {expected}.",
                item.id(),
                item.version()
            );
            queries.push(source.query_at("version", message).remedy("Versions count up from 1."));
        }
        before = Some(item);
    }
    queries
}

type Pair<'v, 'a, T> = (&'v (T, &'a Source), &'v (T, &'a Source));

/// Each version with the one before it of the same id.
fn neighbours<'v, 'a, T: Versioned>(
    versions: &'v Versions<'a, T>,
) -> impl Iterator<Item = Pair<'v, 'a, T>> {
    let pairs = versions.values().zip(versions.values().skip(1));
    pairs.filter(|(earlier, item)| earlier.0.id() == item.0.id())
}

/// An earlier version must end before the next begins. A version laid over by another folder
/// cannot be edited there, so it ends where the next begins without saying so.
fn overlap<T: Versioned>(
    (earlier, theirs): (&T, &Source),
    (item, source): (&T, &Source),
) -> Option<DataQuery> {
    let (from, _) = item.holds();
    let (began, to) = earlier.holds();
    let one_folder = root(theirs) == root(source);
    let message = match to {
        Some(to) if to < from => return None,
        _ if !one_folder && began < from => return None,
        Some(to) => format!(
            "Version {} holds from {from}, but version {} holds until {to}.",
            item.version(),
            earlier.version()
        ),
        None => format!(
            "Version {} holds from {from}, but version {} has no last day.",
            item.version(),
            earlier.version()
        ),
    };
    let remedy = format!("Say in {} on which day it ends.", theirs.path);
    Some(source.query_at("from", message).remedy(remedy))
}

/// The folder that holds the file's `defs`.
fn root(source: &Source) -> &str {
    root_and_kind(&source.path).map_or("", |(root, _)| root)
}
