//! `INPUT`: a file, an address, or `-` for standard input.

use std::{io::Read, path::Path};

use anyhow::{Context, bail, ensure};

use crate::{
    article::{self, Article, Kind},
    fetch::Fetcher,
    job,
};

/// The largest file that is taken, in bytes: books and documents have pictures, of which nothing is read.
const MAX_FILE_BYTES: u64 = 512 << 20;

/// The largest answer that is taken from an address, in bytes: a site map may have 50 MB.
pub(super) const MAX_FETCHED_BYTES: usize = 64 << 20;

/// Reads the bytes of `input` and says what kind they are: by the file's extension or the media type, else by their
/// beginning.
pub(super) fn read(input: &Path) -> anyhow::Result<(Vec<u8>, Kind)> {
    if input == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).context("could not read standard input")?;
        let kind = Kind::sniff(&bytes);
        return Ok((bytes, kind));
    }
    if let Some(url) = input.to_str().filter(|input| Fetcher::is_address(input)) {
        let fetcher = Fetcher::own(MAX_FETCHED_BYTES);
        let page = fetcher.fetch(url).with_context(|| format!("could not fetch `{url}`"))?;
        ensure!(!job::is_feed(&page.bytes), "`{url}` is a feed or a site map (`natiq render` reads all its articles)");
        return Ok(fetcher.with_text(page).input());
    }
    let shown = input.display();
    let n_bytes = std::fs::metadata(input).with_context(|| format!("could not read `{shown}`"))?.len();
    ensure!(n_bytes <= MAX_FILE_BYTES, "limit reached: `{shown}` has {n_bytes} bytes (at most {MAX_FILE_BYTES})");
    let bytes = std::fs::read(input).with_context(|| format!("could not read `{shown}`"))?;
    let kind = Kind::from_path(input).filter(|kind| kind.fits(&bytes));
    if let (None, Some(refusal)) = (kind, Kind::refusal(input)) {
        bail!("`{shown}`: {refusal}");
    }
    ensure!(!job::is_feed(&bytes), "`{shown}` is a feed or a site map (`natiq render` reads all its articles)");
    let kind = kind.unwrap_or_else(|| Kind::sniff(&bytes));
    Ok((bytes, kind))
}

/// Reads the article in `input`.
pub(super) fn article(input: &Path) -> anyhow::Result<Article> {
    let (bytes, kind) = read(input)?;
    let options = match kind.is_container() {
        true => article::Options { max_input_bytes: article::MAX_BOOK_BYTES, ..article::Options::default() },
        false => article::Options::default(),
    };
    article::read(&bytes, kind, &options)
        .with_context(|| format!("could not read an article from `{}`", input.display()))
}
