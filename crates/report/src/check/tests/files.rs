//! Word documents, Markdown, text, and files that are none of these.

use std::io::{Cursor, Write as _};

use proptest::prelude::*;
use zip::write::SimpleFileOptions;

use super::{book, check_text};
use crate::fixture::catalogue;

fn docx(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const BODY: &str = "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body>\
    <w:p><w:r><w:t>Domestic abuse &amp; more</w:t></w:r></w:p>\
    <w:p><w:r><w:t xml:space=\"preserve\">The police recorded 3,1</w:t></w:r><w:r><w:t>55 domestic abuse offences.</w:t></w:r>\
    <w:del><w:r><w:delText>99 deleted</w:delText></w:r></w:del></w:p>\
    <w:tbl><w:tr><w:tc><w:p><w:r><w:t>Contacts</w:t></w:r></w:p></w:tc>\
    <w:tc><w:p><w:r><w:t>2,406</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>";
const NOTES: &str = "<w:footnotes xmlns:w=\"w\"><w:footnote><w:p><w:r><w:t>Of 511 hate crime records.</w:t></w:r></w:p></w:footnote></w:footnotes>";

fn places(name: &str, bytes: &[u8]) -> Vec<(String, String)> {
    check_text(name, bytes, &book(&catalogue()))
        .into_iter()
        .map(|query| (query.code, query.place.to_string()))
        .collect()
}

#[test]
fn reads_paragraphs_tables_and_footnotes_of_word() {
    let bytes = docx(&[("word/document.xml", BODY), ("word/footnotes.xml", NOTES)]);
    let pair = |place: &str| ("typed-number".to_owned(), place.to_owned());
    assert_eq!(
        places("draft.docx", &bytes),
        [pair("draft.docx:2:21"), pair("draft.docx:4:1"), pair("draft.docx (footnotes):1:4")]
    );
}

#[test]
fn reads_markdown_and_text_in_several_encodings() {
    let text = "# Adults\n\nThere were *2,406* contacts, see {{figure x period=2020-21 top=10}}.\n";
    let hit =
        |name: &str, place: &str| vec![("typed-number".to_owned(), format!("{name}:{place}"))];
    assert_eq!(places("a.md", text.as_bytes()), hit("a.md", "3:13"));
    let plain = "There were 2,406 contacts.";
    assert_eq!(places("a.txt", plain.as_bytes()), hit("a.txt", "1:12"));
    let bom: Vec<u8> = [&[0xEF, 0xBB, 0xBF], plain.as_bytes()].concat();
    assert_eq!(places("a.txt", &bom), hit("a.txt", "1:12"));
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(plain.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(places("a.txt", &utf16), hit("a.txt", "1:12"));
}

#[test]
fn refuses_what_it_cannot_read() {
    let bomb = "0".repeat(3_000_000);
    let cases: [(&str, Vec<u8>); 6] = [
        ("empty.docx", b"PK\x03\x04".to_vec()),
        ("sheet.docx", docx(&[("xl/workbook.xml", "<a/>")])),
        ("bomb.docx", docx(&[("word/document.xml", &format!("<w:t>{bomb}</w:t>"))])),
        ("broken.docx", docx(&[("word/document.xml", "<w:p><w:t>5</w:p>")])),
        ("old.doc", vec![0xD0, 0xCF, 0x11, 0xE0, 0, 0]),
        ("latin.txt", b"caf\xE9".to_vec()),
    ];
    for (name, bytes) in cases {
        let queries = check_text(name, &bytes, &book(&catalogue()));
        assert_eq!(queries.len(), 1, "{name}");
        assert_eq!(
            (queries[0].code.as_str(), queries[0].place.file.as_deref()),
            ("unreadable", Some(name))
        );
        assert!(!queries[0].remedy.is_empty());
    }
}

#[test]
fn entities_of_the_document_are_not_expanded() {
    let body = "<!DOCTYPE d [<!ENTITY a \"3,155 offences\">]><d><w:p><w:t>&a; and &#50;&#x30;</w:t></w:p></d>";
    let bytes = docx(&[("word/document.xml", body)]);
    assert_eq!(places("a.docx", &bytes).len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// A damaged document is read or refused, and never panics.
    #[test]
    fn damaged_documents_are_safe(at in 0usize..2000, byte in any::<u8>(), cut in 0usize..2000) {
        let book = crate::check::FigureBook::new(super::thresholds(), super::year());
        let mut bytes = docx(&[("word/document.xml", BODY), ("word/footnotes.xml", NOTES)]);
        let length = bytes.len();
        bytes[at % length] = byte;
        bytes.truncate(length - cut % (length / 2));
        let _ = check_text("a.docx", &bytes, &book);
        let mut body = BODY.as_bytes().to_vec();
        let length = body.len();
        body[at % length] = byte;
        if let Ok(body) = String::from_utf8(body) {
            let _ = check_text("a.docx", &docx(&[("word/document.xml", &body)]), &book);
        }
    }

    /// Any text is checked without a panic, as text and as Markdown.
    #[test]
    fn any_text_is_checked(text in "(?s)[0-9a-zA-Z£%,.;:—–() \n{}|’é-]{0,160}") {
        let book = crate::check::FigureBook::new(super::thresholds(), super::year());
        let _ = check_text("a.txt", text.as_bytes(), &book);
        let _ = check_text("a.md", text.as_bytes(), &book);
    }
}
