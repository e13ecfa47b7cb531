//! Checks: the data queries of a year, of a measure, of a file, and what was decided about them.

mod about;
mod claims;
mod decide;

use std::collections::{BTreeMap, BTreeSet};

use sightline_domain::reports::{Decided, DecidedAs};
use sightline_kernel::ids::{CollectionId, MeasureId};
use sightline_kernel::period::{Frequency, Period};
use sightline_kernel::query::{Cite, DataQuery, Place, Severity};
use sightline_measures::claims::Claim;
use sightline_measures::observation::Observation;
use sightline_measures::reconcile::{self, ReviewRecord, World};
use sightline_store::{Decision, DecisionKind, QueryFilter, Selection};

use crate::desk::Desk;
use crate::error::Error;

pub use about::about;
pub use decide::{DecideAsk, decide};
pub use sightline_domain::reports::Raised;

/// The data queries of a year: what holding all current figures, the stated claims and the list of
/// reviews against each other raises, and what imports raised that still stands, each with what was
/// decided about it. Worst first, and what was decided last.
///
/// # Errors
/// When the store or the year's content cannot be read.
pub async fn year(desk: &Desk, year: Period) -> Result<Vec<Raised>, Error> {
    let said = Said::read(desk, year)?;
    let observations = observations(desk, year).await?;
    let collections = collections(&observations);
    let mut queries =
        reconcile::check(desk.catalogue(), &said.world(desk, &observations, &collections));
    queries.extend(from_imports(desk, None).await?);
    queries.extend(said.queries);
    decided(desk, queries).await
}

/// Data queries with what was decided about them, each once: what is open first, worst first.
///
/// # Errors
/// When the store cannot be read.
pub(crate) async fn decided(
    desk: &Desk,
    mut queries: Vec<DataQuery>,
) -> Result<Vec<Raised>, Error> {
    queries.sort_by(|a, b| b.severity.cmp(&a.severity).then_with(|| a.cmp(b)));
    queries.dedup();
    let reader = desk.store.read(&desk.to_read()?).await?;
    let decisions = reader.decisions().await?;
    let mut raised: Vec<Raised> = queries
        .into_iter()
        .map(|query| {
            let raised = Raised::from(query);
            let decided = decisions.get(&raised.fingerprint).and_then(holding);
            Raised { decided, ..raised }
        })
        .collect();
    raised.sort_by_key(|raised| !raised.is_open());
    Ok(raised)
}

/// A decision that was not taken back.
fn holding(decision: &Decision) -> Option<Decided> {
    let kind = match decision.kind {
        DecisionKind::Resolved => DecidedAs::Resolved,
        DecisionKind::Overridden => DecidedAs::Overridden,
        DecisionKind::Reopened => return None,
    };
    let (by, reason) = (decision.by.clone(), decision.reason.clone());
    Some(Decided { kind, by, reason, at: decision.at })
}

/// The data queries of the latest reporting year held, and that year.
///
/// # Errors
/// When the store cannot be read.
pub async fn latest_with_year(desk: &Desk) -> Result<(Option<Period>, Vec<Raised>), Error> {
    let reader = desk.store.read(&desk.to_read()?).await?;
    let measures: Vec<MeasureId> = reader.measures_held().await?;
    let held = reader.latest_periods(&measures).await?;
    drop(reader);
    let years = held.iter().map(|(_, period)| *period);
    let latest = years.filter(|period| period.frequency() == Frequency::Year).max();
    match latest {
        Some(latest) => Ok((Some(latest), year(desk, latest).await?)),
        None => Ok((None, Vec::new())),
    }
}

/// What imports raised and nobody has decided about, without what is looked at afresh. Costs the
/// same however many figures are held.
///
/// # Errors
/// When the store cannot be read.
pub async fn waiting(desk: &Desk) -> Result<Vec<DataQuery>, Error> {
    open(desk, from_imports(desk, None).await?).await
}

/// Those of some data queries that nobody has decided about, worst first.
async fn open(desk: &Desk, queries: Vec<DataQuery>) -> Result<Vec<DataQuery>, Error> {
    let raised = decided(desk, queries).await?;
    Ok(raised.into_iter().filter(Raised::is_open).map(|raised| raised.query).collect())
}

/// What texts and lists say of a year, beside the returns.
struct Said {
    year: Period,
    claims: Vec<Claim>,
    reviews: Option<Vec<ReviewRecord>>,
    settings: reconcile::Settings,
    /// What was odd in the texts themselves.
    queries: Vec<DataQuery>,
}

