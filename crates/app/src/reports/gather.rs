//! Gathers what a report asks for: figures, tables, absences, sources, checklists, the area.

use std::collections::BTreeSet;

use sightline_kernel::defs::Source;
use sightline_kernel::ids::MeasureId;
use sightline_kernel::period::Period;
use sightline_kernel::query::DataQuery;
use sightline_kernel::sensitivity::Audience;
use sightline_measures::observation::{Observation, Value};
use sightline_measures::request::{
    Column, FigureRequest, Indicator, Order, Rows, Selector, TableRequest,
};
use sightline_measures::table::{Figure, Outcome, SourceLine, Table};
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

/// What is known of the area: how many live there, by age and sex, on the latest vintage that is
/// not after the year.
async fn area(
    desk: &Desk,
    year: Period,
    audience: Audience,
) -> Result<(Vec<(String, Figure)>, Vec<Table>), Error> {
    let Ok(population) = MeasureId::new(POPULATION) else { return Ok((Vec::new(), Vec::new())) };
    let held = crate::figures::held_periods(desk, &population).await?;
    let context = desk.context(year, audience);
    let mut facts = Vec::new();
    let mut tables = Vec::new();
    for vintage in held.into_iter().rev().filter(|vintage| vintage.end() <= year.end()) {
        let of = Selector { period: Some(vintage), ..Selector::measure(population.clone()) };
        let request = FigureRequest { of: of.clone(), indicator: Indicator::Value };
        let Answered { figures, tables: mut by_age, .. } =
            answer(desk, &context, &[request], &ages(desk, &of, vintage)).await?;
        let known = |figure: &Figure| matches!(figure.result, Outcome::Known(_));
        if facts.is_empty()
            && let Some(figure) = figures.into_iter().find(known)
        {
            facts.push((format!("people lived in the area, {}", vintage.in_words()), figure));
        }
        by_age.retain(|table| table.figures().any(known));
        if tables.is_empty() {
            tables = by_age;
        }
        if !facts.is_empty() && !tables.is_empty() {
            break;
        }
    }
    Ok((facts, tables))
}

/// The population by age band, with sexes side by side where the measure has them.
fn ages(desk: &Desk, of: &Selector, vintage: Period) -> Vec<TableRequest> {
    let Some(card) = desk.catalogue().measure(POPULATION, vintage.end()) else { return Vec::new() };
    let Some(age) = card.dimension("age_band") else { return Vec::new() };
    let sex = card.dimension("gender").or_else(|| card.dimension("sex"));
    vec![TableRequest {
        of: of.clone(),
        rows: Rows::Categories(age.id.clone()),
        columns: vec![Column::new(Indicator::Value)],
        across: sex.map(|sex| sex.id.clone()),
        top: None,
        order: Order::Listed,
        title: None,
    }]
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
