//! Jobs and idempotency keys in SQLite.

use std::{path::Path, time::Duration};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::{
    super::{
        Backlog, Error, Job, JobArticle, JobPage, JobState, KNOWN_HOURS, Known, Lease, NewJob, Once, Outcome, Priority,
        Progress, Webhook, WebhookState, Work,
        jobs::{Answered, Columns, Exported, before, position_of},
    },
    Database, Step, Usage,
};

/// [`Jobs`](super::super::Jobs) in SQLite.
#[derive(Clone)]
pub(in crate::store) struct Jobs {
    database: Database,
}

/// Every layout the database has had: each leads from the one before to the next, and stays as it is once it has left the
/// house.
pub(super) const LAYOUTS: &[Step] = &[layout_1, layout_2, layout_3];

fn layout_1(transaction: &Transaction<'_>) -> Result<(), Error> {
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
}

/// Articles that are tried again later: in milliseconds since 1970, the time before which they are not.
fn layout_2(transaction: &Transaction<'_>) -> Result<(), Error> {
    Ok(transaction.execute_batch("ALTER TABLE job_articles ADD COLUMN not_before INTEGER")?)
}

/// Priorities: the lower, the earlier.
fn layout_3(transaction: &Transaction<'_>) -> Result<(), Error> {
    Ok(transaction.execute_batch("ALTER TABLE jobs ADD COLUMN priority INTEGER NOT NULL DEFAULT 0")?)
}

impl Jobs {
    pub(in crate::store) fn open(path: &Path, keep_days: u32) -> Result<Self, Error> {
        let database = Database::open(path, LAYOUTS)?;
        database.writer().pragma_update(None, "foreign_keys", true)?;
        database.write(|transaction| {
            // What was to be tried again later is tried now: nobody is there to wake up for it.
            transaction.execute(
                "UPDATE job_articles SET state = 'queued', not_before = NULL
                 WHERE state = 'running' OR (state = 'queued' AND not_before IS NOT NULL)",
                [],
            )?;
            sweep(transaction, keep_days)
        })?;
        Ok(Self { database })
    }

    pub(in crate::store) async fn backlog(&self) -> Result<Backlog, Error> {
        let work = |database: &Database| {
            let connection = database.reader();
            let mut statement = connection.prepare_cached(
                "SELECT count(*) FILTER (WHERE articles.state = 'queued'),
                     count(*) FILTER (WHERE articles.state = 'running'),
                     min(created_at) FILTER (WHERE articles.state = 'queued')
                 FROM job_articles AS articles JOIN jobs ON number = job WHERE articles.state IN ('queued', 'running')",
            )?;
            let now = Timestamp::now().as_millisecond();
            // One service has the database, so nobody else has fallen silent.
            let row = |row: &Row<'_>| Ok(Backlog::of([row.get(0)?, row.get(1)?, 0], row.get(2)?, now));
            Ok(statement.query_row([], row)?)
        };
        self.database.run(work).await
    }

    pub(in crate::store) async fn sweep(&self, keep_days: u32) -> Result<(), Error> {
        let work = move |database: &Database| database.write(|transaction| sweep(transaction, keep_days));
        self.database.run(work).await
    }

    pub(in crate::store) fn usage(&self) -> Usage {
        Usage { database: self.database.clone() }
    }

    pub(in crate::store) async fn create(&self, new: NewJob, once: Option<Once>) -> Result<Known, Error> {
        self.database.run(move |database| database.write(|transaction| create(transaction, &new, once.as_ref()))).await
    }

    pub(in crate::store) async fn get(&self, id: &str, client: &str) -> Result<Option<Job>, Error> {
        let (id, client) = (id.to_owned(), client.to_owned());
        let select = "WHERE id = ?1 AND client = ?2";
        self.database.run(move |database| one(&database.reader(), select, params![id, client])).await
    }

    pub(in crate::store) async fn list(
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
            let rows = position_of(limit).saturating_add(1);
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

    pub(in crate::store) async fn next(&self) -> Result<Option<Work>, Error> {
        let work = |database: &Database| {
            let is_waiting = "SELECT EXISTS (SELECT 1 FROM job_articles
                 WHERE state = 'queued' AND coalesce(not_before, 0) <= ?1)";
            let now = Timestamp::now().as_millisecond();
            if !database.reader().prepare_cached(is_waiting)?.query_row([now], |row| row.get(0))? {
                return Ok(None);
            }
            database.write(next)
        };
        self.database.run(work).await
    }

