//! Numerals and number words in prose, without dates, years, ages, references, telephone numbers
//! and the like, which are no figures.

mod context;
mod words;

use std::collections::BTreeSet;
use std::ops::Range;

use sightline_kernel::decimal::Decimal;

/// A number that somebody typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numeral {
    /// Where, in bytes.
    pub at: Range<usize>,
    /// As typed, with its sign of per cent or pounds.
    pub typed: String,
    /// Its value.
    pub value: Decimal,
    /// How many decimals it was typed with.
    pub places: u32,
    /// Whether it is in per cent (or percentage points).
    pub percent: bool,
    /// Whether it was written in words.
    pub in_words: bool,
    /// Whether something that is counted follows: “3,155 offences”.
    pub counts: bool,
}

/// A word or number of the text.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// Without the marks around it.
    pub(crate) at: Range<usize>,
    /// In lower case.
    pub(crate) lower: String,
    /// What stands between this and the next part.
    pub(crate) after: String,
    /// The mark just before it.
    pub(crate) before: Option<char>,
    /// Its number, when it is written in digits alone.
    pub(crate) digits: Option<(Decimal, u32)>,
}

/// The numbers of a text that may be figures.
///
/// `units` are nouns that are counted, in lower case; `allow` are texts of the front matter in
/// which numbers may stand.
#[must_use]
pub fn find(text: &str, units: &BTreeSet<String>, allow: &[String]) -> Vec<Numeral> {
    let parts = parts(text);
    let allowed: Vec<Range<usize>> = allow
        .iter()
        .filter(|phrase| !phrase.is_empty())
        .flat_map(|phrase| text.match_indices(phrase.as_str()))
        .map(|(at, found)| at..at + found.len())
        .collect();
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(part) = parts.get(at) {
        let (numeral, used) = match part.digits {
            Some((value, places)) => (digits(text, &parts, at, value, places, units), 1),
            None => words::read(&parts, at).map_or((None, 1), |(value, used)| {
                (spelt(text, &parts, at, used, value, units), used)
            }),
        };
        let numeral = numeral.filter(|numeral| {
            !allowed
                .iter()
                .any(|range| range.start <= numeral.at.start && numeral.at.end <= range.end)
        });
        out.extend(numeral);
        at += used;
    }
    out
}

fn digits(
    text: &str,
    parts: &[Part],
    at: usize,
    value: Decimal,
    places: u32,
    units: &BTreeSet<String>,
) -> Option<Numeral> {
    let part = parts.get(at)?;
    let percent = context::percent(parts, at);
    let counts = context::counts(parts, at, units);
    if !percent && part.before != Some('£') && context::no_figure(parts, at, value, counts) {
        return None;
    }
    let power = parts.get(at + 1).filter(|_| part.after == " ");
    let power = power.and_then(|next| Some((words::power(&next.lower)?, next.at.end)));
    let (value, end) = match power {
        Some((times, end)) => (value.checked_mul(times)?, end),
        None => (value, part.at.end + usize::from(part.after.starts_with('%'))),
    };
    let start = part.at.start - part.before.filter(|c| *c == '£').map_or(0, char::len_utf8);
    let typed = text.get(start..end)?.to_owned();
    Some(Numeral {
        at: part.at.clone(),
        typed,
        value,
        places,
        percent,
        in_words: false,
        counts: counts.is_some(),
    })
}

fn spelt(
    text: &str,
    parts: &[Part],
    at: usize,
    used: usize,
    value: Decimal,
    units: &BTreeSet<String>,
) -> Option<Numeral> {
    let last = at + used - 1;
    let range = parts.get(at)?.at.start..parts.get(last)?.at.end;
    let percent = context::percent(parts, last);
    let counts = context::counts(parts, last, units);
    let one = value <= Decimal::ONE;
    if (one && counts.is_none() && !percent)
        || (!percent && context::no_figure(parts, last, value, counts))
    {
        return None;
    }
    if context::follows_reference(parts, at) {
        return None;
    }
    let typed = text.get(range.clone())?.to_owned();
    Some(Numeral {
        at: range,
        typed,
        value,
        places: 0,
        percent,
        in_words: true,
        counts: counts.is_some(),
    })
}

/// Cuts a text into words and numbers.
pub(crate) fn parts(text: &str) -> Vec<Part> {
    let mut out: Vec<Part> = Vec::new();
    let mut end = 0;
    for range in chunks(text) {
        let Some(core) = text.get(range.clone()) else { continue };
        if let Some(last) = out.last_mut() {
            last.after = text.get(end..range.start).unwrap_or("").to_owned();
        }
        end = range.end;
        let before = text.get(..range.start).and_then(|text| text.chars().next_back());
        out.push(Part {
            lower: core.to_lowercase(),
            digits: number(core),
            before: before.filter(|c| !c.is_whitespace()),
            after: String::new(),
            at: range,
        });
    }
    if let Some(last) = out.last_mut() {
        last.after = text.get(end..).unwrap_or("").to_owned();
    }
    out
}

