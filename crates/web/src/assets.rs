//! Front-end files, which the binary carries.

use std::borrow::Cow;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};

/// Gives a front-end file by its path, such as `app.css`.
pub type AssetSource = fn(&str) -> Option<Cow<'static, [u8]>>;

/// The media type of a file, by its ending.
#[must_use]
pub(crate) fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "csv" => "text/csv; charset=utf-8",
        "md" | "txt" | "sha256" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "pdf" => "application/pdf",
        "woff2" => "font/woff2",
        "ttf" => "font/ttf",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _ => "application/octet-stream",
    }
}

/// A file as an answer.
pub(crate) fn file(path: &str, bytes: Cow<'static, [u8]>) -> Response {
    (StatusCode::OK, [(header::CONTENT_TYPE, media_type(path))], bytes.into_owned()).into_response()
}
