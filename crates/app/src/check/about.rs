//! The data queries about one measure, without loading the year.

use std::collections::{BTreeMap, BTreeSet};

use sightline_kernel::ids::MeasureId;
use sightline_kernel::period::{Frequency, Period};
use sightline_kernel::query::DataQuery;
use sightline_measures::observation::Observation;
use sightline_measures::reconcile::About;
use sightline_store::{Reader, Selection};

use super::{Said, collections, from_imports, looked_at, open};
use crate::desk::Desk;
use crate::error::Error;

/// The open data queries about one measure in one period: those of the whole check of the period's
/// reporting year that are about it, and more that computing its figures raised. Loads only what the
/// rules look at for them.
///
/// # Errors
/// When the store or the year's content cannot be read.
pub async fn about(
    desk: &Desk,
    measure: &MeasureId,
    period: Period,
    raised: Vec<DataQuery>,
) -> Result<Vec<DataQuery>, Error> {
    let year = Period::reporting_year_of(period.end());
    let said = Said::read(desk, year)?;
    let reader = desk.store.read(&desk.to_read()?).await?;
    let held = reader.periods(std::slice::from_ref(measure)).await?;
    let held: Vec<Period> = held.into_iter().map(|(_, period)| period).collect();
    let populations =
        if said.claims.is_empty() { Vec::new() } else { populations(&reader).await? };
    let about = About {
        measure,
        period,
        year,
        held: &held,
        populations: &populations,
        claims: &said.claims,
    };
    let catalogue = desk.catalogue();
    let mut tables = about.tables(catalogue);
    tables.retain(|(_, period)| looked_at(year, *period));
    let mut observations = load(&reader, &tables).await?;

    let years = collections(&observations);
    let further = about.further(catalogue, &said.world(desk, &observations, &years));
    let more = further.tables.difference(&tables).filter(|(_, period)| looked_at(year, *period));
    let more: BTreeSet<_> = more.cloned().collect();
    observations.extend(load(&reader, &more).await?);
    if !further.agencies.is_empty() && looked_at(year, period) {
        let loaded = |id: &MeasureId| {
            let table = (id.clone(), period);
            tables.contains(&table) || more.contains(&table)
        };
        let others = reader.measures_held().await?.into_iter().filter(|id| !loaded(id));
        let rest = Selection {
            agencies: Some(further.agencies.into_iter().collect()),
            ..Selection::measures(others).periods([period])
        };
        observations.extend(reader.observations(&rest).await?);
    }
    drop(reader);

    let years = collections(&observations);
    let mut queries = about.check(catalogue, &said.world(desk, &observations, &years));
    let mut others = from_imports(desk, Some(measure)).await?;
    others.extend(said.queries.iter().cloned());
    others.retain(|query| about.is_about(query));
    queries.extend(others);
    queries.extend(raised);
    open(desk, queries).await
}

/// The populations that returns or publications in the store hold, with their vintages.
async fn populations(reader: &Reader) -> Result<Vec<(MeasureId, Period)>, Error> {
    let mut measures = reader.measures_held().await?;
    measures.retain(|measure| measure.as_str().starts_with("population."));
    let mut held = reader.periods(&measures).await?;
    held.retain(|(_, period)| period.frequency() == Frequency::Vintage);
    Ok(held)
}

/// Loads tables, those of the same periods in one question.
async fn load(
    reader: &Reader,
    tables: &BTreeSet<(MeasureId, Period)>,
) -> Result<Vec<Observation>, Error> {
    let mut periods: BTreeMap<&MeasureId, BTreeSet<Period>> = BTreeMap::new();
    for (measure, period) in tables {
        periods.entry(measure).or_default().insert(*period);
    }
    let mut measures: BTreeMap<BTreeSet<Period>, Vec<MeasureId>> = BTreeMap::new();
    for (measure, periods) in periods {
        measures.entry(periods).or_default().push(measure.clone());
    }
    let mut observations = Vec::new();
    for (periods, measures) in measures {
        let selection = Selection::measures(measures).periods(periods);
        observations.extend(reader.observations(&selection).await?);
    }
    Ok(observations)
}
