//! Words and signs that people write where no number stands.

use std::fmt;

/// What a text that is no number looks like. Which absence it means is not
/// decided here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Marker {
    /// `-`, `–`, `—`.
    Dash,
    /// `.`, `..`, `...`, `…`, `:`.
    Dots,
    /// `n/a`, `na`, `not available`, `not known`.
    NotAvailable,
    /// `not applicable`, `z`.
    NotApplicable,
    /// `*`, `c`, `[c]`, `x`, `s`, `suppressed`: somebody already hid a number.
    Suppressed,
    /// `nil`, `none`, `zero`: in words a nought, which the sender should confirm.
    Nil,
    /// `#N/A`, `#REF!` and their like.
    SheetError,
    /// Digits among letters or signs: a number with something attached.
    Mixed,
    /// Any other text.
    Words,
}

impl fmt::Display for Marker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Dash => "a dash",
            Self::Dots => "a row of dots",
            Self::NotAvailable => "a mark for a figure that is not available",
            Self::NotApplicable => "a mark for a figure that does not apply",
            Self::Suppressed => "a mark for a suppressed figure",
            Self::Nil => "a word for none",
            Self::SheetError => "an error of the spreadsheet program",
            Self::Mixed => "a number with other letters or signs",
            Self::Words => "text",
        })
    }
}

/// Marks by their text in small letters, square brackets taken off.
const MARKS: &[(&str, Marker)] = &[
    ("-", Marker::Dash),
    ("--", Marker::Dash),
    ("\u{2010}", Marker::Dash),
    ("\u{2011}", Marker::Dash),
    ("\u{2012}", Marker::Dash),
    ("\u{2013}", Marker::Dash),
    ("\u{2014}", Marker::Dash),
    ("\u{2212}", Marker::Dash),
    (".", Marker::Dots),
    ("..", Marker::Dots),
    ("...", Marker::Dots),
    ("\u{2026}", Marker::Dots),
    (":", Marker::Dots),
    ("n/a", Marker::NotAvailable),
    ("na", Marker::NotAvailable),
    ("n.a.", Marker::NotAvailable),
    ("n/k", Marker::NotAvailable),
    ("nk", Marker::NotAvailable),
    ("not available", Marker::NotAvailable),
    ("not known", Marker::NotAvailable),
    ("unknown", Marker::NotAvailable),
    ("null", Marker::NotAvailable),
    ("nan", Marker::NotAvailable),
    ("not applicable", Marker::NotApplicable),
    ("z", Marker::NotApplicable),
    ("*", Marker::Suppressed),
    ("**", Marker::Suppressed),
    ("c", Marker::Suppressed),
    ("s", Marker::Suppressed),
    ("x", Marker::Suppressed),
    ("~", Marker::Suppressed),
    ("#", Marker::Suppressed),
    ("suppressed", Marker::Suppressed),
    ("redacted", Marker::Suppressed),
    ("nil", Marker::Nil),
    ("none", Marker::Nil),
    ("zero", Marker::Nil),
];

/// Errors that spreadsheet programs show in cells.
const SHEET_ERRORS: &[&str] = &[
    "#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#null!", "#num!", "#spill!", "#calc!",
    "err:502",
];

/// The mark that a text is, when it is one as a whole.
pub(super) fn known(text: &str) -> Option<Marker> {
    if text.len() > 20 {
        return None;
    }
    let lower = text.to_lowercase();
    if SHEET_ERRORS.contains(&lower.as_str()) {
        return Some(Marker::SheetError);
    }
    let inner = lower.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(&lower);
    MARKS.iter().find(|(mark, _)| *mark == inner).map(|(_, marker)| *marker)
}

/// What a text that is neither mark nor number looks like.
pub(super) fn guess(text: &str) -> Marker {
    if text.chars().any(|letter| letter.is_ascii_digit()) { Marker::Mixed } else { Marker::Words }
}
