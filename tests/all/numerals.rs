//! Every numeral that the report prints is a figure of `figures.csv`, or stands in a short, counted
//! list of those that are none.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use crate::support::demo::demo;
use crate::support::page::{Element, Page};
use crate::support::{files, run, tool};

/// Why a numeral may stand in a report without being a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    /// A year.
    Year,
    /// A label on the axis of a chart.
    Axis,
    /// What a rate is for: “per 1,000 people”.
    Unit,
    /// The heading of a row or column: “30 to 34”.
    Heading,
    /// The number that a rate was worked out on, which the notes of its figure state.
    Base,
    /// Part of a code or of a version: N200, TS009, v3.0.
    Code,
    /// On the pages of the lines of sight: the row of the returned file, or the figure's category, as
    /// `figures.csv` states them too.
    Sight,
}

/// How many different numerals each reason may excuse. A report that needs more is looked at.
const AT_MOST: [(Why, usize); 7] = [
    (Why::Year, 20),
    (Why::Axis, 40),
    (Why::Unit, 4),
    (Why::Heading, 10),
    (Why::Base, 14),
    (Why::Code, 4),
    (Why::Sight, 400),
];

/// The numerals of a text, each with what stands before and behind it.
fn numerals(text: &str) -> Vec<(&str, &str, &str)> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut at = 0;
    while at < bytes.len() {
        if !digit(at) {
            at += 1;
            continue;
        }
        let start = at;
        while digit(at) || (matches!(bytes.get(at), Some(b',' | b'.')) && digit(at + 1)) {
            at += 1;
        }
        found.push((&text[start..at], &text[..start], &text[at..]));
    }
    found
}

/// Why a numeral may stand where it does.
fn why(place: &Place<'_>, numeral: &str, before: &str, figures: &Figures) -> Option<Why> {
    let inside = |name: &str| place.within.iter().any(|element| element.name == name);
    let year = numeral.len() == 4 && numeral.parse().is_ok_and(|n: u32| (1900..2100).contains(&n));
    if year {
        Some(Why::Year)
    } else if inside("svg") {
        Some(Why::Axis)
    } else if before.ends_with("per ") {
        Some(Why::Unit)
    } else if before.ends_with(|c: char| c.is_ascii_alphabetic()) {
        Some(Why::Code)
    } else if before.ends_with("population of ") && figures.notes.contains(numeral) {
        Some(Why::Base)
    } else if place.page.starts_with("figures/") && figures.sight.contains(numeral) {
        Some(Why::Sight)
    } else if inside("th") {
        Some(Why::Heading)
    } else {
        None
    }
}

/// Where a text stands.
struct Place<'a> {
    page: &'a str,
    within: &'a [Element],
}

/// The numerals of `figures.csv`: printed; of its notes; of returns and dimensions.
#[derive(Default)]
struct Figures {
    printed: BTreeSet<String>,
    notes: BTreeSet<String>,
    sight: BTreeSet<String>,
}

/// Reads `figures.csv`.
fn figures(report: &Path) -> Figures {
    let bytes = std::fs::read(report.join("figures.csv")).unwrap();
    let limits = sightline_tables::Limits::default();
    let mut rows = sightline_tables::csv::from_bytes("figures.csv", &bytes, &limits).unwrap();
    let mut found = Figures::default();
    let mut header: Vec<String> = Vec::new();
    while let Some(row) = rows.next_row().unwrap() {
        if header.is_empty() {
            header = row.fields().map(str::to_owned).collect();
            continue;
        }
        for (column, text) in header.iter().zip(row.fields()) {
            let into = match column.as_str() {
                "printed" => &mut found.printed,
                "notes" => &mut found.notes,
                "returns" | "dimensions" => &mut found.sight,
                _ => continue,
            };
            into.extend(numerals(text).iter().map(|(numeral, ..)| (*numeral).to_owned()));
        }
    }
    assert!(found.printed.len() > 200, "{} different numerals are printed", found.printed.len());
    found
}

