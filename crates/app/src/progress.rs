//! How far long work has come, for whoever shows it.

/// A step of long work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    /// A stage begins.
    Begun(&'a str),
    /// A stage has come so far.
    Far {
        /// The stage.
        what: &'a str,
        /// How many are done.
        done: u64,
        /// Of how many, where that is known.
        of: Option<u64>,
        /// What is counted: “rows”.
        unit: &'a str,
    },
}

/// Who is told of each step.
pub type Steps<'a> = dyn Fn(Step<'_>) + Sync + 'a;

/// Rows between two reports of how far a stage has come.
pub(crate) const EACH: u64 = 10_000;
