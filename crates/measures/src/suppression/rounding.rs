//! Rules that round: what is printed, and that the true number stays behind.

use sightline_kernel::decimal::{Decimal, Ratio};

use super::protect;
use super::tables::{context, plans, protected, request, texts, with_rule};
use crate::compute::{self, Observations};
use crate::request::{Indicator, Rows, TableRequest};
use crate::table::Outcome;

/// Counts in, published text out, by the rule of the Safeguarding Adults Collection.
#[test]
fn rounds_as_the_national_collection_publishes() {
    let catalogue = with_rule("sac");
    let text = |count: &str| {
        let given = plans(&[("2021-22", "", count)]);
        let request = TableRequest { rows: Rows::One, ..request(vec![Indicator::Value]) };
        let index = Observations::new(&given);
        let mut table = compute::table(&catalogue, &index, &context(), &request);
        protect(&catalogue, &context(), &mut table);
        let figure = table.rows[0].figures[0].clone();
        if figure.treatment.hides() { "[c]".to_owned() } else { figure.number.unwrap().to_string() }
    };
    for (count, want) in [
        ("0", "[c]"),
        ("4", "[c]"),
        ("5", "5"),
        ("7", "5"),
        ("8", "10"),
        ("12", "10"),
        ("13", "15"),
        ("1002", "1000"),
    ] {
        assert_eq!(text(count), want, "{count}");
    }
    let Some(shared) = super::reference::shared() else { return };
    let vectors =
        std::fs::read_to_string(shared.join("reference/sac/rounding_vectors.csv")).unwrap();
    let mut seen = 0;
    for line in vectors.lines().skip(1) {
        let (count, want) = line.split_once(',').unwrap();
        if count.is_empty() {
            continue; // An absence is printed as what it is, not as a small number.
        }
        let count: Decimal = count.parse().unwrap();
        assert_eq!(text(&count.normalize().to_string()), want, "{count}");
        seen += 1;
    }
    assert!(seen > 40, "{seen}");
}

/// What is rounded leaves the table as rounded; shares come from the true numbers.
#[test]
fn true_numbers_behind_rounded_ones_do_not_travel() {
    let given = plans(&[
        ("2021-22", "need=N0", "33"),
        ("2021-22", "need=N1", "67"),
        ("2021-22", "need=_T", "100"),
    ]);
    let table = protected(
        &with_rule("sac"),
        &given,
        &request(vec![Indicator::Value, Indicator::Share { of: None }]),
    );
    assert_eq!(texts(&table), ["N0: 35 33%", "N1: 65 67%", "Total: 100 100%"]);
    assert_eq!(table.rows[0].figures[0].result, Outcome::Known(Ratio::whole(35)));
}
