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
use serde::Serialize;
use tokio::sync::mpsc;
use tokio_stream::{Stream, wrappers::ReceiverStream};
use utoipa::ToSchema;

use super::{
    App, Error, Problem,
    app::{self, Session},
    clients::Client,
    extract::{Path, Query},
    links::{Chosen, Links},
    reading::ReadingQuery,
    voices::MannerQuery,
};
use crate::{
    pipeline::Manner,
    store::Record,
    timeline::{Cue, Timeline},
};

/// What happened. Its name is also the name of the server-sent event.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "type")]
pub(super) enum Happened {
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
        /// Paragraphs spoken so far.
        done: usize,
        /// Paragraphs there are.
        total: usize,
        /// Audio made so far, in seconds.
        duration: f64,
    },
    /// All is spoken.
    Done {
        /// Length of the article's audio, in seconds.
        duration: f64,
    },
    /// It could not go on. What was announced before can still be heard.
    Failed { problem: Problem },
}

/// Watches an article being spoken
///
/// Speaks the article paragraph by paragraph and tells of each: events `segment`, `progress`, `done`, `failed`, each
/// with a JSON object. After a break, `Last-Event-ID` goes on behind the segment that it names. It begins with the first
/// paragraph's event, so a refusal still has its status.
#[utoipa::path(
    get,
    path = "/v1/articles/{id}/events",
    operation_id = "watch_article",
    tag = "articles",
    params(
        ("id" = String, Path, description = "Id of the article"),
        MannerQuery,
        ReadingQuery,
        ("Last-Event-ID" = Option<usize>, Header, description = "Index of the last segment that the client knows of"),
    ),
    responses(
        (status = 200, description = "Events, each with a `Happened` as its data", content(("text/event-stream"))),
        (status = 400, description = "A malformed query", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such article", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No such voice or rate", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many streams of this client", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Every place is taken; see `Retry-After`", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn show(
    State(app): State<App>,
    client: Client,
    Path(id): Path<String>,
    Query(query): Query<MannerQuery>,
    Query(reading): Query<ReadingQuery>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Error> {
    let manner = reading.apply(app.manner(query.voice.as_deref(), query.rate, query.pitch)?);
    let article = app.article(&id).await?;
    let manner = app::manner_of(&article, manner);
    let known = headers.get("last-event-id").and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    let from = known.map_or(0, |index| index.saturating_add(1));
    let chosen = Chosen { voice: query.voice, rate: query.rate, pitch: query.pitch, reading };
    let mut telling = Telling::new(&app, &client, &article, &manner, chosen, from)?;
    let first = telling.next().await?;
    let (sender, receiver) = mpsc::channel(EVENTS);
    tokio::spawn(async move {
        let told = async {
            let mut next = first;
            while let Some(happened) = next {
                let is_end = matches!(happened, Happened::Done { .. } | Happened::Failed { .. });
                if sender.send(Ok(happened.event())).await.is_err() || is_end {
                    break;
                }
                next = telling.next().await.unwrap_or_else(|error| {
                    error.log();
                    Some(Happened::Failed { problem: error.problem() })
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
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// An article being spoken and told of.
struct Telling {
    session: Session,
    /// Of the paragraph that is being spoken.
    timeline: Timeline,
    /// Audio of the paragraphs before, in seconds.
    before: f64,
    id: String,
    total: usize,
    chosen: Chosen,
    /// Events that are to be told before more is spoken.
    due: VecDeque<Happened>,
    /// The first segment that is told of.
    from: usize,
    is_over: bool,
}

impl Telling {
    fn new(
        app: &App,
        client: &Client,
        article: &Record,
        manner: &Arc<Manner>,
        chosen: Chosen,
        from: usize,
    ) -> Result<Self, Error> {
        // What the client knows of is spoken again for its times only, and comes from the cache.
        let session = app.read(client, &article.paragraphs, manner)?;
        Ok(Self {
            session,
            timeline: Timeline::default(),
            before: 0.0,
            id: article.id.clone(),
            total: article.paragraphs.len(),
            chosen,
            due: VecDeque::new(),
            from,
            is_over: false,
        })
    }

    /// Returns what happens next; `None` after the end.
    async fn next(&mut self) -> Result<Option<Happened>, Error> {
        loop {
            if let Some(happened) = self.due.pop_front() {
                return Ok(Some(happened));
            }
            if self.is_over {
                return Ok(None);
            }
            let Some(piece) = self.session.reading.next().await else {
                self.is_over = true;
                return Ok(Some(Happened::Done { duration: self.before }));
            };
            let piece = piece?;
            self.timeline.push(piece.paragraph, &piece.text, &piece.placed());
            if !piece.is_last {
                continue;
            }
            let Timeline { duration, cues } = std::mem::take(&mut self.timeline);
            self.before += duration;
            let index = piece.paragraph;
            if index >= self.from {
                let audio = Links::segment(&self.id, index, &self.chosen);
                self.due.push_back(Happened::Segment { audio, index, duration, cues });
                self.due.push_back(Happened::Progress { done: index + 1, total: self.total, duration: self.before });
            }
        }
    }
}

impl Happened {
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
