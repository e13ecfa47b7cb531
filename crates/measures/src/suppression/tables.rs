//! Protection of whole tables, as they are computed from observations.

use sightline_kernel::ids::AreaCode;
use sightline_kernel::sensitivity::Audience;

use super::{Given, Override, crossings, protect, protect_figure_with, protect_with};
use crate::catalogue::Catalogue;
use crate::compute::{self, Observations};
use crate::observation::Observation;
use crate::reconcile::testing::observation;
use crate::reconcile::testing_cards::catalogue;
use crate::request::{
    Column, Context, FigureRequest, Indicator, Order, Rows, Selector, TableRequest,
};
use crate::table::{Outcome, Table, Treatment};

pub(super) fn context() -> Context {
    Context {
        area: AreaCode::new("home").unwrap(),
        period: "2021-22".parse().unwrap(),
        audience: Audience::Public,
        protect: true,
    }
}

/// The catalogue with another rule for `child.plans`.
pub(super) fn with_rule(rule: &str) -> Catalogue {
    let mut catalogue = catalogue();
    let card = &mut catalogue.measures.get_mut("child.plans").unwrap()[0];
    card.suppression = rule.parse().unwrap();
    catalogue
}

pub(super) fn plans(rows: &[(&str, &str, &str)]) -> Vec<Observation> {
    rows.iter()
        .enumerate()
        .map(|(at, (period, cell, value))| {
            let row = u32::try_from(at).unwrap() + 2;
            observation("council", "home", "child.plans", period, cell, value, row)
        })
        .collect()
}

pub(super) fn request(columns: Vec<Indicator>) -> TableRequest {
    TableRequest {
        of: Selector::measure("child.plans".parse().unwrap()),
        rows: Rows::Categories("need".parse().unwrap()),
        columns: columns.into_iter().map(Column::new).collect(),
        across: None,
        top: None,
        order: Order::Listed,
        title: None,
    }
}

/// The texts of a table, row by row: `N0: c c`.
pub(super) fn texts(table: &Table) -> Vec<String> {
    table
        .rows
        .iter()
        .map(|row| {
            let figures: Vec<&str> = row.figures.iter().map(|f| f.printed.as_str()).collect();
            format!("{}: {}", row.label, figures.join(" "))
        })
        .collect()
}

/// Nothing hidden is left in the table, in whatever field.
fn holds_no_hidden_number(table: &Table) {
    for figure in table.figures().filter(|figure| figure.treatment.hides()) {
        assert_eq!(figure.result, Outcome::Hidden, "{figure:?}");
        assert_eq!(figure.number, None, "{figure:?}");
        let rank = figure.indicator == Indicator::Rank;
        assert!(rank || !figure.inputs.is_empty(), "the line of sight stays");
        assert!(!figure.printed.contains(|c: char| c.is_ascii_digit()), "{figure:?}");
    }
}

pub(super) fn protected(
    catalogue: &Catalogue,
    given: &[Observation],
    request: &TableRequest,
) -> Table {
    let index = Observations::new(given);
    let mut table = compute::table(catalogue, &index, &context(), request);
    let with = Given { observations: Some(&index), overrides: &[] };
    let queries = protect_with(catalogue, &context(), with, &mut table);
    assert!(queries.is_empty(), "{queries:?}");
    holds_no_hidden_number(&table);
    table
}

#[test]
fn one_small_number_takes_another_with_it_and_nil_stays() {
    let given = plans(&[
        ("2021-22", "need=N0", "4"),
        ("2021-22", "need=N1", "322"),
        ("2021-22", "need=N2", "28"),
        ("2021-22", "need=N3", "0"),
        ("2021-22", "need=_T", "354"),
    ]);
    let table = protected(
        &catalogue(),
        &given,
        &request(vec![Indicator::Value, Indicator::Share { of: None }]),
    );
    assert_eq!(texts(&table), ["N0: c c", "N1: 322 91%", "N2: c c", "N3: 0 0%", "Total: 354 100%"]);
    let word = |row: usize, column: usize| table.rows[row].figures[column].treatment.word();
    assert_eq!(
        [word(0, 0), word(0, 1), word(2, 0), word(2, 1), word(1, 0)],
        ["primary", "derived", "secondary", "derived", "none"]
    );
    assert!(table.notes.iter().any(|note| note.starts_with("c: a number of 1 to 5")));
}

