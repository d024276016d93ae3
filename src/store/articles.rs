//! Articles in SQLite.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::{Error, Key};
use crate::article::{Article, Paragraph, ReadingOptions};

/// The articles that the service was given. Cheap to clone.
#[derive(Clone)]
pub struct Articles {
    connection: Arc<Mutex<Connection>>,
    limit: i64,
}

/// An article as it is read aloud.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// A digest of all that follows but the time, so the same article has the same id.
    pub id: String,
    pub title: Option<String>,
    pub byline: Option<String>,
    /// What is spoken, in order: the title first, where there is one. Segment `n` is the paragraph at `n`.
    pub paragraphs: Vec<Paragraph>,
    /// Pronunciations that win over what Natiq would read, as [`Lexicon::parse`](crate::diacritize::Lexicon::parse)
    /// reads them; empty where there are none.
    pub lexicon: String,
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
];

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
        for Paragraph { role, text, source } in &paragraphs {
            key = key.with(format!("{role:?} {source:?}")).with(text);
        }
        let mut id = key.finish().to_string();
        id.truncate(ID_CHARACTERS);
        Self {
            id,
            title: article.title.clone(),
            byline: article.byline.clone(),
            paragraphs,
            lexicon: String::new(),
            created_at: Timestamp::now(),
        }
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
    /// Opens the database, and makes it where it is not there. When it has more than `limit` articles, those that were
    /// unused for longest go.
    ///
    /// # Errors
    /// Where it is no database of ours, or of a later version.
    ///
    /// # Blocking
    /// Reads and writes the file.
    pub fn open(path: &Path, limit: u32) -> Result<Self, Error> {
        let mut connection = Connection::open(path)?;
        // Another process may be reading; the service waits for it rather than fail.
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
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
        Ok(Self { connection: Arc::new(Mutex::new(connection)), limit: limit.into() })
    }

    /// Keeps an article; one that is there already keeps the time it was first given, which is returned.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn put(&self, record: Record) -> Result<Record, Error> {
        let limit = self.limit;
        self.run(move |connection| {
            let paragraphs = serde_json::to_string(&record.paragraphs)
                .map_err(|source| Error::Malformed { id: record.id.clone(), source })?;
            let now = Timestamp::now().as_millisecond();
            let transaction = connection.unchecked_transaction()?;
            let created_at: i64 = transaction.query_row(
                "INSERT INTO articles (id, title, byline, paragraphs, lexicon, created_at, used_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (id) DO UPDATE SET used_at = excluded.used_at
                 RETURNING created_at",
                params![
                    record.id,
                    record.title,
                    record.byline,
                    paragraphs,
                    record.lexicon,
                    record.created_at.as_millisecond(),
                    now
                ],
                |row| row.get(0),
            )?;
            transaction.execute(
                "DELETE FROM articles WHERE id IN
                 (SELECT id FROM articles ORDER BY used_at DESC, id LIMIT -1 OFFSET ?1)",
                [limit],
            )?;
            transaction.commit()?;
            Ok(Record { created_at: Timestamp::from_millisecond(created_at).unwrap_or(record.created_at), ..record })
        })
        .await
    }

    /// Returns the article `id`, if there is one.
    ///
    /// # Errors
    /// [`Error::Database`], or [`Error::Malformed`] where the record does not read.
    pub async fn get(&self, id: &str) -> Result<Option<Record>, Error> {
        let id = id.to_owned();
        self.run(move |connection| {
            let found = connection
                .prepare_cached(
                    "SELECT title, byline, paragraphs, lexicon, created_at, used_at FROM articles WHERE id = ?1",
                )?
                .query_row([&id], |row| {
                    let (title, byline, paragraphs, lexicon) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
                    Ok::<(_, _, String, _, i64, i64), _>((title, byline, paragraphs, lexicon, row.get(4)?, row.get(5)?))
                })
                .optional()?;
            let Some((title, byline, paragraphs, lexicon, created_at, used_at)) = found else { return Ok(None) };
            let paragraphs =
                serde_json::from_str(&paragraphs).map_err(|source| Error::Malformed { id: id.clone(), source })?;
            let created_at = Timestamp::from_millisecond(created_at).unwrap_or_default();
            // Reading stays cheap: use is written down once an hour at most.
            let now = Timestamp::now().as_millisecond();
            if now - used_at > 3_600_000 {
                connection.execute("UPDATE articles SET used_at = ?2 WHERE id = ?1", params![id, now])?;
            }
            Ok(Some(Record { id, title, byline, paragraphs, lexicon, created_at }))
        })
        .await
    }

    /// Checks that the database answers.
    ///
    /// # Errors
    /// [`Error::Database`] where it does not.
    pub async fn check(&self) -> Result<(), Error> {
        self.run(|connection| Ok(connection.query_row("SELECT 1", [], |_| Ok(()))?)).await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let connection = self.connection.clone();
        tokio::task::spawn_blocking(move || {
            // A transaction that a panic has left open is rolled back when it is dropped.
            work(&connection.lock().unwrap_or_else(PoisonError::into_inner))
        })
        .await
        .map_err(|_| Error::Closed)?
    }
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
                Paragraph { role: Role::Body, text: text.to_owned(), source: 12..12 + text.len() },
                Paragraph { role: Role::ListItem { index: 1, count: 2 }, text: "بند".to_owned(), source: 80..86 },
            ],
        }
    }

    #[tokio::test]
    async fn kept_through_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("natiq.db");
        let record = Articles::open(&path, 10).unwrap().put(Record::new(&article("نص"))).await.unwrap();
        let found = Articles::open(&path, 10).unwrap().get(&record.id).await.unwrap().unwrap();
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
        assert_eq!(articles.get(&record.id).await.unwrap().unwrap().lexicon, record.lexicon);
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
        let found = Articles::open(&path, 10).unwrap().get(&record.id).await.unwrap().unwrap();
        assert_eq!((found.paragraphs, found.lexicon.as_str()), (record.paragraphs, ""));
    }

    #[tokio::test]
    async fn unknown_id_and_odd_id_are_not_found() {
        let folder = tempfile::tempdir().unwrap();
        let articles = Articles::open(&folder.path().join("natiq.db"), 10).unwrap();
        assert_eq!(articles.get("0").await.unwrap(), None);
        assert_eq!(articles.get("'; DROP TABLE articles; --").await.unwrap(), None);
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
        assert_eq!(articles.get(&ids[0]).await.unwrap(), None);
        assert!(articles.get(&ids[2]).await.unwrap().is_some());
    }

    #[test]
    fn database_of_a_later_version_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("natiq.db");
        Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
        assert!(matches!(Articles::open(&path, 2), Err(Error::Later { found: 99, known: 2 })));
    }
}
