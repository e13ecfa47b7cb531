//! The program starts. This test also makes every test run build the program, which the tests across
//! crates (`tests/all`) then run.

use std::process::Command;

#[test]
fn says_its_version() {
    let said = Command::new(env!("CARGO_BIN_EXE_sightline")).arg("--version").output().unwrap();
    let expected = format!("sightline {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(String::from_utf8(said.stdout).unwrap(), expected);
    assert!(said.status.success());
}
