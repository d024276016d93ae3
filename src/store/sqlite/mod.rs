//! SQLite, the embedded kind of database: how one is opened, checked, led to its newest layout, and what is noticed of damage.
//!
//! One connection writes and one reads, so that who reads does not wait for another's write to reach the disk. A commit is
//! on the disk before it is acknowledged (`synchronous = FULL`): what a client has been told survives a power cut. That
//! costs a few milliseconds for each write.
//!
//! A database that is damaged is moved aside at the start and a new one begun, loudly; what is found damaged later makes
//! the service unready. So does a file that is gone or was replaced: what is written to it would be lost at the end.

mod articles;
mod jobs;
mod schedules;
mod usage;

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use jiff::Timestamp;
use rusqlite::{Connection, Transaction, TransactionBehavior};

pub(super) use self::{articles::Articles, jobs::Jobs, schedules::Schedules, usage::Usage};
use super::{Error, error_chain};
use crate::{durable, lock::lock};

/// A database that is open. Cheap to clone.
#[derive(Clone)]
struct Database {
    inner: Arc<Inner>,
}

struct Inner {
    path: PathBuf,
    /// What the file at `path` was when it was opened.
    identity: Option<Identity>,
    writer: Mutex<Connection>,
    reader: Mutex<Connection>,
    /// Whether a statement has met with damage.
    is_damaged: AtomicBool,
}

/// Which file a path leads to: its device and its number there.
type Identity = (u64, u64);

/// What leads from one layout of a database to the next.
type Step = fn(&Transaction<'_>) -> Result<(), Error>;

impl Database {
    /// Opens the database, and makes it where it is not there; one that is damaged is moved aside before. `steps` are all
    /// that lead from nothing to the newest layout, in order.
    ///
    /// # Errors
    /// Where it is no database of ours, of a later version, or damaged and cannot be moved.
    ///
    /// # Blocking
    /// Reads all of the file to check it, and writes to it.
    fn open(path: &Path, steps: &[Step]) -> Result<Self, Error> {
        let writer = match connect(path, steps) {
            Err(error) if error.is_damaged() => {
                let aside = set_aside(path, &error)?;
                tracing::error!(
                    error = error_chain(&error),
                    "The database was damaged. It is now `{}` and a new one is begun: what was given before is not found \
                     (`sqlite3 FILE .recover` may bring some back)",
                    aside.display()
                );
                connect(path, steps)?
            }
            opened => opened?,
        };
        sync_folder(path);
        let reader = Connection::open(path)?;
        reader.busy_timeout(BUSY)?;
        reader.pragma_update(None, "query_only", true)?;
        // From the first read on it has all its files open, and reads on whatever becomes of their names.
        reader.query_row("SELECT count(*) FROM (SELECT 1 FROM sqlite_schema LIMIT 1)", [], |_| Ok(()))?;
        let inner = Inner {
            identity: identity(path),
            path: path.to_owned(),
            writer: Mutex::new(writer),
            reader: Mutex::new(reader),
            is_damaged: AtomicBool::new(false),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Does work on the database on a thread that may block.
    ///
    /// # Errors
    /// Those of `work`; damage that one of them tells of is not forgotten.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let database = self.clone();
        let work = move || {
            let result = work(&database);
            if result.as_ref().is_err_and(Error::is_damaged) {
                database.inner.is_damaged.store(true, Ordering::Relaxed);
            }
            result
        };
        tokio::task::spawn_blocking(work).await.map_err(Error::of_task)?
    }

    /// Writes: all that `work` does, or nothing where it fails. When this returns, it is on the disk.
    ///
    /// # Errors
    /// Those of `work`, [`Error::Database`], [`Error::Damaged`], [`Error::Vanished`].
    ///
    /// # Blocking
    /// Waits for the disk.
    fn write<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, Error>) -> Result<T, Error> {
        self.look()?;
        let connection = lock(&self.inner.writer);
        // A transaction that is dropped before its end, by a panic too, is rolled back.
        let transaction = Transaction::new_unchecked(&connection, TransactionBehavior::Immediate)?;
        let result = work(&transaction)?;
        transaction.commit()?;
        Ok(result)
    }

    /// Returns the connection that reads, for as long as it is held.
    fn reader(&self) -> MutexGuard<'_, Connection> {
        lock(&self.inner.reader)
    }

    /// Returns the connection that writes, for as long as it is held.
    fn writer(&self) -> MutexGuard<'_, Connection> {
        lock(&self.inner.writer)
    }

    /// Sees that the database is sound as far as is known, and still where others will look for it.
    fn look(&self) -> Result<(), Error> {
        let Inner { path, identity: opened, is_damaged, .. } = &*self.inner;
        if is_damaged.load(Ordering::Relaxed) {
            return Err(Error::Damaged { path: path.clone(), what: "a statement met with damage".to_owned() });
        }
        if opened.is_some() && identity(path) != *opened {
            return Err(Error::Vanished { path: path.clone() });
        }
        Ok(())
    }
}

