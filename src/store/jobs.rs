//! Jobs, idempotency keys and usage: in SQLite, or on a PostgreSQL server that many nodes share.
//!
//! A job is on the disk before its client hears of it, and so is each step of it. What was being worked on when a process
//! ended, in whatever way, waits again: when the SQLite database is opened, or when the lease of a node that is not heard
//! of any more ends. It is done anew, and as speech is kept by what it is made of, what was spoken before is not spoken
//! again where it is kept: in the folder of whoever spoke it.

use std::{collections::BTreeMap, path::Path, time::Duration};

use jiff::{Timestamp, ToSpan};
use tokio::sync::mpsc;

#[cfg(feature = "postgres")]
use super::postgres;
use super::{ClientStreams, Error, Usage, observed, sqlite};

/// The jobs that the service was given. Cheap to clone.
#[derive(Clone)]
pub struct Jobs(Kind);

#[derive(Clone)]
enum Kind {
    Sqlite(sqlite::Jobs),
    #[cfg(feature = "postgres")]
    Postgres(postgres::Jobs),
}

/// Asks whichever database it is.
macro_rules! ask {
    ($jobs:expr, $method:ident($($argument:expr),*)) => {
        match &$jobs.0 {
            Kind::Sqlite(jobs) => {
                observed("sqlite", concat!("jobs.", stringify!($method)), jobs.$method($($argument),*)).await
            }
            #[cfg(feature = "postgres")]
            Kind::Postgres(jobs) => {
                observed("postgresql", concat!("jobs.", stringify!($method)), jobs.$method($($argument),*)).await
            }
        }
    };
}

/// What there is to do, of all nodes that share the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Backlog {
    /// Articles that wait.
    pub queued: u64,
    /// Articles that a node works on.
    pub running: u64,
    /// How long ago the job was given whose articles have waited for longest.
    pub oldest: Duration,
    /// Articles whose node is not heard of any more, and which nobody has taken over.
    pub expired: u64,
}

impl Backlog {
    /// Puts together what a database tells: counts, and when the oldest job that waits was given and the present, in
    /// milliseconds since 1970.
    pub(super) fn of(counts: [i64; 3], oldest: Option<i64>, now: i64) -> Self {
        let [queued, running, expired] = counts.map(|count| u64::try_from(count).unwrap_or_default());
        let waited = oldest.and_then(|oldest| u64::try_from(now.saturating_sub(oldest)).ok()).unwrap_or_default();
        Self { queued, running, oldest: Duration::from_millis(waited), expired }
    }
}

/// A job.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    pub id: String,
    /// The name of the key that it was given with; empty where none was needed.
    pub client: String,
    pub state: JobState,
    pub priority: Priority,
    /// How its articles are wanted, as its giver wrote it: JSON that the service reads.
    pub options: String,
    /// What its giver notes about it.
    pub metadata: BTreeMap<String, String>,
    pub created_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    pub articles: Vec<JobArticle>,
    pub webhook: Option<Webhook>,
}

/// Where a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    Queued,
    Running,
    /// Every article is finished.
    Done,
    /// One article at least could not be; the others are finished.
    Failed,
    Cancelled,
}

/// Which jobs go before which: articles of a lower priority wait while there is one of a higher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Priority {
    High,
    #[default]
    Normal,
    Low,
}

/// An article of a job. It has the states of a job, too.
#[derive(Debug, Clone, PartialEq)]
pub struct JobArticle {
    pub state: JobState,
    /// The article as it was given, as JSON that the service reads; empty once it is kept among the articles.
    pub source: String,
    /// Its id, once it is kept.
    pub article: Option<String>,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// How many articles of its job were finished when it was, it included.
    pub sequence: Option<usize>,
    /// How far the node that works on it is, where nodes tell each other.
    pub progress: Option<Progress>,
}

/// How far an article that is being worked on is spoken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Utterances that are spoken.
    pub done: usize,
    /// Utterances that it has; 0 before that is known.
    pub total: usize,
}

/// What came of an article.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It is spoken: the length of its audio in seconds, and the size of its file in bytes.
    Done { duration: f64, size_bytes: u64 },
    /// It cannot be: the problem, as JSON.
    Failed { problem: String },
}

