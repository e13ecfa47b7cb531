//! `cargo xtask test`: everything that the tests need, then every test.
//!
//! The tests read where their tools are from `SIGHTLINE_TEST_*` (CONTRIBUTING.md lists the names).

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use crate::assets;
use crate::shell::{self, Outcome};

mod packages;
mod postgres;
mod verapdf;

/// The variables that the tests read, with their values.
type Variables = Vec<(&'static str, OsString)>;

/// Runs every test; `filters` go to the test runner as they are.
pub(crate) fn run(root: &Path, filters: &[&str]) -> Outcome {
    with_everything(root, |variables| run_tests(root, filters, variables))
}

/// Runs one command with the tools and the database of the tests, for work on a single test.
pub(crate) fn with(root: &Path, command: &[&str]) -> Outcome {
    let Some((program, arguments)) = command.split_first() else {
        return Err(
            "say which command to run: cargo xtask with cargo nextest run -p sightline-store"
                .to_owned(),
        );
    };
    with_everything(root, |variables| {
        shell::run(Command::new(program).args(arguments).envs(variables.iter().cloned()))
    })
}

/// Gets the tools, starts PostgreSQL, does the work, and stops PostgreSQL however the work ended.
fn with_everything(root: &Path, work: impl FnOnce(&Variables) -> Outcome) -> Outcome {
    let mut variables = tools(root)?;
    variables.extend(shared(root)?);
    let server = postgres::Server::start()?;
    println!("test: PostgreSQL answers at port {}", server.port());
    variables.push(("SIGHTLINE_TEST_POSTGRES", server.url().into()));
    let outcome = work(&variables);
    // Said only when it fails: the closing line of a run is the test runner's.
    let stopped = server.stop();
    outcome.and(stopped)
}

/// Installs what is missing and says where each tool is.
fn tools(root: &Path) -> Outcome<Variables> {
    packages::install_missing()?;
    assets::run(root)?;
    let classpath = verapdf::prepare(root)?;
    let modules = root.join("node_modules");
    Ok(vec![
        ("SIGHTLINE_TEST_CHROMIUM", packages::chromium()?.into()),
        ("SIGHTLINE_TEST_CHROMEDRIVER", packages::program("chromedriver")?.into()),
        ("SIGHTLINE_TEST_PDFTOTEXT", packages::program("pdftotext")?.into()),
        ("SIGHTLINE_TEST_JAVA", packages::program("java")?.into()),
        ("SIGHTLINE_TEST_VERAPDF_CLASSPATH", classpath),
        ("SIGHTLINE_TEST_VNU_JAR", file(modules.join("vnu-jar/build/dist/vnu.jar"))?),
        ("SIGHTLINE_TEST_AXE", file(modules.join("axe-core/axe.min.js"))?),
    ])
}

/// A file of an npm package; an older installation may lack it.
fn file(path: std::path::PathBuf) -> Outcome<OsString> {
    if path.is_file() {
        Ok(path.into())
    } else {
        Err(format!(
            "{} is missing: remove assets/.stamp and run `cargo xtask assets`",
            path.display()
        ))
    }
}

/// The folder with the real input. It is beside the clone and is not ours to publish, so it may be absent
/// on a person's machine; where the tests gate a change it may not.
fn shared(root: &Path) -> Outcome<Option<(&'static str, OsString)>> {
    let folder = std::env::var_os("SIGHTLINE_SHARED")
        .map_or_else(|| root.join("../shared"), std::path::PathBuf::from);
    match folder.canonicalize() {
        Ok(found) => Ok(Some(("SIGHTLINE_SHARED", found.into()))),
        Err(_) if std::env::var("CI").is_ok_and(|value| value == "true") => Err(format!(
            "no folder {}: set SIGHTLINE_SHARED to the folder with the real input",
            folder.display()
        )),
        Err(_) => {
            println!(
                "test: no folder {}, so tests on the real input are left out; SIGHTLINE_SHARED names it",
                folder.display()
            );
            Ok(None)
        }
    }
}

/// Documentation tests first, so that the closing line is that of the whole test run.
fn run_tests(root: &Path, filters: &[&str], variables: &Variables) -> Outcome {
    let cargo = || {
        let mut command = shell::cargo(root);
        command.envs(variables.iter().cloned());
        command
    };
    if filters.is_empty() {
        shell::run(cargo().args(["test", "--quiet", "--workspace", "--locked", "--doc"]))?;
    }
    if shell::find_program(&["cargo-nextest"]).is_some() {
        let mut nextest = cargo();
        nextest.args(["nextest", "run", "--workspace", "--locked"]);
        shell::run(nextest.args(filters))
    } else {
        println!("test: cargo-nextest is not installed, so `cargo test` runs them; it is slower");
        let mut test = cargo();
        test.args([
            "test",
            "--workspace",
            "--locked",
            "--lib",
            "--bins",
            "--tests",
            "--examples",
            "--no-fail-fast",
        ]);
        shell::run(test.args(filters))
    }
}
