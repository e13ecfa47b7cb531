//! The PDF: tagged as PDF/UA-1 asks, by veraPDF's profile.

use std::process::Command;

use serde_json::Value;

use crate::support::demo::demo;
use crate::support::folder::DataFolder;
use crate::support::{run, tool};

#[test]
fn the_pdf_conforms_to_pdf_ua_1() {
    let java = tool("SIGHTLINE_TEST_JAVA");
    let classpath = tool("SIGHTLINE_TEST_VERAPDF_CLASSPATH");
    let small = DataFolder::with_report();
    let out = small.beside("out");
    let named = out.display().to_string();
    small.run(&["report", "build", "--year", "2021-22", "--out", &named]).exits(0);
    let files = [demo().join("report/report.pdf"), out.join("report.pdf")];
    let said = run(Command::new(java).args(["-cp", &classpath, "PdfUa"]).args(&files));
    let answers: Vec<Value> =
        said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), files.len(), "{}", said.all());
    for answer in answers {
        assert_eq!(answer["compliant"], true, "{answer:#}");
        assert!(answer["checks"].as_u64() > Some(1000), "too little was checked: {answer:#}");
    }
}
