//! `sightline check`, `sightline check-defs`

use std::sync::Arc;

use sightline_app::{Error, Folder, Use, check, definitions};
use sightline_kernel::clock::Clock;
use sightline_kernel::query::{DataQuery, Severity};

use super::desk;
use crate::args::{Check, Cli, Format};
use crate::embedded;
use crate::exit::Exit;
use crate::output::{json, say};

pub(super) async fn run(cli: &Cli, args: &Check, clock: Arc<dyn Clock>) -> Result<Exit, Error> {
    let desk = desk::open(cli, Use::Read, clock).await?;
    let (year, queries) = match args.year {
        Some(year) => (Some(year), check::year(&desk, year).await?),
        None => check::latest_with_year(&desk).await?,
    };
    if cli.format == Format::Json {
        json(&serde_json::json!({ "year": year, "queries": queries }))?;
    } else {
        list(&queries);
    }
    Ok(exit(&queries))
}

/// `sightline check-defs`: the shipped definitions, and those of the data folder where there is one.
pub(super) fn definitions(cli: &Cli) -> Result<Exit, Error> {
    let own = match Folder::open(&cli.data, Use::Read) {
        Ok(folder) => folder.definitions()?,
        Err(error) if error.code == "folder-missing" => Vec::new(),
        Err(error) => return Err(error),
    };
    let (found, queries) = definitions::read(&embedded::definitions(), &own);
    if cli.format == Format::Json {
        json(&serde_json::json!({ "files": found.hashes.len(), "queries": queries }))?;
    } else {
        list(&queries);
        say(format!(
            "{} definition files, {} measures.",
            found.hashes.len(),
            found.catalogue.measures.len()
        ));
    }
    Ok(exit(&queries))
}

/// Lists data queries for people, worst first, and counts them.
pub(super) fn list(queries: &[DataQuery]) {
    for query in queries {
        say(query);
    }
    let count = |severity| queries.iter().filter(|query| query.severity == severity).count();
    say(format!(
        "{} data queries: {} errors, {} warnings, {} notes.",
        queries.len(),
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Note)
    ));
}

fn exit(queries: &[DataQuery]) -> Exit {
    let bad = queries.iter().any(|query| query.severity == Severity::Error);
    if bad { Exit::Queries } else { Exit::Done }
}
