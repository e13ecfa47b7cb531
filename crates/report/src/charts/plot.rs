//! What a chart draws: the parts of a table, as numbers to draw and texts to print.

use rust_decimal::prelude::ToPrimitive as _;
use sightline_kernel::period::Period;
use sightline_measures::table::{Figure, Outcome, RowKind, Table, Unit};

/// A table as a chart sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Plot {
    /// Unique on the page; ids inside the picture begin with it.
    pub id: String,
    /// What the chart shows.
    pub title: String,
    /// What a person who cannot see it should know.
    pub alt: String,
    /// The column headings.
    pub series: Vec<String>,
    /// The rows.
    pub rows: Vec<PlotRow>,
    /// The unit of the first column.
    pub unit: Unit,
}

/// A row.
#[derive(Debug, Clone, PartialEq)]
pub struct PlotRow {
    /// Its heading.
    pub label: String,
    /// The heading along a narrow axis: `Apr 2021`.
    pub short: String,
    /// One mark a column.
    pub marks: Vec<Mark>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// A number.
    Known {
        /// To draw.
        value: f64,
        /// To print.
        printed: String,
    },
    /// No number, and what is printed instead. Never drawn as a zero.
    Gap(String),
}

impl Mark {
    /// The number to draw, if there is one.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        match self {
            Self::Known { value, .. } => Some(*value),
            Self::Gap(_) => None,
        }
    }

    fn of(figure: &Figure) -> Self {
        if figure.treatment.hides() || matches!(figure.result, Outcome::Hidden) {
            return Self::Gap(format!("not shown ({})", figure.printed));
        }
        match figure.number.and_then(|number| number.to_f64()) {
            Some(value) => Self::Known { value, printed: figure.printed.clone() },
            None => Self::Gap(figure.printed.clone()),
        }
    }
}

impl Plot {
    /// The plot of a table. The total and what is shown apart stay in the table beside the chart:
    /// a total among its parts would dwarf them. A table of totals alone is drawn.
    #[must_use]
    pub fn of(table: &Table, id: &str, title: &str, alt: &str) -> Self {
        let part = |kind: RowKind| matches!(kind, RowKind::Part | RowKind::Rest);
        let any_part = table.rows.iter().any(|row| part(row.kind));
        let rows = table
            .rows
            .iter()
            .filter(|row| !any_part || part(row.kind))
            .map(|row| PlotRow {
                label: row.label.clone(),
                short: short(&row.label, row.figures.first().map(|figure| figure.period)),
                marks: row.figures.iter().map(Mark::of).collect(),
            })
            .collect();
        Self {
            id: id.to_owned(),
            title: title.to_owned(),
            alt: alt.to_owned(),
            series: table.heads.iter().map(|head| head.label.clone()).collect(),
            rows,
            unit: table.heads.first().map_or(Unit::Count, |head| head.unit),
        }
    }

    /// All numbers of the first `columns` columns.
    pub(super) fn values(&self, columns: usize) -> impl Iterator<Item = f64> {
        self.rows.iter().flat_map(move |row| row.marks.iter().take(columns).filter_map(Mark::value))
    }
}

/// A month's heading is cut to three letters; other headings stay as they are.
fn short(label: &str, period: Option<Period>) -> String {
    match period {
        Some(period @ Period::Month(..)) if period.in_words() == label => {
            let mut words = label.split(' ');
            let month: String = words.next().unwrap_or("").chars().take(3).collect();
            format!("{month} {}", words.next().unwrap_or(""))
        }
        _ => label.to_owned(),
    }
}
