//! Audio by content, in a folder: `<first two digits>/<key>.<SHA-256 of the bytes>`.
//!
//! A file's name says what is in it, so a file that was cut short or changed is noticed when it is opened, removed and
//! made again; and the folder can be read back at start without an index beside it that could be wrong. Use is recorded
//! in the file's time, so that what was used last stays through a restart too. What the index does not lead to (a second
//! file of one key, a file in another's place, one that was being written) is swept up at start: it would count against
//! no limit and stay for ever.
//!
//! No lock is held while a file is read, written or removed.
//!
//! Where the service is one of many an object store stands behind the folder (see `objects`). The folder's limit is its own:
//! what is evicted here stays there.
//!
//! The cache is a convenience: where it cannot be written (a full disk), the work goes on without it.

mod circuit;
mod objects;
mod transfer;

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    io::{self, Read, Seek, SeekFrom, Write},
    ops::Range,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};

use sha2::{Digest, Sha256};

use self::objects::Objects;
pub use self::{
    objects::{ObjectFigures, Patience},
    transfer::Transferred,
};
use super::{Error, Key, key::parse_digest};
use crate::{digest::hex, lock::lock};

/// A folder of audio with a limit to its size. Cheap to clone.
#[derive(Clone)]
pub struct Cache {
    inner: Arc<Inner>,
    /// What stands behind the folder, where something does.
    objects: Option<Arc<Objects>>,
}

/// How the cache has done since the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// Things asked for and found.
    pub hits: u64,
    /// Things asked for and not found.
    pub misses: u64,
    /// Files whose bytes were not what their name says.
    pub corrupt: u64,
    /// Files removed to make room.
    pub evicted: u64,
    /// Files that could not be written or read.
    pub failures: u64,
    /// Files there are.
    pub entries: u64,
    /// Their size in bytes.
    pub size_bytes: u64,
}

/// A file of the cache, checked and opened: it can be read to its end even when it is evicted meanwhile.
#[derive(Debug)]
pub struct Stored {
    pub file: fs::File,
    pub size: u64,
    /// SHA-256 of its bytes, in hexadecimal: a strong entity tag.
    pub digest: String,
}

struct Inner {
    folder: PathBuf,
    limit: u64,
    index: Mutex<Index>,
    hits: AtomicU64,
    misses: AtomicU64,
    corrupt: AtomicU64,
    evicted: AtomicU64,
    failures: AtomicU64,
    /// Numbers the files being written.
    next: AtomicU64,
}

#[derive(Default)]
struct Index {
    entries: HashMap<Key, Entry>,
    /// Keys by when they were last used, so that the longest unused is the first.
    by_use: BTreeMap<u64, Key>,
    tick: u64,
    size: u64,
}

#[derive(Clone, Copy)]
struct Entry {
    digest: [u8; 32],
    size: u64,
    used: u64,
    /// The file's time when its bytes were last found to be right: an untouched file is not read twice to be checked.
    checked: Option<SystemTime>,
}

/// Files being written have this extension; what is left of them by a crash is removed at start.
const PARTIAL: &str = "partial";

/// In a folder that several processes use, what was being written is nobody's when it was not touched for so long: a file
/// takes well under a second to write.
const ABANDONED_AFTER: Duration = Duration::from_secs(600);

impl Cache {
    /// Opens the folder, and makes it where it is not there. At most about `limit` bytes are kept; 0 keeps nothing.
    ///
    /// # Errors
    /// [`Error::File`] where the folder cannot be made or read.
    ///
    /// # Blocking
    /// Lists the folder.
    pub fn open(folder: &Path, limit: u64) -> Result<Self, Error> {
        Self::open_and_sweep(folder, limit, Duration::ZERO)
    }

    /// Opens the folder as [`Cache::open`] does, where other processes may have it open too. Each keeps to the limit for
    /// what it knows of, so for a while there may be more.
    ///
    /// # Errors
    /// [`Error::File`] where the folder cannot be made or read.
    ///
    /// # Blocking
    /// Lists the folder.
    pub fn open_shared(folder: &Path, limit: u64) -> Result<Self, Error> {
        Self::open_and_sweep(folder, limit, ABANDONED_AFTER)
    }

