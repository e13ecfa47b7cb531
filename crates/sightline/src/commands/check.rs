//! `sightline check`, `sightline check decide`, `sightline check-defs`

use std::sync::Arc;

use sightline_app::check::{DecideAsk, Raised};
use sightline_app::{Error, Folder, Use, check, definitions};
use sightline_domain::reports::Decided;
use sightline_kernel::clock::Clock;
use sightline_kernel::query::{DataQuery, Severity};
use sightline_store::DecisionKind;

use super::desk;
use crate::args::{About, Check, Cli, Decide, DecideAs, Format};
use crate::embedded;
use crate::engine::Engine;
use crate::exit::Exit;
use crate::output::{json, say};

pub(super) async fn run(cli: &Cli, args: &Check, clock: Arc<dyn Clock>) -> Result<Exit, Error> {
    if let Some(About::Decide(decide)) = &args.about {
        return decided(cli, args, decide, clock).await;
    }
    let desk = desk::open(cli, Use::Read, clock).await?;
    let (year, raised) = match args.year {
        Some(year) => (Some(year), check::year(&desk, year).await?),
        None => check::latest_with_year(&desk).await?,
    };
    if cli.format == Format::Json {
        json(&serde_json::json!({ "year": year, "queries": raised }))?;
    } else {
        list_raised(&raised);
    }
    let open = raised.iter().filter(|raised| raised.is_open()).map(|raised| &raised.query);
    Ok(exit(open))
}

/// `sightline check decide`
async fn decided(
    cli: &Cli,
    args: &Check,
    decide: &Decide,
    clock: Arc<dyn Clock>,
) -> Result<Exit, Error> {
    let desk = desk::open(cli, Use::Write, clock).await?;
    let ask = DecideAsk {
        fingerprint: decide.fingerprint.clone(),
        year: args.year,
        kind: match decide.kind {
            DecideAs::Resolved => DecisionKind::Resolved,
            DecideAs::Overridden => DecisionKind::Overridden,
            DecideAs::Reopened => DecisionKind::Reopened,
        },
        by: decide.by.clone(),
        reason: decide.reason.clone(),
    };
    let raised = check::decide(&desk, &Engine::new()?, &ask).await?;
    if cli.format == Format::Json {
        json(&raised)?;
    } else {
        say(line(&raised));
    }
    Ok(Exit::Done)
}

/// A data query with its fingerprint, and what was decided about it.
fn line(raised: &Raised) -> String {
    let print: String = raised.fingerprint.to_string().chars().take(12).collect();
    let decided = raised.decided.as_ref().map_or_else(String::new, |decided| {
        let Decided { kind, by, reason, at } = decided;
        let day = at.strftime("%-d %B %Y");
        format!("\n  {} by {by} on {day}: {reason}", kind.word())
    });
    format!("{} ({print}){decided}", raised.query)
}

/// Lists data queries for people, worst first and those decided about last, and counts them.
pub(super) fn list_raised(raised: &[Raised]) {
    raised.iter().map(line).for_each(say);
    let open: Vec<&DataQuery> =
        raised.iter().filter(|raised| raised.is_open()).map(|raised| &raised.query).collect();
    let decided = raised.len() - open.len();
    count(
        &open,
        if decided == 0 { String::new() } else { format!(" {decided} more are decided.") },
    );
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
    count(&queries.iter().collect::<Vec<_>>(), String::new());
}

fn count(queries: &[&DataQuery], more: String) {
    let count = |severity| queries.iter().filter(|query| query.severity == severity).count();
    say(format!(
        "{} data queries: {} errors, {} warnings, {} notes.{more}",
        queries.len(),
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Note)
    ));
}

fn exit<'q>(queries: impl IntoIterator<Item = &'q DataQuery>) -> Exit {
    let bad = queries.into_iter().any(|query| query.severity == Severity::Error);
    if bad { Exit::Queries } else { Exit::Done }
}
