//! The same figures from SQLite and from PostgreSQL.

use crate::support::folder::{DataFolder, POLICE, supplied};
use crate::support::{sql, tool};

/// A database of its own on the tests' server; its name tells whose it is.
struct OwnDatabase {
    server: String,
    name: String,
}

impl OwnDatabase {
    fn make(server: &str) -> Self {
        let made = Self {
            server: server.to_owned(),
            name: format!("sightline_across_{}", std::process::id()),
        };
        made.tell(&format!("CREATE DATABASE {}", made.name));
        made
    }

    fn url(&self) -> String {
        let (base, options) = self.server.split_once('?').unwrap_or((&self.server, ""));
        let (host, _) = base.rsplit_once('/').unwrap();
        let mark = if options.is_empty() { "" } else { "?" };
        format!("{host}/{}{mark}{options}", self.name)
    }

    fn tell(&self, statement: &str) {
        sql(&self.server, &[statement]).exits(0);
    }
}

impl Drop for OwnDatabase {
    fn drop(&mut self) {
        self.tell(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

#[test]
fn both_databases_give_the_same_answers() {
    let server = tool("SIGHTLINE_TEST_POSTGRES");
    let database = OwnDatabase::make(&server);
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
