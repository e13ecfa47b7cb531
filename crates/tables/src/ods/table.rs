//! One table of an ODS content part.

use std::sync::Arc;

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::QName;
use rust_decimal::Decimal;

use super::{Xml, attribute, next};
use crate::cells;
use crate::csv::Used;
use crate::document::{Cell, MAX_EXACT_INTEGER, Region, Row, Value};
use crate::error::{Problem, ReadError};
use crate::limits::Limits;
use crate::place::Place;

/// Elements whose content is no content of cells.
const SKIPPED: &[&str] = &[
    "office:annotation",
    "office:forms",
    "office:dde-source",
    "table:shapes",
    "table:named-expressions",
    "table:scenario",
    "table:table-source",
];

/// Reads the rows of one table.
pub(super) struct TableReader<'a> {
    file: &'a str,
    sheet: Arc<str>,
    limits: &'a Limits,
    used: &'a mut Used,
    /// Row that is being read, from 1.
    row: u32,
    rows: Vec<Row>,
    merged: Vec<Region>,
}

/// A cell as its element describes it, and how often it stands side by side.
struct Element {
    cell: Option<Cell>,
    repeat: u32,
    columns: u32,
    rows: u32,
}

impl<'a> TableReader<'a> {
    pub(super) fn new(
        file: &'a str,
        sheet: Arc<str>,
        limits: &'a Limits,
        used: &'a mut Used,
    ) -> Self {
        Self { file, sheet, limits, used, row: 0, rows: Vec::new(), merged: Vec::new() }
    }

    /// Reads up to the end of the table.
    pub(super) fn read(mut self, xml: &mut Xml<'_>) -> Result<(Vec<Row>, Vec<Region>), ReadError> {
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match next(xml, &mut buffer).map_err(|problem| self.fail(0, problem))? {
                Event::Start(tag) if tag.name().as_ref() == "table:table-row" => {
                    let repeat = count(&tag, "table:number-rows-repeated");
                    self.read_row(xml, repeat)?;
                }
                Event::Start(tag) if is_skipped(&tag) || tag.name().as_ref() == "table:table" => {
                    skip(xml, &tag).map_err(|problem| self.fail(0, problem))?;
                }
                Event::End(tag) if tag.name().as_ref() == "table:table" => break,
                Event::Eof => return Err(self.fail(0, broken_off())),
                _ => {}
            }
        }
        cells::mark_merged(&mut self.rows, &self.merged);
        Ok((self.rows, self.merged))
    }

    fn read_row(&mut self, xml: &mut Xml<'_>, repeat: u32) -> Result<(), ReadError> {
        self.row = self.row.saturating_add(1);
        let (mut cells, mut column, mut buffer) = (Vec::new(), 0u32, Vec::new());
        loop {
            buffer.clear();
            match next(xml, &mut buffer).map_err(|problem| self.fail(column, problem))? {
                Event::Start(tag) if is_cell(tag.name()) => {
                    let at = column.saturating_add(1);
                    let element = element(xml, &tag, at, self.limits)
                        .map_err(|problem| self.fail(at, problem))?;
                    self.add(&mut cells, column, &element)?;
                    column = column.saturating_add(element.repeat);
                }
                Event::Start(tag) => {
                    skip(xml, &tag).map_err(|problem| self.fail(column, problem))?
                }
                Event::End(tag) if tag.name().as_ref() == "table:table-row" => break,
                Event::Eof => return Err(self.fail(column, broken_off())),
                _ => {}
            }
        }
        self.push_rows(cells, repeat)
    }

    /// Adds a cell as often as it stands side by side. Empty cells only move
    /// the column on.
    fn add(
        &mut self,
        cells: &mut Vec<Cell>,
        column: u32,
        element: &Element,
    ) -> Result<(), ReadError> {
        if element.columns > 1 || element.rows > 1 {
            self.merged.push(Region {
                first_row: self.row,
                first_column: column.saturating_add(1),
                last_row: self.row.saturating_add(element.rows - 1),
                last_column: column.saturating_add(element.columns),
            });
        }
        let Some(cell) = &element.cell else { return Ok(()) };
        for step in 1..=element.repeat {
            let column = column.saturating_add(step);
            if column > self.limits.columns {
                let limit = u64::from(self.limits.columns);
                return Err(self.fail(column, Problem::TooMany { what: "columns", limit }));
            }
            let cell = Cell { column, ..cell.clone() };
            self.used.add_cell(&cell, self.limits).map_err(|problem| self.fail(column, problem))?;
            cells.push(cell);
        }
        Ok(())
    }

    /// Adds a row as often as it is repeated. Empty rows only move the row on.
    fn push_rows(&mut self, cells: Vec<Cell>, repeat: u32) -> Result<(), ReadError> {
        let first = self.row;
        self.row = first.saturating_add(repeat - 1);
        let Some(width) = cells.last().map(|cell| cell.column) else { return Ok(()) };
        if self.row > self.limits.rows {
            return Err(
                self.fail(0, Problem::TooMany { what: "rows", limit: u64::from(self.limits.rows) })
            );
        }
        for number in first..=self.row {
            if number > first {
                let count = cells.iter().try_for_each(|cell| self.used.add_cell(cell, self.limits));
                count.map_err(|problem| self.fail(0, problem))?;
            }
            self.rows.push(Row { number, line: u64::from(number), width, cells: cells.clone() });
        }
        Ok(())
    }

    /// An error at a column of the row that is being read; 0 for the whole row.
    fn fail(&self, column: u32, problem: Problem) -> ReadError {
        let row = (self.row > 0).then_some(self.row);
        let column = row.and((column > 0).then_some(column));
        let place = Place { sheet: Some(Arc::clone(&self.sheet)), row, column, line: None };
        ReadError::at(self.file, place, problem)
    }
}

