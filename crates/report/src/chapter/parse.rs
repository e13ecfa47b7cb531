//! From chapter files to chapters and requests.

use std::collections::{BTreeMap, BTreeSet};

use sightline_kernel::defs::Source;
use sightline_kernel::query::{DataQuery, Place};
use sightline_kernel::sensitivity::Audience;
use sightline_measures::request::{Order, TableRequest};

use super::ast::{Block, Chapter, Inline};
use super::front::{self, Front};
use super::lines::Lines;
use super::markdown;
use super::mask::mask;
use super::names::Names;
use super::reader::Reader;
use super::requests::Requests;

/// The code of what is wrong where a public report meets content for partners.
pub const MARKED: &str = "marked-content";

/// The chapters of a report in order, what they ask for, and what is wrong with them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Manuscript {
    /// The chapters, in their order.
    pub chapters: Vec<Chapter>,
    /// What they ask for.
    pub requests: Requests,
    /// What was found wrong. With an error among them the report must not be built.
    pub queries: Vec<DataQuery>,
    /// Chapters for partners that a public report does not read.
    pub set_aside: Vec<SetAside>,
}

/// A chapter that was not read, because it is not for the report's audience.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// The chapter's id.
    pub id: String,
    /// Where its front matter says for whom it is.
    pub place: Place,
}

/// Reads one chapter and adds what it asks for to `requests`.
///
/// Never fails: what cannot be read is left out or printed as written, and noted.
pub fn parse(
    source: &Source,
    names: &Names<'_>,
    requests: &mut Requests,
) -> (Chapter, Vec<DataQuery>) {
    let front = front::read(source, names);
    body(source, front, names, requests)
}

/// Reads the chapters of a report: in their order, with what holds between them checked.
///
/// For the public, a chapter for partners is set aside before its text is looked at: what nobody
/// has read can ask for nothing, be quoted by no check and leave no trace in a file.
#[must_use]
pub fn read_chapters(sources: &[Source], names: &Names<'_>, audience: Audience) -> Manuscript {
    let mut fronts: Vec<(&Source, Front)> =
        sources.iter().map(|source| (source, front::read(source, names))).collect();
    fronts.sort_by(|(_, a), (_, b)| (a.order, &a.id).cmp(&(b.order, &b.id)));
    let mut manuscript = Manuscript::default();
    fronts.retain(|(source, front)| {
        let shown = audience == Audience::Partners || front.audience == Audience::Public;
        if !shown {
            let place = front::audience_place(source);
            manuscript.set_aside.push(SetAside { id: front.id.clone(), place });
        }
        shown
    });
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    for (source, mut front) in fronts {
        if let Some(other) = ids.get(&front.id) {
            let message = format!("The chapter id “{}” is also that of {other}.", front.id);
            let place = Place::line(&source.path, 1, 1);
            let query = DataQuery::error("front-matter", place, message);
            manuscript.queries.push(query.remedy("Give one of them another id."));
            front.id = format!("{}-{}", front.id, ids.len() + 1);
        }
        ids.insert(front.id.clone(), source.path.clone());
        let (chapter, queries) = body(source, front, names, &mut manuscript.requests);
        manuscript.chapters.push(chapter);
        manuscript.queries.extend(queries);
    }
    manuscript.queries.extend(broken_links(&manuscript.chapters, &manuscript.set_aside));
    manuscript.queries.extend(same_queries(&manuscript.requests));
    manuscript
}

fn body(
    source: &Source,
    front: Front,
    names: &Names<'_>,
    requests: &mut Requests,
) -> (Chapter, Vec<DataQuery>) {
    let masked = mask(source.text.get(front.body..).unwrap_or(""), front.body);
    let mut reader = Reader {
        names,
        lines: Lines::new(&source.path, &source.text),
        requests,
        queries: front.queries,
        chapter: front.id.clone(),
    };
    for (at, message) in &masked.unclosed {
        reader.broken(*at, message.clone(), "Close it, or remove it.");
    }
    let (blocks, footnotes) = markdown::blocks(&mut reader, &masked);
    if blocks.is_empty() && reader.queries.is_empty() {
        let remedy = "Write it, or remove the file.";
        reader.warning("chapter-text", front.body, "The chapter has no text.", remedy);
    }
    let queries = reader.queries;
    let chapter = Chapter {
        id: front.id,
        title: front.title,
        order: front.order,
        audience: front.audience,
        draft: front.draft,
        answers: front.answers,
        source: source.path.clone(),
        blocks,
        footnotes,
        allow: front.allow,
    };
    (chapter, queries)
}

