//! PDF/UA-1 through Typst: a fixed template, everything else as data.

mod columns;
mod world;

pub use world::Foundry;

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Value, json};
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::edition::PrintError;
use crate::fonts::Type;
use crate::sheet::{Exhibit, Page, Part, Sheet, day_in_words};
use world::Desk;

/// The report as a tagged PDF that conforms to PDF/UA-1. Equal sheets give equal bytes.
///
/// # Errors
/// When Typst refuses, with its own words.
pub fn pdf(sheet: &Sheet, foundry: &Foundry, face: &Type) -> Result<Vec<u8>, PrintError> {
    let mut desk = Desk::new(foundry);
    desk.lay("report.json", data(sheet, face)?)?;
    for chart in charts(sheet) {
        desk.lay(&chart.file, chart.drawing.wide.clone().into_bytes())?;
    }
    let compiled = typst::compile::<PagedDocument>(&desk);
    let document = compiled.output.map_err(|errors| refused(&errors))?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1])
        .map_err(|error| PrintError::Pdf(error.message().to_string()))?;
    let settings = &sheet.settings;
    let options = PdfOptions {
        ident: Smart::Custom(format!("{} {}", settings.partnership, settings.title)),
        creator: Smart::Custom(Some("Sightline".to_owned())),
        timestamp: timestamp(settings.date),
        standards,
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(&document, &options).map_err(|errors| refused(&errors));
    comemo_evict();
    bytes
}

/// Forgets what was laid out: a process that prints many reports must not grow.
fn comemo_evict() {
    typst::comemo::evict(0);
}

fn refused(errors: &[SourceDiagnostic]) -> PrintError {
    let said: Vec<String> = errors
        .iter()
        .map(|error| {
            let hints: Vec<_> = error.hints.iter().map(|hint| format!(" ({})", hint.v)).collect();
            format!("{}{}", error.message, hints.join(""))
        })
        .collect();
    PrintError::Pdf(said.join("; "))
}

fn timestamp(day: jiff::civil::Date) -> Option<Timestamp> {
    let month = u8::try_from(day.month()).ok()?;
    let date = u8::try_from(day.day()).ok()?;
    Datetime::from_ymd_hms(i32::from(day.year()), month, date, 0, 0, 0).map(Timestamp::new_utc)
}

/// Every chart of the report.
fn charts(sheet: &Sheet) -> impl Iterator<Item = &crate::sheet::ChartPart> {
    let mut found = Vec::new();
    for page in &sheet.chapters {
        collect(&page.parts, &mut found);
    }
    found.into_iter().filter_map(|exhibit| exhibit.chart.as_ref())
}

fn collect<'s>(parts: &'s [Part], found: &mut Vec<&'s Exhibit>) {
    for part in parts {
        match part {
            Part::Chart(exhibit) | Part::Table(exhibit) => found.push(exhibit),
            Part::Box { parts, .. } => collect(parts, found),
            Part::List { items, .. } => items.iter().for_each(|item| collect(item, found)),
            _ => {}
        }
    }
}

fn data(sheet: &Sheet, face: &Type) -> Result<Vec<u8>, PrintError> {
    let settings = &sheet.settings;
    let running: Vec<&str> = [Some(settings.partnership.as_str()), Some(settings.title.as_str())]
        .into_iter()
        .chain([settings
            .demonstration
            .as_ref()
            .map(|_| "Demonstration: not published by any partnership")])
        .flatten()
        .collect();
    let value = json!({
        "title": settings.title,
        "partnership": settings.partnership,
        "description": format!("{}, {}", settings.title, settings.partnership),
        "keywords": ["safeguarding", "annual report"],
        "period": period(sheet),
        "stage": sheet.stage(),
        "date": day_in_words(settings.date),
        "year": settings.date.year(),
        "month": settings.date.month(),
        "day": settings.date.day(),
        "contact": settings.contact,
        "demonstration": settings.demonstration,
        "marking": sheet.marking(),
        "running": running.join(" · "),
        "anchors": anchors(sheet).into_iter().map(|key| (key, Value::Bool(true))).collect::<serde_json::Map<_, _>>(),
        "chapters": sheet.chapters.iter().map(|page| chapter(page, face)).collect::<Result<Vec<_>, _>>()?,
    });
    serde_json::to_vec(&value).map_err(|error| PrintError::Pdf(error.to_string()))
}

