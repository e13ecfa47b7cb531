//! `cargo xtask demo`: the demonstration partnership, made by the binary's own command.

use std::path::Path;

use crate::assets;
use crate::shell::{self, Outcome};

/// Builds the binary and lets it make the demonstration in `demo-data/`; serves it unless `once`.
pub(crate) fn run(root: &Path, once: bool) -> Outcome {
    assets::run(root)?;
    let mut command = shell::cargo(root);
    command.args(["run", "--locked", "--package", "sightline", "--"]);
    command.args(["demo", "--data", "demo-data"]);
    if once {
        command.arg("--once");
    }
    shell::run(&mut command)
}
