//! `cargo xtask assets`: third-party front-end files and our stylesheets, into the ignored folder `assets/`.
//!
//! npm installs by lockfile and runs no package's scripts. A stamp makes the second call instantaneous.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};

use crate::shell::{self, Outcome};

/// Files that are copied as they are: from a package, to `assets/`.
/// Source Sans 3 ships both formats in one package: see docs/adr/0004-font.md.
const COPIED: &[(&str, &str)] = &[
    ("govuk-frontend/dist/govuk/govuk-frontend.min.js", "govuk-frontend.min.js"),
    ("source-sans/LICENSE.md", "fonts/LICENSE.md"),
    ("source-sans/TTF/SourceSans3-Regular.ttf", "fonts/SourceSans3-Regular.ttf"),
    ("source-sans/TTF/SourceSans3-It.ttf", "fonts/SourceSans3-It.ttf"),
    ("source-sans/TTF/SourceSans3-Bold.ttf", "fonts/SourceSans3-Bold.ttf"),
    ("source-sans/TTF/SourceSans3-BoldIt.ttf", "fonts/SourceSans3-BoldIt.ttf"),
    ("source-sans/WOFF2/TTF/SourceSans3-Regular.ttf.woff2", "fonts/SourceSans3-Regular.woff2"),
    ("source-sans/WOFF2/TTF/SourceSans3-It.ttf.woff2", "fonts/SourceSans3-It.woff2"),
    ("source-sans/WOFF2/TTF/SourceSans3-Bold.ttf.woff2", "fonts/SourceSans3-Bold.woff2"),
    ("source-sans/WOFF2/TTF/SourceSans3-BoldIt.ttf.woff2", "fonts/SourceSans3-BoldIt.woff2"),
];

/// Stylesheets that are compiled: from `crates/web/styles/`, to `assets/`.
const COMPILED: &[(&str, &str)] = &[("sightline.scss", "app.css"), ("report.scss", "report.css")];

/// Where the stylesheets' sources live.
const STYLES: &str = "crates/web/styles";

/// The stamp's file, inside `assets/`. Build scripts watch this one file.
const STAMP: &str = ".stamp";

/// Makes `assets/` when it is missing or older than what it is made from.
pub(crate) fn run(root: &Path) -> Outcome {
    let assets = root.join("assets");
    let wanted = stamp(root)?;
    if is_current(&assets, &wanted) {
        println!("assets: up to date");
        return Ok(());
    }
    install(root)?;
    // Other builds may read the folder now, so each file is replaced whole and the stamp comes last.
    shell::make_folder(&assets.join("fonts"))?;
    for (from, to) in COPIED {
        let bytes = read_bytes(&root.join("node_modules").join(from))?;
        replace(&assets.join(to), &bytes)?;
    }
    for (from, to) in COMPILED {
        let css = compile(root, from)?;
        replace(&assets.join(to), css.as_bytes())?;
    }
    replace(&assets.join(STAMP), wanted.as_bytes())?;
    println!("assets: made {} files in {}", COPIED.len() + COMPILED.len(), assets.display());
    Ok(())
}

/// Whether the folder holds every file and was made from these sources.
fn is_current(assets: &Path, wanted: &str) -> bool {
    let stamped = fs::read_to_string(assets.join(STAMP)).is_ok_and(|found| found == wanted);
    stamped && COPIED.iter().chain(COMPILED).all(|(_, to)| assets.join(to).is_file())
}

/// The hash of all that the folder is made from: the lockfile, the styles and the lists above.
fn stamp(root: &Path) -> Outcome<String> {
    let mut hash = Sha256::new();
    for (from, to) in COPIED.iter().chain(COMPILED) {
        hash.update(format!("{from}\0{to}\0"));
    }
    let mut sources = vec![root.join("package-lock.json")];
    sources.extend(style_files(&root.join(STYLES))?);
    for file in sources {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = read_bytes(&file)?;
        hash.update(format!("{name}\0{}\0", bytes.len()));
        hash.update(&bytes);
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

fn style_files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)
        .map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "scss"))
        .collect();
    files.sort();
    Ok(files)
}

/// Installs the packages of the lockfile. `--ignore-scripts`: nothing that we download is run at install.
fn install(root: &Path) -> Outcome {
    if shell::find_program(&["npm"]).is_none() {
        return Err(
            "npm is missing: install Node.js 20 or later (Debian: `apt-get install nodejs npm`)"
                .to_owned(),
        );
    }
    println!("assets: installing npm packages by package-lock.json");
    shell::run(
        Command::new("npm")
            .args([
                "ci",
                "--ignore-scripts",
                "--omit=optional",
                "--no-fund",
                "--no-audit",
                "--loglevel=error",
            ])
            .current_dir(root),
    )
}

/// Compiles one stylesheet with the dart-sass of the lockfile.
fn compile(root: &Path, source: &str) -> Outcome<String> {
    shell::output(
        Command::new("node")
            .arg("node_modules/sass/sass.js")
            .args(["--no-source-map", "--style=compressed", "--load-path=node_modules"])
            .arg(format!("{STYLES}/{source}"))
            .current_dir(root),
    )
}

fn read_bytes(path: &Path) -> Outcome<Vec<u8>> {
    fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

/// Writes a file so that a reader sees the old one or the new one, never half of it.
fn replace(path: &Path, bytes: &[u8]) -> Outcome {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let fresh = path.with_file_name(name);
    fs::write(&fresh, bytes)
        .and_then(|()| fs::rename(&fresh, path))
        .map_err(|error| format!("cannot write {}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> tempfile::TempDir {
        let tree = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir_all(tree.path().join(STYLES)).expect("styles");
        fs::write(tree.path().join("package-lock.json"), "{}").expect("lockfile");
        fs::write(tree.path().join(STYLES).join("a.scss"), "a{}").expect("style");
        tree
    }

    #[test]
    fn the_stamp_follows_lockfile_and_styles() {
        let tree = tree();
        let first = stamp(tree.path()).expect("stamp");
        assert_eq!(first, stamp(tree.path()).expect("stamp"), "same sources, same stamp");

        fs::write(tree.path().join(STYLES).join("a.scss"), "b{}").expect("style");
        let second = stamp(tree.path()).expect("stamp");
        assert_ne!(first, second, "a changed style changes the stamp");

        fs::write(tree.path().join("package-lock.json"), "[]").expect("lockfile");
        assert_ne!(
            second,
            stamp(tree.path()).expect("stamp"),
            "a changed lockfile changes the stamp"
        );
    }

    #[test]
    fn a_folder_that_lost_a_file_is_made_again() {
        let tree = tree();
        let assets = tree.path().join("assets");
        fs::create_dir_all(assets.join("fonts")).expect("folder");
        let wanted = stamp(tree.path()).expect("stamp");
        for (_, to) in COPIED.iter().chain(COMPILED) {
            replace(&assets.join(to), b"x").expect("file");
        }
        assert!(!is_current(&assets, &wanted), "no stamp yet");
        replace(&assets.join(STAMP), wanted.as_bytes()).expect("stamp");
        assert!(is_current(&assets, &wanted));
        fs::remove_file(assets.join("fonts/SourceSans3-It.ttf")).expect("remove");
        assert!(!is_current(&assets, &wanted), "a lost file is noticed");
    }
}
