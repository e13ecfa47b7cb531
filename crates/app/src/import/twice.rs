//! Finds figures that stand twice in a file, without holding the figures themselves.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hash};

use sightline_kernel::dimension::Cell;
use sightline_kernel::ids::{AreaCode, MeasureId};
use sightline_kernel::period::Period;
use sightline_kernel::query::{DataQuery, Place};
use sightline_measures::observation::{Key, Value};

use super::rows::RowObservation;

/// What each row is about, as numbers: 28 bytes a row.
#[derive(Debug, Default)]
pub(super) struct Rows {
    measures: Numbers<MeasureId>,
    periods: Numbers<Period>,
    areas: Numbers<AreaCode>,
    cells: Numbers<Cell>,
    hasher: RandomState,
    rows: Vec<Row>,
}

/// One row: the numbers of its key, where it stands, and a hash of its value in two halves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    key: [u32; 4],
    row: u32,
    value: [u32; 2],
}

/// A row whose figure an earlier row of the file has given.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Twice {
    /// The row.
    pub(super) row: u32,
    /// Whether it states an absence.
    pub(super) absent: bool,
    /// What to ask the supplier.
    pub(super) query: DataQuery,
}

/// Words as numbers from 0, in the order in which they came.
#[derive(Debug)]
struct Numbers<T> {
    numbers: HashMap<T, u32>,
    words: Vec<T>,
}

impl<T> Default for Numbers<T> {
    fn default() -> Self {
        Self { numbers: HashMap::new(), words: Vec::new() }
    }
}

impl<T: Clone + Eq + Hash> Numbers<T> {
    fn of(&mut self, word: &T) -> u32 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        // A file has fewer words than rows, and rows are numbered by the same type.
        let number = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.numbers.insert(word.clone(), number);
        self.words.push(word.clone());
        number
    }

    fn word(&self, number: u32) -> String
    where
        T: ToString,
    {
        self.words.get(number as usize).map(ToString::to_string).unwrap_or_default()
    }
}

impl Rows {
    /// Remembers a row.
    pub(super) fn add(&mut self, found: &RowObservation) {
        let Key { measure, period, area, cell } = &found.key;
        let key = [
            self.measures.of(measure),
            self.periods.of(period),
            self.areas.of(area),
            self.cells.of(cell),
        ];
        let value = self.value(&found.value);
        self.rows.push(Row { key, row: found.row, value });
    }

    /// A hash of a value; its lowest bit says whether it is an absence.
    fn value(&self, value: &Value) -> [u32; 2] {
        let hash = match value {
            Value::Exact { value } => self.hasher.hash_one(value),
            Value::Bounded { low, high, text } => self.hasher.hash_one((low, high, text)),
            Value::Absent(absence) => self.hasher.hash_one(absence),
        };
        let low = u32::try_from(hash & 0xffff_fffe).unwrap_or_default();
        let high = u32::try_from(hash >> 32).unwrap_or_default();
        [high, low | u32::from(matches!(value, Value::Absent(_)))]
    }

    /// The rows that give a figure again, in their order. The first row that gives it stands.
    pub(super) fn twice(mut self, file: &str) -> Vec<Twice> {
        self.rows.sort_unstable();
        let mut found = Vec::new();
        for same in self.rows.chunk_by(|a, b| a.key == b.key) {
            let Some((first, later)) = same.split_first() else { continue };
            found.extend(later.iter().map(|row| Twice {
                row: row.row,
                absent: row.value[1] & 1 == 1,
                query: self.query(file, row, first),
            }));
        }
        found.sort_unstable_by_key(|twice| twice.row);
        found
    }

    fn query(&self, file: &str, row: &Row, first: &Row) -> DataQuery {
        let [measure, period, _, cell] = row.key;
        let place = Place {
            measure: Some(self.measures.word(measure)),
            period: Some(self.periods.word(period)),
            cell: Some(self.cells.word(cell)),
            ..Place::row(file, u64::from(row.row), None)
        };
        let earlier = first.row;
        if first.value == row.value {
            let message = format!("The row says the same as row {earlier}; it was left out.");
            DataQuery::warning("duplicate-row", place, message).remedy("Take one of them out.")
        } else {
            let message = format!("The row gives the same figure as row {earlier} another value.");
            DataQuery::error("contradicting-row", place, message)
                .remedy("Keep the one that is true.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sightline_kernel::decimal::Decimal;
    use sightline_measures::observation::{Absence, AbsenceKind, Status};

    fn row(row: u32, area: &str, value: Value) -> RowObservation {
        let key = Key {
            measure: MeasureId::new("crime.offences").unwrap(),
            period: "2021-22".parse().unwrap(),
            area: AreaCode::new(area).unwrap(),
            cell: Cell::parse("offence_group=robbery").unwrap(),
        };
        RowObservation { key, value, status: Status::Final, note: None, row }
    }

    fn exact(value: &str) -> Value {
        Value::Exact { value: value.parse::<Decimal>().unwrap() }
    }

    fn absent() -> Value {
        Value::Absent(Absence {
            kind: AbsenceKind::NotHeld,
            reason: "no system".into(),
            by: "police".into(),
            on: jiff::civil::date(2022, 4, 1),
        })
    }

    #[test]
    fn the_first_row_stands_and_later_ones_are_held_against_it() {
        let mut rows = Rows::default();
        let given = [
            row(2, "E06000051", exact("7")),
            row(3, "E06000020", exact("7")),
            row(4, "E06000051", exact("8")),
            row(5, "E06000020", absent()),
            row(6, "E06000051", exact("7.0")),
        ];
        given.iter().for_each(|row| rows.add(row));
        let twice = rows.twice("f.csv");
        let said: Vec<_> = twice.iter().map(|t| (t.row, t.absent, t.query.code.as_str())).collect();
        assert_eq!(
            said,
            [
                (4, false, "contradicting-row"),
                (5, true, "contradicting-row"),
                (6, false, "duplicate-row")
            ]
        );
        let query = &twice[0].query;
        assert!(query.message.contains("row 2 another value"), "{}", query.message);
        assert_eq!(query.place.cell.as_deref(), Some("offence_group=robbery"));
        assert_eq!(query.place.row, Some(4));
    }

    #[test]
    fn figures_that_differ_in_their_area_are_two() {
        let mut rows = Rows::default();
        rows.add(&row(2, "E06000051", exact("7")));
        rows.add(&row(3, "E06000020", exact("7")));
        assert_eq!(rows.twice("f.csv"), []);
    }
}
