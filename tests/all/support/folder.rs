//! A small data folder of a test's own: the demonstration's agencies, no returns yet.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{AT, Said, files, program, root, run, sightline, sql};

/// The police force of the demonstration.
pub(crate) const POLICE: &str = "west-mercia-police";

/// The options of `init` that make such a folder.
pub(crate) const INIT: [&str; 4] = ["--name", "Small partnership", "--area", "E06000051"];

/// A chapter with a figure, a table and a chart.
const CHAPTER: &str = r#"+++
title = "Crime"
order = 10
+++

The police recorded {{figure crime.offences}} offences. This is {{rate crime.offences}} for every thousand residents.

::: table crime.offences by=offence_group order=largest
columns: value, share, rate
title: Recorded offences by group
caption: The total is as the police supplied it. It is not the sum of the groups.
:::

::: chart bar crime.offences by=offence_group top=8
title: Violence without injury is the largest group of recorded offences
alt: The first bar is more than twice as long as the second.
:::
"#;

/// A data folder that goes away with the test.
pub(crate) struct DataFolder {
    home: TempDir,
}

impl DataFolder {
    /// An empty data folder.
    pub(crate) fn new() -> Self {
        Self::with(&[])
    }

    /// A data folder made with more options of `init`.
    pub(crate) fn with(options: &[&str]) -> Self {
        let folder = Self { home: TempDir::new().unwrap() };
        let mut init = std::process::Command::new(program());
        init.arg("init").arg(folder.data()).args(INIT).args(["--at", AT]);
        run(init.args(options)).exits(0);
        let agencies = folder.data().join("defs/agencies");
        std::fs::create_dir_all(&agencies).unwrap();
        let from = root().join("examples/shropshire-2021-22/defs/agencies/demonstration.toml");
        std::fs::copy(from, agencies.join("demonstration.toml")).unwrap();
        folder
    }

    /// With the police's figures, the population, and a chapter on crime.
    pub(crate) fn with_report() -> Self {
        let folder = Self::new();
        for agency in [POLICE, "ons"] {
            let text = supplied(agency);
            let file = folder.write(&format!("{agency}.csv"), text.as_bytes());
            folder.import(&file, agency, &[]).exits(0);
        }
        let chapters = folder.data().join("content/2021-22/chapters");
        std::fs::create_dir_all(&chapters).unwrap();
        std::fs::write(chapters.join("01-crime.md"), CHAPTER).unwrap();
        folder
    }

    /// The data folder.
    pub(crate) fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    /// A place beside the data folder.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Writes a file beside the data folder.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.beside(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Runs the program on the folder.
    pub(crate) fn run(&self, args: &[&str]) -> Said {
        sightline(&self.data(), args)
    }

    /// Imports a file as an agency's return.
    pub(crate) fn import(&self, file: &Path, agency: &str, options: &[&str]) -> Said {
        let file = file.display().to_string();
        let mut args = vec!["import", "figures", &file, "--agency", agency];
        args.extend(options);
        self.run(&args)
    }

    /// What was found by `doctor`, by the name of the check.
    pub(crate) fn doctor(&self) -> Doctor {
        let said = self.run(&["doctor", "--format", "json"]);
        Doctor { code: said.code, report: said.json() }
    }

    /// Runs SQL against the folder's SQLite file, as somebody would who has the file in hand.
    pub(crate) fn sql(&self, statements: &[&str]) {
        let changed = self.try_sql(statements).exits(0).out;
        for (statement, changed) in statements.iter().zip(changed.lines()) {
            let drops = statement.starts_with("DROP");
            assert!(drops || changed != "0", "nothing changed: {statement}");
        }
    }

    /// The texts that a query gives, one a row.
    pub(crate) fn rows(&self, query: &str) -> Vec<String> {
        self.try_sql(&[query]).exits(0).out.lines().map(str::to_owned).collect()
    }

    /// What came of SQL that the database may refuse.
    pub(crate) fn try_sql(&self, statements: &[&str]) -> Said {
        sql(&self.database(), statements)
    }

    fn database(&self) -> String {
        format!("sqlite://{}?mode=rw", self.data().join("sightline.db").display())
    }

    /// Every file of the data folder but the database's own, which readers touch too.
    pub(crate) fn files(&self) -> std::collections::BTreeMap<String, Vec<u8>> {
        let mut files = files::all(&self.data());
        files.retain(|name, _| !name.starts_with("sightline.db") && name != "sightline.lock");
        files
    }
}

/// What `doctor` found.
#[derive(Debug)]
pub(crate) struct Doctor {
    pub(crate) code: i32,
    report: serde_json::Value,
}

impl Doctor {
    /// Whether a check went well, and what it found.
    #[track_caller]
    pub(crate) fn check(&self, what: &str) -> (bool, String) {
        let checks = self.report["checks"].as_array().unwrap();
        let check = checks.iter().find(|check| check["what"] == what);
        let check = check.unwrap_or_else(|| panic!("no check {what} in {:#}", self.report));
        (check["well"] == true, check["found"].as_str().unwrap().to_owned())
    }

    /// The audit chain as it stands: number of entries and head. Any saved change moves it.
    #[track_caller]
    pub(crate) fn audit(&self) -> String {
        let (well, found) = self.check("audit chain");
        assert!(well, "{found}");
        found
    }

    /// Fails unless everything is well.
    #[track_caller]
    pub(crate) fn well(self) -> Self {
        assert_eq!(self.code, 0, "{:#}", self.report);
        self
    }
}

/// The rows of the published input that one supplier owns, as a file of its own.
pub(crate) fn supplied(agency: &str) -> String {
    let source = root().join("examples/shropshire-2021-22/source/observations.csv");
    let text = std::fs::read_to_string(source).unwrap();
    let mut lines = text.lines();
    let header = lines.next().unwrap();
    let of = format!(",{agency},");
    let rows: Vec<&str> = lines.filter(|line| line.contains(&of)).collect();
    assert!(!rows.is_empty(), "no rows of {agency}");
    format!("{header}\n{}\n", rows.join("\n"))
}
