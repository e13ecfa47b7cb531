//! The records that a report prints: read from the content's files, and answered from what the
//! application gathered.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use sightline_app::ports::{Answers, ReportSetting};
use sightline_domain::reports::Checklist;
use sightline_domain::reviews::{Review, ReviewKind, Standing};
use sightline_kernel::defs::Source;
use sightline_kernel::ids::ChecklistId;
use sightline_kernel::query::DataQuery;
use sightline_measures::catalogue::Catalogue;
use sightline_measures::observation::{Observation, Value};
use sightline_report::chapter::Chapter;
use sightline_report::chapter::requests::RecordKind;
use sightline_report::records::{
    AbsenceLine, AreaContext, AreaFact, ChecklistCoverage, CoveredItem, GlossaryEntry, GroupNode,
    Objective, PartnerStatement, Quotation, RecordAnswer, ReviewLine, SourceLine, StructureChart,
    WeSaidWeDid,
};

/// Every kind of review.
pub(super) const REVIEW_KINDS: [ReviewKind; 6] = [
    ReviewKind::RapidReview,
    ReviewKind::ChildSafeguardingPracticeReview,
    ReviewKind::SafeguardingAdultReview,
    ReviewKind::DomesticHomicideReview,
    ReviewKind::AntiSocialBehaviourCaseReview,
    ReviewKind::LegacySeriousCaseReview,
];

