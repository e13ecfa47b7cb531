//! XLSX workbooks, read through calamine.
//!
//! calamine streams the cells, so what a sheet claims about its size costs
//! nothing. Two of its habits are guarded here: it believes the stated number
//! of shared texts when it makes room for them, and it may panic on a file that
//! breaks the format.

use std::collections::HashMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError, XlsxFormulaMetadata};
use quick_xml::events::Event;

use crate::cells;
use crate::csv::Used;
use crate::dates::{Epoch, from_serial};
use crate::detect::Format;
use crate::document::{Cell, Document, Region, Row, Sheet, Value};
use crate::error::{Problem, ReadError};
use crate::limits::Limits;
use crate::place::Place;
use crate::zip_guard;

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Bytes that a shared text takes at least: `<si/>`.
const LEAST_TEXT: u64 = 5;

/// A cell and its row, from 1.
type Placed = (u32, Cell);

/// Reads a workbook whose archive was held against the limits.
pub(crate) fn read(
    name: &str,
    bytes: &[u8],
    parts: &[String],
    limits: &Limits,
) -> Result<Document, ReadError> {
    check_shared_texts(bytes, parts, limits).map_err(|problem| ReadError::whole(name, problem))?;
    // Nothing that the closure touches is used after a panic.
    catch_unwind(AssertUnwindSafe(|| book(name, bytes, limits))).unwrap_or_else(|_| {
        let problem =
            Problem::Damaged("its inner structure breaks the rules of the format".to_owned());
        Err(ReadError::whole(name, problem))
    })
}

fn book(name: &str, bytes: &[u8], limits: &Limits) -> Result<Document, ReadError> {
    let fail = |error| ReadError::whole(name, problem(error));
    let mut book: Book = Xlsx::new(Cursor::new(bytes)).map_err(fail)?;
    let listed: Vec<_> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .cloned()
        .collect();
    if listed.len() > limits.sheets {
        return Err(ReadError::whole(
            name,
            Problem::TooMany { what: "sheets", limit: limits.sheets as u64 },
        ));
    }
    let (mut sheets, mut used) = (Vec::new(), Used::default());
    for entry in listed {
        let mut reader = SheetReader {
            file: name,
            name: Arc::from(entry.name.as_str()),
            limits,
            used: &mut used,
        };
        let mut sheet = reader.read(&mut book)?;
        sheet.visible = entry.visible == SheetVisible::Visible;
        sheets.push(sheet);
    }
    let notices = sheets.iter().flat_map(cells::notices).collect();
    Ok(Document {
        name: name.to_owned(),
        format: Format::Xlsx,
        encoding: None,
        delimiter: None,
        sheets,
        notices,
    })
}

fn problem(error: XlsxError) -> Problem {
    match error {
        XlsxError::Password => Problem::Password,
        other => Problem::Damaged(other.to_string()),
    }
}

/// Refuses a list of shared texts that states more texts than it can hold: the
/// reader would make room for as many.
fn check_shared_texts(bytes: &[u8], parts: &[String], limits: &Limits) -> Result<(), Problem> {
    for part in parts.iter().filter(|part| part.to_ascii_lowercase().ends_with("sharedstrings.xml"))
    {
        let content = zip_guard::part(bytes, part)?.unwrap_or_default();
        let stated = stated_texts(&content).unwrap_or(0);
        if stated > content.len() as u64 / LEAST_TEXT {
            let problem = format!("part \"{part}\" states more texts than it holds");
            return Err(Problem::Damaged(problem));
        }
        if stated > limits.cells {
            return Err(Problem::TooMany { what: "cells with content", limit: limits.cells });
        }
    }
    Ok(())
}

/// The number of texts that the list states; a number that cannot be read
/// counts as the largest.
fn stated_texts(content: &[u8]) -> Option<u64> {
    let mut reader = quick_xml::Reader::from_reader(content);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag) | Event::Empty(tag)) if tag.local_name().as_ref() == "sst" => {
                let count = tag.try_get_attribute("uniqueCount").ok()??;
                return Some(count.value.trim().parse().unwrap_or(u64::MAX));
            }
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

/// How the cells of a style are shown.
struct Style {
    format: Option<Arc<str>>,
    percent: bool,
}

