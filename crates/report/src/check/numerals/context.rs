//! What stands around a number and tells whether it can be a figure.

use std::collections::BTreeSet;

use sightline_kernel::decimal::Decimal;

use super::Part;

const MONTHS: [&str; 23] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sept",
    "sep",
    "oct",
    "nov",
];

/// After these a number names something: “section 42”, “table 3”.
const NAMED: [&str; 51] = [
    "section",
    "sections",
    "s",
    "ss",
    "part",
    "parts",
    "chapter",
    "chapters",
    "schedule",
    "article",
    "articles",
    "regulation",
    "regulations",
    "paragraph",
    "paragraphs",
    "para",
    "paras",
    "appendix",
    "annex",
    "figure",
    "fig",
    "table",
    "tables",
    "chart",
    "page",
    "pages",
    "p",
    "pp",
    "step",
    "stage",
    "tier",
    "tiers",
    "level",
    "levels",
    "phase",
    "version",
    "volume",
    "form",
    "code",
    "outcome",
    "year",
    "no",
    "item",
    "question",
    "standard",
    "standards",
    "priority",
    "objective",
    "recommendation",
    "grade",
    "band",
];

const TIMES: [&str; 25] = [
    "day",
    "days",
    "week",
    "weeks",
    "weekly",
    "month",
    "months",
    "monthly",
    "year",
    "years",
    "year's",
    "years’",
    "years'",
    "hour",
    "hours",
    "minute",
    "minutes",
    "term",
    "terms",
    "night",
    "nights",
    "am",
    "pm",
    "o’clock",
    "o'clock",
];

const LINKS: [&str; 5] = ["and", "to", "or", "through", "&"];

const CALLS: [&str; 9] =
    ["call", "calling", "dial", "ring", "phone", "telephone", "tel", "helpline", "text"];

fn lower(parts: &[Part], at: usize) -> &str {
    parts.get(at).map_or("", |part| &part.lower)
}

fn before(parts: &[Part], at: usize, back: usize) -> &str {
    at.checked_sub(back).map_or("", |at| lower(parts, at))
}

/// Whether something ends between a part and the next.
fn ends(parts: &[Part], at: usize) -> bool {
    parts.get(at).is_none_or(|part| part.after.contains(['.', ';', ':', '!', '?', '\n']))
}

/// Whether the number at `at` is in per cent or percentage points.
pub(super) fn percent(parts: &[Part], at: usize) -> bool {
    let Some(part) = parts.get(at) else { return false };
    let next = lower(parts, at + 1);
    part.after.starts_with('%')
        || (part.after.trim().is_empty()
            && (next.starts_with("percent")
                || (next == "per" && lower(parts, at + 2).starts_with("cent"))
                || (next == "pp")))
}

/// How many words after the number a noun that is counted stands, in the same clause; nothing
/// when none does within three.
pub(super) fn counts(parts: &[Part], at: usize, units: &BTreeSet<String>) -> Option<usize> {
    for ahead in 0..3 {
        if parts.get(at + ahead).is_none_or(|part| !part.after.trim().is_empty()) {
            return None;
        }
        let word = lower(parts, at + ahead + 1);
        if TIMES.contains(&word) || LINKS.contains(&word) || word == "in" || word == "of" {
            return None;
        }
        if units.contains(word) {
            return Some(ahead + 1);
        }
    }
    None
}

/// Whether what stands around a number says that it is no figure.
pub(super) fn no_figure(parts: &[Part], at: usize, value: Decimal, counts: Option<usize>) -> bool {
    let whole = value.is_integer();
    is_telephone(parts, at)
        || is_duration(parts, at)
        || starts_list(parts, at, value)
        || is_age(parts, at, counts.is_some())
        || is_part_of_name(parts, at)
        || follows_reference(parts, at)
        || (whole && is_date(parts, at, value))
        || (counts != Some(1) && is_year(parts, at, value))
        || matches!(before(parts, at, 1), "per" | "every" | "each")
        || lower(parts, at + 1) == "tolerance"
}

/// Whether the text is two years joined: `2021-22`, `2020/21`, `2021–2022`.
pub(super) fn is_span_of_years(core: &str) -> bool {
    let year = |text: &str| {
        text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()) && text.starts_with(['1', '2'])
    };
    core.split_once(['-', '–', '/']).is_some_and(|(one, two)| {
        year(one) && (year(two) || (two.len() == 2 && two.bytes().all(|b| b.is_ascii_digit())))
    })
}

