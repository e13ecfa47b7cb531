//! Files that are not what they should be: bombs, lies, other formats.

use super::samples::{archive, code, everything, ods_parts, xlsx};
use crate::{Limits, read, read_path};

#[test]
fn other_kinds_of_file_are_named() {
    let html = b"<html><table><tr><td>1</td></tr></table></html>";
    let old = [&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1][..], &[0; 600]].concat();
    let locked = [
        &old[..],
        &"EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(),
    ]
    .concat();
    for (bytes, code_expected, words) in [
        (b"%PDF-1.7 ...".to_vec(), "not-a-table", "a PDF document"),
        (html.to_vec(), "workbook-kind-not-read", "a web page"),
        (
            b"\xef\xbb\xbf<?xml version=\"1.0\"?><x/>".to_vec(),
            "workbook-kind-not-read",
            "an XML file",
        ),
        (old, "workbook-kind-not-read", "Excel 97-2003"),
        (locked, "workbook-password", "password"),
        (archive(&[("word/document.xml", b"<x/>")]), "not-a-table", "a Word document"),
        (archive(&[("xl/workbook.bin", b"x")]), "workbook-kind-not-read", ".xlsb"),
        (archive(&[("readme.txt", b"x")]), "not-a-table", "a ZIP archive"),
        (b"PK\x03\x04 broken".to_vec(), "workbook-damaged", "damaged"),
    ] {
        let error = read("return.xlsx", &bytes, &Limits::default()).unwrap_err();
        assert_eq!(error.problem.code(), code_expected, "{error}");
        assert!(error.to_string().contains(words), "{error}");
        assert!(error.to_string().starts_with("return.xlsx: "), "{error}");
    }
}

#[test]
fn a_zip_bomb_is_stopped_by_its_stated_size() {
    let limits = Limits { unpacked_bytes: 4 << 20, ..Limits::default() };
    let bomb = xlsx(&"<!-- -->".repeat(1 << 20), "<sst/>");
    assert!(bomb.len() < 100_000, "{}", bomb.len());
    let error = read("bomb.xlsx", &bomb, &limits).unwrap_err();
    assert_eq!(error.problem.code(), "workbook-bomb", "{error}");
    assert!(error.to_string().contains("xl/worksheets/sheet1.xml"), "{error}");
}

#[test]
fn a_part_that_grows_too_much_is_stopped_by_its_ratio() {
    let limits = Limits { ratio_from_bytes: 1 << 20, ..Limits::default() };
    let error = read("bomb.ods", &ods_parts(&vec![b' '; 8 << 20]), &limits).unwrap_err();
    assert_eq!(error.problem.code(), "workbook-ratio", "{error}");
}

/// Writes another uncompressed size over that of a part, in its own header and
/// in the archive's list.
fn lie(mut bytes: Vec<u8>, part: &str, stated: u32) -> Vec<u8> {
    for (magic, size_at, name_at) in [(b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)] {
        let starts: Vec<usize> = memchr::memmem::find_iter(&bytes, magic).collect();
        for start in starts {
            if bytes[start + name_at..].starts_with(part.as_bytes()) {
                bytes[start + size_at..start + size_at + 4].copy_from_slice(&stated.to_le_bytes());
            }
        }
    }
    bytes
}

#[test]
fn a_lying_header_does_not_pass() {
    let limits = Limits { unpacked_bytes: 4 << 20, ..Limits::default() };
    let bomb = xlsx(&"<!-- -->".repeat(1 << 20), "<sst/>");
    for stated in [10, 1000, 4000] {
        let error =
            read("bomb.xlsx", &lie(bomb.clone(), "xl/worksheets/sheet1.xml", stated), &limits)
                .unwrap_err();
        let code = error.problem.code();
        assert!(
            ["workbook-bomb", "workbook-size-lies", "workbook-damaged"].contains(&code),
            "{error}"
        );
    }
    // Within the limits a wrong size is still a lie.
    let small = lie(xlsx("<sheetData/>", "<sst/>"), "xl/worksheets/sheet1.xml", 7);
    let code = read("in.xlsx", &small, &Limits::default()).unwrap_err().problem.code();
    assert!(["workbook-size-lies", "workbook-damaged"].contains(&code), "{code}");
}

