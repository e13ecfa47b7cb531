//! Folders of files, looked at as a whole.

use std::collections::BTreeMap;
use std::path::Path;

/// Every file below a folder, by its path with forward slashes.
pub(crate) fn all(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    gather(folder, "", &mut found);
    found
}

fn gather(folder: &Path, named: &str, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let named = if named.is_empty() { name } else { format!("{named}/{name}") };
        if entry.path().is_dir() {
            gather(&entry.path(), &named, found);
        } else {
            found.insert(named, std::fs::read(entry.path()).unwrap());
        }
    }
}

/// Fails with the names of the files that differ.
#[track_caller]
pub(crate) fn assert_same(before: &BTreeMap<String, Vec<u8>>, after: &BTreeMap<String, Vec<u8>>) {
    let names = before.keys().chain(after.keys());
    let differ: std::collections::BTreeSet<&String> =
        names.filter(|name| before.get(*name) != after.get(*name)).collect();
    assert!(differ.is_empty(), "these files differ: {differ:?}");
}

/// Copies a folder with everything below it.
pub(crate) fn copy(from: &Path, to: &Path) {
    for (name, bytes) in all(from) {
        let path = to.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

/// The HTML pages below a folder, by path.
pub(crate) fn pages(folder: &Path) -> Vec<String> {
    all(folder).into_keys().filter(|path| path.ends_with(".html")).collect()
}
