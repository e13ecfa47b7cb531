//! A partnership's own definitions, laid over those that are shipped.

use crate::support::folder::{DataFolder, POLICE};
use crate::support::root;

fn lay(folder: &DataFolder, path: &str, text: &str) {
    let path = folder.data().join("defs").join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// The shipped card of recorded offences as a second version with another title.
fn second_version() -> String {
    let path = root().join("defs/measures/crime.offences/1.toml");
    let card = std::fs::read_to_string(path).unwrap();
    let line = |key: &str| card.lines().find(|line| line.starts_with(key)).unwrap();
    card.replacen(line("version = "), "version = 2", 1)
        .replacen(line("from = "), "from = \"2022-04-01\"", 1)
        .replacen(line("title = "), "title = \"Offences by our own count\"", 1)
}

#[test]
fn a_version_an_area_and_an_agency_of_its_own_are_laid_over() {
    let folder = DataFolder::new();
    lay(&folder, "measures/crime.offences/2.toml", &second_version());
    lay(
        &folder,
        "areas/ours.toml",
        "title = \"Ours\"\nsource = \"The partnership\"\n\n[[area]]\ncode = \"E06000051\"\nname = \"Salop\"\nkind = \"local-authority\"\n",
    );
    lay(
        &folder,
        "agencies/ours.toml",
        "title = \"Ours\"\nsource = \"The partnership\"\n\n[[agency]]\nid = \"ons\"\nname = \"Our statistics office\"\npublisher = true\n",
    );
    folder.run(&["check-defs"]).exits(0);
    let text = "measure,period,area,value\ncrime.offences,2021-22,Salop,16411\ncrime.offences,2022-23,Salop,17000\n";
    let file = folder.write("police.csv", text.as_bytes());
    folder.import(&file, POLICE, &[]).exits(0);
    let shown = |year: &str| {
        let asked = ["figures", "crime.offences", "--year", year, "--format", "json"];
        folder.run(&asked).exits(0).json()
    };
    assert_eq!(shown("2021-22")["version"], 1);
    let own = shown("2022-23");
    assert_eq!(own["version"], 2);
    assert!(own["title"].as_str().unwrap().contains("by our own count"), "{own:#}");
    let old = "measure,period,area,value\ncrime.offences,2021-22,Shropshire,1\n";
    let file = folder.write("old.csv", old.as_bytes());
    folder.import(&file, POLICE, &["--dry-run"]).exits(3);
}

#[test]
fn what_is_wrong_in_them_is_told_and_nothing_is_done() {
    for (path, text, words) in [
        ("mesures/a.b/1.toml", "", "own/defs/mesures/a.b/1.toml:1:1"),
        ("mesures/a.b/1.toml", "", "Did you mean “measures”?"),
        ("checklists/ours/1.toml", "id = \"ours\"\nversoin = 1\n", "Did you mean “version”?"),
        (
            "outlines/ours/1.toml",
            "id = \"ours\"\nchapters = []\n",
            "own/defs/outlines/ours/1.toml:2:1",
        ),
    ] {
        let folder = DataFolder::new();
        lay(&folder, path, text);
        let said = folder.run(&["check-defs"]).exits(3);
        assert!(said.out.contains(words), "“{words}” is not in: {}", said.out);
        let said = folder.run(&["doctor"]).exits(1);
        assert!(said.err.contains(words), "“{words}” is not in: {}", said.err);
    }
}
