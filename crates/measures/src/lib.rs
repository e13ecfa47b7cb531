//! Measures, observations, indicators, figures and their words, comparators, and small-number
//! suppression. Pure functions over plain values: no storage, no web, no clock.
//!
//! Start with [`card`] (what is counted), [`observation`] (what was supplied), [`request`] (what is
//! asked for) and [`table`] (what is printed).

pub mod card;
pub mod catalogue;
pub mod observation;
pub mod request;
pub mod table;
pub mod words;
