//! `no-figure`: figures that a chapter asks for and that do not exist.

use sightline_kernel::query::{DataQuery, Place};
use sightline_measures::table::{Figure, Outcome};

use crate::answers::Answers;
use crate::chapter::Requests;

/// Figures in running text and tables for which no return stands, or which cannot be computed.
/// A typed absence is no query here: it is printed as the absence that it is.
#[must_use]
pub fn check_answers(requests: &Requests, answers: &Answers) -> Vec<DataQuery> {
    let mut out = Vec::new();
    for (ask, answer) in requests.figures.iter().zip(&answers.figures) {
        out.extend(answer.figures.iter().find_map(|figure| missing(figure, &ask.place)));
    }
    for (ask, table) in requests.tables.iter().zip(&answers.tables) {
        let mut figures = table.figures().peekable();
        let none = figures.peek().is_none()
            || figures.all(|figure| matches!(figure.result, Outcome::NoReturn));
        if none {
            let message = format!("No return holds any figure of “{}”.", table.title);
            let query = DataQuery::error("no-figure", ask.place.clone(), message);
            out.push(query.remedy("Correct the period or the breakdown, or import the return."));
        }
    }
    out
}

fn missing(figure: &Figure, place: &Place) -> Option<DataQuery> {
    let reason = match &figure.result {
        Outcome::NoReturn => "no return holds it".to_owned(),
        Outcome::NotComputable(reason) => reason.trim_end_matches('.').to_owned(),
        _ => return None,
    };
    let place = Place {
        measure: Some(figure.measure.to_string()),
        period: Some(figure.period.to_string()),
        cell: Some(figure.cell.to_string()).filter(|cell| !cell.is_empty()),
        ..place.clone()
    };
    let message = format!("There is no figure here: {reason}.");
    let remedy = "Correct the period or the categories, or say in the text what is missing.";
    Some(DataQuery::error("no-figure", place, message).remedy(remedy))
}
