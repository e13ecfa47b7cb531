//! Any bytes as the content of a sound archive, so that the fuzzer gets past
//! its checksums: the first byte chooses the part that the rest stands in for.
#![no_main]

use std::io::{Cursor, Write};

use libfuzzer_sys::fuzz_target;
use zip::write::SimpleFileOptions;

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const ROOT: &str = r#"<Relationships><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const RELATIONS: &str = r#"<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const TEXTS: &str = r#"<sst uniqueCount="1"><si><t>a</t></si></sst>"#;
const SHEET: &str = r#"<worksheet><sheetData><row r="1"><c r="A1" t="s" s="1"><v>0</v></c></row></sheetData></worksheet>"#;
const STYLES: &str = r#"<styleSheet><numFmts count="1"><numFmt numFmtId="164" formatCode="0.0%"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>"#;

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        let started = writer.start_file(*name, SimpleFileOptions::default());
        assert!(started.is_ok() && writer.write_all(content).is_ok(), "writing to memory works");
    }
    writer.finish().map(Cursor::into_inner).unwrap_or_default()
}

fuzz_target!(init: sightline_fuzz::let_libraries_unwind(), |bytes: &[u8]| {
    let Some((which, content)) = bytes.split_first() else { return };
    if which % 5 == 0 {
        let kind = b"application/vnd.oasis.opendocument.spreadsheet";
        let file = archive(&[("mimetype", kind), ("content.xml", content)]);
        return sightline_tables::fuzzing::tables_read(&file);
    }
    let sheet = [format!(r#"<worksheet xmlns="{MAIN}">"#).as_bytes(), content, b"</worksheet>"].concat();
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("_rels/.rels", ROOT.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        ("xl/sharedStrings.xml", TEXTS.as_bytes()),
        ("xl/styles.xml", STYLES.as_bytes()),
        ("xl/worksheets/sheet1.xml", SHEET.as_bytes()),
    ];
    match which % 5 {
        1 => parts[5].1 = &sheet,
        2 => parts[3].1 = content,
        3 => parts[4].1 = content,
        _ => parts[1].1 = content,
    }
    sightline_tables::fuzzing::tables_read(&archive(&parts));
});
