//! The `supertonic` contract: Supertonic 2 and 3, four models and a style.
//!
//! The text itself goes in, letter by letter, in compatibility decomposition and between language tags. One model says
//! how long it is, one what it means, a third takes noise to a latent in eight steps, a fourth makes sound of that. No
//! model tells when a word is heard: timings are estimated. The pitch is the voice's own. The noise is drawn by the
//! manifest's seed, anew for each call, so that the same text sounds the same.
//!
//! The contract is tested with small models of the same inputs and outputs; the published weights were not seen.

use std::ops::Range;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use super::{Error, Manifest, Rate, Spoken, Timings, check_ports, malformed, noise::Noise, timing};
use crate::{
    audio::{Samples, join::Edges},
    normalize::PauseLength,
    note::{Note, NoteCode},
    onnx::{Input, Runtime, Session, Tensor},
    phonemize::{PhonemeToken, Phonemes},
};

/// The most letters of a call, as its makers cut text.
const MOST_LETTERS: usize = 300;
/// Steps from noise to speech: their own number.
const STEPS: u16 = 8;
/// How fast it speaks by itself: their own number.
const OWN_SPEED: f32 = 1.05;
/// The longest that a call may last, in seconds: more is no answer to three hundred letters.
const LONGEST: f32 = 120.0;

/// What Natiq needs to know of a voice beside its models.
#[derive(Debug, Clone)]
pub(super) struct Config {
    /// The id of each code point below 65,536; -1 where there is none.
    indexer: Vec<i64>,
    model: Model,
    style: Style,
    seed: u64,
}

/// `tts.json`.
#[derive(Debug, Clone, Deserialize)]
struct Model {
    ae: Autoencoder,
    ttl: Latent,
}

#[derive(Debug, Clone, Deserialize)]
struct Autoencoder {
    sample_rate: u32,
    base_chunk_size: usize,
}

#[derive(Debug, Clone, Deserialize)]
struct Latent {
    chunk_compress_factor: usize,
    latent_dim: usize,
}

/// A file of `voice_styles`.
#[derive(Debug, Clone, Deserialize)]
struct Style {
    style_ttl: Array,
    style_dp: Array,
}

/// Numbers of three dimensions, nested.
#[derive(Debug, Clone, Deserialize)]
struct Array {
    dims: Vec<usize>,
    data: Vec<Vec<Vec<f32>>>,
}

impl Array {
    fn input(&self) -> Input {
        let elements = self.data.iter().flatten().flatten().copied().collect();
        Input::Float32(Tensor { shape: self.dims.clone(), elements })
    }

    fn is_whole(&self) -> bool {
        let n_elements: usize = self.data.iter().flatten().map(Vec::len).sum();
        self.dims.len() == 3 && self.dims.iter().product::<usize>() == n_elements
    }
}

impl Config {
    /// Reads `unicode_indexer.json`, `tts.json` and a voice's style.
    pub(super) fn parse(manifest: &Manifest, indexer: &[u8], model: &[u8], style: &[u8]) -> Result<Self, Error> {
        fn read<T: serde::de::DeserializeOwned>(manifest: &Manifest, what: &str, json: &[u8]) -> Result<T, Error> {
            serde_json::from_slice(json).map_err(|error| malformed(manifest, format!("{what}: {error}")))
        }
        let indexer = read(manifest, "indexer", indexer)?;
        let model: Model = read(manifest, "configuration", model)?;
        let style: Style = read(manifest, "style", style)?;
        if !style.style_ttl.is_whole() || !style.style_dp.is_whole() {
            return Err(malformed(manifest, "the style has other numbers than its `dims` say".to_owned()));
        }
        let Model { ae, ttl } = &model;
        if [ae.base_chunk_size, ttl.chunk_compress_factor, ttl.latent_dim]
            .iter()
            .any(|size| !(1..=65_536).contains(size))
        {
            return Err(malformed(manifest, "a size in the configuration is out of range".to_owned()));
        }
        if ae.sample_rate != manifest.sample_rate {
            let what = format!("the model speaks at {} Hz, `voice.toml` says {}", ae.sample_rate, manifest.sample_rate);
            return Err(malformed(manifest, what));
        }
        Ok(Self { indexer, model, style, seed: manifest.seed })
    }

    /// Returns the ids of a text between its tags, and the letters that have none.
    fn encode(&self, language: &str, text: &str) -> (Vec<i64>, Vec<char>) {
        let language = language.split('-').next().unwrap_or(language);
        let mut missing = Vec::new();
        let mut ids = Vec::new();
        for letter in format!("<{language}>{text}</{language}>").nfkd() {
            match self.indexer.get(letter as usize).filter(|id| **id >= 0) {
                Some(&id) => ids.push(id),
                None => missing.push(letter),
            }
        }
        (ids, missing)
    }
}