impl Said {
    fn read(desk: &Desk, year: Period) -> Result<Self, Error> {
        let content = desk.folder.content(&year.to_string())?;
        let (claims, queries) = claims::read(&content)?;
        let reviews = review_records(&content)?;
        let settings = desk.definitions.reconciliation(year.end());
        Ok(Self { year, claims, reviews, settings, queries })
    }

    fn world<'a>(
        &'a self,
        desk: &'a Desk,
        observations: &'a [Observation],
        collections: &'a BTreeMap<CollectionId, Period>,
    ) -> World<'a> {
        World {
            period: self.year,
            area: &desk.folder.config.area,
            observations,
            reviews: self.reviews.as_deref(),
            claims: &self.claims,
            collections,
            settings: &self.settings,
        }
    }
}

/// What a file's own figures raise against each other.
pub(crate) fn within(desk: &Desk, observations: &[Observation]) -> Vec<DataQuery> {
    let Some(latest) = observations.iter().map(|o| o.key.period.end()).max() else {
        return Vec::new();
    };
    let settings = desk.definitions.reconciliation(latest);
    let collections = BTreeMap::new();
    let world = World {
        period: Period::reporting_year_of(latest),
        area: &desk.folder.config.area,
        observations,
        reviews: None,
        claims: &[],
        collections: &collections,
        settings: &settings,
    };
    let mut queries = reconcile::check(desk.catalogue(), &world);
    // Small cells are looked at when something is about to be printed, not when it comes in.
    queries.retain(|query| query.code != reconcile::code::SMALL);
    queries
}

/// Whether the check of a year looks at a period: it begins in the year or in the four before.
fn looked_at(year: Period, period: Period) -> bool {
    let earliest = (0..4).fold(year, |period, _| period.year_before()).start();
    period.start() >= earliest && period.start() <= year.end()
}

/// All current figures of the year and of the four before, with the populations.
async fn observations(desk: &Desk, year: Period) -> Result<Vec<Observation>, Error> {
    let reader = desk.store.read(&desk.to_read()?).await?;
    let measures: Vec<MeasureId> = reader.measures_held().await?;
    let held = reader.periods(&measures).await?;
    let periods: BTreeSet<Period> =
        held.iter().map(|(_, period)| *period).filter(|p| looked_at(year, *p)).collect();
    let selection = Selection::measures(measures).periods(periods);
    Ok(reader.observations(&selection).await?)
}

/// The year that each collection asks about, by its name `figures-2021-22`.
fn collections(observations: &[Observation]) -> BTreeMap<CollectionId, Period> {
    let mut years = BTreeMap::new();
    for observation in observations {
        let collection = &observation.origin.revision().of.collection;
        let year = collection.as_str().strip_prefix("figures-").and_then(|y| y.parse().ok());
        if let Some(year) = year {
            years.entry(collection.clone()).or_insert(year);
        }
    }
    years
}

fn review_records(
    content: &[sightline_kernel::defs::Source],
) -> Result<Option<Vec<ReviewRecord>>, Error> {
    if !content.iter().any(|source| source.path.ends_with("/reviews.toml")) {
        return Ok(None);
    }
    let reviews = crate::reports::reviews(content)?;
    Ok(Some(
        reviews
            .into_iter()
            .map(|review| ReviewRecord {
                id: review.id,
                kind: review.kind.code().to_owned(),
                begun: review.begun,
                ended: review.ended,
                published: review.published,
            })
            .collect(),
    ))
}

/// Warnings and errors that imports raised. What reconciliation raised then is left out: it is
/// looked at afresh, over everything. A message may quote a cell of a file, whatever it held.
async fn from_imports(desk: &Desk, measure: Option<&MeasureId>) -> Result<Vec<DataQuery>, Error> {
    let reader = desk.store.read(&desk.to_read()?).await?;
    let filter = QueryFilter {
        measure: measure.cloned(),
        least: Some(Severity::Warning),
        current: true,
        ..QueryFilter::default()
    };
    let stored = reader.queries(&filter).await?;
    Ok(stored
        .into_iter()
        .map(|stored| stored.query)
        .filter(|query| !reconcile::code::ALL.contains(&query.code.as_str()))
        // A number of no known place is one that no report prints.
        .map(|query| query.citing([Cite { place: Place::default(), value: None }]))
        .collect())
}
