//! The names that chapters may use: measures and their dimensions from the catalogue, and the ids
//! of the records that this partnership holds.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use sightline_kernel::dimension::CodeList;
use sightline_kernel::ids::ChecklistId;
use sightline_kernel::period::Period;
use sightline_measures::card::{MeasureCard, MeasureDimension};
use sightline_measures::catalogue::Catalogue;

/// What the parser of chapters must know to tell a name from a misspelt one.
#[derive(Debug, Clone)]
pub struct Names<'a> {
    /// Measures, code lists, areas, comparator sets, agencies.
    pub catalogue: &'a Catalogue,
    /// The report's year; definitions are those that hold on its last day.
    pub period: Period,
    /// Statutory checklists: the ids of their items.
    pub checklists: BTreeMap<ChecklistId, BTreeSet<String>>,
    /// Ids of groups that have objectives.
    pub groups: BTreeSet<String>,
    /// Ids of quotations.
    pub quotations: BTreeSet<String>,
    /// Codes of the kinds of review.
    pub review_kinds: BTreeSet<String>,
}

impl<'a> Names<'a> {
    /// The names of a catalogue for a report's year, without any records.
    #[must_use]
    pub fn new(catalogue: &'a Catalogue, period: Period) -> Self {
        Self {
            catalogue,
            period,
            checklists: BTreeMap::new(),
            groups: BTreeSet::new(),
            quotations: BTreeSet::new(),
            review_kinds: BTreeSet::new(),
        }
    }

    /// The day on which definitions must hold: the last of the report's year.
    #[must_use]
    pub fn day(&self) -> Date {
        self.period.end()
    }

    /// The card of a measure.
    #[must_use]
    pub fn card(&self, measure: &str) -> Option<&'a MeasureCard> {
        self.catalogue.measure(measure, self.day())
    }

    /// The ids of all measures.
    pub fn measures(&self) -> impl Iterator<Item = &'a str> {
        self.catalogue.measures.keys().map(sightline_kernel::ids::MeasureId::as_str)
    }

    /// The code list of a dimension of a measure.
    #[must_use]
    pub fn list(&self, dimension: &MeasureDimension) -> Option<&'a CodeList> {
        self.catalogue.list(dimension.list.as_str(), self.day())
    }
}
