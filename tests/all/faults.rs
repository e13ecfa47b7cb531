//! A process that is killed and a disk that fills: afterwards all is well, and the work can be done.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use crate::support::database::OwnDatabase;
use crate::support::folder::{DataFolder, INIT, POLICE};
use crate::support::{command, files, program, run, sightline, tool};

/// Numbers that look random and are the same on each run.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, end: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// A file of many rows: days by offence group.
fn many_rows(folder: &DataFolder, rows: usize) -> PathBuf {
    let groups =
        ["shoplifting", "rape", "homicide", "other-theft", "vehicle-offences", "bicycle-theft"];
    let path = folder.beside("many.csv");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).unwrap());
    file.write_all(b"measure,period,dimensions,value\n").unwrap();
    let days = (1950..2020).flat_map(|year| {
        (1..=12)
            .flat_map(move |month| (1..=28).map(move |day| format!("{year}-{month:02}-{day:02}")))
    });
    let lines = days.flat_map(|day| {
        groups.map(|group| format!("crime.offences,{day},offence_group={group},12\n"))
    });
    lines.take(rows).for_each(|line| file.write_all(line.as_bytes()).unwrap());
    file.flush().unwrap();
    path
}

/// Starts the work, waits for a line that names a step and then for some milliseconds, and kills it.
/// Says whether the kill came before the end.
fn kill_after(mut work: Command, step: &str, wait: u64) -> bool {
    let mut child = work.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let (said, heard) = mpsc::channel();
    let reader = std::thread::spawn(move || {
        lines.map_while(Result::ok).for_each(|line| drop(said.send(line)));
    });
    if !step.is_empty() {
        while heard.recv().is_ok_and(|line| line != step) {}
    }
    let until = std::time::Instant::now() + Duration::from_millis(wait);
    // The channel closes when the process ends by itself.
    while let Some(left) = until.checked_duration_since(std::time::Instant::now()) {
        if heard.recv_timeout(left).is_err() {
            break;
        }
    }
    let early = child.try_wait().unwrap().is_none();
    drop(child.kill());
    child.wait().unwrap();
    reader.join().unwrap();
    early
}

#[test]
fn an_import_that_is_killed_leaves_all_or_nothing() {
    let folder = DataFolder::new();
    let file = many_rows(&folder, 40_000);
    let named = file.display().to_string();
    let work = || command(&folder.data(), &["import", "figures", &named, "--agency", POLICE]);
    let mut seeded = Seeded(20_211_119);
    let mut early = 0;
    for (step, span) in [
        ("read", 300),
        ("map, resolve codes, validate", 1500),
        ("save", 40),
        ("save", 400),
        ("save", 1500),
    ] {
        early += u32::from(kill_after(work(), step, seeded.below(span)));
        let doctor = folder.doctor().well();
        let audit = doctor.audit();
        let kept = doctor.check("kept files").1;
        let nothing = audit.starts_with("1 entries") && kept.starts_with("0 files");
        // The partnership was founded, the agency saved, the return revised.
        let all = audit.starts_with("3 entries") && kept.starts_with("1 files");
        assert!(nothing || all, "after a kill in {step}: {audit}; {kept}");
    }
    assert!(early >= 3, "only {early} of the kills came before the end");
    run(&mut work()).exits(0);
    let said = run(&mut work()).exits(0);
    assert!(said.out.contains("imported before as west-mercia-police/"), "{}", said.out);
    folder.doctor().well();
}

/// `init` of a folder at a place, with more options.
fn init(data: &Path, options: &[String]) -> Command {
    let named = data.display().to_string();
    let mut command = command(data, &["init", &named]);
    command.args(INIT).args(options);
    command
}

/// The audit chain of a folder that was just made.
fn founded(data: &Path) -> String {
    let said = sightline(data, &["doctor"]).exits(0).out;
    let line = said.lines().find(|line| line.contains("audit chain")).unwrap_or_default();
    assert!(line.contains(" 1 entries"), "{said}");
    line.to_owned()
}

