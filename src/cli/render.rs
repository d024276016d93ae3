//! `natiq render`: folders, feeds and lists of articles into finished episodes.

use std::{
    collections::{HashMap, HashSet},
    io::{IsTerminal, Write, stdout},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{
    Engine, Outcome, input, say, stop,
    text::{Reading, read_lexicon},
};
use crate::{
    config::Config,
    durable::{self, PartialFile},
    encode::Format,
    fetch::Fetcher,
    job::{self, Entry, EpisodeStore, Event, Gathered, Report, Settings, Setup, Source, Status, Watch, clock},
    lexicon::Scope,
    publish::{
        self, FileName,
        epub::{self, Book, Cover},
        feed,
        show::Show,
    },
    voice::{Pitch, Rate},
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Files (text, Markdown, HTML, EPUB, DOCX, ODT, MHTML, EML, SRT, VTT, ASS, JSON, Org, reStructuredText, SSML), folders
    /// with those below them, patterns, feeds (RSS, Atom, JSON Feed, OPML) and site maps, addresses of pages, feeds and
    /// site maps, or `@FILE` with one of these on each line. Pages that a feed or a site map leads to are fetched as the
    /// site's robots.txt allows; a page whose own address is given is fetched as by a browser.
    #[arg(required_unless_present = "list")]
    inputs: Vec<String>,
    /// Read further inputs from this file, one on each line.
    #[arg(long, value_name = "FILE")]
    list: Option<PathBuf>,
    /// Put the episodes into this folder.
    #[arg(short, long, value_name = "DIR")]
    out: PathBuf,
    /// Encode as `mp3`, `opus`, `flac` or `wav`; when absent, as the show says, else `mp3`.
    #[arg(long)]
    format: Option<Format>,
    /// Make the episodes of the show that this TOML file describes, and write its feed.
    #[arg(long, value_name = "FILE")]
    feed: Option<PathBuf>,
    /// Render this many articles at a time; one for each core when absent.
    #[arg(short, long, value_name = "N")]
    jobs: Option<usize>,
    /// Speak with this voice (`natiq voices` lists them); when absent, as the show says.
    #[arg(long, value_name = "ID")]
    voice: Option<String>,
    /// Speak this much faster than the voice's own speed, 0.5 to 3; when absent, as the show says, else 1.
    #[arg(long)]
    rate: Option<f32>,
    /// Speak this many semitones above (or, below 0, below) the voice's own pitch; when absent, as the show says, else 0.
    #[arg(long, value_name = "SEMITONES", allow_negative_numbers = true)]
    pitch: Option<f32>,
    /// Say what would be done, and do nothing.
    #[arg(long, conflicts_with = "watch")]
    dry_run: bool,
    /// Go on looking for new and changed articles, every so many seconds; 30 when no number is given.
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, default_missing_value = "30", require_equals = true)]
    watch: Option<u64>,
    /// Write what became of each article to this file, as JSON; `-` is standard output, instead of the table.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Write the articles as one talking book to this file, the oldest first.
    #[arg(long, value_name = "FILE.epub", conflicts_with = "watch")]
    book: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
}

pub(super) fn run(arguments: &Arguments, config: &Config) -> anyhow::Result<Outcome> {
    let command = RenderCommand::new(arguments, config)?;
    match arguments.watch {
        Some(seconds) => command.watch(Duration::from_secs(seconds.max(1))),
        None => command.once(),
    }
}

/// What a run needs, made once.
struct RenderCommand<'a> {
    arguments: &'a Arguments,
    inputs: Vec<String>,
    engine: Engine,
    setup: Setup,
    show: Option<Show>,
    /// The picture that the feed names, and where it is.
    image: Option<(FileName, PathBuf)>,
    /// The picture in the files.
    cover: Option<PathBuf>,
    /// In a watch it asks for what is new alone.
    fetcher: Fetcher,
    n_jobs: usize,
    stop: std::sync::Arc<AtomicBool>,
    progress: Progress,
}

