//! `natiq speechd`: the output module for Speech Dispatcher.

use std::{
    io::{BufReader, IsTerminal, stdin, stdout},
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use etcetera::BaseStrategy;

use super::{Engine, Outcome, say};
use crate::{
    config::Config,
    pipeline::Pipeline,
    speechd::{
        self, Preferences,
        install::{Places, install, uninstall},
    },
    worker::Pool,
};

/// Pipelines that take turns: one makes what is heard next while the other is still at what was stopped. Either takes
/// memory; more would be idle.
const WORKERS: usize = 2;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The module's own configuration, as Speech Dispatcher names it; what is not there is as by default.
    configuration: Option<PathBuf>,
    /// Have your Speech Dispatcher speak Arabic with Natiq.
    #[arg(long, conflicts_with_all = ["configuration", "uninstall"])]
    install: bool,
    /// Take that back.
    #[arg(long, conflicts_with = "configuration")]
    uninstall: bool,
}

pub(super) fn run(arguments: &Arguments, config: &Config, config_file: Option<&Path>) -> anyhow::Result<Outcome> {
    if arguments.install {
        return install_for_user(config, config_file);
    }
    if arguments.uninstall {
        for path in uninstall(&places()?).context("could not take the module back")? {
            say(&format!("changed or removed: {}", path.display()));
        }
        say("Speech Dispatcher speaks without Natiq from its next start on (`killall speech-dispatcher`)");
        return Ok(Outcome::Done);
    }
    if stdin().is_terminal() {
        bail!("Speech Dispatcher starts this command (tell it so with `natiq speechd --install`)");
    }
    let open = || open(arguments.configuration.as_deref(), config).map_err(|error| format!("{error:#}"));
    speechd::run(BufReader::new(stdin()), stdout().lock(), open)?;
    Ok(Outcome::Done)
}

fn open(configuration: Option<&Path>, config: &Config) -> anyhow::Result<speechd::Engine> {
    let preferences = match configuration.filter(|path| path.exists()) {
        None => Preferences::default(),
        Some(path) => {
            let shown = path.display();
            let text = std::fs::read_to_string(path).with_context(|| format!("could not read `{shown}`"))?;
            toml::from_str(&text).map_err(|error| anyhow::anyhow!("malformed `{shown}`: {}", error.message()))?
        }
    };
    let engine = Engine::start(config)?;
    let catalog = engine.catalog.clone();
    catalog.get(&preferences.voice)?;
    // One message is spoken at a time; the place of the one before may be given back a moment late.
    let voice = preferences.voice.clone();
    let pool =
        Pool::start(WORKERS, 2, move || Pipeline::open_with(engine.runtime.clone(), engine.catalog.clone(), &voice))?;
    Ok(speechd::Engine { pool, catalog, preferences })
}

fn install_for_user(config: &Config, config_file: Option<&Path>) -> anyhow::Result<Outcome> {
    // What is missing is fetched now, not while a screen reader waits.
    Engine::start(config)?;
    let program = std::env::current_exe().context("could not find out where this program is")?;
    let absolute = |path: &Path| -> anyhow::Result<String> {
        let path = std::path::absolute(path)?;
        Ok(path.to_str().with_context(|| format!("`{}` is not UTF-8", path.display()))?.to_owned())
    };
    let mut command = vec![absolute(&program)?];
    let mut option = |name: &str, path: &Path| -> anyhow::Result<()> {
        command.extend([name.to_owned(), absolute(path)?]);
        Ok(())
    };
    // The screen reader's session may have another environment than this one.
    if let Some(file) = config_file {
        option("--config", file)?;
    }
    option("--data-dir", &config.data_dir)?;
    for folder in &config.voices {
        option("--voices", folder)?;
    }
    if let Some(library) = &config.onnxruntime {
        option("--onnxruntime", library)?;
    }
    command.push("speechd".to_owned());
    for path in install(&places()?, &command).context("could not install the module")? {
        say(&format!("written: {}", path.display()));
    }
    say("Speech Dispatcher speaks Arabic with Natiq from its next start on (`killall speech-dispatcher`); try \
         `spd-say -o natiq -l ar مرحبا`");
    Ok(Outcome::Done)
}

fn places() -> anyhow::Result<Places> {
    let strategy = etcetera::choose_base_strategy().context("there is no home directory to install to")?;
    Ok(Places::of_user(&strategy.config_dir(), &strategy.data_dir()))
}
