//! What a file is, by its content, whatever its name says.

use std::fmt;

use crate::document::{Notice, NoticeKind};
use crate::error::Problem;
use crate::place::Place;

/// A kind of table file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text with a separator: comma, semicolon, tab or bar.
    Csv,
    /// An Office Open XML workbook.
    Xlsx,
    /// An OpenDocument spreadsheet.
    Ods,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Csv => "a CSV text file",
            Self::Xlsx => "an XLSX workbook",
            Self::Ods => "an ODS spreadsheet",
        })
    }
}

/// What the first bytes say. Archives need a look inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Archive,
}

/// Beginnings of files that people send by mistake, and what they are.
const OTHERS: &[(&[u8], &str)] = &[
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "a rich text document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"SQLite format 3", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
];

/// Compound file: the container of Excel 97 workbooks and of encrypted ones.
const COMPOUND: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// Looks at the first bytes of a file.
///
/// # Errors
/// The file is empty or of a kind that holds no table we read.
pub(crate) fn kind(head: &[u8]) -> Result<Kind, Problem> {
    if head.is_empty() {
        return Err(Problem::Empty);
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Ok(Kind::Archive);
    }
    if head.starts_with(COMPOUND) {
        return Err(compound(head));
    }
    if let Some((_, what)) = OTHERS.iter().find(|(start, _)| head.starts_with(start)) {
        return Err(Problem::NotATable(what));
    }
    markup(head).map_or(Ok(Kind::Text), Err)
}

/// Old Excel, or XLSX behind a password: both live in the same container.
fn compound(head: &[u8]) -> Problem {
    let encrypted: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if memchr::memmem::find(head, &encrypted).is_some() {
        Problem::Password
    } else {
        Problem::UnreadKind("an Excel 97-2003 workbook (.xls)")
    }
}

/// Web pages and XML that some systems save under the name of a workbook.
fn markup(head: &[u8]) -> Option<Problem> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let start: Vec<u8> =
        head.trim_ascii_start().iter().take(14).map(u8::to_ascii_lowercase).collect();
    if start.starts_with(b"<!doctype html")
        || start.starts_with(b"<html")
        || start.starts_with(b"<table")
    {
        Some(Problem::UnreadKind("a web page saved under the name of a table"))
    } else if start.starts_with(b"<?xml") {
        Some(Problem::UnreadKind("an XML file"))
    } else {
        None
    }
}

/// What an archive is, by the names of its parts.
///
/// # Errors
/// It is no workbook that we read.
pub(crate) fn archive<'a>(names: impl Iterator<Item = &'a str>) -> Result<Format, Problem> {
    let mut problem = Problem::NotATable("a ZIP archive");
    let mut document = None;
    for name in names {
        match name.to_ascii_lowercase().replace('\\', "/").as_str() {
            "xl/workbook.xml" => return Ok(Format::Xlsx),
            "xl/workbook.bin" => problem = Problem::UnreadKind("a binary Excel workbook (.xlsb)"),
            "word/document.xml" => problem = Problem::NotATable("a Word document"),
            "ppt/presentation.xml" => problem = Problem::NotATable("a PowerPoint presentation"),
            "content.xml" => document = Some(Format::Ods),
            _ => {}
        }
    }
    document.ok_or(problem)
}

/// A notice when the file's name ends like another kind of file.
pub(crate) fn name_lies(name: &str, format: Format) -> Option<Notice> {
    let (_, extension) = name.rsplit_once('.')?;
    let extension = extension.to_ascii_lowercase();
    let named = match extension.as_str() {
        "csv" | "tsv" | "tab" | "txt" => Format::Csv,
        "xlsx" | "xlsm" => Format::Xlsx,
        "ods" => Format::Ods,
        "xls" | "xlsb" | "pdf" | "docx" | "zip" => {
            return Some(Notice {
                place: Place::default(),
                kind: NoticeKind::NameLies { extension, format },
            });
        }
        _ => return None,
    };
    (named != format).then_some(Notice {
        place: Place::default(),
        kind: NoticeKind::NameLies { extension, format },
    })
}