/// Whom a job's end is told to.
#[derive(Debug, Clone, PartialEq)]
pub struct Webhook {
    pub url: String,
    /// What messages are signed with.
    pub secret: String,
    pub state: WebhookState,
    /// How often it was tried.
    pub attempts: u32,
    /// What came of the last attempt, where that was no success.
    pub last_error: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebhookState {
    /// The job is not over.
    Waiting,
    /// The job is over, and its receiver has not heard of it.
    Due,
    Delivered,
    /// The receiver did not take it in any attempt.
    GivenUp,
}

/// A job as it is given.
#[derive(Debug, Clone)]
pub struct NewJob {
    pub id: String,
    pub client: String,
    pub priority: Priority,
    pub options: String,
    pub metadata: BTreeMap<String, String>,
    /// Each as JSON that the service reads.
    pub articles: Vec<String>,
    /// Address and secret.
    pub webhook: Option<(String, String)>,
}

/// A request that is to be answered once, however often it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Once {
    pub client: String,
    pub route: &'static str,
    /// As the client chose it.
    pub key: String,
    /// A digest of the request, by which another one with the same key is noticed.
    pub fingerprint: String,
}

/// What is known of a request that was to be answered once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// Nothing: it is new, or was forgotten.
    New,
    /// The id of what was made for it.
    Answered(String),
    /// Its key was used for another request.
    Other,
}

/// The right to work on an article of a job: for one taking of it. Who takes the same article again has another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    pub job: String,
    pub position: usize,
    /// The name of this taking, by which the database knows it; empty in SQLite, where one process takes all, and an
    /// article once until it is let go.
    #[cfg_attr(not(feature = "postgres"), allow(dead_code))]
    pub(super) name: String,
}

/// What another node did to a job, or this one is told that it may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobNotice {
    /// An article waits that nobody works on.
    Waiting,
    /// The job of this id is in another state, or an article of it, or it is gone.
    Changed(String),
    /// An article of the job of this id is spoken further.
    Progress(String),
}

/// An article to be worked on.
#[derive(Debug, Clone, PartialEq)]
pub struct Work {
    pub lease: Lease,
    pub client: String,
    pub options: String,
    pub source: String,
    pub article: Option<String>,
    /// How often it was begun, this time included.
    pub attempts: u32,
}

/// A page of jobs, the last given first.
#[derive(Debug, Clone, PartialEq)]
pub struct JobPage {
    pub jobs: Vec<Job>,
    /// What [`Jobs::list`] takes to go on behind them; `None` at the end.
    pub next: Option<i64>,
}

/// How long an idempotency key is known, in hours.
pub const KNOWN_HOURS: i64 = 24;

impl Jobs {
    /// Opens an SQLite database, and makes it where it is not there; one that is damaged is moved aside before. What was being
    /// worked on waits again; jobs that have been over for `keep_days` go.
    ///
    /// # Errors
    /// As [`Articles::open`](super::Articles::open).
    ///
    /// # Blocking
    /// Reads all of the file to check it, and writes to it.
    pub fn open(path: &Path, keep_days: u32) -> Result<Self, Error> {
        Ok(Self(Kind::Sqlite(sqlite::Jobs::open(path, keep_days)?)))
    }

    #[cfg(feature = "postgres")]
    pub(super) fn on(server: postgres::Server, lease: Duration) -> Self {
        Self(Kind::Postgres(postgres::Jobs::new(server, lease)))
    }

    /// Returns how much there is to do.
    ///
    /// # Errors
    /// [`Error::Database`], [`Error::Unreachable`].
    pub async fn backlog(&self) -> Result<Backlog, Error> {
        ask!(self, backlog())
    }

    /// Returns how often who waits for work has to ask: another node may have been given some. `None` where there is no
    /// other.
    pub fn poll_interval(&self) -> Option<Duration> {
        match &self.0 {
            Kind::Sqlite(_) => None,
            #[cfg(feature = "postgres")]
            Kind::Postgres(_) => Some(postgres::POLL_INTERVAL),
        }
    }

