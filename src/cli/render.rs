//! `natiq render`: folders, feeds and lists of articles into finished episodes.

use std::{
    collections::HashSet,
    io::{Write, stdout},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, bail, ensure};
use jiff::Timestamp;

use super::{
    Engine, Outcome, after, input,
    made::Made,
    render_progress::{Output, Progress},
    stop,
    text::{Reading, read_lexicon},
};
use crate::{
    config::Config,
    durable::{self, PartialFile},
    encode::{Format, aac::Ffmpeg},
    fetch::Fetcher,
    job::{
        self, Entry, EpisodeStore, Event, Gathered, Gone, Report, Settings, Setup, ShowFile, Source, Status, Unusable,
        Uploaded, Watch, Work,
    },
    lexicon::Scope,
    pipeline::PauseFactor,
    publish::{
        self, Episode, FileName, daisy,
        epub::{self, Book, Cover},
        feed, m4b,
        show::Show,
    },
    render::Utterances,
    s3::Bucket,
    voice::{Pitch, Rate},
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Files (text, Markdown, HTML, EPUB, DOCX, ODT, MHTML, EML, SRT, VTT, ASS, JSON, Org, reStructuredText, SSML), folders
    /// with those below them, patterns, feeds (RSS, Atom, JSON Feed, OPML) and site maps, addresses of pages, feeds and
    /// site maps, or `@FILE` with one of these on each line. Pages that a feed or a site map leads to are fetched as the
    /// site's robots.txt allows; a page whose own address is given is fetched as by a browser.
    #[arg(required_unless_present_any = ["list", "retract", "restore"])]
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
    /// Make the pauses this many times as long as the usual ones, 0.5 to 3; when absent, as the show says, else 1.
    #[arg(long, value_name = "FACTOR")]
    pauses: Option<f32>,
    /// Say what would be done, and do nothing.
    #[arg(long, conflicts_with = "watch")]
    dry_run: bool,
    /// Go on looking for new and changed articles, every so many seconds; 30 when no number is given.
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, default_missing_value = "30", require_equals = true)]
    watch: Option<u64>,
    /// Write what became of each article to this file, as JSON; `-` is standard output, instead of the table.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Write the articles as one book to this file, the oldest first: `.epub` is a talking book, `.zip` one for DAISY 2.02
    /// players, `.m4b` an audiobook with chapters (by FFmpeg, which has to be installed). May be given more than once.
    #[arg(long, value_name = "FILE", conflicts_with = "watch")]
    book: Vec<PathBuf>,
    /// Take this episode back, by its GUID, the stem of its files or its source: its files go, the feed forgets it, and it
    /// stays away though its article is there. May be given more than once.
    #[arg(long, value_name = "EPISODE", conflicts_with_all = ["watch", "dry_run"])]
    retract: Vec<String>,
    /// Let this episode come back that was taken back; it is the same episode then. May be given more than once.
    #[arg(long, value_name = "EPISODE", conflicts_with_all = ["watch", "dry_run"])]
    restore: Vec<String>,
    /// Take this for the time instead of now, as RFC 3339 writes it: articles of a later date are not published.
    #[arg(long, value_name = "TIME", conflicts_with = "watch")]
    as_of: Option<Timestamp>,
    /// Bring what listeners need (audio, transcripts, pictures, the feed) to this S3-compatible store, `s3://BUCKET/FOLDER`,
    /// and take away what was brought there and is no part of the show any more. Key, region and the address of a service
    /// other than Amazon's are taken from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION and
    /// AWS_ENDPOINT_URL, or from the profile AWS_PROFILE.
    #[arg(long, value_name = "URL", requires = "feed", conflicts_with = "dry_run")]
    upload: Option<String>,
    /// Overwrite the book and the report where files of their names are there already, whoever has made them. Without it, only
    /// those that still are as Natiq has made them.
    #[arg(long)]
    force: bool,
    /// Run this command by the shell when episodes or the feed have changed, with what was done in its environment
    /// (NATIQ_OUT, NATIQ_FEED, NATIQ_FEED_URL, NATIQ_N_RENDERED, NATIQ_RENDERED, NATIQ_AUDIO, NATIQ_N_RETRACTED,
    /// NATIQ_RETRACTED, NATIQ_N_RENAMED) and the report as JSON at its input.
    #[arg(long, value_name = "COMMAND")]
    after: Option<String>,
    #[command(flatten)]
    reading: Reading,
}

