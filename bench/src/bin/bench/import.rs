//! A million rows of CSV into SQLite: ours against pandas.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use sightline_bench::child::{Outcome, Program};
use sightline_bench::versus::Versus;

use crate::results::{Limit, Results};
use crate::{Bench, rows, say};

/// What the issue asks for: the part of their memory.
const MEMORY: f64 = 0.25;

/// Runs the bench.
pub(crate) fn run(bench: &Bench, results: &mut Results) -> Outcome<()> {
    let folder = bench.folder.join("import");
    std::fs::create_dir_all(&folder).map_err(|e| e.to_string())?;
    let peers = bench.peers()?;
    say(&format!("Import: {} rows of CSV, validated and saved in SQLite", bench.rows))?;
    let file = generate(bench, &folder)?;
    plain_copy(&file, &folder)?;

    let [ours, theirs] = ["ours", "theirs.sqlite"].map(|name| folder.join(name));
    let import = |_| {
        fresh(bench, &ours)?;
        bench.sightline(&ours).args(["import", "figures"]).args([&file]).args(agency()).run()
    };
    let defs = bench.root.join("defs");
    let peer = |_| {
        let _ = std::fs::remove_file(&theirs);
        let script = peers.script("import").args([&file, &defs, &theirs]);
        script.args([rows::AGENCY]).run()
    };
    import(0)?;
    peer(0)?;
    let database = ours.join("sightline.db");
    let (checking, said) = peers.script("same_import").args([&database, &theirs]).said()?;
    say(&format!("  equal, in {:.2} s: {said}", checking.wall.as_secs_f64()))?;

    let versus = Versus::run(bench.rounds, import, peer)?;
    versus
        .print("sightline import figures", "pandas: read_csv, validate, to_sql")
        .map_err(|e| e.to_string())?;
    results.versus("import", &versus, 1.0);
    results.memory("import", &versus, Limit::Part(MEMORY));
    Ok(())
}

fn agency() -> [&'static str; 2] {
    ["--agency", rows::AGENCY]
}

/// Makes the file and says what that cost.
fn generate(bench: &Bench, folder: &Path) -> Outcome<PathBuf> {
    let path = folder.join("figures.csv");
    let words = |e: std::io::Error| format!("{}: {e}", path.display());
    let start = Instant::now();
    let mut out = BufWriter::new(File::create(&path).map_err(words)?);
    let written = rows::write(&bench.root.join("defs"), bench.rows, &mut out)?;
    out.flush().map_err(words)?;
    let mebibytes = std::fs::metadata(&path).map_err(words)?.len() >> 20;
    say(&format!(
        "  made in {:.2} s: {mebibytes} MiB, {} measures, {} areas",
        start.elapsed().as_secs_f64(),
        written.measures,
        written.areas
    ))?;
    Ok(path)
}

/// What the disk alone takes: copying the file and waiting until it lies there.
fn plain_copy(file: &Path, folder: &Path) -> Outcome<()> {
    let copy = folder.join("copy.csv");
    let words = |e: std::io::Error| format!("{}: {e}", copy.display());
    let start = Instant::now();
    std::fs::copy(file, &copy).map_err(words)?;
    File::open(&copy).and_then(|copied| copied.sync_all()).map_err(words)?;
    say(&format!("  copying the file to the disk alone: {:.2} s", start.elapsed().as_secs_f64()))?;
    std::fs::remove_file(&copy).map_err(words)
}

/// A data folder that knows the agency and holds nothing else.
fn fresh(bench: &Bench, folder: &Path) -> Outcome<()> {
    let _ = std::fs::remove_dir_all(folder);
    let init = Program::new("init", &bench.binary, &bench.folder).args(["init"]).args([folder]);
    init.args(["--area", "E06000051"]).run()?;
    let agencies = folder.join("defs/agencies");
    let words = |e: std::io::Error| format!("{}: {e}", agencies.display());
    std::fs::create_dir_all(&agencies).map_err(words)?;
    let id = rows::AGENCY;
    let text = format!(
        "title = \"Bench\"\nsource = \"Made for the bench\"\n\n[[agency]]\nid = \"{id}\"\nname = \"Bench agency\"\n"
    );
    std::fs::write(agencies.join("bench.toml"), text).map_err(words)
}
