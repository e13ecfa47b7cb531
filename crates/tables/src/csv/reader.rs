//! Rows of a CSV file, one at a time, borrowed from the read buffer.

use std::fs::File;
use std::io::{Cursor, Read};
use std::ops::Range;
use std::path::Path;

use crate::csv::dialect::Dialect;
use crate::csv::quoted::{self, Outcome, Rules};
use crate::detect::{self, Format};
use crate::document::Notice;
use crate::encoding::Utf8Source;
use crate::error::{Problem, ReadError};
use crate::limits::Limits;
use crate::place::Place;

/// Bytes that the buffer starts with.
const BUFFER: usize = 256 << 10;

/// Least free space worth reading into; decoders need room for a character.
const ROOM: usize = 4 << 10;

/// Opens a CSV file of any length for reading row by row. The file is gone
/// through twice: once for its encoding, once for its rows.
///
/// # Errors
/// It cannot be opened, is empty or too long, is no text, or has a byte that
/// fits no encoding (with line and column).
pub fn open(path: &Path, limits: &Limits) -> Result<Rows<File>, ReadError> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let mut file = File::open(path)
        .map_err(|error| ReadError::whole(&name, Problem::Io(error.to_string())))?;
    let dialect = Dialect::detect(&name, &mut file, limits)?;
    with_dialect(&name, file, dialect, limits)
}

/// The same over bytes in memory.
///
/// # Errors
/// As [`open`].
pub fn from_bytes<'a>(
    name: &str,
    bytes: &'a [u8],
    limits: &Limits,
) -> Result<Rows<Cursor<&'a [u8]>>, ReadError> {
    let mut source = Cursor::new(bytes);
    let dialect = Dialect::detect(name, &mut source, limits)?;
    with_dialect(name, source, dialect, limits)
}

/// The same over any source whose dialect is known, for instance a pipe.
///
/// # Errors
/// The source cannot be read, or ends inside its byte-order mark.
pub fn with_dialect<R: Read>(
    name: &str,
    mut source: R,
    dialect: Dialect,
    limits: &Limits,
) -> Result<Rows<R>, ReadError> {
    let mut mark = [0u8; 3];
    let mark = mark.get_mut(..dialect.mark.min(3)).unwrap_or_default();
    source
        .read_exact(mark)
        .map_err(|error| ReadError::whole(name, Problem::Io(error.to_string())))?;
    let mut rows = Rows {
        name: name.to_owned(),
        source: Utf8Source::new(source, dialect.encoding),
        dialect,
        limits: limits.clone(),
        buffer: vec![0; BUFFER],
        start: 0,
        end: 0,
        ended: false,
        number: 0,
        line: 1,
        next_line: 1,
        bounds: Vec::new(),
        unquoted: Vec::new(),
    };
    if dialect.separator_line {
        rows.advance()?;
    }
    Ok(rows)
}

/// A reader of rows. Memory stays at one buffer, however long the file.
pub struct Rows<R> {
    name: String,
    source: Utf8Source<R>,
    dialect: Dialect,
    limits: Limits,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
    number: u32,
    line: u64,
    next_line: u64,
    bounds: Vec<Range<usize>>,
    unquoted: Vec<u8>,
}

/// One row, borrowed until the next is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    number: u32,
    line: u64,
    text: &'a str,
    bounds: &'a [Range<usize>],
}

impl<'a> Row<'a> {
    /// Row number from 1, the header and blank rows included, as a spreadsheet
    /// shows it.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Line of the file, from 1, where the row starts.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Number of cells.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bounds.len()
    }

    /// True for a row without cells, which readers never give.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bounds.is_empty()
    }

    /// The cell at an index from 0 as it was written, quotes taken off.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&'a str> {
        self.text.get(self.bounds.get(index)?.clone())
    }

    /// All cells in order.
    #[must_use]
    pub fn fields(&self) -> Fields<'a> {
        Fields { text: self.text, bounds: self.bounds.iter() }
    }

    /// The place of the cell at an index from 0, for messages.
    #[must_use]
    pub fn place(&self, index: usize) -> Place {
        let column = u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1);
        Place::text_row(self.number, self.line).with_column(column)
    }
}

/// The cells of a row.
#[derive(Debug, Clone)]
pub struct Fields<'a> {
    text: &'a str,
    bounds: std::slice::Iter<'a, Range<usize>>,
}

impl<'a> Iterator for Fields<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let bounds = self.bounds.next()?;
        Some(self.text.get(bounds.clone()).unwrap_or_default())
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.bounds.size_hint()
    }
}

/// Where the bytes of the row that was just read lie.
enum Found {
    End,
    /// In the buffer, because no cell had quotes.
    Plain(Range<usize>),
    /// In [`Rows::unquoted`], quotes taken off.
    Quoted,
}

impl<R: Read> Rows<R> {
    /// How the file is written.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Name of the file as messages give it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What a person should know about the file before its rows are read.
    #[must_use]
    pub fn notices(&self) -> Vec<Notice> {
        let mut notices = Vec::from_iter(detect::name_lies(&self.name, Format::Csv));
        notices.extend(self.dialect.notices());
        notices
    }

