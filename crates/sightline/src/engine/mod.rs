//! Wires the report crate to the application's ports.

mod charts;
mod marked;
mod read;
mod records;
mod words;

use sightline_app::Error;
use sightline_app::ports::{ReadReport, ReportEngine, ReportSetting};
use sightline_domain::reports::Checklist;
use sightline_kernel::defs::Source;
use sightline_kernel::period::Period;
use sightline_kernel::query::DataQuery;
use sightline_measures::catalogue::Catalogue;
use sightline_measures::request::TableRequest;
use sightline_measures::table::Figure;
use sightline_report::edition::Assets;
use sightline_report::render::Press;

use crate::embedded;

pub(crate) use charts::Charts;

/// The fonts of the report, upright, bold, italic, bold italic.
const CUTS: [&str; 4] = [
    "fonts/SourceSans3-Regular.ttf",
    "fonts/SourceSans3-Bold.ttf",
    "fonts/SourceSans3-It.ttf",
    "fonts/SourceSans3-BoldIt.ttf",
];

/// The files that the report's style sheet refers to.
const FILES: [&str; 5] = [
    "fonts/SourceSans3-Regular.woff2",
    "fonts/SourceSans3-Bold.woff2",
    "fonts/SourceSans3-It.woff2",
    "fonts/SourceSans3-BoldIt.woff2",
    "fonts/LICENSE.md",
];

/// Prints reports. The fonts are read once.
pub(crate) struct Engine {
    press: Press<'static>,
}

impl Engine {
    /// Reads the fonts and styles that the binary carries.
    ///
    /// # Errors
    /// When the binary was built without them.
    pub(crate) fn new() -> Result<Self, Error> {
        let press = Press::new(assets()?).map_err(|error| {
            Error::new("assets", format!("The fonts cannot be read: {error}."), BUILD_AGAIN)
        })?;
        Ok(Self { press })
    }
}

const BUILD_AGAIN: &str = "Build again after `cargo xtask assets`.";

/// The embedded files live as long as the program, so they may be leaked once.
fn assets() -> Result<Assets<'static>, Error> {
    let file = |path: &'static str| -> Result<&'static [u8], Error> {
        match embedded::asset(path) {
            Some(std::borrow::Cow::Borrowed(bytes)) => Ok(bytes),
            Some(std::borrow::Cow::Owned(bytes)) => Ok(Vec::leak(bytes)),
            None => {
                let message = format!("The binary does not carry {path}.");
                Err(Error::new("assets", message, BUILD_AGAIN))
            }
        }
    };
    let [regular, bold, italic, bold_italic] = CUTS;
    let mut files = Vec::new();
    for path in FILES {
        files.push((path, file(path)?));
    }
    let css = std::str::from_utf8(file("report.css")?)
        .map_err(|_| Error::new("assets", "report.css is not text.".to_owned(), BUILD_AGAIN))?;
    Ok(Assets {
        regular: file(regular)?,
        bold: file(bold)?,
        italic: file(italic)?,
        bold_italic: file(bold_italic)?,
        files: Vec::leak(files),
        css,
    })
}

impl ReportEngine for Engine {
    fn read<'a>(
        &'a self,
        sources: &[Source],
        catalogue: &'a Catalogue,
        checklists: &[Checklist],
        setting: ReportSetting,
    ) -> Box<dyn ReadReport + 'a> {
        Box::new(read::Read::new(&self.press, sources, catalogue, checklists, setting))
    }

    fn book_requests(&self, catalogue: &Catalogue, year: Period) -> Vec<TableRequest> {
        sightline_report::check::book_requests(catalogue, year)
    }

    fn check_text(
        &self,
        name: &str,
        bytes: &[u8],
        catalogue: &Catalogue,
        year: Period,
        figures: &[Figure],
    ) -> Vec<DataQuery> {
        words::check_text(name, bytes, catalogue, year, figures)
    }
}
