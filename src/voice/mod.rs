//! Voices: packages of a model, its symbol table and its manifest; and [`Voice::speak`], which runs one.
//!
//! Why no trait for voices? The contracts are few, all known here, and a voice is data: a package says which
//! contract it follows, and nobody outside this room needs to know.

mod catalog;
mod espeak;
mod graph;
mod kokoro;
mod manifest;
mod natiq;
mod noise;
mod piper;
mod supertonic;
mod symbols;
mod timing;
mod tts_arabic;
mod wire;

use std::{ops::Range, path::PathBuf};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use self::{catalog::Table, kokoro::Kokoro, natiq::Natiq, piper::Piper, supertonic::Supertonic, tts_arabic::TtsArabic};
pub use self::{
    catalog::{CLEAR_VOICE, Catalog, DEFAULT_VOICE, Package, embedded_ids},
    manifest::{Contract, Gender, Manifest, Part},
    symbols::{Encoded, Symbols},
};
use crate::{
    audio::{Samples, join::Edges},
    note::Note,
    onnx::{self, Runtime, Session},
    phonemize::Phonemes,
};

/// Why a voice cannot be used, or could not speak.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No voice of that id is installed.
    #[error("voice `{voice}` does not exist (installed: {installed})")]
    Unknown { voice: String, installed: String },
    /// The package is not what its contract says.
    #[error("malformed voice `{voice}`: {what}")]
    Malformed { voice: String, what: String },
    /// A file of the package cannot be read.
    #[error("could not read `{}` of voice `{voice}`", path.display())]
    Read { voice: String, path: PathBuf, source: std::io::Error },
    /// A file of the package cannot be written.
    #[error("could not write `{}` of voice `{voice}`", path.display())]
    Write { voice: String, path: PathBuf, source: std::io::Error },
    /// The rate is outside [`Rate::SLOWEST`] to [`Rate::FASTEST`].
    #[error("rate {given} is out of range ({} to {})", Rate::SLOWEST, Rate::FASTEST)]
    Rate { given: f32 },
    /// The pitch is outside [`Pitch::LOWEST`] to [`Pitch::HIGHEST`].
    #[error("pitch {given} is out of range ({} to {} semitones)", Pitch::LOWEST, Pitch::HIGHEST)]
    Pitch { given: f32 },
    /// The model did not load or run.
    #[error(transparent)]
    Model(#[from] onnx::Error),
}

/// How fast to speak: 1.0 is the voice's own speed, 2.0 twice as fast.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Rate(f32);

impl Rate {
    /// Half the voice's own speed: slower and words fall apart.
    pub const SLOWEST: f32 = 0.5;
    /// Three times the voice's own speed: readers who are blind often listen at 2 to 3.
    pub const FASTEST: f32 = 3.0;
    /// The voice's own speed.
    pub const NATURAL: Self = Self(1.0);

    /// Returns the rate `rate`.
    ///
    /// # Errors
    /// [`Error::Rate`] outside [`Self::SLOWEST`] to [`Self::FASTEST`], and for NaN.
    pub fn new(rate: f32) -> Result<Self, Error> {
        if (Self::SLOWEST..=Self::FASTEST).contains(&rate) { Ok(Self(rate)) } else { Err(Error::Rate { given: rate }) }
    }

    /// Returns the factor.
    pub fn factor(self) -> f32 {
        self.0
    }
}

/// How much higher to speak than the voice does by itself, in semitones; zero is the voice's own pitch.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Pitch(f32);

impl Pitch {
    /// Half an octave lower; further down a voice loses its speaker.
    pub const LOWEST: f32 = -6.0;
    /// Half an octave higher.
    pub const HIGHEST: f32 = 6.0;
    /// The voice's own pitch.
    pub const NATURAL: Self = Self(0.0);

    /// Returns the pitch `semitones` above the voice's own.
    ///
    /// # Errors
    /// [`Error::Pitch`] outside [`Self::LOWEST`] to [`Self::HIGHEST`], and for NaN.
    pub fn new(semitones: f32) -> Result<Self, Error> {
        if (Self::LOWEST..=Self::HIGHEST).contains(&semitones) {
            Ok(Self(semitones))
        } else {
            Err(Error::Pitch { given: semitones })
        }
    }

