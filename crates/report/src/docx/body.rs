//! The text of the document, its footnotes, links and pictures.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::picture::Painter;
use super::xml::{self, Face};
use crate::edition::PrintError;
use crate::sheet::{
    Exhibit, Grid, Node, Page, Part, Piece, SaidDid, Sheet, Target, WordTable, day_in_words, flat,
};

/// The width of the text in twentieths of a point: A4 less 2 cm on each side.
const WIDTH: u32 = 9_638;

/// What the body needs beside itself.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) body: String,
    pub(super) footnotes: String,
    /// Relationship targets outside the file, in order: `rIdL0`, `rIdL1`, …
    pub(super) links: Vec<String>,
    /// Names and bytes of pictures, in order: `rIdP0` (PNG), `rIdS0` (SVG), …
    pub(super) pictures: Vec<(Vec<u8>, String)>,
    /// How many numbered lists there are; each has its own numbering.
    pub(super) numbered: Vec<u64>,
}

struct Writer<'w> {
    painter: &'w Painter,
    written: Written,
    marks: BTreeMap<String, usize>,
    notes: &'w [Vec<Part>],
    chapter: &'w str,
    footnote: usize,
}

/// Writes the whole body.
pub(super) fn write(sheet: &Sheet, painter: &Painter) -> Result<Written, PrintError> {
    let mut writer = Writer {
        painter,
        written: Written::default(),
        marks: marks(sheet),
        notes: &[],
        chapter: "",
        footnote: 0,
    };
    let mut out = String::new();
    cover(&mut out, sheet);
    writer.contents(&mut out, sheet);
    for page in &sheet.chapters {
        writer.chapter(&mut out, page)?;
    }
    writer.written.body = out;
    Ok(writer.written)
}

/// Bookmarks are numbered, because their names may not be long.
fn marks(sheet: &Sheet) -> BTreeMap<String, usize> {
    let mut keys = Vec::new();
    for page in &sheet.chapters {
        keys.push(format!("{}--", page.id));
        for part in &page.parts {
            match part {
                Part::Heading { id, .. } => keys.push(format!("{}--{id}", page.id)),
                Part::Table(exhibit) | Part::Chart(exhibit) => {
                    keys.push(format!("{}--{}", page.id, exhibit.id));
                }
                _ => {}
            }
        }
    }
    keys.into_iter().enumerate().map(|(at, key)| (key, at)).collect()
}

fn plain(out: &mut String, style: &str, text: &str) {
    xml::paragraph(out, style, |out| xml::run(out, text, Face::default()));
}

fn cover(out: &mut String, sheet: &Sheet) {
    let settings = &sheet.settings;
    plain(out, "Subtitle", &settings.partnership);
    plain(out, "Title", &settings.title);
    let (from, to) = (settings.year.start(), settings.year.end());
    plain(out, "Subtitle", &format!("{} to {}", day_in_words(from), day_in_words(to)));
    plain(out, "", &format!("{}, {}", sheet.stage(), day_in_words(settings.date)));
    if let Some(contact) = &settings.contact {
        plain(out, "", &format!("Contact: {contact}"));
    }
    if let Some(said) = &settings.demonstration {
        plain(out, "Box", said);
    }
}

impl<'w> Writer<'w> {
    fn contents(&self, out: &mut String, sheet: &Sheet) {
        plain(out, "ContentsHeading", "Contents");
        for page in &sheet.chapters {
            let key = format!("{}--", page.id);
            xml::paragraph(out, "Contents", |out| {
                self.inside(out, &key, |out| xml::run(out, &page.title, Face::default()));
            });
        }
    }

