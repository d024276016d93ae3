//! Articles in SQLite ([`database`](super::database) says how); JSON is read and written outside of its locks.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::{
    Error, Key,
    database::{Database, Step},
    search,
};
use crate::article::{Article, Paragraph, ReadingOptions, Role};

/// The articles that the service was given. Cheap to clone.
#[derive(Clone)]
pub struct Articles {
    database: Database,
    limit: i64,
    /// When an article could last be written.
    written: Arc<Mutex<Option<Instant>>>,
}

/// An article as it is read aloud.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// A digest of the article as it was first given, so the same article has the same id.
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
    /// What its giver notes about it, which is no part of the article.
    pub metadata: BTreeMap<String, String>,
}

/// An article in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    pub id: String,
    pub title: Option<String>,
    pub byline: Option<String>,
    pub created_at: Timestamp,
    pub metadata: BTreeMap<String, String>,
    pub n_paragraphs: usize,
}

/// Some articles of a list, the last given first.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    pub articles: Vec<Listed>,
    /// What [`Articles::list`] takes to go on behind them; `None` at the end.
    pub next: Option<i64>,
}

/// What is changed in an article; `None` leaves it as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Revision {
    /// A headline, which is spoken in the place of the one before.
    pub title: Option<String>,
    /// Who wrote it; `Some(None)` takes the name away.
    pub byline: Option<Option<String>>,
    /// Notes that are added or replaced, and those that are taken away (`None`).
    pub metadata: BTreeMap<String, Option<String>>,
}

