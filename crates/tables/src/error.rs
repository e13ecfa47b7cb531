//! What stops a file from being read or written.

use std::fmt;

use crate::place::Place;

/// Why a file could not be read: which file, where in it, what happened and
/// what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ReadError {
    /// Name of the file as the caller gave it.
    pub file: String,
    /// Where in the file; unknown for problems of the whole file.
    pub place: Place,
    /// What is wrong.
    pub problem: Problem,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if !self.place.is_unknown() {
            write!(f, ", {}", self.place)?;
        }
        write!(f, ": {}. {}", self.problem, self.problem.remedy())
    }
}

impl ReadError {
    /// An error about the whole file.
    pub(crate) fn whole(file: &str, problem: Problem) -> Self {
        Self { file: file.to_owned(), place: Place::default(), problem }
    }

    /// An error at a place.
    pub(crate) fn at(file: &str, place: Place, problem: Problem) -> Self {
        Self { file: file.to_owned(), place, problem }
    }
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The operating system refused.
    #[error("the file could not be read ({0})")]
    Io(String),
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Larger than the limit.
    #[error("the file has {size} bytes and the limit is {limit}")]
    TooLarge {
        /// Bytes found.
        size: u64,
        /// Bytes allowed.
        limit: u64,
    },
    /// An archive that unpacks to far more than it should.
    #[error("the workbook unpacks to more than {limit} bytes (part \"{part}\")")]
    Bomb {
        /// Part of the archive that went over.
        part: String,
        /// Bytes allowed.
        limit: u64,
    },
    /// A part that grows too much for a table.
    #[error("part \"{part}\" of the workbook unpacks to more than {limit} times its size")]
    Ratio {
        /// Part of the archive.
        part: String,
        /// Times allowed.
        limit: u64,
    },
    /// The archive's list states another size than the part has.
    #[error(
        "part \"{part}\" of the workbook says that it has {declared} bytes and unpacks to another number"
    )]
    LyingSize {
        /// Part of the archive.
        part: String,
        /// Bytes that the archive's list states.
        declared: u64,
    },
    /// Too many of something.
    #[error("there are more than {limit} {what}")]
    TooMany {
        /// What there are too many of, in the plural.
        what: &'static str,
        /// How many are allowed.
        limit: u64,
    },
    /// A kind of file that is no table.
    #[error("this is {0}, not a table")]
    NotATable(&'static str),
    /// A kind of workbook that is not read.
    #[error("this is {0}, which Sightline does not read")]
    UnreadKind(&'static str),
    /// A workbook behind a password.
    #[error("the workbook is protected with a password")]
    Password,
    /// Broken inside.
    #[error("the workbook is damaged: {0}")]
    Damaged(String),
    /// A byte that the encoding does not have.
    #[error("byte {byte:#04x} is not {encoding}")]
    Encoding {
        /// The first byte that does not fit.
        byte: u8,
        /// Name of the encoding that the rest of the file has.
        encoding: &'static str,
    },
    /// A NUL character in text.
    #[error("there is a NUL character, which no text table has")]
    NulByte,
    /// A quoted cell that never ends.
    #[error("a quotation mark opens a cell here and none closes it")]
    UnclosedQuote,
    /// Characters between a closing quotation mark and the next separator.
    #[error("there is text after the closing quotation mark of a cell")]
    TextAfterQuote,
    /// A cell longer than the limit.
    #[error("the cell is longer than {limit} bytes")]
    CellTooLong {
        /// Bytes allowed.
        limit: u64,
    },
    /// A row longer than the limit.
    #[error("the row is longer than {limit} bytes")]
    RowTooLong {
        /// Bytes allowed.
        limit: u64,
    },
}

impl Problem {
    /// A short stable code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "file-unreadable",
            Self::Empty => "file-empty",
            Self::TooLarge { .. } => "file-too-large",
            Self::Bomb { .. } => "workbook-bomb",
            Self::Ratio { .. } => "workbook-ratio",
            Self::LyingSize { .. } => "workbook-size-lies",
            Self::TooMany { .. } => "too-many",
            Self::NotATable(_) => "not-a-table",
            Self::UnreadKind(_) => "workbook-kind-not-read",
            Self::Password => "workbook-password",
            Self::Damaged(_) => "workbook-damaged",
            Self::Encoding { .. } => "text-encoding",
            Self::NulByte => "text-nul",
            Self::UnclosedQuote => "quote-unclosed",
            Self::TextAfterQuote => "quote-text-after",
            Self::CellTooLong { .. } => "cell-too-long",
            Self::RowTooLong { .. } => "row-too-long",
        }
    }

    /// What the person can do, as a sentence.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Io(_) => {
                "Check that the file is there, is not open in another program and may be read."
            }
            Self::Empty => "Send the file again, with its header row and its figures.",
            Self::TooLarge { .. } => "Split the file, or save it as CSV, which may be longer.",
            Self::Bomb { .. } | Self::Ratio { .. } | Self::LyingSize { .. } => {
                "Do not open the file. Ask the sender for it as CSV, or saved anew from the spreadsheet program."
            }
            Self::TooMany { .. } => {
                "Split the file, or delete the sheets, rows or columns that are not part of the return."
            }
            Self::NotATable(_) => "Send the figures as CSV, XLSX or ODS.",
            Self::UnreadKind(_) => {
                "Open it in the spreadsheet program and save it as XLSX, ODS or CSV UTF-8."
            }
            Self::Password => {
                "Remove the password in the spreadsheet program and send it by a protected route instead."
            }
            Self::Damaged(_) => {
                "Open it in the spreadsheet program, save it under a new name as XLSX or CSV and send that."
            }
            Self::Encoding { .. } => {
                "Save the file as \"CSV UTF-8\" in the spreadsheet program and send it again."
            }
            Self::NulByte => {
                "Save the file as \"CSV UTF-8\" in the spreadsheet program and send it again."
            }
            Self::UnclosedQuote => {
                "Close the cell with a quotation mark, and write a quotation mark inside a cell twice."
            }
            Self::TextAfterQuote => {
                "Write a quotation mark inside a quoted cell twice, and put nothing between the closing one and the separator."
            }
            Self::CellTooLong { .. } => {
                "Shorten the text, or look for a quotation mark that was opened and not closed."
            }
            Self::RowTooLong { .. } => {
                "Look for a quotation mark that was opened and not closed, or for lost line ends."
            }
        }
    }
}

/// Why a table could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The place that it was written to failed, for instance a full disk.
    #[error("the file could not be written ({0})")]
    Io(#[from] std::io::Error),
    /// The workbook library refused, for instance a sheet name over 31 letters.
    #[error("the workbook could not be made ({0})")]
    Workbook(String),
}

impl From<rust_xlsxwriter::XlsxError> for WriteError {
    fn from(error: rust_xlsxwriter::XlsxError) -> Self {
        Self::Workbook(error.to_string())
    }
}
