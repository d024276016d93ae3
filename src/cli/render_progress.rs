//! What `natiq render` shows while it works.

use std::{
    collections::HashMap,
    io::IsTerminal,
    sync::{Arc, Mutex},
    time::Instant,
};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::say;
use crate::{
    job::{Event, Status, clock},
    lock::lock,
};

/// Where a render says what it does.
pub(super) enum Output {
    /// The table on standard output, everything else on standard error.
    Streams,
    /// In the log, under the name of its schedule, and no table.
    Log { schedule: String },
}

impl Output {
    pub(super) fn say(&self, line: &str) {
        match self {
            Self::Streams => say(line),
            Self::Log { schedule } => tracing::info!(schedule, "{line}"),
        }
    }
}

/// One bar for all articles and one for each that is being read; where there is no terminal, a line for each.
pub(super) struct Progress {
    bars: MultiProgress,
    output: Arc<Output>,
    is_terminal: bool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    total: Option<ProgressBar>,
    running: HashMap<usize, Running>,
    n_sources: usize,
    n_ended: usize,
    is_watching: bool,
    started: Option<Instant>,
}

struct Running {
    bar: ProgressBar,
    started: Instant,
}

impl Progress {
    pub(super) fn new(output: Arc<Output>) -> Self {
        let is_terminal = matches!(*output, Output::Streams) && std::io::stderr().is_terminal();
        let target = if is_terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        Self { bars: MultiProgress::with_draw_target(target), output, is_terminal, state: Mutex::default() }
    }

    pub(super) fn begin(&self, n_sources: usize, is_watching: bool) {
        let total = self
            .bars
            .add(ProgressBar::new(n_sources as u64))
            .with_style(style("{bar:30} {pos} of {len} articles, {eta} left"));
        let state =
            State { total: Some(total), n_sources, is_watching, started: Some(Instant::now()), ..State::default() };
        *lock(&self.state) = state;
    }

    pub(super) fn on_event(&self, event: Event) {
        let mut state = lock(&self.state);
        match event {
            Event::Started { index, source } => {
                let bar = self
                    .bars
                    .add(ProgressBar::new(0))
                    .with_style(style("  {bar:28} {pos}/{len} sentences, {eta} left{msg}  {prefix}"));
                bar.set_prefix(source.name.clone());
                state.running.insert(index, Running { bar, started: Instant::now() });
            }
            Event::Spoke { index, n_done, n_utterances, seconds } => {
                if let Some(Running { bar, started }) = state.running.get(&index) {
                    let speed = seconds / started.elapsed().as_secs_f64().max(1e-9);
                    bar.set_length(n_utterances as u64);
                    bar.set_position(n_done as u64);
                    bar.set_message(format!(", {speed:.0} times real time"));
                }
            }
            Event::Ended { index, entry } => {
                if let Some(running) = state.running.remove(&index) {
                    self.bars.remove(&running.bar);
                }
                state.n_ended += 1;
                if let Some(total) = &state.total {
                    total.inc(1);
                }
                let is_failure = matches!(entry.status, Status::Failed);
                let is_news = entry.is_news();
                if state.is_watching && is_news || self.is_terminal && is_failure {
                    self.bars.suspend(|| self.output.say(&entry.line()));
                } else if !self.is_terminal && is_news {
                    let (n, n_sources, line) = (state.n_ended, state.n_sources, entry.line());
                    self.output.say(&format!("[{n}/{n_sources}] {line}{}", state.rest()));
                }
            }
        }
    }

    pub(super) fn clear(&self) {
        let state = std::mem::take(&mut *lock(&self.state));
        state.total.iter().for_each(ProgressBar::finish_and_clear);
        state.running.values().for_each(|running| running.bar.finish_and_clear());
    }
}

impl State {
    /// How long the rest will take, going by what is done.
    fn rest(&self) -> String {
        let (Some(started), 1..) = (self.started, self.n_sources - self.n_ended) else { return String::new() };
        let each = started.elapsed().as_secs_f64() / self.n_ended.max(1) as f64;
        format!(", {} left", clock(each * (self.n_sources - self.n_ended) as f64))
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
