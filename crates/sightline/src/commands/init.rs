//! `sightline init`

use std::sync::Arc;

use sightline_app::{Config, Desk, Error};
use sightline_kernel::clock::Clock;

use crate::args::{Cli, Format, Init};
use crate::embedded;
use crate::exit::Exit;
use crate::output::{json, say};

pub(super) async fn run(cli: &Cli, args: &Init, clock: Arc<dyn Clock>) -> Result<Exit, Error> {
    let config = Config {
        partnership: args.partnership.clone(),
        name: args.name.clone(),
        area: args.area.clone(),
        report_title: "Annual report".to_owned(),
        notice: None,
        database: args.database.clone(),
    };
    let desk = Desk::init(&args.dir, config, &embedded::definitions(), clock).await?;
    let made = &desk.folder.config;
    let dir = args.dir.display();
    if cli.format == Format::Json {
        json(&serde_json::json!({
            "folder": args.dir,
            "partnership": made.partnership,
            "name": made.name,
            "area": made.area,
            "database": desk.database(),
        }))?;
    } else {
        say(format!("Made the data folder {dir}."));
        say(format!("Next: sightline import figures FILE --agency AGENCY --data {dir}"));
    }
    Ok(Exit::Done)
}