fn period(sheet: &Sheet) -> String {
    let year = sheet.settings.year;
    format!("{} to {}", day_in_words(year.start()), day_in_words(year.end()))
}

fn chapter(page: &Page, face: &Type) -> Result<Value, PrintError> {
    Ok(json!({
        "id": page.id,
        "title": page.title,
        "draft": page.draft,
        "parts": parts(&page.parts, face)?,
        "footnotes": page.footnotes.iter().map(|note| parts(note, face)).collect::<Result<Vec<_>, _>>()?,
    }))
}

fn parts(parts: &[Part], face: &Type) -> Result<Vec<Value>, PrintError> {
    parts.iter().map(|part| self::part(part, face)).collect()
}

/// A part as data. Tables are replaced by the pieces that fit the page.
fn part(part: &Part, face: &Type) -> Result<Value, PrintError> {
    let exhibit = |is: &str, exhibit: &Exhibit| -> Result<Value, PrintError> {
        Ok(json!({
            "is": is,
            "id": exhibit.id,
            "number": exhibit.number,
            "title": to_value(&exhibit.title)?,
            "caption": to_value(&exhibit.caption)?,
            "chart": to_value(&exhibit.chart)?,
            "notes": exhibit.notes,
            "whole": whole(exhibit),
            "source": exhibit.source,
            "split": to_value(&columns::split(&exhibit.grid, face, &summary(exhibit)))?,
        }))
    };
    match part {
        Part::Table(table) => exhibit("table", table),
        Part::Chart(chart) => exhibit("chart", chart),
        Part::List { start, items } => Ok(json!({
            "is": "list",
            "start": start,
            "items": items.iter().map(|item| parts(item, face)).collect::<Result<Vec<_>, _>>()?,
        })),
        Part::Box { look, parts: inner, by } => Ok(json!({
            "is": "box",
            "look": to_value(look)?,
            "parts": parts(inner, face)?,
            "by": by,
        })),
        other => to_value(other),
    }
}

/// Whether the exhibit is small enough to stand on one page with its notes and its source.
fn whole(exhibit: &Exhibit) -> bool {
    let most = if exhibit.chart.is_some() { 6 } else { 18 };
    exhibit.grid.rows.len() <= most
}

fn summary(exhibit: &Exhibit) -> String {
    let what = if exhibit.chart.is_some() { "The figures in " } else { "" };
    let rows = exhibit.grid.rows.len();
    let columns = exhibit.grid.heads.len();
    let plural =
        |n: usize, one: &str| if n == 1 { format!("{n} {one}") } else { format!("{n} {one}s") };
    format!(
        "{what}{}: {} by {}, with headings above and at the left.",
        exhibit.number,
        plural(rows, "row"),
        plural(columns, "column")
    )
}

fn to_value(value: &impl Serialize) -> Result<Value, PrintError> {
    serde_json::to_value(value).map_err(|error| PrintError::Pdf(error.to_string()))
}

/// Everything that a link may point to.
fn anchors(sheet: &Sheet) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for page in &sheet.chapters {
        keys.insert(format!("{}--", page.id));
        for part in &page.parts {
            match part {
                Part::Heading { id, .. } => keys.insert(format!("{}--{id}", page.id)),
                Part::Table(exhibit) | Part::Chart(exhibit) => {
                    keys.insert(format!("{}--{}", page.id, exhibit.id))
                }
                _ => false,
            };
        }
    }
    keys
}

#[cfg(test)]
mod tests;
