//! Jobs and idempotency keys on PostgreSQL: a queue that many processes take from.
//!
//! Who takes an article locks its row past those that others are taking (`SKIP LOCKED`), writes a lease with a new name
//! into it, and lets go; the work goes on outside of any transaction. While it works it renews the lease. When it is not
//! heard of any more, the lease ends, and the next who asks takes the article over; what the first still has to say after
//! that is not listened to, be it the same process. Times are those of the server's clock, so that nodes need not agree
//! about the time.
//!
//! What one node does to a job the others are notified of (`NOTIFY`), for they may be working on it, or somebody watch it
//! there. Such a notice may be lost with its connection, so nobody relies on it: everybody looks again every
//! [`POLL_INTERVAL`].
//!
//! Rows are locked in one order everywhere, that of a job before those of its articles, so that no two wait for each other.
//!
//! # Why not a library?
//!
//! `graphile_worker` cannot stand in one lock file with this version of SQLite's crate (`libsqlite3-sys`), and a job here is
//! more than a task: its articles, its end and its webhook are rows that clients ask for.

use std::{collections::BTreeMap, time::Duration};

use deadpool_postgres::{GenericClient, Transaction};
use futures_util::future::try_join_all;
use jiff::Timestamp;
use tokio::sync::mpsc;
use tokio_postgres::{Row, types::ToSql};

use super::{
    super::{
        Backlog, Error, Job, JobArticle, JobNotice, JobPage, JobState, KNOWN_HOURS, Known, Lease, NewJob, Once,
        Outcome, Priority, Progress, Webhook, WebhookState, Work,
        jobs::{Answered, Columns, Exported, before, position_of},
    },
    ClientStreams, NOW, Server, Usage, from_json, is_text, json,
};

/// [`Jobs`](super::super::Jobs) on PostgreSQL.
#[derive(Clone)]
pub(in crate::store) struct Jobs {
    server: Server,
    /// The name of this process, by which it knows its own notices, and with which the names of its leases begin.
    node: String,
    lease_ms: i64,
}

/// The channel of notices about jobs.
const CHANNEL: &str = "natiq_jobs";

/// How often who waits for work looks whether another node was given some.
pub(in crate::store) const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// How long the renewal of a lease may take.
const RENEWAL_PATIENCE: Duration = Duration::from_secs(2);

impl Jobs {
    pub(in crate::store) fn new(server: Server, lease: Duration) -> Self {
        let lease_ms = i64::try_from(lease.as_millis()).unwrap_or(i64::MAX);
        Self { server, node: uuid::Uuid::new_v4().simple().to_string(), lease_ms }
    }

    pub(in crate::store) fn notices(&self) -> mpsc::Receiver<JobNotice> {
        let node = self.node.clone();
        self.server.listen(CHANNEL, move |payload| {
            let (from, notice) = payload.split_once(' ')?;
            if from == node { None } else { JobNotice::parse(notice) }
        })
    }

    /// Returns what is sent for a notice.
    fn payload(&self, notice: &JobNotice) -> String {
        format!("{} {notice}", self.node)
    }

    pub(in crate::store) fn client_streams(&self) -> ClientStreams {
        ClientStreams { server: self.server.clone(), node: self.node.clone() }
    }

    pub(in crate::store) fn usage(&self) -> Usage {
        Usage { server: self.server.clone() }
    }

    pub(in crate::store) async fn backlog(&self) -> Result<Backlog, Error> {
        self.server
            .ask(async {
                let connection = self.server.connection().await?;
                let select = format!(
                    "SELECT count(*) FILTER (WHERE articles.state = 'queued'),
                         count(*) FILTER (WHERE articles.state = 'running'),
                         count(*) FILTER (WHERE articles.state = 'running' AND lease_until < {NOW}),
                         min(created_at) FILTER (WHERE articles.state = 'queued'), {NOW}
                     FROM natiq.job_articles AS articles JOIN natiq.jobs ON number = job
                     WHERE articles.state IN ('queued', 'running')"
                );
                let statement = connection.prepare_cached(&select).await?;
                let row = connection.query_one(&statement, &[]).await?;
                Ok(Backlog::of([row.get(0), row.get(1), row.get(2)], row.get(3), row.get(4)))
            })
            .await
    }

