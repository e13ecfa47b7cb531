//! What agencies send by mistake, and what somebody might send on purpose: a plain answer that names
//! file, place and remedy, and nothing half written.

use std::io::Write as _;
use std::path::PathBuf;

use rust_xlsxwriter::{Format, Formula, Workbook};

use crate::support::folder::{DataFolder, POLICE};
use crate::support::{files, root, sightline};

const HEADER: &str = "measure,period,dimensions,value\n";

/// A file that is refused, and what must be said about it.
struct Refused {
    name: &'static str,
    bytes: Vec<u8>,
    /// Words that must stand in the answer: the place, what is wrong, what to do.
    words: &'static [&'static str],
}

fn rows(name: &'static str, rows: &str, words: &'static [&'static str]) -> Refused {
    Refused { name, bytes: format!("{HEADER}{rows}").into_bytes(), words }
}

/// A row about shoplifting with another value.
fn value(name: &'static str, value: &str, words: &'static [&'static str]) -> Refused {
    rows(name, &format!("crime.offences,2021-22,offence_group=shoplifting,{value}\n"), words)
}

fn refused_texts() -> Vec<Refused> {
    vec![
        Refused {
            name: "empty.csv",
            bytes: Vec::new(),
            words: &["The file is empty", "Send the file again"],
        },
        rows("header-only.csv", "", &["The file has no rows of figures", "right file"]),
        Refused {
            name: "column.csv",
            bytes: b"measure,period,dimensions,valeu\ncrime.offences,2021-22,,1\n".to_vec(),
            words: &[
                "column.csv:1",
                "no column \u{201c}value\u{201d}",
                "Rename the column \u{201c}valeu\u{201d}",
            ],
        },
        Refused {
            name: "twice.csv",
            bytes: b"measure,period,value,value\ncrime.offences,2021-22,1,2\n".to_vec(),
            words: &["twice.csv:1:value", "Two columns", "Keep one"],
        },
        rows(
            "measure.csv",
            "crime.ofences,2021-22,,5\n",
            &[
                "measure.csv:2:measure",
                "no measure \u{201c}crime.ofences\u{201d}",
                "Did you mean \u{201c}crime.offences\u{201d}",
            ],
        ),
    ]
}

fn refused_codes() -> Vec<Refused> {
    vec![
        rows(
            "category.csv",
            "crime.offences,2021-22,offence_group=shopliftin,5\n",
            &[
                "category.csv:2:dimensions",
                "\u{201c}shopliftin\u{201d} is not a category",
                "\u{201c}shoplifting\u{201d}",
            ],
        ),
        rows(
            "dimension.csv",
            "crime.offences,2021-22,ofence_group=shoplifting,5\n",
            &["dimension.csv:2:dimensions", "\u{201c}offence_group\u{201d}"],
        ),
        rows(
            "date.csv",
            "crime.offences,31/03/2022,offence_group=shoplifting,5\n",
            &[
                "date.csv:2:period",
                "\u{201c}31/03/2022\u{201d} is not a period",
                "Write months as 2021-04",
            ],
        ),
        Refused {
            name: "area.csv",
            bytes: b"measure,period,area,value\ncrime.offences,2021-22,Shropshyre,1\n".to_vec(),
            words: &[
                "area.csv:2:area",
                "no area \u{201c}Shropshyre\u{201d}",
                "\u{201c}Shropshire\u{201d}",
            ],
        },
        Refused {
            name: "supplier.csv",
            bytes: b"measure,period,value,supplier\ncrime.offences,2021-22,1,ons\n".to_vec(),
            words: &[
                "supplier.csv:2:supplier",
                "supplier is \u{201c}ons\u{201d}",
                "Take the row out",
            ],
        },
        rows(
            "contradiction.csv",
            "crime.offences,2021-22,offence_group=rape,139\ncrime.offences,2021-22,offence_group=rape,140\n",
            &[
                "contradiction.csv:3",
                "same figure as row 2 another value",
                "Keep the one that is true",
            ],
        ),
    ]
}

fn refused_values() -> Vec<Refused> {
    vec![
        value("negative.csv", "-5", &["negative.csv:2:value", "below zero", "Check the sign"]),
        value("brackets.csv", "(5)", &["brackets.csv:2:value", "below zero"]),
        value(
            "percent.csv",
            "45%",
            &["percent.csv:2:value", "\u{201c}45%\u{201d} is a percentage", "Give the number"],
        ),
        value(
            "fraction.csv",
            "5.5",
            &["fraction.csv:2:value", "not a whole number", "Give the count"],
        ),
        value("word.csv", "some", &["word.csv:2:value", "not a number", "absence"]),
        value(
            "comma.csv",
            "\"1,5\"",
            &["comma.csv:2:value", "decimal comma", "Write the plain number"],
        ),
        value(
            "split.csv",
            "1,082",
            &[
                "split.csv:2:E",
                "\u{201c}082\u{201d} in column 5 (E)",
                "header ends at column D",
                "1082",
            ],
        ),
        Refused {
            name: "split-below-a-blank.csv",
            bytes: b"measure,period,value,,note\ncrime.offences,2021-22,1,082,\n".to_vec(),
            words: &[
                "split-below-a-blank.csv:2:D",
                "no name in the header",
                "Give the column a name",
            ],
        },
        Refused {
            name: "split-trailing.csv",
            bytes: b"measure,period,value,\ncrime.offences,2021-22,1,082\n".to_vec(),
            words: &["split-trailing.csv:2:D", "header ends at column C"],
        },
        value("science.csv", "1.2E+05", &["science.csv:2:value", "scientific notation"]),
        value("digits.csv", &"9".repeat(40), &["digits.csv:2:value", "more than 28 digits"]),
        value("formula.csv", "=1+1", &["formula.csv:2:value", "not a number"]),
    ]
}

fn workbook(write: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["measure", "period", "dimensions", "value"]).unwrap();
    sheet.write_row(1, 0, ["crime.offences", "2021-22", "offence_group=shoplifting"]).unwrap();
    write(sheet);
    book.save_to_buffer().unwrap()
}

/// A workbook whose category column is merged over two rows: the second row's cell is empty.
fn merged_categories() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["measure", "period", "offence_group", "value"]).unwrap();
    sheet.write_row(1, 0, ["crime.offences", "2021-22"]).unwrap();
    sheet.write_row(2, 0, ["crime.offences", "2020-21"]).unwrap();
    sheet.write(1, 3, 1082).unwrap();
    sheet.write(2, 3, 1140).unwrap();
    sheet.merge_range(1, 2, 2, 2, "shoplifting", &Format::new()).unwrap();
    book.save_to_buffer().unwrap()
}

