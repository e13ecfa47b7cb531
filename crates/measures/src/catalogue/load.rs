//! Reads definition files into a catalogue. Whatever is wrong is said with file, line and column,
//! and the rest is still read, so that one run shows everything.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sightline_kernel::decimal::Decimal;
use sightline_kernel::defs::{Source, line_and_column};
use sightline_kernel::dimension::{Cell, CodeList};
use sightline_kernel::ids::{AgencyId, AreaCode, CollectionId, MeasureId, ReturnId, RevisionId};
use sightline_kernel::period::Period;
use sightline_kernel::query::DataQuery;
use sightline_kernel::versions::{Versioned, Versions, place, put, root_and_kind};
use toml::Spanned;

use super::{AgencyName, Area, Catalogue, ComparatorSet, Edition, LitmusQuestion, SuppressionRule};
use crate::card::MeasureCard;
use crate::observation::{Key, Observation, Origin, Status, Value};
use crate::words::Thresholds;

/// The folders below `defs` that measures need.
pub const KINDS: [&str; 10] = [
    "agencies",
    "areas",
    "comparators",
    "lists",
    "litmus",
    "measures",
    "populations",
    "publications",
    "suppression",
    "words",
];

/// The catalogue of the definition files, and what is wrong in them.
///
/// Takes path and text of every file under one or more `defs` folders, in the order in which they
/// are laid over one another: a later folder's file replaces an earlier one's of the same id and
/// version. Files of kinds that measures do not need are passed over. Each data query is coded
/// `definition` and names file, line and column; a file that cannot be read is left out.
#[must_use]
pub fn load(sources: &[Source]) -> (Catalogue, Vec<DataQuery>) {
    let mut shelf = Shelf::default();
    for source in sources {
        shelf.take(source);
    }
    let mut queries = std::mem::take(&mut shelf.queries);
    queries.extend(super::check::numbers(&shelf));
    let places = super::check::Places::of(&shelf);
    let (catalogue, files) = shelf.into_catalogue();
    queries.extend(super::check::references(&catalogue, &places, &files));
    queries.sort();
    queries.dedup();
    (catalogue, queries)
}

macro_rules! versioned {
    ($($kind:ty),*) => {$(
        impl Versioned for $kind {
            fn id(&self) -> &str { self.id.as_str() }
            fn version(&self) -> u32 { self.version }
            fn holds(&self) -> (Date, Option<Date>) { (self.from, self.to) }
        }
    )*};
}
versioned!(MeasureCard, ComparatorSet, SuppressionRule);

/// Everything that was read, with the file that it was read from.
#[derive(Default)]
pub(super) struct Shelf<'a> {
    pub(super) measures: Versions<'a, MeasureCard>,
    pub(super) lists: Versions<'a, CodeList>,
    pub(super) comparators: Versions<'a, ComparatorSet>,
    pub(super) rules: Versions<'a, SuppressionRule>,
    pub(super) publications: Versions<'a, Publication>,
    pub(super) areas: BTreeMap<AreaCode, (Area, &'a Source)>,
    pub(super) agencies: BTreeMap<AgencyId, (AgencyName, &'a Source)>,
    pub(super) litmus: BTreeMap<String, (LitmusQuestion, &'a Source)>,
    pub(super) words: Vec<(Thresholds, &'a Source)>,
    pub(super) queries: Vec<DataQuery>,
}

/// A file of areas.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct AreaFile {
    #[serde(rename = "title")]
    _title: String,
    #[serde(rename = "source")]
    _source: String,
    #[serde(default, rename = "area")]
    areas: Vec<Area>,
}

/// A file of agencies and publishers.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct AgencyFile {
    #[serde(rename = "title")]
    _title: String,
    #[serde(rename = "source")]
    _source: String,
    #[serde(default, rename = "agency")]
    agencies: Vec<AgencyName>,
}

/// A file of litmus questions.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct LitmusFile {
    #[serde(rename = "version")]
    _version: u32,
    #[serde(rename = "title")]
    _title: String,
    #[serde(rename = "from")]
    _from: Date,
    #[serde(default, rename = "to")]
    _to: Option<Date>,
    #[serde(rename = "source")]
    _source: String,
    #[serde(default, rename = "question")]
    questions: Vec<LitmusQuestion>,
}

/// A published edition of figures, such as a population estimate.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Publication {
    pub(super) id: CollectionId,
    pub(super) version: u32,
    title: String,
    pub(super) publisher: AgencyId,
    edition: String,
    licence: String,
    source: String,
    pub(super) measure: MeasureId,
    period: Period,
    #[serde(default, rename = "figure")]
    figures: Vec<PublishedFigure>,
}

/// One figure of a publication.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct PublishedFigure {
    area: AreaCode,
    #[serde(default)]
    cell: Cell,
    value: Spanned<Decimal>,
    #[serde(default)]
    measure: Option<MeasureId>,
    #[serde(default)]
    period: Option<Period>,
    #[serde(default)]
    status: Status,
    #[serde(default)]
    note: Option<Arc<str>>,
}

impl Publication {
    fn revision(&self) -> RevisionId {
        let of = ReturnId { agency: self.publisher.clone(), collection: self.id.clone() };
        RevisionId { of, number: self.version }
    }

    fn edition(&self) -> Edition {
        Edition {
            title: self.title.clone(),
            edition: self.edition.clone(),
            licence: self.licence.clone(),
            source: self.source.clone(),
        }
    }

