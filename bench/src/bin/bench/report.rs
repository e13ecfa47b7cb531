//! The demonstration report: ours against pandas, matplotlib, Jinja and WeasyPrint.

use sightline_bench::child::Outcome;
use sightline_bench::versus::Versus;

use crate::results::{Limit, Results};
use crate::{Bench, say};

const YEAR: &str = "2021-22";
/// What the issue asks for: times faster, and MiB.
const FASTER: f64 = 20.0;
const MEMORY: f64 = 300.0;

/// Runs the bench.
pub(crate) fn run(bench: &Bench, results: &mut Results) -> Outcome<()> {
    let folder = bench.folder.join("report");
    std::fs::create_dir_all(&folder).map_err(|e| e.to_string())?;
    let peers = bench.peers()?;
    let (data, outline) = (folder.join("demo"), folder.join("outline.json"));
    let [ours, theirs] = ["ours", "theirs"].map(|name| folder.join(name));
    say("Report: HTML pages, PDF and open data of the demonstration")?;
    let (made, _) = bench.sightline(&data).args(["demo", "--once"]).said()?;
    say(&format!("  demo --once, from nothing: {:.2} s", made.wall.as_secs_f64()))?;

    let build = || {
        let program = bench.sightline(&data).args(["report", "build", "--year", YEAR, "--out"]);
        program.args([&ours]).run()
    };
    build()?;
    let chapters = data.join("content").join(YEAR).join("chapters");
    let script = peers.script("outline").args([&ours, &chapters, &outline]);
    let (preparing, said) = script.said()?;
    let seconds = preparing.wall.as_secs_f64();
    say(&format!("  outline for the peer, before any timing: {seconds:.2} s: {said}"))?;

    let tables = ours.join("data");
    let peer = || {
        let _ = std::fs::remove_dir_all(&theirs);
        peers.script("report").args([&outline, &tables, &theirs]).run()
    };
    peer()?;
    let (checking, said) = peers.script("same_report").args([&ours, &theirs]).said()?;
    say(&format!("  equal, in {:.2} s: {said}", checking.wall.as_secs_f64()))?;

    let versus = Versus::run(bench.rounds, |_| build(), |_| peer())?;
    versus
        .print("sightline report build", "pandas, matplotlib, Jinja, WeasyPrint")
        .map_err(|e| e.to_string())?;
    results.versus("report", &versus, FASTER);
    results.memory("report", &versus, Limit::Mebibytes(MEMORY));
    Ok(())
}
