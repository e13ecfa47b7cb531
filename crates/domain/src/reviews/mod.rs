//! Reviews: deaths and serious harm, by the law that asks for them.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sightline_kernel::period::Period;

/// The kinds of review. DHR is the name until the law's new one is in force; a legacy serious case
/// review began under the law before 2018.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewKind {
    /// Rapid review (Children Act 2004 s16E–F; Working Together).
    RapidReview,
    /// Local child safeguarding practice review.
    ChildSafeguardingPracticeReview,
    /// Safeguarding adult review (Care Act 2014 s44).
    SafeguardingAdultReview,
    /// Domestic homicide review (Domestic Violence, Crime and Victims Act 2004 s9).
    DomesticHomicideReview,
    /// Anti-social behaviour case review (2014 Act s104).
    AntiSocialBehaviourCaseReview,
    /// Serious case review, begun under the old law.
    LegacySeriousCaseReview,
}

impl ReviewKind {
    /// The kind's code, as `reviews.toml` has it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::RapidReview => "rapid-review",
            Self::ChildSafeguardingPracticeReview => "child-safeguarding-practice-review",
            Self::SafeguardingAdultReview => "safeguarding-adult-review",
            Self::DomesticHomicideReview => "domestic-homicide-review",
            Self::AntiSocialBehaviourCaseReview => "anti-social-behaviour-case-review",
            Self::LegacySeriousCaseReview => "legacy-serious-case-review",
        }
    }

    /// The kind's name.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::RapidReview => "Rapid review",
            Self::ChildSafeguardingPracticeReview => "Local child safeguarding practice review",
            Self::SafeguardingAdultReview => "Safeguarding adult review",
            Self::DomesticHomicideReview => "Domestic homicide review",
            Self::AntiSocialBehaviourCaseReview => "Anti-social behaviour case review",
            Self::LegacySeriousCaseReview => "Serious case review (begun before 2018)",
        }
    }
}

/// A review as the list of reviews holds it: no personal data, a pseudonym is only a label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Review {
    /// Type, year and sequence, such as `SAR-2021-1`.
    pub id: String,
    /// The kind.
    pub kind: ReviewKind,
    /// How it is called in print, if anything.
    #[serde(default)]
    pub label: Option<String>,
    /// When the decision to begin was taken.
    pub begun: Date,
    /// When it ended, if it has.
    #[serde(default)]
    pub ended: Option<Date>,
    /// When it was published, if it was.
    #[serde(default)]
    pub published: Option<Date>,
    /// What was done with its recommendations, or why one was not taken up.
    #[serde(default)]
    pub action: Option<String>,
    /// Where it can be read.
    #[serde(default)]
    pub link: Option<String>,
}

/// Where a review stood on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Not begun.
    NotBegun,
    /// Under way.
    Ongoing,
    /// Ended, not published.
    Ended,
    /// Published.
    Published,
}

impl Standing {
    /// How it is printed.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::NotBegun => "Not begun",
            Self::Ongoing => "Ongoing",
            Self::Ended => "Concluded",
            Self::Published => "Published",
        }
    }
}

impl Review {
    /// Where the review stood at the end of a day.
    #[must_use]
    pub fn standing(&self, day: Date) -> Standing {
        let by = |date: Option<Date>| date.is_some_and(|date| date <= day);
        if self.begun > day {
            Standing::NotBegun
        } else if by(self.published) {
            Standing::Published
        } else if by(self.ended) {
            Standing::Ended
        } else {
            Standing::Ongoing
        }
    }

    /// Whether it was begun within the period.
    #[must_use]
    pub fn begun_in(&self, period: Period) -> bool {
        period.start() <= self.begun && self.begun <= period.end()
    }

    /// Whether it was published within the period.
    #[must_use]
    pub fn published_in(&self, period: Period) -> bool {
        self.published.is_some_and(|day| period.start() <= day && day <= period.end())
    }
}

/// `reviews.toml`: the list of reviews.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewList {
    /// The reviews.
    #[serde(default, rename = "review")]
    pub reviews: Vec<Review>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_review_stands_where_its_dates_say() {
        let review = Review {
            id: "SAR-2021-1".into(),
            kind: ReviewKind::SafeguardingAdultReview,
            label: None,
            begun: date(2021, 5, 1),
            ended: Some(date(2022, 2, 1)),
            published: Some(date(2022, 6, 1)),
            action: None,
            link: None,
        };
        assert_eq!(review.standing(date(2021, 4, 30)), Standing::NotBegun);
        assert_eq!(review.standing(date(2021, 5, 1)), Standing::Ongoing);
        assert_eq!(review.standing(date(2022, 3, 31)), Standing::Ended);
        assert_eq!(review.standing(date(2022, 6, 1)), Standing::Published);
        assert!(review.begun_in(Period::ReportingYear(2021)));
        assert!(!review.published_in(Period::ReportingYear(2021)));
    }
}