    /// Returns the semitones.
    pub fn semitones(self) -> f32 {
        self.0
    }

    /// Returns the pitch so many semitones higher, within the range.
    pub fn raised(self, semitones: f32) -> Self {
        Self((self.0 + semitones).clamp(Self::LOWEST, Self::HIGHEST))
    }
}

/// A voice with its model opened: what a worker thread owns.
pub struct Voice {
    manifest: Manifest,
    engine: Engine,
}

/// The model, by the contract it follows.
enum Engine {
    Natiq(Natiq),
    Piper(Piper),
    Kokoro(Kokoro),
    TtsArabic(TtsArabic),
    Supertonic(Box<Supertonic>),
}

/// How a voice comes to know when its words are heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Timings {
    /// The model tells how long each symbol is.
    #[default]
    Exact,
    /// Shared out by the lengths that phonemes usually have: good enough to follow, a tenth of a second off at times.
    Estimated,
}

impl Timings {
    /// Tells whether they are exact.
    pub fn is_exact(&self) -> bool {
        *self == Self::Exact
    }

    /// Returns the name that timelines use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Estimated => "estimated",
        }
    }
}

/// What a voice made of an utterance.
#[derive(Debug, Clone, PartialEq)]
pub struct Spoken {
    pub samples: Samples,
    /// For each token of the utterance that was spoken (words and pauses) its samples, in order; a pause that the voice did not speak,
    /// or whose place is not known for sure, has an empty range.
    pub tokens: Vec<Range<usize>>,
    /// How much of the samples at either end is the model's own pause.
    pub edges: Edges,
    pub timings: Timings,
    pub notes: Vec<Note>,
}

impl Voice {
    /// Opens the model of a package and compares its inputs and outputs with the contract.
    ///
    /// # Errors
    /// [`Error::Malformed`] where they differ, [`Error::Model`] where the file is no model.
    ///
    /// # Blocking
    /// Reads and optimises the model.
    pub fn open(package: &Package, runtime: &Runtime) -> Result<Self, Error> {
        let manifest = package.manifest.clone();
        let model = &package.model;
        let engine = match &package.table {
            Table::Natiq(symbols) => {
                let session = Session::open_bytes(runtime, &manifest.id, model)?;
                Engine::Natiq(Natiq::new(&manifest, symbols.clone(), session)?)
            }
            Table::Piper(config) => Engine::Piper(Piper::open(&manifest, config.clone(), model, runtime)?),
            Table::Kokoro(config) => Engine::Kokoro(Kokoro::open(&manifest, config.clone(), model, runtime)?),
            Table::TtsArabic => {
                Engine::TtsArabic(TtsArabic::open(&manifest, model, package.part("vocoder")?, runtime)?)
            }
            Table::Supertonic(config) => {
                let models = supertonic::Models {
                    duration: model,
                    text: package.part("text_encoder")?,
                    vector: package.part("vector_estimator")?,
                    vocoder: package.part("vocoder")?,
                };
                let config = supertonic::Config::clone(config);
                Engine::Supertonic(Box::new(Supertonic::open(&manifest, config, &models, runtime)?))
            }
        };
        Ok(Self { manifest, engine })
    }

    /// Returns what the voice says about itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Tells whether the voice can speak higher or lower than it does by itself.
    pub fn takes_pitch(&self) -> bool {
        match &self.engine {
            Engine::Natiq(natiq) => natiq.takes_pitch(),
            Engine::Kokoro(kokoro) => kokoro.takes_pitch(),
            Engine::Piper(_) | Engine::TtsArabic(_) | Engine::Supertonic(_) => false,
        }
    }

    /// Tells how the voice comes to know when its words are heard.
    pub fn timings(&self) -> Timings {
        match &self.engine {
            Engine::Natiq(_) => Timings::Exact,
            Engine::Piper(piper) => piper.timings(),
            Engine::Kokoro(kokoro) => kokoro.timings(),
            Engine::TtsArabic(_) | Engine::Supertonic(_) => Timings::Estimated,
        }
    }

