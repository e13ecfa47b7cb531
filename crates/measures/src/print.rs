//! How figures are printed: the one place where numbers become text.

use std::collections::{BTreeMap, BTreeSet};

use sightline_kernel::decimal::{Decimal, write_number};
use sightline_kernel::period::Period;

use crate::card::{Form, MeasureCard};
use crate::request::Indicator;
use crate::table::{Figure, SourceLine, Unit};

/// A number in its unit, with thousands commas, true minus sign and unit sign: `16,411`, `31%`,
/// `6.8`, `£1,200`, `−3 points`.
#[must_use]
pub fn number(value: Decimal, places: u32, unit: Unit) -> String {
    let text = write_number(value, places, true);
    match unit {
        Unit::Percent => format!("{text}%"),
        Unit::Points if value == Decimal::ONE || value == -Decimal::ONE => format!("{text} point"),
        Unit::Points => format!("{text} points"),
        Unit::Pounds => match text.strip_prefix('\u{2212}') {
            Some(text) => format!("\u{2212}£{text}"),
            None => format!("£{text}"),
        },
        Unit::Count | Unit::Per(_) | Unit::Ratio | Unit::Rank | Unit::Days => text,
    }
}

/// The number with its sign always shown, as changes and gaps are printed: `+23%`, `−25%`, `0%`.
#[must_use]
pub fn signed(value: Decimal, places: u32, unit: Unit) -> String {
    let text = number(value, places, unit);
    let nil = !text.contains(|c: char| c.is_ascii_digit() && c != '0');
    if nil || text.starts_with('\u{2212}') { text } else { format!("+{text}") }
}

/// The number without its sign, for sentences that say the direction in words: “fell by 25%”.
#[must_use]
pub fn unsigned(value: Decimal, places: u32, unit: Unit) -> String {
    number(value.abs(), places, unit)
}

/// A figure's number without its sign, where it has one.
#[must_use]
pub fn size(figure: &Figure) -> Option<String> {
    let points = figure.unit == Unit::Points;
    let text = unsigned(figure.number?, figure.places, figure.unit);
    Some(if points { text.replace(" point", " percentage point") } else { text })
}

/// Whether the indicator is a difference, printed with its sign.
#[must_use]
pub fn is_difference(indicator: &Indicator) -> bool {
    matches!(
        indicator,
        Indicator::Change { .. } | Indicator::ChangePercent { .. } | Indicator::Gap { .. }
    )
}

/// `1,000`, `10,000` and so on.
#[must_use]
pub fn per(number: u32) -> String {
    write_number(Decimal::from(number), 0, true)
}

/// The text with its first letter as a capital.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The text with its first letter in lower case, unless the first word is an abbreviation.
#[must_use]
pub fn lower(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), text.chars().nth(1)) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => text.to_owned(),
    }
}

/// What the values of a measure are, as a heading: “Offences”, “Percentage”, “Days”.
#[must_use]
pub fn value_heading(card: &MeasureCard) -> String {
    match card.form {
        Form::Count => capital(&card.units()),
        Form::Percentage => "Percentage".to_owned(),
        Form::Rate => card
            .rate
            .as_ref()
            .map_or_else(|| "Rate".to_owned(), |rule| format!("Rate per {}", per(rule.per))),
        Form::Days => "Days".to_owned(),
        Form::Pounds => "Pounds".to_owned(),
    }
}

/// “2021-22”, “at 31 March 2022”: how a period is said after a comma.
#[must_use]
pub fn when(period: Period) -> String {
    match period {
        Period::Snapshot(_) => format!("at {}", period.in_words()),
        _ => period.in_words(),
    }
}

/// Where figures come from, a text for each return or publication: the agency, the return, and the
/// periods supplied, first to last where there are several.
#[must_use]
pub fn sources(lines: &[SourceLine]) -> Vec<String> {
    let mut periods: BTreeMap<(&str, &str, Option<&str>), BTreeSet<Period>> = BTreeMap::new();
    for line in lines {
        let key = (line.agency.as_str(), line.revision.as_str(), line.licence.as_deref());
        periods.entry(key).or_default().insert(line.period);
    }
    let said = periods.into_iter().map(|((agency, revision, licence), periods)| {
        let licence = licence.map(|licence| format!(", {licence}")).unwrap_or_default();
        format!("{agency}, {revision} ({}){licence}", spans(&periods))
    });
    said.collect()
}

/// “2021-22”, “2020-21 and 2021-22”, “April 2021 to March 2022”.
fn spans(periods: &BTreeSet<Period>) -> String {
    match (periods.first(), periods.last(), periods.len()) {
        (Some(one), _, 1) => one.in_words(),
        (Some(first), Some(last), 2) => format!("{} and {}", first.in_words(), last.in_words()),
        (Some(first), Some(last), _) => format!("{} to {}", first.in_words(), last.in_words()),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_return_is_named_once_with_its_periods() {
        let line = |period: &str| SourceLine {
            agency: "Police force".into(),
            revision: "figures-2021-22, revision 1".into(),
            period: period.parse().unwrap(),
            licence: None,
        };
        let said = |periods: &[&str]| sources(&periods.iter().map(|p| line(p)).collect::<Vec<_>>());
        assert_eq!(said(&["2021-22"]), ["Police force, figures-2021-22, revision 1 (2021-22)"]);
        let two = "Police force, figures-2021-22, revision 1 (2020-21 and 2021-22)";
        assert_eq!(said(&["2021-22", "2020-21"]), [two]);
        let months = "Police force, figures-2021-22, revision 1 (April 2021 to June 2021)";
        assert_eq!(said(&["2021-05", "2021-04", "2021-06"]), [months]);
    }

    #[test]
    fn numbers_are_written_in_their_unit() {
        let cases = [
            ("16411", 0, Unit::Count, "16,411", "+16,411"),
            ("-25.4", 0, Unit::Percent, "−25%", "−25%"),
            ("23", 0, Unit::Percent, "23%", "+23%"),
            ("0", 0, Unit::Percent, "0%", "0%"),
            ("6.78", 1, Unit::Per(1000), "6.8", "+6.8"),
            ("-0.04", 1, Unit::Per(1000), "0.0", "0.0"),
            ("1", 0, Unit::Points, "1 point", "+1 point"),
            ("-3", 0, Unit::Points, "−3 points", "−3 points"),
            ("-1200", 0, Unit::Pounds, "−£1,200", "−£1,200"),
            ("0.5", 2, Unit::Ratio, "0.50", "+0.50"),
        ];
        for (value, places, unit, plain, with_sign) in cases {
            let value: Decimal = value.parse().unwrap();
            assert_eq!(number(value, places, unit), plain);
            assert_eq!(signed(value, places, unit), with_sign);
        }
        assert_eq!(unsigned("-25".parse().unwrap(), 0, Unit::Percent), "25%");
    }

    #[test]
    fn headings_keep_abbreviations() {
        assert_eq!(lower("Offence group"), "offence group");
        assert_eq!(lower("ASB reports"), "ASB reports");
        assert_eq!(capital("offences"), "Offences");
        assert_eq!(lower("A"), "A");
        assert_eq!(when("2022-03-31".parse().unwrap()), "at 31 March 2022");
    }
}
