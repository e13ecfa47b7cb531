//! Tables and charts of figures, as text and pictures.

use std::collections::BTreeMap;

use sightline_measures::table::{Figure, Outcome, RowKind, SourceLine, Table};

use super::part::{ChartPart, Exhibit, Grid, GridCell, GridRow, Piece};
use crate::chapter::ast::ChartKind;
use crate::charts::{self, Plot};
use crate::edition::PrintError;
use crate::fonts::Type;

/// The table as text, with its notes and its source line.
pub(super) fn table(
    id: &str,
    number: String,
    (title, caption): (Vec<Piece>, Vec<Piece>),
    table: &Table,
) -> Exhibit {
    Exhibit {
        id: id.to_owned(),
        number,
        title,
        caption,
        grid: grid(table),
        chart: None,
        notes: table.notes.iter().cloned().chain(absences(table)).collect(),
        source: source(&table.sources),
    }
}

/// The chart of a table.
pub(super) fn chart(
    id: &str,
    kind: ChartKind,
    (title, alt): (String, String),
    table: &Table,
    face: &Type,
) -> Result<ChartPart, PrintError> {
    let plot = Plot::of(table, id, &title, &alt);
    let drawing = charts::draw(&plot, kind, face)
        .map_err(|reason| PrintError::Chart { id: id.to_owned(), reason })?;
    let breadth = breadth(&drawing.wide);
    Ok(ChartPart { alt, file: format!("{id}.svg"), breadth, drawing })
}

/// Charts stand at 82 % of the text's width, so that their text is as large as a table's. One
/// that would be taller than a page is made smaller until it fits.
fn breadth(svg: &str) -> u32 {
    const USUAL: f64 = 82.0;
    const TALLEST: f64 = 130.0;
    let size = svg.split_once("viewBox=\"0 0 ").and_then(|(_, rest)| rest.split_once('"'));
    let sides = size.and_then(|(size, _)| size.split_once(' '));
    let (width, height) = match sides.map(|(w, h)| (w.parse::<f64>(), h.parse::<f64>())) {
        Some((Ok(width), Ok(height))) if width > 0.0 && height > 0.0 => (width, height),
        _ => return 82,
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a percentage between 1 and 82"
    )]
    let breadth = (TALLEST * width / height).clamp(1.0, USUAL) as u32;
    breadth
}

/// Why there is no value where none is, a sentence for each reason, with the rows that it is about
/// unless it is about all.
fn absences(table: &Table) -> Vec<String> {
    let mut reasons: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for row in &table.rows {
        for figure in &row.figures {
            if let Outcome::Absent(absence) = &figure.result
                && !absence.reason.trim().is_empty()
            {
                let reason = absence.reason.trim().trim_end_matches('.');
                let rows = reasons.entry((absence.kind.in_words(), reason)).or_default();
                if rows.last() != Some(&row.label.as_str()) {
                    rows.push(&row.label);
                }
            }
        }
    }
    let said = reasons.into_iter().map(|((kind, reason), rows)| {
        if rows.len() == table.rows.len() {
            format!("{}: {reason}.", capital(kind))
        } else {
            format!("{}: {kind}, {reason}.", rows.join(", "))
        }
    });
    said.collect()
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}", chars.as_str())
}

fn grid(table: &Table) -> Grid {
    Grid {
        stub: table.stub.clone(),
        heads: table.heads.iter().map(|head| head.label.clone()).collect(),
        rows: table
            .rows
            .iter()
            .map(|row| GridRow {
                label: row.label.clone(),
                kind: kind(row.kind),
                cells: row.figures.iter().map(cell).collect(),
            })
            .collect(),
    }
}

pub(crate) fn kind(kind: RowKind) -> &'static str {
    match kind {
        RowKind::Part => "part",
        RowKind::Rest => "rest",
        RowKind::Total => "total",
        RowKind::Apart => "apart",
    }
}

fn cell(figure: &Figure) -> GridCell {
    let look = if figure.treatment.hides() || matches!(figure.result, Outcome::Hidden) {
        "hidden"
    } else if figure.number.is_some() {
        "number"
    } else {
        "absent"
    };
    GridCell { text: figure.printed.clone(), look }
}

/// “Source: West Mercia Police, figures for 2021-22, revision 1.”
fn source(lines: &[SourceLine]) -> String {
    let said = sightline_measures::print::sources(lines);
    match said.len() {
        0 => "Source: no return was received.".to_owned(),
        1 => format!("Source: {}.", said.join("")),
        _ => format!("Sources: {}.", said.join("; ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tall_chart_fits_the_page() {
        assert_eq!(breadth("<svg viewBox=\"0 0 680 300\">"), 82);
        assert_eq!(breadth("<svg viewBox=\"0 0 680 2040\">"), 43);
        assert_eq!(breadth("<svg>"), 82);
    }
}
