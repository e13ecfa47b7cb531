//! The data folder: configuration, database, own definitions, content, releases.

use std::fs::File;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sightline_kernel::defs::Source;
use sightline_kernel::ids::{AreaCode, PartnershipId};
use sightline_store::Settings;

use crate::error::{Error, io};

/// `sightline.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// The partnership's id.
    pub partnership: PartnershipId,
    /// Its name as printed.
    pub name: String,
    /// Its own area.
    pub area: AreaCode,
    /// The report's title; the year is added.
    #[serde(default = "default_title")]
    pub report_title: String,
    /// Printed on every page of a demonstration.
    #[serde(default)]
    pub notice: Option<String>,
    /// A PostgreSQL address; SQLite in the data folder where absent.
    #[serde(default)]
    pub database: Option<String>,
}

fn default_title() -> String {
    "Annual report".to_owned()
}

/// A data folder that is open, and locked against a second process that changes it.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// The configuration.
    pub config: Config,
    _lock: Option<File>,
}

/// Whether the folder is opened to change it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// To look; several may at once.
    Read,
    /// To change; one at a time.
    Write,
}

impl Folder {
    /// Opens a data folder.
    ///
    /// # Errors
    /// When there is none, its configuration is wrong, or another process is changing it.
    pub fn open(path: &Path, purpose: Use) -> Result<Self, Error> {
        let file = path.join("sightline.toml");
        let text = std::fs::read_to_string(&file).map_err(|error| {
            if error.kind() == std::io::ErrorKind::NotFound {
                if path.join(MARK).is_file() {
                    return Error::new(
                        "folder-missing",
                        format!("{} is not finished: making it was interrupted.", path.display()),
                        "Give the same `sightline init` again; it goes on from there.",
                    );
                }
                Error::new(
                    "folder-missing",
                    format!("{} is not a data folder: it has no sightline.toml.", path.display()),
                    "Make one with `sightline init DIR`, or name the right one with --data DIR.",
                )
            } else {
                io(&file)(error)
            }
        })?;
        let source = Source { path: file.display().to_string(), text };
        let config = source.read::<Config>().map_err(Error::query)?;
        let lock = match purpose {
            Use::Read => None,
            Use::Write => Some(lock(path)?),
        };
        Ok(Self { path: path.to_owned(), config, _lock: lock })
    }

    /// Where the folder's database is.
    pub(crate) fn settings(&self) -> Settings {
        match &self.config.database {
            Some(url) => Settings::postgres(url.clone()),
            None => Settings::sqlite(self.path(DATABASE)),
        }
    }

    /// A path within the folder.
    #[must_use]
    pub fn path(&self, inside: &str) -> PathBuf {
        self.path.join(inside)
    }

    /// The TOML files of the folder's own definitions.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn definitions(&self) -> Result<Vec<Source>, Error> {
        own_definitions(&self.path)
    }

    /// The texts of a report's content, for one year.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn content(&self, year: &str) -> Result<Vec<Source>, Error> {
        read_texts(&self.path.join("content").join(year), &format!("content/{year}"))
    }
}

/// The SQLite database of a data folder.
pub(crate) const DATABASE: &str = "sightline.db";

/// The configuration of a folder that is being made.
const MARK: &str = "sightline.toml.part";

/// A data folder that is being made, and locked. It is one when its configuration stands in place,
/// which comes last: whatever is interrupted before can be begun again.
pub(crate) struct Unfinished {
    path: PathBuf,
    config: Config,
    resumed: bool,
    lock: File,
}