    /// The next row that holds anything; `None` at the end. Blank lines are
    /// counted and left out.
    ///
    /// # Errors
    /// A broken quote, a byte outside the encoding, a NUL character, or a row
    /// or cell over the limits, with its row, line and column. After an error
    /// the reader gives no more rows.
    pub fn next_row(&mut self) -> Result<Option<Row<'_>>, ReadError> {
        let found = match self.advance() {
            Ok(found) => found,
            Err(error) => {
                self.stop();
                return Err(error);
            }
        };
        let bytes = match found {
            Found::End => return Ok(None),
            Found::Quoted => self.unquoted.as_slice(),
            Found::Plain(bytes) => self.buffer.get(bytes).unwrap_or_default(),
        };
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                Ok(Some(Row { number: self.number, line: self.line, text, bounds: &self.bounds }))
            }
            Err(error) => {
                let at = error.valid_up_to();
                let byte = bytes.get(at).copied().unwrap_or_default();
                let cell = self.bounds.iter().position(|bounds| bounds.contains(&at));
                Err(self.fail(cell.unwrap_or(0), Problem::Encoding { byte, encoding: "UTF-8" }))
            }
        }
    }

    fn newline(&self) -> u8 {
        if self.dialect.lone_returns { b'\r' } else { b'\n' }
    }

    /// Finds the next row and leaves its cells' bounds in [`Rows::bounds`].
    fn advance(&mut self) -> Result<Found, ReadError> {
        loop {
            self.line = self.next_line;
            let fresh = self.buffer.get(self.start..self.end).unwrap_or_default();
            let length = match memchr::memchr(self.newline(), fresh) {
                Some(length) => length,
                None if !self.ended => {
                    self.fill()?;
                    continue;
                }
                None if fresh.is_empty() => return Ok(Found::End),
                None => fresh.len(),
            };
            let row = fresh.get(..length).unwrap_or_default();
            if memchr::memchr(b'"', row).is_some() {
                if self.quoted()? {
                    return Ok(Found::Quoted);
                }
                continue;
            }
            let row = row.strip_suffix(b"\r").unwrap_or(row);
            let text = self.start..self.start + row.len();
            self.start = (self.start + length + 1).min(self.end);
            self.number = self.number.saturating_add(1);
            self.next_line += 1;
            if !text.is_empty() {
                self.split(&text)?;
                return Ok(Found::Plain(text));
            }
        }
    }

    /// Cuts a row without quotes at its separators.
    fn split(&mut self, text: &Range<usize>) -> Result<(), ReadError> {
        let row = self.buffer.get(text.clone()).unwrap_or_default();
        self.bounds.clear();
        let mut from = 0;
        for at in memchr::memchr_iter(self.dialect.delimiter.byte(), row) {
            self.bounds.push(from..at);
            from = at + 1;
        }
        self.bounds.push(from..row.len());
        self.check(row.len())
    }

    /// Reads a row with quotes; false when more bytes are needed first.
    fn quoted(&mut self) -> Result<bool, ReadError> {
        let fresh = self.buffer.get(self.start..self.end).unwrap_or_default();
        let rules = Rules {
            delimiter: self.dialect.delimiter.byte(),
            newline: self.newline(),
            ended: self.ended,
            cell_bytes: self.limits.cell_bytes,
        };
        match quoted::row(fresh, rules, &mut self.unquoted, &mut self.bounds) {
            Outcome::More => self.fill().map(|()| false),
            Outcome::Row { taken, lines } => {
                self.start = (self.start + taken).min(self.end);
                self.number = self.number.saturating_add(1);
                self.next_line += lines;
                self.check(self.unquoted.len()).map(|()| true)
            }
            Outcome::Bad { problem, lines } => {
                self.number = self.number.saturating_add(1);
                self.line += lines;
                Err(self.fail(self.bounds.len(), problem))
            }
        }
    }

    /// Holds the row that was just found against the limits.
    fn check(&self, length: usize) -> Result<(), ReadError> {
        let limits = &self.limits;
        if self.number > limits.rows {
            let problem = Problem::TooMany { what: "rows", limit: u64::from(limits.rows) };
            return Err(self.fail(0, problem));
        }
        if self.bounds.len() > limits.columns as usize {
            let problem = Problem::TooMany { what: "columns", limit: u64::from(limits.columns) };
            return Err(self.fail(limits.columns as usize, problem));
        }
        if length > limits.row_bytes {
            return Err(self.fail(0, Problem::RowTooLong { limit: limits.row_bytes as u64 }));
        }
        if length > limits.cell_bytes
            && let Some(cell) = self.bounds.iter().position(|cell| cell.len() > limits.cell_bytes)
        {
            return Err(self.fail(cell, Problem::CellTooLong { limit: limits.cell_bytes as u64 }));
        }
        Ok(())
    }

    /// Reads more bytes behind those that are still needed.
    fn fill(&mut self) -> Result<(), ReadError> {
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        if self.buffer.len() - self.end < ROOM {
            if self.buffer.len() > self.limits.row_bytes {
                self.number = self.number.saturating_add(1);
                return Err(
                    self.fail(0, Problem::RowTooLong { limit: self.limits.row_bytes as u64 })
                );
            }
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        let room = self.buffer.get_mut(self.end..).unwrap_or_default();
        match self.source.fill(room) {
            Ok(0) => self.ended = true,
            Ok(count) => self.end += count,
            Err(problem) => return Err(self.fail_after_buffer(problem)),
        }
        Ok(())
    }

    /// An error in the cell at an index of the current row.
    fn fail(&self, index: usize, problem: Problem) -> ReadError {
        let column = u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1);
        let place = Place::text_row(self.number, self.line).with_column(column);
        ReadError::at(&self.name, place, problem)
    }

    /// An error at the byte behind all that was read: the row that stands
    /// unfinished in the buffer.
    fn fail_after_buffer(&mut self, problem: Problem) -> ReadError {
        let left = self.buffer.get(self.start..self.end).unwrap_or_default();
        let cells = memchr::memchr_iter(self.dialect.delimiter.byte(), left).count();
        self.number = self.number.saturating_add(1);
        self.fail(cells, problem)
    }

    /// Gives no more rows.
    fn stop(&mut self) {
        self.start = self.end;
        self.ended = true;
    }
}
