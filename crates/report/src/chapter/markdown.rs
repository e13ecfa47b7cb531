//! From Markdown events to blocks.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::ast::{Block, Footnote, Inline, Run, TextTable};
use super::mask::{Masked, Piece, pieces};
use super::reader::Reader;

/// Lists, asides and stresses that lie deeper than this are flattened and noted.
const DEPTH: usize = 12;

/// Something opened and not yet closed.
#[derive(Debug)]
enum Frame {
    /// Holds blocks.
    Blocks(Holder, Vec<Block>),
    /// Holds running text.
    Text(Around, Vec<Inline>),
    /// A list with its finished items.
    List(Option<u64>, Vec<Vec<Block>>),
    /// A typed table.
    Table(TextTable),
    /// A row of a typed table.
    Row(Vec<Vec<Inline>>),
}

#[derive(Debug)]
enum Holder {
    Root,
    Aside,
    Item,
    Footnote(String),
}

#[derive(Debug)]
enum Around {
    /// A paragraph; the flag is set when Markdown gave no paragraph (items of a tight list).
    Paragraph(bool),
    Heading(u8, usize),
    Cell,
    Emphasis,
    Strong,
    Link(String),
}

/// Builds blocks from events.
pub(crate) struct Builder<'r, 'a> {
    reader: &'r mut Reader<'a>,
    masked: &'r Masked,
    frames: Vec<Frame>,
    /// How many of the open tags were flattened.
    flattened: usize,
    /// Depth inside of what is left out: HTML blocks, images, code blocks.
    silent: usize,
    labels: Vec<String>,
    notes: BTreeMap<String, Vec<Block>>,
    anchors: Vec<String>,
    last_level: u8,
}

/// The blocks of a chapter's body and its footnotes in order of use.
pub(crate) fn blocks(reader: &mut Reader<'_>, masked: &Masked) -> (Vec<Block>, Vec<Footnote>) {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
    let mut builder = Builder {
        reader,
        masked,
        frames: vec![Frame::Blocks(Holder::Root, Vec::new())],
        flattened: 0,
        silent: 0,
        labels: Vec::new(),
        notes: BTreeMap::new(),
        anchors: Vec::new(),
        last_level: 1,
    };
    for (event, range) in Parser::new_ext(&masked.text, options).into_offset_iter() {
        builder.event(event, &range);
    }
    builder.finish()
}