/// True when a number format shows a percentage: a per cent sign that is
/// neither quoted nor escaped.
fn shows_percent(code: &str) -> bool {
    let (mut quoted, mut escaped) = (false, false);
    code.chars().any(|letter| {
        let plain = !quoted && !escaped;
        escaped = plain && matches!(letter, '\\' | '_' | '*');
        if letter == '"' && plain | quoted {
            quoted = !quoted;
        }
        plain && letter == '%'
    })
}

struct SheetReader<'a> {
    file: &'a str,
    name: Arc<str>,
    limits: &'a Limits,
    used: &'a mut Used,
}

impl SheetReader<'_> {
    fn read(&mut self, book: &mut Book<'_>) -> Result<Sheet, ReadError> {
        let mut placed = self.values(book)?;
        self.formulas(book, &mut placed)?;
        let mut rows = into_rows(placed);
        let name = self.name.to_string();
        let regions = book.merge_cells_by_sheet_name(&name).map_err(|error| self.fail(error))?;
        let merged: Vec<Region> = regions
            .iter()
            .map(|region| Region {
                first_row: region.start.0.saturating_add(1),
                first_column: region.start.1.saturating_add(1),
                last_row: region.end.0.saturating_add(1),
                last_column: region.end.1.saturating_add(1),
            })
            .collect();
        cells::mark_merged(&mut rows, &merged);
        Ok(Sheet { name: Arc::clone(&self.name), visible: true, rows, merged })
    }

    /// All cells with a value, in the order of the file.
    fn values(&mut self, book: &mut Book<'_>) -> Result<Vec<Placed>, ReadError> {
        let epoch = if book.has_1904_epoch() { Epoch::Year1904 } else { Epoch::Year1900 };
        let name = self.name.to_string();
        let mut reader = book.worksheet_cells_reader(&name).map_err(|error| self.fail(error))?;
        let styles: Vec<Style> = reader.styles().iter().map(style).collect();
        let mut placed = Vec::new();
        while let Some((cell, style)) =
            reader.next_cell_with_style_id().map_err(|error| self.fail(error))?
        {
            let (row, column) = self.place(cell.get_position())?;
            if let Some(cell) = convert(cell.get_value(), column, styles.get(style), epoch) {
                self.count(row, &cell)?;
                placed.push((row, cell));
            }
        }
        sort(&mut placed);
        Ok(placed)
    }

    /// Adds the formulas to the cells that were found, and cells for formulas
    /// without a value.
    fn formulas(&mut self, book: &mut Book<'_>, placed: &mut Vec<Placed>) -> Result<(), ReadError> {
        let name = self.name.to_string();
        let mut reader = book.worksheet_cells_reader(&name).map_err(|error| self.fail(error))?;
        let mut shared: HashMap<usize, (String, (u32, u32))> = HashMap::new();
        let mut hollow = Vec::new();
        while let Some(record) =
            reader.next_cell_with_formula_metadata().map_err(|error| self.fail(error))?
        {
            let Some(formula) = record.formula else { continue };
            let (row, column) = self.place(record.pos)?;
            let text = formula_text(formula, record.pos, &mut shared);
            // A formula that gave an empty text was computed; one without any value was not.
            let value = match record.value {
                DataRef::Empty => Value::NotComputed,
                _ => Value::Text,
            };
            let formula = Cell { formula: Some(Arc::from(text)), value, ..Cell::text(column, "") };
            self.count(row, &formula)?;
            match placed.binary_search_by_key(&(row, column), |(row, cell)| (*row, cell.column)) {
                Ok(index) => {
                    if let Some((_, cell)) = placed.get_mut(index) {
                        cell.formula = formula.formula;
                    }
                }
                Err(_) => hollow.push((row, formula)),
            }
        }
        if !hollow.is_empty() {
            placed.append(&mut hollow);
            sort(placed);
        }
        Ok(())
    }

    /// Row and column from 1, within the limits.
    fn place(&self, (row, column): (u32, u32)) -> Result<(u32, u32), ReadError> {
        let (row, column) = (row.saturating_add(1), column.saturating_add(1));
        let too_many = |what, limit: u32| {
            let place = Place::cell(Arc::clone(&self.name), row, column);
            Err(ReadError::at(self.file, place, Problem::TooMany { what, limit: u64::from(limit) }))
        };
        if row > self.limits.rows {
            too_many("rows", self.limits.rows)
        } else if column > self.limits.columns {
            too_many("columns", self.limits.columns)
        } else {
            Ok((row, column))
        }
    }

    /// Holds one more cell against the limits.
    fn count(&mut self, row: u32, cell: &Cell) -> Result<(), ReadError> {
        let place = || Place::cell(Arc::clone(&self.name), row, cell.column);
        if cell.text.len() > self.limits.cell_bytes {
            let problem = Problem::CellTooLong { limit: self.limits.cell_bytes as u64 };
            return Err(ReadError::at(self.file, place(), problem));
        }
        self.used
            .add_cell(cell, self.limits)
            .map_err(|problem| ReadError::at(self.file, place(), problem))
    }

    fn fail(&self, error: XlsxError) -> ReadError {
        ReadError::at(self.file, Place::sheet(Arc::clone(&self.name)), problem(error))
    }
}

