//! Periods as numbers, so that slices of one measure lie in the order of time.
//!
//! The number is the first day and the kind of period: `20210401` and then one digit, 0 for a
//! reporting year, 1 school year, 2 calendar year, 3 quarter, 4 month, 5 snapshot, 6 vintage.

use sightline_kernel::period::Period;

/// The number of a period.
pub(crate) fn period_code(period: Period) -> i32 {
    let day = period.start();
    let date = i32::from(day.year()) * 10_000 + i32::from(day.month()) * 100 + i32::from(day.day());
    let kind = match period {
        Period::ReportingYear(_) => 0,
        Period::SchoolYear(_) => 1,
        Period::CalendarYear(_) => 2,
        Period::Quarter(..) => 3,
        Period::Month(..) => 4,
        Period::Snapshot(_) => 5,
        Period::Vintage(_) => 6,
    };
    // Years end at 2199, so the largest number is 2,199,123,166: above i32, below u32.
    // Counting from 1900 keeps it inside i32.
    (date - EPOCH) * KINDS + kind
}

/// What a number leaves when divided by this is the kind of its period.
pub(crate) const KINDS: i32 = 10;

/// Numbers count from this day.
const EPOCH: i32 = 19_000_000;

/// The period of a number; nothing when no period has that number.
pub(crate) fn period_of(code: i32) -> Option<Period> {
    let (date, kind) = (code.div_euclid(KINDS) + EPOCH, code.rem_euclid(KINDS));
    let year = i16::try_from(date / 10_000).ok()?;
    let month = i8::try_from(date / 100 % 100).ok()?;
    let day = jiff::civil::Date::new(year, month, i8::try_from(date % 100).ok()?).ok()?;
    let month = month.unsigned_abs();
    let period = match kind {
        0 => Period::ReportingYear(year),
        1 => Period::SchoolYear(year),
        2 => Period::CalendarYear(year),
        3 if month < 4 => Period::Quarter(year.checked_sub(1)?, 4),
        3 => Period::Quarter(year, month.checked_sub(1)? / 3),
        4 => Period::Month(year, month),
        5 => Period::Snapshot(day),
        6 => Period::Vintage(year),
        _ => return None,
    };
    (period_code(period) == code).then_some(period)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_number_says_what_it_is() {
        let code = |text: &str| period_code(text.parse().unwrap());
        assert_eq!(code("2021-22"), (20_210_401 - EPOCH) * 10);
        assert_eq!(code("2021-22-Q4"), (20_220_101 - EPOCH) * 10 + 3);
        assert!(code("2020-21") < code("2021-04"));
        assert_eq!(period_of(code("2021-22") + 7), None);
        assert_eq!(period_of(code("2021-22") + 10), None);
    }

    proptest! {
        #[test]
        fn every_period_comes_back(kind in 0u8..7, year in 1900i16..2200, part in 1u8..=12, day in 1i8..=28) {
            let period = match kind {
                0 => Period::ReportingYear(year),
                1 => Period::SchoolYear(year),
                2 => Period::CalendarYear(year),
                3 => Period::Quarter(year, (part - 1) % 4 + 1),
                4 => Period::Month(year, part),
                5 => Period::Snapshot(jiff::civil::date(year, i8::try_from(part).unwrap(), day)),
                _ => Period::Vintage(year),
            };
            prop_assert_eq!(period_of(period_code(period)), Some(period));
        }

        #[test]
        fn no_number_panics(code in any::<i32>()) {
            if let Some(period) = period_of(code) {
                prop_assert_eq!(period_code(period), code);
            }
        }
    }
}
