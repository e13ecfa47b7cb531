//! The program as it serves: a whole process, asked over HTTP on loopback.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use sightline_bench::child::Outcome;

/// How long an answer may take before the bench gives up.
const PATIENCE: Duration = Duration::from_secs(120);

/// A running server. It ends with this value.
pub(super) struct Served {
    child: Child,
    port: u16,
    /// From the start of the process to the address that it prints.
    pub(super) started: Duration,
}

impl Served {
    /// Starts `sightline serve` on a free port.
    pub(super) fn start(binary: &Path, data: &Path) -> Outcome<Self> {
        let start = Instant::now();
        let mut child = Command::new(binary)
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|e| format!("cannot start {}: {e}", binary.display()))?;
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            let read = BufReader::new(out).read_line(&mut line);
            read.map_err(|e| format!("the server said nothing: {e}"))?;
        }
        let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>();
        let port = line.split("localhost:").nth(1).map(digits).and_then(|port| port.parse().ok());
        let mut served = Self { child, port: 0, started: start.elapsed() };
        served.port = port.ok_or_else(|| format!("the server did not say its address: {line}"))?;
        Ok(served)
    }

    /// Asks for a page and gives how long that took, from opening the connection to the last byte,
    /// and the answer's body.
    pub(super) fn get(&self, path: &str) -> Outcome<(Duration, String)> {
        let words = |error: std::io::Error| format!("{path}: {error}");
        let start = Instant::now();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).map_err(words)?;
        stream.set_nodelay(true).map_err(words)?;
        stream.set_read_timeout(Some(PATIENCE)).map_err(words)?;
        let port = self.port;
        let ask =
            format!("GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n");
        stream.write_all(ask.as_bytes()).map_err(words)?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).map_err(words)?;
        let took = start.elapsed();
        let answer = String::from_utf8_lossy(&answer);
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        if !head.starts_with("HTTP/1.1 200") {
            return Err(format!("{path}: {}", head.lines().next().unwrap_or_default()));
        }
        Ok((took, body.to_owned()))
    }

    /// The largest resident memory of the process so far, in MiB.
    pub(super) fn peak(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        kib.map_or(f64::NAN, |kib| kib / 1024.0)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself; either way nothing is left of it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
