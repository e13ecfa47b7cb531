//! Stages “resolve codes” and “validate”: one row of text becomes one observation or data queries.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;
use sightline_kernel::dimension::Cell;
use sightline_kernel::ids::{AgencyId, AreaCode, MeasureId};
use sightline_kernel::nearest::did_you_mean;
use sightline_kernel::period::Period;
use sightline_kernel::query::{DataQuery, Place, Severity};
use sightline_measures::card::MeasureCard;
use sightline_measures::catalogue::Catalogue;
use sightline_measures::observation::{Absence, AbsenceKind, Key, Status, Value};
use sightline_tables::numbers::{self, NumberProblem};

use super::area;
use super::category;
use super::cells;
use super::contract::{Field, Mapping};
use super::source::RawRow;
use super::value::checked;

/// What every row of the file shares.
#[derive(Debug, Clone)]
pub(crate) struct Asked<'a> {
    /// The definitions.
    pub(crate) catalogue: &'a Catalogue,
    /// The file's name.
    pub(crate) file: &'a str,
    /// The sheet's name, in a workbook.
    pub(crate) sheet: Option<String>,
    /// The agency whose return it is.
    pub(crate) agency: &'a AgencyId,
    /// The partnership's own area, for rows without one.
    pub(crate) area: &'a AreaCode,
    /// The day of the import, for typed absences.
    pub(crate) today: Date,
}

/// An observation as one row gives it, before it has a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RowObservation {
    /// What it is about.
    pub(crate) key: Key,
    /// What was supplied.
    pub(crate) value: Value,
    /// Whether it may still change.
    pub(crate) status: Status,
    /// The supplier's note.
    pub(crate) note: Option<Arc<str>>,
    /// The row of the file, counted from 1.
    pub(crate) row: u32,
}

/// Reads rows one after another, remembering what it has resolved.
pub(crate) struct RowReader<'a> {
    asked: Asked<'a>,
    mapping: Mapping,
    measures: HashMap<String, Option<(MeasureId, &'a MeasureCard)>>,
    periods: HashMap<String, Option<Period>>,
    areas: HashMap<String, Option<AreaCode>>,
    cells: HashMap<String, Result<Cell, Vec<Problem>>>,
    notes: HashMap<String, Arc<str>>,
}

/// A column of a file, as its data queries name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Column {
    /// One of the contract.
    Field(Field),
    /// One that is named after a dimension, or has no name but its letters.
    Named(String),
}

impl From<Field> for Column {
    fn from(field: Field) -> Self {
        Self::Field(field)
    }
}

impl Column {
    fn name(self) -> Option<String> {
        match self {
            Self::Field(field) => {
                super::contract::CONTRACT.get(field as usize).map(|line| line.name.to_owned())
            }
            Self::Named(name) => Some(name),
        }
    }
}

/// What is wrong with a part of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    severity: Severity,
    code: &'static str,
    column: Column,
    message: String,
    remedy: String,
}

impl Problem {
    pub(super) fn error(
        code: &'static str,
        column: impl Into<Column>,
        message: String,
        remedy: impl Into<String>,
    ) -> Self {
        let (column, remedy) = (column.into(), remedy.into());
        Self { severity: Severity::Error, code, column, message, remedy }
    }

    pub(super) fn warning(code: &'static str, field: Field, message: String, remedy: &str) -> Self {
        let (column, remedy) = (field.into(), remedy.to_owned());
        Self { severity: Severity::Warning, code, column, message, remedy }
    }

    pub(super) fn note(
        code: &'static str,
        column: impl Into<Column>,
        message: String,
        remedy: &str,
    ) -> Self {
        let (column, remedy) = (column.into(), remedy.to_owned());
        Self { severity: Severity::Note, code, column, message, remedy }
    }
}

pub(super) type Problems = Vec<Problem>;

impl<'a> RowReader<'a> {
    /// A reader for a file with this mapping.
    #[must_use]
    pub(crate) fn new(asked: Asked<'a>, mapping: Mapping) -> Self {
        Self {
            asked,
            mapping,
            measures: HashMap::new(),
            periods: HashMap::new(),
            areas: HashMap::new(),
            cells: HashMap::new(),
            notes: HashMap::new(),
        }
    }

