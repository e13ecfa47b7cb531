//! Prose as the checks read it: paragraphs of text that know where each character came from.

use std::ops::Range;

use sightline_kernel::query::Place;

/// A text to be checked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Prose {
    /// The chapter's id, where it is one.
    pub(crate) chapter: Option<String>,
    /// Its paragraphs, headings and cells, in order.
    pub(crate) paragraphs: Vec<Paragraph>,
    /// Texts in which numbers may stand.
    pub(crate) allow: Vec<String>,
}

/// A paragraph, heading or cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Paragraph {
    /// The text, with generated figures filled in.
    pub(crate) text: String,
    /// Whether it is a heading, which names what follows.
    pub(crate) heading: bool,
    /// Where pieces of the text came from, in order of their offsets.
    pub(crate) pieces: Vec<(usize, Place)>,
    /// Where generated text stands, and which answer it is.
    pub(crate) generated: Vec<(Range<usize>, usize)>,
}

impl Paragraph {
    /// A paragraph that begins at a place.
    pub(crate) fn at(text: impl Into<String>, place: Place) -> Self {
        Self { text: text.into(), pieces: vec![(0, place)], ..Self::default() }
    }

    /// The place of a byte offset.
    pub(crate) fn place(&self, offset: usize) -> Place {
        let at = self.pieces.partition_point(|(start, _)| *start <= offset);
        let Some((start, place)) = self.pieces.get(at.saturating_sub(1)) else {
            return Place::default();
        };
        let column = place.column.as_deref().and_then(|column| column.parse::<usize>().ok());
        let along = self.text.get(*start..offset).map_or(0, |text| text.chars().count());
        let column = column.map(|column| (column + along).to_string());
        Place { column, ..place.clone() }
    }

    /// Whether a range touches generated text.
    pub(crate) fn is_generated(&self, range: &Range<usize>) -> bool {
        self.generated.iter().any(|(at, _)| at.start < range.end && range.start < at.end)
    }

    /// The sentence that holds the offset.
    pub(crate) fn sentence(&self, offset: usize) -> Range<usize> {
        around(&self.text, offset, ends_sentence)
    }

    /// The clause of a sentence that holds the offset.
    pub(crate) fn clause(&self, offset: usize) -> Range<usize> {
        let sentence = self.sentence(offset);
        let text = self.text.get(sentence.clone()).unwrap_or("");
        let inner = around(text, offset - sentence.start, ends_clause);
        sentence.start + inner.start..sentence.start + inner.end
    }
}

/// The part of the text around an offset, between the marks that `ends` finds.
fn around(text: &str, offset: usize, ends: fn(&str, usize) -> Option<usize>) -> Range<usize> {
    let mut start = 0;
    for (at, _) in text.char_indices() {
        let Some(length) = ends(text, at) else { continue };
        if at < offset {
            start = at + length;
        } else {
            return start..at;
        }
    }
    start..text.len()
}

/// A full stop, question or exclamation mark before a space and a capital, or the text's end.
fn ends_sentence(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let mark = rest.chars().next().filter(|c| matches!(c, '.' | '?' | '!' | '\n'))?;
    if mark == '\n' {
        return Some(1);
    }
    let after = rest.get(1..)?.trim_start_matches(['”', '"', ')', '’']);
    let spaced = after.is_empty() || after.starts_with(char::is_whitespace);
    let next = after.trim_start().chars().next();
    let starts = next.is_none_or(|c| c.is_uppercase() || c.is_numeric() || "“\"(‘".contains(c));
    let last = text.get(..at)?.rsplit([' ', '(']).next().unwrap_or("");
    let short = matches!(last, "s" | "p" | "no" | "No" | "e.g" | "i.e" | "para" | "approx");
    (spaced && starts && !short).then_some(1)
}

/// Semicolons, dashes, commas between words, and words that set one thing against another.
fn ends_clause(text: &str, at: usize) -> Option<usize> {
    const WORDS: [&str; 6] = [" while ", " whereas ", " but ", " although ", " though ", " and "];
    let rest = text.get(at..)?;
    if rest.starts_with([';', '—']) || rest.starts_with(": ") || rest.starts_with(", ") {
        return rest.chars().next().map(char::len_utf8);
    }
    WORDS.iter().find(|word| rest.starts_with(**word)).map(|word| word.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_sentences_and_clauses() {
        let text = "Offences rose by 2.5% in 2021. Under s. 42 of the Act, plans fell; \
                    contacts rose, while concerns fell. End";
        let paragraph = Paragraph::at(text, Place::default());
        let clause = |word: &str| {
            let range = paragraph.clause(text.find(word).unwrap());
            text[range].trim().to_owned()
        };
        let sentence = |word: &str| {
            let range = paragraph.sentence(text.find(word).unwrap());
            text[range].trim().to_owned()
        };
        assert_eq!(sentence("2.5"), "Offences rose by 2.5% in 2021");
        assert!(sentence("plans").starts_with("Under s. 42"));
        assert_eq!(clause("contacts"), "contacts rose");
        assert!(clause("concerns").ends_with("concerns fell"));
        assert_eq!(clause("plans"), "plans fell");
        assert_eq!(sentence("End"), "End");
    }

    #[test]
    fn places_run_on_inside_a_piece() {
        let mut paragraph = Paragraph::at("Ünder it\n", Place::line("a.md", 3, 5));
        paragraph.pieces.push((10, Place::line("a.md", 4, 1)));
        paragraph.text.push_str("next");
        assert_eq!(paragraph.place(7).to_string(), "a.md:3:11");
        assert_eq!(paragraph.place(11).to_string(), "a.md:4:2");
    }
}
