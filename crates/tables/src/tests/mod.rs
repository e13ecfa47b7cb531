//! Tests through the public functions, on files made here.

mod hostile;
mod mutation;
mod ods;
mod samples;
mod text;
mod write;
mod xlsx;
