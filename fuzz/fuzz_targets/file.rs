//! A file of any other kind as an article: the first byte says of which.

#![no_main]
#![allow(dead_code, clippy::unwrap_used, reason = "the promises are shared with the tests")]

#[path = "../../tests/integration/promises.rs"]
mod promises;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| promises::check_file(bytes));
