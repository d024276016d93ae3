//! Jobs, idempotency keys and usage in SQLite ([`database`](super::database) says how).
//!
//! A job is on the disk before its client hears of it, and so is each step of it. What was being worked on when the
//! process ended, in whatever way, waits again when the database is opened: it is done anew, and as speech is kept by what
//! it is made of, what was spoken before is not spoken again.

use std::{collections::BTreeMap, path::Path};

use jiff::{Timestamp, ToSpan};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::{
    Error,
    database::{Database, Step},
    usage::Usage,
};

/// The jobs that the service was given. Cheap to clone.
#[derive(Clone)]
pub struct Jobs {
    database: Database,
}

/// A job.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    pub id: String,
    /// The name of the key that it was given with; empty where none was needed.
    pub client: String,
    pub state: JobState,
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

/// An article to be worked on.
#[derive(Debug, Clone, PartialEq)]
pub struct Work {
    pub job: String,
    pub client: String,
    pub options: String,
    pub position: usize,
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

/// Every layout the database has had: each leads from the one before to the next.
const LAYOUTS: &[Step] = &[|transaction| {
    Ok(transaction.execute_batch(
        "
        CREATE TABLE jobs (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            client TEXT NOT NULL,
            state TEXT NOT NULL,
            options TEXT NOT NULL,
            metadata TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            finished_at INTEGER,
            webhook_url TEXT,
            webhook_secret TEXT,
            webhook_state TEXT,
            webhook_attempts INTEGER NOT NULL DEFAULT 0,
            webhook_at INTEGER,
            webhook_error TEXT
        ) STRICT;
        CREATE INDEX jobs_by_client ON jobs (client, number);
        CREATE INDEX jobs_by_webhook ON jobs (webhook_at) WHERE webhook_state = 'due';
        CREATE TABLE job_articles (
            job INTEGER NOT NULL REFERENCES jobs (number) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            state TEXT NOT NULL,
            source TEXT NOT NULL,
            article TEXT,
            problem TEXT,
            duration REAL,
            size_bytes INTEGER,
            sequence INTEGER,
            attempts INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (job, position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX job_articles_waiting ON job_articles (job, position) WHERE state = 'queued';
        CREATE INDEX job_articles_at_work ON job_articles (job) WHERE state = 'running';
        CREATE TABLE once (
            client TEXT NOT NULL,
            route TEXT NOT NULL,
            key TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            made TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            PRIMARY KEY (client, route, key)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE usage (
            client TEXT NOT NULL,
            day TEXT NOT NULL,
            requests INTEGER NOT NULL DEFAULT 0,
            articles INTEGER NOT NULL DEFAULT 0,
            characters INTEGER NOT NULL DEFAULT 0,
            speech_ms INTEGER NOT NULL DEFAULT 0,
            jobs INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (client, day)
        ) STRICT, WITHOUT ROWID;
        ",
    )?)
}];

impl Jobs {
    /// Opens the database, and makes it where it is not there; one that is damaged is moved aside before. What was being
    /// worked on waits again; jobs that have been over for `keep_days` go.
    ///
    /// # Errors
    /// As [`Articles::open`](super::Articles::open).
    ///
    /// # Blocking
    /// Reads all of the file to check it, and writes to it.
    pub fn open(path: &Path, keep_days: u32) -> Result<Self, Error> {
        let database = Database::open(path, LAYOUTS)?;
        database.writer().pragma_update(None, "foreign_keys", true)?;
        let oldest = before(Timestamp::now(), i64::from(keep_days).saturating_mul(24));
        database.write(|transaction| {
            transaction.execute("UPDATE job_articles SET state = 'queued' WHERE state = 'running'", [])?;
            transaction.execute(
                "DELETE FROM jobs WHERE finished_at < ?1 AND coalesce(webhook_state, '') <> 'due'",
                [oldest.as_millisecond()],
            )?;
            Ok(())
        })?;
        Ok(Self { database })
    }

    /// Returns what is counted of each client, which is in the same database.
    pub fn usage(&self) -> Usage {
        Usage::new(self.database.clone())
    }

    /// Takes a job. With `once` it is made for that request, and whoever sends the request again is told of this job.
    ///
    /// # Errors
    /// [`Error::Database`], [`Error::Damaged`], [`Error::Vanished`].
    pub async fn create(&self, new: NewJob, once: Option<Once>) -> Result<(), Error> {
        self.database.run(move |database| database.write(|transaction| create(transaction, &new, once.as_ref()))).await
    }

    /// Returns the job `id` of `client`.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn get(&self, id: &str, client: &str) -> Result<Option<Job>, Error> {
        let (id, client) = (id.to_owned(), client.to_owned());
        let select = "WHERE id = ?1 AND client = ?2";
        self.database.run(move |database| one(&database.reader(), select, params![id, client])).await
    }

    /// Lists the jobs of `client`, the last given first: at most `limit`, and behind the one that a [`JobPage::next`] before
    /// told of; with `state` only those.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn list(
        &self,
        client: &str,
        state: Option<JobState>,
        behind: Option<i64>,
        limit: usize,
    ) -> Result<JobPage, Error> {
        let client = client.to_owned();
        let work = move |database: &Database| {
            let connection = database.reader();
            let mut statement = connection.prepare_cached(
                "SELECT number FROM jobs WHERE client = ?1 AND number < ?2 AND (?3 IS NULL OR state = ?3)
                 ORDER BY number DESC LIMIT ?4",
            )?;
            let rows = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
            let state = state.map(JobState::name);
            let numbers =
                statement.query_map(params![client, behind.unwrap_or(i64::MAX), state, rows], |row| row.get(0))?;
            let mut numbers: Vec<i64> = numbers.collect::<Result<_, _>>()?;
            let is_more = numbers.len() > limit;
            numbers.truncate(limit);
            let mut jobs = Vec::with_capacity(numbers.len());
            for number in &numbers {
                jobs.extend(one(&connection, "WHERE number = ?1", [number])?);
            }
            Ok(JobPage { jobs, next: numbers.last().copied().filter(|_| is_more) })
        };
        self.database.run(work).await
    }

    /// Takes the next article that waits, and counts it as begun: of the job that has the fewest at work, then of the one
    /// that was given first.
    ///
    /// # Errors
    /// As [`Jobs::create`].
    pub async fn next(&self) -> Result<Option<Work>, Error> {
        let work = |database: &Database| {
            let is_waiting = "SELECT EXISTS (SELECT 1 FROM job_articles WHERE state = 'queued')";
            if !database.reader().prepare_cached(is_waiting)?.query_row([], |row| row.get(0))? {
                return Ok(None);
            }
            database.write(next)
        };
        self.database.run(work).await
    }

    /// Notes that an article of a job is kept under an id.
    ///
    /// # Errors
    /// As [`Jobs::create`].
    pub async fn note_article(&self, job: &str, position: usize, article: &str) -> Result<(), Error> {
        let (job, article) = (job.to_owned(), article.to_owned());
        let work = move |transaction: &Transaction<'_>| {
            transaction.execute(
                "UPDATE job_articles SET article = ?3, source = ''
                 WHERE job = (SELECT number FROM jobs WHERE id = ?1) AND position = ?2",
                params![job, position_of(position), article],
            )?;
            Ok(())
        };
        self.database.run(move |database| database.write(work)).await
    }

    /// Notes what came of an article that was worked on; the last one ends its job. Says whether it did.
    ///
    /// # Errors
    /// As [`Jobs::create`].
    pub async fn finish(&self, job: &str, position: usize, outcome: Outcome) -> Result<bool, Error> {
        let job = job.to_owned();
        let work = move |transaction: &Transaction<'_>| finish(transaction, &job, position, &outcome);
        self.database.run(move |database| database.write(work)).await
    }

    /// Lets an article that is being worked on wait again, as if it had not been begun.
    ///
    /// # Errors
    /// As [`Jobs::create`].
    pub async fn put_back(&self, job: &str, position: usize) -> Result<(), Error> {
        let job = job.to_owned();
        let work = move |transaction: &Transaction<'_>| {
            transaction.execute(
                "UPDATE job_articles SET state = 'queued', attempts = max(attempts - 1, 0)
                 WHERE job = (SELECT number FROM jobs WHERE id = ?1) AND position = ?2 AND state = 'running'",
                params![job, position_of(position)],
            )?;
            Ok(())
        };
        self.database.run(move |database| database.write(work)).await
    }

