//! A table of figures as a page shows it.

use std::collections::BTreeSet;

use sightline_app::figures::Compared;
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

impl TableView {
    /// A measure's value beside the year before, its comparators and its target.
    pub(crate) fn compared(compared: &Compared, id: &str, title: &str) -> Self {
        let row = |label: &str, cells| RowView { label: label.to_owned(), class: "", cells };
        let nothing = || CellView { printed: String::new(), spoken: Some("none".to_owned()) };
        let mut rows = vec![row(&compared.area, vec![CellView::of(&compared.own), nothing()])];
        let mut notes = Vec::new();
        for one in &compared.against {
            let gap = if one.figure.number.is_some() { CellView::of(&one.gap) } else { nothing() };
            rows.push(row(&one.label, vec![CellView::of(&one.figure), gap]));
            if let Some(source) = &one.source {
                let areas = match one.members.as_slice() {
                    [only] => only.clone(),
                    several => format!("the median of {}", several.join(", ")),
                };
                notes.push(format!("{}: {areas}. Set by: {source}.", one.label));
            }
        }
        let mut said = BTreeSet::new();
        let figures = compared.against.iter().flat_map(|one| [&one.figure, &one.gap]);
        for note in std::iter::once(&compared.own).chain(figures).flat_map(|f| &f.notes) {
            if said.insert(note) {
                notes.push(note.clone());
            }
        }
        Self {
            id: id.to_owned(),
            title: title.to_owned(),
            stub: "Held against".to_owned(),
            heads: vec![compared.heading.clone(), "Difference".to_owned()],
            rows,
            notes,
            sources: Vec::new(),
            chart: None,
            by: None,
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
        cells: row.figures.iter().map(CellView::of).collect(),
    }
}

impl CellView {
    pub(crate) fn of(figure: &Figure) -> Self {
        let spoken = figure.treatment.hides().then(|| "suppressed: a small number".to_owned());
        Self { printed: figure.printed.clone(), spoken }
    }
}
