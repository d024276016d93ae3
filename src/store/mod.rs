//! What outlives a request, and a restart: articles, jobs and usage in SQLite or on a PostgreSQL server, audio in a folder, and
//! behind it in an S3-compatible store where there is one; and which runs of schedules are over.
//!
//! Everything is found by what it is made of ([`Key`]): an article by its text, audio by text, voice, rate, format and
//! the rules that read it. So nothing here ever has to be invalidated: what is made otherwise has another name, and
//! what nobody asks for is evicted in time.
//!
//! Why no trait for stores? There are two of each, and there will not be twenty. [`Articles`], [`Jobs`], [`Usage`] and
//! [`Schedules`] are enums that pass each question on: their callers know no type of a database, and who reads them finds
//! every kind in one place. [`Stores`] opens what the settings name.

mod articles;
mod cache;
mod claim;
mod client_streams;
mod copy;
mod inventory;
mod jobs;
mod key;
mod plan_key;
#[cfg(feature = "postgres")]
mod postgres;
mod removals;
mod schedules;
mod search;
mod sqlite;
mod stores;
mod usage;

use std::path::PathBuf;

use tracing::Instrument;

use crate::spans;

pub use self::{
    articles::{Articles, Heard, HeardPlan, Listed, Page, Record, Revision},
    cache::{Cache, Figures, ObjectFigures, Patience, Stored, Transferred, Writer, Written},
    claim::Claim,
    client_streams::ClientStreams,
    copy::{Copied, copy},
    inventory::{CachedFile, inventory},
    jobs::{
        Backlog, Job, JobArticle, JobNotice, JobPage, JobState, Jobs, KNOWN_HOURS, Known, Lease, NewJob, Once, Outcome,
        Priority, Progress, Webhook, WebhookState, Work,
    },
    key::{Key, KeyMaker, RULES},
    plan_key::PlanKey,
    removals::{Removal, Removals},
    schedules::{LastRun, LetGo, Run, Schedules, Taking},
    stores::{Limits, Place, Stores, audio_folder},
    usage::{Counts, DayOfUse, Usage, today},
};

/// Why something could not be kept or found again.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] rusqlite::Error),
    /// The database server failed at what it was asked.
    #[cfg(feature = "postgres")]
    #[error("the database server failed")]
    Postgres(#[from] tokio_postgres::Error),
    /// A server cannot be reached, or does not answer in time.
    #[error("{dependency} {place} cannot be reached")]
    Unreachable { dependency: Dependency, place: String, source: Box<dyn std::error::Error + Send + Sync> },
    /// A setting is no address of a server.
    #[error("setting `{setting}`: {what}")]
    Address { setting: &'static str, what: String },
    /// The database was written by a later version.
    #[error("the database has layout {found} (this version knows up to {known})")]
    Later { found: i64, known: i64 },
    /// A record in the database does not read.
    #[error("malformed record of article `{id}`")]
    Malformed { id: String, source: serde_json::Error },
    /// A folder or file cannot be used.
    #[error("could not use `{}`", path.display())]
    File { path: PathBuf, source: std::io::Error },
    /// The database is damaged.
    #[error("the database `{}` is damaged: {what} (start the service anew to have it moved aside)", path.display())]
    Damaged { path: PathBuf, what: String },
    /// The database's file is gone, or another one is in its place.
    #[error("the database `{}` was taken away while it was in use (start the service anew)", path.display())]
    Vanished { path: PathBuf },
    /// Another process serves from the folder.
    #[error("another process serves from `{}` (stop it, or choose another folder with `--data-dir`)", folder.display())]
    Claimed { folder: PathBuf },
    /// The task that does blocking work panicked: a fault of ours.
    #[error("a task of the store broke")]
    Broken(#[source] tokio::task::JoinError),
    /// The task that does blocking work was stopped: the service is shutting down.
    #[error("the store is shutting down")]
    Closed,
}

/// A server that a service may need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dependency {
    Database,
    /// What audio is shared in. Nothing needs it: what is missed is made again.
    Objects,
}

impl std::fmt::Display for Dependency {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Database => "the database",
            Self::Objects => "the object store",
        })
    }
}

impl Error {
    /// Returns why a task has no result.
    fn of_task(error: tokio::task::JoinError) -> Self {
        if error.is_panic() { Self::Broken(error) } else { Self::Closed }
    }

    /// Returns why a server is of no use here.
    #[cfg(not(feature = "postgres"))]
    fn no_postgres() -> Self {
        let what = "this build knows no PostgreSQL (build it with the feature `postgres`)".to_owned();
        Self::Address { setting: "database", what }
    }

    /// Tells whether the database's file does not hold what SQLite wrote to it.
    pub fn is_damaged(&self) -> bool {
        use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
        match self {
            Self::Database(error) => matches!(error.sqlite_error_code(), Some(DatabaseCorrupt | NotADatabase)),
            Self::Damaged { .. } => true,
            _ => false,
        }
    }

    /// Returns the server that is away, where one is: what needs it can be asked for again later.
    pub fn unreachable(&self) -> Option<Dependency> {
        match self {
            Self::Unreachable { dependency, .. } => Some(*dependency),
            _ => None,
        }
    }

    /// Tells whether it failed for want of room on the disk.
    pub fn is_full(&self) -> bool {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(error) => error.code() == Some(&tokio_postgres::error::SqlState::DISK_FULL),
            Self::Database(error) => error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull),
            Self::File { source, .. } => source.kind() == std::io::ErrorKind::StorageFull,
            _ => false,
        }
    }
}

/// Asks a database on behalf of a request or an article of a job, as those who trace see it. What a service asks for itself,
/// such as whether there is work, is no part of a trace.
async fn observed<T>(
    system: &'static str,
    operation: &'static str,
    asked: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    if tracing::Span::current().is_none() {
        return asked.await;
    }
    let span = tracing::info_span!(
        target: spans::TARGET,
        "database",
        otel.name = operation,
        otel.kind = "client",
        otel.status_code = tracing::field::Empty,
        db.system.name = system,
        db.operation.name = operation,
    );
    let result = asked.instrument(span.clone()).await;
    if result.is_err() {
        span.record("otel.status_code", "ERROR");
    }
    result
}

/// Returns an error with its causes, in one line.
pub(crate) fn error_chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |error| error.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}
