use super::*;
use crate::samples::{At, table, type_};
use proptest::prelude::*;
use sightline_measures::table::{RowKind, Table, Unit};

const PART: RowKind = RowKind::Part;

fn offences() -> Table {
    table(
        "Offences by group",
        &["Offences"],
        &[
            ("Violence against the person", PART, &[At::N(6_411)]),
            (
                "Criminal damage and arson offences, including fires that were set on purpose",
                PART,
                &[At::N(1_873)],
            ),
            ("Public order", PART, &[At::N(1_640)]),
            ("Robbery", PART, &[At::Small]),
            ("Theft from a person", PART, &[At::Blank]),
            ("Homicide", PART, &[At::N(0)]),
            ("Total", RowKind::Total, &[At::N(9_930)]),
            ("Incidents", RowKind::Apart, &[At::N(77)]),
        ],
    )
}

fn sexes() -> Table {
    table(
        "People by age and sex",
        &["Female", "Male"],
        &[
            ("0 to 15", PART, &[At::N(25_000), At::N(26_100)]),
            ("16 to 29", PART, &[At::N(21_000), At::N(22_900)]),
            ("30 to 44", PART, &[At::N(26_500), At::N(25_800)]),
            ("45 to 64", PART, &[At::N(48_400), At::Blank]),
            ("65 to 79", PART, &[At::N(32_500), At::N(30_600)]),
            ("80 and over", PART, &[At::N(12_700), At::Small]),
        ],
    )
}

fn months() -> Table {
    let names =
        ["April", "May", "June", "July", "August", "September", "October", "November", "December"];
    let cells: Vec<[At; 3]> = (0..9)
        .map(|n| [At::N(410 + n * 37 % 90), At::N(300 - n * 21), At::N(120 + n * 9)])
        .map(|mut row| {
            if row[2..].iter().any(|at| matches!(at, At::N(165))) {
                row[2] = At::Blank;
            }
            row
        })
        .collect();
    let rows: Vec<(&str, RowKind, &[At])> =
        names.iter().zip(&cells).map(|(name, cells)| (*name, PART, &cells[..])).collect();
    table("Reports a month", &["Reported", "Recorded", "Solved"], &rows)
}

fn steps() -> Table {
    table(
        "From contact to plan",
        &["People"],
        &[
            ("Contacts", PART, &[At::N(5_210)]),
            ("Safeguarding concerns", PART, &[At::N(2_480)]),
            ("Enquiries under section 42", PART, &[At::N(702)]),
            ("Protection plans", PART, &[At::Blank]),
        ],
    )
}

fn plot(table: &Table) -> Plot {
    Plot::of(table, "sample-chart-1", "Most <offences> are violence", "Six bars & one gap.")
}

fn every() -> Vec<(ChartKind, Table)> {
    vec![
        (ChartKind::Bar, offences()),
        (ChartKind::GroupedBar, sexes()),
        (ChartKind::Line, months()),
        (ChartKind::StackedShare, sexes()),
        (ChartKind::Pyramid, sexes()),
        (ChartKind::Funnel, steps()),
    ]
}

#[test]
fn every_kind_draws_the_same_bytes_twice_and_says_title_and_alt() {
    for (kind, table) in every() {
        let first = draw(&plot(&table), kind, type_()).unwrap();
        assert_eq!(first, draw(&plot(&table), kind, type_()).unwrap(), "{kind:?}");
        for svg in [&first.wide, &first.narrow] {
            assert!(svg.contains("Most &lt;offences&gt; are violence</title>"), "{svg}");
            assert!(svg.contains("Six bars &amp; one gap.</desc>"));
            crate::wellformed::check(svg).unwrap();
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{kind:?} {svg}");
            assert!(!svg.contains("font-size=\"1\"") && svg.matches("font-size").count() == 1);
        }
        if let Ok(dir) = std::env::var("SIGHTLINE_LOOK") {
            std::fs::write(format!("{dir}/{}.svg", kind.word()), &first.wide).unwrap();
            std::fs::write(format!("{dir}/{}-narrow.svg", kind.word()), &first.narrow).unwrap();
        }
    }
}

#[test]
fn a_gap_is_labelled_and_never_a_zero() {
    let drawn = draw(&plot(&offences()), ChartKind::Bar, type_()).unwrap();
    assert!(drawn.wide.contains(">not shown (c)</text>"));
    assert!(drawn.wide.contains(">not stated</text>"));
    // One bar a known number (0 included), one dashed box a gap; the legend is not drawn.
    assert_eq!(drawn.wide.matches("fill=\"#1f4e79\"").count(), 4);
    assert_eq!(drawn.wide.matches("stroke-dasharray").count(), 2);
}

