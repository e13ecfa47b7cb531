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

#[test]
fn what_a_person_has_changed_stays() {
    let home = tempfile::TempDir::new().unwrap();
    let data = home.path().join("demo");
    files::copy(&demo(), &data);
    let (chapter, card) =
        ("content/2021-22/chapters/06-hate-crime.md", "defs/measures/crime.street_records/1.toml");
    let before = std::fs::read_to_string(data.join(chapter)).unwrap();
    let changed = format!("{before}\nA sentence of our own.\n");
    std::fs::write(data.join(chapter), &changed).unwrap();
    let own = std::fs::read_to_string(data.join(card)).unwrap() + "# ours\n";
    std::fs::write(data.join(card), &own).unwrap();
    // One file is as an earlier version of the program laid it, and one is gone.
    let (old, gone) = ("content/2021-22/glossary.toml", "content/2021-22/objectives.toml");
    let glossary = std::fs::read(data.join(old)).unwrap();
    std::fs::write(data.join(old), "# an earlier version\n").unwrap();
    let record = data.join("laid.json");
    let mut laid: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&record).unwrap()).unwrap();
    let hash = sightline_kernel::ids::Sha256::of(b"# an earlier version\n");
    laid[old] = hash.to_string().into();
    std::fs::write(&record, laid.to_string()).unwrap();
    std::fs::remove_file(data.join(gone)).unwrap();

    let said = sightline(&data, &["demo", "--once"]).exits(0);
    for path in [chapter, card] {
        assert!(said.out.contains(&format!("Kept as you changed it: {path}")), "{}", said.out);
    }
    assert_eq!(std::fs::read_to_string(data.join(chapter)).unwrap(), changed);
    assert_eq!(std::fs::read_to_string(data.join(card)).unwrap(), own);
    assert_eq!(std::fs::read(data.join(old)).unwrap(), glossary);
    assert!(data.join(gone).is_file());
    let page = files::pages(&data.join("report"));
    let read = |page: &String| std::fs::read_to_string(data.join("report").join(page)).unwrap();
    assert!(page.iter().any(|page| read(page).contains("A sentence of our own.")));
}
