//! `sightline demo`: makes the demonstration partnership, imports its agencies' returns, prints what
//! is wrong in them, builds the report and serves it. Running it again is quick and loses nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sightline_app::import::{Import, Outcome, import};
use sightline_app::reports::{self, BuildAsk};
use sightline_app::{Config, Desk, Error, Use, check};
use sightline_kernel::clock::Clock;
use sightline_kernel::defs::Source;
use sightline_kernel::ids::AgencyId;
use sightline_kernel::period::Period;
use sightline_kernel::sensitivity::Audience;

use super::{desk, report, serve};
use crate::args::{Cli, Demo};
use crate::embedded;
use crate::engine::Engine;
use crate::exit::Exit;
use crate::laid::Laid;
use crate::output::{Progress, say};

/// The shipped example.
const EXAMPLE: &str = "shropshire-2021-22";
/// The year of the example.
const YEAR: Period = Period::ReportingYear(2021);

pub(super) async fn run(cli: &Cli, args: &Demo, clock: Arc<dyn Clock>) -> Result<Exit, Error> {
    let files = embedded::example(EXAMPLE);
    let returns = lay_out(cli, &files, Arc::clone(&clock)).await?;
    let out = cli.data.join("report");
    {
        let desk = desk::open(cli, Use::Write, Arc::clone(&clock)).await?;
        import_all(cli, &desk, &returns).await?;
        let queries = check::year(&desk, YEAR).await?;
        say(format!("What a check of the figures for {YEAR} found:"));
        super::check::list_raised(&queries);
        let ask = BuildAsk {
            year: YEAR,
            audience: Audience::Public,
            leave_out_marked: false,
            out: out.clone(),
        };
        let progress = Progress::new(reports::STAGES + 1, cli.format);
        let built =
            reports::build(&desk, &Engine::new()?, &ask, &|step| progress.show(step)).await?;
        progress.done();
        report::said(&built);
    }
    if args.once {
        return Ok(Exit::Done);
    }
    let desk = desk::open(cli, Use::Read, clock).await?;
    serve::serve(desk, &args.listen, Some(out)).await
}

/// Makes the data folder where there is none, lays definitions and content into it, and writes the
/// returns: the example's own, and the real input split by supplier. What a person has changed since
/// stays as it is.
async fn lay_out(
    cli: &Cli,
    files: &[(String, Vec<u8>)],
    clock: Arc<dyn Clock>,
) -> Result<Vec<(AgencyId, PathBuf)>, Error> {
    let mut laid = Laid::open(&cli.data)?;
    let inside = |path: &str| ["defs/", "content/"].iter().any(|folder| path.starts_with(folder));
    for (path, bytes) in files.iter().filter(|(path, _)| inside(path)) {
        laid.lay(path, bytes)?;
    }
    let mut returns = split(files)?;
    for (path, bytes) in files {
        if let Some((agency, _)) =
            path.strip_prefix("returns/").and_then(|name| name.split_once("--"))
        {
            returns.push((
                agency_id(agency)?,
                path.trim_start_matches("returns/").to_owned(),
                bytes.clone(),
            ));
        }
    }
    let mut written = Vec::new();
    for (agency, name, bytes) in returns {
        let path = format!("returns/{name}");
        laid.lay(&path, &bytes)?;
        written.push((agency, cli.data.join(path)));
    }
    for path in laid.close()? {
        say(format!("Kept as you changed it: {path}"));
    }
    if !cli.data.join("sightline.toml").is_file() {
        Desk::init(&cli.data, config(files)?, &embedded::definitions(), clock).await?;
    }
    Ok(written)
}

fn config(files: &[(String, Vec<u8>)]) -> Result<Config, Error> {
    let source = Source { path: "demo.toml".to_owned(), text: text(files, "demo.toml")? };
    source
        .read()
        .map_err(|query| Error::queries("demo", "The example is damaged.".into(), vec![*query]))
}

fn text(files: &[(String, Vec<u8>)], path: &str) -> Result<String, Error> {
    let found = files.iter().find(|(at, _)| at == path);
    let bytes = found.map(|(_, bytes)| bytes.clone()).ok_or_else(|| {
        Error::new("demo", format!("The binary does not carry the example's {path}."), "")
    })?;
    String::from_utf8(bytes)
        .map_err(|_| Error::new("demo", format!("The example's {path} is not UTF-8."), ""))
}

/// Splits the published figures by supplier, each row as it stands: one file an agency.
fn split(files: &[(String, Vec<u8>)]) -> Result<Vec<(AgencyId, String, Vec<u8>)>, Error> {
    let whole = text(files, "source/observations.csv")?;
    let bad = |error: sightline_tables::ReadError| Error::new("demo", error.to_string(), "");
    let limits = sightline_tables::Limits::default();
    let mut rows = sightline_tables::csv::from_bytes("observations.csv", whole.as_bytes(), &limits)
        .map_err(bad)?;
    let lines: Vec<&str> = whole.lines().collect();
    let mut suppliers: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let mut column = None;
    while let Some(row) = rows.next_row().map_err(bad)? {
        let line = usize::try_from(row.line()).ok().and_then(|line| lines.get(line - 1)).copied();
        match (column, line) {
            (None, _) => column = row.fields().position(|field| field == "supplier"),
            (Some(at), Some(line)) => {
                let supplier = row.get(at).unwrap_or_default().to_owned();
                suppliers.entry(supplier).or_default().push(line);
            }
            _ => {}
        }
    }
    let header = lines.first().copied().unwrap_or_default();
    suppliers
        .into_iter()
        .map(|(supplier, lines)| {
            let body = format!("{header}\n{}\n", lines.join("\n"));
            Ok((agency_id(&supplier)?, format!("{supplier}.csv"), body.into_bytes()))
        })
        .collect()
}

fn agency_id(text: &str) -> Result<AgencyId, Error> {
    AgencyId::new(text).map_err(|error| Error::new("demo", format!("{error}."), ""))
}

async fn import_all(cli: &Cli, desk: &Desk, returns: &[(AgencyId, PathBuf)]) -> Result<(), Error> {
    let progress = Progress::new(returns.len() as u64, cli.format);
    for (agency, file) in returns {
        let ask = Import {
            file: file.clone(),
            agency: agency.clone(),
            collection: collection(file),
            dry_run: false,
            accept_valid: false,
            reason: "the demonstration".to_owned(),
        };
        let done = import(desk, &ask, &|_| {}).await?;
        match &done.outcome {
            Outcome::Saved { revision, .. } => progress.step(format!("imported {revision}")),
            Outcome::Unchanged { revision } => progress.step(format!("held already: {revision}")),
            Outcome::DryRun | Outcome::Refused => {
                let message = format!("The demonstration's return {} was refused.", done.file);
                return Err(Error::queries("demo", message, done.queries));
            }
        }
    }
    progress.done();
    Ok(())
}

/// A return named `agency--what.csv` answers a collection of its own, so that it does not take the
/// place of the agency's figures of the year.
fn collection(file: &Path) -> Option<sightline_kernel::ids::CollectionId> {
    let stem = file.file_stem()?.to_str()?;
    let (_, what) = stem.split_once("--")?;
    sightline_kernel::ids::CollectionId::new(what).ok()
}
