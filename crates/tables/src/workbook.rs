//! Workbooks out: exports, and templates that people fill in.
//!
//! Text is written as text, so nothing in it is ever run as a formula; see
//! [`crate::neutral`] for what CSV needs instead. The same book written with
//! the same moment gives the same bytes.

use jiff::civil::DateTime;
use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatBorder, Formula, Workbook,
    Worksheet,
};

use crate::document::MAX_EXACT_INTEGER;
use crate::error::WriteError;
use crate::field::Field;
use crate::place::column_name;

/// Longest list of choices, in letters, that a cell's rule can hold itself;
/// longer ones stand on a sheet of their own.
const SHORT_LIST: usize = 250;

/// Name of the hidden sheet with the long lists of choices.
const LISTS: &str = "Lists";

/// A workbook to write.
#[derive(Debug, Clone, PartialEq)]
pub struct Book<'a> {
    /// Title among the properties of the file.
    pub title: String,
    /// The moment that stands in the properties as that of making. Give the
    /// moment of the data, not of the run, for equal bytes on each run.
    pub created: DateTime,
    /// Tables in order.
    pub tables: Vec<Table<'a>>,
    /// Paragraphs of the sheet "Notes", written last; no sheet when empty.
    pub notes: Vec<String>,
}

/// One sheet with a header row that stays in view.
#[derive(Debug, Clone, PartialEq)]
pub struct Table<'a> {
    /// Name of the sheet: at most 31 letters, none of `[ ] : * ? / \`.
    pub name: String,
    /// Columns in order.
    pub columns: Vec<Column>,
    /// Rows below the header; a row may be shorter than the columns.
    pub rows: Vec<Vec<Field<'a>>>,
    /// Rows below the data that rules and formats reach too, for people to fill
    /// in; 0 in an export.
    pub blank_rows: u32,
}

/// One column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Heading.
    pub heading: String,
    /// How its numbers are shown.
    pub shown: Shown,
    /// Width in letters; computed from heading and content when `None`.
    pub width: Option<f64>,
    /// The values that a person may choose from; free when empty.
    pub choices: Vec<String>,
    /// What stands beside the cell when it is chosen; nothing when empty.
    pub help: String,
}

impl Column {
    /// A column of anything, shown as it is.
    #[must_use]
    pub fn new(heading: impl Into<String>) -> Self {
        let (shown, width, choices, help) = (Shown::AsItIs, None, Vec::new(), String::new());
        Self { heading: heading.into(), shown, width, choices, help }
    }

    /// The same, shown in another way.
    #[must_use]
    pub fn shown(mut self, shown: Shown) -> Self {
        self.shown = shown;
        self
    }
}

/// How the numbers of a column are shown. The number itself is never rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// As the spreadsheet program likes.
    AsItIs,
    /// Whole, with thousand separators.
    Whole,
    /// With so many decimals.
    Decimals(u8),
    /// As a percentage with so many decimals; the value 0.23 is seen as 23%.
    Percent(u8),
    /// As a day: `2021-04-01`.
    Date,
    /// As text, so that codes such as `007` and `1-5` stay what they are.
    Text,
}

impl Shown {
    fn code(self) -> String {
        match self {
            Self::AsItIs => "General".to_owned(),
            Self::Whole => "#,##0".to_owned(),
            Self::Decimals(0) => "0".to_owned(),
            Self::Decimals(count) => format!("0.{}", "0".repeat(usize::from(count))),
            Self::Percent(0) => "0%".to_owned(),
            Self::Percent(count) => format!("0.{}%", "0".repeat(usize::from(count))),
            Self::Date => "yyyy-mm-dd".to_owned(),
            Self::Text => "@".to_owned(),
        }
    }
}