    /// Takes away the jobs that have been over for `keep_days`.
    ///
    /// # Errors
    /// As [`Jobs::create`].
    pub async fn sweep(&self, keep_days: u32) -> Result<(), Error> {
        ask!(self, sweep(keep_days))
    }

    /// Returns by what the nodes of the database tell each other how many streams clients have going.
    pub fn client_streams(&self) -> ClientStreams {
        match &self.0 {
            Kind::Sqlite(_) => ClientStreams::alone(),
            #[cfg(feature = "postgres")]
            Kind::Postgres(jobs) => ClientStreams::on(jobs.client_streams()),
        }
    }

    /// Returns what is counted of each client, which is in the same database.
    pub fn usage(&self) -> Usage {
        match &self.0 {
            Kind::Sqlite(jobs) => Usage::in_sqlite(jobs.usage()),
            #[cfg(feature = "postgres")]
            Kind::Postgres(jobs) => Usage::on(jobs.usage()),
        }
    }

    /// Returns what other nodes do to jobs from now on; `None` where there are none. It is a hint, for a node may be cut off
    /// for a while: who needs to know asks again after [`Jobs::poll_interval`].
    pub fn notices(&self) -> Option<mpsc::Receiver<JobNotice>> {
        match &self.0 {
            Kind::Sqlite(_) => None,
            #[cfg(feature = "postgres")]
            Kind::Postgres(jobs) => Some(jobs.notices()),
        }
    }

    /// Takes a job. With `once` it is made for that request, and whoever sends the request again is told of this job: then
    /// none is made, and what is returned is not [`Known::New`]. Of many nodes that are sent the request at a time one
    /// makes the job.
    ///
    /// # Errors
    /// [`Error::Database`], [`Error::Damaged`], [`Error::Vanished`], [`Error::Unreachable`].
    pub async fn create(&self, new: NewJob, once: Option<Once>) -> Result<Known, Error> {
        ask!(self, create(new, once))
    }

    /// Returns the job `id` of `client`.
    ///
    /// # Errors
    /// As [`Jobs::create`].
    pub async fn get(&self, id: &str, client: &str) -> Result<Option<Job>, Error> {
        ask!(self, get(id, client))
    }

    /// Lists the jobs of `client`, the last given first: at most `limit`, and behind the one that a [`JobPage::next`] before
    /// told of; with `state` only those.
    ///
    /// # Errors
    /// As [`Jobs::create`].
    pub async fn list(
        &self,
        client: &str,
        state: Option<JobState>,
        behind: Option<i64>,
        limit: usize,
    ) -> Result<JobPage, Error> {
        ask!(self, list(client, state, behind, limit))
    }

    /// Takes the next article that waits, and counts it as begun: of the jobs of the highest [`Priority`] the one that has
    /// the fewest at work, then the one that was given first. Nobody else gets it while its lease is [renewed](Jobs::renew_lease).
    ///
    /// # Errors
    /// As [`Jobs::create`].
    pub async fn next(&self) -> Result<Option<Work>, Error> {
        ask!(self, next())
    }

    /// Notes that an article of a job is kept under an id.
    ///
    /// # Errors
    /// As [`Jobs::create`].
    pub async fn note_article(&self, lease: &Lease, article: &str) -> Result<(), Error> {
        ask!(self, note_article(lease, article))
    }

    /// Says that an article that was begun is still being worked on, and how far it is, and tells whether it is still to be:
    /// its job may have been cancelled or taken away, or this process have been silent for so long that another has taken
    /// the article over.
    ///
    /// # Errors
    /// As [`Jobs::create`].
    pub async fn renew_lease(&self, lease: &Lease, progress: Progress) -> Result<bool, Error> {
        ask!(self, renew_lease(lease, progress))
    }

    /// Notes what came of an article that was worked on; the last one ends its job. Says whether it did.
    ///
    /// # Errors
    /// As [`Jobs::create`].
    pub async fn finish(&self, lease: &Lease, outcome: Outcome) -> Result<bool, Error> {
        ask!(self, finish(lease, outcome))
    }

