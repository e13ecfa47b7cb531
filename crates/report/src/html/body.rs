//! A chapter's page.

use super::frame::{self, Frame};
use super::markup::Markup;
use super::table;
use crate::sheet::{Exhibit, Fact, Look, Node, Page, Part, Piece, SaidDid, Sheet, Target, flat};

pub(super) fn chapter(sheet: &Sheet, at: usize, page: &Page) -> Vec<u8> {
    let frame = Frame {
        title: &page.title,
        root: "",
        here: Some(&page.id),
        above: None,
        draft: page.draft,
    };
    frame::page(sheet, &frame, |m| {
        m.whole("h1", &[], &page.title);
        on_this_page(m, &page.parts);
        let writer = Writer { page };
        writer.parts(m, &page.parts);
        writer.footnotes(m);
        turn(m, sheet, at);
    })
}

/// Links to the sections of a long chapter.
fn on_this_page(m: &mut Markup, parts: &[Part]) {
    let heads: Vec<(&str, String)> = parts
        .iter()
        .filter_map(|part| match part {
            Part::Heading { level: 2, id, text } => Some((id.as_str(), flat(text))),
            _ => None,
        })
        .collect();
    if heads.len() < 3 {
        return;
    }
    m.open("nav", &[("class", "on-page"), ("aria-labelledby", "on-page")]);
    m.whole("p", &[("id", "on-page")], "On this page").open("ul", &[]);
    for (id, text) in heads {
        m.open("li", &[]).whole("a", &[("href", &format!("#{id}"))], &text).close();
    }
    m.close().close();
}

fn turn(m: &mut Markup, sheet: &Sheet, at: usize) {
    let before = at.checked_sub(1).and_then(|at| sheet.chapters.get(at));
    let after = sheet.chapters.get(at + 1);
    if before.is_none() && after.is_none() {
        return;
    }
    m.open("nav", &[("class", "turn"), ("aria-label", "Previous and next chapter")]);
    for (page, word, rel) in [(before, "Previous", "prev"), (after, "Next", "next")] {
        let Some(page) = page else { continue };
        m.open("p", &[("class", rel)]);
        m.open("a", &[("href", &format!("{}.html", page.id)), ("rel", rel)]);
        m.whole("span", &[("class", "way")], word).text(" ").text(&page.title);
        m.close().close();
    }
    m.close();
}

struct Writer<'p> {
    page: &'p Page,
}