    /// Ends a job of `client` that is not over; what is finished stays so. `None` where there is no such job.
    ///
    /// # Errors
    /// As [`Jobs::create`].
    pub async fn cancel(&self, id: &str, client: &str) -> Result<Option<Job>, Error> {
        let (id, client) = (id.to_owned(), client.to_owned());
        let work = move |transaction: &Transaction<'_>| {
            let now = Timestamp::now().as_millisecond();
            let cancelled = transaction.execute(
                "UPDATE jobs SET state = 'cancelled', finished_at = ?3,
                     webhook_state = CASE WHEN webhook_url IS NULL THEN NULL ELSE 'due' END, webhook_at = ?3
                 WHERE id = ?1 AND client = ?2 AND state IN ('queued', 'running')",
                params![id, client, now],
            )?;
            if cancelled > 0 {
                transaction.execute(
                    "UPDATE job_articles SET state = 'cancelled', source = ''
                     WHERE job = (SELECT number FROM jobs WHERE id = ?1) AND state IN ('queued', 'running')",
                    [&id],
                )?;
            }
            one(transaction, "WHERE id = ?1 AND client = ?2", params![id, client])
        };
        self.database.run(move |database| database.write(work)).await
    }

    /// Takes a job of `client` away; says whether it was there.
    ///
    /// # Errors
    /// As [`Jobs::create`].
    pub async fn delete(&self, id: &str, client: &str) -> Result<bool, Error> {
        let (id, client) = (id.to_owned(), client.to_owned());
        let work = move |transaction: &Transaction<'_>| {
            Ok(transaction.execute("DELETE FROM jobs WHERE id = ?1 AND client = ?2", [id, client])? > 0)
        };
        self.database.run(move |database| database.write(work)).await
    }

    /// Returns the job whose end is to be told next, and puts the next attempt off until `lease` from now, so that nobody
    /// else tells it meanwhile. Where none is due, says when the next one will be.
    ///
    /// # Errors
    /// As [`Jobs::create`].
    pub async fn due(&self, lease: std::time::Duration) -> Result<Result<Job, Option<Timestamp>>, Error> {
        let work = move |database: &Database| {
            let now = Timestamp::now();
            let next: Option<(i64, i64)> = database
                .reader()
                .prepare_cached(
                    "SELECT number, webhook_at FROM jobs WHERE webhook_state = 'due' ORDER BY webhook_at LIMIT 1",
                )?
                .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let Some((number, at)) = next else { return Ok(Err(None)) };
            if at > now.as_millisecond() {
                return Ok(Err(Timestamp::from_millisecond(at).ok()));
            }
            let until = now.checked_add(lease).unwrap_or(now).as_millisecond();
            let job = database.write(|transaction| {
                transaction.execute("UPDATE jobs SET webhook_at = ?2 WHERE number = ?1", params![number, until])?;
                one(transaction, "WHERE number = ?1", [number])
            })?;
            Ok(job.ok_or(None))
        };
        self.database.run(work).await
    }

    /// Notes an attempt to tell of a job's end: it was heard (`Ok`), or not, and is to be tried again at some time or, with
    /// `None`, not any more.
    ///
    /// # Errors
    /// As [`Jobs::create`].
    pub async fn told(&self, id: &str, heard: Result<(), (String, Option<Timestamp>)>) -> Result<(), Error> {
        let id = id.to_owned();
        let work = move |transaction: &Transaction<'_>| {
            let (state, error, at) = match &heard {
                Ok(()) => ("delivered", None, None),
                Err((error, Some(at))) => ("due", Some(error), Some(at.as_millisecond())),
                Err((error, None)) => ("given_up", Some(error), None),
            };
            transaction.execute(
                "UPDATE jobs SET webhook_state = ?2, webhook_error = ?3, webhook_at = ?4,
                     webhook_attempts = webhook_attempts + 1 WHERE id = ?1",
                params![id, state, error, at],
            )?;
            Ok(())
        };
        self.database.run(move |database| database.write(work)).await
    }

    /// Returns what is known of a request that is to be answered once.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn known(&self, once: &Once) -> Result<Known, Error> {
        let once = once.clone();
        let work = move |database: &Database| {
            let oldest = before(Timestamp::now(), KNOWN_HOURS).as_millisecond();
            let found: Option<(String, String)> = database
                .reader()
                .prepare_cached(
                    "SELECT fingerprint, made FROM once
                     WHERE client = ?1 AND route = ?2 AND key = ?3 AND created_at >= ?4",
                )?
                .query_row(params![once.client, once.route, once.key, oldest], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            Ok(match found {
                None => Known::New,
                Some((fingerprint, made)) if fingerprint == once.fingerprint => Known::Answered(made),
                Some(_) => Known::Other,
            })
        };
        self.database.run(work).await
    }

    /// Notes what was made for a request that is to be answered once.
    ///
    /// # Errors
    /// As [`Jobs::create`].
    pub async fn remember(&self, once: Once, made: &str) -> Result<(), Error> {
        let made = made.to_owned();
        self.database.run(move |database| database.write(|transaction| remember(transaction, &once, &made))).await
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

    fn from_name(name: &str) -> Self {
        let all = [Self::Due, Self::Delivered, Self::GivenUp];
        all.into_iter().find(|state| state.name() == name).unwrap_or(Self::Waiting)
    }
}

