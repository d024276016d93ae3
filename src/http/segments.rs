//! `GET /v1/articles/{id}/segments/{n}`: one paragraph, as a finished file or as it is made.

use axum::{extract::State, http::HeaderMap, response::Response};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    App, Error, Problem,
    article_request::ArticleRequest,
    audio::{self, AudioRequest, FormatQuery},
    extract::{Path, Query},
    file,
    reading::ReadingQuery,
    voices::SpeechOptionsQuery,
};

/// What a paragraph is wanted as.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct SegmentQuery {
    /// With `true`, a paragraph that is not spoken yet comes as it is made, without a length: it is heard sooner, and
    /// cannot be sought in.
    pub live: Option<bool>,
}

/// Hears one paragraph
///
/// A finished file with its exact length, or with `live` the sound as it is made. Segment 0 is the title, where there is one; see `paragraphs` of the article.
#[utoipa::path(
    get,
    path = "/v1/articles/{id}/segments/{n}",
    operation_id = "hear_paragraph",
    tag = "articles",
    params(
        ("id" = String, Path, description = "Id of the article"),
        ("n" = usize, Path, description = "Index of the paragraph, from 0"),
        FormatQuery,
        SpeechOptionsQuery,
        ReadingQuery,
        SegmentQuery,
    ),
    responses(
        (status = 200, description = "The audio", content(
            ("audio/mpeg"), ("audio/ogg; codecs=opus"), ("audio/flac"), ("audio/wav"), ("audio/pcm"), ("audio/aac"),
        )),
        (status = 206, description = "The range asked for"),
        (status = 304, description = "The client has it already"),
        (status = 400, description = "A malformed query", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such article or paragraph", body = Problem, content_type = "application/problem+json"),
        (status = 416, description = "No such range", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No such voice, rate or format", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many streams of this client", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Every place is taken; see `Retry-After`", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn show(
    State(app): State<App>,
    request: ArticleRequest,
    Path((_, n)): Path<(String, usize)>,
    Query(query): Query<FormatQuery>,
    Query(SegmentQuery { live }): Query<SegmentQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let audio_request = AudioRequest::of(&app, query.format.as_deref(), &request)?;
    let plan = request.plan(&app, Some(n)).await?;
    let tags = audio::tags_of(&request.article);
    let client = &request.client;
    let key = audio_request.key("segment", &plan, &tags);
    if let Some(stored) = app.cache().stored(key).await {
        return file::respond(stored, &headers, &audio_request.media_type()).await;
    }
    if live == Some(true) {
        return audio::live(&app, client, &plan, &audio_request, tags, Some((key, &headers))).await;
    }
    // One rendering for all who ask meanwhile; who comes second finds the file.
    let mut made = None;
    let render = async {
        made = audio::keep(&app, client, &plan, &audio_request, tags.clone(), key).await?;
        Ok::<_, Error>(())
    };
    app.files().flight(key).result(|| render).await?;
    let stored = match made {
        Some(stored) => Some(stored),
        None => app.cache().stored(key).await,
    };
    match stored {
        Some(stored) => file::respond(stored, &headers, &audio_request.media_type()).await,
        // The cache cannot be written: better a stream without length than nothing.
        None => audio::live(&app, client, &plan, &audio_request, tags, None).await,
    }
}
