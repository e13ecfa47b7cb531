//! Writes a report's folder whole or not at all.

use std::fs::File;
use std::path::{Component, Path, PathBuf};

use crate::error::{Error, io};
use crate::ports::OutFile;

/// A folder that stands whole beside its place, flushed to the disk, and waits to be put there.
/// Dropped before that, it goes away and the place is as it was.
#[derive(Debug)]
pub(super) struct Staged {
    out: PathBuf,
    beside: PathBuf,
}

impl Staged {
    /// Writes the files beside the folder and flushes them. A folder that holds anything that is
    /// not a report of ours is left alone.
    ///
    /// # Errors
    /// When a file cannot be written, or the folder is not ours; the folder is then untouched.
    pub(super) fn write(out: &Path, files: &[OutFile]) -> Result<Self, Error> {
        recover(out)?;
        refuse_foreign(out)?;
        let staged = Self { out: out.to_owned(), beside: beside(out, PART) };
        clear(&staged.beside)?;
        write_all(&staged.beside, files)?;
        Ok(staged)
    }

    /// Puts the folder in its place. What stood there is gone only once the new one stands.
    ///
    /// # Errors
    /// When the folder cannot be moved; the old one then stands again.
    pub(super) fn place(self) -> Result<(), Error> {
        let (out, old) = (&self.out, beside(&self.out, OLD));
        clear(&old)?;
        if out.exists() {
            std::fs::rename(out, &old).map_err(io(out))?;
        }
        if let Err(error) = std::fs::rename(&self.beside, out) {
            recover(out)?;
            return Err(io(out)(error));
        }
        flush(parent(out))?;
        clear(&old)
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // Where it was put in its place there is nothing left here. Else the error that brought us
        // here is the one to tell.
        drop(std::fs::remove_dir_all(&self.beside));
    }
}

/// The ending of a folder that is being written.
const PART: &str = "part";
/// The ending of a folder that is being replaced.
const OLD: &str = "old";

/// Writes a folder and puts it in its place.
///
/// # Errors
/// As [`Staged::write`] and [`Staged::place`].
pub(super) fn write_folder(out: &Path, files: &[OutFile]) -> Result<(), Error> {
    Staged::write(out, files)?.place()
}

/// Puts back what a process that was killed between its two moves had moved aside.
pub(super) fn recover(out: &Path) -> Result<(), Error> {
    let old = beside(out, OLD);
    if out.exists() || !old.is_dir() {
        return Ok(());
    }
    std::fs::rename(&old, out).map_err(io(&old))
}

/// What a process that was killed between its two moves had moved aside, if that is so.
pub(super) fn moved_aside(out: &Path) -> Option<PathBuf> {
    let old = beside(out, OLD);
    (!out.exists() && old.is_dir()).then_some(old)
}

fn write_all(folder: &Path, files: &[OutFile]) -> Result<(), Error> {
    use std::io::Write as _;
    let mut folders = std::collections::BTreeSet::from([folder.to_owned()]);
    std::fs::create_dir_all(folder).map_err(io(folder))?;
    for file in files {
        let path = inside(folder, &file.path)?;
        let within = parent(&path).to_owned();
        std::fs::create_dir_all(&within).map_err(io(&within))?;
        folders.extend(within.ancestors().take_while(|at| *at != folder).map(Path::to_owned));
        File::create(&path)
            .and_then(|mut open| {
                open.write_all(&file.bytes)?;
                open.sync_all()
            })
            .map_err(io(&path))?;
    }
    // A file is safe when the folder that names it is.
    folders.iter().try_for_each(|folder| flush(folder))
}

/// Flushes a folder: the names in it, not their content.
fn flush(folder: &Path) -> Result<(), Error> {
    File::open(folder).and_then(|open| open.sync_all()).map_err(io(folder))
}

/// The folder that holds a path; the working folder for a bare name.
fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// A path within the folder: plain names only, so that no file can be written elsewhere.
pub(super) fn inside(folder: &Path, path: &str) -> Result<PathBuf, Error> {
    let relative = Path::new(path);
    let plain = relative.components().all(|part| matches!(part, Component::Normal(_)));
    if plain && !path.is_empty() && !path.contains('\\') {
        Ok(folder.join(relative))
    } else {
        Err(Error::new("path", format!("“{path}” is not a path within a report."), ""))
    }
}

fn beside(out: &Path, ending: &str) -> PathBuf {
    let name = out.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    out.with_file_name(format!(".{name}.{ending}"))
}

fn clear(folder: &Path) -> Result<(), Error> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(io(folder)(error)),
        _ => Ok(()),
    }
}

fn refuse_foreign(out: &Path) -> Result<(), Error> {
    if is_empty(out)? || out.join("checks.json").is_file() {
        return Ok(());
    }
    Err(Error::new(
        "out-foreign",
        format!("{} holds files that are not a report of Sightline.", out.display()),
        "Name an empty or a new folder.",
    ))
}

/// Whether nothing stands at a place, or an empty folder.
///
/// # Errors
/// When something else than a folder stands there, or it cannot be read.
pub(super) fn is_empty(out: &Path) -> Result<bool, Error> {
    match std::fs::read_dir(out) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(io(out)(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(text: &str) -> Vec<OutFile> {
        let file = |path: &str| OutFile { path: path.to_owned(), bytes: text.into() };
        vec![file("checks.json"), file("data/a.csv")]
    }

    fn text(out: &Path) -> String {
        std::fs::read_to_string(out.join("data/a.csv")).unwrap()
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn only_plain_paths_within_the_folder() {
        let folder = Path::new("out");
        assert!(inside(folder, "data/figures.csv").is_ok());
        for bad in ["", "../x", "/etc/passwd", "a/../../b", "a\\b"] {
            assert!(inside(folder, bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn what_is_staged_and_dropped_leaves_the_place_alone() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("out");
        write_folder(&out, &report("one")).unwrap();
        drop(Staged::write(&out, &report("two")).unwrap());
        assert_eq!((text(&out).as_str(), names(home.path())), ("one", vec!["out".to_owned()]));
        Staged::write(&out, &report("two")).unwrap().place().unwrap();
        assert_eq!((text(&out).as_str(), names(home.path())), ("two", vec!["out".to_owned()]));
    }

    #[test]
    fn a_folder_moved_aside_by_a_killed_process_is_put_back() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("out");
        write_folder(&out, &report("one")).unwrap();
        // As it is between the two moves: the old one aside, the new one not yet there.
        std::mem::forget(Staged::write(&out, &report("two")).unwrap());
        std::fs::rename(&out, beside(&out, OLD)).unwrap();
        assert_eq!(moved_aside(&out), Some(beside(&out, OLD)));
        // A write that fails after such a kill must not have thrown the old one away.
        let bad = [OutFile { path: "../x".to_owned(), bytes: Vec::new() }];
        assert!(write_folder(&out, &bad).is_err());
        assert_eq!((text(&out).as_str(), names(home.path())), ("one", vec!["out".to_owned()]));
    }

    #[test]
    fn something_else_than_a_folder_is_refused_before_anything_is_written() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("out");
        std::fs::write(&out, "a letter").unwrap();
        assert!(Staged::write(&out, &report("one")).is_err());
        assert_eq!(names(home.path()), ["out"]);
    }
}
