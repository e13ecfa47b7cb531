//! Writes the folders of releases again, from the files that the database froze.

use sightline_store::{Reader, ReleaseId};

use super::release::folder_of;
use super::write::{is_empty, write_folder};
use crate::desk::Desk;
use crate::error::Error;
use crate::ports::OutFile;

/// Writes the folder of each release that has none, and names the releases. A folder that is there
/// is left alone, however changed: it may be all that shows what somebody did.
///
/// # Errors
/// When a frozen file cannot be read, or a folder cannot be written.
pub async fn restore(desk: &Desk) -> Result<Vec<String>, Error> {
    let reader = desk.store.read(&desk.to_read()?).await?;
    let mut restored = Vec::new();
    for release in reader.releases().await? {
        let folder = folder_of(desk, &release.id);
        if is_empty(&folder)? {
            write_folder(&folder, &frozen(&reader, &release.id).await?)?;
            restored.push(release.id.to_string());
        }
    }
    Ok(restored)
}

/// The files of a release as they were frozen. Each is held against its hash as it is read.
pub(super) async fn frozen(reader: &Reader, id: &ReleaseId) -> Result<Vec<OutFile>, Error> {
    let mut files = Vec::new();
    for file in reader.release_files(id).await? {
        let bytes = reader.release_file(id, &file.path).await?;
        files.push(OutFile { path: file.path, bytes });
    }
    Ok(files)
}
