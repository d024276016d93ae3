//! `GET /v1/articles/{id}/audio`: the whole article as one stream.

use std::{sync::Arc, time::Instant};

use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    App, Error, Problem,
    app::Hearer,
    article_request::ArticleRequest,
    broadcast::{Hearing, Order, Piece},
    clients::Client,
    extract::Query,
    file,
    reading::ReadingQuery,
    recording::{Keep, Recording},
    stream,
    voices::SpeechOptionsQuery,
};
use crate::{
    encode::{Format, Tags},
    pipeline::SpeechOptions,
    render::{Plan, SpeechChunk},
    store::{Key, PlanKey, Record, Stored},
};

/// In which format audio is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct FormatQuery {
    /// `mp3` (where the build has it, the default), `opus`, `flac`, `wav`, `pcm` or, where FFmpeg is installed, `aac`.
    #[param(example = "mp3")]
    pub format: Option<String>,
}

/// Audio that a request has asked for, checked.
#[derive(Clone)]
pub(super) struct AudioRequest {
    pub format: Format,
    pub speech_options: Arc<SpeechOptions>,
    pub sample_rate: u32,
}

/// Hears an article
///
/// The stream begins with the first utterance and is made as it is heard. Once it has been made to its end it is kept:
/// then it has a `Content-Length` and an `ETag`, and `Range` works.
#[utoipa::path(
    get,
    path = "/v1/articles/{id}/audio",
    operation_id = "hear_article",
    tag = "articles",
    params(("id" = String, Path, description = "Id of the article"), FormatQuery, SpeechOptionsQuery, ReadingQuery),
    responses(
        (status = 200, description = "The audio", content(
            ("audio/mpeg"), ("audio/ogg; codecs=opus"), ("audio/flac"), ("audio/wav"), ("audio/pcm"), ("audio/aac"),
        )),
        (status = 206, description = "The range asked for, once the audio is kept"),
        (status = 304, description = "The client has it already"),
        (status = 400, description = "A malformed query", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such article", body = Problem, content_type = "application/problem+json"),
        (status = 416, description = "No such range", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No such voice, rate or format", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many streams of this client", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Every place is taken; see `Retry-After`", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn show(
    State(app): State<App>,
    request: ArticleRequest,
    Query(query): Query<FormatQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let audio_request = AudioRequest::of(&app, query.format.as_deref(), &request)?;
    let plan = request.plan(&app, None).await?;
    let tags = tags_of(&request.article);
    let key = audio_request.key("article", &plan, &tags);
    if let Some(stored) = app.cache().stored(key).await {
        return file::respond(stored, &headers, &audio_request.media_type()).await;
    }
    live(&app, &request.client, &plan, &audio_request, tags, Some((key, &headers))).await
}

/// Returns what an article's recordings say about it.
pub(super) fn tags_of(article: &Record) -> Tags {
    Tags { title: article.title.clone(), artist: article.byline.clone(), ..Tags::default() }
}

impl AudioRequest {
    /// Checks what a request asks for.
    pub(super) fn new(
        app: &App,
        format: Option<&str>,
        voice: Option<&str>,
        rate: Option<f32>,
        pitch: Option<f32>,
    ) -> Result<Self, Error> {
        let format = checked_format(format)?;
        Self::spoken_as(app, format, app.speech_options(voice, rate, pitch)?)
    }

    /// Checks what a request about an article's speech asks for.
    pub(super) fn of(app: &App, format: Option<&str>, request: &ArticleRequest) -> Result<Self, Error> {
        Self::spoken_as(app, checked_format(format)?, request.speech_options.clone())
    }

    /// Audio of speech that is spoken so.
    pub(super) fn spoken_as(app: &App, format: Format, speech_options: Arc<SpeechOptions>) -> Result<Self, Error> {
        let sample_rate = app.sample_rate(&speech_options)?;
        Ok(Self { format, speech_options, sample_rate })
    }

    pub(super) fn media_type(&self) -> String {
        self.format.media_type(self.sample_rate)
    }

    /// Returns the key of a plan's speech in this format.
    pub(super) fn key(&self, kind: &str, plan: &Plan, tags: &Tags) -> Key {
        recording_key(self.format, kind, plan.key(), tags)
    }
}

/// Returns the key of a plan's speech in a format.
pub(super) fn recording_key(format: Format, kind: &str, plan: PlanKey, tags: &Tags) -> Key {
    let speech = plan.of(kind);
    Key::of("audio").with(speech.as_bytes()).with(format.name()).with(format!("{tags:?}")).finish_like(speech)
}

/// Reads the name of a format, and checks that it can be made here.
pub(super) fn checked_format(name: Option<&str>) -> Result<Format, Error> {
    let format = name.map_or(Ok(default_format()), str::parse::<Format>)?;
    format.check()?;
    Ok(format)
}

/// Returns the format that is given to who does not say: the one that every player knows.
pub(super) fn default_format() -> Format {
    if Format::Mp3.is_available() { Format::Mp3 } else { Format::Wav }
}

/// Answers with what is planned as it is spoken. With a key it is kept, or where another service has made it, it comes from
/// there as a file.
///
/// # Errors
/// What the first utterance meets with; later failures break the body.
pub(super) async fn live(
    app: &App,
    client: &Client,
    plan: &Arc<Plan>,
    audio_request: &AudioRequest,
    tags: Tags,
    keep: Option<(Key, &HeaderMap)>,
) -> Result<Response, Error> {
    let started = Instant::now();
    // The worker is at the first utterance while the object store is asked and the encoder is made.
    let session = app.read(client, plan, 0);
    // Nor is it asked where somebody here hears it already.
    if let Some((key, headers)) = keep
        && !app.broadcasts().are_open(key)
        && let Some(stored) = fetch(app, plan, key).await
    {
        return file::respond(stored, headers, &audio_request.media_type()).await;
    }
    let (reading, hearer) = session?.into_parts();
    let order = Order {
        app: app.clone(),
        plan: plan.clone(),
        audio_request: audio_request.clone(),
        tags,
        key: keep.map(|(key, _)| key),
    };
    let mut hearing = Hearing::of(order, reading);
    let first = hearing.next().await?;
    app.metrics().first_byte(started.elapsed());
    let (sender, body) = stream::channel(app.stall_timeout());
    tokio::spawn(async move {
        let sent = async { send_all(hearer, hearing, first, &sender).await.inspect_err(Error::log) };
        tokio::select! {
            // The listener has left; all that was begun for it is dropped.
            () = sender.left() => return,
            // The body ends broken, never as if it were whole.
            result = sent => if result.is_err() { return },
        }
        let _ = sender.end().await;
    });
    let headers = [(header::CONTENT_TYPE, audio_request.media_type()), (header::CACHE_CONTROL, "no-store".to_owned())];
    Ok((headers, body).into_response())
}

async fn send_all(
    mut hearer: Hearer,
    mut hearing: Hearing,
    first: Option<Piece>,
    sender: &stream::Sender,
) -> Result<(), Error> {
    let mut next = first;
    while let Some(Piece { bytes, duration }) = next {
        hearer.hears(duration);
        sender.send(bytes).await?;
        next = hearing.next().await?;
    }
    Ok(())
}

/// Returns a file of a plan's speech that another service has made, where that is sooner than to make it.
pub(super) async fn fetch(app: &App, plan: &Plan, key: Key) -> Option<Stored> {
    if plan.is_long() { app.cache().fetch(key).await } else { None }
}

/// Speaks all there is to speak and puts it into the cache, or fetches it from where another service has put it; `None`
/// where it cannot be kept.
pub(super) async fn keep(
    app: &App,
    client: &Client,
    plan: &Arc<Plan>,
    audio_request: &AudioRequest,
    tags: Tags,
    key: Key,
) -> Result<Option<Stored>, Error> {
    let session = app.read(client, plan, 0);
    if let Some(stored) = fetch(app, plan, key).await {
        return Ok(Some(stored));
    }
    let mut session = session?;
    let keep = Some(Keep::of(app, plan, key));
    let mut recording = Recording::begin(app, audio_request.format, audio_request.sample_rate, tags, keep).await?;
    while let Some(chunk) = session.next().await {
        let SpeechChunk { speech, .. } = chunk?;
        recording.push(&speech).await?;
    }
    Ok(recording.finish().await?.1)
}
