//! Lays the files of an example into a folder, and leaves alone what a person has changed since.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sightline_app::{Error, write_whole};
use sightline_kernel::ids::Sha256;

/// Where the hashes of what was laid stand.
const RECORD: &str = "laid.json";

/// What was laid into a folder, by path within it.
#[derive(Debug)]
pub(crate) struct Laid {
    folder: PathBuf,
    hashes: BTreeMap<String, Sha256>,
    kept: Vec<String>,
}

impl Laid {
    /// What was laid into the folder so far.
    ///
    /// # Errors
    /// When the record is there and cannot be read.
    pub(crate) fn open(folder: &Path) -> Result<Self, Error> {
        let record = folder.join(RECORD);
        let hashes = match std::fs::read(&record) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| {
                let message = format!("{}: {error}.", record.display());
                let remedy = "Remove it; files that were changed since are then kept as they are.";
                Error::new("laid", message, remedy)
            })?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(failed(&record, &error)),
        };
        Ok(Self { folder: folder.to_owned(), hashes, kept: Vec::new() })
    }

    /// Writes a file where there is none, or where it is still what was laid last.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub(crate) fn lay(&mut self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        let file = self.folder.join(path);
        let new = Sha256::of(bytes);
        let there = match std::fs::read(&file) {
            Ok(there) => Some(Sha256::of(&there)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(failed(&file, &error)),
        };
        match there {
            Some(there) if there == new => {}
            Some(there) if self.hashes.get(path) != Some(&there) => {
                self.kept.push(path.to_owned());
                return Ok(());
            }
            _ => {
                if let Some(parent) = file.parent() {
                    std::fs::create_dir_all(parent).map_err(|error| failed(parent, &error))?;
                }
                write_whole(&file, bytes)?;
            }
        }
        self.hashes.insert(path.to_owned(), new);
        Ok(())
    }

    /// Writes down what was laid; gives the files that a person has changed.
    ///
    /// # Errors
    /// When the record cannot be written.
    pub(crate) fn close(self) -> Result<Vec<String>, Error> {
        let text = serde_json::to_vec_pretty(&self.hashes).map_err(|error| {
            Error::new("laid", format!("The record cannot be written: {error}."), "")
        })?;
        write_whole(&self.folder.join(RECORD), &text)?;
        Ok(self.kept)
    }
}

fn failed(path: &Path, error: &std::io::Error) -> Error {
    let message = format!("{}: {error}.", path.display());
    Error::new("io", message, "Check that you may read and write there.")
}
