//! Text with markup of how it is spoken.

#![no_main]
#![allow(dead_code, clippy::unwrap_used, reason = "the promises are shared with the tests")]

#[path = "../../tests/integration/promises.rs"]
mod promises;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| promises::check_article(bytes, natiq::article::Kind::Ssml));
