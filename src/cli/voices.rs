//! `natiq voices`: which voices there are, and what is wrong with a voice folder.

use std::{
    io::{Write, stdout},
    path::PathBuf,
};

use super::{Outcome, say};
use crate::{
    config::Config,
    voice::{Catalog, Manifest, Package, Voice},
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List the installed voices.
    List,
    /// Say what is wrong with a voice folder.
    Check {
        /// The folder, with `voice.toml` in it.
        folder: PathBuf,
    },
    /// Show what a voice says about itself.
    Show {
        /// Id of the voice.
        voice: String,
    },
}

pub(super) fn run(arguments: &Arguments, config: &Config) -> anyhow::Result<Outcome> {
    let runtime = config.provision().runtime(&mut say)?;
    match arguments.command.as_ref().unwrap_or(&Command::List) {
        Command::List => {
            for package in Catalog::load(&config.voice_folders(), &runtime)?.iter() {
                let Manifest { id, name_ar, name_en, language, licence, .. } = &package.manifest;
                writeln!(stdout(), "{id}\t{name_ar}\t{name_en}\t{language}\t{licence}")?;
            }
        }
        Command::Check { folder } => {
            let checked = Package::read(folder).and_then(|package| Voice::open(&package, &runtime).map(|_| package));
            match checked {
                Ok(package) => writeln!(stdout(), "voice `{}` is sound", package.manifest.id)?,
                Err(error) => {
                    say(&format!("natiq: {:#}", anyhow::Error::from(error)));
                    return Ok(Outcome::SomeFailed);
                }
            }
        }
        Command::Show { voice } => {
            let catalog = Catalog::load(&config.voice_folders(), &runtime)?;
            let package = catalog.get(voice)?;
            let Manifest { id, name_ar, name_en, language, licence, attribution, sample_rate, sha256, .. } =
                &package.manifest;
            let gender = package.manifest.gender.name();
            let contract = package.manifest.contract.name();
            let place = package.folder.as_ref().map_or("embedded".to_owned(), |folder| folder.display().to_string());
            write!(
                stdout(),
                "id\t{id}\nname\t{name_ar} ({name_en})\nlanguage\t{language}\ngender\t{gender}\nlicence\t{licence}\n\
                 attribution\t{attribution}\ncontract\t{contract}\nsample rate\t{sample_rate} Hz\nmodel\t{sha256}\n\
                 place\t{place}\n"
            )?;
        }
    }
    Ok(Outcome::Done)
}
