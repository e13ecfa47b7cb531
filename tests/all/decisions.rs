//! Decisions about data queries, and the gate of a release that respects them.

use serde_json::Value;

use crate::support::demo::demo;
use crate::support::folder::{DataFolder, POLICE};
use crate::support::{Said, files, sightline};

const RELEASE: [&str; 8] = [
    "report",
    "release",
    "--year",
    "2021-22",
    "--by",
    "Business manager",
    "--override",
    "checklist-empty=Agreed in this test",
];

fn checked(folder: &DataFolder) -> Vec<Value> {
    let said = folder.run(&["check", "--year", "2021-22", "--format", "json"]);
    said.json()["queries"].as_array().unwrap().clone()
}

fn decide(folder: &DataFolder, fingerprint: &str, kind: &str) -> Said {
    let base = ["check", "decide", fingerprint, "--as", kind, "--year", "2021-22"];
    let who = ["--by", "Performance analyst", "--reason", "The force confirmed it"];
    folder.run(&[&base[..], &who].concat())
}

fn obstacles(folder: &DataFolder, edition: u32) -> Vec<Value> {
    let path =
        folder.data().join(format!("releases/2021-22-public/edition-{edition}/manifest.json"));
    let manifest: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    manifest["obstacles"].as_array().unwrap().clone()
}

fn of<'v>(values: &'v [Value], code: &str) -> &'v Value {
    let is = |value: &&Value| value["code"] == code || value["query"]["code"] == code;
    values.iter().find(is).unwrap_or_else(|| panic!("no {code} in {values:#?}"))
}

/// The measure whose parts and total are asked about in the first test.
const MEASURE: &str = "vwi.offences";

fn about(obstacles: &[Value]) -> &Value {
    obstacles.iter().find(|one| one["query"]["place"]["measure"] == MEASURE).unwrap()
}

/// Undecided it is a warning of the release, decided it stands there with the decision.
#[test]
fn a_decision_is_kept_listed_and_can_be_taken_back() {
    let folder = DataFolder::with_report();
    let open = checked(&folder);
    let query = open.iter().find(|query| query["place"]["measure"] == MEASURE).unwrap();
    let print = query["fingerprint"].as_str().unwrap().to_owned();
    let text = folder.run(&["check", "--year", "2021-22"]).exits(0).out;
    assert!(text.contains(&format!("({})", &print[..12])), "{text}");
    folder.run(&RELEASE).exits(0);
    assert_eq!(about(&obstacles(&folder, 1)).get("decided"), None);

    decide(&folder, "0123456789", "resolved").exits(1);
    decide(&folder, &print[..5], "resolved").exits(1);
    let head = folder.doctor().well().audit();
    let said = decide(&folder, &print[..12], "resolved").exits(0).out;
    assert!(said.contains("resolved by Performance analyst"), "{said}");
    assert_ne!(head, folder.doctor().well().audit(), "it stands in the audit");
    let now = checked(&folder);
    assert_eq!(now.len(), open.len(), "what was decided stays in the list");
    assert_eq!(now.last().unwrap()["fingerprint"], print.as_str(), "last");
    assert_eq!(now.last().unwrap()["decided"]["reason"], "The force confirmed it");
    let text = folder.run(&["check", "--year", "2021-22"]).exits(0).out;
    assert!(text.contains("1 more are decided."), "{text}");
    folder.run(&[&RELEASE[..], &["--amendment", "A query was resolved."]].concat()).exits(0);
    assert_eq!(about(&obstacles(&folder, 2))["decided"]["as"], "resolved");

    decide(&folder, &print[..12], "reopened").exits(0);
    let again = checked(&folder);
    let again = again.iter().find(|query| query["fingerprint"] == print.as_str()).unwrap();
    assert_eq!(again.get("decided"), None);
}

