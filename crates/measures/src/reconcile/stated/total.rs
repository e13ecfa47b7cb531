//! Statements of totals and numbers.

use sightline_kernel::decimal::{Decimal, Ratio};
use sightline_kernel::query::DataQuery;

use crate::claims::{Addends, Claim, sum};
use crate::observation::Observation;
use crate::reconcile::code;
use crate::reconcile::say;
use crate::reconcile::stated::{Link, query};

/// “total 24”: what was added must give it, and it must be the total returned.
pub(super) fn total(
    claim: &Claim,
    link: &Link<'_>,
    addends: &Addends,
    stated: Decimal,
) -> Vec<DataQuery> {
    let mut queries: Vec<DataQuery> = value(claim, link.whole, stated).into_iter().collect();
    queries.extend(match addends {
        Addends::Given(terms) => given(claim, terms, stated),
        Addends::Rows(rows) => of_rows(claim, link, *rows, stated),
        Addends::Unsaid => None,
    });
    queries
}

fn given(claim: &Claim, terms: &[Decimal], stated: Decimal) -> Option<DataQuery> {
    let reached = sum(terms);
    (reached != Ratio::from(stated)).then(|| {
        let written: Vec<String> = terms.iter().map(|term| say::number(*term)).collect();
        let message = format!(
            "stated as {}, but {} make {}.",
            say::number(stated),
            say::list(&written),
            say::exact(&reached)
        );
        query(code::TOTAL, claim, message, "Correct the total, or the number that is wrong.")
    })
}

/// The total of so many returned rows. Blank rows may hold what is missing.
fn of_rows(claim: &Claim, link: &Link<'_>, rows: u32, stated: Decimal) -> Option<DataQuery> {
    if usize::try_from(rows) != Ok(link.rows.len()) {
        return None;
    }
    let known: Vec<Decimal> = link.rows.iter().filter_map(|row| row.value.exact()).collect();
    let reached = sum(&known);
    let blank = link.rows.len() - known.len();
    let target = Ratio::from(stated);
    let agrees = reached == target || (blank > 0 && reached < target);
    (!agrees).then(|| {
        let apart: Vec<Decimal> = link.apart.iter().filter_map(|row| row.value.exact()).collect();
        let without = if apart.is_empty() {
            String::new()
        } else {
            format!(" ({} without what is shown apart)", say::exact(&reached.minus(&sum(&apart))))
        };
        let message = format!(
            "stated as {}, but the {rows} rows returned add up to {}{without}.",
            say::number(stated),
            say::exact(&reached)
        );
        let remedy = "Correct the total, or say what belongs to none of the rows.";
        query(code::TOTAL, claim, message, remedy)
    })
}

/// A number, perhaps with the sum that makes it.
pub(super) fn number(
    claim: &Claim,
    link: &Link<'_>,
    base: Decimal,
    stated: Decimal,
    terms: &[Decimal],
) -> Vec<DataQuery> {
    let mut queries: Vec<DataQuery> = value(claim, link.now, stated).into_iter().collect();
    if base != stated {
        let message = format!("stated as {} beside {}.", say::number(stated), say::number(base));
        queries.push(query(code::VALUE, claim, message, "Correct the number that is wrong."));
    }
    if !terms.is_empty() && sum(terms) != Ratio::from(stated) {
        let message = format!(
            "stated as {}, but {} is {}.",
            say::number(stated),
            claim.text.dimension,
            say::exact(&sum(terms))
        );
        queries.push(query(code::TOTAL, claim, message, "Correct the number that is wrong."));
    }
    queries
}

/// The number that a text gives for what a return holds.
pub(super) fn value(
    claim: &Claim,
    returned: Option<&Observation>,
    stated: Decimal,
) -> Option<DataQuery> {
    let returned = returned?;
    let is = returned.value.exact().filter(|is| *is != stated)?;
    let message = format!(
        "the text has {} and the return has {} ({}).",
        say::number(stated),
        say::number(is),
        returned.key
    );
    Some(query(code::VALUE, claim, message, "Correct the text, or have the return corrected."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconcile::testing::{Made, messages};

    #[test]
    fn a_total_is_what_was_added() {
        for (dimension, stated, want) in [
            ("11 new + 12 refreshed", "total 24", 1),
            ("14 new + 15 refreshed", "total 29", 0),
            ("3 groups", "total 12", 0),
            ("3 groups", "total 14", 1),
            ("4 groups", "total 99", 0),
        ] {
            let mut made = Made::new();
            for (group, value) in [("a", "5"), ("b", "7"), ("c", "0")] {
                made.add("crime.offences", "2021-22", &format!("offence_group={group}"), value);
            }
            made.claim("Crime", "Total", dimension, "2021/22", "1", stated);
            assert_eq!(messages(&made, code::TOTAL).len(), want, "{dimension} {stated}");
        }
    }

    #[test]
    fn a_blank_row_may_hold_what_is_missing() {
        for (stated, want) in [("total 12", 0), ("total 14", 0), ("total 11", 1)] {
            let mut made = Made::new();
            for (group, value) in [("a", "5"), ("b", "7"), ("c", "")] {
                made.add("crime.offences", "2021-22", &format!("offence_group={group}"), value);
            }
            made.claim("Crime", "Total", "3 groups", "2021/22", "1", stated);
            assert_eq!(messages(&made, code::TOTAL).len(), want, "{stated}");
        }
    }

    #[test]
    fn a_number_is_held_against_the_return_and_its_sum() {
        let mut made = Made::new();
        made.add("crime.offences", "2021-22", "ward=North", "211");
        made.claim("Crime wards", "Ward count", "North", "2021/22", "211", "211");
        made.claim("Any", "Concluded", "3,155 - 145", "2021/22", "3010", "3,010");
        assert!(messages(&made, code::VALUE).is_empty() && messages(&made, code::TOTAL).is_empty());
        made.claim("Crime wards", "Ward count", "North", "2021/22", "212", "212");
        made.claim("Any", "Concluded", "3,155 - 140", "2021/22", "3010", "3,010");
        made.claim("Any", "Categories", "", "2021/22", "5", "six");
        assert_eq!(messages(&made, code::VALUE).len(), 2);
        assert_eq!(messages(&made, code::TOTAL).len(), 1);
    }
}
