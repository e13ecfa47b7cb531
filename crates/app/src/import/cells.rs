//! Stage “validate”, for the cells of a row before anybody reads a meaning into them: cells that no
//! column name stands above, and what only workbooks have.

use sightline_tables::{Cell, Merge, Value, column_name};

use super::contract::{CONTRACT, Field, Mapping};
use super::rows::{Column, Problem, Problems};
use super::source::RawRow;

/// Says what is wrong with the cells of a row.
pub(super) fn check(raw: RawRow<'_>, mapping: &Mapping, problems: &mut Problems) {
    nameless(raw, mapping, problems);
    if let RawRow::Csv(_) = raw {
        return;
    }
    for line in &CONTRACT {
        if let Some(column) = mapping.column(line.field) {
            workbook_cell(raw, column, &Column::Field(line.field), problems);
        }
    }
    for (column, dimension) in &mapping.dimensions {
        workbook_cell(raw, *column, &Column::Named(dimension.clone()), problems);
    }
}

/// Cells below no column name. A number that was split at its thousand separator leaves one, and the
/// first part of it must not be taken for the number.
fn nameless(raw: RawRow<'_>, mapping: &Mapping, problems: &mut Problems) {
    let mut beyond = mapping.width..raw.width();
    let odd = |column: &usize| !raw.text(*column).trim().is_empty();
    if let Some(column) = beyond.find(odd) {
        let message = format!(
            "The row has “{}” in column {}, and the header ends at column {}.",
            raw.text(column).trim(),
            number(column),
            letters(mapping.width.saturating_sub(1)),
        );
        let remedy = "Write numbers without a separator between thousands (1082), and put a text that has the separator of columns in it into quotation marks. If the column is meant, give it a name.";
        let column = Column::Named(letters(column));
        problems.push(Problem::error("row-too-long", column, message, remedy));
    }
    if let Some(column) = mapping.unnamed.iter().copied().find(odd) {
        let message = format!(
            "The row has “{}” in column {}, which has no name in the header.",
            raw.text(column).trim(),
            number(column),
        );
        let remedy = "Give the column a name, or clear the cell.";
        let column = Column::Named(letters(column));
        problems.push(Problem::error("column-without-name", column, message, remedy));
    }
}

fn letters(column: usize) -> String {
    column_name(u32::try_from(column + 1).unwrap_or(u32::MAX))
}

fn number(column: usize) -> String {
    format!("{} ({})", column + 1, letters(column))
}

/// Merged, broken and formula cells of a workbook.
fn workbook_cell(raw: RawRow<'_>, at: usize, column: &Column, problems: &mut Problems) {
    if raw.merge(at) != Merge::No {
        let message = "The cell is merged with others, so it is not clear which row it is for.";
        let remedy = "Unmerge it and fill in each row.";
        let message = message.to_owned();
        problems.push(Problem::error("merged-cell", column.clone(), message, remedy));
        return;
    }
    let Some(cell) = raw.cell(at) else { return };
    if let Some((code, message, remedy)) = oddity(cell) {
        problems.push(Problem::error(code, column.clone(), message, remedy));
    } else if let (Some(formula), Column::Field(Field::Value)) = (&cell.formula, column) {
        let message =
            format!("The value {} is the last result of the formula ={formula}.", cell.text);
        let remedy = "Save the file after its last change, so that the value is the one meant.";
        problems.push(Problem::note("formula", column.clone(), message, remedy));
    }
}

/// What is odd about a cell's content, as code, message and remedy.
fn oddity(cell: &Cell) -> Option<(&'static str, String, &'static str)> {
    match cell.value {
        Value::Error => {
            let message = format!("The cell shows the error {}.", cell.text);
            Some(("cell-error", message, "Correct the formula, or leave the cell blank."))
        }
        Value::Beyond => {
            let message = format!("{} has more digits than a workbook keeps.", cell.text);
            Some(("number-beyond", message, "Send the figures as CSV."))
        }
        Value::NotComputed => {
            let formula = cell.formula.as_deref().unwrap_or_default();
            let message = format!("The file has the formula ={formula} without its result.");
            let remedy = "Open the file in a spreadsheet program, let it recalculate, and save it.";
            Some(("formula-without-value", message, remedy))
        }
        _ => None,
    }
}
