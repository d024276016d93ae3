//! `/v1/jobs`: articles that are spoken while nobody waits, one or many at a time.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{FromRequest, Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::{
    App, Error, Problem,
    articles::NewArticle,
    audio::AudioRequest,
    clients::Client,
    extract::{Path, Query, Raw},
    fetch,
    idempotency::{self, Begun},
    library::{check_metadata, next_page, page_length},
    links::{Chosen, Links},
    reading::ReadingChoice,
    webhook,
};
use crate::{
    digest::sha256,
    store::{self, Counts, Job, JobState, Known, NewJob as Taken, Outcome, Priority},
};

/// Articles to be spoken.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "articles": [{"title": "الطقس غدًا", "text": "تتوقع الأرصاد طقسًا معتدلًا يوم 12 مايو."}],
    "format": "mp3",
    "metadata": {"issue": "12"},
}))]
pub(super) struct NewJob {
    /// One article or many, at most `max_articles` of the configuration (1,000).
    pub articles: Vec<NewJobArticle>,
    /// `mp3` (where the build has it, the default), `opus`, `flac`, `wav`, `pcm` or, where FFmpeg is installed, `aac`.
    #[serde(default)]
    #[schema(example = "mp3")]
    pub format: Option<String>,
    /// Id of the voice; without it the default voice.
    #[serde(default)]
    pub voice: Option<String>,
    /// How fast to speak: 1 is the voice's own speed, 2 twice as fast.
    #[serde(default)]
    #[schema(minimum = 0.5, maximum = 3.0)]
    pub rate: Option<f32>,
    /// How many semitones higher to speak than the voice does by itself; below zero, lower.
    #[serde(default)]
    #[schema(minimum = -6.0, maximum = 6.0)]
    pub pitch: Option<f32>,
    /// How the texts are read. A lexicon is kept with the articles that are given with the job.
    #[serde(default)]
    pub reading: ReadingChoice,
    /// Whether its articles go before those of other jobs, or after them.
    #[serde(default)]
    pub priority: PriorityChoice,
    /// Where the end of the job is told.
    #[serde(default)]
    #[schema(example = json!(null))]
    pub webhook: Option<NewWebhook>,
    /// Notes about it, such as its number in a CMS.
    #[serde(default)]
    pub metadata: BTreeMap<String, String>,
}

/// Which jobs go before which: an article waits while any of a higher priority does, of whichever client. Who listens goes
/// before all of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum PriorityChoice {
    /// What is waited for, such as news of the hour.
    High,
    #[default]
    Normal,
    /// What may wait as long as there is anything else, such as an archive.
    Low,
}

/// An article of a job: one that is kept (`id`), or one of `text`, `html`, `ssml` and `url` as `POST /v1/articles` takes it.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(example = json!({"title": "الطقس غدًا", "text": "تتوقع الأرصاد طقسًا معتدلًا يوم 12 مايو."}))]
pub(super) struct NewJobArticle {
    /// Id of an article that is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The text; each line is a paragraph.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The page, or the part of it that has the article.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
    /// The text in SSML.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ssml: Option<String>,
    /// The address of the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The headline, in place of the one that is found in the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Notes about it.
    pub metadata: BTreeMap<String, String>,
    /// Whether programs and commands are left out of the article.
    pub skip_code: bool,
}

/// How the articles of a job are wanted, as it is kept with the job.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct JobOptions {
    format: Option<String>,
    voice: Option<String>,
    rate: Option<f32>,
    pitch: Option<f32>,
    reading: ReadingChoice,
}

/// Whom the end of a job is told to: a message with the job is posted there, signed as Standard Webhooks has it
/// (<https://www.standardwebhooks.com>).
///
/// `webhook-signature` is `v1,` and the Base64 of the HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}`, its key the
/// bytes that the Base64 behind `whsec_` stands for. What is not answered with 2xx is sent again after 5 seconds, then ever
/// later, for two days and a half; `webhook-id` stays the same.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"url": "https://cms.example/natiq"}))]
pub(super) struct NewWebhook {
    /// `http` or `https`; an address on the public internet, or in a network that the operator permits.
    pub url: String,
    /// What messages are signed with: `whsec_` and the Base64 of 24 to 64 random bytes. Without it one is made and told in
    /// the answer.
    #[serde(default)]
    pub secret: Option<String>,
}

