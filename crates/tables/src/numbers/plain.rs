//! One plain number: sign, digits, separators, decimals.

use rust_decimal::Decimal;

use super::{Note, NumberProblem, is_blank, marker, short};

/// Digits that are kept exactly.
const DIGITS: usize = 28;

/// The quick way for what most cells hold: up to 18 digits, a minus at most.
pub(super) fn short_integer(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let (negative, digits) = match bytes.split_first() {
        Some((b'-', rest)) => (true, rest),
        _ => (false, bytes),
    };
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let sum = digits.iter().try_fold(0i64, |sum, byte| {
        byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0'))
    })?;
    Some(if negative { -sum } else { sum })
}

/// Reads a number without per cent sign or bounds. `whole` is the cell's text,
/// for messages.
pub(super) fn read(
    text: &str,
    whole: &str,
    notes: &mut Vec<Note>,
) -> Result<Decimal, NumberProblem> {
    if let Some(inner) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        notes.push(Note::Brackets);
        return unsigned(inner.trim_matches(is_blank), whole, notes).map(|number| -number);
    }
    if let Some(rest) = text.strip_prefix('-') {
        return unsigned(rest, whole, notes).map(|number| -number);
    }
    if let Some(rest) = text.strip_prefix(['\u{2212}', '\u{2013}']) {
        notes.push(Note::Minus);
        return unsigned(rest, whole, notes).map(|number| -number);
    }
    if let Some(rest) = text.strip_prefix('+') {
        notes.push(Note::Plus);
        return unsigned(rest, whole, notes);
    }
    unsigned(text, whole, notes)
}

/// Reads digits with separators and decimals.
pub(super) fn unsigned(
    text: &str,
    whole: &str,
    notes: &mut Vec<Note>,
) -> Result<Decimal, NumberProblem> {
    refuse_shapes(text, whole)?;
    let (head, tail) = match text.split_once('.') {
        Some((head, tail)) => (head, Some(tail)),
        None => (text, None),
    };
    let digits = without_separators(head, whole, notes)?;
    let mut number = if digits.is_empty() { "0".to_owned() } else { digits };
    if let Some(tail) = tail {
        if !tail.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(misread(tail, whole));
        }
        if tail.is_empty() && head.is_empty() {
            return Err(misread(tail, whole));
        }
        if !tail.is_empty() {
            number.push('.');
            number.push_str(tail);
        }
    }
    exact(&number, whole)
}

/// The decimal, when all its digits can be kept.
fn exact(number: &str, whole: &str) -> Result<Decimal, NumberProblem> {
    let significant =
        number.trim_start_matches(['0', '.']).bytes().filter(u8::is_ascii_digit).count();
    let decimals = number.split_once('.').map_or(0, |(_, tail)| tail.len());
    if significant > DIGITS || decimals > DIGITS {
        return Err(NumberProblem::TooManyDigits(short(whole)));
    }
    Decimal::from_str_exact(number).map_err(|_| NumberProblem::TooManyDigits(short(whole)))
}

/// Texts that look like numbers and must not be taken for one.
fn refuse_shapes(text: &str, whole: &str) -> Result<(), NumberProblem> {
    if text.starts_with(['£', '$', '€']) || text.ends_with(['£', '$', '€']) {
        return Err(NumberProblem::Currency(short(whole)));
    }
    if is_scientific(text) {
        return Err(NumberProblem::Scientific(short(whole)));
    }
    if text.starts_with(|letter: char| letter.is_ascii_digit() || letter == '.') {
        return Ok(());
    }
    Err(not_a_number(whole))
}

/// `1e5`, `1.2E+05`.
fn is_scientific(text: &str) -> bool {
    let Some((head, tail)) = text.split_once(['e', 'E']) else { return false };
    let tail = tail.strip_prefix(['+', '-']).unwrap_or(tail);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(tail)
        && !head.is_empty()
        && head.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// The digits of the whole part. Separators must stand before each three digits
/// and be of one kind.
fn without_separators(
    head: &str,
    whole: &str,
    notes: &mut Vec<Note>,
) -> Result<String, NumberProblem> {
    if head.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(head.to_owned());
    }
    let is_separator =
        |letter: char| letter == ',' || letter == '\'' || letter == '\u{2019}' || is_blank(letter);
    let mut kinds: Vec<char> = head.chars().filter(|letter| is_separator(*letter)).collect();
    kinds.dedup();
    let groups: Vec<&str> = head.split(is_separator).collect();
    if kinds.is_empty()
        || groups.iter().any(|group| !group.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return Err(misread(head, whole));
    }
    let (first, rest) = groups.split_first().ok_or_else(|| not_a_number(whole))?;
    let well_placed = (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3);
    if kinds.len() > 1 || !well_placed {
        return Err(NumberProblem::Separator(short(whole)));
    }
    notes.push(Note::Thousands);
    Ok(groups.concat())
}

/// The problem of a part that is not all digits.
fn misread(part: &str, whole: &str) -> NumberProblem {
    let separators_only = part.chars().all(|letter| {
        letter.is_ascii_digit() || matches!(letter, ',' | '.' | '\'') || is_blank(letter)
    });
    if separators_only && part.chars().any(|letter| !letter.is_ascii_digit()) {
        NumberProblem::Separator(short(whole))
    } else {
        not_a_number(whole)
    }
}

fn not_a_number(whole: &str) -> NumberProblem {
    NumberProblem::NotANumber { text: short(whole), marker: marker::guess(whole) }
}
