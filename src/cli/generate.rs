//! `natiq completions` and `natiq man`: what packages install beside the program, made from the command line's own
//! definition so that it cannot differ.

use std::{fs, io::stdout, path::PathBuf};

use anyhow::Context;
use clap::CommandFactory;
use clap_complete::Shell;

use super::{Arguments, Outcome};

#[derive(Debug, clap::Args)]
pub(super) struct CompletionsArguments {
    /// The shell; `natiq completions bash >> ~/.bashrc` makes them permanent.
    shell: Shell,
}

#[derive(Debug, clap::Args)]
pub(super) struct ManArguments {
    /// The folder; it is made where it is not there.
    folder: PathBuf,
}

pub(super) fn completions(arguments: &CompletionsArguments) -> anyhow::Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "natiq", &mut script);
    std::io::Write::write_all(&mut stdout(), &script)?;
    Ok(Outcome::Done)
}

pub(super) fn man(arguments: &ManArguments) -> anyhow::Result<Outcome> {
    let folder = &arguments.folder;
    let made = fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(Arguments::command(), folder));
    made.with_context(|| format!("could not write manual pages into `{}`", folder.display()))?;
    Ok(Outcome::Done)
}
