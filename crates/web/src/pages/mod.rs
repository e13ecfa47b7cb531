//! The routes. Each page is a file of its own.

mod error;
mod home;
mod measure;
mod measures;
mod queries;
mod report;
mod scorecard;
mod sight;

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State as Extract};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;
use axum::routing::get;
use sightline_app::Desk;
use sightline_app::ports::ChartEngine;
use tower_http::set_header::SetResponseHeaderLayer;

pub(crate) use error::{Page, PageError, show};

use crate::assets::{self, AssetSource};

/// What every page needs.
#[derive(Clone)]
pub struct State {
    /// The open data folder.
    pub desk: Arc<Desk>,
    /// The front-end files.
    pub assets: AssetSource,
    /// Draws charts.
    pub charts: Arc<dyn ChartEngine>,
    /// The folder of the built report, if there is one.
    pub report: Option<PathBuf>,
}

/// Every route. A test compares this list with the router; each is read-only and needs no sign-in
/// because the server is reachable only from its own machine.
pub const ROUTES: [&str; 9] = [
    "/",
    "/measures",
    "/measures/{measure}",
    "/measures/{measure}/line-of-sight",
    "/scorecard",
    "/data-queries",
    "/report",
    "/report/{*path}",
    "/assets/{*path}",
];

/// Headers that every answer carries. Pages have no script at all.
const HEADERS: [(HeaderName, &str); 5] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::CACHE_CONTROL, "no-store"),
];

/// The router.
pub fn router(state: State) -> Router {
    let mut router = Router::new()
        .route("/", get(home::get))
        .route("/measures", get(measures::get))
        .route("/measures/{measure}", get(measure::get))
        .route("/measures/{measure}/line-of-sight", get(sight::get))
        .route("/scorecard", get(scorecard::get))
        .route("/data-queries", get(queries::get))
        .route("/report", get(report::index))
        .route("/report/{*path}", get(report::get))
        .route("/assets/{*path}", get(asset))
        .fallback(not_found)
        .with_state(state);
    for (name, value) in HEADERS {
        let value = HeaderValue::from_static(value);
        router = router.layer(SetResponseHeaderLayer::overriding(name, value));
    }
    router
}

async fn asset(
    Extract(state): Extract<State>,
    Path(path): Path<String>,
) -> Result<Response, PageError> {
    match (state.assets)(&path) {
        Some(bytes) => Ok(assets::file(&path, bytes)),
        None => Err(PageError::not_found(&state, "There is no such file.")),
    }
}

async fn not_found(Extract(state): Extract<State>) -> PageError {
    PageError::not_found(&state, "There is no page at this address.")
}
