//! CSVW metadata: what the columns of each file hold, who published it, and how hidden and absent
//! values are written.

use serde_json::{Value, json};

use super::FIGURES;
use crate::sheet::{DataTable, Sheet};

/// The column that carries the marking of a report for partners.
pub(super) const MARKING: &str = "marking";

/// The metadata of `figures.csv`.
pub(super) fn figures(sheet: &Sheet) -> Vec<u8> {
    let columns: Vec<Value> = FIGURES
        .iter()
        .map(|(name, about)| {
            column(name, name, about, if *name == "value" { "decimal" } else { "string" })
        })
        .collect();
    let title = format!("All figures of {}", sheet.settings.title);
    text(&document(sheet, "figures.csv", &title, (columns, &["id", "printed"])))
}

/// The metadata of a table's file.
pub(super) fn table(sheet: &Sheet, table: &DataTable) -> Vec<u8> {
    let columns: Vec<Value> = self::columns(table)
        .iter()
        .enumerate()
        .map(|(at, (name, title, kind))| {
            let about = if at < 3 { "" } else { "Empty where no number is printed" };
            column(name, title, about, kind)
        })
        .collect();
    let mut value = document(sheet, &format!("{}.csv", table.id), &table.title, (columns, &[]));
    if let Some(object) = value.as_object_mut() {
        object.insert("dc:isPartOf".to_owned(), json!(format!("../{}.html", table.chapter)));
        object.insert("rdfs:comment".to_owned(), json!(table.table.notes));
        let sources: Vec<String> = table
            .table
            .sources
            .iter()
            .map(|line| format!("{}, {}", line.agency, line.revision))
            .collect();
        object.insert("dc:source".to_owned(), json!(sources));
    }
    text(&value)
}

/// Name, title and type of each column of a table's file.
pub(super) fn columns(table: &DataTable) -> Vec<(String, String, &'static str)> {
    let mut all = vec![
        ("code".to_owned(), "Code".to_owned(), "string"),
        ("label".to_owned(), table.table.stub.clone(), "string"),
        ("row".to_owned(), "Kind of row: part, rest, total or apart".to_owned(), "string"),
    ];
    let mut known = std::collections::BTreeSet::new();
    for (at, head) in table.table.heads.iter().enumerate() {
        let mut name = slug(&head.label);
        if name.is_empty() || !known.insert(name.clone()) {
            name = format!("{name}_{}", at + 1);
            known.insert(name.clone());
        }
        all.push((name.clone(), head.label.clone(), "decimal"));
        all.push((format!("{name}_printed"), format!("{}, as printed", head.label), "string"));
    }
    all
}

fn slug(label: &str) -> String {
    let mut out = String::new();
    for c in label.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if c == '%' {
            out.push_str("percent");
        } else if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
    }
    out.trim_end_matches('_').to_owned()
}

fn column(name: &str, title: &str, about: &str, kind: &str) -> Value {
    let mut value = json!({ "name": name, "titles": title, "datatype": kind });
    if let (Some(object), false) = (value.as_object_mut(), about.is_empty()) {
        object.insert("dc:description".to_owned(), json!(about));
    }
    value
}

fn document(sheet: &Sheet, url: &str, title: &str, (columns, key): (Vec<Value>, &[&str])) -> Value {
    let settings = &sheet.settings;
    let mut schema = json!({ "columns": columns });
    if let (Some(object), false) = (schema.as_object_mut(), key.is_empty()) {
        object.insert("primaryKey".to_owned(), json!(key));
    }
    let mut value = json!({
        "@context": "http://www.w3.org/ns/csvw",
        "url": url,
        "dc:title": title,
        "dc:publisher": settings.partnership,
        "dc:issued": settings.date.to_string(),
        "dc:language": "en-GB",
        "dc:temporal": settings.year.to_string(),
        "dialect": { "encoding": "utf-8", "header": true },
        "tableSchema": schema,
    });
    if let Some(object) = value.as_object_mut() {
        if let Some(marking) = sheet.marking() {
            object.insert("dc:accessRights".to_owned(), json!(marking));
        }
        if let Some(said) = &settings.demonstration {
            object.insert("dc:description".to_owned(), json!(said));
        }
    }
    value
}

fn text(value: &Value) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
