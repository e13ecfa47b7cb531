//! The report as a site: an index, a page for each chapter, and for each chapter a page that says
//! where its figures come from. It works without script and from a folder.

mod body;
mod frame;
mod index;
mod markup;
mod sight;
mod table;

use crate::edition::{Assets, OutFile};
use crate::sheet::Sheet;

const HTML: &str = "text/html; charset=utf-8";

/// All files of the site, with its style sheet and fonts, in the order of their paths.
#[must_use]
pub fn html(sheet: &Sheet, assets: &Assets<'_>) -> Vec<OutFile> {
    let mut files = vec![
        OutFile::new("index.html", index::page(sheet), HTML),
        OutFile::new("report.css", assets.css, "text/css; charset=utf-8"),
    ];
    for (at, page) in sheet.chapters.iter().enumerate() {
        files.push(OutFile::new(format!("{}.html", page.id), body::chapter(sheet, at, page), HTML));
        if !page.sight.is_empty() {
            let path = format!("figures/{}.html", page.id);
            files.push(OutFile::new(path, sight::page(sheet, page), HTML));
        }
    }
    for (path, bytes) in assets.files {
        files.push(OutFile::new(*path, *bytes, media_type(path)));
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("woff2") => "font/woff2",
        Some("md") => "text/markdown; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests;
