//! `natiq speak`: an article into an audio file.

use std::{
    io::{IsTerminal, Write, stdout},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, bail, ensure};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Engine, Outcome, input, say, text::Reading};
use crate::{
    config::Config,
    durable::{self, PartialFile},
    encode::{Encoder, Format, Tags},
    note::NoteCode,
    pipeline::Speech,
    structure::spoken,
    timeline::Timeline,
    voice::{Pitch, Rate},
    worker::Pool,
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
    /// Encode as `wav`, `mp3`, `opus`, `flac` or `pcm`; when absent, as the file's extension says, else `wav`.
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
    /// Write when each word is heard to this file, as JSON (`.json`) or WebVTT (`.vtt`).
    #[arg(long, value_name = "FILE")]
    timeline: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
}

pub(super) fn run(arguments: &Arguments, config: &Config) -> anyhow::Result<Outcome> {
    let to_stdout = arguments.output == Path::new("-");
    let format = match (arguments.format, to_stdout) {
        (Some(format), _) => format,
        (None, true) => Format::Wav,
        (None, false) => Format::from_path(&arguments.output).with_context(|| {
            format!(
                "`{}` does not end like an audio file (name the format with `--format`)",
                arguments.output.display()
            )
        })?,
    };
    ensure!(
        !(to_stdout && stdout().is_terminal()),
        "standard output is a terminal (name a file with `-o FILE`, or pipe it to a player)"
    );
    let timeline_kind = match &arguments.timeline {
        None => None,
        Some(path) => match path.extension().and_then(|extension| extension.to_str()) {
            Some("json") => Some(TimelineKind::Json),
            Some("vtt") => Some(TimelineKind::Vtt),
            _ => bail!("`{}` is no timeline (its name must end in `.json` or `.vtt`)", path.display()),
        },
    };
    let mut manner = arguments.reading.manner(config, Some(&arguments.input))?;
    manner.rate = Rate::new(arguments.rate)?;
    manner.pitch = Pitch::new(arguments.pitch)?;
    let article = input::article(&arguments.input, arguments.ssml)?;
    let tags = Tags { title: article.title.clone(), artist: article.byline.clone(), ..Tags::default() };
    let utterances: Vec<_> = article
        .reading(arguments.reading.paragraphs())
        .enumerate()
        .flat_map(|(paragraph, text)| {
            spoken(&text, manner.structure).into_iter().map(move |utterance| (paragraph, utterance))
        })
        .collect();

    let engine = Arc::new(Engine::start(config)?);
    if let Some(voice) = &arguments.voice {
        manner.voice.clone_from(voice);
    }
    let sample_rate = engine.catalog.get(&manner.voice)?.manifest.sample_rate;
    let n_workers = config.n_workers();
    let pool = Pool::start(n_workers, 1, move || engine.pipeline())?;
    let listener = pool.listener(Arc::new(manner))?;

    let started = Instant::now();
    let progress = progress_bar(utterances.len());
    let mut sink = Sink::open(&arguments.output, to_stdout, Encoder::new(format, sample_rate, &tags)?)?;
    let mut timeline = Timeline::default();
    let mut spoken = utterances.iter();
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(listener.read(
        utterances.iter().map(|(_, utterance)| utterance.clone()),
        n_workers + 1,
        async |speech: Speech| {
            let speech = if timeline.cues.is_empty() { speech.after(LEAD_IN) } else { speech };
            if let Some((paragraph, utterance)) = spoken.next() {
                timeline.push(*paragraph, &utterance.text, &speech);
            }
            for note in speech.notes.iter().filter(|note| is_told(note.code)) {
                progress.suspend(|| say(&format!("natiq: {}", note.message)));
            }
            progress.inc(1);
            sink.push(&speech.samples.samples)
        },
    ))?;
    sink.finish()?;
    progress.finish_and_clear();
    if let (Some(path), Some(kind)) = (&arguments.timeline, timeline_kind) {
        let text = match kind {
            TimelineKind::Json => timeline.to_json(),
            TimelineKind::Vtt => timeline.to_vtt(),
        };
        durable::write(path, text.as_bytes()).with_context(|| format!("could not write `{}`", path.display()))?;
    }
    let seconds = started.elapsed().as_secs_f64();
    say(&format!(
        "{:.1} s of speech in {seconds:.1} s ({:.0} times real time)",
        timeline.duration,
        timeline.duration / seconds.max(1e-9)
    ));
    Ok(Outcome::Done)
}

/// What a listener at the terminal should know; the rest is in the timeline.
fn is_told(code: NoteCode) -> bool {
    matches!(code, NoteCode::ImplausibleDuration | NoteCode::PitchUnsupported)
}

#[derive(Debug, Clone, Copy)]
enum TimelineKind {
    Json,
    Vtt,
}

/// Where the audio goes.
enum Sink {
    /// As it is made.
    Stdout(Encoder),
    /// Under another name until it is whole, so that a file under the final name is always a whole one.
    File { encoder: Encoder, file: PartialFile },
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
