//! Open data: a CSV file for each table and chart, one for all figures, and CSVW metadata that
//! says what their columns hold. A value that was hidden never leaves: files carry what was
//! printed, and a number only where one was printed.

mod csvw;

use sightline_kernel::decimal::Decimal;
use sightline_measures::observation::Status;
use sightline_measures::request::{Comparator, Indicator};
use sightline_measures::table::{Figure, Outcome, Unit};
use sightline_tables::Field;
use sightline_tables::csv::{self, Bom};

use crate::edition::{OutFile, PrintError};
use crate::sheet::{DataTable, Sheet, inputs_in_words};

const CSV: &str = "text/csv; charset=utf-8";
const JSON: &str = "application/csvm+json";

/// The columns of `figures.csv`: name and what it holds.
pub const FIGURES: [(&str, &str); 19] = [
    ("id", "The figure's id, stable within the report"),
    ("measure", "The measure's id"),
    ("measure_title", "The measure's title"),
    ("measure_version", "The version of the measure card"),
    ("indicator", "How it was computed"),
    ("period", "The period"),
    ("area", "The area's code"),
    ("area_name", "The area's name"),
    ("dimensions", "The categories, as dimension=category; empty for none"),
    ("value", "The number as rounded for print; empty where none is printed"),
    ("printed", "The text as printed"),
    ("unit", "The unit of the number"),
    ("status", "final or provisional; the kind of absence where there is no value"),
    ("reason", "Why there is no value"),
    ("treatment", "What small-number suppression did"),
    ("rule", "By which rule"),
    ("returns", "The returns or publications behind it, with their rows"),
    ("notes", "What a reader must know"),
    ("places", "Where the report prints it: ids of tables and charts, text for running text"),
];

