//! Every page against the Nu HTML validator.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::demo::demo;
use crate::support::http::Server;
use crate::support::{files, run, tool};

/// What the validator has to say about the pages of a folder, one line each.
fn said_of(folder: &Path) -> Vec<String> {
    let java = tool("SIGHTLINE_TEST_JAVA");
    let jar = tool("SIGHTLINE_TEST_VNU_JAR");
    let pages = files::pages(folder);
    let mut vnu = Command::new(java);
    vnu.args(["-Xss4m", "-jar", &jar, "--format", "json"]).current_dir(folder).args(&pages);
    let said = run(&mut vnu);
    let answer: Value =
        serde_json::from_str(&said.err).unwrap_or_else(|e| panic!("{e}: {}", said.err));
    let messages = answer["messages"].as_array().unwrap().iter();
    let line = |message: &Value| {
        let url = message["url"].as_str().unwrap_or_default();
        let name = url.rsplit('/').next().unwrap_or_default();
        format!(
            "{name}:{}: {}: {} «{}»",
            message["lastLine"], message["type"], message["message"], message["extract"]
        )
    };
    messages.map(line).collect()
}

#[test]
fn the_validator_finds_what_is_wrong() {
    let home = tempfile::TempDir::new().unwrap();
    let page = "<!DOCTYPE html><html lang=en><title>A page</title><p id=a><ul id=a></ul></p>";
    std::fs::write(home.path().join("wrong.html"), page).unwrap();
    let said = said_of(home.path());
    assert!(said.iter().any(|line| line.contains("Duplicate ID")), "{said:?}");
}

#[test]
fn every_page_of_the_report_is_valid() {
    let report = demo().join("report");
    assert!(files::pages(&report).len() > 20);
    let said = said_of(&report);
    assert!(said.is_empty(), "{said:#?}");
}

#[test]
fn every_served_page_is_valid() {
    let server = Server::start(&demo());
    let mut pages = server.measure_pages();
    pages.extend(
        [
            "/",
            "/measures",
            "/measures/no.such",
            "/measures/crime.offences?period=nonsense",
            "/measures/crime.offences/line-of-sight?by=offence_group",
            "/scorecard?period=2021-22&theme=crime",
            "/scorecard?period=last",
            "/data-queries",
            "/data-queries?severity=error&code=parts-and-total",
            "/data-queries?year=last",
        ]
        .map(str::to_owned),
    );
    let home = tempfile::TempDir::new().unwrap();
    for (at, page) in pages.iter().enumerate() {
        let name: String =
            page.replace(|c: char| !c.is_ascii_alphanumeric(), "-").chars().take(80).collect();
        std::fs::write(home.path().join(format!("{at}{name}.html")), server.get(page).body)
            .unwrap();
    }
    let said = said_of(home.path());
    assert!(said.is_empty(), "{said:#?}");
}
