//! A file of any other kind as an article: the first byte says of which.

#![no_main]
#![allow(dead_code, clippy::unwrap_used, reason = "the promises are shared with the tests")]

#[path = "../../tests/integration/promises.rs"]
mod promises;

use natiq::article::Kind;

/// In the order of the seeds' first digits.
const KINDS: [Kind; 9] = [
    Kind::Org,
    Kind::ReStructuredText,
    Kind::Subtitles,
    Kind::Json,
    Kind::Mail,
    Kind::WebArchive,
    Kind::Epub,
    Kind::Docx,
    Kind::Odt,
];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Some((first, rest)) = bytes.split_first() {
        promises::check_article(rest, KINDS[usize::from(*first) % KINDS.len()]);
    }
});
