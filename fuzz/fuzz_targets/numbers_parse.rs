//! Any text as a number and as a date, and through neutralising and back.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| sightline_tables::fuzzing::numbers_parse(text));
