//! Proves that a released folder is as it was.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;
use sightline_domain::reports::{Manifest, ManifestReturn, compare};
use sightline_kernel::ids::{RevisionId, Sha256};
use sightline_store::{Reader, Release, StoreError};

use super::release::folder_of;
use super::write::{is_empty, moved_aside};
use crate::desk::Desk;
use crate::error::{Error, io};
use crate::progress::{Step, Steps};

/// The file that holds the manifest, and the one that holds the manifest's hash.
pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const SEAL: &str = "manifest.sha256";

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// The edition.
    pub edition: u32,
    /// How many files the release has.
    pub files: usize,
    /// The manifest's hash, to be compared with the one that the data folder holds.
    pub manifest: Sha256,
    /// What differs; nothing when all is as it was.
    pub differences: Vec<String>,
}

/// Verifies a folder by the manifest in it.
///
/// # Errors
/// When the folder holds no manifest, or it cannot be read.
pub fn verify(out: &Path, steps: &Steps<'_>) -> Result<Verified, Error> {
    let path = out.join(MANIFEST);
    let bytes = std::fs::read(&path).map_err(|error| {
        if let Some(old) = moved_aside(out) {
            Error::new(
                "cut-short",
                format!("{} is not there: a process that was writing it was ended, and what stood there before is {}.", out.display(), old.display()),
                "Build or release to it again, which puts it back first; or rename it yourself.",
            )
        } else if error.kind() == std::io::ErrorKind::NotFound {
            Error::new(
                "not-a-release",
                format!("{} has no manifest.json, so it is not a release.", out.display()),
                "Name the folder of a release. A report that was only built is not frozen.",
            )
        } else {
            io(&path)(error)
        }
    })?;
    let sealed = std::fs::read_to_string(out.join(SEAL)).unwrap_or_default();
    let hash = Sha256::of(&bytes);
    let mut differences = Vec::new();
    if sealed.split_whitespace().next() != Some(hash.to_string().as_str()) {
        differences.push(format!("{MANIFEST} does not have the hash that {SEAL} states"));
    }
    let manifest: Manifest = match serde_json::from_slice(&bytes) {
        Ok(manifest) => manifest,
        Err(error) => {
            differences.push(format!("{MANIFEST} was changed after the release ({error})"));
            return Ok(Verified { edition: 0, files: 0, manifest: hash, differences });
        }
    };
    let mut found = BTreeMap::new();
    let of = Some(manifest.files.len() as u64);
    hash_below(out, "", &mut found, &|done| {
        steps(Step::Far { what: "hash", done, of, unit: "files" });
    })?;
    found.retain(|path, _| path != MANIFEST && path != SEAL);
    differences.extend(compare(&manifest, &found).iter().map(ToString::to_string));
    Ok(Verified {
        edition: manifest.edition,
        files: manifest.files.len(),
        manifest: hash,
        differences,
    })
}

/// What a data folder says about a manifest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Against {
    /// How many of the returns behind the release are kept as they were.
    pub returns: usize,
    /// What differs.
    pub differences: Vec<String>,
}

/// Holds a folder's manifest against the data folder: the release under that name, the audit
/// chain, and the kept file of every return behind it.
///
/// # Errors
/// When the folder or the database cannot be read.
pub async fn against_store(desk: &Desk, out: &Path) -> Result<Against, Error> {
    let reader = desk.store.read(&desk.to_read()?).await?;
    let releases = reader.releases().await?;
    match read_manifest(out)? {
        Some(manifest) => against(&reader, &manifest, &releases).await,
        // That it was changed is said already.
        None => Ok(Against::default()),
    }
}

fn read_manifest(out: &Path) -> Result<Option<Manifest>, Error> {
    let path = out.join(MANIFEST);
    let bytes = std::fs::read(&path).map_err(io(&path))?;
    Ok(serde_json::from_slice(&bytes).ok())
}

async fn against(
    reader: &Reader,
    manifest: &Manifest,
    releases: &[Release],
) -> Result<Against, Error> {
    let mut found = Against::default();
    let value = serde_json::to_value(manifest).ok();
    if !releases.iter().any(|release| Some(&release.manifest) == value.as_ref()) {
        let message = format!("{MANIFEST} is not that of a release which this data folder holds");
        found.differences.push(message);
    }
    if !in_chain(reader, manifest).await? {
        found.differences.push(format!(
            "the audit chain of this data folder does not have the head that {MANIFEST} states (entry {})",
            manifest.audit_sequence
        ));
    }
    for returned in &manifest.returns {
        match return_differs(reader, returned).await {
            None => found.returns += 1,
            Some(difference) => found.differences.push(difference),
        }
    }
    Ok(found)
}

/// Whether the chain has the manifest's head at its place. Entries after it do not matter.
async fn in_chain(reader: &Reader, manifest: &Manifest) -> Result<bool, Error> {
    let at = manifest.audit_sequence;
    if at == 0 {
        return Ok(manifest.audit_head == sightline_kernel::audit::GENESIS);
    }
    Ok(reader.audit(at..=at).await?.iter().any(|entry| entry.hash == manifest.audit_head))
}