    /// Which column holds what.
    #[must_use]
    pub(crate) fn into_mapping(self) -> Mapping {
        self.mapping
    }

    /// Reads one row. Queries go to `queries`; a row with an error gives nothing.
    pub(crate) fn read(
        &mut self,
        raw: RawRow<'_>,
        queries: &mut Vec<DataQuery>,
    ) -> Option<RowObservation> {
        let mut problems = Problems::new();
        let observation = self.row(raw, &mut problems);
        let failed = problems.iter().any(|problem| problem.severity == Severity::Error);
        queries.extend(problems.into_iter().map(|problem| self.query(raw, problem)));
        observation.filter(|_| !failed)
    }

    fn row(&mut self, raw: RawRow<'_>, problems: &mut Problems) -> Option<RowObservation> {
        self.check_supplier(raw, problems);
        cells::check(raw, &self.mapping, problems);
        let measure = self.measure(raw, problems);
        let period = self.period(raw, problems);
        let area = self.area(raw, problems);
        let (measure, card) = measure?;
        let cell = self.cell(raw, &measure, card, problems);
        let (period, area, cell) = (period?, area?, cell?);
        check_period(card, period, problems);
        problems.extend(area::out_of_force(self.asked.catalogue, &area, period));
        let value = self.value(raw, card, problems)?;
        let status = self.status(raw, problems)?;
        let key = Key { measure, period, area, cell };
        Some(RowObservation { key, value, status, note: self.note(raw), row: raw.number() })
    }

