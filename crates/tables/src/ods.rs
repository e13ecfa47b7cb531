//! ODS spreadsheets, read straight from their content part.
//!
//! Not through calamine, for three reasons: it unrolls repeated cells before it
//! counts them, so a small file could take all memory; it turns numbers into
//! floats though the file holds their digits; and it does not end on a content
//! part that breaks off inside a table.

mod table;

use std::collections::HashSet;
use std::io::{BufReader, Cursor};
use std::sync::Arc;

use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use crate::cells;
use crate::csv::Used;
use crate::detect::Format;
use crate::document::{Document, Sheet};
use crate::error::{Problem, ReadError};
use crate::limits::Limits;
use crate::zip_guard;

/// Reader of the content part.
type Xml<'a> = quick_xml::Reader<BufReader<zip::read::ZipFile<'a, Cursor<&'a [u8]>>>>;

/// Reads a spreadsheet whose archive was held against the limits.
pub(crate) fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Document, ReadError> {
    let fail = |problem| ReadError::whole(name, problem);
    check_kind(bytes).map_err(fail)?;
    let mut archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| fail(Problem::Damaged(error.to_string())))?;
    let part = archive
        .by_name("content.xml")
        .map_err(|error| fail(Problem::Damaged(error.to_string())))?;
    let mut xml = quick_xml::Reader::from_reader(BufReader::new(part));
    xml.config_mut().expand_empty_elements = true;
    let sheets = Content {
        name,
        limits,
        used: Used::default(),
        hidden: HashSet::new(),
        style: String::new(),
        sheets: Vec::new(),
    };
    let sheets = sheets.read(&mut xml)?;
    let notices = sheets.iter().flat_map(cells::notices).collect();
    Ok(Document {
        name: name.to_owned(),
        format: Format::Ods,
        encoding: None,
        delimiter: None,
        sheets,
        notices,
    })
}

/// Refuses other OpenDocument files and encrypted ones.
fn check_kind(bytes: &[u8]) -> Result<(), Problem> {
    const SPREADSHEET: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";
    if let Some(kind) = zip_guard::part(bytes, "mimetype")?
        && !kind.starts_with(SPREADSHEET)
    {
        return Err(Problem::NotATable("an OpenDocument file that is no spreadsheet"));
    }
    let manifest = zip_guard::part(bytes, "META-INF/manifest.xml")?.unwrap_or_default();
    if memchr::memmem::find(&manifest, b"encryption-data").is_some() {
        return Err(Problem::Password);
    }
    Ok(())
}

/// What is being read.
struct Content<'a> {
    name: &'a str,
    limits: &'a Limits,
    used: Used,
    /// Styles of hidden sheets.
    hidden: HashSet<String>,
    /// Name of the style that is being read.
    style: String,
    sheets: Vec<Sheet>,
}

impl Content<'_> {
    fn read(mut self, xml: &mut Xml<'_>) -> Result<Vec<Sheet>, ReadError> {
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            let event =
                next(xml, &mut buffer).map_err(|problem| ReadError::whole(self.name, problem))?;
            match event {
                Event::Eof => return Ok(self.sheets),
                Event::Start(tag) if tag.name().as_ref() == "table:table" => {
                    self.table(xml, &tag)?
                }
                Event::Start(tag) => self.style(&tag),
                _ => {}
            }
        }
    }

    /// Keeps the styles that hide a sheet.
    fn style(&mut self, tag: &BytesStart<'_>) {
        match tag.name().as_ref() {
            "style:style" => self.style = attribute(tag, "style:name").unwrap_or_default(),
            "style:table-properties"
                if attribute(tag, "table:display").as_deref() == Some("false") =>
            {
                self.hidden.insert(self.style.clone());
            }
            _ => {}
        }
    }

    fn table(&mut self, xml: &mut Xml<'_>, tag: &BytesStart<'_>) -> Result<(), ReadError> {
        if self.sheets.len() >= self.limits.sheets {
            let problem = Problem::TooMany { what: "sheets", limit: self.limits.sheets as u64 };
            return Err(ReadError::whole(self.name, problem));
        }
        let name: Arc<str> = Arc::from(attribute(tag, "table:name").unwrap_or_default());
        let visible =
            attribute(tag, "table:style-name").is_none_or(|style| !self.hidden.contains(&style));
        let reader =
            table::TableReader::new(self.name, Arc::clone(&name), self.limits, &mut self.used);
        let (rows, merged) = reader.read(xml)?;
        self.sheets.push(Sheet { name, visible, rows, merged });
        Ok(())
    }
}

/// The next event, with the reader's own errors as ours.
fn next<'b>(xml: &mut Xml<'_>, buffer: &'b mut Vec<u8>) -> Result<Event<'b>, Problem> {
    xml.read_event_into(buffer).map_err(|error| Problem::Damaged(error.to_string()))
}

/// The value of an attribute, entities resolved; `None` when it is absent or
/// broken.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag.try_get_attribute(name).ok()??;
    Some(attribute.normalized_value(quick_xml::XmlVersion::Explicit1_0).ok()?.into_owned())
}