fn killed_and_made(options: &[String], spans: &[u64]) {
    let mut seeded = Seeded(7);
    let mut early = 0;
    let home = tempfile::TempDir::new().unwrap();
    let data = home.path().join("data");
    for span in spans {
        early += u32::from(kill_after(init(&data, options), "", seeded.below(*span)));
        if data.join("sightline.toml").exists() {
            founded(&data);
            break;
        }
        let said = sightline(&data, &["check"]).exits(1);
        assert!(said.err.contains("sightline init"), "{}", said.err);
    }
    assert!(early >= 2, "only {early} of the kills came before the end");
    if !data.join("sightline.toml").exists() {
        run(&mut init(&data, options)).exits(0);
    }
    founded(&data);
    let left: Vec<String> =
        files::all(&data).into_keys().filter(|name| name.contains(".part")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn an_init_that_is_killed_can_be_given_again() {
    killed_and_made(&[], &[5, 60, 80, 100, 120, 150, 200, 300]);
    let server = tool("SIGHTLINE_TEST_POSTGRES");
    let database = OwnDatabase::make(&server, "killed");
    let options = ["--database".to_owned(), database.url()];
    killed_and_made(&options, &[5, 80, 120, 150, 200, 250, 300, 400]);
}

#[test]
fn what_an_init_left_is_taken_over_only_when_it_is_of_that_init() {
    let folder = DataFolder::new();
    let data = folder.data();
    let audit = founded(&data);
    let (toml, part) = (data.join("sightline.toml"), data.join("sightline.toml.part"));
    // Killed before its last step: the database is whole and in place.
    std::fs::rename(&toml, &part).unwrap();
    run(&mut init(&data, &[])).exits(0);
    assert_eq!(founded(&data), audit);
    // With other words it is not the same partnership.
    std::fs::rename(&toml, &part).unwrap();
    let other = ["--partnership".to_owned(), "another".to_owned()];
    let said = run(&mut init(&data, &other)).exits(1);
    assert!(said.err.contains("already holds \u{201c}Small partnership\u{201d}"), "{}", said.err);
    // Killed while the database was made: what is there is no database.
    std::fs::rename(data.join("sightline.db"), data.join("sightline.db.part")).unwrap();
    std::fs::write(data.join("sightline.db.part"), b"half a database").unwrap();
    run(&mut init(&data, &[])).exits(0);
    founded(&data);
    // A database whose configuration was lost is not made anew.
    std::fs::remove_file(&toml).unwrap();
    let before = files::all(&data);
    let said = run(&mut init(&data, &[])).exits(1);
    assert!(said.err.contains("Put its sightline.toml back"), "{}", said.err);
    assert_eq!(before.get("sightline.db"), files::all(&data).get("sightline.db"));
}

#[test]
fn a_demonstration_that_is_killed_is_made_when_it_is_given_again() {
    let home = tempfile::TempDir::new().unwrap();
    let data = home.path().join("demo");
    let mut early = 0;
    for wait in [30, 250, 500] {
        early += u32::from(kill_after(command(&data, &["demo", "--once"]), "", wait));
    }
    assert!(early >= 2, "only {early} of the kills came before the end");
    sightline(&data, &["demo", "--once"]).exits(0);
    sightline(&data, &["doctor"]).exits(0);
}

const RELEASE: [&str; 8] = [
    "report",
    "release",
    "--year",
    "2021-22",
    "--by",
    "Business manager",
    "--override",
    "checklist-empty=Agreed",
];

fn edition(data: &Path) -> PathBuf {
    data.join("releases/2021-22-public/edition-1")
}

#[test]
fn a_release_that_is_killed_is_whole_or_can_be_done_again() {
    let mut seeded = Seeded(2);
    let mut early = 0;
    for span in [1, 400, 800, 1500, 3000] {
        let folder = DataFolder::with_report();
        early += u32::from(kill_after(
            command(&folder.data(), &RELEASE),
            "",
            span / 2 + seeded.below(span),
        ));
        // The release is whole or not there; where only its folder is not in its place, it is put there.
        folder.run(&["doctor", "--mend"]).exits(0);
        if !edition(&folder.data()).exists() {
            run(&mut command(&folder.data(), &RELEASE)).exits(0);
        }
        let out = edition(&folder.data()).display().to_string();
        folder.run(&["report", "verify", &out]).exits(0);
        folder.doctor().well();
    }
    assert!(early >= 2, "only {early} of the kills came before the end");
}

/// Runs the program where no file may grow beyond so many bytes, as on a disk that fills.
fn with_little_room(data: &Path, args: &[&str], bytes: u64) -> Command {
    // A process that writes too much gets a signal; ignored, it gets an error as from a full disk.
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' XFSZ; exec prlimit --fsize=\"$0\" \"$@\"", &bytes.to_string()]);
    command.arg(program()).args(args).arg("--data").arg(data);
    command.args(["--at", crate::support::AT]).stdin(Stdio::null());
    command
}

#[test]
fn a_disk_that_fills_during_a_release_leaves_what_was_there() {
    let folder = DataFolder::with_report();
    let out = folder.beside("report");
    let named = out.display().to_string();
    folder.run(&["report", "build", "--year", "2021-22", "--out", &named]).exits(0);
    let before = (files::all(&out), folder.doctor().well().audit());
    let build = ["report", "build", "--year", "2021-22", "--out", &named];
    let release = [&RELEASE[..], &["--out", &named]].concat();
    for (work, room) in
        [(&build[..], 2_000), (&build[..], 60_000), (&release[..], 2_000), (&release[..], 60_000)]
    {
        let said = run(&mut with_little_room(&folder.data(), work, room));
        assert_eq!(said.code, 1, "{room}: {}", said.all());
        let line = said.err.lines().any(|line| line.starts_with("sightline: "));
        assert!(line, "{room}: {}", said.err);
        assert!(!said.err.contains("panicked"), "{room}: {}", said.err);
        files::assert_same(&before.0, &files::all(&out));
        assert_eq!(before.1, folder.doctor().well().audit());
        assert!(!edition(&folder.data()).exists(), "{room}");
    }
    let said = run(&mut command(&folder.data(), &release)).exits(0);
    assert!(said.out.contains("Released 2021-22-public/e1"), "{}", said.out);
    folder.run(&["report", "verify", &named]).exits(0);
    folder.doctor().well();
}