fn create(transaction: &Transaction<'_>, new: &NewJob, once: Option<&Once>) -> Result<(), Error> {
    let (url, secret) = new.webhook.as_ref().map(|(url, secret)| (url, secret)).unzip();
    transaction.execute(
        "INSERT INTO jobs (id, client, state, options, metadata, created_at, webhook_url, webhook_secret, webhook_state)
         VALUES (?1, ?2, 'queued', ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            new.id,
            new.client,
            new.options,
            serde_json::to_string(&new.metadata).unwrap_or_default(),
            Timestamp::now().as_millisecond(),
            url,
            secret,
            url.map(|_| WebhookState::Waiting.name())
        ],
    )?;
    let number = transaction.last_insert_rowid();
    let mut insert = transaction
        .prepare_cached("INSERT INTO job_articles (job, position, state, source) VALUES (?1, ?2, 'queued', ?3)")?;
    for (position, source) in new.articles.iter().enumerate() {
        insert.execute(params![number, position_of(position), source])?;
    }
    once.map_or(Ok(()), |once| remember(transaction, once, &new.id))
}

fn remember(transaction: &Transaction<'_>, once: &Once, made: &str) -> Result<(), Error> {
    let now = Timestamp::now();
    transaction.execute("DELETE FROM once WHERE created_at < ?1", [before(now, KNOWN_HOURS).as_millisecond()])?;
    transaction.execute(
        "INSERT OR REPLACE INTO once (client, route, key, fingerprint, made, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![once.client, once.route, once.key, once.fingerprint, made, now.as_millisecond()],
    )?;
    Ok(())
}

