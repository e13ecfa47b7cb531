//! The shape of JSON output, held against the guide, and what `--format` may be asked for.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support::folder::{DataFolder, INIT, POLICE};
use crate::support::{root, sightline};

/// The keys that the guide names for each command, nested ones too.
fn guide() -> BTreeMap<String, BTreeSet<String>> {
    let page = std::fs::read_to_string(root().join("docs/guide/command-line.md")).unwrap();
    let table = page.split("## JSON").nth(1).unwrap();
    let rows = table.lines().filter_map(|line| line.strip_prefix("| ")?.split_once(" | "));
    let words = |text: &str| text.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    rows.map(|(command, keys)| (command.trim_matches('`').to_owned(), words(keys))).collect()
}

fn keys(value: &Value) -> BTreeSet<String> {
    value.as_object().unwrap().keys().cloned().collect()
}

/// Holds the keys of a command's answer against the guide, and against what they must be.
#[track_caller]
fn shape(command: &str, answer: &Value, expected: &[&str]) {
    let found = keys(answer);
    let expected: BTreeSet<String> = expected.iter().map(|key| (*key).to_owned()).collect();
    assert_eq!(found, expected, "{command}");
    let guide = guide();
    let named = guide.get(command).unwrap_or_else(|| panic!("the guide has no {command}"));
    let missing: Vec<_> = found.difference(named).collect();
    assert!(missing.is_empty(), "the guide does not name {missing:?} of {command}");
    for query in answer["queries"].as_array().into_iter().flatten() {
        let known = ["code", "severity", "place", "message", "remedy", "fingerprint", "decided"];
        assert!(keys(query).iter().all(|key| known.contains(&key.as_str())), "{query:#}");
        assert!(query["code"].is_string() && query["place"].is_object(), "{query:#}");
        assert!(query["remedy"].as_str().is_some_and(|remedy| !remedy.is_empty()), "{query:#}");
    }
}

#[test]
fn what_makes_and_checks_a_folder() {
    let home = tempfile::TempDir::new().unwrap();
    let data = home.path().join("data");
    let named = data.display().to_string();
    let json = ["--format", "json"];
    let made = sightline(&data, &[&["init", &named], &INIT[..], &json].concat()).exits(0);
    assert_eq!(made.err, "");
    let keys = ["folder", "partnership", "name", "area", "database"];
    shape("init", &made.json(), &keys);
    let run = |args: &[&str]| sightline(&data, &[args, &json].concat());
    let migrated = run(&["migrate"]).exits(0).json();
    shape("migrate", &migrated, &["from", "to"]);
    assert_eq!(migrated["from"], migrated["to"]);
    shape("check-defs", &run(&["check-defs"]).exits(0).json(), &["files", "queries"]);
    let doctor = run(&["doctor"]).exits(0);
    assert_eq!(doctor.err, "", "programs hear of no progress");
    let doctor = doctor.json();
    shape("doctor", &doctor, &["well", "mended", "checks"]);
    for check in doctor["checks"].as_array().unwrap() {
        let expected = ["found", "well", "what"].map(str::to_owned);
        assert_eq!(self::keys(check).into_iter().collect::<Vec<_>>(), expected);
    }
    shape("check", &run(&["check"]).exits(0).json(), &["year", "queries"]);
}

