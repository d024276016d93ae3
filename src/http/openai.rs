//! `POST /v1/audio/speech` and `GET /v1/models`: what clients of OpenAI's API know how to use.
//!
//! The official SDKs work unchanged, by base URL alone. Where OpenAI's API and ours differ:
//! - `speed` goes from 0.25 to 4 there and from 0.5 to 3 here; what is beyond is spoken at the nearest end, and the
//!   header `x-natiq-rate` tells the rate that was taken.
//! - OpenAI's voices are read by the default voice, its models are ours.
//! - `response_format` `aac` is there where FFmpeg is installed; else it is refused with the formats that there are.
//! - `instructions` and fields that we do not know are ignored, as new ones come with every version of the SDKs.

use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::{convert::Infallible, sync::Arc};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use utoipa::ToSchema;

use super::{
    App, Error, Problem,
    audio::{self, AudioRequest},
    clients::Client,
    extract, file,
    reading::ReadingChoice,
    recording::Recording,
};
use crate::{
    article::{self, Article, Paragraph},
    encode::Tags,
    render::Plan,
    store::Counts,
    voice::Rate,
};

/// A text to be spoken.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(example = json!({"model": "natiq", "voice": "ziad", "input": "مرحبًا بكم.", "response_format": "mp3"}))]
pub(super) struct Speech {
    /// `natiq`; OpenAI's names for its speech models are taken too.
    #[serde(default)]
    pub model: Option<String>,
    /// The text; each line is a paragraph.
    pub input: String,
    /// Id of an installed voice, as a string or as `{"id": …}`. OpenAI's voices are read by the default voice.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "ziad")]
    pub voice: Option<Value>,
    /// `mp3` (the default), `opus`, `flac`, `wav`, `pcm` (16 bits, little-endian, mono, at the voice's sample rate) or, where
    /// FFmpeg is installed, `aac` (in ADTS frames).
    #[serde(default)]
    pub response_format: Option<String>,
    /// From 0.25 to 4; spoken at 0.5 to 3.
    #[serde(default)]
    #[schema(minimum = 0.25, maximum = 4.0)]
    pub speed: Option<f32>,
    /// `audio` (the default) or `sse`.
    #[serde(default)]
    pub stream_format: Option<String>,
    /// How the text is read; ours, clients of OpenAI's API leave it out.
    #[serde(default)]
    pub reading: ReadingChoice,
}

/// A refusal or failure as OpenAI's clients expect it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OpenAiError {
    pub error: OpenAiProblem,
}

/// What is wrong.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OpenAiProblem {
    pub message: String,
    #[serde(rename = "type")]
    #[schema(example = "invalid_request_error")]
    pub kind: &'static str,
    pub param: Option<&'static str>,
    pub code: &'static str,
}

/// The models.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Models {
    /// `list`.
    pub object: &'static str,
    pub data: Vec<Model>,
}

/// A model.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Model {
    #[schema(example = "natiq")]
    pub id: &'static str,
    /// `model`.
    pub object: &'static str,
    /// Seconds since 1970.
    pub created: u64,
    pub owned_by: &'static str,
}

const MODEL: Model = Model { id: "natiq", object: "model", created: 1_763_856_000, owned_by: "natiq" };

/// OpenAI's speech models (and what it calls later editions of them): clients that cannot be told otherwise ask for them.
const THEIR_MODELS: [&str; 3] = ["tts-1", "tts-1-hd", "gpt-4o-mini-tts"];

/// OpenAI's voices.
const THEIR_VOICES: [&str; 13] =
    ["alloy", "ash", "ballad", "cedar", "coral", "echo", "fable", "marin", "nova", "onyx", "sage", "shimmer", "verse"];

