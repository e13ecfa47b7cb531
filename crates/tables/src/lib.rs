//! Workbooks and CSV in and out, for everybody. No meaning lives here.
//!
//! In: [`read`] and [`read_path`] give a [`Document`] of any kind of table;
//! [`csv::open`] gives the rows of a CSV file one at a time, borrowed, for
//! files of any length. [`numbers::parse`] and [`dates::parse`] read what
//! people type into cells, exactly, and say what they had to assume.
//!
//! Out: [`csv::Writer`] and [`workbook::write`]. Text that a spreadsheet would
//! run as a formula is neutralised in one place, [`neutral`].
//!
//! Limits against oversized and hostile files are values: see [`Limits`].

pub mod csv;
pub mod dates;
pub mod encoding;
#[doc(hidden)]
pub mod fuzzing;
pub mod neutral;
pub mod numbers;
pub mod workbook;

mod cells;
mod detect;
mod document;
mod error;
mod field;
mod limits;
mod merges;
mod ods;
mod place;
mod read;
mod xlsx;
mod zip_guard;

pub use detect::Format;
pub use document::{
    Cell, Document, MAX_EXACT_INTEGER, Merge, Notice, NoticeKind, Region, Row, Sheet, Value,
};
pub use error::{Problem, ReadError, WriteError};
pub use field::Field;
pub use limits::Limits;
pub use merges::Merges;
pub use place::{Place, column_name, column_number};
pub use read::{read, read_path};

#[cfg(test)]
mod tests;
