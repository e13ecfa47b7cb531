//! What must be at hand so that the rules say about one measure in one period all that they say
//! when they see everything. A page asks for this and not for the whole year.
//!
//! A rule that comes to look at other tables than its own must say so here. A test holds every
//! measure of the demonstration, looked at so, against the whole check.

use std::collections::BTreeSet;

use sightline_kernel::ids::{AgencyId, MeasureId};
use sightline_kernel::period::Period;
use sightline_kernel::query::DataQuery;

use crate::card::Form;
use crate::catalogue::Catalogue;
use crate::claims::{Claim, Statement};
use crate::reconcile::index::Index;
use crate::reconcile::{World, check, identical, period, units};

/// Tables: each all that is current of a measure in a period, in every area and from every agency.
type Tables = BTreeSet<(MeasureId, Period)>;

/// What is asked about.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The measure.
    pub measure: &'a MeasureId,
    /// The period.
    pub period: Period,
    /// The reporting year of the check.
    pub year: Period,
    /// The periods for which the measure is held.
    pub held: &'a [Period],
    /// The populations that are held, each with its vintage.
    pub populations: &'a [(MeasureId, Period)],
    /// The statements of the year.
    pub claims: &'a [Claim],
}

/// What the measure's own values make worth looking at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Further {
    /// More tables.
    pub tables: BTreeSet<(MeasureId, Period)>,
    /// Agencies of which everything in the period is to be loaded.
    pub agencies: BTreeSet<AgencyId>,
}

impl About<'_> {
    /// The tables that are looked at whatever they hold: its own with its neighbours in time, the
    /// base and numerator that its card names, what statements about it speak of.
    #[must_use]
    pub fn tables(&self, catalogue: &Catalogue) -> Tables {
        let mut tables = Tables::new();
        let following = self.held.iter().copied().filter(|next| next.previous() == self.period);
        for period in [self.period, self.period.previous(), self.year].into_iter().chain(following)
        {
            tables.insert((self.measure.clone(), period));
        }
        let card = catalogue.measure(self.measure.as_str(), self.period.end());
        if let Some(card) = card.filter(|card| card.form == Form::Percentage) {
            let numerator = card.numerator.as_deref().and_then(|id| MeasureId::new(id).ok());
            for other in card.base.clone().into_iter().chain(numerator) {
                tables.insert((other, self.period));
            }
        }
        self.statements(&mut tables);
        tables
    }

    /// Statements about the measure; where one of them is a rate, all rates, since rates of one
    /// area are held against each other, and the populations.
    fn statements(&self, tables: &mut Tables) {
        let is_own = |claim: &&Claim| {
            claim.target.as_ref().is_some_and(|target| target.measure == *self.measure)
        };
        let is_rate = |claim: &Claim| matches!(claim.statement, Statement::Rate { .. });
        let rates = self.claims.iter().filter(is_own).any(is_rate);
        for claim in self.claims.iter().filter(|claim| is_own(claim) || (rates && is_rate(claim))) {
            let Some(target) = &claim.target else { continue };
            let period = claim.period.unwrap_or(self.year);
            for measure in std::iter::once(&target.measure).chain(&target.whole) {
                tables.insert((measure.clone(), period));
            }
            tables.extend(claim.earlier.map(|then| (target.measure.clone(), then)));
        }
        if rates {
            tables.extend(self.populations.iter().cloned());
        }
    }

    /// What the values of its own tables make worth looking at: the other measures of its theme,
    /// where it might be the sum of two of them or a copy; the rest of a return, where its rows
    /// are about a time that was not asked for.
    #[must_use]
    pub fn further(&self, catalogue: &Catalogue, world: &World<'_>) -> Further {
        let index = Index::new(catalogue, world);
        let mut further = Further::default();
        let suspect = units::suspect(&index, self.measure, self.period)
            || identical::suspect(&index, self.measure, self.period);
        if let Some(card) = index.card(self.measure, self.period).filter(|_| suspect) {
            let theme = catalogue.measures.keys().filter(|id| {
                index.card(id, self.period).is_some_and(|other| other.theme == card.theme)
            });
            further.tables = theme.map(|id| (id.clone(), self.period)).collect();
        }
        let own = index.everywhere(self.measure, self.period);
        let strays = own.filter_map(|observation| period::strays(&index, observation));
        further.agencies = strays.map(|revision| revision.of.agency.clone()).collect();
        further
    }

    /// What the rules say about the measure and period, from a world that holds the tables and
    /// what they made worth looking at, or more.
    #[must_use]
    pub fn check(&self, catalogue: &Catalogue, world: &World<'_>) -> Vec<DataQuery> {
        let mut queries = check(catalogue, world);
        queries.retain(|query| self.is_about(query));
        queries
    }

    /// Whether a data query is about the measure, and about the period if about any.
    #[must_use]
    pub fn is_about(&self, query: &DataQuery) -> bool {
        query.place.measure.as_deref() == Some(self.measure.as_str())
            && query.place.period.as_ref().is_none_or(|at| *at == self.period.to_string())
    }
}
