//! Bounds that keep one file from taking the machine.

/// What a file may cost. Every reader takes one; the defaults are generous for
/// a return and far below what would hurt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a workbook file. CSV is streamed and not held to this.
    pub workbook_bytes: u64,
    /// Bytes of a CSV file, or of any file read through a byte slice.
    pub csv_bytes: u64,
    /// Bytes that all parts of a workbook may unpack to, measured by unpacking.
    pub unpacked_bytes: u64,
    /// Times that a part may grow when unpacked. Held only against parts above
    /// [`Limits::ratio_from_bytes`], because small parts of zeros pack well.
    pub ratio: u64,
    /// Unpacked size from which [`Limits::ratio`] is held.
    pub ratio_from_bytes: u64,
    /// Parts inside a workbook's archive.
    pub parts: usize,
    /// Sheets in a workbook.
    pub sheets: usize,
    /// Highest row number.
    pub rows: u32,
    /// Highest column number.
    pub columns: u32,
    /// Cells with content in the whole document (not held against streaming).
    /// A cell takes about 120 bytes of memory.
    pub cells: u64,
    /// Bytes of text in one cell.
    pub cell_bytes: usize,
    /// Bytes of text in all cells of a document (not held against streaming).
    pub text_bytes: u64,
    /// Bytes of one row of a CSV file.
    pub row_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            workbook_bytes: 200 << 20,
            csv_bytes: 16 << 30,
            unpacked_bytes: 512 << 20,
            ratio: 200,
            ratio_from_bytes: 16 << 20,
            parts: 2_000,
            sheets: 200,
            rows: 50_000_000,
            columns: 16_384,
            cells: 2_000_000,
            cell_bytes: 128 << 10,
            text_bytes: 256 << 20,
            row_bytes: 1 << 20,
        }
    }
}
