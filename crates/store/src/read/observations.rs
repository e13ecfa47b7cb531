//! Observations: the current ones of some measures, and all that was ever said about one key.

use std::sync::Arc;

use sightline_kernel::ids::MeasureId;
use sightline_kernel::period::Period;
use sightline_measures::observation::{Key, Observation, Origin};

use super::Reader;
use crate::codes::{KINDS, period_code, period_of};
use crate::db::{Row, Value};
use crate::error::{Result, StoreError};
use crate::model::{Historic, Selection};
use crate::pack::{self, Entry};
use crate::terms::Terms;

/// One row for each table, with what every agency says about it joined line by line: each row
/// that SQLite hands over costs several microseconds, a line costs half of one. The groups are
/// the beginning of the table's key, so nothing is sorted. Cells are JSON and hold no line break.
const TABLES: &str = "SELECT measure, period, breakdown, area,
        string_agg(concat_ws(',', agency, revision, part, cells), '\n')
    FROM slices WHERE partnership = $1 AND superseded_by IS NULL";

const GROUPS: &str = "GROUP BY measure, period, breakdown, area";

impl Reader {
    /// The current observations of a selection, slice by slice.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn observations(&self, selection: &Selection) -> Result<Vec<Observation>> {
        let terms = self.terms().await?;
        let Some(condition) = Condition::of(selection, &terms) else { return Ok(Vec::new()) };
        let sql = format!("{TABLES} {} {GROUPS}", condition.sql);
        let rows = self.rows(&sql, condition.values).await?;
        unpack(&rows, &terms)
    }

    /// Every current observation of the partnership.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn all_current(&self) -> Result<Vec<Observation>> {
        let terms = self.terms().await?;
        let sql = format!("{TABLES} {GROUPS}");
        unpack(&self.rows(&sql, Vec::new()).await?, &terms)
    }

    /// All that any revision ever said about one key, oldest revision first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn history(&self, key: &Key) -> Result<Vec<Historic>> {
        let terms = self.terms().await?;
        let numbers = (
            terms.measure_number(&key.measure),
            terms.breakdown_number(&key.cell.breakdown()),
            terms.area_number(&key.area),
            terms.cell_number(&key.cell),
        );
        let (Some(measure), Some(breakdown), Some(area), Some(cell)) = numbers else {
            return Ok(Vec::new());
        };
        let sql = "SELECT measure, period, breakdown, area, revision, cells,
                coalesce(superseded_by, 0) FROM slices
            WHERE partnership = $1 AND measure = $2 AND period = $3 AND breakdown = $4
                AND area = $5
            ORDER BY revision, part";
        let period = period_code(key.period);
        let values = vec![measure.into(), period.into(), breakdown.into(), area.into()];
        let mut history = Vec::new();
        for row in self.rows(sql, values).await? {
            let slice = Slice::of(table_key(&row)?, row.get(4)?, &terms)?;
            let by: i32 = row.get(6)?;
            let entries = slice.entries(&row.get::<String>(5)?)?;
            for entry in entries.into_iter().filter(|entry| entry.cell == cell) {
                let observation = slice.observation(entry, &terms)?;
                let superseded_by = match by {
                    0 => None,
                    id => Some(terms.source(id)?.id.as_ref().clone()),
                };
                history.push(Historic { observation, superseded_by });
            }
        }
        Ok(history)
    }

    /// The measures of which something current is held, by id.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn measures_held(&self) -> Result<Vec<MeasureId>> {
        let sql = "SELECT t.text FROM terms t WHERE t.partnership = $1 AND t.kind = 1
            AND EXISTS (SELECT 1 FROM slices s WHERE s.partnership = t.partnership
                AND s.measure = t.id AND s.superseded_by IS NULL)
            ORDER BY t.text";
        self.rows(sql, Vec::new()).await?.iter().map(|row| row.parse(0, "a measure")).collect()
    }

    /// The periods for which something current is held of each of some measures, in order.
    ///
    /// Jumps along the key from one period to the next, so that a measure with many agencies and
    /// breakdowns costs no more than one with few.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn periods(&self, measures: &[MeasureId]) -> Result<Vec<(MeasureId, Period)>> {
        self.walked(measures, "SELECT measure, period FROM found WHERE period IS NOT NULL").await
    }

    /// Of each kind of period the latest one for which something current is held of each of some
    /// measures: its latest year, its latest month, and so on.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn latest_periods(&self, measures: &[MeasureId]) -> Result<Vec<(MeasureId, Period)>> {
        let sql = format!(
            "SELECT measure, max(period) FROM found WHERE period IS NOT NULL
             GROUP BY measure, period % {KINDS}"
        );
        self.walked(measures, &sql).await
    }

    async fn walked(&self, measures: &[MeasureId], end: &str) -> Result<Vec<(MeasureId, Period)>> {
        let terms = self.terms().await?;
        let mut numbers: Vec<i32> =
            measures.iter().filter_map(|m| terms.measure_number(m)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let list: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        if list.is_empty() {
            return Ok(Vec::new());
        }
        let first = "SELECT min(s.period) FROM slices s WHERE s.partnership = $1
            AND s.superseded_by IS NULL AND s.measure =";
        let sql = format!(
            "WITH RECURSIVE found (measure, period) AS (
                SELECT t.id, ({first} t.id) FROM terms t
                    WHERE t.partnership = $1 AND t.id IN ({})
                UNION ALL
                SELECT f.measure, ({first} f.measure AND s.period > f.period) FROM found f
                    WHERE f.period IS NOT NULL)
             {end}",
            list.join(", ")
        );
        let mut found = Vec::new();
        for row in self.rows(&sql, Vec::new()).await? {
            found.push((terms.measure(row.get(0)?)?.clone(), read_period(row.get(1)?)?));
        }
        found.sort();
        Ok(found)
    }
}