/// How the kept file of a return differs from the one that the manifest names.
async fn return_differs(reader: &Reader, returned: &ManifestReturn) -> Option<String> {
    let name = format!("the return {} ({})", returned.revision, returned.file);
    let Ok(id) = returned.revision.parse::<RevisionId>() else {
        return Some(format!("{name} has no name that a return can have"));
    };
    match reader.original(&id).await {
        Ok(bytes) if Sha256::of(&bytes) == returned.sha256 => None,
        Ok(_) => Some(format!("{name} is not the file that was behind the release")),
        Err(StoreError::NotFound { .. }) => Some(format!("{name} is not in this data folder")),
        Err(error) => Some(format!("{name} cannot be read: {error}")),
    }
}

/// A release as a check of the data folder sees it: its name, and what differs.
pub(crate) struct Proof {
    pub(crate) release: String,
    pub(crate) files: usize,
    pub(crate) differences: Vec<String>,
}

/// Proves every release of the data folder: the frozen files and the manifest in the database, the
/// folder, the audit chain and the returns behind it. A folder without a release is named too.
pub(crate) async fn releases(desk: &Desk, steps: &Steps<'_>) -> Result<Vec<Proof>, Error> {
    let reader = desk.store.read(&desk.to_read()?).await?;
    let releases = reader.releases().await?;
    let mut proofs = Vec::new();
    for release in &releases {
        proofs.push(prove(desk, &reader, release, &releases, steps).await?);
    }
    let known: Vec<_> = releases.iter().map(|release| folder_of(desk, &release.id)).collect();
    for folder in folders(&desk.folder.path("releases"))? {
        if !known.contains(&folder) {
            let message = "the folder is there, but the database holds no such release; if an older copy of the database was put back, put the newer one back";
            proofs.push(Proof {
                release: folder.display().to_string(),
                files: 0,
                differences: vec![message.to_owned()],
            });
        }
    }
    Ok(proofs)
}

async fn prove(
    desk: &Desk,
    reader: &Reader,
    release: &Release,
    releases: &[Release],
    steps: &Steps<'_>,
) -> Result<Proof, Error> {
    let folder = folder_of(desk, &release.id);
    let mut differences = frozen_differs(reader, release).await?;
    let mut files = 0;
    if is_empty(&folder).unwrap_or(false) {
        let name = folder.display();
        differences.push(format!("{name} is missing; `sightline doctor --mend` writes it again"));
        if let Ok(manifest) = serde_json::from_value(release.manifest.clone()) {
            differences.extend(against(reader, &manifest, releases).await?.differences);
        }
    } else {
        match verify(&folder, steps) {
            Ok(verified) => {
                files = verified.files;
                differences.extend(verified.differences);
                differences.extend(against_store_with(reader, &folder, releases).await?);
            }
            Err(error) => differences.push(error.to_string()),
        }
    }
    Ok(Proof { release: release.id.to_string(), files, differences })
}

async fn against_store_with(
    reader: &Reader,
    folder: &Path,
    releases: &[Release],
) -> Result<Vec<String>, Error> {
    match read_manifest(folder)? {
        Some(manifest) => Ok(against(reader, &manifest, releases).await?.differences),
        None => Ok(Vec::new()),
    }
}

/// How the files that the database froze differ from the manifest that it froze with them.
async fn frozen_differs(reader: &Reader, release: &Release) -> Result<Vec<String>, Error> {
    let Ok(manifest) = serde_json::from_value::<Manifest>(release.manifest.clone()) else {
        return Ok(vec!["the manifest in the database cannot be read".to_owned()]);
    };
    let mut differences = Vec::new();
    let mut found = BTreeMap::new();
    for file in reader.release_files(&release.id).await? {
        match reader.release_file(&release.id, &file.path).await {
            Ok(bytes) if file.path == MANIFEST => {
                if serde_json::from_slice::<Manifest>(&bytes).ok().as_ref() != Some(&manifest) {
                    differences.push(format!("{MANIFEST}, frozen in the database, was changed"));
                }
            }
            Ok(_) if file.path == SEAL => {}
            Ok(bytes) => drop(found.insert(file.path, Sha256::of(&bytes))),
            Err(error) => {
                differences.push(format!("{}, frozen in the database: {error}", file.path))
            }
        }
    }
    differences.extend(compare(&manifest, &found).iter().map(|d| format!("in the database, {d}")));
    Ok(differences)
}

/// The folders of editions below the folder of releases.
fn folders(releases: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut found = Vec::new();
    for report in entries(releases)? {
        for edition in entries(&report)? {
            let name = edition.file_name().map(|n| n.to_string_lossy().into_owned());
            if name.is_some_and(|name| !name.starts_with('.')) && edition.is_dir() {
                found.push(edition);
            }
        }
    }
    Ok(found)
}

/// What stands in a folder, in order; nothing where there is no such folder.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let read = |entries: std::fs::ReadDir| entries.map(|entry| entry.map(|e| e.path())).collect();
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder).and_then(read).map_err(io(folder))?;
    found.sort();
    Ok(found)
}

fn hash_below(
    folder: &Path,
    named: &str,
    found: &mut BTreeMap<String, Sha256>,
    tell: &dyn Fn(u64),
) -> Result<(), Error> {
    for entry in std::fs::read_dir(folder).map_err(io(folder))? {
        let entry = entry.map_err(io(folder))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let named = if named.is_empty() { name } else { format!("{named}/{name}") };
        let path = entry.path();
        if path.is_dir() {
            hash_below(&path, &named, found, tell)?;
        } else {
            let bytes = std::fs::read(&path).map_err(io(&path))?;
            found.insert(named, Sha256::of(&bytes));
            tell(found.len() as u64);
        }
    }
    Ok(())
}
