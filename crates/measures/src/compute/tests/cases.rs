//! What each indicator prints, as tables of cases.

use super::world::{catalogue, context, figure, given, of, printed, see};
use crate::compute::{self, Observations};
use crate::observation::Origin;
use crate::request::FigureRequest;
use crate::table::{Outcome, Role};

/// Observations, then `selector | ask | printed`, one a line.
fn check(observations: &str, cases: &str) {
    let given = given(observations);
    for case in cases.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut parts = case.split(" | ");
        let (selector, ask, want) =
            (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
        assert_eq!(printed(&given, selector.trim(), ask), want, "{case}\n{observations}");
    }
}

#[test]
fn values_and_absences() {
    check(
        "t.crime 2021-22 group=a = 1234\nt.crime 2021-22 group=b = 0\nt.crime 2021-22 group=c = <5\n\
         t.crime 2021-22 group=n200 = not-stated\nt.percent 2021-22 = 93",
        "t.crime group=a | value | 1,234
         t.crime group=b | value | 0
         t.crime group=c | value | <5
         t.crime group=n200 | value | not stated
         t.crime group=u9 | value | no return
         t.crime | value | suppressed by the supplier
         t.crime group=c | rate | suppressed by the supplier
         t.crime group=n200 | rate | not stated
         t.percent | value | 93%
         t.percent | share of t.crime | a percentage
         t.percent | rate | no rate rule
         t.none | value | unknown measure",
    );
}

#[test]
fn totals_and_sums_of_parts() {
    check(
        "t.crime 2021-22 group=a = 10\nt.crime 2021-22 group=b = 20\nt.crime 2021-22 group=c = 30\n\
         t.crime 2021-22 group=n200 = 5",
        "t.crime | value | 60
         t.crime group=_T | value | 60
         t.crime group=a | share | 17%
         t.crime group=n200 | share | shown apart
         t.crime group=n200 | value | 5",
    );
    // A total that was supplied stands, even where the parts disagree.
    check(
        "t.crime 2021-22 group=a = 10\nt.crime 2021-22 group=b = 20\nt.crime 2021-22 group=c = 30\n\
         t.crime 2021-22 group=_T = 100",
        "t.crime | value | 100
         t.crime group=a | share | 10%",
    );
    // A part that was not returned, or has no number, makes the sum unknown: blank is not nil.
    check(
        "t.crime 2021-22 group=a = 10\nt.crime 2021-22 group=b = 20",
        "t.crime | value | part missing
         t.crime group=a | share | no base",
    );
    check(
        "t.crime 2021-22 group=a = 10\nt.crime 2021-22 group=b = 20\nt.crime 2021-22 group=c = not-held",
        "t.crime | value | part missing",
    );
    // A local code stands in for the standard one to which it maps.
    check(
        "t.crime 2021-22 group=a = 10\nt.crime 2021-22 group=b = 20\nt.crime 2021-22 group=u9 = 3",
        "t.crime | value | 33",
    );
}

#[test]
fn percentages_are_never_added() {
    check(
        "t.percent 2021-22 group=a = 45\nt.percent 2021-22 group=b = 49\nt.percent 2021-22 group=c = 6\n\
         t.percent 2021-04 = 10\nt.percent 2021-22 sex=f = 1 police\nt.percent 2021-22 sex=f = 2 council",
        "t.percent | value | no return
         t.percent sex=f | value | 2%
         t.percent | monthly-mean | not a flow
         t.percent group=a | rank | 2",
    );
}

#[test]
fn incomplete_breakdowns_are_not_added() {
    check(
        "t.crime 2021-22 place=east = 10\nt.crime 2021-22 place=west = 20\nt.crime 2021-22 word=hill = 9",
        "t.crime | value | no return
         t.crime place=east | share | no base
         t.crime place=town | value | 30",
    );
    // The total under another breakdown is the base of a keyword's share.
    check(
        "t.crime 2021-22 place=_T = 5257\nt.crime 2021-22 word=hill = 1571\nt.crime 2021-22 word=east = 4000",
        "t.crime word=hill | share | 30%
         t.crime word=_T | value | 5,257",
    );
}

