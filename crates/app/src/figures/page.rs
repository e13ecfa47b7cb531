//! A measure's page: its card, its values by each breakdown, its series, its comparators.

use std::collections::BTreeSet;

use sightline_kernel::ids::AreaCode;
use sightline_kernel::period::Period;
use sightline_kernel::query::DataQuery;
use sightline_kernel::sensitivity::Audience;
use sightline_measures::card::MeasureCard;
use sightline_measures::request::{Column, Indicator, Rows, Selector, TableRequest};
use sightline_measures::suppression;
use sightline_measures::table::{Figure, Outcome, Row, Table};

use super::compared::{self, Compared};
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
    /// The same series by each breakdown.
    pub series_by: Vec<Table>,
    /// The measure in other areas, where any is held.
    pub areas: Option<Table>,
    /// The year before, each comparator set and the target; nothing when nothing is held.
    pub compared: Option<Compared>,
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
    let plan = compared::plan(desk, &card, period);
    let answered = super::answer(desk, &context, &plan.requests(), &all).await?;
    let mut tables = answered.tables;
    let rest = tables.split_off(requests.tables.len());
    tables.retain(has_something);
    let (mut series, mut series_by, mut areas) = (None, Vec::new(), None);
    for mut table in rest {
        table.rows.retain(|row| row.figures.iter().any(returned));
        if table.request.across.is_some() {
            leave_out_crossings(desk, &tables, &mut table);
        }
        match table.request.rows {
            _ if table.rows.len() < 2 => {}
            Rows::Periods(_) if table.request.across.is_some() => series_by.push(table),
            Rows::Periods(_) => series = Some(table),
            _ => areas = Some(table),
        }
    }
    tell_apart(&mut tables);
    let compared = plan.answered(answered.figures);
    let queries = crate::check::about(desk, &id, period, answered.queries).await?;
    let period = Some(period);
    Ok(MeasurePage { card, period, held, tables, series, series_by, areas, compared, queries })
}

/// Tables are protected one by one. Where a number that one hides stands in the other, the series
/// leaves out the period, which has a table of its own.
fn leave_out_crossings(desk: &Desk, tables: &[Table], series: &mut Table) {
    let both = tables.iter().flat_map(Table::figures).chain(series.figures());
    let crossing: BTreeSet<String> = suppression::crossings(desk.catalogue(), both)
        .into_iter()
        .filter_map(|query| query.place.period)
        .collect();
    let left_out =
        |row: &Row| row.figures.iter().any(|figure| crossing.contains(&figure.period.to_string()));
    let words: BTreeSet<String> = series
        .rows
        .iter()
        .filter(|row| left_out(row))
        .map(|row| {
            format!("{} is left out here, so that no small number can be worked out.", row.label)
        })
        .collect();
    series.rows.retain(|row| !left_out(row));
    series.notes.extend(words);
}

fn empty(card: MeasureCard) -> MeasurePage {
    MeasurePage {
        card,
        period: None,
        held: Vec::new(),
        tables: Vec::new(),
        series: None,
        series_by: Vec::new(),
        areas: None,
        compared: None,
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
    let same = around(period, held);
    if same.len() > 1 {
        rest.push(over(card, Rows::Periods(same.clone())));
        rest.extend(card.dimensions.iter().map(|dimension| TableRequest {
            across: Some(dimension.id.clone()),
            columns: vec![Column::new(Indicator::Value)],
            ..over(card, Rows::Periods(same.clone()))
        }));
    }
    let areas = other_areas(desk, card, period);
    if areas.len() > 1 {
        rest.push(over(card, Rows::Areas(areas)));
    }
    Requests { tables, rest }
}

/// The latest periods of the same kind, in order of time; where the one shown is older, those up
/// to it. `held` has the latest first.
fn around(period: Period, held: &[Period]) -> Vec<Period> {
    let same = || held.iter().filter(|other| other.frequency() == period.frequency()).copied();
    let newer = same().position(|other| other == period);
    let skip = newer.filter(|newer| *newer >= SERIES).unwrap_or(0);
    let mut series: Vec<Period> = same().skip(skip).take(SERIES).collect();
    series.reverse();
    series
}

/// The partnership's own area, the members of its comparator sets, and the other areas of the
/// measure's kind of footprint; at most fifty.
fn other_areas(desk: &Desk, card: &MeasureCard, period: Period) -> Vec<AreaCode> {
    let own = &desk.folder.config.area;
    let catalogue = desk.catalogue();
    let sets = compared::sets(desk, period);
    let members = sets.iter().flat_map(|set| &set.members);
    let alike = catalogue.areas.values().filter(|area| area.kind == card.footprint);
    let mut areas = Vec::new();
    for area in std::iter::once(own).chain(members).chain(alike.map(|area| &area.code)) {
        if !areas.contains(area) {
            areas.push(area.clone());
        }
    }
    areas.truncate(50);
    areas
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_has_the_period_that_is_shown() {
        let mut held: Vec<Period> = (1980..2022).rev().map(Period::ReportingYear).collect();
        held.insert(3, Period::Month(2021, 4));
        let cases =
            [(2021, 1997, 2021), (2000, 1997, 2021), (1996, 1980, 1996), (2030, 1997, 2021)];
        for (shown, first, last) in cases {
            let series = around(Period::ReportingYear(shown), &held);
            let ends = (series.first().copied(), series.last().copied());
            let want = [first, last].map(|year| Some(Period::ReportingYear(year)));
            assert_eq!([ends.0, ends.1], want, "{shown}");
            assert!(series.len() <= SERIES);
        }
    }
}
