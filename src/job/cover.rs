//! Pictures of shows and episodes, checked before anything is made with them.
//!
//! A directory refuses a feed for its picture days after it was written, and says little; so what would be refused there
//! is refused here.

use std::path::{Path, PathBuf};

use crate::encode::{Picture, PictureError};

/// The shortest and the longest side of a picture that directories take, in pixels
/// (<https://podcasters.apple.com/support/896-artwork-requirements>).
const SIDE: std::ops::RangeInclusive<u32> = 1_400..=3_000;

/// Why a picture cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("could not read the picture `{}`", path.display())]
    Read { path: PathBuf, source: std::io::Error },
    #[error("could not use the picture `{}`", path.display())]
    Picture { path: PathBuf, source: PictureError },
    #[error("the picture `{}` has {width} x {height} pixels (expected {expected})", path.display())]
    Size { path: PathBuf, width: u32, height: u32, expected: &'static str },
}

/// Reads a picture that a feed names: a square JPEG or PNG of 1400 to 3000 pixels.
///
/// # Errors
/// When it is not there or not such a picture.
pub(super) fn for_feed(path: &Path) -> Result<Picture, Error> {
    let expected = "a square of 1400 to 3000 pixels: podcast directories refuse others";
    read(path, |side| SIDE.contains(&side), expected)
}

/// Reads a picture that is put into files, which may be small: a square JPEG or PNG of at most 3000 pixels.
///
/// # Errors
/// When it is not there or not such a picture.
pub(super) fn for_files(path: &Path) -> Result<Picture, Error> {
    read(path, |side| side <= *SIDE.end(), "a square of at most 3000 pixels")
}

fn read(path: &Path, is_right: impl Fn(u32) -> bool, expected: &'static str) -> Result<Picture, Error> {
    let bytes = std::fs::read(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    let picture = Picture::new(bytes).map_err(|source| Error::Picture { path: path.to_owned(), source })?;
    let Picture { width, height, .. } = picture;
    if width != height || !is_right(width) {
        return Err(Error::Size { path: path.to_owned(), width, height, expected });
    }
    Ok(picture)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// As much of a PNG as says how large it is.
    pub(in crate::job) fn png(width: u32, height: u32) -> Vec<u8> {
        let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
        [b"\x89PNG\r\n\x1a\n".as_slice(), &[0, 0, 0, 13], b"IHDR", &size].concat()
    }

    #[test]
    fn picture_that_directories_refuse_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cover.png");
        let message = |bytes: Option<Vec<u8>>| {
            let _ = std::fs::remove_file(&path);
            if let Some(bytes) = bytes {
                std::fs::write(&path, bytes).unwrap();
            }
            for_feed(&path).err().map(|error| error.to_string())
        };
        assert_eq!(message(Some(png(1_400, 1_400))), None);
        assert_eq!(message(Some(png(3_000, 3_000))), None);
        assert!(message(None).unwrap().starts_with("could not read the picture"));
        assert!(message(Some(b"GIF89a".to_vec())).unwrap().starts_with("could not use the picture"));
        for (width, height) in [(300, 200), (1_400, 1_401), (1_399, 1_399), (3_001, 3_001)] {
            let message = message(Some(png(width, height))).unwrap();
            assert!(message.contains(&format!("has {width} x {height} pixels (expected a square")), "{message}");
        }
        std::fs::write(&path, png(600, 600)).unwrap();
        assert!(for_files(&path).is_ok());
        std::fs::write(&path, png(600, 400)).unwrap();
        assert!(for_files(&path).is_err());
    }
}
