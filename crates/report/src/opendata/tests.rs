use super::*;
use crate::samples;

fn files() -> Vec<OutFile> {
    open_data(&samples::sheet()).unwrap()
}

fn text<'f>(files: &'f [OutFile], path: &str) -> &'f str {
    let file = files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("{path}"));
    std::str::from_utf8(&file.bytes).unwrap()
}

#[test]
fn every_table_and_chart_has_a_file_and_its_metadata() {
    let files = files();
    let sheet = samples::sheet();
    assert!(sheet.data.len() >= 6);
    for table in &sheet.data {
        let csv = text(&files, &format!("data/{}.csv", table.id));
        let meta: serde_json::Value =
            serde_json::from_str(text(&files, &format!("data/{}.csv-metadata.json", table.id)))
                .unwrap();
        let names: Vec<&str> = meta["tableSchema"]["columns"]
            .as_array()
            .unwrap()
            .iter()
            .map(|column| column["name"].as_str().unwrap())
            .collect();
        assert_eq!(csv.lines().next().unwrap().split(',').collect::<Vec<_>>(), names);
        assert_eq!(meta["url"], format!("{}.csv", table.id));
        let unique: std::collections::BTreeSet<_> = names.iter().collect();
        assert_eq!(unique.len(), names.len(), "{names:?}");
    }
}

#[test]
fn every_row_of_a_partners_file_is_marked() {
    let files = open_data(&samples::partners_sheet()).unwrap();
    for file in files.iter().filter(|file| file.path.ends_with(".csv")) {
        let mut lines = std::str::from_utf8(&file.bytes).unwrap().lines();
        assert!(lines.next().unwrap().ends_with(",marking"), "{}", file.path);
        assert!(lines.all(|line| line.ends_with(",OFFICIAL-SENSITIVE")), "{}", file.path);
    }
}

#[test]
fn hidden_values_never_leave() {
    let files = files();
    let csv = text(&files, "figures.csv");
    let hidden: Vec<&str> = csv.lines().filter(|line| line.contains(",primary,")).collect();
    assert!(!hidden.is_empty());
    for line in hidden {
        assert!(line.contains(",,c,count,final,,primary,small-numbers,"), "{line}");
    }
}

#[test]
fn an_absence_keeps_its_kind_and_reason() {
    let files = files();
    assert!(
        text(&files, "figures.csv")
            .contains(",,not stated,count,not-stated,the cell was blank,none,")
    );
}

#[test]
fn figures_stand_once_and_name_their_rows() {
    let files = files();
    let csv = text(&files, "figures.csv");
    let ids: Vec<&str> = csv.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    let unique: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len());
    assert!(csv.contains("sample-police/figures-2021-22/r1, row 7"));
}

#[test]
fn equal_sheets_give_equal_files() {
    assert_eq!(files(), files());
}

#[test]
fn indicators_have_codes() {
    let year = samples::year();
    assert_eq!(indicator(&Indicator::Rate { per: Some(1000), vintage: None }), "rate-per-1000");
    assert_eq!(indicator(&Indicator::Change { since: Some(year) }), "change:2021-22");
    assert_eq!(indicator(&Indicator::Share { of: None }), "share");
}
