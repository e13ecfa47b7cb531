//! The value of a key: as supplied, or as the total, the sum of parts or the sum of months.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use sightline_kernel::decimal::{Decimal, Ratio, write_number};
use sightline_kernel::dimension::{Cell, CodeList};
use sightline_kernel::ids::{AreaCode, CategoryCode, MeasureId};
use sightline_kernel::period::Period;
use sightline_kernel::query::{Cite, DataQuery, Place};

use super::answer::{Answer, input};
use super::index::Observations;
use super::sum::add;
use crate::card::{MeasureCard, Supply};
use crate::catalogue::Catalogue;
use crate::observation::{Key, Observation, Origin, Value};
use crate::request::Context;
use crate::table::{Outcome, Role};

/// A population measure, the key of the rate that needs it, and the vintage asked for.
type PopulationName = (MeasureId, Key, Option<Period>);

/// Everything that a computation looks things up in.
pub(super) struct Engine<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) given: &'a Observations<'a>,
    pub(super) context: &'a Context,
    queries: RefCell<BTreeSet<DataQuery>>,
    /// Totals already found in this computation, since every share of a table needs the same one.
    totals: RefCell<HashMap<Key, Answer>>,
    /// What is to be said of a total and its parts, for the same reason.
    pub(super) disagreements: RefCell<HashMap<Key, Option<String>>>,
    /// What suppliers wrote beside the values that were used.
    pub(super) remarks: RefCell<BTreeSet<String>>,
    /// The population of each measure, period, area and cell that a rate was made on.
    pub(super) populations: RefCell<HashMap<PopulationName, (Answer, Period)>>,
}

impl<'a> Engine<'a> {
    pub(super) fn new(
        catalogue: &'a Catalogue,
        given: &'a Observations<'a>,
        context: &'a Context,
    ) -> Self {
        Self {
            catalogue,
            given,
            context,
            queries: RefCell::default(),
            totals: RefCell::default(),
            disagreements: RefCell::default(),
            remarks: RefCell::default(),
            populations: RefCell::default(),
        }
    }

    pub(super) fn into_queries(self) -> Vec<DataQuery> {
        self.queries.into_inner().into_iter().collect()
    }

    pub(super) fn query(&self, query: DataQuery) {
        self.queries.borrow_mut().insert(query);
    }

    /// The value of a key. A supplied value stands; else the total under another breakdown, the
    /// sum of the parts, the sum of the months; else no return.
    pub(super) fn value(&self, card: &MeasureCard, key: &Key) -> Answer {
        let mut answer = self.whole(card, key);
        if answer.is_no_return() {
            answer = self.over_time(card, key);
        }
        answer
    }

    /// As [`Self::value`], remembered for the rest of this computation.
    pub(super) fn total(&self, card: &MeasureCard, key: &Key) -> Answer {
        if let Some(known) = self.totals.borrow().get(key) {
            return known.clone();
        }
        let answer = self.value(card, key);
        self.totals.borrow_mut().insert(key.clone(), answer.clone());
        answer
    }

    /// The value for exactly this period: supplied, under another breakdown, or summed from parts.
    pub(super) fn whole(&self, card: &MeasureCard, key: &Key) -> Answer {
        let supplied = self.supplied(card, key);
        if !supplied.is_no_return() {
            return supplied;
        }
        let base = without_totals(&key.cell);
        if let Some(cell) = self.supplied_total(card, key, &base) {
            return self.supplied(card, &Key { cell, ..key.clone() });
        }
        if !card.is_amount() {
            return no_return();
        }
        let by_part = card.dimensions.iter().find_map(|dimension| {
            let open = base.get(dimension.id.as_str()).is_none();
            (open && dimension.exclusive && dimension.complete)
                .then(|| {
                    self.sum_of_parts(card, &Key { cell: base.clone(), ..key.clone() }, dimension)
                })
                .flatten()
        });
        by_part.or_else(|| self.sum_of_children(card, key)).unwrap_or_else(no_return)
    }

    /// Exactly what was supplied for the key.
    pub(super) fn supplied(&self, card: &MeasureCard, key: &Key) -> Answer {
        let found = self.given.find(key);
        match found {
            [] => match self.catalogue.published(key) {
                [] => no_return(),
                [first, ..] => self.one(first),
            },
            [only] => self.one(only),
            [first, second, ..] if card.supply == Supply::One || !card.is_amount() => {
                self.twice(first, second);
                self.one(first)
            }
            several => self.each(several),
        }
    }

    fn one(&self, observation: &Observation) -> Answer {
        let mut answer = Answer::of(match &observation.value {
            Value::Exact { value } => Outcome::Known(ratio(*value)),
            Value::Bounded { low, high, text } => {
                Outcome::Bounded { low: *low, high: *high, text: text.clone() }
            }
            Value::Absent(absence) => Outcome::Absent(absence.clone()),
        });
        answer.inputs.push(input(observation, Role::Value));
        answer.status = observation.status;
        if let Some(note) = &observation.note {
            let by = self.catalogue.agency_name(observation.origin.agency());
            self.remark(&mut answer, format!("{by}: {note}"));
        }
        if let Value::Absent(absence) = &observation.value
            && !absence.reason.is_empty()
        {
            let remark = format!("{}: {}", absence.kind.in_words(), absence.reason);
            self.remark(&mut answer, remark);
        }
        answer
    }

