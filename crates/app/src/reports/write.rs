//! Writes a report's folder whole or not at all.

use std::path::{Component, Path, PathBuf};

use crate::error::{Error, io};
use crate::ports::OutFile;

/// Writes the files beside the folder, flushes them, then puts them in its place. A folder that
/// holds anything that is not a report of ours is left alone.
///
/// # Errors
/// When a file cannot be written (the old folder is then untouched), or the folder is not ours.
pub(super) fn write_folder(out: &Path, files: &[OutFile]) -> Result<(), Error> {
    refuse_foreign(out)?;
    let beside = beside(out, "part");
    clear(&beside)?;
    if let Err(error) = write_all(&beside, files) {
        // What was half written is of no use; the error that counts is the first one.
        drop(std::fs::remove_dir_all(&beside));
        return Err(error);
    }
    let old = self::beside(out, "old");
    clear(&old)?;
    if out.exists() {
        std::fs::rename(out, &old).map_err(io(out))?;
    }
    std::fs::rename(&beside, out).map_err(io(out))?;
    clear(&old)
}

fn write_all(folder: &Path, files: &[OutFile]) -> Result<(), Error> {
    use std::io::Write as _;
    std::fs::create_dir_all(folder).map_err(io(folder))?;
    for file in files {
        let path = inside(folder, &file.path)?;
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(io(parent))?;
        }
        std::fs::File::create(&path)
            .and_then(|mut open| {
                open.write_all(&file.bytes)?;
                open.sync_all()
            })
            .map_err(io(&path))?;
    }
    Ok(())
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
    let empty = std::fs::read_dir(out).map_or(true, |mut entries| entries.next().is_none());
    if empty || out.join("checks.json").is_file() {
        return Ok(());
    }
    Err(Error::new(
        "out-foreign",
        format!("{} holds files that are not a report of Sightline.", out.display()),
        "Name an empty or a new folder.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_paths_within_the_folder() {
        let folder = Path::new("out");
        assert!(inside(folder, "data/figures.csv").is_ok());
        for bad in ["", "../x", "/etc/passwd", "a/../../b", "a\\b"] {
            assert!(inside(folder, bad).is_err(), "{bad:?}");
        }
    }
}
