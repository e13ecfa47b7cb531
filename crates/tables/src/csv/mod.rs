//! CSV in and out.
//!
//! [`open`] gives the rows of a file one at a time without keeping them, so a
//! million rows take the memory of one buffer. [`Writer`] writes RFC 4180 with
//! formulas neutralised.

mod dialect;
mod document;
mod quoted;
mod reader;
mod write;

pub(crate) use dialect::read_head;
pub use dialect::{Delimiter, Dialect};
pub(crate) use document::{Used, read_document};
pub use reader::{Fields, Row, Rows, from_bytes, open, with_dialect};
pub use write::{Bom, Writer, write};
