//! The page that says where a chapter's figures come from: the line of sight of each.

use super::frame::{self, Frame};
use super::markup::Markup;
use crate::sheet::{Page, Seen, Sheet, SightTable};

const HEADS: [&str; 5] = [
    "Where it stands",
    "As printed",
    "What was computed",
    "Period, area, categories",
    "Return and row",
];

pub(super) fn page(sheet: &Sheet, page: &Page) -> Vec<u8> {
    let title = format!("Where the figures come from: {}", page.title);
    let frame = Frame {
        title: &title,
        root: "../",
        here: Some(&page.id),
        above: Some((&page.title, format!("../{}.html", page.id))),
        draft: page.draft,
    };
    frame::page(sheet, &frame, |m| {
        m.whole("h1", &[], &title);
        m.whole(
            "p",
            &[],
            "Each row names a figure as printed, what was computed, and the rows of the returns \
             that it was computed from. The same is in figures.csv.",
        );
        for table in &page.sight {
            self::table(m, table);
        }
    })
}

fn table(m: &mut Markup, table: &SightTable) {
    m.whole("h2", &[("id", &table.id)], &table.title);
    let label = format!("Line of sight: {}", table.title);
    m.open(
        "div",
        &[("class", "scroll"), ("role", "region"), ("aria-label", &label), ("tabindex", "0")],
    );
    m.open("table", &[("class", "words sight")]);
    m.open("caption", &[]).whole("span", &[("class", "visually-hidden")], &label).close();
    m.open("thead", &[]).open("tr", &[]);
    for head in HEADS {
        m.whole("th", &[("scope", "col")], head);
    }
    m.close().close().open("tbody", &[]);
    for row in &table.rows {
        self::row(m, row);
    }
    m.close().close().close();
}

fn row(m: &mut Markup, row: &Seen) {
    match &row.anchor {
        Some(anchor) => m.open("tr", &[("id", anchor), ("data-figure", &row.figure)]),
        None => m.open("tr", &[("data-figure", &row.figure)]),
    };
    m.whole("th", &[("scope", "row")], &row.place);
    m.whole("td", &[("class", "printed")], &row.printed);
    m.open("td", &[]).text(&row.computed);
    if !row.treatment.is_empty() {
        m.void("br", &[]).text(&row.treatment);
    }
    m.close();
    m.whole("td", &[], &row.about);
    m.open("td", &[]);
    if row.returns.is_empty() {
        m.text("No return holds it");
    }
    for (at, line) in row.returns.iter().enumerate() {
        if at > 0 {
            m.void("br", &[]);
        }
        m.text(line);
    }
    m.close().close();
}
