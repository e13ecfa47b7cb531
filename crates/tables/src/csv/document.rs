//! A whole CSV file as a document, for files of the size of a return.

use std::io::{Read, Seek};
use std::sync::Arc;

use crate::csv::dialect::Dialect;
use crate::csv::reader::{Row as TextRow, with_dialect};
use crate::detect::Format;
use crate::document::{Cell, Document, Notice, NoticeKind, Row, Sheet};
use crate::error::{Problem, ReadError};
use crate::limits::Limits;
use crate::place::Place;

/// Rows that have another number of cells than the first.
#[derive(Default)]
struct Ragged {
    expected: u32,
    rows: u64,
    first: Option<(Place, u32)>,
}

impl Ragged {
    fn see(&mut self, row: &TextRow<'_>) {
        let found = u32::try_from(row.len()).unwrap_or(u32::MAX);
        if self.expected == 0 {
            self.expected = found;
        } else if found != self.expected {
            self.rows += 1;
            self.first.get_or_insert_with(|| (Place::text_row(row.number(), row.line()), found));
        }
    }

    fn notice(self) -> Option<Notice> {
        let (rows, expected) = (self.rows, self.expected);
        self.first.map(|(place, found)| Notice {
            place,
            kind: NoticeKind::Ragged { rows, expected, found },
        })
    }
}

/// Reads all rows into memory.
pub(crate) fn read_document<S: Read + Seek>(
    name: &str,
    mut source: S,
    limits: &Limits,
) -> Result<Document, ReadError> {
    let dialect = Dialect::detect(name, &mut source, limits)?;
    let mut reader = with_dialect(name, source, dialect, limits)?;
    let (mut rows, mut ragged, mut used) = (Vec::new(), Ragged::default(), Used::default());
    while let Some(row) = reader.next_row()? {
        ragged.see(&row);
        let kept = keep(&row);
        used.add(name, &kept, limits)?;
        if !kept.cells.is_empty() {
            rows.push(kept);
        }
    }
    let mut notices = reader.notices();
    notices.extend(ragged.notice());
    match rows.len() {
        0 => return Err(ReadError::whole(name, Problem::Empty)),
        1 => notices.push(Notice { place: Place::default(), kind: NoticeKind::HeaderOnly }),
        _ => {}
    }
    let sheet = Sheet { name: Arc::from(""), visible: true, rows, merged: Vec::new() };
    Ok(Document {
        name: name.to_owned(),
        format: Format::Csv,
        encoding: Some(dialect.encoding),
        delimiter: Some(char::from(dialect.delimiter.byte())),
        sheets: vec![sheet],
        notices,
    })
}

fn keep(row: &TextRow<'_>) -> Row {
    let cells = (1u32..).zip(row.fields()).filter(|(_, text)| !text.is_empty());
    Row {
        number: row.number(),
        line: row.line(),
        cells: cells.map(|(column, text)| Cell::text(column, text)).collect(),
        width: u32::try_from(row.len()).unwrap_or(u32::MAX),
    }
}

/// What a document has cost so far.
#[derive(Debug, Default)]
pub(crate) struct Used {
    cells: u64,
    bytes: u64,
}

impl Used {
    /// Counts a row and holds the sum against the limits.
    pub(crate) fn add(&mut self, name: &str, row: &Row, limits: &Limits) -> Result<(), ReadError> {
        row.cells
            .iter()
            .try_for_each(|cell| self.add_cell(cell, limits))
            .map_err(|problem| ReadError::at(name, Place::text_row(row.number, row.line), problem))
    }

    /// Counts a cell.
    pub(crate) fn add_cell(&mut self, cell: &Cell, limits: &Limits) -> Result<(), Problem> {
        self.cells += 1;
        self.bytes +=
            cell.text.len() as u64 + cell.formula.as_ref().map_or(0, |text| text.len() as u64);
        if self.cells > limits.cells {
            Err(Problem::TooMany { what: "cells with content", limit: limits.cells })
        } else if self.bytes > limits.text_bytes {
            Err(Problem::TooMany { what: "bytes of text", limit: limits.text_bytes })
        } else {
            Ok(())
        }
    }
}
