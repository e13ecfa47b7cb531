//! Gathers what a report asks for: figures, tables, absences, sources, checklists, the area.

use std::collections::{BTreeMap, BTreeSet};

use sightline_kernel::defs::Source;
use sightline_kernel::ids::{DimensionId, MeasureId};
use sightline_kernel::period::Period;
use sightline_kernel::query::DataQuery;
use sightline_kernel::sensitivity::Audience;
use sightline_measures::observation::{Observation, Value};
use sightline_measures::request::{
    Column, FigureRequest, Indicator, Order, Rows, Selector, TableRequest,
};
use sightline_measures::table::{Figure, Outcome, RowKind, SourceLine, Table};
use sightline_store::Selection;

use super::build::reviews;
use crate::desk::Desk;
use crate::error::Error;
use crate::figures::{Answered, answer};
use crate::ports::{Answers, ReadReport};

/// The measure of how many people live in an area.
const POPULATION: &str = "population.persons";

/// Everything that the report prints, and what computing and protecting it wants looked at.
pub(super) async fn answers(
    desk: &Desk,
    report: &dyn ReadReport,
    sources: &[Source],
    year: Period,
    audience: Audience,
) -> Result<(Answers, Vec<DataQuery>), Error> {
    let context = desk.context(year, audience);
    let Answered { figures, tables, mut queries } =
        answer(desk, &context, &report.figure_requests(), &report.table_requests()).await?;
    let (area_facts, area_tables) = area(desk, year, audience).await?;
    queries.extend(area_tables.iter().flat_map(|table| table.queries.iter().cloned()));
    let lines = source_lines(desk, &figures, &tables);
    let answers = Answers {
        sources: lines,
        area_facts,
        area_tables,
        absences: absences(desk, year).await?,
        checklists: desk.definitions.checklists_on(year.end()),
        reviews: reviews(sources)?,
        figures,
        tables,
    };
    Ok((answers, queries))
}

/// What is known of the area: how many live there, by age, and by sex, each on the latest vintage
/// that has it and is not after the year.
async fn area(
    desk: &Desk,
    year: Period,
    audience: Audience,
) -> Result<(Vec<(String, Figure)>, Vec<Table>), Error> {
    let Ok(population) = MeasureId::new(POPULATION) else { return Ok((Vec::new(), Vec::new())) };
    let held = crate::figures::held_periods(desk, &population).await?;
    let context = desk.context(year, audience);
    let mut facts = Vec::new();
    let mut tables: BTreeMap<Vec<DimensionId>, Table> = BTreeMap::new();
    for vintage in held.into_iter().rev().filter(|vintage| vintage.end() <= year.end()) {
        let of = Selector { period: Some(vintage), ..Selector::measure(population.clone()) };
        let request = FigureRequest { of: of.clone(), indicator: Indicator::Value };
        let Answered { figures, tables: found, .. } =
            answer(desk, &context, &[request], &breakdowns(desk, &of, vintage)).await?;
        if facts.is_empty()
            && let Some(figure) = figures.into_iter().find(known)
        {
            facts.push((format!("people lived in the area, {}", vintage.in_words()), figure));
        }
        for table in found.into_iter().filter(tells) {
            tables.entry(dimensions(&table.request)).or_insert(table);
        }
    }
    // A table of both says all that one of either would.
    let both = tables.keys().find(|of| of.len() > 1).cloned();
    if let Some(both) = both {
        tables.retain(|of, _| *of == both);
    }
    Ok((facts, tables.into_values().collect()))
}

fn known(figure: &Figure) -> bool {
    matches!(figure.result, Outcome::Known(_))
}

/// Whether a table divides the population: two rows or more, columns where it has a dimension across
/// (the total alone is none), and something known in each.
fn tells(table: &Table) -> bool {
    let parts: Vec<_> = table.rows.iter().filter(|row| row.kind == RowKind::Part).collect();
    let column = |at: usize| parts.iter().any(|row| row.figures.get(at).is_some_and(known));
    let heads = table.heads.len();
    let across = table.request.across.is_none() || heads > 1;
    parts.len() > 1 && across && (0..heads).all(column)
}

fn dimensions(request: &TableRequest) -> Vec<DimensionId> {
    let rows = match &request.rows {
        Rows::Categories(dimension) => Some(dimension.clone()),
        _ => None,
    };
    rows.into_iter().chain(request.across.clone()).collect()
}

/// The population by age with sexes side by side, by age, and by sex, as the measure has them.
fn breakdowns(desk: &Desk, of: &Selector, vintage: Period) -> Vec<TableRequest> {
    let Some(card) = desk.catalogue().measure(POPULATION, vintage.end()) else { return Vec::new() };
    let id = |name: &str| card.dimension(name).map(|dimension| dimension.id.clone());
    let (age, sex) = (id("age_band"), id("gender").or_else(|| id("sex")));
    let by = |rows: DimensionId, across: Option<DimensionId>| TableRequest {
        of: of.clone(),
        rows: Rows::Categories(rows),
        columns: vec![Column::new(Indicator::Value)],
        across,
        top: None,
        order: Order::Listed,
        title: None,
    };
    let both = age.clone().zip(sex.clone()).map(|(age, sex)| by(age, Some(sex)));
    both.into_iter().chain([age, sex].into_iter().flatten().map(|one| by(one, None))).collect()
}

/// What was not supplied for the year.
async fn absences(desk: &Desk, year: Period) -> Result<Vec<Observation>, Error> {
    let reader = desk.store.read(&desk.to_read()?).await?;
    let measures = desk.catalogue().measures.keys().cloned();
    let found = reader.observations(&Selection::measures(measures).periods([year])).await?;
    let mut absent: Vec<Observation> =
        found.into_iter().filter(|o| matches!(o.value, Value::Absent(_))).collect();
    absent.sort_by(|a, b| a.key.cmp(&b.key));
    Ok(absent)
}

/// Where the figures come from: each revision once.
fn source_lines(desk: &Desk, figures: &[Figure], tables: &[Table]) -> Vec<SourceLine> {
    let mut lines: BTreeSet<SourceLine> =
        tables.iter().flat_map(|table| table.sources.iter().cloned()).collect();
    for input in figures.iter().flat_map(|figure| &figure.inputs) {
        let agency = desk.catalogue().agencies.get(input.origin.agency());
        lines.insert(SourceLine {
            agency: desk.catalogue().agency_name(input.origin.agency()),
            revision: input.origin.revision().to_string(),
            period: input.key.period,
            licence: agency.and_then(|agency| agency.licence.clone()),
        });
    }
    lines.into_iter().collect()
}
