//! The scorecard: of each measure its figure, the one before and its target.

use askama::Template;
use axum::extract::{Query, State as Extract};
use axum::response::Html;
use serde::Deserialize;
use sightline_app::figures::{ScorecardAsk, ScorecardLine, Verdict, scorecard};
use sightline_measures::card::Direction;

use super::{Page, PageError, State, show};
use crate::view::{CellView, title_case};

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    period: String,
    #[serde(default)]
    theme: String,
}

struct Line {
    id: String,
    title: String,
    units: String,
    period: String,
    period_value: String,
    /// The figure and the one of the period before.
    figures: [CellView; 2],
    /// “rose by 23%”.
    words: Option<String>,
    verdict: Option<(&'static str, &'static str)>,
    target: Option<String>,
    reached: Option<(&'static str, &'static str)>,
}

struct Theme {
    name: String,
    slug: String,
    lines: Vec<Line>,
}

struct Choice {
    value: String,
    text: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "scorecard.html")]
struct Scorecard {
    page: Page,
    period: String,
    period_error: Option<String>,
    choices: Vec<Choice>,
    themes: Vec<Theme>,
    waiting: usize,
}

pub(crate) async fn get(
    Extract(state): Extract<State>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, PageError> {
    let typed = asked.period.trim();
    let (period, period_error) = match typed.parse() {
        Ok(period) => (Some(period), None),
        Err(_) if typed.is_empty() => (None, None),
        Err(_) => (None, Some("Write a year as 2021-22, a month as 2021-04".to_owned())),
    };
    let theme = Some(asked.theme.trim().to_owned()).filter(|theme| !theme.is_empty());
    let ask = ScorecardAsk { period, theme };
    let found =
        scorecard(&state.desk, &ask).await.map_err(|error| PageError::of(&state, &error))?;
    let chosen = ask.theme.unwrap_or_default();
    let choice = |value: &String| Choice {
        chosen: *value == chosen,
        text: title_case(value),
        value: value.clone(),
    };
    let mut themes: Vec<Theme> = Vec::new();
    for one in &found.lines {
        let slug = &one.card.theme;
        if themes.last().is_none_or(|theme| theme.slug != *slug) {
            themes.push(Theme { name: title_case(slug), slug: slug.clone(), lines: Vec::new() });
        }
        if let Some(theme) = themes.last_mut() {
            theme.lines.push(line(one));
        }
    }
    let page = Scorecard {
        page: Page::new(&state, "scorecard"),
        period: typed.to_owned(),
        period_error,
        choices: found.themes.iter().map(choice).collect(),
        themes,
        waiting: found.waiting.len(),
    };
    show(&state, &page)
}

fn line(line: &ScorecardLine) -> Line {
    let verdict = match line.verdict {
        Verdict::Better => Some(("Better", "govuk-tag--green")),
        Verdict::Worse => Some(("Worse", "govuk-tag--orange")),
        Verdict::None => None,
    };
    let reached = line.reached.map(|reached| {
        if reached { ("Reached", "govuk-tag--green") } else { ("Not reached", "govuk-tag--orange") }
    });
    Line {
        id: line.card.id.to_string(),
        title: line.card.title.clone(),
        units: match line.card.direction {
            Direction::Higher => format!("{}; higher is better", line.card.units()),
            Direction::Lower => format!("{}; lower is better", line.card.units()),
            Direction::Neutral => line.card.units(),
        },
        period: line.period.in_words(),
        period_value: line.period.to_string(),
        figures: [CellView::of(&line.current), CellView::of(&line.previous)],
        words: line.words.clone(),
        verdict,
        target: line.target.as_ref().map(|target| target.printed.clone()),
        reached,
    }
}