/// The four opened models.
pub(super) struct Supertonic {
    config: Config,
    duration: Session,
    text: Session,
    vector: Session,
    vocoder: Session,
    /// The names of their outputs.
    outputs: [String; 4],
}

/// The models' bytes by what they do.
pub(super) struct Models<'a> {
    pub(super) duration: &'a [u8],
    pub(super) text: &'a [u8],
    pub(super) vector: &'a [u8],
    pub(super) vocoder: &'a [u8],
}

impl Supertonic {
    /// Opens the four models and checks their inputs.
    pub(super) fn open(
        manifest: &Manifest,
        config: Config,
        models: &Models<'_>,
        runtime: &Runtime,
    ) -> Result<Self, Error> {
        let open = |model: &[u8], expected: &[(&str, &str, usize)]| -> Result<(Session, String), Error> {
            let session = Session::open_large(runtime, &manifest.id, model)?;
            check_ports(manifest, "input", &session.inputs(), expected)?;
            match session.outputs().into_iter().next().filter(|port| port.element == "float32") {
                Some(output) => Ok((session, output.name)),
                None => Err(malformed(manifest, "expected an output float32".to_owned())),
            }
        };
        let (text_ids, text_mask) = (("text_ids", "int64", 2), ("text_mask", "float32", 3));
        let style_ttl = ("style_ttl", "float32", 3);
        let (duration, seconds) = open(models.duration, &[text_ids, ("style_dp", "float32", 3), text_mask])?;
        let (text, embedding) = open(models.text, &[text_ids, style_ttl, text_mask])?;
        let (noisy, mask) = (("noisy_latent", "float32", 3), ("latent_mask", "float32", 3));
        let (step, total) = (("current_step", "float32", 1), ("total_step", "float32", 1));
        let text_emb = ("text_emb", "float32", 3);
        let (vector, latent) = open(models.vector, &[noisy, text_emb, style_ttl, text_mask, mask, step, total])?;
        let (vocoder, audio) = open(models.vocoder, &[("latent", "float32", 3)])?;
        Ok(Self { config, duration, text, vector, vocoder, outputs: [seconds, embedding, latent, audio] })
    }

    pub(super) fn speak(&mut self, manifest: &Manifest, phonemes: &Phonemes, rate: Rate) -> Result<Spoken, Error> {
        let mut samples = Vec::new();
        let mut tokens: Vec<Range<usize>> = Vec::new();
        let mut notes = Vec::new();
        for call in calls(&phonemes.tokens) {
            let (ids, missing) = self.config.encode(&manifest.language, &written(call));
            let first = call.iter().find_map(|token| match token {
                PhonemeToken::Word(word) => Some(word.source.clone()),
                PhonemeToken::Pause(_) => None,
            });
            if let Some(source) = first.filter(|_| !missing.is_empty()) {
                let letters: String = missing.iter().collect();
                let message = format!("letters `{letters}` are not in the voice and are left out");
                notes.push(Note::new(NoteCode::PhonemeSubstituted, message, source));
            }
            let audio = self.run(manifest, &ids, rate)?;
            let start = samples.len();
            let part = Phonemes { tokens: call.to_vec(), notes: Vec::new() };
            let spans = timing::estimate(&part, &audio);
            tokens.extend(spans.into_iter().map(|span| span.start + start..span.end + start));
            samples.extend(audio);
        }
        let samples = Samples { samples, sample_rate: manifest.sample_rate };
        Ok(Spoken { samples, tokens, edges: Edges::UNKNOWN, timings: Timings::Estimated, notes })
    }

