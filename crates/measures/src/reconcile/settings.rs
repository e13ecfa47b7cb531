//! The thresholds of reconciliation, as data.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sightline_kernel::decimal::Decimal;
use sightline_kernel::dimension::Cell;
use sightline_kernel::ids::MeasureId;

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
    /// Which counts of reviews the list of reviews must confirm.
    #[serde(rename = "review-count")]
    pub review_counts: Vec<ReviewCount>,
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

    #[test]
    fn a_word_of_change_means_one_thing() {
        let settings = Settings::default();
        for word in &settings.rise_words {
            assert!(!settings.fall_words.contains(word) && !settings.stable_words.contains(word));
        }
    }
}
