//! CSV out: RFC 4180, lines ended by CR LF, formulas neutralised.

use std::io::Write;

use crate::error::WriteError;
use crate::field::Field;
use crate::neutral::neutralise;

/// Whether a file begins with a byte-order mark. Excel takes UTF-8 without one
/// for another encoding; other programs are better off without.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Bom {
    /// No mark.
    #[default]
    Without,
    /// A mark, for files that people open in Excel.
    With,
}

/// Writes rows one after the other. Call [`Writer::finish`] at the end, or a
/// full disk may go unnoticed.
pub struct Writer<W: Write> {
    out: W,
    line: String,
}

impl<W: Write> Writer<W> {
    /// A writer onto anything; wrap files in a `BufWriter`.
    ///
    /// # Errors
    /// The mark cannot be written.
    pub fn new(mut out: W, bom: Bom) -> Result<Self, WriteError> {
        if bom == Bom::With {
            out.write_all("\u{feff}".as_bytes())?;
        }
        Ok(Self { out, line: String::new() })
    }

    /// Writes one row.
    ///
    /// # Errors
    /// The output refuses, for instance because the disk is full.
    pub fn row<'a>(
        &mut self,
        fields: impl IntoIterator<Item = Field<'a>>,
    ) -> Result<(), WriteError> {
        self.line.clear();
        let mut count = 0;
        for field in fields {
            if count > 0 {
                self.line.push(',');
            }
            push(&mut self.line, &field);
            count += 1;
        }
        // A row with one empty cell would otherwise be a blank line, which
        // readers leave out.
        if count == 1 && self.line.is_empty() {
            self.line.push_str("\"\"");
        }
        self.line.push_str("\r\n");
        self.out.write_all(self.line.as_bytes())?;
        Ok(())
    }

    /// Writes a row of texts, for instance a header.
    ///
    /// # Errors
    /// As [`Writer::row`].
    pub fn header<'a>(
        &mut self,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Result<(), WriteError> {
        self.row(names.into_iter().map(Field::from))
    }

    /// Makes sure that all is written and gives the output back.
    ///
    /// # Errors
    /// The output refuses.
    pub fn finish(mut self) -> Result<W, WriteError> {
        self.out.flush()?;
        Ok(self.out)
    }
}

/// A whole table as bytes.
///
/// # Errors
/// Never in practice: writing to memory does not fail.
pub fn write<'a, R>(rows: impl IntoIterator<Item = R>, bom: Bom) -> Result<Vec<u8>, WriteError>
where
    R: IntoIterator<Item = Field<'a>>,
{
    let mut writer = Writer::new(Vec::new(), bom)?;
    for row in rows {
        writer.row(row)?;
    }
    writer.finish()
}

fn push(line: &mut String, field: &Field<'_>) {
    use std::fmt::Write as _;
    // Writing to a string cannot fail, so the results say nothing.
    let _ = match field {
        Field::Empty => Ok(()),
        Field::Text(text) => {
            push_text(line, &neutralise(text));
            Ok(())
        }
        Field::Integer(number) => write!(line, "{number}"),
        Field::Decimal(number) => write!(line, "{number}"),
        Field::Date(date) => write!(line, "{date}"),
        Field::Bool(true) => line.write_str("true"),
        Field::Bool(false) => line.write_str("false"),
    };
}

/// Quotes a text where a reader could otherwise cut it or trim it.
fn push_text(line: &mut String, text: &str) {
    let special = text.contains([',', ';', '\t', '"', '\n', '\r']) || text != text.trim();
    if !special {
        line.push_str(text);
        return;
    }
    line.push('"');
    for (index, part) in text.split('"').enumerate() {
        if index > 0 {
            line.push_str("\"\"");
        }
        line.push_str(part);
    }
    line.push('"');
}