    /// Runs the models on a text once.
    fn run(&mut self, manifest: &Manifest, ids: &[i64], rate: Rate) -> Result<Vec<f32>, Error> {
        let Config { model, style, seed, .. } = &self.config;
        let [seconds_name, embedding_name, latent_name, audio_name] = &self.outputs;
        let text_ids = || Input::int64_batch(ids.to_vec());
        let ones = |n: usize| Input::Float32(Tensor { shape: vec![1, 1, n], elements: vec![1.0; n] });
        let text_mask = || ones(ids.len());
        let style_ttl = style.style_ttl.input();
        let inputs = [("text_ids", text_ids()), ("style_dp", style.style_dp.input()), ("text_mask", text_mask())];
        let seconds = self.duration.run(inputs)?.float32(seconds_name)?.1.first().copied();
        let Some(seconds) = seconds.map(|seconds| seconds / (OWN_SPEED * rate.factor())) else {
            return Err(malformed(manifest, "no duration was answered".to_owned()));
        };
        if !(0.0..LONGEST).contains(&seconds) {
            return Err(malformed(manifest, format!("{seconds} s for {} letters", ids.len())));
        }
        let inputs = [("text_ids", text_ids()), ("style_ttl", style_ttl.clone()), ("text_mask", text_mask())];
        let outputs = self.text.run(inputs)?;
        let (shape, elements) = outputs.float32(embedding_name)?;
        let shape = shape.iter().map(|size| usize::try_from(*size).unwrap_or(0)).collect();
        let embedding = Input::Float32(Tensor { shape, elements: elements.to_vec() });
        drop(outputs);
        let n_samples = (f64::from(seconds) * f64::from(manifest.sample_rate)) as usize;
        let chunk = model.ae.base_chunk_size * model.ttl.chunk_compress_factor;
        let length = n_samples.div_ceil(chunk).max(1);
        let depth = model.ttl.latent_dim * model.ttl.chunk_compress_factor;
        let mut latent = Noise::new(*seed).normal(depth * length);
        for step in 0..STEPS {
            let inputs = [
                ("noisy_latent", Input::Float32(Tensor { shape: vec![1, depth, length], elements: latent })),
                ("text_emb", embedding.clone()),
                ("style_ttl", style_ttl.clone()),
                ("text_mask", text_mask()),
                ("latent_mask", ones(length)),
                ("current_step", Input::float32(vec![step.into()])),
                ("total_step", Input::float32(vec![STEPS.into()])),
            ];
            latent = self.vector.run(inputs)?.float32(latent_name)?.1.to_vec();
            if latent.len() != depth * length {
                return Err(malformed(
                    manifest,
                    format!("a latent of {} numbers, not {depth} x {length}", latent.len()),
                ));
            }
        }
        let latent = Input::Float32(Tensor { shape: vec![1, depth, length], elements: latent });
        let mut samples = self.vocoder.run([("latent", latent)])?.float32(audio_name)?.1.to_vec();
        samples.truncate(n_samples);
        Ok(samples)
    }
}

/// Returns the text of tokens, with its marks and a sign for each pause; it ends as a sentence does.
fn written(tokens: &[PhonemeToken]) -> String {
    let mut text = String::new();
    for token in tokens {
        match token {
            PhonemeToken::Word(word) => {
                if !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(&word.text);
            }
            PhonemeToken::Pause(length) => text.push(match length {
                PauseLength::Short => '،',
                PauseLength::Long => '.',
                PauseLength::Question => '؟',
            }),
        }
    }
    if !text.ends_with(['.', '؟']) {
        text.push('.');
    }
    text
}

/// Cuts tokens into calls of at most [`MOST_LETTERS`], after the last pause that fits, else between words.
fn calls(tokens: &[PhonemeToken]) -> impl Iterator<Item = &[PhonemeToken]> {
    let mut rest = tokens;
    std::iter::from_fn(move || {
        let mut total = 0;
        let fits = |token: &&PhonemeToken| {
            total += match token {
                PhonemeToken::Word(word) => word.text.chars().count() + 1,
                PhonemeToken::Pause(_) => 1,
            };
            total <= MOST_LETTERS
        };
        let n_fitting = rest.iter().take_while(fits).count().max(1);
        let n_taken = match n_fitting >= rest.len() {
            true => rest.len(),
            false => rest[..n_fitting].iter().rposition(|token| !token.is_word()).map_or(n_fitting, |pause| pause + 1),
        };
        let (taken, left) = rest.split_at(n_taken);
        rest = left;
        (!taken.is_empty()).then_some(taken)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_written_with_its_marks_and_signs() {
        let phonemes: Phonemes = "m i n , h a l ?".parse().unwrap();
        assert_eq!(written(&phonemes.tokens), "m i n، h a l؟");
        assert_eq!(written(&phonemes.tokens[..1]), "m i n.");
    }

    #[test]
    fn long_text_is_cut_and_nothing_is_lost() {
        let phonemes: Phonemes = ["k i t aː b | q a l a m ,"; 60].join(" ").parse().unwrap();
        let cut: Vec<_> = calls(&phonemes.tokens).collect();
        assert!(cut.len() > 1 && cut.iter().all(|call| written(call).chars().count() <= MOST_LETTERS + 1));
        assert_eq!(cut.concat(), phonemes.tokens);
    }
}
