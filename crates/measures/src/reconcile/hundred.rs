//! `shares-and-hundred`: supplied shares of categories that exclude one another and are complete
//! should reach 100, as near as their rounding allows.

use sightline_kernel::decimal::{Decimal, Ratio};
use sightline_kernel::query::DataQuery;

use crate::card::Form;
use crate::claims::{Printed, sum};
use crate::reconcile::code;
use crate::reconcile::index::{Index, Split};
use crate::reconcile::say;

pub(super) fn check(index: &Index<'_>) -> Vec<DataQuery> {
    let mut queries = Vec::new();
    for ((measure, period, _), group) in index.groups() {
        let shares = index.card(measure, *period).is_some_and(|card| card.form == Form::Percentage);
        if !shares {
            continue;
        }
        let splits = index.splits(group);
        queries.extend(
            splits
                .iter()
                .filter(|split| split.dimension.exclusive && split.dimension.complete)
                .filter_map(|split| reaches(index, split)),
        );
    }
    queries
}

fn reaches(index: &Index<'_>, split: &Split<'_>) -> Option<DataQuery> {
    let first = split.parts.first()?;
    let values: Option<Vec<Decimal>> = split.parts.iter().map(|p| p.value.exact()).collect();
    let printed: Vec<Printed> = values?.into_iter().map(|value| Printed { value }).collect();
    let total = off_hundred(&printed)?;
    let message = format!(
        "{}, {}: the {} by {} add up to {}%, not 100%, and rounding explains a difference of at most {}.",
        index.title(first),
        first.key.period,
        say::counted(printed.len(), "share", "shares"),
        split.dimension.title.to_lowercase(),
        say::exact(&total),
        say::exact(&slack(&printed)),
    );
    let remedy = format!(
        "Ask {} for the category that is missing or the share that is wrong; if some cases have no category, supply them as one.",
        index.agency(first)
    );
    let query = DataQuery::warning(code::HUNDRED, say::place(first), message);
    Some(query.remedy(remedy).citing(say::cites(split.parts.iter().copied())))
}

/// The sum of the shares, when rounding cannot explain that it is not 100.
pub(super) fn off_hundred(shares: &[Printed]) -> Option<Ratio> {
    let total = sum(&shares.iter().map(|share| share.value).collect::<Vec<_>>());
    let off = total.minus(&Ratio::whole(100)).abs();
    (off > slack(shares)).then_some(total)
}

/// How far rounding can take a sum of shares from the truth.
pub(super) fn slack(shares: &[Printed]) -> Ratio {
    shares.iter().fold(Ratio::whole(0), |slack, share| slack.plus(&share.half_unit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconcile::testing::{Made, messages};

    #[test]
    fn shares_reach_hundred_as_near_as_rounding_allows() {
        let cases: [(&[&str], usize); 7] = [
            (&["56", "44"], 0),
            (&["33", "33", "33"], 0),
            (&["34", "34", "34"], 1),
            (&["61", "29"], 1),
            (&["45", "49", "6"], 0),
            (&["33.3", "33.3", "33.3"], 0),
            (&["33.3", "33.3", "33.0"], 1),
        ];
        for (shares, want) in cases {
            let mut made = Made::new();
            for (at, share) in shares.iter().enumerate() {
                made.add("child.referrals_share", "2021-22", &format!("gender=g{at}"), share);
            }
            let got = messages(&made, code::HUNDRED);
            assert_eq!(got.len(), want, "{shares:?} gave {got:?}");
        }
    }

    #[test]
    fn a_blank_share_or_an_open_list_is_left_alone() {
        let mut made = Made::new();
        made.add("child.referrals_share", "2021-22", "gender=g0", "61");
        made.add("child.referrals_share", "2021-22", "gender=g1", "");
        made.add("child.referrals_share", "2021-22", "ward=w0", "10");
        made.add("child.referrals_share", "2021-22", "ward=w1", "10");
        assert!(messages(&made, code::HUNDRED).is_empty());
    }
}
