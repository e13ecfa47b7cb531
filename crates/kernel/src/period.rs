//! Periods: reporting, school and calendar years, quarters, months, snapshot dates, and the
//! vintages of population estimates.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, date};
use jiff::{Span, ToSpan as _};
use serde::{Deserialize, Serialize};

/// What a figure is about in time. Ordered by its first day, longer periods first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Period {
    /// 1 April to 31 March, written `2021-22`; holds the year in which it begins.
    ReportingYear(i16),
    /// 1 September to 31 August, written `school-2021-22`.
    SchoolYear(i16),
    /// 1 January to 31 December, written `2021`.
    CalendarYear(i16),
    /// A quarter of a reporting year, written `2021-22-Q1` (April to June).
    Quarter(i16, u8),
    /// A month, written `2021-04`, or `2011-M12` where `2011-12` would be a reporting year.
    Month(i16, u8),
    /// The state on one day, written `2022-03-31`.
    Snapshot(Date),
    /// A mid-year population estimate, 30 June, written `mid-2019`.
    Vintage(i16),
}

/// The kinds of period, without the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Frequency {
    /// Reporting year.
    Year,
    /// School year.
    SchoolYear,
    /// Calendar year.
    CalendarYear,
    /// Quarter of a reporting year.
    Quarter,
    /// Month.
    Month,
    /// One day.
    Snapshot,
    /// Mid-year estimate.
    Vintage,
}

/// A text that is not a period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}” is not a period: write a reporting year as 2021-22, a quarter as 2021-22-Q1, a month as 2021-04, a calendar year as 2021, a day as 2022-03-31, a school year as school-2021-22 or a population estimate as mid-2019"
)]
pub struct PeriodError(pub String);

/// The first and last years that Sightline works with.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;

impl Period {
    /// The reporting year that holds the day.
    #[must_use]
    pub fn reporting_year_of(day: Date) -> Self {
        Self::ReportingYear(if day.month() >= 4 { day.year() } else { day.year() - 1 })
    }

    /// The first day.
    #[must_use]
    pub fn start(self) -> Date {
        match self {
            Self::ReportingYear(year) => date(year, 4, 1),
            Self::SchoolYear(year) => date(year, 9, 1),
            Self::CalendarYear(year) => date(year, 1, 1),
            Self::Quarter(year, quarter) => {
                let month = 4 + 3 * (i16::from(quarter) - 1);
                if month > 12 { date(year + 1, 1, 1) } else { first_of(year, month) }
            }
            Self::Month(year, month) => first_of(year, i16::from(month)),
            Self::Snapshot(day) => day,
            Self::Vintage(year) => date(year, 6, 30),
        }
    }

    /// The last day.
    #[must_use]
    pub fn end(self) -> Date {
        let months: i64 = match self {
            Self::ReportingYear(_) | Self::SchoolYear(_) | Self::CalendarYear(_) => 12,
            Self::Quarter(..) => 3,
            Self::Month(..) => 1,
            Self::Snapshot(_) | Self::Vintage(_) => return self.start(),
        };
        add(add(self.start(), months.months()), (-1).days())
    }

    /// The kind of period.
    #[must_use]
    pub fn frequency(self) -> Frequency {
        match self {
            Self::ReportingYear(_) => Frequency::Year,
            Self::SchoolYear(_) => Frequency::SchoolYear,
            Self::CalendarYear(_) => Frequency::CalendarYear,
            Self::Quarter(..) => Frequency::Quarter,
            Self::Month(..) => Frequency::Month,
            Self::Snapshot(_) => Frequency::Snapshot,
            Self::Vintage(_) => Frequency::Vintage,
        }
    }

    /// The period just before: last year, last quarter, last month, the same day a year ago.
    #[must_use]
    pub fn previous(self) -> Self {
        match self {
            Self::Quarter(year, 1) => Self::Quarter(year - 1, 4),
            Self::Quarter(year, quarter) => Self::Quarter(year, quarter - 1),
            Self::Month(year, 1) => Self::Month(year - 1, 12),
            Self::Month(year, month) => Self::Month(year, month - 1),
            _ => self.year_before(),
        }
    }

    /// The same period one year earlier.
    #[must_use]
    pub fn year_before(self) -> Self {
        match self {
            Self::ReportingYear(year) => Self::ReportingYear(year - 1),
            Self::SchoolYear(year) => Self::SchoolYear(year - 1),
            Self::CalendarYear(year) => Self::CalendarYear(year - 1),
            Self::Quarter(year, quarter) => Self::Quarter(year - 1, quarter),
            Self::Month(year, month) => Self::Month(year - 1, month),
            Self::Snapshot(day) => Self::Snapshot(add(day, (-1).years())),
            Self::Vintage(year) => Self::Vintage(year - 1),
        }
    }

