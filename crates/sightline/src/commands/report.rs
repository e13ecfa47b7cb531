//! `sightline report build | release | verify | check-text`

use std::sync::Arc;

use sightline_app::reports::{self, BuildAsk, ReleaseAsk};
use sightline_app::{Error, Use};
use sightline_kernel::clock::Clock;
use sightline_kernel::query::Severity;

use super::check::list;
use super::desk;
use crate::args::{Build, CheckText, Cli, Format, Release, Verify};
use crate::engine::Engine;
use crate::exit::Exit;
use crate::output::{Progress, json, say};

pub(super) async fn build(cli: &Cli, args: &Build, clock: Arc<dyn Clock>) -> Result<Exit, Error> {
    let desk = desk::open(cli, Use::Read, clock).await?;
    let ask = BuildAsk {
        year: args.year,
        audience: args.audience.into(),
        leave_out_marked: args.leave_out_marked,
        out: args.out.clone(),
    };
    let progress = Progress::new(reports::STAGES + 1, cli.format);
    let built = reports::build(&desk, &Engine::new()?, &ask, &|step| progress.show(step)).await?;
    progress.done();
    if cli.format == Format::Json {
        json(&built)?;
    } else {
        said(&built);
    }
    Ok(Exit::Done)
}

/// What was built, for people.
pub(super) fn said(built: &reports::Built) {
    let open = || built.queries.iter().filter(|raised| raised.is_open());
    let count = |severity| open().filter(|raised| raised.query.severity == severity).count();
    say(format!(
        "Built {} chapters with {} tables and charts and {} figures: {} files in {}.",
        built.chapters,
        built.tables,
        built.figures,
        built.files,
        built.out.display()
    ));
    left_out(&built.left_out);
    say(format!(
        "Checks: {} errors, {} warnings, {} notes, {} decided (checks.json has them all).",
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Note),
        built.queries.len() - open().count()
    ));
}

/// What a public report does not hold because it is marked for partners.
fn left_out(lines: &[String]) {
    if !lines.is_empty() {
        say("Left out, because it is marked for partners:");
        lines.iter().for_each(|line| say(format!("  {line}")));
    }
}

pub(super) async fn release(
    cli: &Cli,
    args: &Release,
    clock: Arc<dyn Clock>,
) -> Result<Exit, Error> {
    let desk = desk::open(cli, Use::Write, clock).await?;
    let mut overrides = Vec::new();
    for text in &args.overrides {
        let (code, reason) = text.split_once('=').ok_or_else(|| {
            let message = format!("“{text}” is not of the form CODE=REASON.");
            Error::new(
                "usage",
                message,
                "Write --override checklist-empty=\"Agreed by the board\".",
            )
        })?;
        overrides.push((code.trim().to_owned(), reason.trim().to_owned()));
    }
    let ask = ReleaseAsk {
        year: args.year,
        audience: args.audience.into(),
        leave_out_marked: args.leave_out_marked,
        by: args.by.clone(),
        overrides,
        amendment: args.amendment.clone(),
        out: args.out.clone(),
    };
    let progress = Progress::new(reports::STAGES + 3, cli.format);
    let engine = Engine::new()?;
    let released = reports::release(&desk, &engine, &ask, &|step| progress.show(step)).await?;
    progress.done();
    if cli.format == Format::Json {
        json(&released)?;
    } else {
        say(format!("Released {}: {} files.", released.release, released.files));
        left_out(&released.left_out);
        say(format!("Manifest SHA-256 {}", released.manifest));
        say(format!("Frozen in {}", released.folder.display()));
        let passed = released.obstacles.iter().filter(|o| o.overridden.is_some()).count();
        let warnings = released.obstacles.len() - passed;
        say(format!("{passed} errors were overridden by {}; {warnings} warnings.", args.by));
    }
    Ok(Exit::Done)
}

pub(super) async fn verify(cli: &Cli, args: &Verify, clock: Arc<dyn Clock>) -> Result<Exit, Error> {
    let progress = Progress::new(2, cli.format);
    progress.step("hash the files");
    let mut verified = reports::verify(&args.out, &|step| progress.show(step))?;
    progress.step("compare with the data folder");
    let returns = match desk::open(cli, Use::Read, clock).await {
        Ok(desk) => {
            let against = reports::against_store(&desk, &args.out).await?;
            verified.differences.extend(against.differences);
            Some(against.returns)
        }
        Err(error) if error.code == "folder-missing" => None,
        Err(error) => return Err(error),
    };
    progress.done();
    verified.differences.sort();
    verified.differences.dedup();
    if cli.format == Format::Json {
        let mut value = serde_json::json!(verified);
        if let Some(map) = value.as_object_mut() {
            map.insert("returns".to_owned(), serde_json::json!(returns));
        }
        json(&value)?;
    } else if verified.differences.is_empty() {
        say(format!("Edition {}: all {} files are as released.", verified.edition, verified.files));
        say(match returns {
            Some(returns) => format!("All {returns} returns behind it are kept as they were."),
            None => format!(
                "The returns behind it were not looked at: {} is not a data folder (--data names it).",
                cli.data.display()
            ),
        });
    } else {
        verified.differences.iter().for_each(say);
    }
    Ok(if verified.differences.is_empty() { Exit::Done } else { Exit::Differs })
}

pub(super) async fn check_text(
    cli: &Cli,
    args: &CheckText,
    clock: Arc<dyn Clock>,
) -> Result<Exit, Error> {
    let desk = desk::open(cli, Use::Read, clock).await?;
    let queries = reports::check_text(&desk, &Engine::new()?, &args.file, args.year).await?;
    if cli.format == Format::Json {
        json(&serde_json::json!({ "queries": queries }))?;
    } else {
        list(&queries);
    }
    let bad = queries.iter().any(|query| query.severity == Severity::Error);
    Ok(if bad { Exit::Queries } else { Exit::Done })
}