/// Speaks a text, for clients of OpenAI's API
#[utoipa::path(
    post,
    path = "/v1/audio/speech",
    operation_id = "speak",
    tag = "openai",
    request_body = Speech,
    responses(
        (status = 200, description = "The audio, or events with it in base64", content(
            ("audio/mpeg"), ("audio/ogg; codecs=opus"), ("audio/flac"), ("audio/wav"), ("audio/pcm"), ("audio/aac"),
            ("text/event-stream"),
        ), headers(("x-natiq-rate" = f32, description = "The rate that was taken"))),
        (status = 400, description = "It cannot be spoken so", body = OpenAiError),
        (status = 404, description = "No such model", body = OpenAiError),
        (status = 413, description = "Too long", body = OpenAiError),
        (status = 415, description = "Not JSON", body = OpenAiError),
        (status = 429, description = "Too many streams of this client", body = OpenAiError),
        (status = 503, description = "Every place is taken; see `Retry-After`", body = OpenAiError),
    ),
)]
pub(super) async fn speech(
    State(app): State<App>,
    client: Client,
    headers: HeaderMap,
    extract::Json(speech): extract::Json<Speech>,
) -> Result<Response, Error> {
    if let Some(model) = &speech.model {
        find_model(model)?;
    }
    let is_sse = match speech.stream_format.as_deref() {
        None | Some("audio") => false,
        Some("sse") => true,
        Some(other) => {
            return Err(invalid("stream_format", format!("`{other}` does not exist (there are `audio`, `sse`)")));
        }
    };
    let size = speech.input.len() + speech.reading.size_bytes();
    let rate = rate(speech.speed)?;
    let voice = voice(&app, speech.voice.as_ref())?;
    let format = speech.response_format.as_deref();
    let audio_request =
        AudioRequest::new(&app, format, voice.as_deref(), Some(rate), None).map_err(|error| match error {
            Error::Format(error) => invalid("response_format", error.to_string()),
            Error::Encode(error) => invalid("response_format", error.to_string()),
            other => other,
        })?;
    let limit = app.settings().max_passage_characters;
    let (planner, speaker, speech_options) = (app.clone(), client.clone(), audio_request.speech_options.clone());
    let plan = move || {
        let speech_options = speech.reading.apply(speech_options)?;
        let paragraphs = passage(&speech.input, limit).map_err(|error| match error {
            Error::Article(error @ article::Error::Empty) => invalid("input", error.to_string()),
            other => other,
        })?;
        let n_characters = paragraphs.iter().map(|paragraph| paragraph.text.chars().count()).sum();
        Ok((planner.plan_now(&speaker, &paragraphs, 0, &speech_options), n_characters))
    };
    let (plan, n_characters): (_, usize) = app.lanes().run(size, plan).await?;
    app.usage().add(&client.name, Counts { characters: n_characters as u64, ..Counts::default() });
    let mut response = match is_sse {
        true => events(&app, &client, &plan, n_characters, &audio_request).await?.into_response(),
        false => {
            let key = audio_request.key("passage", &plan, &Tags::default());
            match app.cache().stored(key).await {
                Some(stored) => file::respond(stored, &headers, &audio_request.media_type()).await?,
                None => {
                    let keep = Some((key, &headers));
                    audio::live(&app, &client, &plan, &audio_request, Tags::default(), keep).await?
                }
            }
        }
    };
    if let Ok(rate) = HeaderValue::from_str(&rate.to_string()) {
        response.headers_mut().insert("x-natiq-rate", rate);
    }
    // A POST is not cached by anybody.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Lists the models, for clients of OpenAI's API
#[utoipa::path(get, path = "/v1/models", operation_id = "list_models", tag = "openai", responses((status = 200, description = "The models", body = Models)))]
pub(super) async fn models() -> Json<Models> {
    Json(Models { object: "list", data: vec![MODEL] })
}

/// Shows a model, for clients of OpenAI's API
#[utoipa::path(
    get,
    path = "/v1/models/{model}",
    operation_id = "show_model",
    tag = "openai",
    params(("model" = String, Path, description = "Its name")),
    responses(
        (status = 200, description = "The model", body = Model),
        (status = 404, description = "No such model", body = OpenAiError),
    ),
)]
pub(super) async fn model(extract::Path(name): extract::Path<String>) -> Result<Json<Model>, Error> {
    find_model(&name).map(Json)
}

/// Gives problems the shape that OpenAI's clients expect, on the routes that they ask.
pub(super) async fn dialect(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_theirs = path.starts_with("/v1/audio/") || path == "/v1/models" || path.starts_with("/v1/models/");
    let response = next.run(request).await;
    let problem = response.extensions().get::<Problem>().cloned();
    let Some(problem) = problem.filter(|_| is_theirs) else { return response };
    // Their clients know 400 for all that is wrong with a request's fields.
    let status = match response.status() {
        StatusCode::UNPROCESSABLE_ENTITY => StatusCode::BAD_REQUEST,
        status => status,
    };
    let mut headers = response.headers().clone();
    headers.remove(header::CONTENT_TYPE);
    headers.remove(header::CONTENT_LENGTH);
    (status, headers, Json(OpenAiError::from(problem))).into_response()
}

/// Answers with server-sent events, each with some audio.
async fn events(
    app: &App,
    client: &Client,
    plan: &Arc<Plan>,
    n_characters: usize,
    audio_request: &AudioRequest,
) -> Result<impl IntoResponse + use<>, Error> {
    let mut recording =
        Recording::begin(app, audio_request.format, audio_request.sample_rate, Tags::default(), None).await?;
    let mut session = app.read(client, plan, 0)?;
    let mut next = session.next().await.transpose()?;
    let (sender, receiver) = mpsc::channel::<Result<Event, Infallible>>(2);
    let work = async move |sender: &mpsc::Sender<_>| {
        let delta = |bytes: &[u8]| json!({"type": "speech.audio.delta", "audio": BASE64_STANDARD.encode(bytes)});
        while let Some(chunk) = next {
            let bytes = recording.push(&chunk.speech).await?;
            if !bytes.is_empty() {
                tell(sender, &delta(&bytes)).await?;
            }
            next = session.next().await.transpose()?;
        }
        drop(session);
        let (tail, _) = recording.finish().await?;
        if !tail.is_empty() {
            tell(sender, &delta(&tail)).await?;
        }
        // We have no tokens: what is counted is characters of text.
        let usage = json!({"input_tokens": n_characters, "output_tokens": 0, "total_tokens": n_characters});
        tell(sender, &json!({"type": "speech.audio.done", "usage": usage})).await
    };
    tokio::spawn(async move {
        let told = async {
            if let Err(error) = work(&sender).await {
                error.log();
                let error = OpenAiError::from(error.problem());
                let _ = tell(&sender, &json!({"type": "error", "error": error.error})).await;
            }
            let _ = sender.send(Ok(Event::default().data("[DONE]"))).await;
        };
        tokio::select! {
            () = sender.closed() => {}
            () = told => {}
        }
    });
    Ok(Sse::new(ReceiverStream::new(receiver)).keep_alive(KeepAlive::default()))
}

