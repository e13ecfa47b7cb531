//! What a figure would tell a reader: which counts, and how large they are.

use sightline_kernel::decimal::{Decimal, Ratio};
use sightline_kernel::dimension::Cell;
use sightline_kernel::ids::{AreaCode, MeasureId};
use sightline_kernel::period::Period;

use crate::card::Form;
use crate::catalogue::{Catalogue, SuppressionRule};
use crate::compute::Observations;
use crate::request::{Indicator, Selector};
use crate::table::{Figure, Outcome, Role, Unit};

/// A count that figures are made of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Amount {
    pub(super) measure: MeasureId,
    pub(super) period: Period,
    pub(super) area: AreaCode,
    /// Without dimensions at their total, so that `_T` and no breakdown are the same.
    pub(super) cell: Cell,
    /// What is left of it when the rows beside it are taken away.
    pub(super) rest: bool,
    /// Only its months so far.
    pub(super) to_date: bool,
}

pub(super) fn without_totals(cell: &Cell) -> Cell {
    let totals = cell.pairs().filter(|(_, code)| code.is_total());
    totals.fold(cell.clone(), |cell, (dimension, _)| cell.without(dimension.as_str()))
}

/// The counts that a figure tells of; none for one that is not made of counts. The present one
/// comes first.
pub(super) fn amounts(catalogue: &Catalogue, figure: &Figure, rest: bool) -> Vec<Amount> {
    if !counts(catalogue, &figure.measure, figure.period) {
        return Vec::new();
    }
    let own = Amount {
        measure: figure.measure.clone(),
        period: figure.period,
        area: figure.area.clone(),
        cell: without_totals(&figure.cell),
        rest,
        to_date: false,
    };
    let at = |period: &Option<Period>| Amount {
        period: period.unwrap_or_else(|| figure.period.previous()),
        ..own.clone()
    };
    match &figure.indicator {
        Indicator::Value
        | Indicator::Share { .. }
        | Indicator::Rate { .. }
        | Indicator::Ratio { .. }
        | Indicator::MonthlyMean
        | Indicator::Rank
        | Indicator::Gap { .. } => vec![own],
        // At the year's end the sum to date is the year.
        Indicator::YearToDate => vec![Amount { to_date: true, ..own.clone() }, own],
        Indicator::Change { since } | Indicator::ChangePercent { since } => {
            let then = at(since);
            vec![own, then]
        }
        Indicator::Earlier { period } => vec![at(period)],
        Indicator::Compared { .. } | Indicator::Target => Vec::new(),
    }
}

/// Whether the measure counts whole things.
pub(super) fn counts(catalogue: &Catalogue, measure: &MeasureId, period: Period) -> bool {
    catalogue.measure(measure.as_str(), period.end()).is_some_and(|card| card.form == Form::Count)
}

