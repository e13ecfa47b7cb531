//! Stage “read”: a file of any supported kind as numbered rows of text.

use std::cell::RefCell;
use std::path::Path;

use sightline_kernel::ids::Sha256;
use sightline_kernel::query::{DataQuery, Place};
use sightline_tables::{Document, Format, Limits, Merge, Merges, ReadError};

use super::contract::is_header;

/// A file that was opened and recognised.
#[derive(Debug)]
pub(crate) struct Source {
    /// The name as the person gave it.
    pub(crate) name: String,
    /// The hash of the whole file.
    pub(crate) sha256: Sha256,
    /// Its length in bytes.
    pub(crate) bytes: u64,
    /// What it is.
    pub(crate) format: Format,
    content: Content,
    limits: Limits,
}

#[derive(Debug)]
enum Content {
    Csv(std::path::PathBuf),
    CsvBytes(Vec<u8>),
    Workbook { document: Box<Document>, sheet: usize, header: u32 },
}

/// One row, borrowed until the next.
#[derive(Clone, Copy)]
pub(crate) enum RawRow<'a> {
    /// Of a text file.
    Csv(sightline_tables::csv::Row<'a>),
    /// Of a workbook, with the merged regions of its sheet.
    Sheet(&'a sightline_tables::Row, &'a RefCell<Merges>),
}

impl<'a> RawRow<'a> {
    /// The row number from 1, as a spreadsheet shows it.
    #[must_use]
    pub(crate) fn number(&self) -> u32 {
        match self {
            Self::Csv(row) => row.number(),
            Self::Sheet(row, _) => row.number,
        }
    }

    /// The text of a column from 0; empty when there is none.
    #[must_use]
    pub(crate) fn text(&self, column: usize) -> &'a str {
        match self {
            Self::Csv(row) => row.get(column).unwrap_or(""),
            Self::Sheet(row, _) => {
                u32::try_from(column + 1).ok().map_or("", |column| row.text(column))
            }
        }
    }

    /// How many columns the row has.
    #[must_use]
    pub(crate) fn width(&self) -> usize {
        match self {
            Self::Csv(row) => row.len(),
            Self::Sheet(row, _) => row.cells.last().map_or(0, |cell| cell.column as usize),
        }
    }

    /// Whether it holds nothing: an empty line, or one of separators alone.
    #[must_use]
    pub(crate) fn is_blank(&self) -> bool {
        match self {
            Self::Csv(row) => row.fields().all(|field| field.trim().is_empty()),
            Self::Sheet(row, _) => {
                row.cells.iter().all(|cell| cell.formula.is_none() && cell.text.trim().is_empty())
            }
        }
    }

    /// How a column from 0 belongs to the merged regions of its sheet, whether or not it has a cell.
    #[must_use]
    pub(crate) fn merge(&self, column: usize) -> Merge {
        match self {
            Self::Csv(_) => Merge::No,
            Self::Sheet(row, merges) => u32::try_from(column + 1)
                .map_or(Merge::No, |column| merges.borrow_mut().role(row.number, column)),
        }
    }

    /// The workbook's cell of a column from 0.
    #[must_use]
    pub(crate) fn cell(&self, column: usize) -> Option<&'a sightline_tables::Cell> {
        match self {
            Self::Csv(_) => None,
            Self::Sheet(row, _) => {
                u32::try_from(column + 1).ok().and_then(|column| row.cell(column))
            }
        }
    }
}

/// Opens a file, recognises it by its content and finds the sheet and row with the column names.
///
/// # Errors
/// A data query with the file, the place and the remedy.
pub(crate) fn open(
    path: &Path,
    limits: &Limits,
) -> Result<(Source, Vec<DataQuery>), Box<DataQuery>> {
    let name =
        path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into());
    let (sha256, bytes, archive) =
        hash(path).map_err(|error| Box::new(unreadable(&name, &error)))?;
    let refuse = |error: ReadError| refused(&name, &error);
    let (content, format, notices) = if archive {
        workbook(&name, sightline_tables::read_path(path, limits).map_err(refuse)?)?
    } else {
        let rows = sightline_tables::csv::open(path, limits).map_err(refuse)?;
        (Content::Csv(path.to_owned()), Format::Csv, rows.dialect().notices())
    };
    let queries = notices.iter().map(|notice| note(&name, notice)).collect();
    Ok((Source { name, sha256, bytes, format, content, limits: limits.clone() }, queries))
}

