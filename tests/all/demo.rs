//! `sightline demo`: what it leaves, and that running it again loses nothing.

use crate::support::demo::{demo, said};
use crate::support::{files, sightline};

#[test]
fn leaves_the_report_in_its_forms() {
    let report = demo().join("report");
    for name in ["index.html", "report.pdf", "report.docx", "figures.csv", "checks.json"] {
        let length = report.join(name).metadata().unwrap_or_else(|e| panic!("{name}: {e}")).len();
        assert!(length > 500, "{name} has {length} bytes");
    }
    let data = files::all(&report.join("data"));
    let tables = data.keys().filter(|name| name.ends_with(".csv")).count();
    assert!(tables >= 40, "{tables} tables and charts");
    for name in data.keys().filter(|name| name.ends_with(".csv")) {
        assert!(data.contains_key(&format!("{name}-metadata.json")), "{name} has no metadata");
    }
}

#[test]
fn prints_what_is_wrong_in_the_returns() {
    let said = said();
    for words in ["[parts-and-total]", "16,411", "42 short", "data queries:", "Built "] {
        assert!(said.contains(words), "“{words}” is not in:\n{said}");
    }
}

#[test]
fn says_on_every_page_that_it_is_a_demonstration() {
    let report = demo().join("report");
    for page in files::pages(&report) {
        let html = std::fs::read_to_string(report.join(&page)).unwrap();
        assert!(html.contains("was not published by any partnership"), "{page}");
    }
}

#[test]
fn a_second_run_changes_nothing() {
    let home = tempfile::TempDir::new().unwrap();
    let data = home.path().join("demo");
    files::copy(&demo(), &data);
    let doctor = |text: String| text.lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
    let before =
        (files::all(&data.join("report")), doctor(sightline(&data, &["doctor"]).exits(0).out));
    let said = sightline(&data, &["demo", "--once"]).exits(0);
    assert!(!said.all().contains("imported "), "{}", said.all());
    assert!(said.all().contains("held already: west-mercia-police/figures-2021-22/r1"));
    files::assert_same(&before.0, &files::all(&data.join("report")));
    assert_eq!(before.1, doctor(sightline(&data, &["doctor"]).exits(0).out));
}
