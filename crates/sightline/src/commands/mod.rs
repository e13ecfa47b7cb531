//! One command, one file.

mod check;
mod demo;
mod desk;
mod figures;
mod import;
mod init;
mod report;
mod serve;
mod suppression;

use std::sync::Arc;

use sightline_app::Error;
use sightline_kernel::clock::Clock;

use crate::args::{Cli, Command, Import, Report};
use crate::exit::Exit;

/// Runs the command.
///
/// # Errors
/// When the work could not be done.
pub(crate) async fn run(cli: &Cli, clock: Arc<dyn Clock>) -> Result<Exit, Error> {
    match &cli.command {
        Command::Init(args) => init::run(cli, args, clock).await,
        Command::Import(Import::Figures(args)) => import::run(cli, args, clock).await,
        Command::Check(args) => check::run(cli, args, clock).await,
        Command::CheckDefs => check::definitions(cli),
        Command::Suppression(args) => suppression::run(cli, args, clock).await,
        Command::Figures(args) => figures::run(cli, args, clock).await,
        Command::Report(Report::Build(args)) => report::build(cli, args, clock).await,
        Command::Report(Report::Release(args)) => report::release(cli, args, clock).await,
        Command::Report(Report::Verify(args)) => report::verify(cli, args, clock).await,
        Command::Report(Report::CheckText(args)) => report::check_text(cli, args, clock).await,
        Command::Serve(args) => serve::run(cli, args, clock).await,
        Command::Doctor(args) => desk::doctor(cli, args, clock).await,
        Command::Migrate => desk::migrate(cli, clock).await,
        Command::Demo(args) => demo::run(cli, args, clock).await,
    }
}