fn broken_off() -> Problem {
    Problem::Damaged("its content breaks off inside a table".to_owned())
}

fn is_cell(name: QName<'_>) -> bool {
    matches!(name.as_ref(), "table:table-cell" | "table:covered-table-cell")
}

/// Notes, drawings and the like: their text is no content of the cell.
fn is_skipped(tag: &BytesStart<'_>) -> bool {
    let name = tag.name();
    SKIPPED.contains(&name.as_ref()) || name.as_ref().starts_with("draw:")
}

/// Moves behind the end of an element.
fn skip(xml: &mut Xml<'_>, tag: &BytesStart<'_>) -> Result<(), Problem> {
    let name = tag.name().as_ref().to_owned();
    let mut buffer = Vec::new();
    xml.read_to_end_into(QName(&name), &mut buffer)
        .map(drop)
        .map_err(|error| Problem::Damaged(error.to_string()))
}

/// A count of at least 1.
fn count(tag: &BytesStart<'_>, name: &str) -> u32 {
    attribute(tag, name).and_then(|text| text.trim().parse().ok()).unwrap_or(1).max(1)
}

/// Reads one cell element up to its end.
fn element(
    xml: &mut Xml<'_>,
    tag: &BytesStart<'_>,
    column: u32,
    limits: &Limits,
) -> Result<Element, Problem> {
    let repeat = count(tag, "table:number-columns-repeated");
    let (columns, rows) =
        (count(tag, "table:number-columns-spanned"), count(tag, "table:number-rows-spanned"));
    let shown = text(xml, tag.name(), limits)?;
    let formula = attribute(tag, "table:formula");
    let mut cell = value(tag, &shown, column);
    if let Some(formula) = formula {
        let formula = formula.strip_prefix("of:").unwrap_or(&formula);
        let formula = Arc::from(formula.strip_prefix('=').unwrap_or(formula));
        // A formula that gave an empty text was computed; one without any value was not.
        let computed = attribute(tag, "office:value-type").as_deref() == Some("string");
        let value = if computed { Value::Text } else { Value::NotComputed };
        cell.get_or_insert_with(|| Cell { value, ..Cell::text(column, "") }).formula =
            Some(formula);
    }
    if cell.as_ref().is_some_and(|cell| cell.text.len() > limits.cell_bytes) {
        return Err(Problem::CellTooLong { limit: limits.cell_bytes as u64 });
    }
    Ok(Element { cell, repeat, columns, rows })
}