    /// Opens the folder, and removes what was being written and was not touched for so long.
    fn open_and_sweep(folder: &Path, limit: u64, abandoned_after: Duration) -> Result<Self, Error> {
        let failed = |source| Error::File { path: folder.to_owned(), source };
        fs::create_dir_all(folder).map_err(failed)?;
        let mut found: Vec<(SystemTime, Key, Entry)> = Vec::new();
        let mut orphans = Vec::new();
        for shelf in fs::read_dir(folder).map_err(failed)?.flatten() {
            let Ok(files) = fs::read_dir(shelf.path()) else { continue };
            for file in files.flatten() {
                let name = file.file_name();
                // What has no name of ours was put there by somebody else, and is theirs.
                let Some((name, ending)) = name.to_str().and_then(|name| name.split_once('.')) else { continue };
                match (Key::parse(name), parse_digest(ending), file.metadata()) {
                    (Some(key), Some(digest), Ok(metadata)) if path_of(folder, key, &digest) == file.path() => {
                        let entry = Entry { digest, size: metadata.len(), used: 0, checked: None };
                        found.push((metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH), key, entry));
                    }
                    (Some(_), Some(_), _) => orphans.push(file.path()),
                    (_, _, Ok(metadata)) if ending == PARTIAL => {
                        let age = metadata.modified().ok().and_then(|modified| modified.elapsed().ok());
                        if age.unwrap_or_default() >= abandoned_after {
                            orphans.push(file.path());
                        }
                    }
                    _ => {}
                }
            }
        }
        found.sort_by_key(|(modified, key, _)| (*modified, *key));
        let mut index = Index::default();
        for (_, key, entry) in found {
            let replaced = index.insert(key, entry);
            orphans.extend(replaced.map(|replaced| path_of(folder, key, &replaced.digest)));
        }
        for orphan in orphans {
            // Nothing is lost by failing to remove it: the next start tries again.
            let _ = fs::remove_file(orphan);
        }
        let inner = Inner {
            folder: folder.to_owned(),
            limit,
            index: Mutex::new(index),
            hits: AtomicU64::new(0),
            misses: AtomicU64::new(0),
            corrupt: AtomicU64::new(0),
            evicted: AtomicU64::new(0),
            failures: AtomicU64::new(0),
            next: AtomicU64::new(0),
        };
        inner.evict();
        Ok(Self { inner: Arc::new(inner), objects: None })
    }

    /// Tells whether there is something of that key, without looking at it.
    pub fn contains(&self, key: Key) -> bool {
        self.inner.index().entries.contains_key(&key)
    }

    /// Returns the bytes of `key`.
    ///
    /// # Blocking
    /// Reads a file.
    pub fn read(&self, key: Key) -> Option<Vec<u8>> {
        self.inner.read(key)
    }

    /// Returns the bytes of `key`.
    pub async fn get(&self, key: Key) -> Option<Vec<u8>> {
        let inner = self.inner.clone();
        run(move || inner.read(key)).await
    }

    /// Returns what `parse` makes of the bytes of `key`.
    pub async fn get_parsed<T: Send + 'static>(
        &self,
        key: Key,
        parse: impl FnOnce(&[u8]) -> Option<T> + Send + 'static,
    ) -> Option<T> {
        let inner = self.inner.clone();
        run(move || parse(&inner.read(key)?)).await
    }

    /// Opens the file of `key`.
    pub async fn stored(&self, key: Key) -> Option<Stored> {
        let inner = self.inner.clone();
        run(move || inner.stored(key)).await
    }

    /// Keeps bytes.
    pub async fn put(&self, key: Key, bytes: Vec<u8>) {
        let cache = self.clone();
        run(move || {
            cache.write(key, &bytes);
            Some(())
        })
        .await;
    }

    /// Keeps bytes.
    ///
    /// # Blocking
    /// Writes a file.
    pub fn write(&self, key: Key, bytes: &[u8]) {
        let mut writer = self.writer(key);
        writer.append(bytes);
        writer.commit(&[]);
    }

    /// Begins to write a file of `key`, which appears when it is [committed](Writer::commit).
    ///
    /// # Blocking
    /// Makes a file; so do the methods of the writer.
    pub fn writer(&self, key: Key) -> Writer {
        let inner = self.inner.clone();
        let (process, number) = (std::process::id(), inner.next.fetch_add(1, Ordering::Relaxed));
        let path = inner.shelf(key).join(format!("{key}-{process}-{number}.{PARTIAL}"));
        let mut writer = Writer { inner, key, path, file: None, size: 0, hash: Sha256::new() };
        if writer.inner.limit > 0 {
            let made = fs::create_dir_all(writer.inner.shelf(key)).and_then(|()| {
                fs::OpenOptions::new().read(true).write(true).create(true).truncate(true).open(&writer.path)
            });
            match made {
                Ok(file) => writer.file = Some(file),
                Err(error) => writer.inner.failed("write", &error),
            }
        }
        writer
    }

    /// Takes the file of `key` away; returns its size in bytes, 0 where there was none.
    ///
    /// # Blocking
    /// Removes a file.
    pub fn remove(&self, key: Key) -> u64 {
        let Some(entry) = self.inner.index().remove(key) else { return 0 };
        let _ = fs::remove_file(self.inner.path(key, &entry.digest));
        entry.size
    }

    /// Returns the size in bytes of what there is of that key, without looking at it.
    pub fn size(&self, key: Key) -> Option<u64> {
        self.inner.index().entries.get(&key).map(|entry| entry.size)
    }

    /// Returns how the cache has done.
    pub fn figures(&self) -> Figures {
        let (entries, size_bytes) = {
            let index = self.inner.index();
            (index.entries.len() as u64, index.size)
        };
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Figures {
            hits: read(&self.inner.hits),
            misses: read(&self.inner.misses),
            corrupt: read(&self.inner.corrupt),
            evicted: read(&self.inner.evicted),
            failures: read(&self.inner.failures),
            entries,
            size_bytes,
        }
    }
}

