//! The line of sight of figures, in words: what was computed, and from which rows of which
//! returns.

use std::collections::BTreeMap;

use sightline_measures::observation::Status;
use sightline_measures::request::{Comparator, Indicator};
use sightline_measures::table::{Figure, Input, Role, Table};

use crate::edition::Names;

/// Where the figures of one exhibit come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SightTable {
    /// The anchor: the exhibit's id, or `text`.
    pub id: String,
    /// The title.
    pub title: String,
    /// The figures.
    pub rows: Vec<Seen>,
}

/// One figure's line of sight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The anchor, for a figure in running text.
    pub anchor: Option<String>,
    /// Where it stands: row and column, or the words as printed.
    pub place: String,
    /// The figure's id in `figures.csv`.
    pub figure: String,
    /// As printed.
    pub printed: String,
    /// What was computed: “Recorded crime: rate per 1,000”.
    pub computed: String,
    /// Period, area and categories.
    pub about: String,
    /// What small-number suppression did; empty for nothing.
    pub treatment: String,
    /// The returns and rows behind it.
    pub returns: Vec<String>,
}

impl SightTable {
    pub(super) fn text() -> Self {
        Self { id: "text".to_owned(), title: "Figures in the text".to_owned(), rows: Vec::new() }
    }
}

/// The figures of a table, row by row.
pub(super) fn of_table(id: &str, title: &str, table: &Table, names: &Names) -> SightTable {
    let rows = table.rows.iter().flat_map(|row| {
        row.figures.iter().zip(&table.heads).map(|(figure, head)| {
            let place = format!("{}, {}", row.label, head.label);
            seen(None, place, figure, names)
        })
    });
    SightTable { id: id.to_owned(), title: title.to_owned(), rows: rows.collect() }
}

/// The figures behind words in running text. The first carries the anchor.
pub(super) fn of_text(anchor: &str, text: &str, figures: &[Figure], names: &Names) -> Vec<Seen> {
    figures
        .iter()
        .enumerate()
        .map(|(at, figure)| {
            let anchor = (at == 0).then(|| anchor.to_owned());
            seen(anchor, format!("“{text}”"), figure, names)
        })
        .collect()
}

fn seen(anchor: Option<String>, place: String, figure: &Figure, names: &Names) -> Seen {
    let mut about = format!("{}, {}", figure.period.in_words(), names.area(&figure.area));
    if !figure.cell.is_empty() {
        about.push_str(", ");
        about.push_str(&figure.cell.to_string());
    }
    if figure.status == Status::Provisional {
        about.push_str(", provisional");
    }
    Seen {
        anchor,
        place,
        figure: figure.id.clone(),
        printed: figure.printed.clone(),
        computed: format!("{}: {}", names.measure(&figure.measure), describe(&figure.indicator)),
        about,
        treatment: match figure.treatment.word() {
            "none" => String::new(),
            word => format!("small-number suppression: {word}"),
        },
        returns: inputs_in_words(&figure.inputs, names),
    }
}

/// How an indicator is computed, in a few words.
#[must_use]
pub fn describe(indicator: &Indicator) -> String {
    let since = |words: &str, since: &Option<sightline_kernel::period::Period>| match since {
        Some(period) => format!("{words} since {}", period.in_words()),
        None => format!("{words} since the period before"),
    };
    match indicator {
        Indicator::Value => "the number".to_owned(),
        Indicator::Share { of: None } => "share of the total".to_owned(),
        Indicator::Share { of: Some(base) } => format!("share of {}", base.measure),
        Indicator::Rate { per: Some(per), .. } => {
            format!("rate per {} people", crate::charts::grouped(*per))
        }
        Indicator::Rate { per: None, .. } => "rate by the measure's rule".to_owned(),
        Indicator::Change { since: earlier } => since("change", earlier),
        Indicator::ChangePercent { since: earlier } => since("change in per cent", earlier),
        Indicator::Earlier { period: Some(period) } => {
            format!("the number in {}", period.in_words())
        }
        Indicator::Earlier { period: None } => "the number in the period before".to_owned(),
        Indicator::Ratio { to } => format!("ratio to {}", to.measure),
        Indicator::MonthlyMean => "mean of the months".to_owned(),
        Indicator::YearToDate => "year to date".to_owned(),
        Indicator::Rank => "place, largest first".to_owned(),
        Indicator::Gap { against } => format!("difference from {}", compared(against)),
        Indicator::Compared { with } => format!("the value of {}", compared(with)),
        Indicator::Target => "the target".to_owned(),
    }
}

fn compared(comparator: &Comparator) -> String {
    match comparator {
        Comparator::Area(area) => format!("area {area}"),
        Comparator::Set(set) => format!("the middle of the set {set}"),
        Comparator::Previous => "the period before".to_owned(),
        Comparator::Target => "the target".to_owned(),
    }
}

/// The rows of the returns behind a figure, one line a revision and part.
#[must_use]
pub fn inputs_in_words(inputs: &[Input], names: &Names) -> Vec<String> {
    let mut rows: BTreeMap<(String, &'static str), Vec<u32>> = BTreeMap::new();
    for input in inputs {
        let agency = names.agency(input.origin.agency());
        let revision = format!("{agency}: {}", input.origin.revision());
        rows.entry((revision, role(input.role))).or_default().push(input.origin.row());
    }
    rows.into_iter()
        .map(|((revision, role), rows)| format!("{revision}, {}{role}", ranges(rows)))
        .collect()
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Value => "",
        Role::Base => " (base)",
        Role::Population => " (population)",
        Role::Earlier => " (earlier)",
        Role::Comparator => " (comparator)",
    }
}

/// `row 7`, or `rows 7 to 9, 12`.
fn ranges(mut rows: Vec<u32>) -> String {
    rows.sort_unstable();
    rows.dedup();
    let mut spans: Vec<(u32, u32)> = Vec::new();
    for row in rows {
        match spans.last_mut() {
            Some((_, last)) if *last + 1 == row => *last = row,
            _ => spans.push((row, row)),
        }
    }
    let one = spans.len() == 1 && spans.first().is_some_and(|(first, last)| first == last);
    let said: Vec<String> = spans
        .into_iter()
        .map(
            |(first, last)| {
                if first == last { first.to_string() } else { format!("{first} to {last}") }
            },
        )
        .collect();
    format!("{} {}", if one { "row" } else { "rows" }, said.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_said_as_ranges() {
        assert_eq!(ranges(vec![7]), "row 7");
        assert_eq!(ranges(vec![9, 7, 8, 12, 12]), "rows 7 to 9, 12");
    }
}
