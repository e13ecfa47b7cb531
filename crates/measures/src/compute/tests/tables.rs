//! Whole tables: rows, headings, rest, notes, sources.

use super::world::{by, given, lines, of, table};
use crate::request::{Column, Order, Rows};
use crate::table::RowKind;

#[test]
fn categories_stand_in_the_lists_order_with_total_and_apart_last() {
    let given = given(
        "t.crime 2021-22 group=c = 30\nt.crime 2021-22 group=b = 20\nt.crime 2021-22 group=a = 10\n\
         t.crime 2021-22 group=n200 = 7\nt.crime 2021-22 group=u9 = not-stated\nt.crime 2021-22 group=_T = 61\n\
         p.people mid-2021 = 1000 ons",
    );
    let mut request = by("group", "t.crime", "value, share, rate");
    let made = table(&given, &request);
    let want = [
        "Alpha | 10 | 16% | 10.0",
        "Beta | 20 | 33% | 20.0",
        "Gamma | 30 | 49% | 30.0",
        "Unknown | not stated | not stated | not stated",
        "Total | 61 | 100% | 61.0",
        "Incident | 7 | shown apart | 7.0",
    ];
    assert_eq!(lines(&made), want);
    assert_eq!(made.title, "Title of t.crime by the group, Ourshire, 2021-22");
    assert_eq!(made.stub, "The group");
    let heads: Vec<&str> = made.heads.iter().map(|head| head.label.as_str()).collect();
    assert_eq!(heads, ["Offences", "Share of total", "Rate per 1,000 people"]);
    assert!(made.notes.iter().any(|n| n == "u9, Unknown, is a local code; it maps to c, Gamma."));
    assert!(made.notes.iter().any(|n| n.contains("on the mid-2021 population of 1,000")));
    let sources: Vec<&str> = made.sources.iter().map(|line| line.agency.as_str()).collect();
    assert_eq!(sources, ["Office for National Statistics", "The police"]);
    assert!(made.queries.is_empty());
    request.order = Order::Largest;
    assert_eq!(lines(&table(&given, &request))[0], want[2]);
}

#[test]
fn a_total_that_differs_from_its_parts_is_said_once() {
    let given = given(
        "t.crime 2021-22 group=c = 30\nt.crime 2021-22 group=b = 20\nt.crime 2021-22 group=a = 10\n\
         t.crime 2021-22 group=_T = 61",
    );
    let made = table(&given, &by("group", "t.crime", "share"));
    let said = made.notes.iter().filter(|note| note.contains("not the sum of its parts")).count();
    assert_eq!(said, 1);
}

#[test]
fn the_top_ones_with_ties_and_the_rest() {
    let given = given(
        "t.crime 2021-22 place=hill = 50\nt.crime 2021-22 place=Dale = 40\nt.crime 2021-22 place=Ash = 40\n\
         t.crime 2021-22 place=Elm = 7\nt.crime 2021-22 = 200\n\
         t.crime 2020-21 place=hill = 40\nt.crime 2020-21 place=Dale = 30\nt.crime 2020-21 place=Ash = 30\nt.crime 2020-21 = 150",
    );
    let mut request = by("place", "t.crime", "value, share, change");
    request.top = Some(2);
    let made = table(&given, &request);
    let want = [
        "Hill | 50 | 25% | +10",
        "Ash | 40 | 20% | +10",
        "Dale | 40 | 20% | +10",
        "All others | 70 | 35% | +20",
        "Total | 200 | 100% | +50",
    ];
    assert_eq!(lines(&made), want);
    assert_eq!(made.rows[3].kind, RowKind::Rest);
    assert!(made.notes.iter().any(|note| note.contains("what the list does not name")));
    request.top = Some(10);
    let all = lines(&table(&given, &request));
    assert_eq!(all[4], "All others | 63 | 32% | no earlier value");
}

