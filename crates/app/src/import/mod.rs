//! Import of figures, as a row of named stages that ends in a report:
//! read → map → resolve codes → validate → reconcile → save → report.

mod area;
mod category;
mod cells;
pub mod contract;
mod outcome;
pub(crate) mod read;
pub(crate) mod reopen;
pub(crate) mod rows;
mod run;
pub(crate) mod source;
mod twice;
mod value;

pub use outcome::{ImportReport, Outcome, Ranges, Tally};
pub use run::{Import, import};
