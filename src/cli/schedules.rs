//! The shows that `natiq work` renders at their times: `[[schedules]]` of the configuration.
//!
//! A run is what `natiq render` does with the same options: what has not changed is not made again. It is taken from the
//! database ([`Schedules`]), where many processes ask for it, and one show is rendered at a time in a process: each takes
//! every core. What failed is tried again ever more seldom, as in `natiq render --watch`, until the next run is due.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, anyhow, bail};
use clap::{ArgAction, CommandFactory, FromArgMatches, Parser};
use jiff::Timestamp;
use tokio::{
    sync::{Semaphore, oneshot},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;

use super::{
    Engine,
    render::{self, Host, RenderCommand, Rendered},
    render_progress::Output,
};
use crate::{
    config::{self, Config},
    job::Timetable,
    store::{self, LetGo, Run, Schedules, Taking, error_chain},
};

/// How often is looked whether a run is over that another process is at, or that is tried again later.
const POLL: Duration = Duration::from_secs(1);

/// How long is slept at most: a clock may be set, and a machine wake up.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// How long to wait when the database cannot be asked.
const PAUSE: Duration = Duration::from_secs(5);

/// How long a render may take to stop: an utterance, and what is written behind the last.
const TIME_TO_STOP: Duration = Duration::from_secs(10);

/// How long a run that failed waits; it is doubled each time.
const RETRY_AFTER: Duration = Duration::from_secs(30);
const LONGEST_WAIT: Duration = Duration::from_secs(1_800);

/// How often a run is begun, at most; then the next is waited for. One at which processes die must not end them for ever.
const MAX_ATTEMPTS: u32 = 10;

/// Options of `natiq render` that are a matter of one run.
const OF_ONE_RUN: [&str; 5] = ["watch", "dry_run", "retract", "restore", "as_of"];

/// A show with its times, as far as can be said without models.
pub(super) struct Show {
    name: String,
    times: Timetable,
    arguments: render::Arguments,
}

/// Reads schedules.
///
/// # Errors
/// When one has no times or options that cannot be.
pub(super) fn read(schedules: &[config::Schedule]) -> anyhow::Result<Vec<Show>> {
    schedules.iter().map(|schedule| Show::read(schedule).with_context(|| named(&schedule.name))).collect()
}

fn named(name: &str) -> String {
    format!("schedule `{name}`")
}

impl Show {
    fn read(schedule: &config::Schedule) -> anyhow::Result<Self> {
        let config::Schedule { name, cron, time_zone, render } = schedule;
        Ok(Self { name: name.clone(), times: Timetable::new(cron, time_zone)?, arguments: arguments(render)? })
    }

    /// Sees that it can be rendered as far as is known without its articles: the show's file, its pictures, music and voices.
    pub(super) fn check(&self, config: &Config, engine: &Arc<Engine>) -> anyhow::Result<()> {
        let host = || Ok(self.host(engine.clone(), Arc::default()));
        RenderCommand::new(&self.arguments, config, host).map(drop).with_context(|| named(&self.name))
    }

    fn render(&self, config: &Config, engine: Arc<Engine>, stop: Arc<AtomicBool>) -> anyhow::Result<Rendered> {
        RenderCommand::new(&self.arguments, config, || Ok(self.host(engine, stop)))?.once()
    }

    fn host(&self, engine: Arc<Engine>, stop: Arc<AtomicBool>) -> Host {
        Host { engine, stop, output: Output::Log { schedule: self.name.clone() } }
    }
}

/// Returns the arguments that `natiq render` would be given: each option by its name there.
fn arguments(options: &BTreeMap<String, toml::Value>) -> anyhow::Result<render::Arguments> {
    #[derive(Debug, Parser)]
    #[command(no_binary_name = true)]
    struct Line {
        #[command(flatten)]
        render: render::Arguments,
    }
    let command = Line::command().disable_help_flag(true);
    let known = || command.get_arguments().filter(|known| !OF_ONE_RUN.contains(&known.get_id().as_str()));
    let (mut line, mut inputs) = (Vec::new(), vec!["--".to_owned()]);
    for (name, value) in options {
        let Some(option) = known().find(|known| known.get_id() == name.as_str()) else {
            let names: Vec<&str> = known().map(|known| known.get_id().as_str()).collect();
            bail!("unknown field `{name}` (of `natiq render` a schedule takes `{}`)", names.join("`, `"));
        };
        let values = match value {
            toml::Value::Array(values) => values.as_slice(),
            value => std::slice::from_ref(value),
        };
        for value in values {
            let value = match value {
                toml::Value::String(text) => text.clone(),
                toml::Value::Integer(_) | toml::Value::Float(_) | toml::Value::Boolean(_) => value.to_string(),
                _ => bail!("`{name}` is `{value}` (expected text, a number, true or false, or a list of them)"),
            };
            match option.get_long() {
                None => inputs.push(value),
                Some(long) if matches!(option.get_action(), ArgAction::SetTrue) => match value.as_str() {
                    "true" => line.push(format!("--{long}")),
                    "false" => {}
                    _ => bail!("`{name}` is `{value}` (expected true or false)"),
                },
                Some(long) => line.push(format!("--{long}={value}")),
            }
        }
    }
    line.append(&mut inputs);
    let matches = command.try_get_matches_from(line).map_err(|error| anyhow!(one_line(&error)))?;
    Ok(Line::from_arg_matches(&matches).map_err(|error| anyhow!(one_line(&error)))?.render)
}

/// Returns what is wrong with a command line, in one line.
fn one_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let told = text.split("\n\n").next().unwrap_or_default();
    told.trim_start_matches("error: ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Shows that are rendered at their times.
pub(super) struct Scheduled {
    shows: Vec<Arc<Show>>,
    renderer: Renderer,
}

/// What renders them.
#[derive(Clone)]
struct Renderer {
    store: Schedules,
    /// How often a lease is renewed.
    renew_every: Duration,
    engine: Arc<Engine>,
    config: Arc<Config>,
    /// One at a time.
    turn: Arc<Semaphore>,
}

impl Scheduled {
    pub(super) fn new(
        shows: Vec<Show>,
        store: Schedules,
        lease: Duration,
        engine: Arc<Engine>,
        config: Config,
    ) -> Self {
        let (config, turn) = (Arc::new(config), Arc::new(Semaphore::new(1)));
        let renderer = Renderer { store, renew_every: lease / 5, engine, config, turn };
        Self { shows: shows.into_iter().map(Arc::new).collect(), renderer }
    }

    /// Renders them until `stop` says so; what is being rendered then is let go of, for another process to go on with.
    pub(super) async fn follow_all(self, stop: &CancellationToken) {
        let mut following = JoinSet::new();
        for show in self.shows {
            let (renderer, stop) = (self.renderer.clone(), stop.clone());
            following.spawn(async move { renderer.follow(&show, &stop).await });
        }
        while following.join_next().await.is_some() {}
    }
}

impl Renderer {
    /// Renders a show at its times.
    async fn follow(&self, show: &Arc<Show>, stop: &CancellationToken) {
        let mut told = None;
        while !stop.is_cancelled() {
            let wait = self.look(show, &mut told, stop).await.unwrap_or_else(|error| {
                tracing::warn!(error = error_chain(&error), schedule = show.name, "Could not look what is due");
                PAUSE
            });
            pause(wait, stop).await;
        }
    }

    /// Renders a show where it is due; returns how long there is nothing to do. `told` is the next time that was logged.
    async fn look(
        &self,
        show: &Arc<Show>,
        told: &mut Option<Timestamp>,
        stop: &CancellationToken,
    ) -> Result<Duration, store::Error> {
        let _turn = tokio::select! {
            biased;
            () = stop.cancelled() => return Ok(Duration::ZERO),
            turn = self.turn.acquire() => turn,
        };
        let now = self.store.now().await?;
        let taking = match show.times.latest(now) {
            Some(due) => self.store.take(&show.name, due).await?,
            None => Taking::Over,
        };
        match taking {
            Taking::Taken(run) => {
                self.run(show, &run, stop).await;
                Ok(Duration::ZERO)
            }
            Taking::Waits => Ok(POLL),
            Taking::Over => {
                let Some(next) = show.times.next(now) else { return Ok(LONGEST_SLEEP) };
                let due = next.timestamp();
                if told.replace(due) != Some(due) {
                    tracing::info!(schedule = show.name, next = %due, "Schedule `{}` runs next at {next}", show.name);
                }
                let wait = Duration::try_from(due.duration_since(now)).unwrap_or_default();
                Ok(wait.min(LONGEST_SLEEP))
            }
        }
    }

    /// Makes a run that was taken, and notes what came of it.
    async fn run(&self, show: &Arc<Show>, run: &Run, stop: &CancellationToken) {
        let Run { schedule, due, attempts, .. } = run;
        tracing::info!(schedule, %due, attempts, "Schedule `{schedule}` runs, as was due at {due}");
        let result = match attempts {
            0..=MAX_ATTEMPTS => self.render(show, run, stop).await,
            _ => Some(Err("processes died at it".to_owned())),
        };
        let Some(result) = result else {
            return tracing::info!(schedule, %due, "Another process has schedule `{schedule}` now");
        };
        let wait = RETRY_AFTER.saturating_mul(1 << (attempts - 1).min(10)).min(LONGEST_WAIT);
        let how = match result {
            // What was done is not done again.
            _ if stop.is_cancelled() => LetGo::Unfinished,
            Ok(()) => {
                tracing::info!(schedule, %due, "Schedule `{schedule}` has run");
                LetGo::Over
            }
            Err(reason) if *attempts < MAX_ATTEMPTS => {
                let seconds = wait.as_secs();
                tracing::warn!(
                    schedule, %due, attempts,
                    "Schedule `{schedule}` failed and is tried again in {seconds} s: {reason}"
                );
                LetGo::After(wait)
            }
            Err(reason) => {
                tracing::error!(
                    schedule, %due, attempts,
                    "Schedule `{schedule}` failed {attempts} times and waits for its next time: {reason}"
                );
                LetGo::Over
            }
        };
        while let Err(error) = self.store.let_go(run, how).await {
            let error = error_chain(&error);
            tracing::warn!(error, schedule, "Could not note what came of schedule `{schedule}`");
            if stop.is_cancelled() {
                // Then its lease ends by itself.
                return;
            }
            pause(PAUSE, stop).await;
        }
    }

    /// Renders a show and keeps hold of its run meanwhile; tells what failed, where something did. `None` where another
    /// process took the run.
    async fn render(&self, show: &Arc<Show>, run: &Run, stop: &CancellationToken) -> Option<Result<(), String>> {
        let halt = Arc::new(AtomicBool::new(false));
        let (sender, mut rendered) = oneshot::channel();
        let (show, config, engine, halted) = (show.clone(), self.config.clone(), self.engine.clone(), halt.clone());
        // A thread of its own: a process that was told to stop does not wait for it longer than is good.
        std::thread::spawn(move || {
            // Whoever waited may be gone.
            let _ = sender.send(show.render(&config, engine, halted));
        });
        let rendered = loop {
            tokio::select! {
                biased;
                rendered = &mut rendered => break rendered,
                () = stop.cancelled() => {
                    halt.store(true, Ordering::Relaxed);
                    return match tokio::time::timeout(TIME_TO_STOP, rendered).await {
                        Ok(rendered) => Some(what_failed(rendered)),
                        Err(_) => Some(Err("it took too long to stop".to_owned())),
                    };
                }
                () = tokio::time::sleep(self.renew_every) => {
                    // Where the server is away the work goes on: when it is back, the lease says whose it is.
                    if matches!(self.store.renew(run).await, Ok(false)) {
                        halt.store(true, Ordering::Relaxed);
                        tokio::select! {
                            _ = rendered => {}
                            () = stop.cancelled() => {}
                        }
                        return None;
                    }
                }
            }
        };
        Some(what_failed(rendered))
    }
}

/// Returns what failed of a render, where something did.
fn what_failed(rendered: Result<anyhow::Result<Rendered>, oneshot::error::RecvError>) -> Result<(), String> {
    let Ok(rendered) = rendered else {
        return Err("it broke the renderer (a fault of ours: please report it)".to_owned());
    };
    let Rendered { report, is_done } = rendered.map_err(|error| format!("{error:#}"))?;
    if is_done {
        return Ok(());
    }
    let (n_failed, n_articles) = (report.summary.failed, report.articles.len() + report.unusable.len());
    let mut reasons = report.articles.iter().chain(&report.unusable).filter_map(|entry| {
        let reason = entry.reason.as_ref()?;
        Some(format!("{n_failed} of {n_articles} articles, the first `{}`: {reason}", entry.source))
    });
    Err(reasons.next().unwrap_or_else(|| "what follows on the render, as was said before".to_owned()))
}

/// Waits for so long, or until the process is to stop.
async fn pause(duration: Duration, stop: &CancellationToken) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = tokio::time::sleep(duration) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> anyhow::Result<Show> {
        let text = format!("[[schedules]]\nname = \"stories\"\n{text}");
        let config: Config = toml::from_str(&text).unwrap();
        Ok(read(&config.schedules)?.remove(0))
    }

    const WHEN: &str = "cron = \"30 5 * * 1-5\"\ntime_zone = \"Africa/Cairo\"";

    #[test]
    fn schedule_has_the_options_of_a_render_by_their_names() {
        let options = "inputs = [\"a b.txt\", \"-\"]\nout = \"out\"\nrate = 1.2\npitch = -1\nskip_captions = true\nemoji = false\n\
                       book = [\"a.epub\", \"b.m4b\"]";
        let shown = format!("{:?}", show(&format!("{WHEN}\n{options}")).unwrap().arguments);
        for part in [
            "inputs: [\"a b.txt\", \"-\"]",
            "out: \"out\"",
            "rate: Some(1.2)",
            "pitch: Some(-1.0)",
            "skip_captions: true",
            "emoji: false",
            "book: [\"a.epub\", \"b.m4b\"]",
        ] {
            assert!(shown.contains(part), "{part} is not in {shown}");
        }
    }

    #[test]
    fn schedule_of_the_example_can_be_read() {
        let (_, example) = include_str!("../../examples/natiq.toml").split_once("#[[schedules]]").unwrap();
        let settings = example.lines().filter_map(|line| line.strip_prefix('#')).filter(|line| !line.starts_with(' '));
        let settings = settings.collect::<Vec<_>>().join("\n");
        let config: Config = toml::from_str(&format!("[[schedules]]\n{settings}")).unwrap();
        assert_eq!(read(&config.schedules).unwrap().len(), 1);
    }

    #[test]
    fn what_is_wrong_with_a_schedule_is_said_in_one_line_by_its_name() {
        let message = |text: &str| {
            let message = format!("{:#}", show(text).err().unwrap());
            assert!(message.starts_with("schedule `stories`: ") && !message.contains('\n'), "{message}");
            message["schedule `stories`: ".len()..].to_owned()
        };
        let of = |options: &str| message(&format!("{WHEN}\n{options}"));
        assert!(message("cron = \"61 5 * * *\"").starts_with("`cron` is `61 5 * * *`: its minute is `61` (expected"));
        assert!(
            message("cron = \"1 5 * * *\"\ntime_zone = \"Egypt/Cairo\"").starts_with("`time_zone` is `Egypt/Cairo`")
        );
        let given = "inputs = [\"a\"]\nout = \"out\"";
        assert!(
            of(&format!("{given}\nfed = \"a.toml\"")).starts_with("unknown field `fed` (of `natiq render` a schedule")
        );
        assert!(of(&format!("{given}\nwatch = 30")).starts_with("unknown field `watch`"));
        assert!(of(&format!("{given}\nemoji = 1")).starts_with("`emoji` is `1` (expected true or false)"));
        assert!(of(&format!("{given}\nformat = \"mp5\"")).contains("'mp5' for '--format"));
        assert!(
            of(&format!("{given}\nvoice = [\"a\", \"b\"]")).contains("'--voice <ID>' cannot be used multiple times")
        );
        assert!(of("inputs = [\"a\"]").contains("required arguments were not provided: --out <DIR>"));
        assert!(of("out = \"out\"").contains("were not provided: <INPUTS>..."));
    }
}
