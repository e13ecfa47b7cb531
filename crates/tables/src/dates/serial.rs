//! Day numbers of workbooks.

use jiff::ToSpan;
use jiff::civil::{DateTime, date};

use super::DateProblem;

/// From which day a workbook counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Epoch {
    /// Day 1 is 1 January 1900; a day 60 that never was stands in February 1900.
    Year1900,
    /// Day 0 is 1 January 1904, as old Mac workbooks count.
    Year1904,
}

/// Seconds in a day.
const DAY: f64 = 86_400.0;

/// Turns a day number into a day and time, to the second.
///
/// # Errors
/// The number is below the first day, above 31 December 9999, no number, or
/// the 29 February 1900 that the calendar does not have.
pub fn from_serial(serial: f64, epoch: Epoch) -> Result<DateTime, DateProblem> {
    let bad = || DateProblem::BadSerial(format!("{serial}"));
    if !(0.0..2_958_466.0).contains(&serial) {
        return Err(bad());
    }
    let (start, days) = match epoch {
        Epoch::Year1904 => (date(1904, 1, 1), serial),
        Epoch::Year1900 if (60.0..61.0).contains(&serial) => return Err(bad()),
        Epoch::Year1900 if serial < 1.0 => return Err(bad()),
        Epoch::Year1900 if serial < 60.0 => (date(1899, 12, 31), serial),
        Epoch::Year1900 => (date(1899, 12, 30), serial),
    };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "both are held below three million days by the check above"
    )]
    let (whole, seconds) = (days.floor() as i64, ((days - days.floor()) * DAY).round() as i64);
    start
        .at(0, 0, 0, 0)
        .checked_add(whole.days())
        .and_then(|moment| moment.checked_add(seconds.seconds()))
        .map_err(|_| bad())
}
