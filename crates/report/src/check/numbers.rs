//! `typed-number`: numbers typed by hand, each with the figures it might be.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use sightline_kernel::decimal::Decimal;
use sightline_kernel::query::{DataQuery, Severity};
use sightline_measures::table::{Outcome, Unit};

use super::book::{BookFigure, FigureBook, directive};
use super::numerals::{Numeral, find};
use super::prose::{Paragraph, Prose};
use super::stems;

/// How well a figure fits a typed number, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
    /// It is printed so.
    Printed,
    /// Its exact value rounds to it.
    Rounds,
    /// It is near and the words around name it, or they name it in full.
    Near,
}

/// How figures that fit are ordered: how well, how many words name them, whether another chapter
/// prints them, how far off they are.
type Order = (Fit, Reverse<usize>, bool, Decimal);

/// A figure that fits a typed number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fitting<'b> {
    pub(crate) fit: Fit,
    /// Whether the sentence holds a word of its name.
    pub(crate) named: bool,
    pub(crate) figure: &'b BookFigure,
}

/// A typed number with the figures that fit it.
#[derive(Debug)]
pub(crate) struct Typed<'b> {
    pub(crate) numeral: Numeral,
    pub(crate) fits: Vec<Fitting<'b>>,
}

impl<'b> Typed<'b> {
    /// The figures that the number equals.
    pub(crate) fn equal(&self) -> impl Iterator<Item = &'b BookFigure> {
        self.fits.iter().filter(|fitting| fitting.fit < Fit::Near).map(|fitting| fitting.figure)
    }
}

/// The typed numbers of a paragraph.
pub(crate) fn typed<'b>(
    prose: &Prose,
    paragraph: &Paragraph,
    book: &'b FigureBook,
) -> Vec<Typed<'b>> {
    find(&paragraph.text, &book.units, &prose.allow)
        .into_iter()
        .filter(|numeral| !paragraph.is_generated(&numeral.at))
        .map(|numeral| Typed { fits: fits(prose, paragraph, book, &numeral), numeral })
        .collect()
}

fn fits<'b>(
    prose: &Prose,
    paragraph: &Paragraph,
    book: &'b FigureBook,
    numeral: &Numeral,
) -> Vec<Fitting<'b>> {
    let sentence = paragraph.sentence(numeral.at.start);
    let words = stems::of(paragraph.text.get(sentence).unwrap_or(""));
    let mut found: Vec<(Order, &BookFigure)> = Vec::new();
    for figure in &book.figures {
        if !same_kind(numeral, figure) {
            continue;
        }
        let named = || named_in_full(&words, figure, book).then_some(Fit::Near);
        let Some(fit) = fit(numeral, figure).or_else(named) else { continue };
        let shared = shared(&words, figure, book);
        // A figure that is only near is offered when the words name it; small numbers equal too
        // many figures to be offered without.
        let small = numeral.value < Decimal::from(20) && shared == 0;
        if small || (fit == Fit::Near && shared < 2) {
            continue;
        }
        let elsewhere =
            prose.chapter.as_ref().is_none_or(|chapter| !figure.chapters.contains(chapter));
        let off = distance(numeral, figure);
        found.push(((fit, Reverse(shared), elsewhere, off), figure));
    }
    found.sort_by(|(one, a), (other, b)| one.cmp(other).then_with(|| a.label.cmp(&b.label)));
    // A total and the value without breakdown have one label: one of them is enough.
    let mut seen = BTreeSet::new();
    let mut fits: Vec<Fitting<'b>> = found
        .into_iter()
        .map(|((fit, shared, ..), figure)| Fitting { fit, named: shared.0 > 0, figure })
        .collect();
    fits.retain(|fitting| {
        seen.insert((fitting.figure.label.clone(), fitting.figure.figure.printed.clone()))
    });
    fits
}

