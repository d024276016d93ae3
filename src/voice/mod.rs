//! Voices: packages of a model, its symbol table and its manifest; and [`Voice::speak`], which runs one.
//!
//! Why no trait for voices? There are two contracts, both known here, and a voice is data: a package says which
//! contract it follows, and nobody outside this room needs to know.

mod catalog;
mod manifest;
mod symbols;

use std::{ops::Range, path::PathBuf};

pub use self::{
    catalog::{Catalog, DEFAULT_VOICE, Package},
    manifest::{Contract, Gender, Manifest},
    symbols::{Encoded, Symbols},
};
use crate::{
    audio::Samples,
    note::Note,
    onnx::{self, Input, Runtime, Session},
    phonemize::{PhonemeToken, Phonemes},
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
    /// The rate is outside [`Rate::SLOWEST`] to [`Rate::FASTEST`].
    #[error("rate {given} is out of range ({} to {})", Rate::SLOWEST, Rate::FASTEST)]
    Rate { given: f32 },
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

/// A voice with its model opened: what a worker thread owns.
pub struct Voice {
    manifest: Manifest,
    symbols: Symbols,
    session: Session,
}

/// What a voice made of an utterance.
#[derive(Debug, Clone, PartialEq)]
pub struct Spoken {
    pub samples: Samples,
    /// For each token of the utterance (words and pauses) its samples, in order; a pause that the voice did not speak
    /// has an empty range.
    pub tokens: Vec<Range<usize>>,
    /// Samples of pause that the model put before the first word and after the last.
    pub lead: usize,
    pub tail: usize,
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
        let session = Session::open_bytes(runtime, &manifest.id, &package.model)?;
        check_ports(&manifest.id, "input", &session.inputs(), &[("phonemes", "int64"), ("rate", "float32")])?;
        check_ports(&manifest.id, "output", &session.outputs(), &[("audio", "float32"), ("durations", "int64")])?;
        Ok(Self { manifest, symbols: package.symbols.clone(), session })
    }

    /// Returns what the voice says about itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Speaks an utterance. The same phonemes at the same rate give the same samples.
    ///
    /// # Errors
    /// [`Error::Model`] where the model fails, [`Error::Malformed`] where its answer is not what the contract says.
    ///
    /// # Blocking
    /// Runs the model: about a hundredth of the duration of the speech on one core.
    pub fn speak(&mut self, phonemes: &Phonemes, rate: Rate) -> Result<Spoken, Error> {
        let encoded = self.symbols.encode(phonemes);
        let malformed = |what: String| Error::Malformed { voice: self.manifest.id.clone(), what };
        let n_symbols = encoded.ids.len();
        let inputs = [("phonemes", Input::int64(encoded.ids)), ("rate", Input::float32(vec![rate.factor()]))];
        let outputs = self.session.run(inputs)?;
        let (_, audio) = outputs.float32("audio")?;
        let (_, durations) = outputs.int64("durations")?;
        if durations.len() != n_symbols {
            return Err(malformed(format!("{} durations for {n_symbols} symbols", durations.len())));
        }
        if let Some(at) = audio.iter().position(|sample| !sample.is_finite()) {
            return Err(malformed(format!("sample {at} is not a finite number")));
        }
        let mut spans: Vec<Option<Range<usize>>> = vec![None; phonemes.tokens.len()];
        let mut at = 0usize;
        let (mut lead, mut tail) = (0, 0);
        for (symbol, (&duration, token)) in durations.iter().zip(&encoded.tokens).enumerate() {
            let start = at;
            at += usize::try_from(duration).map_err(|_| malformed(format!("duration {duration} is negative")))?;
            if let Some(token) = token {
                let span = spans[*token].get_or_insert(start..start);
                span.end = at;
            }
            if symbol == 0 {
                lead = at;
            } else if symbol + 1 == n_symbols {
                tail = at - start;
            }
        }
        if at != audio.len() {
            return Err(malformed(format!("durations add up to {at} samples, the audio has {}", audio.len())));
        }
        // A pause without sound of its own (the frame speaks it) stands where the token before it ends.
        let mut end = lead;
        let tokens = spans
            .into_iter()
            .map(|span| {
                let span = span.unwrap_or(end..end);
                end = span.end;
                span
            })
            .collect();
        let samples = Samples { samples: audio.to_vec(), sample_rate: self.manifest.sample_rate };
        Ok(Spoken { samples, tokens, lead, tail, notes: encoded.notes })
    }

    /// Returns the symbol ids of an utterance, as the model gets them.
    pub fn symbol_ids(&self, phonemes: &Phonemes) -> Vec<i64> {
        self.symbols.encode(phonemes).ids
    }
}

/// Compares a model's inputs or outputs with the contract's names and element types.
fn check_ports(voice: &str, kind: &str, found: &[onnx::Port], expected: &[(&str, &'static str)]) -> Result<(), Error> {
    for &(name, element) in expected {
        let fits = found.iter().any(|port| port.name == name && port.element == element && port.shape.len() == 1);
        if !fits {
            let found: Vec<_> =
                found.iter().map(|port| format!("`{}` {} {:?}", port.name, port.element, port.shape)).collect();
            let what = format!("expected {kind} `{name}` {element} with one dimension (found {})", found.join(", "));
            return Err(Error::Malformed { voice: voice.to_owned(), what });
        }
    }
    Ok(())
}

impl PhonemeToken {
    /// Whether it is a word.
    pub fn is_word(&self) -> bool {
        matches!(self, Self::Word(_))
    }
}