    /// Lets an article that is being worked on wait again, as if it had not been begun.
    ///
    /// # Errors
    /// As [`Jobs::create`].
    pub async fn put_back(&self, lease: &Lease) -> Result<(), Error> {
        ask!(self, put_back(lease))
    }

    /// Lets an article that could not be done this time wait for so long at least; that it was begun counts.
    ///
    /// # Errors
    /// As [`Jobs::create`].
    pub async fn retry(&self, lease: &Lease, after: Duration) -> Result<(), Error> {
        ask!(self, retry(lease, after))
    }

    /// Ends a job of `client` that is not over; what is finished stays so. `None` where there is no such job.
    ///
    /// # Errors
    /// As [`Jobs::create`].
    pub async fn cancel(&self, id: &str, client: &str) -> Result<Option<Job>, Error> {
        ask!(self, cancel(id, client))
    }

    /// Takes a job of `client` away; says whether it was there.
    ///
    /// # Errors
    /// As [`Jobs::create`].
    pub async fn delete(&self, id: &str, client: &str) -> Result<bool, Error> {
        ask!(self, delete(id, client))
    }

    /// Returns the job whose end is to be told next, and puts the next attempt off until `lease` from now, so that nobody
    /// else tells it meanwhile. Where none is due, says when the next one will be.
    ///
    /// # Errors
    /// As [`Jobs::create`].
    pub async fn due(&self, lease: Duration) -> Result<Result<Job, Option<Timestamp>>, Error> {
        ask!(self, due(lease))
    }

    /// Notes an attempt to tell of a job's end: it was heard (`Ok`), or not, and is to be tried again at some time or, with
    /// `None`, not any more.
    ///
    /// # Errors
    /// As [`Jobs::create`].
    pub async fn told(&self, id: &str, heard: Result<(), (String, Option<Timestamp>)>) -> Result<(), Error> {
        ask!(self, told(id, heard))
    }

    /// Returns the jobs in the order they were given, behind one that was returned before: at most `limit`, whole.
    ///
    /// # Errors
    /// As [`Jobs::create`].
    pub(super) async fn export(&self, behind: i64, limit: usize) -> Result<Vec<Exported>, Error> {
        ask!(self, export(behind, limit))
    }

    /// Keeps jobs as they were exported, all or none; says how many were new. One that is there already stays as it is, and
    /// what was being worked on waits again.
    ///
    /// # Errors
    /// As [`Jobs::create`].
    pub(super) async fn import(&self, exported: Vec<Exported>) -> Result<usize, Error> {
        ask!(self, import(exported))
    }

    /// Returns the requests that are to be answered once.
    ///
    /// # Errors
    /// As [`Jobs::create`].
    pub(super) async fn export_answered(&self) -> Result<Vec<Answered>, Error> {
        ask!(self, export_answered())
    }

    /// Notes requests that are to be answered once, where they are not known; says how many were not.
    ///
    /// # Errors
    /// As [`Jobs::create`].
    pub(super) async fn import_answered(&self, answered: Vec<Answered>) -> Result<usize, Error> {
        ask!(self, import_answered(answered))
    }

    /// Returns what is known of a request that is to be answered once.
    ///
    /// # Errors
    /// As [`Jobs::create`].
    pub async fn known(&self, once: &Once) -> Result<Known, Error> {
        ask!(self, known(once))
    }

    /// Notes what was made for a request that is to be answered once. Where its key came with another request meanwhile,
    /// nothing is noted, and [`Known::Other`] returned.
    ///
    /// # Errors
    /// As [`Jobs::create`].
    pub async fn remember(&self, once: Once, made: &str) -> Result<Known, Error> {
        ask!(self, remember(once, made))
    }

    /// Forgets that something was made for a request, which is gone: the same request makes it anew.
    ///
    /// # Errors
    /// As [`Jobs::create`].
    pub async fn forget(&self, once: &Once, made: &str) -> Result<(), Error> {
        ask!(self, forget(once, made))
    }
}

/// A job with all that is kept of it, on its way from one database to another.
#[derive(Debug, Clone)]
pub(super) struct Exported {
    /// What it is counted by in the database that it is from.
    pub number: i64,
    /// With the texts of its articles.
    pub job: Job,
    /// How often each article was begun.
    pub attempts: Vec<u32>,
    /// When its end is to be told, in milliseconds since 1970.
    pub webhook_at: Option<i64>,
}

