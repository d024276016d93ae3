//! `natiq bench`: how fast this machine speaks.

use std::{
    io::{Write, stdout},
    time::{Duration, Instant},
};

use serde::Serialize;

use super::{Engine, Outcome};
use crate::{
    article::{self, Kind, ReadingOptions},
    config::Config,
    encode::{Encoder, Format, Tags},
    pipeline::{Pipeline, SpeechOptions},
    structure::{Structure, read_aloud},
    utterance::Utterance,
    voice::{Pitch, Rate, Voice},
};

/// What is read: an article of our own, so that figures of two machines can be compared.
const ARTICLE: &str = include_str!("../../examples/articles/water.txt");

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Measure this voice.
    #[arg(long, value_name = "ID")]
    voice: Option<String>,
    /// Repeat each measurement this often; the median is printed.
    #[arg(long, default_value_t = 5, value_name = "N")]
    runs: usize,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Medians over the runs; one thread.
#[derive(Debug, Serialize)]
struct Figures {
    voice: String,
    /// Seconds of speech in the article.
    speech_seconds: f64,
    n_utterances: usize,
    /// Seconds of work for each second of speech, from text to WAV.
    pipeline_real_time_factor: f64,
    /// The same, for the voice model alone.
    voice_real_time_factor: f64,
    /// Utterances from text to phonemes in a second.
    front_end_utterances_per_second: f64,
    /// Milliseconds from text to the samples of the first utterance.
    first_utterance_ms: f64,
    /// Largest resident memory of this process so far, in bytes; absent where the system does not tell.
    peak_memory_bytes: Option<u64>,
}

pub(super) fn run(arguments: &Arguments, config: &Config) -> anyhow::Result<Outcome> {
    let engine = Engine::start(config)?;
    let mut pipeline = engine.pipeline()?;
    let mut speech_options = SpeechOptions::default();
    if let Some(voice) = &arguments.voice {
        speech_options.voice.clone_from(voice);
    }
    let mut voice = Voice::open(engine.catalog.get(&speech_options.voice)?, &engine.runtime)?;
    let utterances = article()?;

    // Models are slower on their first call; nobody waits for that one but the very first listener.
    let speech = speak(&mut pipeline, &utterances, &speech_options)?;
    let runs = arguments.runs.max(1);
    let mut figures = [const { Vec::new() }; 4];
    for _ in 0..runs {
        figures[0]
            .push(timed(|| speak(&mut pipeline, &utterances, &speech_options))?.as_secs_f64() / speech.as_secs_f64());
        let stages = utterances.iter().map(|utterance| pipeline.stages(utterance, &speech_options));
        let phonemes: Vec<_> = stages.map(|stages| Ok(stages?.phonemes)).collect::<anyhow::Result<_>>()?;
        let mut n_samples = 0;
        let took = timed(|| {
            for phonemes in &phonemes {
                n_samples += voice.speak(phonemes, Rate::NATURAL, Pitch::NATURAL)?.samples.samples.len();
            }
            anyhow::Ok(())
        })?;
        figures[1].push(took.as_secs_f64() * f64::from(voice.manifest().sample_rate) / n_samples.max(1) as f64);
        let took = timed(|| {
            utterances.iter().try_for_each(|utterance| pipeline.stages(utterance, &speech_options).map(drop))
        })?;
        figures[2].push(utterances.len() as f64 / took.as_secs_f64());
        figures[3].push(timed(|| pipeline.speak(&utterances[0], &speech_options))?.as_secs_f64() * 1000.0);
    }
    let [pipeline_real_time_factor, voice_real_time_factor, front_end_utterances_per_second, first_utterance_ms] =
        figures.map(median);
    let figures = Figures {
        voice: speech_options.voice,
        speech_seconds: speech.as_secs_f64(),
        n_utterances: utterances.len(),
        pipeline_real_time_factor,
        voice_real_time_factor,
        front_end_utterances_per_second,
        first_utterance_ms,
        peak_memory_bytes: peak_memory_bytes(),
    };
    if arguments.json {
        writeln!(stdout(), "{}", serde_json::to_string(&figures)?)?;
        return Ok(Outcome::Done);
    }
    writeln!(
        stdout(),
        "voice {} over {:.1} s of speech in {} utterances, one thread, median of {runs} runs\n\
         text to WAV     real-time factor {:.4} ({:.0} times real time)\n\
         voice alone     real-time factor {:.4} ({:.0} times real time)\n\
         front end       {:.0} utterances a second\n\
         first utterance {:.0} ms\n\
         peak memory     {}",
        figures.voice,
        figures.speech_seconds,
        figures.n_utterances,
        figures.pipeline_real_time_factor,
        1.0 / figures.pipeline_real_time_factor,
        figures.voice_real_time_factor,
        1.0 / figures.voice_real_time_factor,
        figures.front_end_utterances_per_second,
        figures.first_utterance_ms,
        figures.peak_memory_bytes.map_or("unknown".to_owned(), |bytes| format!("{} MB", bytes / 1_000_000)),
    )?;
    Ok(Outcome::Done)
}

/// Returns the utterances of the article that is read.
pub(super) fn article() -> anyhow::Result<Vec<Utterance>> {
    let article = article::read(ARTICLE.as_bytes(), Kind::Plain, &article::Options::default())?;
    Ok(article
        .reading(ReadingOptions::default())
        .flat_map(|paragraph| read_aloud(&paragraph, Structure::default()))
        .collect())
}

/// Speaks the utterances into a WAV that nobody keeps; returns the length of the speech.
pub(super) fn speak(
    pipeline: &mut Pipeline,
    utterances: &[Utterance],
    speech_options: &SpeechOptions,
) -> anyhow::Result<Duration> {
    let mut duration = Duration::ZERO;
    let mut encoder = None;
    for utterance in utterances {
        let speech = pipeline.speak(utterance, speech_options)?;
        duration += speech.samples.duration();
        let encoder = match &mut encoder {
            Some(encoder) => encoder,
            None => encoder.insert(Encoder::new(Format::Wav, speech.samples.sample_rate, &Tags::default())?),
        };
        std::hint::black_box(encoder.push(&speech.samples.samples)?);
    }
    Ok(duration)
}

pub(super) fn timed<T, E>(work: impl FnOnce() -> Result<T, E>) -> Result<Duration, E> {
    let started = Instant::now();
    work()?;
    Ok(started.elapsed())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Reads the high-water mark of resident memory from the Linux process file system.
fn peak_memory_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
