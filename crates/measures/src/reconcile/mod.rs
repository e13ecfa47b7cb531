//! Reconciliation: holds what was supplied and what was stated against each other, and raises a
//! data query for each real disagreement. Nothing is corrected.
//!
//! One file a rule; `docs/guide/data-queries.md` explains each code. A disagreement that rounding
//! at the stated precision explains is none.

use std::collections::BTreeMap;

use sightline_kernel::ids::{AreaCode, CollectionId};
use sightline_kernel::period::Period;
use sightline_kernel::query::{Cite, DataQuery};

use crate::catalogue::Catalogue;
use crate::claims::Claim;
use crate::observation::Observation;

mod hundred;
mod identical;
mod index;
mod parts;
mod period;
mod population;
mod reach;
mod reviews;
mod say;
mod settings;
mod shares;
mod slip;
mod small;
mod stated;
mod two_returns;
mod units;

#[cfg(test)]
pub(crate) mod real_input;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
pub(crate) mod testing_cards;

pub use reach::{About, Further};
pub use reviews::ReviewRecord;
pub use settings::{ReviewCount, ReviewEvent, Settings};

/// The codes of the rules.
pub mod code {
    /// Parts against the total supplied beside them.
    pub const PARTS: &str = "parts-and-total";
    /// A share against its numerator and base.
    pub const SHARE: &str = "share-and-base";
    /// Shares that should reach 100.
    pub const HUNDRED: &str = "shares-and-hundred";
    /// Counts of reviews against the list of reviews.
    pub const REVIEWS: &str = "reviews-and-list";
    /// The same figure in two returns.
    pub const TWO_RETURNS: &str = "two-returns";
    /// Two identical tables.
    pub const IDENTICAL: &str = "identical-tables";
    /// A stated change against the values.
    pub const CHANGE: &str = "stated-change";
    /// A stated total against what it adds up.
    pub const TOTAL: &str = "stated-total";
    /// A stated mean against the values.
    pub const MEAN: &str = "stated-mean";
    /// A stated number against the return.
    pub const VALUE: &str = "stated-value";
    /// A population that a rate implies and no vintage has.
    pub const POPULATION: &str = "implied-population";
    /// A value ten times off its neighbours.
    pub const SLIP: &str = "ten-times-off";
    /// Counting units mixed in one sum.
    pub const UNITS: &str = "mixed-units";
    /// A small cell in a public table.
    pub const SMALL: &str = "small-cell";
    /// A period outside the year of the return.
    pub const PERIOD: &str = "period-outside-year";

    /// All codes, in the order of the guide.
    pub const ALL: [&str; 15] = [
        PARTS,
        SHARE,
        HUNDRED,
        REVIEWS,
        TWO_RETURNS,
        IDENTICAL,
        CHANGE,
        TOTAL,
        MEAN,
        VALUE,
        POPULATION,
        SLIP,
        UNITS,
        SMALL,
        PERIOD,
    ];
}

/// All that is held against each other.
#[derive(Debug, Clone, Copy)]
pub struct World<'a> {
    /// The report's period.
    pub period: Period,
    /// The partnership's own area.
    pub area: &'a AreaCode,
    /// The current observations: of each return its current revision. Two returns may hold the
    /// same key; that is looked at.
    pub observations: &'a [Observation],
    /// The list of reviews; absent where the partnership keeps none here.
    pub reviews: Option<&'a [ReviewRecord]>,
    /// Statements of texts.
    pub claims: &'a [Claim],
    /// The year that each collection asks about. One that is not here asks about any.
    pub collections: &'a BTreeMap<CollectionId, Period>,
    /// Thresholds.
    pub settings: &'a Settings,
}

/// Raises a data query for each disagreement, in order of code and place.
#[must_use]
pub fn check(catalogue: &Catalogue, world: &World<'_>) -> Vec<DataQuery> {
    let index = index::Index::new(catalogue, world);
    let rules: [fn(&index::Index<'_>) -> Vec<DataQuery>; 12] = [
        parts::check,
        shares::check,
        hundred::check,
        reviews::check,
        two_returns::check,
        identical::check,
        stated::check,
        population::check,
        slip::check,
        units::check,
        small::check,
        period::check,
    ];
    let mut queries: Vec<DataQuery> = rules.iter().flat_map(|rule| rule(&index)).collect();
    for query in &mut queries {
        // A rule that does not say which numbers it states may state any of its place.
        if query.cites.is_empty() && query.place.measure.is_some() {
            query.cites.push(Cite { place: query.place.clone(), value: None });
        }
    }
    queries.sort();
    queries.dedup();
    queries
}
