//! The records that a report prints: read from the content's files, and answered from what the
//! application gathered.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use sightline_app::ports::{Answers, ReportSetting};
use sightline_domain::reports::Checklist;
use sightline_domain::reviews::{Review, ReviewKind, Standing};
use sightline_kernel::defs::Source;
use sightline_kernel::ids::{AgencyId, ChecklistId};
use sightline_kernel::query::{DataQuery, Place};
use sightline_kernel::sensitivity::Audience;
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
    /// What a public report has set aside, by what would ask for it.
    aside: Aside,
}

/// The names of what was set aside.
#[derive(Debug, Default)]
struct Aside {
    agencies: BTreeSet<AgencyId>,
    quotations: BTreeSet<String>,
    groups: BTreeSet<String>,
}

/// A record that is marked for partners.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marked {
    /// What it is, without its words.
    pub(super) what: String,
    /// The file that holds it.
    pub(super) file: String,
}

/// The files of records whose entries have no audience of their own.
pub(super) const UNMARKED: [&str; 3] = ["groups.toml", "glossary.toml", "reviews.toml"];
const STATEMENTS: &str = "statements.toml";
const QUOTATIONS: &str = "quotations.toml";
const OBJECTIVES: &str = "objectives.toml";

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
        if let Some(file) = file::<Objectives>(sources, OBJECTIVES, &mut queries) {
            records.objectives = file.group.into_iter().map(|g| (g.id, g.objective)).collect();
        }
        if let Some(file) = file::<Statements>(sources, STATEMENTS, &mut queries) {
            records.statements = file.statement;
        }
        if let Some(file) = file::<Quotations>(sources, QUOTATIONS, &mut queries) {
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

    /// Takes what is marked for partners out of the records; says what that was.
    pub(super) fn set_aside_marked(
        &mut self,
        sources: &[Source],
        catalogue: &Catalogue,
    ) -> Vec<Marked> {
        let mut marked = Vec::new();
        let mut note =
            |what: String, name: &str| marked.push(Marked { what, file: path_of(sources, name) });
        let aside = &mut self.aside;
        self.statements.retain(|statement| {
            let shown = statement.audience == Audience::Public;
            if !shown {
                note(format!("the statement of {}", statement.agency), STATEMENTS);
                let of = |id: &&AgencyId| catalogue.agency_name(id) == statement.agency;
                aside.agencies.extend(catalogue.agencies.keys().find(of).cloned());
            }
            shown
        });
        self.quotations.retain(|quotation| {
            let shown = quotation.audience == Audience::Public;
            if !shown {
                note(format!("the quotation {}", quotation.id), QUOTATIONS);
                aside.quotations.insert(quotation.id.clone());
            }
            shown
        });
        for (group, objectives) in &mut self.objectives {
            let held = objectives.len();
            objectives.retain(|objective| objective.audience == Audience::Public);
            let gone = held - objectives.len();
            if gone > 0 {
                note(format!("{gone} of the objectives of {group}"), OBJECTIVES);
                aside.groups.insert(group.clone());
            }
        }
        marked
    }

    /// Whether all that was asked for was set aside.
    pub(super) fn only_marked(&self, what: &RecordKind) -> bool {
        match what {
            RecordKind::Quotation { id } => self.aside.quotations.contains(id),
            RecordKind::Statement { agency: Some(agency) } => self.aside.agencies.contains(agency),
            RecordKind::WeSaidWeDid { group } => {
                self.aside.groups.contains(group)
                    && self.objectives.get(group).is_none_or(Vec::is_empty)
            }
            _ => false,
        }
    }

    /// Records for the public whose words carry a marking.
    pub(super) fn with_markings(&self, sources: &[Source]) -> Vec<DataQuery> {
        let statements = self.statements.iter().map(|s| (STATEMENTS, s.text.as_str()));
        let quotations = self.quotations.iter().flat_map(|q| {
            [&q.text, &q.source, &q.consent, &q.what_changed]
                .map(|text| (QUOTATIONS, text.as_str()))
        });
        let objectives = self.objectives.values().flatten().flat_map(|o| {
            [Some(&o.said), Some(&o.did), o.next.as_ref()]
                .into_iter()
                .flatten()
                .map(|text| (OBJECTIVES, text.as_str()))
        });
        let all = statements.chain(quotations).chain(objectives);
        let found = all.flat_map(|(name, text)| {
            let file = path_of(sources, name);
            super::marked::carries_marking(&file, text).into_iter().map(move |query| DataQuery {
                place: Place { file: Some(file.clone()), ..Place::default() },
                ..query
            })
        });
        found.collect()
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

/// The path of a file of records, as a person would write it.
fn path_of(sources: &[Source], name: &str) -> String {
    let of = |source: &&Source| source.path.rsplit('/').next() == Some(name);
    sources.iter().find(of).map_or_else(|| name.to_owned(), |source| source.path.clone())
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
