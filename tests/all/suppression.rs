//! Small numbers from end to end: no file of a report tells a hidden one, and a named person may
//! sign for one and take it back.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::files;
use crate::support::folder::{DataFolder, supplied};

const COUNCIL: &str = "shropshire-childrens-social-care";
const HEALTH: &str = "partnership-business-unit";

/// A chapter with the children's plans, of which five are of one to five.
const CHAPTER: &str = r#"+++
title = "Children"
order = 20
+++

The council returned these plans.

::: table child.cin_plans by=primary_need
columns: value, share
title: Children in need plans by primary need
caption: Small numbers are hidden.
:::
"#;

/// A folder with the council's plans; a second agency returned one of the small ones differently,
/// and as the first by name its 3 is used.
fn folder() -> DataFolder {
    let folder = DataFolder::with_report();
    let header = "measure,period,area,dimensions,value,supplier,note";
    let rows = supplied(COUNCIL);
    let plans: Vec<&str> =
        rows.lines().filter(|line| line.starts_with("child.cin_plans,2021-22,")).collect();
    let file = folder.write("council.csv", format!("{header}\n{}\n", plans.join("\n")).as_bytes());
    folder.import(&file, COUNCIL, &[]).exits(0);
    let twice =
        format!("{header}\nchild.cin_plans,2021-22,E06000051,primary_need=N3,3,{HEALTH},\n");
    let file = folder.write("health.csv", twice.as_bytes());
    folder.import(&file, HEALTH, &[]).exits(0);
    let chapter = folder.data().join("content/2021-22/chapters/02-children.md");
    std::fs::write(chapter, CHAPTER).unwrap();
    folder
}

fn build(folder: &DataFolder, name: &str) -> PathBuf {
    let out = folder.beside(name);
    let named = out.display().to_string();
    folder.run(&["report", "build", "--year", "2021-22", "--out", &named]).exits(0);
    out
}

/// The row of a figure in `figures.csv`.
fn row(out: &Path, id: &str) -> String {
    let text = std::fs::read_to_string(out.join("figures.csv")).unwrap();
    let found = text.lines().find(|line| line.contains(id));
    found.unwrap_or_else(|| panic!("{id} is not in figures.csv")).to_owned()
}

const N3: &str = "child.cin_plans/value/2021-22/E06000051/primary_need=N3";

#[test]
fn no_file_of_a_report_tells_what_two_returns_say_of_a_small_number() {
    let folder = folder();
    let checked = folder.run(&["check", "--year", "2021-22"]).exits(0).out;
    let words = "supplied twice with different values";
    assert!(checked.contains(words), "{checked}");
    let out = build(&folder, "out");
    let checks: Value =
        serde_json::from_slice(&std::fs::read(out.join("checks.json")).unwrap()).unwrap();
    let twice = checks["queries"].as_array().unwrap().iter().find(|q| q["code"] == "two-returns");
    let twice = twice.expect("the query stays in the list");
    assert_eq!(twice["place"]["cell"], "primary_need=N3");
    assert!(twice["remedy"].as_str().unwrap().contains("Decide which agency"), "{twice:#}");
    assert!(twice.get("fingerprint").is_none(), "it would tell the message to who tries all");
    for (name, bytes) in files::all(&out) {
        let text = String::from_utf8_lossy(&bytes);
        for telling in [words, "numbers from 1 to 5 will be hidden", "stands in"] {
            assert!(!text.contains(telling), "{name} says “{telling}”");
        }
    }
}

#[test]
fn a_release_tells_no_more_than_its_report() {
    let folder = folder();
    let base = ["report", "release", "--year", "2021-22", "--by", "Business manager"];
    let options = [&base[..], &["--override", "checklist-empty=Agreed"]].concat();
    folder.run(&options).exits(0);
    let out = folder.data().join("releases/2021-22-public/edition-1");
    let manifest = std::fs::read_to_string(out.join("manifest.json")).unwrap();
    assert!(manifest.contains("two-returns"), "{manifest}");
    assert!(!manifest.contains("supplied twice"), "{manifest}");
}

