//! Stages “map”, “resolve codes” and “validate” over a whole file.
//!
//! A file of a usual size is held in memory, so that its figures can be held against each other.
//! A larger one is only looked at; its figures are read again when they are saved.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use jiff::civil::Date;
use sightline_kernel::ids::{AgencyId, CollectionId, ReturnId, RevisionId};
use sightline_kernel::query::{DataQuery, Place};
use sightline_measures::observation::{Observation, Origin, Value};

use super::contract::{Mapping, map, misspelt};
use super::outcome::{Ranges, Tally};
use super::rows::{Asked, RowObservation, RowReader};
use super::run::not_usable;
use super::source::{self, RawRow, Source};
use super::twice;
use crate::error::Error;
use crate::progress::{EACH, Step, Steps};

/// Above this many observations a file is read twice, and its reconciliation is left to
/// `sightline check`.
pub(super) const HELD: u64 = 200_000;

/// What reading a file gave.
pub(crate) struct Read {
    /// Rows below the header.
    pub(crate) rows: u64,
    /// Rows that were left out.
    pub(crate) left_out: Ranges,
    /// Rows that became observations.
    pub(crate) accepted: u64,
    /// Of these, rows that state an absence.
    pub(crate) absences: u64,
    /// The last day that a figure is about.
    pub(crate) latest: Option<Date>,
    /// The observations.
    pub(crate) observations: Observations,
    /// What is odd.
    pub(crate) tally: Tally,
}

/// The observations of a file.
pub(crate) enum Observations {
    /// All of them.
    Held(Vec<Observation>),
    /// Too many to hold: how to read them again.
    Again {
        /// Which column holds what.
        mapping: Box<Mapping>,
        /// Rows whose figure an earlier row has given, in order.
        twice: Vec<u32>,
    },
}

/// Reads a file from its header to its end, and holds at most so many observations. Tells how many
/// rows were read.
///
/// # Errors
/// When the columns are not those of the contract, or the file breaks off.
pub(crate) fn read(
    asked: Asked<'_>,
    source: &Source,
    dimensions: &BTreeSet<String>,
    (held, steps): (u64, &Steps<'_>),
) -> Result<Read, Error> {
    let mut stage = Stage::new(asked, source, dimensions, held)?;
    let row = &mut |raw: RawRow<'_>| {
        let next = stage.row(raw);
        let done = stage.read.rows;
        if done > 0 && done.is_multiple_of(EACH) {
            steps(Step::Far { what: "validate", done, of: None, unit: "rows" });
        }
        next
    };
    source.each_row(row).map_err(not_usable)?;
    stage.end()
}

/// Reads rows until the file ends.
struct Stage<'a> {
    asked: Option<Asked<'a>>,
    dimensions: &'a BTreeSet<String>,
    file: &'a str,
    header: u32,
    reader: Option<RowReader<'a>>,
    refused: Option<Vec<DataQuery>>,
    provisional: Arc<RevisionId>,
    keys: twice::Rows,
    queries: Vec<DataQuery>,
    most: u64,
    held: Vec<Observation>,
    read: Read,
}

impl<'a> Stage<'a> {
    fn new(
        asked: Asked<'a>,
        source: &'a Source,
        dimensions: &'a BTreeSet<String>,
        most: u64,
    ) -> Result<Self, Error> {
        Ok(Self {
            most,
            provisional: provisional(asked.agency)?,
            asked: Some(asked),
            dimensions,
            file: &source.name,
            header: 0,
            reader: None,
            refused: None,
            keys: twice::Rows::default(),
            queries: Vec::new(),
            held: Vec::new(),
            read: Read {
                rows: 0,
                left_out: Ranges::default(),
                accepted: 0,
                absences: 0,
                latest: None,
                observations: Observations::Held(Vec::new()),
                tally: Tally::default(),
            },
        })
    }

    fn row(&mut self, raw: RawRow<'_>) -> ControlFlow<()> {
        match &mut self.reader {
            None => self.header(raw),
            Some(reader) => {
                self.read.rows += 1;
                let found = reader.read(raw, &mut self.queries);
                self.read.tally.extend(self.queries.drain(..));
                self.take(raw.number(), found);
                ControlFlow::Continue(())
            }
        }
    }

