//! `cargo xtask tidy`: what no compiler checks: files, links and words.

use std::path::{Component, Path, PathBuf};
use std::process::Command;

use crate::shell::{self, Outcome};

mod words;

/// The largest file that may be tracked, in bytes.
const LARGEST: u64 = 1024 * 1024;

/// Lines of logic in one Rust file, its unit tests not counted.
const LONGEST: usize = 500;

/// A longer file is right when it is one flat table; it says so and why on a line that begins with this.
const FLAT_TABLE: &str = "//! Flat table: ";

/// The only place that Cargo.lock may name as a source.
const CARGO_SOURCE: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// One tracked text file.
struct Page<'text> {
    path: &'text str,
    text: &'text str,
}

/// A check of one text file: each sentence says what is wrong and where.
type Check = fn(&Page<'_>) -> Vec<String>;

const CHECKS: &[Check] =
    &[lock_sources, logic_length, words::hosts, words::left_undone, words::synonyms];

/// Looks at every tracked file, prints what is wrong, and fails when anything is.
pub(crate) fn run(root: &Path) -> Outcome {
    let listed = shell::output(Command::new("git").args(["ls-files", "-z"]).current_dir(root))?;
    let tracked: Vec<&str> = listed.split('\0').filter(|path| !path.is_empty()).collect();
    let mut wrong = Vec::new();
    for path in &tracked {
        wrong.extend(look_at(root, path));
    }
    wrong.extend(changelog(root));
    if wrong.is_empty() {
        println!("tidy: {} tracked files are in order", tracked.len());
        return Ok(());
    }
    Err(format!("tidy: {} things to put in order\n  {}", wrong.len(), wrong.join("\n  ")))
}

/// Every check of one file. A file that is listed but gone is being removed; git will say so.
fn look_at(root: &Path, path: &str) -> Vec<String> {
    let file = root.join(path);
    let Ok(bytes) = std::fs::read(&file) else {
        return Vec::new();
    };
    let mut wrong = Vec::new();
    if bytes.len() as u64 > LARGEST {
        wrong.push(format!("{path}: {} bytes; nothing over 1 MB is tracked", bytes.len()));
    }
    let Ok(text) = String::from_utf8(bytes) else {
        return wrong;
    };
    let page = Page { path, text: &text };
    wrong.extend(CHECKS.iter().flat_map(|check| check(&page)));
    wrong.extend(broken_links(&page, |target| root.join(target).exists()));
    wrong
}

/// Lockfiles name no host: a clone must install from whichever registry the person's client knows.
fn lock_sources(page: &Page<'_>) -> Vec<String> {
    let wrong_line = |line: &str| match page.path {
        "Cargo.lock" => {
            line.starts_with("source = ") && line != format!("source = \"{CARGO_SOURCE}\"")
        }
        "package-lock.json" => line.trim_start().starts_with("\"resolved\""),
        _ => false,
    };
    places(page, wrong_line, "a lockfile names no host")
}

/// Long logic is hard to read; a long table is not.
fn logic_length(page: &Page<'_>) -> Vec<String> {
    if !page.path.ends_with(".rs") || page.path.starts_with("tests/") {
        return Vec::new();
    }
    let lines = page.text.lines().take_while(|line| *line != "#[cfg(test)]").count();
    let is_table =
        page.text.lines().any(|line| line.starts_with(FLAT_TABLE) && line.len() > FLAT_TABLE.len());
    if lines <= LONGEST || is_table {
        return Vec::new();
    }
    vec![format!(
        "{}: {lines} lines of logic, {LONGEST} at most; divide it, or say `{FLAT_TABLE}<reason>` when it is one",
        page.path
    )]
}

/// Relative links of documents must lead somewhere. Chapters of reports have a language of their own.
fn broken_links(page: &Page<'_>, exists: impl Fn(&Path) -> bool) -> Vec<String> {
    if !page.path.ends_with(".md") || page.path.starts_with("examples/") {
        return Vec::new();
    }
    let folder = Path::new(page.path).parent().unwrap_or(Path::new(""));
    links(page.text)
        .into_iter()
        .filter(|link| !link.contains(':') && !link.starts_with('#'))
        .filter_map(|link| {
            let target = link.split('#').next().unwrap_or_default();
            let inside = resolve(&folder.join(target));
            let leads = inside.is_some_and(|path| exists(&path));
            (!leads).then(|| format!("{}: the link to {link} leads nowhere", page.path))
        })
        .collect()
}

/// The targets of Markdown links and pictures, outside fenced code.
fn links(text: &str) -> Vec<&str> {
    let mut fenced = false;
    let mut found = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            found.extend(line.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next()));
        }
    }
    found
}

