//! `sightline figures`: values, shares and rates against the file that was returned, and the line of
//! sight down to the row, also after somebody has tampered with the database.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::folder::{DataFolder, POLICE, supplied};

/// The published mid-2019 estimate that the rates of the year were made on.
const POPULATION: f64 = 323_136.0;
const ASK: [&str; 6] = ["figures", "crime.offences", "--year", "2021-22", "--by", "offence_group"];

fn asked(folder: &DataFolder, more: &[&str]) -> crate::support::Said {
    folder.run(&[&ASK[..], more].concat())
}

/// What the police returned, by offence group.
fn returned() -> BTreeMap<String, f64> {
    let text = supplied(POLICE);
    let rows = text.lines().filter(|line| line.starts_with("crime.offences,2021-22,"));
    rows.map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        (cells[3].trim_start_matches("offence_group=").to_owned(), cells[4].parse().unwrap())
    })
    .collect()
}

fn number(figure: &Value) -> f64 {
    figure["value"].as_str().unwrap().parse().unwrap()
}

#[test]
fn every_value_share_and_rate_follows_from_the_return() {
    let folder = DataFolder::with_report();
    let answer = asked(&folder, &["--format", "json"]).exits(0).json();
    let returned = returned();
    let total = returned["_T"];
    let mut parts = 0;
    for row in answer["rows"].as_array().unwrap() {
        let figures = row["figures"].as_array().unwrap();
        let code = row["code"].as_str().unwrap_or("_T");
        let value = returned[code];
        assert_eq!(number(&figures[0]), value, "{code}");
        let rate = (value * 100_000.0 / POPULATION).round() / 100.0;
        assert!((number(&figures[2]) - rate).abs() < 1e-9, "{code}: {rate}");
        if row["kind"] == "part" {
            parts += 1;
            assert!((number(&figures[1]) - (value * 100.0 / total).round()).abs() < 1e-9, "{code}");
        }
    }
    assert_eq!(parts, 16);
    assert_eq!(total, 16_411.0);
}

#[test]
fn the_reportable_incident_stands_apart_and_the_query_is_told() {
    let folder = DataFolder::with_report();
    let text = asked(&folder, &[]).exits(0).out;
    let apart = text.lines().find(|line| line.contains("N200) (apart, in no total)")).unwrap();
    assert!(apart.ends_with("0.01"), "{apart}");
    assert!(apart.contains("shown apart"), "{apart}");
    for words in [
        "Total                                                       ",
        "[parts-and-total]",
        "the 16 parts by offence group add up to 16,369, which is 42 short of the supplied total of 16,411",
        "mid-2019",
    ] {
        assert!(text.contains(words), "“{words}” is not in:\n{text}");
    }
}

/// The names of everything in a JSON value, as paths; lists count as one.
fn shape(value: &Value, path: &str, found: &mut BTreeMap<String, &'static str>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                shape(value, &format!("{path}.{name}"), found);
            }
        }
        Value::Array(values) => values.iter().for_each(|v| shape(v, &format!("{path}[]"), found)),
        Value::String(_) => drop(found.insert(path.to_owned(), "string")),
        Value::Number(_) => drop(found.insert(path.to_owned(), "number")),
        Value::Bool(_) => drop(found.insert(path.to_owned(), "bool")),
        Value::Null => drop(found.entry(path.to_owned()).or_insert("null")),
    }
}