/// The records beside the chapters.
#[derive(Debug, Default)]
pub(super) struct Records {
    groups: Vec<GroupNode>,
    objectives: BTreeMap<String, Vec<Objective>>,
    statements: Vec<PartnerStatement>,
    pub(super) quotations: Vec<Quotation>,
    glossary: Vec<GlossaryEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Groups {
    #[serde(default)]
    group: Vec<GroupNode>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Objectives {
    #[serde(default)]
    group: Vec<GroupObjectives>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupObjectives {
    id: String,
    #[serde(default)]
    objective: Vec<Objective>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Statements {
    #[serde(default)]
    statement: Vec<PartnerStatement>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Quotations {
    #[serde(default)]
    quotation: Vec<Quotation>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Glossary {
    #[serde(default)]
    entry: Vec<GlossaryEntry>,
}

impl Records {
    /// Reads every record file; what is wrong in one is a data query with its place.
    pub(super) fn read(sources: &[Source]) -> (Self, Vec<DataQuery>) {
        let mut queries = Vec::new();
        let mut records = Self::default();
        if let Some(file) = file::<Groups>(sources, "groups.toml", &mut queries) {
            records.groups = file.group;
        }
        if let Some(file) = file::<Objectives>(sources, "objectives.toml", &mut queries) {
            records.objectives = file.group.into_iter().map(|g| (g.id, g.objective)).collect();
        }
        if let Some(file) = file::<Statements>(sources, "statements.toml", &mut queries) {
            records.statements = file.statement;
        }
        if let Some(file) = file::<Quotations>(sources, "quotations.toml", &mut queries) {
            records.quotations = file.quotation;
        }
        if let Some(file) = file::<Glossary>(sources, "glossary.toml", &mut queries) {
            records.glossary = file.entry;
            records.glossary.sort_by_key(|entry| entry.term.to_lowercase());
        }
        (records, queries)
    }

    /// The groups that have objectives.
    pub(super) fn group_ids(&self) -> BTreeSet<String> {
        self.objectives.keys().cloned().collect()
    }

    /// The answer to one ask.
    pub(super) fn answer(
        &self,
        what: &RecordKind,
        chapters: &[&Chapter],
        answers: &Answers,
        catalogue: &Catalogue,
        setting: &ReportSetting,
    ) -> RecordAnswer {
        match what {
            RecordKind::Checklist { checklist } => coverage(checklist, chapters, answers),
            RecordKind::WeSaidWeDid { group } => self.said_did(group),
            RecordKind::Statement { agency } => {
                let name = agency.as_ref().map(|id| catalogue.agency_name(id));
                let of = |s: &&PartnerStatement| name.as_ref().is_none_or(|name| s.agency == *name);
                let found: Vec<_> = self.statements.iter().filter(of).cloned().collect();
                or_none(found, RecordAnswer::Statements, "No partner's statement is held.")
            }
            RecordKind::Quotation { id } => {
                let found = self.quotations.iter().find(|quotation| quotation.id == *id);
                found.map_or_else(
                    || RecordAnswer::NotHeld("The quotation is not held.".to_owned()),
                    |quotation| RecordAnswer::Quotation(quotation.clone()),
                )
            }
            RecordKind::Structure => {
                RecordAnswer::Structure(StructureChart { groups: self.groups.clone() })
            }
            RecordKind::AreaContext => RecordAnswer::AreaContext(area(answers, catalogue)),
            RecordKind::Reviews { kind } => reviews(&answers.reviews, kind.as_deref(), setting),
            RecordKind::Glossary => RecordAnswer::Glossary(self.glossary.clone()),
            RecordKind::Sources => RecordAnswer::Sources(sources(answers, catalogue, setting)),
            RecordKind::Absences => or_none(
                absences(&answers.absences, catalogue, setting),
                RecordAnswer::Absences,
                "Everything that was asked for was supplied.",
            ),
        }
    }

    fn said_did(&self, group: &str) -> RecordAnswer {
        let named = self.groups.iter().find(|node| node.id == group);
        let name = named.map_or_else(|| group.to_owned(), |node| node.name.clone());
        match self.objectives.get(group) {
            Some(items) => {
                RecordAnswer::WeSaidWeDid(WeSaidWeDid { group: name, items: items.clone() })
            }
            None => RecordAnswer::NotHeld(format!("{name} has no objectives on record.")),
        }
    }
}

fn or_none<T>(
    found: Vec<T>,
    answer: impl FnOnce(Vec<T>) -> RecordAnswer,
    none: &str,
) -> RecordAnswer {
    if found.is_empty() { RecordAnswer::NotHeld(none.to_owned()) } else { answer(found) }
}

fn file<T: DeserializeOwned>(
    sources: &[Source],
    name: &str,
    queries: &mut Vec<DataQuery>,
) -> Option<T> {
    let source = sources.iter().find(|source| source.path.rsplit('/').next() == Some(name))?;
    source.read().map_err(|query| queries.push(*query)).ok()
}

fn coverage(id: &ChecklistId, chapters: &[&Chapter], answers: &Answers) -> RecordAnswer {
    let Some(checklist) = answers.checklists.iter().find(|list| list.id == *id) else {
        return RecordAnswer::NotHeld(format!("The checklist {id} is not in force for this year."));
    };
    RecordAnswer::Checklist(covered(checklist, chapters))
}

fn covered(checklist: &Checklist, chapters: &[&Chapter]) -> ChecklistCoverage {
    let answered = |item: &str| {
        let by = |chapter: &&&Chapter| {
            chapter.answers.iter().any(|a| a.checklist == checklist.id && a.item == item)
        };
        chapters.iter().filter(by).map(|c| (c.id.clone(), c.title.clone())).collect()
    };
    ChecklistCoverage {
        checklist: checklist.id.clone(),
        title: checklist.title.clone(),
        source: checklist.source.clone(),
        items: checklist
            .items
            .iter()
            .map(|item| CoveredItem {
                id: item.id.clone(),
                text: item.text.clone(),
                rule: item.source.clone(),
                required: item.required,
                chapters: answered(&item.id),
            })
            .collect(),
    }
}

fn area(answers: &Answers, catalogue: &Catalogue) -> AreaContext {
    let figure = answers.area_facts.first().map(|(_, figure)| figure);
    let name = figure.and_then(|figure| catalogue.areas.get(&figure.area));
    AreaContext {
        area: name.map(|area| area.name.clone()).unwrap_or_default(),
        facts: answers
            .area_facts
            .iter()
            .map(|(label, figure)| AreaFact { label: label.clone(), figure: figure.clone() })
            .collect(),
        tables: answers.area_tables.clone(),
    }
}

fn reviews(held: &[Review], kind: Option<&str>, setting: &ReportSetting) -> RecordAnswer {
    let day = setting.year.end();
    let line = |review: &Review| ReviewLine {
        id: review.id.clone(),
        kind: review.kind.code().to_owned(),
        kind_title: review.kind.in_words().to_owned(),
        label: review.label.clone(),
        state: review.standing(day).in_words().to_owned(),
        action: review.action.clone(),
        published: review.published.filter(|published| *published <= day),
        link: review.link.clone(),
    };
    let wanted = |review: &&Review| {
        kind.is_none_or(|kind| review.kind.code() == kind)
            && review.standing(day) != Standing::NotBegun
    };
    let found: Vec<ReviewLine> = held.iter().filter(wanted).map(line).collect();
    or_none(found, RecordAnswer::Reviews, "No review of this kind is on record.")
}

fn sources(answers: &Answers, catalogue: &Catalogue, setting: &ReportSetting) -> Vec<SourceLine> {
    let mut lines: Vec<SourceLine> = answers
        .sources
        .iter()
        .map(|source| SourceLine {
            agency: source.agency.clone(),
            revision: source.revision.clone(),
            period: source.period,
            licence: source.licence.clone(),
            measures: measures_from(answers, source, catalogue, setting),
        })
        .collect();
    lines.sort();
    lines.dedup();
    lines
}

/// The titles of the measures that came from a return for a period.
fn measures_from(
    answers: &Answers,
    source: &sightline_measures::table::SourceLine,
    catalogue: &Catalogue,
    setting: &ReportSetting,
) -> Vec<String> {
    let tables = answers.tables.iter().chain(&answers.area_tables);
    let figures = answers.figures.iter().chain(tables.flat_map(|table| table.figures()));
    let of = |input: &&sightline_measures::table::Input| {
        input.key.period == source.period && input.origin.revision().to_string() == source.revision
    };
    let ids: BTreeSet<_> =
        figures.flat_map(|f| &f.inputs).filter(of).map(|i| i.key.measure.clone()).collect();
    let title = |id: sightline_kernel::ids::MeasureId| {
        let card = catalogue.measure(id.as_str(), setting.year.end());
        card.map_or_else(|| id.to_string(), |card| card.title.clone())
    };
    ids.into_iter().map(title).collect()
}

/// One line for each measure, period, agency and reason.
fn absences(
    held: &[Observation],
    catalogue: &Catalogue,
    setting: &ReportSetting,
) -> Vec<AbsenceLine> {
    let mut lines: Vec<AbsenceLine> = Vec::new();
    for observation in held {
        let Value::Absent(absence) = &observation.value else { continue };
        let card = catalogue.measure(observation.key.measure.as_str(), setting.year.end());
        let line = AbsenceLine {
            measure: card.map_or_else(|| observation.key.measure.to_string(), |c| c.title.clone()),
            period: observation.key.period,
            cell: cell_in_words(observation, catalogue, setting),
            agency: catalogue.agency_name(observation.origin.agency()),
            kind: absence.kind.in_words().to_owned(),
            reason: absence.reason.clone(),
            count: 1,
        };
        lines.push(line);
    }
    lines.sort();
    lines
}

fn cell_in_words(
    observation: &Observation,
    catalogue: &Catalogue,
    setting: &ReportSetting,
) -> String {
    let day = setting.year.end();
    let card = catalogue.measure(observation.key.measure.as_str(), day);
    let words = observation.key.cell.pairs().map(|(dimension, code)| {
        let list = card.and_then(|card| card.dimension(dimension.as_str())).map(|d| &d.list);
        let list = list.and_then(|id| catalogue.list(id.as_str(), day));
        let category = list.and_then(|list| list.category(code.as_str()));
        category.map_or_else(|| code.to_string(), |category| category.name.clone())
    });
    words.collect::<Vec<_>>().join(", ")
}
