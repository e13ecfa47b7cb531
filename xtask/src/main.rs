//! Project tasks: `cargo xtask <task>`. Each task is one module; this file only chooses.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a task runner talks to the person who started it"
)]

use std::process::ExitCode;

mod assets;
mod demo;
mod shell;
mod test;
mod tidy;
mod walls;

const USAGE: &str = "\
usage: cargo xtask <task>

  assets            install front-end files by lockfile and compile the stylesheets into assets/
  walls             compare the crates' dependencies with the table in ARCHITECTURE.md
  tidy              check files, links and words
  test [FILTER…]    install what the tests need, start PostgreSQL, run every test
  with COMMAND…     run one command with the tools and the database of the tests
  demo [--once]     make the demonstration partnership, build its report and serve it";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> shell::Outcome {
    let root = shell::root()?;
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["assets"] => assets::run(&root),
        ["walls"] => walls::run(&root),
        ["tidy"] => tidy::run(&root),
        ["test", filters @ ..] => test::run(&root, filters),
        ["with", command @ ..] => test::with(&root, command),
        ["demo"] => demo::run(&root, false),
        ["demo", "--once"] => demo::run(&root, true),
        [] | ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(format!("no such task: {}\n\n{USAGE}", words.join(" "))),
    }
}
