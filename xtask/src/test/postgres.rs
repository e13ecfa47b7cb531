//! A PostgreSQL server for one test run: own data folder, own free port, gone afterwards.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};

use super::packages;
use crate::shell::{self, Outcome};

/// Holds the server while the pipe on standard input is open. The pipe closes when the task ends, however it
/// ends (done, failed, interrupted, killed), so the server and its folder never outlive it.
const KEEPER: &str = r#"
trap '' INT TERM HUP
"$1/postgres" -D "$2/data" -p "$3" -k "$2" \
  -c listen_addresses=127.0.0.1 -c max_connections=200 -c log_min_messages=log \
  -c fsync=off -c synchronous_commit=off -c full_page_writes=off &
server=$!
cat > /dev/null
kill -INT "$server" 2> /dev/null
wait "$server"
rm -rf "$2"
"#;

/// Makes the data folder; a folder that could not be filled is removed. A plain password over the loopback
/// address is enough: the word is random and lives as long as the run.
const MAKER: &str = r#"
set -e
umask 077
trap 'rm -rf "$2"' EXIT
cat > "$2/word"
"$1/initdb" --pgdata "$2/data" --username "$3" --pwfile "$2/word" --auth=password \
  --encoding=UTF8 --locale=C --no-sync
rm "$2/word"
trap - EXIT
"#;

/// PostgreSQL writes this line when it answers.
const READY: &str = "database system is ready to accept connections";

/// The name of the superuser of the server.
const USER: &str = "sightline";

/// A running server; `stop` ends it and says so, dropping it ends it silently.
pub(super) struct Server {
    keeper: Child,
    port: u16,
    password: String,
}

impl Server {
    /// Makes a data folder and starts the server on a free port of the loopback address.
    pub(super) fn start() -> Outcome<Self> {
        let programs = packages::postgres_folder().ok_or("PostgreSQL's server is not found")?;
        let owner = unprivileged()?;
        let password = random_word()?;
        let folder = data_folder(&owner)?;
        initialise(&programs, &folder, &owner, &password)?;
        let port = free_port()?;
        let mut keeper = owner
            .command("sh")
            .args(["-c", KEEPER, "keeper"])
            .arg(&programs)
            .arg(&folder)
            .arg(port.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot start PostgreSQL: {error}"))?;
        let stderr = keeper.stderr.take();
        // From here on dropping the server stops it.
        let server = Self { keeper, port, password };
        wait_until_ready(stderr.ok_or("PostgreSQL has no standard error")?)?;
        Ok(server)
    }

    /// The port that it listens at.
    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// The address for the tests; they make their own databases beside this one.
    pub(super) fn url(&self) -> String {
        format!("postgres://{USER}:{}@127.0.0.1:{}/postgres", self.password, self.port)
    }

    /// Stops the server and removes its data.
    pub(super) fn stop(mut self) -> Outcome {
        drop(self.keeper.stdin.take());
        let status =
            self.keeper.wait().map_err(|error| format!("PostgreSQL did not stop: {error}"))?;
        if status.success() {
            Ok(())
        } else {
            Err(format!("PostgreSQL's data folder could not be removed ({status})"))
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        // After `stop` this returns at once; otherwise the failure that brought us here is the one to tell.
        drop(self.keeper.wait());
    }
}

/// The person that runs the server: PostgreSQL refuses the superuser.
enum Owner {
    Ourselves,
    Other(&'static str),
}

impl Owner {
    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        match self {
            Self::Ourselves => Command::new(program),
            Self::Other(name) => {
                let mut command = Command::new("setpriv");
                command.args([
                    &format!("--reuid={name}"),
                    &format!("--regid={name}"),
                    "--init-groups",
                    "--",
                ]);
                command.arg(program).env_remove("HOME");
                command
            }
        }
    }
}

fn unprivileged() -> Outcome<Owner> {
    if !packages::is_root()? {
        return Ok(Owner::Ourselves);
    }
    let known = |name: &str| shell::output(Command::new("id").args(["-u", name])).is_ok();
    if known("postgres") {
        Ok(Owner::Other("postgres"))
    } else {
        Err("PostgreSQL refuses to run as the superuser, and there is no user `postgres` to run it"
            .to_owned())
    }
}

/// A new folder that only the server's owner may enter.
fn data_folder(owner: &Owner) -> Outcome<PathBuf> {
    let template = std::env::temp_dir().join("sightline-postgres.XXXXXX");
    let made = shell::output(owner.command("mktemp").arg("-d").arg(&template))?;
    Ok(PathBuf::from(made.trim_end()))
}

/// Makes the server's data. The password comes through the pipe, because every command line is public.
fn initialise(programs: &Path, folder: &Path, owner: &Owner, password: &str) -> Outcome {
    let mut child = owner
        .command("sh")
        .args(["-c", MAKER, "maker"])
        .args([programs, folder])
        .arg(USER)
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot start initdb: {error}"))?;
    if let Some(mut stdin) = child.stdin.take() {
        writeln!(stdin, "{password}").map_err(|error| format!("initdb takes no word: {error}"))?;
    }
    let output =
        child.wait_with_output().map_err(|error| format!("initdb does not end: {error}"))?;
    if output.status.success() {
        Ok(())
    } else {
        Err(format!("initdb failed\n{}", String::from_utf8_lossy(&output.stderr)))
    }
}

/// A port that was free a moment ago.
fn free_port() -> Outcome<u16> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| format!("no free port: {error}"))
}

/// Reads the server's log until it answers, then keeps the pipe empty in the background.
fn wait_until_ready(stderr: ChildStderr) -> Outcome {
    let mut log = BufReader::new(stderr);
    let mut said = String::new();
    loop {
        let before = said.len();
        let read = log
            .read_line(&mut said)
            .map_err(|error| format!("cannot read PostgreSQL's log: {error}"))?;
        let line = said.get(before..).unwrap_or_default();
        if read == 0 || line.contains("FATAL") {
            return Err(format!("PostgreSQL did not start:\n{said}"));
        }
        if line.contains(READY) {
            break;
        }
    }
    std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
    Ok(())
}

/// Thirty-two random hexadecimal digits.
fn random_word() -> Outcome<String> {
    let mut bytes = [0_u8; 16];
    File::open("/dev/urandom")
        .and_then(|mut file| file.read_exact(&mut bytes))
        .map_err(|error| format!("no random bytes: {error}"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
