//! The words that every other crate shares: ids, periods, the working-day
//! calendar, code lists, exact numbers, data queries, the reader of definition
//! files, the audit entry, and clock and random source as parameters.
//!
//! Nothing here waits, reads a file or asks the time.

pub mod audit;
pub mod calendar;
pub mod clock;
pub mod decimal;
pub mod defs;
pub mod dimension;
pub mod ids;
pub mod nearest;
pub mod period;
pub mod query;
pub mod sensitivity;
pub mod versions;