/// The same over bytes in memory, such as a kept original.
///
/// # Errors
/// A data query with the file, the place and the remedy.
pub(crate) fn open_bytes(
    name: &str,
    bytes: Vec<u8>,
    limits: &Limits,
) -> Result<(Source, Vec<DataQuery>), Box<DataQuery>> {
    let (sha256, length) = (Sha256::of(&bytes), bytes.len() as u64);
    let refuse = |error: ReadError| refused(name, &error);
    let (content, format, notices) = if bytes.starts_with(ARCHIVE) {
        workbook(name, sightline_tables::read(name, &bytes, limits).map_err(refuse)?)?
    } else {
        let rows = sightline_tables::csv::from_bytes(name, &bytes, limits).map_err(refuse)?;
        let notices = rows.dialect().notices();
        (Content::CsvBytes(bytes), Format::Csv, notices)
    };
    let queries = notices.iter().map(|notice| note(name, notice)).collect();
    let name = name.to_owned();
    Ok((Source { name, sha256, bytes: length, format, content, limits: limits.clone() }, queries))
}

/// How zip archives begin, and so workbooks.
const ARCHIVE: &[u8] = b"PK\x03\x04";

type Opened = (Content, Format, Vec<sightline_tables::Notice>);

fn workbook(name: &str, document: Document) -> Result<Opened, Box<DataQuery>> {
    let (sheet, header) = find_header(name, &document)?;
    let (notices, format) = (document.notices.clone(), document.format);
    Ok((Content::Workbook { document: Box::new(document), sheet, header }, format, notices))
}

/// The rows of a file from its header on, one after another. Blank rows come too.
pub(crate) struct Rows<'a> {
    name: &'a str,
    rows: RowsOf<'a>,
}

enum RowsOf<'a> {
    File(sightline_tables::csv::Rows<std::fs::File>),
    Bytes(sightline_tables::csv::Rows<std::io::Cursor<&'a [u8]>>),
    Sheet(std::slice::Iter<'a, sightline_tables::Row>, RefCell<Merges>),
}

impl Rows<'_> {
    /// The next row; none at the end.
    ///
    /// # Errors
    /// A data query when the file breaks off or a byte fits no encoding.
    pub(crate) fn next(&mut self) -> Result<Option<RawRow<'_>>, Box<DataQuery>> {
        let row = match &mut self.rows {
            RowsOf::File(rows) => rows.next_row().map(|row| row.map(RawRow::Csv)),
            RowsOf::Bytes(rows) => rows.next_row().map(|row| row.map(RawRow::Csv)),
            RowsOf::Sheet(rows, merges) => Ok(rows.next().map(|row| RawRow::Sheet(row, merges))),
        };
        row.map_err(|error| refused(self.name, &error))
    }
}

