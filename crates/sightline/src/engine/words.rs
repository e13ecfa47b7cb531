//! Words made from figures, and typed words held against them.

use sightline_app::ports::ReportSetting;
use sightline_kernel::period::Period;
use sightline_kernel::query::{DataQuery, Place};
use sightline_measures::catalogue::Catalogue;
use sightline_measures::table::Figure;
use sightline_report::answers::Answers;
use sightline_report::chapter::Manuscript;
use sightline_report::chapter::requests::Form;
use sightline_report::check::{FigureBook, check_answers, check_chapters};

/// The text of a figure in a sentence.
pub(super) fn text(catalogue: &Catalogue, year: Period, form: Form, figures: &[Figure]) -> String {
    let first = || figures.first().map(|figure| figure.printed.clone()).unwrap_or_default();
    match (form, catalogue.thresholds(year.end())) {
        (Form::Words(words), Some(thresholds)) => {
            sightline_report::words::compose(thresholds, words, figures).unwrap_or_else(first)
        }
        _ => first(),
    }
}

/// Holds what authors typed against the figures that the report prints, and those of the book.
pub(super) fn check(
    catalogue: &Catalogue,
    manuscript: &Manuscript,
    answers: &Answers,
    setting: &ReportSetting,
    others: &[Figure],
) -> Vec<DataQuery> {
    let mut queries = check_answers(&manuscript.requests, answers);
    let Some(mut book) = book(catalogue, setting.year, others) else { return queries };
    for (ask, answer) in manuscript.requests.figures.iter().zip(&answers.figures) {
        for figure in &answer.figures {
            book.add(catalogue, figure, Some(&ask.chapter));
        }
    }
    for (ask, table) in manuscript.requests.tables.iter().zip(&answers.tables) {
        for figure in table.figures() {
            book.add(catalogue, figure, Some(&ask.chapter));
        }
    }
    queries.extend(check_chapters(&manuscript.chapters, answers, &book));
    queries
}

/// Holds the text of a document against figures.
pub(super) fn check_text(
    name: &str,
    bytes: &[u8],
    catalogue: &Catalogue,
    year: Period,
    figures: &[Figure],
) -> Vec<DataQuery> {
    match book(catalogue, year, figures) {
        Some(book) => sightline_report::check::check_text(name, bytes, &book),
        None => {
            let place = Place { file: Some(name.to_owned()), ..Place::default() };
            let message = "There are no thresholds of words for the year, so nothing was checked.";
            vec![DataQuery::error("unreadable", place, message).remedy("Add defs/words.")]
        }
    }
}

fn book(catalogue: &Catalogue, year: Period, figures: &[Figure]) -> Option<FigureBook> {
    let mut book = FigureBook::new(catalogue.thresholds(year.end())?.clone(), year);
    book.add_all(catalogue, figures);
    Some(book)
}
