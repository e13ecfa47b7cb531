//! Measures, observations, indicators, figures and their words, comparators, and small-number
//! suppression. Pure functions over plain values: no storage, no web, no clock.
//!
//! Start with [`card`] (what is counted), [`observation`] (what was supplied), [`request`] (what is
//! asked for) and [`table`] (what is printed). [`catalogue`] reads the definitions, [`compute`]
//! answers requests, [`words`] says figures and judges typed words, [`spec`] runs worked examples.

pub mod ask;
pub mod card;
pub mod catalogue;
pub mod claims;
pub mod compute;
pub mod observation;
pub mod print;
pub mod reconcile;
pub mod request;
pub mod spec;
pub mod suppression;
pub mod table;
pub mod words;
