//! `sightline report check-text FILE`: any Word document, Markdown or plain text.

use sightline_kernel::defs::Source;
use sightline_kernel::query::{DataQuery, Place};
use sightline_measures::catalogue::Catalogue;

use super::book::FigureBook;
use super::prose::Prose;
use super::{check, collect, docx};
use crate::answers::Answers;
use crate::chapter::{Names, Requests, parse};

/// Checks a text against the figures of the year.
///
/// Takes the file's name and bytes. A place names the line and column of Markdown and plain text,
/// and the paragraph and character of a Word document, all counted from 1. A file that cannot be
/// read gives one data query, coded `unreadable`.
#[must_use]
pub fn check_text(name: &str, bytes: &[u8], book: &FigureBook) -> Vec<DataQuery> {
    match read(name, bytes, book) {
        Ok(prose) => check(&prose, &Answers::default(), book),
        Err(query) => vec![*query],
    }
}

fn read(name: &str, bytes: &[u8], book: &FigureBook) -> Result<Prose, Box<DataQuery>> {
    if bytes.starts_with(b"PK") {
        return docx::read(name, bytes);
    }
    let text = decode(name, bytes)?;
    let lower = name.to_lowercase();
    if lower.ends_with(".md") || lower.ends_with(".markdown") {
        return Ok(markdown(name, text, book));
    }
    Ok(collect::plain(name, &text))
}

/// The text of bytes in UTF-8 or, with a byte-order mark, UTF-16.
fn decode(name: &str, bytes: &[u8]) -> Result<String, Box<DataQuery>> {
    let wide = |rest: &[u8], read: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = rest.as_chunks::<2>().0.iter().map(|pair| read(*pair)).collect();
        String::from_utf16(&units).ok()
    };
    let text = match bytes {
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => std::str::from_utf8(rest).ok().map(str::to_owned),
        bytes => std::str::from_utf8(bytes).ok().map(str::to_owned),
    };
    text.filter(|text| !text.contains('\0')).ok_or_else(|| {
        let place = Place { file: Some(name.to_owned()), ..Place::default() };
        let message = "The file is neither a Word document (.docx) nor text in UTF-8.";
        let remedy = "Save it as .docx, or as plain text in UTF-8.";
        Box::new(DataQuery::error("unreadable", place, message).remedy(remedy))
    })
}

/// The prose of a Markdown file, with or without front matter; directives are left out.
fn markdown(name: &str, text: String, book: &FigureBook) -> Prose {
    let catalogue = Catalogue::default();
    let names = Names::new(&catalogue, book.period);
    let source = Source { path: name.to_owned(), text };
    let (chapter, _) = parse(&source, &names, &mut Requests::default());
    let mut prose = collect::chapter(&chapter, &Answers::default());
    if !source.text.trim_start_matches('\u{FEFF}').starts_with("+++") {
        // Without front matter the title is only the file's name.
        prose.paragraphs.remove(0);
    }
    prose
}
