//! `GET /v1/voices`, and `GET /v1/audio/voices` for clients of OpenAI's API.

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::App;
use crate::voice::{CLEAR_VOICE, DEFAULT_VOICE, Manifest, Rate};

/// Which voice, rate and pitch are meant.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct SpeechOptionsQuery {
    /// Id of the voice; without it the default voice.
    #[param(example = "ziad")]
    pub voice: Option<String>,
    /// How fast to speak: 1 is the voice's own speed, 2 twice as fast.
    #[param(minimum = 0.5, maximum = 3.0, example = 1.25)]
    pub rate: Option<f32>,
    /// How many semitones higher to speak than the voice does by itself; below zero, lower. A voice that cannot speaks at
    /// its own pitch, with a note.
    #[param(minimum = -6.0, maximum = 6.0)]
    pub pitch: Option<f32>,
}

/// The installed voices.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Voices {
    pub voices: Vec<VoiceAnswer>,
}

/// A voice.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct VoiceAnswer {
    #[schema(example = "ziad")]
    pub id: String,
    #[schema(example = "زياد")]
    pub name_ar: String,
    #[schema(example = "Ziad")]
    pub name_en: String,
    /// BCP 47 tag.
    #[schema(example = "ar")]
    pub language: String,
    /// `female`, `male` or `unknown`.
    #[schema(example = "male")]
    pub gender: &'static str,
    /// SPDX expression of the weights' licence.
    pub licence: String,
    /// Whom to name, as the licence asks.
    pub attribution: String,
    /// Samples in a second, in Hz.
    #[schema(example = 24000)]
    pub sample_rate: u32,
    /// Whether it speaks for who does not choose.
    pub is_default: bool,
    /// Whether it is the one that is understood best at twice the speed and above.
    pub is_clearest_fast: bool,
    pub min_rate: f32,
    pub max_rate: f32,
}

/// Lists the installed voices
#[utoipa::path(
    get,
    path = "/v1/voices",
    operation_id = "list_voices",
    tag = "voices",
    responses((status = 200, description = "The voices, in the order of their ids", body = Voices)),
)]
pub(super) async fn list(State(app): State<App>) -> Json<Voices> {
    Json(Voices { voices: app.catalog().iter().map(|package| VoiceAnswer::new(&package.manifest)).collect() })
}

/// The installed voices, as clients of OpenAI's API that look for them expect.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SpeechVoices {
    pub voices: Vec<SpeechVoice>,
}

/// A voice, for `voice` of `POST /v1/audio/speech`.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SpeechVoice {
    #[schema(example = "ziad")]
    pub id: String,
    #[schema(example = "Ziad")]
    pub name: String,
    /// BCP 47 tag.
    #[schema(example = "ar")]
    pub language: String,
}

/// Lists the voices, for clients of OpenAI's API
///
/// OpenAI itself has no such route; Open WebUI and others that speak through servers of its kind ask for it.
#[utoipa::path(
    get,
    path = "/v1/audio/voices",
    operation_id = "list_speech_voices",
    tag = "openai",
    responses((status = 200, description = "The voices, in the order of their ids", body = SpeechVoices)),
)]
pub(super) async fn list_for_speech(State(app): State<App>) -> Json<SpeechVoices> {
    let voice = |manifest: &Manifest| SpeechVoice {
        id: manifest.id.clone(),
        name: manifest.name_en.clone(),
        language: manifest.language.clone(),
    };
    Json(SpeechVoices { voices: app.catalog().iter().map(|package| voice(&package.manifest)).collect() })
}

impl VoiceAnswer {
    fn new(manifest: &Manifest) -> Self {
        Self {
            id: manifest.id.clone(),
            name_ar: manifest.name_ar.clone(),
            name_en: manifest.name_en.clone(),
            language: manifest.language.clone(),
            gender: manifest.gender.name(),
            licence: manifest.licence.clone(),
            attribution: manifest.attribution.clone(),
            sample_rate: manifest.sample_rate,
            is_default: manifest.id == DEFAULT_VOICE,
            is_clearest_fast: manifest.id == CLEAR_VOICE,
            min_rate: Rate::SLOWEST,
            max_rate: Rate::FASTEST,
        }
    }
}
