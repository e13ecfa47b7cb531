//! Indicators as people write them: `share`, `rate 1000 mid-2019`, `change-percent since 2019-20`,
//! `gap area E92000001`. Command line, chapters and specs all read this one form.

use std::fmt;
use std::str::FromStr;

use sightline_kernel::dimension::Cell;
use sightline_kernel::ids::{AreaCode, ComparatorId, MeasureId};
use sightline_kernel::nearest::did_you_mean;
use sightline_kernel::period::Period;

use crate::request::{Comparator, Indicator, Selector};

/// The words with which an indicator begins.
pub const INDICATORS: [&str; 13] = [
    "value",
    "share",
    "rate",
    "change",
    "change-percent",
    "earlier",
    "ratio",
    "monthly-mean",
    "year-to-date",
    "rank",
    "gap",
    "compared",
    "target",
];

/// A text that is not an indicator: what is wrong, and what to write.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{text}” is not an indicator: {reason}")]
pub struct AskError {
    /// The text as given.
    pub text: String,
    /// What is wrong with it and what to write instead.
    pub reason: String,
}

impl FromStr for Indicator {
    type Err = AskError;

    fn from_str(text: &str) -> Result<Self, AskError> {
        let fail = |reason: String| AskError { text: text.trim().to_owned(), reason };
        let (word, rest) = split(text);
        let since = |rest: &str| {
            let rest = rest.strip_prefix("since").map_or(rest, str::trim);
            if rest.is_empty() { Ok(None) } else { period(rest).map(Some) }
        };
        let indicator = match word {
            "value" => nothing(rest).map(|()| Self::Value),
            "share" if rest.is_empty() => Ok(Self::Share { of: None }),
            "share" => {
                let of = rest.strip_prefix("of ").unwrap_or(rest);
                selector(of).map(|of| Self::Share { of: Some(Box::new(of)) })
            }
            "rate" => rate(rest),
            "change" => since(rest).map(|since| Self::Change { since }),
            "change-percent" => since(rest).map(|since| Self::ChangePercent { since }),
            "earlier" => since(rest).map(|period| Self::Earlier { period }),
            "ratio" => {
                let to = rest.strip_prefix("to ").unwrap_or(rest);
                selector(to).map(|to| Self::Ratio { to: Box::new(to) })
            }
            "monthly-mean" => nothing(rest).map(|()| Self::MonthlyMean),
            "year-to-date" => nothing(rest).map(|()| Self::YearToDate),
            "rank" => nothing(rest).map(|()| Self::Rank),
            "gap" => comparator(rest).map(|against| Self::Gap { against }),
            "compared" => comparator(rest).map(|with| Self::Compared { with }),
            "target" => nothing(rest).map(|()| Self::Target),
            _ => {
                let near = did_you_mean(word, INDICATORS);
                Err(if near.is_empty() {
                    format!("write one of {}", INDICATORS.join(", "))
                } else {
                    near
                })
            }
        };
        indicator.map_err(fail)
    }
}

fn split(text: &str) -> (&str, &str) {
    let text = text.trim();
    text.split_once(char::is_whitespace).map_or((text, ""), |(word, rest)| (word, rest.trim()))
}

fn nothing(rest: &str) -> Result<(), String> {
    if rest.is_empty() { Ok(()) } else { Err(format!("nothing follows it, but “{rest}” does")) }
}

fn period(text: &str) -> Result<Period, String> {
    text.parse().map_err(|error: sightline_kernel::period::PeriodError| error.to_string())
}

fn selector(text: &str) -> Result<Selector, String> {
    let (measure, cell) = split(text);
    let mut selector =
        Selector::measure(MeasureId::new(measure).map_err(|error| error.to_string())?);
    selector.cell = Cell::parse(cell).map_err(|error| error.to_string())?;
    Ok(selector)
}

fn rate(rest: &str) -> Result<Indicator, String> {
    let (mut per, mut vintage) = (None, None);
    for part in rest.split_whitespace().filter(|part| *part != "per") {
        let digits: String = part.chars().filter(|c| *c != ',').collect();
        match digits.parse::<u32>() {
            Ok(number @ (1_000 | 10_000 | 100_000 | 1_000_000)) => per = Some(number),
            Ok(number) => {
                return Err(format!("a rate is per 1000, 10000, 100000 or 1000000, not {number}"));
            }
            Err(_) => vintage = Some(period(part)?),
        }
    }
    Ok(Indicator::Rate { per, vintage })
}

