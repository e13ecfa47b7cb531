//! XLSX workbooks.

use jiff::civil::date;
use rust_decimal::Decimal;

use super::samples::{everything, notice, notices, open, texts, xlsx};
use crate::{Merge, Value};

const NO_TEXTS: &str = r#"<sst uniqueCount="0"/>"#;

#[test]
fn every_kind_of_cell_keeps_its_place_value_and_flags() {
    let document = open("returns.xlsx", &everything());
    let sheet = &document.sheets[0];
    let cell = |row, column| {
        sheet.cell(row, column).unwrap_or_else(|| panic!("row {row} column {column}"))
    };
    assert_eq!(cell(1, 1).text.as_ref(), "measure");
    assert_eq!(
        (cell(2, 2).value.clone(), cell(2, 2).text.as_ref()),
        (Value::Integer(5004), "5004")
    );
    assert_eq!(
        (cell(2, 3).value.clone(), cell(2, 3).text.as_ref()),
        (Value::Date(date(2021, 4, 1)), "2021-04-01")
    );
    assert_eq!(cell(2, 3).format.as_deref(), Some("dd/mm/yyyy"));
    assert_eq!((cell(2, 4).percent, cell(2, 4).text.as_ref()), (true, "23.45%"));
    assert_eq!(cell(2, 4).value, Value::Decimal(Decimal::new(2345, 4)));
    assert_eq!(
        (cell(3, 1).value.clone(), cell(3, 1).formula.clone()),
        (Value::Text, None),
        "text that looks like a formula"
    );
    assert!(cell(3, 2).number_as_text);
    assert_eq!(cell(3, 3).format.as_deref(), Some("mmm-yy"));
    assert_eq!(cell(4, 2).value, Value::Decimal(Decimal::new(-125, 1)));
    assert_eq!(
        (cell(5, 2).formula.as_deref(), cell(5, 2).text.as_ref()),
        (Some("SUM(B2:B4)"), "4991.5")
    );
    assert_eq!((cell(6, 2).value.clone(), cell(6, 2).text.as_ref()), (Value::Error, "#DIV/0!"));
    assert_eq!(cell(7, 2).value, Value::Beyond);
    assert_eq!((cell(9, 1).merged, cell(9, 1).text.as_ref()), (Merge::First, "Merged heading"));
    assert_eq!(
        sheet.merged_at(10, 2),
        Some(&crate::Region { first_row: 9, first_column: 1, last_row: 10, last_column: 2 })
    );
    assert_eq!(cell(12, 4).value, Value::Bool(true));
    assert_eq!(sheet.row(11), None, "blank rows are left out");
    assert_eq!(
        document.sheets.iter().map(|sheet| sheet.visible).collect::<Vec<_>>(),
        [true, false, true]
    );
}

#[test]
fn notices_tell_what_people_should_know() {
    let document = open("returns.csv", &everything());
    assert_eq!(
        notices(&document),
        [
            "merged-cells",
            "formulas",
            "number-as-text",
            "number-beyond-exact",
            "cell-errors",
            "sheet-hidden",
            "header-only",
            "sheet-empty",
            "name-lies",
        ]
    );
    let (kind, place) = notice(&document, "formulas");
    assert_eq!(place, "sheet \"Returns\", cell B5");
    assert!(kind.to_string().starts_with("2 cell(s) hold formulas"), "{kind}");
    assert_eq!(notice(&document, "number-beyond-exact").1, "sheet \"Returns\", cell B7");
    assert_eq!(notice(&document, "merged-cells").1, "sheet \"Returns\", cell A9");
}

#[test]
fn shared_formulas_are_moved_along_and_hollow_ones_told() {
    let book = xlsx(
        r#"<sheetData><row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1+1</f><v>2</v></c></row>
        <row r="2"><c r="A2"><f t="shared" si="0"/><v>3</v></c></row>
        <row r="3"><c r="A3"><f t="shared" si="0"/></c></row></sheetData>"#,
        NO_TEXTS,
    );
    let document = open("in.xlsx", &book);
    let formula = |row| document.sheets[0].cell(row, 1).and_then(|cell| cell.formula.as_deref());
    assert_eq!([formula(1), formula(2), formula(3)], [Some("B1+1"), Some("B2+1"), Some("B3+1")]);
    assert_eq!(notice(&document, "formulas-without-value").1, "sheet \"Data\", cell A3");
    let cell = document.sheets[0].cell(3, 1).unwrap();
    assert_eq!((cell.value.clone(), cell.text.as_ref()), (Value::NotComputed, ""));
}

#[test]
fn a_formula_that_gave_an_empty_text_was_computed() {
    let book = xlsx(
        r#"<sheetData><row r="1"><c r="A1" t="str"><f>IF(B1="","",B1)</f><v></v></c>
        <c r="B1"><v>1</v></c></row></sheetData>"#,
        NO_TEXTS,
    );
    let document = open("in.xlsx", &book);
    let cell = document.sheets[0].cell(1, 1).unwrap();
    assert_eq!((cell.value.clone(), cell.text.as_ref()), (Value::Text, ""));
    assert!(!notices(&document).contains(&"formulas-without-value"));
}

#[test]
fn a_shared_formula_with_a_huge_number_costs_nothing() {
    let book = xlsx(
        r#"<sheetData><row r="1"><c r="A1"><f t="shared" ref="A1:A1" si="9999999999999">B1</f><v>2</v></c></row></sheetData>"#,
        NO_TEXTS,
    );
    assert_eq!(open("in.xlsx", &book).sheets[0].cell(1, 1).unwrap().formula.as_deref(), Some("B1"));
}

#[test]
fn cells_far_apart_cost_nothing_and_stay_in_place() {
    let book = xlsx(
        r#"<dimension ref="A1:XFD1048576"/><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row></sheetData>"#,
        NO_TEXTS,
    );
    let document = open("in.xlsx", &book);
    assert_eq!(
        texts(&document, 0),
        [(1, vec![(1, "2".to_owned())]), (1_048_576, vec![(16_384, "1".to_owned())])]
    );
}
