//! The folder of finished episodes, where nothing ever stands half-written.
//!
//! Files are written in a folder of their own inside it, `.natiq`, brought to the disk and renamed when they are whole:
//! first the audio, then what goes with it, the record last. So an episode without a record is made again, and one with
//! a record was whole when that was written; whether it still is, the record tells ([`recorded_file`](RecordedFile)).
//! Whatever lies in `.natiq` when a run begins was left by one that was killed.
//!
//! An episode that is taken back leaves its name, its identity and its date behind ([`TakenBack`]), so that it is the same
//! episode should it ever return.
//!
//! Others write to the folder as well. A record that names files elsewhere, or that is not called as it says, is none of
//! ours and is left alone.

use std::{
    collections::HashMap,
    fs::{self, File, TryLockError},
    io::{self, Write},
    ops::Deref,
    path::{Path, PathBuf},
    time::SystemTime,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Error, recorded_file::RecordedFile};
use crate::{
    digest::sha256,
    durable::{self, PartialFile},
    encode::Picture,
    publish::{Audio, Episode, FileName, WebAddress, chapters, transcript},
};

/// A folder of episodes that this process alone writes to.
pub struct EpisodeStore {
    out: PathBuf,
    /// By identity.
    kept: HashMap<String, Kept>,
    /// Identities by the source that an episode was last made of.
    sources: HashMap<String, String>,
    /// Held as long as the store is; freed by the system whatever becomes of the process.
    _lock: Option<File>,
}

/// What has to be known of an episode that is there already, or was.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub(super) struct Kept {
    pub(super) guid: String,
    pub(super) digest: String,
    pub(super) slug: FileName,
    pub(super) audio: Audio,
    pub(super) first_seen: Timestamp,
    #[serde(default)]
    pub(super) title: String,
    #[serde(default)]
    pub(super) published: Option<Timestamp>,
    #[serde(default)]
    pub(super) link: Option<WebAddress>,
    #[serde(default)]
    image: Option<FileName>,
    #[serde(flatten)]
    origin: Origin,
    /// Why it is not there any more.
    #[serde(default)]
    pub(super) taken_back: Option<TakenBack>,
    /// Empty in an older version's record and in a damaged one: such an episode is made again and keeps its name and date.
    #[serde(default)]
    files: Vec<RecordedFile>,
    /// When the record was written.
    #[serde(skip, default = "SystemTime::now")]
    recorded: SystemTime,
}

/// What an episode was made of, by which it is recognised.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
pub(super) struct Origin {
    /// What the article was called where it was found; empty in an older version's record, where it was the identity.
    #[serde(default)]
    pub(super) source: String,
    /// What its author calls it.
    #[serde(default)]
    pub(super) id: Option<String>,
    /// Digest of what its author wrote.
    #[serde(default)]
    pub(super) content: Option<String>,
    /// Where its file was, from the folder of episodes, where it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) file: Option<String>,
}

/// Why an episode was taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TakenBack {
    /// Somebody asked for it; it stays away until somebody asks again.
    OnRequest,
    /// Its article is gone; it comes back with it.
    Gone,
    /// Its article is a draft again, or due later.
    Withheld,
}

impl Deref for Kept {
    type Target = Origin;

    fn deref(&self) -> &Origin {
        &self.origin
    }
}

/// An episode as it is written down.
#[derive(Serialize)]
struct Record<'a> {
    #[serde(flatten)]
    episode: &'a Episode,
    #[serde(flatten)]
    origin: &'a Origin,
    /// The audio, transcripts and chapters.
    files: Vec<RecordedFile>,
}

impl Kept {
    /// Returns what the article was called where it was found.
    pub(super) fn source(&self) -> &str {
        if self.origin.source.is_empty() { &self.guid } else { &self.origin.source }
    }

    /// Returns what the file that tells of it is called.
    fn file_name(&self) -> FileName {
        self.slug.with(if self.taken_back.is_some() { RETRACTED } else { Episode::SUFFIX })
    }

