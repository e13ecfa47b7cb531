//! How wide the columns of a printed table are, and where a table that is wider than the page is
//! split. Measured beforehand, so that nothing overflows.

use serde::Serialize;

use crate::fonts::Type;
use crate::sheet::{Grid, GridRow};

/// The width of the text on a page, in points: A4 less 20 mm on each side.
const PAGE: f64 = 481.8;
/// Least room for the row labels.
const STUB: f64 = 104.0;
/// The space between columns.
const GUTTER: f64 = 10.0;

/// A table, or one piece of a wide one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Piece {
    pub(super) grid: Grid,
    /// All columns, the row labels first, in points.
    pub(super) widths: Vec<f64>,
    /// The size of its text, in points.
    pub(super) size: f64,
    /// What the table holds, for people who hear it.
    pub(super) summary: String,
}

/// What one column needs at a size of 1.
struct Need {
    /// So that no word and no number is cut.
    least: f64,
    /// So that its heading stands in few lines.
    wish: f64,
}

/// The table in pieces that fit the page.
pub(super) fn split(grid: &Grid, face: &Type, summary: &str) -> Vec<Piece> {
    let needs: Vec<Need> = (0..grid.heads.len()).map(|at| need(grid, at, face)).collect();
    for size in [9.0, 8.5, 8.0] {
        if let Some(widths) = fit(&needs, size) {
            let widths = with_stub(grid, face, size, widths);
            return vec![Piece { grid: grid.clone(), widths, size, summary: summary.to_owned() }];
        }
    }
    let mut pieces = Vec::new();
    let mut from = 0;
    while from < needs.len() {
        let mut to = from + 1;
        while to < needs.len() && fit(needs.get(from..=to).unwrap_or_default(), 9.0).is_some() {
            to += 1;
        }
        let some = needs.get(from..to).unwrap_or_default();
        let widths = fit(some, 9.0)
            .unwrap_or_else(|| some.iter().map(|need| need.least * 9.0 + GUTTER).collect());
        let widths = with_stub(grid, face, 9.0, widths);
        let summary = format!("{summary} Columns {} to {}.", from + 1, to);
        pieces.push(Piece { grid: cut(grid, from, to), widths, size: 9.0, summary });
        from = to;
    }
    pieces
}

/// The width of the row labels before the others: as wide as the longest, if there is room. A
/// small table is not drawn out over the page, where a label would lose its number.
fn with_stub(grid: &Grid, face: &Type, size: f64, mut widths: Vec<f64>) -> Vec<f64> {
    let labels = grid.rows.iter().map(|row| row.label.as_str()).chain([grid.stub.as_str()]);
    let longest = labels.map(|label| face.bold.ems(label)).fold(0.0, f64::max) * size + GUTTER;
    let room = PAGE - widths.iter().sum::<f64>();
    widths.insert(0, (longest.clamp(STUB, room.max(STUB)) * 10.0).floor() / 10.0);
    widths
}

fn need(grid: &Grid, at: usize, face: &Type) -> Need {
    let head = grid.heads.get(at).map_or("", String::as_str);
    let mut least = face.bold.longest_word(head);
    for cell in grid.rows.iter().filter_map(|row| row.cells.get(at)) {
        let wide = if cell.look == "number" {
            face.bold.ems(&cell.text)
        } else {
            face.bold.longest_word(&cell.text)
        };
        least = least.max(wide);
    }
    // Headings, and words in place of a number, stand in one line where there is room.
    let cells = grid.rows.iter().filter_map(|row| row.cells.get(at)).map(|cell| cell.text.as_str());
    let whole = cells.chain([head]).map(|text| face.bold.ems(text)).fold(0.0, f64::max);
    Need { least, wish: least.max(whole.min(8.5)) }
}

/// Widths in points, or nothing when the page is too narrow.
fn fit(needs: &[Need], size: f64) -> Option<Vec<f64>> {
    let room = PAGE - STUB;
    let sum = |of: fn(&Need) -> f64| needs.iter().map(|need| of(need) * size + GUTTER).sum::<f64>();
    let (least, wish) = (sum(|need| need.least), sum(|need| need.wish));
    if least > room {
        return None;
    }
    let share = if wish <= room { 1.0 } else { (room - least) / (wish - least) };
    Some(
        needs
            .iter()
            .map(|need| (need.least + (need.wish - need.least) * share) * size + GUTTER)
            .map(|width| (width * 10.0).ceil() / 10.0)
            .collect(),
    )
}

fn cut(grid: &Grid, from: usize, to: usize) -> Grid {
    Grid {
        stub: grid.stub.clone(),
        heads: grid.heads.get(from..to).unwrap_or_default().to_vec(),
        rows: grid
            .rows
            .iter()
            .map(|row| GridRow {
                label: row.label.clone(),
                kind: row.kind,
                cells: row.cells.get(from..to).unwrap_or_default().to_vec(),
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::type_;
    use crate::sheet::GridCell;
    use proptest::prelude::*;

    fn grid(columns: usize, text: &str) -> Grid {
        let cell = GridCell { text: text.to_owned(), look: "number" };
        Grid {
            stub: "Month".to_owned(),
            heads: (0..columns).map(|n| format!("Reported offences {n}")).collect(),
            rows: vec![GridRow {
                label: "April".to_owned(),
                kind: "part",
                cells: vec![cell; columns],
            }],
        }
    }

    #[test]
    fn a_narrow_table_stays_whole() {
        let pieces = split(&grid(3, "16,411"), type_(), "Offences.");
        assert_eq!(pieces.len(), 1);
        assert_eq!(pieces[0].size, 9.0);
        assert_eq!(pieces[0].summary, "Offences.");
    }

    proptest! {
        #[test]
        fn every_column_is_printed_once_and_fits(columns in 1usize..40, number in 0i64..99_999_999) {
            let text = number.to_string();
            let whole = grid(columns, &text);
            let pieces = split(&whole, type_(), "All.");
            let heads: Vec<String> = pieces.iter().flat_map(|p| p.grid.heads.clone()).collect();
            prop_assert_eq!(heads, whole.heads);
            for piece in &pieces {
                prop_assert!(piece.widths.iter().sum::<f64>() <= PAGE + 40.0 * 0.1);
                for width in piece.widths.iter().skip(1) {
                    prop_assert!(*width >= type_().bold.ems(&text) * piece.size + GUTTER - 0.11);
                }
            }
        }
    }
}