fn next(transaction: &Transaction<'_>) -> Result<Option<Work>, Error> {
    let found: Option<(i64, i64)> = transaction
        .prepare_cached(
            "SELECT job, min(position) FROM job_articles AS waiting WHERE state = 'queued' GROUP BY job
             ORDER BY (SELECT count(*) FROM job_articles AS busy WHERE busy.state = 'running' AND busy.job = waiting.job),
                 job LIMIT 1",
        )?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((job, position)) = found else { return Ok(None) };
    transaction.execute("UPDATE jobs SET state = 'running' WHERE number = ?1 AND state = 'queued'", [job])?;
    let work = transaction.query_row(
        "UPDATE job_articles SET state = 'running', attempts = attempts + 1 WHERE job = ?1 AND position = ?2
         RETURNING source, article, attempts,
             (SELECT id FROM jobs WHERE number = ?1),
             (SELECT client FROM jobs WHERE number = ?1),
             (SELECT options FROM jobs WHERE number = ?1)",
        [job, position],
        |row| {
            Ok(Work {
                source: row.get(0)?,
                article: row.get(1)?,
                attempts: row.get(2)?,
                job: row.get(3)?,
                client: row.get(4)?,
                options: row.get(5)?,
                position: usize::try_from(position).unwrap_or_default(),
            })
        },
    )?;
    Ok(Some(work))
}

