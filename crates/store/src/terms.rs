//! The dictionary of a partnership: measures, areas, breakdowns, cells and revisions as numbers.

use std::collections::HashMap;
use std::sync::Arc;

use sightline_kernel::dimension::{Breakdown, Cell};
use sightline_kernel::ids::{
    AgencyId, AreaCode, CategoryCode, CollectionId, DimensionId, MeasureId, ReturnId, RevisionId,
};

use crate::db::{Row, Transaction};
use crate::error::{Result, StoreError, unreadable};

/// The number that stands for no breakdown and for the cell without one.
pub(crate) const NONE: i32 = 0;

/// A term by kind, as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// A measure.
    Measure = 1,
    /// An area.
    Area = 2,
    /// A set of dimensions.
    Breakdown = 3,
    /// A set of categories.
    Cell = 4,
}

/// The words of one partnership that are known so far, both ways. Words are only ever added.
#[derive(Debug, Default, Clone)]
pub(crate) struct Terms {
    /// The largest number in use.
    pub(crate) last: i32,
    measures: Both<MeasureId>,
    areas: Both<AreaCode>,
    breakdowns: Both<Breakdown>,
    cells: Both<Cell>,
    /// The largest number of a revision that is known.
    pub(crate) last_revision: i32,
    sources: HashMap<i32, Source>,
    agencies: HashMap<AgencyId, i32>,
}

/// A revision as observations name it.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// The revision.
    pub(crate) id: Arc<RevisionId>,
    /// Whether it is a publication.
    pub(crate) publication: bool,
}

#[derive(Debug, Clone)]
struct Both<T> {
    word: HashMap<i32, T>,
    number: HashMap<T, i32>,
}

impl<T> Default for Both<T> {
    fn default() -> Self {
        Self { word: HashMap::new(), number: HashMap::new() }
    }
}

impl<T: Clone + Eq + std::hash::Hash> Both<T> {
    fn add(&mut self, id: i32, word: T) {
        self.word.insert(id, word.clone());
        self.number.insert(word, id);
    }
}

/// How a breakdown is written in the dictionary: `age_group;gender`.
pub(crate) fn breakdown_text(breakdown: &Breakdown) -> String {
    let ids: Vec<&str> = breakdown.0.iter().map(DimensionId::as_str).collect();
    ids.join(";")
}

/// How a cell is written in the dictionary: `[["gender","male"]]`. A category may be any text, so
/// the form `dimension=category;…` would not always read back.
fn cell_text(cell: &Cell) -> String {
    let pairs: Vec<[&str; 2]> = cell.pairs().map(|(d, c)| [d.as_str(), c.as_str()]).collect();
    serde_json::to_string(&pairs).unwrap_or_default()
}

fn read_cell(text: &str) -> Result<Cell> {
    let pairs: Vec<(DimensionId, CategoryCode)> =
        serde_json::from_str(text).map_err(unreadable("a cell"))?;
    Cell::new(pairs).map_err(unreadable("a cell"))
}

impl Terms {
    /// Adds the words that were written since.
    pub(crate) async fn refresh(&mut self, transaction: &Transaction, pid: i32) -> Result<()> {
        let sql = "SELECT id, kind, text FROM terms WHERE partnership = $1 AND id > $2 ORDER BY id";
        for row in transaction.all(sql, vec![pid.into(), self.last.into()]).await? {
            let (id, kind): (i32, i32) = (row.get(0)?, row.get(1)?);
            self.add_text(id, kind, &row.get::<String>(2)?)?;
        }
        let sql = "SELECT r.id, a.id, a.key, r.collection, r.number,
                CASE WHEN r.publication IS NULL THEN 0 ELSE 1 END
            FROM revisions r JOIN agencies a ON a.id = r.agency
            WHERE r.partnership = $1 AND r.id > $2 ORDER BY r.id";
        for row in transaction.all(sql, vec![pid.into(), self.last_revision.into()]).await? {
            self.add_source(&row)?;
        }
        Ok(())
    }

    fn add_source(&mut self, row: &Row) -> Result<()> {
        let id: i32 = row.get(0)?;
        let agency: AgencyId = row.parse(2, "an agency")?;
        let collection: CollectionId = row.parse(3, "a collection")?;
        let number = u32::try_from(row.get::<i32>(4)?).map_err(unreadable("a revision"))?;
        self.agencies.insert(agency.clone(), row.get(1)?);
        let of = ReturnId { agency, collection };
        let publication = row.get::<i32>(5)? == 1;
        self.sources.insert(id, Source { id: Arc::new(RevisionId { of, number }), publication });
        self.last_revision = self.last_revision.max(id);
        Ok(())
    }

    /// The revision of a number.
    pub(crate) fn source(&self, id: i32) -> Result<&Source> {
        self.sources
            .get(&id)
            .ok_or_else(|| StoreError::Unreadable(format!("revision {id} is missing")))
    }

    /// The number of an agency, if it ever answered.
    pub(crate) fn agency_number(&self, agency: &AgencyId) -> Option<i32> {
        self.agencies.get(agency).copied()
    }

