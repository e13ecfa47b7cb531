//! The line of sight of a measure's figures: from the number to the row of the returned file.

use askama::Template;
use axum::extract::{Path, Query, State as Extract};
use axum::response::Html;
use serde::Deserialize;
use sightline_app::figures::{Ask, TracedRow, show_traced};
use sightline_measures::table::Role;

use super::{Page, PageError, State, show};

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    period: String,
    #[serde(default)]
    by: String,
}

struct Step {
    role: &'static str,
    about: String,
    said: String,
    agency: String,
    revision: String,
    file: String,
    row: u32,
    taken: String,
    agrees: bool,
    sha256: String,
}

struct Seen {
    label: String,
    heading: String,
    printed: String,
    steps: Vec<Step>,
}

#[derive(Template)]
#[template(path = "sight.html")]
struct Sight {
    page: Page,
    id: String,
    title: String,
    period: String,
    back: String,
    figures: Vec<Seen>,
}

pub(crate) async fn get(
    Extract(state): Extract<State>,
    Path(measure): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, PageError> {
    let ask = Ask {
        measure,
        period: asked.period.parse().ok(),
        by: Some(asked.by).filter(|by| !by.is_empty()),
        area: None,
    };
    let failed = |error| PageError::of(&state, &error);
    let (shown, rows) = show_traced(&state.desk, &ask).await.map_err(failed)?;
    let period = shown.period;
    let page = Sight {
        page: Page::new(&state, "measures"),
        id: shown.card.id.to_string(),
        title: shown.table.title.clone(),
        period: period.in_words(),
        back: format!("/measures/{}?period={period}", shown.card.id),
        figures: rows.into_iter().map(seen).collect(),
    };
    show(&state, &page)
}

fn seen(row: TracedRow) -> Seen {
    Seen {
        label: row.label,
        heading: row.heading,
        printed: row.trace.printed,
        steps: row.trace.steps.into_iter().map(step).collect(),
    }
}

fn step(step: sightline_app::figures::TraceStep) -> Step {
    Step {
        role: match step.role {
            Role::Value => "Value",
            Role::Base => "Base",
            Role::Population => "Population",
            Role::Earlier => "Earlier value",
            Role::Comparator => "Comparator",
        },
        about: step.key.to_string(),
        said: step.found.unwrap_or_else(|| "could not be read again".to_owned()),
        agency: step.agency,
        revision: step.revision,
        file: step.file,
        row: step.row,
        taken: step.taken,
        agrees: step.agrees,
        sha256: step.sha256.to_string(),
    }
}