/// Writes a workbook as bytes.
///
/// # Errors
/// A sheet's name is too long, used twice or has a forbidden letter; a text has
/// more than 32,767 letters; or there are more rows than a sheet can hold.
pub fn write(book: &Book<'_>) -> Result<Vec<u8>, WriteError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(book)?);
    let mut lists = Lists::default();
    for table in &book.tables {
        write_table(workbook.add_worksheet(), table, &mut lists)?;
    }
    if !book.notes.is_empty() {
        write_notes(workbook.add_worksheet(), &book.notes)?;
    }
    if !lists.columns.is_empty() {
        lists.write(workbook.add_worksheet())?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn properties(book: &Book<'_>) -> Result<DocProperties, WriteError> {
    let (date, time) = (book.created.date(), book.created.time());
    let part = |value: i8| u8::try_from(value).unwrap_or(0);
    let year = u16::try_from(date.year()).unwrap_or(1900);
    let moment = ExcelDateTime::from_ymd(year, part(date.month()), part(date.day()))?.and_hms(
        u16::from(part(time.hour())),
        part(time.minute()),
        f64::from(time.second()),
    )?;
    Ok(DocProperties::new()
        .set_title(&book.title)
        .set_author("Sightline")
        .set_creation_datetime(&moment))
}

fn write_table(
    sheet: &mut Worksheet,
    table: &Table<'_>,
    lists: &mut Lists,
) -> Result<(), WriteError> {
    sheet.set_name(&table.name)?;
    sheet.set_freeze_panes(1, 0)?;
    let header = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_background_color(Color::RGB(0x00DD_E7EE))
        .set_border_bottom(FormatBorder::Thin);
    let last = u32::try_from(table.rows.len()).unwrap_or(u32::MAX).saturating_add(table.blank_rows);
    for (index, column) in (0u16..).zip(&table.columns) {
        let format = Format::new().set_num_format(column.shown.code());
        sheet.set_column_format(index, &format)?;
        sheet.set_column_width(
            index,
            column.width.unwrap_or_else(|| fitting(table, column, index)),
        )?;
        sheet.write_string_with_format(0, index, &column.heading, &header)?;
        if let Some(rule) = rule(column, lists)? {
            sheet.add_data_validation(1, index, last.clamp(1, 1_048_575), index, &rule)?;
        }
    }
    for (row, fields) in (1u32..).zip(&table.rows) {
        for (index, field) in (0u16..).zip(fields) {
            let shown =
                table.columns.get(usize::from(index)).map_or(Shown::AsItIs, |column| column.shown);
            write_field(sheet, (row, index), field, shown)?;
        }
    }
    Ok(())
}

/// A width that shows the heading and most of the content, in letters.
fn fitting(table: &Table<'_>, column: &Column, index: u16) -> f64 {
    let content = table
        .rows
        .iter()
        .take(1000)
        .filter_map(|row| row.get(usize::from(index)))
        .map(length)
        .max();
    let letters = column.heading.chars().count().max(content.unwrap_or(0)).clamp(8, 50);
    f64::from(u8::try_from(letters).unwrap_or(50)) + 2.0
}

fn length(field: &Field<'_>) -> usize {
    match field {
        Field::Empty => 0,
        Field::Text(text) => text.lines().map(|line| line.chars().count()).max().unwrap_or(0),
        Field::Integer(number) => number.to_string().len(),
        Field::Decimal(number) => number.to_string().len().min(12),
        Field::Date(_) => 10,
        Field::Bool(_) => 5,
    }
}

fn write_field(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    field: &Field<'_>,
    shown: Shown,
) -> Result<(), WriteError> {
    let format = Format::new().set_num_format(shown.code());
    match field {
        Field::Empty => {}
        Field::Text(text) => {
            sheet.write_string_with_format(row, column, text.as_ref(), &format)?;
        }
        Field::Integer(number) => match exact_float(*number) {
            Some(number) => {
                sheet.write_number_with_format(row, column, number, &format).map(drop)?
            }
            None => sheet.write_string(row, column, number.to_string()).map(drop)?,
        },
        Field::Decimal(number) => {
            let digits = number.normalize().to_string();
            match digits.parse::<f64>() {
                Ok(float) if digits.bytes().filter(u8::is_ascii_digit).count() <= 17 => {
                    sheet.write_number_with_format(row, column, float, &format)?;
                }
                _ => sheet.write_string(row, column, &digits).map(drop)?,
            }
        }
        Field::Date(date) => {
            let part = |value: i8| u8::try_from(value).unwrap_or(0);
            let day = ExcelDateTime::from_ymd(
                u16::try_from(date.year()).unwrap_or(0),
                part(date.month()),
                part(date.day()),
            )?;
            let format = Format::new().set_num_format(Shown::Date.code());
            sheet.write_datetime_with_format(row, column, &day, &format)?;
        }
        Field::Bool(value) => {
            sheet.write_boolean(row, column, *value)?;
        }
    }
    Ok(())
}

/// A whole number as a float, when a workbook keeps it exactly.
fn exact_float(number: i64) -> Option<f64> {
    #[expect(
        clippy::cast_precision_loss,
        reason = "held within 2^53, where every whole number is exact"
    )]
    (number.unsigned_abs() <= MAX_EXACT_INTEGER.unsigned_abs()).then_some(number as f64)
}

/// The rule that offers a column's choices and shows its help.
fn rule(column: &Column, lists: &mut Lists) -> Result<Option<DataValidation>, WriteError> {
    if column.choices.is_empty() && column.help.is_empty() {
        return Ok(None);
    }
    let mut rule = DataValidation::new();
    let letters: usize = column.choices.iter().map(|choice| choice.chars().count() + 1).sum();
    if column.choices.is_empty() {
        rule = rule.allow_any_value();
    } else if letters <= SHORT_LIST && !column.choices.iter().any(|choice| choice.contains(',')) {
        rule = rule.allow_list_strings(&column.choices)?;
    } else {
        rule = rule.allow_list_formula(lists.add(column));
    }
    if !column.choices.is_empty() {
        rule = rule
            .set_error_title("Not in the list")?
            .set_error_message("Choose one of the values in the list.")?;
    }
    if !column.help.is_empty() {
        rule = rule.set_input_message(column.help.chars().take(255).collect::<String>())?;
    }
    Ok(Some(rule))
}

fn write_notes(sheet: &mut Worksheet, notes: &[String]) -> Result<(), WriteError> {
    sheet.set_name("Notes")?;
    sheet.set_column_width(0, 100.0)?;
    let wrap = Format::new().set_text_wrap();
    for (row, note) in (0u32..).zip(notes) {
        sheet.write_string_with_format(row, 0, note, &wrap)?;
    }
    Ok(())
}

/// Lists of choices that are too long for a rule; one column each on a hidden
/// sheet.
#[derive(Default)]
struct Lists {
    columns: Vec<Vec<String>>,
}

impl Lists {
    /// Keeps the list and gives the formula that points to it.
    fn add(&mut self, column: &Column) -> Formula {
        let known = self.columns.iter().position(|list| *list == column.choices);
        let index = known.unwrap_or(self.columns.len());
        if known.is_none() {
            self.columns.push(column.choices.clone());
        }
        let letters = column_name(u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1));
        Formula::new(format!("={LISTS}!${letters}$1:${letters}${}", column.choices.len()))
    }

    fn write(&self, sheet: &mut Worksheet) -> Result<(), WriteError> {
        sheet.set_name(LISTS)?;
        sheet.set_hidden(true);
        for (column, list) in (0u16..).zip(&self.columns) {
            for (row, choice) in (0u32..).zip(list) {
                sheet.write_string(row, column, choice)?;
            }
        }
        Ok(())
    }
}