#[test]
fn the_year_before_is_protected_and_no_change_gives_it_away() {
    let given = plans(&[
        ("2021-22", "need=N0", "40"),
        ("2021-22", "need=N1", "322"),
        ("2021-22", "need=N2", "28"),
        ("2021-22", "need=_T", "390"),
        ("2020-21", "need=N0", "3"),
        ("2020-21", "need=N1", "300"),
        ("2020-21", "need=N2", "20"),
        ("2020-21", "need=_T", "323"),
    ]);
    let columns = vec![
        Indicator::Earlier { period: None },
        Indicator::Value,
        Indicator::Change { since: None },
        Indicator::ChangePercent { since: None },
    ];
    let table = protected(&catalogue(), &given, &request(columns));
    assert_eq!(
        texts(&table),
        ["N0: c 40 c c", "N1: 300 322 +22 +7%", "N2: c 28 c c", "Total: 323 390 +67 +21%"]
    );
    // A change alone, without either value in the table, is looked at as well.
    let changes = request(vec![Indicator::Change { since: None }]);
    let table = protected(&catalogue(), &given, &changes);
    assert_eq!(texts(&table), ["N0: c", "N1: +22", "N2: c", "Total: +67"]);
}

#[test]
fn shares_alone_are_protected_like_their_numbers() {
    let given = plans(&[
        ("2021-22", "need=N0", "3"),
        ("2021-22", "need=N1", "300"),
        ("2021-22", "need=N2", "20"),
        ("2021-22", "need=_T", "323"),
    ]);
    let shares = request(vec![Indicator::Share { of: None }]);
    let table = protected(&catalogue(), &given, &shares);
    assert_eq!(texts(&table), ["N0: c", "N1: 93%", "N2: c", "Total: 100%"]);
    // Without the observations what may be small is hidden: 3 of 323 is in its lowest terms.
    let index = Observations::new(&given);
    let mut table = compute::table(&catalogue(), &index, &context(), &shares);
    protect(&catalogue(), &context(), &mut table);
    assert_eq!(table.rows[0].figures[0].printed, "c");
}

#[test]
fn a_table_by_two_dimensions_is_safe_both_ways() {
    let mut rows = Vec::new();
    for (need, counts) in [
        ("N0", ["2", "30", "32"]),
        ("N1", ["40", "50", "90"]),
        ("N2", ["60", "70", "130"]),
        ("_T", ["102", "150", "252"]),
    ] {
        for (age, count) in ["young", "old", "_T"].iter().zip(counts) {
            rows.push((need, *age, count));
        }
    }
    let cells: Vec<String> = rows.iter().map(|(n, a, _)| format!("need={n};age={a}")).collect();
    let given: Vec<(&str, &str, &str)> = rows
        .iter()
        .zip(&cells)
        .map(|((_, _, count), cell)| ("2021-22", cell.as_str(), *count))
        .collect();
    let given = plans(&given);
    let request =
        TableRequest { across: Some("age".parse().unwrap()), ..request(vec![Indicator::Value]) };
    let table = protected(&catalogue(), &given, &request);
    let hidden = table.figures().filter(|figure| figure.treatment.hides()).count();
    assert_eq!(hidden, 4, "a rectangle: {:?}", texts(&table));
}

