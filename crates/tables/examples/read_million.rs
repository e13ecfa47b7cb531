//! Writes a CSV file of a million rows and eight columns, reads it row by row
//! and says how fast and in how much memory.
//!
//! `cargo run --release -p sightline-tables --example read_million [ROWS]`

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use sightline_tables::{Field, Limits, csv, numbers};

/// What the example may fail with: it only ever prints it.
type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let rows = std::env::args().nth(1).map_or(Ok(1_000_000), |text| text.parse())?;
    let path =
        std::env::temp_dir().join(format!("sightline-read-million-{}.csv", std::process::id()));
    let result = measure(&path, rows);
    std::fs::remove_file(&path)?;
    result
}

fn measure(path: &Path, rows: u32) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    let (_, seconds) = timed(|| generate(path, rows))?;
    let bytes = std::fs::metadata(path)?.len();
    writeln!(out, "wrote {rows} rows, {bytes} bytes in {seconds:.3} s")?;
    let before = peak_memory()?;
    for what in [Pass::Count, Pass::Parse] {
        let (sum, seconds) = timed(|| what.run(path))?;
        let speed = f64::from(rows) / seconds / 1e6;
        writeln!(out, "{}: {sum} in {seconds:.3} s, {speed:.2} million rows/s", what.name())?;
    }
    writeln!(out, "peak memory {} before reading, {} after", before, peak_memory()?)?;
    Ok(())
}

/// What is done with each row.
#[derive(Clone, Copy)]
enum Pass {
    Count,
    Parse,
}

impl Pass {
    fn name(self) -> &'static str {
        match self {
            Self::Count => "cells counted",
            Self::Parse => "values read as exact numbers",
        }
    }

    fn run(self, path: &Path) -> Result<u64, Failure> {
        match self {
            Self::Count => count(path),
            Self::Parse => parse(path),
        }
    }
}

fn timed<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<(T, f64), Failure> {
    let start = Instant::now();
    let value = work()?;
    Ok((value, start.elapsed().as_secs_f64()))
}

fn generate(path: &Path, rows: u32) -> Result<(), Failure> {
    let mut writer = csv::Writer::new(BufWriter::new(File::create(path)?), csv::Bom::Without)?;
    writer.header([
        "measure",
        "period",
        "area",
        "dimensions",
        "value",
        "supplier",
        "status",
        "note",
    ])?;
    for row in 0..rows {
        writer.row([
            Field::from(format!("theme.measure-{}", row % 400)),
            Field::from("2021-22"),
            Field::from("E06000051"),
            Field::from(format!("offence_group=group-{}", row % 16)),
            Field::from(row % 10_007),
            Field::from(format!("agency-{}", row % 40)),
            Field::from("final"),
            if row % 50 == 0 { Field::from("as supplied, unchanged") } else { Field::Empty },
        ])?;
    }
    writer.finish()?;
    Ok(())
}

fn count(path: &Path) -> Result<u64, Failure> {
    let mut rows = csv::open(path, &Limits::default())?;
    let mut cells = 0;
    while let Some(row) = rows.next_row()? {
        cells += row.fields().filter(|text| !text.is_empty()).count() as u64;
    }
    Ok(cells)
}

fn parse(path: &Path) -> Result<u64, Failure> {
    let mut rows = csv::open(path, &Limits::default())?;
    let mut read = 0;
    while let Some(row) = rows.next_row()? {
        read += u64::from(row.get(4).is_some_and(|text| numbers::parse(text).is_ok()));
    }
    Ok(read)
}

/// The most memory that the process has held so far, as Linux states it.
fn peak_memory() -> Result<String, Failure> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    Ok(line.unwrap_or(" unknown").trim().to_owned())
}