fn finish(transaction: &Transaction<'_>, job: &str, position: usize, outcome: &Outcome) -> Result<bool, Error> {
    let (state, problem, duration, size_bytes) = match outcome {
        Outcome::Done { duration, size_bytes } => ("done", None, Some(*duration), i64::try_from(*size_bytes).ok()),
        Outcome::Failed { problem } => ("failed", Some(problem), None, None),
    };
    let noted = transaction.execute(
        "UPDATE job_articles SET state = ?3, problem = ?4, duration = ?5, size_bytes = ?6, source = '',
             sequence = (SELECT count(*) + 1 FROM job_articles AS other
                         WHERE other.job = job_articles.job AND other.sequence IS NOT NULL)
         WHERE job = (SELECT number FROM jobs WHERE id = ?1) AND position = ?2 AND state = 'running'",
        params![job, position_of(position), state, problem, duration, size_bytes],
    )?;
    // It was cancelled meanwhile.
    if noted == 0 {
        return Ok(false);
    }
    let ended = transaction.execute(
        "UPDATE jobs SET finished_at = ?2,
             state = CASE WHEN EXISTS (SELECT 1 FROM job_articles WHERE job = number AND state = 'failed')
                 THEN 'failed' ELSE 'done' END,
             webhook_state = CASE WHEN webhook_url IS NULL THEN NULL ELSE 'due' END, webhook_at = ?2
         WHERE id = ?1 AND state = 'running'
             AND NOT EXISTS (SELECT 1 FROM job_articles WHERE job = number AND state IN ('queued', 'running'))",
        params![job, Timestamp::now().as_millisecond()],
    )?;
    Ok(ended > 0)
}

/// Returns the one job that a condition leads to.
fn one(connection: &Connection, condition: &str, values: impl rusqlite::Params) -> Result<Option<Job>, Error> {
    let select = format!(
        "SELECT number, id, client, state, options, metadata, created_at, finished_at,
             webhook_url, webhook_secret, webhook_state, webhook_attempts, webhook_error FROM jobs {condition}"
    );
    let found =
        connection.prepare_cached(&select)?.query_row(values, |row| Ok((row.get(0)?, read(row)?))).optional()?;
    let Some((number, mut job)): Option<(i64, Job)> = found else { return Ok(None) };
    let mut statement = connection.prepare_cached(
        // The texts themselves are read by whoever speaks them.
        "SELECT state, '', article, problem, duration, size_bytes, sequence FROM job_articles
         WHERE job = ?1 ORDER BY position",
    )?;
    job.articles = statement.query_map([number], read_article)?.collect::<Result<_, _>>()?;
    Ok(Some(job))
}

fn read(row: &Row<'_>) -> rusqlite::Result<Job> {
    let webhook = match row.get::<_, Option<String>>(8)? {
        None => None,
        Some(url) => Some(Webhook {
            url,
            secret: row.get(9)?,
            state: WebhookState::from_name(&row.get::<_, String>(10)?),
            attempts: row.get(11)?,
            last_error: row.get(12)?,
        }),
    };
    Ok(Job {
        id: row.get(1)?,
        client: row.get(2)?,
        state: state(row.get(3)?),
        options: row.get(4)?,
        metadata: serde_json::from_str(&row.get::<_, String>(5)?).unwrap_or_default(),
        created_at: Timestamp::from_millisecond(row.get(6)?).unwrap_or_default(),
        finished_at: row.get::<_, Option<i64>>(7)?.and_then(|at| Timestamp::from_millisecond(at).ok()),
        articles: Vec::new(),
        webhook,
    })
}

fn read_article(row: &Row<'_>) -> rusqlite::Result<JobArticle> {
    let state = state(row.get(0)?);
    let duration: Option<f64> = row.get(4)?;
    let outcome = match (row.get::<_, Option<String>>(3)?, duration) {
        (Some(problem), _) => Some(Outcome::Failed { problem }),
        (None, Some(duration)) => {
            let size_bytes =
                row.get::<_, Option<i64>>(5)?.and_then(|size| u64::try_from(size).ok()).unwrap_or_default();
            Some(Outcome::Done { duration, size_bytes })
        }
        (None, None) => None,
    };
    let sequence = row.get::<_, Option<i64>>(6)?.and_then(|sequence| usize::try_from(sequence).ok());
    Ok(JobArticle { state, source: row.get(1)?, article: row.get(2)?, outcome, sequence })
}

fn state(name: String) -> JobState {
    // The names are our own.
    JobState::from_name(&name).unwrap_or(JobState::Failed)
}

fn position_of(position: usize) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}

