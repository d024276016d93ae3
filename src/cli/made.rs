//! Which files Natiq has made where people keep theirs (sound, books, reports, lexicons), so that it overwrites those and no
//! others.
//!
//! A file is known by its bytes: the SHA-256 of each that was made is noted in the data directory. One that still is byte
//! for byte what was made can be made again, wherever it was moved to; one that was edited since, or that somebody else has
//! made, cannot, and is left alone unless it is said otherwise.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use sha2::{Digest, Sha256};

use super::say;
use crate::{digest::hex, durable};

/// The notes about the files that were made.
pub(super) struct Made {
    path: PathBuf,
}

/// How many files are remembered at least; twice as many before the oldest are forgotten.
const REMEMBERED: usize = 10_000;

impl Made {
    /// Returns the notes in a data directory.
    pub(super) fn of(data_dir: &Path) -> Self {
        Self { path: data_dir.join("spoken.txt") }
    }

    /// Checks that the file `path` may be written: it is not there, is a device or a pipe, or is one that was made here.
    ///
    /// # Errors
    /// Where it is somebody's file.
    pub(super) fn check(&self, path: &Path) -> anyhow::Result<()> {
        let shown = path.display();
        match fs::metadata(path) {
            Ok(there) if there.is_file() && there.len() > 0 => {}
            Ok(there) if there.is_dir() => bail!("`{shown}` is a folder (name a file in it)"),
            // Nothing is lost with an empty file, a device keeps nothing.
            _ => return Ok(()),
        }
        let digest = digest_of(path).with_context(|| format!("could not read `{shown}`"))?;
        if self.knows(&digest) {
            return Ok(());
        }
        bail!(
            "`{shown}` is there already, and it is not as Natiq has made it (name another file, or overwrite it with `--force`)"
        );
    }

    /// Notes that the file `path` was made, and says so where that fails: nothing else hangs on it.
    pub(super) fn note_or_say(&self, path: &Path) {
        if let Err(error) = self.note(path) {
            let shown = path.display();
            say(&format!(
                "natiq: could not note that `{shown}` was made here, so it will not be overwritten without `--force`: {error}"
            ));
        }
    }

    /// Notes that the file `path` was made.
    ///
    /// # Errors
    /// Where it cannot be read, or the notes cannot be written.
    fn note(&self, path: &Path) -> io::Result<()> {
        if !fs::metadata(path)?.is_file() {
            return Ok(());
        }
        let digest = digest_of(path)?;
        if self.knows(&digest) {
            return Ok(());
        }
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = File::options().append(true).create(true).open(&self.path)?;
        // Others may be at it too; each line is written whole.
        let _ = file.lock();
        file.write_all(format!("{digest}\n").as_bytes())?;
        let known = fs::read_to_string(&self.path)?;
        let n_known = known.lines().count();
        if n_known > 2 * REMEMBERED {
            let kept: String = known.lines().skip(n_known - REMEMBERED).map(|line| format!("{line}\n")).collect();
            durable::write(&self.path, kept.as_bytes())?;
        }
        Ok(())
    }

    fn knows(&self, digest: &str) -> bool {
        fs::read_to_string(&self.path).is_ok_and(|known| known.lines().any(|line| line == digest))
    }
}

fn digest_of(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex(&hash.finalize())),
            n => hash.update(buffer.get(..n).unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_that_was_made_here_may_be_overwritten_until_it_is_changed() {
        let folder = tempfile::tempdir().unwrap();
        let made = Made::of(&folder.path().join("data"));
        let path = folder.path().join("a.wav");
        assert!(made.check(&path).is_ok(), "it is not there");
        fs::write(&path, b"sound").unwrap();
        let refused = made.check(&path).unwrap_err().to_string();
        assert!(refused.contains("--force") && refused.contains("a.wav"), "{refused}");
        made.note(&path).unwrap();
        assert!(made.check(&path).is_ok());
        let moved = folder.path().join("b.wav");
        fs::rename(&path, &moved).unwrap();
        assert!(made.check(&moved).is_ok());
        fs::write(&moved, b"sound, mastered").unwrap();
        assert!(made.check(&moved).is_err());
        assert!(made.check(folder.path()).is_err(), "a folder");
    }

    #[test]
    fn the_oldest_are_forgotten_in_time() {
        let folder = tempfile::tempdir().unwrap();
        let made = Made::of(folder.path());
        let lines: String = (0..2 * REMEMBERED).map(|n| format!("{n}\n")).collect();
        fs::write(&made.path, lines).unwrap();
        let path = folder.path().join("a.wav");
        fs::write(&path, b"sound").unwrap();
        made.note(&path).unwrap();
        assert_eq!(fs::read_to_string(&made.path).unwrap().lines().count(), REMEMBERED);
        assert!(made.check(&path).is_ok());
    }
}
