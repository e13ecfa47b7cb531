//! Holds the numbers and words of somebody's document against the figures.

use std::path::Path;

use sightline_kernel::period::Period;
use sightline_kernel::query::DataQuery;
use sightline_kernel::sensitivity::Audience;
use sightline_measures::request::{FigureRequest, Indicator, Selector};
use sightline_measures::table::{Figure, Outcome};

use crate::desk::Desk;
use crate::error::{Error, io};
use crate::figures::{answer, every_table};
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
        let message = format!("{} has {size} bytes; a document has at most {LARGEST}.", file.display());
        return Err(Error::new("file-too-large", message, "Take the pictures out of it."));
    }
    let bytes = std::fs::read(file).map_err(io(file))?;
    let figures = book(desk, year).await?;
    let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(engine.check_text(&name, &bytes, desk.catalogue(), &figures))
}

/// Every figure of the year that can be printed: values, shares, rates, changes.
async fn book(desk: &Desk, year: Period) -> Result<Vec<Figure>, Error> {
    let context = desk.context(year, Audience::Public);
    let mut requests = Vec::new();
    for id in desk.catalogue().measures.keys() {
        for indicator in [Indicator::Value, Indicator::ChangePercent { since: None }] {
            requests.push(FigureRequest { of: Selector::measure(id.clone()), indicator });
        }
    }
    let tables = every_table(desk, year).await?;
    let (mut figures, tables) = answer(desk, &context, &requests, &tables).await?;
    figures.extend(tables.into_iter().flat_map(|t| t.rows).flat_map(|row| row.figures));
    figures.retain(|figure| {
        figure.number.is_some() && !matches!(figure.result, Outcome::NoReturn | Outcome::Hidden)
    });
    figures.sort_by(|a, b| a.id.cmp(&b.id));
    figures.dedup_by(|a, b| a.id == b.id);
    Ok(figures)
}
