//! The working-day calendar.
//!
//! Counting rule: the day of the event is day 0; the next working day is day 1. A clock of five
//! working days that starts on a Friday is due on the Friday after (when no bank holiday falls
//! between). An event on a day that is not a working day is day 0 all the same.

use std::collections::BTreeSet;

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

/// A dated list of bank holidays, as a definition file holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct HolidayList {
    /// The list's id, such as `england-bank-holidays`.
    pub id: String,
    /// Counts up; a published version never changes.
    pub version: u32,
    /// A title for people.
    pub title: String,
    /// First day for which the list is complete.
    pub from: Date,
    /// Last day for which the list is complete.
    pub to: Date,
    /// Where it comes from.
    pub source: String,
    /// The days.
    #[serde(rename = "holiday")]
    pub holidays: Vec<Holiday>,
}

/// One bank holiday.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// The day on which it is kept.
    pub date: Date,
    /// Its name.
    pub name: String,
}

/// Tells working days from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    from: Date,
    to: Date,
    holidays: BTreeSet<Date>,
}

/// The count would leave the days for which bank holidays are known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "bank holidays are known from {from} to {to}, and {day} lies outside; add a newer list to defs/calendars"
)]
pub struct OutsideCalendar {
    /// First day known.
    pub from: Date,
    /// Last day known.
    pub to: Date,
    /// The day asked for.
    pub day: Date,
}

impl crate::versions::Versioned for HolidayList {
    fn id(&self) -> &str {
        &self.id
    }
    fn version(&self) -> u32 {
        self.version
    }
    fn holds(&self) -> (Date, Option<Date>) {
        (self.from, Some(self.to))
    }
}

impl From<&HolidayList> for Calendar {
    fn from(list: &HolidayList) -> Self {
        Self {
            from: list.from,
            to: list.to,
            holidays: list.holidays.iter().map(|holiday| holiday.date).collect(),
        }
    }
}

impl Calendar {
    /// Whether the day is a Monday to Friday that is not a bank holiday.
    ///
    /// # Errors
    /// When the day lies outside the list.
    pub fn is_working_day(&self, day: Date) -> Result<bool, OutsideCalendar> {
        if day < self.from || day > self.to {
            return Err(OutsideCalendar { from: self.from, to: self.to, day });
        }
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        Ok(!weekend && !self.holidays.contains(&day))
    }

    /// The day on which the count reaches `days`, the event being day 0.
    ///
    /// # Errors
    /// When the count leaves the list.
    pub fn due(&self, event: Date, days: u32) -> Result<Date, OutsideCalendar> {
        let mut day = event;
        let mut left = days;
        while left > 0 {
            day = self.next(day)?;
            if self.is_working_day(day)? {
                left -= 1;
            }
        }
        Ok(day)
    }

    /// How many working days lie after `from` up to and including `to`; 0 when `to` is not later.
    ///
    /// # Errors
    /// When the count leaves the list.
    pub fn working_days_between(&self, from: Date, to: Date) -> Result<u32, OutsideCalendar> {
        let mut day = from;
        let mut count = 0;
        while day < to {
            day = self.next(day)?;
            count += u32::from(self.is_working_day(day)?);
        }
        Ok(count)
    }

    fn next(&self, day: Date) -> Result<Date, OutsideCalendar> {
        day.checked_add(1.day()).map_err(|_| OutsideCalendar { from: self.from, to: self.to, day })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn england() -> Calendar {
        let text = include_str!("../../../defs/calendars/england-bank-holidays/1.toml");
        let source = crate::defs::Source { path: "england".into(), text: text.into() };
        Calendar::from(&source.read::<HolidayList>().unwrap())
    }

    #[test]
    fn counts_over_the_hard_days() {
        let cases = [
            ("plain Friday", date(2022, 2, 4), 5, date(2022, 2, 11)),
            ("event on a Saturday", date(2022, 2, 5), 1, date(2022, 2, 7)),
            ("Easter 2022", date(2022, 4, 14), 1, date(2022, 4, 19)),
            ("Christmas on a Saturday 2021", date(2021, 12, 24), 1, date(2021, 12, 29)),
            ("Christmas on a Sunday 2022", date(2022, 12, 23), 1, date(2022, 12, 28)),
            ("Platinum Jubilee 2 and 3 June 2022", date(2022, 6, 1), 1, date(2022, 6, 6)),
            ("State Funeral 19 September 2022", date(2022, 9, 16), 1, date(2022, 9, 20)),
            ("early May moved to VE Day 2020", date(2020, 5, 7), 1, date(2020, 5, 11)),
            ("4 May 2020 is a working day", date(2020, 5, 1), 1, date(2020, 5, 4)),
            ("Coronation 8 May 2023", date(2023, 5, 5), 1, date(2023, 5, 9)),
            ("zero days", date(2022, 1, 1), 0, date(2022, 1, 1)),
        ];
        for (name, event, days, due) in cases {
            assert_eq!(england().due(event, days), Ok(due), "{name}");
        }
        assert!(england().due(date(2199, 1, 1), 5).is_err());
    }

    proptest! {
        #[test]
        fn counting_there_and_back_agrees(offset in 0i64..2000, days in 1u32..60) {
            let calendar = england();
            let event = date(2016, 1, 1).checked_add(offset.days()).unwrap();
            let due = calendar.due(event, days).unwrap();
            prop_assert!(calendar.is_working_day(due).unwrap());
            prop_assert_eq!(calendar.working_days_between(event, due).unwrap(), days);
        }
    }
}