    pub(in crate::store) async fn sweep(&self, keep_days: u32) -> Result<(), Error> {
        let oldest = before(Timestamp::now(), i64::from(keep_days).saturating_mul(24)).as_millisecond();
        let delete = "DELETE FROM natiq.jobs WHERE finished_at < $1 AND coalesce(webhook_state, '') <> 'due'";
        self.execute(delete, &[&oldest]).await.map(drop)
    }

    pub(in crate::store) async fn create(&self, new: NewJob, once: Option<Once>) -> Result<Known, Error> {
        let metadata = json(&new.id, &new.metadata)?;
        let secret = new.webhook.as_ref().map(|(_, secret)| json(&new.id, secret)).transpose()?;
        self.server
            .ask(async {
                let mut client = self.server.connection().await?;
                let transaction = client.transaction().await?;
                if let Some(once) = &once {
                    // Another node that is sent the same request waits here for the end of this transaction.
                    match remember(&transaction, once, &new.id, false).await? {
                        Known::New => {}
                        known => return Ok(known),
                    }
                }
                let url = new.webhook.as_ref().map(|(url, _)| url);
                let number: i64 = transaction
                    .query_one(
                        "INSERT INTO natiq.jobs
                             (id, client, state, options, metadata, created_at, webhook_url, webhook_secret, webhook_state,
                              priority)
                         VALUES ($1, $2, 'queued', $3, $4, $5, $6, $7, $8, $9) RETURNING number",
                        &[
                            &new.id,
                            &new.client,
                            &new.options,
                            &metadata,
                            &Timestamp::now().as_millisecond(),
                            &url,
                            &secret,
                            &url.map(|_| WebhookState::Waiting.name()),
                            &new.priority.rank(),
                        ],
                    )
                    .await?
                    .get(0);
                transaction
                    .execute(
                        "INSERT INTO natiq.job_articles (job, position, state, source)
                         SELECT $1, position - 1, 'queued', source
                         FROM unnest($2::text[]) WITH ORDINALITY AS given (source, position)",
                        &[&number, &new.articles],
                    )
                    .await?;
                notify(&transaction, &self.payload(&JobNotice::Waiting)).await?;
                transaction.commit().await?;
                Ok(Known::New)
            })
            .await
    }

    pub(in crate::store) async fn get(&self, id: &str, client: &str) -> Result<Option<Job>, Error> {
        if !is_text(id) {
            return Ok(None);
        }
        self.server
            .ask(async {
                let connection = self.server.connection().await?;
                one(&connection, "WHERE id = $1 AND client = $2", &[&id, &client]).await
            })
            .await
    }

    pub(in crate::store) async fn list(
        &self,
        client: &str,
        state: Option<JobState>,
        behind: Option<i64>,
        limit: usize,
    ) -> Result<JobPage, Error> {
        self.server
            .ask(async {
                let connection = self.server.connection().await?;
                let statement = connection
                    .prepare_cached(
                        "SELECT number FROM natiq.jobs
                         WHERE client = $1 AND number < $2 AND ($3::text IS NULL OR state = $3)
                         ORDER BY number DESC LIMIT $4",
                    )
                    .await?;
                let (behind, n_rows) = (behind.unwrap_or(i64::MAX), position_of(limit).saturating_add(1));
                let state = state.map(JobState::name);
                let rows = connection.query(&statement, &[&client, &behind, &state, &n_rows]).await?;
                let mut numbers: Vec<i64> = rows.iter().map(|row| row.get(0)).collect();
                let is_more = numbers.len() > limit;
                numbers.truncate(limit);
                let mut jobs = Vec::with_capacity(numbers.len());
                for number in &numbers {
                    jobs.extend(one(&connection, "WHERE number = $1", &[number]).await?);
                }
                Ok(JobPage { jobs, next: numbers.last().copied().filter(|_| is_more) })
            })
            .await
    }