#[test]
fn a_stated_number_of_texts_is_not_believed() {
    for count in ["99999999999", "18446744073709551615", "1e9", "-5", "100000"] {
        let book =
            xlsx("<sheetData/>", &format!(r#"<sst uniqueCount="{count}"><si><t>x</t></si></sst>"#));
        assert_eq!(code("in.xlsx", &book), "workbook-damaged", "{count}");
    }
}

#[test]
fn a_workbook_that_makes_the_library_panic_ends_with_a_plain_error() {
    // Found by fuzzing: a shared formula's range written backwards. Where sums
    // are checked the library panics; elsewhere it reads on.
    let formula = r#"<f t="shared" ref="A2:A1" si="0">B2*2</f>"#;
    let data =
        format!(r#"<sheetData><row r="2"><c r="A2">{formula}<v>4</v></c></row></sheetData>"#);
    match read("in.xlsx", &xlsx(&data, "<sst/>"), &Limits::default()) {
        Ok(document) => assert_eq!(document.sheets[0].row(2).unwrap().text(1), "4"),
        Err(error) => assert_eq!(error.problem.code(), "workbook-damaged", "{error}"),
    }
}

#[test]
fn one_long_text_used_by_many_cells_is_held_to_the_limit() {
    let text = "x".repeat(30_000);
    let cells: String = (1..=400)
        .map(|row| format!(r#"<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>"#))
        .collect();
    let book = xlsx(
        &format!("<sheetData>{cells}</sheetData>"),
        &format!(r#"<sst uniqueCount="1"><si><t>{text}</t></si></sst>"#),
    );
    let limits = Limits { text_bytes: 1 << 20, ..Limits::default() };
    let error = read("in.xlsx", &book, &limits).unwrap_err();
    assert_eq!(error.problem.code(), "too-many");
    assert_eq!(error.place.to_string(), "sheet \"Data\", cell A35");
    let limits = Limits { cell_bytes: 1000, ..Limits::default() };
    assert_eq!(read("in.xlsx", &book, &limits).unwrap_err().problem.code(), "cell-too-long");
}

#[test]
fn sheets_rows_columns_and_parts_are_limited() {
    let book = everything();
    for (limits, what) in [
        (Limits { sheets: 2, ..Limits::default() }, "sheets"),
        (Limits { parts: 3, ..Limits::default() }, "parts in the workbook"),
        (Limits { rows: 5, ..Limits::default() }, "rows"),
        (Limits { columns: 2, ..Limits::default() }, "columns"),
        (Limits { cells: 5, ..Limits::default() }, "cells with content"),
    ] {
        let error = read("in.xlsx", &book, &limits).unwrap_err();
        assert!(error.to_string().contains(&format!(" {what}. ")), "{error}");
    }
    let limits = Limits { workbook_bytes: 100, ..Limits::default() };
    assert_eq!(read("in.xlsx", &book, &limits).unwrap_err().problem.code(), "file-too-large");
}

#[test]
fn a_workbook_over_200_mb_is_refused_before_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.xlsx");
    std::fs::write(&path, b"PK\x03\x04").unwrap();
    std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len((200 << 20) + 1).unwrap();
    let error = read_path(&path, &Limits::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "large.xlsx: the file has 209715201 bytes and the limit is 209715200. Split the file, or save it as CSV, which may be longer."
    );
    let error = read_path(&folder.path().join("absent.csv"), &Limits::default()).unwrap_err();
    assert_eq!(error.problem.code(), "file-unreadable");
}

#[test]
fn an_empty_workbook_is_refused() {
    assert_eq!(code("in.xlsx", &xlsx("<sheetData/>", "<sst/>")), "file-empty");
}
