//! Records, states and decisions, one folder a topic. No I/O, no clock, no access.

pub mod reports;
pub mod returns;
pub mod reviews;
