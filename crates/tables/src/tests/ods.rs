//! ODS spreadsheets.

use jiff::civil::date;
use rust_decimal::Decimal;

use super::samples::{notice, notices, ods, ods_parts, open, texts};
use crate::{Limits, Merge, Value, read};

fn row(cells: &str) -> String {
    format!("<table:table-row>{cells}</table:table-row>")
}

fn text(content: &str) -> String {
    format!(
        r#"<table:table-cell office:value-type="string"><text:p>{content}</text:p></table:table-cell>"#
    )
}

fn table(rows: &str) -> String {
    format!(r#"<table:table table:name="Returns">{rows}</table:table>"#)
}

#[test]
fn every_kind_of_cell_keeps_its_place_value_and_flags() {
    let rows = [
        row(&(text("measure") + &text("value"))),
        row(concat!(
            r#"<table:table-cell office:value-type="float" office:value="5004"><text:p>5,004</text:p></table:table-cell>"#,
            r#"<table:table-cell office:value-type="percentage" office:value="0.2345"><text:p>23%</text:p></table:table-cell>"#,
            r#"<table:table-cell office:value-type="date" office:date-value="2021-04-01"><text:p>Apr-21</text:p></table:table-cell>"#,
            r#"<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>TRUE</text:p></table:table-cell>"#,
            r#"<table:table-cell office:value-type="time" office:time-value="PT09H30M00S"><text:p>09:30</text:p></table:table-cell>"#,
        )),
        row(concat!(
            r#"<table:table-cell table:formula="of:=SUM([.A2:.A2])" office:value-type="float" office:value="0.30000000000000004"><text:p>0.3</text:p></table:table-cell>"#,
            r#"<table:table-cell office:value-type="float" office:value="9007199254740993"/>"#,
            r#"<table:table-cell office:value-type="string" calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>"#,
        )),
    ];
    let document = open("in.ods", &ods(&table(&rows.concat())));
    let cell = |row, column| document.sheets[0].cell(row, column).unwrap();
    assert_eq!(
        (cell(2, 1).value.clone(), cell(2, 1).text.as_ref()),
        (Value::Integer(5004), "5004")
    );
    assert_eq!((cell(2, 2).percent, cell(2, 2).text.as_ref()), (true, "23.45%"));
    assert_eq!(cell(2, 3).value, Value::Date(date(2021, 4, 1)));
    assert_eq!(cell(2, 4).value, Value::Bool(true));
    assert_eq!((cell(2, 5).value.clone(), cell(2, 5).text.as_ref()), (Value::Time, "09:30"));
    assert_eq!(cell(3, 1).formula.as_deref(), Some("SUM([.A2:.A2])"));
    assert_eq!(cell(3, 1).value, Value::Decimal(Decimal::new(3, 1)));
    assert_eq!(
        (cell(3, 2).value.clone(), cell(3, 2).text.as_ref()),
        (Value::Beyond, "9007199254740993")
    );
    assert_eq!(cell(3, 3).value, Value::Error);
    assert_eq!(notices(&document), ["formulas", "number-beyond-exact", "cell-errors"]);
}

#[test]
fn formulas_without_a_value_are_told_from_those_that_gave_an_empty_text() {
    let rows = row(concat!(
        r#"<table:table-cell table:formula="of:=[.C1]+1"/>"#,
        r#"<table:table-cell table:formula="of:=&quot;&quot;" office:value-type="string"><text:p></text:p></table:table-cell>"#,
        r#"<table:table-cell office:value-type="float" office:value="1"/>"#,
    ));
    let document = open("in.ods", &ods(&table(&rows)));
    let value = |column| document.sheets[0].cell(1, column).unwrap().value.clone();
    assert_eq!([value(1), value(2)], [Value::NotComputed, Value::Text]);
    assert_eq!(notice(&document, "formulas-without-value").1, "sheet \"Returns\", cell A1");
}

#[test]
fn texts_keep_blanks_lines_and_entities_and_lose_notes() {
    let content = concat!(
        r#"<table:table-cell office:value-type="string"><office:annotation><text:p>a note</text:p></office:annotation>"#,
        r#"<text:p>one<text:s text:c="3"/>two &amp; &#163;5</text:p><text:p><text:span>line</text:span> 2</text:p></table:table-cell>"#,
    );
    let document = open("in.ods", &ods(&table(&row(content))));
    assert_eq!(document.sheets[0].cell(1, 1).unwrap().text.as_ref(), "one   two & £5\nline 2");
}

#[test]
fn repeats_are_unrolled_only_where_there_is_content() {
    let rows = [
        row(&(r#"<table:table-cell table:number-columns-repeated="2"/>"#.to_owned()
            + r#"<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="7"/>"#
            + r#"<table:table-cell table:number-columns-repeated="16380"/>"#)),
        r#"<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>"#.to_owned(),
        format!(r#"<table:table-row table:number-rows-repeated="2">{}</table:table-row>"#, text("x")),
        r#"<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>"#.to_owned(),
    ];
    let document = open("in.ods", &ods(&table(&rows.concat())));
    let one = |column: u32, text: &str| (column, text.to_owned());
    assert_eq!(
        texts(&document, 0),
        [(1, vec![one(3, "7"), one(4, "7")]), (5, vec![one(1, "x")]), (6, vec![one(1, "x")]),]
    );
}

#[test]
fn merged_and_hidden_are_known() {
    let rows = row(concat!(
        r#"<table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="1" office:value-type="string"><text:p>Heading</text:p></table:table-cell>"#,
        r#"<table:covered-table-cell office:value-type="string"><text:p>under it</text:p></table:covered-table-cell>"#,
    )) + &row(&text("x"));
    let hidden = r#"<table:table table:name="Working" table:style-name="ta2"><table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row></table:table>"#;
    let document = open("in.ods", &ods(&(table(&rows) + hidden)));
    let roles: Vec<Merge> =
        document.sheets[0].rows[0].cells.iter().map(|cell| cell.merged).collect();
    assert_eq!(roles, [Merge::First, Merge::Covered]);
    assert!(!document.sheets[1].visible);
    assert_eq!(notice(&document, "merged-cells").1, "sheet \"Returns\", cell A1");
}

#[test]
fn broken_content_ends_with_a_plain_error() {
    let whole = ods(&table(&row(&text("x"))));
    assert_eq!(open("in.ods", &whole).sheets.len(), 1);
    let start = r#"<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet><table:table table:name="A"><table:table-row><table:table-cell office:value-type="string"><text:p>x"#;
    for cut in [start.len(), start.len() - 9, start.len() - 60, start.len() - 78] {
        let error =
            read("in.ods", &ods_parts(&start.as_bytes()[..cut]), &Limits::default()).unwrap_err();
        assert!(["workbook-damaged", "file-empty"].contains(&error.problem.code()), "{error}");
    }
    let entity = ods(&table(&row(&text("&lol9;"))));
    let error = read("in.ods", &entity, &Limits::default()).unwrap_err();
    assert!(error.to_string().contains("unknown entity"), "{error}");
}

#[test]
fn a_small_file_that_unrolls_to_millions_of_cells_is_stopped() {
    let cell = r#"<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="7"/>"#;
    let rows = format!(
        r#"<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>"#
    );
    let limits = Limits { cells: 100_000, ..Limits::default() };
    let error = read("in.ods", &ods(&table(&rows)), &limits).unwrap_err();
    assert_eq!(
        error.to_string(),
        "in.ods, sheet \"Returns\", row 1048576: there are more than 100000 cells with content. Split the file, or delete the sheets, rows or columns that are not part of the return."
    );
    let blanks = ods(&table(&row(&text(r#"<text:s text:c="4000000000"/>"#))));
    assert_eq!(
        read("in.ods", &blanks, &Limits::default()).unwrap_err().problem.code(),
        "cell-too-long"
    );
}