/// A job.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct JobAnswer {
    #[schema(example = "019ac5b0-7f6e-7c3e-9d6b-2f6f0a6b2d11")]
    pub id: String,
    pub state: StateAnswer,
    pub priority: PriorityChoice,
    /// When it was given, in RFC 3339.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was over; nothing before.
    #[schema(format = DateTime)]
    pub finished_at: Option<String>,
    /// What its giver notes about it.
    pub metadata: BTreeMap<String, String>,
    pub counts: JobCounts,
    /// In the order they were given.
    pub articles: Vec<JobArticleAnswer>,
    /// Whom its end is told to, where that was asked for.
    pub webhook: Option<WebhookAnswer>,
    pub links: JobLinks,
}

/// Where a job is, or an article of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum StateAnswer {
    /// It waits for its turn.
    Queued,
    Running,
    /// All of it is spoken.
    Done,
    /// It could not be spoken; of a job, one article at least. The others are.
    Failed,
    Cancelled,
}

/// How many articles of a job are in which state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct JobCounts {
    pub total: usize,
    pub done: usize,
    pub failed: usize,
}

/// An article of a job.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct JobArticleAnswer {
    /// Its place among the articles of the job, from 0.
    pub index: usize,
    pub state: StateAnswer,
    /// Its id, once it is kept.
    pub id: Option<String>,
    /// Length of its audio, in seconds, once it is spoken.
    pub duration: Option<f64>,
    /// Size of its file, once it is made.
    pub size_bytes: Option<u64>,
    /// Why it could not be spoken.
    #[schema(value_type = Option<Problem>)]
    pub problem: Option<Value>,
    /// Where it is found and heard, once it is kept. What was evicted from the cache is spoken again when it is asked for.
    pub links: Option<Links>,
}

/// Whom the end of a job is told to, and how that went.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WebhookAnswer {
    pub url: String,
    /// `waiting` for the end, `due`, `delivered`, or `given_up`.
    #[schema(example = "waiting")]
    pub state: &'static str,
    /// How often it was tried.
    pub attempts: u32,
    /// Why the last attempt was none.
    pub last_error: Option<String>,
    /// What messages are signed with; only in the answer to who gave the job.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// Where the parts of a job are found.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct JobLinks {
    /// The job.
    #[serde(rename = "self")]
    pub itself: String,
    /// Server-sent events of its progress.
    pub events: String,
    /// Where it is cancelled, with `POST`.
    pub cancel: String,
}

/// Which jobs are listed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct JobsQuery {
    /// Only those in this state.
    #[param(inline)]
    pub state: Option<StateAnswer>,
    /// How many jobs there are on a page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<usize>,
    /// Where the page begins: the link `next` of the page before has it.
    pub cursor: Option<i64>,
}

/// Some of the jobs, the last given first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Jobs {
    pub jobs: Vec<JobAnswer>,
    /// The next page; nothing on the last.
    pub next: Option<String>,
}

/// What the route is called where requests are answered once.
const ROUTE: &str = "POST /v1/jobs";

