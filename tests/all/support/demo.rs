//! The demonstration, made once for each build of the program and shared by all tests, read only.

use std::fs::File;
use std::path::PathBuf;
use std::time::UNIX_EPOCH;

use super::{program, sightline};

/// The demonstration's data folder. Tests that change it take a copy.
pub(crate) fn demo() -> PathBuf {
    let base = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    std::fs::create_dir_all(&base).unwrap();
    let lock = File::create(base.join("demo.lock")).unwrap();
    lock.lock().unwrap();
    let about = program().metadata().unwrap();
    let built = about.modified().unwrap().duration_since(UNIX_EPOCH).unwrap().as_nanos();
    let stamp = format!("{} {built}", about.len());
    let (folder, stamped) = (base.join("demo"), base.join("demo.stamp"));
    if std::fs::read_to_string(&stamped).is_ok_and(|text| text == stamp) {
        return folder;
    }
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    let said = sightline(&folder, &["demo", "--once"]).exits(0);
    std::fs::write(base.join("demo.out"), said.out).unwrap();
    std::fs::write(stamped, stamp).unwrap();
    folder
}

/// What `sightline demo --once` printed when the shared demonstration was made.
pub(crate) fn said() -> String {
    demo();
    std::fs::read_to_string(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("demo.out")).unwrap()
}
