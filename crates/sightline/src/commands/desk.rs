//! `sightline doctor`, `sightline migrate`, and opening the data folder for the others.

use std::sync::Arc;

use sightline_app::{Desk, Error, Step, Use};
use sightline_kernel::clock::Clock;

use crate::args::{Cli, Doctor, Format};
use crate::embedded;
use crate::exit::Exit;
use crate::output::{Progress, json, say};

/// Opens the data folder that the command line names.
pub(super) async fn open(cli: &Cli, purpose: Use, clock: Arc<dyn Clock>) -> Result<Desk, Error> {
    Desk::open(&cli.data, purpose, &embedded::definitions(), clock).await
}

/// `sightline doctor`
pub(super) async fn doctor(cli: &Cli, args: &Doctor, clock: Arc<dyn Clock>) -> Result<Exit, Error> {
    let desk = open(cli, if args.mend { Use::Write } else { Use::Read }, clock).await?;
    let mended = if args.mend { sightline_app::reports::restore(&desk).await? } else { Vec::new() };
    let progress = Progress::new(4, cli.format);
    let checks = sightline_app::doctor::doctor(&desk, &|step| progress.show(step)).await?;
    progress.done();
    let well = checks.iter().all(|check| check.well);
    if cli.format == Format::Json {
        json(&serde_json::json!({ "well": well, "mended": mended, "checks": checks }))?;
    } else {
        mended.iter().for_each(|release| say(format!("mended: the folder of {release}")));
        for check in &checks {
            say(format!(
                "{:4} {:14} {}",
                if check.well { "ok" } else { "BAD" },
                check.what,
                check.found
            ));
        }
    }
    Ok(if well { Exit::Done } else { Exit::Differs })
}

/// `sightline migrate`
pub(super) async fn migrate(cli: &Cli, clock: Arc<dyn Clock>) -> Result<Exit, Error> {
    let progress = Progress::new(2, cli.format);
    let show = |step: Step<'_>| progress.show(step);
    let done = sightline_app::migrate(&cli.data, clock.as_ref(), &show).await?;
    progress.done();
    if cli.format == Format::Json {
        json(&done)?;
    } else if done.from == done.to {
        say(format!("The database is up to date, at step {}.", done.to));
    } else {
        say(format!("The database was brought from step {} to step {}.", done.from, done.to));
    }
    Ok(Exit::Done)
}