/// Another process may be reading (a backup); the service waits for it rather than fail.
const BUSY: Duration = Duration::from_secs(5);

/// Opens the database to write to it, checks it and leads it to the newest layout.
fn connect(path: &Path, steps: &[Step]) -> Result<Connection, Error> {
    if fs::metadata(path).is_ok_and(|metadata| metadata.len() == 0) {
        tracing::error!("The database `{}` is empty: what was given before is not found", path.display());
    }
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    let found: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if found != "ok" {
        return Err(Error::Damaged { path: path.to_owned(), what: found });
    }
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = steps.len() as i64;
    if found > known {
        return Err(Error::Later { found, known });
    }
    for (version, step) in (1..).zip(steps).filter(|(version, _)| *version > found) {
        let transaction = connection.transaction()?;
        step(&transaction)?;
        transaction.pragma_update(None, "user_version", version)?;
        transaction.commit()?;
    }
    Ok(connection)
}

/// Moves a damaged database and what belongs to it out of the way; returns where it is now.
fn set_aside(path: &Path, damage: &Error) -> Result<PathBuf, Error> {
    let joined = |path: &Path, more: &str| {
        let mut name = OsString::from(path);
        name.push(more);
        PathBuf::from(name)
    };
    let aside = joined(path, &format!(".damaged-{}", Timestamp::now().as_millisecond()));
    for part in ["", "-wal", "-shm"] {
        match fs::rename(joined(path, part), joined(&aside, part)) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => {
                let what = format!("{}, and it cannot be moved aside: {error}", error_chain(damage));
                return Err(Error::Damaged { path: path.to_owned(), what });
            }
        }
    }
    Ok(aside)
}

/// Puts the name of a new file onto the disk; its contents SQLite sees to.
fn sync_folder(path: &Path) {
    let synced = path.parent().map_or(Ok(()), durable::sync_folder);
    if let Err(error) = synced {
        tracing::debug!(%error, "Could not sync the data folder");
    }
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).ok().map(|metadata| (metadata.dev(), metadata.ino()))
}

/// Elsewhere a file that is open cannot be taken away.
#[cfg(not(unix))]
fn identity(_: &Path) -> Option<Identity> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Key;

    /// Returns the schema behind each step, a short digest of it.
    fn schemas(steps: &[Step]) -> Vec<String> {
        let connection = Connection::open_in_memory().unwrap();
        let schema = |step: &Step| {
            let transaction = connection.unchecked_transaction().unwrap();
            step(&transaction).unwrap();
            transaction.commit().unwrap();
            let select = "SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_schema ORDER BY name)";
            let sql: String = connection.query_row(select, [], |row| row.get(0)).unwrap();
            let words = sql.split_whitespace().collect::<Vec<_>>().join(" ");
            Key::of("schema").with(words).finish().to_string()[..16].to_owned()
        };
        steps.iter().map(schema).collect()
    }

    #[test]
    fn layout_that_has_left_the_house_stays_as_it_was() {
        // A new layout adds a digest here and changes none: databases were made by those before.
        let of_articles = [
            "dba1c0da18ce7a1f",
            "0642ec8d1cd8292e",
            "9bbf8f618a25ebb4",
            "d6d5dc43f0001000",
            "1ff32524906eaa63",
            "b1adcde41e693e17",
        ];
        assert_eq!(schemas(articles::LAYOUTS), of_articles);
        assert_eq!(schemas(jobs::LAYOUTS), ["475f7a086abf326b", "ba1fbc7fcabc58af", "8989af3605513438"]);
        assert_eq!(schemas(schedules::LAYOUTS), ["be9eb62359245a50"]);
    }
}
