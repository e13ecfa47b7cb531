//! Block directives: `::: table …`, `::: chart …`, `::: checklist …`.

mod chart;
mod columns;
mod record;
mod rows;
mod table;

use super::args::Arg;
use super::ast::{Block, Inline};
use super::mask::BlockText;
use super::reader::{Noted, Reader};

/// All block directives, in the order of the guide.
pub(crate) const DIRECTIVES: [&str; 13] = [
    "table",
    "chart",
    "map",
    "checklist",
    "we-said-we-did",
    "statement",
    "quotation",
    "structure",
    "area-context",
    "reviews",
    "glossary",
    "sources",
    "absences",
];

/// A block directive, taken apart.
#[derive(Debug)]
pub(crate) struct Directive {
    /// Where it begins in the source.
    offset: usize,
    /// What follows the name.
    args: Vec<Arg>,
    /// The lines between, as key and value.
    lines: Vec<Line>,
}

/// One line of a block directive: `title: …`, with lines that are continued.
#[derive(Debug)]
struct Line {
    key: String,
    offset: usize,
    /// The parts of the value, one a source line, with their offsets.
    parts: Vec<(String, usize)>,
}

impl Line {
    /// The value on one line, and where it begins.
    fn joined(&self) -> (String, usize) {
        let text: Vec<&str> = self.parts.iter().map(|(text, _)| text.as_str()).collect();
        (text.join(" "), self.parts.first().map_or(self.offset, |(_, at)| *at))
    }
}

impl Directive {
    fn line(&self, key: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.key == key)
    }

    fn plain(&self) -> impl Iterator<Item = &Arg> {
        self.args.iter().filter(|arg| arg.key.is_none())
    }
}

impl Reader<'_> {
    /// Reads a block directive; nothing when it cannot be read, which is then noted.
    pub(crate) fn block(&mut self, block: &BlockText) -> Option<Block> {
        let offset = block.offset.saturating_sub(3);
        let args = self.split(&block.head, block.offset).ok()?;
        let (name, rest) = args.split_first()?;
        if name.key.is_some() || !DIRECTIVES.contains(&name.value.as_str()) {
            self.unknown(name.offset, "block directive", &name.value, DIRECTIVES);
            return None;
        }
        let lines = self.body(block)?;
        let directive = Directive { offset, args: rest.to_vec(), lines };
        let read = match name.value.as_str() {
            "table" => self.table_block(&directive),
            "chart" => self.chart_block(&directive),
            "map" => self.map_block(&directive),
            kind => self.record_block(kind, &directive),
        };
        read.ok()
    }

    fn body(&mut self, block: &BlockText) -> Option<Vec<Line>> {
        let mut lines: Vec<Line> = Vec::new();
        let mut good = true;
        for (text, offset) in &block.lines {
            let trimmed = text.trim_start();
            let at = offset + text.len() - trimmed.len();
            if text.starts_with([' ', '\t'])
                && let Some(last) = lines.last_mut()
            {
                last.parts.push((trimmed.trim_end().to_owned(), at));
                continue;
            }
            let key = trimmed.split_once(':').filter(|(key, _)| is_key(key));
            let Some((key, value)) = key else {
                let message = format!("“{trimmed}” is not of the form “key: value”.");
                let remedy = "Write title: …, or begin the line with two spaces to continue the one above, or close the directive with “:::” before it.";
                self.broken(at, message, remedy);
                good = false;
                continue;
            };
            let value_at = at + key.len() + 1 + value.len() - value.trim_start().len();
            lines.push(Line {
                key: key.trim().to_owned(),
                offset: at,
                parts: vec![(value.trim().to_owned(), value_at)],
            });
        }
        good.then_some(lines)
    }

    /// Notes lines that the directive does not take, and lines that are given twice.
    fn known_lines(&mut self, directive: &Directive, known: &[&str]) -> Result<(), Noted> {
        let mut result = Ok(());
        for (at, line) in directive.lines.iter().enumerate() {
            if !known.contains(&line.key.as_str()) {
                result = Err(self.unknown(
                    line.offset,
                    "line of this directive",
                    &line.key,
                    known.iter().copied(),
                ));
            } else if directive.lines.iter().take(at).any(|before| before.key == line.key) {
                let message = format!("“{}:” is given twice.", line.key);
                result = Err(self.broken(line.offset, message, "Keep one of them."));
            }
        }
        result
    }

    /// The text of a line with its figures; nothing when the line is absent or empty.
    fn text_line(&mut self, directive: &Directive, key: &str) -> Option<Vec<Inline>> {
        let line = directive.line(key)?;
        let mut out = Vec::new();
        for (at, (text, offset)) in line.parts.iter().enumerate() {
            if at > 0 {
                out.push(self.run(" ", offset.saturating_sub(1)));
            }
            out.extend(self.plain_text(text, *offset));
        }
        let empty = out.iter().all(|inline| match inline {
            Inline::Text(run) => run.text.trim().is_empty(),
            _ => false,
        });
        (!empty).then_some(out)
    }

    /// The text of a line that must be there.
    fn required_text(
        &mut self,
        directive: &Directive,
        key: &str,
        why: &str,
    ) -> Result<Vec<Inline>, Noted> {
        match self.text_line(directive, key) {
            Some(text) => Ok(text),
            None => {
                let code = format!("missing-{key}");
                let message = format!("There is no “{key}:” line.");
                Err(self.error(&code, directive.offset, message, why))
            }
        }
    }

    /// The next free anchor of a kind in this chapter: `crime-table-2`.
    fn anchor(&self, kind: &str, taken: impl Fn(&str) -> bool) -> String {
        let name = |n: usize| format!("{}-{kind}-{n}", self.chapter);
        (1..).map(name).find(|name| !taken(name)).unwrap_or_default()
    }
}

/// A key is a short word, so that a sentence with a colon is not taken for one.
fn is_key(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.len() <= 30 && text.chars().all(|c| c.is_alphanumeric() || c == '-')
}