#[test]
fn several_agencies() {
    check(
        "t.each 2021-22 = 3 police\nt.each 2021-22 = 4 council\nt.crime 2021-22 = 8 police\nt.crime 2021-22 = 9 council",
        "t.each | value | 7
         t.crime | value | 9",
    );
    check(
        "t.each 2021-22 = 3 police\nt.each 2021-22 = not-supplied council",
        "t.each | value | part missing",
    );
    let given = given("t.crime 2021-22 = 8 police\nt.crime 2021-22 = 9 council");
    let request = FigureRequest { of: of("t.crime"), indicator: "value".parse().unwrap() };
    let index = Observations::new(&given);
    let (_, queries) = compute::figure_and_queries(catalogue(), &index, &context(), &request);
    assert_eq!(queries.len(), 1);
    assert_eq!(queries[0].code, "same-figure-twice");
    assert!(queries[0].message.contains("The council: 9"), "{}", queries[0].message);
    assert_eq!(queries[0].place.agency.as_deref(), Some("police"));
}

#[test]
fn a_return_stands_before_a_publication_and_is_not_added_to_it() {
    let mut all = given(
        "t.crime 2021-22 = 8 aaa\nt.crime 2021-22 = 9 police\nt.each 2021-22 = 8 aaa\nt.each 2021-22 = 3 police\nt.each 2021-22 = 4 council",
    );
    for observation in &mut all {
        if let Origin::Return { revision, row } = &observation.origin
            && observation.origin.agency().as_str() == "aaa"
        {
            observation.origin = Origin::Publication { revision: revision.clone(), row: *row };
        }
    }
    assert_eq!(printed(&all, "t.crime", "value"), "9");
    assert_eq!(printed(&all, "t.each", "value"), "7");
    let request = FigureRequest { of: of("t.crime"), indicator: "value".parse().unwrap() };
    let index = Observations::new(&all);
    let (_, queries) = compute::figure_and_queries(catalogue(), &index, &context(), &request);
    assert!(queries.is_empty());
}

#[test]
fn one_publisher_that_says_the_same_twice_is_no_query() {
    let mut twice = given("t.crime 2021-22 = 8 ons\nt.crime 2021-22 = 8 ons");
    let request = FigureRequest { of: of("t.crime"), indicator: "value".parse().unwrap() };
    let codes = |given: &[crate::observation::Observation]| {
        let index = Observations::new(given);
        compute::figure_and_queries(catalogue(), &index, &context(), &request).1.len()
    };
    assert_eq!(codes(&twice), 0);
    twice[1].value = crate::observation::Value::Exact { value: 9.into() };
    assert_eq!(codes(&twice), 1);
}

#[test]
fn time() {
    let months: String = (4..=12).map(|m| format!("t.months 2021-{m:02} = 10\n")).collect();
    check(
        &months,
        "t.months | value | month missing
         t.months | year-to-date | 90
         t.months @2021-22-Q1 | value | 30
         t.months @2021-22-Q1 | monthly-mean | 10
         t.months @2020-21 | year-to-date | month missing
         t.months @2020-21 | value | no return",
    );
    check(
        &format!("{months}t.months 2022-01 = 1\nt.months 2022-02 = 1\nt.months 2022-03 = 1"),
        "t.months | value | 93
         t.months | year-to-date | 93
         t.months | monthly-mean | 8",
    );
    // A gap before the last month is a gap.
    check("t.months 2021-04 = 1\nt.months 2021-06 = 1", "t.months | year-to-date | month missing");
    // A stock is what stood at the end, never a sum.
    check(
        "t.stock 2021-06-30 = 5\nt.stock 2022-03-31 = 7",
        "t.stock | value | 7
         t.stock @2022-03-31 | value | 7
         t.stock | monthly-mean | not a flow
         t.stock | year-to-date | not a flow
         t.stock @2020-21 | value | no return",
    );
}