fn is_year(parts: &[Part], at: usize, value: Decimal) -> bool {
    let four = lower(parts, at).len() == 4;
    four && value >= Decimal::from(1900) && value < Decimal::from(2100)
}

fn is_date(parts: &[Part], at: usize, value: Decimal) -> bool {
    let month = |word: &str| MONTHS.contains(&word);
    let day = value >= Decimal::ONE && value <= Decimal::from(31);
    if !day {
        return false;
    }
    let next = lower(parts, at + 1);
    let linked = LINKS.contains(&next) || parts.get(at).is_some_and(|p| p.after.contains(','));
    month(next)
        || (month(before(parts, at, 1)) && before(parts, at, 1) != "may")
        || (linked && (month(lower(parts, at + 2)) || month(lower(parts, at + 3))))
}

/// Whether a naming word stands before the number, or before a list of numbers that it ends.
pub(super) fn follows_reference(parts: &[Part], at: usize) -> bool {
    let mut back = at;
    for _ in 0..8 {
        let Some(previous) = back.checked_sub(1).and_then(|at| parts.get(at)) else { return false };
        if ends(parts, back - 1) && previous.lower.len() > 4 {
            return false;
        }
        if NAMED.contains(&previous.lower.as_str()) {
            return true;
        }
        if previous.digits.is_none() && !LINKS.contains(&previous.lower.as_str()) {
            return false;
        }
        back -= 1;
    }
    false
}

fn is_duration(parts: &[Part], at: usize) -> bool {
    if parts.get(at).is_some_and(|part| !part.after.trim().is_empty()) {
        return false;
    }
    let time = |ahead: usize| TIMES.contains(&lower(parts, at + ahead));
    let next = lower(parts, at + 1);
    let middle = ["working", "calendar", "school", "clear", "full", "consecutive", "half", "more"];
    let linked = LINKS.contains(&next)
        && (super::words::read(parts, at + 2).is_some()
            || parts.get(at + 2).is_some_and(|part| part.digits.is_some()));
    time(1) || (middle.contains(&next) && time(2)) || (linked && (time(3) || time(4)))
}

fn is_age(parts: &[Part], at: usize, counts: bool) -> bool {
    let age = |word: &str| matches!(word, "aged" | "age" | "ages" | "ageing");
    let next = lower(parts, at + 1);
    let after_next = lower(parts, at + 2);
    let open = matches!(next, "and" | "or")
        && matches!(after_next, "over" | "under" | "above" | "below" | "older" | "younger");
    let mut back = 1;
    while back < 5
        && (LINKS.contains(&before(parts, at, back))
            || at
                .checked_sub(back)
                .and_then(|at| parts.get(at))
                .is_some_and(|p| p.digits.is_some()))
    {
        back += 1;
    }
    let bounded = matches!(before(parts, at, back), "under" | "over" | "below" | "above")
        && lower(parts, at).len() <= 2
        && !counts;
    let plus = parts.get(at).is_some_and(|part| part.after.starts_with('+'));
    age(before(parts, at, back)) || open || bounded || plus
}

fn is_telephone(parts: &[Part], at: usize) -> bool {
    let group = |at: usize| parts.get(at).is_some_and(|part| part.digits.is_some());
    let mut first = at;
    while first > 0
        && group(first - 1)
        && parts.get(first - 1).is_some_and(|part| part.after == " ")
    {
        first -= 1;
    }
    let Some(head) = parts.get(first) else { return false };
    let zero = head.lower.starts_with('0') && head.lower.len() >= 3 && !head.lower.contains('.');
    let called = (1..=5).any(|back| CALLS.contains(&before(parts, first, back)));
    let short = head.lower.len() >= 3 && !head.lower.contains([',', '.']);
    zero || head.before == Some('+') || (called && short)
}

/// “1. The first step”.
fn starts_list(parts: &[Part], at: usize, value: Decimal) -> bool {
    at == 0
        && value < Decimal::from(100)
        && parts.len() > 1
        && parts.get(at).is_some_and(|part| part.after.starts_with(['.', ')']))
}

/// `24/7` and `#3` are cut so that a slash or hash touches the number.
fn is_part_of_name(parts: &[Part], at: usize) -> bool {
    parts.get(at).is_some_and(|part| part.before == Some('#') || part.after.starts_with('/'))
}