pub(super) fn run(arguments: &Arguments, config: &Config) -> anyhow::Result<Outcome> {
    let host = || Ok(Host { engine: Arc::new(Engine::start(config)?), stop: stop::flag()?, output: Output::Streams });
    let command = RenderCommand::new(arguments, config, host)?;
    match arguments.watch {
        Some(seconds) => command.watch(Duration::from_secs(seconds.max(1))),
        None => Ok(if command.once()?.is_done { Outcome::Done } else { Outcome::SomeFailed }),
    }
}

/// What a render needs of the process that it runs in.
pub(super) struct Host {
    pub(super) engine: Arc<Engine>,
    /// Set when it is to stop.
    pub(super) stop: Arc<AtomicBool>,
    pub(super) output: Output,
}

/// What came of a render.
pub(super) struct Rendered {
    pub(super) report: Report,
    /// Whether all was done that there was to do.
    pub(super) is_done: bool,
}

/// What kind of book a file is to be, by its extension.
enum BookKind {
    Epub,
    Daisy,
    Audio,
}

impl BookKind {
    fn of(path: &Path) -> anyhow::Result<Self> {
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        Ok(match extension.as_str() {
            "epub" => Self::Epub,
            "zip" => Self::Daisy,
            "m4b" | "m4a" => Self::Audio,
            _ => bail!("`{}` is no book (expected `.epub`, `.zip` for DAISY 2.02, or `.m4b`)", path.display()),
        })
    }
}

/// Returns the identities of sources.
fn guids(sources: &[Source]) -> HashSet<String> {
    sources.iter().map(|source| source.guid.clone()).collect()
}

/// What a run needs, made once.
pub(super) struct RenderCommand<'a> {
    arguments: &'a Arguments,
    inputs: Vec<String>,
    engine: Arc<Engine>,
    setup: Setup,
    show: Option<Show>,
    /// The picture that the feed names, and where it is.
    image: Option<(FileName, PathBuf)>,
    /// The picture in the files.
    cover: Option<PathBuf>,
    gone: Gone,
    /// Where the folder is brought to.
    bucket: Option<Bucket>,
    /// What may be overwritten.
    made: Made,
    /// In a watch it asks for what is new alone.
    fetcher: Fetcher,
    n_jobs: usize,
    stop: Arc<AtomicBool>,
    output: Arc<Output>,
    progress: Progress,
}

impl<'a> RenderCommand<'a> {
    /// Reads and checks everything but the articles, and where all is well takes what `host` gives.
    pub(super) fn new(
        arguments: &'a Arguments,
        config: &Config,
        host: impl FnOnce() -> anyhow::Result<Host>,
    ) -> anyhow::Result<Self> {
        let (show, settings, image) = match &arguments.feed {
            Some(path) => {
                let ShowFile { show, settings, image } = job::settings::read(path, &arguments.out)?;
                (Some(show), settings, image)
            }
            None => (None, Settings::default(), None),
        };
        let format = match (arguments.format, &settings.format) {
            (Some(format), _) => format,
            (None, Some(name)) => name.parse()?,
            (None, None) => Format::Mp3,
        };
        ensure!(
            !matches!(format, Format::Pcm | Format::Aac),
            "`{format}` says nothing of an episode, not even its length (choose `mp3`, `opus`, `flac` or `wav`; \
             `--book FILE.m4b` makes an audiobook of AAC)"
        );
        let made = Made::of(&config.data_dir);
        if !arguments.force {
            arguments.book.iter().try_for_each(|path| made.check(path))?;
            // One of an older edition, which noted none, is known by what is in it.
            let report = arguments.report.iter().filter(|path| *path != Path::new("-") && !Report::is_in(path));
            report.into_iter().try_for_each(|path| made.check(path))?;
        }
        for path in &arguments.book {
            match BookKind::of(path)? {
                BookKind::Audio => drop(Ffmpeg::find().context("an audiobook (`.m4b`) cannot be made")?),
                BookKind::Epub | BookKind::Daisy => ensure!(
                    format == Format::Mp3,
                    "a talking book takes MP3 only (leave out `--format {format}` or `--book {}`)",
                    path.display()
                ),
            }
        }
        let bucket = arguments.upload.as_ref().map(|place| Bucket::open(place, Config::s3_account())).transpose()?;
        format.check().context("choose another format with `--format`")?;
        let mut speech_options = arguments.reading.speech_options(config, None)?;
        if let Some(path) = &settings.lexicon {
            speech_options.lexicon = speech_options.lexicon.with(Scope::Show, Arc::new(read_lexicon(path)?));
        }
        if let Some(rate) = arguments.rate.or(settings.rate) {
            speech_options.rate = Rate::new(rate)?;
        }
        if let Some(pitch) = arguments.pitch.or(settings.pitch) {
            speech_options.pitch = Pitch::new(pitch)?;
        }
        if let Some(pauses) = arguments.pauses.or(settings.pauses) {
            speech_options.pauses.factor = PauseFactor::new(pauses)?;
        }
        if let Some(voice) = arguments.voice.as_ref().or(settings.voice.as_ref()) {
            speech_options.voice.clone_from(voice);
        }
        let Host { engine, stop, output } = host()?;
        // The picture that the feed names is served from the folder of episodes, so it is put there.
        let image = show.as_ref().and_then(|show| show.image_file().cloned()).zip(image);
        let (cover, gone) = (settings.cover.clone(), settings.gone);
        let folder = config.utterances_folder();
        let catalog = engine.catalog.clone();
        let utterances =
            Utterances::open(&folder, config.utterance_cache_bytes, catalog.clone()).unwrap_or_else(|error| {
                // What is kept saves time, and nothing hangs on it.
                output.say(&format!("natiq: {:#}; everything is spoken anew", anyhow::Error::from(error)));
                Utterances::none(catalog.clone())
            });
        let reading = arguments.reading.paragraphs();
        let setup = Setup::new(speech_options, reading, format, settings, show.clone(), &catalog, utterances)?;
        let mut inputs = arguments.inputs.clone();
        inputs.extend(arguments.list.as_ref().map(|list| format!("@{}", list.display())));
        let n_jobs = arguments.jobs.unwrap_or_else(|| config.n_workers());
        let output = Arc::new(output);
        let progress = Progress::new(output.clone());
        let fetcher = Fetcher::own(input::MAX_FETCHED_BYTES);
        let fetcher = if arguments.watch.is_some() { fetcher.keeping() } else { fetcher };
        Ok(Self {
            arguments,
            inputs,
            engine,
            setup,
            show,
            image,
            cover,
            gone,
            bucket,
            made,
            fetcher,
            n_jobs,
            stop,
            output,
            progress,
        })
    }

