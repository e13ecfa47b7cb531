//! `cargo xtask walls`: the crates' real dependencies against the table in ARCHITECTURE.md.
//!
//! The table is the law; this file only reads it. A crate may import the crates of its row, all from lower
//! floors; a third-party crate named in a row may be imported in that row's crate alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use crate::shell::{self, Outcome};

/// Where the law is.
const LAW: &str = "ARCHITECTURE.md";

/// Starts and ends of the two tables: the rooms that are built, and the fences of those that are not.
const ROOMS: (&str, &str) = ("<!-- walls: rooms -->", "<!-- walls: end of rooms -->");
const PLANNED: (&str, &str) = ("<!-- walls: planned -->", "<!-- walls: end of planned -->");

/// One row of the table.
#[derive(Debug, Default)]
struct Room {
    floor: u32,
    may_import: BTreeSet<String>,
    fences: Vec<String>,
}

/// The table of the rooms, and what is fenced for rooms that are not built.
#[derive(Debug, Default)]
struct Law {
    rooms: BTreeMap<String, Room>,
    planned: Vec<(String, String)>,
}

/// A package of the workspace: its folder, and the names of the packages that it imports directly.
#[derive(Debug)]
struct Package {
    folder: String,
    name: String,
    imports: BTreeSet<String>,
}

/// Compares, prints what is wrong, and fails when anything is.
pub(crate) fn run(root: &Path) -> Outcome {
    let law = parse_law(&shell::read(&root.join(LAW))?)?;
    let mut metadata = shell::cargo(root);
    metadata.args(["metadata", "--format-version=1", "--no-deps", "--locked"]);
    let packages = parse_metadata(&shell::output(&mut metadata)?)?;
    let breaches = breaches(&law, &packages);
    if breaches.is_empty() {
        println!("walls: {} crates keep to {LAW}", law.rooms.len());
        return Ok(());
    }
    Err(format!(
        "walls: {} breaches\n  {}\nIf the edge is right, change the table in {LAW} and say why in an ADR.",
        breaches.len(),
        breaches.join("\n  ")
    ))
}

/// Everything in which the packages and the law differ.
fn breaches(law: &Law, packages: &[Package]) -> Vec<String> {
    let names: BTreeMap<&str, &str> =
        packages.iter().map(|package| (package.name.as_str(), package.folder.as_str())).collect();
    let mut found = table_breaches(law);
    for name in law.rooms.keys() {
        if !packages.iter().any(|package| package.folder == format!("crates/{name}")) {
            found.push(format!("`{name}` stands in the table, but there is no crates/{name}"));
        }
    }
    for package in packages {
        match package.folder.strip_prefix("crates/") {
            Some(room) => found.extend(room_breaches(law, &names, room, package)),
            None => found.extend(outside_breaches(&names, package)),
        }
    }
    found
}

/// The table by itself: imports go down.
fn table_breaches(law: &Law) -> Vec<String> {
    let mut found = Vec::new();
    for (name, room) in &law.rooms {
        for import in &room.may_import {
            match law.rooms.get(import) {
                None => found.push(format!("the table lets `{name}` import `{import}`, which has no row")),
                Some(below) if below.floor >= room.floor => found.push(format!(
                    "the table lets `{name}` (floor {}) import `{import}` (floor {}): imports go down",
                    room.floor, below.floor
                )),
                Some(_) => {}
            }
        }
    }
    found
}

/// One crate of `crates/` against its row and against the fences of all others.
fn room_breaches(
    law: &Law,
    names: &BTreeMap<&str, &str>,
    room: &str,
    package: &Package,
) -> Vec<String> {
    let Some(row) = law.rooms.get(room) else {
        return vec![format!("crates/{room} has no row in the table")];
    };
    let mut found = Vec::new();
    for import in &package.imports {
        if let Some(folder) = names.get(import.as_str()) {
            let other = folder.strip_prefix("crates/").unwrap_or(folder);
            if !row.may_import.contains(other) {
                found.push(format!("`{room}` imports `{other}`, which its row does not allow"));
            }
        } else if let Some(owner) = fence_owner(law, import).filter(|owner| *owner != room) {
            found.push(format!("`{room}` imports `{import}`, which belongs to `{owner}` alone"));
        }
    }
    found
}

/// What stands beside the house: `tests` and `bench` may look into every room; `xtask` into none, so that it
/// builds in seconds.
fn outside_breaches(names: &BTreeMap<&str, &str>, package: &Package) -> Vec<String> {
    if package.folder != "xtask" {
        return Vec::new();
    }
    package
        .imports
        .iter()
        .filter(|import| names.contains_key(import.as_str()))
        .map(|import| format!("xtask imports `{import}`: tasks must build without the house"))
        .collect()
}

