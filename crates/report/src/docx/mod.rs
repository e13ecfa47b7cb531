//! A Word document that directors comment on: real heading styles, tables with header rows,
//! footnotes, charts as pictures with alt text, and the marking in header and footer.

mod body;
mod pack;
mod picture;
mod xml;

use crate::edition::{Assets, PrintError};
use crate::sheet::Sheet;

/// The report as DOCX. Equal sheets give equal bytes.
///
/// # Errors
/// When a chart cannot be drawn as a picture, or the file cannot be packed.
pub fn docx(sheet: &Sheet, assets: &Assets<'_>) -> Result<Vec<u8>, PrintError> {
    let painter = picture::Painter::new(assets);
    let written = body::write(sheet, &painter)?;
    pack::pack(sheet, written)
}

#[cfg(test)]
mod tests;