    pub(in crate::store) async fn note_article(&self, lease: &Lease, article: &str) -> Result<(), Error> {
        let (lease, article) = (lease.clone(), article.to_owned());
        let work = move |transaction: &Transaction<'_>| {
            transaction.execute(
                "UPDATE job_articles SET article = ?3, source = ''
                 WHERE job = (SELECT number FROM jobs WHERE id = ?1) AND position = ?2",
                params![lease.job, position_of(lease.position), article],
            )?;
            Ok(())
        };
        self.database.run(move |database| database.write(work)).await
    }

    pub(in crate::store) async fn renew_lease(&self, lease: &Lease, _: Progress) -> Result<bool, Error> {
        let lease = lease.clone();
        let work = move |database: &Database| {
            let connection = database.reader();
            let mut statement = connection.prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM job_articles
                 WHERE job = (SELECT number FROM jobs WHERE id = ?1) AND position = ?2 AND state = 'running')",
            )?;
            Ok(statement.query_row(params![lease.job, position_of(lease.position)], |row| row.get(0))?)
        };
        self.database.run(work).await
    }

    pub(in crate::store) async fn finish(&self, lease: &Lease, outcome: Outcome) -> Result<bool, Error> {
        let lease = lease.clone();
        let work = move |transaction: &Transaction<'_>| finish(transaction, &lease, &outcome);
        self.database.run(move |database| database.write(work)).await
    }

    pub(in crate::store) async fn put_back(&self, lease: &Lease) -> Result<(), Error> {
        let lease = lease.clone();
        let work = move |transaction: &Transaction<'_>| {
            transaction.execute(
                "UPDATE job_articles SET state = 'queued', attempts = max(attempts - 1, 0)
                 WHERE job = (SELECT number FROM jobs WHERE id = ?1) AND position = ?2 AND state = 'running'",
                params![lease.job, position_of(lease.position)],
            )?;
            Ok(())
        };
        self.database.run(move |database| database.write(work)).await
    }

    pub(in crate::store) async fn retry(&self, lease: &Lease, after: Duration) -> Result<(), Error> {
        let lease = lease.clone();
        let now = Timestamp::now();
        let not_before = now.checked_add(after).unwrap_or(now).as_millisecond();
        let work = move |transaction: &Transaction<'_>| {
            transaction.execute(
                "UPDATE job_articles SET state = 'queued', not_before = ?3
                 WHERE job = (SELECT number FROM jobs WHERE id = ?1) AND position = ?2 AND state = 'running'",
                params![lease.job, position_of(lease.position), not_before],
            )?;
            Ok(())
        };
        self.database.run(move |database| database.write(work)).await
    }

    pub(in crate::store) async fn cancel(&self, id: &str, client: &str) -> Result<Option<Job>, Error> {
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

    pub(in crate::store) async fn delete(&self, id: &str, client: &str) -> Result<bool, Error> {
        let (id, client) = (id.to_owned(), client.to_owned());
        let work = move |transaction: &Transaction<'_>| {
            Ok(transaction.execute("DELETE FROM jobs WHERE id = ?1 AND client = ?2", [id, client])? > 0)
        };
        self.database.run(move |database| database.write(work)).await
    }

    pub(in crate::store) async fn due(&self, lease: Duration) -> Result<Result<Job, Option<Timestamp>>, Error> {
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

    pub(in crate::store) async fn told(
        &self,
        id: &str,
        heard: Result<(), (String, Option<Timestamp>)>,
    ) -> Result<(), Error> {
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

    pub(in crate::store) async fn export(&self, behind: i64, limit: usize) -> Result<Vec<Exported>, Error> {
        let work = move |database: &Database| {
            let connection = database.reader();
            let mut statement =
                connection.prepare("SELECT number, webhook_at FROM jobs WHERE number > ?1 ORDER BY number LIMIT ?2")?;
            let rows =
                statement.query_map(params![behind, position_of(limit)], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let rows: Vec<(i64, Option<i64>)> = rows.collect::<Result<_, _>>()?;
            let mut exported = Vec::with_capacity(rows.len());
            for (number, webhook_at) in rows {
                let Some(mut job) = one(&connection, "WHERE number = ?1", [number])? else { continue };
                let mut statement =
                    connection.prepare("SELECT source, attempts FROM job_articles WHERE job = ?1 ORDER BY position")?;
                let texts = statement.query_map([number], |row| Ok((row.get(0)?, row.get(1)?)))?;
                let texts: Vec<(String, u32)> = texts.collect::<Result<_, _>>()?;
                let attempts = texts.iter().map(|(_, attempts)| *attempts).collect();
                for (article, (source, _)) in job.articles.iter_mut().zip(texts) {
                    article.source = source;
                }
                exported.push(Exported { number, job, attempts, webhook_at });
            }
            Ok(exported)
        };
        self.database.run(work).await
    }

    pub(in crate::store) async fn import(&self, exported: Vec<Exported>) -> Result<usize, Error> {
        let work = move |transaction: &Transaction<'_>| {
            exported.iter().map(|exported| import(transaction, exported).map(usize::from)).sum()
        };
        self.database.run(move |database| database.write(work)).await
    }

    pub(in crate::store) async fn export_answered(&self) -> Result<Vec<Answered>, Error> {
        let work = |database: &Database| {
            let connection = database.reader();
            let mut statement =
                connection.prepare("SELECT client, route, key, fingerprint, made, created_at FROM once")?;
            let answered = statement.query_map([], |row| {
                Ok(Answered {
                    client: row.get(0)?,
                    route: row.get(1)?,
                    key: row.get(2)?,
                    fingerprint: row.get(3)?,
                    made: row.get(4)?,
                    created_at: row.get(5)?,
                })
            })?;
            Ok(answered.collect::<Result<_, _>>()?)
        };
        self.database.run(work).await
    }

    pub(in crate::store) async fn import_answered(&self, answered: Vec<Answered>) -> Result<usize, Error> {
        let work = move |transaction: &Transaction<'_>| {
            let insert = "INSERT OR IGNORE INTO once (client, route, key, fingerprint, made, created_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            let one = |Answered { client, route, key, fingerprint, made, created_at }: &Answered| {
                Ok(transaction.execute(insert, params![client, route, key, fingerprint, made, created_at])?)
            };
            answered.iter().map(one).sum()
        };
        self.database.run(move |database| database.write(work)).await
    }

    pub(in crate::store) async fn known(&self, once: &Once) -> Result<Known, Error> {
        let once = once.clone();
        self.database.run(move |database| known(&database.reader(), &once)).await
    }

    pub(in crate::store) async fn remember(&self, once: Once, made: &str) -> Result<Known, Error> {
        let made = made.to_owned();
        let work = move |transaction: &Transaction<'_>| match known(transaction, &once)? {
            Known::Other => Ok(Known::Other),
            known => remember(transaction, &once, &made).map(|()| known),
        };
        self.database.run(move |database| database.write(work)).await
    }

    pub(in crate::store) async fn forget(&self, once: &Once, made: &str) -> Result<(), Error> {
        let (once, made) = (once.clone(), made.to_owned());
        let work = move |transaction: &Transaction<'_>| {
            let delete = "DELETE FROM once WHERE client = ?1 AND route = ?2 AND key = ?3 AND made = ?4";
            transaction.execute(delete, params![once.client, once.route, once.key, made])?;
            Ok(())
        };
        self.database.run(move |database| database.write(work)).await
    }
}

