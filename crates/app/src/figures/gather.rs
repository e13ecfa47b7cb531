//! Loads what requests need, computes, and protects: the one way from the store to a figure.

use std::collections::{BTreeMap, BTreeSet};

use sightline_kernel::ids::{AreaCode, MeasureId};
use sightline_kernel::period::Period;
use sightline_kernel::query::DataQuery;
use sightline_measures::compute::{self, Need, Observations};
use sightline_measures::observation::Observation;
use sightline_measures::request::{Context, FigureRequest, TableRequest};
use sightline_measures::suppression::{self, Given, Override};
use sightline_measures::table::{Figure, Table};
use sightline_store::Selection;

use super::overrides;
use crate::desk::Desk;
use crate::error::Error;

/// Loads the current observations that the requests need; shipped publications are in the catalogue.
pub(crate) async fn gather(
    desk: &Desk,
    context: &Context,
    figures: &[FigureRequest],
    tables: &[TableRequest],
) -> Result<Vec<Observation>, Error> {
    let catalogue = desk.catalogue();
    let mut needs = compute::figure_needs(catalogue, context, figures);
    needs.extend(compute::table_needs(catalogue, context, tables));
    let reader = desk.store.read(&desk.to_read()?).await?;
    let mut observations = Vec::new();
    for (span, measures) in spans(&needs) {
        let selection = Selection::measures(measures).periods(span.0).areas(span.1);
        observations.extend(reader.observations(&selection).await?);
    }
    Ok(observations)
}

type Span = (BTreeSet<Period>, BTreeSet<AreaCode>);

/// Needs for the same periods and areas in one: a scorecard is then one question to the store.
fn spans(needs: &[Need]) -> BTreeMap<Span, BTreeSet<MeasureId>> {
    let mut joined: BTreeMap<(MeasureId, BTreeSet<AreaCode>), BTreeSet<Period>> = BTreeMap::new();
    for need in needs {
        let key = (need.measure.clone(), need.areas.clone());
        joined.entry(key).or_default().extend(&need.periods);
    }
    let mut spans: BTreeMap<Span, BTreeSet<MeasureId>> = BTreeMap::new();
    for ((measure, areas), periods) in joined {
        spans.entry((periods, areas)).or_default().insert(measure);
    }
    spans
}

/// What requests come to, small-number suppression applied.
#[derive(Debug, Default)]
pub(crate) struct Answered {
    /// One for each figure request.
    pub(crate) figures: Vec<Figure>,
    /// One for each table request.
    pub(crate) tables: Vec<Table>,
    /// What computing and protecting them wants a person to look at, each once.
    pub(crate) queries: Vec<DataQuery>,
}

/// Answers requests, small-number suppression applied.
pub(crate) async fn answer(
    desk: &Desk,
    context: &Context,
    figures: &[FigureRequest],
    tables: &[TableRequest],
) -> Result<Answered, Error> {
    let observations = gather(desk, context, figures, tables).await?;
    let signed = overrides::signed(desk, context.audience).await?;
    Ok(computed(desk, context, figures, tables, &observations, &signed))
}

/// Computes and protects from observations that were gathered.
pub(crate) fn computed(
    desk: &Desk,
    context: &Context,
    figures: &[FigureRequest],
    tables: &[TableRequest],
    observations: &[Observation],
    signed: &[Override],
) -> Answered {
    let catalogue = desk.catalogue();
    let index = Observations::new(observations);
    let given = Given { observations: Some(&index), overrides: signed };
    let mut answered = Answered::default();
    for request in figures {
        let (mut figure, queries) =
            compute::figure_and_queries(catalogue, &index, context, request);
        answered.queries.extend(queries);
        let queries = suppression::protect_figure_with(catalogue, context, given, &mut figure);
        answered.queries.extend(queries);
        answered.figures.push(figure);
    }
    for request in tables {
        let mut table = compute::table(catalogue, &index, context, request);
        let queries = suppression::protect_with(catalogue, context, given, &mut table);
        table.queries.extend(queries);
        answered.queries.extend(table.queries.iter().cloned());
        answered.tables.push(table);
    }
    answered.queries.sort();
    answered.queries.dedup();
    answered
}
