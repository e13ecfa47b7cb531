//! The same number hidden in one place of a report and printed in another. Tables are protected one
//! by one; this finds where that is not enough.

use std::collections::BTreeMap;

use sightline_kernel::query::{DataQuery, Place};

use super::code;
use super::reveal::{Amount, amounts, is_count};
use crate::catalogue::Catalogue;
use crate::table::{Figure, Outcome};

/// Looks through all figures of a report, after protection, for a count that one hides and another
/// prints. Gives one error for each such count: a report that has one must not be released.
pub fn crossings<'f>(
    catalogue: &Catalogue,
    figures: impl IntoIterator<Item = &'f Figure>,
) -> Vec<DataQuery> {
    let mut hidden: BTreeMap<Amount, &Figure> = BTreeMap::new();
    let mut shown: BTreeMap<Amount, &Figure> = BTreeMap::new();
    for figure in figures.into_iter().filter(|figure| is_count(figure)) {
        // A rest is what one table leaves over; it is the same only in that table.
        let rest = figure.id.contains("/rest-of-");
        let Some(amount) = amounts(catalogue, figure, rest).into_iter().next() else { continue };
        if rest {
            continue;
        }
        if figure.treatment.hides() {
            hidden.entry(amount).or_insert(figure);
        } else if matches!(figure.result, Outcome::Known(_)) {
            shown.entry(amount).or_insert(figure);
        }
    }
    hidden
        .into_iter()
        .filter_map(|(amount, one)| {
            let other = shown.get(&amount)?;
            let message = format!(
                "{} for {} is hidden in one place ({}) and printed as {} in another.",
                amount.measure,
                amount.period.in_words(),
                one.treatment.word(),
                other.printed,
            );
            let place = Place {
                measure: Some(amount.measure.to_string()),
                period: Some(amount.period.to_string()),
                area: Some(amount.area.to_string()),
                cell: (!amount.cell.is_empty()).then(|| amount.cell.to_string()),
                ..Place::default()
            };
            let remedy = "Leave the number out, or put what belongs together into one table so that it is protected as one.";
            Some(DataQuery::error(code::CROSSING, place, message).remedy(remedy))
        })
        .collect()
}