/// Reads what a [`Writer`] has written so far, and goes on to do so when the file is in its place or taken away.
pub struct Written(Mutex<fs::File>);

/// Writes one file. Dropped without [`Writer::commit`], it leaves nothing.
///
/// Once something fails (a full disk), it goes on taking bytes and keeps none.
pub struct Writer {
    inner: Arc<Inner>,
    key: Key,
    path: PathBuf,
    file: Option<fs::File>,
    size: u64,
    hash: Sha256,
}

impl Writer {
    /// Writes bytes after those before.
    pub fn append(&mut self, bytes: &[u8]) {
        let Some(file) = &mut self.file else { return };
        self.hash.update(bytes);
        self.size += bytes.len() as u64;
        // A file beyond the limit would push everything out and then itself.
        let written = if self.size > self.inner.limit {
            Err(io::Error::new(io::ErrorKind::FileTooLarge, "the file is larger than the cache may be"))
        } else {
            file.write_all(bytes)
        };
        if let Err(error) = written {
            self.inner.failed("write", &error);
            self.give_up();
        }
    }

    /// Returns what reads what was written; `None` where nothing is.
    ///
    /// # Blocking
    /// Opens a file.
    pub fn written(&self) -> Option<Written> {
        self.file.as_ref()?;
        // With a place of its own in the file, which a copy of the handle would not have.
        fs::File::open(&self.path).ok().map(|file| Written(Mutex::new(file)))
    }

    /// Writes `head` over the first bytes and puts the file in its place; `None` where it could not be written.
    pub fn commit(mut self, head: &[u8]) -> Option<Stored> {
        let mut file = self.file.take()?;
        match self.place(&mut file, head) {
            Ok(stored) => Some(stored),
            Err(error) => {
                self.inner.failed("write", &error);
                // The file may be there under either name; what has no entry is swept up by name at the next start.
                let _ = fs::remove_file(&self.path);
                None
            }
        }
    }

    fn place(&mut self, file: &mut fs::File, head: &[u8]) -> io::Result<Stored> {
        let digest: [u8; 32] = if head.is_empty() {
            std::mem::take(&mut self.hash).finalize().into()
        } else {
            file.seek(SeekFrom::Start(0))?;
            file.write_all(head)?;
            digest_of(file)?
        };
        let path = self.inner.path(self.key, &digest);
        fs::rename(&self.path, &path)?;
        file.seek(SeekFrom::Start(0))?;
        let checked = file.metadata().and_then(|metadata| metadata.modified()).ok();
        let entry = Entry { digest, size: self.size, used: 0, checked };
        let replaced = self.inner.index().insert(self.key, entry);
        if let Some(replaced) = replaced.filter(|replaced| replaced.digest != digest) {
            let _ = fs::remove_file(self.inner.path(self.key, &replaced.digest));
        }
        self.inner.evict();
        Ok(Stored { file: file.try_clone()?, size: self.size, digest: hex(&digest) })
    }

    fn give_up(&mut self) {
        if self.file.take().is_some() {
            let _ = fs::remove_file(&self.path);
        }
    }
}

