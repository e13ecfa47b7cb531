//! Lines and columns of a source text, found quickly.

use sightline_kernel::query::Place;

/// Where each line of a text begins.
#[derive(Debug, Clone)]
pub(crate) struct Lines<'a> {
    path: &'a str,
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// Reads the text once.
    pub(crate) fn new(path: &'a str, text: &'a str) -> Self {
        let mut starts = vec![0];
        starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
        Self { path, text, starts }
    }

    /// Line and column, counted from 1, of a byte offset. Columns count characters.
    pub(crate) fn at(&self, offset: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let before = self
            .text
            .as_bytes()
            .get(start..offset.min(self.text.len()))
            .map_or(0, |bytes| bytes.iter().filter(|b| (**b & 0xC0) != 0x80).count());
        (line, before + 1)
    }

    /// The place of a byte offset.
    pub(crate) fn place(&self, offset: usize) -> Place {
        let (line, column) = self.at(offset);
        Place::line(self.path, line, column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_like_the_kernel() {
        let text = "aé\nb\n\n“c”";
        let lines = Lines::new("x", text);
        for offset in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
            assert_eq!(
                lines.at(offset),
                sightline_kernel::defs::line_and_column(text, offset),
                "{offset}"
            );
        }
        assert_eq!(lines.at(999), (4, 4));
    }
}
