//! Properties over random worlds.

use proptest::prelude::*;
use sightline_kernel::decimal::Ratio;

use super::naive::{self, CODES, Year};
use super::world::{by, catalogue, context, given, of, printed, table};
use crate::compute::{self, Observations};
use crate::observation::Observation;
use crate::request::{FigureRequest, Indicator};
use crate::table::{Outcome, RowKind, Table};

fn year() -> impl Strategy<Value = Year> {
    let part = prop_oneof![8 => (0i64..2000).prop_map(Some), 2 => (0i64..8).prop_map(Some), 1 => Just(None)];
    let total = prop_oneof![2 => Just(None), 1 => (0i64..6000).prop_map(Some)];
    (prop::array::uniform3(part), total).prop_map(|(parts, total)| Year { parts, total })
}

fn exact(table: &Table, kind: RowKind, column: usize) -> Vec<Ratio> {
    let rows = table.rows.iter().filter(|row| row.kind == kind);
    let known = rows.filter_map(|row| match &row.figures[column].result {
        Outcome::Known(ratio) => Some(ratio.clone()),
        _ => None,
    });
    known.collect()
}

fn add(ratios: &[Ratio]) -> Ratio {
    ratios.iter().fold(Ratio::whole(0), |sum, ratio| sum.plus(ratio))
}

/// Everything that a table prints and says, for comparing two of them.
fn told(table: &Table) -> String {
    format!("{:?}\n{:?}\n{:?}\n{:?}", table.rows, table.notes, table.sources, table.queries)
}

proptest! {
    #[test]
    fn agrees_with_the_plain_implementation(then in year(), now in year(), people in 10i64..5000) {
        let text = format!(
            "{}{}p.people mid-2021 = {people} ons\n", then.text("2020-21"), now.text("2021-22")
        );
        let given = given(&text);
        for (at, code) in CODES.iter().enumerate() {
            let cell = format!("t.crime group={code}");
            prop_assert_eq!(printed(&given, &cell, "share"), now.share(at));
            prop_assert_eq!(printed(&given, &cell, "rank"), now.rank(at));
            let change = naive::change_percent(&then, &now, at);
            prop_assert_eq!(printed(&given, &cell, "change-percent"), change);
            if let Some(n) = now.parts[at] {
                let tenths = naive::round(n * 10_000, people);
                let want = format!("{}.{}", naive::thousands(tenths / 10), tenths % 10);
                prop_assert_eq!(printed(&given, &cell, "rate"), want);
            }
        }
        let whole = now.whole().map_or("part missing".to_owned(), naive::thousands);
        prop_assert_eq!(printed(&given, "t.crime", "value"), whole);
    }

    #[test]
    fn shares_of_parts_are_exactly_everything(parts in prop::array::uniform3(2i64..5000)) {
        let year = Year { parts: parts.map(Some), total: None };
        let made = table(&given(&year.text("2021-22")), &by("group", "t.crime", "share"));
        prop_assert_eq!(add(&exact(&made, RowKind::Part, 0)), Ratio::whole(100));
        prop_assert_eq!(exact(&made, RowKind::Total, 0), vec![Ratio::whole(100)]);
    }

    #[test]
    fn the_top_ones_and_the_rest_are_the_total(
        values in prop::collection::vec(0i64..50, 1..12),
        more in 0i64..100,
        most in 1u32..14,
    ) {
        let mut text = String::new();
        for (at, value) in values.iter().enumerate() {
            text.push_str(&format!("t.crime 2021-22 place=w{at:02} = {value}\n"));
        }
        let given_parts = given(&text);
        let total = naive::sum(&given_parts) + more;
        text.push_str(&format!("t.crime 2021-22 = {total}\n"));
        let mut request = by("place", "t.crime", "value, share");
        request.top = Some(most);
        let made = table(&given(&text), &request);
        let (top, rest) = (exact(&made, RowKind::Part, 0), exact(&made, RowKind::Rest, 0));
        prop_assert_eq!(add(&top).plus(&add(&rest)), Ratio::whole(total));
        // No row that is left out is larger than, or equal to, one that is shown.
        let least = top.iter().min().unwrap();
        let left_out = values.iter().filter(|value| Ratio::whole(**value) >= *least).count();
        prop_assert_eq!(left_out, top.len());
        prop_assert!(top.len() >= values.len().min(most as usize));
    }

    #[test]
    fn the_order_of_observations_changes_nothing(
        then in year(), now in year(), order in Just((0..9usize).collect::<Vec<_>>()).prop_shuffle()
    ) {
        let text = format!(
            "{}{}t.crime 2021-22 group=a = 77 council\np.people mid-2021 = 900 ons\n",
            then.text("2020-21"), now.text("2021-22")
        );
        let all = given(&text);
        let mut shuffled: Vec<(usize, Observation)> =
            all.iter().enumerate().map(|(at, o)| (order[at % 9], o.clone())).collect();
        shuffled.sort_by_key(|(at, _)| *at);
        let shuffled: Vec<Observation> = shuffled.into_iter().map(|(_, o)| o).collect();
        let request = by("group", "t.crime", "value, share, rate, change-percent, rank");
        prop_assert_eq!(told(&table(&all, &request)), told(&table(&shuffled, &request)));
    }

    #[test]
    fn what_is_said_to_be_needed_is_enough(
        then in year(), now in year(), at in 0usize..18,
    ) {
        let asks = "value|share|share of t.each|rate|rate mid-2019|change|change-percent|\
            change-percent since 2018-19|earlier|ratio t.each|monthly-mean|year-to-date|rank|\
            gap area E92000001|gap set neighbours|gap previous|gap target|compared set neighbours";
        let mut text = format!("{}{}", then.text("2020-21"), now.text("2021-22"));
        for area in ["X1", "X2", "X3", "E92000001"] {
            for (vintage, people) in [("mid-2019", 800), ("mid-2020", 900), ("mid-2021", 1000)] {
                text.push_str(&format!("p.people {vintage} = {people} ons {area}\n"));
            }
            if area != "X1" {
                text.push_str(&format!("t.crime 2021-22 = 55 police {area}\n"));
            }
        }
        text.push_str("t.crime 2018-19 = 40\nt.each 2021-22 = 12\nt.months 2021-04 = 4\nt.stock 2022-03-31 = 9\n");
        let all = given(&text);
        let ask = asks.split('|').nth(at).unwrap();
        let indicator: Indicator = ask.parse().unwrap();
        for selector in ["t.crime", "t.crime group=a", "t.months", "t.stock"] {
            let request = FigureRequest { of: of(selector), indicator: indicator.clone() };
            let needs =
                compute::figure_needs(catalogue(), &context(), std::slice::from_ref(&request));
            let wanted = |o: &&Observation| needs.iter().any(|need| {
                need.measure == o.key.measure
                    && need.periods.contains(&o.key.period)
                    && need.areas.contains(&o.key.area)
            });
            let loaded: Vec<Observation> = all.iter().filter(wanted).cloned().collect();
            let from = |given: &[Observation]| {
                compute::figure(catalogue(), &Observations::new(given), &context(), &request)
            };
            prop_assert_eq!(from(&all), from(&loaded));
        }
    }
}
