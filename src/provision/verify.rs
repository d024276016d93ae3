//! Whether what is kept is what was fetched.
//!
//! To read 45 MB through takes a tenth of a second on a fast machine and two on a slow one, at every start. So it is
//! written down which sizes and times of change the files had when they were last read through; while they have them
//! still, they are taken to be the same.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use serde::{Deserialize, Serialize};

use super::Error;
use crate::{digest::sha256_of_reader, durable};

/// What was found in a folder's files when they were last read through.
pub(super) struct Verified {
    folder: PathBuf,
    files: BTreeMap<String, Known>,
    is_changed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
struct Known {
    size_bytes: u64,
    /// When the file was last changed, in nanoseconds since 1970.
    modified_ns: u64,
    sha256: String,
}

/// What is wrong with a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Missing,
    /// It has another SHA-256 than it should have.
    Damaged {
        found: String,
    },
}

/// The name of what is written down, in the same folder.
const FILE: &str = ".verified.json";

impl Verified {
    /// Reads what is known of a folder's files; where that cannot be read, nothing is known.
    pub(super) fn read(folder: &Path) -> Self {
        let bytes = fs::read(folder.join(FILE)).unwrap_or_default();
        let files = serde_json::from_slice(&bytes).unwrap_or_default();
        Self { folder: folder.to_owned(), files, is_changed: false }
    }

    /// Tells what is wrong with a file that should have this SHA-256. It is read through where its size or its time of
    /// change are not those that are known.
    pub(super) fn fault(&mut self, name: &str, sha256: &str) -> io::Result<Option<Fault>> {
        let path = self.folder.join(name);
        let metadata = match fs::metadata(&path) {
            Ok(metadata) if metadata.is_file() => metadata,
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => return Ok(Some(Fault::Missing)),
        };
        let since_epoch = metadata.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
        let modified_ns = u64::try_from(since_epoch.as_nanos()).unwrap_or(u64::MAX);
        let known = self.files.get(name);
        let found = match known.filter(|known| (known.size_bytes, known.modified_ns) == (metadata.len(), modified_ns)) {
            Some(known) => known.sha256.clone(),
            None => {
                let found = sha256_of_reader(File::open(&path)?)?;
                let known = Known { size_bytes: metadata.len(), modified_ns, sha256: found.clone() };
                self.files.insert(name.to_owned(), known);
                self.is_changed = true;
                found
            }
        };
        Ok((found != sha256).then_some(Fault::Damaged { found }))
    }

    /// Writes down what has been found. Where that cannot be done, as in a folder that may only be read, the files are
    /// read through the next time too.
    pub(super) fn keep(&self) {
        if self.is_changed {
            let bytes = serde_json::to_vec_pretty(&self.files).unwrap_or_default();
            if let Err(error) = durable::write(&self.folder.join(FILE), &bytes) {
                tracing::debug!(folder = %self.folder.display(), %error, "could not write down which files were checked");
            }
        }
    }

    /// Takes away what is known of a folder's files.
    pub(super) fn forget(folder: &Path) -> Result<(), Error> {
        let path = folder.join(FILE);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::io(&path)(error)),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::sha256;

    fn fault(folder: &Path, expected: &str) -> Option<Fault> {
        let mut verified = Verified::read(folder);
        let fault = verified.fault("model", expected).unwrap();
        verified.keep();
        fault
    }

    #[test]
    fn file_is_read_through_when_its_size_or_time_of_change_is_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model");
        let expected = sha256("model");
        assert_eq!(fault(folder.path(), &expected), Some(Fault::Missing));
        fs::write(&path, "model").unwrap();
        assert_eq!(fault(folder.path(), &expected), None);
        let modified = fs::metadata(&path).unwrap().modified().unwrap();

        fs::write(&path, "mod").unwrap();
        assert_eq!(fault(folder.path(), &expected), Some(Fault::Damaged { found: sha256("mod") }));
        fs::write(&path, "model").unwrap();
        assert_eq!(fault(folder.path(), &expected), None);
        fs::write(&path, "modem").unwrap();
        assert_eq!(fault(folder.path(), &expected), Some(Fault::Damaged { found: sha256("modem") }));
        assert!(fault(folder.path(), &expected).is_some(), "it is known to be damaged");

        // Bits that the disk flips change no time: those are found by reading all through, as `natiq setup` does.
        fs::write(&path, "model").unwrap();
        File::options().append(true).open(&path).unwrap().set_modified(modified).unwrap();
        assert_eq!(fault(folder.path(), &expected), None);
        fs::write(&path, "modem").unwrap();
        File::options().append(true).open(&path).unwrap().set_modified(modified).unwrap();
        assert_eq!(fault(folder.path(), &expected), None);
        Verified::forget(folder.path()).unwrap();
        assert_eq!(fault(folder.path(), &expected), Some(Fault::Damaged { found: sha256("modem") }));
    }

    #[test]
    fn what_is_known_may_be_damaged_too() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("model"), "model").unwrap();
        fs::write(folder.path().join(FILE), "{\"model\": ").unwrap();
        assert_eq!(fault(folder.path(), &sha256("model")), None);
    }
}
