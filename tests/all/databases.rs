//! The same figures from SQLite and from PostgreSQL.

use crate::support::database::OwnDatabase;
use crate::support::folder::{DataFolder, POLICE, supplied};
use crate::support::tool;

#[test]
fn both_databases_give_the_same_answers() {
    let server = tool("SIGHTLINE_TEST_POSTGRES");
    let database = OwnDatabase::make(&server, "across");
    let folders = [DataFolder::new(), DataFolder::with(&["--database", &database.url()])];
    let agencies =
        [POLICE, "ons", "shropshire-adult-social-care", "shropshire-childrens-social-care"];
    for folder in &folders {
        for agency in agencies {
            let file = folder.write(&format!("{agency}.csv"), supplied(agency).as_bytes());
            folder.import(&file, agency, &[]).exits(0);
            folder.import(&file, agency, &[]).exits(0);
        }
    }
    let [one, two] = &folders;
    for ask in [
        &["figures", "crime.offences", "--year", "2021-22", "--by", "offence_group", "--trace"][..],
        &["figures", "vwi.offences", "--year", "2021-22", "--trace"],
        &["figures", "child.cin_plans", "--year", "2021-22", "--by", "primary_need"],
        &["check", "--year", "2021-22"],
        &["check"],
    ] {
        let json = |folder: &DataFolder| folder.run(&[ask, &["--format", "json"]].concat());
        let (one, two) = (json(one), json(two));
        assert_eq!(one.code, two.code, "{ask:?}: {}", two.all());
        assert_eq!(one.json(), two.json(), "{ask:?}");
        assert!(one.out.len() > 100, "{ask:?}: {}", one.out);
    }
    // The same changes at the same times by the same person give the same audit chain.
    assert_eq!(one.doctor().well().audit(), two.doctor().well().audit());
}