/// An ODS spreadsheet with these rows of cells, as XML.
fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="Figures">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    let mut file = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let kind = "application/vnd.oasis.opendocument.spreadsheet";
    for (name, bytes) in [("mimetype", kind), ("content.xml", content.as_str())] {
        file.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        file.write_all(bytes.as_bytes()).unwrap();
    }
    file.finish().unwrap().into_inner()
}

fn ods_row(cells: &[&str]) -> String {
    let cell = |text: &&str| match text.strip_prefix('<') {
        Some(_) => (*text).to_owned(),
        None => format!(
            r#"<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#
        ),
    };
    format!("<table:table-row>{}</table:table-row>", cells.iter().map(cell).collect::<String>())
}

fn ods_merged() -> Vec<u8> {
    let first = r#"<table:table-cell table:number-rows-spanned="2" office:value-type="string"><text:p>shoplifting</text:p></table:table-cell>"#;
    ods(&[
        ods_row(&["measure", "period", "offence_group", "value"]),
        ods_row(&["crime.offences", "2021-22", first, "1082"]),
        ods_row(&["crime.offences", "2020-21", "<table:covered-table-cell/>", "1140"]),
    ]
    .concat())
}

fn ods_hollow() -> Vec<u8> {
    ods(&[
        ods_row(&["measure", "period", "value"]),
        ods_row(&["crime.offences", "2021-22", r#"<table:table-cell table:formula="of:=1+1"/>"#]),
    ]
    .concat())
}

/// A workbook with a formula and no result of it, as programs write that do not compute.
fn hollow() -> Vec<u8> {
    let real = workbook(|sheet| {
        sheet.write_formula(1, 3, Formula::new("=1000+82").set_result("77077")).unwrap();
    });
    changed(real, "xl/worksheets/sheet1.xml", |text| text.replace("<v>77077</v>", ""))
}

/// A workbook with one part of its archive written anew.
fn changed(real: Vec<u8>, name: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(std::io::Cursor::new(real)).unwrap();
    let mut to = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let mut part = from.by_index(at).unwrap();
        let part_name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        std::io::copy(&mut part, &mut bytes).unwrap();
        if part_name == name {
            let before = String::from_utf8(bytes).unwrap();
            let after = change(before.clone());
            assert_ne!(before, after, "nothing was changed in {name}");
            bytes = after.into_bytes();
        }
        to.start_file(part_name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        to.write_all(&bytes).unwrap();
    }
    to.finish().unwrap().into_inner()
}

/// A workbook whose one sheet unpacks to far more than it is.
fn bomb() -> Vec<u8> {
    let real = workbook(|sheet| {
        sheet.write(1, 3, 5).unwrap();
    });
    let mut from = zip::ZipArchive::new(std::io::Cursor::new(real)).unwrap();
    let mut to = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for at in 0..from.len() {
        let mut part = from.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        to.start_file(name.as_str(), options).unwrap();
        if name == "xl/worksheets/sheet1.xml" {
            let blanks = vec![b' '; 1 << 20];
            (0..64).for_each(|_| to.write_all(&blanks).unwrap());
        }
        std::io::copy(&mut part, &mut to).unwrap();
    }
    to.finish().unwrap().into_inner()
}

#[expect(clippy::too_many_lines, reason = "a table of workbooks, each with why it is refused")]
fn refused_workbooks() -> Vec<Refused> {
    let beyond = workbook(|sheet| {
        sheet.write(1, 3, 12_345_678_901_234_567_890.0_f64).unwrap();
    });
    let merged = workbook(|sheet| {
        sheet.merge_range(1, 3, 2, 3, "5", &Format::new()).unwrap();
    });
    let broken = workbook(|sheet| {
        sheet.write_formula(1, 3, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    });
    let percent = workbook(|sheet| {
        sheet.write_with_format(1, 3, 0.45, &Format::new().set_num_format("0%")).unwrap();
    });
    vec![
        Refused {
            name: "merged.xlsx",
            bytes: merged,
            words: &["merged.xlsx", "merged with others", "Unmerge it"],
        },
        Refused {
            name: "merged-categories.xlsx",
            bytes: merged_categories(),
            words: &[
                "merged-categories.xlsx:2:offence_group",
                "merged-categories.xlsx:3:offence_group",
                "merged with others",
                "Unmerge it",
            ],
        },
        Refused {
            name: "merged.ods",
            bytes: ods_merged(),
            words: &["merged.ods:2:offence_group", "merged.ods:3:offence_group", "Unmerge it"],
        },
        Refused {
            name: "hollow.xlsx",
            bytes: hollow(),
            words: &[
                "hollow.xlsx:2:value",
                "=1000+82 without its result",
                "recalculate, and save it",
            ],
        },
        Refused {
            name: "hollow.ods",
            bytes: ods_hollow(),
            words: &["hollow.ods:2:value", "=1+1 without its result", "recalculate"],
        },
        Refused {
            name: "broken.xlsx",
            bytes: broken,
            words: &["broken.xlsx", "#DIV/0!", "Correct the formula"],
        },
        Refused {
            name: "beyond.xlsx",
            bytes: beyond,
            words: &["beyond.xlsx", "more digits than a workbook keeps", "CSV"],
        },
        Refused {
            name: "percent.xlsx",
            bytes: percent,
            words: &["percent.xlsx", "is a percentage", "Give the number"],
        },
        Refused {
            name: "bomb.xlsx",
            bytes: bomb(),
            words: &["bomb.xlsx", "unpacks", "Do not open the file"],
        },
        Refused {
            name: "report.pdf",
            bytes: b"%PDF-1.7\nx".to_vec(),
            words: &["report.pdf", "a PDF document", "Send the figures as CSV"],
        },
        Refused {
            name: "torn.xlsx",
            bytes: b"PK\x03\x04 broken".to_vec(),
            words: &["torn.xlsx", "damaged", "save it under a new name"],
        },
    ]
}

#[test]
fn what_cannot_be_taken_is_refused_and_nothing_is_written() {
    let folder = DataFolder::new();
    let before = (folder.files(), folder.doctor().well().audit());
    for case in refused_texts()
        .into_iter()
        .chain(refused_codes())
        .chain(refused_values())
        .chain(refused_workbooks())
    {
        let file = folder.write(case.name, &case.bytes);
        for (option, code) in [(&[][..], 4), (&["--dry-run"], 3)] {
            let said = folder.import(&file, POLICE, option);
            let all = said.all();
            assert_eq!(said.code, code, "{}: {all}", case.name);
            for words in case.words {
                assert!(all.contains(words), "{}: “{words}” is not in: {all}", case.name);
            }
            assert!(!all.contains("panicked"), "{}: {all}", case.name);
        }
    }
    files::assert_same(&before.0, &folder.files());
    assert_eq!(before.1, folder.doctor().well().audit());
}

/// Files that are taken, each with what is said about it and the value that it gives.
fn taken() -> Vec<(&'static str, Vec<u8>, &'static str, &'static str)> {
    let row = "crime.offences,2021-22,offence_group=shoplifting,1082,caf\u{e9}\n";
    let text = format!("measure,period,dimensions,value,note\n{row}");
    let wide = |bytes: fn(u16) -> [u8; 2], mark: [u8; 2]| {
        mark.into_iter().chain(text.encode_utf16().flat_map(bytes)).collect::<Vec<u8>>()
    };
    let narrow: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let big = text.replace("1082", "9007199254740993");
    let formula = workbook(|sheet| {
        sheet.write_formula(1, 3, Formula::new("=1000+82").set_result("1082")).unwrap();
    });
    vec![
        ("utf16-le.csv", wide(u16::to_le_bytes, [0xff, 0xfe]), "encoding-assumed", "1082"),
        ("utf16-be.csv", wide(u16::to_be_bytes, [0xfe, 0xff]), "encoding-assumed", "1082"),
        ("windows-1252.csv", narrow, "encoding-assumed", "1082"),
        ("mark.csv", [b"\xef\xbb\xbf", text.as_bytes()].concat(), "byte-order-mark", "1082"),
        (
            "thousands.csv",
            text.replace("1082", "\"1,082\"").into_bytes(),
            "number-thousands",
            "1082",
        ),
        ("beyond.csv", big.into_bytes(), "", "9007199254740993"),
        ("twice.csv", format!("{text}{row}").into_bytes(), "duplicate-row", "1082"),
        ("semicolons.csv", text.replace(',', ";").into_bytes(), "delimiter", "1082"),
        ("formula.xlsx", formula, "formula", "1082"),
        (
            "separators.csv",
            format!("{text},,,,\n, , ,\n{},,\n", row.trim_end()).into_bytes(),
            "duplicate-row",
            "1082",
        ),
    ]
}

#[test]
fn what_can_be_taken_is_taken_exactly_and_told() {
    let folder = DataFolder::new();
    let ask = [
        "figures",
        "crime.offences",
        "--year",
        "2021-22",
        "--by",
        "offence_group",
        "--only",
        "shoplifting",
        "--trace",
        "--format",
        "json",
    ];
    for (at, (name, bytes, code, expected)) in taken().into_iter().enumerate() {
        let file = folder.write(name, &bytes);
        let said = folder.import(&file, POLICE, &["--format", "json"]).exits(0).json();
        assert_eq!(said["outcome"], "saved", "{name}: {said:#}");
        assert_eq!(said["revision"], format!("{POLICE}/figures-2021-22/r{}", at + 1), "{name}");
        assert!(code.is_empty() || said["counts"][code].as_u64() > Some(0), "{name}: {said:#}");
        let shown = folder.run(&ask).exits(0).json();
        assert_eq!(shown["rows"][0]["figures"][0]["value"], expected, "{name}");
        let step = &shown["line_of_sight"][0]["trace"]["steps"][0];
        assert_eq!(step["agrees"], true, "{name}: {step:#}");
    }
    folder.doctor().well();
}

#[test]
fn valid_rows_are_saved_only_when_asked_and_the_rest_is_told() {
    let folder = DataFolder::new();
    let text = format!(
        "{HEADER}crime.offences,2021-22,offence_group=rape,139\ncrime.offences,2021-22,offence_group=homicide,-3\n"
    );
    let file = folder.write("mixed.csv", text.as_bytes());
    let said = folder.import(&file, POLICE, &[]).exits(4);
    assert!(said.out.contains("--accept-valid"), "{}", said.out);
    let said = folder.import(&file, POLICE, &["--accept-valid", "--dry-run"]).exits(3);
    assert!(said.out.contains("nothing was written"), "{}", said.out);
    assert!(folder.doctor().audit().starts_with("1 entries"));
    let said = folder.import(&file, POLICE, &["--accept-valid"]).exits(0);
    assert!(said.out.contains("mixed.csv:3:value"), "{}", said.out);
    assert!(said.out.contains("2 rows, 1 figures (0 absences), 1 left out"), "{}", said.out);
    assert!(said.out.contains("Left out: rows 3."), "{}", said.out);
    assert!(said.out.contains("Saved as west-mercia-police/figures-2021-22/r1"), "{}", said.out);
}

#[test]
fn all_that_was_left_out_is_told_though_not_each_row_is_listed() {
    let folder = DataFolder::new();
    let bad = |row: usize| format!("crime.offences,2021-22,offence_group=unheard-of-{row},5\n");
    let rows: String = (2..502).map(bad).collect();
    let good = "crime.offences,2021-22,offence_group=rape,139\n";
    let text = format!("{HEADER}{rows}{good}{good}{}", bad(504));
    let file = folder.write("many.csv", text.as_bytes());
    let said = folder.import(&file, POLICE, &["--accept-valid"]).exits(0);
    for words in [
        "and 301 more [unknown-category] that are not listed.",
        "503 rows, 1 figures (0 absences), 502 left out.",
        "Left out: rows 2–501, 503–504.",
    ] {
        assert!(said.out.contains(words), "“{words}” is not in: {}", said.out);
    }
    let report = folder.import(&file, POLICE, &["--dry-run", "--format", "json"]).exits(3).json();
    assert_eq!(report["errors"], 501);
    assert_eq!(report["left_out_rows"], serde_json::json!([[2, 501], [503, 504]]));
}

#[test]
fn a_column_that_is_nearly_a_dimension_is_not_left_out() {
    let folder = DataFolder::new();
    let text = "measure,period,ofence_group,value\ncrime.offences,2021-22,rape,139\n";
    let file = folder.write("misspelt.csv", text.as_bytes());
    for option in [&[][..], &["--accept-valid"]] {
        let said = folder.import(&file, POLICE, option).exits(4);
        for words in ["misspelt.csv:1:ofence_group", "Rename the column to “offence_group”"] {
            assert!(said.err.contains(words), "{}", said.err);
        }
    }
    // Where no measure of the file has such a dimension it is a column like any other.
    let text = "measure,period,ofence_group,value\nreviews.notifications,2021-22,rape,2\n";
    let file = folder.write("other.csv", text.as_bytes());
    let said = folder.import(&file, POLICE, &[]).exits(0);
    assert!(said.out.contains("column-unknown"), "{}", said.out);
}

#[test]
fn an_area_that_had_ended_is_told_with_what_it_was_merged_into() {
    let folder = DataFolder::new();
    let rows = |period: &str, area: &str| {
        format!("measure,period,area,value\ncrime.offences,{period},{area},5\n")
    };
    let check = |name: &str, text: String, words: &[&str]| {
        let file = folder.write(name, text.as_bytes());
        let said = folder.import(&file, POLICE, &["--dry-run"]).exits(0);
        for words in words {
            assert!(said.out.contains(words), "“{words}” is not in: {}", said.out);
        }
        assert_eq!(said.out.contains("area-not-in-force"), !words.is_empty(), "{}", said.out);
    };
    let ended = ended_area();
    check("before.csv", rows("2021-22", &ended.code), &[]);
    let day = format!("ended on {}", ended.to);
    let into = format!("It was merged into {} ({})", ended.into_name, ended.into);
    check("after.csv", rows("2023-24", &ended.code), &["after.csv:2:area", &day, &into]);
}

/// An area of the shipped definitions that ended in March 2023.
struct Ended {
    code: String,
    to: &'static str,
    into: String,
    into_name: String,
}

fn ended_area() -> Ended {
    let path = root().join("defs/areas/local-authorities.toml");
    let text = std::fs::read_to_string(path).unwrap();
    let areas: Vec<&str> = text.split("[[area]]").skip(1).collect();
    let key = |area: &str, key: &str| {
        let line = area.lines().find(|line| line.starts_with(&format!("{key} = ")))?;
        Some(line.split('"').nth(1)?.to_owned())
    };
    let to = "2023-03-31";
    let ended = areas
        .iter()
        .find(|area| key(area, "to").as_deref() == Some(to) && key(area, "merged-into").is_some());
    let ended = ended.unwrap();
    let into = key(ended, "merged-into").unwrap();
    let other = areas.iter().find(|area| key(area, "code").as_ref() == Some(&into)).unwrap();
    Ended { code: key(ended, "code").unwrap(), to, into_name: key(other, "name").unwrap(), into }
}

#[test]
fn the_same_file_changes_nothing_and_a_corrected_one_makes_a_revision() {
    let folder = DataFolder::new();
    let text = format!("{HEADER}crime.offences,2021-22,offence_group=rape,139\n");
    let file = folder.write("police.csv", text.as_bytes());
    folder.import(&file, POLICE, &[]).exits(0);
    let audit = folder.doctor().audit();
    let said = folder.import(&file, POLICE, &[]).exits(0);
    assert!(
        said.out.contains("imported before as west-mercia-police/figures-2021-22/r1"),
        "{}",
        said.out
    );
    // Also under another name: it is the bytes that count.
    let named = folder.write("police-again.csv", text.as_bytes());
    folder.import(&named, POLICE, &[]).exits(0);
    assert_eq!(audit, folder.doctor().audit());
    let corrected = folder.write("police.csv", text.replace("139", "140").as_bytes());
    let said = folder.import(&corrected, POLICE, &[]).exits(0);
    assert!(
        said.out.contains("figures-2021-22/r2; it takes the place of 1 earlier"),
        "{}",
        said.out
    );
    let shown = folder.run(&[
        "figures",
        "crime.offences",
        "--by",
        "offence_group",
        "--only",
        "rape",
        "--trace",
    ]);
    assert!(shown.out.contains("“140”"), "{}", shown.out);
    // Both originals are kept.
    let (well, found) = folder.doctor().check("kept files");
    assert!(well && found.starts_with("2 files"), "{found}");
}

#[test]
fn cells_that_look_like_formulas_leave_inert() {
    let folder = DataFolder::with_report();
    let text = "measure,period,dimensions,value,note\n".to_owned()
        + &["=cmd()", "+cmd()", "-cmd()", "@cmd()"]
            .iter()
            .zip(["rape", "homicide", "shoplifting", "other-theft"])
            .map(|(note, group)| {
                format!("crime.offences,2021-22,offence_group={group},12,\"{note}\"\n")
            })
            .collect::<String>();
    let file = folder.write("notes.csv", text.as_bytes());
    folder.import(&file, POLICE, &[]).exits(0);
    let out = folder.beside("out");
    let named = out.display().to_string();
    folder.run(&["report", "build", "--year", "2021-22", "--out", &named]).exits(0);
    let mut seen = 0;
    for (name, bytes) in files::all(&out).iter().filter(|(name, _)| name.ends_with(".csv")) {
        let text = std::str::from_utf8(bytes).unwrap();
        for cell in text.lines().flat_map(|line| line.split(',')) {
            let cell = cell.trim_matches('"');
            let formula = cell.starts_with(['=', '+', '@']) || cell.starts_with("-c");
            assert!(!formula, "{name}: {cell}");
            seen += usize::from(cell.contains("cmd()"));
        }
    }
    assert!(seen > 0, "no note was exported, so nothing was tried");
}

#[test]
fn a_wrong_folder_agency_or_file_is_told_plainly() {
    let folder = DataFolder::new();
    let file = folder.write("a.csv", format!("{HEADER}crime.offences,2021-22,,5\n").as_bytes());
    let named = file.display().to_string();
    let said =
        sightline(&folder.beside("nowhere"), &["import", "figures", &named, "--agency", POLICE])
            .exits(1);
    for words in ["nowhere is not a data folder", "sightline init"] {
        assert!(said.err.contains(words), "{}", said.err);
    }
    let said = folder.import(&file, "west-mercia-polise", &[]).exits(1);
    assert!(said.err.contains("west-mercia-police"), "{}", said.err);
    let said = folder.import(&PathBuf::from("missing.csv"), POLICE, &[]).exits(1);
    assert!(
        said.err.contains("missing.csv") && said.err.contains("Check the path"),
        "{}",
        said.err
    );
    let (data, new) = (folder.data(), folder.beside("new"));
    let init = |dir: &std::path::Path, area: &[&str]| {
        folder.run(&[&["init", &dir.display().to_string()], area].concat())
    };
    let said = init(&data, &["--area", "E06000051"]).exits(1);
    assert!(said.err.contains("already holds a data folder"), "{}", said.err);
    let said = init(&new, &[]).exits(2);
    assert!(said.err.contains("--area"), "{}", said.err);
    let said = init(&new, &["--area", "Shropshyre"]).exits(1);
    assert!(said.err.contains("Did you mean “Shropshire”"), "{}", said.err);
    assert!(!new.exists(), "nothing is made for an area that is not known");
    let made = init(&new, &["--area", "shropshire", "--format", "json"]).exits(0).json();
    assert_eq!(made["area"], "E06000051");
}

#[test]
fn a_folder_in_use_is_not_written_by_a_second_process() {
    let folder = DataFolder::new();
    let file = folder.write("a.csv", format!("{HEADER}crime.offences,2021-22,,5\n").as_bytes());
    // The lock that a writing process holds.
    let lock = std::fs::File::create(folder.data().join("sightline.lock")).unwrap();
    lock.lock().unwrap();
    let said = folder.import(&file, POLICE, &[]).exits(1);
    assert!(said.err.contains("is in use by another process"), "{}", said.err);
    assert!(said.err.contains("Stop the other one"), "{}", said.err);
    // Looking is allowed meanwhile.
    folder.import(&file, POLICE, &["--dry-run"]).exits(0);
    folder.doctor().well();
    drop(lock);
    folder.import(&file, POLICE, &[]).exits(0);
}

#[test]
fn a_file_of_40_megabytes_is_read_to_its_end() {
    let folder = DataFolder::new();
    let path = folder.beside("long.csv");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).unwrap());
    // 200 megabytes go the same way (tried), but take a build without optimisation a minute and a half.
    // Few rows with long notes: what is tried is the length of the file, not the number of figures.
    file.write_all(b"measure,period,dimensions,value,note\n").unwrap();
    let note = "n".repeat(100 << 10);
    let mut written = 0;
    let mut row = 0;
    while written < 40 << 20 {
        row += 1;
        let line = format!("crime.offences,2021-22,offence_group=unheard-of-{row},5,{note}\n");
        file.write_all(line.as_bytes()).unwrap();
        written += line.len();
    }
    file.flush().unwrap();
    drop(file);
    let said = folder.import(&path, POLICE, &[]).exits(4);
    assert!(said.out.contains(&format!("long.csv: {row} rows, 0 figures")), "{}", said.out);
    assert!(folder.doctor().audit().starts_with("1 entries"));
}
