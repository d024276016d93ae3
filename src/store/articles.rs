//! Articles in SQLite.
//!
//! One connection writes and one reads, so that who opens an article does not wait for another's to reach the disk; JSON
//! is read and written outside of both locks. A commit is on the disk before it is acknowledged (`synchronous = FULL`): an
//! article whose id a client has been told survives a power cut. That costs a few milliseconds for each new article.
//!
//! A database that is damaged is moved aside at the start and a new one begun, loudly; what is found damaged later makes
//! the service unready. So does a file that is gone or was replaced: what is written to it would be lost at the end.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::{Error, Key};
use crate::{
    article::{Article, Paragraph, ReadingOptions},
    durable,
};

/// The articles that the service was given. Cheap to clone.
#[derive(Clone)]
pub struct Articles {
    inner: Arc<Inner>,
}

struct Inner {
    path: PathBuf,
    /// What the file at `path` was when it was opened.
    identity: Option<Identity>,
    writer: Mutex<Connection>,
    reader: Mutex<Connection>,
    limit: i64,
    /// Whether a statement has met with damage.
    is_damaged: AtomicBool,
    /// When an article could last be written.
    written: Mutex<Option<Instant>>,
}

/// Which file a path leads to: its device and its number there.
type Identity = (u64, u64);

/// An article as it is read aloud.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// A digest of all that follows but the time, so the same article has the same id.
    pub id: String,
    pub title: Option<String>,
    pub byline: Option<String>,
    /// What is spoken, in order: the title first, where there is one. Segment `n` is the paragraph at `n`.
    pub paragraphs: Vec<Paragraph>,
    /// Pronunciations that win over what Natiq would read, as [`from_tsv`](crate::lexicon::from_tsv)
    /// reads them; empty where there are none.
    pub lexicon: String,
    /// The key that it was given with, where keys are [kept apart](crate::http::Settings::separate_keys): nobody else
    /// finds it. Empty where everybody does.
    pub owner: String,
    /// When it was first given.
    pub created_at: Timestamp,
}