/// Every layout the database has had: each leads from the one before to the next.
const LAYOUTS: &[Step] = &[
    |transaction| {
        Ok(transaction.execute_batch(
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
        )?)
    },
    |transaction| Ok(transaction.execute_batch("ALTER TABLE articles ADD COLUMN lexicon TEXT NOT NULL DEFAULT ''")?),
    |transaction| Ok(transaction.execute_batch("ALTER TABLE articles ADD COLUMN owner TEXT NOT NULL DEFAULT ''")?),
    // Lists and search: a number for each article in the order they were given, by which the index of words and the
    // manners it was heard in know it. The row's own number is no such thing: SQLite may change it.
    |transaction| {
        transaction.execute_batch(
            "
            ALTER TABLE articles ADD COLUMN number INTEGER;
            ALTER TABLE articles ADD COLUMN metadata TEXT NOT NULL DEFAULT '{}';
            ALTER TABLE articles ADD COLUMN is_revised INTEGER NOT NULL DEFAULT 0;
            WITH ordered AS (SELECT id, row_number() OVER (ORDER BY created_at, id) AS number FROM articles)
                UPDATE articles SET number = ordered.number FROM ordered WHERE ordered.id = articles.id;
            CREATE UNIQUE INDEX articles_by_number ON articles (number);
            CREATE INDEX articles_by_owner ON articles (owner, number);
            CREATE VIRTUAL TABLE words USING fts5 (
                title, text, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0'
            );
            CREATE TABLE heard (
                article INTEGER NOT NULL,
                manner TEXT NOT NULL,
                PRIMARY KEY (article, manner)
            ) STRICT, WITHOUT ROWID;
            CREATE TRIGGER article_gone AFTER DELETE ON articles WHEN old.number IS NOT NULL BEGIN
                DELETE FROM words WHERE rowid = old.number;
                DELETE FROM heard WHERE article = old.number;
            END;
            ",
        )?;
        let mut statement = transaction.prepare("SELECT number, title, paragraphs FROM articles")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let paragraphs: String = row.get(2)?;
            // What cannot be read is not found, and says so when it is asked for.
            let paragraphs: Vec<Paragraph> = serde_json::from_str(&paragraphs).unwrap_or_default();
            index(transaction, row.get(0)?, row.get::<_, Option<String>>(1)?.as_deref(), &paragraphs)?;
        }
        Ok(())
    },
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
            metadata: BTreeMap::new(),
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

    /// Changes what may be changed.
    fn revise(&mut self, revision: Revision) {
        if let Some(title) = revision.title {
            let spoken = Paragraph::new(Role::Heading { level: 1 }, title.clone(), 0..0);
            let is_title = |paragraph: &&mut Paragraph| {
                paragraph.role == Role::Heading { level: 1 } && Some(&paragraph.text) == self.title.as_ref()
            };
            match self.paragraphs.first_mut().filter(is_title) {
                Some(first) => *first = spoken,
                None => self.paragraphs.insert(0, spoken),
            }
            self.title = Some(title);
        }
        if let Some(byline) = revision.byline {
            self.byline = byline;
        }
        for (name, value) in revision.metadata {
            match value {
                Some(value) => drop(self.metadata.insert(name, value)),
                None => drop(self.metadata.remove(&name)),
            }
        }
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
        let database = Database::open(path, LAYOUTS)?;
        Ok(Self { database, limit: limit.max(1).into(), written: Arc::default() })
    }

    /// Keeps an article; one that is there already stays as it is, with the time it was first given and with what was
    /// changed in it since, and is returned so. Notes that are given anew replace those it had. When this returns, the
    /// article is on the disk.
    ///
    /// # Errors
    /// [`Error::Database`], [`Error::Vanished`].
    pub async fn put(&self, record: Record) -> Result<Record, Error> {
        let articles = self.clone();
        self.database.run(move |_| articles.put_now(record)).await
    }

    /// Returns the article `id` of `owner`, if there is one.
    ///
    /// # Errors
    /// [`Error::Database`], or [`Error::Malformed`] where the record does not read.
    pub async fn get(&self, id: &str, owner: &str) -> Result<Option<Record>, Error> {
        let (articles, id, owner) = (self.clone(), id.to_owned(), owner.to_owned());
        self.database.run(move |_| articles.get_now(&id, &owner)).await
    }

    /// Lists the articles of `owner`, the last given first: at most `limit`, and behind the one that a [`Page::next`]
    /// before told of. With `query` only those with a word that begins so, for each word of it.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn list(
        &self,
        owner: &str,
        query: Option<&str>,
        behind: Option<i64>,
        limit: usize,
    ) -> Result<Page, Error> {
        let (owner, query) = (owner.to_owned(), query.map(str::to_owned));
        self.database.run(move |database| list(&database.reader(), &owner, query.as_deref(), behind, limit)).await
    }

    /// Changes the article `id` of `owner` and returns it; its id stays. `None` where there is no such article.
    ///
    /// # Errors
    /// As [`Articles::put`].
    pub async fn revise(&self, id: &str, owner: &str, revision: Revision) -> Result<Option<Record>, Error> {
        let (id, owner) = (id.to_owned(), owner.to_owned());
        self.database
            .run(move |database| database.write(|transaction| revise(transaction, &id, &owner, revision)))
            .await
    }

    /// Takes the article `id` of `owner` away; says whether it was there.
    ///
    /// # Errors
    /// As [`Articles::put`].
    pub async fn delete(&self, id: &str, owner: &str) -> Result<bool, Error> {
        let (id, owner) = (id.to_owned(), owner.to_owned());
        let work = move |transaction: &Transaction<'_>| {
            Ok(transaction.execute("DELETE FROM articles WHERE id = ?1 AND owner = ?2", [id, owner])? > 0)
        };
        self.database.run(move |database| database.write(work)).await
    }

    /// Notes that an article is heard in some manner, so that its sound is found when the article is taken away.
    ///
    /// # Errors
    /// As [`Articles::put`].
    pub async fn note_heard(&self, id: &str, manner: &str) -> Result<(), Error> {
        let (id, manner) = (id.to_owned(), manner.to_owned());
        let work = move |database: &Database| {
            let known: bool = database
                .reader()
                .prepare_cached(
                    "SELECT EXISTS (SELECT 1 FROM heard JOIN articles ON number = article WHERE id = ?1 AND manner = ?2)",
                )?
                .query_row([&id, &manner], |row| row.get(0))?;
            if known {
                return Ok(());
            }
            database.write(|transaction| {
                let insert = "INSERT OR IGNORE INTO heard SELECT number, ?2 FROM articles WHERE id = ?1";
                transaction.execute(insert, [&id, &manner])?;
                Ok(())
            })
        };
        self.database.run(work).await
    }

    /// Returns the manners that an article was heard in.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn heard(&self, id: &str) -> Result<Vec<String>, Error> {
        let id = id.to_owned();
        let work = move |database: &Database| {
            let connection = database.reader();
            let mut statement = connection
                .prepare_cached("SELECT manner FROM heard JOIN articles ON number = article WHERE id = ?1")?;
            let manners = statement.query_map([&id], |row| row.get(0))?;
            Ok(manners.collect::<Result<_, _>>()?)
        };
        self.database.run(work).await
    }

    /// Tells whether an article of `owner` has this passage, word for word, and was heard in this manner.
    ///
    /// # Errors
    /// [`Error::Database`].
    ///
    /// # Blocking
    /// Asks the database.
    pub fn has_passage(&self, passage: &str, manner: &str, owner: &str) -> Result<bool, Error> {
        let Some(query) = search::phrase(passage) else { return Ok(false) };
        let connection = self.database.reader();
        let mut statement = connection.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM words JOIN articles ON number = words.rowid
                 JOIN heard ON heard.article = number AND heard.manner = ?3 WHERE words MATCH ?1 AND owner = ?2)",
        )?;
        Ok(statement.query_row([query.as_str(), owner, manner], |row| row.get(0))?)
    }

    /// Checks that an article could be given now, by writing one and taking it away again.
    ///
    /// # Errors
    /// [`Error::Database`], [`Error::Damaged`] or [`Error::Vanished`] where it could not.
    pub async fn check(&self) -> Result<(), Error> {
        let articles = self.clone();
        self.database.run(move |_| articles.check_now()).await
    }

    fn put_now(&self, record: Record) -> Result<Record, Error> {
        let malformed = |source| Error::Malformed { id: record.id.clone(), source };
        let paragraphs = serde_json::to_string(&record.paragraphs).map_err(malformed)?;
        let metadata = serde_json::to_string(&record.metadata).map_err(malformed)?;
        let (created_at, is_revised, kept_metadata) = self.database.write(|transaction| {
            let now = next_use(transaction)?;
            let number: Option<i64> = transaction
                .query_row("SELECT number FROM articles WHERE id = ?1", [&record.id], |row| row.get(0))
                .optional()?;
            let is_new = number.is_none();
            let kept: (i64, bool, String) = transaction.query_row(
                "INSERT INTO articles (id, title, byline, paragraphs, lexicon, owner, created_at, used_at, metadata, number)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, (SELECT coalesce(max(number), 0) + 1 FROM articles))
                 ON CONFLICT (id) DO UPDATE SET used_at = excluded.used_at,
                     metadata = CASE excluded.metadata WHEN '{}' THEN metadata ELSE excluded.metadata END
                 RETURNING created_at, is_revised, metadata",
                params![
                    record.id,
                    record.title,
                    record.byline,
                    paragraphs,
                    record.lexicon,
                    record.owner,
                    record.created_at.as_millisecond(),
                    now,
                    metadata
                ],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )?;
            if is_new {
                let select = "SELECT number FROM articles WHERE id = ?1";
                let number = transaction.query_row(select, [&record.id], |row| row.get(0))?;
                index(transaction, number, record.title.as_deref(), &record.paragraphs)?;
            }
            transaction.execute(
                "DELETE FROM articles WHERE id IN
                 (SELECT id FROM articles ORDER BY used_at DESC, id LIMIT -1 OFFSET ?1)",
                [self.limit],
            )?;
            Ok(kept)
        })?;
        self.note_written();
        if is_revised && let Some(kept) = self.get_now(&record.id, &record.owner)? {
            return Ok(kept);
        }
        let created_at = Timestamp::from_millisecond(created_at).unwrap_or(record.created_at);
        let metadata = serde_json::from_str(&kept_metadata).unwrap_or_default();
        Ok(Record { created_at, metadata, ..record })
    }

    fn get_now(&self, id: &str, owner: &str) -> Result<Option<Record>, Error> {
        let found = {
            let connection = self.database.reader();
            let select = format!("{SELECT}, used_at, (SELECT max(used_at) FROM articles) FROM articles WHERE {OWN}");
            connection
                .prepare_cached(&select)?
                .query_row([id, owner], |row| Ok((Raw::read(row)?, (row.get::<_, i64>(7)?, row.get::<_, i64>(8)?))))
                .optional()?
        };
        let Some((raw, (used_at, last_use))) = found else { return Ok(None) };
        // Reading stays cheap: use is written down once an hour at most, by the clock that the uses go by.
        if last_use.max(Timestamp::now().as_millisecond()) - used_at > 3_600_000 {
            self.note_use(id);
        }
        raw.parse(owner).map(Some)
    }

    /// Records that an article was used. Where that cannot be written (the disk is full) it is heard all the same.
    fn note_use(&self, id: &str) {
        let connection = self.database.writer();
        let noted = next_use(&connection).and_then(|now| {
            Ok(connection.execute("UPDATE articles SET used_at = ?2 WHERE id = ?1", params![id, now])?)
        });
        if let Err(error) = noted {
            tracing::warn!(error = super::error_chain(&error), "Could not record the use of an article");
        }
    }

    fn check_now(&self) -> Result<(), Error> {
        self.database.look()?;
        let last = *self.written.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_some_and(|written| written.elapsed() < PROBE_EVERY) {
            return Ok(());
        }
        self.database.write(|transaction| {
            let insert = "INSERT INTO articles (id, paragraphs, created_at, used_at) VALUES (?1, '[]', 0, 0)";
            transaction.execute(insert, [PROBE])?;
            transaction.execute("DELETE FROM articles WHERE id = ?1", [PROBE])?;
            Ok(())
        })?;
        self.note_written();
        Ok(())
    }

    fn note_written(&self) {
        *self.written.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }
}

