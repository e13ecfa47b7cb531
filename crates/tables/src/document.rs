//! A table file as it was read: sheets, rows, cells and where each stands.

use std::fmt;
use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use rust_decimal::Decimal;

use crate::detect::Format;
use crate::encoding::Encoding;
use crate::place::Place;

/// The largest whole number that a workbook keeps exactly: 2^53. Above it the
/// spreadsheet program has already lost digits.
pub const MAX_EXACT_INTEGER: i64 = 1 << 53;

/// A whole file.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Name as the caller gave it.
    pub name: String,
    /// What the file is, by its content.
    pub format: Format,
    /// Encoding of a text file; `None` in workbooks.
    pub encoding: Option<Encoding>,
    /// Separator of a text file; `None` in workbooks.
    pub delimiter: Option<char>,
    /// Sheets in order. CSV has one.
    pub sheets: Vec<Sheet>,
    /// What a person should know though the file could be read.
    pub notices: Vec<Notice>,
}

/// One table.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Name; empty in CSV.
    pub name: Arc<str>,
    /// False for a sheet that the spreadsheet program hides.
    pub visible: bool,
    /// Rows with at least one cell that holds something, in order. Blank rows
    /// are left out, so use [`Row::number`], never the index.
    pub rows: Vec<Row>,
    /// Merged regions.
    pub merged: Vec<Region>,
}

impl Sheet {
    /// The row with this number, if it holds anything.
    #[must_use]
    pub fn row(&self, number: u32) -> Option<&Row> {
        let index = self.rows.binary_search_by_key(&number, |row| row.number).ok()?;
        self.rows.get(index)
    }

    /// The cell at a row and column, both from 1, if it holds anything.
    #[must_use]
    pub fn cell(&self, row: u32, column: u32) -> Option<&Cell> {
        self.row(row)?.cell(column)
    }

    /// The merged region that covers a place, if one does. The content of a
    /// region stands in its first cell alone.
    #[must_use]
    pub fn merged_at(&self, row: u32, column: u32) -> Option<&Region> {
        self.merged.iter().find(|region| region.contains(row, column))
    }
}

/// One row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    /// Number from 1, as a spreadsheet shows it.
    pub number: u32,
    /// Line of the text file where the row starts; equals the number in
    /// workbooks.
    pub line: u64,
    /// Cells that hold something, in order of column. Use [`Row::cell`] or
    /// [`Row::text`], never the index.
    pub cells: Vec<Cell>,
    /// Columns that the row was written with, empty ones included.
    pub width: u32,
}

impl Row {
    /// The cell in a column from 1, if it holds anything.
    #[must_use]
    pub fn cell(&self, column: u32) -> Option<&Cell> {
        let index = self.cells.binary_search_by_key(&column, |cell| cell.column).ok()?;
        self.cells.get(index)
    }

    /// The text in a column from 1; empty when the cell is.
    #[must_use]
    pub fn text(&self, column: u32) -> &str {
        self.cell(column).map_or("", |cell| cell.text.as_ref())
    }
}

/// One cell that holds something.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Column from 1.
    pub column: u32,
    /// The content as text, with all its digits: what was typed in CSV; plain
    /// decimals, ISO dates and percentages (`23.45%`) in workbooks.
    pub text: Arc<str>,
    /// The content by type. CSV has text alone: see [`crate::numbers`].
    pub value: Value,
    /// The formula, without the leading equals sign, when the cell was one. The
    /// value is the result that the spreadsheet program last computed.
    pub formula: Option<Arc<str>>,
    /// The number format code where it is not the general one, for instance
    /// `0%` or `mmm-yy`.
    pub format: Option<Arc<str>>,
    /// Whether the cell belongs to a merged region.
    pub merged: Merge,
    /// True for a text cell of a workbook whose text is a number.
    pub number_as_text: bool,
    /// True for a number shown as a percentage: the value 0.23 is seen as 23%.
    pub percent: bool,
}

impl Cell {
    /// A plain text cell.
    pub(crate) fn text(column: u32, text: &str) -> Self {
        Self {
            column,
            text: Arc::from(text),
            value: Value::Text,
            formula: None,
            format: None,
            merged: Merge::No,
            number_as_text: false,
            percent: false,
        }
    }
}

/// What a cell holds, by type.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// Text: see [`Cell::text`].
    Text,
    /// A whole number.
    Integer(i64),
    /// A decimal, exact to the 15 significant digits that a spreadsheet keeps.
    Decimal(Decimal),
    /// A number too large or too small to be held exactly; the text has it as
    /// the file does.
    Beyond,
    /// True or false.
    Bool(bool),
    /// A day.
    Date(Date),
    /// A day with a time that is not midnight.
    DateTime(DateTime),
    /// A time of day or a duration; the text has it as `HH:MM:SS`.
    Time,
    /// The spreadsheet program shows an error here, for instance `#N/A`.
    Error,
    /// A formula whose result the file does not hold: a program wrote it that
    /// does not compute. The text is empty, and says nothing about the result.
    NotComputed,
}

/// Whether a cell belongs to a merged region.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Merge {
    /// It does not.
    #[default]
    No,
    /// It is the first cell of one and holds its content.
    First,
    /// It lies under one: people do not see its content.
    Covered,
}

/// A merged region; rows and columns from 1, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// Top row.
    pub first_row: u32,
    /// Left column.
    pub first_column: u32,
    /// Bottom row.
    pub last_row: u32,
    /// Right column.
    pub last_column: u32,
}