/// A path without `.` and `..`; nothing when it leaves the repository.
fn resolve(path: &Path) -> Option<PathBuf> {
    let mut inside = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Normal(name) => inside.push(name),
            Component::ParentDir => {
                if !inside.pop() {
                    return None;
                }
            }
            Component::CurDir => {}
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(inside)
}

/// The changelog is there and has room for the next change.
fn changelog(root: &Path) -> Option<String> {
    let text = std::fs::read_to_string(root.join("CHANGELOG.md")).unwrap_or_default();
    let has_room = text.lines().any(|line| line == "## [Unreleased]");
    (!has_room).then(|| "CHANGELOG.md is missing, or has no line `## [Unreleased]`".to_owned())
}

/// Names each line that is wrong, by file and number.
fn places(page: &Page<'_>, is_wrong: impl Fn(&str) -> bool, rule: &str) -> Vec<String> {
    page.text
        .lines()
        .enumerate()
        .filter(|(_, line)| is_wrong(line))
        .map(|(index, _)| format!("{}:{}: {rule}", page.path, index + 1))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page<'text>(path: &'text str, text: &'text str) -> Page<'text> {
        Page { path, text }
    }

    #[test]
    fn a_lockfile_with_a_host_is_found() {
        let npm = "{\n  \"resolved\": \"anywhere\"\n}";
        assert_eq!(
            lock_sources(&page("package-lock.json", npm)),
            ["package-lock.json:2: a lockfile names no host"]
        );
        let own =
            format!("source = \"{CARGO_SOURCE}\"\nsource = \"registry+https://elsewhere.example\"");
        assert_eq!(lock_sources(&page("Cargo.lock", &own)).len(), 1);
        assert!(lock_sources(&page("other.json", npm)).is_empty());
    }

    #[test]
    fn long_logic_is_found_and_a_long_table_is_not() {
        let long = "fn f() {}\n".repeat(LONGEST + 1);
        assert_eq!(logic_length(&page("crates/a/src/lib.rs", &long)).len(), 1);
        let table = format!("{FLAT_TABLE}one row a code\n{long}");
        assert!(logic_length(&page("crates/a/src/lib.rs", &table)).is_empty());
        let no_reason = format!("{FLAT_TABLE}\n{long}");
        assert_eq!(logic_length(&page("crates/a/src/lib.rs", &no_reason)).len(), 1);
        let tested = format!("fn f() {{}}\n#[cfg(test)]\n{long}");
        assert!(logic_length(&page("crates/a/src/lib.rs", &tested)).is_empty());
        assert!(logic_length(&page("defs/a.toml", &long)).is_empty());
    }

    #[test]
    fn links_are_followed_from_the_page_that_has_them() {
        let there =
            |path: &Path| path == Path::new("docs/adr/0001.md") || path == Path::new("README.md");
        let text = "[a](adr/0001.md#why) [b](../README.md) [c](gone.md) ![d](../../outside.png)\n\
                    [e](https://example.org) [f](#here)\n```\n[g](in-code.md)\n```\n";
        let broken = broken_links(&page("docs/guide.md", text), there);
        assert_eq!(
            broken,
            [
                "docs/guide.md: the link to gone.md leads nowhere",
                "docs/guide.md: the link to ../../outside.png leads nowhere"
            ]
        );
    }
}
