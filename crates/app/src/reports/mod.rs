//! Reports: build, check, release, verify, restore.

mod build;
mod gather;
mod release;
mod restore;
mod texts;
mod verify;
mod write;

pub use build::{BuildAsk, Built, STAGES, build};
pub use release::{ReleaseAsk, Released, release};
pub use restore::restore;
pub use texts::check_text;
pub use verify::{Against, Verified, against_store, verify};

pub(crate) use build::{asked_figures, draft_queries, reviews};
pub(crate) use verify::releases as verify_releases;