/// The columns of a [`Raw`], and which article is meant.
const SELECT: &str = "SELECT id, title, byline, paragraphs, lexicon, created_at, metadata";
const OWN: &str = "id = ?1 AND owner = ?2";

/// An article as it stands in the database.
struct Raw {
    id: String,
    title: Option<String>,
    byline: Option<String>,
    paragraphs: String,
    lexicon: String,
    created_at: i64,
    metadata: String,
}

impl Raw {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            title: row.get(1)?,
            byline: row.get(2)?,
            paragraphs: row.get(3)?,
            lexicon: row.get(4)?,
            created_at: row.get(5)?,
            metadata: row.get(6)?,
        })
    }

    fn parse(self, owner: &str) -> Result<Record, Error> {
        let paragraphs = serde_json::from_str(&self.paragraphs);
        Ok(Record {
            paragraphs: paragraphs.map_err(|source| Error::Malformed { id: self.id.clone(), source })?,
            id: self.id,
            title: self.title,
            byline: self.byline,
            lexicon: self.lexicon,
            owner: owner.to_owned(),
            created_at: Timestamp::from_millisecond(self.created_at).unwrap_or_default(),
            metadata: serde_json::from_str(&self.metadata).unwrap_or_default(),
        })
    }
}

fn list(
    connection: &Connection,
    owner: &str,
    query: Option<&str>,
    behind: Option<i64>,
    limit: usize,
) -> Result<Page, Error> {
    let behind = behind.unwrap_or(i64::MAX);
    // One more tells whether there are any behind.
    let rows = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
    let columns = "SELECT id, title, byline, created_at, metadata, json_array_length(paragraphs), number FROM articles";
    let read = |row: &Row<'_>| {
        let listed = Listed {
            id: row.get(0)?,
            title: row.get(1)?,
            byline: row.get(2)?,
            created_at: Timestamp::from_millisecond(row.get(3)?).unwrap_or_default(),
            metadata: serde_json::from_str(&row.get::<_, String>(4)?).unwrap_or_default(),
            n_paragraphs: usize::try_from(row.get::<_, i64>(5)?).unwrap_or_default(),
        };
        Ok((row.get::<_, i64>(6)?, listed))
    };
    let mut found: Vec<(i64, Listed)> = match query.map(search::all_words) {
        None => {
            let select = format!("{columns} WHERE owner = ?1 AND number < ?2 ORDER BY number DESC LIMIT ?3");
            let mut statement = connection.prepare_cached(&select)?;
            statement.query_map(params![owner, behind, rows], read)?.collect::<Result<_, _>>()?
        }
        // Nothing has no words.
        Some(None) => Vec::new(),
        Some(Some(words)) => {
            let select = format!(
                "{columns} WHERE owner = ?1 AND number IN (SELECT rowid FROM words WHERE words MATCH ?4 AND rowid < ?2)
                 ORDER BY number DESC LIMIT ?3"
            );
            let mut statement = connection.prepare_cached(&select)?;
            statement.query_map(params![owner, behind, rows, words], read)?.collect::<Result<_, _>>()?
        }
    };
    let is_more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().map(|(number, _)| *number).filter(|_| is_more);
    Ok(Page { articles: found.into_iter().map(|(_, listed)| listed).collect(), next })
}