#[test]
fn a_rest_is_not_made_where_cases_count_twice_or_nothing_is_left() {
    let given = given(
        "t.crime 2021-22 word=hill = 50\nt.crime 2021-22 word=Dale = 40\nt.crime 2021-22 = 60\n\
         t.cross 2021-22 group=a = 1\nt.cross 2021-22 group=b = 2\nt.cross 2021-22 group=c = 3",
    );
    let mut request = by("word", "t.crime", "value");
    request.top = Some(1);
    let made = table(&given, &request);
    assert_eq!(lines(&made), ["Hill | 50", "All offences | 60"]);
    assert!(made.notes.iter().any(|note| note.starts_with("One case may count in several rows")));
    let mut request = by("group", "t.cross", "value");
    request.top = Some(3);
    assert_eq!(
        lines(&table(&given, &request)),
        ["Gamma | 3", "Beta | 2", "Alpha | 1", "Total | 6"]
    );
    request.top = Some(1);
    assert_eq!(lines(&table(&given, &request)), ["Gamma | 3", "All others | 3", "Total | 6"]);
}

#[test]
fn categories_across() {
    let given = given(
        "t.cross 2021-22 sex=f;group=a = 1\nt.cross 2021-22 sex=f;group=b = 2\nt.cross 2021-22 sex=f;group=c = 3\n\
         t.cross 2021-22 sex=m;group=a = 4\nt.cross 2021-22 sex=m;group=b = 5\nt.cross 2021-22 sex=m;group=c = 6",
    );
    let mut request = by("group", "t.cross", "value");
    request.across = Some("sex".parse().unwrap());
    let made = table(&given, &request);
    let heads: Vec<&str> = made.heads.iter().map(|head| head.label.as_str()).collect();
    assert_eq!(heads, ["Female", "Male", "Total"]);
    let want =
        ["Alpha | 1 | 4 | 5", "Beta | 2 | 5 | 7", "Gamma | 3 | 6 | 9", "Total | 6 | 15 | 21"];
    assert_eq!(lines(&made), want);
    assert_eq!(made.title, "Title of t.cross by the group and the sex, Ourshire, 2021-22");
}

#[test]
fn periods_areas_and_series() {
    let given = given(
        "t.crime 2020-21 = 5\nt.crime 2021-22 = 7\nt.crime 2021-22 = 9 police X2\nt.crime 2021-22 = 7 police X3\nt.each 2021-22 = 3",
    );
    let mut request = by("group", "t.crime", "value, change");
    request.rows = Rows::Periods(vec!["2020-21".parse().unwrap(), "2021-22".parse().unwrap()]);
    let made = table(&given, &request);
    assert_eq!(lines(&made), ["2020-21 | 5 | no earlier value", "2021-22 | 7 | +2"]);
    assert_eq!(made.title, "Title of t.crime, Ourshire, 2020-21 to 2021-22");
    assert_eq!(made.heads[1].label, "Change since the period before");

    request.rows = Rows::Areas(["X1", "X2", "X3"].map(|code| code.parse().unwrap()).into());
    request.columns =
        vec![Column::new("value".parse().unwrap()), Column::new("rank".parse().unwrap())];
    let made = table(&given, &request);
    assert_eq!(lines(&made), ["Ourshire | 7 | 2=", "Nearshire | 9 | 1", "Farshire | 7 | 2="]);

    request.rows = Rows::Series(vec![of("t.crime"), of("t.each")]);
    request.columns = vec![Column::new("value".parse().unwrap())];
    let made = table(&given, &request);
    assert_eq!(lines(&made), ["Title of t.crime | 7", "Title of t.each | 3"]);
}

#[test]
fn columns_of_two_years_are_headed_by_them() {
    let given = given("t.crime 2020-21 group=a = 5\nt.crime 2021-22 group=a = 7");
    let made = table(&given, &by("group", "t.crime", "earlier, value, change-percent"));
    let heads: Vec<&str> = made.heads.iter().map(|head| head.label.as_str()).collect();
    assert_eq!(heads, ["2020-21", "2021-22", "Percentage change since 2020-21"]);
    assert!(made.notes.iter().any(|n| n == "Nothing was returned for: Beta; Gamma."));
    assert_eq!(lines(&made)[0], "Alpha | 5 | 7 | base too small");
}