impl Builder<'_, '_> {
    fn event(&mut self, event: Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(tag) => self.open(tag, range),
            Event::End(tag) => self.close(tag),
            _ if self.silent > 0 => {}
            Event::Text(text) => self.text(&text, range.start),
            Event::Code(code) => {
                let text = self.masked.restore(&code);
                let (line, column) = self.reader.lines.at(self.masked.source(range.start));
                self.inline(Inline::Code(Run { text, line, column }));
            }
            Event::SoftBreak => self.text(" ", range.start),
            Event::HardBreak => self.inline(Inline::Break),
            Event::FootnoteReference(label) => self.reference(&label),
            Event::InlineHtml(_) | Event::Html(_) => self.refuse(
                range.start,
                "HTML is not printed, because the same text also goes to PDF and Word.",
                "Remove it, or put a backslash before the “<”.",
            ),
            Event::Rule => self.refuse(
                range.start,
                "A ruled line is not printed.",
                "Use a heading to part the text.",
            ),
            Event::InlineMath(_) | Event::DisplayMath(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn refuse(&mut self, at: usize, message: &str, remedy: &str) {
        let offset = self.masked.source(at);
        self.reader.error("chapter-text", offset, message, remedy);
    }

    fn open(&mut self, tag: Tag<'_>, range: &Range<usize>) {
        if self.silent > 0 {
            self.silent += 1;
            return;
        }
        match tag {
            Tag::HtmlBlock => self.silence(range.start, "HTML is not printed.", "Remove it."),
            Tag::Image { .. } => self.silence(
                range.start,
                "A picture is not printed.",
                "Use a chart directive, or a link to the picture.",
            ),
            Tag::CodeBlock(_) => self.silence(
                range.start,
                "A block of code is not printed.",
                "Take away the four spaces or the ``` before the text.",
            ),
            Tag::Paragraph => {
                self.end_loose_text();
                self.frames.push(Frame::Text(Around::Paragraph(false), Vec::new()));
            }
            Tag::Heading { level, .. } => {
                self.end_loose_text();
                let at = self.masked.source(range.start);
                self.frames.push(Frame::Text(Around::Heading(depth(level), at), Vec::new()));
            }
            Tag::Table(_) => {
                self.end_loose_text();
                self.frames.push(Frame::Table(TextTable { heads: Vec::new(), rows: Vec::new() }));
            }
            Tag::TableHead | Tag::TableRow => self.frames.push(Frame::Row(Vec::new())),
            Tag::TableCell => self.frames.push(Frame::Text(Around::Cell, Vec::new())),
            Tag::FootnoteDefinition(label) => {
                self.frames.push(Frame::Blocks(Holder::Footnote(label.to_string()), Vec::new()));
            }
            nested => self.open_nested(nested, range.start),
        }
    }

    /// Opens what can lie in itself; too deep, it is flattened.
    fn open_nested(&mut self, tag: Tag<'_>, at: usize) {
        if self.flattened > 0 || self.frames.len() >= DEPTH {
            if self.flattened == 0 {
                self.refuse(at, "The text is nested too deeply.", "Use fewer lists in lists.");
            }
            self.flattened += 1;
            return;
        }
        match tag {
            Tag::BlockQuote(_) => {
                self.end_loose_text();
                self.frames.push(Frame::Blocks(Holder::Aside, Vec::new()));
            }
            Tag::List(start) => {
                self.end_loose_text();
                self.frames.push(Frame::List(start, Vec::new()));
            }
            Tag::Item => self.frames.push(Frame::Blocks(Holder::Item, Vec::new())),
            Tag::Emphasis => self.open_text(Around::Emphasis),
            Tag::Strong => self.open_text(Around::Strong),
            Tag::Link { dest_url, .. } => {
                let to = self.link(&dest_url, at);
                self.open_text(Around::Link(to));
            }
            _ => self.flattened += 1,
        }
    }

    fn open_text(&mut self, around: Around) {
        self.loose_text();
        self.frames.push(Frame::Text(around, Vec::new()));
    }

    fn silence(&mut self, at: usize, message: &str, remedy: &str) {
        self.silent = 1;
        self.refuse(at, message, remedy);
    }

    fn link(&mut self, to: &str, at: usize) -> String {
        let target = self.masked.restore(to);
        let local = !target.contains(':') && !target.starts_with("//");
        if target != to {
            let remedy = "Write the address out.";
            self.refuse(at, "A figure cannot stand in the address of a link.", remedy);
        } else if !local && !["https://", "mailto:", "tel:"].iter().any(|s| target.starts_with(s)) {
            let message = format!("The link “{target}” is not printed.");
            let remedy = "Use an https address, or chapter#anchor for a place in this report.";
            self.refuse(at, &message, remedy);
        }
        target
    }

    fn close(&mut self, tag: TagEnd) {
        if self.silent > 0 {
            self.silent -= 1;
            return;
        }
        let nested = matches!(
            tag,
            TagEnd::BlockQuote(_)
                | TagEnd::List(_)
                | TagEnd::Item
                | TagEnd::Emphasis
                | TagEnd::Strong
                | TagEnd::Strikethrough
                | TagEnd::Link
        );
        if nested && self.flattened > 0 {
            // Tags close in the reverse order, so the flattened ones close first.
            self.flattened -= 1;
            if matches!(tag, TagEnd::Item) {
                self.end_loose_text();
            }
            return;
        }
        if matches!(tag, TagEnd::Item | TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition) {
            self.end_loose_text();
        }
        self.pop();
    }

    /// Closes the innermost frame and hands it to the one around it.
    fn pop(&mut self) {
        if self.frames.len() < 2 {
            return;
        }
        let Some(frame) = self.frames.pop() else { return };
        match frame {
            Frame::Blocks(Holder::Footnote(label), blocks) => {
                self.notes.insert(label, blocks);
            }
            Frame::Blocks(Holder::Item, blocks) => match self.frames.last_mut() {
                Some(Frame::List(_, items)) => items.push(blocks),
                _ => blocks.into_iter().for_each(|block| self.push(block)),
            },
            Frame::Blocks(_, blocks) => self.push(Block::Aside(blocks)),
            Frame::List(start, items) => self.push(Block::List { start, items }),
            Frame::Table(table) => self.push(Block::TextTable(table)),
            Frame::Row(cells) => {
                if let Some(Frame::Table(table)) = self.frames.last_mut() {
                    if table.heads.is_empty() {
                        table.heads = cells;
                    } else {
                        table.rows.push(cells);
                    }
                }
            }
            Frame::Text(around, text) => self.pop_text(around, text),
        }
    }

    fn pop_text(&mut self, around: Around, text: Vec<Inline>) {
        match around {
            Around::Paragraph(_) if is_blank(&text) => {}
            Around::Paragraph(_) => self.push(Block::Paragraph(text)),
            Around::Heading(level, at) => self.heading(level, at, text),
            Around::Cell => {
                if let Some(Frame::Row(cells)) = self.frames.last_mut() {
                    cells.push(text);
                }
            }
            Around::Emphasis => self.inline(Inline::Emphasis(text)),
            Around::Strong => self.inline(Inline::Strong(text)),
            Around::Link(to) => self.inline(Inline::Link { to, text }),
        }
    }

    /// Adds a block to the innermost frame that holds blocks.
    fn push(&mut self, block: Block) {
        self.end_loose_text();
        for frame in self.frames.iter_mut().rev() {
            if let Frame::Blocks(_, blocks) = frame {
                blocks.push(block);
                return;
            }
        }
    }

    /// Opens a paragraph when the innermost frame holds blocks (an item of a tight list).
    fn loose_text(&mut self) {
        if !matches!(self.frames.last(), Some(Frame::Text(..))) {
            self.frames.push(Frame::Text(Around::Paragraph(true), Vec::new()));
        }
    }

    fn end_loose_text(&mut self) {
        if matches!(self.frames.last(), Some(Frame::Text(Around::Paragraph(true), _))) {
            self.pop();
        }
    }

    fn inline(&mut self, inline: Inline) {
        self.loose_text();
        if let Some(Frame::Text(_, text)) = self.frames.last_mut() {
            text.push(inline);
        }
    }

    fn text(&mut self, text: &str, start: usize) {
        let masked = self.masked;
        for piece in pieces(text) {
            match piece {
                Piece::Text(text, at) => {
                    let run = self.reader.run(text, masked.source(start + at));
                    self.inline(run);
                }
                Piece::Inline(at) => {
                    if let Some(directive) = masked.inline.get(at) {
                        let inline = self.reader.figure_or_text(directive);
                        self.inline(inline);
                    }
                }
                Piece::Block(at) => {
                    if let Some(directive) = masked.blocks.get(at)
                        && let Some(block) = self.reader.block(directive)
                    {
                        self.push(block);
                    }
                }
            }
        }
    }

    fn heading(&mut self, level: u8, at: usize, text: Vec<Inline>) {
        if is_blank(&text) {
            self.reader.error("chapter-text", at, "A heading is empty.", "Write it, or remove it.");
            return;
        }
        if !(2..=4).contains(&level) || level > self.last_level + 1 {
            let message = format!(
                "A heading of level {level} stands after one of level {}.",
                self.last_level
            );
            let remedy = "The title in the front matter is level 1; begin with ## and go down one level at a time, to ####.";
            self.reader.warning("heading-order", at, message, remedy);
        }
        let level = level.clamp(2, (self.last_level + 1).clamp(2, 4));
        self.last_level = level;
        let id = self.anchor(&text);
        self.push(Block::Heading { level, id, text });
    }

    /// An anchor made from a heading's words, unique in the chapter.
    fn anchor(&mut self, text: &[Inline]) -> String {
        let mut words = String::new();
        collect_words(text, &mut words);
        let slug: Vec<String> = words
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_ascii_lowercase)
            .collect();
        let slug: String = slug.join("-").chars().take(60).collect();
        let slug = slug.trim_matches('-').to_owned();
        let starts_well = slug.starts_with(|c: char| c.is_ascii_lowercase());
        let slug = if starts_well { slug } else { format!("section-{slug}") };
        let slug = slug.trim_end_matches('-').to_owned();
        let name = |n: usize| if n == 1 { slug.clone() } else { format!("{slug}-{n}") };
        let free = (1..).map(name).find(|name| !self.anchors.contains(name));
        let free = free.unwrap_or(slug.clone());
        self.anchors.push(free.clone());
        free
    }

    fn reference(&mut self, label: &str) {
        let known = self.labels.iter().position(|known| known == label);
        let number = known.unwrap_or_else(|| {
            self.labels.push(label.to_owned());
            self.labels.len() - 1
        });
        self.inline(Inline::Footnote(number + 1));
    }

    /// Markdown prints a reference to a footnote that is not written as it stands; an author
    /// should hear of it.
    fn unwritten_footnotes(&mut self) {
        let text = self.masked.text.as_str();
        for (at, _) in text.match_indices("[^") {
            let label = text.get(at + 2..).and_then(|rest| rest.split_once(']')).map(|(l, _)| l);
            let Some(label) = label.filter(|l| !l.is_empty() && !l.contains(['\n', '['])) else {
                continue;
            };
            if !text.contains(&format!("[^{label}]:")) {
                let message = format!("The footnote “{label}” is referred to and not written.");
                let remedy = format!("Add a line “[^{label}]: …”.");
                self.reader.error("footnote", self.masked.source(at), message, remedy);
            }
        }
    }

    fn finish(mut self) -> (Vec<Block>, Vec<Footnote>) {
        while self.frames.len() > 1 {
            self.pop();
        }
        self.unwritten_footnotes();
        let mut footnotes = Vec::new();
        for (at, label) in std::mem::take(&mut self.labels).into_iter().enumerate() {
            let blocks = self.notes.remove(&label);
            footnotes.push(Footnote { number: at + 1, blocks: blocks.unwrap_or_default() });
        }
        for label in self.notes.keys() {
            let needle = format!("[^{label}]:");
            let at = self.masked.text.find(&needle).unwrap_or(0);
            let message = format!("The footnote “{label}” is written and not referred to.");
            let offset = self.masked.source(at);
            self.reader.warning("footnote", offset, message, "Refer to it, or remove it.");
        }
        match self.frames.pop() {
            Some(Frame::Blocks(_, blocks)) => (blocks, footnotes),
            _ => (Vec::new(), footnotes),
        }
    }
}

fn depth(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

fn is_blank(text: &[Inline]) -> bool {
    text.iter().all(|inline| matches!(inline, Inline::Text(run) if run.text.trim().is_empty()))
}

fn collect_words(text: &[Inline], out: &mut String) {
    for inline in text {
        match inline {
            Inline::Text(run) | Inline::Code(run) => out.push_str(&run.text),
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Link { text: inner, .. } => {
                collect_words(inner, out);
            }
            Inline::Figure(_) | Inline::Footnote(_) | Inline::Break => out.push(' '),
        }
    }
}