/// All files of open data.
///
/// # Errors
/// Never in practice: writing to memory does not fail.
pub fn open_data(sheet: &Sheet) -> Result<Vec<OutFile>, PrintError> {
    let mut files = vec![OutFile::new("figures.csv", figures(sheet)?, CSV)];
    files.push(OutFile::new("figures.csv-metadata.json", csvw::figures(sheet), JSON));
    for table in &sheet.data {
        let path = format!("data/{}.csv", table.id);
        files.push(OutFile::new(format!("{path}-metadata.json"), csvw::table(sheet, table), JSON));
        files.push(OutFile::new(path, rows(sheet, table)?, CSV));
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// The rows as bytes. Where the report is marked, each row of its files carries the marking.
fn write(
    mut rows: Vec<Vec<Field<'_>>>,
    marking: Option<&'static str>,
) -> Result<Vec<u8>, PrintError> {
    if let Some(marking) = marking {
        for (at, row) in rows.iter_mut().enumerate() {
            row.push(Field::from(if at == 0 { csvw::MARKING } else { marking }));
        }
    }
    csv::write(rows, Bom::Without).map_err(|error| PrintError::Data(error.to_string()))
}

fn figures(sheet: &Sheet) -> Result<Vec<u8>, PrintError> {
    let head = FIGURES.iter().map(|(name, _)| Field::from(*name)).collect();
    let mut rows = vec![head];
    let places = places(sheet);
    for figure in &sheet.figures {
        let at = places.get(figure.id.as_str()).map(|places| places.join("; "));
        rows.push(figure_row(sheet, figure, at.unwrap_or_else(|| "text".to_owned())));
    }
    write(rows, sheet.marking())
}

fn places(sheet: &Sheet) -> std::collections::BTreeMap<&str, Vec<&str>> {
    let mut places: std::collections::BTreeMap<&str, Vec<&str>> = std::collections::BTreeMap::new();
    for table in sheet.chapters.iter().flat_map(|page| &page.sight) {
        for row in &table.rows {
            let known = places.entry(row.figure.as_str()).or_default();
            if known.last() != Some(&table.id.as_str()) {
                known.push(&table.id);
            }
        }
    }
    places
}

fn figure_row<'f>(sheet: &'f Sheet, figure: &'f Figure, places: String) -> Vec<Field<'f>> {
    let names = &sheet.settings.names;
    let (status, reason) = status(figure);
    vec![
        Field::from(figure.id.as_str()),
        Field::from(figure.measure.as_str()),
        Field::from(names.measure(&figure.measure)),
        Field::from(figure.version),
        Field::from(indicator(&figure.indicator)),
        Field::from(figure.period.to_string()),
        Field::from(figure.area.as_str()),
        Field::from(names.area(&figure.area)),
        Field::from(figure.cell.to_string()),
        number(figure),
        Field::from(figure.printed.as_str()),
        Field::from(unit(figure.unit)),
        Field::from(status),
        Field::from(reason),
        Field::from(figure.treatment.word()),
        Field::from(rule(figure)),
        Field::from(inputs_in_words(&figure.inputs, names).join("; ")),
        Field::from(figure.notes.join(" ")),
        Field::from(places),
    ]
}

/// The number as printed, unless it was hidden.
fn number(figure: &Figure) -> Field<'static> {
    let shown = !figure.treatment.hides() && !matches!(figure.result, Outcome::Hidden);
    match figure.number.filter(|_| shown) {
        Some(number) => Field::Decimal(places_of(number, figure.places)),
        None => Field::Empty,
    }
}

fn places_of(number: Decimal, places: u32) -> Decimal {
    let mut number = number;
    number.rescale(places);
    number
}

fn status(figure: &Figure) -> (String, String) {
    match &figure.result {
        Outcome::Absent(absence) => (absence.kind.code().to_owned(), absence.reason.clone()),
        Outcome::NoReturn => ("no-return".to_owned(), "No return holds it.".to_owned()),
        Outcome::NotComputable(why) => ("not-computable".to_owned(), why.clone()),
        Outcome::Bounded { .. } => {
            ("suppressed-by-supplier".to_owned(), "The supplier gave bounds only.".to_owned())
        }
        Outcome::Known(_) | Outcome::Hidden => match figure.status {
            Status::Final => ("final".to_owned(), String::new()),
            Status::Provisional => ("provisional".to_owned(), String::new()),
        },
    }
}

fn rule(figure: &Figure) -> String {
    use sightline_measures::table::Treatment as T;
    match &figure.treatment {
        T::None => String::new(),
        T::Primary { rule }
        | T::Secondary { rule }
        | T::Rounded { rule, .. }
        | T::Derived { rule }
        | T::Overridden { rule, .. } => rule.to_string(),
    }
}

/// The unit as a word.
#[must_use]
pub fn unit(unit: Unit) -> String {
    match unit {
        Unit::Count => "count".to_owned(),
        Unit::Percent => "percent".to_owned(),
        Unit::Points => "percentage points".to_owned(),
        Unit::Per(per) => format!("per {per}"),
        Unit::Ratio => "ratio".to_owned(),
        Unit::Rank => "rank".to_owned(),
        Unit::Days => "days".to_owned(),
        Unit::Pounds => "GBP".to_owned(),
    }
}

/// The indicator as a short code: `value`, `share`, `rate-per-1000`, `change:2020-21`.
#[must_use]
pub fn indicator(indicator: &Indicator) -> String {
    let with = |word: &str, detail: Option<String>| match detail {
        Some(detail) => format!("{word}:{detail}"),
        None => word.to_owned(),
    };
    let text = |period: &Option<sightline_kernel::period::Period>| period.map(|p| p.to_string());
    match indicator {
        Indicator::Value => "value".to_owned(),
        Indicator::Share { of } => with("share", of.as_ref().map(|base| base.measure.to_string())),
        Indicator::Rate { per, vintage } => {
            let word = per.map_or_else(|| "rate".to_owned(), |per| format!("rate-per-{per}"));
            with(&word, text(vintage))
        }
        Indicator::Change { since } => with("change", text(since)),
        Indicator::ChangePercent { since } => with("change-percent", text(since)),
        Indicator::Earlier { period } => with("earlier", text(period)),
        Indicator::Ratio { to } => with("ratio", Some(to.measure.to_string())),
        Indicator::MonthlyMean => "monthly-mean".to_owned(),
        Indicator::YearToDate => "year-to-date".to_owned(),
        Indicator::Rank => "rank".to_owned(),
        Indicator::Gap { against } => with("gap", Some(comparator(against))),
        Indicator::Compared { with: other } => with("compared", Some(comparator(other))),
        Indicator::Target => "target".to_owned(),
    }
}

fn comparator(comparator: &Comparator) -> String {
    match comparator {
        Comparator::Area(area) => area.to_string(),
        Comparator::Set(set) => set.to_string(),
        Comparator::Previous => "previous".to_owned(),
        Comparator::Target => "target".to_owned(),
    }
}

/// A table as rows: code, label, kind, and for each column its number and its text.
fn rows(sheet: &Sheet, table: &DataTable) -> Result<Vec<u8>, PrintError> {
    let names = csvw::columns(table);
    let mut out = vec![names.iter().map(|(name, _, _)| Field::from(name.as_str())).collect()];
    for row in &table.table.rows {
        let mut fields = vec![
            Field::from(row.code.as_ref().map_or("", |code| code.as_str())),
            Field::from(row.label.as_str()),
            Field::from(crate::sheet::kind(row.kind)),
        ];
        for figure in &row.figures {
            fields.push(number(figure));
            fields.push(Field::from(figure.printed.as_str()));
        }
        out.push(fields);
    }
    write(out, sheet.marking())
}

#[cfg(test)]
mod tests;
