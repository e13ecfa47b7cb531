//! Chapters: Markdown with directives, as values.
//!
//! [`ast`] is what the renderers print; [`requests`] is what the chapters ask for;
//! [`crate::answers`] holds the answers in the same order. [`read_chapters`] makes the first two
//! from text, [`names`] is what it needs to know, and a mistake comes back as a data query with
//! line, column and the nearest names.

mod args;
pub mod ast;
mod block;
mod front;
mod inline;
mod lines;
mod markdown;
mod mask;
pub mod names;
mod parse;
mod reader;
pub mod requests;
mod select;
#[cfg(test)]
mod tests;

pub use ast::{Block, Chapter, Inline};
pub use names::Names;
pub use parse::{MARKED, Manuscript, SetAside, parse, read_chapters};
pub use requests::Requests;
