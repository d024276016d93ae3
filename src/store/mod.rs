//! What outlives a request, and a restart: articles, jobs and usage in SQLite, audio in a folder; and [`Renderer`], which
//! speaks only what is not there yet.
//!
//! Everything is found by what it is made of ([`Key`]): an article by its text, audio by text, voice, rate, format and
//! the rules that read it. So nothing here ever has to be invalidated: what is made otherwise has another name, and
//! what nobody asks for is evicted in time.
//!
//! Why no trait for stores? There is one of each. Their callers know [`Articles`] and [`Cache`] by a handful of methods
//! that a database server and an object store can answer as well; when the second comes, these become enums.

mod articles;
mod cache;
mod claim;
mod database;
mod flight;
mod inventory;
mod jobs;
mod key;
mod rendering;
mod search;
mod speech;
mod usage;
mod utterances;

use std::path::PathBuf;

pub use self::{
    articles::{Articles, Listed, Page, Record, Revision},
    cache::{Cache, Figures, Stored, Writer},
    claim::Claim,
    flight::{Flight, Flights},
    inventory::{CachedFile, inventory},
    jobs::{
        Job, JobArticle, JobPage, JobState, Jobs, KNOWN_HOURS, Known, NewJob, Once, Outcome, Webhook, WebhookState,
        Work,
    },
    key::{Key, KeyMaker, RULES},
    rendering::{Piece, Plan, Reading, Renderer},
    usage::{Counts, DayOfUse, Usage, today},
    utterances::{KeyedManner, Utterances, Uttered},
};

/// Why something could not be kept or found again.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] rusqlite::Error),
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
    Broken,
    /// The task that does blocking work was stopped: the service is shutting down.
    #[error("the store is shutting down")]
    Closed,
}

impl Error {
    /// Returns why a task has no result.
    fn of_task(error: tokio::task::JoinError) -> Self {
        if error.is_panic() { Self::Broken } else { Self::Closed }
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

    /// Tells whether it failed for want of room on the disk.
    pub fn is_full(&self) -> bool {
        match self {
            Self::Database(error) => error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull),
            Self::File { source, .. } => source.kind() == std::io::ErrorKind::StorageFull,
            _ => false,
        }
    }
}

/// Returns an error with its causes, in one line.
fn error_chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |error| error.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}