impl Unfinished {
    /// Begins to make a data folder, or goes on with one whose making was interrupted.
    ///
    /// # Errors
    /// When the folder is one already, is in use, or cannot be written.
    pub(crate) fn begin(path: &Path, config: Config) -> Result<Self, Error> {
        let file = path.join("sightline.toml");
        for folder in ["defs", "content", "releases"] {
            refuse_twice(path, &file)?;
            let folder = path.join(folder);
            std::fs::create_dir_all(&folder).map_err(io(&folder))?;
        }
        let lock = lock(path)?;
        // Another process may have finished it before this one got the lock.
        refuse_twice(path, &file)?;
        let text = toml::to_string_pretty(&config).map_err(|error| {
            Error::new("config", format!("The configuration cannot be written: {error}."), "")
        })?;
        let mark = path.join(MARK);
        let resumed = mark.exists();
        write_flushed(&mark, text.as_bytes()).map_err(io(&mark))?;
        flush_names(path)?;
        Ok(Self { path: path.to_owned(), config, resumed, lock })
    }

    /// Whether an earlier making of this folder was interrupted.
    pub(crate) fn resumed(&self) -> bool {
        self.resumed
    }

    /// The configuration that it will have.
    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    /// A path within the folder.
    pub(crate) fn path(&self, inside: &str) -> PathBuf {
        self.path.join(inside)
    }

    /// Makes it a data folder.
    ///
    /// # Errors
    /// When its configuration cannot be put in place.
    pub(crate) fn finish(self) -> Result<Folder, Error> {
        let file = self.path.join("sightline.toml");
        std::fs::rename(self.path.join(MARK), &file).map_err(io(&file))?;
        flush_names(&self.path)?;
        Ok(Folder { path: self.path, config: self.config, _lock: Some(self.lock) })
    }
}

fn refuse_twice(path: &Path, file: &Path) -> Result<(), Error> {
    if !file.exists() {
        return Ok(());
    }
    Err(Error::new(
        "folder-exists",
        format!("{} already holds a data folder.", path.display()),
        "Use it with --data, or choose another folder.",
    ))
}

/// Makes the names of a folder's files last through a loss of power.
///
/// # Errors
/// When the folder cannot be read.
pub(crate) fn flush_names(folder: &Path) -> Result<(), Error> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(io(folder))
}

fn write_flushed(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn lock(path: &Path) -> Result<File, Error> {
    let file = path.join("sightline.lock");
    let lock =
        File::options().create(true).truncate(false).write(true).open(&file).map_err(io(&file))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(_) => Err(Error::new(
            "folder-in-use",
            format!("The data folder {} is in use by another process.", path.display()),
            "Stop the other one (perhaps an import, a release or a demonstration that is being made), or wait for its end, then try again.",
        )),
    }
}

/// The definitions of its own that a data folder has, also one that is still to be made.
///
/// # Errors
/// When a file cannot be read.
pub(crate) fn own_definitions(path: &Path) -> Result<Vec<Source>, Error> {
    read_texts(&path.join("defs"), "defs")
}

/// Every text file below a folder, in order of path; nothing when there is no such folder.
fn read_texts(folder: &Path, named: &str) -> Result<Vec<Source>, Error> {
    let mut sources = Vec::new();
    if !folder.is_dir() {
        return Ok(sources);
    }
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| entry.map(|e| e.path())).collect())
        .map_err(io(folder))?;
    entries.sort();
    for path in entries {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let named = format!("{named}/{name}");
        if path.is_dir() {
            sources.extend(read_texts(&path, &named)?);
        } else if ["toml", "md", "csv"].iter().any(|e| path.extension().is_some_and(|x| x == *e)) {
            let text = std::fs::read_to_string(&path).map_err(io(&path))?;
            sources.push(Source { path: named, text });
        }
    }
    Ok(sources)
}

/// Writes a file whole or not at all: beside it first, flushed, then renamed.
///
/// # Errors
/// When the file cannot be written; the old one, if any, is then still there.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    if let Err(error) = write_flushed(&beside, bytes).and_then(|()| std::fs::rename(&beside, path))
    {
        // The half-written file is of no use; the error that counts is the first one.
        drop(std::fs::remove_file(&beside));
        return Err(io(path)(error));
    }
    Ok(())
}
