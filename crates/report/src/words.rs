//! Sentence parts made from figures: word and number from the same value.

use sightline_kernel::decimal::Decimal;
use sightline_measures::table::Figure;
use sightline_measures::words::{self, Thresholds};

use crate::chapter::requests::Words;

/// The sentence part of the form, from the figures that [`crate::chapter::requests::FigureAsk`]
/// lists for it. `None` where the words cannot be said, because a figure has no number or was
/// hidden; the caller then prints the first figure as it is.
#[must_use]
pub fn compose(thresholds: &Thresholds, form: Words, figures: &[Figure]) -> Option<String> {
    match form {
        Words::Change => change(thresholds, figures),
        Words::Direction => direction(thresholds, figures),
        Words::Share => words::say(thresholds, figures.first()?),
        Words::Ratio => ratio(figures.first()?),
    }
}

/// “rose by 2%, from 3,091 to 3,155”.
fn change(thresholds: &Thresholds, figures: &[Figure]) -> Option<String> {
    let [now, earlier, percent, number, ..] = figures else { return None };
    let (_, _) = (now.number?, earlier.number?);
    let said = words::say(thresholds, percent).or_else(|| words::direction(number))?;
    Some(format!("{said}, from {} to {}", earlier.printed, now.printed))
}

/// “rose”, “fell”, “did not change”, “more than doubled”.
fn direction(thresholds: &Thresholds, figures: &[Figure]) -> Option<String> {
    let [_, _, percent, number, ..] = figures else { return None };
    let said = words::say(thresholds, percent).filter(|said| !said.contains(char::is_numeric));
    said.or_else(|| {
        let change = number.number?;
        Some(match change.cmp(&Decimal::ZERO) {
            std::cmp::Ordering::Greater => "rose".to_owned(),
            std::cmp::Ordering::Less => "fell".to_owned(),
            std::cmp::Ordering::Equal => "did not change".to_owned(),
        })
    })
}

/// “about twice as many”, “1.4 times as many”.
fn ratio(figure: &Figure) -> Option<String> {
    let number = figure.number?;
    let twice = Decimal::from(2);
    Some(if number == Decimal::ONE {
        "about as many".to_owned()
    } else if number.round() == twice && (number - twice).abs() < Decimal::new(15, 2) {
        "about twice as many".to_owned()
    } else {
        format!("{} times as many", figure.printed)
    })
}