fn revise(transaction: &Transaction<'_>, id: &str, owner: &str, revision: Revision) -> Result<Option<Record>, Error> {
    let select = format!("{SELECT}, number FROM articles WHERE {OWN}");
    let read = |row: &Row<'_>| Ok((Raw::read(row)?, row.get::<_, i64>(7)?));
    let Some((raw, number)) = transaction.query_row(&select, [id, owner], read).optional()? else { return Ok(None) };
    let mut record = raw.parse(owner)?;
    let changes_article = revision.title.is_some() || revision.byline.is_some();
    record.revise(revision);
    let malformed = |source| Error::Malformed { id: id.to_owned(), source };
    transaction.execute(
        "UPDATE articles SET title = ?2, byline = ?3, paragraphs = ?4, metadata = ?5, is_revised = max(is_revised, ?6)
         WHERE id = ?1",
        params![
            id,
            record.title,
            record.byline,
            serde_json::to_string(&record.paragraphs).map_err(malformed)?,
            serde_json::to_string(&record.metadata).map_err(malformed)?,
            changes_article
        ],
    )?;
    transaction.execute("DELETE FROM words WHERE rowid = ?1", [number])?;
    index(transaction, number, record.title.as_deref(), &record.paragraphs)?;
    Ok(Some(record))
}

