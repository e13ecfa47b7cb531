//! A measure's value beside the year before, each comparator set in force, and its target.

use sightline_kernel::ids::AreaCode;
use sightline_kernel::period::Period;
use sightline_measures::card::{Form, MeasureCard};
use sightline_measures::catalogue::ComparatorSet;
use sightline_measures::print;
use sightline_measures::request::{Comparator, FigureRequest, Indicator, Selector};
use sightline_measures::table::Figure;

use crate::desk::Desk;

/// What a measure's value is held against.
#[derive(Debug, Clone)]
pub struct Compared {
    /// The partnership's area, by name.
    pub area: String,
    /// What the figures are, as a heading: “Rate per 1,000”, “Offences”.
    pub heading: String,
    /// The own figure: a rate where the measure has a rate rule, else the value.
    pub own: Figure,
    /// What it is held against, in order: the year before, each set, the target.
    pub against: Vec<Against>,
}

/// One thing that a value is held against.
#[derive(Debug, Clone)]
pub struct Against {
    /// The period, the set's title, or “Target”.
    pub label: String,
    /// The areas of a set, by name; empty for the others.
    pub members: Vec<String>,
    /// Where a set comes from.
    pub source: Option<String>,
    /// Its figure; of several areas the median.
    pub figure: Figure,
    /// The own figure less this one; for the year before of a rate, the change of the count in per
    /// cent.
    pub gap: Figure,
}

/// What is to be asked: the own figure, then each figure with its gap.
pub(super) struct Plan {
    area: String,
    heading: String,
    of: Selector,
    own: Indicator,
    lines: Vec<Line>,
}

struct Line {
    label: String,
    members: Vec<String>,
    source: Option<String>,
    /// Its period, where it is not the page's.
    period: Option<Period>,
    figure: Indicator,
    gap: Indicator,
}

/// The comparator sets of the partnership's area that hold at the period's end.
pub(super) fn sets(desk: &Desk, period: Period) -> Vec<&ComparatorSet> {
    let catalogue = desk.catalogue();
    let day = period.end();
    let known = catalogue.comparators.keys();
    known
        .filter_map(|id| catalogue.comparator(id.as_str(), day))
        .filter(|set| set.from <= day && set.to.is_none_or(|to| day <= to))
        .filter(|set| set.area == desk.folder.config.area)
        .collect()
}

/// Plans the comparison of a measure for a period. Counts of areas of different size are not held
/// against each other: a count is compared with other areas only as a rate.
pub(super) fn plan(desk: &Desk, card: &MeasureCard, period: Period) -> Plan {
    let areas = &desk.catalogue().areas;
    let name = |code: &AreaCode| {
        areas.get(code).map_or_else(|| code.to_string(), |area| area.name.clone())
    };
    let counted = card.form == Form::Count;
    let rated = counted && card.rate.is_some();
    let own = if rated { Indicator::Rate { per: None, vintage: None } } else { Indicator::Value };
    let mut lines = vec![year_before(period, rated.then_some(&own))];
    if rated || !(counted || card.form == Form::Pounds) {
        lines.extend(sets(desk, period).into_iter().map(|set| {
            let with = Comparator::Set(set.id.clone());
            Line {
                members: set.members.iter().map(name).collect(),
                source: Some(set.source.clone()),
                ..Line::plain(
                    set.title.clone(),
                    Indicator::Compared { with: with.clone() },
                    Indicator::Gap { against: with },
                )
            }
        }));
    }
    let gap = Indicator::Gap { against: Comparator::Target };
    lines.push(Line::plain("Target".to_owned(), Indicator::Target, gap));
    let of = Selector { period: Some(period), ..Selector::measure(card.id.clone()) };
    let heading = match card.rate.as_ref().filter(|_| rated) {
        Some(rule) => format!("Rate per {}", print::per(rule.per)),
        None => print::value_heading(card),
    };
    Plan { area: name(&desk.folder.config.area), heading, of, own, lines }
}

/// The year before: of a rate the rate then, with the change of the count in per cent.
fn year_before(period: Period, rate: Option<&Indicator>) -> Line {
    let before = period.year_before();
    let since = Some(before);
    let label = before.in_words();
    match rate {
        Some(rate) => Line {
            period: since,
            ..Line::plain(label, rate.clone(), Indicator::ChangePercent { since })
        },
        None => {
            Line::plain(label, Indicator::Earlier { period: since }, Indicator::Change { since })
        }
    }
}

impl Line {
    fn plain(label: String, figure: Indicator, gap: Indicator) -> Self {
        Self { label, members: Vec::new(), source: None, period: None, figure, gap }
    }
}

impl Plan {
    /// The requests, in order.
    pub(super) fn requests(&self) -> Vec<FigureRequest> {
        let ask = |indicator: &Indicator, period: Option<Period>| FigureRequest {
            of: Selector { period: period.or(self.of.period), ..self.of.clone() },
            indicator: indicator.clone(),
        };
        let pairs = self
            .lines
            .iter()
            .flat_map(|line| [ask(&line.figure, line.period), ask(&line.gap, None)]);
        std::iter::once(ask(&self.own, None)).chain(pairs).collect()
    }

    /// The comparison, from the answers to [`Plan::requests`]; nothing when there are too few.
    pub(super) fn answered(self, figures: Vec<Figure>) -> Option<Compared> {
        let mut figures = figures.into_iter();
        let own = figures.next()?;
        let mut against = Vec::new();
        for line in self.lines {
            let (figure, gap) = (figures.next()?, figures.next()?);
            let Line { label, members, source, .. } = line;
            against.push(Against { label, members, source, figure, gap });
        }
        Some(Compared { area: self.area, heading: self.heading, own, against })
    }
}
