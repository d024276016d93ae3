//! What a record says of a file beside it, so that one that was emptied, zeroed or cut short is found.
//!
//! To read every file through at every run would take minutes over a large show. So a file is read through where it was
//! changed after the record that tells of it was written; of the others some pieces are looked at, for a disk that lost
//! power may give back zeros under the old size and time.

use std::{
    fs::File,
    io::{self, Cursor, Read, Seek, SeekFrom},
    path::Path,
    time::SystemTime,
};

use serde::{Deserialize, Serialize};

use crate::{digest::sha256_of_reader, publish::FileName};

/// A file as it was when it was finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RecordedFile {
    pub(super) name: FileName,
    size_bytes: u64,
    pub(super) sha256: String,
    /// SHA-256 of the pieces that are looked at each time.
    sample_sha256: String,
}

/// How many pieces are looked at.
const PIECES: u64 = 64;

/// The size of a piece in bytes: what disks and file systems read at a time.
const PIECE: u64 = 4_096;

impl RecordedFile {
    /// Reads a finished file through.
    pub(super) fn of(name: FileName, mut file: impl Read + Seek) -> io::Result<Self> {
        let size_bytes = file.seek(SeekFrom::End(0))?;
        file.rewind()?;
        let sha256 = sha256_of_reader(&mut file)?;
        let sample_sha256 = sample(&mut file, size_bytes)?;
        Ok(Self { name, size_bytes, sha256, sample_sha256 })
    }

    /// Describes a file of these bytes.
    pub(super) fn of_bytes(name: FileName, bytes: &[u8]) -> io::Result<Self> {
        Self::of(name, Cursor::new(bytes))
    }

    /// Tells whether the file in `folder` is still as it was, its record being written at `recorded`.
    pub(super) fn is_whole(&self, folder: &Path, recorded: SystemTime) -> bool {
        self.check(folder, recorded).unwrap_or(false)
    }

    fn check(&self, folder: &Path, recorded: SystemTime) -> io::Result<bool> {
        let mut file = File::open(folder.join(&self.name))?;
        let metadata = file.metadata()?;
        if !metadata.is_file() || metadata.len() != self.size_bytes {
            return Ok(false);
        }
        if metadata.modified()? > recorded {
            return Ok(sha256_of_reader(file)? == self.sha256);
        }
        Ok(sample(&mut file, self.size_bytes)? == self.sample_sha256)
    }
}

/// Returns the SHA-256 of pieces from the first to the last byte of a file; of all of it where it is not longer.
fn sample(file: &mut (impl Read + Seek), size_bytes: u64) -> io::Result<String> {
    let mut pieces = Vec::with_capacity((PIECES * PIECE).min(size_bytes) as usize);
    if size_bytes <= PIECES * PIECE {
        file.rewind()?;
        file.take(size_bytes).read_to_end(&mut pieces)?;
    } else {
        for piece in 0..PIECES {
            // In whole steps, so that the product stays small whatever the size.
            let start =
                if piece + 1 == PIECES { size_bytes - PIECE } else { (size_bytes - PIECE) / (PIECES - 1) * piece };
            file.seek(SeekFrom::Start(start))?;
            file.take(PIECE).read_to_end(&mut pieces)?;
        }
    }
    Ok(crate::digest::sha256(pieces))
}

#[cfg(test)]
mod tests {
    use std::{fs, io::Write, time::Duration};

    use super::*;

    #[test]
    fn file_that_is_not_as_it_was_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.mp3");
        let bytes: Vec<u8> = (0..1_000_003_u32).map(|n| (n.wrapping_mul(7919) >> 8) as u8).collect();
        fs::write(&path, &bytes).unwrap();
        let recorded_file = RecordedFile::of("a.mp3".parse().unwrap(), File::open(&path).unwrap()).unwrap();
        assert_eq!(recorded_file, RecordedFile::of_bytes("a.mp3".parse().unwrap(), &bytes).unwrap());
        let recorded = SystemTime::now();
        // As a power cut leaves it: no time of change tells of it.
        let before = recorded - Duration::from_secs(60);
        let check = |bytes: &[u8], modified: SystemTime, expect: bool, what: &str| {
            let mut file = File::create(&path).unwrap();
            file.write_all(bytes).unwrap();
            file.set_modified(modified).unwrap();
            assert_eq!(recorded_file.is_whole(folder.path(), recorded), expect, "{what}");
        };
        check(&bytes, before, true, "as it was");
        check(b"", before, false, "emptied");
        check(&bytes[..999_999], before, false, "cut short");
        check(&vec![0; bytes.len()], before, false, "zeroed");
        let mut end_zeroed = bytes.clone();
        end_zeroed[970_000..].fill(0);
        check(&end_zeroed, before, false, "zeroed at its end");
        let mut hole = bytes.clone();
        hole[480_000..500_000].fill(0);
        check(&hole, before, false, "zeroed for longer than between two pieces");
        let mut flipped = bytes.clone();
        flipped[9_000] ^= 1;
        check(&flipped, recorded + Duration::from_secs(60), false, "changed in one bit, later");
        check(&bytes, recorded + Duration::from_secs(60), true, "written again as it was");
        fs::remove_file(&path).unwrap();
        assert!(!recorded_file.is_whole(folder.path(), recorded));
    }

    #[test]
    fn sizes_around_those_of_the_pieces() {
        for n in [0, 1, PIECE, PIECES * PIECE - 1, PIECES * PIECE, PIECES * PIECE + 1] {
            let bytes = vec![1; n as usize];
            assert_eq!(RecordedFile::of_bytes("a".parse().unwrap(), &bytes).unwrap().size_bytes, n);
        }
    }
}
