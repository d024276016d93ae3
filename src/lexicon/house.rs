//! The lexicon of the house: a table in a file, which commands, the service and people with an editor change.
//!
//! Every change is made under a lock and becomes final as a whole, so that two who change it at the same time both do.
//! Whoever asks for it has the file's time and size looked at, at most once in a while; where they changed it is read
//! again on a thread of its own, and used from then on.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard},
    time::{Duration, Instant, SystemTime},
};

use super::{Entry, Lexicon, MalformedTsv, from_tsv, to_tsv};
use crate::{
    durable::{self, PassingLock},
    lock::lock,
};

/// The lexicon of the house, kept in a file that need not be there. Cheap to clone.
#[derive(Clone)]
pub struct House {
    path: Arc<Path>,
    state: Arc<Mutex<State>>,
}

struct State {
    lexicon: Arc<Lexicon>,
    /// [`Lexicon::version`], which takes long to count.
    version: Arc<str>,
    stamp: Option<Stamp>,
    looked: Instant,
}

/// By which a changed file is told.
type Stamp = (SystemTime, u64);

/// How long a file is not looked at again.
const REST: Duration = Duration::from_millis(500);

/// The most entries that a house may have.
const MAX_ENTRIES: usize = 50_000;

/// The most regular expressions among them.
const MAX_PATTERNS: usize = 200;

/// Why the lexicon of the house cannot be used or changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HouseError {
    #[error("could not use the lexicon `{}`", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("malformed lexicon `{}`", path.display())]
    Malformed { path: PathBuf, source: MalformedTsv },
    #[error("limit reached: {n} entries (at most {MAX_ENTRIES})")]
    TooMany { n: usize },
    #[error("limit reached: {n} regular expressions (at most {MAX_PATTERNS})")]
    TooManyPatterns { n: usize },
}

impl House {
    /// Opens the lexicon in a file; where there is none, it is empty.
    ///
    /// # Errors
    /// Where the file cannot be read or is no lexicon.
    ///
    /// # Blocking
    /// Reads the file.
    pub fn open(path: PathBuf) -> Result<Self, HouseError> {
        let stamp = stamp(&path);
        let lexicon = read(&path)?;
        let state =
            State { version: lexicon.version().into(), lexicon: Arc::new(lexicon), stamp, looked: Instant::now() };
        Ok(Self { path: path.into(), state: Arc::new(Mutex::new(state)) })
    }

    /// Returns where it is kept.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the lexicon and its version. A file that was changed and cannot be read leaves what was read before, with
    /// a line in the log.
    pub fn current(&self) -> (Arc<Lexicon>, Arc<str>) {
        let mut state = self.lock();
        if state.looked.elapsed() >= REST {
            state.looked = Instant::now();
            let stamp = stamp(&self.path);
            if stamp != state.stamp {
                // Whatever comes of it, the same file is not read again.
                state.stamp = stamp;
                let house = self.clone();
                std::thread::spawn(move || house.read_again(stamp));
            }
        }
        (state.lexicon.clone(), state.version.clone())
    }

    fn read_again(&self, stamp: Option<Stamp>) {
        match read(&self.path) {
            Ok(lexicon) => self.set(lexicon, stamp),
            Err(error) => {
                let source = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
                tracing::error!("The changed lexicon is not used: {error}: {source}");
            }
        }
    }

    fn set(&self, lexicon: Lexicon, stamp: Option<Stamp>) {
        let version = lexicon.version().into();
        *self.lock() = State { lexicon: Arc::new(lexicon), version, stamp, looked: Instant::now() };
    }

    /// Changes the lexicon by what `change` makes of it, and returns what it answers beside; `change` may refuse, and
    /// where it gives no lexicon back nothing is written.
    ///
    /// # Errors
    /// Where the file cannot be read or written, or would have too many entries.
    ///
    /// # Blocking
    /// Waits for others who change it, reads it and writes it.
    pub fn change<T>(&self, change: impl FnOnce(&Lexicon) -> (Option<Lexicon>, T)) -> Result<T, HouseError> {
        let failed = |source| HouseError::File { path: self.path.to_path_buf(), source };
        if let Some(folder) = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let mut name = self.path.as_os_str().to_owned();
        name.push(".lock");
        let _lock = PassingLock::take(name.into()).map_err(failed)?;
        let (changed, answer) = change(&read(&self.path)?);
        if let Some(lexicon) = changed {
            if lexicon.len() > MAX_ENTRIES {
                return Err(HouseError::TooMany { n: lexicon.len() });
            }
            if lexicon.n_patterns() > MAX_PATTERNS {
                return Err(HouseError::TooManyPatterns { n: lexicon.n_patterns() });
            }
            let text = to_tsv(lexicon.entries());
            // What cannot be read again would lock everybody out of the lexicon.
            from_tsv(&text).map_err(|source| HouseError::Malformed { path: self.path.to_path_buf(), source })?;
            durable::write(&self.path, text.as_bytes()).map_err(failed)?;
            let stamp = stamp(&self.path);
            self.set(lexicon, stamp);
        }
        Ok(answer)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Whole after every statement.
        lock(&self.state)
    }
}

fn stamp(path: &Path) -> Option<Stamp> {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

fn read(path: &Path) -> Result<Lexicon, HouseError> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Lexicon::default()),
        Err(source) => return Err(HouseError::File { path: path.to_owned(), source }),
    };
    let entries: Vec<Entry> =
        from_tsv(&text).map_err(|source| HouseError::Malformed { path: path.to_owned(), source })?;
    Ok(entries.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::super::Ending;
    use super::*;

    fn entry(written: &str, said: &str) -> Entry {
        Entry::new(written, said, Ending::AsWritten).unwrap()
    }

    #[test]
    fn what_was_changed_is_there_for_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/lexicon.tsv");
        let house = House::open(path.clone()).unwrap();
        let (_, empty) = house.current();
        house.change(|lexicon| (Some(lexicon.with(entry("داعش", "دَاعِشْ"))), ())).unwrap();
        let (lexicon, version) = house.current();
        assert_eq!((lexicon.len(), *version == *empty), (1, false));
        assert_eq!(House::open(path.clone()).unwrap().current().1, version);
        let names: Vec<_> =
            fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(cfg!(not(unix)) || names == ["lexicon.tsv"], "{names:?}");
    }

    #[test]
    fn changes_at_the_same_time_are_all_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lexicon.tsv");
        std::thread::scope(|scope| {
            for letter in "بتثجح".chars() {
                let path = path.clone();
                scope.spawn(move || {
                    let house = House::open(path).unwrap();
                    for other in "سشصض".chars() {
                        let entry = entry(&format!("{letter}{other}"), "كَلِمَة");
                        house.change(|lexicon| (Some(lexicon.with(entry)), ())).unwrap();
                    }
                });
            }
        });
        assert_eq!(House::open(path).unwrap().current().0.len(), 20);
    }

    #[test]
    fn file_that_was_changed_by_hand_is_read_again_and_a_bad_one_is_not_used() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lexicon.tsv");
        let house = House::open(path.clone()).unwrap();
        // Once it is seen that the file has changed, it is read within a moment.
        let changed = || {
            std::thread::sleep(REST + Duration::from_millis(20));
            house.current();
            std::thread::sleep(REST);
            house.current().0.len()
        };
        fs::write(&path, "داعش\tدَاعِشْ\n").unwrap();
        assert_eq!(changed(), 1);
        fs::write(&path, "داعش\n").unwrap();
        assert_eq!(changed(), 1);
        assert!(House::open(path).is_err());
    }
}