    fn header(&mut self, raw: RawRow<'_>) -> ControlFlow<()> {
        self.header = raw.number();
        let cells: Vec<&str> = (0..raw.width()).map(|column| raw.text(column)).collect();
        let dimensions = self.dimensions.iter().map(String::as_str);
        match (map(self.file, raw.number(), &cells, dimensions), self.asked.take()) {
            (Ok((mapping, notes)), Some(asked)) => {
                self.read.tally.extend(notes);
                self.reader = Some(RowReader::new(asked, mapping));
                ControlFlow::Continue(())
            }
            (Err(errors), _) => {
                self.refused = Some(errors);
                ControlFlow::Break(())
            }
            (Ok(_), None) => ControlFlow::Break(()),
        }
    }

    fn take(&mut self, row: u32, found: Option<RowObservation>) {
        let Some(found) = found else {
            self.read.left_out.push(row);
            return;
        };
        self.keys.add(&found);
        self.read.accepted += 1;
        self.read.absences += u64::from(matches!(found.value, Value::Absent(_)));
        self.read.latest = self.read.latest.max(Some(found.key.period.end()));
        if self.read.accepted <= self.most {
            self.held.push(observation(found, &self.provisional, false));
        } else {
            // What was held is given back at once.
            self.held = Vec::new();
        }
    }

    fn end(self) -> Result<Read, Error> {
        let Self { mut read, mut held, reader, .. } = self;
        let misspelt = reader.as_ref().map_or_else(Vec::new, |reader| {
            let dimensions: BTreeSet<&str> = reader.dimensions().collect();
            misspelt(self.file, self.header, reader.mapping(), dimensions.iter().copied())
        });
        if let Some(errors) = self.refused.or_else(|| Some(misspelt).filter(|e| !e.is_empty())) {
            let message = format!("{} does not follow the column contract.", self.file);
            return Err(Error::queries("refused", message, errors));
        }
        if read.rows == 0 {
            let place = Place { file: Some(self.file.to_owned()), ..Place::default() };
            let query = DataQuery::error("no-rows", place, "The file has no rows of figures.");
            read.tally.add(query.remedy("Check that the right file was sent."));
        }
        let many = read.accepted > self.most;
        let mut rows = Vec::new();
        for twice in self.keys.twice(self.file) {
            read.accepted -= 1;
            read.absences -= u64::from(twice.absent);
            read.tally.add(twice.query);
            rows.push(twice.row);
        }
        read.left_out.merge(&rows);
        read.observations = match reader.filter(|_| many) {
            Some(reader) => {
                Observations::Again { mapping: Box::new(reader.into_mapping()), twice: rows }
            }
            None => {
                held.retain(|o| rows.binary_search(&o.origin.row()).is_err());
                Observations::Held(held)
            }
        };
        Ok(read)
    }
}

/// A revision to stand for the one that is not known before the whole file was read.
fn provisional(agency: &AgencyId) -> Result<Arc<RevisionId>, Error> {
    let collection = CollectionId::new("figures")
        .map_err(|error| Error::new("collection", error.to_string(), ""))?;
    let of = ReturnId { agency: agency.clone(), collection };
    Ok(Arc::new(RevisionId { of, number: 1 }))
}

fn observation(found: RowObservation, revision: &Arc<RevisionId>, publisher: bool) -> Observation {
    let RowObservation { key, value, status, note, row } = found;
    let revision = Arc::clone(revision);
    let origin = if publisher {
        Origin::Publication { revision, row }
    } else {
        Origin::Return { revision, row }
    };
    Observation { key, value, status, origin, note }
}

/// Reads the observations of a file a second time, one after another.
pub(crate) struct Again<'a> {
    rows: source::Rows<'a>,
    reader: RowReader<'a>,
    twice: &'a [u32],
    revision: Arc<RevisionId>,
    publisher: bool,
    queries: Vec<DataQuery>,
}

