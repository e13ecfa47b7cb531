//! Builds a report: read the chapters, answer what they ask, check, print.

use std::path::PathBuf;

use serde::Serialize;
use sightline_domain::reports::{Decided, Outline, Raised};
use sightline_kernel::defs::Source;
use sightline_kernel::ids::ChecklistId;
use sightline_kernel::period::Period;
use sightline_kernel::query::{DataQuery, Place, Severity};
use sightline_kernel::sensitivity::Audience;
use sightline_measures::suppression::{self, Told};
use sightline_measures::table::Figure;

use super::gather;
use super::write::write_folder;
use crate::desk::Desk;
use crate::error::Error;
use crate::ports::{Answers, ChapterInfo, OutFile, ReadReport, ReportEngine, ReportSetting};
use crate::progress::{Step, Steps};

/// What to build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildAsk {
    /// The reporting year.
    pub year: Period,
    /// For whom.
    pub audience: Audience,
    /// Whether a public report leaves out what is marked for partners; it refuses it otherwise.
    pub leave_out_marked: bool,
    /// The folder to write to.
    pub out: PathBuf,
}

/// What was built.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Built {
    /// The folder.
    pub out: PathBuf,
    /// How many files.
    pub files: usize,
    /// How many chapters.
    pub chapters: usize,
    /// How many tables and charts.
    pub tables: usize,
    /// How many figures are printed.
    pub figures: usize,
    /// What was left out because it is marked for partners, one line each.
    pub left_out: Vec<String>,
    /// What the checks say, with all their numbers. The report's own files say less.
    pub queries: Vec<Raised>,
}

/// A report with its answers and checks, before it is written anywhere.
pub(super) struct Made {
    pub(super) files: Vec<OutFile>,
    pub(super) chapters: Vec<ChapterInfo>,
    pub(super) left_out: Vec<String>,
    pub(super) answers: Answers,
    pub(super) queries: Vec<Raised>,
}

/// `checks.json`: what the checks say about a report.
#[derive(Debug, Serialize)]
struct Checks {
    year: Period,
    audience: Audience,
    #[serde(skip_serializing_if = "Option::is_none")]
    marking: Option<&'static str>,
    errors: usize,
    warnings: usize,
    notes: usize,
    decided: usize,
    queries: Vec<Said>,
}

/// A data query as a file for readers may say it.
#[derive(Debug, Serialize)]
struct Said {
    #[serde(flatten)]
    query: DataQuery,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided: Option<Decided>,
}

impl Said {
    /// What somebody wrote as the reason of a decision may hold the number that is left unsaid.
    fn of(told: &Told<'_>, raised: &Raised) -> Self {
        let mut decided = raised.decided.clone();
        if !told.may_say(&raised.query) {
            decided.iter_mut().for_each(|decided| decided.reason.clear());
        }
        Self { query: told.said(&raised.query), decided }
    }
}

/// Builds a report into a folder. The folder is replaced whole or not at all.
///
/// # Errors
/// When a chapter asks for what does not exist, or the folder cannot be written.
pub async fn build(
    desk: &Desk,
    engine: &dyn ReportEngine,
    ask: &BuildAsk,
    steps: &Steps<'_>,
) -> Result<Built, Error> {
    let mut setting = setting(desk, ask.year, ask.audience);
    setting.leave_out_marked = ask.leave_out_marked;
    let made = make(desk, engine, setting, steps).await?;
    steps(Step::Begun("write"));
    write_folder(&ask.out, &made.files)?;
    Ok(Built {
        out: ask.out.clone(),
        files: made.files.len(),
        chapters: made.chapters.len(),
        tables: made.answers.tables.len(),
        figures: figures(&made.answers).count(),
        left_out: made.left_out,
        queries: made.queries,
    })
}

/// The setting of a draft.
pub(super) fn setting(desk: &Desk, year: Period, audience: Audience) -> ReportSetting {
    let config = &desk.folder.config;
    ReportSetting {
        title: format!("{} {year}", config.report_title),
        partnership: config.name.clone(),
        year,
        audience,
        leave_out_marked: false,
        notice: config.notice.clone(),
        date: desk.clock.today(),
        edition: None,
        amendment: None,
    }
}

/// The stages of [`make`], for whoever shows how far it has come.
pub const STAGES: u64 = 4;

