//! Data queries: what a check of the figures wants a person to look at.

use askama::Template;
use axum::extract::{Query, State as Extract};
use axum::response::Html;
use serde::Deserialize;
use sightline_kernel::query::Severity;

use super::{Page, PageError, State, show};
use crate::view::QueryView;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Filter {
    #[serde(default)]
    year: String,
    #[serde(default)]
    severity: String,
    #[serde(default)]
    code: String,
}

struct Choice {
    value: String,
    text: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "queries.html")]
struct Queries {
    page: Page,
    year: String,
    year_error: Option<String>,
    severities: Vec<Choice>,
    codes: Vec<Choice>,
    all: usize,
    queries: Vec<QueryView>,
}

pub(crate) async fn get(
    Extract(state): Extract<State>,
    Query(filter): Query<Filter>,
) -> Result<Html<String>, PageError> {
    let failed = |error| PageError::of(&state, &error);
    let typed = filter.year.trim();
    let (year, year_error) = match typed.parse() {
        Ok(year) => (Some(year), None),
        Err(_) if typed.is_empty() => (None, None),
        Err(_) => (None, Some("Write the reporting year as 2021-22".to_owned())),
    };
    let (year, queries) = match year {
        Some(year) => {
            (Some(year), sightline_app::check::year(&state.desk, year).await.map_err(failed)?)
        }
        None => sightline_app::check::latest_with_year(&state.desk).await.map_err(failed)?,
    };
    let mut codes: Vec<String> = queries.iter().map(|raised| raised.query.code.clone()).collect();
    codes.sort();
    codes.dedup();
    let severities = [Severity::Error, Severity::Warning, Severity::Note];
    let shown = queries.iter().filter(|raised| {
        let query = &raised.query;
        (filter.severity.is_empty() || query.severity.to_string() == filter.severity)
            && (filter.code.is_empty() || query.code == filter.code)
    });
    let page = Queries {
        page: Page::new(&state, "queries"),
        year: if year_error.is_some() {
            typed.to_owned()
        } else {
            year.map(|year| year.to_string()).unwrap_or_default()
        },
        year_error,
        severities: choices(severities.map(|s| s.to_string()), &filter.severity),
        codes: choices(codes, &filter.code),
        all: queries.len(),
        queries: shown.map(QueryView::raised).collect(),
    };
    show(&state, &page)
}

fn choices(values: impl IntoIterator<Item = String>, chosen: &str) -> Vec<Choice> {
    values
        .into_iter()
        .map(|value| Choice { chosen: value == chosen, text: value.replace('-', " "), value })
        .collect()
}