#[test]
fn totals_and_rows_apart_stay_in_the_table() {
    let drawn = draw(&plot(&offences()), ChartKind::Bar, type_()).unwrap();
    assert!(!drawn.wide.contains("9,930") && !drawn.wide.contains(">77<"));
}

#[test]
fn a_hidden_part_hides_the_shares_of_its_row() {
    let drawn = draw(&plot(&sexes()), ChartKind::StackedShare, type_()).unwrap();
    assert!(drawn.wide.contains("no shares: a part is not shown (c)"));
    assert!(!drawn.wide.contains("12,700"));
}

#[test]
fn a_missing_point_breaks_the_line() {
    let drawn = draw(&plot(&months()), ChartKind::Line, type_()).unwrap();
    // The first dotted piece stands in the key.
    let solved = drawn.wide.split("stroke-dasharray=\"2 4\"").nth(1).unwrap();
    let path = solved.rsplit("d=\"").next().unwrap();
    assert_eq!(path.matches('M').count(), 2, "{path}");
    assert!(drawn.wide.contains("not stated"));
}

#[test]
fn a_cut_axis_says_so() {
    let close = table(
        "Close",
        &["Offences"],
        &[("2019-20", PART, &[At::N(1_000)]), ("2020-21", PART, &[At::N(1_040)])],
    );
    let drawn = draw(&plot(&close), ChartKind::Line, type_()).unwrap();
    assert!(drawn.wide.contains("not at zero"), "{}", drawn.wide);
    assert!(
        !draw(&plot(&months()), ChartKind::Line, type_()).unwrap().wide.contains("not at zero")
    );
}

#[test]
fn a_table_that_cannot_be_drawn_is_refused_in_words() {
    let error = draw(&plot(&offences()), ChartKind::Pyramid, type_()).unwrap_err();
    assert_eq!(error, "a pyramid chart needs 2 columns and the table has 1");
    let empty = table("None", &["Offences"], &[]);
    assert!(draw(&plot(&empty), ChartKind::Bar, type_()).unwrap_err().contains("no rows"));
}

#[test]
fn ticks_are_listed_because_they_are_no_figures() {
    let drawn = draw(&plot(&offences()), ChartKind::Bar, type_()).unwrap();
    assert!(drawn.ticks.iter().any(|tick| tick == "4,000"), "{:?}", drawn.ticks);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn nothing_is_drawn_outside_the_picture(
        values in proptest::collection::vec((0i64..2_000_000, "[A-Za-z ]{1,40}"), 1..9),
        narrow in any::<bool>(),
    ) {
        let cells: Vec<[At; 1]> = values.iter().map(|(n, _)| [At::N(*n)]).collect();
        let rows: Vec<(&str, RowKind, &[At])> = values
            .iter()
            .zip(&cells)
            .map(|((_, label), cells)| (label.as_str(), PART, &cells[..]))
            .collect();
        let table = table("Any", &["People"], &rows);
        let short = values.iter().all(|(_, label)| type_().regular.ems(label) * 16.0 < 100.0);
        for kind in [ChartKind::Bar, ChartKind::Funnel, ChartKind::Line] {
            if kind == ChartKind::Line && !short { continue; }
            let drawn = draw(&plot(&table), kind, type_()).unwrap();
            let (svg, width) = if narrow { (drawn.narrow, 300.0) } else { (drawn.wide, 680.0) };
            for text in svg.split("<text").skip(1) {
                if text.contains("rotate") { continue; }
                let (head, rest) = text.split_once('>').unwrap();
                let words = rest.split_once("</text>").unwrap().0;
                let x: f64 = head.split("x=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
                let wide = type_().regular.ems(words) * 16.0;
                let (left, right) = if head.contains("middle") { (x - wide / 2.0, x + wide / 2.0) }
                    else if head.contains("\"end\"") { (x - wide, x) } else { (x, x + wide) };
                // A word longer than the picture cannot fit; nothing else may leave it.
                let word = type_().regular.longest_word(words) * 16.0;
                prop_assert!(word > width * 0.36 || (left > -16.0 && right < width + 16.0),
                    "{kind:?} {words} {left} {right}");
            }
        }
    }
}

#[test]
fn tick_texts_are_grouped_and_carry_their_unit() {
    assert_eq!(axes::tick(15_000.0, Unit::Count), "15,000");
    assert_eq!(axes::tick(40.0, Unit::Percent), "40%");
    assert_eq!(axes::tick(-2.5, Unit::Points), "−2.5");
    assert_eq!(axes::tick(1_000_000.0, Unit::Pounds), "£1,000,000");
}
