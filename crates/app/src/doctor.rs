//! Checks a data folder: database, audit chain, kept files, releases.

use serde::Serialize;
use sightline_kernel::ids::Sha256;

use crate::desk::Desk;
use crate::error::Error;
use crate::progress::{Step, Steps};
use crate::reports::verify_releases;

/// One thing that was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// What.
    pub what: String,
    /// Whether all is well.
    pub well: bool,
    /// What was found, in words.
    pub found: String,
}

impl Checked {
    fn new(what: &str, well: bool, found: String) -> Self {
        Self { what: what.to_owned(), well, found }
    }
}

/// Checks everything, in order; a failure of one does not stop the others.
///
/// # Errors
/// When the database cannot be read at all.
pub async fn doctor(desk: &Desk, steps: &Steps<'_>) -> Result<Vec<Checked>, Error> {
    steps(Step::Begun("database"));
    let mut checks = vec![
        Checked::new(
            "database",
            true,
            format!("{}, step {}", desk.database(), desk.store.schema_version().await?),
        ),
        Checked::new(
            "definitions",
            true,
            format!(
                "{} files, {} measures",
                desk.definitions.hashes.len(),
                desk.catalogue().measures.len()
            ),
        ),
    ];
    for partnership in desk.store.partnerships().await? {
        let found =
            format!("{} ({}), area {}", partnership.title, partnership.id, partnership.area);
        checks.push(Checked::new("partnership", true, found));
    }
    steps(Step::Begun("audit chain"));
    checks.push(audit(desk).await?);
    steps(Step::Begun("kept files"));
    checks.push(originals(desk, steps).await?);
    steps(Step::Begun("releases"));
    checks.extend(releases(desk, steps).await?);
    Ok(checks)
}

async fn audit(desk: &Desk) -> Result<Checked, Error> {
    let check = desk.store.read(&desk.to_read()?).await?.verify_audit().await?;
    let found = match &check.broken {
        Some(broken) => format!("the chain is broken: {broken}"),
        None if !check.releases_off.is_empty() => {
            let off: Vec<String> = check.releases_off.iter().map(ToString::to_string).collect();
            format!("releases whose audit head is not in the chain: {}", off.join(", "))
        }
        None => format!("{} entries, head {}", check.head.sequence, check.head.hash),
    };
    Ok(Checked::new("audit chain", check.holds(), found))
}

async fn originals(desk: &Desk, steps: &Steps<'_>) -> Result<Checked, Error> {
    let reader = desk.store.read(&desk.to_read()?).await?;
    let revisions = reader.revisions().await?;
    let mut bad = Vec::new();
    let of = Some(revisions.len() as u64);
    for (done, revision) in (1..).zip(&revisions) {
        let kept = reader.original(&revision.id).await;
        if kept.map_or(true, |bytes| Sha256::of(&bytes) != revision.sha256) {
            bad.push(revision.id.to_string());
        }
        steps(Step::Far { what: "kept files", done, of, unit: "files" });
    }
    Ok(if bad.is_empty() {
        Checked::new(
            "kept files",
            true,
            format!("{} files agree with their hashes", revisions.len()),
        )
    } else {
        Checked::new("kept files", false, format!("changed or lost: {}", bad.join(", ")))
    })
}

async fn releases(desk: &Desk, steps: &Steps<'_>) -> Result<Vec<Checked>, Error> {
    let proofs = verify_releases(desk, steps).await?;
    let checked = proofs.into_iter().map(|proof| {
        let name = format!("release {}", proof.release);
        if proof.differences.is_empty() {
            let found = format!("{} files and the returns behind them as released", proof.files);
            Checked::new(&name, true, found)
        } else {
            let mut differences = proof.differences;
            differences.sort();
            differences.dedup();
            Checked::new(&name, false, differences.join("; "))
        }
    });
    Ok(checked.collect())
}
