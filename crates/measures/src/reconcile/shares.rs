//! `share-and-base`: a supplied percentage against its numerator and base, or against what any
//! whole numerator could give on its base.

use sightline_kernel::decimal::{Decimal, Ratio};
use sightline_kernel::dimension::Cell;
use sightline_kernel::ids::MeasureId;
use sightline_kernel::query::DataQuery;

use crate::card::{Form, MeasureCard};
use crate::claims::Printed;
use crate::observation::Observation;
use crate::reconcile::code;
use crate::reconcile::index::Index;
use crate::reconcile::say;

pub(super) fn check(index: &Index<'_>) -> Vec<DataQuery> {
    let mut queries = Vec::new();
    for ((measure, period, _), group) in index.groups() {
        let Some(card) = index.card(measure, *period) else { continue };
        if card.form != Form::Percentage {
            continue;
        }
        queries.extend(group.iter().filter_map(|share| against(index, card, share)));
    }
    queries
}

fn against(index: &Index<'_>, card: &MeasureCard, share: &Observation) -> Option<DataQuery> {
    let stated = Printed { value: share.value.exact()? };
    if stated.value.is_sign_negative() {
        return None;
    }
    let key = &share.key;
    let base_id = card.base.as_ref()?;
    let whole = index.whole(base_id, key.period, &key.area, &Cell::default())?;
    let base = whole.value.exact()?;
    if let Some((title, count, above)) = numerator(index, card, share) {
        let exact = percent(count, base)?;
        return (!stated.stands_for(&exact)).then(|| {
            let message = format!(
                "{}, {}: supplied as {}%, but {title} is {} and the base is {}, which gives {}%.",
                index.title(share),
                key.period,
                say::number(stated.value),
                say::number(count),
                say::number(base),
                say::about(&exact, stated.value.scale() + 1),
            );
            query(index, share, message, &[whole, above])
        });
    }
    (card_counts(index, base_id, share) && !attainable(stated, base)).then(|| {
        let message = format!(
            "{}, {}: no whole number out of {} gives {}%.",
            index.title(share),
            key.period,
            say::number(base),
            say::number(stated.value),
        );
        query(index, share, message, &[whole])
    })
}

fn query(
    index: &Index<'_>,
    share: &Observation,
    message: String,
    others: &[&Observation],
) -> DataQuery {
    let remedy = format!(
        "Ask {} for the numerator and the base that the percentage was made of.",
        index.agency(share)
    );
    DataQuery::warning(code::SHARE, say::place(share), message)
        .remedy(remedy)
        .citing(say::cites(others.iter().copied().chain([share])))
}

/// The numerator's title and value, and itself, where the card names a measure that was supplied.
fn numerator<'a>(
    index: &Index<'a>,
    card: &MeasureCard,
    share: &Observation,
) -> Option<(String, Decimal, &'a Observation)> {
    let id = MeasureId::new(card.numerator.as_deref()?).ok()?;
    let key = &share.key;
    let found = index.whole(&id, key.period, &key.area, &key.cell)?;
    Some((index.title(found).to_lowercase(), found.value.exact()?, found))
}

/// Whether the base counts whole things, so that only some percentages can come of it.
fn card_counts(index: &Index<'_>, base: &MeasureId, share: &Observation) -> bool {
    index.card(base, share.key.period).is_some_and(|card| card.form == Form::Count)
}

/// Whether some whole numerator gives the percentage as printed.
pub(super) fn attainable(stated: Printed, base: Decimal) -> bool {
    let of_base = |percent: &Ratio| {
        percent.times(&Ratio::from(base)).over(&Ratio::whole(100)).unwrap_or(Ratio::whole(0))
    };
    let (low, high) = (of_base(&stated.low()), of_base(&stated.high()));
    // The nearest whole number to the middle lies within the interval, or none does … unless an
    // end is itself whole, which the nearest whole numbers to the ends show.
    [&low, &high, &of_base(&Ratio::from(stated.value))]
        .into_iter()
        .filter_map(|at| at.round(0))
        .map(Ratio::from)
        .any(|whole| low <= whole && whole <= high && !whole.is_negative())
}

/// `100 × part / whole`.
pub(super) fn percent(part: Decimal, whole: Decimal) -> Option<Ratio> {
    Some(Ratio::of(part, whole)?.times(&Ratio::whole(100)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconcile::testing::{Made, messages};
    use proptest::prelude::*;

    #[test]
    fn a_percentage_must_be_possible_on_its_base() {
        let cases = [
            ("50", "3", 1),
            ("33", "3", 0),
            ("67", "3", 0),
            ("61", "309", 0),
            ("0", "7", 0),
            ("100", "7", 0),
        ];
        for (share, base, want) in cases {
            let mut made = Made::new();
            made.add("child.referrals", "2021-22", "", base);
            made.add("child.referrals_share", "2021-22", "gender=female", share);
            let got = messages(&made, code::SHARE);
            assert_eq!(got.len(), want, "{share}% of {base} gave {got:?}");
        }
    }

    #[test]
    fn a_percentage_is_held_against_its_numerator() {
        for (share, want) in [("25", 0), ("26", 1), ("25.0", 0), ("25.2", 1)] {
            let mut made = Made::new();
            made.add("child.referrals", "2021-22", "", "200");
            made.add("child.repeat_referrals", "2021-22", "", "50");
            made.add("child.repeat_share", "2021-22", "", share);
            let got = messages(&made, code::SHARE);
            assert_eq!(got.len(), want, "{share}: {got:?}");
        }
    }

    proptest! {
        /// Against counting: try every numerator.
        #[test]
        fn attainable_is_what_counting_finds(percent_tenths in 0u32..1000, base in 1u32..60) {
            let stated = Printed { value: Decimal::new(i64::from(percent_tenths), 1) };
            let counted = (0..=base).any(|k| stated.stands_for(&percent(k.into(), base.into()).unwrap()));
            prop_assert_eq!(attainable(stated, base.into()), counted);
        }
    }
}