/// Gives a job
///
/// Its articles are taken and spoken one after another, whether anybody listens or not, and through a restart of the
/// service. With `Idempotency-Key` the same request may be sent again and makes no second job. Watch it by its link
/// `events`, look it up now and then, or name a `webhook`.
#[utoipa::path(
    post,
    path = "/v1/jobs",
    operation_id = "create_job",
    tag = "jobs",
    params(("Idempotency-Key" = Option<String>, Header, description = "A key of the client's choice, such as a UUID: the same request with the same key is answered with the same job, for a day")),
    request_body = NewJob,
    responses(
        (status = 202, description = "The job", body = JobAnswer,
            headers(("Location" = String, description = "Where the job is found"))),
        (status = 400, description = "Not JSON, or no idempotency key", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "An address, where the service fetches or sends nothing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such article", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The same request is being answered; see `Retry-After`", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A field that cannot be, or an idempotency key that came with another request", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "The disk is full", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn create(State(app): State<App>, client: Client, request: Request) -> Result<Response, Error> {
    let headers = request.headers().clone();
    let raw = Raw::from_request(request, &app).await?;
    if !raw.is_json() {
        return Err(Error::MediaType(format!(
            "media type `{}` is not taken here (send JSON with `Content-Type: application/json`)",
            raw.media_type
        )));
    }
    let begun = idempotency::begin(&app, &client, ROUTE, &headers, || sha256(&raw.bytes)).await?;
    let turn = match begun {
        Begun::New(turn) => turn,
        Begun::Answered(id, turn) => match app.jobs().get(&id, client.holder()).await? {
            Some(job) => return Ok(accepted(JobAnswer::new(&job, secret_of(&job)), true)),
            // It was taken away since; the same request makes it anew, once.
            None => {
                app.jobs().forget(&turn.once(), &id).await?;
                Some(turn)
            }
        },
    };
    let size = raw.bytes.len();
    let (checker, speaker) = (app.clone(), client.clone());
    let checked = move || {
        let new: NewJob = raw.json()?;
        new.check(&checker, &speaker)
    };
    let (taken, ids) = app.lanes().run(size, checked).await?;
    for id in ids {
        app.article(&client, &id).await?;
    }
    let (id, n_articles) = (taken.id.clone(), taken.articles.len());
    match app.jobs().create(taken, turn.as_ref().map(idempotency::Turn::once)).await? {
        Known::New => drop(turn),
        // Another node was sent the same request a moment before.
        Known::Answered(id) => {
            let job = app.jobs().get(&id, client.holder()).await?.ok_or_else(|| no_job(&id))?;
            return Ok(accepted(JobAnswer::new(&job, secret_of(&job)), true));
        }
        Known::Other => return Err(Error::KeyReused),
    }
    app.usage().add(&client.name, Counts { jobs: 1, ..Counts::default() });
    tracing::info!(job.id = %id, n_articles, "Took job `{id}`");
    app.board().work.notify_one();
    let job = app.jobs().get(&id, client.holder()).await?.ok_or_else(|| no_job(&id))?;
    Ok(accepted(JobAnswer::new(&job, secret_of(&job)), false))
}

fn accepted(answer: JobAnswer, is_again: bool) -> Response {
    let location = [(header::LOCATION, answer.links.itself.clone())];
    let mut response = (StatusCode::ACCEPTED, location, Json(answer)).into_response();
    if is_again {
        response.headers_mut().insert("idempotent-replayed", header::HeaderValue::from_static("true"));
    }
    response
}

/// Lists the jobs
///
/// The last given first, page by page. A key finds its own.
#[utoipa::path(
    get,
    path = "/v1/jobs",
    operation_id = "list_jobs",
    tag = "jobs",
    params(JobsQuery),
    responses(
        (status = 200, description = "A page of them", body = Jobs),
        (status = 400, description = "A malformed query", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No such length of a page", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn list(
    State(app): State<App>,
    client: Client,
    Query(query): Query<JobsQuery>,
) -> Result<Json<Jobs>, Error> {
    let limit = page_length(query.limit)?;
    let state = query.state.map(JobState::from);
    let page = app.jobs().list(client.holder(), state, query.cursor, limit).await?;
    let next = page.next.map(|cursor| {
        next_page("/v1/jobs", ("cursor", &cursor.to_string()), |link| {
            link.append_pair("limit", &limit.to_string());
            if let Some(state) = state {
                link.append_pair("state", state.name());
            }
        })
    });
    Ok(Json(Jobs { jobs: page.jobs.iter().map(|job| JobAnswer::new(job, None)).collect(), next }))
}

/// Shows a job
#[utoipa::path(
    get,
    path = "/v1/jobs/{id}",
    operation_id = "show_job",
    tag = "jobs",
    params(("id" = String, Path, description = "Id of the job")),
    responses(
        (status = 200, description = "The job", body = JobAnswer),
        (status = 404, description = "No such job", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn show(
    State(app): State<App>,
    client: Client,
    Path(id): Path<String>,
) -> Result<Json<JobAnswer>, Error> {
    let job = app.jobs().get(&id, client.holder()).await?.ok_or_else(|| no_job(&id))?;
    Ok(Json(JobAnswer::new(&job, None)))
}

/// Cancels a job
///
/// What is spoken of it stays; what is being spoken ends at once. A job that is over is left as it is.
#[utoipa::path(
    post,
    path = "/v1/jobs/{id}/cancel",
    operation_id = "cancel_job",
    tag = "jobs",
    params(("id" = String, Path, description = "Id of the job")),
    responses(
        (status = 200, description = "The job as it is now", body = JobAnswer),
        (status = 404, description = "No such job", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "The disk is full", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn cancel(
    State(app): State<App>,
    client: Client,
    Path(id): Path<String>,
) -> Result<Json<JobAnswer>, Error> {
    let job = app.jobs().cancel(&id, client.holder()).await?.ok_or_else(|| no_job(&id))?;
    app.board().end(&id);
    app.board().webhooks.notify_one();
    Ok(Json(JobAnswer::new(&job, None)))
}

/// Takes a job away
///
/// One that is not over ends without its webhook. The articles that it brought stay.
#[utoipa::path(
    delete,
    path = "/v1/jobs/{id}",
    operation_id = "delete_job",
    tag = "jobs",
    params(("id" = String, Path, description = "Id of the job")),
    responses(
        (status = 204, description = "It is gone"),
        (status = 404, description = "No such job", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "The disk is full", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn delete(State(app): State<App>, client: Client, Path(id): Path<String>) -> Result<Response, Error> {
    if !app.jobs().delete(&id, client.holder()).await? {
        return Err(no_job(&id));
    }
    app.board().end(&id);
    Ok(StatusCode::NO_CONTENT.into_response())
}

pub(super) fn no_job(id: &str) -> Error {
    Error::NoJob(id.chars().take(64).collect())
}

fn secret_of(job: &Job) -> Option<String> {
    Some(job.webhook.as_ref()?.secret.clone())
}

impl NewJob {
    /// Checks a job; also returns the ids of the articles that are to be there already. To be called where blocking is
    /// allowed.
    fn check(self, app: &App, client: &Client) -> Result<(Taken, Vec<String>), Error> {
        let invalid = |field, what: String| Err(Error::Invalid { field, what });
        let limit = app.settings().jobs.max_articles;
        match self.articles.len() {
            0 => return invalid("articles", "there is none".to_owned()),
            n if n > limit => return invalid("articles", format!("{n} articles (at most {limit})")),
            _ => {}
        }
        check_metadata(&self.metadata)?;
        let Self { format, voice, rate, pitch, reading, .. } = self;
        let options = JobOptions { format, voice, rate, pitch, reading };
        options.audio_request(app)?;
        options.reading.entries()?;
        let mut ids = Vec::new();
        let mut articles = Vec::with_capacity(self.articles.len());
        for article in &self.articles {
            let sources = [&article.id, &article.text, &article.html, &article.ssml, &article.url];
            if sources.into_iter().flatten().count() != 1 {
                return invalid("articles", "expected one of `id`, `text`, `html`, `ssml`, `url` for each".to_owned());
            }
            check_metadata(&article.metadata)?;
            if let Some(url) = &article.url {
                app.fetcher().ok_or(fetch::Error::Off)?.check(url)?;
            }
            if let Some(id) = &article.id {
                if article.title.is_some() || article.skip_code || !article.metadata.is_empty() {
                    let what = "an article that is kept is spoken as it is (change it with `PATCH`)";
                    return invalid("articles", what.to_owned());
                }
                if !options.reading.lexicon.is_empty() {
                    return invalid("lexicon", "an article that is kept has its own (give it anew)".to_owned());
                }
                ids.push(id.clone());
            }
            articles.push(super::file::to_json(article)?);
        }
        let webhook = match self.webhook {
            None => None,
            Some(NewWebhook { url, secret }) => {
                let poster = app.poster().ok_or(Error::NoWebhooks)?;
                poster.check(&url).map_err(|error| Error::Invalid { field: "webhook", what: error.to_string() })?;
                if let Some(secret) = &secret {
                    webhook::check_secret(secret)?;
                }
                Some((url, secret.unwrap_or_else(webhook::new_secret)))
            }
        };
        let taken = Taken {
            // In the order they are given, and not to be guessed.
            id: uuid::Uuid::now_v7().to_string(),
            client: client.holder().to_owned(),
            priority: self.priority.into(),
            options: super::file::to_json(&options)?,
            metadata: self.metadata,
            articles,
            webhook,
        };
        Ok((taken, ids))
    }
}

impl NewJobArticle {
    /// Returns the article as `POST /v1/articles` takes it.
    pub(super) fn into_new(self, options: &JobOptions) -> NewArticle {
        let Self { id: _, text, html, ssml, url, title, metadata, skip_code } = self;
        let reading = options.reading.clone();
        NewArticle { text, html, ssml, url, title, metadata, skip_code, voice: None, rate: None, pitch: None, reading }
    }
}

impl JobOptions {
    /// Checks how the audio is wanted.
    pub(super) fn audio_request(&self, app: &App) -> Result<AudioRequest, Error> {
        let mut audio_request =
            AudioRequest::new(app, self.format.as_deref(), self.voice.as_deref(), self.rate, self.pitch)?;
        audio_request.speech_options = self.reading.query().apply(audio_request.speech_options)?;
        Ok(audio_request)
    }

    fn links(&self, id: &str) -> Links {
        let chosen =
            Chosen { voice: self.voice.clone(), rate: self.rate, pitch: self.pitch, reading: self.reading.query() };
        let format = self.format.as_ref().map(|format| format!("format={format}")).unwrap_or_default();
        Links { audio: format!("/v1/articles/{id}/audio{}", chosen.query(&format)), ..Links::of(id, &chosen) }
    }
}

impl JobAnswer {
    pub(super) fn new(job: &Job, secret: Option<String>) -> Self {
        // They were written by this service; what it does not know any more is left out of the links.
        let options: JobOptions = serde_json::from_str(&job.options).unwrap_or_default();
        let articles = job.articles.iter().enumerate();
        let link = |part: &str| format!("/v1/jobs/{}{part}", job.id);
        Self {
            id: job.id.clone(),
            state: job.state.into(),
            priority: job.priority.into(),
            created_at: job.created_at.to_string(),
            finished_at: job.finished_at.map(|at| at.to_string()),
            metadata: job.metadata.clone(),
            counts: JobCounts::of(job),
            articles: articles.map(|(index, article)| JobArticleAnswer::new(index, article, &options)).collect(),
            webhook: job.webhook.as_ref().map(|webhook| WebhookAnswer {
                url: webhook.url.clone(),
                state: webhook.state.name(),
                attempts: webhook.attempts,
                last_error: webhook.last_error.clone(),
                secret,
            }),
            links: JobLinks { itself: link(""), events: link("/events"), cancel: link("/cancel") },
        }
    }
}

impl JobArticleAnswer {
    pub(super) fn new(index: usize, article: &store::JobArticle, options: &JobOptions) -> Self {
        let (duration, size_bytes, problem) = match &article.outcome {
            Some(Outcome::Done { duration, size_bytes }) => (Some(*duration), Some(*size_bytes), None),
            Some(Outcome::Failed { problem }) => (None, None, serde_json::from_str(problem).ok()),
            None => (None, None, None),
        };
        Self {
            index,
            state: article.state.into(),
            id: article.article.clone(),
            duration,
            size_bytes,
            problem,
            links: article.article.as_deref().map(|id| options.links(id)),
        }
    }
}

impl JobCounts {
    pub(super) fn of(job: &Job) -> Self {
        let count = |state| job.articles.iter().filter(|article| article.state == state).count();
        Self { total: job.articles.len(), done: count(JobState::Done), failed: count(JobState::Failed) }
    }
}

impl From<PriorityChoice> for Priority {
    fn from(priority: PriorityChoice) -> Self {
        match priority {
            PriorityChoice::High => Self::High,
            PriorityChoice::Normal => Self::Normal,
            PriorityChoice::Low => Self::Low,
        }
    }
}

impl From<Priority> for PriorityChoice {
    fn from(priority: Priority) -> Self {
        match priority {
            Priority::High => Self::High,
            Priority::Normal => Self::Normal,
            Priority::Low => Self::Low,
        }
    }
}

impl From<JobState> for StateAnswer {
    fn from(state: JobState) -> Self {
        match state {
            JobState::Queued => Self::Queued,
            JobState::Running => Self::Running,
            JobState::Done => Self::Done,
            JobState::Failed => Self::Failed,
            JobState::Cancelled => Self::Cancelled,
        }
    }
}

impl From<StateAnswer> for JobState {
    fn from(state: StateAnswer) -> Self {
        match state {
            StateAnswer::Queued => Self::Queued,
            StateAnswer::Running => Self::Running,
            StateAnswer::Done => Self::Done,
            StateAnswer::Failed => Self::Failed,
            StateAnswer::Cancelled => Self::Cancelled,
        }
    }
}
