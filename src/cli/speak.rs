//! `natiq speak`: an article into an audio file, or into the ear.

use std::{
    io::{IsTerminal, Write, stdout},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, bail, ensure};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Engine, Outcome, input, play::Playback, say, spoken::Spoken, stop, text::Reading};
use crate::{
    config::Config,
    durable::{self, PartialFile},
    encode::{Encoder, Format, Tags},
    note::NoteCode,
    pipeline::Speech,
    publish::transcript,
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
    /// Play the audio as it is made, by a player of this machine.
    #[arg(long, conflicts_with_all = ["output", "format"])]
    play: bool,
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
    let spoken_before = Spoken::of(&config.data_dir);
    let outputs = (!to_stdout && !arguments.play).then_some(&arguments.output).into_iter().chain(&arguments.timeline);
    if !arguments.force {
        outputs.clone().try_for_each(|path| spoken_before.check(path))?;
    }
    let mut manner = arguments.reading.manner(config, Some(&arguments.input))?;
    manner.rate = Rate::new(arguments.rate)?;
    manner.pitch = Pitch::new(arguments.pitch)?;
    let article = input::article(&arguments.input, arguments.ssml)?;
    let tags = Tags { title: article.title.clone(), artist: article.byline.clone(), ..Tags::default() };
    let mut texts = Vec::new();
    let mut utterances = Vec::new();
    for (index, paragraph) in article.reading(arguments.reading.paragraphs()).enumerate() {
        utterances.extend(spoken(&paragraph, manner.structure).into_iter().map(|utterance| (index, utterance)));
        texts.push(paragraph.into_owned().text);
    }

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
    let mut sink = match arguments.play {
        true => Sink::Player(Playback::open(sample_rate)?),
        false => Sink::open(&arguments.output, to_stdout, Encoder::new(format, sample_rate, &tags)?)?,
    };
    let mut timeline = Timeline::default();
    let mut spoken = utterances.iter();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let speaking = listener.read(
        utterances.iter().map(|(_, utterance)| utterance.clone()),
        n_workers + 1,
        async |speech: Speech| {
            let speech = if timeline.cues.is_empty() { speech.after(LEAD_IN) } else { speech };
            if let Some((paragraph, utterance)) = spoken.next() {
                timeline.push(*paragraph, texts.get(*paragraph).map_or("", String::as_str), &utterance.text, &speech);
            }
            for note in speech.notes.iter().filter(|note| is_told(note.code)) {
                progress.suspend(|| say(&format!("natiq: {}", note.message)));
            }
            progress.inc(1);
            sink.push(&speech.samples.samples)
        },
    );
    let is_whole = runtime.block_on(async {
        tokio::select! {
            result = speaking => result.map(|()| true),
            () = stop::requested() => Ok(false),
        }
    })?;
    if !is_whole {
        // What was written of the file goes with it, and its name stands for what it stood for before.
        drop(sink);
        progress.finish_and_clear();
        bail!("{}", interrupted(&arguments.output, to_stdout, timeline.cues.len(), utterances.len()));
    }
    sink.finish()?;
    progress.finish_and_clear();
    if let (Some(path), Some(kind)) = (&arguments.timeline, timeline_kind) {
        let text = match kind {
            TimelineKind::Json => timeline.to_json(),
            TimelineKind::Vtt => timeline.to_vtt(),
            TimelineKind::Srt => transcript::srt(&timeline),
        };
        durable::write(path, text.as_bytes()).with_context(|| format!("could not write `{}`", path.display()))?;
    }
    for path in outputs {
        if let Err(error) = spoken_before.note(path) {
            let shown = path.display();
            say(&format!(
                "natiq: could not note that `{shown}` was made here, so it will not be overwritten without `--force`: {error}"
            ));
        }
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

/// Says what was done until the command was told to stop.
fn interrupted(output: &Path, to_stdout: bool, done: usize, total: usize) -> String {
    let shown = output.display();
    let left = match (to_stdout, output.exists()) {
        (true, _) => "the audio on standard output is cut off there".to_owned(),
        (false, true) => format!("`{shown}` is as it was before"),
        (false, false) => format!("`{shown}` was not made"),
    };
    format!("stopped after {done} of {total} utterances; {left}")
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
