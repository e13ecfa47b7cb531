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
pub mod import;
pub mod ports;
pub mod reports;
pub mod suppression;

pub use desk::{Desk, migrate};
pub use error::Error;
pub use folder::{Config, Folder, Use};
