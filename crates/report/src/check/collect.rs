//! From chapters and records to prose.

use sightline_kernel::query::Place;

use super::prose::{Paragraph, Prose};
use crate::answers::Answers;
use crate::chapter::ast::{Block, Chapter, Inline, TextTable};
use crate::records::RecordAnswer;

/// The prose of a chapter: text, titles, captions and alt texts, with figures filled in.
pub(crate) fn chapter(chapter: &Chapter, answers: &Answers) -> Prose {
    let mut collector = Collector { source: &chapter.source, answers, out: Vec::new() };
    collector.out.push(Paragraph {
        heading: true,
        ..Paragraph::at(&chapter.title, Place::line(&chapter.source, 1, 1))
    });
    collector.blocks(&chapter.blocks);
    for note in &chapter.footnotes {
        collector.blocks(&note.blocks);
    }
    Prose {
        chapter: Some(chapter.id.clone()),
        paragraphs: collector.out,
        allow: chapter.allow.clone(),
    }
}

struct Collector<'a> {
    source: &'a str,
    answers: &'a Answers,
    out: Vec<Paragraph>,
}

impl Collector<'_> {
    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Heading { text, .. } => self.text(text, true),
                Block::Paragraph(text) => self.text(text, false),
                Block::List { items, .. } => items.iter().for_each(|item| self.blocks(item)),
                Block::Aside(inner) => self.blocks(inner),
                Block::TextTable(table) => self.table(table),
                Block::Table(table) => {
                    self.optional(table.title.as_deref());
                    self.optional(table.caption.as_deref());
                }
                Block::Chart(chart) => {
                    self.text(&chart.title, false);
                    self.text(&chart.alt, false);
                    self.optional(chart.caption.as_deref());
                }
                Block::Map(map) => {
                    self.text(&map.title, false);
                    self.text(&map.alt, false);
                    self.optional(map.caption.as_deref());
                }
                Block::Record(record) => self.optional(record.title.as_deref()),
            }
        }
    }

    /// The cells of a typed table; a first column that only counts its rows is left out.
    fn table(&mut self, table: &TextTable) {
        let numbered = table.rows.iter().enumerate().all(|(at, row)| {
            let plain = row.first().map(Vec::as_slice);
            let written = (at + 1).to_string();
            matches!(plain, Some([Inline::Text(run)]) if run.text.trim_end_matches('.') == written)
        });
        table.heads.iter().for_each(|cell| self.text(cell, false));
        for row in &table.rows {
            row.iter().skip(usize::from(numbered)).for_each(|cell| self.text(cell, false));
        }
    }

    fn optional(&mut self, text: Option<&[Inline]>) {
        if let Some(text) = text {
            self.text(text, false);
        }
    }

    fn text(&mut self, inlines: &[Inline], heading: bool) {
        let mut paragraph = Paragraph { heading, ..Paragraph::default() };
        self.inlines(inlines, &mut paragraph);
        if !paragraph.text.trim().is_empty() {
            self.out.push(paragraph);
        }
    }

    fn inlines(&self, inlines: &[Inline], paragraph: &mut Paragraph) {
        for inline in inlines {
            match inline {
                // A directive that could not be read stands as written; it has its own query.
                Inline::Text(run) if run.text.starts_with("{{") => paragraph.text.push('…'),
                Inline::Text(run) | Inline::Code(run) => {
                    let place = Place::line(self.source, run.line, run.column);
                    paragraph.pieces.push((paragraph.text.len(), place));
                    paragraph.text.push_str(&run.text);
                }
                Inline::Emphasis(inner)
                | Inline::Strong(inner)
                | Inline::Link { text: inner, .. } => self.inlines(inner, paragraph),
                Inline::Footnote(_) => {}
                Inline::Break => paragraph.text.push('\n'),
                Inline::Figure(at) => {
                    let start = paragraph.text.len();
                    paragraph.text.push_str(self.answers.text(*at));
                    if paragraph.text.len() == start {
                        paragraph.text.push('…');
                    }
                    paragraph.generated.push((start..paragraph.text.len(), at.0));
                }
            }
        }
    }
}

/// The prose of records in which people write: statements, objectives, what was done after
/// reviews. Quotations are people's own words and are left as they are.
pub(crate) fn record(record: &RecordAnswer) -> Vec<Prose> {
    match record {
        RecordAnswer::Statements(statements) => statements
            .iter()
            .map(|statement| {
                let unnamed = format!("statement of {}", statement.agency);
                plain(statement.source.as_deref().unwrap_or(&unnamed), &statement.text)
            })
            .collect(),
        RecordAnswer::WeSaidWeDid(group) => {
            let name = format!("objectives of {}", group.group);
            let texts = group.items.iter().flat_map(|item| {
                [Some(&item.said), Some(&item.did), item.next.as_ref()].into_iter().flatten()
            });
            let paragraphs = texts
                .enumerate()
                .map(|(at, text)| Paragraph::at(text, Place::row(&name, at as u64 + 1, None)))
                .collect();
            vec![Prose { paragraphs, ..Prose::default() }]
        }
        RecordAnswer::Reviews(reviews) => {
            let acted =
                reviews.iter().filter_map(|review| Some((&review.id, review.action.as_ref()?)));
            let paragraphs = acted
                .map(|(id, text)| {
                    let place = Place { file: Some(format!("review {id}")), ..Place::default() };
                    Paragraph::at(text, place)
                })
                .collect();
            vec![Prose { paragraphs, ..Prose::default() }]
        }
        _ => Vec::new(),
    }
}

/// Plain text: paragraphs are parted by empty lines, and each line has its place.
pub(crate) fn plain(name: &str, text: &str) -> Prose {
    let mut paragraphs = Vec::new();
    let mut current = Paragraph::default();
    for (at, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            if !current.text.is_empty() {
                paragraphs.push(std::mem::take(&mut current));
            }
            continue;
        }
        if !current.text.is_empty() {
            current.text.push(' ');
        }
        current.pieces.push((current.text.len(), Place::line(name, at + 1, 1)));
        current.text.push_str(line.trim_end());
    }
    if !current.text.is_empty() {
        paragraphs.push(current);
    }
    Prose { paragraphs, ..Prose::default() }
}
