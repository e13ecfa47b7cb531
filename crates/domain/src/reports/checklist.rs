//! Statutory checklists: what a report must say by law.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sightline_kernel::ids::ChecklistId;
use sightline_kernel::versions::Versioned;

/// A checklist, one version, as its definition file holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Checklist {
    /// The checklist's id.
    pub id: ChecklistId,
    /// Counts up; a published version never changes.
    pub version: u32,
    /// A title for people.
    pub title: String,
    /// First day on which it holds.
    pub from: Date,
    /// Last day, if it has ended.
    #[serde(default)]
    pub to: Option<Date>,
    /// The law or guidance.
    pub source: String,
    /// What to know about it.
    #[serde(default)]
    pub note: Option<String>,
    /// The items.
    #[serde(rename = "item")]
    pub items: Vec<ChecklistItem>,
}

/// One thing that a report must say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ChecklistItem {
    /// The item's id, unique in the checklist.
    pub id: String,
    /// What must be said, in our own words.
    pub text: String,
    /// The paragraph that asks for it.
    pub source: String,
    /// False where it is good practice and not a duty.
    #[serde(default = "yes")]
    pub required: bool,
}

fn yes() -> bool {
    true
}

impl Versioned for Checklist {
    fn id(&self) -> &str {
        self.id.as_str()
    }
    fn version(&self) -> u32 {
        self.version
    }
    fn holds(&self) -> (Date, Option<Date>) {
        (self.from, self.to)
    }
}

impl Checklist {
    /// Whether this version holds on the day.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}