/// Takes away the jobs that have been over for `keep_days`.
fn sweep(transaction: &Transaction<'_>, keep_days: u32) -> Result<(), Error> {
    let oldest = before(Timestamp::now(), i64::from(keep_days).saturating_mul(24));
    transaction.execute(
        "DELETE FROM jobs WHERE finished_at < ?1 AND coalesce(webhook_state, '') <> 'due'",
        [oldest.as_millisecond()],
    )?;
    Ok(())
}

fn create(transaction: &Transaction<'_>, new: &NewJob, once: Option<&Once>) -> Result<Known, Error> {
    if let Some(once) = once {
        match known(transaction, once)? {
            Known::New => remember(transaction, once, &new.id)?,
            known => return Ok(known),
        }
    }
    let (url, secret) = new.webhook.as_ref().map(|(url, secret)| (url, secret)).unzip();
    transaction.execute(
        "INSERT INTO jobs (id, client, state, options, metadata, created_at, webhook_url, webhook_secret, webhook_state,
             priority)
         VALUES (?1, ?2, 'queued', ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            new.id,
            new.client,
            new.options,
            serde_json::to_string(&new.metadata).unwrap_or_default(),
            Timestamp::now().as_millisecond(),
            url,
            secret,
            url.map(|_| WebhookState::Waiting.name()),
            new.priority.rank()
        ],
    )?;
    let number = transaction.last_insert_rowid();
    let mut insert = transaction
        .prepare_cached("INSERT INTO job_articles (job, position, state, source) VALUES (?1, ?2, 'queued', ?3)")?;
    for (position, source) in new.articles.iter().enumerate() {
        insert.execute(params![number, position_of(position), source])?;
    }
    Ok(Known::New)
}

