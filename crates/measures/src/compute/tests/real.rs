//! The published input of 2021-22: figures that it must give.

use super::world::{by, figure, given, lines, printed, table};

const CRIME: &str = "5004 2192 2122 1879 1478 1082 725 639 476 351 139 109 85 74 11 3";

#[test]
fn parts_and_total_of_recorded_crime() {
    // Three groups of the made list stand for the sixteen; the arithmetic is the real one.
    let parts: Vec<i64> = CRIME.split(' ').map(|n| n.parse().unwrap()).collect();
    let sum: i64 = parts.iter().sum();
    assert_eq!(sum, 16_369);
    let rest: i64 = parts[2..].iter().sum();
    let given = given(&format!(
        "t.crime 2021-22 group=a = 5004\nt.crime 2021-22 group=b = 2192\nt.crime 2021-22 group=c = {rest}\n\
         t.crime 2021-22 group=n200 = 2\nt.crime 2021-22 group=_T = 16411\np.people mid-2019 = 323136 ons"
    ));
    let made = table(&given, &by("group", "t.crime", "value, share, rate mid-2019"));
    assert_eq!(lines(&made)[1], "Beta | 2,192 | 13% | 6.8");
    assert_eq!(lines(&made)[3], "Total | 16,411 | 100% | 50.8");
    assert_eq!(lines(&made)[4], "Incident | 2 | shown apart | 0.0");
    assert!(made.notes.iter().any(|note| note.contains("is not the sum of its parts")));
}

#[test]
fn changes_of_the_year() {
    let cases = [
        (540, 427, "−21%", "fell by 21%"),
        (395, 295, "−25%", "fell by 25%"),
        (337, 405, "+20%", "rose by 20%"),
        (1955, 2406, "+23%", "rose by 23%"),
        (4915, 6406, "+30%", "rose by 30%"),
        (2144, 2102, "−2%", "changed little"),
    ];
    let day = super::world::context().period.end();
    let thresholds = super::world::catalogue().thresholds(day).unwrap();
    for (then, now, percent, said) in cases {
        let given = given(&format!("t.crime 2020-21 = {then}\nt.crime 2021-22 = {now}"));
        assert_eq!(printed(&given, "t.crime", "change-percent"), percent);
        let figure = figure(&given, "t.crime", "change-percent");
        assert_eq!(crate::words::say(thresholds, &figure).as_deref(), Some(said));
    }
}

#[test]
fn monthly_means_and_shares_of_the_year() {
    let given = given("t.crime 2021-22 = 5889\nt.each 2021-22 = 328\nt.broken 2021-22 = 3155");
    assert_eq!(printed(&given, "t.crime", "monthly-mean"), "491");
    assert_eq!(printed(&given, "t.broken", "monthly-mean"), "263");
    assert_eq!(printed(&given, "t.each", "share of t.crime"), "6%");
}
