//! A Word document that directors comment on.

use crate::edition::{Assets, PrintError};
use crate::sheet::Sheet;

/// Placeholder.
pub fn docx(_: &Sheet, _: &Assets<'_>) -> Result<Vec<u8>, PrintError> {
    Err(PrintError::Docx("not yet".to_owned()))
}
