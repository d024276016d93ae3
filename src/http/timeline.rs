//! `GET /v1/articles/{id}/timeline`: when each word is heard, as JSON, WebVTT or SubRip.

use std::sync::Arc;

use axum::{extract::State, http::HeaderMap, response::Response};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    App, Error, Problem,
    article_request::ArticleRequest,
    audio,
    clients::Client,
    extract::Query,
    file::{self, Text},
    reading::ReadingQuery,
    recording::{Keep, blocking},
    voices::SpeechOptionsQuery,
};
use crate::{
    publish::transcript,
    render::Plan,
    store::{Key, PlanKey, Record},
    timeline::Timeline,
};

/// How the timeline is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct TimelineQuery {
    /// `json` (the default), `vtt` or `srt`.
    #[param(example = "json")]
    pub format: Option<String>,
    /// Only this paragraph; times then count from the start of its segment.
    pub paragraph: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Vtt,
    Srt,
}

/// Shows when each word is heard
///
/// As JSON with the printed word that each spoken word was read from and its place in the text (in bytes, characters and
/// UTF-16 units) and with notes; as WebVTT with the text as it is printed and a time before each word; or as SubRip, in
/// captions of two short lines. Speaks what was not spoken yet, so the first answer for a long article takes
/// some seconds.
#[utoipa::path(
    get,
    path = "/v1/articles/{id}/timeline",
    operation_id = "show_timeline",
    tag = "articles",
    params(("id" = String, Path, description = "Id of the article"), TimelineQuery, SpeechOptionsQuery, ReadingQuery),
    responses(
        (status = 200, description = "The times", content((Timeline = "application/json"), (String = "text/vtt"), (String = "application/x-subrip"))),
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
    request: ArticleRequest,
    Query(query): Query<TimelineQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let form = match query.format.as_deref() {
        None | Some("json") => Form::Json,
        Some("vtt") => Form::Vtt,
        Some("srt") => Form::Srt,
        Some(other) => {
            let what = format!("`{other}` does not exist (there are `json`, `vtt`, `srt`)");
            return Err(Error::Invalid { field: "format", what });
        }
    };
    let plan = request.plan(&app, query.paragraph).await?;
    let text = timeline(&app, &request.client, &request.article, &plan, query.paragraph.unwrap_or(0), form).await?;
    let media_type = match form {
        Form::Json => "application/json",
        Form::Vtt => "text/vtt; charset=utf-8",
        Form::Srt => "application/x-subrip; charset=utf-8",
    };
    Ok(file::respond_text(text, &headers, media_type))
}

/// Returns what the timelines of a plan are kept under; `first` is the index of its first paragraph.
pub(super) fn keys(plan: PlanKey, first: usize) -> impl Iterator<Item = Key> {
    [Form::Json, Form::Vtt, Form::Srt].into_iter().map(move |form| key(plan, first, form))
}

fn key(plan: PlanKey, first: usize, form: Form) -> Key {
    plan.of(&format!("timeline {FIELDS} {form:?} {first}"))
}

/// Which fields a timeline has: one that was kept with fewer is not found any more.
const FIELDS: u32 = 2;

/// Returns the timeline of what is planned, from the cache or by speaking it; `first` is the index of its first
/// paragraph.
async fn timeline(
    app: &App,
    client: &Client,
    article: &Record,
    plan: &Arc<Plan>,
    first: usize,
    form: Form,
) -> Result<Text, Error> {
    let key = key(plan.key(), first, form);
    let read = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok().map(Text::new);
    if let Some(text) = app.cache().get_parsed(key, read).await {
        return Ok(text);
    }
    let mut timeline = Timeline::default();
    let session = app.read(client, plan, 0);
    if audio::fetch(app, plan, key).await.is_some()
        && let Some(text) = app.cache().get_parsed(key, read).await
    {
        return Ok(text);
    }
    let mut session = session?;
    while let Some(chunk) = session.next().await {
        let chunk = chunk?;
        let index = first + chunk.paragraph;
        let printed = article.paragraphs.get(index).map_or("", |paragraph| paragraph.text.as_str());
        timeline.push(index, printed, &chunk.text, &chunk.placed());
    }
    drop(session);
    let keep = Keep::of(app, plan, key);
    blocking(move || {
        let text = Text::new(match form {
            Form::Json => timeline.to_json(),
            Form::Vtt => timeline.to_vtt(),
            Form::Srt => transcript::srt(&timeline),
        });
        let mut writer = keep.writer();
        writer.append(text.as_bytes());
        if writer.commit(&[]).is_some() {
            keep.share();
        }
        Ok(text)
    })
    .await
}
