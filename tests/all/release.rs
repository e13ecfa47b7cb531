//! `sightline report release` and `verify`: the gate, the frozen edition, and its proof.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::folder::DataFolder;
use crate::support::{Said, files, run, tool};

const OFFICE: &str = "Business manager";

fn release(folder: &DataFolder, more: &[&str]) -> Said {
    let base = ["report", "release", "--year", "2021-22", "--by", OFFICE];
    folder.run(&[&base[..], more].concat())
}

/// The codes of the errors that shut the gate, each once.
fn shut_by(folder: &DataFolder, more: &[&str]) -> Vec<String> {
    let said = release(folder, &[more, &["--format", "json"]].concat()).exits(5);
    let error: Value = said.err.lines().find_map(|line| serde_json::from_str(line).ok()).unwrap();
    assert_eq!(error["error"], "gate-shut");
    let queries = error["queries"].as_array().unwrap();
    let mut codes: Vec<String> =
        queries.iter().map(|query| query["code"].as_str().unwrap().to_owned()).collect();
    codes.sort();
    codes.dedup();
    codes
}

/// Options that override every error of a release with these options, by name and reason.
fn signed(folder: &DataFolder, more: &[&str]) -> Vec<String> {
    let codes = shut_by(folder, more);
    codes
        .iter()
        .flat_map(|c| ["--override".to_owned(), format!("{c}=Agreed in this test")])
        .collect()
}

