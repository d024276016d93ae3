//! The program in a process of its own, as tests start it.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Prepares a process of `natiq` with a data folder of its own, whose log is a file.
pub(crate) fn natiq(data_dir: &Path, log: &Path) -> Command {
    let default = natiq::config::Config::default().data_dir;
    let shared = std::env::var_os("NATIQ_DATA_DIR").map_or(default, PathBuf::from);
    // What was fetched once need not be fetched again.
    #[cfg(unix)]
    if shared.join("runtime").is_dir() {
        std::os::unix::fs::symlink(shared.join("runtime"), data_dir.join("runtime")).unwrap();
    }
    let mut program = Command::new(env!("CARGO_BIN_EXE_natiq"));
    program.arg("--data-dir").arg(data_dir).env_remove("NATIQ_DATA_DIR");
    program.stdout(Stdio::null()).stderr(File::create(log).unwrap());
    program
}
