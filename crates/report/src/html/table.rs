//! Tables of figures and tables of words.

use super::markup::Markup;
use crate::sheet::{Grid, Piece, WordTable, flat};

/// A table of figures; `caption` writes its caption.
pub(super) fn grid(m: &mut Markup, grid: &Grid, caption: impl FnOnce(&mut Markup)) {
    m.open("table", &[("class", "figures")]);
    m.open("caption", &[]);
    caption(m);
    m.close();
    m.open("thead", &[]).open("tr", &[]);
    m.whole("th", &[("scope", "col")], &grid.stub);
    for head in &grid.heads {
        m.whole("th", &[("scope", "col"), ("class", "number")], head);
    }
    m.close().close().open("tbody", &[]);
    for row in &grid.rows {
        match row.kind {
            "part" => m.open("tr", &[]),
            kind => m.open("tr", &[("class", kind)]),
        };
        m.whole("th", &[("scope", "row")], &row.label);
        for cell in &row.cells {
            let class = if cell.look == "number" { "number" } else { "number absent" };
            m.whole("td", &[("class", class)], &cell.text);
        }
        m.close();
    }
    m.close().close();
}

/// A region that scrolls when its table is wider than the screen, reached by keyboard.
pub(super) fn region(m: &mut Markup, name: &[(&str, &str)]) {
    let mut attributes = vec![("class", "scroll"), ("role", "region")];
    attributes.extend_from_slice(name);
    attributes.push(("tabindex", "0"));
    m.open("div", &attributes);
}

/// A name for a table without a title: its headings and its first row.
fn named(table: &WordTable) -> String {
    let heads: Vec<String> = table.heads.iter().map(|head| flat(head)).collect();
    let first = table.rows.first().and_then(|row| row.first()).map(|cell| flat(cell));
    format!("Table: {}, from “{}”", heads.join(", "), first.unwrap_or_default())
}

/// A table of words.
pub(super) fn words(m: &mut Markup, table: &WordTable, pieces: &dyn Fn(&mut Markup, &[Piece])) {
    let label = format!("{}-title", table.id);
    m.open("div", &[("class", "exhibit"), ("id", &table.id)]);
    region(m, &[("aria-labelledby", &label)]);
    m.open("table", &[("class", "words")]);
    m.open("caption", &[]);
    if table.title.is_empty() {
        m.whole("span", &[("class", "visually-hidden"), ("id", &label)], &named(table));
    } else {
        m.open("span", &[("class", "title"), ("id", &label)]);
        pieces(m, &table.title);
        m.close();
    }
    m.close();
    m.open("thead", &[]).open("tr", &[]);
    for head in &table.heads {
        m.open("th", &[("scope", "col")]);
        pieces(m, head);
        m.close();
    }
    m.close().close().open("tbody", &[]);
    for row in &table.rows {
        m.open("tr", &[]);
        for (at, cell) in row.iter().enumerate() {
            if at == 0 {
                m.open("th", &[("scope", "row")]);
            } else {
                m.open("td", &[]);
            }
            pieces(m, cell);
            m.close();
        }
        m.close();
    }
    m.close().close().close().close();
}
