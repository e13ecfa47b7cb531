//! Runs a whole process and says what it cost.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use wait4::Wait4 as _;

/// What a bench gives, or why it stopped, in words.
pub type Outcome<T> = Result<T, String>;

/// What one run of a process cost.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// From start to end, by the clock on the wall.
    pub wall: Duration,
    /// Processor time, of user and system together.
    pub cpu: Duration,
    /// The largest resident memory, in bytes, as `wait4` tells it.
    pub peak: u64,
}

/// A program with its arguments and the folder where it writes what it says.
#[derive(Debug)]
pub struct Program {
    name: String,
    command: Command,
    log: PathBuf,
}

impl Program {
    /// A program by path. What it prints goes to `NAME.out` and `NAME.err` in the folder.
    pub fn new(name: &str, path: impl AsRef<std::ffi::OsStr>, logs: &Path) -> Self {
        Self { name: name.to_owned(), command: Command::new(path), log: logs.join(name) }
    }

    /// Adds arguments.
    #[must_use]
    pub fn args<A: AsRef<std::ffi::OsStr>>(
        mut self,
        arguments: impl IntoIterator<Item = A>,
    ) -> Self {
        self.command.args(arguments);
        self
    }

    /// Runs it to its end.
    ///
    /// # Errors
    /// When it cannot be started or does not end well; says the last lines that it printed.
    pub fn run(mut self) -> Outcome<Cost> {
        let (out, err) = (self.log.with_extension("out"), self.log.with_extension("err"));
        let file = |path: &Path| File::create(path).map_err(|e| format!("{}: {e}", path.display()));
        self.command.stdin(Stdio::null()).stdout(file(&out)?).stderr(file(&err)?);
        let start = Instant::now();
        let child = self.command.spawn().map_err(|e| format!("cannot start {}: {e}", self.name))?;
        let used = child.wait4().map_err(|e| format!("cannot wait for {}: {e}", self.name))?;
        let wall = start.elapsed();
        if !used.status.success() {
            let said = format!("{}\n{}", last_lines(&out), last_lines(&err));
            return Err(format!("{} ended with {}:\n{}", self.name, used.status, said.trim()));
        }
        let cpu = used.rusage.utime + used.rusage.stime;
        Ok(Cost { wall, cpu, peak: used.rusage.maxrss })
    }

    /// Runs it and gives what it printed besides.
    ///
    /// # Errors
    /// As [`Program::run`], and when what it printed is not text.
    pub fn said(self) -> Outcome<(Cost, String)> {
        let out = self.log.with_extension("out");
        let cost = self.run()?;
        let text = std::fs::read_to_string(&out).map_err(|e| format!("{}: {e}", out.display()))?;
        Ok((cost, text.trim().to_owned()))
    }
}

fn last_lines(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.len().saturating_sub(12);
    lines.into_iter().skip(from).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_a_process_cost_and_why_it_failed() {
        let logs = tempfile::tempdir().unwrap();
        let shell = |script: &str| Program::new("sh", "sh", logs.path()).args(["-c", script]);
        let (cost, said) = shell("sleep 0.05; echo done").said().unwrap();
        assert_eq!(said, "done");
        assert!(cost.wall >= Duration::from_millis(50) && cost.cpu < cost.wall);
        assert!(cost.peak > 100_000, "{}", cost.peak);
        let why = shell("echo out of luck >&2; exit 3").run().unwrap_err();
        assert!(why.contains("out of luck") && why.contains('3'), "{why}");
    }
}
