//! A measure's page: its figures first, then its card.

use askama::Template;
use axum::extract::{Path, Query, State as Extract};
use axum::response::Html;
use serde::Deserialize;
use sightline_app::figures::{MeasurePage, PageAsk, page};
use sightline_app::ports::ChartKind;
use sightline_measures::card::{Direction, Kind, MeasureCard};
use sightline_measures::table::Table;

use super::{Page, PageError, State, show};
use crate::view::{QueryView, TableView, title_case};

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    period: String,
}

struct PeriodLink {
    value: String,
    text: String,
    shown: bool,
}

#[derive(Template)]
#[template(path = "measure.html")]
struct Measure {
    page: Page,
    id: String,
    title: String,
    theme: String,
    theme_slug: String,
    definition: String,
    period: Option<String>,
    period_value: String,
    periods: Vec<PeriodLink>,
    tables: Vec<TableView>,
    compared: Option<TableView>,
    over_time: Vec<TableView>,
    queries: Vec<QueryView>,
    card: Vec<(&'static str, String)>,
    litmus: Vec<(String, bool, String)>,
}

pub(crate) async fn get(
    Extract(state): Extract<State>,
    Path(measure): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, PageError> {
    let period = match asked.period.trim() {
        "" => None,
        typed => Some(
            typed.parse().map_err(|error| PageError::not_found(&state, &format!("{error}.")))?,
        ),
    };
    let ask = PageAsk { measure, period };
    let found = page(&state.desk, &ask).await.map_err(|error| PageError::of(&state, &error))?;
    show(&state, &view(&state, &found))
}

fn view(state: &State, found: &MeasurePage) -> Measure {
    let card = &found.card;
    let theme_slug = card.theme.clone();
    let periods = found.held.iter().map(|period| PeriodLink {
        value: period.to_string(),
        text: period.in_words(),
        shown: Some(*period) == found.period,
    });
    Measure {
        page: Page::new(state, "measures"),
        id: card.id.to_string(),
        title: card.title.clone(),
        theme: title_case(&theme_slug),
        theme_slug,
        definition: card.definition.clone(),
        period: found.period.map(|period| period.in_words()),
        period_value: found.period.map(|period| period.to_string()).unwrap_or_default(),
        periods: periods.collect(),
        tables: tables(state, found),
        compared: found.compared.as_ref().map(|compared| {
            let title = format!("{}, compared", card.title);
            TableView::compared(compared, "compared", &title)
        }),
        over_time: found
            .series_by
            .iter()
            .enumerate()
            .map(|(at, table)| TableView::of(table, &format!("over-time-{}", at + 1), None))
            .collect(),
        queries: found.queries.iter().map(QueryView::of).collect(),
        card: card_lines(card),
        litmus: card
            .litmus
            .iter()
            .map(|answer| (title_case(&answer.question), answer.passes, answer.reason.clone()))
            .collect(),
    }
}

fn tables(state: &State, found: &MeasurePage) -> Vec<TableView> {
    let draw = |table: &Table, kind| {
        (table.rows.len() > 1).then(|| state.charts.chart(table, kind)).flatten()
    };
    let mut views = Vec::new();
    let main = found.tables.iter().map(|table| (table, ChartKind::Bar));
    let series = found.series.iter().map(|table| (table, ChartKind::Line));
    let areas = found.areas.iter().map(|table| (table, ChartKind::Bar));
    for (at, (table, kind)) in main.chain(series).chain(areas).enumerate() {
        views.push(TableView::of(table, &format!("table-{}", at + 1), draw(table, kind)));
    }
    views
}

/// The measure card, line by line, in the order in which people ask.
fn card_lines(card: &MeasureCard) -> Vec<(&'static str, String)> {
    let kind = match card.kind {
        Kind::Flow => "Flow: counted over the period",
        Kind::Stock => "Stock: counted at a moment; never added over time",
    };
    let direction = match card.direction {
        Direction::Higher => "Higher is better",
        Direction::Lower => "Lower is better",
        Direction::Neutral => "Neither way is better by itself",
    };
    let mut lines =
        vec![("Counting unit", card.counting_unit.clone()), ("Flow or stock", kind.to_owned())];
    lines.extend(card.numerator.clone().map(|text| ("Numerator", text)));
    lines.extend(card.denominator.clone().map(|text| ("Denominator", text)));
    lines.push(("Owner", card.owner.clone()));
    lines.extend(card.lag.clone().map(|text| ("Lag", text)));
    lines.push(("Direction of good", direction.to_owned()));
    lines.push(("Small-number suppression", card.suppression.to_string()));
    // Each name stands once in the list, however many there are of a kind.
    let breakdowns: Vec<String> = card
        .dimensions
        .iter()
        .map(|dimension| {
            let exclusive = if dimension.exclusive {
                "each case in one category"
            } else {
                "a case may count in several categories"
            };
            let complete = if dimension.complete { "all categories" } else { "an open list" };
            format!("{}: {exclusive}; {complete}.", dimension.title)
        })
        .collect();
    if !breakdowns.is_empty() {
        lines.push(("Breakdowns", breakdowns.join(" ")));
    }
    if !card.made_of.is_empty() {
        let ids: Vec<String> = card.made_of.iter().map(ToString::to_string).collect();
        lines.push(("Made of", ids.join(", ")));
    }
    if !card.not_added_to.is_empty() {
        let ids: Vec<String> = card.not_added_to.iter().map(ToString::to_string).collect();
        lines.push(("Must not be added to", ids.join(", ")));
    }
    let breaks: Vec<String> =
        card.series_breaks.iter().map(|b| format!("{}: {}", b.at, b.note)).collect();
    if !breaks.is_empty() {
        lines.push(("Series breaks", breaks.join(" ")));
    }
    lines.extend(card.note.clone().map(|text| ("Note", text)));
    lines.push(("Source of the definition", card.source.clone()));
    lines.push(("Version", format!("{} (from {})", card.version, card.from)));
    lines
}