/// The room that a third-party crate belongs to, when it belongs to one.
fn fence_owner<'law>(law: &'law Law, import: &str) -> Option<&'law str> {
    let built = law
        .rooms
        .iter()
        .flat_map(|(name, room)| room.fences.iter().map(move |fence| (name, fence)));
    let planned = law.planned.iter().map(|(name, fence)| (name, fence));
    built.chain(planned).find(|(_, fence)| fits(fence, import)).map(|(name, _)| name.as_str())
}

/// A fence names a crate, or a family with a star at its end.
fn fits(fence: &str, import: &str) -> bool {
    match fence.strip_suffix('*') {
        Some(family) => import == family || import.starts_with(&format!("{family}-")),
        None => import == fence,
    }
}

fn parse_law(text: &str) -> Outcome<Law> {
    let mut law = Law::default();
    for cells in rows(text, ROOMS)? {
        let [name, floor, imports, fences] = cells.as_slice() else {
            return Err(format!(
                "{LAW}: a row of the rooms needs four cells: {}",
                cells.join(" | ")
            ));
        };
        let name = quoted(name).pop().ok_or_else(|| format!("{LAW}: a row names no room"))?;
        let floor = floor.parse().map_err(|_| format!("{LAW}: `{floor}` is no floor of {name}"))?;
        let may_import = quoted(imports).into_iter().collect();
        let room = Room { floor, may_import, fences: quoted(fences) };
        if law.rooms.insert(name.clone(), room).is_some() {
            return Err(format!("{LAW}: `{name}` has two rows"));
        }
    }
    for cells in rows(text, PLANNED)? {
        let [name, .., fences] = cells.as_slice() else {
            return Err(format!("{LAW}: a row of the planned rooms needs a name and fences"));
        };
        let name = quoted(name).pop().ok_or_else(|| format!("{LAW}: a row names no room"))?;
        law.planned.extend(quoted(fences).into_iter().map(|fence| (name.clone(), fence)));
    }
    Ok(law)
}

/// The cells of each row of the table between two marks, without its two head lines.
fn rows(text: &str, (start, end): (&str, &str)) -> Outcome<Vec<Vec<String>>> {
    let (_, after) = text.split_once(start).ok_or_else(|| format!("{LAW} has no mark {start}"))?;
    let (table, _) = after.split_once(end).ok_or_else(|| format!("{LAW} has no mark {end}"))?;
    let rows: Vec<Vec<String>> = table
        .lines()
        .filter(|line| line.starts_with('|'))
        .skip(2)
        .map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect())
        .collect();
    if rows.is_empty() {
        return Err(format!("{LAW}: the table after {start} has no rows"));
    }
    Ok(rows)
}