/// Writes down the words of an article.
fn index(connection: &Connection, number: i64, title: Option<&str>, paragraphs: &[Paragraph]) -> Result<(), Error> {
    let text = paragraphs.iter().map(|paragraph| search::fold(&paragraph.text)).collect::<Vec<_>>().join("\n");
    let mut insert = connection.prepare_cached("INSERT INTO words (rowid, title, text) VALUES (?1, ?2, ?3)")?;
    insert.execute(params![number, title.map(search::fold), text])?;
    Ok(())
}

/// Returns when something is used now: later than all before, whatever the clock says. A clock that was set back must
/// not make what is new the longest unused.
fn next_use(connection: &Connection) -> Result<i64, Error> {
    let last: Option<i64> = connection.query_row("SELECT max(used_at) FROM articles", [], |row| row.get(0))?;
    Ok(last.map_or(0, |last| last.saturating_add(1)).max(Timestamp::now().as_millisecond()))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

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
        let transaction = first.unchecked_transaction().unwrap();
        LAYOUTS[0](&transaction).unwrap();
        transaction.commit().unwrap();
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
    async fn articles_of_an_older_layout_are_listed_and_found_by_their_words() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("natiq.db");
        let old = Connection::open(&path).unwrap();
        let transaction = old.unchecked_transaction().unwrap();
        LAYOUTS[..3].iter().try_for_each(|step| step(&transaction)).unwrap();
        for (n, text) in (0_i64..).zip(["فتحت المكتبة", "جرى السباق"]) {
            let record = Record::new(&article(text));
            let paragraphs = serde_json::to_string(&record.paragraphs).unwrap();
            let insert = "INSERT INTO articles (id, title, paragraphs, created_at, used_at) VALUES (?1, ?2, ?3, ?4, 0)";
            transaction.execute(insert, params![record.id, record.title, paragraphs, n]).unwrap();
        }
        transaction.pragma_update(None, "user_version", 3).unwrap();
        transaction.commit().unwrap();
        drop(old);
        let articles = Articles::open(&path, 10).unwrap();
        let ids = |page: Page| page.articles.into_iter().map(|listed| listed.id).collect::<Vec<_>>();
        let (library, race) = (Record::new(&article("فتحت المكتبة")).id, Record::new(&article("جرى السباق")).id);
        assert_eq!(ids(articles.list("", None, None, 10).await.unwrap()), [race.clone(), library.clone()]);
        assert_eq!(ids(articles.list("", Some("مكتبه"), None, 10).await.unwrap()), [library]);
        let given = articles.put(Record::new(&article("ثالث"))).await.unwrap();
        let first = articles.list("", None, None, 1).await.unwrap();
        assert_eq!(first.articles[0].id, given.id);
        assert_eq!(articles.list("", None, first.next, 1).await.unwrap().articles[0].id, race);
    }

    #[tokio::test]
    async fn article_that_goes_leaves_no_words_and_no_manners() {
        let folder = tempfile::tempdir().unwrap();
        let articles = Articles::open(&folder.path().join("natiq.db"), 1).unwrap();
        let first = articles.put(Record::new(&article("فتحت المكتبة أبوابها"))).await.unwrap();
        articles.note_heard(&first.id, "?rate=2").await.unwrap();
        articles.note_heard(&first.id, "?rate=2").await.unwrap();
        articles.note_heard("nothing", "?rate=2").await.unwrap();
        assert_eq!(articles.heard(&first.id).await.unwrap(), ["?rate=2"]);
        assert!(articles.has_passage("المكتبة أبوابها.", "?rate=2", "").unwrap());
        for (passage, manner, owner) in
            [("أبوابها المكتبة", "?rate=2", ""), ("المكتبة", "?rate=1", ""), ("المكتبة", "?rate=2", "a")]
        {
            assert!(!articles.has_passage(passage, manner, owner).unwrap(), "{passage} {manner} {owner}");
        }
        // It goes for one that is given after it: there is room for one.
        articles.put(Record::new(&article("جرى السباق"))).await.unwrap();
        assert!(!articles.has_passage("المكتبة أبوابها.", "?rate=2", "").unwrap());
        let left: i64 =
            articles.database.reader().query_row("SELECT count(*) FROM heard", [], |row| row.get(0)).unwrap();
        assert_eq!(left, 0);
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
        assert!(matches!(Articles::open(&path, 2), Err(Error::Later { found: 99, known: 4 })));
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
        let level: i64 = articles.database.writer().pragma_query_value(None, "synchronous", |row| row.get(0)).unwrap();
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
        let met =
            articles.database.run(move |_| Err::<(), _>(rusqlite::Error::SqliteFailure(damage, None).into())).await;
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
            let writer = articles.database.writer();
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
