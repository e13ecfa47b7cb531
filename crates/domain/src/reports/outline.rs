//! The outline of a report: its usual chapters, and which items of the checklists each answers.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sightline_kernel::ids::ChecklistId;
use sightline_kernel::versions::Versioned;

/// An outline, one version, as its definition file holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Outline {
    /// The outline's id.
    pub id: String,
    /// Counts up; a published version never changes.
    pub version: u32,
    /// A title for people.
    pub title: String,
    /// First day on which it holds.
    pub from: Date,
    /// Last day, if it has ended.
    #[serde(default)]
    pub to: Option<Date>,
    /// Where it comes from.
    pub source: String,
    /// The chapters.
    #[serde(rename = "chapter")]
    pub chapters: Vec<OutlineChapter>,
}

/// A usual chapter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OutlineChapter {
    /// The chapter's id, unique in the outline.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Where it stands among the others.
    pub order: u32,
    /// The themes of the measures that it shows.
    #[serde(default)]
    pub themes: Vec<String>,
    /// The items that it answers, as `checklist/item`, the way chapters name them.
    #[serde(default)]
    pub answers: Vec<String>,
}

impl Versioned for Outline {
    fn id(&self) -> &str {
        &self.id
    }
    fn version(&self) -> u32 {
        self.version
    }
    fn holds(&self) -> (Date, Option<Date>) {
        (self.from, self.to)
    }
}

impl Outline {
    /// Whether this version holds on the day.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// The chapter that usually answers an item of a checklist.
    #[must_use]
    pub fn chapter_for(&self, checklist: &ChecklistId, item: &str) -> Option<&OutlineChapter> {
        let named = format!("{checklist}/{item}");
        self.chapters.iter().find(|chapter| chapter.answers.contains(&named))
    }
}
