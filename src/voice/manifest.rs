//! `voice.toml`: what a voice says about itself.

use serde::Deserialize;

/// The manifest of a voice package, `voice.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
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
    /// File name of the table from phoneme to symbol id inside the package; for a Piper voice, of its `*.onnx.json`.
    pub symbols: String,
    /// Which speaker of a Piper voice with several.
    #[serde(default)]
    pub speaker: Option<i64>,
    /// SHA-256 of the model file, in lower-case hexadecimal.
    pub sha256: String,
}

/// Whether the voice sounds male or female.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Gender {
    Female,
    Male,
    /// The package does not say.
    Unknown,
}

/// What a model expects and answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Contract {
    /// `phonemes` int64 `[T]`, `rate` float32 `[1]` and perhaps `pitch` float32 `[1]` (semitones) in; `audio` float32 `[N]` and `durations` int64 `[T]` out.
    Natiq,
    /// A Piper voice as published: `input`, `input_lengths`, `scales` and perhaps `sid` in, `output` out.
    Piper,
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
        }
    }
}
