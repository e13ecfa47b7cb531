//! Small numbers that a report prints as they are because the rules of their measures hide none.
//!
//! That is right for offences against a shop and may be wrong for people. Nothing here decides it:
//! whoever releases the report is told where such numbers stand.

use std::collections::{BTreeMap, BTreeSet};

use sightline_kernel::decimal::Decimal;
use sightline_kernel::ids::MeasureId;
use sightline_kernel::period::Period;
use sightline_kernel::query::{DataQuery, Place};

use super::reveal::{counts, is_count, rule_of};
use crate::catalogue::Catalogue;
use crate::reconcile::code::SMALL;
use crate::table::{Figure, Outcome, Table, Treatment};

/// The small numbers of one measure and period: the figures, and the titles of the tables.
#[derive(Default)]
struct Found<'t> {
    figures: BTreeMap<&'t str, &'t Figure>,
    titles: BTreeSet<&'t str>,
    sentences: bool,
}

/// One warning for each measure and period of which the report prints counts from 1 to `up_to` that
/// no rule hides. What was signed for is warned of as such.
pub fn small_printed<'t>(
    catalogue: &Catalogue,
    up_to: u32,
    tables: impl IntoIterator<Item = &'t Table>,
    sentences: &'t [Figure],
) -> Vec<DataQuery> {
    let mut all: BTreeMap<(MeasureId, Period), Found<'t>> = BTreeMap::new();
    let in_tables = tables
        .into_iter()
        .flat_map(|table| table.figures().map(|figure| (Some(table.title.as_str()), figure)));
    for (title, figure) in in_tables.chain(sentences.iter().map(|figure| (None, figure))) {
        if is_small_and_open(catalogue, up_to, figure) {
            let found = all.entry((figure.measure.clone(), figure.period)).or_default();
            found.figures.insert(&figure.id, figure);
            found.titles.extend(title);
            found.sentences |= title.is_none();
        }
    }
    all.iter().filter_map(|((id, at), found)| warning(catalogue, up_to, id, *at, found)).collect()
}

fn is_small_and_open(catalogue: &Catalogue, up_to: u32, figure: &Figure) -> bool {
    let small = |n: Decimal| n > Decimal::ZERO && n <= Decimal::from(up_to);
    let rule = rule_of(catalogue, &figure.measure, figure.period);
    is_count(figure)
        && figure.treatment == Treatment::None
        && matches!(figure.result, Outcome::Known(_))
        && figure.number.is_some_and(small)
        && counts(catalogue, &figure.measure, figure.period)
        && rule.is_none_or(|rule| rule.hide_up_to == 0)
}

fn warning(
    catalogue: &Catalogue,
    up_to: u32,
    measure: &MeasureId,
    period: Period,
    found: &Found<'_>,
) -> Option<DataQuery> {
    let first = found.figures.values().next()?;
    let card = catalogue.measure(measure.as_str(), period.end())?;
    let several = found.figures.len() > 1;
    let mut places: Vec<String> = found.titles.iter().map(|title| format!("“{title}”")).collect();
    places.extend(found.sentences.then(|| "a sentence".to_owned()));
    let message = format!(
        "{}, {period}: {} from 1 to {up_to} {} printed as {} in {}. The rule of the measure ({}) hides none.",
        card.title,
        if several { format!("{} numbers", found.figures.len()) } else { "1 number".to_owned() },
        if several { "are" } else { "is" },
        if several { "they are" } else { "it is" },
        places.join(", "),
        card.suppression,
    );
    let place = Place {
        measure: Some(measure.to_string()),
        period: Some(period.to_string()),
        area: Some(first.area.to_string()),
        cell: (!several && !first.cell.is_empty()).then(|| first.cell.to_string()),
        ..Place::default()
    };
    let remedy = "Where a reader could know a person by them, name a rule on the measure card or use a broader breakdown. Where they tell of nobody, decide so with a reason.";
    Some(DataQuery::warning(SMALL, place, message).remedy(remedy))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compute::{self, Observations};
    use crate::reconcile::testing::Made;
    use crate::request::Indicator;
    use crate::suppression::tables::{protected, request};

    /// What no rule hides is told of once a measure and period; what is hidden, nil or large is not.
    #[test]
    fn what_no_rule_hides_is_told_of() {
        let mut made = Made::new();
        for (group, value) in [("a", "3"), ("b", "4"), ("c", "5"), ("d", "0")] {
            made.add("crime.offences", "2021-22", &format!("offence_group={group}"), value);
        }
        for (need, value) in [("N0", "3"), ("N1", "40"), ("N2", "50")] {
            made.add("child.plans", "2021-22", &format!("need={need}"), value);
        }
        let plans = request(vec![Indicator::Value]);
        let mut offences = plans.clone();
        offences.of.measure = "crime.offences".parse().unwrap();
        offences.rows = crate::request::Rows::Categories("offence_group".parse().unwrap());
        offences.title = Some("Offences".to_owned());
        let plans = protected(&made.catalogue, &made.observations, &plans);
        let offences = protected(&made.catalogue, &made.observations, &offences);
        let index = Observations::new(&made.observations);
        let context = crate::suppression::tables::context();
        let ask = crate::request::FigureRequest {
            of: crate::request::Selector {
                cell: sightline_kernel::dimension::Cell::parse("offence_group=a").unwrap(),
                ..offences.request.of.clone()
            },
            indicator: Indicator::Value,
        };
        let sentence = compute::figure(&made.catalogue, &index, &context, &ask);
        let got = small_printed(&made.catalogue, 4, [&offences, &plans, &offences], &[sentence]);
        let messages: Vec<&str> = got.iter().map(|query| query.message.as_str()).collect();
        assert_eq!(
            messages,
            [
                "crime.offences, 2021-22: 2 numbers from 1 to 4 are printed as they are in “Offences”, a sentence. The rule of the measure (none) hides none."
            ]
        );
        assert!(small_printed(&made.catalogue, 2, [&offences], &[]).is_empty());
    }
}
