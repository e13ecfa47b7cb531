//! A process that is killed and a disk that fills: afterwards all is well, and the work can be done.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use crate::support::folder::{DataFolder, POLICE};
use crate::support::{command, files, program, run};

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
        let all = audit.starts_with("2 entries") && kept.starts_with("1 files");
        assert!(nothing || all, "after a kill in {step}: {audit}; {kept}");
    }
    assert!(early >= 3, "only {early} of the kills came before the end");
    run(&mut work()).exits(0);
    let said = run(&mut work()).exits(0);
    assert!(said.out.contains("imported before as west-mercia-police/"), "{}", said.out);
    folder.doctor().well();
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
        folder.doctor().well();
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
        assert!(said.err.starts_with("sightline: "), "{room}: {}", said.err);
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