/// How many of the words are those of the figure's measure or categories.
pub(crate) fn shared(words: &BTreeSet<String>, figure: &BookFigure, book: &FigureBook) -> usize {
    let subject = book.measures.get(&figure.figure.measure);
    let named = subject.map_or(0, |subject| words.intersection(&subject.name).count());
    named + 2 * words.intersection(&figure.categories).count()
}

/// Whether both are in per cent, or neither is.
fn same_kind(numeral: &Numeral, figure: &BookFigure) -> bool {
    let unit = figure.figure.unit;
    let percent = matches!(unit, Unit::Percent | Unit::Points);
    figure.figure.number.is_some() && numeral.percent == percent && unit != Unit::Rank
}

/// Whether the words hold all of the measure's title and of the categories.
fn named_in_full(words: &BTreeSet<String>, figure: &BookFigure, book: &FigureBook) -> bool {
    let subject = book.measures.get(&figure.figure.measure);
    let title =
        subject.is_some_and(|subject| !subject.name.is_empty() && subject.name.is_subset(words));
    title && figure.categories.is_subset(words)
}

fn fit(numeral: &Numeral, figure: &BookFigure) -> Option<Fit> {
    let printed = figure.figure.number?.abs();
    if printed == numeral.value {
        return Some(Fit::Printed);
    }
    let off = (printed - numeral.value).abs();
    // An exact value is within a half of what is printed, and so is what it rounds to.
    if off <= Decimal::ONE
        && !numeral.value.is_zero()
        && let Outcome::Known(exact) = &figure.figure.result
        && exact.abs().round(numeral.places) == Some(numeral.value)
    {
        return Some(Fit::Rounds);
    }
    // Within 5 per cent of the figure, and never for numbers that are near everything.
    let near = off.checked_mul(Decimal::from(20)).is_some_and(|off| off <= printed);
    (numeral.value >= Decimal::from(20) && near).then_some(Fit::Near)
}

fn distance(numeral: &Numeral, figure: &BookFigure) -> Decimal {
    figure.figure.number.map_or(Decimal::MAX, |number| (number.abs() - numeral.value).abs())
}

/// The data query of a typed number.
pub(crate) fn query(paragraph: &Paragraph, typed: &Typed<'_>) -> DataQuery {
    let numeral = &typed.numeral;
    let place = paragraph.place(numeral.at.start);
    let near: Vec<&BookFigure> = typed
        .fits
        .iter()
        .filter(|fitting| fitting.fit == Fit::Near)
        .map(|fitting| fitting.figure)
        .take(3)
        .collect();
    // A number that equals something else by chance is held against what the sentence names.
    let by_name = typed.fits.iter().any(|fitting| fitting.fit < Fit::Near && fitting.named);
    let equal: Vec<&BookFigure> =
        if by_name || near.is_empty() { typed.equal().take(3).collect() } else { Vec::new() };
    let small = numeral.in_words && numeral.value <= Decimal::TEN;
    let severity = if small && equal.is_empty() && !numeral.counts {
        Severity::Note
    } else {
        Severity::Warning
    };
    let (message, remedy) = match (equal.first(), near.first()) {
        (Some(first), _) => (
            format!("“{}” is typed by hand. It may be {}.", numeral.typed, list(&equal)),
            write_instead(first),
        ),
        (None, Some(first)) => (
            format!(
                "“{}” is typed by hand and is not what the sentence names: {}.",
                numeral.typed,
                list(&near)
            ),
            write_instead(first),
        ),
        (None, None) => (
            format!("“{}” is typed by hand and equals no figure of the year.", numeral.typed),
            "Put a figure in its place, or add it to allow = […] in the front matter.".to_owned(),
        ),
    };
    DataQuery::new("typed-number", severity, place, message).remedy(remedy)
}

fn write_instead(figure: &BookFigure) -> String {
    directive(&figure.figure)
        .map_or_else(String::new, |directive| format!("Write {directive} in its place."))
}

fn list(figures: &[&BookFigure]) -> String {
    let names: Vec<String> = figures
        .iter()
        .map(|figure| format!("“{}” ({})", figure.label, figure.figure.printed))
        .collect();
    names.join(" or ")
}