    fn remark(&self, answer: &mut Answer, remark: String) {
        self.remarks.borrow_mut().insert(remark.clone());
        answer.remarks.push(remark);
    }

    /// Each agency's own part, added. One that is not a number makes the sum unknown. Where there
    /// are returns, a publication of the same figure is no part but a second telling.
    fn each(&self, several: &[&Observation]) -> Answer {
        let returned = several.partition_point(|o| !is_published(o));
        let several = several.get(..returned).filter(|own| !own.is_empty()).unwrap_or(several);
        let mut sum = Answer::known(Ratio::whole(0));
        let mut last: Option<&Observation> = None;
        for observation in several {
            let agency = observation.origin.agency();
            if let Some(before) = last.filter(|before| before.origin.agency() == agency) {
                self.twice(before, observation);
                continue;
            }
            last = Some(observation);
            let part = self.one(observation);
            let name = self.catalogue.agency_name(agency);
            sum = add(sum, &part, || format!("No sum: the part of {name} {}.", part.said()));
        }
        sum
    }

    fn twice(&self, first: &Observation, second: &Observation) {
        let name = |o: &Observation| self.catalogue.agency_name(o.origin.agency());
        let text = |o: &Observation| match &o.value {
            Value::Exact { value } => write_number(*value, value.scale(), true),
            Value::Bounded { text, .. } => text.clone(),
            Value::Absent(absence) => absence.kind.in_words().to_owned(),
        };
        let agencies = (first.origin.agency(), second.origin.agency());
        let same = agencies.0 == agencies.1 && first.value == second.value;
        // That a figure is also published is as it should be; whether the two agree is for
        // reconciliation.
        if same || is_published(first) != is_published(second) {
            return;
        }
        let key = &first.key;
        let place = Place {
            measure: Some(key.measure.to_string()),
            period: Some(key.period.to_string()),
            area: Some(key.area.to_string()),
            cell: (!key.cell.is_empty()).then(|| key.cell.to_string()),
            agency: Some(second.origin.agency().to_string()),
            ..Place::default()
        };
        let message = format!(
            "The same figure stands in {} ({}: {}) and in {} ({}: {}).",
            first.origin.revision(),
            name(first),
            text(first),
            second.origin.revision(),
            name(second),
            text(second)
        );
        let remedy = "Settle which agency supplies it; until then the first is used.";
        let cites =
            [first, second].map(|one| Cite { place: place.clone(), value: one.value.exact() });
        let query = DataQuery::warning("same-figure-twice", place, message);
        self.query(query.remedy(remedy).citing(cites));
    }

    /// The cell under which the total of `base` was supplied: without any further breakdown first,
    /// then by the card's order of dimensions.
    fn supplied_total(&self, card: &MeasureCard, key: &Key, base: &Cell) -> Option<Cell> {
        let rank = |cell: &Cell| {
            let place = |id: &str| card.dimensions.iter().position(|d| d.id.as_str() == id);
            let totals = cell.pairs().filter(|(_, code)| code.is_total());
            let order: Vec<_> = totals.map(|(dimension, _)| place(dimension.as_str())).collect();
            (order.len(), order)
        };
        let cells = self.group(&key.measure, key.period, &key.area).map(|o| &o.key.cell);
        let totals = cells.filter(|cell| **cell != key.cell && is_total_of(cell, base));
        totals.min_by_key(|cell| rank(cell)).cloned()
    }

    /// Everything that was supplied or published of a measure for a period and an area.
    pub(super) fn group(
        &self,
        measure: &MeasureId,
        period: Period,
        area: &AreaCode,
    ) -> impl Iterator<Item = &'a Observation> + '_ {
        let given = self.given.group(measure, period, area).iter().copied();
        given.chain(self.catalogue.published_group(measure, period, area))
    }
}

fn is_published(observation: &Observation) -> bool {
    matches!(observation.origin, Origin::Publication { .. })
}

/// The number as a fraction. Whole numbers, which nearly all are, need no reducing.
fn ratio(value: Decimal) -> Ratio {
    match i64::try_from(value.mantissa()) {
        Ok(whole) if value.scale() == 0 => Ratio::whole(whole),
        _ => Ratio::from(value),
    }
}

pub(super) fn no_return() -> Answer {
    Answer::of(Outcome::NoReturn)
}

/// The cell without the dimensions that stand at their total.
pub(super) fn without_totals(cell: &Cell) -> Cell {
    let totals = cell.pairs().filter(|(_, code)| code.is_total());
    totals.fold(cell.clone(), |cell, (dimension, _)| cell.without(dimension.as_str()))
}

/// Whether the cell is `base` and, beside it, only dimensions at their total.
fn is_total_of(cell: &Cell, base: &Cell) -> bool {
    cell.pairs().filter(|(_, code)| !code.is_total()).eq(base.pairs())
}

/// The name of a category as printed, or its code where the list does not have it.
pub(super) fn label(list: Option<&CodeList>, code: &CategoryCode) -> String {
    list.and_then(|list| list.category(code.as_str()))
        .map_or_else(|| code.to_string(), |category| category.name.clone())
}
