//! Stage “validate”, for one number: whether it fits the measure's form.

use sightline_kernel::decimal::Decimal;
use sightline_measures::card::{Form, MeasureCard};
use sightline_measures::observation::Value;
use sightline_tables::numbers::{Bounds, Number};

use super::contract::Field;
use super::rows::{Problem, Problems};

/// Holds a number against the measure's form.
pub(super) fn checked(
    card: &MeasureCard,
    text: &str,
    number: Number,
    percent_cell: bool,
    problems: &mut Problems,
) -> Option<Value> {
    let value = match number {
        Number::Bounds(bounds) => return bounded(card, text, &bounds, problems),
        Number::Percent(value) => {
            if card.form != Form::Percentage {
                let message = format!("“{text}” is a percentage, and {} is not.", card.id);
                let remedy = "Give the number of things counted, or use the measure of the share.";
                problems.push(Problem::error("percentage", Field::Value, message, remedy));
                return None;
            }
            if !percent_cell {
                let message = format!("“{text}” was read as {value} per cent.");
                problems.push(Problem::note(
                    "percent-sign",
                    Field::Value,
                    message,
                    "Write the number alone.",
                ));
            }
            value
        }
        Number::Exact(value) => value,
    };
    range_problem(card, text, value).map_or(Some(Value::Exact { value }), |problem| {
        problems.push(problem);
        None
    })
}

fn range_problem(card: &MeasureCard, text: &str, value: Decimal) -> Option<Problem> {
    let error = |code, message: String, remedy: &str| {
        Some(Problem::error(code, Field::Value, message, remedy))
    };
    if value.is_sign_negative() && !value.is_zero() && card.form != Form::Pounds {
        let message = format!("The value {text} is below zero, and {} cannot be.", card.id);
        return error("negative", message, "Check the sign in the source.");
    }
    if card.form == Form::Count && !value.fract().is_zero() {
        let message = format!("The value {text} is not a whole number of {}.", card.units());
        return error("not-whole", message, "Give the count, not a mean or a rate.");
    }
    if card.form == Form::Percentage && value > Decimal::ONE_HUNDRED {
        let message = format!("{text} per cent is more than 100.");
        return error(
            "over-100",
            message,
            "Check whether a count stands in place of a percentage.",
        );
    }
    None
}

fn bounded(
    card: &MeasureCard,
    text: &str,
    bounds: &Bounds,
    problems: &mut Problems,
) -> Option<Value> {
    if bounds.percent != (card.form == Form::Percentage) && bounds.percent {
        let message = format!("“{text}” is a percentage, and {} is not.", card.id);
        problems.push(Problem::error("percentage", Field::Value, message, "Give the count."));
        return None;
    }
    // Counts are whole: “fewer than 5” is at most 4.
    let step = if card.form == Form::Count { Decimal::ONE } else { Decimal::ZERO };
    let high = bounds.upper.map(|end| if end.inclusive { end.value } else { end.value - step });
    let low = bounds.lower.map(|end| if end.inclusive { end.value } else { end.value + step });
    let message = format!("The supplier had suppressed the value; it is kept as “{text}”.");
    let remedy = "Ask for the number, if the partnership may have it.";
    problems.push(Problem::note("suppressed-by-supplier", Field::Value, message, remedy));
    Some(Value::Bounded { low: low.or(Some(Decimal::ZERO)), high, text: text.to_owned() })
}
