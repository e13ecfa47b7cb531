//! Chapters and figures to HTML, PDF, DOCX, charts and open data. Values in, files out: nothing
//! here reads a database, the network or the clock.
//!
//! Start with [`chapter`] (what authors write), [`answers`] and [`records`] (what it is answered
//! with); the renderers print these and nothing else.

pub mod answers;
pub mod chapter;
pub mod charts;
pub mod check;
pub mod docx;
pub mod edition;
pub mod fonts;
#[doc(hidden)]
pub mod fuzzing;
pub mod html;
pub mod numerals;
pub mod opendata;
pub mod pdf;
pub mod records;
pub mod render;
pub mod sheet;
pub mod words;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod wellformed;
