//! Files for the tests.

use std::io::{Cursor, Write};

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

use crate::{Document, Limits, NoticeKind, read};

/// Reads with the ordinary limits.
pub(super) fn open(name: &str, bytes: &[u8]) -> Document {
    read(name, bytes, &Limits::default()).unwrap_or_else(|error| panic!("{error}"))
}

/// The code of the error that reading gives.
pub(super) fn code(name: &str, bytes: &[u8]) -> &'static str {
    read(name, bytes, &Limits::default()).unwrap_err().problem.code()
}

/// The notices' codes in order.
pub(super) fn notices(document: &Document) -> Vec<&'static str> {
    document.notices.iter().map(|notice| notice.kind.code()).collect()
}

/// The notice with a code.
pub(super) fn notice<'a>(document: &'a Document, code: &str) -> (&'a NoticeKind, String) {
    let found = document.notices.iter().find(|notice| notice.kind.code() == code);
    let found = found.unwrap_or_else(|| panic!("no {code} in {:?}", notices(document)));
    (&found.kind, found.place.to_string())
}

/// All texts of a sheet by row.
pub(super) fn texts(document: &Document, sheet: usize) -> Vec<(u32, Vec<(u32, String)>)> {
    let row = |row: &crate::Row| {
        (row.number, row.cells.iter().map(|cell| (cell.column, cell.text.to_string())).collect())
    };
    document.sheets[sheet].rows.iter().map(row).collect()
}

/// An archive of parts.
pub(super) fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        // Small parts are stored as they are: unoptimised packing is slow.
        let method = if content.len() < 4096 {
            CompressionMethod::Stored
        } else {
            CompressionMethod::Deflated
        };
        let options = SimpleFileOptions::default().compression_method(method);
        writer.start_file(*name, options).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// An ODS spreadsheet with tables given as XML.
pub(super) fn ods(tables: &str) -> Vec<u8> {
    let content = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:calcext="urn:x"><office:automatic-styles><style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"#
    );
    ods_parts(content.as_bytes())
}

/// An ODS spreadsheet with a content part as given.
pub(super) fn ods_parts(content: &[u8]) -> Vec<u8> {
    archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest:manifest/>"),
        ("content.xml", content),
    ])
}

/// An XLSX workbook whose one sheet's data is given as XML.
pub(super) fn xlsx(sheet_data: &str, shared: &str) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const REL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let workbook = format!(
        r#"<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>"#
    );
    let relations = format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{REL}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
    );
    let root = format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let sheet = format!(r#"<worksheet xmlns="{MAIN}">{sheet_data}</worksheet>"#);
    archive(&[
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/sharedStrings.xml", shared.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

/// A workbook with one of everything that returns bring.
pub(super) fn everything() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Returns").unwrap();
    for (column, heading) in (0u16..).zip(["measure", "value", "date", "share"]) {
        sheet.write_string(0, column, heading).unwrap();
    }
    let percent = Format::new().set_num_format("0.0%");
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let month = Format::new().set_num_format("mmm-yy");
    let april = ExcelDateTime::from_ymd(2021, 4, 1).unwrap();
    sheet.write_string(1, 0, "crime.offences").unwrap();
    sheet.write_number(1, 1, 5004.0).unwrap();
    sheet.write_datetime_with_format(1, 2, &april, &day).unwrap();
    sheet.write_number_with_format(1, 3, 0.2345, &percent).unwrap();
    sheet.write_string(2, 0, "=HYPERLINK(1)").unwrap();
    sheet.write_string(2, 1, "1,234").unwrap();
    sheet.write_datetime_with_format(2, 2, &april, &month).unwrap();
    sheet.write_number(3, 1, -12.5).unwrap();
    sheet.write_formula(4, 1, Formula::new("=SUM(B2:B4)").set_result("4991.5")).unwrap();
    sheet.write_formula(5, 1, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sheet.write_number(6, 1, 9_007_199_254_740_994.0).unwrap();
    sheet.merge_range(8, 0, 9, 1, "Merged heading", &Format::new()).unwrap();
    sheet.write_boolean(11, 3, true).unwrap();
    let hidden = book.add_worksheet();
    hidden.set_name("Working").unwrap().set_hidden(true);
    hidden.write_string(0, 0, "note").unwrap();
    book.add_worksheet().set_name("Blank").unwrap();
    book.save_to_buffer().unwrap()
}
