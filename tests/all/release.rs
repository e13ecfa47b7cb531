//! `sightline report release` and `verify`: the gate, the frozen edition, and its proof.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::folder::DataFolder;
use crate::support::{Said, files};

const OFFICE: &str = "Business manager";

fn release(folder: &DataFolder, more: &[&str]) -> Said {
    let base = ["report", "release", "--year", "2021-22", "--by", OFFICE];
    folder.run(&[&base[..], more].concat())
}

/// The codes of the errors that shut the gate, each once.
fn shut_by(folder: &DataFolder) -> Vec<String> {
    let said = release(folder, &["--format", "json"]).exits(5);
    let error: Value = said.err.lines().find_map(|line| serde_json::from_str(line).ok()).unwrap();
    assert_eq!(error["error"], "gate-shut");
    let queries = error["queries"].as_array().unwrap();
    let mut codes: Vec<String> =
        queries.iter().map(|query| query["code"].as_str().unwrap().to_owned()).collect();
    codes.sort();
    codes.dedup();
    codes
}

/// Options that override every error by name and reason.
fn signed(folder: &DataFolder) -> Vec<String> {
    let codes = shut_by(folder);
    codes
        .iter()
        .flat_map(|c| ["--override".to_owned(), format!("{c}=Agreed in this test")])
        .collect()
}

/// A data folder with its first edition, and the options that sign for it.
fn released() -> (DataFolder, Vec<String>) {
    let folder = DataFolder::with_report();
    let signed = signed(&folder);
    let options: Vec<&str> = signed.iter().map(String::as_str).collect();
    release(&folder, &options).exits(0);
    (folder, signed)
}

fn edition(folder: &DataFolder, number: u32) -> PathBuf {
    folder.data().join(format!("releases/2021-22-public/edition-{number}"))
}

fn verify(folder: &DataFolder, out: &Path) -> Said {
    folder.run(&["report", "verify", &out.display().to_string()])
}

fn manifest(out: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(out.join("manifest.json")).unwrap()).unwrap()
}

#[test]
fn a_shut_gate_lists_obstacles_and_writes_nothing() {
    let folder = DataFolder::with_report();
    let before = (folder.files(), folder.doctor().audit());
    let said = release(&folder, &[]).exits(5);
    for words in [
        "The gate is shut by",
        "nothing was released",
        "[checklist-empty]",
        "--override CODE=REASON",
    ] {
        assert!(said.err.contains(words), "“{words}” is not in: {}", said.err);
    }
    let unreasoned = release(&folder, &["--override", "checklist-empty="]).exits(5);
    assert!(unreasoned.err.contains("[checklist-empty]"));
    release(&folder, &["--override", "another-code=Agreed"]).exits(5);
    release(&folder, &["--override", "checklist-empty"]).exits(2);
    files::assert_same(&before.0, &folder.files());
    assert_eq!(before.1, folder.doctor().audit());
}