/// The cell that the attributes of its element describe; `shown` is the text
/// that people see.
fn value(tag: &BytesStart<'_>, shown: &str, column: u32) -> Option<Cell> {
    if attribute(tag, "calcext:value-type").as_deref() == Some("error") {
        return Some(Cell { value: Value::Error, ..Cell::text(column, shown) });
    }
    let kind = attribute(tag, "office:value-type").unwrap_or_default();
    let cell = match kind.as_str() {
        "float" | "currency" | "percentage" => {
            let raw = attribute(tag, "office:value")?;
            cells::number_cell(column, number(&raw), kind == "percentage")
        }
        "date" => date(&attribute(tag, "office:date-value")?, column),
        "time" => Cell { value: Value::Time, ..Cell::text(column, shown) },
        "boolean" => {
            let value = attribute(tag, "office:boolean-value").as_deref() == Some("true");
            Cell {
                value: Value::Bool(value),
                ..Cell::text(column, if value { "TRUE" } else { "FALSE" })
            }
        }
        _ => {
            let text = attribute(tag, "office:string-value").filter(|text| !text.is_empty());
            cells::text_cell(column, text.as_deref().unwrap_or(shown))
        }
    };
    Some(cell).filter(|cell| !cell.text.is_empty())
}

/// A number from its digits in the file. Those of formulas have more than a
/// spreadsheet program keeps, so all are held to the same 15.
fn number(raw: &str) -> (Value, String) {
    let raw = raw.trim();
    let digits = raw.bytes().filter(u8::is_ascii_digit).count();
    match Decimal::from_str_exact(raw) {
        Ok(number) if digits <= 15 => cells::decimal(number),
        Ok(number) if number.is_integer() && number.abs() <= Decimal::from(MAX_EXACT_INTEGER) => {
            cells::decimal(number)
        }
        Ok(number) if number.is_integer() => (Value::Beyond, raw.to_owned()),
        _ => match raw.parse::<f64>() {
            Ok(float) => cells::number(float),
            Err(_) => (Value::Beyond, raw.to_owned()),
        },
    }
}

fn date(raw: &str, column: u32) -> Cell {
    match (raw.parse::<jiff::civil::Date>(), raw.parse::<jiff::civil::DateTime>()) {
        (_, Ok(moment)) => cells::moment_cell(column, moment),
        (Ok(date), _) => cells::moment_cell(column, date.at(0, 0, 0, 0)),
        _ => cells::text_cell(column, raw),
    }
}

/// The text of a cell as people see it, up to the end of its element.
fn text(xml: &mut Xml<'_>, end: QName<'_>, limits: &Limits) -> Result<String, Problem> {
    let (mut text, mut paragraphs, mut buffer) = (String::new(), 0u32, Vec::new());
    loop {
        buffer.clear();
        match next(xml, &mut buffer)? {
            Event::Start(tag) if is_skipped(&tag) || tag.name().as_ref() == "table:table" => {
                skip(xml, &tag)?
            }
            Event::Start(tag) => match tag.name().as_ref() {
                "text:p" => {
                    if paragraphs > 0 {
                        text.push('\n');
                    }
                    paragraphs += 1;
                }
                "text:s" => {
                    let blanks = count(&tag, "text:c") as usize;
                    text.extend(std::iter::repeat_n(' ', blanks.min(limits.cell_bytes + 1)));
                }
                "text:tab" => text.push('\t'),
                "text:line-break" => text.push('\n'),
                _ => {}
            },
            Event::Text(part) if paragraphs > 0 => text.push_str(&part.xml10_content()),
            Event::CData(part) if paragraphs > 0 => text.push_str(&part.xml10_content()),
            Event::GeneralRef(reference) => text.push(letter(&reference)?),
            Event::End(tag) if tag.name() == end => return Ok(text),
            Event::Eof => return Err(broken_off()),
            _ => {}
        }
        if text.len() > limits.cell_bytes {
            return Err(Problem::CellTooLong { limit: limits.cell_bytes as u64 });
        }
    }
}

/// The letter that an entity stands for. Others than the five of XML are
/// refused: they are how XML bombs are built.
fn letter(reference: &BytesRef<'_>) -> Result<char, Problem> {
    if let Ok(Some(letter)) = reference.resolve_char_ref() {
        return Ok(letter);
    }
    match reference.xml10_content().as_ref() {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        other => Err(Problem::Damaged(format!("it uses the unknown entity \"{other}\""))),
    }
}
