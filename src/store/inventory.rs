//! What the folder of a [`Cache`](super::Cache) holds, for those who look at it from outside, also while a service uses
//! it: nothing is swept up or counted against a limit here.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    time::SystemTime,
};

use super::{Error, Key, key::parse_digest};

/// A file in the folder of a cache.
#[derive(Debug, Clone)]
pub struct CachedFile {
    pub path: PathBuf,
    /// What it is kept under; it says whose voice is in it.
    pub key: Key,
    pub size_bytes: u64,
    /// When it was last made or asked for.
    pub used: SystemTime,
}

/// Lists the files in the folder of a cache, the longest unused first. A folder that is not there holds none; what has no
/// name of ours, or is still being written, is left out.
///
/// # Errors
/// [`Error::File`] where the folder cannot be read.
///
/// # Blocking
/// Looks at every file.
pub fn inventory(folder: &Path) -> Result<Vec<CachedFile>, Error> {
    let failed = |source| Error::File { path: folder.to_owned(), source };
    let shelves = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        shelves => shelves.map_err(failed)?,
    };
    let mut found = Vec::new();
    for shelf in shelves.flatten() {
        let Ok(files) = fs::read_dir(shelf.path()) else { continue };
        for file in files.flatten() {
            let name = file.file_name();
            let Some((name, digest)) = name.to_str().and_then(|name| name.split_once('.')) else { continue };
            // A service may have taken it away meanwhile.
            let (Some(key), Some(_), Ok(metadata)) = (Key::parse(name), parse_digest(digest), file.metadata()) else {
                continue;
            };
            let used = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            found.push(CachedFile { path: file.path(), key, size_bytes: metadata.len(), used });
        }
    }
    found.sort_by_key(|file| (file.used, file.key));
    Ok(found)
}

impl CachedFile {
    /// Takes the file away; returns whether it was still there. A service that uses the folder notices when it next asks
    /// for the file, and makes it again.
    ///
    /// # Errors
    /// [`Error::File`] where it cannot be taken away.
    pub fn remove(&self) -> Result<bool, Error> {
        match fs::remove_file(&self.path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(source) => Err(Error::File { path: self.path.clone(), source }),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::store::Cache;

    #[tokio::test]
    async fn lists_what_was_kept_by_use_and_leaves_the_rest_alone() {
        let folder = tempfile::tempdir().unwrap();
        assert!(inventory(&folder.path().join("nothing")).unwrap().is_empty());
        let cache = Cache::open(folder.path(), 1_000).unwrap();
        let key = |name: &str, voice| Key::of("test").with(name).finish_for(voice);
        cache.put(key("a", "ziad"), b"sound".to_vec()).await;
        cache.put(key("b", "amal"), b"other".to_vec()).await;
        let mut writing = cache.writer(key("c", "ziad"));
        writing.append(b"half");
        fs::write(folder.path().join("notes.txt"), b"").unwrap();

        let files = inventory(folder.path()).unwrap();
        assert_eq!(files.len(), 2, "{files:?}");
        let b = files.iter().find(|file| file.key == key("b", "amal")).unwrap();
        fs::File::options()
            .append(true)
            .open(&b.path)
            .unwrap()
            .set_modified(SystemTime::now() - Duration::from_secs(60))
            .unwrap();
        let files = inventory(folder.path()).unwrap();
        assert!(files[0].key.is_of_voice("amal") && files[1].key.is_of_voice("ziad") && files[0].size_bytes == 5);

        assert!(files[0].remove().unwrap() && !files[0].remove().unwrap());
        assert_eq!(cache.get(key("b", "amal")).await, None, "the service finds it gone");
        assert!(writing.commit(&[]).is_some(), "what was being written is not disturbed");
        assert_eq!(inventory(folder.path()).unwrap().len(), 2);
    }
}