/// Returns the time some hours before another.
fn before(time: Timestamp, hours: i64) -> Timestamp {
    time.checked_sub(hours.hours()).unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(id: &str, n_articles: usize) -> NewJob {
        NewJob {
            id: id.to_owned(),
            client: String::new(),
            options: "{}".to_owned(),
            metadata: BTreeMap::new(),
            articles: (0..n_articles).map(|n| format!("{{\"text\": \"{n}\"}}")).collect(),
            webhook: Some(("https://cms.example/".to_owned(), "whsec_x".to_owned())),
        }
    }

    fn done() -> Outcome {
        Outcome::Done { duration: 1.5, size_bytes: 12_000 }
    }

    async fn get(jobs: &Jobs, id: &str) -> Job {
        jobs.get(id, "").await.unwrap().unwrap()
    }

    #[tokio::test]
    async fn job_is_worked_off_to_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let jobs = Jobs::open(&folder.path().join("jobs.db"), 30).unwrap();
        jobs.create(new("a", 2), None).await.unwrap();
        assert_eq!(get(&jobs, "a").await.state, JobState::Queued);
        let first = jobs.next().await.unwrap().unwrap();
        assert_eq!((first.job.as_str(), first.position, first.attempts), ("a", 0, 1));
        assert_eq!(get(&jobs, "a").await.state, JobState::Running);
        jobs.note_article("a", 0, "0c5e").await.unwrap();
        assert!(!jobs.finish("a", 0, done()).await.unwrap());
        assert!(matches!(jobs.due(std::time::Duration::ZERO).await.unwrap(), Err(None)));
        assert_eq!(jobs.next().await.unwrap().unwrap().position, 1);
        assert_eq!(jobs.next().await.unwrap(), None);
        let problem = "{\"code\": \"not_arabic\"}".to_owned();
        assert!(jobs.finish("a", 1, Outcome::Failed { problem: problem.clone() }).await.unwrap());
        let job = get(&jobs, "a").await;
        assert_eq!((job.state, job.finished_at.is_some()), (JobState::Failed, true));
        assert_eq!((job.articles[0].outcome.clone(), job.articles[0].sequence), (Some(done()), Some(1)));
        assert_eq!((job.articles[0].article.as_deref(), job.articles[0].source.as_str()), (Some("0c5e"), ""));
        assert_eq!(
            (job.articles[1].outcome.clone(), job.articles[1].sequence),
            (Some(Outcome::Failed { problem }), Some(2))
        );
        assert!(jobs.due(std::time::Duration::ZERO).await.unwrap().is_ok_and(|due| due.id == "a"));
    }

    #[tokio::test]
    async fn what_was_being_worked_on_waits_again_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("jobs.db");
        let jobs = Jobs::open(&path, 30).unwrap();
        jobs.create(new("a", 1), None).await.unwrap();
        jobs.next().await.unwrap().unwrap();
        assert_eq!(jobs.next().await.unwrap(), None);
        drop(jobs);
        let jobs = Jobs::open(&path, 30).unwrap();
        assert_eq!(jobs.next().await.unwrap().unwrap().attempts, 2);
        jobs.put_back("a", 0).await.unwrap();
        assert_eq!(jobs.next().await.unwrap().unwrap().attempts, 2);
    }

    #[tokio::test]
    async fn two_jobs_share_the_work() {
        let folder = tempfile::tempdir().unwrap();
        let jobs = Jobs::open(&folder.path().join("jobs.db"), 30).unwrap();
        jobs.create(new("long", 9), None).await.unwrap();
        jobs.create(new("short", 1), None).await.unwrap();
        let begun = [jobs.next().await.unwrap().unwrap().job, jobs.next().await.unwrap().unwrap().job];
        assert_eq!(begun, ["long", "short"]);
    }

    #[tokio::test]
    async fn cancelled_job_is_over_and_stays_so() {
        let folder = tempfile::tempdir().unwrap();
        let jobs = Jobs::open(&folder.path().join("jobs.db"), 30).unwrap();
        jobs.create(new("a", 3), None).await.unwrap();
        jobs.next().await.unwrap().unwrap();
        jobs.finish("a", 0, done()).await.unwrap();
        jobs.next().await.unwrap().unwrap();
        let job = jobs.cancel("a", "").await.unwrap().unwrap();
        let states: Vec<_> = job.articles.iter().map(|article| article.state).collect();
        assert_eq!(states, [JobState::Done, JobState::Cancelled, JobState::Cancelled]);
        assert!(!jobs.finish("a", 1, done()).await.unwrap(), "what comes too late counts no more");
        assert_eq!((get(&jobs, "a").await.state, jobs.next().await.unwrap()), (JobState::Cancelled, None));
        assert!(jobs.delete("a", "").await.unwrap() && jobs.get("a", "").await.unwrap().is_none());
        assert_eq!(jobs.cancel("a", "").await.unwrap(), None);
    }

    #[tokio::test]
    async fn job_of_one_client_is_not_another_s() {
        let folder = tempfile::tempdir().unwrap();
        let jobs = Jobs::open(&folder.path().join("jobs.db"), 30).unwrap();
        jobs.create(NewJob { client: "newsroom".to_owned(), ..new("a", 1) }, None).await.unwrap();
        assert_eq!(jobs.get("a", "").await.unwrap(), None);
        assert!(!jobs.delete("a", "other").await.unwrap());
        assert!(jobs.list("", None, None, 10).await.unwrap().jobs.is_empty());
        assert_eq!(jobs.list("newsroom", None, None, 10).await.unwrap().jobs.len(), 1);
        assert!(jobs.list("newsroom", Some(JobState::Done), None, 10).await.unwrap().jobs.is_empty());
    }

    #[tokio::test]
    async fn end_is_told_until_it_is_heard() {
        let folder = tempfile::tempdir().unwrap();
        let jobs = Jobs::open(&folder.path().join("jobs.db"), 30).unwrap();
        jobs.create(new("a", 1), None).await.unwrap();
        jobs.cancel("a", "").await.unwrap();
        let minute = std::time::Duration::from_secs(60);
        assert!(jobs.due(minute).await.unwrap().is_ok());
        assert!(jobs.due(minute).await.unwrap().is_err_and(|next| next.is_some()), "somebody is telling it");
        jobs.told("a", Err(("status 500".to_owned(), Some(Timestamp::now())))).await.unwrap();
        assert!(jobs.due(minute).await.unwrap().is_ok());
        jobs.told("a", Ok(())).await.unwrap();
        let webhook = get(&jobs, "a").await.webhook.unwrap();
        assert_eq!((webhook.state, webhook.attempts, webhook.last_error), (WebhookState::Delivered, 2, None));
        assert!(jobs.due(minute).await.unwrap().is_err_and(|next| next.is_none()));
    }

    #[tokio::test]
    async fn request_that_is_answered_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("jobs.db");
        let jobs = Jobs::open(&path, 30).unwrap();
        let once = Once { client: "a".into(), route: "jobs", key: "k".into(), fingerprint: "1".into() };
        assert_eq!(jobs.known(&once).await.unwrap(), Known::New);
        jobs.create(new("j", 1), Some(once.clone())).await.unwrap();
        assert_eq!(jobs.known(&once).await.unwrap(), Known::Answered("j".to_owned()));
        assert_eq!(jobs.known(&Once { fingerprint: "2".into(), ..once.clone() }).await.unwrap(), Known::Other);
        assert_eq!(jobs.known(&Once { client: "b".into(), ..once.clone() }).await.unwrap(), Known::New);
        assert_eq!(jobs.known(&Once { route: "articles", ..once.clone() }).await.unwrap(), Known::New);
        Connection::open(&path).unwrap().execute("UPDATE once SET created_at = 0", []).unwrap();
        assert_eq!(jobs.known(&once).await.unwrap(), Known::New, "it is forgotten after a day");
    }

    #[tokio::test]
    async fn jobs_that_are_long_over_go_at_the_start() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("jobs.db");
        let jobs = Jobs::open(&path, 30).unwrap();
        for id in ["told", "untold", "open"] {
            jobs.create(new(id, 1), None).await.unwrap();
        }
        jobs.cancel("told", "").await.unwrap();
        jobs.told("told", Ok(())).await.unwrap();
        jobs.cancel("untold", "").await.unwrap();
        Connection::open(&path)
            .unwrap()
            .execute("UPDATE jobs SET finished_at = 0 WHERE state = 'cancelled'", [])
            .unwrap();
        drop(jobs);
        let jobs = Jobs::open(&path, 30).unwrap();
        let left: Vec<_> = jobs.list("", None, None, 10).await.unwrap().jobs.into_iter().map(|job| job.id).collect();
        assert_eq!(left, ["open", "untold"]);
    }
}
