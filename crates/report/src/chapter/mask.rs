//! Takes the directives out of a chapter before Markdown reads it, so that no mark inside a
//! directive is taken for Markdown, and finds the way back from masked text to the source.

/// Stands before the number of an inline directive in masked text.
const INLINE: char = '\u{E000}';
/// Stands before the number of a block directive in masked text.
const BLOCK: char = '\u{E002}';
/// Stands after either number.
const END: char = '\u{E001}';

/// A chapter's body without its directives.
#[derive(Debug, Clone, Default)]
pub(crate) struct Masked {
    /// The text for Markdown.
    pub(crate) text: String,
    /// `{{…}}`, in order.
    pub(crate) inline: Vec<InlineText>,
    /// `::: … :::`, in order.
    pub(crate) blocks: Vec<BlockText>,
    /// Directives that are opened and not closed: where, and a sentence.
    pub(crate) unclosed: Vec<(usize, String)>,
    segments: Vec<Segment>,
}

#[derive(Debug, Clone, Copy)]
struct Segment {
    masked: usize,
    source: usize,
    /// Whether the masked text is the source's own, so that offsets run on inside it.
    literal: bool,
}

/// The inside of `{{…}}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InlineText {
    /// Without the braces.
    pub(crate) text: String,
    /// Where the inside begins in the source.
    pub(crate) offset: usize,
}

/// A block directive: its first line without the colons, and its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BlockText {
    /// After the colons.
    pub(crate) head: String,
    /// Where the head begins in the source.
    pub(crate) offset: usize,
    /// The lines between, with their offsets.
    pub(crate) lines: Vec<(String, usize)>,
}

/// A piece of masked text that Markdown gave back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Text, and its offset within the text that was given.
    Text(&'a str, usize),
    /// An inline directive.
    Inline(usize),
    /// A block directive.
    Block(usize),
}

impl Masked {
    /// The offset in the source of an offset in the masked text.
    pub(crate) fn source(&self, masked: usize) -> usize {
        let at = self.segments.partition_point(|segment| segment.masked <= masked);
        self.segments.get(at.saturating_sub(1)).map_or(masked, |segment| {
            if segment.literal {
                segment.source + (masked - segment.masked.min(masked))
            } else {
                segment.source
            }
        })
    }

    /// The text with inline directives written out again, as code shows them.
    pub(crate) fn restore(&self, text: &str) -> String {
        pieces(text)
            .into_iter()
            .map(|piece| match piece {
                Piece::Text(text, _) => text.to_owned(),
                Piece::Inline(at) => {
                    self.inline.get(at).map_or_else(String::new, |d| format!("{{{{{}}}}}", d.text))
                }
                Piece::Block(_) => String::new(),
            })
            .collect()
    }

    fn segment(&mut self, source: usize, literal: bool) {
        self.segments.push(Segment { masked: self.text.len(), source, literal });
    }

    /// Adds text of the source, with its inline directives masked.
    fn push_text(&mut self, text: &str, offset: usize) {
        let mut rest = text;
        while let Some(at) = rest.find("{{") {
            let here = offset + text.len() - rest.len();
            let (before, inside) = (rest.get(..at), rest.get(at + 2..));
            let (Some(before), Some(inside)) = (before, inside) else { break };
            self.push_literal(before, here);
            let Some(end) = end_of_inline(inside) else {
                self.unclosed.push((here + at, "“{{” is not closed by “}}”.".to_owned()));
                self.push_literal("{{", here + at);
                rest = inside;
                continue;
            };
            self.segment(here + at, false);
            let number = self.inline.len();
            self.text.push_str(&format!("{INLINE}{number}{END}"));
            self.inline.push(InlineText {
                text: clean(inside.get(..end).unwrap_or("")),
                offset: here + at + 2,
            });
            rest = inside.get(end + 2..).unwrap_or("");
        }
        self.push_literal(rest, offset + text.len() - rest.len());
    }

    /// Adds text as it is, except for the characters that mask directives.
    fn push_literal(&mut self, text: &str, offset: usize) {
        if !text.is_empty() {
            self.segment(offset, true);
            self.text.push_str(&clean(text));
        }
    }

    fn push_block(&mut self, block: BlockText) {
        self.segment(block.offset, false);
        let number = self.blocks.len();
        self.text.push_str(&format!("\n\n{BLOCK}{number}{END}\n\n"));
        self.blocks.push(block);
    }
}

/// Without the characters that mask directives. The replacement has the same length, so that
/// offsets hold.
fn clean(text: &str) -> String {
    text.replace([INLINE, BLOCK, END], "\u{FFFD}")
}

/// Where `}}` stands; an inline directive never runs over an empty line or another `{{`.
fn end_of_inline(inside: &str) -> Option<usize> {
    let end = inside.find("}}")?;
    let text = inside.get(..end)?;
    (!text.contains("{{") && !text.contains("\n\n") && !text.contains("\n\r\n")).then_some(end)
}