    fn text<'r>(&self, raw: RawRow<'r>, field: Field) -> &'r str {
        let text = self.mapping.column(field).map_or("", |column| raw.text(column).trim());
        // A file that Sightline itself exported has formula signs neutralised; numbers never are.
        match (raw, field) {
            (RawRow::Csv(_), Field::Note | Field::Reason | Field::Dimensions) => {
                sightline_tables::neutral::deneutralise(text)
            }
            _ => text,
        }
    }

    fn check_supplier(&self, raw: RawRow<'_>, problems: &mut Problems) {
        let supplier = self.text(raw, Field::Supplier);
        if !supplier.is_empty() && supplier != self.asked.agency.as_str() {
            let message = format!(
                "The row's supplier is “{supplier}”, and this is {}’s return.",
                self.asked.agency
            );
            let remedy = "Take the row out, or import it as that agency's return.";
            problems.push(Problem::error("other-supplier", Field::Supplier, message, remedy));
        }
    }

    fn measure(
        &mut self,
        raw: RawRow<'_>,
        problems: &mut Problems,
    ) -> Option<(MeasureId, &'a MeasureCard)> {
        let text = self.text(raw, Field::Measure);
        let catalogue = self.asked.catalogue;
        let found = match self.measures.get(text) {
            Some(found) => found.clone(),
            None => {
                let found = catalogue
                    .measures
                    .get_key_value(text)
                    .and_then(|(id, versions)| versions.last().map(|card| (id.clone(), card)));
                self.measures.insert(text.to_owned(), found.clone());
                found
            }
        };
        if found.is_none() {
            let near = did_you_mean(text, catalogue.measures.keys().map(MeasureId::as_str));
            let message = if text.is_empty() {
                "The row names no measure.".to_owned()
            } else {
                format!("There is no measure “{text}”.")
            };
            let remedy = if near.is_empty() {
                "The measure index lists those that there are; a new one needs a measure card."
                    .into()
            } else {
                near
            };
            problems.push(Problem::error("unknown-measure", Field::Measure, message, remedy));
        }
        found
    }

    fn period(&mut self, raw: RawRow<'_>, problems: &mut Problems) -> Option<Period> {
        let text = self.text(raw, Field::Period);
        let found = match self.periods.get(text) {
            Some(found) => *found,
            None => {
                let found = text.parse().ok();
                self.periods.insert(text.to_owned(), found);
                found
            }
        };
        if found.is_none() {
            problems.push(period_problem(text));
        }
        found
    }

    fn area(&mut self, raw: RawRow<'_>, problems: &mut Problems) -> Option<AreaCode> {
        let text = self.text(raw, Field::Area);
        if text.is_empty() {
            return Some(self.asked.area.clone());
        }
        let catalogue = self.asked.catalogue;
        let found = match self.areas.get(text) {
            Some(found) => found.clone(),
            None => {
                let found = catalogue.resolve_area(text).map(|area| area.code.clone());
                self.areas.insert(text.to_owned(), found.clone());
                found
            }
        };
        if found.is_none() {
            let names = catalogue.areas.values().flat_map(|a| [a.code.as_str(), a.name.as_str()]);
            let near = did_you_mean(text, names);
            let message = format!("There is no area “{text}”.");
            let remedy = if near.is_empty() { "Use a code from defs/areas.".into() } else { near };
            problems.push(Problem::error("unknown-area", Field::Area, message, remedy));
        }
        found
    }

    /// The dimensions of the measures that the rows so far are about.
    pub(super) fn dimensions(&self) -> impl Iterator<Item = &'a str> {
        let cards = self.measures.values().flatten().map(|(_, card)| *card);
        cards.flat_map(|card| &card.dimensions).map(|dimension| dimension.id.as_str())
    }

    /// Which column holds what.
    pub(super) fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    fn cell(
        &mut self,
        raw: RawRow<'_>,
        measure: &MeasureId,
        card: &MeasureCard,
        problems: &mut Problems,
    ) -> Option<Cell> {
        let mut text = self.text(raw, Field::Dimensions).to_owned();
        for (column, dimension) in &self.mapping.dimensions {
            let category = raw.text(*column).trim();
            if !category.is_empty() {
                text.push_str(&format!(";{dimension}={category}"));
            }
        }
        if text.is_empty() {
            return Some(Cell::default());
        }
        let remembered = format!("{measure}\n{text}");
        let catalogue = self.asked.catalogue;
        let found =
            self.cells.entry(remembered).or_insert_with(|| category::cell(catalogue, card, &text));
        match found {
            Ok(cell) => Some(cell.clone()),
            Err(found) => {
                problems.extend(found.iter().cloned());
                None
            }
        }
    }

    fn value(&self, raw: RawRow<'_>, card: &MeasureCard, problems: &mut Problems) -> Option<Value> {
        let text = self.text(raw, Field::Value);
        let absence = self.absence(raw, text, problems)?;
        match (absence, text.is_empty()) {
            (Some(absence), true) => return Some(Value::Absent(absence)),
            (Some(absence), false) => {
                let message = format!(
                    "The row has both the value {text} and the absence “{}”.",
                    absence.kind.code()
                );
                let remedy = "Keep the one that is true.";
                problems.push(Problem::error("value-and-absence", Field::Value, message, remedy));
                return None;
            }
            (None, _) => {}
        }
        match numbers::parse(text) {
            Ok(number) => {
                for note in number.notes {
                    let message = format!("“{text}”: {note}.");
                    problems.push(Problem::note(note.code(), Field::Value, message, note.remedy()));
                }
                let percent_cell = self
                    .mapping
                    .column(Field::Value)
                    .and_then(|column| raw.cell(column))
                    .is_some_and(|cell| cell.percent);
                checked(card, text, number.value, percent_cell, problems)
            }
            Err(problem) => {
                problems.push(number_problem(text, &problem));
                None
            }
        }
    }

    /// The absence that a row states, by code, by note, or by being blank. `None` within `Some`
    /// means that the row states none.
    fn absence(
        &self,
        raw: RawRow<'_>,
        value: &str,
        problems: &mut Problems,
    ) -> Option<Option<Absence>> {
        let code = self.text(raw, Field::Absence);
        let note = self.text(raw, Field::Note);
        let kind = if code.is_empty() {
            value.is_empty().then(|| absence_by_note(note))
        } else if let Some(kind) = AbsenceKind::from_code(code) {
            Some(kind)
        } else {
            let near = did_you_mean(code, AbsenceKind::ALL.map(AbsenceKind::code));
            let all = AbsenceKind::ALL.map(AbsenceKind::code).join(", ");
            let message = format!("There is no absence “{code}”. There are: {all}.");
            problems.push(Problem::error("unknown-absence", Field::Absence, message, near));
            return None;
        };
        let reason = Some(self.text(raw, Field::Reason)).filter(|r| !r.is_empty()).unwrap_or(note);
        Some(kind.map(|kind| Absence {
            kind,
            reason: if reason.is_empty() { "blank in the return".into() } else { reason.into() },
            by: self.asked.agency.to_string(),
            on: self.asked.today,
        }))
    }

    fn status(&self, raw: RawRow<'_>, problems: &mut Problems) -> Option<Status> {
        match self.text(raw, Field::Status).to_ascii_lowercase().as_str() {
            "" | "final" => Some(Status::Final),
            "provisional" => Some(Status::Provisional),
            other => {
                let message = format!("The status “{other}” is neither final nor provisional.");
                let remedy = "Write final or provisional.";
                problems.push(Problem::error("unknown-status", Field::Status, message, remedy));
                None
            }
        }
    }

    fn note(&mut self, raw: RawRow<'_>) -> Option<Arc<str>> {
        let text = self.text(raw, Field::Note);
        if text.is_empty() {
            return None;
        }
        Some(match self.notes.get(text) {
            Some(note) => Arc::clone(note),
            None => {
                let note: Arc<str> = Arc::from(text);
                // A file whose every note differs must not fill the memory.
                if self.notes.len() < 10_000 {
                    self.notes.insert(text.to_owned(), Arc::clone(&note));
                }
                note
            }
        })
    }

    fn query(&self, raw: RawRow<'_>, problem: Problem) -> DataQuery {
        let optional = |field| Some(self.text(raw, field).to_owned()).filter(|t| !t.is_empty());
        let place = Place {
            file: Some(self.asked.file.to_owned()),
            sheet: self.asked.sheet.clone(),
            row: Some(u64::from(raw.number())),
            column: problem.column.name(),
            measure: optional(Field::Measure),
            period: optional(Field::Period),
            cell: optional(Field::Dimensions),
            ..Place::default()
        };
        DataQuery::new(problem.code, problem.severity, place, problem.message)
            .remedy(problem.remedy)
    }
}