    /// Returns every file that may belong to it, but the one that tells of it.
    fn own_files(&self) -> Vec<FileName> {
        let transcripts = transcript::Format::ALL.map(|format| format.file_name_of(&self.slug));
        let mut files = vec![self.audio.file.clone(), chapters::file_name_of(&self.slug)];
        files.extend(transcripts);
        files.extend(self.image.clone().filter(|image| is_image_of(image, &self.slug)));
        files
    }

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
        path.file_name().is_some_and(|name| *name == *self.file_name())
            && extension
                .is_some_and(|extension| !extension.is_empty() && !extension.contains('.') && extension != "json")
    }
}

/// What the names of the files end with that tell of episodes that were taken back.
const RETRACTED: &str = ".retracted.json";

/// Returns what the picture of an episode is called.
pub(super) fn image_of(slug: &FileName, picture: &Picture) -> FileName {
    slug.with(if picture.media_type == "image/png" { ".image.png" } else { ".image.jpg" })
}

fn is_image_of(image: &FileName, slug: &FileName) -> bool {
    [".image.png", ".image.jpg"].iter().any(|suffix| *image == slug.with(suffix))
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
        // What was being taken back when a run was killed.
        for kept in store.all().filter(|kept| kept.taken_back.is_some()) {
            store.remove(&kept.slug.with(Episode::SUFFIX))?;
            kept.own_files().iter().try_for_each(|file| store.remove(file))?;
        }
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
        for path in files_ending(out, Episode::SUFFIX)? {
            // Without a record an episode is made again.
            if let Some((record, _)) = Kept::read(&path).filter(|(record, _)| record.taken_back.is_none()) {
                kept.insert(record.guid.clone(), record);
            }
        }
        // What was taken back is, even where a kill left files of it.
        for path in files_ending(out, RETRACTED)? {
            let read = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice::<Kept>(&bytes).ok());
            match read.filter(|record| record.taken_back.is_some() && record.is_called(&path)) {
                Some(record) => drop(kept.insert(record.guid.clone(), record)),
                None => tracing::warn!(path = %path.display(), "`{}` tells of no episode", path.display()),
            }
        }
        let sources = kept.values().map(|kept| (kept.source().to_owned(), kept.guid.clone())).collect();
        Ok(Self { out: out.to_owned(), kept, sources, _lock: None })
    }

    /// Returns where a file is, from the folder of episodes: the two move together more often than alone, and the record
    /// tells nobody what else there is on the disk.
    pub(super) fn place_of(&self, file: &Path) -> Option<String> {
        let (out, file) = (self.out.canonicalize().ok()?, file.canonicalize().ok()?);
        let n_common = out.components().zip(file.components()).take_while(|(one, other)| one == other).count();
        // On another drive.
        if n_common == 0 {
            return None;
        }
        let up = out.components().skip(n_common).map(|_| Some(".."));
        let down = file.components().skip(n_common).map(|part| part.as_os_str().to_str());
        Some(up.chain(down).collect::<Option<Vec<&str>>>()?.join("/"))
    }

    /// Tells whether the file that an episode was last made of is still there.
    pub(super) fn has_source_file(&self, kept: &Kept) -> bool {
        kept.file.as_ref().is_some_and(|file| self.out.join(file).is_file())
    }

    /// Returns every episode that is known, those that were taken back included.
    pub(super) fn all(&self) -> impl Iterator<Item = &Kept> {
        self.kept.values()
    }

    /// Returns the episode that was last made of a source.
    pub(super) fn of_source(&self, source: &str) -> Option<&Kept> {
        self.kept(self.sources.get(source)?)
    }

    /// Returns the episode that is called so: by its identity, the stem of its files, its audio file or its source.
    ///
    /// # Errors
    /// [`Error::NoEpisode`] where none is.
    pub(super) fn named(&self, name: &str) -> Result<&Kept, Error> {
        let is_named = |kept: &&Kept| {
            kept.guid == name || *kept.slug == *name || *kept.audio.file == *name || kept.source() == name
        };
        let none = || {
            let mut slugs: Vec<String> = self.kept.values().map(|kept| kept.slug.to_string()).collect();
            slugs.sort();
            slugs.truncate(10);
            Error::NoEpisode { name: name.to_owned(), known: slugs.join("`, `") }
        };
        self.kept.get(name).or_else(|| self.kept.values().find(is_named)).ok_or_else(none)
    }

    /// Returns the episode of an article, where there is one.
    pub(super) fn kept(&self, guid: &str) -> Option<&Kept> {
        self.kept.get(guid)
    }

    /// Tells whether an episode is there, of this digest and with all that belongs to it, as it was when it was made.
    pub(super) fn has(&self, guid: &str, digest: &str) -> bool {
        let is_it = |kept: &&Kept| kept.digest == digest && !kept.files.is_empty() && kept.taken_back.is_none();
        self.kept(guid).filter(is_it).is_some_and(|kept| {
            let is_whole = |file: &RecordedFile| file.is_whole(&self.out, kept.recorded);
            kept.files.iter().any(|file| file.name == kept.audio.file) && kept.files.iter().all(is_whole)
        })
    }

    /// Returns where a file is.
    pub(super) fn path(&self, name: &FileName) -> PathBuf {
        self.out.join(name)
    }

    /// Returns the files of an episode with their SHA-256.
    pub(super) fn files_of(&self, guid: &str) -> Vec<(FileName, String)> {
        let files = self.kept(guid).map(|kept| kept.files.as_slice()).unwrap_or_default();
        files.iter().map(|file| (file.name.clone(), file.sha256.clone())).collect()
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

    /// Puts an episode, whose audio is written, into the folder, and its picture, where it has one.
    pub(super) fn put(
        &self,
        episode: &Episode,
        origin: &Origin,
        picture: Option<&Picture>,
        mut audio: PartialFile,
    ) -> Result<(), Error> {
        let name = &episode.audio.file;
        let path = self.out.join(name);
        let written = audio.written().and_then(|file| RecordedFile::of(name.clone(), file));
        let mut files = vec![written.map_err(Error::file(&path))?];
        audio.finish().map_err(Error::file(&path))?;
        let mut others: Vec<(FileName, Vec<u8>)> = transcript::Format::ALL
            .map(|format| (format.file_name(episode), transcript::write(episode, format).into_bytes()))
            .into();
        match chapters::file_name(episode) {
            Some(name) => others.push((name, chapters::write(episode).into_bytes())),
            // Of an earlier edition that had headings.
            None => self.remove(&chapters::file_name_of(&episode.slug))?,
        }
        others.extend(episode.image.clone().zip(picture.map(|picture| picture.bytes.clone())));
        for (name, bytes) in others {
            self.write(&name, &bytes)?;
            files.push(RecordedFile::of_bytes(name, &bytes).map_err(Error::file(&self.out))?);
        }
        self.write_record(episode, origin, files)?;
        if let Some(kept) = self.kept(&episode.guid) {
            for (old, new) in [(Some(&kept.audio.file), Some(name)), (kept.image.as_ref(), episode.image.as_ref())] {
                if let Some(old) = old.filter(|old| Some(*old) != new && kept.own_files().contains(old)) {
                    self.remove(old)?;
                }
            }
        }
        self.remove(&episode.slug.with(RETRACTED))
    }

    fn write_record(&self, episode: &Episode, origin: &Origin, files: Vec<RecordedFile>) -> Result<(), Error> {
        // Strings, numbers and lists: serialization cannot fail. Written even where it says the same, since its time is
        // what the files' times are held against.
        let record = seal(serde_json::to_vec(&Record { episode, origin, files }).unwrap_or_default());
        self.replace(&episode.file_name(), &record)
    }

    /// Notes that an episode, which is there and whole, is of another source now.
    pub(super) fn rename(&self, guid: &str, origin: &Origin) -> Result<(), Error> {
        let Some(kept) = self.kept(guid) else { return Ok(()) };
        let path = self.out.join(kept.file_name());
        if kept.taken_back.is_some() {
            let kept = Kept { origin: origin.clone(), ..kept.clone() };
            return self.replace(&kept.file_name(), &serde_json::to_vec(&kept).unwrap_or_default());
        }
        let bytes = fs::read(&path).map_err(Error::file(&path))?;
        let episode: Episode = serde_json::from_slice(&bytes).map_err(|error| Error::file(&path)(error.into()))?;
        self.write_record(&episode, origin, kept.files.clone())
    }

    /// Takes an episode back: its files go, and what is left tells of it without its text.
    pub(super) fn take_back(&self, guid: &str, why: TakenBack) -> Result<(), Error> {
        let Some(kept) = self.kept(guid) else { return Ok(()) };
        let record = kept.slug.with(Episode::SUFFIX);
        let kept = Kept { taken_back: Some(why), files: Vec::new(), ..kept.clone() };
        // First what says so; a run that is killed here is finished by the next.
        self.replace(&kept.file_name(), &serde_json::to_vec(&kept).unwrap_or_default())?;
        self.remove(&record)?;
        kept.own_files().iter().try_for_each(|file| self.remove(file))
    }

    /// Lets an episode that was taken back come back: it is made again when its article is among the inputs.
    pub(super) fn restore(&self, guid: &str) -> Result<(), Error> {
        match self.kept(guid) {
            Some(kept) if kept.taken_back.is_some() => self.take_back(guid, TakenBack::Withheld),
            _ => Ok(()),
        }
    }

    /// Writes a file so that it is either there whole or as it was. One that says the same already is not touched; tells
    /// whether it said otherwise.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn write(&self, name: &FileName, bytes: &[u8]) -> Result<bool, Error> {
        if fs::read(self.out.join(name)).is_ok_and(|there| there == bytes) {
            return Ok(false);
        }
        self.replace(name, bytes)?;
        Ok(true)
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
        let read = |path: PathBuf| {
            let (kept, bytes) = Kept::read(&path)?;
            let is_there =
                self.kept(&kept.guid).is_none_or(|known| known.taken_back.is_none() || known.slug != kept.slug);
            is_there.then(|| serde_json::from_slice(&bytes).ok()).flatten()
        };
        Ok(files_ending(&self.out, Episode::SUFFIX)?.into_iter().filter_map(read).collect())
    }
}

