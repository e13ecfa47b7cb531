//! Ports to the leaves. The binary wires them; tests and pages never link what stands behind.

use sightline_kernel::defs::Source;
use sightline_kernel::ids::ChecklistId;
use sightline_kernel::period::Period;
use sightline_kernel::query::DataQuery;
use sightline_kernel::sensitivity::Audience;
use sightline_measures::catalogue::Catalogue;
use sightline_measures::observation::Observation;
use sightline_measures::request::{FigureRequest, TableRequest};
use sightline_measures::table::{Figure, SourceLine, Table};

use sightline_domain::reports::Checklist;
use sightline_domain::reviews::Review;

/// What a report is: whose, for when, for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportSetting {
    /// The report's title.
    pub title: String,
    /// The partnership's name.
    pub partnership: String,
    /// The reporting year.
    pub year: Period,
    /// For whom.
    pub audience: Audience,
    /// Whether a public report leaves out what is marked for partners; it refuses it otherwise.
    pub leave_out_marked: bool,
    /// Printed on every page, where the report is a demonstration.
    pub notice: Option<String>,
    /// The date of the edition.
    pub date: jiff::civil::Date,
    /// The edition's number when it is a release; a draft has none.
    pub edition: Option<u32>,
    /// What an amended edition says about itself.
    pub amendment: Option<String>,
}

/// A file that a report is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutFile {
    /// The path within the report's folder, with forward slashes.
    pub path: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// A chapter as the gate sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChapterInfo {
    /// The chapter's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The file that it was read from.
    pub file: String,
    /// For whom it is.
    pub audience: Audience,
    /// Whether it is still a draft.
    pub draft: bool,
    /// The checklist items that it answers.
    pub answers: Vec<(ChecklistId, String)>,
}

/// Everything that a report prints, in the order in which it was asked for.
#[derive(Debug, Clone, Default)]
pub struct Answers {
    /// One for each figure request.
    pub figures: Vec<Figure>,
    /// One for each table request.
    pub tables: Vec<Table>,
    /// What is known of the area: its population and its ages.
    pub area_facts: Vec<(String, Figure)>,
    /// Tables about the area.
    pub area_tables: Vec<Table>,
    /// What was not supplied for the report's year.
    pub absences: Vec<Observation>,
    /// Where the figures come from.
    pub sources: Vec<SourceLine>,
    /// The checklists in force.
    pub checklists: Vec<Checklist>,
    /// The list of reviews.
    pub reviews: Vec<Review>,
}

/// Reads chapters, checks texts, prints reports.
pub trait ReportEngine: Send + Sync {
    /// Reads the report's content: chapters and records, as named texts.
    fn read<'a>(
        &'a self,
        sources: &[Source],
        catalogue: &'a Catalogue,
        checklists: &[Checklist],
        setting: ReportSetting,
    ) -> Box<dyn ReadReport + 'a>;

    /// The tables whose figures texts are held against: every measure and breakdown of a year.
    fn book_requests(&self, catalogue: &Catalogue, year: Period) -> Vec<TableRequest>;

    /// Holds the text of a document against figures of a year.
    fn check_text(
        &self,
        name: &str,
        bytes: &[u8],
        catalogue: &Catalogue,
        year: Period,
        figures: &[Figure],
    ) -> Vec<DataQuery>;
}

/// A report that was read and now asks.
pub trait ReadReport: Send + Sync {
    /// What is wrong in the texts themselves.
    fn queries(&self) -> Vec<DataQuery>;

    /// What was left out because it is marked for partners, one line each; for the person who
    /// builds, never for a file.
    fn left_out(&self) -> Vec<String>;

    /// The chapters that the audience gets.
    fn chapters(&self) -> Vec<ChapterInfo>;

    /// The figures that sentences ask for.
    fn figure_requests(&self) -> Vec<FigureRequest>;

    /// The tables that tables and charts ask for.
    fn table_requests(&self) -> Vec<TableRequest>;

    /// Holds typed numbers and words against the answers and the figures of `book`.
    fn check(&self, answers: &Answers, book: &[Figure]) -> Vec<DataQuery>;

    /// Prints every file of the report but `checks.json`, each path once, in order.
    ///
    /// # Errors
    /// A sentence that says what could not be printed.
    fn print(&self, answers: &Answers) -> Result<Vec<OutFile>, String>;
}

/// The kinds of chart that pages draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChartKind {
    /// One bar a row.
    Bar,
    /// A line over periods.
    Line,
}

/// A chart in two widths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// For desks and paper.
    pub wide: String,
    /// For phones.
    pub narrow: String,
}

/// Draws a table as a picture.
pub trait ChartEngine: Send + Sync {
    /// The chart as SVG that may stand in a page, for wide and for narrow pages; nothing when the
    /// table has no number to draw.
    fn chart(&self, table: &Table, kind: ChartKind) -> Option<Chart>;
}