impl Written {
    /// Returns some bytes of the file.
    ///
    /// # Errors
    /// Where they cannot be read, or are not written.
    ///
    /// # Blocking
    /// Reads a file.
    pub fn read(&self, bytes: Range<u64>) -> io::Result<Vec<u8>> {
        let length = usize::try_from(bytes.end.saturating_sub(bytes.start)).map_err(io::Error::other)?;
        let mut read = vec![0; length];
        let mut file = lock(&self.0);
        file.seek(SeekFrom::Start(bytes.start))?;
        file.read_exact(&mut read)?;
        Ok(read)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.give_up();
    }
}

impl Inner {
    fn index(&self) -> MutexGuard<'_, Index> {
        // The index is whole after every method that changes it.
        lock(&self.index)
    }

    fn shelf(&self, key: Key) -> PathBuf {
        shelf_of(&self.folder, key)
    }

    fn path(&self, key: Key, digest: &[u8; 32]) -> PathBuf {
        path_of(&self.folder, key, digest)
    }

    fn read(&self, key: Key) -> Option<Vec<u8>> {
        let entry = self.used(key)?;
        let path = self.path(key, &entry.digest);
        match fs::read(&path) {
            Ok(bytes) if <[u8; 32]>::from(Sha256::digest(&bytes)) == entry.digest => {
                self.touch(&path);
                self.hits.fetch_add(1, Ordering::Relaxed);
                Some(bytes)
            }
            Ok(_) => self.forget(key, &path, None),
            Err(error) => self.forget(key, &path, Some(&error)),
        }
    }

    fn stored(&self, key: Key) -> Option<Stored> {
        let entry = self.used(key)?;
        let path = self.path(key, &entry.digest);
        match self.open_checked(key, &path, entry) {
            Ok(Some(stored)) => {
                self.hits.fetch_add(1, Ordering::Relaxed);
                Some(stored)
            }
            Ok(None) => self.forget(key, &path, None),
            Err(error) => self.forget(key, &path, Some(&error)),
        }
    }

    /// Opens a file; `None` where its bytes are not those of its name.
    fn open_checked(&self, key: Key, path: &Path, entry: Entry) -> io::Result<Option<Stored>> {
        let mut file = fs::File::open(path)?;
        let metadata = file.metadata()?;
        if metadata.len() != entry.size {
            return Ok(None);
        }
        if entry.checked.is_none() || entry.checked != metadata.modified().ok() {
            if digest_of(&mut file)? != entry.digest {
                return Ok(None);
            }
            let touched = self.touch(path);
            if let Some(entry) = self.index().entries.get_mut(&key) {
                entry.checked = touched;
            }
        }
        Ok(Some(Stored { file, size: entry.size, digest: hex(&entry.digest) }))
    }

    /// Returns the entry of `key` and records that it was used.
    fn used(&self, key: Key) -> Option<Entry> {
        let entry = self.index().touch(key);
        if entry.is_none() {
            self.misses.fetch_add(1, Ordering::Relaxed);
        }
        entry
    }

    /// Sets the file's time to now, for the order of use after a restart.
    fn touch(&self, path: &Path) -> Option<SystemTime> {
        let now = SystemTime::now();
        let file = fs::OpenOptions::new().append(true).open(path).ok()?;
        file.set_modified(now).ok()?;
        file.metadata().and_then(|metadata| metadata.modified()).ok()
    }

    /// Drops an entry whose file is not what it should be.
    fn forget<T>(&self, key: Key, path: &Path, error: Option<&io::Error>) -> Option<T> {
        self.index().remove(key);
        self.misses.fetch_add(1, Ordering::Relaxed);
        match error {
            // Somebody has tidied up the folder.
            Some(error) if error.kind() == io::ErrorKind::NotFound => {}
            Some(error) => self.failed("read", error),
            None => {
                self.corrupt.fetch_add(1, Ordering::Relaxed);
                tracing::warn!(%key, "Cached audio `{key}` is corrupt and is made again");
            }
        }
        let _ = fs::remove_file(path);
        None
    }

    fn failed(&self, what: &str, error: &io::Error) {
        // One line at a time is enough for a full disk: the metric counts the rest.
        if self.failures.fetch_add(1, Ordering::Relaxed).is_multiple_of(100) {
            tracing::warn!(error = %error, "Could not {what} the audio cache; going on without it");
        }
    }

    /// Makes room. A file that is written anew between losing its entry and being removed is missed when it is opened,
    /// and made again.
    fn evict(&self) {
        for (key, entry) in self.index().shrink(self.limit) {
            let _ = fs::remove_file(self.path(key, &entry.digest));
            self.evicted.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Index {
    /// Adds an entry as the last used, and returns the one in its place.
    fn insert(&mut self, key: Key, mut entry: Entry) -> Option<Entry> {
        let replaced = self.remove(key);
        self.tick += 1;
        entry.used = self.tick;
        self.size += entry.size;
        self.by_use.insert(self.tick, key);
        self.entries.insert(key, entry);
        replaced
    }

    fn remove(&mut self, key: Key) -> Option<Entry> {
        let entry = self.entries.remove(&key)?;
        self.by_use.remove(&entry.used);
        self.size -= entry.size;
        Some(entry)
    }

    /// Removes what was unused for longest until the rest is within `limit`, and returns it.
    fn shrink(&mut self, limit: u64) -> Vec<(Key, Entry)> {
        let mut removed = Vec::new();
        while self.size > limit {
            let Some((&used, &key)) = self.by_use.first_key_value() else { break };
            match self.remove(key) {
                Some(entry) => removed.push((key, entry)),
                // Not to happen; without it the loop would not end.
                None => drop(self.by_use.remove(&used)),
            }
        }
        removed
    }

    fn touch(&mut self, key: Key) -> Option<Entry> {
        self.tick += 1;
        let tick = self.tick;
        let entry = self.entries.get_mut(&key)?;
        self.by_use.remove(&entry.used);
        entry.used = tick;
        let entry = *entry;
        self.by_use.insert(tick, key);
        Some(entry)
    }
}

fn shelf_of(folder: &Path, key: Key) -> PathBuf {
    folder.join(hex(&key.as_bytes()[..1]))
}

fn path_of(folder: &Path, key: Key, digest: &[u8; 32]) -> PathBuf {
    shelf_of(folder, key).join(format!("{key}.{}", hex(digest)))
}

/// Reads a file from its start, leaves it there, and returns the SHA-256 of its bytes.
fn digest_of(file: &mut fs::File) -> io::Result<[u8; 32]> {
    file.seek(SeekFrom::Start(0))?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            n => hash.update(buffer.get(..n).unwrap_or_default()),
        }
    }
    file.seek(SeekFrom::Start(0))?;
    Ok(hash.finalize().into())
}

