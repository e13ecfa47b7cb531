//! Reopens a kept original, to compare what was taken in with what stands in the file.

use std::ops::ControlFlow;

use sightline_kernel::decimal::Decimal;
use sightline_kernel::query::DataQuery;
use sightline_measures::observation::Value;
use sightline_tables::Limits;
use sightline_tables::numbers::{self, Number};

use super::contract::{Field, Mapping, map};
use super::source::{RawRow, Source, open_bytes};

/// A kept file whose columns are known.
#[derive(Debug)]
pub(crate) struct Kept {
    source: Source,
    mapping: Mapping,
}

/// Reopens a kept file.
///
/// # Errors
/// When it is no longer a file that can be read, which means that it was changed.
pub(crate) fn reopen<'a>(
    name: &str,
    bytes: Vec<u8>,
    dimensions: impl Iterator<Item = &'a str> + Clone,
) -> Result<Kept, Box<DataQuery>> {
    let (source, _) = open_bytes(name, bytes, &Limits::default())?;
    let mut mapped = None;
    source.each_row(&mut |row| {
        let header: Vec<&str> = (0..row.width()).map(|column| row.text(column)).collect();
        mapped = Some(map(name, row.number(), &header, dimensions.clone()));
        ControlFlow::Break(())
    })?;
    match mapped {
        Some(Ok((mapping, _))) => Ok(Kept { source, mapping }),
        Some(Err(mut errors)) if !errors.is_empty() => Err(Box::new(errors.swap_remove(0))),
        _ => {
            let place = sightline_kernel::query::Place {
                file: Some(name.to_owned()),
                ..sightline_kernel::query::Place::default()
            };
            Err(Box::new(DataQuery::error("file-empty", place, "The kept file is empty.")))
        }
    }
}

impl Kept {
    /// The text of the value column in a row; nothing when the file has no such row.
    ///
    /// # Errors
    /// When the file breaks off before the row.
    pub(crate) fn value_at(&self, row: u32) -> Result<Option<String>, Box<DataQuery>> {
        let column = self.mapping.column(Field::Value);
        let mut found = None;
        self.source.each_row(&mut |raw: RawRow<'_>| {
            if raw.number() < row {
                return ControlFlow::Continue(());
            }
            if raw.number() == row {
                found = column.map(|column| raw.text(column).trim().to_owned());
            }
            ControlFlow::Break(())
        })?;
        Ok(found)
    }
}

/// Whether the text of a cell gives the value that was taken in.
#[must_use]
pub(crate) fn agrees(text: &str, value: &Value) -> bool {
    match value {
        Value::Absent(_) => text.is_empty(),
        Value::Bounded { text: supplied, .. } => text == supplied,
        Value::Exact { value } => number(text) == Some(*value),
    }
}

fn number(text: &str) -> Option<Decimal> {
    match numbers::parse(text).ok()?.value {
        Number::Exact(value) | Number::Percent(value) => Some(value),
        Number::Bounds(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_file_is_read_at_its_row() {
        let bytes =
            b"measure,period,value\r\ncrime.offences,2021-22,\"16,411\"\r\na.b,2021-22,\r\n";
        let kept = reopen("f.csv", bytes.to_vec(), std::iter::empty()).unwrap();
        let text = kept.value_at(2).unwrap().unwrap();
        assert!(agrees(&text, &Value::Exact { value: Decimal::from(16_411) }));
        assert!(!agrees(&text, &Value::Exact { value: Decimal::from(16_412) }));
        assert_eq!(kept.value_at(3).unwrap().unwrap(), "");
        assert_eq!(kept.value_at(9).unwrap(), None);
    }
}
