//! What is kept, in every kind of store that there is here: each test is done in all of them.

mod articles;
mod copy;
mod jobs;
mod layouts;
mod nodes;
mod objects;
mod schedules;

use std::time::Duration;

use natiq::store::{Limits, Place, Stores};
use tempfile::TempDir;

use crate::servers;

/// A place of one kind, empty.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) place: Place,
    #[expect(dead_code, reason = "the folder is there as long as this")]
    folder: TempDir,
}

pub(crate) const LIMITS: Limits =
    Limits { articles: 1_000, cache_bytes: 1 << 20, job_days: 30, job_lease: Duration::from_millis(1_500) };

/// Returns an empty place of each kind.
pub(crate) fn kinds() -> Vec<Kind> {
    let place = |database| {
        let folder = tempfile::tempdir().unwrap();
        Kind { name: "SQLite", place: Place { data_dir: folder.path().to_owned(), database, objects: None }, folder }
    };
    let mut kinds = vec![place(None)];
    kinds.extend(servers::postgres().map(|server| Kind { name: "PostgreSQL", ..place(Some(server.database())) }));
    kinds
}

impl Kind {
    pub(crate) async fn open(&self) -> Stores {
        self.open_with(LIMITS).await
    }

    pub(crate) async fn open_with(&self, limits: Limits) -> Stores {
        Stores::open(&self.place, limits).await.unwrap()
    }

    /// Opens the place as another node would, which has a folder of its own.
    pub(crate) async fn open_elsewhere(&self, limits: Limits) -> (Stores, TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let place = Place { data_dir: folder.path().to_owned(), ..self.place.clone() };
        (Stores::open(&place, limits).await.unwrap(), folder)
    }
}
