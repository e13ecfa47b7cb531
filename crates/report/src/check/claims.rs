//! `typed-word`: words of direction or size, held against the figures that are named near them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use sightline_kernel::ids::MeasureId;
use sightline_kernel::query::DataQuery;
use sightline_measures::request::Indicator;
use sightline_measures::words::{self, About, Agreement, WordClaim};

use super::book::{BookFigure, FigureBook, directive};
use super::numbers::Typed;
use super::prose::{Paragraph, Prose};
use super::stems;

/// What is known about a paragraph when its words are judged.
pub(crate) struct Around<'p, 'b> {
    pub(crate) prose: &'p Prose,
    pub(crate) paragraph: &'p Paragraph,
    /// The headings above, nearest last.
    pub(crate) headings: &'p [String],
    pub(crate) book: &'b FigureBook,
    pub(crate) typed: &'p [Typed<'b>],
    /// Figures behind each generated piece of the paragraph.
    pub(crate) generated: &'p [(Range<usize>, Vec<&'b BookFigure>)],
}

/// The claims of a paragraph that a person typed.
pub(crate) fn claims(book: &FigureBook, paragraph: &Paragraph) -> Vec<WordClaim> {
    let mut out = Vec::new();
    let mut from = 0;
    while from < paragraph.text.len() {
        let sentence = paragraph.sentence(from);
        let end = sentence.end.max(from + 1);
        let range = from..end;
        from = end;
        while !paragraph.text.is_char_boundary(from) {
            from += 1;
        }
        let text = paragraph.text.get(range.start..from).unwrap_or("");
        if book.triggers.any(text) {
            out.extend(words::find(&book.thresholds, text).into_iter().map(|claim| WordClaim {
                at: claim.at.start + range.start..claim.at.end + range.start,
                ..claim
            }));
        }
    }
    out.retain(|claim| !paragraph.is_generated(&claim.at));
    out
}

/// The data query of a claim that no figure near it bears out; nothing where one does, or where
/// none can tell.
pub(crate) fn query(around: &Around<'_, '_>, claim: &WordClaim) -> Option<DataQuery> {
    let clause = around.paragraph.clause(claim.at.start);
    let sentence = around.paragraph.sentence(claim.at.start);
    let whole = 0..around.paragraph.text.len();
    for within in [clause, sentence, whole] {
        let near = figures_within(around, &within, claim);
        match verdict(around, claim, &near) {
            Verdict::Fits => return None,
            Verdict::Differs(figure, says) => return Some(differs(around, claim, figure, &says)),
            Verdict::Unknown => {}
        }
    }
    None
}

enum Verdict<'b> {
    Fits,
    Differs(&'b BookFigure, String),
    Unknown,
}

fn verdict<'b>(around: &Around<'_, 'b>, claim: &WordClaim, near: &[&'b BookFigure]) -> Verdict<'b> {
    let mut differs = None;
    for figure in near {
        match words::judge(&around.book.thresholds, &claim.words, &figure.figure) {
            Agreement::Agrees => return Verdict::Fits,
            Agreement::Disagrees { says } => {
                differs.get_or_insert((*figure, says));
            }
            Agreement::CannotTell { .. } => {}
        }
    }
    differs.map_or(Verdict::Unknown, |(figure, says)| Verdict::Differs(figure, says))
}

fn differs(
    around: &Around<'_, '_>,
    claim: &WordClaim,
    figure: &BookFigure,
    says: &str,
) -> DataQuery {
    let place = around.paragraph.place(claim.at.start);
    let message = format!(
        "“{}” does not fit “{}”, which is {}: it {}.",
        claim.words,
        figure.label,
        figure.figure.printed,
        match claim.of {
            About::Change => says.to_owned(),
            About::Share => format!("is {says}"),
        }
    );
    let verb = match claim.of {
        About::Change => "{{words change",
        About::Share => "{{words share",
    };
    let remedy = directive(&figure.figure)
        .and_then(|written| {
            written.split_once(' ').map(|(_, rest)| format!("Write {verb} {rest} in its place."))
        })
        .unwrap_or_else(|| "Correct the word or ask for the figure.".to_owned());
    DataQuery::warning("typed-word", place, message).remedy(remedy)
}

