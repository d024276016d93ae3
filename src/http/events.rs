//! `GET /v1/articles/{id}/events`: server-sent events as paragraphs are spoken.

use std::{collections::VecDeque, convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::State,
    http::HeaderMap,
    response::{
        Sse,
        sse::{Event, KeepAlive},
    },
};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use tokio_stream::{Stream, wrappers::ReceiverStream};
use utoipa::{IntoParams, ToSchema};

use super::{
    App, Error, Problem,
    app::Session,
    article_request::ArticleRequest,
    extract::Query,
    links::{Chosen, Links},
    reading::ReadingQuery,
    recording::blocking,
    voices::SpeechOptionsQuery,
};
use crate::{
    store::Record,
    timeline::{Cue, Timeline},
};

/// What happened. Its name is also the name of the server-sent event.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "type")]
pub(super) enum ArticleEvent {
    /// A paragraph has been spoken and its segment can be heard at once. The event's id is its index.
    Segment {
        /// Where it is heard.
        audio: String,
        index: usize,
        /// Length of its segment, in seconds.
        duration: f64,
        /// When its words are heard, from the start of its segment, and notes.
        cues: Vec<Cue>,
    },
    /// How far it is.
    Progress {
        /// Paragraphs up to the one that was just told of.
        done: usize,
        /// Paragraphs there are.
        total: usize,
        /// Length of the audio of the paragraphs that were told of so far, in seconds.
        duration: f64,
    },
    /// All is spoken.
    Done {
        /// Length of the audio from the first paragraph that was told of on, in seconds.
        duration: f64,
    },
    /// It could not go on. What was announced before can still be heard.
    Failed { problem: Problem },
}

/// Where it begins.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct EventsQuery {
    /// Index of the paragraph to begin with, for a listener who has jumped there; those before it are not spoken.
    pub from: Option<usize>,
}

/// Watches an article being spoken
///
/// Speaks the article paragraph by paragraph and tells of each: events `segment`, `progress`, `done`, `failed`, each
/// with a JSON object. It begins with the paragraph `from`; after a break, `Last-Event-ID` goes on behind the segment
/// that it names. The answer begins with the first paragraph's event, so a refusal still has its status.
#[utoipa::path(
    get,
    path = "/v1/articles/{id}/events",
    operation_id = "watch_article",
    tag = "articles",
    params(
        ("id" = String, Path, description = "Id of the article"),
        SpeechOptionsQuery,
        ReadingQuery,
        EventsQuery,
        ("Last-Event-ID" = Option<usize>, Header, description = "Index of the last segment that the client knows of"),
    ),
    responses(
        (status = 200, description = "Events, each with a `ArticleEvent` as its data", content(("text/event-stream"))),
        (status = 400, description = "A malformed query", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such article", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No such voice or rate", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many streams of this client", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Every place is taken; see `Retry-After`", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn show(
    State(app): State<App>,
    request: ArticleRequest,
    Query(EventsQuery { from }): Query<EventsQuery>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Error> {
    let plan = request.plan(&app, None).await?;
    let ArticleRequest { client, article, chosen, .. } = request;
    let known = headers.get("last-event-id").and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    let from = known.map_or(from.unwrap_or(0), |index| index.saturating_add(1));
    let mut telling = EventStream {
        // Who knows of the paragraphs before, or has jumped over them, does not wait for them.
        session: app.read(&client, &plan, from)?,
        timeline: Timeline::default(),
        before: 0.0,
        article,
        chosen,
        due: VecDeque::new(),
        is_over: false,
    };
    drop(plan);
    let first = telling.next().await?;
    let (sender, receiver) = mpsc::channel(EVENTS);
    tokio::spawn(async move {
        let told = async {
            let mut next = first;
            while let Some(happened) = next {
                let is_end = matches!(happened, ArticleEvent::Done { .. } | ArticleEvent::Failed { .. });
                // A long paragraph is long to write.
                let Ok(event) = blocking(move || Ok(happened.event())).await else { break };
                if sender.send(Ok(event)).await.is_err() || is_end {
                    break;
                }
                next = telling.next().await.unwrap_or_else(|error| {
                    error.log();
                    Some(ArticleEvent::Failed { problem: error.problem() })
                });
            }
        };
        tokio::select! {
            () = sender.closed() => {}
            () = told => {}
        }
    });
    Ok(Sse::new(ReceiverStream::new(receiver)).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

/// Events that wait for the client to take them.
const EVENTS: usize = 4;

/// Proxies close connections that are silent for a minute.
pub(super) const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// An article being spoken and told of.
struct EventStream {
    session: Session,
    /// Of the paragraph that is being spoken.
    timeline: Timeline,
    /// Audio of the paragraphs that were told of before, in seconds.
    before: f64,
    article: Arc<Record>,
    chosen: Chosen,
    /// Events that are to be told before more is spoken.
    due: VecDeque<ArticleEvent>,
    is_over: bool,
}

impl EventStream {
    /// Returns what happens next; `None` after the end.
    async fn next(&mut self) -> Result<Option<ArticleEvent>, Error> {
        loop {
            if let Some(happened) = self.due.pop_front() {
                return Ok(Some(happened));
            }
            if self.is_over {
                return Ok(None);
            }
            let Some(chunk) = self.session.next().await else {
                self.is_over = true;
                return Ok(Some(ArticleEvent::Done { duration: self.before }));
            };
            let chunk = chunk?;
            let printed = self.article.paragraphs.get(chunk.paragraph).map_or("", |paragraph| paragraph.text.as_str());
            self.timeline.push(chunk.paragraph, printed, &chunk.text, &chunk.placed());
            if !chunk.is_last {
                continue;
            }
            let Timeline { duration, cues } = std::mem::take(&mut self.timeline);
            self.before += duration;
            let index = chunk.paragraph;
            let audio = Links::segment(&self.article.id, index, &self.chosen);
            self.due.push_back(ArticleEvent::Segment { audio, index, duration, cues });
            self.due.push_back(ArticleEvent::Progress {
                done: index + 1,
                total: self.article.paragraphs.len(),
                duration: self.before,
            });
        }
    }
}

impl ArticleEvent {
    fn event(&self) -> Event {
        let (name, id) = match self {
            Self::Segment { index, .. } => ("segment", Some(index)),
            Self::Progress { .. } => ("progress", None),
            Self::Done { .. } => ("done", None),
            Self::Failed { .. } => ("failed", None),
        };
        let event = Event::default().event(name);
        let event = match id {
            Some(id) => event.id(id.to_string()),
            None => event,
        };
        // JSON has no bare line breaks, which alone could spoil the event.
        event.data(serde_json::to_string(self).unwrap_or_default())
    }
}
