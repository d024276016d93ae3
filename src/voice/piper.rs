//! The `piper` contract: a Piper voice as it is published, `*.onnx` beside `*.onnx.json`.
//!
//! The model takes symbol ids framed `^ _ p _ p _ … $` (a pad after the beginning too) and three scales, and answers
//! samples. Inside it knows how many frames every symbol has: the graph is changed so that it tells them, as Piper's own
//! `patch_voice_with_alignment` does, and word timings are exact. Where there is no such step they are estimated from the
//! lengths that phonemes usually have.
//!
//! Voices trained with espeak-ng know IPA in espeak's spelling ([`espeak`]). Voices of other languages than Arabic get
//! broad IPA.

use std::collections::HashMap;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use super::{
    Encoded, Error, Manifest, Rate, Spoken, Timings, check_ports, espeak,
    graph::{self, Graph},
    malformed,
    noise::Noise,
    timing,
};
use crate::{
    audio::{Samples, join::Edges},
    normalize::PauseLength,
    note::{Note, NoteCode},
    onnx::{Input, Runtime, Session},
    phonemize::{PhonemeToken, PhonemeWord, Phonemes},
};

/// What Natiq needs of a voice's `*.onnx.json`.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Config {
    pub(super) audio: Audio,
    #[serde(default)]
    espeak: Espeak,
    #[serde(default)]
    phoneme_type: PhonemeType,
    #[serde(default)]
    inference: Scales,
    #[serde(default)]
    num_speakers: u32,
    phoneme_id_map: HashMap<String, Vec<i64>>,
    #[serde(default)]
    pub(super) language: Language,
    #[serde(default)]
    pub(super) dataset: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Audio {
    pub(super) sample_rate: u32,
}

#[derive(Debug, Clone, Default, Deserialize)]
struct Espeak {
    #[serde(default)]
    voice: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Language {
    #[serde(default)]
    pub(super) code: String,
}

/// What the symbols of a voice stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum PhonemeType {
    /// IPA as espeak-ng writes it.
    #[default]
    Espeak,
    /// The letters and marks of the text itself.
    Text,
}

/// How lively the voice is, as its config says.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(default)]
struct Scales {
    noise_scale: f32,
    length_scale: f32,
    noise_w: f32,
}

impl Default for Scales {
    /// Piper's own defaults.
    fn default() -> Self {
        Self { noise_scale: 0.667, length_scale: 1.0, noise_w: 0.8 }
    }
}

/// An opened Piper model.
pub(super) struct Piper {
    config: Config,
    session: Session,
    speaker: Option<i64>,
    /// The output that holds the frames of every symbol.
    durations: Option<String>,
    /// The table of noise, where the model wants one.
    noise: Option<Vec<f32>>,
}

impl Config {
    /// Reads a voice's `*.onnx.json`.
    pub(super) fn parse(voice: &str, json: &[u8]) -> Result<Self, Error> {
        let malformed = |what: String| Error::Malformed { voice: voice.to_owned(), what };
        let config: Self =
            serde_json::from_slice(json).map_err(|error| malformed(format!("configuration: {error}")))?;
        for frame in ["^", "_", "$"] {
            if config.phoneme_id_map.get(frame).is_none_or(Vec::is_empty) {
                return Err(malformed(format!("`phoneme_id_map` has no `{frame}`")));
            }
        }
        Ok(config)
    }
}

impl Piper {
    /// Changes the graph so that it tells durations and draws by the seed, opens it, and checks its inputs and outputs.
    pub(super) fn open(manifest: &Manifest, config: Config, model: &[u8], runtime: &Runtime) -> Result<Self, Error> {
        let (mut durations, mut tables) = (None, Vec::new());
        let changed = Graph::read(model).map(|mut graph| {
            durations = durations_of(&graph);
            if let Some(durations) = &durations {
                graph.answer(durations);
            }
            tables = graph.seed();
            graph.finish()
        });
        let session = Session::open_bytes(runtime, &manifest.id, changed.as_deref().unwrap_or(model))?;
        drop(changed);
        // What is told in another type than that of the published models is not read.
        let outputs = session.outputs();
        durations.take_if(|name| !outputs.iter().any(|port| port.name == *name && port.element == "float32"));
        let noise = tables.contains(&graph::NORMAL).then(|| Noise::new(manifest.seed).normal(graph::NOISE_LENGTH));
        let inputs = session.inputs();
        check_ports(manifest, "input", &inputs, &[("input", "int64", 2), ("input_lengths", "int64", 1)])?;
        check_ports(manifest, "input", &inputs, &[("scales", "float32", 1)])?;
        check_ports(manifest, "output", &outputs, &[("output", "float32", 4)])?;
        let takes_speaker = inputs.iter().any(|port| port.name == "sid");
        let speaker = match (takes_speaker, manifest.speaker) {
            (true, speaker) => Some(speaker.unwrap_or(0)),
            (false, None) => None,
            (false, Some(speaker)) => {
                return Err(malformed(manifest, format!("speaker {speaker} of a voice with one speaker")));
            }
        };
        if let Some(speaker) = speaker.filter(|&speaker| !(0..i64::from(config.num_speakers.max(1))).contains(&speaker))
        {
            return Err(malformed(manifest, format!("speaker {speaker} of {}", config.num_speakers)));
        }
        Ok(Self { config, session, speaker, durations, noise })
    }

