//! What templates print: tables, data queries, cards, as plain text in order.

mod table;

use sightline_app::check::Raised;
use sightline_kernel::query::{DataQuery, Severity};

pub(crate) use table::{CellView, TableView};

/// A data query as a page shows it.
pub(crate) struct QueryView {
    pub(crate) severity: String,
    pub(crate) tag: &'static str,
    pub(crate) code: String,
    pub(crate) place: String,
    pub(crate) measure: Option<String>,
    pub(crate) message: String,
    pub(crate) remedy: String,
    /// What was decided about it, in words.
    pub(crate) decided: Option<String>,
}

impl QueryView {
    pub(crate) fn of(query: &DataQuery) -> Self {
        let tag = match query.severity {
            Severity::Error => "govuk-tag--red",
            Severity::Warning => "govuk-tag--yellow",
            Severity::Note => "govuk-tag--grey",
        };
        Self {
            severity: query.severity.to_string(),
            tag,
            code: query.code.clone(),
            place: query.place.to_string(),
            measure: query.place.measure.clone(),
            message: query.message.clone(),
            remedy: query.remedy.clone(),
            decided: None,
        }
    }

    pub(crate) fn raised(raised: &Raised) -> Self {
        let decided = raised.decided.as_ref().map(|one| {
            let day = one.at.strftime("%-d %B %Y");
            format!("{} by {} on {day}: {}", one.kind.word(), one.by, one.reason)
        });
        Self { decided, ..Self::of(&raised.query) }
    }
}

/// `hate-crime` as `Hate crime`, `anti-social-behaviour` as `Anti-social behaviour`.
pub(crate) fn title_case(slug: &str) -> String {
    let words = slug.replace(['-', '_'], " ").replace("anti social", "anti-social");
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The menu: name, address, words.
pub(crate) const MENU: [(&str, &str, &str); 5] = [
    ("home", "/", "Home"),
    ("measures", "/measures", "Measures"),
    ("scorecard", "/scorecard", "Scorecard"),
    ("queries", "/data-queries", "Data queries"),
    ("report", "/report", "Annual report"),
];
