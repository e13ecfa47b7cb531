//! Chapters: Markdown with directives, as values.
//!
//! [`ast`] is what the renderers print; [`requests`] is what the chapters ask for;
//! [`crate::answers`] holds the answers in the same order. [`parse`] makes the first two from
//! text, [`names`] is what it needs to know, and a mistake comes back as a data query with line,
//! column and the nearest names.

pub mod ast;
pub mod requests;

pub use ast::{Block, Chapter, Inline};
pub use requests::Requests;