impl Writer<'_> {
    fn parts(&self, m: &mut Markup, parts: &[Part]) {
        for part in parts {
            self.part(m, part);
        }
    }

    fn part(&self, m: &mut Markup, part: &Part) {
        match part {
            Part::Heading { level, id, text } => {
                let name = match level {
                    2 => "h2",
                    3 => "h3",
                    _ => "h4",
                };
                m.open(name, &[("id", id)]);
                self.pieces(m, text);
                m.close();
            }
            Part::Paragraph { text } => {
                m.open("p", &[]);
                self.pieces(m, text);
                m.close();
            }
            Part::Note { text } => {
                m.whole("p", &[("class", "source")], text);
            }
            Part::List { start, items } => self.list(m, *start, items),
            Part::Box { look, parts, by } => self.boxed(m, *look, parts, by.as_deref()),
            Part::Quote { words, by, consent, changed } => quote(m, words, by, (consent, changed)),
            Part::Words(words) => table::words(m, words, &|m, text| self.pieces(m, text)),
            Part::Table(exhibit) => self.table(m, exhibit),
            Part::Chart(exhibit) => self.chart(m, exhibit),
            Part::Facts { items } => self.facts(m, items),
            Part::Terms { items } => {
                m.open("dl", &[("class", "terms")]);
                for (term, meaning) in items {
                    m.whole("dt", &[], term).whole("dd", &[], meaning);
                }
                m.close();
            }
            Part::Tree { id, nodes } => {
                m.open("div", &[("class", "tree"), ("id", id)]);
                tree(m, nodes);
                m.close();
            }
            Part::SaidDid { items } => items.iter().for_each(|item| said_did(m, item)),
        }
    }

    fn list(&self, m: &mut Markup, start: Option<u64>, items: &[Vec<Part>]) {
        let number = start.map(|start| start.to_string());
        match &number {
            None => m.open("ul", &[]),
            Some(number) if number == "1" => m.open("ol", &[]),
            Some(number) => m.open("ol", &[("start", number)]),
        };
        for item in items {
            m.open("li", &[]);
            match item.as_slice() {
                [Part::Paragraph { text }] => self.pieces(m, text),
                [Part::Paragraph { text }, Part::List { start, items }] => {
                    self.pieces(m, text);
                    self.list(m, *start, items);
                }
                parts => self.parts(m, parts),
            }
            m.close();
        }
        m.close();
    }

    fn boxed(&self, m: &mut Markup, look: Look, parts: &[Part], by: Option<&str>) {
        let class = match look {
            Look::Aside => "callout",
            Look::Absence => "absence",
            Look::Statement => "statement",
            Look::Map => "absence map",
        };
        m.open("div", &[("class", class)]);
        self.parts(m, parts);
        if let Some(by) = by {
            m.whole("p", &[("class", "by")], by);
        }
        m.close();
    }

    fn pieces(&self, m: &mut Markup, pieces: &[Piece]) {
        for piece in pieces {
            match piece {
                Piece::Text { text } => {
                    m.text(text);
                }
                Piece::Code { text } => {
                    m.whole("code", &[], text);
                }
                Piece::Emphasis { text } => self.wrapped(m, "em", text),
                Piece::Strong { text } => self.wrapped(m, "strong", text),
                Piece::Break => {
                    m.void("br", &[]);
                }
                Piece::Link { to, text } => self.link(m, to, text),
                Piece::Note { number, again, .. } => self.note(m, *number, *again),
                Piece::Figure { text, at } => self.figure(m, text, at),
            }
        }
    }

    fn wrapped(&self, m: &mut Markup, name: &'static str, pieces: &[Piece]) {
        m.open(name, &[]);
        self.pieces(m, pieces);
        m.close();
    }

    fn link(&self, m: &mut Markup, to: &Target, text: &[Piece]) {
        let href = match to {
            Target::Outside { address } => address.clone(),
            Target::Inside { chapter, anchor } if *chapter == self.page.id => format!("#{anchor}"),
            Target::Inside { chapter, anchor } if anchor.is_empty() => format!("{chapter}.html"),
            Target::Inside { chapter, anchor } => format!("{chapter}.html#{anchor}"),
        };
        m.open("a", &[("href", &href)]);
        self.pieces(m, text);
        m.close();
    }

    fn note(&self, m: &mut Markup, number: usize, again: usize) {
        let id = if again == 0 {
            format!("noteref-{number}")
        } else {
            format!("noteref-{number}-{again}")
        };
        let (href, label) = (format!("#note-{number}"), format!("Footnote {number}"));
        m.open("sup", &[]);
        m.whole(
            "a",
            &[("id", &id), ("href", &href), ("role", "doc-noteref"), ("aria-label", &label)],
            &number.to_string(),
        );
        m.close();
    }

    /// A figure in running text, linked to the row that it comes from.
    fn figure(&self, m: &mut Markup, text: &str, at: &str) {
        let href = format!("figures/{}.html#{at}", self.page.id);
        m.whole("a", &[("class", "figure"), ("href", &href), ("data-figure", at)], text);
    }

    fn facts(&self, m: &mut Markup, items: &[Fact]) {
        m.open("ul", &[("class", "key-figures")]);
        for fact in items {
            m.open("li", &[]).open("strong", &[]);
            self.figure(m, &fact.printed, &fact.at);
            m.close().text(" ").text(&fact.label).close();
        }
        m.close();
    }

    fn table(&self, m: &mut Markup, exhibit: &Exhibit) {
        m.open("div", &[("class", "exhibit"), ("id", &exhibit.id), ("data-figure", &exhibit.id)]);
        let label = format!("{}-title", exhibit.id);
        m.open(
            "div",
            &[
                ("class", "scroll"),
                ("role", "region"),
                ("aria-labelledby", &label),
                ("tabindex", "0"),
            ],
        );
        table::grid(m, &exhibit.grid, |m| {
            m.open("span", &[("class", "title"), ("id", &label)]);
            self.title(m, exhibit);
            m.close();
        });
        m.close();
        self.below(m, exhibit);
        m.close();
    }

    fn title(&self, m: &mut Markup, exhibit: &Exhibit) {
        m.whole("span", &[("class", "count")], &format!("{}.", exhibit.number)).text(" ");
        self.pieces(m, &exhibit.title);
    }

    fn chart(&self, m: &mut Markup, exhibit: &Exhibit) {
        m.open(
            "figure",
            &[("class", "exhibit"), ("id", &exhibit.id), ("data-figure", &exhibit.id)],
        );
        m.open("figcaption", &[("id", &format!("{}-title", exhibit.id))]);
        self.title(m, exhibit);
        m.close();
        if let Some(chart) = &exhibit.chart {
            m.raw(&chart.drawing.wide).raw(&chart.drawing.narrow);
        }
        m.open("details", &[("class", "data")]);
        m.open("summary", &[]).text("The figures in this chart");
        m.whole("span", &[("class", "visually-hidden")], &format!(" ({})", exhibit.number)).close();
        let label = format!("The figures in {}", exhibit.number);
        m.open(
            "div",
            &[("class", "scroll"), ("role", "region"), ("aria-label", &label), ("tabindex", "0")],
        );
        table::grid(m, &exhibit.grid, |m| {
            m.whole("span", &[("class", "visually-hidden")], &label);
        });
        m.close().close();
        self.below(m, exhibit);
        m.close();
    }

    /// Caption, notes, source line, and the way to the returns and the data.
    fn below(&self, m: &mut Markup, exhibit: &Exhibit) {
        if !exhibit.caption.is_empty() {
            m.open("p", &[("class", "caption")]);
            self.pieces(m, &exhibit.caption);
            m.close();
        }
        for note in &exhibit.notes {
            m.whole("p", &[("class", "note")], note);
        }
        let hidden = format!(" ({})", exhibit.number);
        m.open("p", &[("class", "source")]).text(&exhibit.source).text(" ");
        m.open("a", &[("href", &format!("figures/{}.html#{}", self.page.id, exhibit.id))]);
        m.text("Where these figures come from");
        m.whole("span", &[("class", "visually-hidden")], &hidden).close().text(" ");
        m.open("a", &[("href", &format!("data/{}.csv", exhibit.id))]).text("Data as CSV");
        m.whole("span", &[("class", "visually-hidden")], &hidden).close();
        m.close();
    }

    fn footnotes(&self, m: &mut Markup) {
        if self.page.footnotes.is_empty() {
            return;
        }
        m.open(
            "section",
            &[("class", "footnotes"), ("role", "doc-endnotes"), ("aria-label", "Footnotes")],
        );
        m.open("ol", &[]);
        for (at, note) in self.page.footnotes.iter().enumerate() {
            let number = at + 1;
            m.open("li", &[("id", &format!("note-{number}"))]);
            self.parts(m, note);
            let label = format!("Back to the text of footnote {number}");
            m.open("p", &[("class", "back")]);
            m.whole(
                "a",
                &[
                    ("href", &format!("#noteref-{number}")),
                    ("role", "doc-backlink"),
                    ("aria-label", &label),
                ],
                "Back to the text",
            );
            m.close().close();
        }
        m.close().close();
    }
}

