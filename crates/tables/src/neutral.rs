//! Text that a spreadsheet program would run as a formula, made harmless.
//!
//! A cell of a CSV file that begins with `=`, `+`, `-`, `@`, a tab or a
//! carriage return may be run when somebody opens the file. Such text gets one
//! single quotation mark in front. Numbers stay as they are, negative ones too,
//! also when they come as text. [`deneutralise`] takes the mark off again, and
//! only a mark that [`neutralise`] can have put there, so a text comes back
//! unchanged whatever it was.
//!
//! Workbooks need none of this: a cell of type text is never run there, so
//! [`crate::workbook::write`] writes the text as it is.

use std::borrow::Cow;

/// True when a spreadsheet program may run the text as a formula.
fn is_dangerous(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_negative_number(text)
}

/// Plain negative numbers such as `-12` or `-0.5`.
fn is_negative_number(text: &str) -> bool {
    let Some(number) = text.strip_prefix('-') else { return false };
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole) && digits(part)
}

/// The text without the quotation marks in front.
fn bare(text: &str) -> &str {
    text.trim_start_matches('\'')
}

/// The text as it may stand in a CSV file.
#[must_use]
pub fn neutralise(text: &str) -> Cow<'_, str> {
    let marked = text.starts_with('\'') && bare(text).starts_with(['=', '+', '-', '@', '\t', '\r']);
    if marked || is_dangerous(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text as it was before [`neutralise`].
#[must_use]
pub fn deneutralise(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest)
            if rest.starts_with('\'')
                && bare(rest).starts_with(['=', '+', '-', '@', '\t', '\r']) =>
        {
            rest
        }
        Some(rest) if is_dangerous(rest) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_get_a_mark_and_numbers_do_not() {
        for text in
            ["=1+1", "+44 20", "-", "-x", "@SUM(A1)", "\t=1", "\r=1", "--1", "-1.", "-1.5.2"]
        {
            assert_eq!(neutralise(text), format!("'{text}"));
            assert_eq!(deneutralise(&neutralise(text)), text);
        }
        for text in ["", "12", "-12", "-0.5", "a=b", "'", "'quoted'", "O'Neil", "it's =1"] {
            assert_eq!(neutralise(text), text);
            assert_eq!(deneutralise(text), text);
        }
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in "['=+@\\-\t\r1.a]{0,6}|\\PC{0,12}") {
            let out = neutralise(&text);
            prop_assert_eq!(deneutralise(&out), &text);
        }

        #[test]
        fn nothing_that_runs_is_left(text in "['=+@\\-\t\r1.a]{0,6}") {
            let out = neutralise(&text);
            prop_assert!(!is_dangerous(&out));
        }
    }
}
