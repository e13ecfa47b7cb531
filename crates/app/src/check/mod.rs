//! Checks: the data queries of a year, of a measure, of a file.

mod claims;

use std::collections::BTreeMap;

use sightline_kernel::ids::{CollectionId, MeasureId};
use sightline_kernel::period::{Frequency, Period};
use sightline_kernel::query::{DataQuery, Severity};
use sightline_measures::observation::Observation;
use sightline_measures::reconcile::{self, ReviewRecord, World};
use sightline_store::{QueryFilter, Selection};

use crate::desk::Desk;
use crate::error::Error;

/// The data queries of a year: what holding all current figures, the stated claims and the list of
/// reviews against each other raises, and what imports raised that still stands. Worst first.
///
/// # Errors
/// When the store or the year's content cannot be read.
pub async fn year(desk: &Desk, year: Period) -> Result<Vec<DataQuery>, Error> {
    let observations = observations(desk, year).await?;
    let content = desk.folder.content(&year.to_string())?;
    let (claims, mut queries) = claims::read(&content)?;
    let reviews = review_records(&content)?;
    let collections = collections(&observations);
    let settings = desk.definitions.reconciliation(year.end());
    let world = World {
        period: year,
        area: &desk.folder.config.area,
        observations: &observations,
        reviews: reviews.as_deref(),
        claims: &claims,
        collections: &collections,
        settings: &settings,
    };
    queries.extend(reconcile::check(desk.catalogue(), &world));
    queries.extend(from_imports(desk).await?);
    queries.sort_by(|a, b| b.severity.cmp(&a.severity).then_with(|| a.cmp(b)));
    queries.dedup();
    Ok(queries)
}

/// The data queries of the latest reporting year held, and that year.
///
/// # Errors
/// When the store cannot be read.
pub async fn latest_with_year(desk: &Desk) -> Result<(Option<Period>, Vec<DataQuery>), Error> {
    let reader = desk.store.read(&desk.to_read()?).await?;
    let measures: Vec<MeasureId> = reader.measures_held().await?;
    let held = reader.held(&measures).await?;
    drop(reader);
    let years = held.iter().map(|held| held.period);
    let latest = years.filter(|period| period.frequency() == Frequency::Year).max();
    match latest {
        Some(latest) => Ok((Some(latest), year(desk, latest).await?)),
        None => Ok((None, Vec::new())),
    }
}

/// The data queries of the latest reporting year held.
///
/// # Errors
/// When the store cannot be read.
pub async fn latest(desk: &Desk) -> Result<Vec<DataQuery>, Error> {
    Ok(latest_with_year(desk).await?.1)
}

/// The data queries about one measure in one period.
pub(crate) async fn about(
    desk: &Desk,
    measure: &MeasureId,
    period: Period,
) -> Result<Vec<DataQuery>, Error> {
    let mut queries = year(desk, Period::reporting_year_of(period.end())).await?;
    let period = period.to_string();
    queries.retain(|query| {
        query.place.measure.as_deref() == Some(measure.as_str())
            && query.place.period.as_ref().is_none_or(|at| *at == period)
    });
    Ok(queries)
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

/// All current figures of the year and of the four before, with the populations.
async fn observations(desk: &Desk, year: Period) -> Result<Vec<Observation>, Error> {
    let earliest = (0..4).fold(year, |period, _| period.year_before()).start();
    let reader = desk.store.read(&desk.to_read()?).await?;
    let measures: Vec<MeasureId> = reader.measures_held().await?;
    let held = reader.held(&measures).await?;
    let mut periods: Vec<Period> = held
        .iter()
        .map(|held| held.period)
        .filter(|period| period.start() >= earliest && period.start() <= year.end())
        .collect();
    periods.sort();
    periods.dedup();
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

/// Warnings and errors that imports raised and nobody has decided about. What reconciliation
/// raised then is left out: it is looked at afresh, over everything.
async fn from_imports(desk: &Desk) -> Result<Vec<DataQuery>, Error> {
    let reader = desk.store.read(&desk.to_read()?).await?;
    let filter = QueryFilter {
        least: Some(Severity::Warning),
        current: true,
        open: true,
        ..QueryFilter::default()
    };
    let stored = reader.queries(&filter).await?;
    Ok(stored
        .into_iter()
        .map(|stored| stored.query)
        .filter(|query| !reconcile::code::ALL.contains(&query.code.as_str()))
        .collect())
}
