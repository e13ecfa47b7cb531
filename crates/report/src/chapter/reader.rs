//! What all parts of the parser share: where they are, what they know, what they found wrong.

use sightline_kernel::nearest::did_you_mean;
use sightline_kernel::query::{DataQuery, Place, Severity};

use super::lines::Lines;
use super::names::Names;
use super::requests::Requests;

/// The parser's state for one chapter.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    pub(crate) names: &'a Names<'a>,
    pub(crate) lines: Lines<'a>,
    pub(crate) requests: &'a mut Requests,
    pub(crate) queries: Vec<DataQuery>,
    /// The chapter's id.
    pub(crate) chapter: String,
}

/// A directive that could not be read; what is wrong has been noted already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Noted;

impl Reader<'_> {
    /// The place of an offset of the source.
    pub(crate) fn place(&self, offset: usize) -> Place {
        self.lines.place(offset)
    }

    /// Notes an error with what to do about it.
    pub(crate) fn error(
        &mut self,
        code: &str,
        offset: usize,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Noted {
        self.note(Severity::Error, code, offset, message.into(), remedy.into())
    }

    /// Notes something that should be looked at.
    pub(crate) fn warning(
        &mut self,
        code: &str,
        offset: usize,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Noted {
        self.note(Severity::Warning, code, offset, message.into(), remedy.into())
    }

    /// Notes a directive that breaks the rules of its form.
    pub(crate) fn broken(
        &mut self,
        offset: usize,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Noted {
        self.error("broken-directive", offset, message, remedy)
    }

    /// Notes a name that is not known, with the nearest that are.
    pub(crate) fn unknown<'n>(
        &mut self,
        offset: usize,
        kind: &str,
        typed: &str,
        known: impl IntoIterator<Item = &'n str>,
    ) -> Noted {
        let known: Vec<&str> = known.into_iter().collect();
        let near = did_you_mean(typed, known.iter().copied());
        let remedy = match (near.is_empty(), known.len()) {
            (false, _) => near,
            (true, 0) => "None is known here.".to_owned(),
            (true, 1..=12) => format!("Known are: {}.", known.join(", ")),
            (true, many) => format!("None of the {many} known names is near; see the guide."),
        };
        let message = format!("“{typed}” is not a known {kind}.");
        self.error("unknown-name", offset, message, remedy)
    }

    fn note(
        &mut self,
        severity: Severity,
        code: &str,
        offset: usize,
        message: String,
        remedy: String,
    ) -> Noted {
        let place = self.place(offset);
        self.queries.push(DataQuery::new(code, severity, place, message).remedy(remedy));
        Noted
    }
}