/// What a selection asks of the rows of `slices` beyond the partnership, which is `$1`.
struct Condition {
    sql: String,
    values: Vec<Value>,
}

impl Condition {
    /// Nothing when no row can match, because a word was never written.
    fn of(selection: &Selection, terms: &Terms) -> Option<Self> {
        let mut condition = Self { sql: String::new(), values: Vec::new() };
        let measures = selection.measures.iter().filter_map(|m| terms.measure_number(m));
        condition.is_in("measure", measures.collect())?;
        if let Some(periods) = &selection.periods {
            condition.is_in("period", periods.iter().map(|p| period_code(*p)).collect())?;
        }
        if let Some(breakdowns) = &selection.breakdowns {
            let numbers = breakdowns.iter().filter_map(|b| terms.breakdown_number(b));
            condition.is_in("breakdown", numbers.collect())?;
        }
        if let Some(areas) = &selection.areas {
            let numbers = areas.iter().filter_map(|a| terms.area_number(a));
            condition.is_in("area", numbers.collect())?;
        }
        if let Some(agencies) = &selection.agencies {
            let numbers = agencies.iter().filter_map(|a| terms.agency_number(a));
            condition.is_in("agency", numbers.collect())?;
        }
        Some(condition)
    }

    fn is_in(&mut self, column: &str, numbers: Vec<i32>) -> Option<()> {
        if numbers.is_empty() {
            return None;
        }
        let places = crate::db::places(self.values.len() + 2, numbers.len());
        self.sql.push_str(&format!(" AND {column} IN ({places})"));
        self.values.extend(numbers.into_iter().map(Value::from));
        Some(())
    }
}

/// Measure, period, breakdown and area, as numbers.
type TableKey = [i32; 4];

fn table_key(row: &Row) -> Result<TableKey> {
    Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?])
}

/// What one revision says about a table, with its numbers looked up.
struct Slice {
    key: Key,
    revision: Arc<sightline_kernel::ids::RevisionId>,
    publication: bool,
}

impl Slice {
    fn of([measure, period, _, area]: TableKey, revision: i32, terms: &Terms) -> Result<Self> {
        let source = terms.source(revision)?;
        Ok(Self {
            key: Key {
                measure: terms.measure(measure)?.clone(),
                period: read_period(period)?,
                area: terms.area(area)?.clone(),
                cell: sightline_kernel::dimension::Cell::default(),
            },
            revision: Arc::clone(&source.id),
            publication: source.publication,
        })
    }

    fn entries(&self, cells: &str) -> Result<Vec<Entry>> {
        pack::entries(cells).map_err(|error| {
            let (key, revision) = (&self.key, &self.revision);
            StoreError::Unreadable(format!("the cells of {key} in {revision}: {error}"))
        })
    }

    fn observation(&self, entry: Entry, terms: &Terms) -> Result<Observation> {
        let revision = Arc::clone(&self.revision);
        let row = entry.row;
        Ok(Observation {
            key: Key { cell: terms.cell(entry.cell)?, ..self.key.clone() },
            value: entry.value,
            status: entry.status,
            origin: if self.publication {
                Origin::Publication { revision, row }
            } else {
                Origin::Return { revision, row }
            },
            note: entry.note.map(Arc::from),
        })
    }
}

fn read_period(code: i32) -> Result<Period> {
    period_of(code).ok_or_else(|| StoreError::Unreadable(format!("a period of number {code}")))
}

/// One line of a table: agency, revision, part, cells.
fn line(text: &str) -> Option<([i32; 3], &str)> {
    let mut parts = text.splitn(4, ',');
    let mut number = || parts.next()?.parse().ok();
    let numbers = [number()?, number()?, number()?];
    Some((numbers, parts.next()?))
}

/// The observations of some tables, in the order of their numbers on every database.
fn unpack(rows: &[Row], terms: &Terms) -> Result<Vec<Observation>> {
    let mut tables = Vec::with_capacity(rows.len());
    for row in rows {
        tables.push((table_key(row)?, row.get::<String>(4)?));
    }
    tables.sort_unstable_by_key(|(key, _)| *key);
    let mut observations = Vec::new();
    for (key, lines) in &tables {
        let lines: Option<Vec<_>> = lines.split('\n').map(line).collect();
        let mut lines =
            lines.ok_or_else(|| StoreError::Unreadable(format!("a slice of the table {key:?}")))?;
        lines.sort_unstable_by_key(|(numbers, _)| *numbers);
        for ([_, revision, _], cells) in lines {
            let slice = Slice::of(*key, revision, terms)?;
            for entry in slice.entries(cells)? {
                observations.push(slice.observation(entry, terms)?);
            }
        }
    }
    Ok(observations)
}
