//! The command line: one file for each command.
//!
//! stdout is data, stderr is talk. A reader that closes the pipe has what it wanted: a quiet success. Exit code 0 is
//! done, 1 some inputs failed, 2 could not run.

mod after;
mod bench;
mod cache;
mod doctor;
mod generate;
mod input;
mod lexicon;
mod licenses;
mod made;
mod play;
mod render;
mod render_progress;
mod review;
mod schedules;
mod serve;
mod service;
mod setup;
mod speak;
mod speechd;
mod stop;
mod store;
mod telemetry;
mod text;
#[cfg(feature = "traces")]
mod traces;
mod voices;
mod work;

use std::{io::IsTerminal, path::PathBuf, process::ExitCode, sync::Arc};

use clap::{Args, CommandFactory, Parser, Subcommand};

use crate::{config::Config, onnx::Runtime, pipeline::Pipeline, provision::Provision, voice::Catalog};

/// Arabic articles, spoken.
#[derive(Debug, Parser)]
#[command(name = "natiq", version, about, after_help = EXAMPLES, max_term_width = 100)]
struct Arguments {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What stands under the help, for whoever sees it first.
const EXAMPLES: &str = "To begin with:
  natiq speak article.txt --play       hear an article
  natiq speak article.html -o a.mp3    an article to a file
  natiq serve --open                   the player in your browser
  natiq doctor                         what is in order here, and what is not";

/// Options of every command.
#[derive(Debug, Args)]
struct Common {
    /// Read the configuration from this TOML file.
    #[arg(long, global = true, env = "NATIQ_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Keep models, articles and audio in this folder.
    #[arg(long, global = true, env = "NATIQ_DATA_DIR", value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Look for voice packages in this folder too. May be given more than once.
    #[arg(long = "voices", global = true, env = "NATIQ_VOICES", value_name = "DIR")]
    voices: Vec<PathBuf>,
    /// Use this ONNX Runtime library (1.24 or newer) instead of the provisioned one.
    #[arg(long, global = true, env = "ORT_DYLIB_PATH", value_name = "FILE")]
    onnxruntime: Option<PathBuf>,
    /// Run models on this many threads; one for each core when absent.
    #[arg(long, global = true, env = "NATIQ_WORKERS", value_name = "N")]
    workers: Option<usize>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Speak an article into an audio file.
    Speak(speak::Arguments),
    /// Show what will be said, stage by stage.
    Text(text::Arguments),
    /// Render folders, feeds and lists of articles to finished episodes.
    Render(Box<render::Arguments>),
    /// Serve the player and the HTTP interface.
    Serve(serve::Arguments),
    /// Work on the jobs that services on the same database were given, and render the shows of `schedules` at their times.
    Work(work::Arguments),
    /// Speak for Speech Dispatcher, and so for Orca and other screen readers.
    Speechd(speechd::Arguments),
    // Their help is that of their arguments: a line here would take its place, and the long help with it.
    Lexicon(lexicon::Arguments),
    Review(review::Arguments),
    /// List, check and describe voices.
    Voices(voices::Arguments),
    /// Measure how fast this machine speaks.
    Bench(bench::Arguments),
    /// Fetch what the first run would fetch.
    Setup(setup::Arguments),
    /// Say how much audio the service keeps, list it, take it away.
    Cache(cache::Arguments),
    /// Move what the service keeps from one kind of store to another.
    Store(store::Arguments),
    /// Say what is in order here and what is not.
    Doctor(doctor::Arguments),
    /// Show whose work is in the program, and on what terms.
    #[command(alias = "licences")]
    Licenses(licenses::Arguments),
    /// Write completions of the command line for a shell.
    Completions(generate::CompletionsArguments),
    /// Write the manual pages into a folder, for packages.
    #[command(hide = true)]
    Man(generate::ManArguments),
}

/// How a command ended, when it did not fail as a whole.
enum Outcome {
    Done,
    /// Some inputs failed; each was reported.
    SomeFailed,
    /// It was told to stop, and did; what was done until then was reported.
    Stopped(stop::Stop),
}

/// Runs the command that the arguments name.
pub fn main() -> ExitCode {
    telemetry::turn_off();
    let Arguments { common, command } = Arguments::parse();
    let ended = observed(|| command.map_or_else(show_help, |command| run(command, &common)));
    match ended {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::SomeFailed) => ExitCode::from(1),
        Ok(Outcome::Stopped(stop)) => ExitCode::from(stop.exit_status()),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("natiq: {error:#}"));
            ExitCode::from(2)
        }
    }
}

