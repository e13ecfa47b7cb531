//! What workbook readers of all formats share: numbers to cells, merged
//! regions, and the notices of a sheet.

use std::sync::Arc;

use jiff::civil::{DateTime, Time};
use rust_decimal::Decimal;

use crate::document::{Cell, MAX_EXACT_INTEGER, Notice, NoticeKind, Region, Row, Sheet, Value};
use crate::merges::Merges;
use crate::numbers::{self, Number};
use crate::place::Place;

/// The value and text of a number as a workbook keeps it: 15 significant
/// digits, whole numbers exactly up to 2^53.
pub(crate) fn number(raw: f64) -> (Value, String) {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "held within 2^53 by the check before, where both are exact"
    )]
    if raw.fract() == 0.0 && raw.abs() <= MAX_EXACT_INTEGER as f64 {
        let whole = raw as i64;
        return (Value::Integer(whole), whole.to_string());
    }
    if !raw.is_finite() || raw.abs() > 1e15 {
        return (Value::Beyond, format!("{raw}"));
    }
    // Numbers near nought, mostly dust of a subtraction, keep 28 decimals.
    let number = Decimal::from_scientific(&format!("{raw:.14e}"))
        .or_else(|_| Decimal::from_str_exact(&format!("{raw:.28}")));
    match number {
        Ok(number) if !number.is_zero() => decimal(number),
        _ => (Value::Beyond, format!("{raw:e}")),
    }
}

/// The value and text of a decimal, without noughts at its end.
pub(crate) fn decimal(number: Decimal) -> (Value, String) {
    let number = number.normalize();
    let value = match i64::try_from(number) {
        Ok(whole) if number.is_integer() => Value::Integer(whole),
        _ => Value::Decimal(number),
    };
    (value, number.to_string())
}

/// A number cell: with its per cent sign when it is shown as a percentage.
pub(crate) fn number_cell(column: u32, (value, text): (Value, String), percent: bool) -> Cell {
    let hundredfold = match &value {
        Value::Integer(whole) => Decimal::from(*whole).checked_mul(Decimal::ONE_HUNDRED),
        Value::Decimal(number) => number.checked_mul(Decimal::ONE_HUNDRED),
        _ => None,
    };
    let shown = hundredfold.filter(|_| percent).map(|number| format!("{}%", number.normalize()));
    Cell { value, percent, ..Cell::text(column, shown.as_deref().unwrap_or(&text)) }
}

/// A text cell of a workbook.
pub(crate) fn text_cell(column: u32, text: &str) -> Cell {
    Cell { number_as_text: is_number(text), ..Cell::text(column, text) }
}

fn is_number(text: &str) -> bool {
    let likely = text.len() <= 40 && text.bytes().any(|byte| byte.is_ascii_digit());
    likely && numbers::parse(text).is_ok_and(|parsed| matches!(parsed.value, Number::Exact(_)))
}

/// A cell with a day, and a time where it is not midnight.
pub(crate) fn moment_cell(column: u32, moment: DateTime) -> Cell {
    if moment.time() == Time::midnight() {
        let date = moment.date();
        Cell { value: Value::Date(date), ..Cell::text(column, &date.to_string()) }
    } else {
        Cell { value: Value::DateTime(moment), ..Cell::text(column, &moment.to_string()) }
    }
}

/// A cell with a time of day or a duration, in days.
pub(crate) fn time_cell(column: u32, days: f64) -> Cell {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a cast of a float saturates; such a duration is no sensible one anyway"
    )]
    let seconds = (days.clamp(-1e9, 1e9) * 86_400.0).round() as i64;
    let sign = if seconds < 0 { "-" } else { "" };
    let rest = seconds.unsigned_abs();
    let text = format!("{sign}{:02}:{:02}:{:02}", rest / 3600, rest / 60 % 60, rest % 60);
    Cell { value: Value::Time, ..Cell::text(column, &text) }
}

/// Tells each cell whether it belongs to a merged region. Rows must be in order.
pub(crate) fn mark_merged(rows: &mut [Row], regions: &[Region]) {
    let mut merges = Merges::new(regions);
    for row in rows {
        for cell in &mut row.cells {
            cell.merged = merges.role(row.number, cell.column);
        }
    }
}

/// How often something was seen on a sheet, and where first.
#[derive(Debug, Default)]
struct Seen {
    count: u64,
    first: Option<(u32, u32)>,
}

impl Seen {
    fn add(&mut self, row: u32, column: u32) {
        self.count += 1;
        self.first.get_or_insert((row, column));
    }