/// The figures that are named within a range: generated ones, typed ones that equal a figure, then
/// those whose measure or category the words name.
fn figures_within<'b>(
    around: &Around<'_, 'b>,
    within: &Range<usize>,
    claim: &WordClaim,
) -> Vec<&'b BookFigure> {
    let inside = |range: &Range<usize>| within.start <= range.start && range.end <= within.end;
    let generated = around.generated.iter().filter(|(at, _)| inside(at));
    let mut seeds: Vec<&BookFigure> = generated.flat_map(|(_, figures)| figures).copied().collect();
    let whole_paragraph = within.len() == around.paragraph.text.len();
    if seeds.is_empty() {
        let words = paragraph_words(around, within);
        for typed in around.typed.iter().filter(|typed| inside(&typed.numeral.at)) {
            seeds.extend(named_among(typed, &words, around.book));
        }
    }
    if !seeds.is_empty() {
        return related(around.book, &seeds, claim.of);
    }
    let words = paragraph_words(around, within);
    named(around, &words, claim.of, whole_paragraph)
}

fn paragraph_words(around: &Around<'_, '_>, within: &Range<usize>) -> BTreeSet<String> {
    stems::of(around.paragraph.text.get(within.clone()).unwrap_or(""))
}

/// Of the figures that a typed number equals, those that share most words with the text; none when
/// they share none and there are many.
fn named_among<'b>(
    typed: &Typed<'b>,
    words: &BTreeSet<String>,
    book: &'b FigureBook,
) -> Vec<&'b BookFigure> {
    let score = |figure: &BookFigure| super::numbers::shared(words, figure, book);
    let best = typed.equal().map(score).max().unwrap_or(0);
    let equal: Vec<&BookFigure> = typed.equal().filter(|figure| score(figure) == best).collect();
    let one_series = equal.iter().map(|figure| figure.series()).collect::<BTreeSet<_>>().len() == 1;
    if best > 0 || one_series { equal } else { Vec::new() }
}

/// The figures of the same series as the seeds that words of this kind can be about.
fn related<'b>(book: &'b FigureBook, seeds: &[&'b BookFigure], of: About) -> Vec<&'b BookFigure> {
    let fits = |figure: &&BookFigure| words::about(&figure.figure) == Some(of);
    let own: Vec<&BookFigure> = seeds.iter().copied().filter(fits).collect();
    if !own.is_empty() {
        return own;
    }
    let series: BTreeSet<_> = seeds.iter().map(|seed| seed.series()).collect();
    book.figures
        .iter()
        .filter(|figure| series.contains(&figure.series()) && fits(figure))
        .filter(|figure| !matches!(figure.figure.indicator, Indicator::Earlier { .. }))
        .collect()
}

/// The figures whose names stand in the words: all the words of a measure's title, or those of a
/// category of a measure that the words, the headings or the chapter name.
fn named<'b>(
    around: &Around<'_, 'b>,
    words: &BTreeSet<String>,
    of: About,
    with_headings: bool,
) -> Vec<&'b BookFigure> {
    let mut context = words.clone();
    for heading in around.headings {
        context.extend(stems::of(heading));
    }
    let words = if with_headings { &context } else { words };
    let known: BTreeMap<&MeasureId, Named> = around
        .book
        .measures
        .iter()
        .map(|(id, subject)| (id, Named::count(&subject.name, words, &context)))
        .collect();
    let mut best = 0;
    let mut found: Vec<&BookFigure> = Vec::new();
    for figure in &around.book.figures {
        if words::about(&figure.figure) != Some(of) {
            continue;
        }
        let Some(measure) = known.get(&figure.figure.measure) else { continue };
        let printed = around.prose.chapter.as_ref().is_some_and(|c| figure.chapters.contains(c));
        let score = measure.score(words, figure, printed);
        if score > best {
            best = score;
            found.clear();
        }
        if score == best && best > 0 {
            found.push(figure);
        }
    }
    // Words that fit the names of several measures name none.
    let series: BTreeSet<_> = found.iter().map(|figure| figure.series()).collect();
    if series.len() == 1 { found } else { Vec::new() }
}

/// How much of a measure's title stands in words.
struct Named {
    /// How many stems of the title the words hold.
    title: usize,
    /// Whether they hold all of it.
    whole: bool,
    /// How many the words or the headings above hold.
    context: usize,
}

impl Named {
    fn count(
        name: &BTreeSet<String>,
        words: &BTreeSet<String>,
        context: &BTreeSet<String>,
    ) -> Self {
        let title = name.intersection(words).count();
        let whole = !name.is_empty() && title == name.len();
        Self { title, whole, context: name.intersection(context).count() }
    }

    /// How well the words name a figure of the measure; 0 where they do not.
    fn score(&self, words: &BTreeSet<String>, figure: &BookFigure, printed: bool) -> usize {
        if figure.categories.is_empty() {
            let total = self.whole && figure.figure.cell.is_empty();
            return if total { 2 * self.title } else { 0 };
        }
        if (self.context == 0 && !printed) || !figure.categories.is_subset(words) {
            return 0;
        }
        3 * figure.categories.len() + self.title + usize::from(printed)
    }
}
