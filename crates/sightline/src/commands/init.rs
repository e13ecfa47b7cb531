//! `sightline init`

use std::sync::Arc;

use sightline_app::{Config, Desk, Error};
use sightline_kernel::clock::Clock;

use crate::args::{Cli, Init};
use crate::embedded;
use crate::exit::Exit;
use crate::output::say;

pub(super) async fn run(cli: &Cli, args: &Init, clock: Arc<dyn Clock>) -> Result<Exit, Error> {
    let _ = cli;
    let config = Config {
        partnership: args.partnership.clone(),
        name: args.name.clone(),
        area: args.area.clone(),
        report_title: "Annual report".to_owned(),
        notice: None,
        database: args.database.clone(),
    };
    Desk::init(&args.dir, config, &embedded::definitions(), clock).await?;
    let dir = args.dir.display();
    say(format!("Made the data folder {dir}."));
    say(format!("Next: sightline import figures FILE --agency AGENCY --data {dir}"));
    Ok(Exit::Done)
}
