//! Tables and charts of figures, as text and pictures.

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
        notes: table.notes.clone(),
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
    Ok(ChartPart { alt, file: format!("{id}.svg"), drawing })
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
    let mut said: Vec<String> = lines
        .iter()
        .map(|line| {
            let licence =
                line.licence.as_ref().map(|licence| format!(", {licence}")).unwrap_or_default();
            format!("{}, {} ({}){licence}", line.agency, line.revision, line.period.in_words())
        })
        .collect();
    said.sort();
    said.dedup();
    match said.len() {
        0 => "Source: no return was received.".to_owned(),
        1 => format!("Source: {}.", said.join("")),
        _ => format!("Sources: {}.", said.join("; ")),
    }
}