fn run(command: Command, common: &Common) -> anyhow::Result<Outcome> {
    let config = || common.read_config();
    match command {
        Command::Speak(arguments) => speak::run(&arguments, &config()?),
        Command::Text(arguments) => text::run(&arguments, &config()?),
        Command::Render(arguments) => render::run(&arguments, &config()?),
        Command::Serve(arguments) => serve::run(&arguments, config()?),
        Command::Work(arguments) => work::run(&arguments, config()?),
        Command::Lexicon(arguments) => lexicon::run(&arguments, &config()?),
        Command::Review(arguments) => review::run(&arguments, &config()?),
        Command::Speechd(arguments) => speechd::run(&arguments, &config()?, common.config.as_deref()),
        Command::Voices(arguments) => voices::run(&arguments, &config()?),
        Command::Bench(arguments) => bench::run(&arguments, &config()?),
        Command::Setup(arguments) => setup::run(&arguments, &config()?),
        Command::Cache(arguments) => cache::run(&arguments, &config()?),
        Command::Store(arguments) => store::run(&arguments, &config()?),
        Command::Doctor(arguments) => doctor::run(&arguments, common),
        Command::Licenses(arguments) => licenses::run(&arguments),
        Command::Completions(arguments) => generate::completions(&arguments),
        Command::Man(arguments) => generate::man(&arguments),
    }
}

/// Shows what there is, to who names no command.
fn show_help() -> anyhow::Result<Outcome> {
    Arguments::command().print_help()?;
    Ok(Outcome::Done)
}

impl Common {
    /// Reads the configuration, and puts over it what was given on the command line.
    fn read_config(&self) -> anyhow::Result<Config> {
        Ok(self.apply(Config::read(self.config.as_deref())?))
    }

    fn apply(&self, mut config: Config) -> Config {
        if let Some(data_dir) = &self.data_dir {
            config.data_dir.clone_from(data_dir);
        }
        config.voices.extend(self.voices.iter().cloned());
        if let Some(onnxruntime) = &self.onnxruntime {
            config.onnxruntime = Some(onnxruntime.clone());
        }
        if let Some(workers) = self.workers {
            config.workers = workers;
        }
        config
    }
}

/// What every command that speaks needs: the runtime, the weights and the voices, provisioned and checked.
struct Engine {
    runtime: Runtime,
    catalog: Arc<Catalog>,
}

impl Engine {
    fn start(config: &Config) -> anyhow::Result<Self> {
        Self::provisioned(&config.provision(), config)
    }

    fn provisioned(provision: &Provision, config: &Config) -> anyhow::Result<Self> {
        let runtime = provision.runtime(&mut say)?;
        let catalog = Arc::new(Catalog::load(&config.voice_folders(), &runtime)?);
        Ok(Self { runtime, catalog })
    }

    fn pipeline(&self) -> Result<Pipeline, crate::pipeline::Error> {
        Pipeline::open(self.runtime.clone(), self.catalog.clone())
    }
}

/// Writes a line to stderr. There is nowhere left to report a failure of that.
fn say(line: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// Does work that is logged and, where the environment asks for it, traced.
fn observed<T>(work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    use tracing_subscriber::{
        EnvFilter, Layer,
        filter::{FilterExt, filter_fn},
        fmt,
        layer::SubscriberExt,
        registry,
        util::SubscriberInitExt,
    };
    let filter = EnvFilter::try_from_env("NATIQ_LOG").unwrap_or_else(|_| EnvFilter::new("info,ort=warn"));
    let filter = filter.and(filter_fn(|metadata| metadata.target() != crate::spans::TARGET));
    let logs = fmt::layer().with_writer(std::io::stderr).with_target(false);
    let logs = if std::io::stderr().is_terminal() { logs.compact().boxed() } else { logs.json().boxed() };
    #[cfg(feature = "traces")]
    {
        let traces = traces::Traces::start()?;
        registry().with(traces.as_ref().map(traces::Traces::layer)).with(logs.with_filter(filter)).init();
        let done = work();
        if let Some(traces) = traces {
            traces.finish();
        }
        done
    }
    #[cfg(not(feature = "traces"))]
    {
        registry().with(logs.with_filter(filter)).init();
        work()
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns what `natiq COMMAND --help` prints, its lines joined.
    fn help(command: &str) -> String {
        let mut natiq = Arguments::command();
        natiq.build();
        let help = natiq.find_subcommand_mut(command).unwrap().render_long_help().to_string();
        help.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn help_says_what_other_places_send_people_to_it_for() {
        for (command, expect) in [
            ("lexicon", "a table with a line for each: printed, TAB, said"),
            ("lexicon", "the nearest first"),
            ("review", "{\"answers\": [{\"id\": …, \"said\": …}]}"),
            ("review", "into the article's lexicon beside it or into that of the house"),
        ] {
            let help = help(command);
            assert!(help.contains(expect), "{command}: {help}");
        }
    }

    #[test]
    fn every_command_says_what_it_does() {
        for command in Arguments::command().get_subcommands() {
            assert!(command.get_about().is_some(), "{}", command.get_name());
        }
    }
}
