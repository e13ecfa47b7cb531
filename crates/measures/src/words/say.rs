//! Words made from a figure.

use sightline_kernel::decimal::Ratio;

use super::thresholds::{About, Thresholds};
use crate::print;
use crate::request::Indicator;
use crate::table::{Figure, Outcome, Unit};

/// What a figure can be said to be about; `None` where words of change or share do not fit it.
#[must_use]
pub fn about(figure: &Figure) -> Option<About> {
    match figure.indicator {
        Indicator::Change { .. } | Indicator::ChangePercent { .. } => Some(About::Change),
        Indicator::Share { .. } => Some(About::Share),
        Indicator::Value | Indicator::Earlier { .. } | Indicator::Compared { .. } => {
            (figure.unit == Unit::Percent).then_some(About::Share)
        }
        _ => None,
    }
}

/// The exact number of a figure that may be printed. A hidden figure has no words either.
pub(super) fn exact(figure: &Figure) -> Option<&Ratio> {
    match &figure.result {
        Outcome::Known(ratio) if !figure.treatment.hides() && figure.number.is_some() => {
            Some(ratio)
        }
        _ => None,
    }
}

/// The words for a figure: “rose by 23%”, “more than doubled”, “about one in three”.
///
/// Takes a change (in number, in per cent or in points) or a share. Word and number come from the
/// same exact value. `None` where the figure has no number, was hidden, or is neither.
#[must_use]
pub fn say(thresholds: &Thresholds, figure: &Figure) -> Option<String> {
    let about = about(figure)?;
    if about == About::Change && figure.unit != Unit::Percent {
        return direction(figure);
    }
    let percent = exact(figure)?;
    let said = thresholds.say.iter().find(|s| s.of == about && s.when.holds(percent))?;
    Some(said.words.replace("{number}", &print::size(figure)?))
}

/// The direction and size of a change, without judging it: “rose by 23%”, “fell by 113”, “rose by
/// 3 percentage points”, “stayed the same”. `None` where the figure is no change or has no number.
#[must_use]
pub fn direction(figure: &Figure) -> Option<String> {
    if about(figure)? != About::Change {
        return None;
    }
    let change = exact(figure)?;
    let size = print::size(figure)?;
    let size = if figure.number?.is_zero() { format!("less than {}", least(figure)) } else { size };
    Some(if change.is_zero() {
        "stayed the same".to_owned()
    } else if change.is_negative() {
        format!("fell by {size}")
    } else {
        format!("rose by {size}")
    })
}

/// The smallest number that the figure's decimals can show.
fn least(figure: &Figure) -> String {
    let one = sightline_kernel::decimal::Decimal::new(1, figure.places);
    print::unsigned(one, figure.places, figure.unit)
}