/// The numerals of all pages that are no figures, by reason; and those without a reason.
fn exceptions(report: &Path) -> (BTreeMap<Why, BTreeSet<String>>, Vec<String>) {
    let figures = figures(report);
    let mut excused: BTreeMap<Why, BTreeSet<String>> = BTreeMap::new();
    let mut unknown = Vec::new();
    for name in files::pages(report) {
        let page = Page::read(&std::fs::read_to_string(report.join(&name)).unwrap());
        for (within, text) in &page.texts {
            for (numeral, before, behind) in numerals(text) {
                if figures.printed.contains(numeral) {
                    continue;
                }
                match why(&Place { page: &name, within }, numeral, before, &figures) {
                    Some(why) => drop(excused.entry(why).or_default().insert(numeral.to_owned())),
                    None => unknown.push(format!("{name}: {before}[{numeral}]{behind}")),
                }
            }
        }
    }
    (excused, unknown)
}

#[test]
fn every_numeral_of_the_pages_is_a_figure_or_counted() {
    let (excused, unknown) = exceptions(&demo().join("report"));
    assert!(unknown.is_empty(), "{unknown:#?}");
    for (why, at_most) in AT_MOST {
        let found = excused.get(&why).map_or(0, BTreeSet::len);
        assert!(
            found <= at_most,
            "{found} numerals are excused as {why:?}: {:?}",
            excused.get(&why)
        );
    }
}

/// Why a numeral may stand in the PDF and not in the pages of the site: it numbers a page, and stands
/// where page numbers stand.
fn numbers_a_page(pages: &[&str], at: usize, line: &str, numeral: &str) -> bool {
    // The cover has no number, so the second page is page 1.
    let own = pages[at].trim_end().lines().last() == Some(line) && line.parse() == Ok(at);
    let contents = line.contains(". . .")
        && line.ends_with(numeral)
        && numeral.parse().is_ok_and(|number: usize| (1..pages.len()).contains(&number));
    own || contents
}

/// What is wrong with the numerals of a PDF's words, and how many numerals it has.
fn unknown_in_pdf(text: &str, known: &BTreeSet<String>) -> (Vec<String>, usize) {
    let pages: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
    let mut seen = 0;
    let mut unknown = Vec::new();
    for (at, page) in pages.iter().enumerate() {
        for line in page.lines() {
            for (numeral, ..) in numerals(line) {
                seen += 1;
                if !(known.contains(numeral) || numbers_a_page(&pages, at, line, numeral)) {
                    unknown.push(format!("page {}: [{numeral}] in “{line}”", at + 1));
                }
            }
        }
    }
    (unknown, seen)
}

#[test]
fn every_numeral_of_the_pdf_is_a_figure_or_counted() {
    let pdftotext = tool("SIGHTLINE_TEST_PDFTOTEXT");
    let report = demo().join("report");
    let said = run(Command::new(pdftotext).arg(report.join("report.pdf")).arg("-")).exits(0);
    let mut known = figures(&report).printed;
    let (excused, _) = exceptions(&report);
    // The lines of sight are pages of the site alone.
    let shared = excused.into_iter().filter(|(why, _)| *why != Why::Sight);
    known.extend(shared.flat_map(|(_, numerals)| numerals));
    let (unknown, seen) = unknown_in_pdf(&said.out, &known);
    assert!(unknown.is_empty(), "{unknown:#?}");
    assert!(seen > 2000, "{seen} numerals");
}

#[test]
fn a_number_planted_in_the_pdf_is_found() {
    let known = BTreeSet::from(["16,411".to_owned()]);
    let text =
        "Report\n\u{c}Crime . . . . 2\nThere were 16,411 and 2 more.\n\n1\n\u{c}3\nNone.\n2\n\u{c}";
    let (unknown, seen) = unknown_in_pdf(text, &known);
    assert_eq!(seen, 6);
    assert_eq!(unknown, ["page 2: [2] in “There were 16,411 and 2 more.”", "page 3: [3] in “3”"]);
}
