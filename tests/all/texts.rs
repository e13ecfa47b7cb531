//! `sightline report check-text`: a partner's document held against the figures, as a person does it.

use std::io::{Cursor, Write as _};

use serde_json::Value;
use zip::write::SimpleFileOptions;

use crate::support::Said;
use crate::support::folder::DataFolder;

/// A Word document with these paragraphs.
fn word(paragraphs: &[&str]) -> Vec<u8> {
    let body: String =
        paragraphs.iter().map(|text| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")).collect();
    let document = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>"
    );
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
    zip.write_all(document.as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

fn check(folder: &DataFolder, name: &str, bytes: &[u8], more: &[&str]) -> Said {
    let file = folder.write(name, bytes).display().to_string();
    let base = ["report", "check-text", &file, "--year", "2021-22"];
    folder.run(&[&base[..], more].concat())
}

/// Code and place of each data query.
fn found(said: &Said) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let queries = said.json()["queries"].as_array().unwrap().clone();
    queries
        .iter()
        .map(|query| {
            let place = &query["place"];
            let column = text(&place["column"]).unwrap_or_default();
            (text(&query["code"]).unwrap(), format!("{}:{column}", place["row"]))
        })
        .collect()
}

const SENTENCES: [&str; 2] = [
    "The force recorded 16,411 offences in 2021-22.",
    "The majority of recorded offences were robbery of personal property.",
];

#[test]
fn a_word_document_and_markdown_are_held_against_the_figures() {
    let folder = DataFolder::with_report();
    let want = [
        ("typed-number".to_owned(), "1:20".to_owned()),
        ("typed-word".to_owned(), "2:1".to_owned()),
    ];
    let said = check(&folder, "draft.docx", &word(&SENTENCES), &["--format", "json"]).exits(0);
    let mut got = found(&said);
    got.sort();
    assert_eq!(got, want, "{}", said.out);
    let markdown = format!("# Crime\n\n{}\n\n{}\n", SENTENCES[0], SENTENCES[1]);
    let said = check(&folder, "draft.md", markdown.as_bytes(), &["--format", "json"]).exits(0);
    let mut got = found(&said);
    got.sort();
    let want = [
        ("typed-number".to_owned(), "3:20".to_owned()),
        ("typed-word".to_owned(), "5:1".to_owned()),
    ];
    assert_eq!(got, want, "{}", said.out);
    let said = check(&folder, "draft.txt", SENTENCES[0].as_bytes(), &[]).exits(0).out;
    assert!(said.contains("“16,411” is typed by hand. It may be “Recorded offences"), "{said}");
}

#[test]
fn what_cannot_be_read_is_an_error_that_says_what_to_do() {
    let folder = DataFolder::with_report();
    let before = (folder.files(), folder.doctor().audit());
    for (name, bytes) in [
        ("old.doc", &[0xD0, 0xCF, 0x11, 0xE0, 0, 0][..]),
        ("latin.txt", b"caf\xE9"),
        ("cut.docx", &word(&SENTENCES)[..40]),
    ] {
        let said = check(&folder, name, bytes, &[]).exits(3);
        assert!(said.out.contains(&format!("{name}: error [unreadable]")), "{}", said.out);
        assert!(!said.all().contains("panicked"), "{}", said.all());
    }
    let missing = folder.run(&["report", "check-text", "none.docx", "--year", "2021-22"]).exits(1);
    assert!(missing.err.contains("none.docx"), "{}", missing.err);
    let directory = folder.data().display().to_string();
    folder.run(&["report", "check-text", &directory, "--year", "2021-22"]).exits(1);
    crate::support::files::assert_same(&before.0, &folder.files());
    assert_eq!(before.1, folder.doctor().audit());
}