fn comparator(rest: &str) -> Result<Comparator, String> {
    match split(rest) {
        ("area", code) => AreaCode::new(code).map(Comparator::Area).map_err(|e| e.to_string()),
        ("set", id) => ComparatorId::new(id).map(Comparator::Set).map_err(|e| e.to_string()),
        ("previous", "") => Ok(Comparator::Previous),
        ("target", "") => Ok(Comparator::Target),
        _ => Err("write area CODE, set NAME, previous or target after it".to_owned()),
    }
}

impl fmt::Display for Comparator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Area(code) => write!(f, "area {code}"),
            Self::Set(id) => write!(f, "set {id}"),
            Self::Previous => f.write_str("previous"),
            Self::Target => f.write_str("target"),
        }
    }
}

fn write_selector(f: &mut fmt::Formatter<'_>, of: &Selector) -> fmt::Result {
    write!(f, "{}", of.measure)?;
    if !of.cell.is_empty() {
        write!(f, " {}", of.cell)?;
    }
    // Area and period cannot be typed, but two indicators that differ in them must differ here.
    of.area.iter().try_for_each(|area| write!(f, " @{area}"))?;
    of.period.iter().try_for_each(|period| write!(f, " @{period}"))
}

impl fmt::Display for Indicator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let since = |f: &mut fmt::Formatter<'_>, word: &str, since: &Option<Period>| {
            f.write_str(word)?;
            since.iter().try_for_each(|period| write!(f, " since {period}"))
        };
        match self {
            Self::Value => f.write_str("value"),
            Self::Share { of: None } => f.write_str("share"),
            Self::Share { of: Some(of) } => {
                f.write_str("share of ")?;
                write_selector(f, of)
            }
            Self::Rate { per, vintage } => {
                f.write_str("rate")?;
                per.iter().try_for_each(|per| write!(f, " {per}"))?;
                vintage.iter().try_for_each(|vintage| write!(f, " {vintage}"))
            }
            Self::Change { since: earlier } => since(f, "change", earlier),
            Self::ChangePercent { since: earlier } => since(f, "change-percent", earlier),
            Self::Earlier { period } => {
                f.write_str("earlier")?;
                period.iter().try_for_each(|period| write!(f, " {period}"))
            }
            Self::Ratio { to } => {
                f.write_str("ratio ")?;
                write_selector(f, to)
            }
            Self::MonthlyMean => f.write_str("monthly-mean"),
            Self::YearToDate => f.write_str("year-to-date"),
            Self::Rank => f.write_str("rank"),
            Self::Gap { against } => write!(f, "gap {against}"),
            Self::Compared { with } => write!(f, "compared {with}"),
            Self::Target => f.write_str("target"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_what_it_writes() {
        let asks = "value|share|share of adult.concerns|share of adult.concerns sex=f;source=nhs|rate|rate 1000|\
            rate mid-2019|rate 100000 mid-2019|change|change since 2019-20|change-percent|\
            change-percent since 2019-20|earlier|earlier 2019-20|ratio adult.concerns|monthly-mean|\
            year-to-date|rank|gap area E92000001|gap set neighbours|gap previous|gap target|\
            compared area England and Wales|compared target|target";
        for ask in asks.split('|') {
            let indicator: Indicator = ask.parse().unwrap();
            assert_eq!(indicator.to_string(), ask);
        }
        assert_eq!("rate per 1,000".parse(), "rate 1000".parse::<Indicator>());
    }

    #[test]
    fn says_what_is_wrong() {
        let cases = [
            ("shares", "“shares” is not an indicator: Did you mean “share”?"),
            ("rate 50", "not 50"),
            ("change since 19", "is not a period"),
            ("gap england", "write area CODE"),
            ("value x", "nothing follows it, but “x” does"),
            ("share of", "is not a measure id"),
        ];
        for (ask, message) in cases {
            let error = ask.parse::<Indicator>().unwrap_err().to_string();
            assert!(error.contains(message), "{ask}: {error}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(word in 0usize..13, rest in "[a-z0-9 .=@,é-]{0,30}") {
            let text = format!("{} {rest}", INDICATORS[word]);
            if let Ok(indicator) = text.parse::<Indicator>() {
                proptest::prop_assert_eq!(indicator.to_string().parse(), Ok(indicator));
            }
        }
    }
}
