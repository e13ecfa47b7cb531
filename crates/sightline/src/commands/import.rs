//! `sightline import figures`

use std::sync::Arc;

use sightline_app::import::{Import, ImportReport, Outcome, import};
use sightline_app::{Error, Use};
use sightline_kernel::clock::Clock;
use sightline_kernel::query::Severity;

use super::desk;
use crate::args::{Cli, Format, ImportFigures};
use crate::exit::Exit;
use crate::output::{Progress, json, say};

pub(super) async fn run(
    cli: &Cli,
    args: &ImportFigures,
    clock: Arc<dyn Clock>,
) -> Result<Exit, Error> {
    let purpose = if args.dry_run { Use::Read } else { Use::Write };
    let desk = desk::open(cli, purpose, clock).await?;
    let ask = Import {
        file: args.file.clone(),
        agency: args.agency.clone(),
        collection: args.collection.clone(),
        dry_run: args.dry_run,
        accept_valid: args.accept_valid,
        reason: if args.reason.is_empty() { "import figures".into() } else { args.reason.clone() },
    };
    let progress = Progress::new(4, cli.format);
    let report = import(&desk, &ask, &|step| progress.show(step)).await?;
    progress.done();
    if cli.format == Format::Json {
        json(&report)?;
    } else {
        text(&report);
    }
    Ok(match report.outcome {
        Outcome::Refused => Exit::Refused,
        Outcome::DryRun if report.errors > 0 => Exit::Queries,
        _ => Exit::Done,
    })
}

/// The report of an import, for people. Notes are counted, not listed.
pub(super) fn text(report: &ImportReport) {
    for query in report.queries.iter().filter(|query| query.severity > Severity::Note) {
        say(query);
    }
    let shown = |code: &str| {
        report.queries.iter().any(|query| query.code == code && query.severity > Severity::Note)
    };
    for (code, count) in report.unlisted().into_iter().filter(|(code, _)| shown(code)) {
        say(format!("and {count} more [{code}] that are not listed."));
    }
    let ImportReport { file, rows, accepted, absences, left_out, .. } = report;
    say(format!(
        "{file}: {rows} rows, {accepted} figures ({absences} absences), {left_out} left out."
    ));
    if report.left_out > 0 {
        say(format!("Left out: rows {}.", report.left_out_rows));
    }
    if !report.counts.is_empty() {
        let counts: Vec<String> =
            report.counts.iter().map(|(code, count)| format!("{code} {count}")).collect();
        say(format!("Data queries: {}.", counts.join(", ")));
    }
    say(match &report.outcome {
        Outcome::Saved { revision, replaced: 0 } => format!("Saved as {revision}."),
        Outcome::Saved { revision, replaced } => {
            format!("Saved as {revision}; it takes the place of {replaced} earlier tables.")
        }
        Outcome::Unchanged { revision } => {
            format!("The same file was imported before as {revision}; nothing changed.")
        }
        Outcome::DryRun => "Dry run: nothing was written.".to_owned(),
        Outcome::Refused => {
            "Nothing was written. Put the errors right, or save the other rows with --accept-valid."
                .to_owned()
        }
    });
}