    pub(in crate::store) async fn next(&self) -> Result<Option<Work>, Error> {
        self.server
            .ask(async {
                let connection = self.server.connection().await?;
                let claim = format!(
                    "WITH next AS (
                         SELECT job, position FROM natiq.job_articles AS waiting JOIN natiq.jobs ON number = job
                         WHERE (waiting.state = 'queued' AND coalesce(not_before, 0) <= {NOW})
                             OR (waiting.state = 'running' AND lease_until < {NOW})
                         ORDER BY priority, (SELECT count(*) FROM natiq.job_articles AS busy
                                   WHERE busy.job = waiting.job AND busy.state = 'running' AND lease_until >= {NOW}),
                             job, position
                         LIMIT 1 FOR UPDATE OF waiting SKIP LOCKED
                     )
                     UPDATE natiq.job_articles AS taken SET state = 'running', attempts = attempts + 1, lease = $1,
                         lease_until = {NOW} + $2, not_before = NULL, spoken = NULL, utterances = NULL
                     FROM next JOIN natiq.jobs ON number = next.job
                     WHERE taken.job = next.job AND taken.position = next.position
                     RETURNING taken.position, source, article, attempts, jobs.id, client, options, number, jobs.state"
                );
                let statement = connection.prepare_cached(&claim).await?;
                let name = format!("{}.{}", self.node, uuid::Uuid::new_v4().simple());
                let Some(row) = connection.query_opt(&statement, &[&name, &self.lease_ms]).await? else {
                    return Ok(None);
                };
                let (id, number, state): (String, i64, &str) = (row.get(4), row.get(7), row.get(8));
                if state == JobState::Queued.name() {
                    // On its own, after the row of the article is let go: whoever ends the job locks that of the job first.
                    let begin = "WITH begun AS (UPDATE natiq.jobs SET state = 'running'
                             WHERE number = $1 AND state = 'queued' RETURNING number)
                         SELECT pg_notify($2, $3) FROM begun";
                    let payload = self.payload(&JobNotice::Changed(id.clone()));
                    connection.execute(begin, &[&number, &CHANNEL, &payload]).await?;
                }
                let position = usize::try_from(row.get::<_, i64>(0)).unwrap_or_default();
                Ok(Some(Work {
                    lease: Lease { job: id, position, name },
                    source: row.get(1),
                    article: row.get(2),
                    attempts: u32::try_from(row.get::<_, i64>(3)).unwrap_or(u32::MAX),
                    client: row.get(5),
                    options: row.get(6),
                }))
            })
            .await
    }

    pub(in crate::store) async fn note_article(&self, lease: &Lease, article: &str) -> Result<(), Error> {
        let update = format!("UPDATE natiq.job_articles SET article = $4, source = '' WHERE {HELD}");
        self.of_lease(lease, &update, &[&article]).await.map(drop)
    }

    pub(in crate::store) async fn renew_lease(&self, lease: &Lease, progress: Progress) -> Result<bool, Error> {
        let update = format!(
            "WITH renewed AS (UPDATE natiq.job_articles SET lease_until = {NOW} + $4, spoken = $5, utterances = $6
                 WHERE {HELD} RETURNING job)
             SELECT pg_notify($7, $8) FROM renewed"
        );
        let Progress { done, total } = progress;
        let payload = self.payload(&JobNotice::Progress(lease.job.clone()));
        let values: &[&(dyn ToSql + Sync)] =
            &[&self.lease_ms, &position_of(done), &position_of(total), &CHANNEL, &payload];
        // A lease is short, and one that hangs must leave time for the next.
        let renewed = tokio::time::timeout(RENEWAL_PATIENCE, self.of_lease(lease, &update, values)).await;
        Ok(renewed.map_err(|elapsed| self.server.unreachable(elapsed))?? > 0)
    }

    pub(in crate::store) async fn finish(&self, lease: &Lease, outcome: Outcome) -> Result<bool, Error> {
        let Lease { job, position, name } = lease;
        let (problem, duration, size_bytes) = outcome.columns();
        self.server
            .ask(async {
                let mut client = self.server.connection().await?;
                let transaction = client.transaction().await?;
                // Two nodes that finish its last two articles at once must see each other.
                let lock = "SELECT number FROM natiq.jobs WHERE id = $1 FOR UPDATE";
                let Some(row) = transaction.query_opt(lock, &[job]).await? else { return Ok(false) };
                let number: i64 = row.get(0);
                let noted = transaction
                    .execute(
                        "UPDATE natiq.job_articles SET state = $4, problem = $5, duration = $6, size_bytes = $7,
                             source = '', lease = NULL, lease_until = NULL, spoken = NULL, utterances = NULL,
                             sequence = (SELECT count(*) + 1 FROM natiq.job_articles
                                         WHERE job = $1 AND sequence IS NOT NULL)
                         WHERE job = $1 AND position = $2 AND state = 'running' AND lease = $3",
                        &[
                            &number,
                            &position_of(*position),
                            name,
                            &outcome.state().name(),
                            &problem,
                            &duration,
                            &size_bytes,
                        ],
                    )
                    .await?;
                // It was cancelled meanwhile, or another has it.
                if noted == 0 {
                    return Ok(false);
                }
                let ended = transaction
                    .execute(
                        "UPDATE natiq.jobs SET finished_at = $2,
                             state = CASE WHEN EXISTS
                                 (SELECT 1 FROM natiq.job_articles WHERE job = $1 AND state = 'failed')
                                 THEN 'failed' ELSE 'done' END,
                             webhook_state = CASE WHEN webhook_url IS NULL THEN NULL ELSE 'due' END, webhook_at = $2
                         WHERE number = $1 AND state IN ('queued', 'running') AND NOT EXISTS
                             (SELECT 1 FROM natiq.job_articles WHERE job = $1 AND state IN ('queued', 'running'))",
                        &[&number, &Timestamp::now().as_millisecond()],
                    )
                    .await?;
                notify(&transaction, &self.payload(&JobNotice::Changed(job.clone()))).await?;
                transaction.commit().await?;
                Ok(ended > 0)
            })
            .await
    }

    pub(in crate::store) async fn put_back(&self, lease: &Lease) -> Result<(), Error> {
        let update = format!(
            "WITH back AS (UPDATE natiq.job_articles SET state = 'queued', attempts = greatest(attempts - 1, 0),
                     lease = NULL, lease_until = NULL, spoken = NULL, utterances = NULL
                 WHERE {HELD} RETURNING job)
             SELECT pg_notify($4, $5) FROM back"
        );
        let payload = self.payload(&JobNotice::Waiting);
        self.of_lease(lease, &update, &[&CHANNEL, &payload]).await.map(drop)
    }

    pub(in crate::store) async fn retry(&self, lease: &Lease, after: Duration) -> Result<(), Error> {
        let update = format!(
            "UPDATE natiq.job_articles SET state = 'queued', not_before = {NOW} + $4, lease = NULL, lease_until = NULL,
                 spoken = NULL, utterances = NULL
             WHERE {HELD}"
        );
        let after = i64::try_from(after.as_millis()).unwrap_or(i64::MAX);
        self.of_lease(lease, &update, &[&after]).await.map(drop)
    }

    pub(in crate::store) async fn cancel(&self, id: &str, client: &str) -> Result<Option<Job>, Error> {
        if !is_text(id) {
            return Ok(None);
        }
        self.server
            .ask(async {
                let mut connection = self.server.connection().await?;
                let transaction = connection.transaction().await?;
                let cancelled = transaction
                    .query_opt(
                        "UPDATE natiq.jobs SET state = 'cancelled', finished_at = $3,
                             webhook_state = CASE WHEN webhook_url IS NULL THEN NULL ELSE 'due' END, webhook_at = $3
                         WHERE id = $1 AND client = $2 AND state IN ('queued', 'running') RETURNING number",
                        &[&id, &client, &Timestamp::now().as_millisecond()],
                    )
                    .await?;
                if let Some(row) = cancelled {
                    transaction
                        .execute(
                            "UPDATE natiq.job_articles SET state = 'cancelled', source = '', lease = NULL, spoken = NULL,
                                 utterances = NULL
                             WHERE job = $1 AND state IN ('queued', 'running')",
                            &[&row.get::<_, i64>(0)],
                        )
                        .await?;
                    notify(&transaction, &self.payload(&JobNotice::Changed(id.to_owned()))).await?;
                }
                let job = one(&transaction, "WHERE id = $1 AND client = $2", &[&id, &client]).await?;
                transaction.commit().await?;
                Ok(job)
            })
            .await
    }

    pub(in crate::store) async fn delete(&self, id: &str, client: &str) -> Result<bool, Error> {
        if !is_text(id) {
            return Ok(false);
        }
        let delete = "WITH gone AS (DELETE FROM natiq.jobs WHERE id = $1 AND client = $2 RETURNING id)
             SELECT pg_notify($3, $4) FROM gone";
        let payload = self.payload(&JobNotice::Changed(id.to_owned()));
        Ok(self.execute(delete, &[&id, &client, &CHANNEL, &payload]).await? > 0)
    }

    pub(in crate::store) async fn due(&self, lease: Duration) -> Result<Result<Job, Option<Timestamp>>, Error> {
        self.server
            .ask(async {
                let client = self.server.connection().await?;
                let now = Timestamp::now();
                let until = now.checked_add(lease).unwrap_or(now).as_millisecond();
                let statement = client
                    .prepare_cached(
                        "UPDATE natiq.jobs SET webhook_at = $2 WHERE number =
                             (SELECT number FROM natiq.jobs WHERE webhook_state = 'due' AND webhook_at <= $1
                              ORDER BY webhook_at LIMIT 1 FOR UPDATE SKIP LOCKED)
                         RETURNING number",
                    )
                    .await?;
                match client.query_opt(&statement, &[&now.as_millisecond(), &until]).await? {
                    Some(row) => Ok(one(&client, "WHERE number = $1", &[&row.get::<_, i64>(0)]).await?.ok_or(None)),
                    None => {
                        let select = "SELECT min(webhook_at) FROM natiq.jobs WHERE webhook_state = 'due'";
                        let at: Option<i64> = client.query_one(select, &[]).await?.get(0);
                        Ok(Err(at.and_then(|at| Timestamp::from_millisecond(at).ok())))
                    }
                }
            })
            .await
    }

    pub(in crate::store) async fn told(
        &self,
        id: &str,
        heard: Result<(), (String, Option<Timestamp>)>,
    ) -> Result<(), Error> {
        let (state, error, at) = match &heard {
            Ok(()) => ("delivered", None, None),
            Err((error, Some(at))) => ("due", Some(error.replace('\0', "")), Some(at.as_millisecond())),
            Err((error, None)) => ("given_up", Some(error.replace('\0', "")), None),
        };
        let update = "UPDATE natiq.jobs SET webhook_state = $2, webhook_error = $3, webhook_at = $4,
             webhook_attempts = webhook_attempts + 1 WHERE id = $1";
        self.execute(update, &[&id, &state, &error, &at]).await.map(drop)
    }

    pub(in crate::store) async fn export(&self, behind: i64, limit: usize) -> Result<Vec<Exported>, Error> {
        self.server
            .ask(async {
                let client = self.server.connection().await?;
                let select = "SELECT number, webhook_at FROM natiq.jobs WHERE number > $1 ORDER BY number LIMIT $2";
                let rows = client.query(select, &[&behind, &position_of(limit)]).await?;
                // Asked all at once, for the server may be far away.
                let exported = rows.iter().map(async |row| {
                    let (number, webhook_at): (i64, _) = (row.get(0), row.get(1));
                    let Some(mut job) = one(&client, "WHERE number = $1", &[&number]).await? else { return Ok(None) };
                    let select = "SELECT source, attempts FROM natiq.job_articles WHERE job = $1 ORDER BY position";
                    let rows = client.query(select, &[&number]).await?;
                    let attempts = rows.iter().map(|row| u32::try_from(row.get::<_, i64>(1)).unwrap_or(u32::MAX));
                    for (article, row) in job.articles.iter_mut().zip(&rows) {
                        article.source = row.get(0);
                    }
                    Ok::<_, Error>(Some(Exported { number, attempts: attempts.collect(), job, webhook_at }))
                });
                Ok(try_join_all(exported).await?.into_iter().flatten().collect())
            })
            .await
    }

    pub(in crate::store) async fn import(&self, exported: Vec<Exported>) -> Result<usize, Error> {
        self.server
            .ask(async {
                let mut client = self.server.connection().await?;
                let transaction = client.transaction().await?;
                // Asked all at once, for the server may be far away.
                let imported = try_join_all(exported.iter().map(|exported| import(&transaction, exported))).await?;
                transaction.commit().await?;
                Ok(imported.into_iter().map(usize::from).sum())
            })
            .await
    }

    pub(in crate::store) async fn export_answered(&self) -> Result<Vec<Answered>, Error> {
        let rows = self.server.ask(async {
            let client = self.server.connection().await?;
            let select = "SELECT client, route, key, fingerprint, made, created_at FROM natiq.once";
            Ok(client.query(select, &[]).await?)
        });
        let answered = rows.await?.into_iter().map(|row| Answered {
            client: row.get(0),
            route: row.get(1),
            key: row.get(2),
            fingerprint: row.get(3),
            made: row.get(4),
            created_at: row.get(5),
        });
        Ok(answered.collect())
    }

    pub(in crate::store) async fn import_answered(&self, answered: Vec<Answered>) -> Result<usize, Error> {
        self.server
            .ask(async {
                let client = self.server.connection().await?;
                let statement = client
                    .prepare_cached(
                        "INSERT INTO natiq.once (client, route, key, fingerprint, made, created_at)
                         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
                    )
                    .await?;
                let inserts =
                    answered.iter().map(async |Answered { client: of, route, key, fingerprint, made, created_at }| {
                        let values: [&(dyn ToSql + Sync); 6] = [of, route, key, fingerprint, made, created_at];
                        Ok::<_, Error>(usize::from(client.execute(&statement, &values).await? > 0))
                    });
                Ok(try_join_all(inserts).await?.into_iter().sum())
            })
            .await
    }

    pub(in crate::store) async fn known(&self, once: &Once) -> Result<Known, Error> {
        self.server
            .ask(async {
                let client = self.server.connection().await?;
                let oldest = before(Timestamp::now(), KNOWN_HOURS).as_millisecond();
                let statement = client
                    .prepare_cached(
                        "SELECT fingerprint, made FROM natiq.once
                         WHERE client = $1 AND route = $2 AND key = $3 AND created_at >= $4",
                    )
                    .await?;
                let row = client.query_opt(&statement, &[&once.client, &once.route, &once.key, &oldest]).await?;
                Ok(match row {
                    None => Known::New,
                    Some(row) if row.get::<_, &str>(0) == once.fingerprint => Known::Answered(row.get(1)),
                    Some(_) => Known::Other,
                })
            })
            .await
    }

    pub(in crate::store) async fn remember(&self, once: Once, made: &str) -> Result<Known, Error> {
        self.server
            .ask(async {
                let mut client = self.server.connection().await?;
                let transaction = client.transaction().await?;
                let known = remember(&transaction, &once, made, true).await?;
                transaction.commit().await?;
                Ok(known)
            })
            .await
    }

    pub(in crate::store) async fn forget(&self, once: &Once, made: &str) -> Result<(), Error> {
        let delete = "DELETE FROM natiq.once WHERE client = $1 AND route = $2 AND key = $3 AND made = $4";
        self.execute(delete, &[&once.client, &once.route, &once.key, &made]).await.map(drop)
    }

    /// Changes the article of a lease, where it is [`HELD`] still; `values` are those from `$4` on.
    async fn of_lease(&self, lease: &Lease, statement: &str, values: &[&(dyn ToSql + Sync)]) -> Result<u64, Error> {
        let position = position_of(lease.position);
        let mut all: Vec<&(dyn ToSql + Sync)> = vec![&lease.job, &position, &lease.name];
        all.extend(values);
        self.execute(statement, &all).await
    }

    async fn execute(&self, statement: &str, values: &[&(dyn ToSql + Sync)]) -> Result<u64, Error> {
        self.server
            .ask(async {
                let client = self.server.connection().await?;
                let statement = client.prepare_cached(statement).await?;
                Ok(client.execute(&statement, values).await?)
            })
            .await
    }
}

