//! Numbers as people type them, read exactly.
//!
//! [`parse`] takes the text of a cell. Whole numbers and decimals are exact up
//! to 28 digits. What had to be assumed (thousand separators, a number in
//! brackets) comes back as a [`Note`]; what a supplier already suppressed
//! (`<5`, `1-5`) comes back as the [`Bounds`] that it is; what is no number
//! comes back as a [`NumberProblem`] that says what it looked like.

mod bounds;
mod marker;
mod plain;

use std::fmt;

use rust_decimal::Decimal;

pub use marker::Marker;

/// A number and what had to be assumed to read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedNumber {
    /// The number.
    pub value: Number,
    /// What was assumed, each once, in the order of [`Note`].
    pub notes: Vec<Note>,
}

/// A number as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Number {
    /// A plain number.
    Exact(Decimal),
    /// A percentage: 23 for `23%`.
    Percent(Decimal),
    /// A number known only within bounds.
    Bounds(Bounds),
}

/// What is known of a number that is not given exactly. At least one end is
/// known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounds {
    /// The lower end, where known.
    pub lower: Option<End>,
    /// The upper end, where known.
    pub upper: Option<End>,
    /// True when both ends are percentages.
    pub percent: bool,
}

/// One end of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// The number at the end.
    pub value: Decimal,
    /// True when the number itself is possible: `at most 5`, not `under 5`.
    pub inclusive: bool,
}

impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.percent { "%" } else { "" };
        match (&self.lower, &self.upper) {
            (Some(lower), Some(upper)) => {
                write!(f, "{}{sign} to {}{sign}", lower.value, upper.value)
            }
            (Some(end), None) if end.inclusive => write!(f, "at least {}{sign}", end.value),
            (Some(end), None) => write!(f, "more than {}{sign}", end.value),
            (None, Some(end)) if end.inclusive => write!(f, "at most {}{sign}", end.value),
            (None, Some(end)) => write!(f, "fewer than {}{sign}", end.value),
            (None, None) => f.write_str("any number"),
        }
    }
}

/// Something that was assumed. The order is the order in which notes come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[non_exhaustive]
pub enum Note {
    /// Blanks before or after the number.
    #[error("blanks around the number were left out")]
    Blanks,
    /// `1,234` or `1 234`.
    #[error("the thousand separators were taken out")]
    Thousands,
    /// `(12)`.
    #[error("the brackets were read as a minus, as accountants write it")]
    Brackets,
    /// `+12`.
    #[error("the plus sign was left out")]
    Plus,
    /// A typographic minus or dash in front of the digits.
    #[error("the typographic minus was read as a minus")]
    Minus,
}

impl Note {
    /// A short stable code for machines.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Blanks => "number-blanks",
            Self::Thousands => "number-thousands",
            Self::Brackets => "number-brackets",
            Self::Plus => "number-plus",
            Self::Minus => "number-minus",
        }
    }

    /// What a person can do about it.
    #[must_use]
    pub fn remedy(self) -> &'static str {
        match self {
            Self::Blanks | Self::Thousands | Self::Plus => "Write the digits alone.",
            Self::Brackets => "Write a minus before the digits.",
            Self::Minus => "Write a hyphen as the minus.",
        }
    }
}

/// Why a text is no number that can be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NumberProblem {
    /// Nothing, or blanks.
    #[error("the cell is empty")]
    Empty,
    /// A word or sign that stands for no number.
    #[error("\"{text}\" is {marker}, not a number")]
    NotANumber {
        /// The text, shortened.
        text: String,
        /// What it looks like.
        marker: Marker,
    },
    /// `1.2E+05`.
    #[error(
        "\"{0}\" is in scientific notation, in which the spreadsheet program has dropped digits; format the column as a number and save again"
    )]
    Scientific(String),
    /// More digits than can be held exactly.
    #[error("\"{0}\" has more than 28 digits, more than can be kept exactly")]
    TooManyDigits(String),
    /// `1,5` or `1.234,5`.
    #[error(
        "\"{0}\" may be a decimal comma or a misplaced thousand separator; write a full stop before decimals and no separators"
    )]
    Separator(String),
    /// `£12`.
    #[error("\"{0}\" carries a currency sign; write the number alone")]
    Currency(String),
    /// `9-5`.
    #[error("\"{0}\" is a range whose first number is the larger")]
    ReversedRange(String),
}

impl NumberProblem {
    /// A short stable code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "number-empty",
            Self::NotANumber { .. } => "number-none",
            Self::Scientific(_) => "number-scientific",
            Self::TooManyDigits(_) => "number-too-many-digits",
            Self::Separator(_) => "number-separator",
            Self::Currency(_) => "number-currency",
            Self::ReversedRange(_) => "number-reversed-range",
        }
    }
}

/// Reads the text of a cell as a number.
///
/// # Errors
/// The text is empty, no number, or a number that cannot be read with
/// certainty; the problem says what it looked like and what to write instead.
pub fn parse(text: &str) -> Result<ParsedNumber, NumberProblem> {
    if let Some(whole) = plain::short_integer(text) {
        return Ok(ParsedNumber { value: Number::Exact(Decimal::from(whole)), notes: Vec::new() });
    }
    let trimmed = text.trim_matches(is_blank);
    if trimmed.is_empty() {
        return Err(NumberProblem::Empty);
    }
    let mut notes = Vec::new();
    if trimmed.len() != text.len() {
        notes.push(Note::Blanks);
    }
    if let Some(marker) = marker::known(trimmed) {
        return Err(NumberProblem::NotANumber { text: short(trimmed), marker });
    }
    let value = match bounds::read(trimmed, &mut notes)? {
        Some(bounds) => Number::Bounds(bounds),
        None => percent_or_exact(trimmed, &mut notes)?,
    };
    notes.sort_unstable();
    notes.dedup();
    Ok(ParsedNumber { value, notes })
}

fn percent_or_exact(text: &str, notes: &mut Vec<Note>) -> Result<Number, NumberProblem> {
    match text.strip_suffix(['%', '\u{ff05}']) {
        Some(rest) => {
            plain::read(rest.trim_end_matches(is_blank), text, notes).map(Number::Percent)
        }
        None => plain::read(text, text, notes).map(Number::Exact),
    }
}

/// Blanks that people and programs put around numbers.
fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '\u{200b}' | '\u{feff}' | '\u{2060}')
}

/// At most 40 letters of a text, for messages.
fn short(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
