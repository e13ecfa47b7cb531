//! CSV and workbooks out.

use jiff::civil::{date, datetime};
use rust_decimal::Decimal;

use super::samples::open;
use crate::csv::{self, Bom};
use crate::neutral::deneutralise;
use crate::workbook::{self, Book, Column, Shown, Table};
use crate::{Field, Value};

fn line(fields: &[Field<'_>]) -> String {
    String::from_utf8(csv::write([fields.to_vec()], Bom::Without).unwrap()).unwrap()
}

#[test]
fn csv_follows_the_standard_and_neutralises_text_alone() {
    for (field, expected) in [
        (Field::from("plain"), "plain"),
        (Field::from("a,b"), "\"a,b\""),
        (Field::from("say \"yes\""), "\"say \"\"yes\"\"\""),
        (Field::from("two\nlines"), "\"two\nlines\""),
        (Field::from(" blank"), "\" blank\""),
        (Field::from("=1+1"), "'=1+1"),
        (Field::from("@x"), "'@x"),
        (Field::from("-12"), "-12"),
        (Field::Integer(-12), "-12"),
        (Field::Decimal(Decimal::new(-125, 1)), "-12.5"),
        (Field::Date(date(2021, 4, 1)), "2021-04-01"),
        (Field::Bool(true), "true"),
        (Field::Empty, "\"\""),
    ] {
        assert_eq!(line(&[field]), format!("{expected}\r\n"));
    }
    assert_eq!(line(&[Field::Empty, Field::Empty]), ",\r\n");
    let marked = csv::write([[Field::from("a")]], Bom::With).unwrap();
    assert_eq!(marked, b"\xef\xbb\xbfa\r\n");
}

#[test]
fn a_full_disk_is_an_error() {
    struct Full;
    impl std::io::Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::Error::from(std::io::ErrorKind::StorageFull))
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut writer = csv::Writer::new(Full, Bom::Without).unwrap();
    let error = writer.header(["a"]).unwrap_err();
    assert!(error.to_string().starts_with("the file could not be written"), "{error}");
}

fn book() -> Book<'static> {
    let choices = (0..60).map(|n| format!("offence-group-{n}")).collect();
    let columns = vec![
        Column {
            help: "The measure's identifier".to_owned(),
            ..Column::new("measure").shown(Shown::Text)
        },
        Column::new("value").shown(Shown::Whole),
        Column::new("share").shown(Shown::Percent(1)),
        Column { choices: vec!["yes".to_owned(), "no".to_owned()], ..Column::new("confirmed") },
        Column { choices, ..Column::new("offence_group") },
        Column::new("day").shown(Shown::Date),
    ];
    let row = |text: &'static str, value: i64| {
        vec![
            Field::from(text),
            Field::Integer(value),
            Field::Decimal(Decimal::new(2345, 4)),
            Field::from("yes"),
            Field::Empty,
            Field::Date(date(2021, 4, 1)),
        ]
    };
    let rows = vec![row("=HYPERLINK(\"x\")", -5), row("007", 9_007_199_254_740_993)];
    Book {
        title: "Return".to_owned(),
        created: datetime(2022, 3, 31, 12, 0, 0, 0),
        tables: vec![Table { name: "Figures".to_owned(), columns, rows, blank_rows: 100 }],
        notes: vec!["Fill in the white cells.".to_owned()],
    }
}

#[test]
fn a_workbook_is_read_back_as_it_was_written() {
    let document = open("out.xlsx", &workbook::write(&book()).unwrap());
    let names: Vec<&str> = document.sheets.iter().map(|sheet| sheet.name.as_ref()).collect();
    assert_eq!(names, ["Figures", "Notes", "Lists"]);
    let sheet = &document.sheets[0];
    let cell = |row, column| sheet.cell(row, column).unwrap();
    assert_eq!(cell(1, 1).text.as_ref(), "measure");
    assert_eq!((cell(2, 1).text.as_ref(), cell(2, 1).formula.clone()), ("=HYPERLINK(\"x\")", None));
    assert_eq!(cell(2, 2).value, Value::Integer(-5));
    assert_eq!(cell(2, 3).text.as_ref(), "23.45%");
    assert_eq!(cell(2, 6).value, Value::Date(date(2021, 4, 1)));
    assert_eq!(cell(3, 1).text.as_ref(), "007");
    assert_eq!(cell(3, 2).text.as_ref(), "9007199254740993", "kept as text, with all its digits");
    assert!(!document.sheets[2].visible);
    assert_eq!(document.sheets[2].rows.len(), 60);
}

#[test]
fn the_same_book_gives_the_same_bytes() {
    let once = workbook::write(&book()).unwrap();
    std::thread::scope(|scope| {
        let again = scope.spawn(|| workbook::write(&book()).unwrap()).join().unwrap();
        assert!(once == again, "bytes differ");
    });
    let later = Book { created: datetime(2023, 3, 31, 12, 0, 0, 0), ..book() };
    assert!(once != workbook::write(&later).unwrap(), "the moment is written");
}

#[test]
fn rules_reach_the_blank_rows() {
    let bytes = workbook::write(&book()).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut sheet = String::new();
    std::io::Read::read_to_string(
        &mut archive.by_name("xl/worksheets/sheet1.xml").unwrap(),
        &mut sheet,
    )
    .unwrap();
    assert!(sheet.contains(r#"sqref="D2:D103""#), "two rows of data, a hundred blank");
    assert!(
        sheet.contains("<formula1>Lists!$A$1:$A$60</formula1>"),
        "long lists stand on their own sheet"
    );
    assert!(
        sheet.contains("<formula1>&quot;yes,no&quot;</formula1>")
            || sheet.contains("<formula1>\"yes,no\"</formula1>")
    );
    assert!(sheet.contains("topLeftCell=\"A2\""), "the header stays in view");
}

#[test]
fn a_sheet_name_that_excel_refuses_is_an_error() {
    let mut book = book();
    book.tables[0].name = "a/b".to_owned();
    assert!(
        workbook::write(&book)
            .unwrap_err()
            .to_string()
            .starts_with("the workbook could not be made")
    );
}

#[test]
fn an_export_read_back_gives_the_same_text() {
    let texts = ["=1", "'=1", "''-x", "+44", "-", "plain", "'quoted'", "a\r\nb", "\tx"];
    let out =
        csv::write(texts.map(|text| [Field::from(text), Field::Integer(1)]), Bom::With).unwrap();
    let document = open("out.csv", &out);
    let back: Vec<&str> =
        document.sheets[0].rows.iter().map(|row| deneutralise(row.text(1))).collect();
    assert_eq!(back, texts);
}
