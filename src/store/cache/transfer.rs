//! All audio of a cache's folder to a bucket, and back.

use std::{
    fs,
    io::{self, Read},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use super::{
    Cache, Key, digest_of,
    objects::{DIGEST, name_of, receive},
};
use crate::{
    digest::hex,
    lock::lock,
    s3::{self, Bucket},
};

/// What was brought; what was there already is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Transferred {
    pub n_files: usize,
    pub n_bytes: u64,
    /// What was left out, for its bytes are not what they should be.
    pub n_broken: usize,
    /// What was left out because the folder is full.
    pub n_left: usize,
}

/// Files that are on their way at a time.
const AT_A_TIME: usize = 8;

/// So many bytes at its beginning tell what a file is.
const HEAD: usize = 64;

/// What became of a file.
enum Fate {
    Brought(u64),
    ThereAlready,
    Broken,
    NoRoom,
}

impl Cache {
    /// Puts all files of the folder into a bucket but those that are no use there, which `is_wanted` tells by how they begin;
    /// `progress` hears how much is there.
    ///
    /// # Errors
    /// When the bucket does not take something. What was put until then stays.
    ///
    /// # Blocking
    /// Until everything is there.
    pub fn put_all(
        &self,
        bucket: &Bucket,
        is_wanted: impl Fn(&[u8]) -> bool + Sync,
        progress: impl FnMut(Transferred) + Send,
    ) -> Result<Transferred, s3::Error> {
        let keys: Vec<Key> = self.inner.index().entries.keys().copied().collect();
        let put = |key: Key| -> Result<Fate, s3::Error> {
            let Some(entry) = self.inner.index().entries.get(&key).copied() else { return Ok(Fate::ThereAlready) };
            let mut file = match fs::File::open(self.inner.path(key, &entry.digest)) {
                // Somebody has tidied up the folder.
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Fate::ThereAlready),
                file => file?,
            };
            let mut head = Vec::new();
            (&mut file).take(HEAD as u64).read_to_end(&mut head)?;
            if !is_wanted(&head) {
                return Ok(Fate::ThereAlready);
            }
            if digest_of(&mut file)? != entry.digest {
                return Ok(Fate::Broken);
            }
            let digest = hex(&entry.digest);
            let is_new = bucket.put_if_absent(&name_of(key), &file, &digest, &[(DIGEST, &digest)])?;
            Ok(if is_new { Fate::Brought(entry.size) } else { Fate::ThereAlready })
        };
        let mut transfer = Transfer::new(progress);
        transfer.run(&keys, put)?;
        Ok(transfer.transferred)
    }

    /// Brings all objects of a bucket into the folder, as far as there is room; `progress` hears how much is here.
    ///
    /// # Errors
    /// When the bucket does not give something. What was brought until then stays.
    ///
    /// # Blocking
    /// Until everything is here.
    pub fn fetch_all(
        &self,
        bucket: &Bucket,
        progress: impl FnMut(Transferred) + Send,
    ) -> Result<Transferred, s3::Error> {
        let fetch = |key: Key| -> Result<Fate, s3::Error> {
            if self.contains(key) {
                return Ok(Fate::ThereAlready);
            }
            let Some(response) = bucket.read(&name_of(key))? else { return Ok(Fate::ThereAlready) };
            let size = response.body().content_length().unwrap_or(0);
            // What is here already is not pushed out by it.
            if self.figures().size_bytes + size > self.inner.limit {
                return Ok(Fate::NoRoom);
            }
            if !receive(self, key, response)? {
                return Ok(Fate::Broken);
            }
            Ok(self.size(key).map_or(Fate::NoRoom, Fate::Brought))
        };
        let mut transfer = Transfer::new(progress);
        let mut behind = None;
        loop {
            let (names, next) = bucket.list(behind.as_deref())?;
            let keys: Vec<Key> = names.iter().filter_map(|name| Key::parse(name)).collect();
            transfer.run(&keys, fetch)?;
            behind = next;
            if behind.is_none() {
                return Ok(transfer.transferred);
            }
        }
    }
}

struct Transfer<P> {
    transferred: Transferred,
    progress: P,
}

impl<P: FnMut(Transferred) + Send> Transfer<P> {
    fn new(progress: P) -> Self {
        Self { transferred: Transferred::default(), progress }
    }

    /// Brings files, several at a time, up to the first that cannot be.
    fn run(&mut self, keys: &[Key], bring: impl Fn(Key) -> Result<Fate, s3::Error> + Sync) -> Result<(), s3::Error> {
        let next = AtomicUsize::new(0);
        let shared = Mutex::new((self, Ok(())));
        let lock = || lock(&shared);
        thread::scope(|scope| {
            for _ in 0..AT_A_TIME.min(keys.len()) {
                scope.spawn(|| {
                    while let Some(key) = keys.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let fate = bring(*key);
                        let (transfer, result) = &mut *lock();
                        match fate {
                            Ok(fate) => transfer.count(&fate),
                            Err(error) => {
                                *result = Err(error);
                                next.store(keys.len(), Ordering::Relaxed);
                            }
                        }
                    }
                });
            }
        });
        shared.into_inner().unwrap_or_else(PoisonError::into_inner).1
    }

    fn count(&mut self, fate: &Fate) {
        let transferred = &mut self.transferred;
        match fate {
            Fate::Brought(size) => {
                transferred.n_files += 1;
                transferred.n_bytes += size;
                if transferred.n_files.is_multiple_of(PROGRESS) {
                    (self.progress)(*transferred);
                }
            }
            Fate::Broken => transferred.n_broken += 1,
            Fate::NoRoom => transferred.n_left += 1,
            Fate::ThereAlready => {}
        }
    }
}

/// After so many files it is told how much is there.
const PROGRESS: usize = 500;
