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
    let lines = sightline_app::figures::index(&state.desk, None).await.map_err(failed)?;
    let queries = sightline_app::check::latest(&state.desk).await.map_err(failed)?;
    let open = || queries.iter().filter(|raised| raised.is_open());
    let count = |severity| open().filter(|raised| raised.query.severity == severity).count();
    let home = Home {
        page: Page::new(&state, "home"),
        measures: lines.len(),
        supplied: lines.iter().filter(|line| line.period.is_some()).count(),
        errors: count(sightline_kernel::query::Severity::Error),
        warnings: count(sightline_kernel::query::Severity::Warning),
        report: state.report.is_some(),
    };
    show(&state, &home)
}