/// The count below the line, where the figure has one and it belongs to a measure of counts.
pub(super) fn bases(figure: &Figure, own: &Amount) -> Vec<Amount> {
    let other = |selector: &Selector| Amount {
        measure: selector.measure.clone(),
        period: selector.period.unwrap_or(own.period),
        area: selector.area.clone().unwrap_or_else(|| own.area.clone()),
        cell: without_totals(&selector.cell),
        rest: false,
        to_date: false,
    };
    match &figure.indicator {
        Indicator::Share { of: Some(base) } => vec![other(base)],
        Indicator::Ratio { to } => vec![other(to)],
        Indicator::Share { of: None } if own.rest => {
            vec![Amount { rest: false, ..own.clone() }]
        }
        // Of the total of one of its dimensions.
        Indicator::Share { of: None } => own
            .cell
            .pairs()
            .map(|(dimension, _)| Amount {
                cell: own.cell.without(dimension.as_str()),
                ..own.clone()
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Whether the figure is a count itself, and no more than rounded by the rule.
pub(super) fn is_direct(figure: &Figure) -> bool {
    figure.unit == Unit::Count
        && matches!(
            figure.indicator,
            Indicator::Value | Indicator::Earlier { .. } | Indicator::YearToDate
        )
}

/// Whether the figure is a count of a whole period.
pub(super) fn is_count(figure: &Figure) -> bool {
    is_direct(figure) && figure.indicator != Indicator::YearToDate
}

/// How large the present count is, where the figure itself says so.
pub(super) fn own_value(figure: &Figure) -> Option<i64> {
    let Outcome::Known(result) = &figure.result else { return None };
    if is_direct(figure) {
        whole(result)
    } else if figure.indicator == Indicator::MonthlyMean {
        let months = i64::try_from(figure.period.months().len()).ok()?;
        whole(&result.times(&Ratio::whole(months)))
    } else {
        None
    }
}

/// How large a count behind a figure is by its observations: the present one (`Role::Value`) or
/// the earlier one.
pub(super) fn from_observations(
    observations: &Observations<'_>,
    figure: &Figure,
    role: Role,
) -> Option<i64> {
    let mut sum = Ratio::whole(0);
    let mut any = false;
    for input in figure.inputs.iter().filter(|input| input.role == role) {
        let found = observations.find(&input.key);
        let one = found.iter().find(|one| one.origin == input.origin)?;
        sum = sum.plus(&Ratio::from(one.value.exact()?));
        any = true;
    }
    if any { whole(&sum) } else { None }
}

fn whole(ratio: &Ratio) -> Option<i64> {
    let rounded = ratio.round(0)?;
    let exact = Ratio::from(rounded) == *ratio && !ratio.is_negative();
    if exact { i64::try_from(rounded).ok() } else { None }
}

/// Whether a figure whose count is not known may stand on a small one, judged from its exact value
/// alone: of a share, rate or change in per cent, a count above the line is a multiple of the reduced fraction's.
pub(super) fn may_be_small(rule: &SuppressionRule, figure: &Figure) -> bool {
    let Outcome::Known(result) = &figure.result else { return false };
    if is_direct(figure) {
        // A mean or an estimate, not a whole count: small up to where the next whole count begins.
        let nil = result.is_zero() && !rule.hide_nil;
        return rule.hide_up_to > 0 && !nil && *result < i64::from(rule.hide_up_to) + 1;
    }
    let per = match &figure.indicator {
        Indicator::Share { .. } | Indicator::ChangePercent { .. } => 100,
        Indicator::Ratio { .. } => 1,
        Indicator::Rate { .. } => match figure.unit {
            Unit::Per(per) => i64::from(per),
            _ => return false,
        },
        _ => return false,
    };
    let Some((top, bottom)) = result.over(&Ratio::whole(per)).as_ref().map(parts) else {
        return true;
    };
    let most = i128::from(rule.hide_up_to);
    let small = |n: i128| if n == 0 { rule.hide_nil } else { n.saturating_abs() <= most };
    if matches!(figure.indicator, Indicator::ChangePercent { .. }) {
        small(bottom) || small(top.saturating_add(bottom))
    } else {
        small(top)
    }
}

/// The reduced fraction's numbers; one beyond 128 bits is as good as endless.
fn parts(ratio: &Ratio) -> (i128, i128) {
    let text = ratio.to_string();
    let (top, bottom) = text.split_once('/').unwrap_or((&text, "1"));
    (top.parse().unwrap_or(i128::MAX), bottom.parse().unwrap_or(i128::MAX))
}

/// The rule of a count's measure on its period's last day, where it hides anything or rounds.
pub(super) fn rule_of<'c>(
    catalogue: &'c Catalogue,
    measure: &MeasureId,
    period: Period,
) -> Option<&'c SuppressionRule> {
    let card = catalogue.measure(measure.as_str(), period.end())?;
    let rule = catalogue.rule(card.suppression.as_str(), period.end())?;
    (rule.hide_up_to > 0 || rule.round_to.is_some()).then_some(rule)
}

/// A whole number as a decimal.
pub(super) fn decimal(value: i64) -> Decimal {
    Decimal::from(value)
}
