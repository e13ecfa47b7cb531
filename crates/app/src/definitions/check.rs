//! What must hold between the definitions that measures do not need, and towards those that they do.

use std::collections::BTreeSet;

use jiff::civil::Date;
use sightline_kernel::defs::Source;
use sightline_kernel::nearest::did_you_mean;
use sightline_kernel::query::DataQuery;
use sightline_kernel::versions::{check, gaps};
use sightline_measures::catalogue::{self, Catalogue};
use sightline_measures::reconcile::{ReviewCount, Settings};

use super::{KINDS, Shelf};

/// Everything that is wrong between files.
pub(super) fn all(shelf: &Shelf<'_>, catalogue: &Catalogue) -> Vec<DataQuery> {
    let mut queries = check(&shelf.checklists);
    queries.extend(check(&shelf.outlines));
    // A newer calendar holds for all days.
    queries.extend(gaps(&shelf.calendars));
    for (list, source) in shelf.checklists.values() {
        let ids = list.items.iter().map(|item| item.id.as_str());
        queries.extend(twice(source, "item", ids));
    }
    outlines(shelf, catalogue, &mut queries);
    for source in &shelf.thresholds {
        let (settings, unread) = Settings::load(&[(*source).clone()], Date::MAX);
        if unread.is_empty() {
            let counts = settings.review_counts.iter();
            queries.extend(counts.filter_map(|count| review_count(source, catalogue, count)));
        }
        queries.extend(unread);
    }
    queries
}

/// A file in a folder that no kind of definition has.
pub(super) fn nowhere(source: &Source, kind: Option<&str>) -> DataQuery {
    let kinds = || KINDS.into_iter().chain(catalogue::KINDS);
    let (message, near) = match kind {
        Some(kind) => {
            (format!("There is no kind of definition “{kind}”."), did_you_mean(kind, kinds()))
        }
        None => ("The file lies in no folder of a kind of definition.".to_owned(), String::new()),
    };
    let mut all: Vec<&str> = kinds().collect();
    all.sort_unstable();
    let folders = format!("Move it to one of the folders {}.", all.join(", "));
    source.query(0, message).remedy(if near.is_empty() { folders } else { near })
}

fn twice<'i>(source: &Source, what: &str, ids: impl Iterator<Item = &'i str>) -> Vec<DataQuery> {
    let mut seen = BTreeSet::new();
    ids.filter(|id| !seen.insert(*id))
        .map(|id| {
            let at = source.text.rfind(&format!("\"{id}\"")).unwrap_or(0);
            source.query(at, format!("The {what} “{id}” is given twice."))
        })
        .collect()
}

/// Chapters name items of checklists and themes of measures that exist.
fn outlines(shelf: &Shelf<'_>, catalogue: &Catalogue, queries: &mut Vec<DataQuery>) {
    let items: BTreeSet<String> = shelf
        .checklists
        .values()
        .flat_map(|(list, _)| list.items.iter().map(|item| format!("{}/{}", list.id, item.id)))
        .collect();
    let themes: BTreeSet<&str> =
        catalogue.measures.values().flatten().map(|card| card.theme.as_str()).collect();
    for (outline, source) in shelf.outlines.values() {
        queries.extend(twice(source, "chapter", outline.chapters.iter().map(|c| c.id.as_str())));
        for chapter in &outline.chapters {
            for item in chapter.answers.iter().filter(|item| !items.contains(*item)) {
                let near = did_you_mean(item, items.iter().map(String::as_str));
                let message = format!("No checklist has the item “{item}”.");
                let remedy = or(near, "Write CHECKLIST/ITEM as the checklist has it.");
                queries.push(source.query_at(&format!("\"{item}\""), message).remedy(remedy));
            }
            for theme in chapter.themes.iter().filter(|theme| !themes.contains(theme.as_str())) {
                let near = did_you_mean(theme, themes.iter().copied());
                let message = format!("No measure has the theme “{theme}”.");
                let remedy = or(near, "Use a theme of the measure cards.");
                queries.push(source.query_at(&format!("\"{theme}\""), message).remedy(remedy));
            }
        }
    }
}

