//! A table of figures as a page shows it.

use sightline_app::ports::Chart;
use sightline_measures::table::{Figure, Row, RowKind, Table};

/// A table with its notes and sources.
pub(crate) struct TableView {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) stub: String,
    pub(crate) heads: Vec<String>,
    pub(crate) rows: Vec<RowView>,
    pub(crate) notes: Vec<String>,
    pub(crate) sources: Vec<String>,
    /// The chart of the table, as SVG made by the server.
    pub(crate) chart: Option<Chart>,
    /// The breakdown, for the address of the line of sight.
    pub(crate) by: Option<String>,
}

/// A row.
pub(crate) struct RowView {
    pub(crate) label: String,
    pub(crate) class: &'static str,
    pub(crate) cells: Vec<CellView>,
}

/// A cell.
pub(crate) struct CellView {
    pub(crate) printed: String,
    /// Said to readers of the screen where the printed text is a symbol.
    pub(crate) spoken: Option<String>,
}

impl TableView {
    pub(crate) fn of(table: &Table, id: &str, chart: Option<Chart>) -> Self {
        let by = match &table.request.rows {
            sightline_measures::request::Rows::Categories(dimension) => Some(dimension.to_string()),
            _ => None,
        };
        Self {
            id: id.to_owned(),
            title: table.title.clone(),
            stub: table.stub.clone(),
            heads: table.heads.iter().map(|head| head.label.clone()).collect(),
            rows: table.rows.iter().map(row).collect(),
            notes: table.notes.clone(),
            sources: sightline_measures::print::sources(&table.sources),
            chart,
            by,
        }
    }
}

fn row(row: &Row) -> RowView {
    RowView {
        label: row.label.clone(),
        class: match row.kind {
            RowKind::Part => "",
            RowKind::Rest => "app-row-rest",
            RowKind::Total => "app-row-total",
            RowKind::Apart => "app-row-apart",
        },
        cells: row.figures.iter().map(cell).collect(),
    }
}

fn cell(figure: &Figure) -> CellView {
    let spoken = figure.treatment.hides().then(|| "suppressed: a small number".to_owned());
    CellView { printed: figure.printed.clone(), spoken }
}