/// Which article a lease is of, and that it is of it still: its job, its position and its name are `$1` to `$3`.
const HELD: &str =
    "job = (SELECT number FROM natiq.jobs WHERE id = $1) AND position = $2 AND state = 'running' AND lease = $3";

/// Notes what is made for a request that is to be answered once, where nothing is noted for its key. What the same request
/// made before gives way where it `may_be_made_again`.
async fn remember(
    transaction: &Transaction<'_>,
    once: &Once,
    made: &str,
    may_be_made_again: bool,
) -> Result<Known, Error> {
    let now = Timestamp::now();
    let oldest = before(now, KNOWN_HOURS).as_millisecond();
    // Past those that another node is taking away.
    let delete = "DELETE FROM natiq.once WHERE (client, route, key) IN
         (SELECT client, route, key FROM natiq.once WHERE created_at < $1 FOR UPDATE SKIP LOCKED)";
    transaction.execute(delete, &[&oldest]).await?;
    // Where another transaction has noted the key and not ended, this waits for its end.
    let noted = transaction
        .execute(
            "INSERT INTO natiq.once (client, route, key, fingerprint, made, created_at) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (client, route, key) DO UPDATE SET fingerprint = excluded.fingerprint, made = excluded.made,
                 created_at = excluded.created_at
             WHERE once.created_at < $7 OR ($8 AND once.fingerprint = excluded.fingerprint)",
            &[
                &once.client,
                &once.route,
                &once.key,
                &once.fingerprint,
                &made,
                &now.as_millisecond(),
                &oldest,
                &may_be_made_again,
            ],
        )
        .await?;
    if noted > 0 {
        return Ok(Known::New);
    }
    // The row is locked by the statement before, so it is there.
    let select = "SELECT fingerprint, made FROM natiq.once WHERE client = $1 AND route = $2 AND key = $3";
    let row = transaction.query_one(select, &[&once.client, &once.route, &once.key]).await?;
    let is_same = row.get::<_, &str>(0) == once.fingerprint;
    Ok(if is_same { Known::Answered(row.get(1)) } else { Known::Other })
}