#[test]
fn changes() {
    check(
        "t.crime 2020-21 = 80\nt.crime 2021-22 = 100\nt.crime 2019-20 = 200\nt.crime 2018-19 = 0\nt.crime 2017-18 = 5",
        "t.crime | change | +20
         t.crime | change-percent | +25%
         t.crime | change-percent since 2019-20 | −50%
         t.crime | change since 2019-20 | −100
         t.crime | change-percent since 2018-19 | earlier value is nil
         t.crime | change-percent since 2017-18 | base too small
         t.crime | change since 2018-19 | +100
         t.crime | change since 2016-17 | no earlier value
         t.crime @2022-23 | change | no return
         t.crime | earlier | 80
         t.crime | gap previous | no population",
    );
    check(
        "t.percent 2020-21 = 60\nt.percent 2021-22 = 65\nt.percent 2019-20 = 64",
        "t.percent | change | +5 points
         t.percent | change since 2019-20 | +1 point
         t.percent | change-percent | a percentage
         t.percent | gap previous | +5 points",
    );
    let given = given("t.broken 2020-21 = 80\nt.broken 2021-22 = 100");
    let notes = figure(&given, "t.broken", "change").notes;
    assert_eq!(notes, ["Series break at 1 April 2021: Counted anew."]);
}

#[test]
fn rates() {
    let people = "p.people mid-2018 = 50 ons\np.people mid-2020 = 2000 ons\np.people mid-2021 = 4000 ons\n\
        p.people mid-2021 sex=f = 1000 ons\np.people mid-2022 = 1 ons";
    check(
        &format!(
            "{people}\nt.crime 2021-22 group=a = 30\nt.crime 2021-22 = 60\nt.cross 2021-22 sex=f = 30\nt.cross 2021-22 sex=m = 30\nt.crime 2020-21 = 50"
        ),
        "t.crime | rate | 15.0
         t.crime group=a | rate | 7.5
         t.crime | rate mid-2020 | 30.0
         t.crime | rate 100000 | 1,500.0
         t.crime | rate mid-2011 | no population
         t.cross sex=f | rate | 30.0
         t.cross sex=m | rate | no population
         t.crime @2020-21 | rate | 25.0
         t.each | rate | no rate rule",
    );
    let given = given(&format!("{people}\nt.crime 2021-22 = 60"));
    let rate = figure(&given, "t.crime", "rate");
    assert_eq!(rate.notes, ["Rate per 1,000 people, on the mid-2021 population of 4,000."]);
    let roles: Vec<Role> = rate.inputs.iter().map(|input| input.role).collect();
    assert_eq!(roles, [Role::Value, Role::Population]);
}

#[test]
fn bases() {
    check(
        "t.crime 2021-22 = 5\nt.crime 2021-22 group=a = 3\nt.each 2021-22 = 0\nt.cross 2021-22 = 40\nt.broken 2021-22 = <5",
        "t.crime group=a | share | base too small
         t.crime | share of t.each | base is nil
         t.crime | share of t.cross | 13%
         t.crime | share of t.broken | no base
         t.crime | share of t.stock | no base
         t.crime | share | no base
         t.crime | ratio t.cross | 0.13",
    );
}

#[test]
fn ranks() {
    check(
        "t.crime 2021-22 group=a = 10\nt.crime 2021-22 group=b = 30\nt.crime 2021-22 group=c = 10\n\
         t.crime 2021-22 group=n200 = 99\nt.crime 2021-22 group=_T = 50\nt.crime 2021-22 group=u9 = not-stated",
        "t.crime group=b | rank | 1
         t.crime group=a | rank | 2=
         t.crime group=c | rank | 2=
         t.crime group=n200 | rank | not ranked
         t.crime group=_T | rank | not ranked
         t.crime group=u9 | rank | not stated
         t.crime | rank | not ranked",
    );
    check(
        "t.crime 2021-22 group=a = 10\nt.crime 2021-22 group=b = 3\nt.crime 2021-22 group=c = <5",
        "t.crime group=a | rank | 1
         t.crime group=b | rank | suppressed by the supplier",
    );
}