    /// Renders what there is now.
    pub(super) fn once(&self) -> anyhow::Result<Rendered> {
        let started = Instant::now();
        let out = &self.arguments.out;
        let Gathered { sources, unusable, notices, has_collection, .. } = job::gather(&self.inputs, out, &self.fetcher);
        notices.iter().for_each(|notice| self.output.say(&format!("note       {}: {}", notice.name, notice.reason)));
        ensure!(
            self.inputs.is_empty() || !(sources.is_empty() && unusable.is_empty()),
            "the inputs hold no article (`natiq render --help` says what is read)"
        );
        let (present, n_sources) = (guids(&sources), sources.len());
        let mut published = Ok(false);
        let mut retracted = Vec::new();
        let entries = if self.arguments.dry_run {
            let store = EpisodeStore::look(out)?;
            let entries = job::dry_run(self.work(sources, &present, &store));
            if has_collection {
                retracted.extend(self.gone(&present, &unusable, &store, job::gone)?);
            }
            // What would be known by its new name is not gone.
            let is_renamed = |key: &str| entries.iter().any(|entry| entry.renamed_from.as_deref() == Some(key));
            retracted.retain(|entry| !is_renamed(&entry.key));
            entries
        } else {
            let claimed = EpisodeStore::open(out)?;
            for name in &self.arguments.retract {
                retracted.push(job::retract(&claimed, name)?);
            }
            self.arguments.restore.iter().try_for_each(|name| job::restore(&claimed, name))?;
            let store = claimed.again()?;
            let entries = self.render(self.work(sources, &present, &store))?;
            let store = claimed.again()?;
            if !self.is_stopped() && has_collection {
                retracted.extend(self.gone(&present, &unusable, &store, job::retract_gone)?);
            }
            published = self.publish(&claimed.again()?);
            for path in &self.arguments.book {
                if published.is_ok() && !self.is_stopped() {
                    published = self.bind(path, &entries, &store).and(published);
                }
            }
            entries
        };
        let report = Report::new(entries, retracted, n_sources, &unusable, started.elapsed().as_secs_f64());
        self.hand_over(&report)?;
        // What became of the articles is told even where what is made of all of them could not be written.
        let has_changes = published? || report.has_changes();
        if report.summary.left > 0 {
            self.output.say("natiq: stopped; the same command goes on from here");
        }
        let is_uploaded = self.arguments.dry_run || self.is_stopped() || self.upload();
        let is_followed = self.follow_up(&report, has_changes) && is_uploaded;
        let is_done = report.summary.failed == 0 && report.summary.left == 0 && is_followed;
        Ok(Rendered { report, is_done })
    }