/// A request that was answered once, on its way from one database to another.
#[derive(Debug, Clone)]
pub(super) struct Answered {
    pub client: String,
    pub route: String,
    pub key: String,
    pub fingerprint: String,
    pub made: String,
    /// In milliseconds since 1970.
    pub created_at: i64,
}

/// What an article of a job that is given to another database is there, and what it has come to.
pub(super) struct Columns<'a> {
    pub state: &'static str,
    pub problem: Option<&'a str>,
    pub duration: Option<f64>,
    pub size_bytes: Option<i64>,
    pub sequence: Option<i64>,
}

impl<'a> Columns<'a> {
    pub(super) fn of(article: &'a JobArticle) -> Self {
        // Whoever was at it is at it no more.
        let state = if article.state == JobState::Running { JobState::Queued } else { article.state };
        let (problem, duration, size_bytes) = article.outcome.as_ref().map(Outcome::columns).unwrap_or_default();
        Self { state: state.name(), problem, duration, size_bytes, sequence: article.sequence.map(position_of) }
    }
}

impl Outcome {
    /// Returns the state of an article of which this came.
    pub(super) fn state(&self) -> JobState {
        match self {
            Self::Done { .. } => JobState::Done,
            Self::Failed { .. } => JobState::Failed,
        }
    }

    /// Returns how it is written in a database: the problem, the length and the size.
    pub(super) fn columns(&self) -> (Option<&str>, Option<f64>, Option<i64>) {
        match self {
            Self::Done { duration, size_bytes } => (None, Some(*duration), i64::try_from(*size_bytes).ok()),
            Self::Failed { problem } => (Some(problem), None, None),
        }
    }
}

impl JobNotice {
    /// Reads what its [`Display`](std::fmt::Display) has written; `None` where that was another version's.
    #[cfg(feature = "postgres")]
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text.split_once(' ') {
            None => (text == "waiting").then_some(Self::Waiting),
            Some(("changed", job)) => Some(Self::Changed(job.to_owned())),
            Some(("progress", job)) => Some(Self::Progress(job.to_owned())),
            Some(_) => None,
        }
    }
}

impl std::fmt::Display for JobNotice {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Waiting => formatter.write_str("waiting"),
            Self::Changed(job) => write!(formatter, "changed {job}"),
            Self::Progress(job) => write!(formatter, "progress {job}"),
        }
    }
}

impl JobState {
    /// Returns its name, as in answers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Returns the state of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        let all = [Self::Queued, Self::Running, Self::Done, Self::Failed, Self::Cancelled];
        all.into_iter().find(|state| state.name() == name)
    }

    /// Tells whether nothing more will come.
    pub fn is_over(self) -> bool {
        !matches!(self, Self::Queued | Self::Running)
    }
}

impl Priority {
    /// Returns what it is counted by in databases: the lower the number, the earlier.
    pub(super) fn rank(self) -> i16 {
        match self {
            Self::High => -1,
            Self::Normal => 0,
            Self::Low => 1,
        }
    }

    /// Returns the priority that a database counts so; one between those that are known here is another version's.
    pub(super) fn of_rank(rank: i16) -> Self {
        match rank {
            ..0 => Self::High,
            0 => Self::Normal,
            1.. => Self::Low,
        }
    }
}

impl WebhookState {
    /// Returns its name, as in answers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Due => "due",
            Self::Delivered => "delivered",
            Self::GivenUp => "given_up",
        }
    }

    pub(super) fn from_name(name: &str) -> Self {
        let all = [Self::Due, Self::Delivered, Self::GivenUp];
        all.into_iter().find(|state| state.name() == name).unwrap_or(Self::Waiting)
    }
}

/// Returns a position as databases count.
pub(super) fn position_of(position: usize) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}

/// Returns the time some hours before another.
pub(super) fn before(time: Timestamp, hours: i64) -> Timestamp {
    time.checked_sub(hours.hours()).unwrap_or(Timestamp::MIN)
}
