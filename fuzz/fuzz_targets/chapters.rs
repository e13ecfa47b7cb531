//! Any text as a chapter of a report.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use sightline_measures::catalogue::Catalogue;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(sightline_fuzz::catalogue);

fuzz_target!(init: sightline_fuzz::let_libraries_unwind(), |text: &str| {
    sightline_report::fuzzing::chapter(text, &CATALOGUE);
});