#[test]
fn the_json_keeps_its_shape() {
    let folder = DataFolder::with_report();
    let answer = asked(&folder, &["--format", "json"]).exits(0).json();
    let mut found = BTreeMap::new();
    shape(&answer, "", &mut found);
    found.retain(|path, _| !path.starts_with(".queries[].place"));
    let lines: Vec<String> = found.iter().map(|(path, kind)| format!("{path} {kind}")).collect();
    let expected = [
        ".columns[] string",
        ".measure string",
        ".notes[] string",
        ".period string",
        ".queries[].code string",
        ".queries[].message string",
        ".queries[].remedy string",
        ".queries[].severity string",
        ".rows[].code string",
        ".rows[].figures[].id string",
        ".rows[].figures[].printed string",
        ".rows[].figures[].treatment string",
        ".rows[].figures[].value string",
        ".rows[].kind string",
        ".rows[].label string",
        ".sources[].agency string",
        ".sources[].licence string",
        ".sources[].period string",
        ".sources[].revision string",
        ".title string",
        ".version number",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn a_trace_ends_at_the_row_of_the_returned_file() {
    let folder = DataFolder::with_report();
    let answer = asked(&folder, &["--trace", "--format", "json"]).exits(0).json();
    let file = supplied(POLICE);
    let lines: Vec<&str> = file.lines().collect();
    let mut steps = 0;
    for seen in answer["line_of_sight"].as_array().unwrap() {
        for step in seen["trace"]["steps"].as_array().unwrap() {
            assert_eq!(step["agrees"], true, "{step:#}");
            if step["file"] != "west-mercia-police.csv" {
                continue;
            }
            let row = usize::try_from(step["row"].as_u64().unwrap()).unwrap();
            let cells: Vec<&str> = lines[row - 1].split(',').collect();
            assert_eq!(cells[3], step["key"]["cell"].as_str().unwrap(), "row {row}");
            assert_eq!(cells[4], step["found"].as_str().unwrap(), "row {row}");
            steps += 1;
        }
    }
    assert!(steps > 50, "{steps} steps");
    let only = asked(&folder, &["--trace", "--only", "shoplifting"]).exits(0).out;
    assert!(
        only.contains("← row 7 of west-mercia-police.csv: “1082” (the kept file agrees"),
        "{only}"
    );
}

#[test]
fn a_changed_original_differs_and_is_named() {
    let folder = DataFolder::with_report();
    folder.sql(&[
        "DROP TRIGGER chunks_stay",
        "UPDATE document_chunks SET bytes = CAST(replace(CAST(bytes AS TEXT), 'shoplifting,1082,', 'shoplifting,1083,') AS BLOB) WHERE instr(CAST(bytes AS TEXT), 'shoplifting,1082,') > 0",
    ]);
    let traced = asked(&folder, &["--trace", "--only", "shoplifting"]).exits(0).out;
    assert!(traced.contains("DIFFERS"), "{traced}");
    let doctor = folder.doctor();
    assert_eq!(doctor.code, 6);
    let (well, found) = doctor.check("kept files");
    assert!(!well && found.contains("west-mercia-police/figures-2021-22/r1"), "{found}");
}

#[test]
fn a_rewritten_audit_entry_breaks_the_chain() {
    for tamper in [
        "UPDATE audit_entries SET reason = 'another reason' WHERE sequence = 2",
        "UPDATE audit_entries SET actor = 'somebody else' WHERE sequence = 1",
        "DELETE FROM audit_entries WHERE sequence = 2",
    ] {
        let folder = DataFolder::with_report();
        folder.doctor().well();
        folder.sql(&["DROP TRIGGER audit_stays", "DROP TRIGGER audit_remains", tamper]);
        let doctor = folder.doctor();
        assert_eq!(doctor.code, 6, "{tamper}");
        let (well, found) = doctor.check("audit chain");
        assert!(!well && found.contains("broken"), "{tamper}: {found}");
    }
}

#[test]
fn the_database_itself_refuses_rewriting() {
    let folder = DataFolder::with_report();
    for (statement, words) in [
        ("UPDATE document_chunks SET bytes = x'00'", "kept files are never rewritten"),
        ("UPDATE audit_entries SET reason = ''", "audit entries are never rewritten"),
        ("DELETE FROM audit_entries", "audit entries are never deleted"),
        ("UPDATE slices SET cells = '[]'", "observations are never rewritten"),
        ("DELETE FROM slices", "observations are never deleted"),
    ] {
        let refused = folder.try_sql(&[statement]);
        assert_ne!(refused.code, 0, "{statement}");
        assert!(refused.err.contains(words), "{statement}: {}", refused.err);
    }
}

#[test]
fn unknown_names_get_the_nearest_ones() {
    let folder = DataFolder::with_report();
    let said = folder.run(&["figures", "crime.ofences"]).exits(1);
    assert!(said.err.contains("crime.offences"), "{}", said.err);
    let said = folder.run(&["figures", "crime.offences", "--by", "ofence_group"]).exits(1);
    assert!(said.err.contains("offence_group"), "{}", said.err);
    let said = folder.run(&["figures", "crime.offences", "--year", "2021/23"]).exits(2);
    assert!(said.err.contains("2021/23"), "{}", said.err);
}
