//! Natiq as a library: a sentence to a WAV file, in ten lines.

#![allow(clippy::print_stderr, reason = "an example talks to its reader")]

use std::sync::Arc;

use natiq::{article, config::Config, encode, pipeline, utterance, voice::Catalog};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let provision = Config::default().provision();
    let runtime = provision.runtime(&mut |line| eprintln!("{line}"))?;
    let catalog = Arc::new(Catalog::load(&[], &runtime)?);
    let mut pipeline = pipeline::Pipeline::open(runtime, catalog)?;
    let article =
        article::read("وصل 12 كتابا إلى المكتبة.".as_bytes(), article::Kind::Plain, &article::Options::default())?;
    let utterance = &utterance::utterances(&article.paragraphs[0])[0];
    let speech = pipeline.speak(utterance, &pipeline::SpeechOptions::default())?;
    std::fs::write("sentence.wav", encode::encode(&speech.samples, encode::Format::Wav, &encode::Tags::default())?)?;
    Ok(())
}
