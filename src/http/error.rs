//! Every refusal and failure as an RFC 9457 problem: the one place that knows which error is which status.

use std::time::Duration;

use axum::{
    Json,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{fetch, problems};
use crate::{article, encode, lexicon::HouseError, pipeline, store, voice, worker};

/// Why a request is not answered as hoped.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error(transparent)]
    Article(#[from] article::Error),
    #[error(transparent)]
    Voice(#[from] voice::Error),
    #[error(transparent)]
    Pauses(#[from] pipeline::PausesOutOfRange),
    #[error(transparent)]
    Worker(#[from] worker::Error),
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error(transparent)]
    Encode(#[from] encode::Error),
    #[error(transparent)]
    Format(#[from] encode::UnknownFormat),
    #[error(transparent)]
    Fetch(#[from] fetch::Error),
    #[error(transparent)]
    Lexicon(#[from] HouseError),
    #[error("the lexicon has no entry for `{0}`")]
    NoEntry(String),
    #[error(
        "the lexicon of the house may not be changed by this client (its operator names the key in `lexicon_editors`)"
    )]
    NotEditor,
    #[error("it was changed meanwhile, or is there already (read it again for its new `ETag`)")]
    Precondition,
    #[error("article `{0}` does not exist (give it to `POST /v1/articles` first)")]
    NoArticle(String),
    #[error("segment {index} does not exist (the article has {count}, from 0)")]
    NoSegment { index: usize, count: usize },
    #[error("the article is read otherwise by now (ask for its `stream.m3u8` again, and begin anew)")]
    NoEdition,
    #[error("job `{0}` does not exist (give one to `POST /v1/jobs`; jobs that are over are kept for a while)")]
    NoJob(String),
    #[error("the key of `Idempotency-Key` came with another request (use a new one for each request)")]
    KeyReused,
    #[error("the request of this `Idempotency-Key` is still being answered (try again later)")]
    KeyInUse,
    #[error(
        "this service sends no webhooks (its operator sets `enabled` under `[http.webhooks]`; watch the job by its link `events`)"
    )]
    NoWebhooks,
    #[error("the article was begun {attempts} times, and the service ended each time")]
    JobGivenUp { attempts: u32 },
    #[error("model `{0}` does not exist (there is `natiq`)")]
    NoModel(String),
    #[error("`{0}` does not exist (all routes are at `/docs`)")]
    NoRoute(String),
    #[error("`{path}` does not take {method} (see the header `Allow`)")]
    Method { method: String, path: String },
    /// The request does not have the form it must have.
    #[error("{0}")]
    Malformed(String),
    #[error("query parameter `{name}` does not exist here ({})", listed(known))]
    UnknownParameter { name: String, known: Vec<String> },
    /// A field has the right form and a value that cannot be.
    #[error("field `{field}`: {what}")]
    Invalid { field: &'static str, what: String },
    #[error("{0}")]
    MediaType(String),
    #[error("limit reached: the body is larger than {limit} bytes")]
    BodyTooLarge { limit: usize },
    #[error("the body did not arrive within {} s", .0.as_secs())]
    BodyTooSlow(Duration),
    #[error("the range is outside the {size} bytes there are")]
    Range { size: u64 },
    #[error("an API key is needed (send `Authorization: Bearer KEY`)")]
    NoKey,
    #[error("the API key is not known")]
    UnknownKey,
    #[error("limit reached: {limit} streams at a time for each client (close one, or try again later)")]
    TooManyListeners { limit: usize },
    #[error("too many articles are being taken (try again later)")]
    TooManyBodies,
    #[error("too many connections are open (try again later)")]
    TooManyConnections,
    #[error("too many wrong API keys (try again later)")]
    TooManyGuesses,
    #[error("`{0}` is not a name of this service (its operator adds it to `hosts` under `[http]`)")]
    ForeignHost(String),
    #[error("pages of other sites may not ask for this (the operator adds `{0}` to `cors_origins` under `[http]`)")]
    ForeignPage(String),
    #[error("{}", not_ready(.0))]
    NotReady(#[source] store::Error),
    /// A stream for HLS players that broke a moment ago, which was logged then.
    #[error("the stream broke")]
    StreamBroken,
    #[error("the audio was made and could not be kept (the disk is full, or `cache_bytes` too small)")]
    NotKept,
    /// A fault of ours.
    #[error("a task broke")]
    Broken(#[source] tokio::task::JoinError),
    #[error("a task was stopped before its end")]
    Stopped,
}

/// Writes down the query parameters that a route takes.
fn listed(known: &[String]) -> String {
    match known {
        [] => "it takes none".to_owned(),
        known => format!("it takes `{}`", known.join("`, `")),
    }
}

/// Says what is missing, but not where it is: whoever reaches the service may ask.
fn not_ready(error: &store::Error) -> String {
    match error.unreachable() {
        Some(dependency) => format!("{dependency} cannot be reached (the service's log says why)"),
        None => "no article can be taken now (the service's log says why)".to_owned(),
    }
}

/// How long a client that has too much going is asked to wait.
const RETRY_AFTER: Duration = Duration::from_secs(5);

/// A refusal or failure (RFC 9457), as `application/problem+json`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Problem {
    /// Where `/docs` says what it is and what to do about it.
    #[serde(rename = "type")]
    #[schema(example = "/docs#error-article_not_found")]
    pub kind: String,
    /// What it is, in plain words.
    pub title: &'static str,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599, example = 404)]
    pub status: u16,
    /// What is wrong and what would be right, in English.
    pub detail: String,
    /// What is wrong, for programs; it stays the same from version to version.
    #[schema(example = "article_not_found")]
    pub code: &'static str,
    /// Which field or parameter it is about, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<&'static str>,
}

impl Error {
    /// Returns the status and the code.
    fn class(&self) -> (StatusCode, &'static str) {
        use StatusCode as S;
        match self {
            Self::Article(error) => match error {
                article::Error::Empty => (S::UNPROCESSABLE_ENTITY, "empty_article"),
                article::Error::NotText { .. } => (S::UNPROCESSABLE_ENTITY, "not_text"),
                article::Error::NoText { .. } => (S::UNPROCESSABLE_ENTITY, "no_article_text"),
                article::Error::Ssml(_) => (S::UNPROCESSABLE_ENTITY, "ssml_malformed"),
                article::Error::Links => (S::UNPROCESSABLE_ENTITY, "page_of_links"),
                article::Error::NotArabic => (S::UNPROCESSABLE_ENTITY, "not_arabic"),
                article::Error::Damaged { .. } => (S::UNPROCESSABLE_ENTITY, "damaged"),
                article::Error::Protected { .. } => (S::UNPROCESSABLE_ENTITY, "protected"),
                article::Error::NoArticle { .. } => (S::UNPROCESSABLE_ENTITY, "no_article"),
                article::Error::InputTooLarge { .. } => (S::PAYLOAD_TOO_LARGE, "body_too_large"),
                article::Error::TooLong { .. } => (S::PAYLOAD_TOO_LARGE, "article_too_long"),
            },
            Self::Voice(error) | Self::Worker(worker::Error::Pipeline(pipeline::Error::Voice(error))) => match error {
                voice::Error::Unknown { .. } => (S::UNPROCESSABLE_ENTITY, "unknown_voice"),
                voice::Error::Rate { .. } => (S::UNPROCESSABLE_ENTITY, "rate_out_of_range"),
                voice::Error::Pitch { .. } => (S::UNPROCESSABLE_ENTITY, "pitch_out_of_range"),
                _ => (S::INTERNAL_SERVER_ERROR, "voice_failed"),
            },
            Self::Pauses(_) => (S::UNPROCESSABLE_ENTITY, "pauses_out_of_range"),
            Self::Worker(error) => match error {
                worker::Error::Full { .. } => (S::SERVICE_UNAVAILABLE, "full"),
                worker::Error::Closed => (S::SERVICE_UNAVAILABLE, "shutting_down"),
                _ => (S::INTERNAL_SERVER_ERROR, "speech_failed"),
            },
            Self::Store(error) if error.is_full() => (S::INSUFFICIENT_STORAGE, "storage_full"),
            Self::Store(store::Error::Closed) => (S::SERVICE_UNAVAILABLE, "shutting_down"),
            Self::Store(error) if error.unreachable().is_some() => (S::SERVICE_UNAVAILABLE, "store_unreachable"),
            Self::Store(_) => (S::INTERNAL_SERVER_ERROR, "store_failed"),
            Self::Encode(encode::Error::NotInBuild(_)) => (S::UNPROCESSABLE_ENTITY, "format_not_in_build"),
            Self::Encode(encode::Error::Aac(encode::aac::Error::NotInstalled(_))) => {
                (S::UNPROCESSABLE_ENTITY, "format_not_installed")
            }
            Self::Encode(encode::Error::SampleRate { .. }) => (S::UNPROCESSABLE_ENTITY, "format_not_for_voice"),
            Self::Encode(_) => (S::INTERNAL_SERVER_ERROR, "encoding_failed"),
            Self::Format(_) => (S::UNPROCESSABLE_ENTITY, "unknown_format"),
            Self::Fetch(error) => match error {
                fetch::Error::Off => (S::FORBIDDEN, "fetch_off"),
                fetch::Error::Busy => (S::SERVICE_UNAVAILABLE, "full"),
                fetch::Error::Address(_) | fetch::Error::Robots => (S::UNPROCESSABLE_ENTITY, "url_refused"),
                fetch::Error::NotPublic { .. } => (S::UNPROCESSABLE_ENTITY, "host_not_public"),
                fetch::Error::MediaType(_) => (S::UNPROCESSABLE_ENTITY, "page_not_text"),
                fetch::Error::TooLarge { .. } => (S::UNPROCESSABLE_ENTITY, "page_too_large"),
                fetch::Error::Status { .. } | fetch::Error::TooManyRedirects { .. } | fetch::Error::Failed(_) => {
                    (S::BAD_GATEWAY, "fetch_failed")
                }
                fetch::Error::TooSlow { .. } => (S::GATEWAY_TIMEOUT, "fetch_timed_out"),
            },
            Self::Lexicon(HouseError::TooMany { .. } | HouseError::TooManyPatterns { .. }) => {
                (S::UNPROCESSABLE_ENTITY, "lexicon_full")
            }
            Self::Lexicon(_) => (S::INTERNAL_SERVER_ERROR, "lexicon_failed"),
            Self::NoEntry(_) => (S::NOT_FOUND, "entry_not_found"),
            Self::NotEditor => (S::FORBIDDEN, "lexicon_not_allowed"),
            Self::Precondition => (S::PRECONDITION_FAILED, "precondition_failed"),
            Self::NoArticle(_) => (S::NOT_FOUND, "article_not_found"),
            Self::NoSegment { .. } => (S::NOT_FOUND, "segment_not_found"),
            Self::NoEdition => (S::GONE, "stream_changed"),
            Self::NoModel(_) => (S::NOT_FOUND, "model_not_found"),
            Self::NoJob(_) => (S::NOT_FOUND, "job_not_found"),
            Self::KeyReused => (S::UNPROCESSABLE_ENTITY, "idempotency_key_reused"),
            Self::KeyInUse => (S::CONFLICT, "idempotency_key_in_use"),
            Self::NoWebhooks => (S::FORBIDDEN, "webhooks_off"),
            Self::JobGivenUp { .. } => (S::INTERNAL_SERVER_ERROR, "job_given_up"),
            Self::NoRoute(_) => (S::NOT_FOUND, "not_found"),
            Self::Method { .. } => (S::METHOD_NOT_ALLOWED, "method_not_allowed"),
            Self::Malformed(_) => (S::BAD_REQUEST, "malformed_request"),
            Self::UnknownParameter { .. } => (S::BAD_REQUEST, "unknown_parameter"),
            Self::Invalid { .. } => (S::UNPROCESSABLE_ENTITY, "invalid_field"),
            Self::MediaType(_) => (S::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type"),
            Self::BodyTooLarge { .. } => (S::PAYLOAD_TOO_LARGE, "body_too_large"),
            Self::BodyTooSlow(_) => (S::REQUEST_TIMEOUT, "body_too_slow"),
            Self::Range { .. } => (S::RANGE_NOT_SATISFIABLE, "range_not_satisfiable"),
            Self::NoKey => (S::UNAUTHORIZED, "api_key_missing"),
            Self::UnknownKey => (S::UNAUTHORIZED, "api_key_unknown"),
            Self::TooManyListeners { .. } => (S::TOO_MANY_REQUESTS, "too_many_streams"),
            Self::TooManyBodies | Self::TooManyConnections => (S::SERVICE_UNAVAILABLE, "full"),
            Self::TooManyGuesses => (S::TOO_MANY_REQUESTS, "too_many_wrong_keys"),
            Self::ForeignHost(_) => (S::FORBIDDEN, "host_not_allowed"),
            Self::ForeignPage(_) => (S::FORBIDDEN, "origin_not_allowed"),
            Self::NotReady(_) => (S::SERVICE_UNAVAILABLE, "not_ready"),
            Self::StreamBroken => (S::INTERNAL_SERVER_ERROR, "speech_failed"),
            Self::NotKept => (S::INSUFFICIENT_STORAGE, "storage_full"),
            Self::Broken(_) => (S::INTERNAL_SERVER_ERROR, "request_failed"),
            Self::Stopped => (S::SERVICE_UNAVAILABLE, "shutting_down"),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Invalid { field, .. } => Some(field),
            Self::Voice(voice::Error::Unknown { .. }) => Some("voice"),
            Self::Voice(voice::Error::Rate { .. }) => Some("rate"),
            Self::Voice(voice::Error::Pitch { .. }) => Some("pitch"),
            Self::Pauses(_) => Some("pauses"),
            Self::Format(_) => Some("format"),
            Self::Article(article::Error::Ssml(_)) => Some("ssml"),
            Self::Fetch(_) => Some("url"),
            _ => None,
        }
    }

    /// Returns what the client is told. Of our own failures it hears that they happened; the log has the rest.
    pub(super) fn problem(&self) -> Problem {
        let (status, code) = self.class();
        let detail = match status {
            StatusCode::INTERNAL_SERVER_ERROR => "the service failed at this request (its log says why)".to_owned(),
            StatusCode::INSUFFICIENT_STORAGE => "the disk is full (what is kept already can still be heard)".to_owned(),
            _ => match self {
                Self::Store(error) if error.unreachable().is_some() => not_ready(error),
                _ => self.to_string(),
            },
        };
        let known = problems::of(code).map(|known| known.title);
        let title = known.or(status.canonical_reason()).unwrap_or("Error");
        Problem {
            kind: format!("/docs#error-{code}"),
            title,
            status: status.as_u16(),
            detail,
            code,
            field: self.field(),
        }
    }

    /// Tells whether it is for a server that is away.
    fn is_of_a_server_away(&self) -> bool {
        matches!(self, Self::Store(error) if error.unreachable().is_some())
    }

    /// Writes failures of ours to the log; refusals are the client's affair.
    pub(super) fn log(&self) {
        let is_ours = matches!(self.class().0, StatusCode::INTERNAL_SERVER_ERROR | StatusCode::INSUFFICIENT_STORAGE);
        if is_ours || matches!(self, Self::NotReady(_)) || self.is_of_a_server_away() {
            let causes = std::iter::successors(std::error::Error::source(self), |error| error.source());
            let causes: String = causes.map(|cause| format!(": {cause}")).collect();
            tracing::error!(code = self.class().1, "A request failed: {self}{causes}");
        }
    }

    /// Returns the header that belongs to the refusal.
    fn header(&self) -> Option<(HeaderName, HeaderValue)> {
        match self {
            Self::Worker(worker::Error::Full { retry_after, .. }) => {
                Some((header::RETRY_AFTER, retry_after.as_secs().into()))
            }
            Self::Worker(worker::Error::Closed)
            | Self::Stopped
            | Self::TooManyListeners { .. }
            | Self::TooManyBodies
            | Self::TooManyGuesses
            | Self::KeyInUse
            | Self::Fetch(fetch::Error::Busy) => Some((header::RETRY_AFTER, RETRY_AFTER.as_secs().into())),
            Self::Store(_) if self.is_of_a_server_away() => Some((header::RETRY_AFTER, RETRY_AFTER.as_secs().into())),
            Self::NoKey | Self::UnknownKey => {
                Some((header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"natiq\"")))
            }
            Self::Range { size } => {
                HeaderValue::from_str(&format!("bytes */{size}")).ok().map(|value| (header::CONTENT_RANGE, value))
            }
            // The rest of the body is not read, so the connection cannot be used again.
            Self::BodyTooLarge { .. } | Self::BodyTooSlow(_) | Self::TooManyConnections => {
                Some((header::CONNECTION, HeaderValue::from_static("close")))
            }
            _ => None,
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        self.log();
        let problem = self.problem();
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(&problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some((name, value)) = self.header() {
            headers.insert(name, value);
        }
        // For the routes that speak OpenAI's dialect.
        response.extensions_mut().insert(problem);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn server_that_is_away_and_a_service_that_stops_are_no_faults() {
        let stopping = Error::from(store::Error::Closed).problem();
        assert_eq!((stopping.status, stopping.code), (503, "shutting_down"));
        let away = || store::Error::Unreachable {
            dependency: store::Dependency::Database,
            place: "`natiq` at `db.internal`".to_owned(),
            source: "connection refused".into(),
        };
        let refused = Error::from(away());
        assert!(refused.header().is_some_and(|(name, _)| name == header::RETRY_AFTER));
        for (problem, code) in
            [(refused.problem(), "store_unreachable"), (Error::NotReady(away()).problem(), "not_ready")]
        {
            assert_eq!((problem.status, problem.code), (503, code));
            // Which one, but not where it is.
            assert!(
                problem.detail.contains("the database") && !problem.detail.contains("internal"),
                "{}",
                problem.detail
            );
        }
    }

    #[test]
    fn full_disk_is_told_from_a_broken_database() {
        let database = |code| {
            let code = rusqlite::ffi::Error::new(code);
            Error::from(store::Error::Database(rusqlite::Error::SqliteFailure(code, None))).problem()
        };
        let full = database(rusqlite::ffi::SQLITE_FULL);
        assert_eq!((full.status, full.code), (507, "storage_full"));
        let broken = database(rusqlite::ffi::SQLITE_CORRUPT);
        assert_eq!((broken.status, broken.code), (500, "store_failed"));
        assert!(!broken.detail.contains("database"));
    }
}
