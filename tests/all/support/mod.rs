//! What all tests share: the program, data folders, tools, pages.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

pub(crate) mod database;
pub(crate) mod demo;
pub(crate) mod files;
pub(crate) mod folder;
pub(crate) mod http;
pub(crate) mod page;
pub(crate) mod webdriver;

/// The time at which tests work, so that what is built is equal to the byte.
pub(crate) const AT: &str = "2022-09-30T09:00:00Z";

/// What a run of the program gave.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    /// Fails with everything that was said, unless the exit code is as expected.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "out:\n{}\nerr:\n{}", self.out, self.err);
        self
    }

    /// The standard output as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("{error} in:\n{}\n{}", self.out, self.err))
    }

    /// Output and errors together.
    pub(crate) fn all(&self) -> String {
        format!("{}\n{}", self.out, self.err)
    }
}

/// The program, which the same run has built: it lies beside the folder of the test programs.
pub(crate) fn program() -> PathBuf {
    built("sightline", "cargo build -p sightline")
}

/// Runs SQL behind the program's back; what it said. The store's own example does it, so that these
/// tests link no database.
pub(crate) fn sql(url: &str, statements: &[&str]) -> Said {
    let build = "cargo build -p sightline-store --example sql";
    let mut command = Command::new(built("examples/sql", build));
    run(command.arg(url).args(statements))
}

fn built(name: &str, build: &str) -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let program = tests.parent().and_then(Path::parent).unwrap().join(name);
    assert!(
        program.is_file(),
        "{} is not there: build it with `{build}`, or run the whole workspace's tests",
        program.display()
    );
    program
}

/// The program with a data folder, at the tests' time.
pub(crate) fn command(data: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.args(args).arg("--data").arg(data).args(["--at", AT]).stdin(Stdio::null());
    command
}

/// Runs the program to its end.
pub(crate) fn sightline(data: &Path, args: &[&str]) -> Said {
    run(&mut command(data, args))
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command) -> Said {
    let output = command.output().unwrap();
    Said {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Where a tool of the tests is. A test without its tool fails: one that passes unseen proves nothing.
#[track_caller]
pub(crate) fn tool(variable: &str) -> String {
    let found = std::env::var(variable).ok().filter(|value| !value.is_empty());
    found.unwrap_or_else(|| {
        panic!("{variable} is not set; run the tests by `cargo xtask test`, or this one by `cargo xtask with`")
    })
}

/// The folder of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}
