//! `natiq voices`: which voices there are, what is wrong with a voice folder, and voices brought in and taken away.

mod add;
mod catalogue;
mod trial;

use std::{
    io::{Write, stdout},
    path::PathBuf,
};

use super::{Outcome, say};
use crate::{
    config::Config,
    voice::{Catalog, Manifest, Package, Timings, Voice},
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List the installed voices: id, names, language, licence, contract, and whether word timings are exact.
    List,
    /// Bring in a voice from the catalogue, an address or a folder; alone, show the catalogue.
    Add(add::Arguments),
    /// Take away a voice that was added.
    Remove {
        /// Id of the voice.
        voice: String,
    },
    /// Have every voice say a text, each into a file of its own.
    Try(trial::Arguments),
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
        Command::Add(arguments) => add::run(arguments, config, &runtime)?,
        Command::Try(arguments) => trial::run(arguments, config, &runtime)?,
        Command::Remove { voice } => add::remove(voice, config)?,
        Command::List => {
            for package in Catalog::load(&config.voice_folders(), &runtime)?.iter() {
                let Manifest { id, name_ar, name_en, language, licence, contract, .. } = &package.manifest;
                let contract = contract.name();
                let timings = package.timings.map_or("", Timings::name);
                writeln!(stdout(), "{id}\t{name_ar}\t{name_en}\t{language}\t{licence}\t{contract}\t{timings}")?;
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