async fn notify(transaction: &Transaction<'_>, payload: &str) -> Result<(), Error> {
    transaction.execute("SELECT pg_notify($1, $2)", &[&CHANNEL, &payload]).await?;
    Ok(())
}

/// Keeps a job as it was exported; says whether it was new.
async fn import(transaction: &Transaction<'_>, exported: &Exported) -> Result<bool, Error> {
    let Exported { job, attempts, webhook_at, .. } = exported;
    let metadata = json(&job.id, &job.metadata)?;
    let webhook = job.webhook.as_ref();
    let secret = webhook.map(|webhook| json(&job.id, &webhook.secret)).transpose()?;
    let statement = transaction
        .prepare_cached(
            "INSERT INTO natiq.jobs (id, client, state, options, metadata, created_at, finished_at,
                 webhook_url, webhook_secret, webhook_state, webhook_attempts, webhook_at, webhook_error, priority)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
             ON CONFLICT (id) DO NOTHING RETURNING number",
        )
        .await?;
    let inserted = transaction
        .query_opt(
            &statement,
            &[
                &job.id,
                &job.client,
                &job.state.name(),
                &job.options,
                &metadata,
                &job.created_at.as_millisecond(),
                &job.finished_at.map(Timestamp::as_millisecond),
                &webhook.map(|webhook| &webhook.url),
                &secret,
                &webhook.map(|webhook| webhook.state.name()),
                &webhook.map_or(0, |webhook| i32::try_from(webhook.attempts).unwrap_or(i32::MAX)),
                webhook_at,
                &webhook.and_then(|webhook| webhook.last_error.as_ref()),
                &job.priority.rank(),
            ],
        )
        .await?;
    let Some(row) = inserted else { return Ok(false) };
    let number: i64 = row.get(0);
    let statement = transaction
        .prepare_cached(
            "INSERT INTO natiq.job_articles
                 (job, position, state, source, article, problem, duration, size_bytes, sequence, attempts)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .await?;
    let articles = job.articles.iter().zip(attempts).enumerate().map(async |(position, (article, attempts))| {
        let Columns { state, problem, duration, size_bytes, sequence } = Columns::of(article);
        let inserted = transaction
            .execute(
                &statement,
                &[
                    &number,
                    &position_of(position),
                    &state,
                    &article.source,
                    &article.article,
                    &problem,
                    &duration,
                    &size_bytes,
                    &sequence,
                    &i64::from(*attempts),
                ],
            )
            .await;
        Ok::<_, Error>(inserted?)
    });
    try_join_all(articles).await?;
    Ok(true)
}

