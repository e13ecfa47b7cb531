//! Any bytes as a return of figures: its columns, rows, codes and numbers.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use sightline_measures::catalogue::Catalogue;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(sightline_fuzz::catalogue);

fuzz_target!(init: sightline_fuzz::let_libraries_unwind(), |bytes: &[u8]| {
    sightline_app::fuzzing::import_rows(bytes, &CATALOGUE);
});