    fn inside(&self, out: &mut String, key: &str, inner: impl FnOnce(&mut String)) {
        match self.marks.get(key) {
            Some(mark) => {
                let _ = write!(out, r#"<w:hyperlink w:anchor="b{mark}">"#);
                inner(out);
                out.push_str("</w:hyperlink>");
            }
            None => inner(out),
        }
    }

    fn marked(&self, out: &mut String, anchor: &str, inner: impl FnOnce(&mut String)) {
        match self.marks.get(&format!("{}--{anchor}", self.chapter)) {
            Some(mark) => {
                let _ = write!(out, r#"<w:bookmarkStart w:id="{mark}" w:name="b{mark}"/>"#);
                inner(out);
                let _ = write!(out, r#"<w:bookmarkEnd w:id="{mark}"/>"#);
            }
            None => inner(out),
        }
    }

    fn chapter(&mut self, out: &mut String, page: &'w Page) -> Result<(), PrintError> {
        self.chapter = &page.id;
        self.notes = &page.footnotes;
        xml::paragraph(out, "Heading1", |out| {
            self.marked(out, "", |out| xml::run(out, &page.title, Face::default()));
        });
        if page.draft {
            plain(out, "Note", "Draft chapter");
        }
        self.parts(out, &page.parts)
    }

    fn parts(&mut self, out: &mut String, parts: &[Part]) -> Result<(), PrintError> {
        for part in parts {
            self.part(out, part)?;
        }
        Ok(())
    }

    fn part(&mut self, out: &mut String, part: &Part) -> Result<(), PrintError> {
        match part {
            Part::Heading { level, id, text } => {
                let mut inner = String::new();
                self.pieces(&mut inner, text, Face::default());
                xml::paragraph(out, &format!("Heading{level}"), |out| {
                    self.marked(out, id, |out| out.push_str(&inner));
                });
            }
            Part::Paragraph { text } => self.paragraph(out, "", text),
            Part::Note { text } => plain(out, "Source", text),
            Part::List { start, items } => self.list(out, *start, items, 0)?,
            Part::Box { parts, by, .. } => self.boxed(out, parts, by.as_deref())?,
            Part::Quote { words, by, consent, changed } => {
                words.iter().for_each(|words| plain(out, "Quote", words));
                plain(out, "Note", by);
                plain(out, "", &format!("What changed: {changed}"));
                plain(out, "Note", consent);
            }
            Part::Words(table) => self.words(out, table),
            Part::Table(exhibit) => self.exhibit(out, exhibit)?,
            Part::Chart(exhibit) => self.exhibit(out, exhibit)?,
            Part::Facts { items } => items.iter().for_each(|fact| {
                xml::paragraph(out, "", |out| {
                    xml::run(out, &fact.printed, Face { bold: true, ..Face::default() });
                    xml::run(out, &format!(" {}", fact.label), Face::default());
                });
            }),
            Part::Terms { items } => items.iter().for_each(|(term, meaning)| {
                xml::paragraph(out, "", |out| {
                    xml::run(out, term, Face { bold: true, ..Face::default() });
                    xml::run(out, &format!(" {meaning}"), Face::default());
                });
            }),
            Part::Tree { nodes, .. } => tree(out, nodes, 0),
            Part::SaidDid { items } => items.iter().for_each(|item| said_did(out, item)),
        }
        Ok(())
    }

    fn paragraph(&mut self, out: &mut String, style: &str, text: &[Piece]) {
        let mut inner = String::new();
        self.pieces(&mut inner, text, Face::default());
        xml::paragraph(out, style, |out| out.push_str(&inner));
    }

    fn boxed(
        &mut self,
        out: &mut String,
        parts: &[Part],
        by: Option<&str>,
    ) -> Result<(), PrintError> {
        for part in parts {
            match part {
                Part::Paragraph { text } => self.paragraph(out, "Box", text),
                other => self.part(out, other)?,
            }
        }
        if let Some(by) = by {
            plain(out, "Note", by);
        }
        Ok(())
    }

    fn list(
        &mut self,
        out: &mut String,
        start: Option<u64>,
        items: &[Vec<Part>],
        depth: usize,
    ) -> Result<(), PrintError> {
        let number = match start {
            None => 1,
            Some(start) => {
                self.written.numbered.push(start);
                self.written.numbered.len() + 1
            }
        };
        let depth = depth.min(8);
        for item in items {
            let mut first = true;
            for part in item {
                match part {
                    Part::Paragraph { text } if first => {
                        let mut inner = String::new();
                        self.pieces(&mut inner, text, Face::default());
                        let list = numbering(number, depth);
                        xml::paragraph_with(out, "ListParagraph", &list, |out| {
                            out.push_str(&inner)
                        });
                    }
                    Part::List { start, items } => self.list(out, *start, items, depth + 1)?,
                    other => self.part(out, other)?,
                }
                first = false;
            }
        }
        Ok(())
    }

    fn pieces(&mut self, out: &mut String, pieces: &[Piece], face: Face) {
        for piece in pieces {
            match piece {
                Piece::Text { text } | Piece::Figure { text, .. } => xml::run(out, text, face),
                Piece::Code { text } => xml::run(out, text, Face { code: true, ..face }),
                Piece::Emphasis { text } => self.pieces(out, text, Face { italic: true, ..face }),
                Piece::Strong { text } => self.pieces(out, text, Face { bold: true, ..face }),
                Piece::Break => out.push_str("<w:r><w:br/></w:r>"),
                Piece::Link { to, text } => self.link(out, to, text, face),
                Piece::Note { number, .. } => self.note(out, *number),
            }
        }
    }

    fn link(&mut self, out: &mut String, to: &Target, text: &[Piece], face: Face) {
        let mut inner = String::new();
        self.pieces(&mut inner, text, face);
        match to {
            Target::Outside { address } => {
                let _ = write!(out, r#"<w:hyperlink r:id="rIdL{}">"#, self.written.links.len());
                self.written.links.push(address.clone());
                out.push_str(&inner);
                out.push_str("</w:hyperlink>");
            }
            Target::Inside { chapter, anchor } => {
                self.inside(out, &format!("{chapter}--{anchor}"), |out| out.push_str(&inner));
            }
        }
    }

    fn note(&mut self, out: &mut String, number: usize) {
        let notes = self.notes;
        let Some(parts) = number.checked_sub(1).and_then(|at| notes.get(at)) else { return };
        self.footnote += 1;
        let id = self.footnote;
        let _ = write!(
            out,
            r#"<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="{id}"/></w:r>"#
        );
        let text = parts.iter().map(words_of).collect::<Vec<_>>().join(" ");
        let _ = write!(self.written.footnotes, r#"<w:footnote w:id="{id}">"#);
        xml::paragraph(&mut self.written.footnotes, "FootnoteText", |out| {
            out.push_str(r#"<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>"#);
            xml::run(out, &format!(" {text}"), Face::default());
        });
        self.written.footnotes.push_str("</w:footnote>");
    }

    fn exhibit(&mut self, out: &mut String, exhibit: &Exhibit) -> Result<(), PrintError> {
        let mut title = String::new();
        xml::run(
            &mut title,
            &format!("{}. ", exhibit.number),
            Face { quiet: true, ..Face::default() },
        );
        self.pieces(&mut title, &exhibit.title, Face { bold: true, ..Face::default() });
        xml::paragraph(out, "Caption", |out| {
            self.marked(out, &exhibit.id, |out| out.push_str(&title));
        });
        if let Some(chart) = &exhibit.chart {
            self.picture(out, &exhibit.id, &chart.drawing.wide, &chart.alt)?;
        }
        grid(out, &exhibit.grid, &format!("{}. {}", exhibit.number, flat(&exhibit.title)));
        if !exhibit.caption.is_empty() {
            self.paragraph(out, "Note", &exhibit.caption);
        }
        exhibit.notes.iter().for_each(|note| plain(out, "Note", note));
        plain(out, "Source", &exhibit.source);
        Ok(())
    }

    fn picture(
        &mut self,
        out: &mut String,
        id: &str,
        svg: &str,
        alt: &str,
    ) -> Result<(), PrintError> {
        let painting = self.painter.paint(id, svg)?;
        let at = self.written.pictures.len();
        // 9,638 twentieths of a point, in English metric units.
        let cx = u64::from(WIDTH) * 635;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a chart is a few centimetres high"
        )]
        let cy = (f64::from(WIDTH) * 635.0 * f64::from(painting.size.1 / painting.size.0)) as u64;
        let (png, vector) = (format!("rIdP{at}"), format!("rIdS{at}"));
        xml::paragraph(out, "Chart", |out| {
            xml::picture(out, at + 1, (&png, &vector), (cx, cy), (id, alt));
        });
        self.written.pictures.push((painting.png, sized(svg, painting.size)));
        Ok(())
    }

    fn words(&mut self, out: &mut String, table: &WordTable) {
        if !table.title.is_empty() {
            let mut title = String::new();
            self.pieces(&mut title, &table.title, Face { bold: true, ..Face::default() });
            xml::paragraph(out, "Caption", |out| out.push_str(&title));
        }
        let all = table.widths.iter().sum::<u32>().max(1);
        let widths: Vec<u32> = table.widths.iter().map(|width| WIDTH * width / all).collect();
        xml::table(out, &flat(&table.title), &widths);
        let heads = std::iter::once((true, &table.heads));
        for (head, row) in heads.chain(table.rows.iter().map(|row| (false, row))) {
            xml::row(out, head);
            for (pieces, width) in row.iter().zip(&widths) {
                let mut inner = String::new();
                self.pieces(&mut inner, pieces, Face { bold: head, ..Face::default() });
                xml::cell(out, *width, false, |out| out.push_str(&inner));
            }
            out.push_str("</w:tr>");
        }
        out.push_str("</w:tbl>");
        plain(out, "Source", "");
    }
}

/// Word wants a size on the picture itself.
fn sized(svg: &str, (width, height): (f32, f32)) -> String {
    svg.replacen("<svg ", &format!("<svg width=\"{width}\" height=\"{height}\" "), 1)
}

fn numbering(number: usize, depth: usize) -> String {
    format!(r#"<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>"#)
}

/// The words of a footnote.
fn words_of(part: &Part) -> String {
    match part {
        Part::Paragraph { text } | Part::Heading { text, .. } => flat(text),
        Part::List { items, .. } => {
            items.iter().flatten().map(words_of).collect::<Vec<_>>().join("; ")
        }
        _ => String::new(),
    }
}

fn tree(out: &mut String, nodes: &[Node], depth: usize) {
    for node in nodes {
        xml::paragraph_with(out, "ListParagraph", &numbering(1, depth.min(8)), |out| {
            xml::run(out, &node.name, Face { bold: true, ..Face::default() });
            for about in &node.about {
                xml::run(out, &format!(", {about}"), Face { quiet: true, ..Face::default() });
            }
        });
        tree(out, &node.below, depth + 1);
    }
}

fn said_did(out: &mut String, item: &SaidDid) {
    for (word, text) in
        [("We said", &item.said), ("We did", &item.did), (item.status.as_str(), &item.next)]
    {
        xml::paragraph(out, "Box", |out| {
            xml::run(out, word, Face { bold: true, ..Face::default() });
            if !text.is_empty() {
                xml::run(out, &format!(": {text}"), Face::default());
            }
        });
    }
}

/// A table of figures. A wide one gets narrow columns: Word's readers can turn the page.
fn grid(out: &mut String, grid: &Grid, about: &str) {
    let columns = u32::try_from(grid.heads.len()).unwrap_or(u32::MAX).max(1);
    let one = (WIDTH * 6 / 10 / columns).min(1_700);
    let mut widths = vec![WIDTH - one * columns];
    widths.extend(std::iter::repeat_n(one, grid.heads.len()));
    let about: String = about.chars().take(250).collect();
    xml::table(out, &about, &widths);
    let bold = Face { bold: true, ..Face::default() };
    xml::row(out, true);
    let stub = widths.first().copied().unwrap_or(WIDTH);
    xml::cell(out, stub, false, |out| xml::run(out, &grid.stub, bold));
    for head in &grid.heads {
        xml::cell(out, one, true, |out| xml::run(out, head, bold));
    }
    out.push_str("</w:tr>");
    for row in &grid.rows {
        let face =
            Face { bold: row.kind == "total", quiet: row.kind == "apart", ..Face::default() };
        xml::row(out, false);
        xml::cell(out, stub, false, |out| xml::run(out, &row.label, face));
        for cell in &row.cells {
            let absent = cell.look != "number";
            let face = Face { italic: absent, quiet: face.quiet || absent, ..face };
            xml::cell(out, one, true, |out| xml::run(out, &cell.text, face));
        }
        out.push_str("</w:tr>");
    }
    out.push_str("</w:tbl>");
}