/// Masks the directives of a body that begins at `offset` in the source.
pub(crate) fn mask(body: &str, offset: usize) -> Masked {
    let mut masked = Masked::default();
    let mut lines = Spans { rest: body, offset };
    let mut plain = offset;
    let mut fence: Option<&str> = None;
    let cut = |from: usize, to: usize| body.get(from - offset..to - offset).unwrap_or("");
    while let Some((line, at)) = lines.next() {
        let trimmed = line.trim_start_matches(' ');
        if let Some(mark) = fence {
            if trimmed.starts_with(mark) && trimmed.trim().chars().all(|c| mark.contains(c)) {
                fence = None;
            }
            continue;
        }
        fence = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark));
        let Some(head) = opening(line) else { continue };
        masked.push_text(cut(plain, at), plain);
        let head_at = at + line.len() - line.trim_start().len() + 3;
        let block = read_block(head, head_at, &mut lines, &mut masked.unclosed);
        masked.push_block(block);
        plain = lines.offset;
    }
    masked.push_text(cut(plain, offset + body.len()), plain);
    masked
}

/// What follows the colons of a line that opens or closes a block directive.
fn opening(line: &str) -> Option<&str> {
    let indent = line.len() - line.trim_start_matches(' ').len();
    line.trim_start().strip_prefix(":::").filter(|_| indent <= 3)
}

/// Reads the lines of a block directive up to its `:::`, or up to where it must have ended.
fn read_block(
    head: &str,
    offset: usize,
    lines: &mut Spans<'_>,
    unclosed: &mut Vec<(usize, String)>,
) -> BlockText {
    let trimmed = head.trim_end();
    if let Some(one_line) = trimmed.strip_suffix(":::") {
        return BlockText { head: clean(one_line), offset, lines: Vec::new() };
    }
    let mut block = BlockText { head: clean(trimmed), offset, lines: Vec::new() };
    if trimmed.trim().is_empty() {
        unclosed.push((
            offset.saturating_sub(3),
            "“:::” closes a directive, and none is open.".to_owned(),
        ));
        return block;
    }
    loop {
        let before = *lines;
        match lines.next() {
            Some((line, _)) if opening(line).is_some_and(|rest| rest.trim().is_empty()) => {
                return block;
            }
            Some((line, at)) if !line.trim().is_empty() && opening(line).is_none() => {
                block.lines.push((clean(line.trim_end()), at));
            }
            _ => {
                *lines = before;
                let name = trimmed.split_whitespace().next().unwrap_or("");
                unclosed.push((
                    offset.saturating_sub(3),
                    format!("“::: {name}” is not closed by a line “:::”."),
                ));
                return block;
            }
        }
    }
}

/// The lines of a text with their offsets, without their ends.
#[derive(Debug, Clone, Copy)]
struct Spans<'a> {
    rest: &'a str,
    offset: usize,
}

impl<'a> Spans<'a> {
    fn next(&mut self) -> Option<(&'a str, usize)> {
        if self.rest.is_empty() {
            return None;
        }
        let (line, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
        let at = self.offset;
        self.offset += self.rest.len() - rest.len();
        self.rest = rest;
        Some((line.strip_suffix('\r').unwrap_or(line), at))
    }
}

/// Cuts masked text into text and directives.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find([INLINE, BLOCK]) {
        let here = text.len() - rest.len();
        let (before, marked) = rest.split_at(at);
        if !before.is_empty() {
            out.push(Piece::Text(before, here));
        }
        let mut chars = marked.chars();
        let block = chars.next() == Some(BLOCK);
        let (number, after) = chars.as_str().split_once(END).unwrap_or((chars.as_str(), ""));
        if let Ok(number) = number.parse() {
            out.push(if block { Piece::Block(number) } else { Piece::Inline(number) });
        }
        rest = after;
    }
    if !rest.is_empty() {
        out.push(Piece::Text(rest, text.len() - rest.len()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_and_finds_the_way_back() {
        let body = "One {{figure a.b}} é two\n\n::: table a.b\ntitle: T\n:::\nlast {{x}}\n";
        let masked = mask(body, 0);
        assert_eq!(masked.inline[0].text, "figure a.b");
        assert_eq!(&body[masked.inline[0].offset..][..6], "figure");
        assert_eq!(masked.blocks[0].head, " table a.b");
        assert_eq!(masked.blocks[0].lines, [("title: T".to_owned(), 41)]);
        for word in ["two", "last"] {
            let at = masked.text.find(word).unwrap();
            assert_eq!(masked.source(at), body.find(word).unwrap());
        }
        assert!(masked.unclosed.is_empty());
    }

    #[test]
    fn says_what_is_not_closed() {
        let cases = [
            ("a {{figure b\n\nc", 1, 0),
            ("::: table a.b\ntitle: T\n\nText", 1, 1),
            ("::: table a.b\n::: chart bar a.b\n:::\n", 1, 2),
            ("::: structure", 1, 1),
            ("::: structure :::\n", 0, 1),
            ("text\n:::\n", 1, 1),
            ("```\n::: table\n```\n", 0, 0),
        ];
        for (body, unclosed, blocks) in cases {
            let masked = mask(body, 0);
            assert_eq!((masked.unclosed.len(), masked.blocks.len()), (unclosed, blocks), "{body}");
        }
    }

    #[test]
    fn characters_that_mask_cannot_be_smuggled_in() {
        let masked = mask("a \u{E000}0\u{E001} {{x}}", 0);
        assert_eq!(pieces(&masked.text).iter().filter(|p| **p == Piece::Inline(0)).count(), 1);
    }
}
