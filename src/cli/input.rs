//! `INPUT`: a file, or `-` for standard input.

use std::{io::Read, path::Path};

use anyhow::Context;

use crate::article::{self, Article, Kind};

/// Reads the bytes of `input` and says what kind they are: by the file's extension, else by their beginning.
pub(super) fn read(input: &Path) -> anyhow::Result<(Vec<u8>, Kind)> {
    if input == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).context("could not read standard input")?;
        let kind = Kind::sniff(&bytes);
        return Ok((bytes, kind));
    }
    let bytes = std::fs::read(input).with_context(|| format!("could not read `{}`", input.display()))?;
    let kind = Kind::from_path(input).unwrap_or_else(|| Kind::sniff(&bytes));
    Ok((bytes, kind))
}

/// Reads the article in `input`.
pub(super) fn article(input: &Path) -> anyhow::Result<Article> {
    let (bytes, kind) = read(input)?;
    article::read(&bytes, kind, &article::Options::default())
        .with_context(|| format!("could not read an article from `{}`", input.display()))
}
