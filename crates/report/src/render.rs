//! Printing a report: read the fonts once, lower the edition once, print it in every form.

use crate::docx;
use crate::edition::{Assets, Edition, OutFile, PrintError};
use crate::fonts::{Type, Widths};
use crate::html;
use crate::opendata;
use crate::pdf::{self, Foundry};
use crate::sheet::Sheet;

/// Fonts and styles, read once and used for every report.
#[derive(Debug)]
pub struct Press<'a> {
    assets: Assets<'a>,
    foundry: Foundry,
    face: Type,
}

impl<'a> Press<'a> {
    /// Reads the fonts.
    ///
    /// # Errors
    /// Names the cut that is not a font.
    pub fn new(assets: Assets<'a>) -> Result<Self, PrintError> {
        let face = Type {
            regular: Widths::read(assets.regular, "regular")?,
            bold: Widths::read(assets.bold, "bold")?,
        };
        Ok(Self { foundry: Foundry::new(&assets)?, face, assets })
    }

    /// Lowers an edition: resolves answers, draws charts, writes lines of sight. Every form is
    /// printed from the result.
    ///
    /// # Errors
    /// A chapter for partners in a public report, an answer that is not there, or a chart that
    /// cannot be drawn.
    pub fn sheet(&self, edition: &Edition) -> Result<Sheet, PrintError> {
        Sheet::new(edition, &self.face)
    }

    /// The site, with its style sheet and fonts.
    #[must_use]
    pub fn html(&self, sheet: &Sheet) -> Vec<OutFile> {
        html::html(sheet, &self.assets)
    }

    /// The PDF, PDF/UA-1.
    ///
    /// # Errors
    /// When Typst refuses.
    pub fn pdf(&self, sheet: &Sheet) -> Result<Vec<u8>, PrintError> {
        pdf::pdf(sheet, &self.foundry, &self.face)
    }

    /// The Word document for comments.
    ///
    /// # Errors
    /// When it cannot be packed.
    pub fn docx(&self, sheet: &Sheet) -> Result<Vec<u8>, PrintError> {
        docx::docx(sheet, &self.assets)
    }

    /// `figures.csv`, a CSV file for each table and chart, and their CSVW metadata.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn open_data(&self, sheet: &Sheet) -> Result<Vec<OutFile>, PrintError> {
        opendata::open_data(sheet)
    }

    /// The site, `report.pdf` and open data, in the order of their paths. The PDF is set while
    /// the rest is written.
    ///
    /// # Errors
    /// As the single forms.
    pub fn publish(&self, edition: &Edition) -> Result<Vec<OutFile>, PrintError> {
        let sheet = self.sheet(edition)?;
        let (pdf, mut files) = std::thread::scope(|scope| {
            let pdf = scope.spawn(|| self.pdf(&sheet));
            let mut files = self.html(&sheet);
            let data = self.open_data(&sheet);
            let pdf = pdf.join().map_err(|_| PrintError::Pdf("the typesetter stopped".to_owned()));
            data.map(|data| {
                files.extend(data);
                (pdf, files)
            })
        })?;
        files.push(OutFile::new("report.pdf", pdf??, "application/pdf"));
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }
}

/// The site of an edition; reads the fonts anew, so prefer [`Press`] for several forms.
///
/// # Errors
/// As [`Press::new`] and [`Press::sheet`].
pub fn html(edition: &Edition, assets: Assets<'_>) -> Result<Vec<OutFile>, PrintError> {
    let press = Press::new(assets)?;
    Ok(press.html(&press.sheet(edition)?))
}

/// The PDF of an edition; reads the fonts anew, so prefer [`Press`] for several forms.
///
/// # Errors
/// As [`Press::new`], [`Press::sheet`] and [`Press::pdf`].
pub fn pdf(edition: &Edition, assets: Assets<'_>) -> Result<Vec<u8>, PrintError> {
    let press = Press::new(assets)?;
    press.pdf(&press.sheet(edition)?)
}

#[cfg(test)]
mod tests {
    use crate::samples;

    #[test]
    fn a_long_report_is_published_whole_and_in_order() {
        let times = std::env::var("SIGHTLINE_TIMES").ok().and_then(|n| n.parse().ok()).unwrap_or(2);
        let edition = samples::long_edition(times);
        let press = samples::press();
        let started = std::time::Instant::now();
        let sheet = press.sheet(&edition).unwrap();
        let lowered = started.elapsed();
        let site = press.html(&sheet).len();
        let written = started.elapsed();
        let data = press.open_data(&sheet).unwrap().len();
        let opened = started.elapsed();
        let files = press.publish(&edition).unwrap();
        println!(
            "lowered {lowered:?}, site {:?}, data {:?}, all again {:?}: {} exhibits",
            written - lowered,
            opened - written,
            started.elapsed() - opened,
            sheet.data.len()
        );
        assert_eq!(files.len(), site + data + 1);
        assert!(files.is_sorted_by(|a, b| a.path < b.path), "two files of one path");
        assert!(files.iter().any(|file| file.path == "report.pdf"));
        assert!(sheet.data.len() >= 11 * times);
    }
}
