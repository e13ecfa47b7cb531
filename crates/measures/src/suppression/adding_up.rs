//! What an author can put side by side that adds up, in rows and columns of every kind.

use sightline_kernel::ids::AreaCode;

use super::tables::{plans, protected, request, texts};
use crate::observation::Observation;
use crate::reconcile::testing::observation;
use crate::reconcile::testing_cards::catalogue;
use crate::request::{Column, Indicator, Rows, Selector, TableRequest};
use crate::table::Table;

fn asked(rows: Rows, columns: Vec<Column>) -> TableRequest {
    TableRequest { rows, columns, ..request(Vec::new()) }
}

fn column(indicator: Indicator, period: Option<&str>, cell: &str) -> Column {
    Column {
        period: period.map(|period| period.parse().unwrap()),
        cell: sightline_kernel::dimension::Cell::parse(cell).unwrap(),
        ..Column::new(indicator)
    }
}

fn selector(cell: &str) -> Selector {
    let mut of = Selector::measure("child.plans".parse().unwrap());
    of.cell = sightline_kernel::dimension::Cell::parse(cell).unwrap();
    of
}

fn hidden(table: &Table) -> usize {
    table.figures().filter(|figure| figure.treatment.hides()).count()
}

#[test]
fn an_area_is_protected_against_the_one_that_contains_it() {
    let mut catalogue = catalogue();
    for (code, parent) in
        [("county", ""), ("north", "county"), ("mid", "county"), ("south", "county")]
    {
        let parent =
            if parent.is_empty() { String::new() } else { format!("parent = \"{parent}\"\n") };
        let area =
            format!("code = \"{code}\"\nname = \"{code}\"\nkind = \"local-authority\"\n{parent}");
        let area: crate::catalogue::Area = toml::from_str(&area).unwrap();
        catalogue.areas.insert(area.code.clone(), area);
    }
    let made = |county: &str| -> Vec<Observation> {
        [("county", county), ("north", "4"), ("mid", "40"), ("south", "60")]
            .iter()
            .zip(2..)
            .map(|((area, value), row)| {
                observation("council", area, "child.plans", "2021-22", "", value, row)
            })
            .collect()
    };
    let areas = ["north", "mid", "south", "county"].map(|area| AreaCode::new(area).unwrap());
    let ask = asked(Rows::Areas(areas.to_vec()), vec![Column::new(Indicator::Value)]);
    let table = protected(&catalogue, &made("104"), &ask);
    assert_eq!(texts(&table), ["north: c", "mid: c", "south: 60", "county: 104"]);
    // Where the areas do not reach the whole, what is missing is not known.
    let table = protected(&catalogue, &made("304"), &ask);
    assert_eq!(hidden(&table), 1, "{:?}", texts(&table));
}

#[test]
fn series_that_add_up_are_protected() {
    let given =
        plans(&[("2021-22", "need=N1", "4"), ("2021-22", "need=N2", "28"), ("2021-22", "", "32")]);
    let series = [selector("need=N1"), selector("need=N2"), selector("")];
    let ask = asked(Rows::Series(series.to_vec()), vec![Column::new(Indicator::Value)]);
    let table = protected(&catalogue(), &given, &ask);
    assert_eq!(hidden(&table), 2, "{:?}", texts(&table));
    // A part that is not shown may be of any size.
    let more = plans(&[
        ("2021-22", "need=N1", "4"),
        ("2021-22", "need=N2", "28"),
        ("2021-22", "need=N3", "300"),
        ("2021-22", "", "332"),
    ]);
    let table = protected(&catalogue(), &more, &ask);
    assert_eq!(hidden(&table), 1, "{:?}", texts(&table));
}

#[test]
fn columns_of_categories_are_protected_against_the_one_without() {
    let given = plans(&[
        ("2021-22", "age=young", "4"),
        ("2021-22", "age=old", "28"),
        ("2021-22", "", "32"),
    ]);
    let columns = ["age=young", "age=old", ""].map(|cell| column(Indicator::Value, None, cell));
    let table = protected(&catalogue(), &given, &asked(Rows::One, columns.to_vec()));
    assert_eq!(hidden(&table), 2, "{:?}", texts(&table));
}

