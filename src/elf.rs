//! Whether a shared library is whole, before the loader maps it.
//!
//! The loader maps a library that was cut short as if all of it were there, and the process dies by SIGBUS at the first
//! page that is not. The headers say how long the file must be.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

/// Why a file is no library that can be loaded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Read(#[from] io::Error),
    #[error("the file is empty")]
    Empty,
    #[error("the file has {found} bytes where its headers tell of {expected}: it was cut short")]
    CutShort { found: u64, expected: u64 },
}

/// Checks that a library has as many bytes as its ELF headers tell of (System V ABI, chapter 4 and 5). Files of other
/// formats, which their loaders check by themselves, are only looked at for being empty.
pub(crate) fn check(path: &Path) -> Result<(), Error> {
    let mut file = File::open(path)?;
    let found = file.metadata()?.len();
    if found == 0 {
        return Err(Error::Empty);
    }
    let mut header = [0; 64];
    let n = file.by_ref().take(64).read(&mut header)?;
    // Of 64 bits and little-endian, as on every platform that the runtime is published for.
    if !header.starts_with(&[0x7f, b'E', b'L', b'F', 2, 1]) {
        return Ok(());
    }
    if n < header.len() {
        return Err(Error::CutShort { found, expected: header.len() as u64 });
    }
    let (segments, sections) = (u64_at(&header, 32), u64_at(&header, 40));
    let (segment_size, n_segments) = (u16_at(&header, 54), u16_at(&header, 56));
    let (section_size, n_sections) = (u16_at(&header, 58), u16_at(&header, 60));
    let table = |start: u64, size: u16, n: u16| start.saturating_add(u64::from(size) * u64::from(n));
    let mut expected = table(segments, segment_size, n_segments).max(table(sections, section_size, n_sections));
    if expected <= found && segment_size >= 56 {
        let mut table = vec![0; usize::from(segment_size) * usize::from(n_segments)];
        file.seek(SeekFrom::Start(segments))?;
        file.read_exact(&mut table)?;
        for segment in table.chunks_exact(segment_size.into()) {
            expected = expected.max(u64_at(segment, 8).saturating_add(u64_at(segment, 32)));
        }
    }
    if expected > found { Err(Error::CutShort { found, expected }) } else { Ok(()) }
}

/// Reads a number of eight bytes; 0 where there are not so many.
fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..at + 8).and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_le_bytes)
}

/// Reads a number of two bytes; 0 where there are not so many.
fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).and_then(|bytes| bytes.try_into().ok()).map_or(0, u16::from_le_bytes)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn library_cut_short_anywhere_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("library.so");
        // This very program is an ELF file too, and is laid out like a library.
        let program = std::env::current_exe().unwrap();
        assert!(check(&program).is_ok());
        let mut whole = File::open(program).unwrap();
        let n = whole.metadata().unwrap().len();
        for cut in [1, 10, 4_096, n / 2, n - 100, n - 6] {
            whole.rewind().unwrap();
            let mut file = File::create(&path).unwrap();
            io::copy(&mut whole.by_ref().take(n - cut), &mut file).unwrap();
            assert!(check(&path).is_err(), "{cut} bytes are missing of {n}");
        }
        std::fs::write(&path, b"").unwrap();
        assert!(matches!(check(&path), Err(Error::Empty)));
    }

    #[test]
    fn what_headers_claim_may_be_anything() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("library.so");
        let mut header = vec![0xff; 64];
        header[..6].copy_from_slice(&[0x7f, b'E', b'L', b'F', 2, 1]);
        std::fs::write(&path, header).unwrap();
        assert!(matches!(check(&path), Err(Error::CutShort { .. })));
    }
}
