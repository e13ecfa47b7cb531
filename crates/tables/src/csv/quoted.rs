//! One row that has quotation marks (RFC 4180).

use std::ops::Range;

use crate::error::Problem;

/// What the row reader must know.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules {
    pub(super) delimiter: u8,
    pub(super) newline: u8,
    /// True when no bytes follow those given.
    pub(super) ended: bool,
    pub(super) cell_bytes: usize,
}

/// What came of a try.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The row does not end within the bytes given.
    More,
    /// A row; bytes and lines that it took, its line end included.
    Row { taken: usize, lines: u64 },
    /// A broken cell, the one after those in the bounds, and the lines from the
    /// start of the row to where it opened.
    Bad { problem: Problem, lines: u64 },
}

/// How a cell ended.
enum End {
    More,
    Cell,
    Row,
    Bad(Problem),
}

/// Reads one row into `text` and the bounds of its cells in it.
pub(super) fn row(
    bytes: &[u8],
    rules: Rules,
    text: &mut Vec<u8>,
    bounds: &mut Vec<Range<usize>>,
) -> Outcome {
    text.clear();
    bounds.clear();
    let mut at = 0;
    loop {
        let (opened, from) = (at, text.len());
        let end = match bytes.get(at) {
            Some(b'"') => quoted_cell(bytes, &mut at, rules, text),
            _ => plain_cell(bytes, &mut at, rules, text),
        };
        match end {
            End::More => return Outcome::More,
            End::Bad(problem) => {
                let before = bytes.get(..opened).unwrap_or_default();
                let lines = memchr::memchr_iter(rules.newline, before).count() as u64;
                return Outcome::Bad { problem, lines };
            }
            End::Cell => bounds.push(from..text.len()),
            End::Row => {
                bounds.push(from..text.len());
                let taken = bytes.get(..at).unwrap_or_default();
                let lines = memchr::memchr_iter(rules.newline, taken).count() as u64;
                return Outcome::Row { taken: at, lines };
            }
        }
    }
}

/// A cell without quotes; a quotation mark inside it stands for itself.
fn plain_cell(bytes: &[u8], at: &mut usize, rules: Rules, text: &mut Vec<u8>) -> End {
    let rest = bytes.get(*at..).unwrap_or_default();
    let length = match memchr::memchr2(rules.delimiter, rules.newline, rest) {
        Some(length) => length,
        None if rules.ended => rest.len(),
        None => return End::More,
    };
    let cell = rest.get(..length).unwrap_or_default();
    let separator = rest.get(length).copied();
    *at += length + usize::from(separator.is_some());
    if separator == Some(rules.delimiter) {
        text.extend_from_slice(cell);
        End::Cell
    } else {
        text.extend_from_slice(cell.strip_suffix(b"\r").unwrap_or(cell));
        End::Row
    }
}

/// A cell in quotes; two quotation marks inside it stand for one.
fn quoted_cell(bytes: &[u8], at: &mut usize, rules: Rules, text: &mut Vec<u8>) -> End {
    let from = text.len();
    let mut place = *at + 1;
    loop {
        let rest = bytes.get(place..).unwrap_or_default();
        let Some(length) = memchr::memchr(b'"', rest) else {
            return unclosed(text.len() - from + rest.len(), rules);
        };
        text.extend_from_slice(rest.get(..length).unwrap_or_default());
        if text.len() - from > rules.cell_bytes {
            return End::Bad(Problem::CellTooLong { limit: rules.cell_bytes as u64 });
        }
        place += length + 1;
        if bytes.get(place) != Some(&b'"') {
            break;
        }
        text.push(b'"');
        place += 1;
    }
    after_quote(bytes, at, place, rules)
}

/// No closing mark yet: there may be more to read, or the cell is too long.
fn unclosed(length: usize, rules: Rules) -> End {
    if length > rules.cell_bytes {
        End::Bad(Problem::CellTooLong { limit: rules.cell_bytes as u64 })
    } else if rules.ended {
        End::Bad(Problem::UnclosedQuote)
    } else {
        End::More
    }
}

/// What stands behind a closing quotation mark.
fn after_quote(bytes: &[u8], at: &mut usize, place: usize, rules: Rules) -> End {
    let next = bytes.get(place).copied();
    let second = bytes.get(place + 1).copied();
    match (next, second) {
        (None, _) if rules.ended => {
            *at = place;
            End::Row
        }
        (None, _) => End::More,
        (Some(byte), _) if byte == rules.delimiter => {
            *at = place + 1;
            End::Cell
        }
        (Some(byte), _) if byte == rules.newline => {
            *at = place + 1;
            End::Row
        }
        (Some(b'\r'), Some(byte)) if byte == rules.newline => {
            *at = place + 2;
            End::Row
        }
        (Some(b'\r'), None) if rules.ended => {
            *at = place + 1;
            End::Row
        }
        (Some(b'\r'), None) => End::More,
        _ => End::Bad(Problem::TextAfterQuote),
    }
}