#[test]
fn columns_of_periods_are_protected_against_their_year() {
    let given = plans(&[
        ("2021-22-Q1", "", "4"),
        ("2021-22-Q2", "", "28"),
        ("2021-22-Q3", "", "30"),
        ("2021-22-Q4", "", "31"),
        ("2021-22", "", "93"),
    ]);
    let periods = ["2021-22-Q1", "2021-22-Q2", "2021-22-Q3", "2021-22-Q4", "2021-22"];
    let columns = periods.map(|period| column(Indicator::Value, Some(period), ""));
    let table = protected(&catalogue(), &given, &asked(Rows::One, columns.to_vec()));
    assert_eq!(hidden(&table), 2, "{:?}", texts(&table));
    assert_eq!(table.rows[0].figures[4].printed, "93");
    // Three quarters, three months and the year say as much.
    let given = plans(&[
        ("2021-04", "", "4"),
        ("2021-05", "", "12"),
        ("2021-06", "", "12"),
        ("2021-22-Q2", "", "30"),
        ("2021-22-Q3", "", "31"),
        ("2021-22-Q4", "", "33"),
        ("2021-22", "", "122"),
    ]);
    let periods =
        ["2021-04", "2021-05", "2021-06", "2021-22-Q2", "2021-22-Q3", "2021-22-Q4", "2021-22"];
    let columns = periods.map(|period| column(Indicator::Value, Some(period), ""));
    let table = protected(&catalogue(), &given, &asked(Rows::One, columns.to_vec()));
    assert_eq!(hidden(&table), 2, "{:?}", texts(&table));
}

/// Two ways of dividing what is printed nowhere tell each other.
#[test]
fn a_total_that_is_not_printed_ties_what_makes_it_up() {
    let given = plans(&[
        ("2021-22", "need=N1", "4"),
        ("2021-22", "need=N2", "28"),
        ("2021-22", "age=young", "20"),
        ("2021-22", "age=old", "12"),
    ]);
    let series = ["need=N1", "need=N2", "age=young", "age=old"].map(selector);
    let ask = asked(Rows::Series(series.to_vec()), vec![Column::new(Indicator::Value)]);
    let table = protected(&catalogue(), &given, &ask);
    assert_eq!(hidden(&table), 2, "{:?}", texts(&table));
}

/// One measure that its card says is made of two others.
#[test]
fn measures_are_protected_against_the_one_that_they_make_up() {
    let mut catalogue = catalogue();
    for id in ["child.new", "child.known"] {
        let mut part = catalogue.measures["child.plans"][0].clone();
        part.id = id.parse().unwrap();
        catalogue.measures.insert(part.id.clone(), vec![part]);
    }
    let card = &mut catalogue.measures.get_mut("child.plans").unwrap()[0];
    card.made_of = ["child.new", "child.known"].map(|id| id.parse().unwrap()).into();
    let values = [("child.new", "4"), ("child.known", "28"), ("child.plans", "32")];
    let given: Vec<Observation> = values
        .iter()
        .zip(2..)
        .map(|((id, value), row)| observation("council", "home", id, "2021-22", "", value, row))
        .collect();
    let series = values.map(|(id, _)| Selector::measure(id.parse().unwrap()));
    let ask = asked(Rows::Series(series.to_vec()), vec![Column::new(Indicator::Value)]);
    let table = protected(&catalogue, &given, &ask);
    assert_eq!(hidden(&table), 2, "{:?}", texts(&table));
}

/// Open data says which of the hidden numbers are small: two that make ten are both five, so a
/// third number is hidden with them.
#[test]
fn small_numbers_at_their_greatest_are_not_given_away_by_their_sum() {
    let given = plans(&[
        ("2021-22", "need=N0", "5"),
        ("2021-22", "need=N1", "5"),
        ("2021-22", "need=N2", "28"),
        ("2021-22", "need=N3", "300"),
        ("2021-22", "need=_T", "338"),
    ]);
    let table = protected(&catalogue(), &given, &request(vec![Indicator::Value]));
    assert_eq!(texts(&table), ["N0: c", "N1: c", "N2: c", "N3: 300", "Total: 338"]);
}

/// A rule says how many values a reader must be left with.
#[test]
fn a_rule_may_ask_for_more_values_than_three() {
    let given = plans(&[
        ("2021-22", "need=N0", "1"),
        ("2021-22", "need=N1", "2"),
        ("2021-22", "need=N2", "28"),
        ("2021-22", "need=N3", "300"),
        ("2021-22", "need=_T", "331"),
    ]);
    let ask = request(vec![Indicator::Value]);
    let count = |values: u32| {
        let mut catalogue = catalogue();
        let rule =
            catalogue.rules.values_mut().flatten().find(|rule| rule.id.as_str() == "hide-to-5");
        rule.unwrap().values_left = values;
        hidden(&protected(&catalogue, &given, &ask))
    };
    // The two make three, so each is one or two; with a third number each may be one to five.
    assert_eq!([count(2), count(3), count(5)], [2, 3, 3]);
}
