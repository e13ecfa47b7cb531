//! Statements of shares.

use sightline_kernel::decimal::{Decimal, Ratio};
use sightline_kernel::query::DataQuery;

use crate::card::Form;
use crate::claims::{Claim, Printed, sum};
use crate::observation::Observation;
use crate::reconcile::code;
use crate::reconcile::hundred::{off_hundred, slack};
use crate::reconcile::index::Index;
use crate::reconcile::say;
use crate::reconcile::shares::percent;
use crate::reconcile::stated::{Link, query, total};

const WORK_OUT: &str = "Correct the share, or the number that it is a share of.";

/// “8% of 5,539”.
pub(super) fn share(
    claim: &Claim,
    link: &Link<'_>,
    part: Decimal,
    whole: Decimal,
    stated: Printed,
) -> Vec<DataQuery> {
    let mut queries: Vec<DataQuery> = total::value(claim, link.now, part)
        .into_iter()
        .chain(total::value(claim, link.whole, whole))
        .collect();
    match percent(part, whole) {
        Some(exact) if stated.stands_for(&exact) => {}
        Some(exact) => queries.push(query(
            code::SHARE,
            claim,
            format!(
                "stated as {}% of {}, but {} of {} is {}%.",
                say::number(stated.value),
                say::number(whole),
                say::number(part),
                say::number(whole),
                say::about(&exact, stated.value.scale() + 1),
            ),
            WORK_OUT,
        )),
        None => queries.push(query(
            code::SHARE,
            claim,
            "stated as a share of nil, which no number is.".to_owned(),
            WORK_OUT,
        )),
    }
    queries
}

/// “4 of 4”.
pub(super) fn part_of(
    claim: &Claim,
    link: &Link<'_>,
    base: Decimal,
    part: Decimal,
    whole: Decimal,
) -> Vec<DataQuery> {
    let mut queries: Vec<DataQuery> = total::value(claim, link.now, base).into_iter().collect();
    if part > whole || (base != part && base != whole) {
        let message = format!(
            "stated as {} of {} beside the number {}.",
            say::number(part),
            say::number(whole),
            say::number(base),
        );
        queries.push(query(code::SHARE, claim, message, WORK_OUT));
    }
    queries
}

/// “79+5+4+3+3+2+1+3”: should reach 100, and be the shares of the returned rows.
pub(super) fn list(
    index: &Index<'_>,
    claim: &Claim,
    link: &Link<'_>,
    shares: &[Printed],
) -> Vec<DataQuery> {
    let mut queries = Vec::new();
    if let Some(total) = off_hundred(shares) {
        let left = Ratio::whole(100).minus(&total);
        let message = format!(
            "the {} stated add up to {}%, not 100%; {} points are unsaid.",
            say::counted(shares.len(), "share", "shares"),
            say::exact(&total),
            say::exact(&left),
        );
        let remedy = "Say what the rest is, or correct the share that is wrong.";
        queries.push(query(code::HUNDRED, claim, message, remedy));
    }
    let mut stated = shares.to_vec();
    stated.sort_by_key(|share| std::cmp::Reverse(share.value));
    let mut exact = exact_shares(index, link).unwrap_or_default();
    exact.sort_by(|one, other| other.cmp(one));
    let pairs = stated.iter().zip(&exact);
    if stated.len() == exact.len()
        && let Some((said, is)) = pairs.into_iter().find(|(said, is)| !said.stands_for(is))
    {
        let message = format!(
            "among the shares stated is {}%, and the returned rows give {}% in its place.",
            say::number(said.value),
            say::about(is, said.value.scale() + 1),
        );
        queries.push(query(code::SHARE, claim, message, WORK_OUT));
    }
    queries
}

