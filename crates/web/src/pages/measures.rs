//! The measure index: every measure by theme, with its latest figure.

use askama::Template;
use axum::extract::State as Extract;
use axum::response::Html;

use super::{Page, PageError, State, show};
use crate::view::title_case;

struct Line {
    id: String,
    title: String,
    units: String,
    period: Option<String>,
    printed: String,
    change: Option<String>,
}

struct Theme {
    name: String,
    slug: String,
    lines: Vec<Line>,
    waiting: Vec<Line>,
}

#[derive(Template)]
#[template(path = "measures.html")]
struct Measures {
    page: Page,
    themes: Vec<Theme>,
}

pub(crate) async fn get(Extract(state): Extract<State>) -> Result<Html<String>, PageError> {
    let lines = sightline_app::figures::index(&state.desk)
        .await
        .map_err(|error| PageError::of(&state, &error))?;
    let mut themes: Vec<Theme> = Vec::new();
    for line in lines {
        let slug = line.card.theme.clone();
        if themes.last().is_none_or(|theme| theme.slug != slug) {
            let name = title_case(&slug);
            themes.push(Theme { name, slug, lines: Vec::new(), waiting: Vec::new() });
        }
        let Some(theme) = themes.last_mut() else { continue };
        let held = line.period.is_some();
        let line = Line {
            id: line.card.id.to_string(),
            title: line.card.title.clone(),
            units: line.card.units(),
            period: line.period.map(|period| period.in_words()),
            printed: line.figure.map_or_else(|| "by breakdown".to_owned(), |f| f.printed),
            change: line.change.map(|figure| figure.printed),
        };
        if held { theme.lines.push(line) } else { theme.waiting.push(line) }
    }
    show(&state, &Measures { page: Page::new(&state, "measures"), themes })
}