/// An error that an import left stands in the way until somebody decides about it, and about it alone.
#[test]
fn an_unresolved_error_shuts_the_gate_until_it_is_decided() {
    let folder = DataFolder::with_report();
    let rows = "measure,period,dimensions,value\ncrime.offences,2021-22-Q1,offence_group=rape,zq17\ncrime.offences,2021-22-Q1,offence_group=homicide,zq18\ncrime.offences,2021-22-Q1,offence_group=shoplifting,7\n";
    let file = folder.write("later.csv", rows.as_bytes());
    let file = file.display().to_string();
    let import = ["import", "figures", &file, "--agency", POLICE, "--collection", "figures-later"];
    folder.run(&[&import[..], &["--accept-valid"]].concat());
    let errors: Vec<Value> =
        checked(&folder).into_iter().filter(|query| query["severity"] == "error").collect();
    assert_eq!(errors.len(), 2, "{errors:#?}");
    folder.run(&["check", "--year", "2021-22"]).exits(3);
    let shut = folder.run(&RELEASE).exits(5);
    assert!(shut.err.contains("The gate is shut by 2 errors"), "{}", shut.err);
    let print = |at: usize| errors[at]["fingerprint"].as_str().unwrap().to_owned();
    decide(&folder, &print(0), "resolved").exits(0);
    let shut = folder.run(&RELEASE).exits(5);
    assert!(shut.err.contains("The gate is shut by 1 errors"), "{}", shut.err);
    decide(&folder, &print(1), "overridden").exits(0);
    folder.run(&["check", "--year", "2021-22"]).exits(0);
    folder.run(&RELEASE).exits(0);
    let kept = obstacles(&folder, 1);
    let decided: Vec<&Value> =
        kept.iter().filter_map(|o| o.get("decided")).map(|decided| &decided["as"]).collect();
    assert_eq!(decided.len(), 2, "{kept:#?}");
    assert!(decided.contains(&&Value::from("overridden")), "{decided:?}");
    let text = serde_json::to_string(&kept).unwrap();
    assert!(!text.contains("zq1"), "a cell of a file is no reader's business: {text}");
}

#[test]
fn a_draft_shuts_the_gate() {
    let folder = DataFolder::with_report();
    let chapter = "+++\ntitle = \"Later\"\norder = 30\ndraft = true\n+++\n\nA sentence.\n";
    let path = folder.data().join("content/2021-22/chapters/03-later.md");
    std::fs::write(&path, chapter).unwrap();
    let shut = folder.run(&RELEASE).exits(5);
    assert!(shut.err.contains("[draft]"), "{}", shut.err);
    std::fs::write(&path, chapter.replace("draft = true\n", "")).unwrap();
    folder.run(&RELEASE).exits(0);
}

/// Homicides and incidents are few, and no rule hides offences: the release says where they stand.
/// Somebody can decide that they tell of nobody.
#[test]
fn small_numbers_that_no_rule_hides_are_warned_of() {
    let folder = DataFolder::with_report();
    folder.run(&RELEASE).exits(0);
    let kept = obstacles(&folder, 1);
    let small = of(&kept, "small-cell");
    assert_eq!(small["query"]["severity"], "warning");
    let message = small["query"]["message"].as_str().unwrap();
    assert!(message.contains("2 numbers from 1 to 4 are printed"), "{message}");
    let out = folder.beside("out").display().to_string();
    let build = ["report", "build", "--year", "2021-22", "--out", &out, "--format", "json"];
    let built = folder.run(&build).exits(0).json();
    let print = of(built["queries"].as_array().unwrap(), "small-cell")["fingerprint"].clone();
    decide(&folder, print.as_str().unwrap(), "resolved").exits(0);
    folder
        .run(&[&RELEASE[..], &["--amendment", "Small numbers were looked at."]].concat())
        .exits(0);
    assert_eq!(of(&obstacles(&folder, 2), "small-cell")["decided"]["as"], "resolved");
}

/// The whole demonstration is released: the gate lists what is known of it, and its files are proved.
#[test]
fn the_demonstration_is_released() {
    let home = tempfile::TempDir::new().unwrap();
    let data = home.path().join("demo");
    files::copy(&demo(), &data);
    let shut = sightline(&data, &RELEASE[..6]).exits(5);
    assert!(shut.err.contains("[checklist-empty]"), "{}", shut.err);
    let said = sightline(&data, &[&RELEASE[..], &["--format", "json"]].concat()).exits(0).json();
    assert_eq!(said["release"], "2021-22-public/e1");
    let listed = said["obstacles"].as_array().unwrap();
    for code in ["parts-and-total", "mixed-units", "small-cell", "checklist-empty"] {
        of(listed, code);
    }
    let out = data.join("releases/2021-22-public/edition-1").display().to_string();
    sightline(&data, &["report", "verify", &out]).exits(0);
    sightline(&data, &["doctor"]).exits(0);
}