#[test]
fn a_release_is_frozen_and_proved() {
    let folder = DataFolder::with_report();
    let head = folder.doctor().audit();
    let signed = signed(&folder);
    let out = folder.beside("out");
    let mut options: Vec<&str> = signed.iter().map(String::as_str).collect();
    let named = out.display().to_string();
    options.extend(["--out", &named, "--format", "json"]);
    let said = release(&folder, &options).exits(0).json();
    assert_eq!(said["edition"], 1);
    assert_eq!(said["release"], "2021-22-public/e1");
    files::assert_same(&files::all(&edition(&folder, 1)), &files::all(&out));
    for place in [&out, &edition(&folder, 1)] {
        let said = verify(&folder, place).exits(0);
        assert!(said.out.contains("files are as released"), "{}", said.out);
    }
    let manifest = manifest(&out);
    let stated = manifest["audit_head"].as_str().unwrap();
    assert!(head.ends_with(stated), "{stated} is not the head before the release: {head}");
    assert_eq!(manifest["by"], OFFICE);
    for obstacle in manifest["obstacles"].as_array().unwrap() {
        if obstacle["query"]["severity"] == "error" {
            assert_eq!(obstacle["overridden"]["by"], OFFICE);
            assert_eq!(obstacle["overridden"]["reason"], "Agreed in this test");
        }
    }
    let returns: Vec<&str> = manifest["returns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["file"].as_str().unwrap())
        .collect();
    assert_eq!(returns, ["ons.csv", "west-mercia-police.csv"]);
    let doctor = folder.doctor().well();
    assert!(doctor.check("release 2021-22-public/e1").0);
}

#[test]
fn a_flipped_byte_in_any_file_is_named() {
    let (folder, _) = released();
    let out = folder.beside("copy");
    files::copy(&edition(&folder, 1), &out);
    let all = files::all(&out);
    assert!(all.len() > 15, "{} files", all.len());
    for (name, bytes) in &all {
        // One place in each file, at another depth each time.
        let at = bytes.len() / 2;
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        std::fs::write(out.join(name), &changed).unwrap();
        let said = verify(&folder, &out).exits(6);
        assert!(said.out.contains(name.as_str()), "{name}: {}", said.out);
        std::fs::write(out.join(name), bytes).unwrap();
    }
    std::fs::remove_file(out.join("index.html")).unwrap();
    std::fs::write(out.join("data/added.csv"), "a").unwrap();
    let said = verify(&folder, &out).exits(6);
    assert!(said.out.contains("index.html is missing"), "{}", said.out);
    assert!(said.out.contains("data/added.csv was added"), "{}", said.out);
}

#[test]
fn a_changed_release_in_the_folder_is_named_by_doctor() {
    let (folder, _) = released();
    let page = edition(&folder, 1).join("crime.html");
    let text = std::fs::read_to_string(&page).unwrap().replace("16,411", "16,412");
    std::fs::write(&page, text).unwrap();
    let doctor = folder.doctor();
    assert_eq!(doctor.code, 6);
    let (well, found) = doctor.check("release 2021-22-public/e1");
    assert!(!well && found.contains("crime.html"), "{found}");
}

#[test]
fn a_manifest_made_anew_is_not_the_one_that_was_released() {
    let (folder, _) = released();
    let out = folder.beside("copy");
    files::copy(&edition(&folder, 1), &out);
    let path = out.join("manifest.json");
    let text = std::fs::read_to_string(&path).unwrap().replace(OFFICE, "Somebody else");
    std::fs::write(&path, &text).unwrap();
    let sum = sightline_kernel::ids::Sha256::of(text.as_bytes());
    std::fs::write(out.join("manifest.sha256"), format!("{sum}  manifest.json\n")).unwrap();
    let said = verify(&folder, &out).exits(6);
    assert!(
        said.out.contains("is not that of a release which this data folder holds"),
        "{}",
        said.out
    );
}

#[test]
fn an_amendment_needs_a_note_and_keeps_the_edition_before() {
    let (folder, signed) = released();
    let first = files::all(&edition(&folder, 1));
    let mut options: Vec<&str> = signed.iter().map(String::as_str).collect();
    let said = release(&folder, &options).exits(1);
    assert!(said.err.contains("was released before, as edition 1"), "{}", said.err);
    assert!(said.err.contains("--amendment"), "{}", said.err);
    release(&folder, &[&options[..], &["--amendment", "  "]].concat()).exits(1);
    options.extend(["--amendment", "A caption was corrected."]);
    release(&folder, &options).exits(0);
    files::assert_same(&first, &files::all(&edition(&folder, 1)));
    verify(&folder, &edition(&folder, 1)).exits(0);
    verify(&folder, &edition(&folder, 2)).exits(0);
    let second = manifest(&edition(&folder, 2));
    assert_eq!(second["amendment"]["of"], 1);
    assert_eq!(second["amendment"]["note"], "A caption was corrected.");
    let index = std::fs::read_to_string(edition(&folder, 2).join("index.html")).unwrap();
    assert!(
        index.contains("A caption was corrected."),
        "the new edition does not say what changed"
    );
    folder.doctor().well();
}

#[test]
fn an_amendment_of_nothing_is_refused() {
    let folder = DataFolder::with_report();
    let said = release(&folder, &["--amendment", "A caption was corrected."]).exits(1);
    assert!(said.err.contains("nothing to amend"), "{}", said.err);
}

#[test]
fn a_rebuild_is_equal_to_the_byte() {
    let folder = DataFolder::with_report();
    let build = |name: &str| {
        let out = folder.beside(name);
        let named = out.display().to_string();
        folder.run(&["report", "build", "--year", "2021-22", "--out", &named]).exits(0);
        files::all(&out)
    };
    files::assert_same(&build("one"), &build("two"));
}

#[test]
fn a_built_report_is_not_taken_for_a_release() {
    let folder = DataFolder::with_report();
    let out = folder.beside("out");
    let named = out.display().to_string();
    folder.run(&["report", "build", "--year", "2021-22", "--out", &named]).exits(0);
    let said = verify(&folder, &out).exits(1);
    assert!(said.err.contains("is not a release"), "{}", said.err);
}

#[test]
fn a_folder_of_something_else_is_left_alone() {
    let folder = DataFolder::with_report();
    let out = folder.beside("letters");
    std::fs::create_dir(&out).unwrap();
    std::fs::write(out.join("letter.txt"), "Dear all").unwrap();
    let named = out.display().to_string();
    let said = folder.run(&["report", "build", "--year", "2021-22", "--out", &named]).exits(1);
    assert!(said.err.contains("holds files that are not a report"), "{}", said.err);
    assert_eq!(files::all(&out).into_keys().collect::<Vec<_>>(), ["letter.txt"]);
}

#[test]
fn what_is_for_partners_is_marked_and_kept_out_of_the_public_report() {
    let folder = DataFolder::with_report();
    let chapter = "+++\ntitle = \"For partners\"\norder = 20\naudience = \"partners\"\n+++\n\nA sentence for the agencies alone.\n";
    std::fs::write(folder.data().join("content/2021-22/chapters/02-partners.md"), chapter).unwrap();
    let out = folder.beside("partners");
    let named = out.display().to_string();
    let build = ["report", "build", "--year", "2021-22", "--out", &named];
    folder.run(&[&build[..], &["--audience", "partners"]].concat()).exits(0);
    for page in files::pages(&out) {
        let html = std::fs::read_to_string(out.join(&page)).unwrap();
        assert!(html.contains("OFFICIAL-SENSITIVE"), "{page}");
    }
    folder.run(&build).exits(0);
    for (name, bytes) in files::all(&out) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!text.contains("for the agencies alone"), "{name}");
    }
}
