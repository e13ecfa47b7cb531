//! Reading by page and scorecard; importing figures and building the report, against pandas,
//! matplotlib, Jinja and WeasyPrint.
//!
//! `cargo run --release -p sightline-bench -- read|import|report|all [--rounds 5] [--rows 1000000]
//! [--observations 10000000] [--keep DIR] [--binary sightline]`

mod import;
mod read;
mod report;
mod results;
mod rows;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use sightline_bench::child::{Outcome, Program};
use sightline_bench::peers::Peers;

use results::Results;

/// What every bench needs.
struct Bench {
    /// The repository.
    root: PathBuf,
    /// The binary under test, built for release.
    binary: PathBuf,
    /// A folder to work in, removed afterwards unless it is to be kept.
    folder: PathBuf,
    /// How often each side runs.
    rounds: usize,
    /// The rows of the import.
    rows: u64,
    /// The most observations that are read from.
    observations: usize,
}

impl Bench {
    /// The Python side. Reading has none and does not ask for it.
    fn peers(&self) -> Outcome<Peers> {
        Peers::prepare(&self.root, &self.folder)
    }

    /// The binary's own command over a data folder.
    fn sightline(&self, data: &Path) -> Program {
        Program::new("sightline", &self.binary, &self.folder).args(["--data"]).args([data])
    }
}

/// What the person asked for.
struct Asked {
    which: String,
    rounds: usize,
    rows: u64,
    observations: usize,
    keep: Option<PathBuf>,
    binary: Option<PathBuf>,
}

fn main() -> ExitCode {
    match asked().and_then(|asked| run(&asked)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(why) => {
            // Nothing is left to do when even the error cannot be said.
            let _ = writeln!(std::io::stderr(), "{why}");
            ExitCode::from(2)
        }
    }
}

fn asked() -> Outcome<Asked> {
    let usage = "bench read|import|report|all [--rounds 5] [--rows 1000000] [--observations 10000000] [--keep DIR] [--binary sightline]";
    let mut arguments = std::env::args().skip(1);
    let which = arguments.next().ok_or(usage)?;
    if !["read", "import", "report", "all"].contains(&which.as_str()) {
        return Err(usage.to_owned());
    }
    let mut asked = Asked {
        which,
        rounds: 5,
        rows: 1_000_000,
        observations: 10_000_000,
        keep: None,
        binary: None,
    };
    while let Some(argument) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{argument} needs a value"))?;
        let number = || value.parse::<u32>().map_err(|e| format!("{argument} {value}: {e}"));
        match argument.as_str() {
            "--rounds" => asked.rounds = number()?.max(1) as usize,
            "--rows" => asked.rows = u64::from(number()?),
            "--observations" => asked.observations = number()? as usize,
            "--keep" => asked.keep = Some(PathBuf::from(value)),
            "--binary" => asked.binary = Some(PathBuf::from(value)),
            _ => return Err(usage.to_owned()),
        }
    }
    Ok(asked)
}

/// Gives whether every target was reached.
fn run(asked: &Asked) -> Outcome<bool> {
    let passing = tempfile::tempdir().map_err(|e| e.to_string())?;
    let folder = asked.keep.clone().unwrap_or_else(|| passing.path().to_owned());
    std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let root = root.canonicalize().map_err(|e| format!("{}: {e}", root.display()))?;
    let bench = Bench {
        binary: asked.binary.clone().map_or_else(|| build(&root), Ok)?,
        rounds: asked.rounds,
        rows: asked.rows,
        observations: asked.observations,
        root,
        folder,
    };
    let mut results = Results::default();
    let wanted = |name: &str| [name, "all"].contains(&asked.which.as_str());
    if wanted("read") {
        read::run(&bench, &mut results)?;
    }
    if wanted("import") {
        import::run(&bench, &mut results)?;
    }
    if wanted("report") {
        report::run(&bench, &mut results)?;
    }
    results.print()?;
    Ok(results.reached())
}

/// Builds the binary for release, beside this one.
fn build(root: &Path) -> Outcome<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .current_dir(root)
        .args(["build", "--quiet", "--release", "--locked", "--package", "sightline"])
        .status()
        .map_err(|e| format!("cannot start cargo: {e}"))?;
    if !built.success() {
        return Err(format!("cargo build ended with {built}"));
    }
    let here = std::env::current_exe().map_err(|e| e.to_string())?;
    let beside = here.with_file_name("sightline");
    let found = Some(beside).filter(|path| path.is_file());
    found.ok_or_else(|| {
        "run this with cargo run --release, so that both are in one folder".to_owned()
    })
}

/// Prints a line.
///
/// # Errors
/// When the output is closed.
fn say(line: &str) -> Outcome<()> {
    writeln!(std::io::stdout(), "{line}").map_err(|e| e.to_string())
}
