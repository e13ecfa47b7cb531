use jiff::civil::{date, datetime};
use proptest::prelude::*;

use super::*;

fn day(year: i16, month: i8, day: i8) -> DateValue {
    DateValue::Day(date(year, month, day))
}

#[test]
fn dates_are_read_as_people_write_them() {
    use DateNote::{DayFirst, MaybeYear, MonthYear, ShortYear, TimeLeftOut};
    for (text, value, notes) in [
        ("2021-04-01", day(2021, 4, 1), vec![]),
        ("20210401", day(2021, 4, 1), vec![]),
        ("2021/4/1", day(2021, 4, 1), vec![]),
        ("2021-04-01T00:00:00", day(2021, 4, 1), vec![]),
        ("2021-04-01 09:30", day(2021, 4, 1), vec![TimeLeftOut]),
        ("31/03/2022", day(2022, 3, 31), vec![]),
        ("01/01/2022", day(2022, 1, 1), vec![]),
        ("01/04/2021", day(2021, 4, 1), vec![DayFirst]),
        ("1.4.21", day(2021, 4, 1), vec![DayFirst, ShortYear]),
        ("01-Apr-21", day(2021, 4, 1), vec![ShortYear]),
        ("01-Apr-2021", day(2021, 4, 1), vec![]),
        ("1st April 2021", day(2021, 4, 1), vec![]),
        ("Thursday 1 April 2021", day(2021, 4, 1), vec![]),
        ("April 1, 2021", day(2021, 4, 1), vec![]),
        ("1 Sept 1999", day(1999, 9, 1), vec![]),
        ("1 April 2021 09:30", day(2021, 4, 1), vec![TimeLeftOut]),
        ("Apr-21", DateValue::Month { year: 2021, month: 4 }, vec![MonthYear, ShortYear]),
        ("April 2021", DateValue::Month { year: 2021, month: 4 }, vec![]),
        ("2021-04", DateValue::Month { year: 2021, month: 4 }, vec![]),
        ("04/2021", DateValue::Month { year: 2021, month: 4 }, vec![]),
        ("2011-12", DateValue::Month { year: 2011, month: 12 }, vec![MaybeYear]),
        ("29/02/2020", day(2020, 2, 29), vec![]),
    ] {
        let parsed = parse(text).unwrap_or_else(|problem| panic!("{text}: {problem}"));
        assert_eq!(parsed, ParsedDate { value, notes }, "{text}");
    }
}

#[test]
fn what_is_no_date_says_why() {
    for (text, code) in [
        ("", "date-empty"),
        ("yesterday", "date-none"),
        ("12", "date-none"),
        ("1/2/3/4", "date-none"),
        ("31/02/2021", "date-not-in-calendar"),
        ("29/02/2021", "date-not-in-calendar"),
        ("2021-13-01", "date-not-in-calendar"),
        ("2021-14", "date-not-in-calendar"),
        ("04/21/2021", "date-month-first"),
        ("21-Apr", "date-no-year"),
        ("44287", "date-serial"),
        ("2021-22", "date-reporting-year"),
        ("2021/22", "date-reporting-year"),
        ("1999-00", "date-reporting-year"),
    ] {
        assert_eq!(
            parse(text).map_err(|problem| problem.code().to_owned()),
            Err(code.to_owned()),
            "{text}"
        );
    }
    let problem = parse("44287").unwrap_err();
    assert!(problem.to_string().contains("2021-04-01"), "{problem}");
}

#[test]
fn day_numbers_follow_both_systems() {
    let day_of = |serial, epoch| from_serial(serial, epoch).map(|moment| moment.date());
    assert_eq!(day_of(1.0, Epoch::Year1900), Ok(date(1900, 1, 1)));
    assert_eq!(day_of(59.0, Epoch::Year1900), Ok(date(1900, 2, 28)));
    assert_eq!(day_of(61.0, Epoch::Year1900), Ok(date(1900, 3, 1)));
    assert_eq!(day_of(44_287.0, Epoch::Year1900), Ok(date(2021, 4, 1)));
    assert_eq!(day_of(42_825.0, Epoch::Year1904), Ok(date(2021, 4, 1)));
    assert_eq!(day_of(0.0, Epoch::Year1904), Ok(date(1904, 1, 1)));
    assert_eq!(from_serial(44_287.5, Epoch::Year1900), Ok(datetime(2021, 4, 1, 12, 0, 0, 0)));
    for serial in [60.0, 60.5, 0.5, -1.0, f64::NAN, f64::INFINITY, 2_958_466.0] {
        assert!(from_serial(serial, Epoch::Year1900).is_err(), "{serial}");
    }
}

proptest! {
    #[test]
    fn iso_dates_come_back(days in 0i64..200_000) {
        let date = date(1700, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
        prop_assert_eq!(parse(&date.to_string()).unwrap().value, DateValue::Day(date));
    }

    #[test]
    fn no_text_panics(text in "[-0-9/ .:,TZaprjunst]{0,14}|\\PC{0,30}") {
        let _result = parse(&text);
    }

    #[test]
    fn no_day_number_panics(serial in any::<f64>()) {
        let _result = from_serial(serial, Epoch::Year1904);
        let _result = from_serial(serial, Epoch::Year1900);
    }
}
