//! Any bytes as the text part of a sound Word document.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use sightline_measures::catalogue::Catalogue;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(sightline_fuzz::catalogue);

fuzz_target!(init: sightline_fuzz::let_libraries_unwind(), |bytes: &[u8]| {
    sightline_report::fuzzing::docx_content(bytes, &CATALOGUE);
});
