//! Statements of changes, means and comparisons.

use sightline_kernel::decimal::{Decimal, Ratio};
use sightline_kernel::query::DataQuery;

use crate::claims::{Claim, Printed, Statement};
use crate::reconcile::code;
use crate::reconcile::index::Index;
use crate::reconcile::say;
use crate::reconcile::settings::Settings;
use crate::reconcile::shares::percent;
use crate::reconcile::stated::{Link, query, total};

const CORRECT: &str = "Correct the change, or the values that it was made of.";

/// A change in per cent, in number or in a word.
pub(super) fn change(index: &Index<'_>, claim: &Claim, link: &Link<'_>) -> Vec<DataQuery> {
    let Statement::Change { then, now, percent: said, number, word } = &claim.statement else {
        return Vec::new();
    };
    let mut queries: Vec<DataQuery> = total::value(claim, link.then, *then)
        .into_iter()
        .chain(total::value(claim, link.now, *now))
        .collect();
    let difference = Ratio::from(*now).minus(&Ratio::from(*then));
    let exact = difference.over(&Ratio::from(*then)).map(|share| share.times(&Ratio::whole(100)));
    let wrong_percent = said.filter(|said| !exact.as_ref().is_some_and(|e| said.stands_for(e)));
    let wrong_number = number.filter(|number| Ratio::from(*number) != difference);
    if wrong_percent.is_some() || wrong_number.is_some() {
        let message = format!(
            "stated as {}, but from {} to {} is {}{}.",
            stated_as(*said, *number),
            say::number(*then),
            say::number(*now),
            say::signed(&difference, difference_places(*then, *now)),
            exact.as_ref().map_or_else(String::new, |e| format!(" ({}%)", say::signed(e, 1))),
        );
        queries.push(query(code::CHANGE, claim, message, CORRECT));
    }
    let exact = exact.unwrap_or_else(|| difference.times(&Ratio::whole(100)));
    if let Some(word) = word
        && !word_holds(index.world.settings, word, &exact)
    {
        let message = format!(
            "called “{word}”, but from {} to {} is {}%.",
            say::number(*then),
            say::number(*now),
            say::signed(&exact, 1)
        );
        queries.push(query(code::CHANGE, claim, message, "Choose the word that the values bear."));
    }
    queries
}

