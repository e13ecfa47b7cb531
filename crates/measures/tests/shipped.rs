//! The shipped definitions and specs, read from their folders: definitions must be sound, every
//! worked example must hold, and every measure must have one.
#![expect(clippy::unwrap_used, reason = "a test may be blunt, and so may what it calls")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use sightline_kernel::defs::Source;
use sightline_kernel::ids::AreaCode;
use sightline_kernel::sensitivity::Audience;
use sightline_measures::catalogue::{self, Catalogue};
use sightline_measures::request::Context;
use sightline_measures::spec;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All files below a folder of the repository that end so, with the path from its root.
fn sources(folder: &str, ending: &str) -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(root().join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let path = folder.join(entry.file_name());
            if entry.file_type().unwrap().is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                let text = std::fs::read_to_string(root().join(&path)).unwrap();
                found.push(Source { path: path.to_string_lossy().into_owned(), text });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn context() -> Context {
    Context {
        area: AreaCode::new("E06000051").unwrap(),
        period: "2021-22".parse().unwrap(),
        audience: Audience::Public,
        protect: true,
    }
}

fn shipped() -> Catalogue {
    catalogue::load(&sources("defs", ".toml")).0
}

#[test]
fn definitions_are_sound() {
    let (_, queries) = catalogue::load(&sources("defs", ".toml"));
    let said: Vec<String> = queries.iter().map(ToString::to_string).collect();
    assert!(
        said.is_empty(),
        "If you are here because you added a definition, defs/README.md has the keys:\n{}",
        said.join("\n")
    );
}

#[test]
fn every_spec_holds() {
    let catalogue = shipped();
    let (mut failures, mut held) = (Vec::new(), 0);
    for source in sources("specs", ".md").iter().filter(|s| !s.path.ends_with("README.md")) {
        match spec::run(&catalogue, &context(), source) {
            Ok(cases) => {
                held += cases.iter().filter(|case| case.holds).count();
                failures.extend(cases.iter().filter(|c| !c.holds).map(ToString::to_string));
            }
            Err(queries) => failures.extend(queries.iter().map(ToString::to_string)),
        }
    }
    assert!(failures.is_empty(), "{held} rows hold, but:\n{}", failures.join("\n"));
    assert!(held > 0, "no spec was found");
}

#[test]
fn every_measure_has_a_worked_example() {
    let catalogue = shipped();
    let mut examples = BTreeSet::new();
    for source in sources("specs", ".md").iter().filter(|s| !s.path.ends_with("README.md")) {
        for example in spec::examples(source).unwrap_or_default() {
            if example.asks() {
                examples.insert(format!("{}#{}", source.path, example.measure));
            }
        }
    }
    let cards = catalogue.measures.values().flatten();
    let without: Vec<String> = cards
        .filter(|card| !card.example.as_ref().is_some_and(|name| examples.contains(name)))
        .map(|card| format!("{} names {:?}", card.key(), card.example))
        .collect();
    assert!(
        without.is_empty(),
        "Name an example on each card and write it in specs; see specs/README.md:\n{}",
        without.join("\n")
    );
}
