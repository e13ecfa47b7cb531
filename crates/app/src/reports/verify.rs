//! Proves that a released folder is as it was.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;
use sightline_domain::reports::{Manifest, compare};
use sightline_kernel::ids::Sha256;

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
        if error.kind() == std::io::ErrorKind::NotFound {
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

/// Compares a folder's manifest with the release that the data folder holds under the same name.
///
/// # Errors
/// When the folder cannot be read.
pub async fn against_store(desk: &Desk, out: &Path) -> Result<Vec<String>, Error> {
    let path = out.join(MANIFEST);
    let bytes = std::fs::read(&path).map_err(io(&path))?;
    let Ok(manifest) = serde_json::from_slice::<Manifest>(&bytes) else { return Ok(Vec::new()) };
    let reader = desk.store.read(&desk.to_read()?).await?;
    let releases = reader.releases().await?;
    let value = serde_json::to_value(&manifest).ok();
    let held = releases.iter().any(|release| Some(&release.manifest) == value.as_ref());
    Ok(if held {
        Vec::new()
    } else {
        vec![format!("{MANIFEST} is not that of a release which this data folder holds")]
    })
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
