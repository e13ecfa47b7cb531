//! A release's manifest: what was frozen, from which returns, and how to prove it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sightline_kernel::ids::Sha256;
use sightline_kernel::period::Period;
use sightline_kernel::sensitivity::Audience;

use super::gate::Obstacle;

/// What a release froze.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The edition: 1 for the first, counting up within the year and audience.
    pub edition: u32,
    /// The partnership's name.
    pub partnership: String,
    /// The reporting year.
    pub year: Period,
    /// For whom.
    pub audience: Audience,
    /// The marking of the release and of each of its files; a public one has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marking: Option<String>,
    /// When it was released.
    pub released: Timestamp,
    /// By whom.
    pub by: String,
    /// What it amends and why, from the second edition on.
    pub amendment: Option<Amendment>,
    /// Every file, by path.
    pub files: Vec<ManifestFile>,
    /// Every return behind it.
    pub returns: Vec<ManifestReturn>,
    /// Every definition used: id, version, hash.
    pub definitions: BTreeMap<String, Sha256>,
    /// Warnings and overridden errors at the time.
    pub obstacles: Vec<Obstacle>,
    /// Every small number that is printed because somebody signed for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signed_numbers: Vec<SignedNumber>,
    /// The head of the audit chain before the release was written.
    pub audit_head: Sha256,
    /// The number of audit entries up to that head.
    pub audit_sequence: u64,
}

/// A small number that is printed because a named person signed for it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SignedNumber {
    /// The figure's id.
    pub figure: String,
    /// The rule that was set aside.
    pub rule: String,
    /// The office that signed.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// Why an earlier edition was replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    /// The edition that it amends; it stays readable.
    pub of: u32,
    /// What changed and why.
    pub note: String,
}

/// One file of a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestFile {
    /// The path within the release, with forward slashes.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// Its hash.
    pub sha256: Sha256,
}

/// One return behind a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestReturn {
    /// The revision, as `agency/collection/rN`.
    pub revision: String,
    /// The file that was returned.
    pub file: String,
    /// Its hash.
    pub sha256: Sha256,
}

/// How a folder differs from its manifest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Mismatch {
    /// A file is not there.
    #[error("{0} is missing")]
    Missing(String),
    /// A file was changed.
    #[error("{0} was changed after the release")]
    Changed(String),
    /// A file is there that the release does not have.
    #[error("{0} was added after the release")]
    Added(String),
}

/// Compares the files found with the manifest, in order of path.
#[must_use]
pub fn compare(manifest: &Manifest, found: &BTreeMap<String, Sha256>) -> Vec<Mismatch> {
    let mut out = Vec::new();
    for file in &manifest.files {
        match found.get(&file.path) {
            None => out.push(Mismatch::Missing(file.path.clone())),
            Some(hash) if *hash != file.sha256 => out.push(Mismatch::Changed(file.path.clone())),
            Some(_) => {}
        }
    }
    let known = |path: &String| manifest.files.iter().any(|file| file.path == *path);
    out.extend(found.keys().filter(|path| !known(path)).map(|path| Mismatch::Added(path.clone())));
    out
}
