//! All definitions that measures need, found by id and day.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sightline_kernel::dimension::CodeList;
use sightline_kernel::ids::{
    AgencyId, AreaCode, CodeListId, ComparatorId, MeasureId, RevisionId, RuleId,
};
use sightline_kernel::period::Period;

use crate::card::MeasureCard;
use crate::observation::{Key, Observation};
use crate::words::Thresholds;

mod check;
mod load;
#[cfg(test)]
mod tests;

pub use load::{KINDS, load};

/// An area with its names, its place in others, and how long it has existed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Area {
    /// The code: a GSS code where one exists, else `kind:name`.
    pub code: AreaCode,
    /// The name as printed.
    pub name: String,
    /// The kind of area.
    pub kind: crate::card::Footprint,
    /// First day.
    #[serde(default)]
    pub from: Option<Date>,
    /// Last day, if it has ended.
    #[serde(default)]
    pub to: Option<Date>,
    /// What it was merged into.
    #[serde(default)]
    pub merged_into: Option<AreaCode>,
    /// The area that contains it.
    #[serde(default)]
    pub parent: Option<AreaCode>,
    /// Other spellings that returns use.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// A dated set of comparator areas for one area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ComparatorSet {
    /// The set's id.
    pub id: ComparatorId,
    /// Counts up.
    pub version: u32,
    /// The name as printed: “Statistical neighbours (2021)”.
    pub title: String,
    /// First day on which it holds.
    pub from: Date,
    /// Last day, if it has ended.
    #[serde(default)]
    pub to: Option<Date>,
    /// Where it comes from.
    pub source: String,
    /// The area for which these are comparators.
    pub area: AreaCode,
    /// The members.
    pub members: Vec<AreaCode>,
}

/// An agency's or publisher's name and kind, with former names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AgencyName {
    /// The id.
    pub id: AgencyId,
    /// The name as printed.
    pub name: String,
    /// True for a publisher of statistics, whose rows are publications and not returns.
    #[serde(default)]
    pub publisher: bool,
    /// The licence of a publisher's figures.
    #[serde(default)]
    pub licence: Option<String>,
}

/// A small-number suppression rule, one version, as its definition file holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SuppressionRule {
    /// The rule's id.
    pub id: RuleId,
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
    /// Counts from 1 up to and including this are hidden; 0 hides none.
    pub hide_up_to: u32,
    /// Whether a nil is hidden with them (the Safeguarding Adults Collection does).
    pub hide_nil: bool,
    /// Whether further cells are hidden so that none can be worked out.
    pub secondary: bool,
    /// How many values a reader must be left with for each hidden number; never fewer than two, and
    /// no more than the rule hides.
    #[serde(default = "three")]
    pub values_left: u32,
    /// Counts that are shown are rounded to this base.
    #[serde(default)]
    pub round_to: Option<u32>,
    /// Printed in place of a hidden small number.
    pub symbol: String,
    /// Printed in place of a number hidden to protect another; the same as `symbol` where absent.
    #[serde(default)]
    pub secondary_symbol: Option<String>,
    /// The sentence that explains the symbols below a table.
    pub legend: String,
    /// A share or rate whose base is below this prints no number.
    #[serde(default)]
    pub smallest_base: Option<u32>,
}

fn three() -> u32 {
    3
}

/// A litmus question: what a measure must answer to be worth collecting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LitmusQuestion {
    /// The question's id, as cards name it.
    pub id: String,
    /// The question.
    pub text: String,
}

/// What is said of a publication below what is printed from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// The title.
    pub title: String,
    /// Which edition.
    pub edition: String,
    /// Under which licence.
    pub licence: String,
    /// Where it can be had.
    pub source: String,
}

