//! The runtime where installing Natiq has put it.
//!
//! Archives and operators put it beside the program; the Debian package puts the program into `/usr/bin` and the runtime
//! into `/usr/lib/natiq`. `pip install natiq` and `uvx natiq` bring the package `onnxruntime` along, and put the program into `bin` and the
//! library into `lib/python3.12/site-packages/onnxruntime/capi`: of a virtual environment, of the user's folder
//! (`~/.local`), of a Python installed somewhere, or of the system.

use std::{
    cmp::Reverse,
    fs,
    path::{Path, PathBuf},
};

use super::RUNTIME_FILE;

/// Returns the library beside a program, or in `../lib/natiq` of a program in `bin`.
pub(super) fn beside(executable: &Path) -> Option<PathBuf> {
    let folder = executable.parent()?;
    let packaged = root_of(executable).map(|root| root.join("lib/natiq"));
    [Some(folder), packaged.as_deref()]
        .into_iter()
        .flatten()
        .map(|folder| folder.join(RUNTIME_FILE))
        .find(|path| path.is_file())
}

/// Folders of an environment with one folder for each version of Python: the second is Fedora's for libraries of 64 bits.
const LIBRARY_FOLDERS: [&str; 2] = ["lib", "lib64"];
/// Where packages are in the folder of a Python: the second is Debian's name for those of the system.
const PACKAGE_FOLDERS: [&str; 2] = ["site-packages", "dist-packages"];

/// Returns the libraries of ONNX Runtime in the environment that a program is installed in, those of newer Pythons first.
pub(super) fn libraries(executable: &Path) -> Vec<PathBuf> {
    let Some(environment) = root_of(executable) else { return Vec::new() };
    let mut pythons: Vec<(u32, PathBuf)> = LIBRARY_FOLDERS
        .iter()
        .flat_map(|folder| entries(&environment.join(folder)))
        .filter_map(|folder| {
            let name = folder.file_name()?.to_str()?;
            Some((name.strip_prefix("python3.")?.parse().ok()?, folder))
        })
        .collect();
    pythons.sort_by_key(|(minor, _)| Reverse(*minor));
    let mut found: Vec<PathBuf> = Vec::new();
    for (_, python) in pythons {
        for packages in PACKAGE_FOLDERS {
            found.extend(entries(&python.join(packages).join("onnxruntime/capi")).filter(|path| is_runtime(path)));
        }
    }
    found
}

/// Returns the folder that `bin`, with the program in it, is in. A program that is in no `bin` has none: elsewhere the
/// folder above may be anybody's, as that of `/tmp/natiq/natiq` is.
fn root_of(executable: &Path) -> Option<&Path> {
    executable.parent().filter(|folder| folder.ends_with("bin"))?.parent()
}

/// Tells whether a file is named as the library is in its package: `libonnxruntime.so.1.32.0` on Linux,
/// `libonnxruntime.1.32.0.dylib` on macOS. `libonnxruntime_providers_shared.so` lies beside it.
fn is_runtime(path: &Path) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(|name| {
        name.starts_with("libonnxruntime.so.") || (name.starts_with("libonnxruntime.") && name.ends_with(".dylib"))
    })
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(path: &Path) -> PathBuf {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, b"").unwrap();
        path.to_owned()
    }

    #[test]
    fn library_is_found_in_every_layout_of_an_environment_the_newest_python_first() {
        let folder = tempfile::tempdir().unwrap();
        let capi = |packages: &str| folder.path().join("lib").join(packages).join("onnxruntime/capi");
        let older = write(&capi("python3.9/site-packages").join("libonnxruntime.so.1.24.4"));
        let newer = write(&capi("python3.12/site-packages").join("libonnxruntime.so.1.32.0"));
        let debian = write(&capi("python3.11/dist-packages").join("libonnxruntime.1.32.0.dylib"));
        write(&capi("python3.12/site-packages").join("libonnxruntime_providers_shared.so"));
        write(&capi("python3/dist-packages").join("libonnxruntime.so.1.32.0"));
        assert_eq!(libraries(&folder.path().join("bin/natiq")), [newer, debian, older]);
    }

    #[test]
    fn library_is_found_beside_the_program_and_where_packages_put_it() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("bin/natiq");
        assert_eq!(beside(&program), None);
        let packaged = write(&folder.path().join("lib/natiq").join(RUNTIME_FILE));
        assert_eq!(beside(&program), Some(packaged));
        assert_eq!(beside(&folder.path().join("downloads/natiq")), None);
        let near = write(&folder.path().join("bin").join(RUNTIME_FILE));
        assert_eq!(beside(&program), Some(near));
    }

    #[test]
    fn program_that_is_in_no_environment_takes_no_library_from_the_folder_above() {
        let folder = tempfile::tempdir().unwrap();
        write(&folder.path().join("lib/python3.12/site-packages/onnxruntime/capi/libonnxruntime.so.1.32.0"));
        assert!(libraries(&folder.path().join("downloads/natiq")).is_empty());
        assert!(libraries(Path::new("natiq")).is_empty());
        assert!(libraries(&folder.path().join("sbin/natiq")).is_empty());
    }
}