    fn notice(&self, sheet: &Arc<str>, kind: fn(u64) -> NoticeKind) -> Option<Notice> {
        let (row, column) = self.first?;
        Some(Notice { place: Place::cell(Arc::clone(sheet), row, column), kind: kind(self.count) })
    }
}

/// The notices that a sheet gives.
pub(crate) fn notices(sheet: &Sheet) -> Vec<Notice> {
    let place = || Place::sheet(Arc::clone(&sheet.name));
    let mut notices = Vec::new();
    if sheet.rows.is_empty() {
        notices.push(Notice { place: place(), kind: NoticeKind::EmptySheet });
        return notices;
    }
    if !sheet.visible {
        notices.push(Notice { place: place(), kind: NoticeKind::HiddenSheet });
    }
    if sheet.rows.len() == 1 {
        notices.push(Notice { place: place(), kind: NoticeKind::HeaderOnly });
    }
    if let Some(region) = sheet.merged.first() {
        let place = Place::cell(Arc::clone(&sheet.name), region.first_row, region.first_column);
        notices.push(Notice { place, kind: NoticeKind::Merged(sheet.merged.len() as u64) });
    }
    notices.extend(cell_notices(sheet));
    notices
}

fn cell_notices(sheet: &Sheet) -> Vec<Notice> {
    let (mut formulas, mut hollow, mut texts) = (Seen::default(), Seen::default(), Seen::default());
    let (mut beyond, mut errors) = (Seen::default(), Seen::default());
    for row in &sheet.rows {
        for cell in &row.cells {
            let kind = match (&cell.formula, &cell.value) {
                (Some(_), Value::NotComputed) => Some(&mut hollow),
                (Some(_), _) => Some(&mut formulas),
                _ => None,
            };
            if let Some(seen) = kind {
                seen.add(row.number, cell.column);
            }
            match cell.value {
                Value::Beyond => beyond.add(row.number, cell.column),
                Value::Error => errors.add(row.number, cell.column),
                _ if cell.number_as_text => texts.add(row.number, cell.column),
                _ => {}
            }
        }
    }
    [
        formulas.notice(&sheet.name, NoticeKind::Formulas),
        hollow.notice(&sheet.name, NoticeKind::FormulaWithoutValue),
        texts.notice(&sheet.name, NoticeKind::NumberAsText),
        beyond.notice(&sheet.name, NoticeKind::BeyondExact),
        errors.notice(&sheet.name, NoticeKind::Errors),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Merge;

    #[test]
    fn numbers_are_kept_to_the_digits_that_a_workbook_shows() {
        for (raw, text) in [
            (0.1 + 0.2, "0.3"),
            (2.999_999_999_999_999_6, "3"),
            (5004.0, "5004"),
            (-0.5, "-0.5"),
            (9_007_199_254_740_992.0, "9007199254740992"),
            (1.0 / 3.0, "0.333333333333333"),
            (5.551_115_123_125_783e-17, "0.0000000000000000555111512313"),
        ] {
            assert_eq!(number(raw).1, text);
        }
        assert_eq!(number(9_007_199_254_740_994.0).0, Value::Beyond);
        assert_eq!(number(1e300).0, Value::Beyond);
        assert_eq!(number(1e-300).0, Value::Beyond);
        assert_eq!(number(f64::NAN).0, Value::Beyond);
        assert_eq!(number(3.0).0, Value::Integer(3));
    }

    #[test]
    fn percentages_read_as_people_see_them_with_all_digits() {
        let cell = number_cell(1, number(0.2345), true);
        assert_eq!((cell.text.as_ref(), cell.percent), ("23.45%", true));
        assert_eq!(cell.value, Value::Decimal(Decimal::new(2345, 4)));
        assert_eq!(number_cell(1, number(1.0), true).text.as_ref(), "100%");
    }

    #[test]
    fn merged_cells_know_their_role() {
        let row = |number| Row {
            number,
            line: u64::from(number),
            width: 4,
            cells: (1..=4).map(|column| Cell::text(column, "x")).collect(),
        };
        let mut rows = vec![row(1), row(2), row(3), row(4)];
        let region = |first_row, first_column, last_row, last_column| Region {
            first_row,
            first_column,
            last_row,
            last_column,
        };
        mark_merged(&mut rows, &[region(3, 1, 3, 4), region(1, 2, 2, 3)]);
        let roles: Vec<Vec<Merge>> =
            rows.iter().map(|row| row.cells.iter().map(|cell| cell.merged).collect()).collect();
        use Merge::{Covered as C, First as F, No as N};
        assert_eq!(roles, [[N, F, C, N], [N, C, C, N], [F, C, C, C], [N, N, N, N]]);
    }
}