    pub(super) fn speak(&mut self, manifest: &Manifest, phonemes: &Phonemes, rate: Rate) -> Result<Spoken, Error> {
        let Encoded { ids, mut tokens, notes } = self.encode(phonemes);
        let Scales { noise_scale, length_scale, noise_w } = self.config.inference;
        let n_symbols = ids.len();
        let (samples, frames) = self.run(ids, [noise_scale, length_scale / rate.factor(), noise_w])?;
        let Some(frames) = frames else {
            let tokens = timing::estimate(phonemes, &samples);
            let samples = Samples { samples, sample_rate: manifest.sample_rate };
            return Ok(Spoken { samples, tokens, edges: Edges::UNKNOWN, timings: Timings::Estimated, notes });
        };
        if frames.len() != n_symbols {
            return Err(malformed(manifest, format!("{} durations for {n_symbols} symbols", frames.len())));
        }
        // The pause at the end is the utterance's own, and nobody cuts there.
        let last_word = phonemes.tokens.iter().rposition(PhonemeToken::is_word);
        tokens.iter_mut().for_each(|token| *token = token.filter(|token| Some(*token) <= last_word));
        let bounds = timing::bounds(&frames, 0..samples.len());
        let is_word = |token: &Option<usize>| token.is_some();
        let first = tokens.iter().position(is_word).unwrap_or(0);
        let last = tokens.iter().rposition(is_word).unwrap_or(n_symbols - 1);
        let edges = Edges { leading: bounds[first], trailing: samples.len() - bounds[last + 1] };
        let spans = bounds.windows(2).map(|edge| edge[0]..edge[1]).zip(tokens);
        let tokens = timing::exact(spans, phonemes.tokens.len(), edges.leading);
        let samples = Samples { samples, sample_rate: manifest.sample_rate };
        Ok(Spoken { samples, tokens, edges, timings: Timings::Exact, notes })
    }

    pub(super) fn timings(&self) -> Timings {
        if self.durations.is_some() { Timings::Exact } else { Timings::Estimated }
    }

    /// Runs the model on symbol ids; returns samples and, where it tells them, the frames of each symbol.
    pub(super) fn run(&mut self, ids: Vec<i64>, scales: [f32; 3]) -> Result<(Vec<f32>, Option<Vec<f32>>), Error> {
        let lengths = Input::int64(vec![i64::try_from(ids.len()).unwrap_or(i64::MAX)]);
        let mut inputs = vec![
            ("input", Input::int64_batch(ids)),
            ("input_lengths", lengths),
            ("scales", Input::float32(scales.to_vec())),
        ];
        inputs.extend(self.speaker.map(|speaker| ("sid", Input::int64(vec![speaker]))));
        inputs.extend(self.noise.as_ref().map(|noise| (graph::NORMAL, Input::float32(noise.clone()))));
        let outputs = self.session.run(inputs)?;
        let samples = outputs.float32("output")?.1.to_vec();
        let frames = match &self.durations {
            Some(durations) => Some(outputs.float32(durations)?.1.to_vec()),
            None => None,
        };
        Ok((samples, frames))
    }

    /// Frames and encodes an utterance in the voice's own symbols.
    pub(super) fn encode(&self, phonemes: &Phonemes) -> Encoded {
        let map = &self.config.phoneme_id_map;
        let mut encoded = Encoded { ids: Vec::new(), tokens: Vec::new(), notes: Vec::new() };
        let push = |encoded: &mut Encoded, symbol: &str, token: Option<usize>| -> bool {
            let Some(ids) = map.get(symbol) else { return false };
            encoded.ids.extend(ids);
            encoded.tokens.extend(ids.iter().map(|_| token));
            true
        };
        push(&mut encoded, "^", None);
        push(&mut encoded, "_", None);
        let mut spaced = true;
        for (at, token) in phonemes.tokens.iter().enumerate() {
            let symbols = match token {
                PhonemeToken::Pause(PauseLength::Short) => vec![",".to_owned()],
                PhonemeToken::Pause(PauseLength::Long) => vec![".".to_owned()],
                PhonemeToken::Pause(PauseLength::Question) => vec!["?".to_owned()],
                PhonemeToken::Word(word) => self.spell(word),
            };
            if matches!(token, PhonemeToken::Word(_)) {
                if !spaced && push(&mut encoded, " ", None) {
                    push(&mut encoded, "_", None);
                }
                spaced = false;
            }
            for symbol in symbols {
                if push(&mut encoded, &symbol, Some(at)) {
                    push(&mut encoded, "_", Some(at));
                } else if let PhonemeToken::Word(word) = token {
                    let message = format!("symbol `{symbol}` is not in the voice and is left out");
                    encoded.notes.push(Note::new(NoteCode::PhonemeSubstituted, message, word.source.clone()));
                }
            }
        }
        push(&mut encoded, "$", None);
        encoded
    }

    /// Returns the symbols of a word: its phonemes in the voice's dialect, or its letters.
    fn spell(&self, word: &PhonemeWord) -> Vec<String> {
        match self.config.phoneme_type {
            PhonemeType::Text => word.text.nfd().map(String::from).collect(),
            PhonemeType::Espeak if self.config.espeak.voice == "ar" => espeak::arabic(&word.text, &word.phonemes),
            PhonemeType::Espeak => word
                .phonemes
                .iter()
                .flat_map(|phoneme| phoneme.ipa().nfd())
                .map(espeak::letter)
                .map(String::from)
                .collect(),
        }
    }
}

/// Finds the frames of every symbol: what is rounded up, once, in a model of this kind.
fn durations_of(graph: &Graph<'_>) -> Option<String> {
    let mut ceilings = graph.nodes().iter().filter(|node| node.operator == "Ceil");
    let (only, none) = (ceilings.next()?, ceilings.next());
    only.outputs.first().filter(|_| none.is_none()).map(|&name| name.to_owned())
}
