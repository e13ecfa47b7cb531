//! The Python side: its folder in the cache, made once from the pinned requirements.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use crate::child::{Outcome, Program};

/// The peers: a Python with what they need, and the folder of their scripts.
#[derive(Debug)]
pub struct Peers {
    python: PathBuf,
    scripts: PathBuf,
    logs: PathBuf,
}

impl Peers {
    /// Finds or makes the environment that `requirements.txt` pins.
    ///
    /// # Errors
    /// When there is no Python 3 with `venv`, or a package cannot be installed.
    pub fn prepare(root: &Path, logs: &Path) -> Outcome<Self> {
        let scripts = root.join("bench/peers");
        let pinned = scripts.join("requirements.txt");
        let text =
            std::fs::read_to_string(&pinned).map_err(|e| format!("{}: {e}", pinned.display()))?;
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let folder = cache()?.join(format!("peers-{:016x}", hasher.finish()));
        let peers = Self { python: folder.join("bin/python"), scripts, logs: logs.to_owned() };
        if !folder.join("ready").is_file() {
            Program::new("venv", "python3", logs).args(["-m", "venv"]).args([&folder]).run()?;
            Program::new("pip", &peers.python, logs)
                .args(["-m", "pip", "install", "--quiet", "--requirement"])
                .args([&pinned])
                .run()?;
            std::fs::write(folder.join("ready"), text).map_err(|e| format!("{e}"))?;
        }
        Ok(peers)
    }

    /// A script of the peers' folder, which leaves no bytecode behind.
    #[must_use]
    pub fn script(&self, name: &str) -> Program {
        let script = self.scripts.join(format!("{name}.py"));
        Program::new(name, &self.python, &self.logs).args(["-B"]).args([script])
    }
}

/// `$XDG_CACHE_HOME/sightline`, else `~/.cache/sightline`.
fn cache() -> Outcome<PathBuf> {
    let home = || std::env::var_os("HOME").map(|home| Path::new(&home).join(".cache"));
    std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(home)
        .map(|base| base.join("sightline"))
        .ok_or_else(|| "neither XDG_CACHE_HOME nor HOME is set".to_owned())
}
