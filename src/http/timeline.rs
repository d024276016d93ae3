//! `GET /v1/articles/{id}/timeline`: when each word is heard, as JSON or WebVTT.

use std::sync::Arc;

use axum::{extract::State, http::HeaderMap, response::Response};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    App, Error, Problem,
    clients::Client,
    extract::{Path, Query},
    file::{self, Text},
    reading::ReadingQuery,
    recording::blocking,
};
use crate::{store::Plan, timeline::Timeline};

/// How the timeline is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct TimelineQuery {
    /// `json` (the default) or `vtt`.
    #[param(example = "json")]
    pub format: Option<String>,
    /// Only this paragraph; times then count from the start of its segment.
    pub paragraph: Option<usize>,
    /// Id of the voice; without it the default voice.
    #[param(example = "ziad")]
    pub voice: Option<String>,
    /// How fast to speak: 1 is the voice's own speed, 2 twice as fast.
    #[param(minimum = 0.5, maximum = 3.0)]
    pub rate: Option<f32>,
    /// How many semitones higher to speak than the voice does by itself; below zero, lower. A voice that cannot speaks at
    /// its own pitch, with a note.
    #[param(minimum = -6.0, maximum = 6.0)]
    pub pitch: Option<f32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Vtt,
}

/// Shows when each word is heard
///
/// As JSON with the bytes of the text that each word was read from and with notes, or as WebVTT with the text as it is
/// printed and a time before each word. Speaks what was not spoken yet, so the first answer for a long article takes
/// some seconds.
#[utoipa::path(
    get,
    path = "/v1/articles/{id}/timeline",
    operation_id = "show_timeline",
    tag = "articles",
    params(("id" = String, Path, description = "Id of the article"), TimelineQuery, ReadingQuery),
    responses(
        (status = 200, description = "The times", content((Timeline = "application/json"), (String = "text/vtt"))),
        (status = 304, description = "The client has it already"),
        (status = 400, description = "Malformed", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such article or paragraph", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No such voice, rate or format", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many streams of this client", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Every place is taken; see `Retry-After`", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn show(
    State(app): State<App>,
    client: Client,
    Path(id): Path<String>,
    Query(query): Query<TimelineQuery>,
    Query(reading): Query<ReadingQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let form = match query.format.as_deref() {
        None | Some("json") => Form::Json,
        Some("vtt") => Form::Vtt,
        Some(other) => {
            let what = format!("`{other}` does not exist (there are `json`, `vtt`)");
            return Err(Error::Invalid { field: "format", what });
        }
    };
    let manner = reading.apply(app.manner(query.voice.as_deref(), query.rate, query.pitch)?);
    let article = app.article(&client, &id).await?;
    let plan = app.plan(&client, &article, query.paragraph, manner).await?;
    let text = timeline(&app, &client, &plan, query.paragraph.unwrap_or(0), form).await?;
    let media_type = match form {
        Form::Json => "application/json",
        Form::Vtt => "text/vtt; charset=utf-8",
    };
    Ok(file::respond_text(text, &headers, media_type))
}

/// Returns the timeline of what is planned, from the cache or by speaking it; `first` is the index of its first
/// paragraph.
async fn timeline(app: &App, client: &Client, plan: &Arc<Plan>, first: usize, form: Form) -> Result<Text, Error> {
    let key = plan.key(&format!("timeline {form:?} {first}"));
    let read = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok().map(Text::new);
    if let Some(text) = app.cache().get_parsed(key, read).await {
        return Ok(text);
    }
    let mut timeline = Timeline::default();
    let mut session = app.read(client, plan, 0)?;
    while let Some(piece) = session.reading.next().await {
        let piece = piece?;
        timeline.push(first + piece.paragraph, &piece.text, &piece.placed());
    }
    drop(session);
    let cache = app.cache().clone();
    blocking(move || {
        let text = Text::new(match form {
            Form::Json => timeline.to_json(),
            Form::Vtt => timeline.to_vtt(),
        });
        let mut writer = cache.writer(key);
        writer.append(text.as_bytes());
        writer.commit(&[]);
        Ok(text)
    })
    .await
}
