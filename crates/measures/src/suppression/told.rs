//! What a report's own files may say of data queries.
//!
//! A check looks at figures as they were returned, and says so with the numbers. A report that
//! hides a small number must not tell it in its list of checks. So its files state only numbers
//! that the report itself prints; of the others they say where and what to do.

use std::collections::{BTreeMap, BTreeSet};

use sightline_kernel::decimal::Decimal;
use sightline_kernel::dimension::Cell;
use sightline_kernel::ids::MeasureId;
use sightline_kernel::period::Period;
use sightline_kernel::query::{Cite, DataQuery};

use super::reveal::{Amount, amounts, counts, is_count, rule_of, without_totals};
use crate::catalogue::Catalogue;
use crate::table::{Figure, Outcome};

/// What stands in place of a message that would tell too much.
pub const UNSAID: &str = "What the check saw is not said here: it would tell a number that this report does not print. `sightline check` says it to those who may see returns.";

/// The counts that a report prints, and those that it hides.
#[derive(Debug)]
pub struct Told<'c> {
    catalogue: &'c Catalogue,
    shown: BTreeMap<Amount, Decimal>,
    hidden: BTreeSet<Amount>,
}

impl<'c> Told<'c> {
    /// Looks through all figures of a report, after protection.
    pub fn new<'f>(
        catalogue: &'c Catalogue,
        figures: impl IntoIterator<Item = &'f Figure>,
    ) -> Self {
        let mut told = Self { catalogue, shown: BTreeMap::new(), hidden: BTreeSet::new() };
        for figure in figures.into_iter().filter(|figure| !figure.id.contains("/rest-of-")) {
            let Some(amount) = amounts(catalogue, figure, false).into_iter().next() else {
                continue;
            };
            match figure.number {
                _ if figure.treatment.hides() => drop(told.hidden.insert(amount)),
                Some(number) if is_count(figure) && matches!(figure.result, Outcome::Known(_)) => {
                    told.shown.insert(amount, number);
                }
                _ => {}
            }
        }
        told
    }

    /// Whether the report hides a count that the figure tells of.
    #[must_use]
    pub fn hides(&self, figure: &Figure) -> bool {
        amounts(self.catalogue, figure, false).iter().any(|amount| self.hidden.contains(amount))
    }

    /// Whether the report's files may say the query as it is: each number that it states is one
    /// that the report prints, or belongs to a measure whose rule hides none.
    #[must_use]
    pub fn may_say(&self, query: &DataQuery) -> bool {
        query.cites.iter().all(|cite| self.is_open(cite))
    }

    /// The query as the report's files may say it. Code, place and remedy stay.
    #[must_use]
    pub fn said(&self, query: &DataQuery) -> DataQuery {
        if self.may_say(query) {
            return query.clone();
        }
        let mut unsaid = DataQuery { message: UNSAID.to_owned(), ..query.clone() };
        if unsaid.remedy.contains(|c: char| c.is_ascii_digit()) {
            unsaid.remedy.clear();
        }
        unsaid
    }

    fn is_open(&self, cite: &Cite) -> bool {
        let place = &cite.place;
        let measure = place.measure.as_deref().and_then(|id| id.parse::<MeasureId>().ok());
        let Some(measure) = measure else { return false };
        let period = place.period.as_deref().and_then(|text| text.parse::<Period>().ok());
        let Some(period) = period else { return self.never_hides(&measure) };
        if self.catalogue.measure(measure.as_str(), period.end()).is_none() {
            return false;
        }
        let hides = rule_of(self.catalogue, &measure, period).is_some();
        if !hides || !counts(self.catalogue, &measure, period) {
            return true;
        }
        let area = place.area.as_deref().and_then(|code| code.parse().ok());
        let cell = Cell::parse(place.cell.as_deref().unwrap_or_default());
        let (Some(area), Ok(cell), Some(value)) = (area, cell, cite.value) else { return false };
        let amount = Amount {
            measure,
            period,
            area,
            cell: without_totals(&cell),
            rest: false,
            to_date: false,
        };
        self.shown.get(&amount) == Some(&value)
    }

    /// Whether no version of the measure's card names a rule that hides.
    fn never_hides(&self, measure: &MeasureId) -> bool {
        self.catalogue.measures.get(measure).is_some_and(|cards| {
            cards
                .iter()
                .all(|card| rule_of(self.catalogue, measure, Period::Snapshot(card.from)).is_none())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::Observation;
    use crate::reconcile::testing_cards::catalogue;
    use crate::request::Indicator;
    use crate::suppression::tables::{protected, request};

    #[test]
    fn what_is_said_beside_the_report_is_what_it_prints() {
        let mut made = crate::reconcile::testing::Made::new();
        for (agency, values) in [("police", ["3", "322", "28"]), ("council", ["4", "322", "29"])] {
            for (need, value) in ["N0", "N1", "N2"].iter().zip(values) {
                made.add_from(agency, "child.plans", "2021-22", &format!("need={need}"), value);
            }
        }
        made.add("crime.offences", "2021-22", "", "3");
        made.add_from("council", "crime.offences", "2021-22", "", "4");
        let first: Vec<Observation> = made
            .observations
            .iter()
            .filter(|o| o.origin.agency().as_str() == "police")
            .cloned()
            .collect();
        let table = protected(&catalogue(), &first, &request(vec![Indicator::Value]));
        let catalogue = catalogue();
        let told = Told::new(&catalogue, table.figures());
        let said: Vec<(String, bool)> =
            crate::reconcile::testing::queries(&made, crate::reconcile::code::TWO_RETURNS)
                .iter()
                .map(|query| {
                    let said = told.said(query);
                    assert_eq!((said.message == UNSAID), !told.may_say(query));
                    (query.place.cell.clone().unwrap_or_default(), told.may_say(query))
                })
                .collect();
        let of = |cell: &str| said.iter().find(|(at, _)| at == cell).unwrap().1;
        assert!(!of("need=N0"), "small");
        assert!(!of("need=N2"), "hidden to protect it, and 29 is printed nowhere");
        assert!(of("need=N1"), "equal, and printed");
        assert!(of(""), "offences have no rule");
    }
}