    fn watch(&self, every: Duration) -> anyhow::Result<Outcome> {
        let mut watch = Watch::default();
        let mut told_before = Vec::new();
        let mut present_before = HashSet::new();
        let mut claimed = EpisodeStore::open(&self.arguments.out)?;
        self.output.say(&format!("watching every {} s; stop with Ctrl-C", every.as_secs()));
        self.publish(&claimed)?;
        let mut is_uploaded = self.upload();
        while !self.is_stopped() {
            let started = Instant::now();
            if !claimed.is_there() {
                self.output.say(&format!("natiq: `{}` is gone; it is made again", self.arguments.out.display()));
                // Unless somebody else has begun to: then there is nothing left to do here.
                claimed = EpisodeStore::open(&self.arguments.out)?;
                watch = Watch::default();
            }
            let Gathered { sources, unusable, notices, has_collection, .. } =
                job::gather(&self.inputs, &self.arguments.out, &self.fetcher);
            // What cannot be read, and what is left out, is said once, not every time.
            let failed = unusable.iter().map(|input| format!("failed     {}: {}", input.name, input.reason));
            let noted = notices.iter().map(|notice| format!("note       {}: {}", notice.name, notice.reason));
            let told: Vec<_> = failed.chain(noted).collect();
            told.iter().filter(|line| !told_before.contains(*line)).for_each(|line| self.output.say(line));
            told_before = told;
            let present = guids(&sources);
            let fresh = watch.fresh(sources, self.now());
            let n_fresh = fresh.len();
            let mut entries = Vec::new();
            if !fresh.is_empty() {
                // Names that are taken are looked up anew.
                entries = self.render(self.work(fresh, &present, &claimed.again()?))?;
                for entry in &entries {
                    match entry.status {
                        Status::Failed => watch.failed(&entry.key),
                        Status::Scheduled { due } => watch.wait_until(&entry.key, due),
                        _ => {}
                    }
                }
            }
            let mut retracted = Vec::new();
            // A file that is being renamed is gone for a moment, and its new name is taken when it has stood still.
            if present == present_before && has_collection && !self.is_stopped() {
                retracted.extend(self.gone(&present, &[], &claimed.again()?, job::retract_gone)?);
                retracted.iter().for_each(|entry| self.output.say(&entry.line()));
            }
            // What could not be read may be read again, and is not gone meanwhile.
            present_before = if unusable.is_empty() { present } else { HashSet::new() };
            let report = Report::new(entries, retracted, n_fresh, &[], started.elapsed().as_secs_f64());
            if report.has_changes() {
                self.publish(&claimed.again()?)?;
                is_uploaded = self.upload();
                self.follow_up(&report, true);
            } else if !is_uploaded {
                is_uploaded = self.upload();
            }
            let waited = Instant::now();
            while waited.elapsed() < every && !self.is_stopped() {
                std::thread::sleep(Duration::from_millis(100));
            }
        }
        Ok(Outcome::Done)
    }

    /// Returns the time that decides what is published.
    fn now(&self) -> Timestamp {
        self.arguments.as_of.unwrap_or_else(Timestamp::now)
    }

