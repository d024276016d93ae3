//! The folder of finished episodes, where nothing ever stands half-written.
//!
//! Files are written in a folder of their own inside it, `.natiq`, brought to the disk and renamed when they are whole:
//! first the audio, then what goes with it, the record last. So an episode without a record is made again, and one with
//! a record was whole when that was written; whether it still is, the record tells ([`recorded_file`](RecordedFile)).
//! Whatever lies in `.natiq` when a run begins was left by one that was killed.
//!
//! Others write to the folder as well. A record that names files elsewhere, or that is not called as it says, is none of
//! ours and is left alone.

use std::{
    collections::{HashMap, HashSet},
    fs::{self, File, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
    time::SystemTime,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Error, recorded_file::RecordedFile, source::Source};
use crate::{
    digest::sha256,
    durable::{self, PartialFile},
    publish::{Audio, Episode, FileName, chapters, transcript},
    store::Key,
};

/// A folder of episodes that this process alone writes to.
pub struct EpisodeStore {
    out: PathBuf,
    kept: HashMap<String, Kept>,
    /// Held as long as the store is; freed by the system whatever becomes of the process.
    _lock: Option<File>,
}

/// What has to be known of an episode that is there already.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Kept {
    guid: String,
    pub(super) digest: String,
    slug: FileName,
    pub(super) audio: Audio,
    pub(super) first_seen: Timestamp,
    /// Empty in an older version's record and in a damaged one: such an episode is made again and keeps its name and date.
    #[serde(default)]
    files: Vec<RecordedFile>,
    /// When the record was written.
    #[serde(skip, default = "SystemTime::now")]
    recorded: SystemTime,
}

/// An episode as it is written down.
#[derive(Serialize)]
struct Record<'a> {
    #[serde(flatten)]
    episode: &'a Episode,
    /// The audio, transcripts and chapters.
    files: Vec<RecordedFile>,
}

impl Kept {
    /// Reads a record, and the bytes that it was read from; one that is damaged or is none of ours is no record.
    fn read(path: &Path) -> Option<(Self, Vec<u8>)> {
        let bytes = fs::read(path).ok()?;
        let kept = serde_json::from_slice::<Self>(&bytes);
        let kept = kept.map_err(|error| error.to_string()).and_then(|kept| {
            if kept.is_called(path) { Ok(kept) } else { Err("it is not called as it says".to_owned()) }
        });
        match kept {
            Ok(kept) => {
                let recorded = fs::metadata(path).and_then(|metadata| metadata.modified()).ok()?;
                // What a damaged record says of the files is worth nothing.
                let files = if is_sealed(&bytes) { kept.files } else { Vec::new() };
                Some((Self { files, recorded, ..kept }, bytes))
            }
            Err(reason) => {
                tracing::warn!(path = %path.display(), reason, "`{}` is no record of an episode", path.display());
                None
            }
        }
    }

    /// Tells whether a record of this name may be this episode's: its files are its own.
    fn is_called(&self, path: &Path) -> bool {
        let extension = self.audio.file.strip_prefix(&*self.slug).and_then(|rest| rest.strip_prefix('.'));
        path.file_name().is_some_and(|name| *name == *self.slug.with(Episode::SUFFIX))
            && extension
                .is_some_and(|extension| !extension.is_empty() && !extension.contains('.') && extension != "json")
    }
}

/// What stands in a record, which is a JSON object, before the SHA-256 of everything before it, and after that.
const SEAL: (&[u8], &[u8]) = (b",\"sha256\":\"", b"\"}");

/// Adds the SHA-256 of a record to it, as its last field.
fn seal(mut record: Vec<u8>) -> Vec<u8> {
    record.truncate(record.len().saturating_sub(1));
    let sha256 = sha256(&record);
    [&record, SEAL.0, sha256.as_bytes(), SEAL.1].concat()
}

/// Tells whether a record is, byte for byte, what was written.
fn is_sealed(record: &[u8]) -> bool {
    let sealed = record.strip_suffix(SEAL.1).and_then(|record| record.split_last_chunk::<64>());
    sealed.is_some_and(|(record, found)| {
        record.strip_suffix(SEAL.0).is_some_and(|record| sha256(record).as_bytes() == found)
    })
}

/// The folder for what is not whole yet.
const WORK: &str = ".natiq";

/// The file in it that says by a lock whose the folder is.
const LOCK: &str = "lock";

