//! What only a file has: a disk that fills, a process that dies, a folder without a database.

use std::path::Path;

use sightline_store::{Settings, Store, StoreError};

use crate::place::{CLOCK, TestPlace, exact, import, key, new_revision, of, reader, run, writer};

fn many(count: u32) -> Vec<(sightline_measures::observation::Key, &'static str)> {
    (0..count).map(|n| (key("crime.offences", "2021-22", &format!("ward=ward {n}")), "1")).collect()
}

#[test]
fn a_full_disk_is_a_plain_sentence_and_leaves_the_earlier_state() {
    run(async {
        let place = TestPlace::sqlite().await;
        let settings = Settings { max_bytes: Some(400 * 4096), ..place.settings.clone() };
        crate::place::found(&place.open().await, "here").await;
        let store = Store::open(&settings).await.unwrap();
        let of = of("police/figures");
        import(&store, "here", &of, "a", &many(10)).await.unwrap();
        let scope = writer("here");
        let mut change = store.change(&scope, &CLOCK).await.unwrap();
        let file = vec![7u8; 4 << 20];
        let full = change.begin_revision(&new_revision(&of, &file), &mut &file[..]).await;
        let full = full.map(|_| ()).unwrap_err();
        assert!(matches!(full, StoreError::DiskFull), "{full:?}");
        assert_eq!(
            full.to_string(),
            "the disk that holds the database is full; nothing was changed, free some space and try again"
        );
        drop(change);
        let reader = store.read(&reader("here")).await.unwrap();
        assert_eq!(reader.revisions().await.unwrap().len(), 1);
        assert_eq!(reader.all_current().await.unwrap().len(), 10);
        assert!(reader.verify_audit().await.unwrap().holds());
        drop(reader);
        import(&store, "here", &of, "small", &many(5)).await.unwrap();
    });
}

#[test]
fn a_folder_without_a_database_is_said() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings::sqlite(folder.path().join("none.sqlite"));
        let missing = Store::open(&settings).await.unwrap_err();
        assert!(matches!(missing, StoreError::NoDatabase(_)), "{missing}");
        Store::create(&settings, &CLOCK).await.unwrap().close().await.unwrap();
        let twice = Store::create(&settings, &CLOCK).await.unwrap_err();
        assert!(matches!(twice, StoreError::Exists { .. }), "{twice}");
        let other = folder.path().join("text.sqlite");
        std::fs::write(&other, "this is no database, whatever its name says. ".repeat(200))
            .unwrap();
        let damaged = Store::open(&Settings::sqlite(other)).await.unwrap_err();
        assert!(matches!(damaged, StoreError::Unreadable(_)), "{damaged:?}");
    });
}

/// Set in the child process of the test below: where it writes until it is killed.
const VICTIM: &str = "SIGHTLINE_STORE_TEST_VICTIM";

#[test]
fn a_kill_in_the_middle_of_a_save_leaves_the_earlier_state() {
    if let Ok(path) = std::env::var(VICTIM) {
        run(write_for_ever(Path::new(&path)));
        return;
    }
    run(async {
        let place = TestPlace::sqlite().await;
        let store = place.here().await;
        let of = of("police/figures");
        import(&store, "here", &of, "a", &many(10)).await.unwrap();
        store.close().await.unwrap();
        let sightline_store::Place::Sqlite(path) = &place.settings.place else { return };
        for lines in [1usize, 4] {
            kill_after(path, lines);
            let store = place.open().await;
            let reader = store.read(&reader("here")).await.unwrap();
            assert_eq!(reader.revisions().await.unwrap().len(), 1);
            assert_eq!(reader.all_current().await.unwrap().len(), 10);
            assert!(reader.verify_audit().await.unwrap().holds());
        }
        let store = place.open().await;
        import(&store, "here", &of, "b", &many(3)).await.unwrap();
    });
}

/// Runs this test again as a child that writes, and kills it after it said so many times that it
/// has written.
fn kill_after(path: &Path, lines: usize) {
    use std::io::BufRead as _;
    let mut child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--nocapture"])
        .arg("sqlite::a_kill_in_the_middle_of_a_save_leaves_the_earlier_state")
        .env(VICTIM, path)
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let said = std::io::BufReader::new(child.stdout.take().unwrap())
        .lines()
        .filter(|line| line.as_ref().unwrap().contains("wrote"))
        .take(lines)
        .count();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(said, lines, "the child wrote before it was killed");
}

async fn write_for_ever(path: &Path) {
    let store = Store::open(&Settings::sqlite(path)).await.unwrap();
    let (scope, of) = (writer("here"), of("police/figures"));
    let mut change = store.change(&scope, &CLOCK).await.unwrap();
    let file = b"never finished";
    let new = new_revision(&of, file);
    let begun = change.begin_revision(&new, &mut &file[..]).await.unwrap();
    let sightline_store::Begun::New(mut open) = begun else { return };
    for row in 0u32.. {
        let key =
            key("crime.offences", "2021-22", &format!("ward=a new ward with a long name {row}"));
        let mut observation = exact(&of, row + 1, key, "1");
        observation.note = Some("x".repeat(20_000).into());
        open.push(&observation).await.unwrap();
        // Eight megabytes each; the first batch goes into the database after 24.
        if row % 400 == 399 {
            println!("wrote");
        }
    }
}
