//! Reports: statutory checklists, the gate before a release, and the release's manifest.

mod checklist;
mod gate;
mod manifest;
mod outline;

pub use checklist::{Checklist, ChecklistItem};
pub use gate::{Decision, GateOverride, Obstacle, decide};
pub use manifest::{Amendment, Manifest, ManifestFile, ManifestReturn, Mismatch, compare};
pub use outline::{Outline, OutlineChapter};
