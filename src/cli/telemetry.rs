//! Nothing of a reader's machine is told to anyone.
//!
//! From 1.29 on the builds of ONNX Runtime for Linux and macOS write an identifier into the user's cache and report to
//! their maker. What the interface offers against it ([`crate::onnx`] calls that too) comes into force after the first report; a
//! variable of the environment comes before it: then there is no identifier, no reporter and no report. The runtime reads it when
//! it is loaded, and a program cannot set its own environment in safe Rust: so the program starts itself anew, once, with
//! the variable set. The process stays the same, and so do its number, its files and its arguments.

#[cfg(unix)]
pub(super) fn turn_off() {
    use std::{env, os::unix::process::CommandExt, process::Command};

    const VARIABLE: &str = "ORT_DISABLE_TELEMETRY";
    // Set to anything: either it is off, or somebody wants it on.
    if env::var_os(VARIABLE).is_some() {
        return;
    }
    let mut arguments = env::args_os();
    let Some(name) = arguments.next() else { return };
    // Without `/proc` the name that it was called by has to do.
    let program = env::current_exe().unwrap_or_else(|_| name.clone().into());
    let error = Command::new(program).arg0(name).args(arguments).env(VARIABLE, "1").exec();
    super::say(&format!("natiq: could not turn off the reports of ONNX Runtime: {error}; set {VARIABLE}=1"));
}

#[cfg(not(unix))]
pub(super) fn turn_off() {}
