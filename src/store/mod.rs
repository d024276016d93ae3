//! What outlives a request, and a restart: articles in SQLite, audio in a folder; and [`Renderer`], which speaks only
//! what is not there yet.
//!
//! Everything is found by what it is made of ([`Key`]): an article by its text, audio by text, voice, rate, format and
//! the rules that read it. So nothing here ever has to be invalidated: what is made otherwise has another name, and
//! what nobody asks for is evicted in time.
//!
//! Why no trait for stores? There is one of each. Their callers know [`Articles`] and [`Cache`] by a handful of methods
//! that a database server and an object store can answer as well; when the second comes, these become enums.

mod articles;
mod cache;
mod flight;
mod key;
mod rendering;
mod speech;

use std::path::PathBuf;

pub use self::{
    articles::{Articles, Record},
    cache::{Cache, Figures, Stored, Writer},
    flight::Flights,
    key::{Key, KeyMaker, RULES},
    rendering::{Piece, Reading, Renderer},
};

/// Why something could not be kept or found again.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The database failed.
    #[error("the article database failed")]
    Database(#[from] rusqlite::Error),
    /// The database was written by a later version.
    #[error("the article database has layout {found} (this version knows up to {known})")]
    Later { found: i64, known: i64 },
    /// A record in the database does not read.
    #[error("malformed record of article `{id}`")]
    Malformed { id: String, source: serde_json::Error },
    /// A folder or file cannot be used.
    #[error("could not use `{}`", path.display())]
    File { path: PathBuf, source: std::io::Error },
    /// The task that does blocking work was stopped: the service is shutting down.
    #[error("the store is shutting down")]
    Closed,
}

impl Error {
    /// Tells whether it failed for want of room on the disk.
    pub fn is_full(&self) -> bool {
        match self {
            Self::Database(error) => error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull),
            Self::File { source, .. } => source.kind() == std::io::ErrorKind::StorageFull,
            _ => false,
        }
    }
}
