//! Holds the numbers and words of somebody's document against the figures.

use std::path::Path;

use sightline_kernel::period::Period;
use sightline_kernel::query::DataQuery;
use sightline_kernel::sensitivity::Audience;
use sightline_measures::table::{Figure, Outcome};

use crate::desk::Desk;
use crate::error::{Error, io};
use crate::figures::answer;
use crate::ports::ReportEngine;

/// The largest document that is read.
const LARGEST: u64 = 50 << 20;

/// Checks a DOCX, Markdown or text file against every figure held for the year.
///
/// # Errors
/// When the file cannot be read.
pub async fn check_text(
    desk: &Desk,
    engine: &dyn ReportEngine,
    file: &Path,
    year: Period,
) -> Result<Vec<DataQuery>, Error> {
    let size = std::fs::metadata(file).map_err(io(file))?.len();
    if size > LARGEST {
        let message =
            format!("{} has {size} bytes; a document has at most {LARGEST}.", file.display());
        return Err(Error::new("file-too-large", message, "Take the pictures out of it."));
    }
    let bytes = std::fs::read(file).map_err(io(file))?;
    let figures = book(desk, engine, year).await?;
    let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(engine.check_text(&name, &bytes, desk.catalogue(), year, &figures))
}

/// Every figure of the year that texts are held against, each once.
pub(super) async fn book(
    desk: &Desk,
    engine: &dyn ReportEngine,
    year: Period,
) -> Result<Vec<Figure>, Error> {
    let context = desk.context(year, Audience::Public);
    let requests = engine.book_requests(desk.catalogue(), year);
    let tables = answer(desk, &context, &[], &requests).await?.tables;
    let mut figures: Vec<Figure> =
        tables.into_iter().flat_map(|table| table.rows).flat_map(|row| row.figures).collect();
    figures.retain(|figure| !matches!(figure.result, Outcome::NoReturn | Outcome::Hidden));
    figures.sort_by(|a, b| a.id.cmp(&b.id));
    figures.dedup_by(|a, b| a.id == b.id);
    Ok(figures)
}