fn period_problem(text: &str) -> Problem {
    if text.is_empty() {
        let remedy = "Write the reporting year as 2021-22, a month as 2021-04.";
        return Problem::error(
            "unknown-period",
            Field::Period,
            "The row has no period.".into(),
            remedy,
        );
    }
    let remedy = match sightline_tables::dates::parse(text) {
        Ok(_) => {
            "It looks like a date that a spreadsheet made. Write months as 2021-04 and years as 2021-22, in cells formatted as text."
        }
        Err(_) => {
            "Write a reporting year as 2021-22, a quarter as 2021-22-Q1, a month as 2021-04, a day as 2022-03-31."
        }
    };
    Problem::error("unknown-period", Field::Period, format!("“{text}” is not a period."), remedy)
}

fn number_problem(text: &str, problem: &NumberProblem) -> Problem {
    let remedy = match problem {
        NumberProblem::NotANumber { .. } => {
            "Leave the value blank and say why in the column absence; write 0 for a confirmed nil."
        }
        _ => "Write the plain number.",
    };
    let message = match problem {
        NumberProblem::Empty => format!("“{text}” is not a number."),
        other => format!("{other}."),
    };
    Problem::error(problem.code(), Field::Value, message, remedy)
}

fn absence_by_note(note: &str) -> AbsenceKind {
    let Some((head, _)) = note.split_once(':') else { return AbsenceKind::NotStated };
    let head = head.trim().to_lowercase();
    if head == "no return" {
        return AbsenceKind::NotSupplied;
    }
    AbsenceKind::ALL
        .into_iter()
        .find(|kind| kind.in_words() == head || kind.code() == head)
        .unwrap_or(AbsenceKind::NotStated)
}

fn check_period(card: &MeasureCard, period: Period, problems: &mut Problems) {
    if !card.frequency.is_empty() && !card.frequency.contains(&period.frequency()) {
        let message = format!("{} is not collected for periods like {period}.", card.id);
        let remedy = "Check the period; the measure card says how often the measure is collected.";
        problems.push(Problem::warning("unusual-period", Field::Period, message, remedy));
    }
}