impl<'a> RenderCommand<'a> {
    fn new(arguments: &'a Arguments, config: &Config) -> anyhow::Result<Self> {
        let (show, settings) = match &arguments.feed {
            Some(path) => job::settings::read(path).map(|(show, settings)| (Some(show), settings))?,
            None => (None, Settings::default()),
        };
        let format = match (arguments.format, &settings.format) {
            (Some(format), _) => format,
            (None, Some(name)) => name.parse()?,
            (None, None) => Format::Mp3,
        };
        ensure!(format != Format::Pcm, "bare samples are no episode (choose `mp3`, `opus`, `flac` or `wav`)");
        ensure!(
            arguments.book.is_none() || format == Format::Mp3,
            "a talking book takes MP3 only (leave out `--format {format}` or `--book`)"
        );
        ensure!(format.is_available(), "format `{format}` is not part of this build (choose another with `--format`)");
        let mut manner = arguments.reading.manner(config, None)?;
        if let Some(path) = &settings.lexicon {
            manner.lexicon = manner.lexicon.with(Scope::Show, Arc::new(read_lexicon(path)?));
        }
        if let Some(rate) = arguments.rate.or(settings.rate) {
            manner.rate = Rate::new(rate)?;
        }
        if let Some(pitch) = arguments.pitch.or(settings.pitch) {
            manner.pitch = Pitch::new(pitch)?;
        }
        if let Some(voice) = arguments.voice.as_ref().or(settings.voice.as_ref()) {
            manner.voice.clone_from(voice);
        }
        let engine = Engine::start(config)?;
        let voice = engine.catalog.get(&manner.voice)?.manifest.clone();
        // The picture that the feed names is served from the folder of episodes, so it is put there.
        let image = show.as_ref().and_then(|show| show.image_file().cloned());
        let image =
            image.zip(arguments.feed.as_ref()).map(|(image, feed)| (image.clone(), feed.with_file_name(&*image)));
        let image = image.filter(|(_, path)| path.is_file());
        let cover = settings.cover.clone();
        let setup = Setup::new(manner, arguments.reading.paragraphs(), format, settings, show.clone(), &voice)?;
        let mut inputs = arguments.inputs.clone();
        inputs.extend(arguments.list.as_ref().map(|list| format!("@{}", list.display())));
        let n_jobs = arguments.jobs.unwrap_or_else(|| config.n_workers());
        let (stop, progress) = (stop::flag()?, Progress::new());
        let fetcher = Fetcher::own(input::MAX_FETCHED_BYTES);
        let fetcher = if arguments.watch.is_some() { fetcher.keeping() } else { fetcher };
        Ok(Self { arguments, inputs, engine, setup, show, image, cover, fetcher, n_jobs, stop, progress })
    }

    fn once(&self) -> anyhow::Result<Outcome> {
        let started = Instant::now();
        let out = &self.arguments.out;
        let Gathered { sources, unusable, notices, .. } = job::gather(&self.inputs, out, &self.fetcher);
        notices.iter().for_each(|notice| say(&format!("note       {}: {}", notice.name, notice.reason)));
        ensure!(
            !(sources.is_empty() && unusable.is_empty()),
            "the inputs hold no article (`natiq render --help` says what is read)"
        );
        let mut published = Ok(());
        let entries = if self.arguments.dry_run {
            job::dry_run(&sources, &EpisodeStore::look(out)?, &self.setup)
        } else {
            let store = EpisodeStore::open(out)?;
            let entries = self.render(&sources, &store)?;
            published = self.publish(&store);
            if let Some(path) = &self.arguments.book
                && published.is_ok()
                && !self.is_stopped()
            {
                published = self.bind(path, &entries, &store);
            }
            entries
        };
        let report = Report::new(entries, sources.len(), &unusable, started.elapsed().as_secs_f64());
        self.hand_over(&report)?;
        // What became of the articles is told even where what is made of all of them could not be written.
        published?;
        if report.summary.left > 0 {
            say("natiq: stopped; the same command goes on from here");
        }
        let is_done = report.summary.failed == 0 && report.summary.left == 0;
        Ok(if is_done { Outcome::Done } else { Outcome::SomeFailed })
    }