    fn observations(&self, source: &Source) -> Vec<Observation> {
        let revision = Arc::new(self.revision());
        let observation = |figure: &PublishedFigure| {
            let (line, _) = line_and_column(&source.text, figure.value.span().start);
            Observation {
                key: Key {
                    measure: figure.measure.clone().unwrap_or_else(|| self.measure.clone()),
                    period: figure.period.unwrap_or(self.period),
                    area: figure.area.clone(),
                    cell: figure.cell.clone(),
                },
                value: Value::Exact { value: *figure.value.get_ref() },
                status: figure.status,
                origin: Origin::Publication {
                    revision: Arc::clone(&revision),
                    row: u32::try_from(line).unwrap_or(u32::MAX),
                },
                note: figure.note.clone(),
            }
        };
        self.figures.iter().map(observation).collect()
    }
}

impl<'a> Shelf<'a> {
    fn take(&mut self, source: &'a Source) {
        let Some((root, kind)) = root_and_kind(&source.path) else { return };
        match kind {
            "measures" => put(source, &mut self.measures, &mut self.queries),
            "lists" => put(source, &mut self.lists, &mut self.queries),
            "comparators" => put(source, &mut self.comparators, &mut self.queries),
            "suppression" => put(source, &mut self.rules, &mut self.queries),
            "populations" | "publications" => self.publication(source),
            "words" => {
                if let Some(words) = read(source, &mut self.queries) {
                    self.words.push((words, source));
                }
            }
            _ => self.listing(root, kind, source),
        }
    }

    fn publication(&mut self, source: &'a Source) {
        let Some(item) = read::<Publication>(source, &mut self.queries) else { return };
        let key = (item.id.to_string(), item.version);
        place(source, key, item, &mut self.publications, &mut self.queries);
    }

    /// Files that hold a list of things, each of which a later folder may replace.
    fn listing(&mut self, root: &str, kind: &str, source: &'a Source) {
        let queries = &mut self.queries;
        match kind {
            "areas" => {
                let file = read::<AreaFile>(source, queries);
                for area in file.into_iter().flat_map(|file| file.areas) {
                    let code = area.code.clone();
                    list(root, source, code, area, &mut self.areas, queries);
                }
            }
            "agencies" => {
                let file = read::<AgencyFile>(source, queries);
                for agency in file.into_iter().flat_map(|file| file.agencies) {
                    let id = agency.id.clone();
                    list(root, source, id, agency, &mut self.agencies, queries);
                }
            }
            "litmus" => {
                let file = read::<LitmusFile>(source, queries);
                for question in file.into_iter().flat_map(|file| file.questions) {
                    let id = question.id.clone();
                    list(root, source, id, question, &mut self.litmus, queries);
                }
            }
            _ => {}
        }
    }

    fn into_catalogue(self) -> (Catalogue, Vec<&'a Source>) {
        let mut files = Vec::new();
        let mut catalogue = Catalogue {
            measures: by_id(self.measures, |card| card.id.clone()),
            lists: by_id(self.lists, |list| list.id.clone()),
            comparators: by_id(self.comparators, |set| set.id.clone()),
            rules: by_id(self.rules, |rule| rule.id.clone()),
            areas: self.areas.into_iter().map(|(code, (area, _))| (code, area)).collect(),
            agencies: self.agencies.into_iter().map(|(id, (agency, _))| (id, agency)).collect(),
            litmus: self.litmus.into_iter().map(|(id, (question, _))| (id, question)).collect(),
            words: self.words.into_iter().map(|(words, _)| words).collect(),
            editions: BTreeMap::new(),
            publications: Vec::new(),
        };
        catalogue.words.sort_by_key(|words| (words.from, words.version));
        // Only the newest version of a publication stands.
        let mut newest: BTreeMap<String, (Publication, &Source)> = BTreeMap::new();
        for ((id, _), item) in self.publications {
            newest.insert(id, item);
        }
        for (publication, source) in newest.into_values() {
            catalogue.editions.insert(publication.revision(), publication.edition());
            catalogue.publications.extend(publication.observations(source));
            files.push(source);
        }
        catalogue.publications.sort_by(|a, b| a.key.cmp(&b.key).then(a.origin.cmp(&b.origin)));
        (catalogue, files)
    }
}

fn read<T: DeserializeOwned>(source: &Source, queries: &mut Vec<DataQuery>) -> Option<T> {
    source.read().map_err(|query| queries.push(*query)).ok()
}

fn list<'a, K: Ord + std::fmt::Display, T>(
    root: &str,
    source: &'a Source,
    id: K,
    item: T,
    map: &mut BTreeMap<K, (T, &'a Source)>,
    queries: &mut Vec<DataQuery>,
) {
    if let Some((_, other)) = map.get(&id)
        && root_and_kind(&other.path).is_some_and(|(theirs, _)| theirs == root)
    {
        let needle = format!("\"{id}\"");
        let at = source.text.rfind(&needle).unwrap_or(0);
        let message = format!("“{id}” stands also in {}.", other.path);
        queries.push(source.query(at, message).remedy("Remove one of the two."));
        return;
    }
    map.insert(id, (item, source));
}

fn by_id<T, I: Ord>(versions: Versions<'_, T>, id: impl Fn(&T) -> I) -> BTreeMap<I, Vec<T>> {
    let mut map: BTreeMap<I, Vec<T>> = BTreeMap::new();
    for (item, _) in versions.into_values() {
        map.entry(id(&item)).or_default().push(item);
    }
    map
}
