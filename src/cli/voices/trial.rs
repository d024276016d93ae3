//! `natiq voices try`: the same text by every voice.

use std::{path::PathBuf, sync::Arc, time::Instant};

use anyhow::{Context, ensure};

use crate::{
    article::{self, Kind},
    cli::say,
    config::Config,
    durable,
    encode::{Encoder, Format, Tags},
    onnx::Runtime,
    pipeline::{Pipeline, SpeechOptions},
    utterance::utterances,
    voice::Catalog,
};

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Arguments {
    /// What to say.
    text: String,
    /// Have this voice alone say it.
    #[arg(long, value_name = "ID")]
    voice: Option<String>,
    /// Write `ID.wav` for each voice into this folder.
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    output: PathBuf,
}

pub(super) fn run(arguments: &Arguments, config: &Config, runtime: &Runtime) -> anyhow::Result<()> {
    let catalog = Arc::new(Catalog::load(&config.voice_folders(), runtime)?);
    let wanted = arguments.voice.as_deref();
    if let Some(voice) = wanted {
        catalog.get(voice)?;
    }
    let article = article::read(arguments.text.as_bytes(), Kind::Plain, &article::Options::default())?;
    let utterances: Vec<_> = article.paragraphs.iter().flat_map(utterances).collect();
    ensure!(!utterances.is_empty(), "there is nothing to say in the text");
    std::fs::create_dir_all(&arguments.output)
        .with_context(|| format!("could not write `{}`", arguments.output.display()))?;
    let mut pipeline = Pipeline::open(runtime.clone(), catalog.clone())?;
    for package in catalog.iter().filter(|package| wanted.is_none_or(|id| package.manifest.id == id)) {
        let id = &package.manifest.id;
        let speech_options = SpeechOptions { voice: id.clone(), ..SpeechOptions::default() };
        // The first word opens the model, which is no part of how fast it speaks.
        pipeline.speak(&utterances[0], &speech_options)?;
        let started = Instant::now();
        let mut encoder = Encoder::new(Format::Wav, package.manifest.sample_rate, &Tags::default())?;
        let (mut bytes, mut seconds, mut timings) = (Vec::new(), 0.0, None);
        for utterance in &utterances {
            let speech = pipeline.speak(utterance, &speech_options)?;
            seconds += speech.samples.duration().as_secs_f64();
            timings = Some(speech.timings);
            bytes.extend(encoder.push(&speech.samples.samples)?);
        }
        let path = arguments.output.join(format!("{id}.wav"));
        let mut file =
            durable::PartialFile::create(&path).with_context(|| format!("could not write `{}`", path.display()))?;
        std::io::Write::write_all(&mut file, &bytes)?;
        encoder.finish()?.write(&mut file, 0)?;
        file.finish().with_context(|| format!("could not write `{}`", path.display()))?;
        let factor = started.elapsed().as_secs_f64() / seconds.max(1e-9);
        let timings = timings.map_or("", |timings| timings.name());
        say(&format!("{}: {seconds:.1} s, real-time factor {factor:.3}, word timings {timings}", path.display()));
    }
    Ok(())
}
