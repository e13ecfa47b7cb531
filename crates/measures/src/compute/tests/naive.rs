//! A second, plain implementation of the commonest indicators, to hold the engine against.

use crate::observation::{Observation, Value};

/// One random year of a measure with three exclusive and complete categories: the parts, and the
/// total if one was supplied. `None` is a part that was not stated.
#[derive(Debug, Clone)]
pub(super) struct Year {
    pub(super) parts: [Option<i64>; 3],
    pub(super) total: Option<i64>,
}

pub(super) const CODES: [&str; 3] = ["a", "b", "c"];
pub(super) const SMALLEST_BASE: i64 = 6;

impl Year {
    pub(super) fn whole(&self) -> Option<i64> {
        self.total.or_else(|| self.parts.iter().try_fold(0, |sum, part| Some(sum + (*part)?)))
    }

    pub(super) fn text(&self, period: &str) -> String {
        let mut text = String::new();
        for (code, part) in CODES.iter().zip(&self.parts) {
            let value = part.map_or("not-stated".to_owned(), |n| n.to_string());
            text.push_str(&format!("t.crime {period} group={code} = {value}\n"));
        }
        if let Some(total) = self.total {
            text.push_str(&format!("t.crime {period} group=_T = {total}\n"));
        }
        text
    }

    pub(super) fn share(&self, part: usize) -> String {
        let Some(top) = self.parts[part] else { return "not stated".into() };
        match self.whole() {
            None => "no base".into(),
            Some(0) => "base is nil".into(),
            Some(base) if base < SMALLEST_BASE => "base too small".into(),
            Some(base) => format!("{}%", thousands(round(top * 100, base))),
        }
    }

    pub(super) fn rank(&self, part: usize) -> String {
        let Some(own) = self.parts[part] else { return "not stated".into() };
        let above = self.parts.iter().flatten().filter(|other| **other > own).count();
        let same = self.parts.iter().flatten().filter(|other| **other == own).count();
        format!("{}{}", above + 1, if same > 1 { "=" } else { "" })
    }
}

pub(super) fn change_percent(then: &Year, now: &Year, part: usize) -> String {
    let Some(new) = now.parts[part] else { return "not stated".into() };
    match then.parts[part] {
        None => "no earlier value".into(),
        Some(0) => "earlier value is nil".into(),
        Some(old) if old < SMALLEST_BASE => "base too small".into(),
        Some(old) => {
            let percent = round((new - old) * 100, old);
            let sign = match percent {
                0 => "",
                n if n < 0 => "\u{2212}",
                _ => "+",
            };
            format!("{sign}{}%", thousands(percent.abs()))
        }
    }
}

/// Half away from zero, in whole numbers.
pub(super) fn round(top: i64, bottom: i64) -> i64 {
    let size = (2 * top.abs() + bottom) / (2 * bottom);
    if top < 0 { -size } else { size }
}

pub(super) fn thousands(n: i64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The sum of what was supplied, for checks that nothing is lost.
pub(super) fn sum(observations: &[Observation]) -> i64 {
    let exact = observations.iter().filter_map(|o| match &o.value {
        Value::Exact { value } => i64::try_from(value.mantissa()).ok(),
        _ => None,
    });
    exact.sum()
}
