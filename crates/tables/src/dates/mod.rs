//! Dates as people and spreadsheet programs write them.
//!
//! [`parse`] reads ISO, British and month-name dates and says what it had to
//! assume. Day comes before month, as in Britain; a date that could be read
//! both ways carries a note, one that only works the American way is refused.
//! [`from_serial`] turns the day numbers of workbooks into dates.

mod serial;
mod words;

use jiff::civil::Date;

pub use serial::{Epoch, from_serial};

/// A date and what had to be assumed to read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedDate {
    /// The date.
    pub value: DateValue,
    /// What was assumed, each once, in the order of [`DateNote`].
    pub notes: Vec<DateNote>,
}

/// A day or a whole month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateValue {
    /// A day.
    Day(Date),
    /// A month of a year.
    Month {
        /// Year, four digits.
        year: i16,
        /// Month from 1 to 12.
        month: i8,
    },
}

/// Something that was assumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[non_exhaustive]
pub enum DateNote {
    /// `01/04/2021` could be 1 April or 4 January.
    #[error("day and month could be the other way round; the first number was read as the day")]
    DayFirst,
    /// `Apr-21` could be April 2021 or 21 April.
    #[error(
        "this is what spreadsheet programs make of a month and year, or of a day and month; it was read as a month and year"
    )]
    MonthYear,
    /// `21` for 2021.
    #[error(
        "the year has two digits; 00 to 49 were read as 2000 to 2049, 50 to 99 as 1950 to 1999"
    )]
    ShortYear,
    /// `2011-12` could be December 2011 or the year 2011-12.
    #[error("this could also be a reporting year; it was read as a month")]
    MaybeYear,
    /// A time other than midnight stood behind the date.
    #[error("the time of day was left out")]
    TimeLeftOut,
}

impl DateNote {
    /// A short stable code for machines.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::DayFirst => "date-day-first",
            Self::MonthYear => "date-month-year",
            Self::ShortYear => "date-short-year",
            Self::MaybeYear => "date-maybe-year",
            Self::TimeLeftOut => "date-time-left-out",
        }
    }
}

/// Why a text is no date that can be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DateProblem {
    /// Nothing, or blanks.
    #[error("the cell is empty")]
    Empty,
    /// No date that we know.
    #[error("\"{0}\" is not a date; write it as 2021-04-01")]
    NotADate(String),
    /// A day or month that the calendar does not have.
    #[error("\"{0}\" is not in the calendar")]
    NotInCalendar(String),
    /// `04/21/2021`.
    #[error("\"{0}\" has the month before the day; write it as 2021-04-01")]
    MonthFirst(String),
    /// `21-Apr`.
    #[error("\"{0}\" has no year; spreadsheet programs drop it, so write the date as 2021-04-01")]
    NoYear(String),
    /// `44287`.
    #[error(
        "\"{text}\" is a day number of a spreadsheet program, probably {date}; format the column as a date and save again"
    )]
    Serial {
        /// The text.
        text: String,
        /// The day that it stands for in the 1900 system.
        date: Date,
    },
    /// `2021-22`.
    #[error("\"{0}\" is a reporting year, not a date")]
    ReportingYear(String),
    /// A day number outside 1900 to 9999, or the day 29 February 1900 that
    /// spreadsheet programs have and the calendar has not.
    #[error("day number {0} stands for no day")]
    BadSerial(String),
}

impl DateProblem {
    /// A short stable code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "date-empty",
            Self::NotADate(_) => "date-none",
            Self::NotInCalendar(_) => "date-not-in-calendar",
            Self::MonthFirst(_) => "date-month-first",
            Self::NoYear(_) => "date-no-year",
            Self::Serial { .. } => "date-serial",
            Self::ReportingYear(_) => "date-reporting-year",
            Self::BadSerial(_) => "date-bad-serial",
        }
    }
}

/// Reads the text of a cell as a day or a month.
///
/// # Errors
/// The text is empty, no date, or a date that cannot be read with certainty;
/// the problem says why and what to write instead.
pub fn parse(text: &str) -> Result<ParsedDate, DateProblem> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(DateProblem::Empty);
    }
    let mut notes = Vec::new();
    let day = without_time(trimmed, &mut notes);
    let value = read(day, trimmed, &mut notes)?;
    notes.sort_unstable();
    notes.dedup();
    Ok(ParsedDate { value, notes })
}

fn read(day: &str, whole: &str, notes: &mut Vec<DateNote>) -> Result<DateValue, DateProblem> {
    let parts: Vec<&str> = day
        .split(|letter: char| {
            matches!(letter, '-' | '/' | '.' | ',' | '\u{2013}') || letter.is_whitespace()
        })
        .filter(|part| !part.is_empty())
        .collect();
    if let Some(value) = words::read(&parts, whole, notes)? {
        return Ok(value);
    }
    let numbers: Vec<&str> = parts.iter().copied().filter(|part| is_digits(part)).collect();
    if numbers.len() != parts.len() {
        return Err(not_a_date(whole));
    }
    match numbers.as_slice() {
        [year, month, day] if year.len() == 4 => full(year, month, day, whole),
        [day, month, year] => british(day, month, year, whole, notes),
        [year, month] if year.len() == 4 => iso_month(year, month, whole, notes),
        [month, year] if year.len() == 4 => month_of(year, month, whole),
        [day] => Err(compact(day, whole)?),
        _ => Err(not_a_date(whole)),
    }
    .or_else(|problem| match (numbers.as_slice(), &problem) {
        ([digits], DateProblem::NotADate(_)) if digits.len() == 8 => compact_iso(digits, whole),
        _ => Err(problem),
    })
}