/// Every definition that measures need.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Catalogue {
    /// Measure cards, all versions, newest last.
    pub measures: BTreeMap<MeasureId, Vec<MeasureCard>>,
    /// Code lists, all versions, newest last.
    pub lists: BTreeMap<CodeListId, Vec<CodeList>>,
    /// Areas by code.
    pub areas: BTreeMap<AreaCode, Area>,
    /// Comparator sets, all versions, newest last.
    pub comparators: BTreeMap<ComparatorId, Vec<ComparatorSet>>,
    /// Suppression rules, all versions, newest last.
    pub rules: BTreeMap<RuleId, Vec<SuppressionRule>>,
    /// Agencies and publishers by id.
    pub agencies: BTreeMap<AgencyId, AgencyName>,
    /// The questions of the litmus test by id.
    pub litmus: BTreeMap<String, LitmusQuestion>,
    /// The thresholds of words, all versions, newest last.
    pub words: Vec<Thresholds>,
    /// The editions of the publications, by the revision that their observations carry.
    pub editions: BTreeMap<RevisionId, Edition>,
    /// Shipped publications in the order of their keys: populations by vintage, comparators'
    /// values. Add through [`Catalogue::publish`], which keeps the order.
    pub publications: Vec<Observation>,
}

impl Catalogue {
    /// The card that holds on the day, or the newest one before it, or the oldest.
    #[must_use]
    pub fn measure(&self, id: &str, day: Date) -> Option<&MeasureCard> {
        held(self.measures.get(id)?, day, |card| card.from)
    }

    /// The code list that holds on the day.
    #[must_use]
    pub fn list(&self, id: &str, day: Date) -> Option<&CodeList> {
        held(self.lists.get(id)?, day, |list| list.from)
    }

    /// The suppression rule that holds on the day.
    #[must_use]
    pub fn rule(&self, id: &str, day: Date) -> Option<&SuppressionRule> {
        held(self.rules.get(id)?, day, |rule| rule.from)
    }

    /// The thresholds of words that hold on the day.
    #[must_use]
    pub fn thresholds(&self, day: Date) -> Option<&Thresholds> {
        held(&self.words, day, |words| words.from)
    }

    /// Adds publications and keeps them in the order of their keys.
    pub fn publish(&mut self, observations: impl IntoIterator<Item = Observation>) {
        self.publications.extend(observations);
        self.publications.sort_by(|a, b| a.key.cmp(&b.key).then(a.origin.cmp(&b.origin)));
    }

    /// The shipped publications of a key.
    #[must_use]
    pub fn published(&self, key: &Key) -> &[Observation] {
        let first = self.publications.partition_point(|known| known.key < *key);
        let rest = self.publications.get(first..).unwrap_or_default();
        let count = rest.partition_point(|known| known.key == *key);
        rest.get(..count).unwrap_or_default()
    }

    /// The shipped publications of a measure for a period and an area, whatever their categories.
    #[must_use]
    pub fn published_group(
        &self,
        measure: &MeasureId,
        period: Period,
        area: &AreaCode,
    ) -> &[Observation] {
        let place = |known: &Observation| {
            let key = &known.key;
            key.measure.cmp(measure).then(key.period.cmp(&period)).then(key.area.cmp(area))
        };
        let first = self.publications.partition_point(|known| place(known).is_lt());
        let rest = self.publications.get(first..).unwrap_or_default();
        let count = rest.partition_point(|known| place(known).is_eq());
        rest.get(..count).unwrap_or_default()
    }

    /// The comparator set that holds on the day.
    #[must_use]
    pub fn comparator(&self, id: &str, day: Date) -> Option<&ComparatorSet> {
        held(self.comparators.get(id)?, day, |set| set.from)
    }

    /// The area whose code, name or alias is the text, without regard to case.
    #[must_use]
    pub fn resolve_area(&self, text: &str) -> Option<&Area> {
        let same = |known: &str| known.eq_ignore_ascii_case(text);
        self.areas.get(text).or_else(|| {
            self.areas
                .values()
                .find(|area| same(&area.name) || area.aliases.iter().any(|alias| same(alias)))
        })
    }

    /// The area's name with its code, or the code alone where it has no name.
    #[must_use]
    pub fn area_name(&self, code: &AreaCode) -> String {
        self.areas
            .get(code)
            .map_or_else(|| code.to_string(), |area| format!("{} ({code})", area.name))
    }

    /// The agency's name as printed, or its id where it has none.
    #[must_use]
    pub fn agency_name(&self, id: &AgencyId) -> String {
        self.agencies.get(id).map_or_else(|| id.to_string(), |agency| agency.name.clone())
    }
}

/// The newest version that began on or before the day, else the oldest.
fn held<T>(versions: &[T], day: Date, from: impl Fn(&T) -> Date) -> Option<&T> {
    versions.iter().rev().find(|version| from(version) <= day).or_else(|| versions.first())
}