    /// Speaks an utterance. The same phonemes at the same rate and pitch give the same samples: what noise a model wants
    /// is drawn by the manifest's seed. A voice that does not take a pitch speaks at its own.
    ///
    /// # Errors
    /// [`Error::Model`] where the model fails, [`Error::Malformed`] where its answer is not what the contract says.
    ///
    /// # Blocking
    /// Runs the model: about a hundredth of the duration of the speech on one core for a `natiq` voice.
    pub fn speak(&mut self, phonemes: &Phonemes, rate: Rate, pitch: Pitch) -> Result<Spoken, Error> {
        self.speak_until(phonemes, rate, pitch, phonemes.tokens.len())
    }

    /// Speaks the first `n_tokens` tokens of an utterance as they sound in it, and where more follow of the last no more than its
    /// beginning: enough for the one before to end as it does in the whole. All of it where the voice cannot make them alone.
    ///
    /// # Errors
    /// As [`Voice::speak`].
    ///
    /// # Blocking
    /// As [`Voice::speak`].
    pub fn speak_until(
        &mut self,
        phonemes: &Phonemes,
        rate: Rate,
        pitch: Pitch,
        n_tokens: usize,
    ) -> Result<Spoken, Error> {
        let spoken = match &mut self.engine {
            Engine::Natiq(natiq) => natiq.speak(&self.manifest, phonemes, rate, pitch, n_tokens),
            Engine::Piper(piper) => piper.speak(&self.manifest, phonemes, rate),
            Engine::Kokoro(kokoro) => kokoro.speak(&self.manifest, phonemes, rate, pitch),
            Engine::TtsArabic(voice) => voice.speak(&self.manifest, phonemes, rate),
            Engine::Supertonic(voice) => voice.speak(&self.manifest, phonemes, rate),
        }?;
        match spoken.samples.samples.iter().position(|sample| !sample.is_finite()) {
            Some(at) => Err(malformed(&self.manifest, format!("sample {at} is not a finite number"))),
            None => Ok(spoken),
        }
    }

    /// Returns the symbol ids of an utterance, as the model gets them; none for a voice that gets the text itself.
    pub fn symbol_ids(&self, phonemes: &Phonemes) -> Vec<i64> {
        match &self.engine {
            Engine::Natiq(natiq) => natiq.symbol_ids(phonemes),
            Engine::Piper(piper) => piper.encode(phonemes).ids,
            Engine::Kokoro(kokoro) => kokoro.symbol_ids(phonemes),
            Engine::TtsArabic(_) => tts_arabic::encode(phonemes),
            Engine::Supertonic(_) => Vec::new(),
        }
    }

    /// Runs the model of a Piper voice on symbol ids with the given noise, length and noise-width scales, as Piper's
    /// own programs do; `None` for a voice under another contract.
    ///
    /// # Errors
    /// [`Error::Model`] where the model fails.
    pub fn run_piper(&mut self, ids: Vec<i64>, scales: [f32; 3]) -> Option<Result<Vec<f32>, Error>> {
        match &mut self.engine {
            Engine::Piper(piper) => Some(piper.run(ids, scales).map(|(samples, _)| samples)),
            _ => None,
        }
    }
}

fn malformed(manifest: &Manifest, what: String) -> Error {
    Error::Malformed { voice: manifest.id.clone(), what }
}

/// Compares a model's inputs or outputs with the contract's names, element types and numbers of dimensions.
fn check_ports(
    manifest: &Manifest,
    kind: &str,
    found: &[onnx::Port],
    expected: &[(&str, &str, usize)],
) -> Result<(), Error> {
    for &(name, element, rank) in expected {
        let fits = |port: &onnx::Port| port.name == name && port.element == element && port.shape.len() == rank;
        if !found.iter().any(fits) {
            let found: Vec<_> =
                found.iter().map(|port| format!("`{}` {} {:?}", port.name, port.element, port.shape)).collect();
            let what =
                format!("expected {kind} `{name}` {element} with {rank} dimensions (found {})", found.join(", "));
            return Err(malformed(manifest, what));
        }
    }
    Ok(())
}