fn quote(m: &mut Markup, words: &[String], by: &str, (consent, changed): (&str, &str)) {
    m.open("div", &[("class", "quotation")]).open("blockquote", &[]);
    for paragraph in words {
        m.whole("p", &[], paragraph);
    }
    m.close();
    m.whole("p", &[("class", "by")], by);
    m.open("p", &[]).whole("strong", &[], "What changed:").text(" ").text(changed).close();
    m.whole("p", &[("class", "note")], consent);
    m.close();
}

fn tree(m: &mut Markup, nodes: &[Node]) {
    m.open("ul", &[]);
    for node in nodes {
        m.open("li", &[]).open("div", &[("class", "group")]);
        m.whole("strong", &[], &node.name);
        for about in &node.about {
            m.whole("span", &[("class", "about")], about);
        }
        m.close();
        if !node.below.is_empty() {
            tree(m, &node.below);
        }
        m.close();
    }
    m.close();
}

fn said_did(m: &mut Markup, item: &SaidDid) {
    m.open("div", &[("class", "said-did")]).open("dl", &[]);
    m.open("div", &[]).whole("dt", &[], "We said").whole("dd", &[], &item.said).close();
    m.open("div", &[]).whole("dt", &[], "We did").whole("dd", &[], &item.did).close();
    m.close();
    m.open("p", &[("class", "state")]);
    m.whole("span", &[("class", &format!("status {}", item.state))], &item.status);
    if !item.next.is_empty() {
        m.text(" Next: ").text(&item.next);
    }
    m.close().close();
}
