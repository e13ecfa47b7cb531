//! A measure's page: its card, its values by each breakdown, its series, its comparators.

use sightline_kernel::ids::AreaCode;
use sightline_kernel::period::Period;
use sightline_kernel::query::DataQuery;
use sightline_kernel::sensitivity::Audience;
use sightline_measures::card::{Footprint, MeasureCard};
use sightline_measures::request::{Column, Indicator, Rows, Selector, TableRequest};
use sightline_measures::table::{Figure, Outcome, Table};

use super::show::{card, held_periods, known_measure, latest, table_request};
use crate::desk::Desk;
use crate::error::Error;

/// How many periods of a series a page shows.
const SERIES: usize = 25;

/// Which page is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageAsk {
    /// The measure, as typed.
    pub measure: String,
    /// The period; the latest one held where absent.
    pub period: Option<Period>,
}

/// A measure's page.
#[derive(Debug, Clone)]
pub struct MeasurePage {
    /// The card that holds at the period's end.
    pub card: MeasureCard,
    /// The period shown; nothing when nothing has been returned.
    pub period: Option<Period>,
    /// The periods for which something is held, latest first.
    pub held: Vec<Period>,
    /// One table without a breakdown where such a figure is held, then one for each breakdown.
    pub tables: Vec<Table>,
    /// The series over periods of the same kind, where there are at least two.
    pub series: Option<Table>,
    /// The measure in other areas, where any is held.
    pub areas: Option<Table>,
    /// The data queries about this measure and period.
    pub queries: Vec<DataQuery>,
}

/// Gathers a measure's page.
///
/// # Errors
/// When the measure is not known (with the nearest names).
pub async fn page(desk: &Desk, ask: &PageAsk) -> Result<MeasurePage, Error> {
    let id = known_measure(desk, &ask.measure)?;
    let mut held = held_periods(desk, &id).await?;
    held.reverse();
    let Some(period) = ask.period.or_else(|| latest(&held)) else {
        let card = card(desk, &id, desk.clock.today())?;
        return Ok(empty(card));
    };
    let card = card(desk, &id, period.end())?;
    let requests = requests(desk, &card, period, &held);
    let all: Vec<TableRequest> = requests.tables.iter().chain(&requests.rest).cloned().collect();
    let context = desk.context(period, Audience::Public);
    let answered = super::answer(desk, &context, &[], &all).await?;
    let mut tables = answered.tables;
    let rest = tables.split_off(requests.tables.len());
    let (mut series, mut areas) = (None, None);
    for mut table in rest {
        table.rows.retain(|row| row.figures.iter().any(returned));
        match table.request.rows {
            _ if table.rows.len() < 2 => {}
            Rows::Periods(_) => series = Some(table),
            _ => areas = Some(table),
        }
    }
    tables.retain(has_something);
    tell_apart(&mut tables);
    let queries = crate::check::about(desk, &id, period, answered.queries).await?;
    Ok(MeasurePage { card, period: Some(period), held, tables, series, areas, queries })
}

fn empty(card: MeasureCard) -> MeasurePage {
    MeasurePage {
        card,
        period: None,
        held: Vec::new(),
        tables: Vec::new(),
        series: None,
        areas: None,
        queries: Vec::new(),
    }
}

struct Requests {
    tables: Vec<TableRequest>,
    rest: Vec<TableRequest>,
}

fn requests(desk: &Desk, card: &MeasureCard, period: Period, held: &[Period]) -> Requests {
    let earlier = held.contains(&period.year_before());
    let mut tables = vec![table_request(card, None, None, earlier)];
    for dimension in &card.dimensions {
        tables.push(table_request(card, Some(dimension.id.clone()), None, earlier));
    }
    let mut rest = Vec::new();
    let mut same: Vec<Period> =
        held.iter().filter(|p| p.frequency() == period.frequency()).copied().collect();
    same.truncate(SERIES);
    same.reverse();
    if same.len() > 1 {
        rest.push(over(card, Rows::Periods(same)));
    }
    let areas = other_areas(desk, card);
    if areas.len() > 1 {
        rest.push(over(card, Rows::Areas(areas)));
    }
    Requests { tables, rest }
}

/// The areas that the measure's kind of footprint has, its own first; at most fifty.
fn other_areas(desk: &Desk, card: &MeasureCard) -> Vec<AreaCode> {
    let own = &desk.folder.config.area;
    let alike = desk.catalogue().areas.values().filter(|area| {
        area.code != *own
            && (area.kind == card.footprint
                || (card.rate.is_some() && area.kind == Footprint::National))
    });
    std::iter::once(own.clone()).chain(alike.map(|area| area.code.clone())).take(50).collect()
}

fn over(card: &MeasureCard, rows: Rows) -> TableRequest {
    let mut columns = vec![Column::new(Indicator::Value)];
    if card.rate.is_some() {
        columns.push(Column::new(Indicator::Rate { per: None, vintage: None }));
    }
    TableRequest {
        of: Selector::measure(card.id.clone()),
        rows,
        columns,
        across: None,
        top: None,
        order: sightline_measures::request::Order::Listed,
        title: None,
    }
}

/// Gives each table a title of its own: a measure whose title names its breakdown already has the
/// same one with and without it, and whoever listens to a page tells tables apart by their titles.
fn tell_apart(tables: &mut [Table]) {
    let titles: Vec<String> = tables.iter().map(|table| table.title.clone()).collect();
    for table in tables.iter_mut() {
        if titles.iter().filter(|title| **title == table.title).count() > 1 {
            let which = match &table.request.rows {
                Rows::Categories(_) => format!("by {}", table.stub.to_lowercase()),
                _ => "in all".to_owned(),
            };
            table.title = format!("{} ({which})", table.title);
        }
    }
}

/// Whether any figure of the table says more than that nothing was returned.
fn has_something(table: &Table) -> bool {
    table.figures().any(returned)
}

fn returned(figure: &Figure) -> bool {
    !matches!(figure.result, Outcome::NoReturn | Outcome::NotComputable(_))
}
