//! What an operator may choose about the service.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use serde::Deserialize;

pub use crate::fetch::{Fetching, Posting};
use crate::store::Limits;

/// What an operator may choose about the service. Every field has a default, so an empty table is a whole one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Listeners that are served at a time; the next is asked to come again. A core makes about fifty times as much
    /// audio as is heard meanwhile, less the encoding; players fetch faster than they play.
    pub listeners: usize,
    /// The largest request body, in bytes.
    pub max_body_bytes: usize,
    /// The longest article, in characters.
    pub max_article_characters: usize,
    /// The longest `input` of `POST /v1/audio/speech` and the longest passage of `POST /v1/text`, in characters.
    pub max_passage_characters: usize,
    /// Articles that are kept; beyond it, those that were unused for longest go.
    pub max_articles: u32,
    /// The size of the audio that is kept, in bytes; beyond it, what was unused for longest goes. 0 keeps none.
    pub cache_bytes: u64,
    /// Audio, timelines and event streams that one client may have going at a time; 0 for as many as there are places.
    /// A client is an API key, an address where there are no keys, and on this machine itself each web page's origin;
    /// there the player is not limited, and programs leave it an eighth of the places. Services that share a database
    /// count together.
    pub listeners_per_client: usize,
    /// Connections that are open at a time. A few more are accepted for `/healthz`, `/readyz` and `/metrics` alone.
    pub max_connections: usize,
    /// How long a client may take to send the head of a request, in seconds.
    pub header_timeout_seconds: u64,
    /// How long a client may take to send the body of a request, in seconds.
    pub body_timeout_seconds: u64,
    /// How long a listener may leave a stream or a file unread, or take next to nothing of it, before it is given up, in
    /// seconds: a player that was paused for long asks again, and by then the audio is there.
    pub stall_timeout_seconds: u64,
    /// How long streams may go on after the service was told to stop, in seconds.
    pub shutdown_timeout_seconds: u64,
    /// Whether clients must have an API key.
    pub authentication: Authentication,
    /// The API keys.
    pub keys: Vec<ApiKey>,
    /// Names of the keys whose holders may change the lexicon of the house; `*` for everybody who may use the service.
    /// Where no key is needed, whoever uses the machine itself may.
    pub lexicon_editors: Vec<String>,
    /// Whether a key finds only the articles that were given with it. Without, keys say who may use the service and no
    /// more: an article's id is a digest of its text, so whoever has the same text finds it, and is told when it was
    /// first given and whether it was heard.
    pub separate_keys: bool,
    /// Names that the service is reached by (the header `Host`), beside those of this machine itself; `*` for any. A
    /// proxy that passes its own name on needs it here.
    pub hosts: Vec<String>,
    /// Origins whose pages may use the service (CORS), such as `https://news.example`; `*` for any. Pages of other
    /// origins are refused.
    pub cors_origins: Vec<String>,
    /// Folders that `natiq render` filled, by the name they are served under: `stories = "…"` at `/feeds/stories/`.
    /// Podcast apps send no keys, so what is in them is public.
    pub feeds: BTreeMap<String, PathBuf>,
    /// Articles that are given by their address.
    pub fetch: Fetching,
    /// Work that nobody waits for.
    pub jobs: JobSettings,
    /// To whom the end of a job is told.
    pub webhooks: Posting,
}

impl Settings {
    /// Returns how much is kept.
    pub fn limits(&self) -> Limits {
        Limits {
            articles: self.max_articles,
            cache_bytes: self.cache_bytes,
            job_days: self.jobs.keep_days,
            job_lease: Duration::from_secs(self.jobs.lease_seconds),
        }
    }
}

/// Work that nobody waits for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(default, deny_unknown_fields)]
pub struct JobSettings {
    /// Whether the service works on jobs itself. Where it does not, `natiq work` has to run somewhere on the same database.
    pub work: bool,
    /// Articles that are worked on at a time.
    pub at_a_time: usize,
    /// Articles that one job may have.
    pub max_articles: usize,
    /// How long a job that is over is kept, in days; and what was used by those who have no key.
    pub keep_days: u32,
    /// Where several nodes share a database: for how long one may be silent before another takes over the articles that it
    /// was working on, in seconds; [`MIN_LEASE_SECONDS`] at least.
    #[serde(deserialize_with = "lease_seconds")]
    pub lease_seconds: u64,
}

/// The shortest lease. It is renewed every second, which may take two: a node whose one renewal comes to nothing has time for
/// the next.
const MIN_LEASE_SECONDS: u64 = 5;

fn lease_seconds<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let seconds = u64::deserialize(deserializer)?;
    if seconds < MIN_LEASE_SECONDS {
        return Err(serde::de::Error::custom(format!(
            "`lease_seconds` is {seconds} (at least {MIN_LEASE_SECONDS}: a lease is renewed every second, and the database \
             may take two to answer)"
        )));
    }
    Ok(seconds)
}

impl Default for JobSettings {
    fn default() -> Self {
        Self { work: true, at_a_time: 2, max_articles: 1_000, keep_days: 30, lease_seconds: 30 }
    }
}

/// Whether clients must have an API key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(rename_all = "snake_case")]
pub enum Authentication {
    /// Where there are keys, and wherever the service can be reached from another machine.
    #[default]
    Auto,
    /// Always.
    Required,
    /// Never: whoever reaches the service may use it.
    Off,
}

/// An API key.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(deny_unknown_fields)]
pub struct ApiKey {
    /// Whose it is, for logs and limits.
    pub name: String,
    /// SHA-256 of the key, in hexadecimal, so that who reads the configuration has no key: `printf %s KEY | sha256sum`.
    /// Keys are to be long and random (`openssl rand -hex 32`); then a fast hash is as good as a slow one.
    pub sha256: String,
    /// Its own limit in place of [`Settings::listeners_per_client`].
    #[serde(default)]
    pub listeners: Option<usize>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listeners: 64,
            max_body_bytes: crate::article::MAX_INPUT_BYTES,
            max_article_characters: crate::article::MAX_CHARACTERS,
            max_passage_characters: 20_000,
            max_articles: 100_000,
            cache_bytes: 4 << 30,
            listeners_per_client: 8,
            max_connections: 1_024,
            header_timeout_seconds: 10,
            body_timeout_seconds: 30,
            stall_timeout_seconds: 120,
            shutdown_timeout_seconds: 20,
            authentication: Authentication::Auto,
            keys: Vec::new(),
            lexicon_editors: Vec::new(),
            separate_keys: false,
            hosts: Vec::new(),
            cors_origins: Vec::new(),
            feeds: BTreeMap::new(),
            fetch: Fetching::default(),
            jobs: JobSettings::default(),
            webhooks: Posting::default(),
        }
    }
}