    fn add_text(&mut self, id: i32, kind: i32, text: &str) -> Result<()> {
        match kind {
            1 => self.measures.add(id, MeasureId::new(text).map_err(unreadable("a measure"))?),
            2 => self.areas.add(id, AreaCode::new(text).map_err(unreadable("an area"))?),
            3 => {
                let ids: std::result::Result<Vec<_>, _> =
                    text.split(';').map(DimensionId::new).collect();
                self.breakdowns.add(id, Breakdown(ids.map_err(unreadable("a breakdown"))?));
            }
            4 => self.cells.add(id, read_cell(text)?),
            other => return Err(StoreError::Unreadable(format!("a term of kind {other}"))),
        }
        self.last = self.last.max(id);
        Ok(())
    }

    /// The measure of a number.
    pub(crate) fn measure(&self, id: i32) -> Result<&MeasureId> {
        self.measures.word.get(&id).ok_or_else(|| missing(id))
    }

    /// The area of a number.
    pub(crate) fn area(&self, id: i32) -> Result<&AreaCode> {
        self.areas.word.get(&id).ok_or_else(|| missing(id))
    }

    /// The cell of a number.
    pub(crate) fn cell(&self, id: i32) -> Result<Cell> {
        match id {
            NONE => Ok(Cell::default()),
            id => self.cells.word.get(&id).cloned().ok_or_else(|| missing(id)),
        }
    }

    /// The number of a measure, if it was ever written.
    pub(crate) fn measure_number(&self, measure: &MeasureId) -> Option<i32> {
        self.measures.number.get(measure).copied()
    }

    /// The number of an area, if it was ever written.
    pub(crate) fn area_number(&self, area: &AreaCode) -> Option<i32> {
        self.areas.number.get(area).copied()
    }

    /// The number of a breakdown, if it was ever written.
    pub(crate) fn breakdown_number(&self, breakdown: &Breakdown) -> Option<i32> {
        if breakdown.0.is_empty() {
            return Some(NONE);
        }
        self.breakdowns.number.get(breakdown).copied()
    }

    /// The number of a cell, if it was ever written.
    pub(crate) fn cell_number(&self, cell: &Cell) -> Option<i32> {
        if cell.is_empty() { Some(NONE) } else { self.cells.number.get(cell).copied() }
    }
}

fn missing(id: i32) -> StoreError {
    StoreError::Unreadable(format!("term {id} is missing"))
}

/// The dictionary while a change adds words to it.
#[derive(Debug)]
pub(crate) struct Interner {
    terms: Arc<Terms>,
    added: Terms,
    unsaved: Vec<(i32, Kind, String)>,
    breakdown_of: HashMap<i32, i32>,
    next: i32,
}

impl Interner {
    /// Begins with the words that are there.
    pub(crate) fn new(terms: Arc<Terms>) -> Self {
        let next = terms.last + 1;
        Self {
            terms,
            added: Terms::default(),
            unsaved: Vec::new(),
            breakdown_of: HashMap::new(),
            next,
        }
    }

    fn take(&mut self, kind: Kind, text: String) -> i32 {
        let id = self.next;
        self.next += 1;
        self.unsaved.push((id, kind, text));
        id
    }

    /// The number of a measure, new or known.
    pub(crate) fn measure(&mut self, word: &MeasureId) -> i32 {
        if let Some(id) =
            self.terms.measure_number(word).or_else(|| self.added.measure_number(word))
        {
            return id;
        }
        let id = self.take(Kind::Measure, word.to_string());
        self.added.measures.add(id, word.clone());
        id
    }

    /// The number of an area, new or known.
    pub(crate) fn area(&mut self, word: &AreaCode) -> i32 {
        if let Some(id) = self.terms.area_number(word).or_else(|| self.added.area_number(word)) {
            return id;
        }
        let id = self.take(Kind::Area, word.to_string());
        self.added.areas.add(id, word.clone());
        id
    }

    /// The numbers of a cell and of its breakdown, new or known.
    pub(crate) fn cell(&mut self, word: &Cell) -> (i32, i32) {
        if word.is_empty() {
            return (NONE, NONE);
        }
        let known = self.terms.cell_number(word).or_else(|| self.added.cell_number(word));
        let cell = known.unwrap_or_else(|| {
            let id = self.take(Kind::Cell, cell_text(word));
            self.added.cells.add(id, word.clone());
            id
        });
        if let Some(breakdown) = self.breakdown_of.get(&cell) {
            return (cell, *breakdown);
        }
        let breakdown = self.breakdown(word.breakdown());
        self.breakdown_of.insert(cell, breakdown);
        (cell, breakdown)
    }

    fn breakdown(&mut self, word: Breakdown) -> i32 {
        let known =
            self.terms.breakdown_number(&word).or_else(|| self.added.breakdown_number(&word));
        known.unwrap_or_else(|| {
            let id = self.take(Kind::Breakdown, breakdown_text(&word));
            self.added.breakdowns.add(id, word);
            id
        })
    }

    /// Writes the words that are new.
    pub(crate) async fn save(&mut self, transaction: &Transaction, pid: i32) -> Result<()> {
        const COLUMNS: usize = 4;
        for batch in self.unsaved.chunks(500) {
            let rows: Vec<String> = (0..batch.len())
                .map(|at| format!("({})", crate::db::places(at * COLUMNS + 1, COLUMNS)))
                .collect();
            let sql = format!(
                "INSERT INTO terms (partnership, id, kind, text) VALUES {}",
                rows.join(", ")
            );
            let values = batch
                .iter()
                .flat_map(|(id, kind, text)| {
                    [pid.into(), (*id).into(), (*kind as i32).into(), text.as_str().into()]
                })
                .collect();
            transaction.run(&sql, values).await?;
        }
        self.unsaved.clear();
        Ok(())
    }
}