/// Runs of characters that hang together: words, numbers, addresses, dates.
fn chunks(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    for (at, word) in words_with_offsets(text) {
        if is_address(word) {
            out.push(at..at + word.len());
            continue;
        }
        // A dash between words parts them; in 2021–22 it does not.
        let trimmed = trim(word, at);
        let core = text.get(trimmed.clone()).unwrap_or("");
        if context::is_span_of_years(core) {
            out.push(trimmed);
            continue;
        }
        let mut from = at;
        for (cut, mark) in word.match_indices(['—', '–', '(', ')', '[', ']']) {
            push(&mut out, text, from..at + cut);
            from = at + cut + mark.len();
        }
        push(&mut out, text, from..at + word.len());
    }
    out
}

fn push(out: &mut Vec<Range<usize>>, text: &str, range: Range<usize>) {
    let start = range.start;
    let Some(word) = text.get(range) else { return };
    let core = trim(word, start);
    if !core.is_empty() {
        out.push(core);
    }
}

fn words_with_offsets(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let base = text.as_ptr() as usize;
    text.split_whitespace().map(move |word| (word.as_ptr() as usize - base, word))
}

fn is_address(word: &str) -> bool {
    word.contains("://") || word.contains('@') || word.starts_with("www.")
}

/// The word without the marks around it.
fn trim(word: &str, at: usize) -> Range<usize> {
    let inner = |c: char| c.is_alphanumeric();
    let Some(start) = word.find(inner) else { return at..at };
    let end = word.rfind(inner).map_or(start, |last| {
        last + word.get(last..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
    });
    at + start..at + end
}

/// Reads `16,411`, `0.3` or `25`; nothing for what has other characters in it.
fn number(core: &str) -> Option<(Decimal, u32)> {
    let (whole, fraction) = core.split_once('.').unwrap_or((core, ""));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next().filter(|first| digits(first))?;
    let rest: Vec<&str> = groups.collect();
    let grouped = rest.is_empty() || first.len() <= 3;
    let good = grouped && rest.iter().all(|group| group.len() == 3 && digits(group));
    if !good || (core.contains('.') && !digits(fraction)) {
        return None;
    }
    let plain: String = core.chars().filter(|c| *c != ',').collect();
    Some((plain.parse().ok()?, u32::try_from(fraction.len()).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Vec<String> {
        let units = ["offences", "contacts", "referrals", "reviews", "people"];
        let units = units.into_iter().map(str::to_owned).collect();
        find(text, &units, &["40 Acres".to_owned()]).into_iter().map(|n| n.typed).collect()
    }

    #[test]
    fn finds_numbers() {
        let cases: &[(&str, &[&str])] = &[
            ("The police recorded 16,411 offences.", &["16,411"]),
            ("It rose by 23% (from 1,955 to 2,406).", &["23%", "1,955", "2,406"]),
            ("A rate of 50.8, or 6.8 per 1,000 people.", &["50.8", "6.8"]),
            ("There were 2021 referrals in 2021.", &["2021"]),
            (
                "Twenty-five referrals and two hundred and six contacts.",
                &["Twenty-five", "two hundred and six"],
            ),
            ("Some 12 per cent of them; £1,200 was spent.", &["12", "£1,200"]),
            ("Between 3,091–3,155 were seen.", &["3,091", "3,155"]),
            ("Over 50 referrals came, four reviews ended.", &["50", "four"]),
            ("One review was begun; one reviews list.", &["one"]),
            ("In all 5 requested a dozen.", &["5", "a dozen"]),
            ("Half were seen; 491 a month.", &["491"]),
            ("3 million people and £2.5 million.", &["3 million", "£2.5 million"]),
        ];
        for (text, want) in cases {
            assert_eq!(typed(text), *want, "{text}");
        }
    }

    #[test]
    fn leaves_what_is_no_figure() {
        let cases = [
            "On 31 March 2022 and 1 April, in March 2022, on 13th October.",
            "In 2021-22, 2020/21, 2019–20 and 2022; mid-2019; school year 2021-22.",
            "Section 42 and sections 11, 14 and 17 of the Act 2014; s47; para 3.2; page 12.",
            "GCP2, N200, COVID-19, Q1, DA1 and SY2 6ND.",
            "People aged 16 to 24, under 18, over 65, 16 and over, 17 year olds, 14 to 17 years.",
            "Call 0345 678 9021, ring 999 or 101, or +44 1743 123 456.",
            "Within 20 working days, 12 months, six weeks, two to three years, 24 hours.",
            "The 7-minute briefing, a three-year plan, 24/7 cover, one-off funds.",
            "At 10:30 or 9am, on 31/03/2022 and 2022-03-31.",
            "See https://example.org/a/12 and mail a12@example.org.",
            "1. The first step; Table 3 and Figure 4.2; Tier 2; outcome 16; Year 7.",
            "Per 1,000 people, per 100,000, every 1,000.",
            "The 40 Acres project; one another; no one; zero tolerance.",
            "Working Together 2018 and the Care Act 2014 hold.",
        ];
        for text in cases {
            assert_eq!(typed(text), Vec::<String>::new(), "{text}");
        }
    }
}
