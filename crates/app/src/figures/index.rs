//! The measure index: every measure with its latest figure.

use sightline_kernel::period::Period;
use sightline_kernel::sensitivity::Audience;
use sightline_measures::card::MeasureCard;
use sightline_measures::request::{FigureRequest, Indicator, Selector};
use sightline_measures::table::{Figure, Outcome};

use super::show::{latest, latest_held};
use crate::desk::Desk;
use crate::error::Error;

/// One measure in the index.
#[derive(Debug, Clone)]
pub struct MeasureLine {
    /// The card in force.
    pub card: MeasureCard,
    /// The period of the figures; nothing when nothing has been returned.
    pub period: Option<Period>,
    /// The latest figure without a breakdown; nothing when it is held only by breakdown.
    pub figure: Option<Figure>,
    /// The change on the period before, in per cent, where there is one.
    pub change: Option<Figure>,
}

/// Every measure, in order of theme and title.
///
/// # Errors
/// When the store cannot be read.
pub async fn index(desk: &Desk) -> Result<Vec<MeasureLine>, Error> {
    let held = latest_held(desk).await?;
    let mut lines = Vec::new();
    let mut requests = Vec::new();
    for (id, versions) in &desk.catalogue().measures {
        let Some(card) = versions.last() else { continue };
        let period = held.get(id).and_then(|periods| latest(periods));
        if let Some(period) = period {
            let of = Selector { period: Some(period), ..Selector::measure(id.clone()) };
            requests.push(FigureRequest { of: of.clone(), indicator: Indicator::Value });
            let indicator = Indicator::ChangePercent { since: None };
            requests.push(FigureRequest { of, indicator });
        }
        lines.push(MeasureLine { card: card.clone(), period, figure: None, change: None });
    }
    let context = desk.context(Period::ReportingYear(2021), Audience::Public);
    let figures = super::answer(desk, &context, &requests, &[]).await?.figures;
    let mut figures = figures.into_iter();
    for line in lines.iter_mut().filter(|line| line.period.is_some()) {
        line.figure = figures.next().filter(|figure| !matches!(figure.result, Outcome::NoReturn));
        line.change = figures.next().filter(|figure| figure.number.is_some());
    }
    lines.sort_by(|a, b| (&a.card.theme, &a.card.title).cmp(&(&b.card.theme, &b.card.title)));
    Ok(lines)
}

/// How many measures have a card, and of how many something has been returned.
///
/// # Errors
/// When the store cannot be read.
pub async fn counts(desk: &Desk) -> Result<(usize, usize), Error> {
    let reader = desk.store.read(&desk.to_read()?).await?;
    let held = reader.measures_held().await?;
    let known = &desk.catalogue().measures;
    Ok((known.len(), held.iter().filter(|id| known.contains_key(*id)).count()))
}
