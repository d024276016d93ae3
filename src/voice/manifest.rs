//! `voice.toml`: what a voice says about itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The manifest of a voice package, `voice.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Short name, the same as the folder's: lower-case Latin letters, digits, `-` and `_`.
    pub id: String,
    /// Name for Arabic readers.
    pub name_ar: String,
    /// Name for English readers.
    pub name_en: String,
    /// BCP 47 tag of the language it speaks.
    pub language: String,
    pub gender: Gender,
    /// SPDX expression of the weights' licence.
    pub licence: String,
    /// Whom to name, as the licence asks.
    pub attribution: String,
    /// What the model expects and answers.
    pub contract: Contract,
    /// Samples in a second of its audio, in Hz.
    pub sample_rate: u32,
    /// File name of the model inside the package.
    pub model: String,
    /// File name of the table from phoneme to symbol id inside the package; for a Piper voice, of its `*.onnx.json`, for
    /// Supertonic of its `unicode_indexer.json`. `tts_arabic` has its table in the contract.
    #[serde(default)]
    pub symbols: String,
    /// Which speaker of a model with several.
    #[serde(default)]
    pub speaker: Option<i64>,
    /// Whether a model under the contract `natiq` can make sound of an utterance's first symbols alone (input `until`).
    #[serde(default)]
    pub speaks_parts: bool,
    /// What the noise is drawn by of a voice that wants some: the same text sounds the same, and otherwise by another
    /// seed.
    #[serde(default)]
    pub seed: u64,
    /// SHA-256 of the model file, in lower-case hexadecimal.
    pub sha256: String,
    /// What the contract wants beside the model: `style` for `kokoro`; `vocoder` for `tts_arabic`; `text_encoder`,
    /// `vector_estimator`, `vocoder`, `config` (`tts.json`) and `style` for `supertonic`. What is named here besides, such as
    /// the table of `symbols`, is held to its checksum too.
    #[serde(default)]
    pub parts: BTreeMap<String, Part>,
    /// How a `kokoro` voice writes phonemes, where it was not trained on what espeak-ng writes: `"sˤ" = "s"`.
    #[serde(default)]
    pub spelling: BTreeMap<String, String>,
}

/// A file that a voice consists of beside its model.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// File name inside the package.
    pub file: String,
    /// SHA-256 of the file, in lower-case hexadecimal.
    pub sha256: String,
}

/// Whether the voice sounds male or female.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Gender {
    Female,
    Male,
    /// The package does not say.
    Unknown,
}

/// What a model expects and answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Contract {
    /// `phonemes` int64 `[T]`, `rate` float32 `[1]` and perhaps `pitch` float32 `[1]` (semitones), `speaker` int64 `[1]` and
    /// `until` int64 `[1]` (of how many symbols there is to be sound) in; `audio` float32 `[N]` and `durations` int64 `[T]` out.
    Natiq,
    /// A Piper voice as published: `input`, `input_lengths`, `scales` and perhaps `sid` in, `output` out.
    Piper,
    /// Kokoro and its fine-tunes: `tokens` or `input_ids`, `style` or `ref_s` and `speed` in, samples at 24 kHz out.
    Kokoro,
    /// A model that makes a mel spectrogram (`token_ids`, `pace`, `speaker`, `pitch_mul`, `pitch_add` in) and a vocoder.
    TtsArabic,
    /// Supertonic 2 and 3: a model of durations, and three more among the parts.
    Supertonic,
}

impl Gender {
    /// Returns the name that `voice.toml` uses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
            Self::Unknown => "unknown",
        }
    }
}

impl Contract {
    /// Returns the name that `voice.toml` uses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Natiq => "natiq",
            Self::Piper => "piper",
            Self::Kokoro => "kokoro",
            Self::TtsArabic => "tts_arabic",
            Self::Supertonic => "supertonic",
        }
    }
}
