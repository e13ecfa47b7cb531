//! Import of figures, as a row of named stages that ends in a report:
//! read → map → resolve codes → validate → reconcile → save → report.

mod category;
mod cells;
pub mod contract;
mod outcome;
mod read;
pub(crate) mod reopen;
mod rows;
mod run;
mod source;
mod twice;
mod value;

pub use outcome::{ImportReport, Outcome, Tally};
pub use run::{Import, import};
