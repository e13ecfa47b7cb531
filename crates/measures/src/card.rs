//! The measure card: what one thing counted is, and how it may be used.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sightline_kernel::ids::{CodeListId, DimensionId, MeasureId, RuleId};
use sightline_kernel::period::{Frequency, Period};

/// A measure card, one version, as its definition file holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MeasureCard {
    /// The measure's id, `theme.measure`.
    pub id: MeasureId,
    /// Counts up; a published version never changes.
    pub version: u32,
    /// A short title, as tables print it.
    pub title: String,
    /// The chapter that it belongs to, such as `crime`.
    pub theme: String,
    /// First day on which this version holds.
    pub from: Date,
    /// Last day on which this version holds, if it has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// Where the definition comes from.
    pub source: String,
    /// What is counted, in one or two sentences.
    pub definition: String,
    /// One of what: `offence`, `record`, `victim`. Different units are never added.
    pub counting_unit: String,
    /// The plural of the counting unit, where adding an s is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counting_units: Option<String>,
    /// Flow (over a period) or stock (at a moment).
    pub kind: Kind,
    /// What is supplied: a count, a percentage …
    #[serde(default)]
    pub form: Form,
    /// For a percentage or rate: what is above the line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numerator: Option<String>,
    /// For a percentage or rate: what is below the line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<String>,
    /// The measure that is the base of a supplied percentage, if Sightline holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<MeasureId>,
    /// The office that owns the figure, in words.
    pub owner: String,
    /// How often it is collected.
    pub frequency: Vec<Frequency>,
    /// How long after the period's end the figure exists, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lag: Option<String>,
    /// The kind of area that it is supplied for.
    #[serde(default)]
    pub footprint: Footprint,
    /// Which way is better.
    #[serde(default)]
    pub direction: Direction,
    /// Decimals printed for the value itself.
    #[serde(default)]
    pub places: u32,
    /// Decimals printed for shares of it, in per cent.
    #[serde(default)]
    pub share_places: u32,
    /// How rates of it are made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<RateRule>,
    /// Targets with their dates.
    #[serde(default, rename = "target", skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<Target>,
    /// The small-number suppression rule applied at output.
    pub suppression: RuleId,
    /// Whether several agencies each supply their own part, to be added, or one supplies all.
    #[serde(default)]
    pub supply: Supply,
    /// The breakdowns.
    #[serde(default, rename = "dimension", skip_serializing_if = "Vec::is_empty")]
    pub dimensions: Vec<MeasureDimension>,
    /// Measures that together count the same things once each: their sum should be this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub made_of: Vec<MeasureId>,
    /// Measures that it must never be added to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_added_to: Vec<MeasureId>,
    /// The litmus test: is it worth collecting?
    #[serde(default, rename = "litmus", skip_serializing_if = "Vec::is_empty")]
    pub litmus: Vec<LitmusAnswer>,
    /// Dates at which the series changed meaning.
    #[serde(default, rename = "series-break", skip_serializing_if = "Vec::is_empty")]
    pub series_breaks: Vec<SeriesBreak>,
    /// What a reader must know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Where its worked example stands, such as `specs/crime.md#crime.offences`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
}

/// Over a period, or at a moment. Stocks are never added over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Counted over the period.
    Flow,
    /// Counted at a moment.
    Stock,
}

/// What a return supplies for the measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// A whole number of things.
    #[default]
    Count,
    /// A percentage that was worked out elsewhere.
    Percentage,
    /// A rate that was worked out elsewhere.
    Rate,
    /// A duration in days.
    Days,
    /// Pounds.
    Pounds,
}

/// The kind of area for which a measure is supplied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Footprint {
    /// The partnership's local authority area.
    #[default]
    LocalAuthority,
    /// A counter-terrorism policing region.
    PreventRegion,
    /// A police force area.
    PoliceForce,
    /// An integrated care board's area.
    HealthArea,
    /// England, or England and Wales.
    National,
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// Neither: more may be more need or more trust.
    #[default]
    Neutral,
}

/// Whether agencies' values are added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Supply {
    /// One agency supplies the figure; the same figure from two is a data query.
    #[default]
    One,
    /// Each agency supplies its own part and the parts are added.
    Each,
}

/// How rates are made: per how many of which population, on which vintage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RateRule {
    /// 1,000, 10,000, 100,000 or 1,000,000.
    pub per: u32,
    /// The population measure.
    pub population: MeasureId,
    /// The vintage; without one, the latest that is not after the period's middle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vintage: Option<Period>,
    /// Decimals printed.
    pub places: u32,
}

/// A target for a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Target {
    /// The period that it is for.
    pub period: Period,
    /// The value aimed at.
    pub value: sightline_kernel::decimal::Decimal,
    /// Who set it.
    pub source: String,
}

/// How a measure is broken down by one dimension.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MeasureDimension {
    /// The dimension.
    pub id: DimensionId,
    /// Its code list; the version is the one that holds at the period's end.
    pub list: CodeListId,
    /// What the breakdown is called in a heading, such as “Offence group”.
    pub title: String,
    /// True when one case counts in exactly one category.
    pub exclusive: bool,
    /// True when the categories together are everything, so that the parts should reach the total.
    pub complete: bool,
}

/// A litmus question, its answer and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LitmusAnswer {
    /// The question's id in `defs/litmus`.
    pub question: String,
    /// Whether the measure passes.
    pub passes: bool,
    /// Why.
    pub reason: String,
}

/// A change of meaning in a series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SeriesBreak {
    /// The first day of the new meaning.
    pub at: Date,
    /// What changed.
    pub note: String,
}

impl MeasureCard {
    /// The breakdown by a dimension, if the measure has it.
    #[must_use]
    pub fn dimension(&self, id: &str) -> Option<&MeasureDimension> {
        self.dimensions.iter().find(|dimension| dimension.id.as_str() == id)
    }

    /// The counting unit for a number of things: “1 offence”, “2 offences”.
    #[must_use]
    pub fn units(&self) -> String {
        self.counting_units.clone().unwrap_or_else(|| format!("{}s", self.counting_unit))
    }

    /// Whether the values are amounts, which can be added and have shares. Percentages, rates and
    /// durations cannot.
    #[must_use]
    pub fn is_amount(&self) -> bool {
        matches!(self.form, Form::Count | Form::Pounds)
    }

    /// Whether this version holds on the day.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// Id and version, as figures store them: `crime.offences@1`.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}@{}", self.id, self.version)
    }
}