#[test]
fn the_sum_to_date_does_not_tell_the_hidden_year() {
    let year: sightline_kernel::period::Period = "2021-22".parse().unwrap();
    let mut rows = Vec::new();
    for (at, month) in year.months().into_iter().enumerate() {
        let small = if at == 0 { "4" } else { "0" };
        for (need, count) in [("N0", small), ("N1", "30"), ("N2", "3")] {
            rows.push((month.to_string(), format!("need={need}"), count));
        }
    }
    let rows: Vec<(&str, &str, &str)> =
        rows.iter().map(|(month, cell, count)| (month.as_str(), cell.as_str(), *count)).collect();
    let given = plans(&rows);
    let columns = vec![Indicator::Value, Indicator::YearToDate, Indicator::MonthlyMean];
    let table = protected(&catalogue(), &given, &request(columns));
    assert_eq!(texts(&table), ["N0: c c c", "N1: 360 360 30", "N2: c c c", "Total: 400 400 33"]);
}

#[test]
fn parts_of_a_part_are_protected_against_it() {
    let mut catalogue = catalogue();
    let list = &mut catalogue.lists.get_mut("open").unwrap()[0];
    for (code, parent) in [("Town", None), ("North", Some("Town")), ("South", Some("Town"))] {
        let parent = parent.map_or(String::new(), |parent| format!("parent = \"{parent}\"\n"));
        let category = format!("code = \"{code}\"\nname = \"{code}\"\n{parent}");
        list.categories.push(toml::from_str(&category).unwrap());
    }
    let given = plans(&[
        ("2021-22", "need=Town", "22"),
        ("2021-22", "need=North", "2"),
        ("2021-22", "need=South", "20"),
        ("2021-22", "need=Village", "50"),
        ("2021-22", "need=_T", "72"),
    ]);
    let table = protected(&catalogue, &given, &request(vec![Indicator::Value]));
    assert_eq!(texts(&table), ["Town: 22", "North: c", "South: c", "Village: 50", "Total: 72"]);
}

#[test]
fn a_hidden_row_does_not_tell_its_size_by_its_place() {
    let given = plans(&[
        ("2021-22", "need=Alpha", "4"),
        ("2021-22", "need=Beta", "90"),
        ("2021-22", "need=Gamma", "28"),
        ("2021-22", "need=Delta", "20"),
        ("2021-22", "need=_T", "142"),
    ]);
    let by_size =
        TableRequest { order: Order::Largest, ..request(vec![Indicator::Value, Indicator::Rank]) };
    let table = protected(&catalogue(), &given, &by_size);
    assert_eq!(
        texts(&table)
            .iter()
            .map(|t| t.split(' ').take(2).collect::<Vec<_>>().join(" "))
            .collect::<Vec<_>>(),
        ["Beta: 90", "Gamma: 28", "Alpha: c", "Delta: c", "Total: 142"]
    );
    let ranks = table.rows.iter().filter(|row| row.label != "Total").map(|row| &row.figures[1]);
    assert!(ranks.clone().all(|rank| rank.printed == "c"), "{:?}", texts(&table));
}

#[test]
fn a_signed_override_prints_the_number_and_says_who_signed() {
    let given = plans(&[
        ("2021-22", "need=N0", "4"),
        ("2021-22", "need=N1", "322"),
        ("2021-22", "need=N2", "28"),
        ("2021-22", "need=_T", "354"),
    ]);
    let index = Observations::new(&given);
    let mut table =
        compute::table(&catalogue(), &index, &context(), &request(vec![Indicator::Value]));
    let signed = [Override {
        figure: table.rows[0].figures[0].id.clone(),
        rule: "hide-to-5".parse().unwrap(),
        by: "The chair".to_owned(),
        reason: "Published by the agency itself".to_owned(),
    }];
    let with = Given { observations: Some(&index), overrides: &signed };
    let queries = protect_with(&catalogue(), &context(), with, &mut table);
    assert_eq!(texts(&table), ["N0: 4", "N1: 322", "N2: 28", "Total: 354"]);
    assert!(
        matches!(&table.rows[0].figures[0].treatment, Treatment::Overridden { by, .. } if by == "The chair")
    );
    assert_eq!(queries.len(), 1);
    // It was signed for one rule and holds under no other.
    let other = [Override { rule: "sac".parse().unwrap(), ..signed[0].clone() }];
    let with = Given { observations: Some(&index), overrides: &other };
    let mut table =
        compute::table(&catalogue(), &index, &context(), &request(vec![Indicator::Value]));
    protect_with(&catalogue(), &context(), with, &mut table);
    assert_eq!(texts(&table), ["N0: c", "N1: 322", "N2: c", "Total: 354"]);
}