/// Tables and charts made from one query say the same thing twice.
fn same_queries(requests: &Requests) -> Vec<DataQuery> {
    let mut seen: BTreeMap<String, &Place> = BTreeMap::new();
    let mut queries = Vec::new();
    for ask in &requests.tables {
        match seen.get(&query_key(&ask.request)) {
            None => {
                seen.insert(query_key(&ask.request), &ask.place);
            }
            Some(first) => {
                let message = format!("This is made from the same query as the one at {first}.");
                let query = DataQuery::warning("same-query", ask.place.clone(), message);
                queries.push(query.remedy(
                    "A chart already shows its table. Keep one, or ask for something else.",
                ));
            }
        }
    }
    queries
}

/// A request without its wording and order, as text that can be compared.
fn query_key(request: &TableRequest) -> String {
    let mut plain = request.clone();
    plain.title = None;
    plain.order = Order::Listed;
    for column in &mut plain.columns {
        column.heading = None;
    }
    format!("{plain:?}")
}

/// Links within the report that lead nowhere.
fn broken_links(chapters: &[Chapter], set_aside: &[SetAside]) -> Vec<DataQuery> {
    let anchors: BTreeMap<&str, BTreeSet<&str>> =
        chapters.iter().map(|chapter| (chapter.id.as_str(), anchors(chapter))).collect();
    let mut queries = Vec::new();
    for chapter in chapters {
        let mut check = |to: &str, text: &[Inline]| {
            if to.contains(':') || to.starts_with("//") {
                return;
            }
            let (page, anchor) = to.split_once('#').unwrap_or((to, ""));
            let page = if page.is_empty() { chapter.id.as_str() } else { page };
            let there =
                anchors.get(page).is_some_and(|known| anchor.is_empty() || known.contains(anchor));
            if !there {
                let (line, column) = first_place(text);
                let place = Place::line(&chapter.source, line, column);
                if set_aside.iter().any(|aside| aside.id == page) {
                    let message = format!("The link “{to}” leads to a chapter for partners.");
                    let remedy = "Take the link out of the public chapter.";
                    queries.push(DataQuery::error(MARKED, place, message).remedy(remedy));
                    return;
                }
                let message = format!("The link “{to}” leads to no place of this report.");
                let near = sightline_kernel::nearest::did_you_mean(page, anchors.keys().copied());
                let remedy = if near.is_empty() || anchors.contains_key(page) {
                    "Write chapter or chapter#anchor; an anchor is the heading in lower case with hyphens.".to_owned()
                } else {
                    near
                };
                queries.push(DataQuery::error("broken-link", place, message).remedy(remedy));
            }
        };
        each_inline(&chapter.blocks, &mut |inline| {
            if let Inline::Link { to, text } = inline {
                check(to, text);
            }
        });
        for note in &chapter.footnotes {
            each_inline(&note.blocks, &mut |inline| {
                if let Inline::Link { to, text } = inline {
                    check(to, text);
                }
            });
        }
    }
    queries
}

fn first_place(text: &[Inline]) -> (usize, usize) {
    let run = text.iter().find_map(|inline| match inline {
        Inline::Text(run) | Inline::Code(run) => Some((run.line, run.column)),
        _ => None,
    });
    run.unwrap_or((1, 1))
}

/// The anchors of a chapter.
fn anchors(chapter: &Chapter) -> BTreeSet<&str> {
    chapter
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Heading { id, .. } => Some(id.as_str()),
            Block::Table(table) => Some(table.id.as_str()),
            Block::Chart(chart) => Some(chart.id.as_str()),
            Block::Map(map) => Some(map.id.as_str()),
            Block::Record(record) => Some(record.id.as_str()),
            _ => None,
        })
        .collect()
}

/// Calls `see` with every inline of the blocks, outer ones first.
pub(crate) fn each_inline<'a>(blocks: &'a [Block], see: &mut impl FnMut(&'a Inline)) {
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => each(text, see),
            Block::List { items, .. } => items.iter().for_each(|item| each_inline(item, see)),
            Block::Aside(inner) => each_inline(inner, see),
            Block::TextTable(table) => {
                let cells = table.heads.iter().chain(table.rows.iter().flatten());
                cells.for_each(|cell| each(cell, see));
            }
            Block::Table(_) | Block::Chart(_) | Block::Map(_) | Block::Record(_) => {}
        }
    }
}

fn each<'a>(inlines: &'a [Inline], see: &mut impl FnMut(&'a Inline)) {
    for inline in inlines {
        see(inline);
        match inline {
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Link { text: inner, .. } => {
                each(inner, see);
            }
            _ => {}
        }
    }
}
