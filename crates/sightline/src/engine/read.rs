//! A report that was read: what it asks for, and how it is printed once answered.

use sightline_app::ports::{Answers, ChapterInfo, OutFile, ReadReport, ReportSetting};
use sightline_domain::reports::Checklist;
use sightline_kernel::defs::Source;
use sightline_kernel::query::DataQuery;
use sightline_kernel::sensitivity::Audience;
use sightline_measures::catalogue::Catalogue;
use sightline_measures::request::{FigureRequest, TableRequest};
use sightline_measures::table::Figure;
use sightline_report::answers as report;
use sightline_report::chapter::{Manuscript, Names, read_chapters};
use sightline_report::edition::{Edition, Names as Printed, Settings, Stage};
use sightline_report::render::Press;

use super::records::Records;
use super::{marked, words};

pub(super) struct Read<'a> {
    press: &'a Press<'static>,
    catalogue: &'a Catalogue,
    setting: ReportSetting,
    manuscript: Manuscript,
    records: Records,
    left_out: Vec<String>,
    queries: Vec<DataQuery>,
}

impl<'a> Read<'a> {
    pub(super) fn new(
        press: &'a Press<'static>,
        sources: &[Source],
        catalogue: &'a Catalogue,
        checklists: &[Checklist],
        setting: ReportSetting,
    ) -> Self {
        let (mut records, mut queries) = Records::read(sources);
        let mut names = Names::new(catalogue, setting.year);
        for checklist in checklists {
            let items = checklist.items.iter().map(|item| item.id.clone()).collect();
            names.checklists.insert(checklist.id.clone(), items);
        }
        names.groups = records.group_ids();
        names.quotations = records.quotations.iter().map(|q| q.id.clone()).collect();
        names.review_kinds =
            super::records::REVIEW_KINDS.iter().map(|kind| kind.code().to_owned()).collect();
        let chapters: Vec<Source> =
            sources.iter().filter(|source| source.path.ends_with(".md")).cloned().collect();
        let manuscript = read_chapters(&chapters, &names, setting.audience);
        queries.extend(manuscript.queries.iter().cloned());
        let mut left_out = Vec::new();
        if setting.audience == Audience::Public {
            let marked = records.set_aside_marked(sources, catalogue);
            if setting.leave_out_marked {
                queries.extend(marked::asked_for(&manuscript.requests.records, &records));
                left_out = marked::left_out(&manuscript, &marked);
            } else {
                queries.extend(marked::refused(&manuscript, &marked));
            }
            queries.extend(markings(sources, &manuscript, &records));
        }
        Self { press, catalogue, setting, manuscript, records, left_out, queries }
    }

    /// The application's answers in the shape that the report prints.
    fn answered(&self, answers: &Answers) -> report::Answers {
        let mut figures = answers.figures.iter();
        let asks = self.manuscript.requests.figures.iter();
        let figures: Vec<report::FigureAnswer> = asks
            .map(|ask| {
                let taken: Vec<_> = figures.by_ref().take(ask.requests.len()).cloned().collect();
                let text = words::text(self.catalogue, self.setting.year, ask.form, &taken);
                report::FigureAnswer { figures: taken, text }
            })
            .collect();
        let chapters: Vec<_> = self.manuscript.chapters.iter().collect();
        let records = self
            .manuscript
            .requests
            .records
            .iter()
            .map(|ask| {
                self.records.answer(&ask.what, &chapters, answers, self.catalogue, &self.setting)
            })
            .collect();
        report::Answers { figures, tables: answers.tables.clone(), records }
    }

    fn edition(&self, answers: &Answers) -> Edition {
        let setting = &self.setting;
        let stage = match setting.edition {
            None => Stage::Draft,
            Some(number) => Stage::Released { number, note: setting.amendment.clone() },
        };
        Edition {
            chapters: self.manuscript.chapters.clone(),
            answers: self.answered(answers),
            settings: Settings {
                title: setting.title.clone(),
                partnership: setting.partnership.clone(),
                year: setting.year,
                audience: setting.audience,
                demonstration: setting.notice.clone(),
                stage,
                date: setting.date,
                contact: None,
                links: Vec::new(),
                names: self.names(),
            },
        }
    }

    fn names(&self) -> Printed {
        let day = self.setting.year.end();
        let measures = self.catalogue.measures.keys().filter_map(|id| {
            let card = self.catalogue.measure(id.as_str(), day)?;
            Some((id.clone(), card.title.clone()))
        });
        let areas = self.catalogue.areas.values();
        let agencies = self.catalogue.agencies.values();
        Printed {
            measures: measures.collect(),
            areas: areas.map(|area| (area.code.clone(), area.name.clone())).collect(),
            agencies: agencies.map(|one| (one.id.clone(), one.name.clone())).collect(),
        }
    }
}

/// Public texts that carry a marking: chapters, and records beside them.
fn markings(sources: &[Source], manuscript: &Manuscript, records: &Records) -> Vec<DataQuery> {
    let read = |path: &str| manuscript.chapters.iter().any(|chapter| chapter.source == path);
    let plain = |path: &str| {
        super::records::UNMARKED.iter().any(|name| path.rsplit('/').next() == Some(*name))
    };
    let texts = sources
        .iter()
        .filter(|source| read(&source.path) || plain(&source.path))
        .flat_map(|source| marked::carries_marking(&source.path, &source.text));
    texts.chain(records.with_markings(sources)).collect()
}

impl ReadReport for Read<'_> {
    fn queries(&self) -> Vec<DataQuery> {
        self.queries.clone()
    }

    fn left_out(&self) -> Vec<String> {
        self.left_out.clone()
    }

    fn chapters(&self) -> Vec<ChapterInfo> {
        self.manuscript
            .chapters
            .iter()
            .map(|chapter| ChapterInfo {
                id: chapter.id.clone(),
                title: chapter.title.clone(),
                file: chapter.source.clone(),
                audience: chapter.audience,
                draft: chapter.draft,
                answers: chapter
                    .answers
                    .iter()
                    .map(|answer| (answer.checklist.clone(), answer.item.clone()))
                    .collect(),
            })
            .collect()
    }

    fn figure_requests(&self) -> Vec<FigureRequest> {
        let asks = self.manuscript.requests.figures.iter();
        asks.flat_map(|ask| ask.requests.iter().cloned()).collect()
    }

    fn table_requests(&self) -> Vec<TableRequest> {
        self.manuscript.requests.tables.iter().map(|ask| ask.request.clone()).collect()
    }

    fn check(&self, answers: &Answers, book: &[Figure]) -> Vec<DataQuery> {
        let answered = self.answered(answers);
        words::check(self.catalogue, &self.manuscript, &answered, &self.setting, book)
    }

    fn print(&self, answers: &Answers) -> Result<Vec<OutFile>, String> {
        let edition = self.edition(answers);
        let files = self.press.publish(&edition).map_err(|error| format!("{error}."))?;
        let mut out: Vec<OutFile> =
            files.into_iter().map(|file| OutFile { path: file.path, bytes: file.bytes }).collect();
        let docx = self
            .press
            .sheet(&edition)
            .and_then(|sheet| self.press.docx(&sheet))
            .map_err(|error| format!("{error}."))?;
        out.push(OutFile { path: "report.docx".to_owned(), bytes: docx });
        Ok(out)
    }
}
