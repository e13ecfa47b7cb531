//! `sightline figures`

use std::sync::Arc;

use serde::Serialize;
use sightline_app::figures::{Ask, Shown, TraceStep, TracedRow, show, show_traced};
use sightline_app::{Error, Use};
use sightline_kernel::clock::Clock;
use sightline_measures::table::{Row, RowKind};

use super::desk;
use crate::args::{Cli, Figures, Format};
use crate::exit::Exit;
use crate::output::{json, say, table};

pub(super) async fn run(cli: &Cli, args: &Figures, clock: Arc<dyn Clock>) -> Result<Exit, Error> {
    let desk = desk::open(cli, Use::Read, clock).await?;
    let ask = Ask {
        measure: args.measure.clone(),
        period: args.year,
        by: args.by.clone(),
        area: args.area.clone(),
    };
    let (mut shown, mut traced) = if args.trace {
        let (shown, rows) = show_traced(&desk, &ask).await?;
        (shown, Some(rows))
    } else {
        (show(&desk, &ask).await?, None)
    };
    if let Some(only) = &args.only {
        let is = |code: Option<&str>, label: &str| code == Some(only) || label == only;
        shown.table.rows.retain(|r| is(r.code.as_ref().map(AsRef::as_ref), &r.label));
        traced.iter_mut().for_each(|rows| rows.retain(|r| is(r.code.as_deref(), &r.label)));
    }
    match cli.format {
        Format::Text => text(&shown, traced.as_deref()),
        Format::Json => json(&Answer::of(&shown, traced.as_deref()))?,
        Format::Csv => match &traced {
            Some(rows) => csv(trace_lines(rows))?,
            None => csv(lines(&shown))?,
        },
    }
    Ok(Exit::Done)
}

fn text(shown: &Shown, traced: Option<&[TracedRow]>) {
    let shown_table = &shown.table;
    say(&shown_table.title);
    let mut heads = vec![shown_table.stub.clone()];
    heads.extend(shown_table.heads.iter().map(|head| head.label.clone()));
    let rows = shown_table.rows.iter().map(|row| {
        let mut cells = vec![label(row)];
        cells.extend(row.figures.iter().map(|figure| figure.printed.clone()));
        cells
    });
    table(&heads, &rows.collect::<Vec<_>>());
    shown_table.notes.iter().for_each(say);
    for source in sightline_measures::print::sources(&shown_table.sources) {
        say(format!("Source: {source}"));
    }
    if !shown.queries.is_empty() {
        say("Data queries:");
        shown.queries.iter().for_each(|query| say(format!("  {query}")));
    }
    for row in traced.unwrap_or_default() {
        trace(row);
    }
}

fn label(row: &Row) -> String {
    match row.kind {
        RowKind::Apart => format!("{} (apart, in no total)", row.label),
        _ => row.label.clone(),
    }
}

fn trace(row: &TracedRow) {
    say(format!("{} · {}: {}", row.label, row.heading, row.trace.printed));
    for step in &row.trace.steps {
        let role = role(step);
        let found = step.found.as_deref().unwrap_or("(cannot be read again)");
        let found = if found.is_empty() { "(blank)" } else { found };
        let agrees = if step.agrees { "agrees" } else { "DIFFERS" };
        say(format!("  {role}: {}", step.key));
        say(format!(
            "    ← row {} of {}: “{found}” (the kept file {agrees}; SHA-256 {})",
            step.row, step.file, step.sha256
        ));
        say(format!("    ← {} as {}, {}", step.agency, step.revision, step.taken));
    }
}

/// The stable JSON of `figures`. Hidden numbers are not in it.
#[derive(Serialize)]
struct Answer<'a> {
    measure: String,
    version: u32,
    title: &'a str,
    period: String,
    columns: Vec<&'a str>,
    rows: Vec<AnswerRow<'a>>,
    notes: &'a [String],
    sources: &'a [sightline_measures::table::SourceLine],
    queries: &'a [sightline_kernel::query::DataQuery],
    #[serde(skip_serializing_if = "Option::is_none")]
    line_of_sight: Option<&'a [TracedRow]>,
}

