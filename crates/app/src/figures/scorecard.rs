//! The scorecard: of each measure its figure, the one before and its target, side by side.

use sightline_kernel::ids::MeasureId;
use sightline_kernel::nearest::did_you_mean;
use sightline_kernel::period::Period;
use sightline_kernel::sensitivity::Audience;
use sightline_measures::card::{Direction, Form, MeasureCard};
use sightline_measures::request::{Comparator, FigureRequest, Indicator, Selector};
use sightline_measures::table::{Figure, Outcome};
use sightline_measures::words;

use super::show::{latest, latest_held};
use crate::desk::Desk;
use crate::error::Error;

/// Which scorecard is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScorecardAsk {
    /// The period; of each measure the latest one held where absent.
    pub period: Option<Period>,
    /// Only the measures of this theme.
    pub theme: Option<String>,
}

/// A scorecard.
#[derive(Debug, Clone)]
pub struct Scorecard {
    /// One line for each measure of which something was returned, by theme and title.
    pub lines: Vec<ScorecardLine>,
    /// The measures that have a card and no figure here.
    pub waiting: Vec<MeasureCard>,
    /// Every theme that has a measure.
    pub themes: Vec<String>,
}

/// One measure of a scorecard.
#[derive(Debug, Clone)]
pub struct ScorecardLine {
    /// The card that holds at the period's end.
    pub card: MeasureCard,
    /// The period.
    pub period: Period,
    /// The figure.
    pub current: Figure,
    /// The figure of the period before.
    pub previous: Figure,
    /// The change: in per cent for counts, else the difference.
    pub change: Figure,
    /// “rose by 23%”; nothing where no number may be printed.
    pub words: Option<String>,
    /// Whether that is good.
    pub verdict: Verdict,
    /// The target; nothing where the card has none for the period.
    pub target: Option<Figure>,
    /// Whether the figure reaches the target.
    pub reached: Option<bool>,
}

/// Whether a change goes the way that the measure card calls good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It does.
    Better,
    /// It goes the other way.
    Worse,
    /// There is no change, no number, or neither way is good by itself.
    None,
}

/// Gathers a scorecard.
///
/// # Errors
/// When there is no such theme (with the nearest), or the store cannot be read.
pub async fn scorecard(desk: &Desk, ask: &ScorecardAsk) -> Result<Scorecard, Error> {
    let themes = themes(desk);
    if let Some(theme) = ask.theme.as_ref().filter(|theme| !themes.contains(theme)) {
        let near = did_you_mean(theme, themes.iter().map(String::as_str));
        let message = format!("There is no theme “{theme}”.");
        return Err(Error::new("unknown-theme", message, &near));
    }
    let (asked, mut waiting) = asked(desk, ask).await?;
    let requests: Vec<FigureRequest> =
        asked.iter().flat_map(|(card, period)| requests(card, *period)).collect();
    let context = desk.context(ask.period.unwrap_or(Period::ReportingYear(2021)), Audience::Public);
    let figures = super::answer(desk, &context, &requests, &[]).await?.figures;
    let mut lines = Vec::new();
    let mut figures = figures.into_iter();
    for (card, period) in asked {
        let five = std::array::from_fn(|_| figures.next());
        match line(card, period, five) {
            Ok(line) => lines.push(line),
            Err(card) => waiting.push(*card),
        }
    }
    let order = |card: &MeasureCard| (card.theme.clone(), card.title.clone());
    lines.sort_by_cached_key(|line| order(&line.card));
    waiting.sort_by_cached_key(order);
    Ok(Scorecard { lines, waiting, themes })
}

fn themes(desk: &Desk) -> Vec<String> {
    let newest = desk.catalogue().measures.values().filter_map(|versions| versions.last());
    let mut themes: Vec<String> = newest.map(|card| card.theme.clone()).collect();
    themes.sort();
    themes.dedup();
    themes
}

type Asked = (Vec<(MeasureCard, Period)>, Vec<MeasureCard>);

/// The measures asked for, each with its period; and those of which nothing is held.
async fn asked(desk: &Desk, ask: &ScorecardAsk) -> Result<Asked, Error> {
    let held = match ask.period {
        Some(_) => None,
        None => Some(latest_held(desk).await?),
    };
    let period = |id: &MeasureId| match &held {
        None => ask.period,
        Some(held) => held.get(id).and_then(|periods| latest(periods)),
    };
    let catalogue = desk.catalogue();
    let (mut asked, mut waiting) = (Vec::new(), Vec::new());
    for (id, versions) in &catalogue.measures {
        let Some(newest) = versions.last() else { continue };
        if ask.theme.as_ref().is_some_and(|theme| *theme != newest.theme) {
            continue;
        }
        let dated = period(id)
            .and_then(|period| Some((catalogue.measure(id.as_str(), period.end())?, period)));
        match dated {
            Some((card, period)) => asked.push((card.clone(), period)),
            None => waiting.push(newest.clone()),
        }
    }
    Ok((asked, waiting))
}

/// What a line is made of, in the order in which [`line`] takes it.
fn requests(card: &MeasureCard, period: Period) -> [FigureRequest; 5] {
    let change = if card.form == Form::Count {
        Indicator::ChangePercent { since: None }
    } else {
        Indicator::Change { since: None }
    };
    let gap = Indicator::Gap { against: Comparator::Target };
    [Indicator::Value, Indicator::Earlier { period: None }, change, Indicator::Target, gap].map(
        |indicator| FigureRequest {
            of: Selector { period: Some(period), ..Selector::measure(card.id.clone()) },
            indicator,
        },
    )
}

/// One line, or the card back where nothing was returned.
fn line(
    card: MeasureCard,
    period: Period,
    figures: [Option<Figure>; 5],
) -> Result<ScorecardLine, Box<MeasureCard>> {
    let [Some(current), Some(previous), Some(change), Some(target), Some(gap)] = figures else {
        return Err(Box::new(card));
    };
    if matches!(current.result, Outcome::NoReturn) {
        return Err(Box::new(card));
    }
    Ok(ScorecardLine {
        words: words::direction(&change),
        verdict: verdict(card.direction, &change),
        reached: reached(card.direction, &gap),
        target: Some(target).filter(|target| target.number.is_some()),
        card,
        period,
        current,
        previous,
        change,
    })
}

/// Judges a change by the card's direction of good.
fn verdict(good: Direction, change: &Figure) -> Verdict {
    let Outcome::Known(by) = &change.result else { return Verdict::None };
    match good {
        _ if by.is_zero() => Verdict::None,
        Direction::Neutral => Verdict::None,
        Direction::Higher if by.is_negative() => Verdict::Worse,
        Direction::Lower if !by.is_negative() => Verdict::Worse,
        Direction::Higher | Direction::Lower => Verdict::Better,
    }
}

/// Whether the figure reaches its target; nothing where neither way is good.
fn reached(good: Direction, gap: &Figure) -> Option<bool> {
    let Outcome::Known(by) = &gap.result else { return None };
    match good {
        Direction::Higher => Some(!by.is_negative()),
        Direction::Lower => Some(by.is_negative() || by.is_zero()),
        Direction::Neutral => None,
    }
}
