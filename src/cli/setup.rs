//! `natiq setup`: fetches the runtime ahead of time, and checks it.

use std::path::PathBuf;

use super::{Engine, Outcome, say};
use crate::config::Config;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Take the wheels from this folder instead of the network.
    #[arg(long, value_name = "DIR")]
    from: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, config: &Config) -> anyhow::Result<Outcome> {
    let mut provision = config.provision();
    provision.wheels.clone_from(&arguments.from);
    // Whoever asks wants to know it for certain.
    provision.forget_checks()?;
    // All that the other commands need is opened, so that what is said here holds for them.
    Engine::provisioned(&provision, config)?.pipeline()?;
    say(&format!("ready (the runtime is in {})", provision.data_dir.display()));
    Ok(Outcome::Done)
}
