//! Small-number suppression, at output only.

use sightline_kernel::decimal::Decimal;

use crate::catalogue::SuppressionRule;

/// Whether the rule hides a number because it is small itself.
#[must_use]
pub fn is_small(rule: &SuppressionRule, value: Decimal) -> bool {
    if value.is_zero() {
        rule.hide_nil && rule.hide_up_to > 0
    } else {
        value > Decimal::ZERO && value <= Decimal::from(rule.hide_up_to)
    }
}
