//! `natiq render --after COMMAND`: the producer's own next step, when a render has changed something.

use std::{
    io::{ErrorKind, Write},
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, bail};

use crate::{job::Report, publish::show::Show};

/// Names of episodes that one variable holds at most, in bytes: systems limit an environment, and the whole is in the
/// report anyway.
const MOST_NAMES: usize = 64_000;

/// Runs a command by the shell, with what was done in its environment and the whole report, as JSON, as its input:
///
/// | variable | is |
/// | --- | --- |
/// | `NATIQ_OUT` | the folder of episodes |
/// | `NATIQ_FEED` | the path of the feed, where there is a show |
/// | `NATIQ_FEED_URL` | its address |
/// | `NATIQ_N_RENDERED`, `NATIQ_N_RETRACTED`, `NATIQ_N_RENAMED` | how many episodes |
/// | `NATIQ_RENDERED`, `NATIQ_RETRACTED` | the stems of their files, one on each line |
/// | `NATIQ_AUDIO` | the audio files that are new, one on each line |
///
/// # Errors
/// When it cannot be run or does not succeed.
pub(super) fn run(command: &str, out: &Path, show: Option<&Show>, report: &Report) -> anyhow::Result<()> {
    let out = std::path::absolute(out)?;
    let lines = |names: Vec<&str>| {
        let mut text = String::new();
        for name in names {
            if text.len() + name.len() >= MOST_NAMES {
                break;
            }
            text.push_str(name);
            text.push('\n');
        }
        text
    };
    let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
    let mut process = Command::new(shell);
    process.arg(flag).arg(command).stdin(Stdio::piped());
    process.env("NATIQ_OUT", &out);
    if let Some(show) = show {
        process.env("NATIQ_FEED", out.join(show.file())).env("NATIQ_FEED_URL", show.url(show.file()));
    }
    let retracted: Vec<&str> = report.retracted.iter().map(|entry| entry.slug.as_str()).collect();
    process
        .env("NATIQ_N_RENDERED", report.summary.rendered.to_string())
        .env("NATIQ_N_RETRACTED", report.summary.retracted.to_string())
        .env("NATIQ_N_RENAMED", report.summary.renamed.to_string())
        .env("NATIQ_RENDERED", lines(report.rendered().map(|(entry, _)| entry.slug.as_str()).collect()))
        .env("NATIQ_AUDIO", lines(report.rendered().map(|(_, sound)| sound.file.as_str()).collect()))
        .env("NATIQ_RETRACTED", lines(retracted));
    let failed = || format!("could not run `{command}`");
    let mut child = process.spawn().with_context(failed)?;
    if let Some(mut input) = child.stdin.take() {
        let json = serde_json::to_vec(report)?;
        // A command need not read it.
        if let Err(error) = input.write_all(&json)
            && error.kind() != ErrorKind::BrokenPipe
        {
            return Err(error).with_context(failed);
        }
    }
    let status = child.wait().with_context(failed)?;
    if !status.success() {
        bail!("`{command}` failed ({status})");
    }
    Ok(())
}
