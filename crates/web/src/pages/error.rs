//! A page that could not be shown, and how every page is put together.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use sightline_app::Error;

use super::State;

/// What the frame around every page shows.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    /// The partnership's name.
    pub(crate) partnership: String,
    /// Printed on every page of a demonstration.
    pub(crate) notice: Option<String>,
    /// The part of the site that is marked as current.
    pub(crate) here: &'static str,
}

impl Page {
    /// The frame of a page in a part of the site.
    pub(crate) fn new(state: &State, here: &'static str) -> Self {
        let config = &state.desk.folder.config;
        Self { partnership: config.name.clone(), notice: config.notice.clone(), here }
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    page: Page,
    title: &'static str,
    message: String,
    remedy: String,
}

/// Why a page could not be shown; itself a page with a way on.
pub(crate) struct PageError {
    status: StatusCode,
    page: Box<ErrorPage>,
}

impl PageError {
    /// There is nothing at the address.
    pub(crate) fn not_found(state: &State, message: &str) -> Self {
        let remedy = "Check the address, or start from the measure index.";
        Self::new(state, StatusCode::NOT_FOUND, message, remedy)
    }

    /// A use case failed.
    pub(crate) fn of(state: &State, error: &Error) -> Self {
        let missing = matches!(
            error.code,
            "unknown-measure"
                | "unknown-dimension"
                | "unknown-theme"
                | "nothing-held"
                | "not-found"
        );
        if missing {
            return Self::new(state, StatusCode::NOT_FOUND, &error.message, &error.remedy);
        }
        tracing::error!(code = error.code, "{error}");
        Self::new(state, StatusCode::INTERNAL_SERVER_ERROR, &error.message, &error.remedy)
    }

    fn new(state: &State, status: StatusCode, message: &str, remedy: &str) -> Self {
        let missing = status == StatusCode::NOT_FOUND;
        let page = ErrorPage {
            page: Page::new(state, ""),
            title: if missing { "Page not found" } else { "Something went wrong" },
            message: message.to_owned(),
            remedy: remedy.to_owned(),
        };
        Self { status, page: Box::new(page) }
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let html = self.page.render().unwrap_or_else(|_| "Something went wrong.".to_owned());
        (self.status, Html(html)).into_response()
    }
}

/// Renders a page's template.
pub(crate) fn show(state: &State, template: &impl Template) -> Result<Html<String>, PageError> {
    template.render().map(Html).map_err(|error| {
        let message = format!("The page could not be made: {error}.");
        PageError::of(state, &Error::new("template", message, "Try again."))
    })
}