impl EpisodeStore {
    /// Takes the folder `out` for this process, makes it where it is missing, and clears away what was left half-done.
    ///
    /// # Errors
    /// When another process works in it, or it cannot be written to.
    pub fn open(out: &Path) -> Result<Self, Error> {
        let work = out.join(WORK);
        fs::create_dir_all(&work).map_err(Error::file(&work))?;
        // It is about to be emptied.
        if fs::symlink_metadata(&work).is_ok_and(|there| !there.is_dir()) {
            return Err(Error::file(&work)(io::Error::other("it is a link (remove it)")));
        }
        let lock_path = work.join(LOCK);
        let lock = durable::open_lock(&lock_path).map_err(Error::file(&lock_path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Error::Busy { out: out.to_owned() }),
            Err(TryLockError::Error(error)) => return Err(Error::file(&lock_path)(error)),
        }
        for entry in fs::read_dir(&work).map_err(Error::file(&work))?.flatten() {
            if entry.path() != lock_path {
                fs::remove_file(entry.path()).map_err(Error::file(&entry.path()))?;
            }
        }
        let mut store = Self::look(out)?;
        store._lock = Some(lock);
        Ok(store)
    }

    /// Tells whether the folder is still there that was claimed. One that was taken away and made anew is another, and
    /// another process may have claimed that.
    pub fn is_there(&self) -> bool {
        self.out.join(WORK).join(LOCK).is_file()
    }

    /// Looks again at what is there, under the same claim.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn again(&self) -> Result<Self, Error> {
        Self::look(&self.out)
    }

    /// Looks at what is in the folder `out`, without a claim to it.
    ///
    /// # Errors
    /// When the folder is there and cannot be read.
    pub fn look(out: &Path) -> Result<Self, Error> {
        let mut kept = HashMap::new();
        for path in records(out)? {
            // Without a record an episode is made again.
            if let Some((record, _)) = Kept::read(&path) {
                kept.insert(record.guid.clone(), record);
            }
        }
        Ok(Self { out: out.to_owned(), kept, _lock: None })
    }

    /// Returns the episode of an article, where there is one.
    pub(super) fn kept(&self, guid: &str) -> Option<&Kept> {
        self.kept.get(guid)
    }

    /// Tells whether an episode is there, of this digest and with all that belongs to it, as it was when it was made.
    pub(super) fn has(&self, guid: &str, digest: &str) -> bool {
        self.kept(guid).filter(|kept| kept.digest == digest && !kept.files.is_empty()).is_some_and(|kept| {
            let is_whole = |file: &RecordedFile| file.is_whole(&self.out, kept.recorded);
            kept.files.iter().any(|file| file.name == kept.audio.file) && kept.files.iter().all(is_whole)
        })
    }

    /// Chooses the names of the articles' files: an episode keeps the name it has; among new ones that would be called
    /// the same, the first is, and the others have a few letters of the digest of their identity behind.
    pub(super) fn slugs(&self, sources: &[Source]) -> Vec<FileName> {
        let mut taken: HashSet<FileName> = self.kept.values().map(|kept| kept.slug.clone()).collect();
        let mut choose = |source: &Source| {
            if let Some(kept) = self.kept(&source.guid) {
                return kept.slug.clone();
            }
            let mut slug: FileName = source.slug.parse().unwrap_or_else(|_| FileName::article());
            if taken.contains(&slug) {
                let digest = Key::of("slug").with(&source.guid).finish().to_string();
                slug = slug.with(&format!("-{}", &digest[..8]));
            }
            taken.insert(slug.clone());
            slug
        };
        sources.iter().map(&mut choose).collect()
    }

    /// Returns where a file is written until it is whole.
    pub(super) fn work(&self, name: &str) -> PathBuf {
        self.out.join(WORK).join(name)
    }

    /// Begins the audio file of an episode.
    pub(super) fn begin_audio(&self, name: &FileName) -> Result<PartialFile, Error> {
        let path = self.out.join(name);
        PartialFile::create_at(&self.work(name), &path).map_err(Error::file(&path))
    }

    /// Puts an episode, whose audio is written, into the folder.
    pub(super) fn put(&self, episode: &Episode, mut audio: PartialFile) -> Result<(), Error> {
        let name = &episode.audio.file;
        let path = self.out.join(name);
        let written = audio.written().and_then(|file| RecordedFile::of(name.clone(), file));
        let mut files = vec![written.map_err(Error::file(&path))?];
        audio.finish().map_err(Error::file(&path))?;
        let mut texts: Vec<(FileName, String)> = transcript::Format::ALL
            .map(|format| (format.file_name(episode), transcript::write(episode, format)))
            .into();
        match chapters::file_name(episode) {
            Some(name) => texts.push((name, chapters::write(episode))),
            // Of an earlier edition that had headings.
            None => self.remove(&chapters::file_name_of(&episode.slug))?,
        }
        for (name, text) in texts {
            self.write(&name, text.as_bytes())?;
            files.push(RecordedFile::of_bytes(name, text.as_bytes()).map_err(Error::file(&self.out))?);
        }
        // Strings, numbers and lists: serialization cannot fail. Written even where it says the same, since its time is
        // what the files' times are held against.
        let record = seal(serde_json::to_vec(&Record { episode, files }).unwrap_or_default());
        self.replace(&episode.file_name(), &record)?;
        match self.kept(&episode.guid) {
            Some(kept) if kept.audio.file != *name => self.remove(&kept.audio.file),
            _ => Ok(()),
        }
    }

    /// Writes a file so that it is either there whole or as it was. One that says the same already is not touched.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn write(&self, name: &FileName, bytes: &[u8]) -> Result<(), Error> {
        if fs::read(self.out.join(name)).is_ok_and(|there| there == bytes) {
            return Ok(());
        }
        self.replace(name, bytes)
    }

    fn replace(&self, name: &FileName, bytes: &[u8]) -> Result<(), Error> {
        let path = self.out.join(name);
        let write = |mut file: PartialFile| file.write_all(bytes).and_then(|()| file.finish());
        PartialFile::create_at(&self.work(name), &path).and_then(write).map_err(Error::file(&path))
    }

    /// Takes a file away, where it is there.
    fn remove(&self, name: &FileName) -> Result<(), Error> {
        let path = self.out.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::file(&path)(error)),
            _ => Ok(()),
        }
    }

    /// Reads every episode in the folder, those whose articles are not among the inputs any more included.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn episodes(&self) -> Result<Vec<Episode>, Error> {
        let read = |path: PathBuf| serde_json::from_slice(&Kept::read(&path)?.1).ok();
        Ok(records(&self.out)?.into_iter().filter_map(read).collect())
    }
}

