//! The thresholds of words, as their definition file holds them.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sightline_kernel::decimal::{Decimal, Ratio};

/// From which number on a word is right. One version, as `defs/words` holds it.
///
/// All bounds are in per cent: of the earlier value for a change, of the base for a share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Thresholds {
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
    /// How near typed fractions such as “one in five” must be.
    pub fraction: FractionRule,
    /// What is said, the first that fits.
    #[serde(default)]
    pub say: Vec<Say>,
    /// What typed words may mean.
    #[serde(default)]
    pub judge: Vec<Judge>,
}

/// What a word is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    /// A change from an earlier value.
    Change,
    /// A share of a base.
    Share,
}

/// Between which numbers words are right; a bound that is left out does not bind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// At least this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Decimal>,
    /// More than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub above: Option<Decimal>,
    /// At most this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Decimal>,
    /// Less than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<Decimal>,
}

impl Range {
    /// Whether the number of per cent lies within.
    #[must_use]
    pub fn holds(&self, percent: &Ratio) -> bool {
        self.from.is_none_or(|bound| *percent >= Ratio::from(bound))
            && self.above.is_none_or(|bound| *percent > Ratio::from(bound))
            && self.to.is_none_or(|bound| *percent <= Ratio::from(bound))
            && self.below.is_none_or(|bound| *percent < Ratio::from(bound))
    }

    /// Whether the sign alone decides, so that a change in number is enough to judge by.
    #[must_use]
    pub fn by_sign(&self) -> bool {
        let bounds = [self.from, self.above, self.to, self.below];
        bounds.into_iter().flatten().all(|bound| bound.is_zero())
    }
}

/// Words that Sightline says when a number lies in the range.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Say {
    /// About what.
    pub of: About,
    /// The words; `{number}` stands for the printed number without its sign.
    pub words: String,
    /// When.
    pub when: Range,
}

/// Words that people type, and between which numbers they are right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Judge {
    /// About what.
    pub of: About,
    /// The spellings, in lower case.
    pub words: Vec<String>,
    /// When they are right.
    pub when: Range,
}

/// How near typed fractions must be, in percentage points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FractionRule {
    /// “one in five”, “about a quarter”: at most this far away, either side.
    pub about: Decimal,
    /// “nearly half”, “just over a third”: at most this far away, on the side said.
    pub near: Decimal,
}
