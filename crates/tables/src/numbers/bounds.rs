//! Numbers known only within bounds: `<5`, `1-5`, `fewer than 5`, `>95`.

use rust_decimal::Decimal;

use super::{Bounds, End, Note, NumberProblem, is_blank, plain, short};

/// Which end a word sets, and whether the number itself is possible.
#[derive(Debug, Clone, Copy)]
enum Side {
    Upper { inclusive: bool },
    Lower { inclusive: bool },
}

const UNDER: Side = Side::Upper { inclusive: false };
const AT_MOST: Side = Side::Upper { inclusive: true };
const OVER: Side = Side::Lower { inclusive: false };
const AT_LEAST: Side = Side::Lower { inclusive: true };

/// Words and signs before the number; longer ones first.
const BEFORE: &[(&str, Side)] = &[
    ("less than or equal to", AT_MOST),
    ("greater than or equal to", AT_LEAST),
    ("no more than", AT_MOST),
    ("not more than", AT_MOST),
    ("no fewer than", AT_LEAST),
    ("not less than", AT_LEAST),
    ("no less than", AT_LEAST),
    ("fewer than", UNDER),
    ("less than", UNDER),
    ("lower than", UNDER),
    ("more than", OVER),
    ("greater than", OVER),
    ("higher than", OVER),
    ("at most", AT_MOST),
    ("at least", AT_LEAST),
    ("up to", AT_MOST),
    ("below", UNDER),
    ("under", UNDER),
    ("above", OVER),
    ("over", OVER),
    ("<=", AT_MOST),
    ("=<", AT_MOST),
    (">=", AT_LEAST),
    ("=>", AT_LEAST),
    ("\u{2264}", AT_MOST),
    ("\u{2265}", AT_LEAST),
    ("<", UNDER),
    (">", OVER),
];

/// Words and signs behind the number.
const AFTER: &[(&str, Side)] = &[
    ("or fewer", AT_MOST),
    ("or less", AT_MOST),
    ("or under", AT_MOST),
    ("or below", AT_MOST),
    ("or more", AT_LEAST),
    ("or over", AT_LEAST),
    ("or above", AT_LEAST),
    ("and over", AT_LEAST),
    ("and above", AT_LEAST),
    ("+", AT_LEAST),
];

/// Reads bounds; `None` when the text is none.
pub(super) fn read(text: &str, notes: &mut Vec<Note>) -> Result<Option<Bounds>, NumberProblem> {
    let lower = text.to_ascii_lowercase();
    for (word, side) in BEFORE {
        if let Some(rest) = lower.strip_prefix(word) {
            return one_end(rest, *side, text, notes).map(Some);
        }
    }
    for (word, side) in AFTER {
        if let Some(rest) = lower.strip_suffix(word)
            && rest.starts_with(|letter: char| letter.is_ascii_digit())
        {
            return one_end(rest, *side, text, notes).map(Some);
        }
    }
    range(&lower, text, notes)
}

fn one_end(
    rest: &str,
    side: Side,
    whole: &str,
    notes: &mut Vec<Note>,
) -> Result<Bounds, NumberProblem> {
    let (value, percent) = number(rest, whole, notes)?;
    Ok(match side {
        Side::Upper { inclusive } => {
            Bounds { lower: None, upper: Some(End { value, inclusive }), percent }
        }
        Side::Lower { inclusive } => {
            Bounds { lower: Some(End { value, inclusive }), upper: None, percent }
        }
    })
}

/// `1-5`, `1 – 5`, `1 to 5`, `between 1 and 5`, `5%-10%`, `5-10%`.
fn range(lower: &str, whole: &str, notes: &mut Vec<Note>) -> Result<Option<Bounds>, NumberProblem> {
    let inner = lower.strip_prefix("between ");
    let cut = match inner {
        Some(inner) => inner.split_once(" and "),
        None => {
            lower.split_once(" to ").or_else(|| lower.split_once(['-', '\u{2013}', '\u{2014}']))
        }
    };
    let starts_with_digit = |text: &str| {
        text.trim_start_matches(is_blank).starts_with(|letter: char| letter.is_ascii_digit())
    };
    let Some((from, to)) =
        cut.filter(|(from, to)| starts_with_digit(from) && starts_with_digit(to))
    else {
        return Ok(None);
    };
    if to.contains(['-', '\u{2013}', '\u{2014}', '/']) || from.contains(['e', '/']) {
        return Ok(None);
    }
    let (first, first_percent) = number(from, whole, notes)?;
    let (last, percent) = number(to, whole, notes)?;
    if first > last {
        return Err(NumberProblem::ReversedRange(short(whole)));
    }
    let end = |value| Some(End { value, inclusive: true });
    Ok(Some(Bounds { lower: end(first), upper: end(last), percent: percent || first_percent }))
}

/// One number of the bounds and whether it is a percentage.
fn number(
    text: &str,
    whole: &str,
    notes: &mut Vec<Note>,
) -> Result<(Decimal, bool), NumberProblem> {
    let text = text.trim_matches(is_blank);
    match text.strip_suffix('%') {
        Some(rest) => Ok((plain::unsigned(rest.trim_end_matches(is_blank), whole, notes)?, true)),
        None => Ok((plain::unsigned(text, whole, notes)?, false)),
    }
}