    /// Whether the two share at least one day.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start() <= other.end() && other.start() <= self.end()
    }

    /// Whether every day of `other` lies in this period.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.start() <= other.start() && other.end() <= self.end()
    }

    /// The twelve months, in order, of a year; the three of a quarter; the month itself.
    #[must_use]
    pub fn months(self) -> Vec<Self> {
        let mut months = Vec::new();
        if matches!(self, Self::Snapshot(_) | Self::Vintage(_)) {
            return months;
        }
        let mut day = self.start();
        while day <= self.end() {
            months.push(Self::Month(day.year(), day.month().unsigned_abs()));
            day = add(day, 1.months());
        }
        months
    }

    /// How it is said to people: `2021-22`, `April to June 2021`, `31 March 2022`, `mid-2019`.
    #[must_use]
    pub fn in_words(self) -> String {
        const NAMES: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let name = |day: Date| {
            usize::try_from(day.month() - 1)
                .ok()
                .and_then(|at| NAMES.get(at))
                .copied()
                .unwrap_or("")
        };
        match self {
            Self::Quarter(..) => {
                format!("{} to {} {}", name(self.start()), name(self.end()), self.start().year())
            }
            Self::Month(year, _) => format!("{} {year}", name(self.start())),
            Self::Snapshot(day) => format!("{} {} {}", day.day(), name(day), day.year()),
            Self::SchoolYear(year) => format!("school year {}", hyphenated(year)),
            _ => self.to_string(),
        }
    }
}

fn first_of(year: i16, month: i16) -> Date {
    i8::try_from(month).ok().and_then(|month| Date::new(year, month, 1).ok()).unwrap_or(Date::ZERO)
}

/// Adds a span; a result outside jiff's range stays where it is (years are bounded at parse).
fn add(day: Date, span: Span) -> Date {
    day.checked_add(span).unwrap_or(day)
}

fn hyphenated(year: i16) -> String {
    format!("{year}-{:02}", (year + 1) % 100)
}

impl PartialOrd for Period {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Period {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let key = |p: &Self| (p.start(), std::cmp::Reverse(p.end()), p.frequency());
        key(self).cmp(&key(other))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::ReportingYear(year) => hyphenated(*year),
            Self::SchoolYear(year) => format!("school-{}", hyphenated(*year)),
            Self::CalendarYear(year) => format!("{year}"),
            Self::Quarter(year, quarter) => format!("{}-Q{quarter}", hyphenated(*year)),
            Self::Month(year, month) if i16::from(*month) == (year + 1) % 100 => {
                format!("{year}-M{month:02}")
            }
            Self::Month(year, month) => format!("{year}-{month:02}"),
            Self::Snapshot(day) => day.to_string(),
            Self::Vintage(year) => format!("mid-{year}"),
        };
        f.pad(&text)
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    /// `2021-04` is a month and `2021-22` a reporting year: the second part is read as the next
    /// year when it is exactly that, else as a month. `2003-04` is the reporting year; the month
    /// is written `2003-M04`, a spelling that is taken for every month.
    fn from_str(text: &str) -> Result<Self, PeriodError> {
        read(text.trim()).ok_or_else(|| PeriodError(text.to_owned()))
    }
}

fn read(text: &str) -> Option<Period> {
    if let Some(rest) = text.strip_prefix("school-") {
        return match read(rest)? {
            Period::ReportingYear(year) => Some(Period::SchoolYear(year)),
            _ => None,
        };
    }
    if let Some(rest) = text.strip_prefix("mid-") {
        return year(rest).map(Period::Vintage);
    }
    let mut parts = text.split('-');
    let first = year(parts.next()?)?;
    match (parts.next(), parts.next(), parts.next()) {
        (None, None, None) => Some(Period::CalendarYear(first)),
        (Some(second), None, None) => year_or_month(first, second),
        (Some(second), Some(third), None) => match third.strip_prefix('Q') {
            Some(quarter) => match (year_or_month(first, second)?, quarter.parse().ok()?) {
                (Period::ReportingYear(year), quarter @ 1..=4) => {
                    Some(Period::Quarter(year, quarter))
                }
                _ => None,
            },
            None => two(second).zip(two(third)).and_then(|(month, day)| {
                let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
                Date::new(first, month, day).ok().map(Period::Snapshot)
            }),
        },
        _ => None,
    }
}