/// Returns what is known of a request that is to be answered once.
fn known(connection: &Connection, once: &Once) -> Result<Known, Error> {
    let oldest = before(Timestamp::now(), KNOWN_HOURS).as_millisecond();
    let found: Option<(String, String)> = connection
        .prepare_cached(
            "SELECT fingerprint, made FROM once WHERE client = ?1 AND route = ?2 AND key = ?3 AND created_at >= ?4",
        )?
        .query_row(params![once.client, once.route, once.key, oldest], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(match found {
        None => Known::New,
        Some((fingerprint, made)) if fingerprint == once.fingerprint => Known::Answered(made),
        Some(_) => Known::Other,
    })
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

/// Keeps a job with all that is known of it; says whether it was new.
fn import(transaction: &Transaction<'_>, exported: &Exported) -> Result<bool, Error> {
    let Exported { job, attempts, webhook_at, .. } = exported;
    let webhook = job.webhook.as_ref();
    let inserted = transaction.execute(
        "INSERT OR IGNORE INTO jobs (id, client, state, options, metadata, created_at, finished_at, webhook_url,
             webhook_secret, webhook_state, webhook_attempts, webhook_at, webhook_error, priority)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        params![
            job.id,
            job.client,
            job.state.name(),
            job.options,
            serde_json::to_string(&job.metadata).unwrap_or_default(),
            job.created_at.as_millisecond(),
            job.finished_at.map(Timestamp::as_millisecond),
            webhook.map(|webhook| &webhook.url),
            webhook.map(|webhook| &webhook.secret),
            webhook.map(|webhook| webhook.state.name()),
            webhook.map_or(0, |webhook| webhook.attempts),
            webhook_at,
            webhook.and_then(|webhook| webhook.last_error.as_ref()),
            job.priority.rank()
        ],
    )?;
    if inserted == 0 {
        return Ok(false);
    }
    let number = transaction.last_insert_rowid();
    for (position, (article, attempts)) in job.articles.iter().zip(attempts).enumerate() {
        let Columns { state, problem, duration, size_bytes, sequence } = Columns::of(article);
        transaction.execute(
            "INSERT INTO job_articles
                 (job, position, state, source, article, problem, duration, size_bytes, sequence, attempts)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                number,
                position_of(position),
                state,
                article.source,
                article.article,
                problem,
                duration,
                size_bytes,
                sequence,
                attempts
            ],
        )?;
    }
    Ok(true)
}

