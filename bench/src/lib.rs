//! Benches: what the programs of this folder share.

pub mod child;
pub mod peers;
pub mod versus;
