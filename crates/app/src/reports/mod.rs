//! Reports: build, check, release, verify.

mod build;
mod gather;
mod release;
mod texts;
mod verify;
mod write;

pub use build::{BuildAsk, Built, build};
pub use release::{ReleaseAsk, Released, release};
pub use texts::check_text;
pub use verify::{Verified, against_store, verify};

pub(crate) use build::{asked_figures, draft_queries, reviews};