fn stated_as(percent: Option<Printed>, number: Option<Decimal>) -> String {
    let percent =
        percent.map(|p| format!("{}%", say::signed(&Ratio::from(p.value), p.value.scale())));
    let number = number.map(|n| say::signed(&Ratio::from(n), n.scale()));
    match (percent, number) {
        (Some(percent), Some(number)) => format!("{percent} ({number})"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => String::new(),
    }
}

fn difference_places(then: Decimal, now: Decimal) -> u32 {
    then.scale().max(now.scale())
}

/// Whether a word bears a change in per cent. A word that is not known bears any.
fn word_holds(settings: &Settings, word: &str, percent: &Ratio) -> bool {
    let known = |words: &[String]| words.iter().any(|known| known == word);
    if known(&settings.stable_words) {
        percent.abs() <= Ratio::from(settings.stable_percent)
    } else if known(&settings.rise_words) {
        *percent > 0
    } else if known(&settings.fall_words) {
        percent.is_negative()
    } else {
        true
    }
}

/// A mean per month of the period.
pub(super) fn mean(
    index: &Index<'_>,
    claim: &Claim,
    link: &Link<'_>,
    total_value: Decimal,
    stated: Printed,
) -> Vec<DataQuery> {
    let mut queries: Vec<DataQuery> =
        total::value(claim, link.now, total_value).into_iter().collect();
    let months = claim.period.unwrap_or(index.world.period).months().len();
    let exact = Ratio::of(total_value, Decimal::from(months));
    if let Some(exact) = exact.filter(|exact| !stated.stands_for(exact)) {
        let message = format!(
            "stated as {} a month, but {} over {months} months is {}.",
            say::number(stated.value),
            say::number(total_value),
            say::about(&exact, stated.value.scale() + 1)
        );
        queries.push(query(code::MEAN, claim, message, "Correct the mean, or the total."));
    }
    queries
}

/// Two shares held against each other with a word.
pub(super) fn compared(
    index: &Index<'_>,
    claim: &Claim,
    left: (Decimal, Decimal),
    right: (Decimal, Decimal),
    stated: (Printed, Printed),
    word: &str,
) -> Vec<DataQuery> {
    let mut queries = Vec::new();
    let exact = |(part, whole): (Decimal, Decimal)| percent(part, whole);
    for (pair, said) in [(left, stated.0), (right, stated.1)] {
        if let Some(is) = exact(pair).filter(|is| !said.stands_for(is)) {
            let message = format!(
                "stated as {}%, but {} of {} is {}%.",
                say::number(said.value),
                say::number(pair.0),
                say::number(pair.1),
                say::about(&is, said.value.scale() + 1)
            );
            queries.push(query(code::SHARE, claim, message, "Correct the share."));
        }
    }
    let settings = index.world.settings;
    let is_in_line = settings.in_line_words.iter().any(|known| known == word);
    if let (Some(one), Some(other), true) = (exact(left), exact(right), is_in_line) {
        let apart = one.minus(&other).abs();
        if apart > Ratio::from(settings.in_line_points) {
            let message = format!(
                "called “{word}”, but {}% and {}% are {} points apart.",
                say::about(&one, 1),
                say::about(&other, 1),
                say::about(&apart, 1)
            );
            queries.push(query(
                code::CHANGE,
                claim,
                message,
                "Choose the word that the values bear.",
            ));
        }
    }
    queries
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconcile::testing::{Made, messages};

    fn raised(base: &str, stated: &str) -> Vec<String> {
        let mut made = Made::new();
        made.claim("Any", "Change", "all", "2020/21 -> 2021/22", base, stated);
        messages(&made, code::CHANGE)
    }

    #[test]
    fn a_change_is_held_to_its_values() {
        let cases = [
            ("395 -> 295", "-25%", 0),
            ("540 -> 427", "-21%", 0),
            ("337 -> 405", "-25% (n=-132)", 1),
            ("337 -> 405", "+20%", 0),
            ("337 -> 405", "+20% (n=68)", 0),
            ("337 -> 405", "+20% (n=69)", 1),
            ("337 -> 405", "20.2%", 0),
            ("337 -> 405", "-20%", 1),
            ("0 -> 5", "+100%", 1),
            ("2,144 -> 2,102", "\"relatively stable\"", 0),
            ("2,144 -> 1,902", "\"relatively stable\"", 1),
            ("2,144 -> 2,102", "\"increase\"", 1),
            ("2,144 -> 2,102", "\"decrease\"", 0),
            ("2,144 -> 2,102", "\"encouraging\"", 0),
        ];
        for (base, stated, want) in cases {
            let got = raised(base, stated);
            assert_eq!(got.len(), want, "{base} {stated}: {got:?}");
        }
        assert!(raised("337 -> 405", "-25% (n=-132)")[0].contains("−25% (−132)"));
        assert!(raised("337 -> 405", "-25% (n=-132)")[0].contains("+68 (+20.2%)"));
    }

    #[test]
    fn values_of_a_change_are_held_against_the_returns() {
        let mut made = Made::new();
        made.add("crime.offences", "2020-21", "", "337");
        made.add("crime.offences", "2021-22", "", "405");
        made.claim("Crime", "Change", "all", "2020/21 -> 2021/22", "338 -> 405", "+20%");
        assert_eq!(messages(&made, code::VALUE).len(), 1);
    }

    #[test]
    fn a_mean_is_over_the_months_of_the_period() {
        for (total, stated, want) in [("5889", "491", 0), ("3155", "263", 0), ("5889", "490", 1)] {
            let mut made = Made::new();
            made.claim("Any", "Average per month", "", "2021/22", total, stated);
            assert_eq!(messages(&made, code::MEAN).len(), want, "{total} {stated}");
        }
    }

    #[test]
    fn in_line_means_within_a_point() {
        for (base, fractions, change, share) in [
            ("12.6% vs 12.6%", "82/650 vs 804/6406", 0, 0),
            ("12.6% vs 10.0%", "82/650 vs 641/6406", 1, 0),
            ("12.6% vs 12.9%", "82/650 vs 804/6406", 0, 1),
        ] {
            let mut made = Made::new();
            made.claim("Any", "Share vs national", fractions, "2021/22", base, "\"in line\"");
            assert_eq!(messages(&made, code::CHANGE).len(), change, "{base}");
            assert_eq!(messages(&made, code::SHARE).len(), share, "{base}");
        }
    }
}