/// The records in a folder, by name; none where there is no folder.
fn records(out: &Path) -> Result<Vec<PathBuf>, Error> {
    if !out.exists() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(out).map_err(Error::file(out))?;
    let mut records: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(Episode::SUFFIX)))
        .collect();
    records.sort();
    Ok(records)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(slug: &str, file: &str) -> String {
        let audio = format!(r#"{{"file": "{file}", "media_type": "audio/mpeg", "size_bytes": 1, "duration": 1.0}}"#);
        format!(
            r#"{{"guid": "g", "digest": "d", "slug": "{slug}", "audio": {audio}, "first_seen": "2026-01-01T00:00:00Z"}}"#
        )
    }

    #[test]
    fn record_that_names_files_of_others_is_none_of_ours() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.episode.json");
        let check = |slug: &str, file: &str, expect: bool| {
            fs::write(&path, record(slug, file)).unwrap();
            let store = EpisodeStore::look(folder.path()).unwrap();
            assert_eq!(store.kept("g").is_some(), expect, "{slug} {file}");
            assert!(!store.has("g", "d"), "it tells of no file");
        };
        check("a", "a.mp3", true);
        check("a", "../a.mp3", false);
        check("a", "/a.mp3", false);
        check("../a", "../a.mp3", false);
        check("b", "b.mp3", false);
        check("a", "b.mp3", false);
        check("a", "a.b.mp3", false);
        check("a", "a.episode.json", false);
        check("a", "a.json", false);
    }

    #[test]
    fn record_with_a_single_bit_flipped_is_not_sealed() {
        let sealed = seal(record("a", "a.mp3").into_bytes());
        assert!(is_sealed(&sealed));
        assert!(serde_json::from_slice::<Kept>(&sealed).is_ok(), "it is still a record");
        for at in 0..sealed.len() {
            let mut flipped = sealed.clone();
            flipped[at] ^= 1;
            assert!(!is_sealed(&flipped), "{at}");
        }
        assert!(!is_sealed(b"") && !is_sealed(b"{}") && !is_sealed(record("a", "a.mp3").as_bytes()));
    }

    #[cfg(unix)]
    #[test]
    fn work_folder_that_is_a_link_is_not_emptied() {
        let folder = tempfile::tempdir().unwrap();
        let (precious, out) = (folder.path().join("precious"), folder.path().join("out"));
        fs::create_dir(&precious).unwrap();
        fs::create_dir(&out).unwrap();
        fs::write(precious.join("a"), "mine").unwrap();
        std::os::unix::fs::symlink(&precious, out.join(WORK)).unwrap();
        assert!(EpisodeStore::open(&out).is_err());
        assert!(precious.join("a").exists() && !precious.join(LOCK).exists());
    }
}