#[test]
fn what_takes_in_shows_and_prints() {
    let folder = DataFolder::with_report();
    let run = |args: &[&str]| folder.run(&[args, &["--format", "json"]].concat());
    let report = ["file", "sha256", "bytes", "format", "agency", "rows", "accepted", "absences"];
    let rest = ["left_out", "left_out_rows", "errors", "outcome", "counts", "queries"];
    let odd = "measure,period,dimensions,value\ncrime.offences,2020-21,,\"16,411\"\ncrime.offences,2020-21,offence_group=rape,<5\n";
    let file = folder.write("odd.csv", odd.as_bytes());
    let file = file.display().to_string();
    let import = ["import", "figures", &file, "--agency", POLICE];
    let dry = run(&[&import[..], &["--dry-run"]].concat()).exits(0).json();
    shape("import figures", &dry, &[&report[..], &rest].concat());
    let saved = run(&import).exits(0).json();
    let more = ["revision", "replaced"];
    shape("import figures", &saved, &[&report[..], &rest, &more].concat());
    shape("check", &run(&["check", "--year", "2021-22"]).json(), &["year", "queries"]);
    let figures =
        ["measure", "version", "title", "period", "columns", "rows", "notes", "sources", "queries"];
    let asked = ["figures", "crime.offences", "--year", "2021-22"];
    shape("figures", &run(&asked).exits(0).json(), &figures);
    let traced = run(&[&asked[..], &["--trace"]].concat()).exits(0).json();
    shape("figures", &traced, &[&figures[..], &["line_of_sight"]].concat());

    let out = folder.beside("out").display().to_string();
    let built = run(&["report", "build", "--year", "2021-22", "--out", &out]).exits(0);
    assert_eq!(built.err, "", "programs hear of no progress");
    let keys = ["out", "files", "chapters", "tables", "figures", "left_out", "queries"];
    shape("report build", &built.json(), &keys);
    let mut release = vec!["report", "release", "--year", "2021-22", "--by", "Business manager"];
    release.extend(["--out", &out]);
    let shut = run(&release).exits(5);
    let failure: Value = serde_json::from_str(&shut.err).unwrap();
    let expected = ["error", "message", "queries", "remedy"].map(str::to_owned);
    assert_eq!(self::keys(&failure).into_iter().collect::<Vec<_>>(), expected);
    assert_eq!(failure["error"], "gate-shut");
    release.extend(["--override", "checklist-empty=Agreed"]);
    let keys = ["release", "edition", "files", "manifest", "folder", "left_out", "obstacles"];
    shape("report release", &run(&release).exits(0).json(), &keys);
    let keys = ["edition", "files", "manifest", "returns", "differences"];
    shape("report verify", &run(&["report", "verify", &out]).exits(0).json(), &keys);
    let text = folder.write("text.md", b"There were 16,411 offences and 12 others.\n");
    let text = text.display().to_string();
    let checked = run(&["report", "check-text", &text, "--year", "2021-22"]).json();
    shape("report check-text", &checked, &["queries"]);
}

#[test]
fn formats_that_a_command_does_not_have_are_a_usage_error() {
    let folder = DataFolder::new();
    for (args, format) in [
        (&["check"][..], "csv"),
        (&["check-defs"], "csv"),
        (&["doctor"], "csv"),
        (&["migrate"], "csv"),
        (&["report", "verify", "x"], "csv"),
        (&["serve"], "json"),
        (&["demo", "--once"], "json"),
        (&["demo", "--once"], "csv"),
    ] {
        let said = folder.run(&[args, &["--format", format]].concat()).exits(2);
        assert!(said.err.contains(&format!("does not write --format {format}")), "{}", said.err);
    }
    let said =
        folder.run(&["report", "release", "--year", "2021-22", "--by", "X", "--override", "y"]);
    assert_eq!(said.exits(2).out, "");
}

#[test]
fn the_line_of_sight_is_written_as_csv_too() {
    let folder = DataFolder::with_report();
    let asked = ["figures", "crime.offences", "--year", "2021-22", "--by", "offence_group"];
    let csv = ["--only", "shoplifting", "--trace", "--format", "csv"];
    let said = folder.run(&[&asked[..], &csv].concat()).exits(0);
    let mut lines = said.out.lines();
    let heads = lines.next().unwrap();
    assert!(heads.starts_with("label,code,column,printed,role,key,file,row,found,agrees,sha256"));
    let line = lines.next().unwrap();
    for words in ["shoplifting", "west-mercia-police.csv", ",true,", "figures-2021-22/r1"] {
        assert!(line.contains(words), "{line}");
    }
}

#[test]
fn long_work_says_how_far_it_has_come() {
    let folder = DataFolder::with_report();
    let out = folder.beside("out").display().to_string();
    let build = folder.run(&["report", "build", "--year", "2021-22", "--out", &out]).exits(0);
    let stages = ["read chapters", "compute figures", "check", "print", "write"];
    assert_eq!(build.err.lines().collect::<Vec<_>>(), stages);
    let doctor = folder.run(&["doctor"]).exits(0);
    let stages = ["database", "audit chain", "kept files", "releases"];
    assert_eq!(doctor.err.lines().collect::<Vec<_>>(), stages);
    let migrate = folder.run(&["migrate"]).exits(0);
    assert_eq!(migrate.err.lines().count(), 2, "{}", migrate.err);
}
