//! Words from numbers, and whether typed words agree with numbers. The thresholds are data.

mod fraction;
mod judge;
mod say;
mod thresholds;

pub use judge::{Agreement, WordClaim, find, judge};
pub use say::{about, direction, say};
pub use thresholds::{About, FractionRule, Judge, Range, Say, Thresholds};
