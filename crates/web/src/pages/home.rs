//! The first page: what is held, what needs looking at, and the report.

use askama::Template;
use axum::extract::State as Extract;
use axum::response::Html;

use super::{Page, PageError, State, show};

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    page: Page,
    measures: usize,
    supplied: usize,
    errors: usize,
    warnings: usize,
    report: bool,
}

pub(crate) async fn get(Extract(state): Extract<State>) -> Result<Html<String>, PageError> {
    let failed = |error| PageError::of(&state, &error);
    let (measures, supplied) = sightline_app::figures::counts(&state.desk).await.map_err(failed)?;
    let queries = sightline_app::check::waiting(&state.desk).await.map_err(failed)?;
    let count = |severity| queries.iter().filter(|query| query.severity == severity).count();
    let home = Home {
        page: Page::new(&state, "home"),
        measures,
        supplied,
        errors: count(sightline_kernel::query::Severity::Error),
        warnings: count(sightline_kernel::query::Severity::Warning),
        report: state.report.is_some(),
    };
    show(&state, &home)
}
