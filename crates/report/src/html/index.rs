//! The index: the report's name, its chapters, and what may be downloaded.

use super::frame::{self, Frame};
use super::markup::Markup;
use crate::sheet::{Part, Sheet, day_in_words};

pub(super) fn page(sheet: &Sheet) -> Vec<u8> {
    let settings = &sheet.settings;
    let frame = Frame { title: &settings.title, root: "", here: None, above: None, draft: false };
    frame::page(sheet, &frame, |m| {
        m.open("div", &[("class", "cover")]);
        m.whole("p", &[("class", "owner")], &settings.partnership);
        m.whole("h1", &[], &settings.title);
        let (from, to) = (settings.year.start(), settings.year.end());
        let period = format!("{} to {}", day_in_words(from), day_in_words(to));
        m.whole("p", &[("class", "lead")], &period);
        m.close();
        m.whole("h2", &[("id", "chapters")], "Contents");
        chapters(m, sheet);
        m.whole("h2", &[("id", "downloads")], "Take it with you");
        downloads(m);
    })
}

fn chapters(m: &mut Markup, sheet: &Sheet) {
    m.open("ol", &[("class", "contents")]);
    for page in &sheet.chapters {
        m.open("li", &[]);
        m.whole("a", &[("href", &format!("{}.html", page.id))], &page.title);
        let (tables, charts) = counts(&page.parts);
        if let Some(held) = held(tables, charts) {
            m.text(" ").whole("span", &[("class", "held")], held);
        }
        m.close();
    }
    m.close();
}

/// What a chapter holds beside words.
fn held(tables: usize, charts: usize) -> Option<&'static str> {
    match (tables, charts) {
        (0, 0) => None,
        (_, 0) => Some("with tables"),
        (0, _) => Some("with charts"),
        (_, _) => Some("with tables and charts"),
    }
}

fn counts(parts: &[Part]) -> (usize, usize) {
    let tables = parts.iter().filter(|part| matches!(part, Part::Table(_))).count();
    let charts = parts.iter().filter(|part| matches!(part, Part::Chart(_))).count();
    (tables, charts)
}

fn downloads(m: &mut Markup) {
    let files = [
        ("report.pdf", "The whole report as PDF", "tagged, for print and for screen readers"),
        ("figures.csv", "All figures as CSV", "with their source, period and treatment"),
    ];
    m.open("ul", &[]);
    for (href, text, about) in files {
        m.open("li", &[]).whole("a", &[("href", href)], text).text(", ").text(about).close();
    }
    m.close();
    m.whole(
        "p",
        &[],
        "Each table and chart has its own file, linked below it, and a page that says from \
         which return each of its figures comes.",
    );
}
