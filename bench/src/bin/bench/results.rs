//! One table of all that was measured, printed at the end.

use sightline_bench::child::Outcome;
use sightline_bench::versus::Versus;

use crate::say;

/// What was measured so far.
#[derive(Debug, Default)]
pub(crate) struct Results {
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    name: String,
    ours: String,
    theirs: String,
    ratio: String,
    target: String,
    reached: Option<bool>,
}

impl Results {
    /// A number without a target.
    pub(crate) fn plain(&mut self, name: &str, ours: f64, unit: &str) {
        let row = Row { ours: format!("{} {unit}", short(ours)), ..Row::named(name) };
        self.rows.push(row);
    }

    /// A number that must be below a limit.
    pub(crate) fn limit(&mut self, name: &str, ours: f64, limit: f64, unit: &str) {
        self.rows.push(Row {
            ours: format!("{} {unit}", short(ours)),
            target: format!("< {limit} {unit}"),
            reached: Some(ours < limit),
            ..Row::named(name)
        });
    }

    /// Both sides of a bench: the median time, that must be so many times shorter, and the median
    /// of the peak memory, without a target.
    pub(crate) fn versus(&mut self, name: &str, versus: &Versus, faster: f64) {
        let (ours, theirs) = versus.medians();
        let speed = theirs.seconds / ours.seconds;
        self.rows.push(Row {
            ours: format!("{} s", short(ours.seconds)),
            theirs: format!("{} s", short(theirs.seconds)),
            ratio: format!("{} × faster", short(speed)),
            target: format!("≥ {faster} ×"),
            reached: Some(speed >= faster),
            ..Row::named(&format!("{name}: time"))
        });
    }

    /// The peak memory of both sides against a limit in MiB, or a part of theirs.
    pub(crate) fn memory(&mut self, name: &str, versus: &Versus, limit: Limit) {
        let (ours, theirs) = versus.medians();
        let part = ours.mebibytes / theirs.mebibytes;
        let (target, reached) = match limit {
            Limit::Mebibytes(most) => (format!("< {most} MiB"), versus.most_memory() < most),
            Limit::Part(most) => (format!("< {:.0} %", most * 100.0), part < most),
        };
        self.rows.push(Row {
            ours: format!("{} MiB", short(ours.mebibytes)),
            theirs: format!("{} MiB", short(theirs.mebibytes)),
            ratio: format!("{:.1} % of theirs", part * 100.0),
            target,
            reached: Some(reached),
            ..Row::named(&format!("{name}: peak memory"))
        });
    }

    /// Whether every target was reached.
    pub(crate) fn reached(&self) -> bool {
        self.rows.iter().all(|row| row.reached != Some(false))
    }

    /// Prints the table.
    pub(crate) fn print(&self) -> Outcome<()> {
        say("")?;
        say(&line("results (medians)", "ours", "peer", "ratio", "target", ""))?;
        for row in &self.rows {
            let reached = match row.reached {
                Some(true) => "reached",
                Some(false) => "MISSED",
                None => "",
            };
            say(&line(&row.name, &row.ours, &row.theirs, &row.ratio, &row.target, reached))?;
        }
        Ok(())
    }
}

/// How much memory may be taken.
pub(crate) enum Limit {
    /// So many MiB, in every run.
    Mebibytes(f64),
    /// This part of what the peer takes.
    Part(f64),
}

impl Row {
    fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ours: String::new(),
            theirs: String::new(),
            ratio: String::new(),
            target: String::new(),
            reached: None,
        }
    }
}

fn line(name: &str, ours: &str, peer: &str, ratio: &str, target: &str, reached: &str) -> String {
    format!("{name:<36} {ours:>12} {peer:>12} {ratio:>18} {target:>11} {reached}")
}

/// Three figures are enough.
fn short(number: f64) -> String {
    let places = match number.abs() {
        large if large >= 100.0 => 0,
        middle if middle >= 10.0 => 1,
        _ => 2,
    };
    format!("{number:.places$}")
}