impl Region {
    /// True when the place lies in the region.
    #[must_use]
    pub fn contains(&self, row: u32, column: u32) -> bool {
        (self.first_row..=self.last_row).contains(&row)
            && (self.first_column..=self.last_column).contains(&column)
    }

    /// How a cell at a place belongs to the region.
    pub(crate) fn role(&self, row: u32, column: u32) -> Merge {
        if !self.contains(row, column) {
            Merge::No
        } else if row == self.first_row && column == self.first_column {
            Merge::First
        } else {
            Merge::Covered
        }
    }
}

/// Something that a person should know though the file could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Where; the first place when there are several.
    pub place: Place,
    /// What.
    pub kind: NoticeKind,
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.place.is_unknown() {
            write!(f, "{}: ", self.place)?;
        }
        write!(f, "{}", self.kind)
    }
}

/// What a notice says. Kinds that concern many cells come once a sheet, with
/// their number and the first place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoticeKind {
    /// The name ends like one kind of file and the content is another.
    #[error("the file's name ends in .{extension} but it is {format}; it was read as what it is")]
    NameLies {
        /// Ending of the name.
        extension: String,
        /// What the content is.
        format: Format,
    },
    /// The text was not UTF-8 and was read in another encoding.
    #[error("the file is not UTF-8; it was read as {0}")]
    Encoding(Encoding),
    /// The file begins with a byte-order mark.
    #[error("the file begins with a byte-order mark; it was left out")]
    ByteOrderMark,
    /// A separator other than the comma.
    #[error("cells are separated by {0}")]
    Delimiter(&'static str),
    /// The first line told the spreadsheet program the separator.
    #[error("the first line only names the separator; it was left out")]
    SeparatorLine,
    /// There is one row and no more.
    #[error("there is a first row and nothing below it")]
    HeaderOnly,
    /// A sheet without content.
    #[error("the sheet is empty")]
    EmptySheet,
    /// A sheet that is hidden.
    #[error("the sheet is hidden in the spreadsheet program; it was read all the same")]
    HiddenSheet,
    /// Rows with more or fewer cells than the first.
    #[error(
        "{rows} row(s) have another number of cells than the first row's {expected}; the first of them has {found}"
    )]
    Ragged {
        /// How many rows.
        rows: u64,
        /// Cells in the first row.
        expected: u32,
        /// Cells in the first row that differs.
        found: u32,
    },
    /// Cells that are formulas.
    #[error(
        "{0} cell(s) hold formulas; the values that the spreadsheet program last computed were read"
    )]
    Formulas(u64),
    /// Formulas that carry no computed value.
    #[error("{0} cell(s) hold formulas without a computed value")]
    FormulaWithoutValue(u64),
    /// Merged regions.
    #[error(
        "{0} merged region(s): the content stands in the first cell of each, the others are empty"
    )]
    Merged(u64),
    /// Numbers that are stored as text.
    #[error("{0} cell(s) hold a number as text")]
    NumberAsText(u64),
    /// Whole numbers beyond what a workbook keeps exactly.
    #[error(
        "{0} cell(s) hold a number beyond 9,007,199,254,740,992; a workbook does not keep its last digits"
    )]
    BeyondExact(u64),
    /// Cells that show an error.
    #[error("{0} cell(s) show an error such as #N/A")]
    Errors(u64),
}

impl NoticeKind {
    /// A short stable code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NameLies { .. } => "name-lies",
            Self::Encoding(_) => "encoding-assumed",
            Self::ByteOrderMark => "byte-order-mark",
            Self::Delimiter(_) => "delimiter",
            Self::SeparatorLine => "separator-line",
            Self::HeaderOnly => "header-only",
            Self::EmptySheet => "sheet-empty",
            Self::HiddenSheet => "sheet-hidden",
            Self::Ragged { .. } => "rows-ragged",
            Self::Formulas(_) => "formulas",
            Self::FormulaWithoutValue(_) => "formulas-without-value",
            Self::Merged(_) => "merged-cells",
            Self::NumberAsText(_) => "number-as-text",
            Self::BeyondExact(_) => "number-beyond-exact",
            Self::Errors(_) => "cell-errors",
        }
    }

    /// What a person can do about it.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::NameLies { .. } => "give the file the ending of what it is",
            Self::Encoding(_) => {
                "check letters with accents and the pound sign, or save the file as CSV UTF-8"
            }
            Self::ByteOrderMark | Self::SeparatorLine => {
                "nothing need be done; spreadsheet programs write it"
            }
            Self::Delimiter(_) => "nothing need be done, if the columns are right",
            Self::HeaderOnly => "check that the right file was sent",
            Self::EmptySheet => "delete the sheet, if it is not needed",
            Self::HiddenSheet => "delete the sheet, or show it if its figures are meant",
            Self::Ragged { .. } => {
                "check that no text with a separator stands without quotation marks"
            }
            Self::Formulas(_) => {
                "save the file after its last change, so that the values are those meant"
            }
            Self::FormulaWithoutValue(_) => {
                "open the file in the spreadsheet program, let it recalculate, and save it"
            }
            Self::Merged(_) => "unmerge the cells of the table and fill in each",
            Self::NumberAsText(_) => "nothing need be done, if the numbers are right",
            Self::BeyondExact(_) => "send such numbers as CSV or as text",
            Self::Errors(_) => "correct the formulas, or leave the cells blank",
        }
    }
}
