//! What went wrong, in words for a person: what happened, where, and what to do.

use std::path::Path;

use sightline_kernel::query::DataQuery;

/// A failure of a use case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// A stable code.
    pub code: &'static str,
    /// What happened and where.
    pub message: String,
    /// What to do.
    pub remedy: String,
    /// The data queries behind it, if it is about a file.
    pub queries: Vec<DataQuery>,
}

impl std::error::Error for Error {}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)?;
        if !self.remedy.is_empty() {
            write!(f, " {}", self.remedy)?;
        }
        self.queries.iter().try_for_each(|query| write!(f, "\n  {query}"))
    }
}

impl Error {
    /// An error with its code, message and remedy.
    #[must_use]
    pub fn new(code: &'static str, message: String, remedy: &str) -> Self {
        Self { code, message, remedy: remedy.to_owned(), queries: Vec::new() }
    }

    /// An error that one data query explains.
    #[must_use]
    pub fn query(query: Box<DataQuery>) -> Self {
        Self::queries("file", "The file cannot be used.".to_owned(), vec![*query])
    }

    /// An error that several data queries explain.
    #[must_use]
    pub fn queries(code: &'static str, message: String, queries: Vec<DataQuery>) -> Self {
        Self { code, message, remedy: String::new(), queries }
    }
}

/// Turns an I/O error at a path into words.
pub(crate) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Error + '_ {
    move |error| {
        let remedy = match error.kind() {
            std::io::ErrorKind::StorageFull => "The disk is full: make room, then try again.",
            std::io::ErrorKind::PermissionDenied => "Check that you may read and write there.",
            std::io::ErrorKind::NotFound => "Check the path.",
            _ => "Check the disk and try again.",
        };
        Error::new("io", format!("{}: {error}.", path.display()), remedy)
    }
}

impl From<sightline_access::NotFound> for Error {
    fn from(error: sightline_access::NotFound) -> Self {
        Self::new("not-found", format!("{error}."), "")
    }
}

impl From<sightline_store::StoreError> for Error {
    fn from(error: sightline_store::StoreError) -> Self {
        let text = error.to_string();
        let mut chars = text.chars();
        let first: String = chars.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
        Self::new("store", format!("{first}{}.", chars.as_str()), "")
    }
}