/// Makes every file of a report in memory.
pub(super) async fn make(
    desk: &Desk,
    engine: &dyn ReportEngine,
    setting: ReportSetting,
    steps: &Steps<'_>,
) -> Result<Made, Error> {
    steps(Step::Begun("read chapters"));
    let (year, audience) = (setting.year, setting.audience);
    let sources = desk.folder.content(&year.to_string())?;
    if sources.is_empty() {
        return Err(no_content(desk, year));
    }
    let checklists = desk.definitions.checklists_on(year.end());
    let report = engine.read(&sources, desk.catalogue(), &checklists, setting);
    let mut queries = report.queries();
    refuse_broken(&queries)?;
    steps(Step::Begun("compute figures"));
    let (answers, raised) =
        gather::answers(desk, report.as_ref(), &sources, year, audience).await?;
    steps(Step::Begun("check"));
    queries.extend(raised);
    let outline = desk.definitions.outline_on(year.end());
    queries.extend(empty_items(report.as_ref(), &answers, outline));
    queries.extend(drafts(report.as_ref()));
    queries.extend(suppression::crossings(desk.catalogue(), figures(&answers)));
    queries.extend(small_numbers(desk, year, &answers));
    let told = Told::new(desk.catalogue(), figures(&answers));
    let mut book = super::texts::book(desk, engine, year).await?;
    // What the report hides must not be told by a word about the text.
    book.retain(|figure| !told.hides(figure));
    queries.extend(report.check(&answers, &book));
    queries.extend(crate::check::year(desk, year).await?.into_iter().map(|raised| raised.query));
    let queries = crate::check::decided(desk, queries).await?;
    steps(Step::Begun("print"));
    let mut files = report.print(&answers).map_err(|message| {
        Error::new("print", message, "Correct the chapter it names, then build again.")
    })?;
    files.push(checks_file(year, audience, &queries, &told)?);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Made { files, chapters: report.chapters(), left_out: report.left_out(), answers, queries })
}

/// Small numbers that the report prints as they are, because nothing hides them.
fn small_numbers(desk: &Desk, year: Period, answers: &Answers) -> Vec<DataQuery> {
    let up_to = desk.definitions.reconciliation(year.end()).small_printed;
    let tables = answers.tables.iter().chain(&answers.area_tables);
    suppression::small_printed(desk.catalogue(), up_to, tables, &answers.figures)
}

/// Every figure of a year as its report and its measures' pages print it.
pub(crate) async fn asked_figures(
    desk: &Desk,
    engine: &dyn ReportEngine,
    year: Period,
    audience: Audience,
) -> Result<Vec<Figure>, Error> {
    let sources = desk.folder.content(&year.to_string())?;
    let mut all: Vec<Figure> = Vec::new();
    if !sources.is_empty() {
        let checklists = desk.definitions.checklists_on(year.end());
        let setting = setting(desk, year, audience);
        let report = engine.read(&sources, desk.catalogue(), &checklists, setting);
        let (answers, _) = gather::answers(desk, report.as_ref(), &sources, year, audience).await?;
        all.extend(figures(&answers).cloned());
    }
    let context = desk.context(year, audience);
    let requests = engine.book_requests(desk.catalogue(), year);
    let answered = crate::figures::answer(desk, &context, &[], &requests).await?;
    all.extend(answered.tables.iter().flat_map(|table| table.figures()).cloned());
    // Of several places the one that hides it counts.
    all.sort_by(|a, b| a.id.cmp(&b.id).then(b.treatment.hides().cmp(&a.treatment.hides())));
    all.dedup_by(|a, b| a.id == b.id);
    Ok(all)
}

/// What the checks of a report say before it is built anywhere; nothing where it has no chapters.
pub(crate) async fn draft_queries(
    desk: &Desk,
    engine: &dyn ReportEngine,
    year: Period,
) -> Result<Vec<Raised>, Error> {
    if desk.folder.content(&year.to_string())?.is_empty() {
        return Ok(Vec::new());
    }
    // What is marked for partners is said by the build; here the checks of the rest are wanted.
    let mut setting = setting(desk, year, Audience::Public);
    setting.leave_out_marked = true;
    Ok(make(desk, engine, setting, &|_| {}).await?.queries)
}