fn style(style: &calamine::Style) -> Style {
    let code = style
        .number_format
        .as_ref()
        .map(|format| format.format_code.as_str())
        .filter(|code| *code != "General");
    Style { format: code.map(Arc::from), percent: code.is_some_and(shows_percent) }
}

/// A cell from what the file holds; `None` for an empty one.
fn convert(value: &DataRef<'_>, column: u32, style: Option<&Style>, epoch: Epoch) -> Option<Cell> {
    let percent = style.is_some_and(|style| style.percent);
    let mut cell = match value {
        DataRef::Empty => return None,
        DataRef::String(text) if text.is_empty() => return None,
        DataRef::SharedString("") => return None,
        DataRef::String(text) => cells::text_cell(column, text),
        DataRef::SharedString(text) => cells::text_cell(column, text),
        DataRef::Float(raw) => cells::number_cell(column, cells::number(*raw), percent),
        DataRef::Int(whole) => {
            cells::number_cell(column, (Value::Integer(*whole), whole.to_string()), percent)
        }
        DataRef::Bool(value) => Cell {
            value: Value::Bool(*value),
            ..Cell::text(column, if *value { "TRUE" } else { "FALSE" })
        },
        DataRef::DateTime(moment) => {
            serial_cell(column, moment.as_f64(), moment.is_duration(), epoch)
        }
        DataRef::DateTimeIso(text) => match text.parse() {
            Ok(moment) => cells::moment_cell(column, moment),
            Err(_) => cells::text_cell(column, text),
        },
        DataRef::DurationIso(text) => Cell { value: Value::Time, ..Cell::text(column, text) },
        DataRef::Error(error) => {
            Cell { value: Value::Error, ..Cell::text(column, &error.to_string()) }
        }
    };
    cell.format = style.and_then(|style| style.format.clone());
    Some(cell)
}

/// A number that its format shows as a date or time.
fn serial_cell(column: u32, serial: f64, duration: bool, epoch: Epoch) -> Cell {
    if duration || (0.0..1.0).contains(&serial) {
        return cells::time_cell(column, serial);
    }
    match from_serial(serial, epoch) {
        Ok(moment) => cells::moment_cell(column, moment),
        Err(_) => cells::number_cell(column, cells::number(serial), false),
    }
}

/// The text of a formula. Cells that share one carry only its number, so the
/// text is moved along from the first of them.
fn formula_text(
    formula: XlsxFormulaMetadata,
    at: (u32, u32),
    shared: &mut HashMap<usize, (String, (u32, u32))>,
) -> String {
    match formula {
        XlsxFormulaMetadata::Normal { formula } => formula,
        XlsxFormulaMetadata::Shared { shared_index, formula, .. } => {
            shared.insert(shared_index, (formula.clone(), at));
            formula
        }
        XlsxFormulaMetadata::SharedDerived { shared_index } => shared
            .get(&shared_index)
            .and_then(|(text, start)| calamine::expand_shared_formula(text, *start, at).ok())
            .unwrap_or_default(),
        _ => String::new(),
    }
}

/// Orders cells by place; of two at one place the first in the file counts.
fn sort(placed: &mut Vec<Placed>) {
    let key = |(row, cell): &Placed| (*row, cell.column);
    if !placed.is_sorted_by_key(key) {
        placed.sort_by_key(key);
    }
    placed.dedup_by_key(|placed| key(placed));
}

fn into_rows(placed: Vec<Placed>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (number, cell) in placed {
        if rows.last().is_none_or(|row| row.number != number) {
            rows.push(Row { number, line: u64::from(number), ..Row::default() });
        }
        if let Some(row) = rows.last_mut() {
            row.width = cell.column;
            row.cells.push(cell);
        }
    }
    rows
}
