//! Gathers observations into slices and writes them in batches.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;

use sightline_measures::observation::Observation;

use super::Change;
use crate::codes::period_code;
use crate::db::Value;
use crate::error::{Result, StoreError};
use crate::pack;
use crate::terms::Interner;

/// Measure, period, breakdown, area: the numbers that name a slice within one revision.
type SliceKey = [i32; 4];

/// How many slices each earlier revision lost, by its number.
pub(super) type Replaced = BTreeMap<i32, u64>;

/// How many bytes of cells are gathered before they are written. Their strings reserve up to as
/// much again.
const FULL: usize = 8 << 20;

/// How many slices one statement writes.
const ROWS: usize = 400;

/// Slices that are not yet written. Rows of one slice may lie anywhere in a file; when the
/// gathered cells grow too large they are written as one part, and what follows makes another.
#[derive(Debug, Default)]
pub(super) struct Pending {
    index: HashMap<SliceKey, u32>,
    slices: Vec<Gathered>,
    bytes: usize,
    part: i32,
}

/// One slice: what is not yet written of it, and the cells that it has had, in order of number.
/// Cells are numbered as they come, so a new one nearly always stands last.
#[derive(Debug, Default)]
struct Gathered {
    text: String,
    cells: Vec<i32>,
}

/// Slices to write, in the order of the table.
#[derive(Debug)]
pub(super) struct Batch {
    part: i32,
    slices: Vec<(SliceKey, String)>,
}

impl Pending {
    /// Adds an observation to its slice.
    pub(super) fn push(&mut self, interner: &mut Interner, o: &Observation) -> Result<()> {
        let (cell, breakdown) = interner.cell(&o.key.cell);
        let measure = interner.measure(&o.key.measure);
        let key = [measure, period_code(o.key.period), breakdown, interner.area(&o.key.area)];
        let next = u32::try_from(self.slices.len())
            .map_err(|_| StoreError::Database("too many slices in one file".to_owned()))?;
        let at = *self.index.entry(key).or_insert(next);
        if at == next {
            self.slices.push(Gathered::default());
        }
        let Some(Gathered { text, cells }) = self.slices.get_mut(at as usize) else {
            return Ok(());
        };
        let Err(place) = cells.binary_search(&cell) else {
            return Err(StoreError::Twice(o.key.to_string()));
        };
        cells.insert(place, cell);
        let before = text.len();
        if text.is_empty() {
            text.push_str(pack::START);
        }
        pack::push(text, cell, o.origin.row(), &o.value, (o.status, o.note.as_deref()));
        self.bytes += text.len() - before;
        Ok(())
    }

    /// Whether it is time to write.
    pub(super) fn is_full(&self) -> bool {
        self.bytes >= FULL
    }

    /// Takes out what is gathered.
    pub(super) fn take(&mut self) -> Batch {
        let mut slices = Vec::new();
        for (key, at) in &self.index {
            let text = self.slices.get_mut(*at as usize).map(|slice| &mut slice.text);
            if let Some(text) = text.filter(|text| !text.is_empty()) {
                let mut text = std::mem::take(text);
                text.push(pack::END);
                slices.push((*key, text));
            }
        }
        slices.sort_unstable_by_key(|(key, _)| *key);
        let part = self.part;
        self.part += 1;
        self.bytes = 0;
        Batch { part, slices }
    }
}

impl Change<'_> {
    /// Writes slices and gives how many.
    pub(super) async fn insert_slices(
        &self,
        batch: &Batch,
        agency: i32,
        revision: i32,
    ) -> Result<u64> {
        let (pid, part) = (self.pid, batch.part);
        for rows in batch.slices.chunks(ROWS) {
            let mut sql = String::from(
                "INSERT INTO slices (partnership, measure, period, breakdown, area, cells,
                    agency, revision, part) VALUES ",
            );
            let mut values: Vec<Value> = Vec::with_capacity(rows.len() * 5);
            let mut places = Places::new(self.transaction.is_sqlite());
            for (at, (key, text)) in rows.iter().enumerate() {
                let comma = if at > 0 { ", " } else { "" };
                let _ = write!(sql, "{comma}({pid}, {}", places.next());
                (1..5).for_each(|_| {
                    let _ = write!(sql, ", {}", places.next());
                });
                let _ = write!(sql, ", {agency}, {revision}, {part})");
                values.extend(key.map(Value::from));
                values.push(text.as_str().into());
            }
            self.transaction.run(&sql, values).await?;
        }
        Ok(batch.slices.len() as u64)
    }

    /// Marks the earlier current slices of the agency that the batch replaces.
    pub(super) async fn replace(
        &self,
        batch: &Batch,
        agency: i32,
        revision: i32,
        replaced: &mut Replaced,
    ) -> Result<()> {
        let earlier = format!(
            "partnership = {} AND agency = {agency} AND revision <> {revision}
             AND superseded_by IS NULL",
            self.pid
        );
        for slices in batch.slices.chunk_by(|(one, _), (next, _)| measure(one) == measure(next)) {
            for ([measure, breakdown, area], periods) in
                self.found(slices, &earlier, replaced).await?
            {
                let sql = format!(
                    "UPDATE slices SET superseded_by = {revision} WHERE {earlier}
                        AND measure = {measure} AND period IN ({})
                        AND breakdown = {breakdown} AND area = {area}",
                    list(&periods)
                );
                self.transaction.run(&sql, Vec::new()).await?;
            }
        }
        Ok(())
    }

    /// The earlier current slices with the keys of these, which are all of one measure: the
    /// periods by measure, breakdown and area. Lists of numbers are looked up by the key of the
    /// table on both databases; a join with a list of keys made SQLite walk the whole table.
    async fn found(
        &self,
        slices: &[(SliceKey, String)],
        earlier: &str,
        replaced: &mut Replaced,
    ) -> Result<BTreeMap<[i32; 3], BTreeSet<i32>>> {
        let keys: HashSet<SliceKey> = slices.iter().map(|(key, _)| *key).collect();
        let column = |at: fn(&SliceKey) -> i32| list(&keys.iter().map(at).collect());
        let sql = format!(
            "SELECT measure, period, breakdown, area, revision FROM slices WHERE {earlier}
                AND measure IN ({}) AND period IN ({}) AND breakdown IN ({}) AND area IN ({})",
            column(measure),
            column(|[_, period, _, _]| *period),
            column(|[_, _, breakdown, _]| *breakdown),
            column(|[_, _, _, area]| *area),
        );
        let mut found = BTreeMap::<_, BTreeSet<i32>>::new();
        for row in self.transaction.all(&sql, Vec::new()).await? {
            let key @ [measure, period, breakdown, area] =
                [row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?];
            if keys.contains(&key) {
                found.entry([measure, breakdown, area]).or_default().insert(period);
                *replaced.entry(row.get(4)?).or_default() += 1;
            }
        }
        Ok(found)
    }
}

/// The measure of a slice.
fn measure(key: &SliceKey) -> i32 {
    let [measure, ..] = *key;
    measure
}

/// Numbers with commas between them.
fn list(numbers: &BTreeSet<i32>) -> String {
    let texts: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    texts.join(", ")
}

/// Placeholders for long lists. SQLite looks a numbered one up by walking a list, so that a
/// thousand of them cost a million steps; plain question marks cost nothing.
struct Places {
    sqlite: bool,
    last: usize,
}

impl Places {
    fn new(sqlite: bool) -> Self {
        Self { sqlite, last: 0 }
    }

    fn next(&mut self) -> String {
        self.last += 1;
        if self.sqlite { "?".to_owned() } else { format!("${}", self.last) }
    }
}
