//! One measure as a table: values, shares, rates, changes.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sightline_kernel::dimension::Cell;
use sightline_kernel::ids::{AreaCode, DimensionId, MeasureId};
use sightline_kernel::nearest::did_you_mean;
use sightline_kernel::period::Period;
use sightline_kernel::query::DataQuery;
use sightline_kernel::sensitivity::Audience;
use sightline_measures::card::{Form, MeasureCard};
use sightline_measures::request::{Column, Indicator, Rows, Selector, TableRequest};
use sightline_measures::table::Table;

use super::Answered;
use crate::desk::Desk;
use crate::error::Error;

/// What a person asks to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// The measure, as typed.
    pub measure: String,
    /// The period; the latest one held where absent.
    pub period: Option<Period>,
    /// The breakdown, as typed.
    pub by: Option<String>,
    /// The area; the partnership's own where absent.
    pub area: Option<AreaCode>,
}

/// A measure's table with what a check says about it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The card that holds at the period's end.
    pub card: MeasureCard,
    /// The period shown.
    pub period: Period,
    /// The table, small-number suppression applied.
    pub table: Table,
    /// The data queries about this measure and period.
    pub queries: Vec<DataQuery>,
}

/// Shows one measure.
///
/// # Errors
/// When the measure or breakdown is not known (with the nearest), or nothing is held of it.
pub async fn show(desk: &Desk, ask: &Ask) -> Result<Shown, Error> {
    let asked = asked(desk, ask).await?;
    let context = desk.context(asked.period, Audience::Public);
    let requests = std::slice::from_ref(&asked.request);
    let answered = super::answer(desk, &context, &[], requests).await?;
    shown(desk, asked, answered).await
}

/// What a person's words come to.
pub(super) struct Asked {
    pub(super) card: MeasureCard,
    pub(super) period: Period,
    pub(super) request: TableRequest,
}

pub(super) async fn asked(desk: &Desk, ask: &Ask) -> Result<Asked, Error> {
    let id = known_measure(desk, &ask.measure)?;
    let held = held_periods(desk, &id).await?;
    let period = ask.period.or_else(|| latest(&held)).ok_or_else(|| nothing_held(&id))?;
    let card = card(desk, &id, period.end())?;
    let by = ask.by.as_deref().map(|by| known_breakdown(&card, by)).transpose()?;
    let earlier = held.contains(&period.year_before());
    let mut request = table_request(&card, by, ask.area.clone(), earlier);
    request.of.period = Some(period);
    Ok(Asked { card, period, request })
}

pub(super) async fn shown(desk: &Desk, asked: Asked, answered: Answered) -> Result<Shown, Error> {
    let Asked { card, period, .. } = asked;
    let table = answered.tables.into_iter().next().ok_or_else(|| nothing_held(&card.id))?;
    let queries = crate::check::about(desk, &card.id, period, answered.queries).await?;
    Ok(Shown { card, period, table, queries })
}

/// The measure with this id.
///
/// # Errors
/// With the nearest names, when there is none.
pub(crate) fn known_measure(desk: &Desk, typed: &str) -> Result<MeasureId, Error> {
    let measures = &desk.catalogue().measures;
    measures.get_key_value(typed).map(|(id, _)| id.clone()).ok_or_else(|| {
        let near = did_you_mean(typed, measures.keys().map(MeasureId::as_str));
        let remedy = if near.is_empty() { "See the measure index." } else { &near };
        Error::new("unknown-measure", format!("There is no measure “{typed}”."), remedy)
    })
}

/// The card of a measure that holds on the day.
///
/// # Errors
/// When there is none.
pub(crate) fn card(desk: &Desk, id: &MeasureId, day: Date) -> Result<MeasureCard, Error> {
    desk.catalogue()
        .measure(id.as_str(), day)
        .cloned()
        .ok_or_else(|| Error::new("unknown-measure", format!("There is no card for {id}."), ""))
}

fn known_breakdown(card: &MeasureCard, typed: &str) -> Result<DimensionId, Error> {
    card.dimension(typed).map(|dimension| dimension.id.clone()).ok_or_else(|| {
        let known: Vec<&str> = card.dimensions.iter().map(|d| d.id.as_str()).collect();
        let near = did_you_mean(typed, known.iter().copied());
        let message = if known.is_empty() {
            format!("{} has no breakdowns.", card.id)
        } else {
            format!("{} is not broken down by “{typed}”. It has: {}.", card.id, known.join(", "))
        };
        Error::new("unknown-dimension", message, &near)
    })
}

fn nothing_held(id: &MeasureId) -> Error {
    Error::new(
        "nothing-held",
        format!("Nothing has been returned for {id}."),
        "Import a return that has it, with `sightline import figures FILE --agency AGENCY`.",
    )
}

/// The periods for which the measure is held, earliest first.
///
/// # Errors
/// When the store cannot be read.
pub(crate) async fn held_periods(desk: &Desk, id: &MeasureId) -> Result<Vec<Period>, Error> {
    let reader = desk.store.read(&desk.to_read()?).await?;
    let held = reader.periods(std::slice::from_ref(id)).await?;
    let mut periods: Vec<Period> = held.into_iter().map(|(_, period)| period).collect();
    let published = desk.catalogue().publications.iter().filter(|o| o.key.measure == *id);
    periods.extend(published.map(|observation| observation.key.period));
    periods.sort();
    periods.dedup();
    Ok(periods)
}

/// The latest period of each kind (year, month, …) for which each measure has been returned.
///
/// # Errors
/// When the store cannot be read.
pub(super) async fn latest_held(desk: &Desk) -> Result<BTreeMap<MeasureId, Vec<Period>>, Error> {
    let reader = desk.store.read(&desk.to_read()?).await?;
    let mut held: BTreeMap<MeasureId, Vec<Period>> = BTreeMap::new();
    let measures = reader.measures_held().await?;
    for (measure, period) in reader.latest_periods(&measures).await? {
        held.entry(measure).or_default().push(period);
    }
    Ok(held)
}

/// The latest period, years before parts of years.
pub(crate) fn latest(held: &[Period]) -> Option<Period> {
    held.iter().copied().max_by_key(|period| (period.end(), std::cmp::Reverse(period.start())))
}

/// The table that shows a measure: value, and share, rate and change where they make sense.
pub(crate) fn table_request(
    card: &MeasureCard,
    by: Option<DimensionId>,
    area: Option<AreaCode>,
    earlier: bool,
) -> TableRequest {
    let counted = card.form == Form::Count;
    let mut columns = vec![Column::new(Indicator::Value)];
    if counted && by.is_some() {
        columns.push(Column::new(Indicator::Share { of: None }));
    }
    if counted && card.rate.is_some() {
        columns.push(Column::new(Indicator::Rate { per: None, vintage: None }));
    }
    if earlier {
        columns.push(Column::new(Indicator::Earlier { period: None }));
        columns.push(Column::new(if counted {
            Indicator::ChangePercent { since: None }
        } else {
            Indicator::Change { since: None }
        }));
    }
    TableRequest {
        of: Selector { measure: card.id.clone(), cell: Cell::default(), area, period: None },
        rows: by.map_or(Rows::One, Rows::Categories),
        columns,
        across: None,
        top: None,
        order: sightline_measures::request::Order::Listed,
        title: None,
    }
}
