//! Tables of figures and tables of words.

use super::markup::Markup;
use crate::sheet::{Grid, Piece, WordTable};

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

/// A table of words.
pub(super) fn words(m: &mut Markup, table: &WordTable, pieces: &dyn Fn(&mut Markup, &[Piece])) {
    let label = format!("{}-title", table.id);
    m.open("div", &[("class", "exhibit"), ("id", &table.id)]);
    let titled = !table.title.is_empty();
    let name = if titled { ("aria-labelledby", label.as_str()) } else { ("aria-label", "Table") };
    m.open("div", &[("class", "scroll"), ("role", "region"), name, ("tabindex", "0")]);
    m.open("table", &[("class", "words")]);
    if titled {
        m.open("caption", &[]).open("span", &[("class", "title"), ("id", &label)]);
        pieces(m, &table.title);
        m.close().close();
    }
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
