//! `GET /v1/articles/{id}/audio`: the whole article as one stream.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    App, Error, Problem,
    app::Session,
    clients::Client,
    extract::{Path, Query},
    file,
    reading::ReadingQuery,
    recording::Recording,
    stream,
};
use crate::{
    encode::{Format, Tags},
    pipeline::{Manner, Speech},
    store::{Key, Piece, Plan, Record},
};

/// How audio is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct AudioQuery {
    /// `mp3` (where the build has it, the default), `opus`, `flac`, `wav` or `pcm`.
    #[param(example = "mp3")]
    pub format: Option<String>,
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

impl AudioQuery {
    /// Checks what is asked for.
    pub(super) fn wanted(&self, app: &App, reading: ReadingQuery) -> Result<Wanted, Error> {
        let mut wanted = Wanted::new(app, self.format.as_deref(), self.voice.as_deref(), self.rate, self.pitch)?;
        wanted.manner = reading.apply(wanted.manner);
        Ok(wanted)
    }
}

/// Audio that a request has asked for, checked.
pub(super) struct Wanted {
    pub format: Format,
    pub manner: Arc<Manner>,
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
    params(("id" = String, Path, description = "Id of the article"), AudioQuery, ReadingQuery),
    responses(
        (status = 200, description = "The audio", content(
            ("audio/mpeg"), ("audio/ogg; codecs=opus"), ("audio/flac"), ("audio/wav"), ("audio/pcm"),
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
    client: Client,
    Path(id): Path<String>,
    Query(query): Query<AudioQuery>,
    Query(reading): Query<ReadingQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let wanted = query.wanted(&app, reading)?;
    let article = app.article(&client, &id).await?;
    let plan = app.plan(&client, &article, None, wanted.manner.clone()).await?;
    let tags = tags_of(&article);
    let key = wanted.key("article", &plan, &tags);
    if let Some(stored) = app.cache().stored(key).await {
        return file::respond(stored, &headers, &wanted.media_type()).await;
    }
    live(&app, &client, &plan, &wanted, tags, Some(key)).await
}

/// Returns what an article's recordings say about it.
pub(super) fn tags_of(article: &Record) -> Tags {
    Tags { title: article.title.clone(), artist: article.byline.clone(), ..Tags::default() }
}

impl Wanted {
    /// Checks what a request asks for.
    pub(super) fn new(
        app: &App,
        format: Option<&str>,
        voice: Option<&str>,
        rate: Option<f32>,
        pitch: Option<f32>,
    ) -> Result<Self, Error> {
        let format = format.map_or(Ok(default_format()), str::parse)?;
        if !format.is_available() {
            return Err(crate::encode::Error::NotInBuild(format).into());
        }
        let manner = app.manner(voice, rate, pitch)?;
        let sample_rate = app.sample_rate(&manner)?;
        Ok(Self { format, manner, sample_rate })
    }

    pub(super) fn media_type(&self) -> String {
        self.format.media_type(self.sample_rate)
    }

    /// Returns the key of a plan's speech in this format.
    pub(super) fn key(&self, kind: &str, plan: &Plan, tags: &Tags) -> Key {
        let speech = plan.key(kind);
        Key::of("audio").with(speech.as_bytes()).with(self.format.name()).with(format!("{tags:?}")).finish_like(speech)
    }
}

/// Returns the format that is given to who does not say: the one that every player knows.
pub(super) fn default_format() -> Format {
    if Format::Mp3.is_available() { Format::Mp3 } else { Format::Wav }
}

/// Answers with what is planned as it is spoken.
///
/// # Errors
/// What the first utterance meets with; later failures break the body.
pub(super) async fn live(
    app: &App,
    client: &Client,
    plan: &Arc<Plan>,
    wanted: &Wanted,
    tags: Tags,
    key: Option<Key>,
) -> Result<Response, Error> {
    let started = Instant::now();
    let keep = key.map(|key| (app.cache(), key));
    // The worker is at the first utterance while the encoder is made.
    let mut session = app.read(client, plan, 0)?;
    let mut recording = Recording::begin(wanted.format, wanted.sample_rate, tags, keep).await?;
    let piece = session.next().await.transpose()?;
    let (first, rest) = match piece {
        Some(Piece { speech, .. }) => {
            let cut = speech.samples.samples.len().min((wanted.sample_rate / FIRST_PART) as usize);
            (recording.push_part(&speech, 0..cut).await?, Some((speech, cut)))
        }
        None => (Bytes::new(), None),
    };
    app.metrics().first_byte(started.elapsed());
    let (sender, body) = stream::channel(app.stall_timeout());
    let app = app.clone();
    tokio::spawn(async move {
        let sent = async { send_all(&app, session, recording, (first, rest), &sender).await.inspect_err(Error::log) };
        tokio::select! {
            // The listener has left; all that was begun for it is dropped.
            () = sender.left() => return,
            // The body ends broken, never as if it were whole.
            result = sent => if result.is_err() { return },
        }
        let _ = sender.end().await;
    });
    let headers = [(header::CONTENT_TYPE, wanted.media_type()), (header::CACHE_CONTROL, "no-store".to_owned())];
    Ok((headers, body).into_response())
}

/// The part of a second that is encoded and sent before the rest of the first utterance is: half of one.
const FIRST_PART: u32 = 2;

async fn send_all(
    app: &App,
    mut session: Session,
    mut recording: Recording,
    (first, rest): (Bytes, Option<(Arc<Speech>, usize)>),
    sender: &stream::Sender,
) -> Result<(), Error> {
    let started = Instant::now();
    let mut made = Duration::ZERO;
    sender.send(first).await?;
    if let Some((speech, cut)) = rest {
        made += speech.samples.duration();
        let bytes = recording.push_part(&speech, cut..speech.samples.samples.len()).await?;
        drop(speech);
        sender.send(bytes).await?;
    }
    while let Some(piece) = session.next().await {
        let speech = piece?.speech;
        made += speech.samples.duration();
        let bytes = recording.push(&speech).await?;
        // A listener with enough in hand takes them in a minute; the samples are not kept for it meanwhile.
        drop(speech);
        sender.send(bytes).await?;
    }
    app.metrics().stream(made, started.elapsed());
    // The place is free while the listener takes the rest.
    drop(session);
    let (tail, _) = recording.finish().await?;
    sender.send(tail).await
}

/// Speaks all there is to speak and puts it into the cache; `None` where it cannot be kept.
pub(super) async fn keep(
    app: &App,
    client: &Client,
    plan: &Arc<Plan>,
    wanted: &Wanted,
    tags: Tags,
    key: Key,
) -> Result<Option<crate::store::Stored>, Error> {
    let mut recording = Recording::begin(wanted.format, wanted.sample_rate, tags, Some((app.cache(), key))).await?;
    let mut session = app.read(client, plan, 0)?;
    while let Some(piece) = session.next().await {
        let Piece { speech, .. } = piece?;
        recording.push(&speech).await?;
    }
    Ok(recording.finish().await?.1)
}
