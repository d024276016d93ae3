//! Files that are there whole or not at all, whatever becomes of the process or of the power.
//!
//! A file is written under another name in the same folder, brought to the disk and renamed; then its folder is brought
//! to the disk. Without the first a power cut may leave the final name with nothing or zeros behind it, without the last
//! the name itself may be gone. Everything of ours that becomes final does so here.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// How old a partial file is at least that nobody writes any more. Between making one and locking it there is a moment.
const ABANDONED_AFTER: Duration = Duration::from_secs(60);

/// A file being written. It takes its name when it is [finished](Self::finish); until then the name stands for what it
/// stood for before. Dropped unfinished, it leaves nothing.
pub(crate) struct PartialFile {
    file: BufWriter<File>,
    path: PathBuf,
    /// Where it is meanwhile; `None` where the name is a device's or a pipe's, which cannot be replaced, and once it has
    /// been finished.
    partial: Option<PathBuf>,
}

impl PartialFile {
    /// Begins the file `path`, in the same folder under a hidden name of its own. A symbolic link stays, and the file it
    /// points to is replaced. What writers that were killed left in the folder is taken away.
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let path = match fs::metadata(path) {
            Ok(there) if there.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Ok(there) if there.is_file() => path.canonicalize()?,
            Ok(_) => {
                let file = BufWriter::new(File::options().write(true).open(path)?);
                return Ok(Self { file, path: path.to_owned(), partial: None });
            }
            Err(_) => path.to_owned(),
        };
        let folder = folder_of(&path);
        remove_abandoned(folder);
        let name = format!(".natiq-{}-{}.partial", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let partial = Self::create_at(&folder.join(name), &path)?;
        // Held while it is written: an unlocked one was left by a writer that was killed.
        let _ = partial.file.get_ref().try_lock();
        Ok(partial)
    }

    /// Begins the file `path` as the file `partial`, which must be on the same file system; whatever is there by that
    /// name is taken away first.
    pub(crate) fn create_at(partial: &Path, path: &Path) -> io::Result<Self> {
        let file = BufWriter::new(create_anew(partial)?);
        Ok(Self { file, path: path.to_owned(), partial: Some(partial.to_owned()) })
    }

    /// Returns the name that it takes in the end.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the name that it has meanwhile; `None` where it is no file.
    pub(crate) fn partial(&self) -> Option<&Path> {
        self.partial.as_deref()
    }

    /// Brings what has been written to the disk, and returns the file from its beginning, to be read.
    pub(crate) fn written(&mut self) -> io::Result<&File> {
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        self.file.rewind()?;
        Ok(self.file.get_ref())
    }

    /// Gives the file its name, after its contents have reached the disk.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.file.flush()?;
        let Some(partial) = &self.partial else { return Ok(()) };
        self.file.get_ref().sync_all()?;
        fs::rename(partial, &self.path)?;
        self.partial = None;
        sync_folder(folder_of(&self.path))
    }
}

impl Drop for PartialFile {
    fn drop(&mut self) {
        if let Some(partial) = &self.partial {
            // Nobody is left to be told; the next writer takes it away.
            let _ = fs::remove_file(partial);
        }
    }
}

impl Write for PartialFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Seek for PartialFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// Writes a whole file.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = PartialFile::create(path)?;
    file.write_all(bytes)?;
    file.finish()
}

/// Makes a new file, to be read and written, in place of whatever is there by that name: a link is not followed.
pub(crate) fn create_anew(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    File::options().read(true).write(true).create_new(true).open(path)
}

/// Opens a file to be locked, and makes it where it is missing. What is in it stays.
///
/// # Errors
/// Also where the name stands for something else than a file: a link would have the lock taken elsewhere.
pub(crate) fn open_lock(path: &Path) -> io::Result<File> {
    match fs::symlink_metadata(path) {
        Ok(there) if !there.is_file() => Err(io::Error::other("it is a link or no file (remove it)")),
        _ => File::options().write(true).create(true).truncate(false).open(path),
    }
}

/// A lock that others wait for, in a file of its own that is gone when nobody has it: it lies where people keep their own
/// files.
pub(crate) struct PassingLock {
    file: File,
    path: PathBuf,
}

