//! Builds a report: read the chapters, answer what they ask, check, print.

use std::path::PathBuf;

use serde::Serialize;
use sightline_domain::reports::{Decided, Raised};
use sightline_kernel::defs::Source;
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

/// What to build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildAsk {
    /// The reporting year.
    pub year: Period,
    /// For whom.
    pub audience: Audience,
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
    /// What the checks say, with all their numbers. The report's own files say less.
    pub queries: Vec<Raised>,
}

/// A report with its answers and checks, before it is written anywhere.
pub(super) struct Made {
    pub(super) files: Vec<OutFile>,
    pub(super) chapters: Vec<ChapterInfo>,
    pub(super) answers: Answers,
    pub(super) queries: Vec<Raised>,
}

/// `checks.json`: what the checks say about a report.
#[derive(Debug, Serialize)]
struct Checks {
    year: Period,
    audience: Audience,
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
pub async fn build(desk: &Desk, engine: &dyn ReportEngine, ask: &BuildAsk) -> Result<Built, Error> {
    let made = make(desk, engine, setting(desk, ask.year, ask.audience)).await?;
    write_folder(&ask.out, &made.files)?;
    Ok(Built {
        out: ask.out.clone(),
        files: made.files.len(),
        chapters: made.chapters.len(),
        tables: made.answers.tables.len(),
        figures: figures(&made.answers).count(),
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
        notice: config.notice.clone(),
        date: desk.clock.today(),
        edition: None,
        amendment: None,
    }
}

/// Makes every file of a report in memory.
pub(super) async fn make(
    desk: &Desk,
    engine: &dyn ReportEngine,
    setting: ReportSetting,
) -> Result<Made, Error> {
    let (year, audience) = (setting.year, setting.audience);
    let sources = desk.folder.content(&year.to_string())?;
    if sources.is_empty() {
        return Err(no_content(desk, year));
    }
    let checklists = desk.definitions.checklists_on(year.end());
    let report = engine.read(&sources, desk.catalogue(), &checklists, setting);
    let mut queries = report.queries();
    refuse_broken(&queries)?;
    let (answers, raised) =
        gather::answers(desk, report.as_ref(), &sources, year, audience).await?;
    queries.extend(raised);
    queries.extend(gate_queries(report.as_ref(), &answers, audience));
    queries.extend(suppression::crossings(desk.catalogue(), figures(&answers)));
    queries.extend(small_numbers(desk, year, &answers));
    let told = Told::new(desk.catalogue(), figures(&answers));
    let mut book = super::texts::book(desk, engine, year).await?;
    // What the report hides must not be told by a word about the text.
    book.retain(|figure| !told.hides(figure));
    queries.extend(report.check(&answers, &book));
    queries.extend(crate::check::year(desk, year).await?.into_iter().map(|raised| raised.query));
    let queries = crate::check::decided(desk, queries).await?;
    let mut files = report.print(&answers).map_err(|message| {
        Error::new("print", message, "Correct the chapter it names, then build again.")
    })?;
    files.push(checks_file(year, audience, &queries, &told)?);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Made { files, chapters: report.chapters(), answers, queries })
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
    Ok(make(desk, engine, setting(desk, year, Audience::Public)).await?.queries)
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

/// A broken directive would print nothing; such a report is not built.
fn refuse_broken(queries: &[DataQuery]) -> Result<(), Error> {
    let errors: Vec<DataQuery> =
        queries.iter().filter(|query| query.severity == Severity::Error).cloned().collect();
    if errors.is_empty() {
        return Ok(());
    }
    let message = format!("{} errors in the chapters; nothing was built.", errors.len());
    Err(Error::queries("chapters", message, errors))
}

/// What stands in the way of a release besides figures and texts: checklist items that no chapter
/// answers, drafts, and content marked for partners in a public report.
fn gate_queries(report: &dyn ReadReport, answers: &Answers, audience: Audience) -> Vec<DataQuery> {
    let chapters = report.chapters();
    let mut queries = Vec::new();
    for checklist in &answers.checklists {
        for item in &checklist.items {
            let answered = chapters.iter().any(|chapter| {
                chapter.answers.iter().any(|(id, at)| *id == checklist.id && *at == item.id)
            });
            if !answered {
                let severity = if item.required { Severity::Error } else { Severity::Warning };
                let place = Place { file: Some(checklist.id.to_string()), ..Place::default() };
                let message = format!("No chapter answers “{}” ({}).", item.text, item.source);
                queries.push(
                    DataQuery::new("checklist-empty", severity, place, message).remedy(
                        "Write it, and name the item in the chapter's front matter; or have somebody sign an override.",
                    ),
                );
            }
        }
    }
    for chapter in &chapters {
        let place = Place { file: Some(chapter.file.clone()), ..Place::default() };
        if chapter.draft {
            let message = format!("The chapter “{}” is still a draft.", chapter.title);
            let remedy = "Finish it and set draft = false.";
            queries.push(DataQuery::error("draft", place.clone(), message).remedy(remedy));
        }
        if audience == Audience::Public && chapter.audience == Audience::Partners {
            let message = format!("The chapter “{}” is marked for partners.", chapter.title);
            let remedy = "Take it out of the public report.";
            queries.push(DataQuery::error("marked-content", place, message).remedy(remedy));
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