    fn watch(&self, every: Duration) -> anyhow::Result<Outcome> {
        let mut watch = Watch::default();
        let mut told_before = Vec::new();
        let mut claimed = EpisodeStore::open(&self.arguments.out)?;
        say(&format!("watching every {} s; stop with Ctrl-C", every.as_secs()));
        self.publish(&claimed)?;
        while !self.is_stopped() {
            if !claimed.is_there() {
                say(&format!("natiq: `{}` is gone; it is made again", self.arguments.out.display()));
                // Unless somebody else has begun to: then there is nothing left to do here.
                claimed = EpisodeStore::open(&self.arguments.out)?;
                watch = Watch::default();
            }
            let Gathered { sources, unusable, notices, .. } =
                job::gather(&self.inputs, &self.arguments.out, &self.fetcher);
            // What cannot be read, and what is left out, is said once, not every time.
            let failed = unusable.iter().map(|input| format!("failed     {}: {}", input.name, input.reason));
            let noted = notices.iter().map(|notice| format!("note       {}: {}", notice.name, notice.reason));
            let told: Vec<_> = failed.chain(noted).collect();
            told.iter().filter(|line| !told_before.contains(*line)).for_each(|line| say(line));
            told_before = told;
            let fresh = watch.fresh(sources);
            if !fresh.is_empty() {
                // Names that are taken are looked up anew.
                let store = claimed.again()?;
                let entries = self.render(&fresh, &store)?;
                let failed = entries.iter().filter(|entry| matches!(entry.status, Status::Failed));
                failed.for_each(|entry| watch.failed(&entry.guid));
                if entries.iter().any(|entry| matches!(entry.status, Status::Rendered(_))) {
                    self.publish(&store)?;
                }
            }
            let waited = Instant::now();
            while waited.elapsed() < every && !self.is_stopped() {
                std::thread::sleep(Duration::from_millis(100));
            }
        }
        Ok(Outcome::Done)
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn render(&self, sources: &[Source], store: &EpisodeStore) -> anyhow::Result<Vec<Entry>> {
        self.progress.begin(sources.len(), self.arguments.watch.is_some());
        let open = || self.engine.pipeline();
        let listener = |event: Event| self.progress.on_event(event);
        let entries = job::run(sources, store, &self.setup, self.n_jobs, &open, &self.stop, &listener);
        self.progress.clear();
        Ok(entries?)
    }

    /// Writes what is made of all episodes together.
    fn publish(&self, store: &EpisodeStore) -> anyhow::Result<()> {
        let Some(show) = &self.show else { return Ok(()) };
        if let Some((name, path)) = &self.image {
            let bytes = std::fs::read(path).with_context(|| format!("could not read `{}`", path.display()))?;
            store.write(name, &bytes)?;
        }
        let episodes = store.episodes()?;
        if episodes.is_empty() {
            return Ok(());
        }
        Ok(store.write(show.file(), feed::write(show, &episodes).as_bytes())?)
    }

    /// Writes the book of the articles that `entries` name.
    fn bind(&self, path: &Path, entries: &[Entry], store: &EpisodeStore) -> anyhow::Result<()> {
        let wanted: HashSet<&str> = entries.iter().map(|entry| entry.guid.as_str()).collect();
        let mut episodes = store.episodes()?;
        episodes.retain(|episode| wanted.contains(episode.guid.as_str()));
        publish::newest_first(&mut episodes);
        episodes.reverse();
        let mut book = match (&self.show, episodes.as_slice()) {
            (Some(show), _) => Book::of_show(show),
            (None, [episode]) => Book::of_article(episode),
            (None, _) => Book::of_collection(&path.file_stem().unwrap_or_default().to_string_lossy()),
        };
        book.cover = self.cover.as_deref().map(Cover::read).transpose()?;
        let failed = || format!("could not write `{}`", path.display());
        let file = PartialFile::create(path).with_context(failed)?;
        epub::write(&book, &episodes, &self.arguments.out, file)?.finish().with_context(failed)
    }

    fn hand_over(&self, report: &Report) -> anyhow::Result<()> {
        let mut out = stdout().lock();
        let Some(path) = &self.arguments.report else { return Ok(out.write_all(report.table().as_bytes())?) };
        let json = serde_json::to_string_pretty(report)?;
        if path == Path::new("-") {
            writeln!(out, "{json}")?;
            return Ok(());
        }
        out.write_all(report.table().as_bytes())?;
        durable::write(path, json.as_bytes()).with_context(|| format!("could not write `{}`", path.display()))
    }
}

/// One bar for all articles and one for each that is being read; where there is no terminal, a line for each.
struct Progress {
    bars: MultiProgress,
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
    fn new() -> Self {
        let is_terminal = std::io::stderr().is_terminal();
        let target = if is_terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        Self { bars: MultiProgress::with_draw_target(target), is_terminal, state: Mutex::default() }
    }

    fn begin(&self, n_sources: usize, is_watching: bool) {
        let total = self
            .bars
            .add(ProgressBar::new(n_sources as u64))
            .with_style(style("{bar:30} {pos} of {len} articles, {eta} left"));
        let state =
            State { total: Some(total), n_sources, is_watching, started: Some(Instant::now()), ..State::default() };
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = state;
    }

    fn on_event(&self, event: Event) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
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
                let is_news = !matches!(entry.status, Status::Unchanged);
                if state.is_watching && is_news || self.is_terminal && is_failure {
                    self.bars.suspend(|| say(&entry.line()));
                } else if !self.is_terminal && is_news {
                    say(&format!("[{}/{}] {}{}", state.n_ended, state.n_sources, entry.line(), state.rest()));
                }
            }
        }
    }

    fn clear(&self) {
        let state = std::mem::take(&mut *self.state.lock().unwrap_or_else(PoisonError::into_inner));
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