/// A single number: the day number of a spreadsheet program, or nothing known.
fn compact(digits: &str, whole: &str) -> Result<DateProblem, DateProblem> {
    let serial = number(digits).filter(|serial| (20_000..80_000).contains(serial)).map(f64::from);
    match serial.and_then(|serial| from_serial(serial, Epoch::Year1900).ok()) {
        Some(moment) => Ok(DateProblem::Serial { text: short(whole), date: moment.date() }),
        None => Ok(not_a_date(whole)),
    }
}

/// `20210401`.
fn compact_iso(digits: &str, whole: &str) -> Result<DateValue, DateProblem> {
    match (digits.get(..4), digits.get(4..6), digits.get(6..)) {
        (Some(year), Some(month), Some(day)) => full(year, month, day, whole),
        _ => Err(not_a_date(whole)),
    }
}

fn full(year: &str, month: &str, day: &str, whole: &str) -> Result<DateValue, DateProblem> {
    let date = || Date::new(number(year)?.try_into().ok()?, small(month)?, small(day)?).ok();
    date().map(DateValue::Day).ok_or_else(|| DateProblem::NotInCalendar(short(whole)))
}

/// `01/04/2021`, day first.
fn british(
    day: &str,
    month: &str,
    year: &str,
    whole: &str,
    notes: &mut Vec<DateNote>,
) -> Result<DateValue, DateProblem> {
    let (first, second) = (number(day).unwrap_or(99), number(month).unwrap_or(99));
    let year = full_year(year, notes).ok_or_else(|| not_a_date(whole))?;
    if (13..=31).contains(&second) && (1..=12).contains(&first) {
        return Err(DateProblem::MonthFirst(short(whole)));
    }
    if first <= 12 && first != second {
        notes.push(DateNote::DayFirst);
    }
    full(&year.to_string(), month, day, whole)
}

/// `2021-04`; `2021-22` is a reporting year and `2011-12` may be one.
fn iso_month(
    year: &str,
    month: &str,
    whole: &str,
    notes: &mut Vec<DateNote>,
) -> Result<DateValue, DateProblem> {
    let follows = number(year).map(|year| (year + 1) % 100) == number(month) && month.len() == 2;
    if follows && number(month).is_none_or(|month| !(1..=12).contains(&month)) {
        return Err(DateProblem::ReportingYear(short(whole)));
    }
    if follows {
        notes.push(DateNote::MaybeYear);
    }
    month_of(year, month, whole)
}

fn month_of(year: &str, month: &str, whole: &str) -> Result<DateValue, DateProblem> {
    let year = number(year).and_then(|year| i16::try_from(year).ok());
    match (year, small(month)) {
        (Some(year), Some(month)) if (1..=12).contains(&month) => {
            Ok(DateValue::Month { year, month })
        }
        _ => Err(DateProblem::NotInCalendar(short(whole))),
    }
}

/// The part before a time of day. Midnight says nothing; another time is noted.
fn without_time<'a>(text: &'a str, notes: &mut Vec<DateNote>) -> &'a str {
    let Some((day, time)) = text.split_once(['T', ' ']).filter(|(_, time)| is_time(time)) else {
        return last_word_is_time(text, notes);
    };
    note_time(time, notes);
    day
}

/// `1 April 2021 09:30`: only the last word is the time.
fn last_word_is_time<'a>(text: &'a str, notes: &mut Vec<DateNote>) -> &'a str {
    match text.rsplit_once(' ') {
        Some((day, time)) if is_time(time) => {
            note_time(time, notes);
            day.trim_end()
        }
        _ => text,
    }
}

fn note_time(time: &str, notes: &mut Vec<DateNote>) {
    if time.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        notes.push(DateNote::TimeLeftOut);
    }
}

/// `09:30`, `09:30:00`, `09:30:00.000Z`.
fn is_time(text: &str) -> bool {
    let bytes = text.trim_end_matches('Z').as_bytes();
    let allowed = bytes.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.'));
    allowed && bytes.contains(&b':') && bytes.first().is_some_and(u8::is_ascii_digit)
}

/// A year of two or four digits.
fn full_year(text: &str, notes: &mut Vec<DateNote>) -> Option<i16> {
    let year = i16::try_from(number(text)?).ok()?;
    match text.len() {
        4 => Some(year),
        2 => {
            notes.push(DateNote::ShortYear);
            Some(if year < 50 { 2000 + year } else { 1900 + year })
        }
        _ => None,
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn number(text: &str) -> Option<u32> {
    if text.len() > 8 || !is_digits(text) { None } else { text.parse().ok() }
}

/// A day or month: at most two digits.
fn small(text: &str) -> Option<i8> {
    if text.len() > 2 { None } else { number(text)?.try_into().ok() }
}

fn not_a_date(whole: &str) -> DateProblem {
    DateProblem::NotADate(short(whole))
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
