//! A file of any kind as a document.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

use crate::csv;
use crate::csv::read_head;
use crate::detect::{self, Format, Kind};
use crate::document::Document;
use crate::error::{Problem, ReadError};
use crate::limits::Limits;
use crate::{ods, xlsx, zip_guard};

/// Reads a CSV file, an XLSX workbook or an ODS spreadsheet. What it is comes
/// from its content; `name` serves messages, and a notice says when its ending
/// is wrong.
///
/// # Errors
/// The file is empty, too large, of another kind, damaged or hostile; the
/// error names the file, the place and what to do.
pub fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Document, ReadError> {
    let fail = |problem| ReadError::whole(name, problem);
    match detect::kind(bytes).map_err(fail)? {
        Kind::Text => csv::read_document(name, Cursor::new(bytes), limits),
        Kind::Archive => workbook(name, bytes, limits),
    }
}

/// The same from a path; the name is the last part of the path.
///
/// # Errors
/// As [`read`], and when the file cannot be opened.
pub fn read_path(path: &Path, limits: &Limits) -> Result<Document, ReadError> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let fail = |problem| ReadError::whole(&name, problem);
    let io = |error: std::io::Error| fail(Problem::Io(error.to_string()));
    let mut file = File::open(path).map_err(io)?;
    let head = read_head(&mut file).map_err(fail)?;
    if detect::kind(&head).map_err(fail)? == Kind::Text {
        return csv::read_document(&name, file, limits);
    }
    let size = file.metadata().map_err(io)?.len();
    if size > limits.workbook_bytes {
        return Err(fail(Problem::TooLarge { size, limit: limits.workbook_bytes }));
    }
    let mut bytes = Vec::new();
    file.take(limits.workbook_bytes + 1).read_to_end(&mut bytes).map_err(io)?;
    workbook(&name, &bytes, limits)
}

fn workbook(name: &str, bytes: &[u8], limits: &Limits) -> Result<Document, ReadError> {
    let fail = |problem| ReadError::whole(name, problem);
    let size = bytes.len() as u64;
    if size > limits.workbook_bytes {
        return Err(fail(Problem::TooLarge { size, limit: limits.workbook_bytes }));
    }
    let parts = zip_guard::check(bytes, limits).map_err(fail)?;
    let format = detect::archive(parts.iter().map(String::as_str)).map_err(fail)?;
    let mut document = match format {
        Format::Ods => ods::read(name, bytes, limits)?,
        _ => xlsx::read(name, bytes, &parts, limits)?,
    };
    document.notices.extend(detect::name_lies(name, format));
    if document.sheets.iter().all(|sheet| sheet.rows.is_empty()) {
        return Err(fail(Problem::Empty));
    }
    Ok(document)
}
