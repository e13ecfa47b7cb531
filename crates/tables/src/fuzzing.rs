//! What the fuzz targets and the short run in the tests call: any bytes go in,
//! nothing may panic, and what comes out must hold together.

use crate::{Document, Limits, csv, dates, neutral, numbers, read};

/// Limits that let a fuzzer try everything quickly.
#[must_use]
pub fn small_limits() -> Limits {
    Limits {
        workbook_bytes: 1 << 20,
        csv_bytes: 1 << 20,
        unpacked_bytes: 8 << 20,
        ratio: 200,
        ratio_from_bytes: 1 << 20,
        parts: 200,
        sheets: 20,
        rows: 100_000,
        columns: 1_000,
        cells: 50_000,
        cell_bytes: 16 << 10,
        text_bytes: 4 << 20,
        row_bytes: 64 << 10,
    }
}

/// Reads bytes as a file of any kind, and as CSV row by row.
///
/// # Panics
/// What was read does not hold together: that is a bug here.
pub fn tables_read(bytes: &[u8]) {
    let limits = small_limits();
    if let Ok(document) = read("fuzz.csv", bytes, &limits) {
        check(&document, &limits);
    }
    let Ok(mut rows) = csv::from_bytes("fuzz.csv", bytes, &limits) else { return };
    let (mut number, mut line) = (0, 0);
    loop {
        match rows.next_row() {
            Ok(None) => return,
            Ok(Some(row)) => {
                assert!(row.number() > number && row.line() > line, "rows go forward");
                assert_eq!(row.fields().count(), row.len(), "each cell is given once");
                (number, line) = (row.number(), row.line());
            }
            Err(error) => {
                assert!(!error.to_string().is_empty(), "an error says something");
                assert!(matches!(rows.next_row(), Ok(None)), "nothing follows an error");
                return;
            }
        }
    }
}

fn check(document: &Document, limits: &Limits) {
    let mut cells = 0;
    for sheet in &document.sheets {
        assert!(sheet.rows.is_sorted_by(|one, next| one.number < next.number), "rows in order");
        for row in &sheet.rows {
            assert!(row.number >= 1 && !row.cells.is_empty(), "only rows that hold something");
            let ordered = row.cells.is_sorted_by(|one, next| one.column < next.column);
            assert!(ordered, "cells in order");
            for cell in &row.cells {
                assert!((1..=limits.columns).contains(&cell.column), "columns within the limits");
                assert!(cell.text.len() <= limits.cell_bytes, "texts within the limits");
                assert_eq!(row.text(cell.column), cell.text.as_ref(), "a cell is found again");
            }
            cells += row.cells.len() as u64;
        }
    }
    assert!(cells > 0 && cells <= limits.cells, "cells within the limits");
    for notice in &document.notices {
        assert!(!notice.to_string().is_empty(), "a notice says something");
    }
}

/// Reads a text as a number and as a date, and takes it through neutralising.
///
/// # Panics
/// What was read does not hold together: that is a bug here.
pub fn numbers_parse(text: &str) {
    match numbers::parse(text) {
        Ok(parsed) => {
            if let numbers::Number::Exact(number) = parsed.value {
                let again = numbers::parse(&number.to_string()).map(|parsed| parsed.value);
                assert_eq!(again, Ok(numbers::Number::Exact(number)), "a number reads as itself");
            }
        }
        Err(problem) => assert!(!problem.to_string().is_empty(), "a problem says something"),
    }
    if let Ok(dates::ParsedDate { value: dates::DateValue::Day(day), .. }) = dates::parse(text) {
        let again = dates::parse(&day.to_string()).map(|parsed| parsed.value);
        assert_eq!(again, Ok(dates::DateValue::Day(day)), "a date reads as itself");
    }
    let out = neutral::neutralise(text);
    assert_eq!(neutral::deneutralise(&out), text, "a text comes back");
}
