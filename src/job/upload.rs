//! The folder of episodes brought to an S3-compatible store, from where listeners are served.
//!
//! What listeners need is brought there: audio, transcripts, chapters, pictures, the feed; not the records. What is there
//! already is told by a list beside it, [`LIST`], which names every object of ours with its SHA-256; so nothing is put
//! twice, and nothing is deleted that is not ours. The feed comes after all it names, and what it names no more is deleted
//! after it: at no moment does it lead nowhere.

use std::{collections::BTreeMap, fs::File, path::Path};

use serde::{Deserialize, Serialize};

use super::{EpisodeStore, Error};
use crate::{
    digest::{sha256, sha256_of_reader},
    publish::{Episode, FileName, media_type},
    s3::Bucket,
};

/// The name of the list of what is there.
const LIST: &str = "natiq-files.json";

/// After so many files the list is brought up to date, so that an upload that is interrupted is not begun anew.
const BETWEEN_LISTS: usize = 20;

/// What an upload did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Uploaded {
    pub n_put: usize,
    pub n_deleted: usize,
    pub n_bytes: u64,
}

/// What is in the store, by name.
#[derive(Debug, Default, Serialize, Deserialize)]
struct List {
    files: BTreeMap<String, String>,
}

/// Brings the files of episodes, `others` (pictures) and at last the feed to a bucket, and takes away what was brought
/// there before and belongs to none of them.
///
/// # Errors
/// When a file cannot be read or the store refuses.
///
/// # Blocking
/// Until everything is there.
pub fn upload(
    store: &EpisodeStore,
    episodes: &[Episode],
    others: &[FileName],
    feed: &FileName,
    bucket: &Bucket,
) -> Result<Uploaded, Error> {
    let mut there: List = match bucket.get(LIST)? {
        Some(list) => serde_json::from_slice(&list).unwrap_or_default(),
        None => List::default(),
    };
    let mut wanted: Vec<(FileName, String)> = Vec::new();
    for episode in episodes {
        wanted.extend(store.files_of(&episode.guid));
    }
    for name in others.iter().chain([feed]) {
        let path = store.path(name);
        let digest = File::open(&path).and_then(sha256_of_reader).map_err(Error::file(&path))?;
        wanted.push((name.clone(), digest));
    }
    let mut done = Uploaded::default();
    for (name, digest) in &wanted {
        if there.files.get(&**name) == Some(digest) {
            continue;
        }
        let path = store.path(name);
        let file = File::open(&path).map_err(Error::file(&path))?;
        done.n_bytes += file.metadata().map_err(Error::file(&path))?.len();
        let kind = media_type(name).unwrap_or("application/octet-stream");
        // As the service serves them: a corrected episode should not wait for longer than the feed.
        bucket.put(name, &file, digest, &[("content-type", kind), ("cache-control", "public, max-age=300")])?;
        there.files.insert(name.to_string(), digest.clone());
        done.n_put += 1;
        if done.n_put.is_multiple_of(BETWEEN_LISTS) {
            put_list(store, bucket, &there)?;
        }
    }
    let stale: Vec<String> =
        there.files.keys().filter(|name| !wanted.iter().any(|(wanted, _)| **wanted == **name)).cloned().collect();
    for name in stale {
        // A list that others have written may name what it likes.
        if let Ok(name) = name.parse::<FileName>() {
            bucket.delete(&name)?;
            done.n_deleted += 1;
        }
        there.files.remove(&name);
    }
    if done.n_put + done.n_deleted > 0 {
        put_list(store, bucket, &there)?;
    }
    Ok(done)
}

fn put_list(store: &EpisodeStore, bucket: &Bucket, list: &List) -> Result<(), Error> {
    // Strings alone: serialization cannot fail.
    let bytes = serde_json::to_vec(list).unwrap_or_default();
    let path = store.work(LIST);
    std::fs::write(&path, &bytes).map_err(Error::file(&path))?;
    let put = || {
        let file = File::open(&path).map_err(Error::file(&path))?;
        let headers = [("content-type", "application/json"), ("cache-control", "no-store")];
        Ok(bucket.put(LIST, &file, &sha256(&bytes), &headers)?)
    };
    let result = put();
    remove(&path)?;
    result
}

fn remove(path: &Path) -> Result<(), Error> {
    std::fs::remove_file(path).map_err(Error::file(path))
}
