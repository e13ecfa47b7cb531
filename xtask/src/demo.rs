//! `cargo xtask demo`: the demonstration partnership, made by the binary's own command.

use std::path::Path;
use std::process::Command;

use crate::assets;
use crate::shell::{self, Outcome};

/// Builds the binary and lets it make the demonstration in `demo-data/`; serves it unless `once`.
pub(crate) fn run(root: &Path, once: bool) -> Outcome {
    assets::run(root)?;
    let mut command = Command::new(env!("CARGO"));
    command
        .args(["run", "--locked", "--package", "sightline", "--", "demo", "--data", "demo-data"])
        .current_dir(root);
    if once {
        command.arg("--once");
    }
    shell::run(&mut command)
}
