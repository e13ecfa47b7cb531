//! Use cases: load → authorise → decide → save with audit in one transaction.
//!
//! Every use case starts at a [`Desk`]. Ports to the leaves stand in [`ports`].

pub mod check;
pub mod definitions;
mod desk;
pub mod doctor;
mod error;
pub mod figures;
mod folder;
#[doc(hidden)]
pub mod fuzzing;
pub mod import;
mod init;
pub mod ports;
mod progress;
pub mod reports;
pub mod suppression;

pub use desk::{Desk, Migration, migrate};
pub use error::Error;
pub use folder::{Config, Folder, Use, write_whole};
pub use progress::{Step, Steps};
