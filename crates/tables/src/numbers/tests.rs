use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;

fn decimal(text: &str) -> Decimal {
    Decimal::from_str_exact(text).unwrap()
}

#[test]
fn plain_numbers_are_exact() {
    for (text, value, notes) in [
        ("0", "0", vec![]),
        ("5004", "5004", vec![]),
        ("-3", "-3", vec![]),
        ("0.1", "0.1", vec![]),
        (".5", "0.5", vec![]),
        ("5.", "5", vec![]),
        ("007", "7", vec![]),
        ("9007199254740993", "9007199254740993", vec![]),
        ("1234567890123456789012345678", "1234567890123456789012345678", vec![]),
        ("0.3000000000000000000000000001", "0.3000000000000000000000000001", vec![]),
        (" 12 ", "12", vec![Note::Blanks]),
        ("\u{a0}12", "12", vec![Note::Blanks]),
        ("1,234", "1234", vec![Note::Thousands]),
        ("1,234,567.8", "1234567.8", vec![Note::Thousands]),
        ("1 234", "1234", vec![Note::Thousands]),
        ("1\u{a0}234", "1234", vec![Note::Thousands]),
        ("1\u{202f}234", "1234", vec![Note::Thousands]),
        ("(12)", "-12", vec![Note::Brackets]),
        ("( 1,200.50 )", "-1200.50", vec![Note::Thousands, Note::Brackets]),
        ("\u{2212}4", "-4", vec![Note::Minus]),
        ("+4", "4", vec![Note::Plus]),
    ] {
        let parsed = parse(text).unwrap_or_else(|problem| panic!("{text}: {problem}"));
        assert_eq!(parsed, ParsedNumber { value: Number::Exact(decimal(value)), notes }, "{text}");
    }
}

#[test]
fn percentages_keep_their_per_cent() {
    for (text, value) in
        [("23%", "23"), ("23.5 %", "23.5"), ("-4%", "-4"), ("0%", "0"), ("100 %", "100")]
    {
        assert_eq!(parse(text).unwrap().value, Number::Percent(decimal(value)), "{text}");
    }
}

#[test]
fn bounds_stay_the_bounds_that_they_are() {
    for (text, expected) in [
        ("<5", "fewer than 5"),
        ("< 5", "fewer than 5"),
        ("<=5", "at most 5"),
        ("≤5", "at most 5"),
        ("Fewer than 5", "fewer than 5"),
        ("less than 10", "fewer than 10"),
        ("5 or fewer", "at most 5"),
        ("up to 4", "at most 4"),
        (">95", "more than 95"),
        (">95%", "more than 95%"),
        (">=1,000", "at least 1000"),
        ("95+", "at least 95"),
        ("at least 3", "at least 3"),
        ("1-5", "1 to 5"),
        ("1–5", "1 to 5"),
        ("1 to 5", "1 to 5"),
        ("between 1 and 5", "1 to 5"),
        ("5-10%", "5% to 10%"),
    ] {
        match parse(text).unwrap_or_else(|problem| panic!("{text}: {problem}")).value {
            Number::Bounds(bounds) => assert_eq!(bounds.to_string(), expected, "{text}"),
            other => panic!("{text}: {other:?}"),
        }
    }
    assert_eq!(parse("9-5").unwrap_err().code(), "number-reversed-range");
}

#[test]
fn what_is_no_number_says_what_it_looks_like() {
    for (text, marker) in [
        ("-", Marker::Dash),
        ("–", Marker::Dash),
        ("..", Marker::Dots),
        (":", Marker::Dots),
        ("n/a", Marker::NotAvailable),
        ("N/A", Marker::NotAvailable),
        ("z", Marker::NotApplicable),
        ("[c]", Marker::Suppressed),
        ("*", Marker::Suppressed),
        ("Nil", Marker::Nil),
        ("#REF!", Marker::SheetError),
        ("12 est.", Marker::Mixed),
        ("12*", Marker::Mixed),
        ("c. 12", Marker::Mixed),
        ("twelve", Marker::Words),
        ("<five", Marker::Words),
        ("01/04/2021", Marker::Mixed),
        ("2021-04-01", Marker::Mixed),
        ("1-2-3", Marker::Mixed),
    ] {
        match parse(text) {
            Err(NumberProblem::NotANumber { marker: found, .. }) => {
                assert_eq!(found, marker, "{text}")
            }
            other => panic!("{text}: {other:?}"),
        }
    }
}

#[test]
fn doubtful_numbers_are_refused_with_their_reason() {
    for (text, code) in [
        ("", "number-empty"),
        ("   ", "number-empty"),
        ("1.2E+05", "number-scientific"),
        ("1e5", "number-scientific"),
        ("12345678901234567890123456789", "number-too-many-digits"),
        ("0.00000000000000000000000000001", "number-too-many-digits"),
        ("1,5", "number-separator"),
        ("1.234,5", "number-separator"),
        ("1.234.567", "number-separator"),
        ("12,34,567", "number-separator"),
        ("1,234 567", "number-separator"),
        ("£12", "number-currency"),
        ("12 €", "number-currency"),
    ] {
        assert_eq!(
            parse(text).map_err(|problem| problem.code().to_owned()),
            Err(code.to_owned()),
            "{text}"
        );
    }
}

#[test]
fn long_texts_are_shortened_in_messages() {
    let problem = parse(&"é".repeat(1000)).unwrap_err();
    assert!(problem.to_string().chars().count() < 80, "{problem}");
}

proptest! {
    #[test]
    fn any_decimal_comes_back(mantissa in -999_999_999_999_999_999i64..=999_999_999_999_999_999, scale in 0u32..20) {
        let number = Decimal::new(mantissa, scale);
        prop_assert_eq!(parse(&number.to_string()).unwrap().value, Number::Exact(number));
    }

    #[test]
    fn grouping_changes_nothing(whole in 1000u64..1_000_000_000_000_000) {
        let digits = whole.to_string();
        let mut grouped = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place) % 3 == 0 { grouped.push(','); }
            grouped.push(digit);
        }
        prop_assert_eq!(parse(&grouped).unwrap().value, parse(&digits).unwrap().value);
    }

    #[test]
    fn no_text_panics(text in "[-–0-9.,%<>()+eE £a \u{a0}]{0,12}|\\PC{0,30}") {
        let _result = parse(&text);
    }
}