#[test]
fn a_signed_number_is_printed_until_it_is_taken_back() {
    let folder = folder();
    let hidden = row(&build(&folder, "before"), N3);
    assert!(hidden.contains(",primary,"), "{hidden}");
    let sign = |figure: &str, more: &[&str]| {
        let base = ["suppression", "sign", figure, "--reason", "Published by the council"];
        folder.run(&[&base[..], &["--by", "Independent chair"], more].concat())
    };
    let unknown = sign("child.cin_plans/value/2021-22/E06000051/primary_need=N33", &[]).exits(1);
    assert!(unknown.err.contains(N3), "{}", unknown.err);
    let shown = sign("child.cin_plans/value/2021-22/E06000051/primary_need=N1", &[]).exits(1);
    assert!(shown.err.contains("is not hidden"), "{}", shown.err);
    let share = sign("child.cin_plans/share/2021-22/E06000051/primary_need=N3", &[]).exits(1);
    assert!(share.err.contains("not the number itself"), "{}", share.err);
    let entries = folder.doctor().well().audit();

    let signed = sign(N3, &["--format", "json"]).exits(0).json();
    assert_eq!(signed["by"], "Independent chair");
    assert_ne!(entries, folder.doctor().well().audit(), "it stands in the audit");
    assert!(sign(N3, &[]).exits(1).err.contains("was signed for by Independent chair"));
    let built = build(&folder, "signed");
    let printed = row(&built, N3);
    assert!(printed.contains(",overridden,") && printed.contains(",3,3,count,"), "{printed}");
    let checks = std::fs::read_to_string(built.join("checks.json")).unwrap();
    assert!(checks.contains("suppression-overridden"), "{checks}");

    let base = ["report", "release", "--year", "2021-22", "--by", "Business manager"];
    folder.run(&[&base[..], &["--override", "checklist-empty=Agreed"]].concat()).exits(0);
    let edition = folder.data().join("releases/2021-22-public/edition-1");
    let manifest: Value =
        serde_json::from_slice(&std::fs::read(edition.join("manifest.json")).unwrap()).unwrap();
    let numbers = manifest["signed_numbers"].as_array().unwrap();
    assert_eq!((numbers.len(), &numbers[0]["figure"]), (1, &Value::from(N3)));
    assert_eq!(numbers[0]["by"], "Independent chair");

    let id = signed["id"].to_string();
    let withdraw = ["suppression", "withdraw", &id, "--by", "Independent chair", "--reason", "No"];
    folder.run(&withdraw).exits(0);
    folder.run(&withdraw).exits(1);
    let listed = folder.run(&["suppression", "list"]).exits(0).out;
    assert!(listed.contains("taken back by Independent chair"), "{listed}");
    assert!(listed.contains("1 overrides, of which 0 hold."), "{listed}");
    assert_eq!(row(&build(&folder, "after"), N3), hidden);
    folder.run(&["report", "verify", &edition.display().to_string()]).exits(0);
}

/// What was signed for the agencies is for them alone.
#[test]
fn a_number_signed_for_the_agencies_stays_hidden_from_everyone() {
    let folder = folder();
    let sign = ["suppression", "sign", N3, "--by", "Chair", "--reason", "For the agencies"];
    folder.run(&[&sign[..], &["--audience", "partners"]].concat()).exits(0);
    let public = row(&build(&folder, "public"), N3);
    assert!(public.contains(",primary,"), "{public}");
    let out = folder.beside("partners");
    let named = out.display().to_string();
    let build = ["report", "build", "--year", "2021-22", "--audience", "partners", "--out", &named];
    folder.run(&build).exits(0);
    assert!(row(&out, N3).contains(",overridden,"));
}