#[test]
fn a_view_that_was_opened_is_left_as_it_is() {
    let given = plans(&[("2021-22", "need=N0", "4"), ("2021-22", "need=N1", "322")]);
    let index = Observations::new(&given);
    let open = Context { protect: false, ..context() };
    let mut table = compute::table(&catalogue(), &index, &open, &request(vec![Indicator::Value]));
    let before = table.clone();
    assert!(protect(&catalogue(), &open, &mut table).is_empty());
    assert_eq!(table, before);
}

#[test]
fn what_a_supplier_suppressed_cannot_be_worked_out_either() {
    let given = plans(&[
        ("2021-22", "need=N0", "<5"),
        ("2021-22", "need=N1", "322"),
        ("2021-22", "need=N2", "28"),
        ("2021-22", "need=_T", "353"),
    ]);
    let table = protected(&catalogue(), &given, &request(vec![Indicator::Value]));
    assert_eq!(texts(&table), ["N0: <5", "N1: 322", "N2: c", "Total: 353"]);
}

#[test]
fn a_number_hidden_here_and_printed_there_is_found() {
    let given = plans(&[
        ("2021-22", "need=N0", "4"),
        ("2021-22", "need=N1", "322"),
        ("2021-22", "need=N2", "28"),
        ("2021-22", "need=_T", "354"),
    ]);
    let table = protected(&catalogue(), &given, &request(vec![Indicator::Value]));
    let index = Observations::new(&given);
    let sentence = |cell: &str| {
        let mut of = Selector::measure("child.plans".parse().unwrap());
        of.cell = sightline_kernel::dimension::Cell::parse(cell).unwrap();
        let request = FigureRequest { of, indicator: Indicator::Value };
        compute::figure(&catalogue(), &index, &context(), &request)
    };
    let found = |cell: &str| {
        let figure = sentence(cell);
        crossings(&catalogue(), table.figures().chain([&figure])).len()
    };
    assert_eq!([found("need=N2"), found("need=N1"), found("")], [1, 0, 0]);
}

/// The sum of the parts is said in a note where it differs from the total; it must not tell a total
/// that is hidden.
#[test]
fn no_note_tells_a_hidden_number() {
    let given = plans(&[
        ("2021-22", "need=N0", "2"),
        ("2021-22", "need=N1", "3"),
        ("2021-22", "need=_T", "11"),
    ]);
    let table = protected(
        &catalogue(),
        &given,
        &request(vec![Indicator::Value, Indicator::Share { of: None }]),
    );
    assert!(table.rows[0].figures[0].treatment.hides());
    let total_hidden = table.rows[2].figures[0].treatment.hides();
    let told = table.notes.iter().any(|note| note.contains("11"));
    assert!(!(total_hidden && told), "{:?} {:?}", texts(&table), table.notes);
}