#[derive(Serialize)]
struct AnswerRow<'a> {
    label: &'a str,
    code: Option<&'a str>,
    kind: RowKind,
    figures: Vec<AnswerFigure<'a>>,
}

#[derive(Serialize)]
struct AnswerFigure<'a> {
    id: &'a str,
    printed: &'a str,
    value: Option<String>,
    treatment: &'static str,
}

impl<'a> Answer<'a> {
    fn of(shown: &'a Shown, traced: Option<&'a [TracedRow]>) -> Self {
        let rows = shown.table.rows.iter().map(|row| AnswerRow {
            label: &row.label,
            code: row.code.as_ref().map(AsRef::as_ref),
            kind: row.kind,
            figures: row
                .figures
                .iter()
                .map(|figure| AnswerFigure {
                    id: &figure.id,
                    printed: &figure.printed,
                    value: figure.number.map(|number| number.to_string()),
                    treatment: figure.treatment.word(),
                })
                .collect(),
        });
        Self {
            measure: shown.card.id.to_string(),
            version: shown.card.version,
            title: &shown.table.title,
            period: shown.period.to_string(),
            columns: shown.table.heads.iter().map(|head| head.label.as_str()).collect(),
            rows: rows.collect(),
            notes: &shown.table.notes,
            sources: &shown.table.sources,
            queries: &shown.queries,
            line_of_sight: traced,
        }
    }
}

/// The table as lines of cells, the heads first.
fn lines(shown: &Shown) -> Vec<Vec<String>> {
    let mut lines: Vec<Vec<String>> = Vec::new();
    let mut heads = vec![shown.table.stub.clone(), "code".to_owned()];
    heads.extend(shown.table.heads.iter().map(|head| head.label.clone()));
    lines.push(heads);
    for row in &shown.table.rows {
        let code = row.code.as_ref().map(ToString::to_string).unwrap_or_default();
        let mut line = vec![row.label.clone(), code];
        line.extend(row.figures.iter().map(|figure| {
            figure.number.map_or_else(|| figure.printed.clone(), |number| number.to_string())
        }));
        lines.push(line);
    }
    lines
}

/// The line of sight as lines of cells: one for each row of a returned file behind a figure.
fn trace_lines(rows: &[TracedRow]) -> Vec<Vec<String>> {
    const HEADS: [&str; 14] = [
        "label", "code", "column", "printed", "role", "key", "file", "row", "found", "agrees",
        "sha256", "agency", "revision", "taken",
    ];
    let mut lines = vec![HEADS.map(str::to_owned).to_vec()];
    for row in rows {
        lines.extend(row.trace.steps.iter().map(|step| {
            vec![
                row.label.clone(),
                row.code.clone().unwrap_or_default(),
                row.heading.clone(),
                row.trace.printed.clone(),
                role(step),
                step.key.to_string(),
                step.file.clone(),
                step.row.to_string(),
                step.found.clone().unwrap_or_default(),
                step.agrees.to_string(),
                step.sha256.to_string(),
                step.agency.to_string(),
                step.revision.to_string(),
                step.taken.to_string(),
            ]
        }));
    }
    lines
}

/// What an observation is to a figure, in a word.
fn role(step: &TraceStep) -> String {
    let role = serde_json::to_value(step.role).ok();
    role.as_ref().and_then(|role| role.as_str()).unwrap_or_default().to_owned()
}

fn csv(lines: Vec<Vec<String>>) -> Result<(), Error> {
    use sightline_tables::Field;
    use sightline_tables::csv::{Bom, write};
    let rows = lines.iter().map(|line| line.iter().map(|cell| Field::Text(cell.into())));
    let bytes = write(rows, Bom::Without).map_err(|error| {
        Error::new("output", format!("The table cannot be written: {error}."), "")
    })?;
    say(String::from_utf8_lossy(&bytes).trim_end());
    Ok(())
}