/// The words between backticks.
fn quoted(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn parse_metadata(json: &str) -> Outcome<Vec<Package>> {
    let strange = || "cargo metadata has another shape than expected".to_owned();
    let value: Value = serde_json::from_str(json)
        .map_err(|error| format!("cargo metadata is no JSON: {error}"))?;
    let root = value.get("workspace_root").and_then(Value::as_str).ok_or_else(strange)?;
    let packages = value.get("packages").and_then(Value::as_array).ok_or_else(strange)?;
    packages.iter().map(|package| parse_package(root, package).ok_or_else(strange)).collect()
}

fn parse_package(root: &str, package: &Value) -> Option<Package> {
    let manifest = package.get("manifest_path")?.as_str()?;
    let folder =
        manifest.strip_prefix(root)?.trim_start_matches('/').strip_suffix("/Cargo.toml")?;
    let imports = package.get("dependencies")?.as_array()?;
    Some(Package {
        folder: folder.to_owned(),
        name: package.get("name")?.as_str()?.to_owned(),
        imports: imports
            .iter()
            .filter_map(|import| Some(import.get("name")?.as_str()?.to_owned()))
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLES: &str = "\
<!-- walls: rooms -->
| room | floor | may import | fences |
| --- | --- | --- | --- |
| `kernel` | 0 | — | — |
| `store` | 3 | `kernel` | `sqlx`, `sea-orm*` |
| `app` | 4 | `kernel`, `store` | — |
<!-- walls: end of rooms -->
<!-- walls: planned -->
| room | arrives with | fences |
| --- | --- | --- |
| `insight` | later | `arrow*` |
<!-- walls: end of planned -->
";

    fn package(folder: &str, imports: &[&str]) -> Package {
        let name = folder.rsplit('/').next().unwrap_or(folder);
        Package {
            folder: folder.to_owned(),
            name: format!("sightline-{name}"),
            imports: imports.iter().map(|import| (*import).to_owned()).collect(),
        }
    }

    /// The house as the table draws it, with these imports of one crate put in the place of its own.
    fn house(changed: &str, imports: &[&str]) -> Vec<Package> {
        let mut packages = vec![
            package("crates/kernel", &["serde"]),
            package("crates/store", &["sightline-kernel", "sea-orm-migration", "sqlx"]),
            package("crates/app", &["sightline-store", "sightline-kernel"]),
            package("xtask", &["sha2"]),
            package("tests", &["sightline-app", "sqlx"]),
        ];
        packages.retain(|package| package.folder != changed);
        packages.push(package(changed, imports));
        packages
    }

    fn found(packages: &[Package]) -> Vec<String> {
        breaches(&parse_law(TABLES).expect("the tables read"), packages)
    }

    #[test]
    fn the_house_as_drawn_has_no_breach() {
        assert_eq!(found(&house("tests", &["sightline-kernel", "sqlx"])), Vec::<String>::new());
    }

    #[test]
    fn every_wrong_edge_is_found() {
        let cases: &[(&str, &[&str], &str)] = &[
            ("crates/kernel", &["sightline-app"], "`kernel` imports `app`"),
            ("crates/store", &["sightline-app"], "`store` imports `app`"),
            ("crates/app", &["sqlx"], "`app` imports `sqlx`, which belongs to `store` alone"),
            ("crates/app", &["sea-orm-migration"], "belongs to `store` alone"),
            ("crates/app", &["sea-orm"], "belongs to `store` alone"),
            ("crates/store", &["arrow-array"], "belongs to `insight` alone"),
            ("crates/attic", &["sightline-kernel"], "crates/attic has no row"),
            ("crates/kernel", &["sightline-tests"], "`kernel` imports `tests`"),
            ("xtask", &["sightline-kernel"], "tasks must build without the house"),
        ];
        for (folder, imports, expected) in cases {
            let found = found(&house(folder, imports));
            assert_eq!(found.len(), 1, "{folder} with {imports:?}: {found:?}");
            assert!(found[0].contains(expected), "{folder} with {imports:?}: {found:?}");
        }
    }

    #[test]
    fn a_name_that_only_begins_alike_is_no_member_of_a_family() {
        assert_eq!(found(&house("crates/app", &["arrowhead", "sqlx-like"])), Vec::<String>::new());
    }

    #[test]
    fn a_row_without_a_crate_is_found() {
        let mut packages = house("tests", &[]);
        packages.retain(|package| package.folder != "crates/app");
        assert_eq!(found(&packages), ["`app` stands in the table, but there is no crates/app"]);
    }

    #[test]
    fn the_table_itself_may_not_point_up_or_nowhere() {
        let up = TABLES.replace("| `store` | 3 | `kernel` |", "| `store` | 3 | `kernel`, `app` |");
        let law = parse_law(&up).expect("reads");
        assert_eq!(table_breaches(&law).len(), 1);
        let nowhere = TABLES.replace("| `store` | 3 | `kernel` |", "| `store` | 3 | `cellar` |");
        let law = parse_law(&nowhere).expect("reads");
        assert_eq!(table_breaches(&law).len(), 1);
    }

    #[test]
    fn a_table_that_cannot_be_read_is_refused() {
        let cases = [
            TABLES.replace("<!-- walls: rooms -->", ""),
            TABLES.replace("| `app` | 4 |", "| `app` | top |"),
            TABLES.replace("| `app` |", "| `store` |"),
            TABLES.replace(" `kernel`, `store` | — |", " `kernel`, `store` |"),
        ];
        for case in cases {
            assert!(parse_law(&case).is_err(), "{case}");
        }
    }

    #[test]
    fn metadata_gives_folder_name_and_imports() {
        let json = r#"{"workspace_root":"/w","packages":[
            {"name":"sightline-app","manifest_path":"/w/crates/app/Cargo.toml",
             "dependencies":[{"name":"sqlx","kind":"dev"},{"name":"sightline-store","kind":null}]}]}"#;
        let packages = parse_metadata(json).expect("reads");
        assert_eq!(packages.len(), 1);
        assert_eq!(packages[0].folder, "crates/app");
        assert_eq!(packages[0].imports.len(), 2, "imports of tests count too");
    }
}