#[test]
fn figures_in_sentences_are_protected() {
    let given = plans(&[
        ("2021-22", "need=N0", "4"),
        ("2020-21", "need=N0", "8"),
        ("2021-22", "need=N1", "16"),
        ("2020-21", "need=N1", "8"),
    ]);
    let index = Observations::new(&given);
    let (catalogue, context) = (catalogue(), context());
    let printed = |cell: &str, indicator: Indicator, known: bool| {
        let mut of = Selector::measure("child.plans".parse().unwrap());
        of.cell = sightline_kernel::dimension::Cell::parse(cell).unwrap();
        let request = FigureRequest { of, indicator };
        let mut figure = compute::figure(&catalogue, &index, &context, &request);
        let with = Given { observations: known.then_some(&index), overrides: &[] };
        protect_figure_with(&catalogue, &context, with, &mut figure);
        figure.printed
    };
    assert_eq!(printed("need=N0", Indicator::Value, true), "c");
    assert_eq!(printed("need=N0", Indicator::ChangePercent { since: None }, true), "c");
    assert_eq!(printed("need=N1", Indicator::Value, true), "16");
    assert_eq!(printed("need=N1", Indicator::ChangePercent { since: None }, true), "+100%");
    assert_eq!(
        printed("need=N1", Indicator::ChangePercent { since: None }, false),
        "c",
        "1 to 2 has the same change"
    );
}

#[test]
fn a_table_that_cannot_be_protected_in_part_is_hidden() {
    // Two parts, and the total is signed to be printed: both parts can be worked out together only.
    let given = plans(&[
        ("2021-22", "need=N0", "1"),
        ("2021-22", "need=N1", "0"),
        ("2021-22", "need=_T", "1"),
    ]);
    let index = Observations::new(&given);
    let mut table =
        compute::table(&catalogue(), &index, &context(), &request(vec![Indicator::Value]));
    let signed = [Override {
        figure: table.rows[2].figures[0].id.clone(),
        rule: "hide-to-5".parse().unwrap(),
        by: "The chair".to_owned(),
        reason: "Known".to_owned(),
    }];
    let with = Given { observations: Some(&index), overrides: &signed };
    let queries = protect_with(&catalogue(), &context(), with, &mut table);
    assert!(queries.iter().any(|query| query.code == super::code::UNSOLVED), "{queries:?}");
    assert_eq!(table.rows[0].figures[0].printed, "c");
}

/// The children's tables of the real input, by the shipped definitions: the cells of one to five
/// are hidden, enough others with them, and the year before is protected on its own.
#[test]
fn the_real_children_tables_are_protected() {
    let catalogue = crate::reconcile::real_input::definitions();
    let given = crate::reconcile::real_input::observations(&catalogue);
    let index = Observations::new(&given);
    let context = Context { area: AreaCode::new("E06000051").unwrap(), ..context() };
    for measure in ["child.cin_plans", "child.cp_plans"] {
        let request = TableRequest {
            of: Selector::measure(measure.parse().unwrap()),
            rows: Rows::Categories("primary_need".parse().unwrap()),
            ..request(vec![
                Indicator::Earlier { period: None },
                Indicator::Value,
                Indicator::Share { of: None },
                Indicator::Change { since: None },
            ])
        };
        let bare = compute::table(&catalogue, &index, &context, &request);
        let mut table = bare.clone();
        let with = Given { observations: Some(&index), overrides: &[] };
        assert!(protect_with(&catalogue, &context, with, &mut table).is_empty());
        holds_no_hidden_number(&table);
        println!("{}", texts(&table).join("\n"));
        for (row, before) in table.rows.iter().zip(&bare.rows) {
            for (figure, before) in row.figures.iter().zip(&before.figures).take(2) {
                let small = before.number.is_some_and(|n| n >= 1.into() && n <= 5.into());
                assert_eq!(figure.treatment.word() == "primary", small, "{}", figure.id);
            }
            // Nothing is printed of a year whose number is hidden.
            let hidden = |at: usize| row.figures[at].treatment.hides();
            assert!(!hidden(1) || hidden(2), "{}", row.label);
            assert!(!(hidden(0) || hidden(1)) || row.figures[3].number.is_none(), "{}", row.label);
        }
        assert!(
            table.rows.iter().any(|row| row.label == "Total" && row.figures[1].number.is_some())
        );
    }
}
