//! Where something stands in a table: sheet, row, column.

use std::fmt;
use std::sync::Arc;

/// A place in a file. Rows and columns count from 1, as a spreadsheet shows
/// them; parts that are not known are `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// Name of the sheet; `None` in CSV, which has one unnamed table.
    pub sheet: Option<Arc<str>>,
    /// Row from 1, the header included, as a spreadsheet numbers it.
    pub row: Option<u32>,
    /// Column from 1.
    pub column: Option<u32>,
    /// Line of the text file from 1. It differs from the row once a quoted
    /// cell has held a line break. `None` in workbooks.
    pub line: Option<u64>,
}

impl Place {
    /// The place of a cell on a sheet.
    #[must_use]
    pub fn cell(sheet: Arc<str>, row: u32, column: u32) -> Self {
        Self { sheet: Some(sheet), row: Some(row), column: Some(column), line: None }
    }

    /// The place of a whole sheet.
    #[must_use]
    pub fn sheet(sheet: Arc<str>) -> Self {
        Self { sheet: Some(sheet), ..Self::default() }
    }

    /// The place of a row in a text file.
    #[must_use]
    pub fn text_row(row: u32, line: u64) -> Self {
        Self { sheet: None, row: Some(row), column: None, line: Some(line) }
    }

    /// The same place with a column.
    #[must_use]
    pub fn with_column(mut self, column: u32) -> Self {
        self.column = Some(column);
        self
    }

    /// True when nothing is known.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        if let Some(sheet) = &self.sheet {
            parts.push(format!("sheet \"{sheet}\""));
        }
        match (&self.sheet, self.row, self.column) {
            (Some(_), Some(row), Some(column)) => {
                parts.push(format!("cell {}{row}", column_name(column)))
            }
            (_, row, column) => {
                if let Some(row) = row {
                    parts.push(format!("row {row}"));
                }
                if let Some(line) = self.line.filter(|line| self.row.map(u64::from) != Some(*line))
                {
                    parts.push(format!("line {line}"));
                }
                if let Some(column) = column {
                    parts.push(format!("column {}", column_name(column)));
                }
            }
        }
        f.write_str(&parts.join(", "))
    }
}

/// The letters of a column counted from 1: 1 is `A`, 27 is `AA`. 0 gives an
/// empty text.
#[must_use]
pub fn column_name(mut column: u32) -> String {
    let mut letters = Vec::new();
    while column > 0 {
        let rest = (column - 1) % 26;
        letters.push(char::from(b'A' + u8::try_from(rest).unwrap_or(0)));
        column = (column - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// The number, from 1, of a column written in letters: `AA` is 27. `None` for
/// anything but one to six ASCII letters.
#[must_use]
pub fn column_number(letters: &str) -> Option<u32> {
    if letters.is_empty() || letters.len() > 6 {
        return None;
    }
    letters.bytes().try_fold(0u32, |sum, letter| {
        let upper = letter.to_ascii_uppercase();
        if !upper.is_ascii_uppercase() {
            return None;
        }
        sum.checked_mul(26)?.checked_add(u32::from(upper - b'A') + 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_a_spreadsheet_names_them() {
        for (number, name) in
            [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16_384, "XFD")]
        {
            assert_eq!(column_name(number), name);
            assert_eq!(column_number(name), Some(number));
        }
        assert_eq!(column_name(0), "");
        assert_eq!(column_number(""), None);
        assert_eq!(column_number("A1"), None);
        assert_eq!(column_number("xfd"), Some(16_384));
    }

    #[test]
    fn a_place_reads_as_a_person_would_say_it() {
        let cell = Place::cell("Returns".into(), 5, 3);
        assert_eq!(cell.to_string(), "sheet \"Returns\", cell C5");
        assert_eq!(Place::text_row(5, 5).with_column(2).to_string(), "row 5, column B");
        assert_eq!(Place::text_row(5, 9).to_string(), "row 5, line 9");
        assert!(Place::default().is_unknown());
    }
}
