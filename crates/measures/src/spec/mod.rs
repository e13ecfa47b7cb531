//! Reads and runs specs: Markdown files whose small tables say which figures are given and what
//! must be printed from them. `specs/README.md` documents the form.

mod parse;
mod run;

use sightline_kernel::defs::Source;
use sightline_kernel::query::DataQuery;

use crate::catalogue::Catalogue;
use crate::request::Context;

pub use parse::Example;

/// One thing that an example asks, what it expects and what came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The file.
    pub file: String,
    /// The line in it, counted from 1.
    pub line: usize,
    /// The measure of the heading.
    pub measure: String,
    /// What is asked, as it stands in the file.
    pub ask: String,
    /// What the file expects.
    pub expect: String,
    /// What came.
    pub got: String,
    /// Whether they agree.
    pub holds: bool,
}

impl std::fmt::Display for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}:{}: {} {}: expected “{}”, got “{}”",
            self.file, self.line, self.measure, self.ask, self.expect, self.got
        )
    }
}

/// The measures for which a file holds an example that asks something.
///
/// # Errors
/// What cannot be read, with file and line.
pub fn examples(source: &Source) -> Result<Vec<Example>, Vec<DataQuery>> {
    parse::read(source)
}

/// Runs all examples of a file.
///
/// Takes the definitions, of which only the publications are left aside, and the area and period
/// that stand where a table names none. Gives one case for each row that asks.
///
/// # Errors
/// What cannot be read, with file and line.
pub fn run(
    catalogue: &Catalogue,
    context: &Context,
    source: &Source,
) -> Result<Vec<Case>, Vec<DataQuery>> {
    let examples = parse::read(source)?;
    let quiet = Catalogue { publications: Vec::new(), ..catalogue.clone() };
    let mut cases = Vec::new();
    let mut queries = Vec::new();
    for example in &examples {
        match run::example(&quiet, context, source, example) {
            Ok(found) => cases.extend(found),
            Err(query) => queries.push(*query),
        }
    }
    if queries.is_empty() { Ok(cases) } else { Err(queries) }
}