/// Every layout the database has had: each statement leads from the one before to the next.
const LAYOUTS: &[&str] = &[
    "
    CREATE TABLE articles (
        id TEXT PRIMARY KEY,
        title TEXT,
        byline TEXT,
        paragraphs TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        used_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX articles_by_use ON articles (used_at);
    ",
    "ALTER TABLE articles ADD COLUMN lexicon TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE articles ADD COLUMN owner TEXT NOT NULL DEFAULT ''",
];

/// Within how long of an article that was written another need not be tried: whoever asks for readiness costs the disk a
/// write.
const PROBE_EVERY: Duration = Duration::from_secs(2);

/// The id of the article that is written to see whether one can be; no article's, which are all hexadecimal digits.
const PROBE: &str = "-";

/// Characters of an id: 128 bits of the digest, which nobody finds a second article for by chance.
const ID_CHARACTERS: usize = 32;

impl Record {
    /// Makes the record of an article that was given now.
    pub fn new(article: &Article) -> Self {
        let paragraphs: Vec<Paragraph> =
            article.reading(ReadingOptions::default()).map(std::borrow::Cow::into_owned).collect();
        let mut key = Key::of("article")
            .with(article.title.as_deref().unwrap_or_default())
            .with(article.byline.as_deref().unwrap_or_default());
        for Paragraph { role, text, source, directives } in &paragraphs {
            key = key.with(format!("{role:?} {source:?}")).with(text);
            if !directives.is_empty() {
                key = key.with(format!("{directives:?}"));
            }
        }
        let mut id = key.finish().to_string();
        id.truncate(ID_CHARACTERS);
        Self {
            id,
            title: article.title.clone(),
            byline: article.byline.clone(),
            paragraphs,
            lexicon: String::new(),
            owner: String::new(),
            created_at: Timestamp::now(),
        }
    }

    /// Returns the article as one that nobody but `owner` finds, which is another article than anybody else's.
    #[must_use]
    pub fn with_owner(mut self, owner: String) -> Self {
        if !owner.is_empty() {
            self.id = Key::of("article of a key").with(&self.id).with(&owner).finish().to_string();
            self.id.truncate(ID_CHARACTERS);
            self.owner = owner;
        }
        self
    }

    /// Returns about how much memory it takes, in bytes.
    pub fn size_bytes(&self) -> usize {
        self.lexicon.len() + self.paragraphs.iter().map(|paragraph| paragraph.text.len()).sum::<usize>()
    }

    /// Returns the article with pronunciations of its own, which is another article than without.
    #[must_use]
    pub fn with_lexicon(mut self, lexicon: String) -> Self {
        if !lexicon.is_empty() {
            self.id = Key::of("article with lexicon").with(&self.id).with(&lexicon).finish().to_string();
            self.id.truncate(ID_CHARACTERS);
            self.lexicon = lexicon;
        }
        self
    }
}

impl Articles {
    /// Opens the database, and makes it where it is not there; one that is damaged is moved aside before. When it has
    /// more than `limit` articles, those that were unused for longest go.
    ///
    /// # Errors
    /// Where it is no database of ours, of a later version, or damaged and cannot be moved.
    ///
    /// # Blocking
    /// Reads all of the file to check it, and writes to it.
    pub fn open(path: &Path, limit: u32) -> Result<Self, Error> {
        let writer = match connect(path) {
            Err(error) if error.is_damaged() => {
                let aside = set_aside(path, &error)?;
                tracing::error!(
                    error = super::error_chain(&error),
                    "The article database was damaged. It is now `{}` and a new one is begun: articles given before are \
                     not found (`sqlite3 FILE .recover` may bring some back)",
                    aside.display()
                );
                connect(path)?
            }
            opened => opened?,
        };
        sync_folder(path);
        let reader = Connection::open(path)?;
        reader.busy_timeout(BUSY)?;
        reader.pragma_update(None, "query_only", true)?;
        // From the first read on it has all its files open, and reads on whatever becomes of their names.
        reader.query_row("SELECT count(*) FROM (SELECT 1 FROM articles LIMIT 1)", [], |_| Ok(()))?;
        let inner = Inner {
            identity: identity(path),
            path: path.to_owned(),
            writer: Mutex::new(writer),
            reader: Mutex::new(reader),
            limit: limit.max(1).into(),
            is_damaged: AtomicBool::new(false),
            written: Mutex::new(None),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Keeps an article; one that is there already keeps the time it was first given, which is returned. When this
    /// returns, the article is on the disk.
    ///
    /// # Errors
    /// [`Error::Database`], [`Error::Vanished`].
    pub async fn put(&self, record: Record) -> Result<Record, Error> {
        self.run(move |inner| inner.put(record)).await
    }

    /// Returns the article `id` of `owner`, if there is one.
    ///
    /// # Errors
    /// [`Error::Database`], or [`Error::Malformed`] where the record does not read.
    pub async fn get(&self, id: &str, owner: &str) -> Result<Option<Record>, Error> {
        let (id, owner) = (id.to_owned(), owner.to_owned());
        self.run(move |inner| inner.get(id, owner)).await
    }

    /// Checks that an article could be given now, by writing one and taking it away again.
    ///
    /// # Errors
    /// [`Error::Database`], [`Error::Damaged`] or [`Error::Vanished`] where it could not.
    pub async fn check(&self) -> Result<(), Error> {
        self.run(|inner| inner.check()).await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let inner = self.inner.clone();
        let work = move || {
            let result = work(&inner);
            if result.as_ref().is_err_and(Error::is_damaged) {
                inner.is_damaged.store(true, Ordering::Relaxed);
            }
            result
        };
        tokio::task::spawn_blocking(work).await.map_err(Error::of_task)?
    }
}

impl Inner {
    fn put(&self, record: Record) -> Result<Record, Error> {
        let paragraphs = serde_json::to_string(&record.paragraphs)
            .map_err(|source| Error::Malformed { id: record.id.clone(), source })?;
        self.look()?;
        let connection = lock(&self.writer);
        // A transaction that is dropped before its end, by a panic too, is rolled back.
        let transaction = Transaction::new_unchecked(&connection, TransactionBehavior::Immediate)?;
        let now = next_use(&transaction)?;
        let created_at: i64 = transaction.query_row(
            "INSERT INTO articles (id, title, byline, paragraphs, lexicon, owner, created_at, used_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (id) DO UPDATE SET used_at = excluded.used_at
             RETURNING created_at",
            params![
                record.id,
                record.title,
                record.byline,
                paragraphs,
                record.lexicon,
                record.owner,
                record.created_at.as_millisecond(),
                now
            ],
            |row| row.get(0),
        )?;
        transaction.execute(
            "DELETE FROM articles WHERE id IN
             (SELECT id FROM articles ORDER BY used_at DESC, id LIMIT -1 OFFSET ?1)",
            [self.limit],
        )?;
        transaction.commit()?;
        drop(connection);
        *lock(&self.written) = Some(Instant::now());
        Ok(Record { created_at: Timestamp::from_millisecond(created_at).unwrap_or(record.created_at), ..record })
    }

    fn get(&self, id: String, owner: String) -> Result<Option<Record>, Error> {
        let found = {
            let connection = lock(&self.reader);
            connection
                .prepare_cached(
                    "SELECT title, byline, paragraphs, lexicon, created_at, used_at,
                     (SELECT max(used_at) FROM articles) FROM articles WHERE id = ?1 AND owner = ?2",
                )?
                .query_row([&id, &owner], |row| {
                    let text = (row.get(0)?, row.get(1)?, row.get::<_, String>(2)?, row.get(3)?);
                    Ok((text, (row.get(4)?, row.get::<_, i64>(5)?, row.get::<_, i64>(6)?)))
                })
                .optional()?
        };
        let Some(((title, byline, paragraphs, lexicon), (created_at, used_at, last_use))) = found else {
            return Ok(None);
        };
        let paragraphs =
            serde_json::from_str(&paragraphs).map_err(|source| Error::Malformed { id: id.clone(), source })?;
        let created_at = Timestamp::from_millisecond(created_at).unwrap_or_default();
        // Reading stays cheap: use is written down once an hour at most, by the clock that the uses go by.
        if last_use.max(Timestamp::now().as_millisecond()) - used_at > 3_600_000 {
            self.note_use(&id);
        }
        Ok(Some(Record { id, title, byline, paragraphs, lexicon, owner, created_at }))
    }

    /// Records that an article was used. Where that cannot be written (the disk is full) it is heard all the same.
    fn note_use(&self, id: &str) {
        let connection = lock(&self.writer);
        let noted = next_use(&connection).and_then(|now| {
            Ok(connection.execute("UPDATE articles SET used_at = ?2 WHERE id = ?1", params![id, now])?)
        });
        if let Err(error) = noted {
            tracing::warn!(error = super::error_chain(&error), "Could not record the use of an article");
        }
    }

    fn check(&self) -> Result<(), Error> {
        self.look()?;
        if lock(&self.written).is_some_and(|written| written.elapsed() < PROBE_EVERY) {
            return Ok(());
        }
        let connection = lock(&self.writer);
        let transaction = Transaction::new_unchecked(&connection, TransactionBehavior::Immediate)?;
        transaction
            .execute("INSERT INTO articles (id, paragraphs, created_at, used_at) VALUES (?1, '[]', 0, 0)", [PROBE])?;
        transaction.execute("DELETE FROM articles WHERE id = ?1", [PROBE])?;
        transaction.commit()?;
        drop(connection);
        *lock(&self.written) = Some(Instant::now());
        Ok(())
    }

    /// Sees that the database is sound as far as is known, and still where others will look for it.
    fn look(&self) -> Result<(), Error> {
        if self.is_damaged.load(Ordering::Relaxed) {
            return Err(Error::Damaged { path: self.path.clone(), what: "a statement met with damage".to_owned() });
        }
        if self.identity.is_some() && identity(&self.path) != self.identity {
            return Err(Error::Vanished { path: self.path.clone() });
        }
        Ok(())
    }
}

/// Another process may be reading (a backup); the service waits for it rather than fail.
const BUSY: Duration = Duration::from_secs(5);

/// Opens the database to write to it, checks it and leads it to the newest layout.
fn connect(path: &Path) -> Result<Connection, Error> {
    if fs::metadata(path).is_ok_and(|metadata| metadata.len() == 0) {
        tracing::error!("The article database `{}` is empty: articles given before are not found", path.display());
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
    let known = LAYOUTS.len() as i64;
    if found > known {
        return Err(Error::Later { found, known });
    }
    for (version, statement) in (1..).zip(LAYOUTS).filter(|(version, _)| *version > found) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(statement)?;
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
                let what = format!("{}, and it cannot be moved aside: {error}", super::error_chain(damage));
                return Err(Error::Damaged { path: path.to_owned(), what });
            }
        }
    }
    Ok(aside)
}

/// Returns when something is used now: later than all before, whatever the clock says. A clock that was set back must
/// not make what is new the longest unused.
fn next_use(connection: &Connection) -> Result<i64, Error> {
    let last: Option<i64> = connection.query_row("SELECT max(used_at) FROM articles", [], |row| row.get(0))?;
    Ok(last.map_or(0, |last| last.saturating_add(1)).max(Timestamp::now().as_millisecond()))
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

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A transaction that a panic has left open is rolled back when it is dropped.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Role;

    fn article(text: &str) -> Article {
        Article {
            title: Some("عنوان".to_owned()),
            title_source: 0..10,
            byline: None,
            paragraphs: vec![
                Paragraph::new(Role::Body, text.to_owned(), 12..12 + text.len()),
                Paragraph::new(Role::ListItem { index: 1, count: 2 }, "بند".to_owned(), 80..86),
            ],
        }
    }

    #[tokio::test]
    async fn kept_through_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("natiq.db");
        let record = Articles::open(&path, 10).unwrap().put(Record::new(&article("نص"))).await.unwrap();
        let found = Articles::open(&path, 10).unwrap().get(&record.id, "").await.unwrap().unwrap();
        assert_eq!(found.paragraphs, record.paragraphs);
        assert_eq!(found.paragraphs[0].text, "عنوان");
        assert_eq!(found.created_at.as_millisecond(), record.created_at.as_millisecond());
    }

    #[tokio::test]
    async fn same_article_is_the_same_record() {
        let folder = tempfile::tempdir().unwrap();
        let articles = Articles::open(&folder.path().join("natiq.db"), 10).unwrap();
        let first = articles.put(Record::new(&article("نص"))).await.unwrap();
        let again = articles.put(Record::new(&article("نص"))).await.unwrap();
        assert_eq!(
            (first.id.clone(), first.created_at.as_millisecond()),
            (again.id, again.created_at.as_millisecond())
        );
        assert_ne!(first.id, Record::new(&article("نص آخر")).id);
    }

    #[tokio::test]
    async fn lexicon_is_kept_and_makes_it_another_article() {
        let folder = tempfile::tempdir().unwrap();
        let articles = Articles::open(&folder.path().join("natiq.db"), 10).unwrap();
        let plain = Record::new(&article("نص"));
        let record = plain.clone().with_lexicon("فاس\tفَاس\n".to_owned());
        assert_ne!(record.id, plain.id);
        articles.put(record.clone()).await.unwrap();
        assert_eq!(articles.get(&record.id, "").await.unwrap().unwrap().lexicon, record.lexicon);
        assert_eq!(plain.clone().with_lexicon(String::new()).id, plain.id);
    }

    #[tokio::test]
    async fn database_of_the_first_layout_is_led_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("natiq.db");
        let record = Record::new(&article("نص"));
        let first = Connection::open(&path).unwrap();
        first.execute_batch(LAYOUTS[0]).unwrap();
        first.pragma_update(None, "user_version", 1).unwrap();
        let paragraphs = serde_json::to_string(&record.paragraphs).unwrap();
        first
            .execute("INSERT INTO articles VALUES (?1, NULL, NULL, ?2, 0, 0)", params![record.id, paragraphs])
            .unwrap();
        drop(first);
        let found = Articles::open(&path, 10).unwrap().get(&record.id, "").await.unwrap().unwrap();
        assert_eq!((found.paragraphs, found.lexicon.as_str()), (record.paragraphs, ""));
    }

    #[tokio::test]
    async fn unknown_id_and_odd_id_are_not_found() {
        let folder = tempfile::tempdir().unwrap();
        let articles = Articles::open(&folder.path().join("natiq.db"), 10).unwrap();
        assert_eq!(articles.get("0", "").await.unwrap(), None);
        assert_eq!(articles.get("'; DROP TABLE articles; --", "").await.unwrap(), None);
    }

    #[tokio::test]
    async fn longest_unused_go_beyond_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        let articles = Articles::open(&folder.path().join("natiq.db"), 2).unwrap();
        let mut ids = Vec::new();
        for text in ["أول", "ثان", "ثالث"] {
            ids.push(articles.put(Record::new(&article(text))).await.unwrap().id);
            tokio::time::sleep(std::time::Duration::from_millis(3)).await;
        }
        assert_eq!(articles.get(&ids[0], "").await.unwrap(), None);
        assert!(articles.get(&ids[2], "").await.unwrap().is_some());
    }

    #[test]
    fn database_of_a_later_version_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("natiq.db");
        Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
        assert!(matches!(Articles::open(&path, 2), Err(Error::Later { found: 99, known: 3 })));
    }

    #[tokio::test]
    async fn article_that_is_given_after_the_clock_was_set_back_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("natiq.db");
        let articles = Articles::open(&path, 2).unwrap();
        for text in ["أول", "ثان"] {
            articles.put(Record::new(&article(text))).await.unwrap();
        }
        // They were given by a clock that was a year ahead.
        let ahead = Timestamp::now().as_millisecond() + 365 * 24 * 3_600_000;
        Connection::open(&path).unwrap().execute("UPDATE articles SET used_at = ?1", [ahead]).unwrap();
        let now = articles.put(Record::new(&article("ثالث"))).await.unwrap();
        assert!(articles.get(&now.id, "").await.unwrap().is_some(), "it was evicted at once");
        // What is used from now on is used after all that, too.
        let used = articles.put(Record::new(&article("رابع"))).await.unwrap();
        assert!(
            articles.get(&now.id, "").await.unwrap().is_some() && articles.get(&used.id, "").await.unwrap().is_some()
        );
    }

    #[tokio::test]
    async fn article_of_one_key_is_not_found_with_another() {
        let folder = tempfile::tempdir().unwrap();
        let articles = Articles::open(&folder.path().join("natiq.db"), 10).unwrap();
        let owned = |owner: &str| Record::new(&article("نص")).with_owner(owner.to_owned());
        let (of_a, of_b) = (owned("a"), owned("b"));
        assert!(of_a.id != of_b.id && of_a.id != Record::new(&article("نص")).id);
        articles.put(of_a.clone()).await.unwrap();
        assert_eq!(articles.get(&of_a.id, "a").await.unwrap().unwrap().owner, "a");
        for other in ["b", ""] {
            assert_eq!(articles.get(&of_a.id, other).await.unwrap(), None);
        }
    }

    #[tokio::test]
    async fn what_is_acknowledged_is_on_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        let articles = Articles::open(&folder.path().join("natiq.db"), 10).unwrap();
        // 2 is FULL: every commit waits for the disk.
        let level: i64 =
            lock(&articles.inner.writer).pragma_query_value(None, "synchronous", |row| row.get(0)).unwrap();
        assert_eq!(level, 2);
    }

    #[tokio::test]
    async fn damaged_database_is_moved_aside_and_a_new_one_begun() {
        for at in [0, 5_000] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("natiq.db");
            let articles = Articles::open(&path, 100).unwrap();
            let mut id = String::new();
            for n in 0..50 {
                id = articles.put(Record::new(&article(&format!("نص {n}")))).await.unwrap().id;
            }
            drop(articles);
            let mut bytes = fs::read(&path).unwrap();
            let end = bytes.len().min(at + 8_000);
            bytes[at..end].fill(0x5a);
            fs::write(&path, bytes).unwrap();
            let articles = Articles::open(&path, 100).unwrap();
            assert_eq!(articles.get(&id, "").await.unwrap(), None);
            articles.put(Record::new(&article("نص"))).await.unwrap();
            articles.check().await.unwrap();
            let aside = fs::read_dir(folder.path())
                .unwrap()
                .map(|file| file.unwrap().file_name().into_string().unwrap())
                .find(|name| name.starts_with("natiq.db.damaged-") && !name.ends_with("-wal"));
            assert!(aside.is_some(), "damage at {at}");
        }
    }

    #[tokio::test]
    async fn damage_that_a_statement_meets_is_not_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("natiq.db");
        let articles = Articles::open(&path, 100).unwrap();
        articles.check().await.unwrap();
        let damage = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT);
        let met = articles.run(move |_| Err::<(), _>(rusqlite::Error::SqliteFailure(damage, None).into())).await;
        assert!(met.unwrap_err().is_damaged());
        assert!(matches!(articles.check().await, Err(Error::Damaged { .. })));
        assert!(articles.put(Record::new(&article("نص"))).await.is_err());
    }

    #[tokio::test]
    async fn folder_that_vanished_or_was_replaced_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        fs::create_dir(&data).unwrap();
        let articles = Articles::open(&data.join("natiq.db"), 10).unwrap();
        articles.put(Record::new(&article("نص"))).await.unwrap();
        fs::remove_dir_all(&data).unwrap();
        assert!(matches!(articles.check().await, Err(Error::Vanished { .. })));
        // Whatever stands there now, it is not what this process writes to.
        fs::create_dir(&data).unwrap();
        drop(Connection::open(data.join("natiq.db")).unwrap().execute_batch("CREATE TABLE t (a)"));
        assert!(matches!(articles.put(Record::new(&article("نص"))).await, Err(Error::Vanished { .. })));
    }

    #[tokio::test]
    async fn disk_that_is_full_is_noticed_and_what_is_kept_is_still_found() {
        let folder = tempfile::tempdir().unwrap();
        let articles = Articles::open(&folder.path().join("natiq.db"), 10).unwrap();
        let kept = articles.put(Record::new(&article("نص"))).await.unwrap();
        {
            let writer = lock(&articles.inner.writer);
            // The file may grow no further, and the use of the article would be written down now.
            let pages: i64 = writer.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
            writer.pragma_update(None, "max_page_count", pages).unwrap();
            writer.execute("UPDATE articles SET used_at = 0", []).unwrap();
        }
        let long = "كلمة ".repeat(20_000);
        assert!(articles.put(Record::new(&article(&long))).await.unwrap_err().is_full());
        assert!(articles.get(&kept.id, "").await.unwrap().is_some());
    }
}
