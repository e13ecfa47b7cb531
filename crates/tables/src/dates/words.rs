//! Dates with the month in letters: `1 April 2021`, `01-Apr-21`, `Apr-21`.

use super::{DateNote, DateProblem, DateValue, full, full_year, is_digits, month_of, short};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Reads the parts of a date when one of them is a month's name; `None` when
/// none is.
pub(super) fn read(
    parts: &[&str],
    whole: &str,
    notes: &mut Vec<DateNote>,
) -> Result<Option<DateValue>, DateProblem> {
    let parts = without_weekday(parts);
    let Some(place) = parts.iter().position(|part| month(part).is_some()) else { return Ok(None) };
    let name = parts.get(place).and_then(|part| month(part)).unwrap_or_default().to_string();
    let not_a_date = || DateProblem::NotADate(short(whole));
    let value = match (place, parts) {
        (1, [day, _, year]) => {
            let year = full_year(year, notes).ok_or_else(not_a_date)?;
            full(&year.to_string(), &name, ordinal(day), whole)
        }
        (0, [_, day, year]) => {
            let year = full_year(year, notes).ok_or_else(not_a_date)?;
            full(&year.to_string(), &name, ordinal(day), whole)
        }
        (0, [_, year]) if year.len() == 4 && is_digits(year) => month_of(year, &name, whole),
        (0, [_, year]) if year.len() == 2 && is_digits(year) => {
            notes.push(DateNote::MonthYear);
            let year = full_year(year, notes).ok_or_else(not_a_date)?;
            month_of(&year.to_string(), &name, whole)
        }
        (1, [year, _]) if year.len() == 4 && is_digits(year) => month_of(year, &name, whole),
        (1, [day, _]) if is_digits(ordinal(day)) => Err(DateProblem::NoYear(short(whole))),
        _ => Err(not_a_date()),
    };
    value.map(Some)
}

/// The month from 1 of a name or its first letters.
fn month(text: &str) -> Option<u8> {
    let lower = text.to_lowercase();
    let lower = if lower == "sept" { "sep" } else { &lower };
    let known = |name: &&str| lower == *name || (lower.len() == 3 && name.starts_with(lower));
    (1u8..).zip(MONTHS).find(|(_, name)| known(name)).map(|(number, _)| number)
}

/// `1st` without its letters.
fn ordinal(text: &str) -> &str {
    let lower_end =
        text.get(text.len().saturating_sub(2)..).unwrap_or_default().to_ascii_lowercase();
    match lower_end.as_str() {
        "st" | "nd" | "rd" | "th" => text.get(..text.len() - 2).unwrap_or_default(),
        _ => text,
    }
}

/// `Thu 1 April 2021` without its weekday.
fn without_weekday<'a, 'b>(parts: &'a [&'b str]) -> &'a [&'b str] {
    const DAYS: [&str; 7] =
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let Some((first, rest)) = parts.split_first() else { return parts };
    let lower = first.to_lowercase();
    let is_day = lower.len() >= 3 && DAYS.iter().any(|day| day.starts_with(&lower));
    if is_day && rest.len() >= 2 { rest } else { parts }
}
