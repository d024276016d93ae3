//! `natiq speak`: an article into an audio file, or into the ear.

use std::{
    borrow::Cow,
    io::{IsTerminal, Write, stdout},
    path::{Path, PathBuf},
    sync::Arc,
    thread::JoinHandle,
    time::{Duration, Instant},
};

use anyhow::{Context, bail, ensure};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tokio::sync::{Mutex, mpsc, oneshot};

use super::{
    Engine, Outcome, input,
    made::Made,
    play::{Playback, Silencer},
    say, stop,
    text::Reading,
};
use crate::{
    config::Config,
    durable::{self, PartialFile},
    encode::{Encoder, Format, Tags},
    note::NoteCode,
    pipeline::PauseFactor,
    publish::transcript,
    render::Renderer,
    store::Cache,
    timeline::Timeline,
    voice::{Pitch, Rate},
    worker::{Audience, Pool},
};

/// Silence before the first word. Players and sound cards swallow the first hundredths of a second, and speech itself
/// begins after 4 ms; a first consonant must not be lost. What the service streams goes without: it has to begin at once.
const LEAD_IN: Duration = Duration::from_millis(100);

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A file (text, Markdown, HTML, EPUB, DOCX, ODT, MHTML, EML, SRT, VTT, ASS, JSON, Org, reStructuredText, SSML), the
    /// address of a page, or `-` for standard input.
    #[arg(default_value = "-")]
    input: PathBuf,
    /// Read the input as SSML, whatever its name: text with markup of how it is spoken.
    #[arg(long)]
    ssml: bool,
    /// Write the audio to this file, or to standard output (`-`) as it is made.
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    output: PathBuf,
    /// Play the audio as it is made, by a player of this machine.
    #[arg(long, conflicts_with_all = ["output", "format"])]
    play: bool,
    /// Encode as `wav`, `mp3`, `opus`, `flac`, `pcm` or, where FFmpeg is installed, `aac`; when absent, as the file's
    /// extension says, else `wav`.
    #[arg(long)]
    format: Option<Format>,
    /// Speak with this voice (`natiq voices` lists them).
    #[arg(long, value_name = "ID")]
    voice: Option<String>,
    /// Speak this much faster than the voice's own speed, 0.5 to 3.
    #[arg(long, default_value_t = Rate::NATURAL.factor())]
    rate: f32,
    /// Speak so many semitones higher (below zero: lower) than the voice does by itself, -6 to 6.
    #[arg(long, value_name = "SEMITONES", default_value_t = Pitch::NATURAL.semitones(), allow_negative_numbers = true)]
    pitch: f32,
    /// Make the pauses this many times as long as the usual ones, 0.5 to 3.
    #[arg(long, value_name = "FACTOR", default_value_t = PauseFactor::USUAL.get())]
    pauses: f32,
    /// Overwrite files that are there already, whoever has made them. Without it, only those that are still as this command
    /// has made them.
    #[arg(long)]
    force: bool,
    /// Write when each word is heard to this file, as JSON (`.json`), WebVTT (`.vtt`) or SubRip (`.srt`).
    #[arg(long, value_name = "FILE")]
    timeline: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
}

