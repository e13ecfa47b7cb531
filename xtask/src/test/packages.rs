//! The system's packages that the tests need, installed only where that is allowed.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shell::{self, Outcome};

/// How a package shows that it is there.
enum Sign {
    /// One of these programs is on the search path.
    Program(&'static [&'static str]),
    /// This file exists.
    File(&'static str),
    /// A PostgreSQL server is found.
    Server,
}

/// Debian's name of a package, the sign of it, and what the tests do with it.
const NEEDED: &[(&str, Sign, &str)] = &[
    ("chromium", Sign::Program(CHROMIUM), "pages in a real browser"),
    ("chromium-driver", Sign::Program(&["chromedriver"]), "driving that browser"),
    ("poppler-utils", Sign::Program(&["pdftotext"]), "the words of a PDF"),
    ("postgresql", Sign::Server, "every store test on PostgreSQL"),
    ("default-jdk-headless", Sign::Program(&["javac"]), "veraPDF and the Nu validator"),
    (
        "libjaxb-java",
        Sign::File("/usr/share/java/jaxb-runtime.jar"),
        "veraPDF's reading of profiles",
    ),
    ("python3-pip", Sign::Program(&["pip3", "pip"]), "fetching veraPDF"),
];

/// Chromium's names on different systems.
const CHROMIUM: &[&str] = &["chromium", "chromium-browser", "google-chrome"];

/// Installs what is missing, or says what to install and by whom.
pub(super) fn install_missing() -> Outcome {
    let missing: Vec<&(&str, Sign, &str)> =
        NEEDED.iter().filter(|(_, sign, _)| !sign.is_there()).collect();
    if missing.is_empty() {
        println!("test: all system packages are there");
        return Ok(());
    }
    for (package, _, purpose) in &missing {
        println!("test: {package} is missing ({purpose})");
    }
    let names: Vec<&str> = missing.iter().map(|(package, ..)| *package).collect();
    apt_get(&names)?;
    match missing.iter().find(|(_, sign, _)| !sign.is_there()) {
        None => Ok(()),
        Some((package, ..)) => {
            Err(format!("{package} was installed, but what the tests need of it is not found"))
        }
    }
}

/// Where a program of the list is.
pub(super) fn program(name: &str) -> Outcome<PathBuf> {
    shell::find_program(&[name]).ok_or_else(|| format!("{name} is not on the search path"))
}

/// Where the browser is.
pub(super) fn chromium() -> Outcome<PathBuf> {
    shell::find_program(CHROMIUM).ok_or_else(|| "chromium is not on the search path".to_owned())
}

/// The folder of PostgreSQL's programs: Debian keeps them off the search path, one folder a version.
pub(super) fn postgres_folder() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .filter(|entry| entry.path().join("bin/postgres").is_file())
        .filter_map(|entry| {
            Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path().join("bin")))
        })
        .max_by_key(|(version, _)| *version);
    newest
        .map(|(_, folder)| folder)
        .or_else(|| shell::find_program(&["postgres"])?.parent().map(Path::to_path_buf))
}

/// Whether we are the superuser.
pub(super) fn is_root() -> Outcome<bool> {
    Ok(shell::output(Command::new("id").arg("-u"))?.trim() == "0")
}

impl Sign {
    fn is_there(&self) -> bool {
        match self {
            Self::Program(names) => shell::find_program(names).is_some(),
            Self::File(path) => Path::new(path).is_file(),
            Self::Server => postgres_folder().is_some(),
        }
    }
}

/// Installs with the system's package manager, as the superuser or through a `sudo` that asks nothing.
fn apt_get(packages: &[&str]) -> Outcome {
    let advice = format!("install them yourself: apt-get install {}", packages.join(" "));
    if shell::find_program(&["apt-get"]).is_none() {
        return Err(format!("this system has no apt-get; {advice} (or their like)"));
    }
    let prefix: &[&str] = if is_root()? {
        &[]
    } else if shell::run(Command::new("sudo").args(["-n", "true"])).is_ok() {
        &["sudo", "-n"]
    } else {
        return Err(format!("only the superuser may install packages; {advice}"));
    };
    println!("test: installing {} with apt-get", packages.join(", "));
    let apt = |arguments: &[&str]| {
        let mut words: Vec<&str> = prefix.to_vec();
        words.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]);
        words.extend(arguments);
        let mut words = words.into_iter();
        let mut command = Command::new(words.next().unwrap_or("apt-get"));
        shell::run(command.args(words))
    };
    apt(&["update"])?;
    let mut install = vec!["install", "--yes", "--no-install-recommends"];
    install.extend(packages);
    apt(&install)
}