    fn work<'b>(&'b self, sources: Vec<Source>, present: &'b HashSet<String>, store: &'b EpisodeStore) -> Work<'b> {
        Work { sources, present, store, setup: &self.setup, now: self.now() }
    }

    /// Sees to the episodes whose articles are gone, where the show wants that.
    fn gone(
        &self,
        present: &HashSet<String>,
        unusable: &[Unusable],
        store: &EpisodeStore,
        see_to: impl Fn(&EpisodeStore, &HashSet<String>) -> Result<Vec<Entry>, job::Error>,
    ) -> anyhow::Result<Vec<Entry>> {
        if self.gone == Gone::Keep {
            return Ok(Vec::new());
        }
        if let Some(input) = unusable.first() {
            self.output.say(&format!("note       {}: it could not be read, so no episode was taken back", input.name));
            return Ok(Vec::new());
        }
        match see_to(store, present) {
            Err(error @ job::Error::TooManyGone { .. }) => {
                self.output.say(&format!("note       {error}"));
                Ok(Vec::new())
            }
            result => Ok(result?),
        }
    }

    /// Brings what listeners need to the store, where there is one; tells whether that succeeded.
    fn upload(&self) -> bool {
        let (Some(bucket), Some(show)) = (&self.bucket, &self.show) else { return true };
        let upload = || -> anyhow::Result<Uploaded> {
            let store = EpisodeStore::look(&self.arguments.out)?;
            let pictures: Vec<FileName> = self.image.iter().map(|(name, _)| name.clone()).collect();
            if !self.arguments.out.join(show.file()).exists() {
                return Ok(Uploaded::default());
            }
            Ok(job::upload(&store, &self.published(&store)?, &pictures, show.file(), bucket)?)
        };
        match upload() {
            Ok(Uploaded { n_put: 0, n_deleted: 0, .. }) => true,
            Ok(Uploaded { n_put, n_deleted, n_bytes }) => {
                let megabytes = n_bytes as f64 / 1e6;
                self.output.say(&format!("uploaded   {n_put} files ({megabytes:.1} MB), {n_deleted} taken away"));
                true
            }
            Err(error) => {
                self.output.say(&format!("natiq: {error:#} (the next run goes on from here)"));
                false
            }
        }
    }

    /// Does what is wanted when the folder is as it should be; tells whether that succeeded.
    fn follow_up(&self, report: &Report, has_changes: bool) -> bool {
        let command = self.arguments.after.as_ref().filter(|_| has_changes);
        let result =
            command.map_or(Ok(()), |command| after::run(command, &self.arguments.out, self.show.as_ref(), report));
        if let Err(error) = &result {
            self.output.say(&format!("natiq: {error:#}"));
        }
        result.is_ok()
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn render(&self, work: Work) -> anyhow::Result<Vec<Entry>> {
        self.progress.begin(work.sources.len(), self.arguments.watch.is_some());
        let open = || self.engine.pipeline();
        let listener = |event: Event| self.progress.on_event(event);
        let entries = job::run(work, self.n_jobs, &open, &self.stop, &listener);
        self.progress.clear();
        Ok(entries?)
    }

    /// Writes what is made of all episodes together; tells whether it is other than before.
    fn publish(&self, store: &EpisodeStore) -> anyhow::Result<bool> {
        let Some(show) = &self.show else { return Ok(false) };
        let mut has_changed = false;
        if let Some((name, path)) = &self.image {
            let bytes = std::fs::read(path).with_context(|| format!("could not read `{}`", path.display()))?;
            has_changed |= store.write(name, &bytes)?;
        }
        let episodes = self.published(store)?;
        // A feed whose last episode was taken back is written all the same.
        if !episodes.is_empty() || self.arguments.out.join(show.file()).exists() {
            has_changed |= store.write(show.file(), feed::write(show, &episodes).as_bytes())?;
        }
        Ok(has_changed)
    }

    /// Returns the episodes that are on the air.
    fn published(&self, store: &EpisodeStore) -> anyhow::Result<Vec<Episode>> {
        let now = self.now();
        let mut episodes = store.episodes()?;
        // Of an article that was given a later date and is not among the inputs.
        episodes.retain(|episode| episode.published.is_none_or(|published| published <= now));
        Ok(episodes)
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
        book.utc_offset = self.setup.utc_offset();
        book.cover = self.cover.as_deref().map(Cover::read).transpose()?;
        let failed = || format!("could not write `{}`", path.display());
        let (out, begin) = (&self.arguments.out, || PartialFile::create(path).with_context(failed));
        match BookKind::of(path)? {
            BookKind::Epub => epub::write(&book, &episodes, out, begin()?)?.finish().with_context(failed)?,
            BookKind::Daisy => daisy::write(&book, &episodes, out, begin()?)?.finish().with_context(failed)?,
            BookKind::Audio => {
                m4b::write(&book, &episodes, out, self.setup.sample_rate(), path).with_context(failed)?
            }
        }
        self.made.note_or_say(path);
        Ok(())
    }

    fn hand_over(&self, report: &Report) -> anyhow::Result<()> {
        let table = || match *self.output {
            Output::Streams => stdout().lock().write_all(report.table().as_bytes()),
            Output::Log { .. } => Ok(()),
        };
        let Some(path) = &self.arguments.report else { return Ok(table()?) };
        let json = serde_json::to_string_pretty(report)?;
        if path == Path::new("-") {
            writeln!(stdout().lock(), "{json}")?;
            return Ok(());
        }
        table()?;
        durable::write(path, json.as_bytes()).with_context(|| format!("could not write `{}`", path.display()))?;
        self.made.note_or_say(path);
        Ok(())
    }
}