pub(super) fn run(arguments: &Arguments, config: &Config) -> anyhow::Result<Outcome> {
    let to_stdout = arguments.output == Path::new("-") && !arguments.play;
    let format = match arguments.format {
        Some(format) => format,
        None if to_stdout || arguments.play => Format::Wav,
        None => Format::from_path(&arguments.output).with_context(|| {
            format!(
                "`{}` does not end like an audio file (name the format with `--format`)",
                arguments.output.display()
            )
        })?,
    };
    ensure!(
        !(to_stdout && stdout().is_terminal()),
        "standard output is a terminal (hear it with `--play`, or name a file with `-o FILE`)"
    );
    let timeline_kind = match &arguments.timeline {
        None => None,
        Some(path) => match path.extension().and_then(|extension| extension.to_str()) {
            Some("json") => Some(TimelineKind::Json),
            Some("vtt") => Some(TimelineKind::Vtt),
            Some("srt") => Some(TimelineKind::Srt),
            _ => bail!("`{}` is no timeline (its name must end in `.json`, `.vtt` or `.srt`)", path.display()),
        },
    };
    let made = Made::of(&config.data_dir);
    let outputs = (!to_stdout && !arguments.play).then_some(&arguments.output).into_iter().chain(&arguments.timeline);
    if !arguments.force {
        outputs.clone().try_for_each(|path| made.check(path))?;
    }
    let mut speech_options = arguments.reading.speech_options(config, Some(&arguments.input))?;
    speech_options.rate = Rate::new(arguments.rate)?;
    speech_options.pitch = Pitch::new(arguments.pitch)?;
    speech_options.pauses.factor = PauseFactor::new(arguments.pauses)?;
    let article = input::article(&arguments.input, arguments.ssml)?;
    let tags = Tags { title: article.title.clone(), artist: article.byline.clone(), ..Tags::default() };
    let paragraphs: Vec<_> = article.reading(arguments.reading.paragraphs()).map(Cow::into_owned).collect();

    let engine = Arc::new(Engine::start(config)?);
    if let Some(voice) = &arguments.voice {
        speech_options.voice.clone_from(voice);
    }
    let sample_rate = engine.catalog.get(&speech_options.voice)?.manifest.sample_rate;
    let n_workers = config.n_workers();
    let (catalog, kept) = (engine.catalog.clone(), kept_utterances(config));
    let renderer = Renderer::new(Pool::start(n_workers, 1, move || engine.pipeline())?, catalog, kept);
    let plan = Arc::new(renderer.plan(&paragraphs, 0, &Arc::new(speech_options), ""));
    let n_utterances = plan.utterances().count();
    // Whoever waits for a file waits for all of it.
    let audience = if arguments.play { Audience::LISTENER } else { Audience::Nobody { ahead: n_workers + 1 } };

    let started = Instant::now();
    let progress = progress_bar(n_utterances);
    let sink = match arguments.play {
        true => Sink::Player(Playback::open(sample_rate)?),
        false => Sink::open(&arguments.output, to_stdout, Encoder::new(format, sample_rate, &tags)?)?,
    };
    let sink = SinkThread::start(sink);
    let mut timeline = Timeline::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let stopped = runtime.block_on(async {
        let speaking = async {
            let mut stream = renderer.read(&plan, 0, audience)?;
            while let Some(chunk) = stream.next().await {
                let chunk = chunk?;
                let speech = chunk.placed();
                let speech = if timeline.cues.is_empty() { speech.after(LEAD_IN) } else { speech };
                let printed = paragraphs.get(chunk.paragraph).map_or("", |paragraph| paragraph.text.as_str());
                timeline.push(chunk.paragraph, printed, &chunk.text, &speech);
                for note in speech.notes.iter().filter(|note| is_told(note.code)) {
                    progress.suspend(|| say(&format!("natiq: {}", note.message)));
                }
                progress.inc(1);
                sink.push(speech.samples.samples).await?;
            }
            sink.finish().await
        };
        tokio::select! {
            result = speaking => result.map(|()| None),
            stop = stop::requested() => Ok(Some(stop)),
        }
    })?;
    progress.finish_and_clear();
    if let Some(stop) = stopped {
        // What was written of the file goes with it, and its name stands for what it stood for before.
        sink.stop();
        let what = match arguments.play {
            true => "the rest is not heard".to_owned(),
            false => left(&arguments.output, to_stdout),
        };
        let (done, total) = (timeline.cues.len(), n_utterances);
        say(&format!("natiq: stopped after {done} of {total} utterances; {what}"));
        return Ok(Outcome::Stopped(stop));
    }
    if let (Some(path), Some(kind)) = (&arguments.timeline, timeline_kind) {
        let text = match kind {
            TimelineKind::Json => timeline.to_json(),
            TimelineKind::Vtt => timeline.to_vtt(),
            TimelineKind::Srt => transcript::srt(&timeline),
        };
        durable::write(path, text.as_bytes()).with_context(|| format!("could not write `{}`", path.display()))?;
    }
    for path in outputs {
        made.note_or_say(path);
    }
    if arguments.play {
        // It took as long as it was heard.
        return Ok(Outcome::Done);
    }
    let seconds = started.elapsed().as_secs_f64();
    say(&format!(
        "{:.1} s of speech in {seconds:.1} s ({:.0} times real time)",
        timeline.duration,
        timeline.duration / seconds.max(1e-9)
    ));
    Ok(Outcome::Done)
}

/// Returns where speech is kept from one run to the next: what was spoken before is not spoken again. What is kept saves
/// time, and nothing hangs on it.
fn kept_utterances(config: &Config) -> Option<Cache> {
    let limit = Some(config.utterance_cache_bytes).filter(|limit| *limit > 0)?;
    match Cache::open_shared(&config.utterances_folder(), limit) {
        Ok(cache) => Some(cache),
        Err(error) => {
            tracing::debug!(%error, "Speech is not kept");
            None
        }
    }
}

/// Says what there is of the output when the command was told to stop.
fn left(output: &Path, to_stdout: bool) -> String {
    let shown = output.display();
    match (to_stdout, output.exists()) {
        (true, _) => "the audio on standard output is cut off there".to_owned(),
        (false, true) => format!("`{shown}` is as it was before"),
        (false, false) => format!("`{shown}` was not made"),
    }
}