fn year(text: &str) -> Option<i16> {
    let plain = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|year| plain && YEARS.contains(year))
}

fn two(text: &str) -> Option<u8> {
    let plain = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| plain)
}

fn year_or_month(first: i16, second: &str) -> Option<Period> {
    if let Some(month) = second.strip_prefix('M') {
        return two(month).filter(|m| (1..=12).contains(m)).map(|m| Period::Month(first, m));
    }
    let number = two(second)?;
    if i16::from(number) == (first + 1) % 100 {
        Some(Period::ReportingYear(first))
    } else if (1..=12).contains(&number) {
        Some(Period::Month(first, number))
    } else {
        None
    }
}

impl TryFrom<String> for Period {
    type Error = PeriodError;
    fn try_from(text: String) -> Result<Self, PeriodError> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> String {
        period.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn period(text: &str) -> Period {
        text.parse().unwrap()
    }

    type Day = (i16, i8, i8);

    const KINDS: &[(&str, Period, Day, Day)] = &[
        ("2021-22", Period::ReportingYear(2021), (2021, 4, 1), (2022, 3, 31)),
        ("1999-00", Period::ReportingYear(1999), (1999, 4, 1), (2000, 3, 31)),
        ("school-2021-22", Period::SchoolYear(2021), (2021, 9, 1), (2022, 8, 31)),
        ("2021", Period::CalendarYear(2021), (2021, 1, 1), (2021, 12, 31)),
        ("2021-22-Q4", Period::Quarter(2021, 4), (2022, 1, 1), (2022, 3, 31)),
        ("2021-04", Period::Month(2021, 4), (2021, 4, 1), (2021, 4, 30)),
        ("2011-M12", Period::Month(2011, 12), (2011, 12, 1), (2011, 12, 31)),
        ("2024-02", Period::Month(2024, 2), (2024, 2, 1), (2024, 2, 29)),
        ("2022-03-31", Period::Snapshot(date(2022, 3, 31)), (2022, 3, 31), (2022, 3, 31)),
        ("mid-2019", Period::Vintage(2019), (2019, 6, 30), (2019, 6, 30)),
    ];

    #[test]
    fn reads_each_kind() {
        let day = |(y, m, d)| date(y, m, d);
        for &(text, want, start, end) in KINDS {
            assert_eq!(period(text), want, "{text}");
            assert_eq!((want.start(), want.end()), (day(start), day(end)), "{text}");
            assert_eq!(want.to_string(), text);
        }
    }

    #[test]
    fn refuses_what_is_not_a_period() {
        let bad = "|21-22|2021-23|2021/22|2021-13|2021-22-Q5|mid-19|2021-02-30|9999";
        for text in bad.split('|') {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }

    #[test]
    fn knows_what_comes_before() {
        assert_eq!(period("2021-22-Q1").previous(), period("2020-21-Q4"));
        assert_eq!(period("2021-01").previous(), period("2020-12"));
        assert_eq!(period("2024-02-29").previous(), period("2023-02-28"));
        assert_eq!(period("2021-22").previous(), period("2020-21"));
    }

    #[test]
    fn overlap_and_containment() {
        assert!(period("2021-22").contains(period("2021-22-Q4")));
        assert!(period("2021-22").overlaps(period("2022")));
        assert!(!period("2021-22").contains(period("2022")));
        assert!(!period("2021-22").overlaps(period("2022-04-01")));
        assert_eq!(period("2021-22").months().len(), 12);
        assert_eq!(period("2021-22-Q2").in_words(), "July to September 2021");
    }

    proptest! {
        #[test]
        fn every_period_reads_back(kind in 0u8..7, year in 1950i16..2150, part in 1u8..=12) {
            let period = match kind {
                0 => Period::ReportingYear(year),
                1 => Period::SchoolYear(year),
                2 => Period::CalendarYear(year),
                3 => Period::Quarter(year, (part - 1) % 4 + 1),
                4 => Period::Month(year, part),
                5 => Period::Snapshot(date(year, i8::try_from(part).unwrap(), 28)),
                _ => Period::Vintage(year),
            };
            prop_assert_eq!(period.to_string().parse::<Period>().unwrap(), period);
            prop_assert!(period.previous() < period);
            prop_assert!(!period.overlaps(period.previous()));
        }
    }
}
