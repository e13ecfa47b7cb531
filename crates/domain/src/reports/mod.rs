//! Reports: statutory checklists, the gate before a release, and the release's manifest.

mod checklist;
mod gate;
mod manifest;
mod outline;

pub use checklist::{Checklist, ChecklistItem};
pub use gate::{Decided, DecidedAs, Decision, GateOverride, Obstacle, Raised, decide};
pub use manifest::{
    Amendment, Manifest, ManifestFile, ManifestReturn, Mismatch, SignedNumber, compare,
};
pub use outline::{Outline, OutlineChapter};