async fn tell(sender: &mpsc::Sender<Result<Event, Infallible>>, value: &Value) -> Result<(), Error> {
    let event = Event::default().data(value.to_string());
    sender.send(Ok(event)).await.map_err(|_| Error::Stopped)
}

/// Makes a paragraph of each line and leaves nothing out: who sends a passage has chosen what is read.
pub(super) fn passage(text: &str, max_characters: usize) -> Result<Vec<Paragraph>, Error> {
    let options = article::Options { max_characters, max_input_bytes: usize::MAX };
    let Article { mut paragraphs, .. } = Article::from_lines(text.as_bytes(), &options)?;
    paragraphs.retain(|paragraph| !paragraph.text.is_empty());
    Ok(paragraphs)
}

/// Returns the rate for a `speed` of OpenAI's API.
fn rate(speed: Option<f32>) -> Result<f32, Error> {
    let speed = speed.unwrap_or(1.0);
    if !(0.25..=4.0).contains(&speed) {
        return Err(invalid("speed", format!("{speed} is out of range (0.25 to 4)")));
    }
    Ok(speed.clamp(Rate::SLOWEST, Rate::FASTEST))
}

/// Returns the voice that is meant; `None` for the default voice.
fn voice(app: &App, voice: Option<&Value>) -> Result<Option<String>, Error> {
    let name = match voice {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(name)) => name,
        Some(Value::Object(object)) => match object.get("id") {
            Some(Value::String(name)) => name,
            _ => return Err(invalid("voice", "expected a string, or an object with an `id`".to_owned())),
        },
        Some(_) => return Err(invalid("voice", "expected a string, or an object with an `id`".to_owned())),
    };
    // An installed voice of that name is the one that is meant.
    if app.catalog().get(name).is_err() && THEIR_VOICES.contains(&name.as_str()) {
        return Ok(None);
    }
    Ok(Some(name.clone()))
}

fn find_model(name: &str) -> Result<Model, Error> {
    let is_theirs = THEIR_MODELS.iter().any(|model| name == *model || name.starts_with(&format!("{model}-")));
    match name == MODEL.id || is_theirs {
        true => Ok(MODEL),
        false => Err(Error::NoModel(name.chars().take(64).collect())),
    }
}

fn invalid(field: &'static str, what: String) -> Error {
    Error::Invalid { field, what }
}

impl From<Problem> for OpenAiError {
    fn from(problem: Problem) -> Self {
        let kind = match problem.status {
            401 => "authentication_error",
            429 => "rate_limit_error",
            400..=499 => "invalid_request_error",
            _ => "server_error",
        };
        let Problem { detail: message, field: param, code, .. } = problem;
        Self { error: OpenAiProblem { message, kind, param, code } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speed_within_and_beyond_our_rates() {
        assert_eq!(rate(None).unwrap(), 1.0);
        assert_eq!(rate(Some(1.5)).unwrap(), 1.5);
        assert_eq!(rate(Some(0.25)).unwrap(), 0.5);
        assert_eq!(rate(Some(4.0)).unwrap(), 3.0);
    }

    #[test]
    fn speed_that_cannot_be() {
        for speed in [0.0, 0.24, 4.01, 100.0, f32::NAN] {
            assert!(rate(Some(speed)).is_err(), "{speed}");
        }
    }

    #[test]
    fn models_by_our_name_and_theirs() {
        for name in ["natiq", "tts-1", "tts-1-hd", "gpt-4o-mini-tts", "gpt-4o-mini-tts-2025-12-15"] {
            assert!(find_model(name).is_ok(), "{name}");
        }
        assert!(find_model("whisper-1").is_err());
    }

    #[test]
    fn passage_has_every_line_and_nothing_else() {
        let texts: Vec<_> = passage("سطر\n\n  سطر آخر \r\n", 100).unwrap().into_iter().map(|p| p.text).collect();
        assert_eq!(texts, ["سطر", "سطر آخر"]);
        assert!(passage(" \n", 100).is_err());
        assert!(passage("أطول من ذلك", 5).is_err());
    }
}
