//! `sightline demo`: what it leaves, and that running it again loses nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::demo::{demo, said};
use crate::support::page::Page;
use crate::support::{files, run, sightline, tool};

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

/// The themes of the real input, each a chapter of its own.
const THEMES: [&str; 12] = [
    "crime",
    "hate-crime",
    "domestic-abuse",
    "drugs",
    "violence-with-injury",
    "anti-social-behaviour",
    "prevent",
    "adults",
    "children",
    "exploitation",
    "training",
    "reviews",
];

#[test]
fn each_theme_has_a_table_and_a_chart() {
    let data = files::all(&demo().join("report/data"));
    for theme in THEMES {
        for kind in ["table", "chart"] {
            let numbered = format!("{theme}-{kind}-");
            let found = data.keys().filter(|name| name.starts_with(&numbered));
            assert!(found.count() > 0, "{theme} has no {kind}");
        }
    }
}

#[test]
fn no_two_tables_or_charts_are_made_from_one_query() {
    let report = demo().join("report");
    let checks = std::fs::read_to_string(report.join("checks.json")).unwrap();
    assert!(!checks.contains("same-query"), "{checks}");
    // Whatever the check says: no two print the same figures.
    let bytes = std::fs::read(report.join("figures.csv")).unwrap();
    let limits = sightline_tables::Limits::default();
    let mut rows = sightline_tables::csv::from_bytes("figures.csv", &bytes, &limits).unwrap();
    let mut printed: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut places = None;
    while let Some(row) = rows.next_row().unwrap() {
        match places {
            None => places = row.fields().position(|field| field == "places"),
            Some(at) => {
                for place in row.get(at).unwrap().split("; ").filter(|place| *place != "text") {
                    let figures = printed.entry(place.to_owned()).or_default();
                    figures.insert(row.get(0).unwrap().to_owned());
                }
            }
        }
    }
    assert!(printed.len() >= 40, "{} tables and charts", printed.len());
    let mut seen: BTreeMap<&BTreeSet<String>, &str> = BTreeMap::new();
    for (place, figures) in &printed {
        if let Some(other) = seen.insert(figures, place) {
            panic!("{place} and {other} print the same figures");
        }
    }
}

#[test]
fn every_kind_of_chart_is_drawn() {
    let chapters = files::all(&demo().join("content/2021-22/chapters"));
    let asked: BTreeSet<String> = chapters
        .values()
        .flat_map(|text| {
            String::from_utf8(text.clone()).unwrap().lines().map(str::to_owned).collect::<Vec<_>>()
        })
        .filter_map(|line| Some(line.strip_prefix("::: chart ")?.split(' ').next()?.to_owned()))
        .collect();
    let all = ["bar", "funnel", "grouped-bar", "line", "pyramid", "stacked-share"];
    assert_eq!(asked.iter().map(String::as_str).collect::<Vec<_>>(), all);
    let report = demo().join("report");
    for page in
        files::pages(&report).iter().filter(|page| THEMES.contains(&page.trim_end_matches(".html")))
    {
        let page_read = Page::read(&std::fs::read_to_string(report.join(page)).unwrap());
        let drawn = page_read.of("svg").filter(|svg| svg.get("class").contains("wide")).count();
        let asked =
            page_read.of("figure").filter(|figure| figure.get("class").contains("exhibit")).count();
        assert!(drawn > 0 && drawn == asked, "{page}: {drawn} drawings, {asked} charts");
    }
}

#[test]
fn early_help_prints_its_absence_with_the_reason() {
    let page = demo().join("report/early-help.html");
    let text = Page::read(&std::fs::read_to_string(page).unwrap()).text_in("main");
    assert!(text.contains("not supplied"), "{text}");
    assert!(
        text.contains("Not supplied: no return: the section was published with no information."),
        "{text}"
    );
}

#[test]
fn the_pdf_and_the_word_document_say_so_too() {
    let report = demo().join("report");
    let mut pdftotext = std::process::Command::new(tool("SIGHTLINE_TEST_PDFTOTEXT"));
    let said = run(pdftotext.arg(report.join("report.pdf")).arg("-")).exits(0).out;
    let pages: Vec<&str> = said.trim_end_matches('\u{c}').split('\u{c}').collect();
    assert!(pages.len() > 20, "{} pages", pages.len());
    for (at, page) in pages.iter().enumerate() {
        let flat = page.split_whitespace().collect::<Vec<_>>().join(" ");
        let cover = at == 0 && flat.contains("was not published by any partnership");
        assert!(
            cover || flat.contains("Demonstration: not published by any partnership"),
            "page {}",
            at + 1
        );
    }
    let bytes = std::fs::read(report.join("report.docx")).unwrap();
    let mut word = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut word.by_name("word/document.xml").unwrap(), &mut text)
        .unwrap();
    assert!(text.contains("was not published by any partnership"));
    let headers: Vec<String> = (0..word.len())
        .map(|at| word.by_index(at).unwrap().name().unwrap().into_owned())
        .filter(|name| name.starts_with("word/header") || name.starts_with("word/footer"))
        .collect();
    let marked = headers.iter().any(|name| {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut word.by_name(name).unwrap(), &mut text).unwrap();
        text.contains("ot published by any partnership")
    });
    assert!(marked, "no header or footer says it: {headers:?}");
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
