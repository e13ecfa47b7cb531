//! Standard output and error, in one place.

use std::io::{IsTerminal as _, Write as _};

use sightline_app::Step;

use crate::args::Format;

/// Writes a line for the person or program that reads the result. A closed pipe is no error.
pub(crate) fn say(text: impl std::fmt::Display) {
    drop(writeln!(std::io::stdout().lock(), "{text}"));
}

/// Writes a line about the work, apart from the result.
pub(crate) fn tell(text: impl std::fmt::Display) {
    drop(writeln!(std::io::stderr().lock(), "{text}"));
}

/// Plain lines say how far a stage has come after so many, so that a log stays short.
const PLAIN_EACH: u64 = 100_000;

/// Shows the steps of long work: a bar on a terminal, plain lines elsewhere. Programs that ask for
/// JSON get neither where there is no terminal, so that standard error holds a failure alone.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: Option<indicatif::ProgressBar>,
    plain: bool,
}

impl Progress {
    /// Progress over so many steps.
    #[must_use]
    pub(crate) fn new(steps: u64, format: Format) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let style = indicatif::ProgressStyle::with_template("{bar:24} {pos}/{len} {msg}");
            let bar = indicatif::ProgressBar::new(steps);
            style.map_or_else(|_| bar.clone(), |style| bar.clone().with_style(style))
        });
        Self { bar, plain: format != Format::Json }
    }

    /// Begins a step.
    pub(crate) fn step(&self, what: impl std::fmt::Display) {
        match &self.bar {
            Some(bar) => {
                bar.set_message(what.to_string());
                bar.inc(1);
            }
            None if self.plain => tell(what),
            None => {}
        }
    }

    /// Shows a step of a use case.
    pub(crate) fn show(&self, step: Step<'_>) {
        let (what, done, of, unit) = match step {
            Step::Begun(what) => return self.step(what),
            Step::Far { what, done, of, unit } => (what, done, of, unit),
        };
        let far = || match of {
            Some(of) => format!("{what}: {done} of {of} {unit}"),
            None => format!("{what}: {done} {unit}"),
        };
        match &self.bar {
            Some(bar) => bar.set_message(far()),
            None if self.plain && done.is_multiple_of(PLAIN_EACH) => tell(far()),
            None => {}
        }
    }

    /// Ends the work.
    pub(crate) fn done(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}

/// Writes a value as JSON for programs.
///
/// # Errors
/// When it cannot be written as JSON.
pub(crate) fn json(value: &impl serde::Serialize) -> Result<(), sightline_app::Error> {
    let text = serde_json::to_string_pretty(value).map_err(|error| {
        sightline_app::Error::new("output", format!("The result cannot be written: {error}."), "")
    })?;
    say(text);
    Ok(())
}

/// Writes a table with aligned columns: the first to the left, the others to the right.
pub(crate) fn table(heads: &[String], rows: &[Vec<String>]) {
    let all = || std::iter::once(heads).chain(rows.iter().map(Vec::as_slice));
    let width = |at: usize| {
        all().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..heads.len()).map(width).collect();
    for row in all() {
        let cells = row.iter().zip(&widths).enumerate().map(|(at, (cell, width))| {
            if at == 0 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        });
        say(cells.collect::<Vec<_>>().join("  ").trim_end());
    }
}
