//! Says in one line what to do when the front-end files are missing; they are made, not committed.

fn main() {
    println!("cargo::rerun-if-changed=../../assets/.stamp");
    if !std::path::Path::new("../../assets/.stamp").is_file() {
        println!("cargo::error=front-end files are missing: run `cargo xtask assets` first");
    }
}