/// A data folder with its first edition, and the options that sign for it.
fn released() -> (DataFolder, Vec<String>) {
    let folder = DataFolder::with_report();
    let signed = signed(&folder, &[]);
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
    let signed = signed(&folder, &[]);
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

/// A chapter for partners: a typed number, a figure and a table of a return that nothing else prints.
const FOR_PARTNERS: &str = r#"+++
title = "A difficult winter"
order = 20
audience = "partners"
+++

The agencies alone know of 4,771 calls in one winter. The council was told of {{figure adult.concerns}} concerns.

::: table adult.plans_ended by=plan_kind
title: Plans that only partners see
:::
"#;

/// A partnership with content for partners beside its public chapter.
fn with_marked() -> DataFolder {
    let folder = DataFolder::with_report();
    let agency = "shropshire-adult-social-care";
    let file = folder.write("adults.csv", crate::support::folder::supplied(agency).as_bytes());
    folder.import(&file, agency, &[]).exits(0);
    content(&folder, "chapters/02-winter.md", FOR_PARTNERS);
    folder
}

fn content(folder: &DataFolder, name: &str, text: &str) {
    std::fs::write(folder.data().join("content/2021-22").join(name), text).unwrap();
}

/// Builds the report; says what came of it, and where it would stand.
fn build(folder: &DataFolder, more: &[&str]) -> (Said, PathBuf) {
    let out = folder.beside("built");
    let named = out.display().to_string();
    let base = ["report", "build", "--year", "2021-22", "--out", &named];
    (folder.run(&[&base[..], more].concat()), out)
}

/// The words of every page of a PDF.
fn pdf_pages(path: &Path) -> Vec<String> {
    let mut pdftotext = std::process::Command::new(tool("SIGHTLINE_TEST_PDFTOTEXT"));
    let said = run(pdftotext.arg(path).arg("-")).exits(0);
    let mut pages: Vec<String> = said.out.split('\u{c}').map(str::to_owned).collect();
    assert_eq!(pages.pop().as_deref(), Some(""), "pdftotext ends each page with a form feed");
    pages
}

#[test]
fn a_report_for_partners_is_marked_on_every_page_and_in_every_file() {
    let folder = with_marked();
    let signed = signed(&folder, &["--audience", "partners"]);
    let out = folder.beside("partners");
    let named = out.display().to_string();
    let mut options: Vec<&str> = signed.iter().map(String::as_str).collect();
    options.extend(["--audience", "partners", "--out", &named]);
    release(&folder, &options).exits(0);
    let bare = |name: &str| {
        name.starts_with("assets/")
            || name.starts_with("fonts/")
            || name == "report.css"
            || name == "manifest.sha256"
    };
    let mut held = 0;
    for (name, bytes) in files::all(&out) {
        let text = match name.rsplit('.').next().unwrap() {
            _ if bare(&name) => continue,
            "pdf" => {
                let pages = pdf_pages(&out.join(&name));
                assert!(pages.len() > 2, "{} pages", pages.len());
                for (at, page) in pages.iter().enumerate() {
                    assert!(page.contains("OFFICIAL-SENSITIVE"), "page {}: {page}", at + 1);
                }
                pages.concat()
            }
            "docx" => docx_parts(&bytes, &["word/header", "word/document"]),
            _ => String::from_utf8(bytes).unwrap_or_else(|_| panic!("{name} is no text")),
        };
        assert!(text.contains("OFFICIAL-SENSITIVE"), "{name} is not marked");
        held += usize::from(text.contains("4,771"));
    }
    assert!(held >= 3, "the chapter stands in {held} files");
    verify(&folder, &out).exits(0);
}

/// The parts of a Word document whose names begin so, as text; it must have one of each.
fn docx_parts(bytes: &[u8], names: &[&str]) -> String {
    use std::io::Read as _;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    for name in names {
        let before = text.len();
        for at in 0..archive.len() {
            let mut part = archive.by_index(at).unwrap();
            if part.is_file() && part.name().unwrap().starts_with(name) {
                let mut bytes = Vec::new();
                part.read_to_end(&mut bytes).unwrap();
                text.push_str(&String::from_utf8_lossy(&bytes));
            }
        }
        assert!(text.len() > before, "no {name}");
    }
    text
}

#[test]
fn a_public_report_refuses_what_is_marked() {
    let folder = with_marked();
    let (said, out) = build(&folder, &[]);
    let said = said.exits(1);
    for words in [
        "nothing was built",
        "[marked-content]",
        "content/2021-22/chapters/02-winter.md:4:1",
        "--leave-out-marked",
    ] {
        assert!(said.err.contains(words), "“{words}” is not in: {}", said.err);
    }
    assert!(!out.exists());
    // Nobody can sign for it: an override is for what a report says, not for whom it is.
    let said = release(&folder, &["--override", "marked-content=Agreed"]).exits(1);
    assert!(said.err.contains("[marked-content]"), "{}", said.err);
}

#[test]
fn what_is_marked_leaves_no_trace_in_a_public_report() {
    let folder = with_marked();
    let leave_out = ["--leave-out-marked"];
    let signed = signed(&folder, &leave_out);
    let mut options: Vec<&str> = signed.iter().map(String::as_str).collect();
    options.push("--leave-out-marked");
    let said = release(&folder, &options).exits(0);
    assert!(said.out.contains("content/2021-22/chapters/02-winter.md"), "{}", said.out);
    let out = edition(&folder, 1);
    let pdf = pdf_pages(&out.join("report.pdf")).concat();
    let mut all = files::all(&out);
    all.insert("words of report.pdf".to_owned(), pdf.into_bytes());
    for (name, bytes) in all {
        let text = if name.ends_with(".docx") {
            docx_parts(&bytes, &["word/"])
        } else {
            String::from_utf8_lossy(&bytes).into_owned()
        };
        for words in ["4,771", "winter", "adult.concerns", "adult.plans", "only partners see"] {
            // Data queries speak of every return of the year, and definitions of every measure;
            // what the chapter says and asks for they must not tell.
            let of_the_year = name == "manifest.json" || name == "checks.json";
            if !(of_the_year && words.starts_with("adult.")) {
                assert!(!text.contains(words), "“{words}” is in {name}");
            }
        }
    }
    let returns = manifest(&out)["returns"].to_string();
    assert!(!returns.contains("adult-social-care"), "{returns}");
}

#[test]
fn records_are_marked_one_by_one() {
    let folder = DataFolder::with_report();
    content(
        &folder,
        "quotations.toml",
        "[[quotation]]\nid = \"one\"\ntext = \"They listened.\"\nsource = \"A parent\"\nconsent = \"Agreed.\"\nwhat-changed = \"Nothing.\"\naudience = \"partners\"\n",
    );
    content(
        &folder,
        "statements.toml",
        "[[statement]]\nagency = \"West Mercia Police\"\nrole-title = \"Superintendent\"\nperiod = \"2021-22\"\ntext = \"We said this to partners.\"\naudience = \"partners\"\n",
    );
    content(
        &folder,
        "objectives.toml",
        "[[group]]\nid = \"board\"\n[[group.objective]]\nsaid = \"Open words.\"\ndid = \"Done.\"\nstatus = \"done\"\n[[group.objective]]\nsaid = \"Closed words.\"\ndid = \"Done.\"\nstatus = \"done\"\naudience = \"partners\"\n",
    );
    let chapter = |body: &str| {
        let text = format!("+++\ntitle = \"Records\"\norder = 20\n+++\n\n{body}");
        content(&folder, "chapters/02-records.md", &text);
    };
    let groups = "::: we-said-we-did group=board\n:::\n\n::: statement\n:::\n";
    chapter(groups);
    let refused = build(&folder, &[]).0.exits(1).err;
    for words in
        ["The quotation one", "The statement of West Mercia Police", "1 of the objectives of board"]
    {
        assert!(refused.contains(words), "“{words}” is not in: {refused}");
    }
    let (said, out) = build(&folder, &["--leave-out-marked"]);
    said.exits(0);
    let page = std::fs::read_to_string(out.join("records.html")).unwrap();
    assert!(page.contains("Open words.") && !page.contains("Closed words."));
    assert!(!page.contains("to partners"));
    // A public chapter that names what is marked is refused at the place where it does.
    chapter("A line.\n\n::: quotation id=one\n:::\n");
    let said = build(&folder, &["--leave-out-marked"]).0.exits(1);
    assert!(said.err.contains("02-records.md:8:1"), "{}", said.err);
    let partners = build(&folder, &["--audience", "partners"]);
    partners.0.exits(0);
    assert!(std::fs::read_to_string(out.join("records.html")).unwrap().contains("They listened."));
    // So is a marking that was pasted with its text, and a link to what is marked.
    chapter("OFFICIAL-SENSITIVE: A line from elsewhere.\n");
    let said = build(&folder, &["--leave-out-marked"]).0.exits(1);
    assert!(
        said.err.contains("02-records.md:6:1") && said.err.contains("[marked-content]"),
        "{}",
        said.err
    );
    content(&folder, "chapters/03-winter.md", FOR_PARTNERS);
    chapter("See [the winter](winter).\n");
    let said = build(&folder, &["--leave-out-marked"]).0.exits(1);
    assert!(said.err.contains("leads to a chapter for partners"), "{}", said.err);
}

/// Something that stands where the release's folder must go is found before there is a release.
#[test]
fn what_stands_in_the_way_stops_a_release_before_it_is_one() {
    let folder = DataFolder::with_report();
    let signed = signed(&folder, &[]);
    let options: Vec<&str> = signed.iter().map(String::as_str).collect();
    let head = folder.doctor().well().audit();
    let releases = folder.data().join("releases");
    std::fs::remove_dir(&releases).unwrap();
    std::fs::write(&releases, "a letter").unwrap();
    release(&folder, &options).exits(1);
    assert_eq!(head, folder.doctor().well().audit());
    std::fs::remove_file(&releases).unwrap();
    std::fs::create_dir_all(edition(&folder, 1).parent().unwrap()).unwrap();
    std::fs::write(edition(&folder, 1), "a letter").unwrap();
    release(&folder, &options).exits(1);
    assert_eq!(head, folder.doctor().audit());
    std::fs::remove_file(edition(&folder, 1)).unwrap();
    release(&folder, &options).exits(0);
    folder.doctor().well();
}

#[test]
fn a_folder_of_a_release_that_the_database_does_not_know_is_kept_and_named() {
    let (folder, signed) = released();
    files::copy(&edition(&folder, 1), &edition(&folder, 2));
    let before = files::all(&edition(&folder, 2));
    let doctor = folder.doctor();
    assert_eq!(doctor.code, 6);
    let name = format!("release {}", edition(&folder, 2).display());
    assert!(doctor.check(&name).1.contains("the database holds no such release"));
    let mut options: Vec<&str> = signed.iter().map(String::as_str).collect();
    options.extend(["--amendment", "A caption was corrected."]);
    let said = release(&folder, &options).exits(1);
    assert!(said.err.contains("does not know; nothing was released"), "{}", said.err);
    files::assert_same(&before, &files::all(&edition(&folder, 2)));
}

#[test]
fn a_lost_folder_is_named_and_written_again() {
    let (folder, _) = released();
    let before = files::all(&edition(&folder, 1));
    // Lost by hand, and as a kill between the commit and the move leaves it.
    for part in [false, true] {
        let aside = edition(&folder, 1).with_file_name(".edition-1.part");
        std::fs::rename(edition(&folder, 1), &aside).unwrap();
        if !part {
            std::fs::remove_dir_all(&aside).unwrap();
        }
        let doctor = folder.doctor();
        assert_eq!(doctor.code, 6);
        let (well, found) = doctor.check("release 2021-22-public/e1");
        assert!(!well && found.contains("edition-1 is missing"), "{found}");
        assert!(found.contains("`sightline doctor --mend`"), "{found}");
        let mended = folder.run(&["doctor", "--mend"]).exits(0);
        assert!(mended.out.contains("mended: the folder of 2021-22-public/e1"), "{}", mended.out);
        files::assert_same(&before, &files::all(&edition(&folder, 1)));
        assert!(!aside.exists());
        verify(&folder, &edition(&folder, 1)).exits(0);
    }
    // What was changed is left as it is: it shows what somebody did.
    std::fs::write(edition(&folder, 1).join("index.html"), "another").unwrap();
    let said = folder.run(&["doctor", "--mend"]).exits(6);
    assert!(!said.out.contains("mended"), "{}", said.out);
}

/// Writes another return into the database, hash and all.
fn swap_return(folder: &DataFolder) {
    let text = crate::support::folder::supplied(crate::support::folder::POLICE);
    let (from, to) = ("shoplifting,1082,", "shoplifting,1083,");
    let (before, after) = (hash(&text), hash(&text.replace(from, to)));
    folder.sql(&[
        "DROP TRIGGER chunks_stay",
        &format!(
            "UPDATE document_chunks SET bytes = CAST(replace(CAST(bytes AS TEXT), '{from}', '{to}') AS BLOB)
             WHERE document = (SELECT id FROM documents WHERE sha256 = '{before}')"
        ),
        &format!("UPDATE documents SET sha256 = '{after}' WHERE sha256 = '{before}'"),
    ]);
}

fn hash(text: &str) -> sightline_kernel::ids::Sha256 {
    sightline_kernel::ids::Sha256::of(text.as_bytes())
}

#[test]
fn a_return_that_was_swapped_after_the_release_is_named() {
    let (folder, _) = released();
    let said = verify(&folder, &edition(&folder, 1)).exits(0);
    assert!(said.out.contains("All 2 returns behind it are kept as they were."), "{}", said.out);
    swap_return(&folder);
    let said = verify(&folder, &edition(&folder, 1)).exits(6);
    let words = "west-mercia-police/figures-2021-22/r1 (west-mercia-police.csv) is not the file that was behind the release";
    assert!(said.out.contains(words), "{}", said.out);
    let doctor = folder.doctor();
    assert!(doctor.check("release 2021-22-public/e1").1.contains(words));
    // Far from the data folder the files are proved, and what was not looked at is said.
    let out = folder.beside("copy");
    files::copy(&edition(&folder, 1), &out);
    let nowhere = folder.beside("nowhere");
    let far =
        crate::support::sightline(&nowhere, &["report", "verify", &out.display().to_string()]);
    assert!(far.exits(0).out.contains("returns behind it were not looked at"));
}

/// Rewrites an old audit entry, every hash after it, and the releases that name one of them: all
/// that somebody can do who holds the database alone.
fn rewrite_history(folder: &DataFolder) {
    use sightline_kernel::audit::{AuditEntry, GENESIS};
    let rows = folder.rows(
        "SELECT json_object('partnership', 'partnership', 'sequence', sequence, 'at', at, 'actor', actor,
            'action', action, 'resource', resource, 'reason', reason, 'change', json(change), 'hash', hash)
         FROM audit_entries ORDER BY sequence",
    );
    let mut statements = ["audit_stays", "audit_remains", "releases_stay", "chunks_stay"]
        .map(|trigger| format!("DROP TRIGGER {trigger}"))
        .to_vec();
    let mut head = GENESIS;
    for row in rows {
        let mut value: Value = serde_json::from_str(&row).unwrap();
        let old = value["hash"].as_str().unwrap().to_owned();
        value.as_object_mut().unwrap().remove("hash");
        let mut entry: AuditEntry = serde_json::from_value(value).unwrap();
        if entry.sequence == 2 {
            entry.actor = "somebody else".to_owned();
        }
        head = entry.hash(head);
        statements.push(format!(
            "UPDATE audit_entries SET actor = '{}', hash = '{head}' WHERE sequence = {}",
            entry.actor, entry.sequence
        ));
        statements.push(format!(
            "UPDATE releases SET audit_head = replace(audit_head, '{old}', '{head}'),
                manifest = replace(manifest, '{old}', '{head}')"
        ));
    }
    folder.sql(&statements.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn a_database_rewritten_together_with_its_releases_is_found() {
    let (folder, _) = released();
    let out = folder.beside("copy");
    files::copy(&edition(&folder, 1), &out);
    rewrite_history(&folder);
    let doctor = folder.doctor();
    assert_eq!(doctor.code, 6);
    assert!(doctor.check("audit chain").0, "the chain by itself holds");
    let (well, found) = doctor.check("release 2021-22-public/e1");
    let words =
        "the audit chain of this data folder does not have the head that manifest.json states";
    assert!(!well && found.contains(words), "{found}");
    let said = verify(&folder, &out).exits(6);
    assert!(said.out.contains(words), "{}", said.out);
}