/// Does blocking work off the async runtime. Work that broke, or cannot be run (the runtime is stopping), found nothing.
async fn run<T: Send + 'static>(work: impl FnOnce() -> Option<T> + Send + 'static) -> Option<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| {
        if error.is_panic() {
            tracing::error!(%error, "A task of the audio cache broke");
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str) -> Key {
        Key::of("test").with(name).finish()
    }

    fn only_file(folder: &Path) -> PathBuf {
        let files: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .flat_map(|shelf| fs::read_dir(shelf.unwrap().path()).unwrap())
            .map(|file| file.unwrap().path())
            .collect();
        assert_eq!(files.len(), 1);
        files[0].clone()
    }

    #[tokio::test]
    async fn kept_and_found_again_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        Cache::open(folder.path(), 1_000).unwrap().put(key("a"), b"sound".to_vec()).await;
        let cache = Cache::open(folder.path(), 1_000).unwrap();
        assert_eq!(cache.get(key("a")).await.as_deref(), Some(b"sound".as_slice()));
        assert_eq!(cache.get(key("b")).await, None);
        assert_eq!(cache.figures(), Figures { hits: 1, misses: 1, entries: 1, size_bytes: 5, ..Figures::default() });
    }

    #[tokio::test]
    async fn changed_bytes_are_noticed_by_both_ways_to_read() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path(), 1_000).unwrap();
        cache.put(key("a"), b"sound".to_vec()).await;
        assert!(cache.stored(key("a")).await.is_some());
        fs::write(only_file(folder.path()), b"noise").unwrap();
        assert_eq!(cache.get(key("a")).await, None);
        cache.put(key("a"), b"sound".to_vec()).await;
        fs::write(only_file(folder.path()), b"noise").unwrap();
        assert!(cache.stored(key("a")).await.is_none());
        assert_eq!(cache.figures().corrupt, 2);
        assert!(!cache.contains(key("a")));
    }

    #[tokio::test]
    async fn file_cut_short_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path(), 1_000).unwrap();
        cache.put(key("a"), b"sound".to_vec()).await;
        fs::OpenOptions::new().write(true).open(only_file(folder.path())).unwrap().set_len(2).unwrap();
        assert!(cache.stored(key("a")).await.is_none());
    }

    #[tokio::test]
    async fn longest_unused_goes_first() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path(), 30).unwrap();
        for name in ["a", "b", "c"] {
            cache.put(key(name), vec![0; 10]).await;
        }
        assert!(cache.get(key("a")).await.is_some());
        cache.put(key("d"), vec![0; 10]).await;
        assert!(cache.contains(key("a")) && !cache.contains(key("b")) && cache.contains(key("d")));
        assert_eq!(cache.figures().size_bytes, 30);
    }

    #[tokio::test]
    async fn larger_than_the_cache_is_not_kept_and_pushes_nothing_out() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path(), 30).unwrap();
        cache.put(key("a"), vec![0; 10]).await;
        cache.put(key("b"), vec![0; 31]).await;
        assert!(cache.contains(key("a")) && !cache.contains(key("b")));
    }

    #[test]
    fn head_is_written_over_the_first_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path(), 1_000).unwrap();
        let mut writer = cache.writer(key("a"));
        writer.append(b"????rest");
        let mut stored = writer.commit(b"head").unwrap();
        let mut bytes = Vec::new();
        stored.file.read_to_end(&mut bytes).unwrap();
        assert_eq!(bytes, b"headrest");
        assert_eq!(stored.digest, hex(&Sha256::digest(b"headrest")));
    }

    #[test]
    fn writer_that_is_dropped_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path(), 1_000).unwrap();
        let mut writer = cache.writer(key("a"));
        writer.append(b"half");
        drop(writer);
        let left: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .flat_map(|shelf| fs::read_dir(shelf.unwrap().path()).unwrap())
            .collect();
        assert!(left.is_empty());
    }

    #[test]
    fn what_a_crash_left_is_removed_at_start() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path(), 1_000).unwrap();
        let mut writer = cache.writer(key("a"));
        writer.append(b"half");
        std::mem::forget(writer);
        let partial = only_file(folder.path());
        drop(Cache::open(folder.path(), 1_000).unwrap());
        assert!(!partial.exists());
    }

    #[test]
    fn what_another_process_is_writing_is_left_alone_where_the_folder_is_shared() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open_shared(folder.path(), 1_000).unwrap();
        let mut writer = cache.writer(key("a"));
        writer.append(b"half");
        let other = Cache::open_shared(folder.path(), 1_000).unwrap();
        writer.append(b" and half");
        assert!(writer.commit(&[]).is_some());
        assert!(!other.contains(key("a")), "it was not there yet");
        assert_eq!(cache.read(key("a")).as_deref(), Some(b"half and half".as_slice()));
        // What one has evicted, the other does not find any more, and neither minds.
        let other = Cache::open_shared(folder.path(), 1).unwrap();
        assert_eq!((other.figures().entries, cache.read(key("a")), cache.figures().failures), (0, None, 0));
    }

    #[tokio::test]
    async fn what_nothing_leads_to_is_swept_up_at_start() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path(), 1_000).unwrap();
        cache.put(key("a"), b"sound".to_vec()).await;
        let file = only_file(folder.path());
        // Another edition of the same key, as a crash between rename and removal leaves it; the same file in a folder
        // where it is never looked for; and something that is not ours.
        let older = path_of(folder.path(), key("a"), &Sha256::digest(b"older").into());
        fs::write(&older, b"older").unwrap();
        let past = SystemTime::now() - std::time::Duration::from_secs(60);
        fs::File::options().append(true).open(&older).unwrap().set_modified(past).unwrap();
        let elsewhere = folder.path().join("elsewhere");
        fs::create_dir(&elsewhere).unwrap();
        fs::copy(&file, elsewhere.join(file.file_name().unwrap())).unwrap();
        let foreign = elsewhere.join("notes.txt");
        fs::write(&foreign, b"").unwrap();
        let cache = Cache::open(folder.path(), 1_000).unwrap();
        assert_eq!(cache.get(key("a")).await.as_deref(), Some(b"sound".as_slice()));
        assert!(!older.exists() && fs::read_dir(&elsewhere).unwrap().count() == 1 && foreign.exists());
        assert_eq!((cache.figures().entries, cache.figures().size_bytes), (1, 5));
    }

    #[tokio::test]
    async fn folder_that_cannot_be_written_keeps_nothing_and_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path(), 1_000).unwrap();
        // A file where the shelf should be.
        fs::write(cache.inner.shelf(key("a")), b"").unwrap();
        cache.put(key("a"), b"sound".to_vec()).await;
        assert!(!cache.contains(key("a")));
        assert_eq!(cache.figures().failures, 1);
    }
}