/// The files in a folder whose names end so, by name; none where there is no folder.
fn files_ending(out: &Path, suffix: &str) -> Result<Vec<PathBuf>, Error> {
    if !out.exists() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(out).map_err(Error::file(out))?;
    let mut found: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(suffix)))
        .collect();
    found.sort();
    Ok(found)
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
    fn what_was_being_taken_back_when_it_was_killed_is_gone_at_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        let told = record("a", "a.mp3");
        write("a.episode.json", &told);
        write("a.retracted.json", &told.replacen('{', r#"{"taken_back": "on_request", "#, 1));
        for name in ["a.mp3", "a.vtt", "a.srt", "a.transcript.json", "a.chapters.json", "b.mp3"] {
            write(name, "");
        }
        // One that tells of files of others takes nothing away.
        write("c.retracted.json", &record("c", "b.mp3").replacen('{', r#"{"taken_back": "gone", "#, 1));
        let look = EpisodeStore::look(folder.path()).unwrap();
        assert!(look.episodes().unwrap().is_empty(), "it is out of the feed already");
        drop(EpisodeStore::open(folder.path()).unwrap());
        let mut left: Vec<_> = fs::read_dir(folder.path()).unwrap().flatten().map(|entry| entry.file_name()).collect();
        left.sort();
        assert_eq!(left, [WORK, "a.retracted.json", "b.mp3", "c.retracted.json"]);
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
