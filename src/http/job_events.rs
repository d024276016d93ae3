//! `GET /v1/jobs/{id}/events`: server-sent events of a job's progress.

use std::{convert::Infallible, time::Duration};

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
    clients::Client,
    events::KEEP_ALIVE,
    extract::Path,
    jobs::{JobAnswer, JobArticleAnswer, JobCounts, StateAnswer, no_job},
};
use crate::store::{Job, Progress};

/// What happened to a job. Its name is also the name of the server-sent event.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "type")]
pub(super) enum JobEvent {
    /// How far it is.
    Progress {
        state: StateAnswer,
        counts: JobCounts,
        /// Utterances that are spoken of the articles that are being spoken.
        utterances_done: usize,
        /// Utterances that these articles have.
        utterances_total: usize,
    },
    /// An article is finished, or could not be. The event's id counts them.
    Article {
        article: Box<JobArticleAnswer>,
    },
    /// Every article is finished.
    Done {
        job: Box<JobAnswer>,
    },
    /// One article at least could not be.
    Failed {
        job: Box<JobAnswer>,
    },
    Cancelled {
        job: Box<JobAnswer>,
    },
}

/// Events that wait for the client to take them.
const EVENTS: usize = 4;

/// Progress is told no more often: an utterance takes a worker less.
const PACE: Duration = Duration::from_millis(250);

/// Watches a job
///
/// Tells how far it is: events `progress`, `article` for each that is finished, and `done`, `failed` or `cancelled` at the
/// end, each with a JSON object. It begins with what is known: after a break, `Last-Event-ID` leaves out the articles that
/// the client knows of.
#[utoipa::path(
    get,
    path = "/v1/jobs/{id}/events",
    operation_id = "watch_job",
    tag = "jobs",
    params(
        ("id" = String, Path, description = "Id of the job"),
        ("Last-Event-ID" = Option<usize>, Header, description = "Id of the last event `article` that the client knows of"),
    ),
    responses(
        (status = 200, description = "Events, each with a `JobEvent` as its data", content(("text/event-stream"))),
        (status = 404, description = "No such job", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many streams of this client", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The service is stopping", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn show(
    State(app): State<App>,
    client: Client,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Error> {
    let permit = app.permit(&client)?;
    let holder = client.holder().to_owned();
    app.jobs().get(&id, &holder).await?.ok_or_else(|| no_job(&id))?;
    // Watched before it is looked at again, so that nothing happens unseen in between.
    let live = app.board().live(&id);
    let mut changed = live.watch();
    let mut job = app.jobs().get(&id, &holder).await?.ok_or_else(|| no_job(&id))?;
    let known = headers.get("last-event-id").and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    let (sender, receiver) = mpsc::channel(EVENTS);
    tokio::spawn(async move {
        let told = async {
            let mut known = known.unwrap_or(0);
            let mut steps = live.steps();
            loop {
                changed.borrow_and_update();
                for event in events(&job, &mut known, live.progress(&job)) {
                    if sender.send(Ok(event)).await.is_err() {
                        return;
                    }
                }
                if job.state.is_over() {
                    return;
                }
                tokio::time::sleep(PACE).await;
                // Another node may be working on it, and what it says of that be lost.
                let is_told = match app.jobs().poll_interval() {
                    None => changed.changed().await.is_ok().then_some(true),
                    Some(interval) => match tokio::time::timeout(interval, changed.changed()).await {
                        Ok(changed) => changed.is_ok().then_some(true),
                        Err(_) => Some(false),
                    },
                };
                let Some(is_told) = is_told else { return };
                let now = live.steps();
                if std::mem::replace(&mut steps, now) != now || !is_told {
                    match app.jobs().get(&id, &holder).await {
                        Ok(Some(now)) => job = now,
                        // It was taken away.
                        Ok(None) => return,
                        Err(error) => return Error::from(error).log(),
                    }
                }
            }
        };
        tokio::select! {
            () = sender.closed() => {}
            () = told => {}
        }
        drop(permit);
    });
    Ok(Sse::new(ReceiverStream::new(receiver)).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

/// Returns what there is to tell of a job to who knows of the first `known` articles that were finished.
fn events(job: &Job, known: &mut usize, spoken: Progress) -> Vec<Event> {
    let answer = JobAnswer::new(job, None);
    let mut finished: Vec<(usize, JobArticleAnswer)> = job
        .articles
        .iter()
        .zip(answer.articles)
        .filter_map(|(article, answer)| Some((article.sequence.filter(|sequence| sequence > known)?, answer)))
        .collect();
    finished.sort_by_key(|(sequence, _)| *sequence);
    let mut events = Vec::new();
    for (sequence, article) in finished {
        *known = sequence;
        events.push(JobEvent::Article { article: Box::new(article) }.event().id(sequence.to_string()));
    }
    let counts = JobCounts::of(job);
    let Progress { done: utterances_done, total: utterances_total } = spoken;
    let progress = JobEvent::Progress { state: job.state.into(), counts, utterances_done, utterances_total };
    events.push(progress.event());
    // The whole job is told at its end alone.
    let whole = || Box::new(JobAnswer::new(job, None));
    let end = match StateAnswer::from(job.state) {
        StateAnswer::Queued | StateAnswer::Running => None,
        StateAnswer::Done => Some(JobEvent::Done { job: whole() }),
        StateAnswer::Failed => Some(JobEvent::Failed { job: whole() }),
        StateAnswer::Cancelled => Some(JobEvent::Cancelled { job: whole() }),
    };
    events.extend(end.map(|end| end.event()));
    events
}

impl JobEvent {
    fn event(&self) -> Event {
        let name = match self {
            Self::Progress { .. } => "progress",
            Self::Article { .. } => "article",
            Self::Done { .. } => "done",
            Self::Failed { .. } => "failed",
            Self::Cancelled { .. } => "cancelled",
        };
        // JSON has no bare line breaks, which alone could spoil the event.
        Event::default().event(name).data(serde_json::to_string(self).unwrap_or_default())
    }
}