/// Every figure that the answers hold.
pub(super) fn figures(answers: &Answers) -> impl Iterator<Item = &Figure> {
    let tables = answers.tables.iter().chain(&answers.area_tables);
    let facts = answers.area_facts.iter().map(|(_, figure)| figure);
    answers.figures.iter().chain(tables.flat_map(|table| table.figures())).chain(facts)
}

fn no_content(desk: &Desk, year: Period) -> Error {
    let folder = desk.folder.path("content").join(year.to_string());
    Error::new(
        "no-content",
        format!("There are no chapters for {year}: {} is empty.", folder.display()),
        "Write chapters there in Markdown; the guide's page “Writing chapters” shows how.",
    )
}

/// A broken directive would print nothing, and content for partners must not be printed for the
/// public; such a report is not built.
fn refuse_broken(queries: &[DataQuery]) -> Result<(), Error> {
    let errors: Vec<DataQuery> =
        queries.iter().filter(|query| query.severity == Severity::Error).cloned().collect();
    if errors.is_empty() {
        return Ok(());
    }
    let message = format!("{} errors in the chapters; nothing was built.", errors.len());
    Err(Error::queries("chapters", message, errors))
}

/// Items of checklists that no chapter answers, each with the chapter where the outline has it.
fn empty_items(
    report: &dyn ReadReport,
    answers: &Answers,
    outline: Option<&Outline>,
) -> Vec<DataQuery> {
    let chapters = report.chapters();
    let answered = |id: &ChecklistId, item: &str| {
        chapters.iter().any(|chapter| chapter.answers.iter().any(|(of, at)| of == id && at == item))
    };
    let mut queries = Vec::new();
    for checklist in &answers.checklists {
        for item in checklist.items.iter().filter(|item| !answered(&checklist.id, &item.id)) {
            let severity = if item.required { Severity::Error } else { Severity::Warning };
            let place = Place { file: Some(checklist.id.to_string()), ..Place::default() };
            let message = format!("No chapter answers “{}” ({}).", item.text, item.source);
            let usual = outline.and_then(|outline| outline.chapter_for(&checklist.id, &item.id));
            let usual = usual.map_or_else(String::new, |chapter| {
                format!(", usually in the chapter “{}”", chapter.title)
            });
            queries.push(DataQuery::new("checklist-empty", severity, place, message).remedy(format!(
                "Write it{usual}, and name the item in the chapter's front matter (answers = [\"{}/{}\"]); or have somebody sign an override.",
                checklist.id, item.id
            )));
        }
    }
    queries
}

/// Chapters that are still drafts.
fn drafts(report: &dyn ReadReport) -> Vec<DataQuery> {
    let mut queries = Vec::new();
    for chapter in &report.chapters() {
        let place = Place { file: Some(chapter.file.clone()), ..Place::default() };
        if chapter.draft {
            let message = format!("The chapter “{}” is still a draft.", chapter.title);
            let remedy = "Finish it and set draft = false.";
            queries.push(DataQuery::error("draft", place, message).remedy(remedy));
        }
    }
    queries
}

fn checks_file(
    year: Period,
    audience: Audience,
    queries: &[Raised],
    told: &Told<'_>,
) -> Result<OutFile, Error> {
    let open = || queries.iter().filter(|raised| raised.is_open());
    let count = |severity| open().filter(|raised| raised.query.severity == severity).count();
    let checks = Checks {
        year,
        audience,
        marking: audience.marking(),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        notes: count(Severity::Note),
        decided: queries.len() - open().count(),
        queries: queries.iter().map(|raised| Said::of(told, raised)).collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&checks).map_err(|error| {
        Error::new("print", format!("checks.json cannot be written: {error}."), "")
    })?;
    bytes.push(b'\n');
    Ok(OutFile { path: "checks.json".to_owned(), bytes })
}

/// The list of reviews among the content, if there is one.
pub(crate) fn reviews(sources: &[Source]) -> Result<Vec<sightline_domain::reviews::Review>, Error> {
    let list = sources.iter().find(|source| source.path.ends_with("/reviews.toml"));
    let read = list.map(Source::read::<sightline_domain::reviews::ReviewList>).transpose();
    Ok(read.map_err(Error::query)?.unwrap_or_default().reviews)
}
