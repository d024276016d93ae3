//! The folder of finished episodes, where nothing ever stands half-written.
//!
//! Files are written in a folder of their own inside it, `.natiq`, and renamed when they are whole: first the audio, then
//! what goes with it, the record last. So an episode without a record is made again, and one with a record is whole.
//! Whatever lies in `.natiq` when a run begins was left by one that was killed.

use std::{
    collections::{HashMap, HashSet},
    fs::{self, File, TryLockError},
    io::Write,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use serde::Deserialize;

use super::{Error, source::Source};
use crate::{
    publish::{Audio, Episode, chapters, transcript},
    store::Key,
};

/// A folder of episodes that this process alone writes to.
pub struct Shelf {
    out: PathBuf,
    kept: HashMap<String, Kept>,
    /// Held while the shelf is; freed by the system whatever becomes of the process.
    _lock: Option<File>,
}

/// What has to be known of an episode that is there already.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Kept {
    guid: String,
    pub(super) digest: String,
    slug: String,
    pub(super) audio: Audio,
    pub(super) first_seen: Timestamp,
    /// The transcripts and chapters that the record promises; nothing where only the fields above could be read, as of an
    /// older version's record: such an episode is made again and keeps its name and date.
    #[serde(skip)]
    texts: Option<Vec<String>>,
}

impl Kept {
    /// Reads a record; one that does not read is none.
    fn read(path: &Path) -> Option<Self> {
        let bytes = fs::read(path).ok()?;
        let kept = serde_json::from_slice::<Self>(&bytes).ok()?;
        let texts = serde_json::from_slice::<Episode>(&bytes).ok().map(|episode| {
            let transcripts = transcript::Format::ALL.map(|format| format.file_name(&episode));
            transcripts.into_iter().chain(chapters::file_name(&episode)).collect()
        });
        Some(Self { texts, ..kept })
    }
}

/// The folder for what is not whole yet.
const WORK: &str = ".natiq";

impl Shelf {
    /// Takes the folder `out` for this process, makes it where it is missing, and clears away what was left half-done.
    ///
    /// # Errors
    /// When another process works in it, or it cannot be written to.
    pub fn open(out: &Path) -> Result<Self, Error> {
        let work = out.join(WORK);
        fs::create_dir_all(&work).map_err(Error::file(&work))?;
        let lock_path = work.join("lock");
        let lock = File::create(&lock_path).map_err(Error::file(&lock_path))?;
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
        let mut shelf = Self::look(out)?;
        shelf._lock = Some(lock);
        Ok(shelf)
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
            if let Some(record) = Kept::read(&path) {
                kept.insert(record.guid.clone(), record);
            }
        }
        Ok(Self { out: out.to_owned(), kept, _lock: None })
    }

    /// Returns the episode of an article, where there is one.
    pub(super) fn kept(&self, guid: &str) -> Option<&Kept> {
        self.kept.get(guid)
    }

    /// Tells whether an episode is there, of this digest and with all that belongs to it.
    pub(super) fn has(&self, guid: &str, digest: &str) -> bool {
        self.kept(guid).filter(|kept| kept.digest == digest).is_some_and(|kept| {
            let audio = fs::metadata(self.out.join(&kept.audio.file));
            audio.is_ok_and(|audio| audio.len() == kept.audio.size_bytes) && self.has_texts(kept)
        })
    }

    /// Tells whether the transcripts and chapters that the record promises are there: a feed names them.
    fn has_texts(&self, kept: &Kept) -> bool {
        kept.texts.as_ref().is_some_and(|texts| texts.iter().all(|name| self.out.join(name).is_file()))
    }

    /// Chooses the names of the articles' files: an episode keeps the name it has; among new ones that would be called
    /// the same, the first is, and the others have a few letters of the digest of their identity behind.
    pub(super) fn slugs(&self, sources: &[Source]) -> Vec<String> {
        let mut taken: HashSet<String> = self.kept.values().map(|kept| kept.slug.clone()).collect();
        let mut choose = |source: &Source| {
            if let Some(kept) = self.kept(&source.guid) {
                return kept.slug.clone();
            }
            let mut slug = source.slug.clone();
            if taken.contains(&slug) {
                let digest = Key::of("slug").with(&source.guid).finish().to_string();
                slug = format!("{slug}-{}", &digest[..8]);
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

    /// Puts an episode on the shelf, whose audio lies ready as `work(episode.audio.file)`.
    pub(super) fn put(&self, episode: &Episode) -> Result<(), Error> {
        let audio = self.out.join(&episode.audio.file);
        fs::rename(self.work(&episode.audio.file), &audio).map_err(Error::file(&audio))?;
        for format in transcript::Format::ALL {
            self.write(&format.file_name(episode), transcript::write(episode, format).as_bytes())?;
        }
        let chapters_file = self.out.join(chapters::file_name_of(&episode.slug));
        match chapters::file_name(episode) {
            Some(name) => self.write(&name, chapters::write(episode).as_bytes())?,
            // Of an earlier edition that had headings.
            None if chapters_file.exists() => fs::remove_file(&chapters_file).map_err(Error::file(&chapters_file))?,
            None => {}
        }
        let old = self.kept(&episode.guid).map(|kept| &kept.audio.file).filter(|old| **old != episode.audio.file);
        // Strings, numbers and lists: serialization cannot fail.
        self.write(&episode.file_name(), &serde_json::to_vec(episode).unwrap_or_default())?;
        if let Some(old) = old {
            let old = self.out.join(old);
            fs::remove_file(&old)
                .or_else(|error| if old.exists() { Err(error) } else { Ok(()) })
                .map_err(Error::file(&old))?;
        }
        Ok(())
    }

    /// Writes a file so that it is either there whole or as it was. One that says the same already is not touched.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let path = self.out.join(name);
        if fs::read(&path).is_ok_and(|there| there == bytes) {
            return Ok(());
        }
        let partial = self.work(name);
        let mut file = File::create(&partial).map_err(Error::file(&partial))?;
        file.write_all(bytes).map_err(Error::file(&partial))?;
        drop(file);
        fs::rename(&partial, &path).map_err(Error::file(&path))
    }

    /// Reads every episode in the folder, those whose articles are not among the inputs any more included.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn episodes(&self) -> Result<Vec<Episode>, Error> {
        let read = |path: PathBuf| serde_json::from_slice(&fs::read(path).ok()?).ok();
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
