//! The built report, as its files are.

use axum::extract::{Path, State as Extract};
use axum::response::{IntoResponse as _, Redirect, Response};

use super::{PageError, State};
use crate::assets;

pub(crate) async fn index() -> Redirect {
    Redirect::to("/report/index.html")
}

pub(crate) async fn get(
    Extract(state): Extract<State>,
    Path(path): Path<String>,
) -> Result<Response, PageError> {
    let none = || PageError::not_found(&state, "The report has no such page.");
    let folder = state.report.as_ref().ok_or_else(none)?;
    let plain = std::path::Path::new(&path)
        .components()
        .all(|part| matches!(part, std::path::Component::Normal(_)));
    if !plain || path.contains('\\') {
        return Err(none());
    }
    if path.ends_with('/') || path.is_empty() {
        return Ok(Redirect::to("/report/index.html").into_response());
    }
    let bytes = tokio::fs::read(folder.join(&path)).await.map_err(|_| none())?;
    Ok(assets::file(&path, bytes.into()))
}