impl PassingLock {
    /// Takes the lock, as soon as nobody else has it.
    pub(crate) fn take(path: PathBuf) -> io::Result<Self> {
        loop {
            let file = open_lock(&path)?;
            file.lock()?;
            let lock = Self { file, path: path.clone() };
            // Whoever had it before has taken this file away; the lock is the one that has its name now.
            if lock.has_its_name() {
                return Ok(lock);
            }
        }
    }

    #[cfg(unix)]
    fn has_its_name(&self) -> bool {
        use std::os::unix::fs::MetadataExt;
        let (Ok(held), Ok(named)) = (self.file.metadata(), fs::symlink_metadata(&self.path)) else { return false };
        (held.dev(), held.ino()) == (named.dev(), named.ino())
    }

    /// Elsewhere the file stays.
    #[cfg(not(unix))]
    fn has_its_name(&self) -> bool {
        true
    }
}

impl Drop for PassingLock {
    fn drop(&mut self) {
        // While it is held, and only where it is this one; one that stays is taken again.
        if cfg!(unix) && self.has_its_name() {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Brings the names in a folder to the disk.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        // Elsewhere folders are not opened, and the system sees to their names.
        return Ok(());
    }
    match File::open(folder)?.sync_all() {
        // Some network file systems have no such thing.
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        result => result,
    }
}

/// The folder that a file is in.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Takes away the partial files in a folder that nobody writes any more.
fn remove_abandoned(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if !(name.starts_with(".natiq-") && name.ends_with(".partial")) {
            continue;
        }
        let age =
            entry.metadata().ok().filter(fs::Metadata::is_file).and_then(|file| file.modified().ok()?.elapsed().ok());
        let is_old = age.is_some_and(|age| age > ABANDONED_AFTER);
        if is_old && File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap().flatten();
        let mut names: Vec<_> = entries.map(|entry| entry.file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn name_stands_for_what_it_stood_for_until_the_file_is_finished() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        write(&path, b"before").unwrap();
        let mut file = PartialFile::create(&path).unwrap();
        file.write_all(b"after").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"before");
        file.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"after");
        let mut file = PartialFile::create(&path).unwrap();
        file.write_all(b"given up").unwrap();
        drop(file);
        assert_eq!((fs::read(&path).unwrap().as_slice(), names(folder.path()).len()), (b"after".as_slice(), 1));
    }

    #[test]
    fn two_writers_of_one_file_do_not_mix() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        let mut first = PartialFile::create(&path).unwrap();
        let mut second = PartialFile::create(&path).unwrap();
        first.write_all(b"first").unwrap();
        second.write_all(b"second, and longer").unwrap();
        first.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"first");
        second.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second, and longer");
    }

    #[test]
    fn what_a_killed_writer_left_is_taken_away_and_what_is_being_written_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let old = folder.path().join(".natiq-1-0.partial");
        let file = create_anew(&old).unwrap();
        file.set_modified(std::time::SystemTime::now() - 2 * ABANDONED_AFTER).unwrap();
        file.lock().unwrap();
        write(&folder.path().join("a.txt"), b"a").unwrap();
        assert!(old.exists(), "its writer holds it");
        drop(file);
        write(&folder.path().join("a.txt"), b"a").unwrap();
        assert_eq!(names(folder.path()), ["a.txt"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_kept_and_devices_are_written_to() {
        let folder = tempfile::tempdir().unwrap();
        let (target, link) = (folder.path().join("target"), folder.path().join("link"));
        fs::write(&target, b"before").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        write(&link, b"after").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&target).unwrap(), b"after");
        write(Path::new("/dev/null"), b"nothing").unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }

    #[test]
    fn passing_lock_is_had_by_one_at_a_time_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.lock");
        let count = folder.path().join("count");
        fs::write(&count, "0").unwrap();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let _lock = PassingLock::take(path.clone()).unwrap();
                        let before: u32 = fs::read_to_string(&count).unwrap().parse().unwrap();
                        fs::write(&count, (before + 1).to_string()).unwrap();
                    }
                });
            }
        });
        assert_eq!(fs::read_to_string(&count).unwrap(), "400");
        assert_eq!(path.exists(), cfg!(not(unix)));
    }

    #[cfg(unix)]
    #[test]
    fn link_at_the_place_of_a_lock_or_a_partial_file_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (target, link) = (folder.path().join("target"), folder.path().join("link"));
        fs::write(&target, b"precious").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        assert!(open_lock(&link).is_err());
        create_anew(&link).unwrap().write_all(b"x").unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"precious");
    }
}
