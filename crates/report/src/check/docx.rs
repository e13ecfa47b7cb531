//! The text of a Word document: paragraphs, tables, footnotes and endnotes.

use std::io::{Cursor, Read as _};

use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};
use sightline_kernel::query::{DataQuery, Place};

use super::prose::{Paragraph, Prose};

/// No part of a document that people write is larger than this once unpacked.
const MOST: u64 = 64 * 1024 * 1024;
/// No such part is packed more tightly than this.
const TIGHTEST: u64 = 500;

/// The parts that hold text, and what they are called in a place.
const PARTS: [(&str, &str); 3] = [
    ("word/document.xml", ""),
    ("word/footnotes.xml", " (footnotes)"),
    ("word/endnotes.xml", " (endnotes)"),
];

/// Reads the text of a document.
///
/// # Errors
/// One data query, coded `unreadable`, that says what is wrong with the file.
pub(crate) fn read(name: &str, bytes: &[u8]) -> Result<Prose, Box<DataQuery>> {
    let bad = |message: String, remedy: &str| {
        let place = Place { file: Some(name.to_owned()), ..Place::default() };
        Box::new(DataQuery::error("unreadable", place, message).remedy(remedy))
    };
    let again = "Open it in Word and save it again as .docx.";
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| bad(format!("The file is not a Word document: {error}."), again))?;
    let mut prose = Prose::default();
    for (part, called) in PARTS {
        let Ok(file) = archive.by_name(part) else {
            if called.is_empty() {
                let message = "The file holds no Word text.".to_owned();
                return Err(bad(message, "Give a .docx, a Markdown file or a text file."));
            }
            continue;
        };
        let bomb = file.size() > MOST || file.size() > file.compressed_size().max(1) * TIGHTEST;
        let mut xml = Vec::new();
        let read = file.take(MOST + 1).read_to_end(&mut xml);
        if bomb || xml.len() as u64 > MOST {
            let message = format!("“{part}” unpacks to more than a document can hold.");
            return Err(bad(message, "Do not open the file; ask its sender what it is."));
        }
        read.map_err(|error| bad(format!("“{part}” cannot be unpacked: {error}."), again))?;
        let paragraphs = paragraphs(&format!("{name}{called}"), &xml)
            .map_err(|error| bad(format!("“{part}” is damaged: {error}."), again))?;
        prose.paragraphs.extend(paragraphs);
    }
    Ok(prose)
}

/// The paragraphs of a part, numbered from 1 as they stand.
fn paragraphs(name: &str, xml: &[u8]) -> Result<Vec<Paragraph>, quick_xml::Error> {
    let mut reader = Reader::from_reader(xml);
    let mut walk = Walk { name, open: Vec::new(), out: Vec::new(), count: 0, text: false };
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer)? {
            Event::Start(tag) => walk.start(tag.local_name().as_ref()),
            Event::Empty(tag) => {
                walk.start(tag.local_name().as_ref());
                walk.end(tag.local_name().as_ref());
            }
            Event::End(tag) => walk.end(tag.local_name().as_ref()),
            Event::Text(text) => walk.push(text.as_ref()),
            Event::GeneralRef(reference) => {
                if let Some(c) = character(&reference) {
                    walk.push(c.encode_utf8(&mut [0; 4]));
                }
            }
            Event::Eof => return Ok(walk.out),
            _ => {}
        }
        buffer.clear();
    }
}

/// The character that a reference stands for. Entities of the document's own are not expanded.
fn character(reference: &BytesRef<'_>) -> Option<char> {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return Some(c);
    }
    match reference.as_ref() {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

struct Walk<'a> {
    name: &'a str,
    /// Open paragraphs; a text box holds paragraphs inside one.
    open: Vec<Paragraph>,
    out: Vec<Paragraph>,
    count: u64,
    text: bool,
}

impl Walk<'_> {
    fn start(&mut self, tag: &str) {
        match tag {
            "p" => {
                self.count += 1;
                let place = Place::row(self.name, self.count, Some("1"));
                self.open.push(Paragraph::at("", place));
            }
            "outlineLvl" => {
                if let Some(paragraph) = self.open.last_mut() {
                    paragraph.heading = true;
                }
            }
            "t" => self.text = true,
            "tab" | "br" | "cr" => self.write(" "),
            "noBreakHyphen" => self.write("-"),
            _ => {}
        }
    }

    fn end(&mut self, tag: &str) {
        match tag {
            "t" => self.text = false,
            "p" => {
                self.text = false;
                if let Some(paragraph) = self.open.pop()
                    && !paragraph.text.trim().is_empty()
                {
                    self.out.push(paragraph);
                }
            }
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        if self.text {
            self.write(text);
        }
    }

    fn write(&mut self, text: &str) {
        if let Some(paragraph) = self.open.last_mut() {
            paragraph.text.push_str(text);
        }
    }
}
