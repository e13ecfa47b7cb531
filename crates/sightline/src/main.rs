//! The command line: parses what was typed, wires the ports, prints what came of it.

mod args;
mod clock;
mod commands;
mod embedded;
mod engine;
mod exit;
#[cfg(test)]
mod guide;
mod laid;
mod output;

use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser as _;
use sightline_app::Error;
use sightline_kernel::clock::{Clock, FixedClock};

use args::{Cli, Command, Format, Import};
use clock::MachineClock;
use exit::Exit;

fn main() -> ExitCode {
    let cli = match Cli::try_parse().and_then(Cli::checked) {
        Ok(cli) => cli,
        Err(error) => {
            let usage = error.use_stderr();
            drop(error.print());
            return if usage { Exit::Usage.into() } else { Exit::Done.into() };
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let result = match runtime {
        Ok(runtime) => runtime.block_on(commands::run(&cli, clock_of(&cli))),
        Err(error) => Err(Error::new("runtime", format!("The program cannot start: {error}."), "")),
    };
    match result {
        Ok(exit) => exit.into(),
        Err(error) => fail(&cli, &error),
    }
}

fn clock_of(cli: &Cli) -> Arc<dyn Clock> {
    match cli.at {
        Some(at) => Arc::new(FixedClock(at)),
        None => Arc::new(MachineClock),
    }
}

/// Says what went wrong: to people in words, to programs as JSON, both on standard error.
fn fail(cli: &Cli, error: &Error) -> ExitCode {
    if cli.format == Format::Json {
        output::tell(serde_json::json!({
            "error": error.code,
            "message": error.message,
            "remedy": error.remedy,
            "queries": error.queries,
        }));
    } else {
        output::tell(format!("sightline: {error}"));
    }
    let dry_run = matches!(&cli.command, Command::Import(Import::Figures(args)) if args.dry_run);
    Exit::of(error, dry_run).into()
}