impl<'a> Again<'a> {
    /// From the first row below the header on.
    ///
    /// # Errors
    /// When the file cannot be opened again.
    pub(crate) fn new(
        asked: Asked<'a>,
        source: &'a Source,
        (mapping, twice): (&Mapping, &'a [u32]),
        (of, publisher): (&ReturnId, bool),
    ) -> Result<Self, Error> {
        let mut rows = source.rows().map_err(Error::query)?;
        let mut header = false;
        while !header && let Some(row) = rows.next().map_err(Error::query)? {
            header = !row.is_blank();
        }
        let revision = Arc::new(RevisionId { of: of.clone(), number: 1 });
        let reader = RowReader::new(asked, mapping.clone());
        Ok(Self { rows, reader, twice, revision, publisher, queries: Vec::new() })
    }

    /// The next observation; none at the end of the file.
    ///
    /// # Errors
    /// When the file breaks off.
    pub(crate) fn next(&mut self) -> Result<Option<Observation>, Error> {
        while let Some(raw) = self.rows.next().map_err(Error::query)? {
            if raw.is_blank() {
                continue;
            }
            let found = self.reader.read(raw, &mut self.queries);
            // The first reading has said it all.
            self.queries.clear();
            if let Some(found) = found
                && self.twice.binary_search(&found.row).is_err()
            {
                return Ok(Some(observation(found, &self.revision, self.publisher)));
            }
        }
        Ok(None)
    }
}

/// Gives held observations the revision that they will be of.
pub(crate) fn settle(observations: &mut [Observation], of: &ReturnId, publisher: bool) {
    let revision = Arc::new(RevisionId { of: of.clone(), number: 1 });
    for observation in observations {
        let (revision, row) = (Arc::clone(&revision), observation.origin.row());
        observation.origin = if publisher {
            Origin::Publication { revision, row }
        } else {
            Origin::Return { revision, row }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sightline_kernel::defs::Source as File;
    use sightline_kernel::ids::AreaCode;
    use sightline_measures::catalogue::{self, Catalogue};
    use sightline_tables::Limits;

    const FILE: &str = "measure,period,area,dimensions,value\n\
        crime.offences,2021-04,E06000051,offence_group=rape,7\n\
        \n\
        crime.offences,2021-05,E06000051,offence_group=rape,-1\n\
        crime.offences,2021-06,E06000051,offence_group=rape,<5\n\
        crime.offences,2021-04,E06000051,offence_group=rape,8\n\
        crime.offences,2021-07,E06000051,offence_group=rape,9\n";

    fn catalogue() -> Catalogue {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../defs");
        let wanted = [
            "measures/crime.offences/1.toml",
            "lists/offence-group/1.toml",
            "areas/local-authorities.toml",
        ];
        let files = wanted.map(|path| File {
            path: format!("defs/{path}"),
            text: std::fs::read_to_string(root.join(path)).unwrap(),
        });
        catalogue::load(&files).0
    }

    #[test]
    fn a_file_too_large_to_hold_gives_the_same_when_read_again() {
        let (catalogue, agency) = (catalogue(), AgencyId::new("police").unwrap());
        let area = AreaCode::new("E06000051").unwrap();
        let asked = Asked {
            catalogue: &catalogue,
            file: "f.csv",
            sheet: None,
            agency: &agency,
            area: &area,
            today: jiff::civil::date(2022, 4, 1),
        };
        let bytes = FILE.as_bytes().to_vec();
        let (source, _) = source::open_bytes("f.csv", bytes, &Limits::default()).unwrap();
        let dimensions = BTreeSet::new();
        let whole = read(asked.clone(), &source, &dimensions, (HELD, &|_| {})).unwrap();
        let looked = read(asked.clone(), &source, &dimensions, (2, &|_| {})).unwrap();
        for read in [&whole, &looked] {
            assert_eq!((read.rows, read.accepted, read.left_out.rows()), (5, 3, 2));
            assert_eq!(read.left_out.to_string(), "4, 6");
        }
        assert_eq!(whole.tally.errors(), 2);
        assert_eq!(whole.tally.into_parts(), looked.tally.into_parts());
        let of = ReturnId { agency: agency.clone(), collection: CollectionId::new("f").unwrap() };
        let Observations::Held(mut held) = whole.observations else { panic!("not held") };
        settle(&mut held, &of, false);
        let Observations::Again { mapping, twice } = looked.observations else { panic!("held") };
        assert_eq!(twice.len(), 1);
        let mut again = Again::new(asked, &source, (&mapping, &twice), (&of, false)).unwrap();
        let mut found = Vec::new();
        while let Some(observation) = again.next().unwrap() {
            found.push(observation);
        }
        assert_eq!(found, held);
    }
}
