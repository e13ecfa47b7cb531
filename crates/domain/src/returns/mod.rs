//! Returns: what an agency answers to a collection, revision by revision.

mod state;

pub use state::{RefusedTransition, RevisionEvent, RevisionState};