impl Source {
    /// Gives each row to `take`, the header first, until it says to stop.
    ///
    /// # Errors
    /// A data query when the file breaks off or a byte fits no encoding.
    pub(crate) fn each_row(
        &self,
        take: &mut dyn FnMut(RawRow<'_>) -> std::ops::ControlFlow<()>,
    ) -> Result<(), Box<DataQuery>> {
        let mut rows = self.rows()?;
        while let Some(row) = rows.next()? {
            if !row.is_blank() && take(row).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// The rows, the header first.
    ///
    /// # Errors
    /// A data query when the file cannot be opened.
    pub(crate) fn rows(&self) -> Result<Rows<'_>, Box<DataQuery>> {
        let refuse = |error: ReadError| refused(&self.name, &error);
        let rows = match &self.content {
            Content::Csv(path) => {
                RowsOf::File(sightline_tables::csv::open(path, &self.limits).map_err(refuse)?)
            }
            Content::CsvBytes(bytes) => {
                let rows = sightline_tables::csv::from_bytes(&self.name, bytes, &self.limits);
                RowsOf::Bytes(rows.map_err(refuse)?)
            }
            Content::Workbook { document, sheet, header } => {
                let sheet = document.sheets.get(*sheet);
                let rows = sheet.map_or(&[][..], |sheet| &sheet.rows);
                let merged = sheet.map_or(&[][..], |sheet| &sheet.merged);
                let from = rows.partition_point(|row| row.number < *header);
                let rows = rows.get(from..).unwrap_or_default().iter();
                RowsOf::Sheet(rows, RefCell::new(Merges::new(merged)))
            }
        };
        Ok(Rows { name: &self.name, rows })
    }

    /// Whether the file at this path still has the bytes that were read.
    ///
    /// # Errors
    /// When it cannot be read any more.
    pub(crate) fn is_still(&self, path: &Path) -> std::io::Result<bool> {
        hash(path).map(|(sha256, bytes, _)| sha256 == self.sha256 && bytes == self.bytes)
    }

    /// The sheet's name, in a workbook.
    #[must_use]
    pub(crate) fn sheet(&self) -> Option<String> {
        match &self.content {
            Content::Csv(_) | Content::CsvBytes(_) => None,
            Content::Workbook { document, sheet, .. } => {
                document.sheets.get(*sheet).map(|sheet| sheet.name.to_string())
            }
        }
    }
}

/// The hash and length of a file, and whether it begins like a zip archive (a workbook).
fn hash(path: &Path) -> std::io::Result<(Sha256, u64, bool)> {
    use sha2::Digest as _;
    use std::io::Read as _;
    let mut file = std::fs::File::open(path)?;
    let mut hasher = sha2::Sha256::new();
    let mut buffer = vec![0u8; 1 << 16];
    let (mut bytes, mut archive) = (0u64, false);
    loop {
        let read = file.read(&mut buffer)?;
        let Some(part) = buffer.get(..read).filter(|part| !part.is_empty()) else {
            return Ok((Sha256(hasher.finalize().into()), bytes, archive));
        };
        if bytes == 0 {
            archive = part.starts_with(ARCHIVE);
        }
        hasher.update(part);
        bytes += read as u64;
    }
}

/// The first visible sheet that has the contract's column names in one of its first twenty rows.
fn find_header(name: &str, document: &Document) -> Result<(usize, u32), Box<DataQuery>> {
    let visible = document.sheets.iter().enumerate().filter(|(_, sheet)| sheet.visible);
    for (at, sheet) in visible {
        let header = sheet
            .rows
            .iter()
            .take(20)
            .find(|row| is_header(row.cells.iter().map(|cell| cell.text.as_ref())));
        if let Some(row) = header {
            return Ok((at, row.number));
        }
    }
    let sheets: Vec<String> =
        document.sheets.iter().map(|sheet| format!("“{}”", sheet.name)).collect();
    let message = format!(
        "No sheet has the columns measure, period and value in its first twenty rows. Sheets: {}.",
        sheets.join(", ")
    );
    let place = Place { file: Some(name.to_owned()), ..Place::default() };
    Err(Box::new(DataQuery::error("column-missing", place, message).remedy(
        "Put the names of the column contract in the first row (see the guide, “Column contract”).",
    )))
}

fn unreadable(name: &str, error: &std::io::Error) -> DataQuery {
    let place = Place { file: Some(name.to_owned()), ..Place::default() };
    DataQuery::error("file-unreadable", place, format!("The file could not be read: {error}."))
        .remedy("Check the path and that you may open the file.")
}

fn refused(name: &str, error: &ReadError) -> Box<DataQuery> {
    let place = place_of(name, &error.place);
    Box::new(
        DataQuery::error(error.problem.code(), place, sentence(&error.problem.to_string()))
            .remedy(sentence(error.problem.remedy())),
    )
}

fn note(name: &str, notice: &sightline_tables::Notice) -> DataQuery {
    DataQuery::note(
        notice.kind.code(),
        place_of(name, &notice.place),
        sentence(&notice.kind.to_string()),
    )
    .remedy(sentence(notice.kind.remedy()))
}

fn place_of(name: &str, place: &sightline_tables::Place) -> Place {
    Place {
        file: Some(name.to_owned()),
        sheet: place.sheet.as_ref().map(ToString::to_string),
        row: place.row.map(u64::from),
        column: place.column.map(sightline_tables::column_name),
        ..Place::default()
    }
}

/// With a capital at the start and a full stop at the end.
fn sentence(text: &str) -> String {
    let mut chars = text.trim().chars();
    let first: String = chars.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    let text = format!("{first}{}", chars.as_str());
    if text.is_empty() || text.ends_with(['.', '!', '?']) { text } else { format!("{text}.") }
}
