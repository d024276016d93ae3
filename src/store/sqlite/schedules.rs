//! The runs of schedules in SQLite.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::{
    super::{Error, LetGo, Run, schedules},
    Database, Step,
};

/// [`Schedules`](super::super::Schedules) in SQLite.
#[derive(Clone)]
pub(in crate::store) struct Schedules {
    database: Database,
    lease_ms: i64,
}

/// Every layout the database has had: each leads from the one before to the next, and stays as it is once it has left the
/// house.
pub(super) const LAYOUTS: &[Step] = &[layout_1];

/// As on PostgreSQL, where the columns are explained.
fn layout_1(transaction: &Transaction<'_>) -> Result<(), Error> {
    Ok(transaction.execute_batch(
        "
        CREATE TABLE schedules (
            name TEXT NOT NULL PRIMARY KEY,
            due INTEGER NOT NULL,
            is_over INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            not_before INTEGER,
            lease TEXT,
            lease_until INTEGER
        ) STRICT, WITHOUT ROWID;
        ",
    )?)
}

impl Schedules {
    pub(in crate::store) fn open(path: &Path, lease_ms: i64) -> Result<Self, Error> {
        Ok(Self { database: Database::open(path, LAYOUTS)?, lease_ms })
    }

    pub(in crate::store) async fn now(&self) -> Result<Timestamp, Error> {
        Ok(Timestamp::now())
    }

    /// Returns which attempt it is, 0 where the run is not taken, and whether it is over.
    pub(in crate::store) async fn take(&self, schedule: &str, due: i64, lease: &str) -> Result<(i64, bool), Error> {
        let (schedule, lease, lease_ms) = (schedule.to_owned(), lease.to_owned(), self.lease_ms);
        let work = move |transaction: &Transaction<'_>| {
            let now = Timestamp::now().as_millisecond();
            let take = "INSERT INTO schedules AS kept (name, due, is_over, attempts) VALUES (?1, ?2, 1, 0)
                 ON CONFLICT (name) DO UPDATE SET due = ?2, is_over = 0,
                     attempts = CASE WHEN kept.due < ?2 THEN 1 ELSE kept.attempts + 1 END,
                     lease = ?3, lease_until = ?4 + ?5, not_before = NULL
                 WHERE coalesce(kept.lease_until, 0) < ?4 AND (kept.due < ?2
                     OR (kept.due = ?2 AND NOT kept.is_over AND coalesce(kept.not_before, 0) <= ?4))
                 RETURNING attempts, is_over";
            let columns = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
            let taken =
                transaction.query_row(take, params![schedule, due, lease, now, lease_ms], columns).optional()?;
            let select = "SELECT 0, is_over AND due >= ?2 FROM schedules WHERE name = ?1";
            Ok(match taken {
                Some(taken) => taken,
                None => transaction.query_row(select, params![schedule, due], columns)?,
            })
        };
        self.database.run(move |database| database.write(work)).await
    }

    pub(in crate::store) async fn renew(&self, run: &Run) -> Result<bool, Error> {
        let (run, lease_ms) = (run.clone(), self.lease_ms);
        let work = move |transaction: &Transaction<'_>| {
            let update = "UPDATE schedules SET lease_until = ?3 WHERE name = ?1 AND lease = ?2";
            let until = Timestamp::now().as_millisecond().saturating_add(lease_ms);
            Ok(transaction.execute(update, params![run.schedule, run.lease, until])? > 0)
        };
        self.database.run(move |database| database.write(work)).await
    }

    pub(in crate::store) async fn last_runs(&self) -> Result<Vec<schedules::Row>, Error> {
        let work = move |database: &Database| {
            let connection = database.reader();
            let select = "SELECT name, due, is_over, attempts FROM schedules ORDER BY name";
            let columns = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
            Ok(connection.prepare(select)?.query_map([], columns)?.collect::<Result<_, _>>()?)
        };
        self.database.run(work).await
    }

    pub(in crate::store) async fn import(&self, rows: Vec<schedules::Row>) -> Result<usize, Error> {
        let work = move |transaction: &Transaction<'_>| {
            let insert = "INSERT INTO schedules (name, due, is_over, attempts) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (name) DO NOTHING";
            let mut statement = transaction.prepare(insert)?;
            rows.iter().try_fold(0, |n_new, row| Ok(n_new + statement.execute(params![row.0, row.1, row.2, row.3])?))
        };
        self.database.run(move |database| database.write(work)).await
    }

    pub(in crate::store) async fn let_go(&self, run: &Run, how: LetGo) -> Result<(), Error> {
        let run = run.clone();
        let work = move |transaction: &Transaction<'_>| {
            let (is_over, wait, n_uncounted) = how.columns();
            let not_before = wait.map(|wait| Timestamp::now().as_millisecond().saturating_add(wait));
            transaction.execute(
                "UPDATE schedules SET is_over = ?3, not_before = ?4, attempts = attempts - ?5, lease = NULL,
                     lease_until = NULL
                 WHERE name = ?1 AND lease = ?2",
                params![run.schedule, run.lease, is_over, not_before, n_uncounted],
            )?;
            Ok(())
        };
        self.database.run(move |database| database.write(work)).await
    }
}