/// The shares of the returned rows, in per cent: as supplied, or of their own sum or total.
fn exact_shares(index: &Index<'_>, link: &Link<'_>) -> Option<Vec<Ratio>> {
    let first = link.rows.first()?;
    let values: Vec<Decimal> =
        link.rows.iter().map(|row| row.value.exact()).collect::<Option<_>>()?;
    let card = index.card(&first.key.measure, first.key.period)?;
    if card.form == Form::Percentage {
        return Some(values.into_iter().map(Ratio::from).collect());
    }
    let whole = link.whole.and_then(|whole| whole.value.exact())?;
    values.into_iter().map(|value| percent(value, whole)).collect()
}

/// “Other forms: 25%”: what the returned shares leave of 100.
pub(super) fn remainder(claim: &Claim, link: &Link<'_>, stated: Printed) -> Vec<DataQuery> {
    let printed: Option<Vec<Printed>> = link
        .rows
        .iter()
        .map(|row: &&Observation| row.value.exact().map(|value| Printed { value }))
        .collect();
    let Some(printed) = printed.filter(|printed| !printed.is_empty()) else { return Vec::new() };
    let total = sum(&printed.iter().map(|share| share.value).collect::<Vec<_>>());
    let left = Ratio::whole(100).minus(&total);
    let reach = slack(&printed).plus(&stated.half_unit());
    if left.minus(&Ratio::from(stated.value)).abs() <= reach {
        return Vec::new();
    }
    let message = format!(
        "stated as {}%, but the {} returned add up to {}%, which leaves {}%.",
        say::number(stated.value),
        say::counted(printed.len(), "share", "shares"),
        say::exact(&total),
        say::exact(&left),
    );
    let remedy = "Correct the remainder, or the share that is wrong; if cases count in several categories, speak of no remainder.";
    vec![query(code::HUNDRED, claim, message, remedy)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconcile::testing::{Made, messages};

    #[test]
    fn a_share_is_held_to_its_printed_precision() {
        let cases = [
            ("109", "1% of 16,411", 0),
            ("3", "0% of 16,411", 0),
            ("93", "8% of 5,539", 1),
            ("93", "1.7% of 5,539", 0),
            ("93", "1.6% of 5,539", 1),
            ("93", "2% of 0", 1),
        ];
        for (part, stated, want) in cases {
            let mut made = Made::new();
            made.claim("Any", "Share", "Drugs", "2021/22", part, stated);
            let got = messages(&made, code::SHARE);
            assert_eq!(got.len(), want, "{part} {stated}: {got:?}");
        }
    }

    #[test]
    fn a_list_of_shares_is_held_to_hundred_and_to_the_rows() {
        let rows = [("a", "50"), ("b", "30"), ("c", "20")];
        for (stated, hundred, share) in [
            ("50+30+20", 0, 0),
            ("30+50+20", 0, 0),
            ("50+31+20", 0, 1),
            ("50+30", 1, 0),
            ("60+20+20", 0, 1),
        ] {
            let mut made = Made::new();
            for (group, value) in rows {
                made.add("crime.offences", "2021-22", &format!("offence_group={group}"), value);
            }
            made.add("crime.offences", "2021-22", "offence_group=_T", "100");
            made.claim("Crime", "By group, shares", "3 rows", "2021/22", "100%", stated);
            assert_eq!(messages(&made, code::HUNDRED).len(), hundred, "{stated}");
            assert_eq!(messages(&made, code::SHARE).len(), share, "{stated}");
        }
    }

    #[test]
    fn a_remainder_is_what_the_shares_leave() {
        for (stated, want) in [("12%", 0), ("13%", 0), ("14%", 1), ("25%", 1)] {
            let mut made = Made::new();
            made.add("child.referrals_share", "2021-22", "gender=a", "58");
            made.add("child.referrals_share", "2021-22", "gender=b", "30");
            made.claim("Shares", "Types, remainder", "other forms", "2021/22", stated, stated);
            assert_eq!(
                messages(&made, code::HUNDRED).iter().filter(|m| m.contains("remainder")).count(),
                want,
                "{stated}"
            );
        }
    }
}
