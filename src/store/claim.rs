//! One service for one folder.
//!
//! Two would count the cache against the limit each for itself, evict what the other has just announced, and sweep away
//! the files that the other is writing.

use std::{
    fs::{self, TryLockError},
    path::Path,
};

use super::Error;
use crate::durable;

/// A folder that is this process's alone until this is dropped, or the process ends in whatever way.
#[derive(Debug)]
pub struct Claim {
    #[expect(dead_code, reason = "its lock ends when it is closed")]
    file: fs::File,
}

impl Claim {
    /// Claims a folder, and makes it where it is not there.
    ///
    /// # Errors
    /// [`Error::Claimed`] where another process has it; [`Error::File`] where it cannot be made or written to.
    ///
    /// # Blocking
    /// Makes a file.
    pub fn of(folder: &Path) -> Result<Self, Error> {
        let failed = |source| Error::File { path: folder.to_owned(), source };
        fs::create_dir_all(folder).map_err(failed)?;
        let file = durable::open_lock(&folder.join("serve.lock")).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Error::Claimed { folder: folder.to_owned() }),
            // Some network disks know no locks: that is no reason not to serve from them.
            Err(TryLockError::Error(error)) => {
                tracing::warn!(%error, "Could not lock `{}`: let no second service use it", folder.display());
            }
        }
        Ok(Self { file })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folder_is_one_service_s_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("data");
        let first = Claim::of(&folder).unwrap();
        let refused = Claim::of(&folder).unwrap_err();
        assert!(matches!(refused, Error::Claimed { .. }) && refused.to_string().contains("--data-dir"), "{refused}");
        drop(first);
        assert!(Claim::of(&folder).is_ok());
    }
}
