//! The thresholds of reconciliation, as data.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sightline_kernel::decimal::Decimal;
use sightline_kernel::defs::Source;
use sightline_kernel::dimension::Cell;
use sightline_kernel::ids::MeasureId;
use sightline_kernel::query::DataQuery;

/// The thresholds, one version, as a definition file holds them. [`Settings::default`] gives the
/// values that the guide states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Settings {
    /// Counts up; a published version never changes.
    pub version: u32,
    /// First day on which this version holds.
    pub from: Date,
    /// Words that say that nothing much changed.
    pub stable_words: Vec<String>,
    /// They hold up to this change, in per cent.
    pub stable_percent: Decimal,
    /// Words that say that two shares are about equal.
    pub in_line_words: Vec<String>,
    /// They hold up to this difference, in percentage points.
    pub in_line_points: Decimal,
    /// Words for more.
    pub rise_words: Vec<String>,
    /// Words for less.
    pub fall_words: Vec<String>,
    /// A value this many times its neighbour is looked at.
    pub slip_factor: u32,
    /// The larger of the two must be at least this.
    pub slip_floor: u32,
    /// Two tables of fewer equal values than this are left alone.
    pub identical_values: usize,
    /// A sum of two other measures below this is left alone: small numbers meet by chance.
    pub units_floor: u32,
    /// Counts from 1 to this that no rule hides are warned of before they are printed.
    pub small_printed: u32,
    /// Which counts of reviews the list of reviews must confirm.
    #[serde(rename = "review-count")]
    pub review_counts: Vec<ReviewCount>,
}

impl Settings {
    /// The settings that hold on a day, from the definition files below `reconciliation/`; of
    /// several versions the newest that has begun, of one version in two folders the later one.
    /// Without a file, the shipped values.
    ///
    /// Gives a data query for each file that cannot be read.
    #[must_use]
    pub fn load(sources: &[Source], day: Date) -> (Self, Vec<DataQuery>) {
        let mut queries = Vec::new();
        let mut held: Option<Self> = None;
        let of_kind = |source: &&Source| source.path.contains("/reconciliation/");
        for source in sources.iter().filter(of_kind) {
            match source.read::<Self>() {
                Ok(settings) if settings.from <= day => {
                    if held.as_ref().is_none_or(|held| held.version <= settings.version) {
                        held = Some(settings);
                    }
                }
                Ok(_) => {}
                Err(query) => queries.push(*query),
            }
        }
        (held.unwrap_or_default(), queries)
    }
}

/// A count that the list of reviews must confirm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ReviewCount {
    /// The measure.
    pub measure: MeasureId,
    /// Its category; empty for the measure without a breakdown.
    #[serde(default)]
    pub cell: Cell,
    /// The kinds of review, by their codes in the list.
    pub kinds: Vec<String>,
    /// What must have happened in the period.
    pub event: ReviewEvent,
}

/// What happened to a review in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewEvent {
    /// It began.
    Begun,
    /// It ended.
    Ended,
    /// It was published.
    Published,
    /// It was under way on the last day.
    Ongoing,
}

impl ReviewEvent {
    /// “began in”, as a sentence needs it.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Begun => "begun in",
            Self::Ended => "ended in",
            Self::Published => "published in",
            Self::Ongoing => "under way at the end of",
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect();
        Self {
            version: 1,
            from: jiff::civil::date(2020, 4, 1),
            stable_words: words(&[
                "relatively stable",
                "stable",
                "unchanged",
                "no change",
                "similar",
                "steady",
            ]),
            stable_percent: Decimal::from(5),
            in_line_words: words(&["in line", "similar", "the same", "comparable"]),
            in_line_points: Decimal::ONE,
            rise_words: words(&["increase", "increased", "rise", "rose", "up", "more", "higher"]),
            fall_words: words(&[
                "decrease",
                "decreased",
                "fall",
                "fell",
                "down",
                "fewer",
                "lower",
                "reduction",
                "reduced",
            ]),
            slip_factor: 10,
            slip_floor: 50,
            identical_values: 6,
            units_floor: 20,
            small_printed: 4,
            review_counts: review_counts(),
        }
    }
}

/// The counts of `reviews.count` and of case reviews of anti-social behaviour.
fn review_counts() -> Vec<ReviewCount> {
    const STATUTORY: [&str; 5] = [
        "rapid-review",
        "child-safeguarding-practice-review",
        "safeguarding-adult-review",
        "domestic-homicide-review",
        "legacy-serious-case-review",
    ];
    let table: [(&str, &str, &[&str], ReviewEvent); 6] = [
        ("reviews.count", "stage=rapid-reviews-undertaken", &["rapid-review"], ReviewEvent::Begun),
        (
            "reviews.count",
            "stage=safeguarding-adult-reviews-initiated",
            &["safeguarding-adult-review"],
            ReviewEvent::Begun,
        ),
        (
            "reviews.count",
            "stage=domestic-homicide-reviews-initiated",
            &["domestic-homicide-review"],
            ReviewEvent::Begun,
        ),
        (
            "reviews.count",
            "stage=serious-case-reviews-published",
            &["legacy-serious-case-review"],
            ReviewEvent::Published,
        ),
        ("reviews.count", "stage=statutory-reviews-ongoing", &STATUTORY, ReviewEvent::Ongoing),
        ("asb.case_reviews_held", "", &["anti-social-behaviour-case-review"], ReviewEvent::Begun),
    ];
    let count = |(measure, cell, kinds, event): (&str, &str, &[&str], ReviewEvent)| {
        Some(ReviewCount {
            measure: MeasureId::new(measure).ok()?,
            cell: Cell::parse(cell).ok()?,
            kinds: kinds.iter().map(|kind| (*kind).to_owned()).collect(),
            event,
        })
    };
    table.into_iter().filter_map(count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_values_read_back() {
        let settings = Settings::default();
        assert_eq!(settings.review_counts.len(), 6);
        let text = toml::to_string(&settings).unwrap();
        assert_eq!(toml::from_str::<Settings>(&text).unwrap(), settings);
    }

    /// If you are here because you changed a threshold: a published version never changes, so add
    /// the next version's file, and the default only where the newest file says the same.
    #[test]
    fn the_shipped_file_says_what_the_code_has() {
        let path = "defs/reconciliation/1.toml";
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
        let text = std::fs::read_to_string(file).unwrap();
        let shipped = Source { path: path.to_owned(), text };
        let later = Source {
            path: "own/defs/reconciliation/2.toml".to_owned(),
            text: "version = 2\nfrom = \"2023-04-01\"\nslip-factor = 20\n".to_owned(),
        };
        let wrong =
            Source { path: "defs/reconciliation/3.toml".to_owned(), text: "slip = 1".to_owned() };
        let all = [shipped, later, wrong];
        let (now, queries) = Settings::load(&all, jiff::civil::date(2022, 3, 31));
        assert_eq!(now, Settings::default());
        assert_eq!(queries.len(), 1);
        assert_eq!(Settings::load(&all, jiff::civil::date(2024, 3, 31)).0.slip_factor, 20);
    }

    #[test]
    fn a_word_of_change_means_one_thing() {
        let settings = Settings::default();
        for word in &settings.rise_words {
            assert!(!settings.fall_words.contains(word) && !settings.stable_words.contains(word));
        }
    }
}
