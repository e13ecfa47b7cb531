//! A report ready to print: chapters and answers, lowered once to the parts that all printers
//! share, with every chart drawn and every figure's line of sight in words.

mod blocks;
mod exhibit;
mod part;
mod records;
mod sight;

pub(crate) use blocks::flat;
pub(crate) use exhibit::kind;
pub use part::{
    ChartPart, Exhibit, Fact, Grid, GridCell, GridRow, Look, Node, Part, Piece, SaidDid, Target,
    WordTable,
};
pub use sight::{Seen, SightTable, describe, inputs_in_words};

use sightline_kernel::sensitivity::Audience;
use sightline_measures::table::{Figure, Table};

use crate::edition::{Edition, PrintError, Settings, Stage};
use crate::fonts::Type;

/// A report ready to print.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Everything about the report as a whole.
    pub settings: Settings,
    /// The chapters in order.
    pub chapters: Vec<Page>,
    /// Each table and chart: its file name, title and answer, for open data.
    pub(crate) data: Vec<DataTable>,
    /// Every figure that the report prints, in order of first use.
    pub(crate) figures: Vec<Figure>,
    /// The texts along the axes of charts.
    pub(crate) ticks: Vec<String>,
}

/// A chapter ready to print.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its name in addresses.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whether it is still being written.
    pub draft: bool,
    /// Numerals that the author says may stand in the prose.
    pub allow: Vec<String>,
    /// Its parts.
    pub parts: Vec<Part>,
    /// Its footnotes, by number.
    pub footnotes: Vec<Vec<Part>>,
    /// Where its figures come from, a table for the text and one for each exhibit.
    pub sight: Vec<SightTable>,
}

/// A table of open data.
#[derive(Debug, Clone)]
pub(crate) struct DataTable {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) chapter: String,
    pub(crate) table: Table,
}

impl Sheet {
    /// Lowers an edition: resolves answers, draws charts, writes lines of sight.
    ///
    /// # Errors
    /// A chapter for partners in a public report, an answer that is not there, or a chart that
    /// cannot be drawn.
    pub fn new(edition: &Edition, face: &Type) -> Result<Self, PrintError> {
        refuse_marked(edition)?;
        let mut chapters: Vec<_> = edition.chapters.iter().collect();
        chapters.sort_by(|a, b| (a.order, &a.id).cmp(&(b.order, &b.id)));
        let mut run = blocks::Run::new(edition, face);
        let pages: Result<Vec<_>, _> =
            chapters.into_iter().map(|chapter| run.chapter(chapter)).collect();
        let mut ticks = run.ticks;
        ticks.sort();
        ticks.dedup();
        Ok(Self {
            settings: edition.settings.clone(),
            chapters: pages?,
            data: run.data,
            figures: run.figures,
            ticks,
        })
    }

    /// The marking on each page and file, if there is one.
    #[must_use]
    pub fn marking(&self) -> Option<&'static str> {
        self.settings.audience.marking()
    }

    /// What a reader must know about the stage: draft, release, amendment.
    #[must_use]
    pub fn stage(&self) -> String {
        match &self.settings.stage {
            Stage::Draft => "Draft".to_owned(),
            Stage::Released { number: 1, note: None } => "Release 1".to_owned(),
            Stage::Released { number, note: None } => format!("Release {number}"),
            Stage::Released { number, note: Some(note) } => format!("Release {number}: {note}"),
        }
    }
}

fn refuse_marked(edition: &Edition) -> Result<(), PrintError> {
    let marked = edition.chapters.iter().find(|chapter| {
        chapter.audience == Audience::Partners && edition.settings.audience == Audience::Public
    });
    match marked {
        Some(chapter) => Err(PrintError::Marked {
            title: chapter.title.clone(),
            source_file: chapter.source.clone(),
        }),
        None => Ok(()),
    }
}

/// A day as people write it: 31 March 2022.
#[must_use]
pub fn day_in_words(day: jiff::civil::Date) -> String {
    sightline_kernel::period::Period::Snapshot(day).in_words()
}

#[cfg(test)]
mod tests;
