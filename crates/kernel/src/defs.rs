//! The reader of definition files. Definitions are TOML, one file a version;
//! whatever is wrong in one is said with file, line and column.

use serde::de::DeserializeOwned;

use crate::nearest::did_you_mean;
use crate::query::{DataQuery, Place};

/// A definition file's name and text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The path as a person would write it, with forward slashes.
    pub path: String,
    /// The text.
    pub text: String,
}

/// Line and column, counted from 1, of a byte offset in a text. Columns count characters.
#[must_use]
pub fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    (line, column)
}

impl Source {
    /// Reads the file as a definition of type `T`.
    ///
    /// # Errors
    /// One data query, coded `definition`, with line and column and, for a misspelt key,
    /// the nearest known one.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Box<DataQuery>> {
        toml::from_str(&self.text).map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            let message = error.message().trim().to_owned();
            let remedy = misspelt(&message).unwrap_or_else(|| "Correct the file.".to_owned());
            Box::new(self.query(offset, message).remedy(remedy))
        })
    }

    /// A data query that points at a byte offset of this file.
    #[must_use]
    pub fn query(&self, offset: usize, message: impl Into<String>) -> DataQuery {
        let (line, column) = line_and_column(&self.text, offset);
        DataQuery::error("definition", Place::line(&self.path, line, column), message)
    }

    /// A data query that points at the first place where `needle` stands (or the file's start).
    #[must_use]
    pub fn query_at(&self, needle: &str, message: impl Into<String>) -> DataQuery {
        self.query(self.text.find(needle).unwrap_or(0), message)
    }
}

/// Turns “unknown field `x`, expected one of `a`, `b`” into “Did you mean “a”?”.
fn misspelt(message: &str) -> Option<String> {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let unknown = quoted.next()?;
    if !message.starts_with("unknown") {
        return None;
    }
    Some(did_you_mean(unknown, quoted)).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only the reading is under test")]
    struct Sample {
        title: String,
        version: u32,
    }

    fn read(text: &str) -> Result<Sample, Box<DataQuery>> {
        Source { path: "defs/sample.toml".into(), text: text.into() }.read()
    }

    #[test]
    fn a_misspelt_key_names_its_place_and_the_nearest() {
        let query = read("title = \"é\"\nversoin = 1\n").unwrap_err();
        assert_eq!(query.place, Place::line("defs/sample.toml", 2, 1));
        assert_eq!(query.remedy, "Did you mean “version”?");
    }

    #[test]
    fn a_wrong_type_names_its_place() {
        let query = read("title = \"x\"\nversion = \"one\"\n").unwrap_err();
        assert_eq!((query.place.row, query.place.column.as_deref()), (Some(2), Some("11")));
    }

    #[test]
    fn offsets_inside_a_character_are_safe() {
        assert_eq!(line_and_column("aé\nb", 2), (1, 2));
        assert_eq!(line_and_column("aé\nb", 99), (2, 2));
    }
}