/// What a listener at the terminal should know; the rest is in the timeline.
fn is_told(code: NoteCode) -> bool {
    matches!(code, NoteCode::ImplausibleDuration | NoteCode::PitchUnsupported)
}

#[derive(Debug, Clone, Copy)]
enum TimelineKind {
    Json,
    Vtt,
    Srt,
}

/// Where the audio goes.
enum Sink {
    /// As it is made.
    Stdout(Encoder),
    /// Under another name until it is whole, so that a file under the final name is always a whole one.
    File { encoder: Encoder, file: PartialFile },
    /// As it is made, in the time that it is heard.
    Player(Playback),
}

/// A sink on a thread of its own, which a player or a pipe keeps for as long as what it is given lasts: a request to stop is
/// heard all the same.
struct SinkThread {
    pieces: mpsc::Sender<Option<Vec<f32>>>,
    done: Mutex<oneshot::Receiver<anyhow::Result<()>>>,
    thread: JoinHandle<()>,
    silencer: Option<Silencer>,
    is_stdout: bool,
}

impl SinkThread {
    fn start(mut sink: Sink) -> Self {
        let silencer = match &sink {
            Sink::Player(playback) => Some(playback.silencer()),
            Sink::Stdout(_) | Sink::File { .. } => None,
        };
        let is_stdout = matches!(sink, Sink::Stdout(_));
        let (pieces, mut given) = mpsc::channel::<Option<Vec<f32>>>(1);
        let (tell, done) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let result = loop {
                match given.blocking_recv() {
                    Some(Some(samples)) => {
                        if let Err(error) = sink.push(&samples) {
                            break Err(error);
                        }
                    }
                    Some(None) => break sink.finish(),
                    // It was told to stop; what is not finished goes with the sink.
                    None => return,
                }
            };
            // Nobody waits where it was told to stop meanwhile.
            let _ = tell.send(result);
        });
        Self { pieces, done: Mutex::new(done), thread, silencer, is_stdout }
    }

    /// Hands samples over when those before were taken.
    async fn push(&self, samples: Vec<f32>) -> anyhow::Result<()> {
        match self.pieces.send(Some(samples)).await {
            Ok(()) => Ok(()),
            Err(_) => self.result().await,
        }
    }

    /// Waits until all was written or heard.
    async fn finish(&self) -> anyhow::Result<()> {
        // Where it has failed, the result says so.
        let _ = self.pieces.send(None).await;
        self.result().await
    }

    async fn result(&self) -> anyhow::Result<()> {
        (&mut *self.done.lock().await).await.context("the thread of the output broke")?
    }

    /// Ends it at once.
    fn stop(self) {
        if let Some(silencer) = self.silencer {
            silencer.silence();
        }
        drop(self.pieces);
        // Whoever reads from the pipe may not do so for long; there is nothing to tidy up.
        if !self.is_stdout {
            let _ = self.thread.join();
        }
    }
}

impl Sink {
    fn open(path: &Path, to_stdout: bool, encoder: Encoder) -> anyhow::Result<Self> {
        if to_stdout {
            return Ok(Self::Stdout(encoder));
        }
        let file = PartialFile::create(path).with_context(|| format!("could not write `{}`", path.display()))?;
        Ok(Self::File { encoder, file })
    }

    fn push(&mut self, samples: &[f32]) -> anyhow::Result<()> {
        match self {
            Self::Stdout(encoder) => {
                let mut out = stdout().lock();
                out.write_all(&encoder.push(samples)?)?;
                out.flush()?;
            }
            Self::File { encoder, file } => {
                let bytes = encoder.push(samples)?;
                file.write_all(&bytes).with_context(|| format!("could not write `{}`", file.path().display()))?;
            }
            Self::Player(playback) => playback.push(samples)?,
        }
        Ok(())
    }

    fn finish(self) -> anyhow::Result<()> {
        match self {
            Self::Stdout(encoder) => {
                let mut out = stdout().lock();
                out.write_all(&encoder.finish()?.tail)?;
                out.flush()?;
            }
            Self::File { encoder, mut file } => {
                let path = file.path().to_owned();
                let written = encoder.finish()?.write(&mut file, 0).and_then(|()| file.finish());
                written.with_context(|| format!("could not write `{}`", path.display()))?;
            }
            Self::Player(playback) => playback.finish()?,
        }
        Ok(())
    }
}

fn progress_bar(n_utterances: usize) -> ProgressBar {
    let target =
        if std::io::stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} utterances, {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(Some(n_utterances as u64), target).with_style(style)
}