#[test]
fn an_unknown_measure_or_breakdown_is_said() {
    let made = table(&[], &by("colour", "t.crime", "value"));
    assert!(made.rows.is_empty());
    assert_eq!(made.notes, ["“t.crime” has no breakdown “colour”."]);
    let mut request = by("group", "t.none", "value");
    request.rows = Rows::One;
    assert_eq!(lines(&table(&[], &request)), ["t.none | unknown measure"]);
}

#[test]
fn shipped_publications_are_seen_without_being_given() {
    let mut catalogue = super::world::catalogue().clone();
    catalogue.publish(given(
        "t.cross 2021-22 group=b = 20 ons\nt.cross 2021-22 group=a = 10 ons\nt.cross 2021-22 group=c = 30 ons",
    ));
    let request = by("group", "t.cross", "value, share");
    let none = crate::compute::Observations::default();
    let made = crate::compute::table(&catalogue, &none, &super::world::context(), &request);
    assert_eq!(
        lines(&made),
        ["Alpha | 10 | 17%", "Beta | 20 | 33%", "Gamma | 30 | 50%", "Total | 60 | 100%"]
    );
}

#[test]
fn a_breakdown_that_came_only_with_another_says_so() {
    let given = given(
        "t.crime 2021-22 place=hill;word=x = 5\nt.crime 2021-22 place=hill;word=y = 6\nt.crime 2021-22 place=hill;word=_T = 10",
    );
    let made = table(&given, &by("word", "t.crime", "value"));
    assert!(made.rows.is_empty(), "{:?}", lines(&made));
    assert!(
        made.notes.iter().any(|n| n == "Supplied only together with one of: The group, The place.")
    );
    let made = table(&given, &by("word", "t.crime place=hill", "value, share"));
    assert_eq!(lines(&made), ["x | 5 | 50%", "y | 6 | 60%", "All offences | 10 | 100%"]);
    let made = table(&given, &by("place", "t.crime", "value"));
    assert_eq!(lines(&made), ["Hill | 10"]);
}

#[test]
fn only_the_breakdown_of_the_table_is_compared_with_the_total() {
    let given = given(
        "t.crime 2021-22 group=a = 10\nt.crime 2021-22 group=b = 10\nt.crime 2021-22 group=c = 10\n\
         t.crime 2021-22 place=hill = 9\nt.crime 2021-22 = 31",
    );
    let differs = |dimension: &str| {
        let made = table(&given, &by(dimension, "t.crime", "share"));
        made.notes.iter().any(|note| note.contains("is not the sum of its parts"))
    };
    assert!(differs("group"));
    assert!(!differs("place"));
}

#[test]
fn a_change_between_two_sources_says_so() {
    let given = given("t.crime 2020-21 = 80 council\nt.crime 2021-22 = 100 police");
    let notes = super::world::figure(&given, "t.crime", "change").notes;
    let want = "The earlier value comes from The council and the later one from The police; they may not count alike.";
    assert_eq!(notes, [want]);
}

#[test]
fn a_column_may_be_of_another_area() {
    let given = given(
        "t.crime 2021-22 group=a = 10\nt.crime 2021-22 group=b = 30\nt.crime 2021-22 group=_T = 40\n\
         t.crime 2021-22 group=a = 60 police X2\nt.crime 2021-22 group=b = 20 police X2\n\
         t.crime 2021-22 group=_T = 80 police X2",
    );
    let mut request = by("group", "t.crime", "share, share");
    request.columns[1].area = Some("X2".parse().unwrap());
    let made = table(&given, &request);
    assert_eq!(lines(&made), ["Alpha | 25% | 75%", "Beta | 75% | 25%", "Total | 100% | 100%"]);
    let heads: Vec<&str> = made.heads.iter().map(|head| head.label.as_str()).collect();
    assert_eq!(heads, ["Share of total", "Share of total, Nearshire"]);
    let ids: std::collections::BTreeSet<_> = made.figures().map(|figure| &figure.id).collect();
    assert_eq!(ids.len(), 6, "each is a figure of its own");
}
