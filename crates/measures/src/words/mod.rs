//! Words from numbers, and whether typed words agree with numbers. The thresholds are data.

mod thresholds;

pub use thresholds::{About, FractionRule, Judge, Range, Say, Thresholds};
