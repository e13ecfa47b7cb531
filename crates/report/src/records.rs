//! Records that a report prints, as plain values. Whoever builds the report fills them.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sightline_kernel::ids::ChecklistId;
use sightline_kernel::period::Period;
use sightline_kernel::sensitivity::Audience;
use sightline_measures::table::{Figure, Table};

/// The answer to a [`crate::chapter::requests::RecordAsk`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordAnswer {
    /// A checklist with its coverage.
    Checklist(ChecklistCoverage),
    /// One group's objectives.
    WeSaidWeDid(WeSaidWeDid),
    /// Partners' statements, in order.
    Statements(Vec<PartnerStatement>),
    /// One quotation.
    Quotation(Quotation),
    /// The groups.
    Structure(StructureChart),
    /// The area.
    AreaContext(AreaContext),
    /// Reviews, in order.
    Reviews(Vec<ReviewLine>),
    /// The glossary, in alphabetical order.
    Glossary(Vec<GlossaryEntry>),
    /// Sources, in order.
    Sources(Vec<SourceLine>),
    /// Absences, in order.
    Absences(Vec<AbsenceLine>),
    /// Nothing is held; the sentence that is printed instead.
    NotHeld(String),
}

impl RecordAnswer {
    /// The figures that the record prints: those of area context.
    pub fn figures(&self) -> impl Iterator<Item = &Figure> {
        let context = match self {
            Self::AreaContext(context) => Some(context),
            _ => None,
        };
        context.into_iter().flat_map(|context| {
            let facts = context.facts.iter().map(|fact| &fact.figure);
            facts.chain(context.tables.iter().flat_map(Table::figures))
        })
    }
}

/// The partnership's groups and how they hang together.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StructureChart {
    /// The groups; a parent stands before its children.
    pub groups: Vec<GroupNode>,
}

/// One group in the structure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct GroupNode {
    /// Its id.
    pub id: String,
    /// Its name at the end of the report's year.
    pub name: String,
    /// What it was called before.
    #[serde(default)]
    pub former_names: Vec<String>,
    /// What it is in law or by agreement, such as “local domestic abuse partnership board”.
    #[serde(default)]
    pub roles: Vec<String>,
    /// The group it answers to.
    #[serde(default)]
    pub parent: Option<String>,
}

/// A partner's statement about its year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PartnerStatement {
    /// The agency's name as printed.
    pub agency: String,
    /// The title of the role that signed it, not a person's name.
    pub role_title: String,
    /// The text; paragraphs are parted by an empty line.
    pub text: String,
    /// The period that it is about.
    pub period: Period,
    /// Where the text stands: file and first line.
    #[serde(default)]
    pub source: Option<String>,
    /// For whom it is.
    #[serde(default)]
    pub audience: Audience,
}

/// Somebody's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Quotation {
    /// Its id.
    pub id: String,
    /// The words.
    pub text: String,
    /// Who said it, by role: “a parent”.
    pub source: String,
    /// What was agreed about its use, and when.
    pub consent: String,
    /// What changed because of it.
    pub what_changed: String,
    /// For whom it is.
    #[serde(default)]
    pub audience: Audience,
}

/// What a group said that it would do, and what it did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct WeSaidWeDid {
    /// The group's name.
    pub group: String,
    /// Its objectives.
    pub items: Vec<Objective>,
}

/// One objective.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Objective {
    /// What the group said that it would do.
    pub said: String,
    /// What it did.
    pub did: String,
    /// How far it came.
    pub status: ObjectiveStatus,
    /// What comes next, if anything.
    #[serde(default)]
    pub next: Option<String>,
    /// For whom it is.
    #[serde(default)]
    pub audience: Audience,
}

/// How far an objective came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ObjectiveStatus {
    /// Done.
    Done,
    /// Under way.
    UnderWay,
    /// Delayed.
    Delayed,
    /// Not done.
    NotDone,
}

impl ObjectiveStatus {
    /// How it is printed.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Done => "Done",
            Self::UnderWay => "Under way",
            Self::Delayed => "Delayed",
            Self::NotDone => "Not done",
        }
    }
}

/// One review in a list of reviews.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ReviewLine {
    /// Type, year and sequence: `SAR-2021-1`. A pseudonym is only a label.
    pub id: String,
    /// The kind's code, such as `safeguarding-adult-review`.
    pub kind: String,
    /// The kind in words.
    pub kind_title: String,
    /// How it is called in print, if anything.
    #[serde(default)]
    pub label: Option<String>,
    /// Its state at the end of the report's year.
    pub state: String,
    /// What was done with its recommendations, or why one was not taken up.
    #[serde(default)]
    pub action: Option<String>,
    /// When it was published.
    #[serde(default)]
    pub published: Option<Date>,
    /// Where it can be read.
    #[serde(default)]
    pub link: Option<String>,
}

/// A statutory checklist, and where the report answers each item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChecklistCoverage {
    /// Which.
    pub checklist: ChecklistId,
    /// Its title.
    pub title: String,
    /// Where it comes from, in words.
    pub source: String,
    /// The items in order.
    pub items: Vec<CoveredItem>,
}

/// One item of a checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoveredItem {
    /// Its id.
    pub id: String,
    /// What the report must say.
    pub text: String,
    /// The rule that asks for it.
    pub rule: String,
    /// Whether the law requires it.
    pub required: bool,
    /// The chapters that answer it: id and title. Empty when none does.
    pub chapters: Vec<(String, String)>,
}

/// Something that was not supplied.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AbsenceLine {
    /// The measure's title.
    pub measure: String,
    /// The period.
    pub period: Period,
    /// The categories in words; empty for the whole measure.
    pub cell: String,
    /// The agency's name.
    pub agency: String,
    /// Of which kind, in words: “not supplied”.
    pub kind: String,
    /// Why.
    pub reason: String,
    /// How many observations this line stands for.
    pub count: usize,
}

/// A word and what it means.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct GlossaryEntry {
    /// The word or abbreviation.
    pub term: String,
    /// What it means.
    pub meaning: String,
}

/// Where figures come from: one return or publication.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceLine {
    /// The agency or publisher.
    pub agency: String,
    /// The return and revision, or the edition.
    pub revision: String,
    /// The period supplied.
    pub period: Period,
    /// The licence, for a publication.
    pub licence: Option<String>,
    /// The titles of the measures taken from it.
    pub measures: Vec<String>,
}

/// The area that the report is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaContext {
    /// Its name.
    pub area: String,
    /// Single facts, such as the population.
    pub facts: Vec<AreaFact>,
    /// Tables, such as population by age band.
    pub tables: Vec<Table>,
}

/// One fact about the area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaFact {
    /// What it says: “People living in the area”.
    pub label: String,
    /// The figure.
    pub figure: Figure,
}