/// Returns the one job that a condition leads to.
async fn one(
    client: &impl GenericClient,
    condition: &str,
    values: &[&(dyn ToSql + Sync)],
) -> Result<Option<Job>, Error> {
    let select = format!(
        "SELECT number, id, client, state, options, metadata, created_at, finished_at,
             webhook_url, webhook_secret, webhook_state, webhook_attempts, webhook_error, priority FROM natiq.jobs
         {condition}"
    );
    let statement = client.prepare_cached(&select).await?;
    let Some(row) = client.query_opt(&statement, values).await? else { return Ok(None) };
    let mut job = read(&row)?;
    let statement = client
        .prepare_cached(
            "SELECT state, article, problem, duration, size_bytes, sequence, spoken, utterances FROM natiq.job_articles
             WHERE job = $1 ORDER BY position",
        )
        .await?;
    let rows = client.query(&statement, &[&row.get::<_, i64>(0)]).await?;
    job.articles = rows.iter().map(read_article).collect();
    Ok(Some(job))
}

fn read(row: &Row) -> Result<Job, Error> {
    let id: String = row.get(1);
    let webhook = match row.get::<_, Option<String>>(8) {
        None => None,
        Some(url) => Some(Webhook {
            url,
            secret: from_json(&id, row.get(9))?,
            state: WebhookState::from_name(row.get(10)),
            attempts: u32::try_from(row.get::<_, i32>(11)).unwrap_or_default(),
            last_error: row.get(12),
        }),
    };
    let metadata: BTreeMap<String, String> = from_json(&id, row.get(5))?;
    Ok(Job {
        id,
        client: row.get(2),
        state: state(row.get(3)),
        priority: Priority::of_rank(row.get(13)),
        options: row.get(4),
        metadata,
        created_at: Timestamp::from_millisecond(row.get(6)).unwrap_or_default(),
        finished_at: row.get::<_, Option<i64>>(7).and_then(|at| Timestamp::from_millisecond(at).ok()),
        articles: Vec::new(),
        webhook,
    })
}

/// Reads an article of a job; the texts themselves are read by whoever speaks them.
fn read_article(row: &Row) -> JobArticle {
    let outcome = match (row.get::<_, Option<String>>(2), row.get::<_, Option<f64>>(3)) {
        (Some(problem), _) => Some(Outcome::Failed { problem }),
        (None, Some(duration)) => {
            let size_bytes = row.get::<_, Option<i64>>(4).and_then(|size| u64::try_from(size).ok()).unwrap_or_default();
            Some(Outcome::Done { duration, size_bytes })
        }
        (None, None) => None,
    };
    let count = |index: usize| row.get::<_, Option<i64>>(index).and_then(|count| usize::try_from(count).ok());
    let progress = count(6).zip(count(7)).map(|(done, total)| Progress { done, total });
    let (state, source) = (state(row.get(0)), String::new());
    JobArticle { state, source, article: row.get(1), outcome, sequence: count(5), progress }
}

fn state(name: &str) -> JobState {
    // The names are our own.
    JobState::from_name(name).unwrap_or(JobState::Failed)
}