fn or(near: String, otherwise: &str) -> String {
    if near.is_empty() { otherwise.to_owned() } else { near }
}

/// A count that the list of reviews must confirm names a measure and categories that exist.
fn review_count(source: &Source, catalogue: &Catalogue, count: &ReviewCount) -> Option<DataQuery> {
    let id = count.measure.as_str();
    let Some(card) = catalogue.measures.get(id).and_then(|versions| versions.last()) else {
        let near = did_you_mean(id, catalogue.measures.keys().map(AsRef::as_ref));
        let remedy = or(near, "Use the id of a measure card.");
        let message = format!("There is no measure “{id}”.");
        return Some(source.query_at(&format!("\"{id}\""), message).remedy(remedy));
    };
    let at = |message: String, near: String| {
        let query = source.query_at(&format!("\"{}\"", count.cell), message);
        Some(query.remedy(or(near, "Correct the cell.")))
    };
    for (dimension, code) in count.cell.pairs() {
        let known = || card.dimensions.iter().map(|held| held.id.as_str());
        let Some(held) = card.dimension(dimension.as_str()) else {
            let near = did_you_mean(dimension.as_str(), known());
            return at(format!("{id} has no dimension “{dimension}”."), near);
        };
        let Some(list) = catalogue.lists.get(&held.list).and_then(|lists| lists.last()) else {
            continue;
        };
        if !list.open && !code.is_total() && list.category(code.as_str()).is_none() {
            let codes = list.categories.iter().map(|category| category.code.as_str());
            let near = did_you_mean(code.as_str(), codes);
            return at(format!("The list “{}” has no code “{code}”.", list.id), near);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::definitions::read;
    use sightline_kernel::defs::Source;

    fn file(path: &str, text: &str) -> Source {
        Source { path: path.to_owned(), text: text.to_owned() }
    }

    fn shipped() -> Vec<Source> {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../defs");
        let mut found = Vec::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|ending| ending == "toml") {
                    let named = path.strip_prefix(&root).unwrap().display().to_string();
                    let text = std::fs::read_to_string(&path).unwrap();
                    found.push(file(&format!("defs/{named}"), &text));
                }
            }
        }
        found.sort_by(|a, b| a.path.cmp(&b.path));
        found
    }

    /// What is said of the shipped definitions with these own ones, as text.
    fn said(own: &[Source]) -> Vec<String> {
        read(&shipped(), own).1.iter().map(ToString::to_string).collect()
    }

    const CHECKLIST: &str = "id = \"ours\"\nversion = 1\ntitle = \"Ours\"\nfrom = \"2020-01-01\"\nsource = \"s\"\n\
        [[item]]\nid = \"a\"\ntext = \"t\"\nsource = \"s\"\n";
    const OUTLINE: &str = "id = \"ours\"\nversion = 1\ntitle = \"Ours\"\nfrom = \"2020-01-01\"\nsource = \"s\"\n\
        [[chapter]]\nid = \"c\"\ntitle = \"C\"\norder = 1\nthemes = [\"crime\"]\nanswers = [\"ours/a\"]\n";

    #[test]
    fn what_is_shipped_is_sound() {
        assert_eq!(said(&[]), Vec::<String>::new());
        let own = [
            file("defs/checklists/ours/1.toml", CHECKLIST),
            file("defs/outlines/ours/1.toml", OUTLINE),
        ];
        assert_eq!(said(&own), Vec::<String>::new());
    }

    #[test]
    fn what_is_wrong_is_said_with_place_and_nearest_name() {
        let reconciliation = |from: &str, to: &str| {
            let shipped = shipped();
            let text = &shipped.iter().find(|s| s.path.contains("reconciliation")).unwrap().text;
            assert!(text.contains(from));
            text.replacen(from, to, 1)
        };
        let checklist = "checklists/ours/1.toml";
        let outline = "outlines/ours/1.toml";
        for (path, text, words) in [
            ("mesures/x.y/1.toml", String::new(), "own/defs/mesures/x.y/1.toml:1:1: error [definition] There is no kind of definition “mesures”. Did you mean “measures”?"),
            ("stray.toml", String::new(), "lies in no folder of a kind"),
            ("checklists/ours/2.toml", CHECKLIST.to_owned(), "Its path should end in /ours/1.toml."),
            ("checklists/ours/3.toml", CHECKLIST.replace("version = 1", "version = 3"), "has version 3 but no version 1"),
            (checklist, CHECKLIST.replace("from =", "form ="), "Did you mean “from”?"),
            (checklist, format!("{CHECKLIST}[[item]]\nid = \"a\"\ntext = \"t\"\nsource = \"s\"\n"), "The item “a” is given twice."),
            ("calendars/ours/2.toml", "id = \"ours\"\nversion = 2\ntitle = \"t\"\nfrom = \"2020-01-01\"\nto = \"2021-01-01\"\nsource = \"s\"\nholiday = []\n".to_owned(), "has version 2 but no version 1"),
            (outline, OUTLINE.replace("order", "ordre"), "Did you mean “order”?"),
            (outline, OUTLINE.replace("ours/a", "sab-annual-report/objectiv"), "Did you mean “sab-annual-report/objective”"),
            (outline, OUTLINE.replace("crime", "crimes"), "No measure has the theme “crimes”. Did you mean “crime”"),
            ("reconciliation/1.toml", reconciliation("\"reviews.count\"", "\"reviews.cuont\""), "Did you mean “reviews.count”?"),
            ("reconciliation/1.toml", reconciliation("rapid-reviews-undertaken", "rapid-reviews-undertook"), "has no code “rapid-reviews-undertook”"),
            ("reconciliation/1.toml", reconciliation("slip-floor", "slip-flor"), "Did you mean “slip-floor”"),
        ] {
            let said = said(&[file(&format!("defs/{path}"), &text)]);
            assert!(said.iter().any(|line| line.contains(words)), "{path}: “{words}” in {said:#?}");
        }
    }

    #[test]
    fn own_definitions_are_laid_over_by_id_and_version() {
        let shipped = shipped();
        let text = |path: &str| shipped.iter().find(|s| s.path == path).unwrap().text.clone();
        let card = text("defs/measures/crime.offences/1.toml");
        let second = card.replacen("version = 1", "version = 2", 1);
        let from = second.lines().find(|line| line.starts_with("from = ")).unwrap().to_owned();
        let second = second.replacen(&from, "from = \"2022-04-01\"", 1);
        let own = [
            file("defs/measures/crime.offences/2.toml", &second),
            file(
                "defs/areas/local-authorities.toml",
                "title = \"t\"\nsource = \"s\"\n[[area]]\ncode = \"E06000051\"\nname = \"Salop\"\nkind = \"local-authority\"\n",
            ),
            file(
                "defs/agencies/publishers.toml",
                "title = \"t\"\nsource = \"s\"\n[[agency]]\nid = \"ons\"\nname = \"Our statistics\"\npublisher = true\n",
            ),
            file("defs/suppression/none/1.toml", &text("defs/suppression/none/1.toml")),
        ];
        let (found, queries) = read(&shipped, &own);
        assert_eq!(queries, []);
        let catalogue = &found.catalogue;
        let version = |day| catalogue.measure("crime.offences", day).unwrap().version;
        assert_eq!(version(jiff::civil::date(2022, 3, 31)), 1);
        assert_eq!(version(jiff::civil::date(2022, 4, 1)), 2);
        assert_eq!(catalogue.resolve_area("E06000051").unwrap().name, "Salop");
        assert!(catalogue.areas.contains_key("E12000001"), "the shipped areas are still there");
        assert_eq!(catalogue.agencies.get("ons").unwrap().name, "Our statistics");
        let hash = |path: &str| found.hashes.contains_key(path);
        assert!(hash("own/defs/suppression/none/1.toml") && !hash("defs/suppression/none/1.toml"));
        assert!(
            hash("own/defs/areas/local-authorities.toml")
                && hash("defs/areas/local-authorities.toml")
        );
        assert!(hash("defs/measures/crime.offences/1.toml"));
    }
}
