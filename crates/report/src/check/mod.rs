//! Checks of text: numbers typed by hand, words of direction and size, labels that name another
//! measure, and figures that do not exist.
//!
//! What raises data queries here, with their codes: `typed-number`, `typed-word`,
//! `label-mismatch`, `no-figure`, `unreadable`. Nothing is corrected; a person decides.

mod answers;
mod book;
mod claims;
mod collect;
mod docx;
mod labels;
mod numbers;
pub mod numerals;
mod prose;
mod stems;
#[cfg(test)]
mod tests;
mod text;
mod triggers;

use std::ops::Range;

use sightline_kernel::query::DataQuery;

pub use answers::check_answers;
pub use book::{FigureBook, book_requests};
pub use text::check_text;

use crate::answers::Answers;
use crate::chapter::Chapter;
use book::BookFigure;
use labels::Beside;
use prose::{Paragraph, Prose};

/// Checks the prose of chapters and of the records that they print: statements, objectives,
/// actions after reviews. The book should hold the report's own figures (with their chapters) and
/// those of [`book_requests`].
#[must_use]
pub fn check_chapters(
    chapters: &[Chapter],
    answers: &Answers,
    book: &FigureBook,
) -> Vec<DataQuery> {
    let mut out = Vec::new();
    for chapter in chapters {
        out.extend(check(&collect::chapter(chapter, answers), answers, book));
    }
    for record in &answers.records {
        for prose in collect::record(record) {
            out.extend(check(&prose, answers, book));
        }
    }
    out
}

/// All checks of one text, in the order of the text.
fn check(prose: &Prose, answers: &Answers, book: &FigureBook) -> Vec<DataQuery> {
    let mut out = Vec::new();
    let mut headings: Vec<String> = Vec::new();
    for paragraph in &prose.paragraphs {
        if paragraph.heading {
            // The title of the text stays; a heading takes the place of the one before.
            headings.truncate(1);
            headings.push(paragraph.text.clone());
        }
        out.extend(check_paragraph(prose, paragraph, &headings, answers, book));
    }
    out
}

fn check_paragraph(
    prose: &Prose,
    paragraph: &Paragraph,
    headings: &[String],
    answers: &Answers,
    book: &FigureBook,
) -> Vec<DataQuery> {
    let generated = generated(paragraph, answers, book);
    let claims = claims::claims(book, paragraph);
    let within_claim =
        |at: &Range<usize>| claims.iter().any(|c| c.at.start <= at.start && at.end <= c.at.end);
    let mut typed = numbers::typed(prose, paragraph, book);
    typed.retain(|typed| !within_claim(&typed.numeral.at));
    let mut found: Vec<(usize, DataQuery)> = typed
        .iter()
        .map(|typed| (typed.numeral.at.start, numbers::query(paragraph, typed)))
        .collect();
    let around =
        claims::Around { prose, paragraph, headings, book, typed: &typed, generated: &generated };
    for claim in &claims {
        found.extend(claims::query(&around, claim).map(|query| (claim.at.start, query)));
    }
    let mut beside: Vec<Beside<'_>> = generated
        .iter()
        .filter_map(|(at, figures)| Some(Beside { at: at.clone(), figure: figures.first()? }))
        .collect();
    for typed in &typed {
        // Only a number that can be no other figure tells what its words should name.
        let mut equal = typed.equal();
        if let (Some(figure), None) = (equal.next(), equal.next())
            && typed.numeral.value >= 10.into()
        {
            beside.push(Beside { at: typed.numeral.at.clone(), figure });
        }
    }
    beside.sort_by_key(|beside| beside.at.start);
    let labelled = labels::queries(paragraph, &beside, book);
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, query)| query).chain(labelled).collect()
}

/// The figures of the book behind each generated piece of a paragraph.
fn generated<'b>(
    paragraph: &Paragraph,
    answers: &Answers,
    book: &'b FigureBook,
) -> Vec<(Range<usize>, Vec<&'b BookFigure>)> {
    let figures = |answer: usize| -> Vec<&'b BookFigure> {
        answers.figures.get(answer).map_or_else(Vec::new, |answer| {
            answer.figures.iter().filter_map(|figure| book.get(&figure.id)).collect()
        })
    };
    paragraph.generated.iter().map(|(at, answer)| (at.clone(), figures(*answer))).collect()
}
