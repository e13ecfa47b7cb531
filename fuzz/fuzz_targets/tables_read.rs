//! Any bytes as a file of any kind, and as CSV row by row.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: sightline_fuzz::let_libraries_unwind(), |bytes: &[u8]| {
    sightline_tables::fuzzing::tables_read(bytes);
});