#[test]
fn comparators() {
    let people: String = ["X1 ", "X2", "X3", "E92000001"]
        .map(|area| format!("p.people mid-2021 = 1000 ons {area}\n"))
        .concat();
    let crime = "t.crime 2021-22 = 100\nt.crime 2020-21 = 120\np.people mid-2020 = 1000 ons X1\n\
        t.crime 2021-22 = 80 police X2\nt.crime 2021-22 = 70 police X3\nt.crime 2021-22 = 120 police E92000001\n\
        t.each 2021-22 = 5\nt.each 2021-22 = 8 police X2\nt.each 2021-22 = 3 police X3";
    check(
        &format!("{people}{crime}"),
        "t.crime | gap area E92000001 | −20.0
         t.crime | compared area E92000001 | 120.0
         t.crime | compared set neighbours | 80.0
         t.crime | gap set neighbours | +20.0
         t.crime | gap previous | −20.0
         t.crime | gap target | +10
         t.crime | compared target | 90
         t.crime | target | 90
         t.crime @2020-21 | target | no target
         t.crime | gap set nobody | no comparator
         t.each | compared set neighbours | 6
         t.each | gap area E92000001 | no comparator",
    );
}

#[test]
fn words() {
    let observations = given(
        "t.crime 2020-21 = 80\nt.crime 2021-22 = 100\nt.crime 2021-22 group=a = 34\nt.broken 2020-21 = 100\nt.broken 2021-22 = 100",
    );
    let thresholds = catalogue().thresholds(context().period.end()).unwrap();
    let said = |selector, ask| crate::words::say(thresholds, &figure(&observations, selector, ask));
    assert_eq!(said("t.crime", "change-percent").as_deref(), Some("rose by 25%"));
    assert_eq!(said("t.crime", "change").as_deref(), Some("rose by 20"));
    assert_eq!(said("t.broken", "change").as_deref(), Some("stayed the same"));
    assert_eq!(said("t.crime group=a", "share").as_deref(), Some("about one in three"));
    assert_eq!(said("t.crime", "value"), None);
    assert_eq!(said("t.stock", "change-percent"), None);
}

#[test]
fn a_figure_names_everything_behind_it() {
    let given = given(
        "t.crime 2021-22 group=a = 10\nt.crime 2021-22 group=b = 20\nt.crime 2021-22 group=c = 30",
    );
    let share = figure(&given, "t.crime group=a", "share");
    assert_eq!(share.id, "t.crime/share/2021-22/X1/group=a");
    let inputs: Vec<(String, Role)> =
        share.inputs.iter().map(|input| (input.key.cell.to_string(), input.role)).collect();
    let want = [
        ("group=a", Role::Value),
        ("group=a", Role::Base),
        ("group=b", Role::Base),
        ("group=c", Role::Base),
    ];
    assert_eq!(inputs, want.map(|(cell, role)| (cell.to_owned(), role)));
    assert!(matches!(share.result, Outcome::Known(_)));
}

#[test]
fn a_suppliers_note_and_an_absences_reason_stay_with_the_figure() {
    let mut noted = see("t.crime 2021-22 = 10");
    noted.note = Some("total as supplied".into());
    let told = figure(&[noted], "t.crime", "value");
    assert_eq!(told.notes, ["The police: total as supplied"]);
    let told = figure(&[see("t.crime 2021-22 = declined")], "t.crime", "value");
    assert_eq!(told.notes, ["declined: why"]);
}
