//! Makes rows of the column contract from a seed: real measures, categories, areas and months.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

use sightline_bench::child::Outcome;
use toml::Table;

/// The agency that the rows are of.
pub(crate) const AGENCY: &str = "bench-agency";

const SEED: u64 = 20_211_122;
/// April 2018, and how many months follow from it.
const FIRST: (u32, u32) = (2018, 4);
const MONTHS: u32 = 72;

/// What was written.
#[derive(Debug, Default)]
pub(crate) struct Written {
    pub(crate) rows: u64,
    pub(crate) measures: usize,
    pub(crate) areas: usize,
}

/// Definitions, as far as the rows need them.
struct Definitions {
    /// Measures counted by the month, each with the texts of its cells.
    measures: Vec<(String, Vec<String>)>,
    areas: Vec<String>,
}

/// Writes so many rows, with a header, each with a key of its own.
///
/// # Errors
/// When the definitions cannot be read, are too few for so many rows, or the file cannot be
/// written.
pub(crate) fn write(defs: &Path, rows: u64, out: &mut dyn Write) -> Outcome<Written> {
    let definitions = read(defs)?;
    let words = |error: std::io::Error| format!("cannot write the rows: {error}");
    writeln!(out, "measure,period,area,dimensions,value,supplier,status,note").map_err(words)?;
    let (mut written, mut seed) = (Written::default(), SEED);
    let mut used = (BTreeSet::new(), BTreeSet::new());
    for area in &definitions.areas {
        for month in (0..MONTHS).map(|after| FIRST.1 - 1 + after) {
            let (year, month) = (FIRST.0 + month / 12, month % 12 + 1);
            for (measure, cells) in &definitions.measures {
                for cell in cells {
                    if written.rows == rows {
                        (written.areas, written.measures) = (used.0.len(), used.1.len());
                        return Ok(written);
                    }
                    let value = next(&mut seed) % 2000;
                    // Some categories have a comma in their code.
                    let quote = if cell.contains(',') { "\"" } else { "" };
                    writeln!(
                        out,
                        "{measure},{year}-{month:02},{area},{quote}{cell}{quote},{value},{AGENCY},final,"
                    )
                    .map_err(words)?;
                    written.rows += 1;
                    used.0.insert(area);
                    used.1.insert(measure);
                }
            }
        }
    }
    Err(format!("the definitions give {} rows and not {rows}", written.rows))
}

/// A well-mixed number from a seed.
fn next(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *seed;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn read(defs: &Path) -> Outcome<Definitions> {
    let mut lists: BTreeMap<String, (i64, Vec<String>)> = BTreeMap::new();
    for table in tables(&defs.join("lists"))? {
        let version = table.get("version").and_then(toml::Value::as_integer).unwrap_or(1);
        let newest = lists.entry(text(&table, "id")).or_default();
        if version >= newest.0 {
            let codes = each(&table, "category").map(|category| text(category, "code"));
            *newest = (version, codes.collect());
        }
    }
    let mut measures = BTreeMap::new();
    for table in tables(&defs.join("measures"))? {
        let frequencies = table.get("frequency").and_then(toml::Value::as_array);
        let monthly =
            frequencies.is_some_and(|all| all.iter().any(|f| f.as_str() == Some("month")));
        let counted = text(&table, "form").is_empty() || text(&table, "form") == "count";
        if monthly && counted && !table.contains_key("footprint") {
            measures.insert(text(&table, "id"), cells(&table, &lists));
        }
    }
    let mut areas = Vec::new();
    for table in tables(&defs.join("areas"))? {
        let stays = |area: &&Table| {
            let from = text(area, "from");
            text(area, "kind") == "local-authority"
                && !area.contains_key("to")
                && from.as_str() < "2018-04-01"
        };
        areas.extend(each(&table, "area").filter(stays).map(|area| text(area, "code")));
    }
    Ok(Definitions { measures: measures.into_iter().collect(), areas })
}

/// The cells of a measure: none, each category of each dimension, and the first two crossed.
fn cells(measure: &Table, lists: &BTreeMap<String, (i64, Vec<String>)>) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut of_each = Vec::new();
    for dimension in each(measure, "dimension") {
        let codes = lists.get(&text(dimension, "list")).map_or(&[][..], |(_, codes)| codes);
        let id = text(dimension, "id");
        let own: Vec<String> = codes.iter().map(|code| format!("{id}={code}")).collect();
        cells.extend(own.iter().cloned());
        of_each.push(own);
    }
    if let [first, second, ..] = of_each.as_slice() {
        let crossed = first.iter().flat_map(|a| second.iter().map(move |b| format!("{a};{b}")));
        cells.extend(crossed);
    }
    cells
}

fn text(table: &Table, key: &str) -> String {
    table.get(key).and_then(toml::Value::as_str).unwrap_or_default().to_owned()
}

fn each<'a>(table: &'a Table, key: &str) -> impl Iterator<Item = &'a Table> {
    table
        .get(key)
        .and_then(toml::Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(toml::Value::as_table)
}

/// Every TOML file of a folder and of those within it, in the order of their paths.
pub(crate) fn tables(folder: &Path) -> Outcome<Vec<Table>> {
    let words = |error: std::io::Error| format!("{}: {error}", folder.display());
    let entries: Result<Vec<_>, _> = std::fs::read_dir(folder).map_err(words)?.collect();
    let mut paths: Vec<_> = entries.map_err(words)?.into_iter().map(|entry| entry.path()).collect();
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            found.extend(tables(&path)?);
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            let text = std::fs::read_to_string(&path).map_err(words)?;
            found.push(text.parse().map_err(|error| format!("{}: {error}", path.display()))?);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_the_same_each_time_and_no_key_comes_twice() {
        let defs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../defs");
        let (mut first, mut second) = (Vec::new(), Vec::new());
        let written = write(&defs, 20_000, &mut first).unwrap();
        write(&defs, 20_000, &mut second).unwrap();
        assert_eq!(first, second);
        assert_eq!(written.rows, 20_000);
        let text = String::from_utf8(first).unwrap();
        let keys: BTreeSet<Vec<&str>> =
            text.lines().skip(1).map(|row| row.split(',').rev().skip(4).collect()).collect();
        assert_eq!(keys.len(), 20_000);
        assert!(write(&defs, u64::MAX, &mut std::io::sink()).is_err());
    }
}