fn next(transaction: &Transaction<'_>) -> Result<Option<Work>, Error> {
    let found: Option<(i64, i64)> = transaction
        .prepare_cached(
            "SELECT job, min(position) FROM job_articles AS waiting
             WHERE state = 'queued' AND coalesce(not_before, 0) <= ?1 GROUP BY job
             ORDER BY (SELECT priority FROM jobs WHERE number = waiting.job),
                 (SELECT count(*) FROM job_articles AS busy WHERE busy.state = 'running' AND busy.job = waiting.job),
                 job LIMIT 1",
        )?
        .query_row([Timestamp::now().as_millisecond()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((job, position)) = found else { return Ok(None) };
    transaction.execute("UPDATE jobs SET state = 'running' WHERE number = ?1 AND state = 'queued'", [job])?;
    let work = transaction.query_row(
        "UPDATE job_articles SET state = 'running', attempts = attempts + 1, not_before = NULL
         WHERE job = ?1 AND position = ?2 RETURNING source, article, attempts,
             (SELECT id FROM jobs WHERE number = ?1),
             (SELECT client FROM jobs WHERE number = ?1),
             (SELECT options FROM jobs WHERE number = ?1)",
        [job, position],
        |row| {
            Ok(Work {
                source: row.get(0)?,
                article: row.get(1)?,
                attempts: row.get(2)?,
                lease: Lease {
                    job: row.get(3)?,
                    position: usize::try_from(position).unwrap_or_default(),
                    name: String::new(),
                },
                client: row.get(4)?,
                options: row.get(5)?,
            })
        },
    )?;
    Ok(Some(work))
}

fn finish(transaction: &Transaction<'_>, lease: &Lease, outcome: &Outcome) -> Result<bool, Error> {
    let Lease { job, position, .. } = lease;
    let (problem, duration, size_bytes) = outcome.columns();
    let noted = transaction.execute(
        "UPDATE job_articles SET state = ?3, problem = ?4, duration = ?5, size_bytes = ?6, source = '',
             sequence = (SELECT count(*) + 1 FROM job_articles AS other
                         WHERE other.job = job_articles.job AND other.sequence IS NOT NULL)
         WHERE job = (SELECT number FROM jobs WHERE id = ?1) AND position = ?2 AND state = 'running'",
        params![job, position_of(*position), outcome.state().name(), problem, duration, size_bytes],
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
             webhook_url, webhook_secret, webhook_state, webhook_attempts, webhook_error, priority FROM jobs
         {condition}"
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
        priority: Priority::of_rank(row.get(13)?),
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
    // One process does all: how far an article is need not be written down.
    Ok(JobArticle { state, source: row.get(1)?, article: row.get(2)?, outcome, sequence, progress: None })
}

fn state(name: String) -> JobState {
    // The names are our own.
    JobState::from_name(&name).unwrap_or(JobState::Failed)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn new(id: &str, n_articles: usize) -> NewJob {
        NewJob {
            id: id.to_owned(),
            client: String::new(),
            priority: Priority::Normal,
            options: "{}".to_owned(),
            metadata: BTreeMap::new(),
            articles: (0..n_articles).map(|n| format!("{{\"text\": \"{n}\"}}")).collect(),
            webhook: Some(("https://cms.example/".to_owned(), "whsec_x".to_owned())),
        }
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
        let again = jobs.next().await.unwrap().unwrap();
        assert_eq!(again.attempts, 2);
        jobs.put_back(&again.lease).await.unwrap();
        assert_eq!(jobs.next().await.unwrap().unwrap().attempts, 2);
    }

    #[tokio::test]
    async fn what_was_to_be_tried_later_is_tried_after_a_restart_and_what_was_cancelled_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("jobs.db");
        let jobs = Jobs::open(&path, 30).unwrap();
        let hour = Duration::from_secs(3_600);
        for id in ["later", "cancelled"] {
            jobs.create(new(id, 1), None).await.unwrap();
            let lease = jobs.next().await.unwrap().unwrap().lease;
            jobs.retry(&lease, hour).await.unwrap();
        }
        jobs.cancel("cancelled", "").await.unwrap();
        assert_eq!(jobs.next().await.unwrap(), None);
        drop(jobs);
        let jobs = Jobs::open(&path, 30).unwrap();
        let again = jobs.next().await.unwrap().unwrap();
        assert_eq!((again.lease.job.as_str(), again.attempts), ("later", 2));
        assert_eq!(jobs.next().await.unwrap(), None);
    }

    #[tokio::test]
    async fn request_that_is_answered_once_is_forgotten_after_a_day() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("jobs.db");
        let jobs = Jobs::open(&path, 30).unwrap();
        let once = Once { client: "a".into(), route: "jobs", key: "k".into(), fingerprint: "1".into() };
        jobs.remember(once.clone(), "j").await.unwrap();
        assert_eq!(jobs.known(&once).await.unwrap(), Known::Answered("j".to_owned()));
        Connection::open(&path).unwrap().execute("UPDATE once SET created_at = 0", []).unwrap();
        assert_eq!(jobs.known(&once).await.unwrap(), Known::New);
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
