//! Holds an archive against the limits before anybody else opens it.
//!
//! What the archive's own list says about sizes is not believed: every part is
//! unpacked once, to nowhere, and stopped at the limit. The same library, at
//! the same version, opens the archive afterwards, so that both see one list of
//! parts.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::error::Problem;
use crate::limits::Limits;

/// Opens an archive and proves that it keeps to the limits. Gives the names of
/// its parts.
///
/// # Errors
/// The archive is broken or encrypted, has too many parts, unpacks to more
/// than it may, or lies about the size of a part.
pub(crate) fn check(bytes: &[u8], limits: &Limits) -> Result<Vec<String>, Problem> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(problem)?;
    if archive.len() > limits.parts {
        return Err(Problem::TooMany { what: "parts in the workbook", limit: limits.parts as u64 });
    }
    let mut left = limits.unpacked_bytes;
    let mut names = Vec::with_capacity(archive.len());
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(problem)?;
        let name = part.name().map_err(problem)?.into_owned();
        let (declared, packed) = (part.size(), part.compressed_size());
        if declared > left {
            return Err(Problem::Bomb { part: name, limit: limits.unpacked_bytes });
        }
        let actual = measure(&mut part, &name, left, limits)?;
        if actual != declared {
            return Err(Problem::LyingSize { part: name, declared });
        }
        if actual > limits.ratio_from_bytes && actual / packed.max(1) > limits.ratio {
            return Err(Problem::Ratio { part: name, limit: limits.ratio });
        }
        left -= actual;
        names.push(name);
    }
    Ok(names)
}

/// Unpacks a part to nowhere and counts its bytes.
fn measure(part: &mut impl Read, name: &str, left: u64, limits: &Limits) -> Result<u64, Problem> {
    let mut chunk = vec![0; 64 << 10];
    let mut total = 0u64;
    loop {
        let count = part
            .read(&mut chunk)
            .map_err(|error| Problem::Damaged(format!("part \"{name}\": {error}")))?;
        if count == 0 {
            return Ok(total);
        }
        total += count as u64;
        if total > left {
            return Err(Problem::Bomb { part: name.to_owned(), limit: limits.unpacked_bytes });
        }
    }
}

/// One part, unpacked. Call [`check`] first.
pub(crate) fn part(bytes: &[u8], name: &str) -> Result<Option<Vec<u8>>, Problem> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(problem)?;
    let mut file = match archive.by_name(name) {
        Ok(file) => file,
        Err(ZipError::FileNotFound) => return Ok(None),
        Err(error) => return Err(problem(error)),
    };
    let mut content = Vec::new();
    file.read_to_end(&mut content)
        .map_err(|error| Problem::Damaged(format!("part \"{name}\": {error}")))?;
    Ok(Some(content))
}

fn problem(error: ZipError) -> Problem {
    let text = error.to_string();
    if text.to_lowercase().contains("password") {
        Problem::Password
    } else {
        Problem::Damaged(text)
    }
}
