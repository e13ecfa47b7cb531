//! `label-mismatch`: words beside a figure that name another measure: asked is not achieved.

use std::collections::BTreeSet;
use std::ops::Range;

use sightline_kernel::ids::MeasureId;
use sightline_kernel::query::DataQuery;

use super::book::{BookFigure, FigureBook, Subject};
use super::prose::Paragraph;
use super::stems;

/// A figure in a paragraph: where, and what it is.
pub(crate) struct Beside<'b> {
    pub(crate) at: Range<usize>,
    pub(crate) figure: &'b BookFigure,
}

/// The data queries of a paragraph's figures whose words name another measure.
pub(crate) fn queries(
    paragraph: &Paragraph,
    figures: &[Beside<'_>],
    book: &FigureBook,
) -> Vec<DataQuery> {
    let mut out = Vec::new();
    for (at, beside) in figures.iter().enumerate() {
        if beside.figure.figure.number.is_none() {
            continue;
        }
        let words = window(paragraph, figures, at);
        let Some(own) = book.measures.get(&beside.figure.figure.measure) else { continue };
        let own_words = with_categories(own, beside.figure);
        if let Some((id, other)) = better_name(&words, own, &own_words, beside, book) {
            let message = format!(
                "The words beside {} name “{}” ({id}), and the figure is “{}”.",
                beside.figure.figure.printed, other.title, beside.figure.label
            );
            let place = paragraph.place(beside.at.start);
            let query = DataQuery::warning("label-mismatch", place, message);
            out.push(query.remedy("Correct the words, or ask for the figure that they name."));
        }
    }
    out
}

/// The words that can belong to a figure: its sentence, from the figure before to the one after,
/// less the clauses that hold another figure.
fn window(paragraph: &Paragraph, figures: &[Beside<'_>], at: usize) -> BTreeSet<String> {
    let Some(own) = figures.get(at) else { return BTreeSet::new() };
    let sentence = paragraph.sentence(own.at.start);
    let clause = paragraph.clause(own.at.start);
    let others = figures.iter().enumerate().filter(|(other, beside)| {
        *other != at && sentence.start <= beside.at.start && beside.at.end <= sentence.end
    });
    let alone = others.clone().count() == 0;
    let range = if alone {
        sentence
    } else {
        let before = others.clone().map(|(_, b)| b.at.end).filter(|end| *end <= own.at.start).max();
        let after = others.map(|(_, b)| b.at.start).filter(|start| *start >= own.at.end).min();
        before.map_or(clause.start, |end| end.max(clause.start))
            ..after.map_or(clause.end, |start| start.min(clause.end))
    };
    // Words that were made from a figure name no measure.
    let mut words = String::new();
    let mut from = range.start;
    for (made, _) in paragraph.generated.iter().filter(|(made, _)| made.start >= range.start) {
        words.push_str(paragraph.text.get(from..made.start.min(range.end)).unwrap_or(""));
        words.push(' ');
        from = made.end;
    }
    words.push_str(paragraph.text.get(from..range.end).unwrap_or(""));
    stems::of(&words)
}

fn with_categories(subject: &Subject, figure: &BookFigure) -> BTreeSet<String> {
    subject.all.union(&figure.categories).cloned().collect()
}

/// The measure that the words name better than the figure's own.
fn better_name<'b>(
    words: &BTreeSet<String>,
    own: &Subject,
    own_words: &BTreeSet<String>,
    beside: &Beside<'_>,
    book: &'b FigureBook,
) -> Option<(&'b MeasureId, &'b Subject)> {
    let own_score = words.intersection(&own.name).count();
    let mut best: Option<(usize, (&MeasureId, &Subject))> = None;
    for (id, other) in &book.measures {
        if *id == beside.figure.figure.measure {
            continue;
        }
        let theirs: BTreeSet<String> = other.name.difference(&own.name).cloned().collect();
        let says_theirs = words.intersection(&theirs).any(|word| !own_words.contains(word));
        let mine: BTreeSet<String> = own.name.difference(&other.name).cloned().collect();
        let says_mine = words.intersection(&mine).next().is_some();
        let score = words.intersection(&other.name).count();
        let kin = other.theme == own.theme || own.name.intersection(&other.name).count() > 0;
        let whole = score == other.name.len();
        let enough = if kin { score > own_score } else { whole && score >= 2 && own_score == 0 };
        if says_theirs
            && !says_mine
            && enough
            && best.as_ref().is_none_or(|(known, _)| score > *known)
        {
            best = Some((score, (id, other)));
        }
    }
    best.map(|(_, found)| found)
}
