//! Articles in SQLite; JSON is read and written outside of its locks.

use std::{
    path::Path,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::{
    super::{
        Error, Heard, HeardPlan, Key, Listed, Page, PlanKey, Record, Removal, Removals, Revision, articles::Exported,
        error_chain, jobs::position_of, search,
    },
    Database, Step,
};
use crate::{article::Paragraph, lock::lock};

/// [`Articles`](super::super::Articles) in SQLite.
#[derive(Clone)]
pub(in crate::store) struct Articles {
    database: Database,
    limit: i64,
    /// When an article could last be written.
    written: Arc<Mutex<Option<Instant>>>,
}

/// Every layout the database has had: each leads from the one before to the next. One that has left the house stays as it
/// is, names too, for there are databases made by it; a test compares them with what they were.
pub(super) const LAYOUTS: &[Step] = &[
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
    // speech options it was heard with know it. The row's own number is no such thing: SQLite may change it.
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
    // What the audio of an article is found by, whatever the lexicon of the house says by then.
    |transaction| {
        Ok(transaction.execute_batch(
            "
            CREATE TABLE heard_plans (
                article INTEGER NOT NULL,
                plan BLOB NOT NULL,
                -- The paragraph, or -1 for all of them.
                paragraph INTEGER NOT NULL,
                -- The keys of its utterances, one after another.
                speech BLOB NOT NULL,
                PRIMARY KEY (article, plan, paragraph)
            ) STRICT, WITHOUT ROWID;
            CREATE TRIGGER article_gone_with_plans AFTER DELETE ON articles WHEN old.number IS NOT NULL BEGIN
                DELETE FROM heard_plans WHERE article = old.number;
            END;
            ",
        )?)
    },
    // Between two editions the fourth layout had the new name already, so the column may bear it.
    |transaction| {
        let has_old_name = "SELECT EXISTS (SELECT 1 FROM pragma_table_info('heard') WHERE name = 'manner')";
        if transaction.query_row(has_old_name, [], |row| row.get(0))? {
            transaction.execute_batch("ALTER TABLE heard RENAME COLUMN manner TO speech_options")?;
        }
        Ok(())
    },
];

/// The number of no paragraph.
const ALL: i64 = -1;

/// Within how long of an article that was written another need not be tried: whoever asks for readiness costs the disk a
/// write.
const PROBE_EVERY: Duration = Duration::from_secs(2);

/// The id of the article that is written to see whether one can be; no article's, which are all hexadecimal digits.
const PROBE: &str = "-";

impl Articles {
    pub(in crate::store) fn open(path: &Path, limit: u32) -> Result<Self, Error> {
        let database = Database::open(path, LAYOUTS)?;
        Ok(Self { database, limit: limit.max(1).into(), written: Arc::default() })
    }

    pub(in crate::store) async fn put(&self, record: Record) -> Result<Record, Error> {
        let articles = self.clone();
        self.database.run(move |_| articles.put_now(record)).await
    }

    pub(in crate::store) async fn get(&self, id: &str, owner: &str) -> Result<Option<Record>, Error> {
        let (articles, id, owner) = (self.clone(), id.to_owned(), owner.to_owned());
        self.database.run(move |_| articles.get_now(&id, &owner)).await
    }

    pub(in crate::store) async fn list(
        &self,
        owner: &str,
        query: Option<&str>,
        behind: Option<i64>,
        limit: usize,
    ) -> Result<Page, Error> {
        let (owner, query) = (owner.to_owned(), query.map(str::to_owned));
        self.database.run(move |database| list(&database.reader(), &owner, query.as_deref(), behind, limit)).await
    }

    pub(in crate::store) async fn revise(
        &self,
        id: &str,
        owner: &str,
        revision: Revision,
    ) -> Result<Option<Record>, Error> {
        let (id, owner) = (id.to_owned(), owner.to_owned());
        self.database
            .run(move |database| database.write(|transaction| revise(transaction, &id, &owner, revision)))
            .await
    }

    pub(in crate::store) async fn delete(&self, id: &str, owner: &str) -> Result<bool, Error> {
        let (id, owner) = (id.to_owned(), owner.to_owned());
        let work = move |transaction: &Transaction<'_>| {
            Ok(transaction.execute("DELETE FROM articles WHERE id = ?1 AND owner = ?2", [id, owner])? > 0)
        };
        self.database.run(move |database| database.write(work)).await
    }

    pub(in crate::store) async fn note_heard(
        &self,
        id: &str,
        speech_options: &str,
        plan: HeardPlan,
    ) -> Result<(), Error> {
        let (id, speech_options) = (id.to_owned(), speech_options.to_owned());
        let work = move |database: &Database| {
            let paragraph = plan.paragraph.map_or(ALL, position_of);
            let known: bool = database
                .reader()
                .prepare_cached(
                    "SELECT EXISTS (SELECT 1 FROM heard JOIN articles ON number = article WHERE id = ?1 AND speech_options = ?2)
                     AND EXISTS (SELECT 1 FROM heard_plans JOIN articles ON number = article
                         WHERE id = ?1 AND plan = ?3 AND paragraph = ?4)",
                )?
                .query_row(params![id, speech_options, plan.key.as_bytes(), paragraph], |row| row.get(0))?;
            if known {
                return Ok(());
            }
            database.write(|transaction| {
                note_speech_options(transaction, &id, &speech_options)?;
                note_plan(transaction, &id, &plan)
            })
        };
        self.database.run(work).await
    }

    pub(in crate::store) async fn heard(&self, id: &str) -> Result<Heard, Error> {
        let id = id.to_owned();
        self.database.run(move |database| heard(&database.reader(), &id)).await
    }

    pub(in crate::store) async fn has_passages(
        &self,
        passages: Vec<(String, String)>,
        owner: &str,
    ) -> Result<Vec<bool>, Error> {
        let owner = owner.to_owned();
        let work = move |database: &Database| {
            let connection = database.reader();
            let mut statement = connection.prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM words JOIN articles ON number = words.rowid
                     JOIN heard ON heard.article = number AND heard.speech_options = ?3
                     WHERE words MATCH ?1 AND owner = ?2)",
            )?;
            let mut has = |(passage, speech_options): &(String, String)| match search::phrase(passage) {
                None => Ok::<_, Error>(false),
                Some(query) => Ok(statement.query_row([&query, &owner, speech_options], |row| row.get(0))?),
            };
            passages.iter().map(&mut has).collect()
        };
        self.database.run(work).await
    }

    /// One node has it to itself.
    pub(in crate::store) async fn note_removed(&self, _: Removal) -> Result<(), Error> {
        Ok(())
    }

    pub(in crate::store) async fn removed_since(&self, _: Timestamp) -> Result<Removals, Error> {
        Ok(Removals { removals: Vec::new(), now: Timestamp::now() })
    }

    pub(in crate::store) async fn check(&self) -> Result<(), Error> {
        let articles = self.clone();
        self.database.run(move |_| articles.check_now()).await
    }

    pub(in crate::store) async fn export(&self, behind: i64, limit: usize) -> Result<Vec<Exported>, Error> {
        let work = move |database: &Database| {
            let connection = database.reader();
            let select = format!(
                "{SELECT}, owner, number, used_at, is_revised FROM articles WHERE number > ?1 ORDER BY number LIMIT ?2"
            );
            let mut statement = connection.prepare(&select)?;
            let rows = statement.query_map(params![behind, position_of(limit)], |row| {
                let owner: String = row.get(7)?;
                Ok((Raw::read(row)?, owner, row.get(8)?, row.get(9)?, row.get(10)?))
            })?;
            let rows: Vec<(Raw, String, i64, i64, bool)> = rows.collect::<Result<_, _>>()?;
            let exported = rows.into_iter().map(|(raw, owner, number, used_at, is_revised)| {
                let heard = heard(&connection, &raw.id)?;
                Ok(Exported { number, record: raw.parse(&owner)?, used_at, is_revised, heard })
            });
            exported.collect()
        };
        self.database.run(work).await
    }

    pub(in crate::store) async fn import(&self, exported: Vec<Exported>) -> Result<usize, Error> {
        let work = move |transaction: &Transaction<'_>| {
            exported.iter().map(|exported| import(transaction, exported).map(usize::from)).sum()
        };
        self.database.run(move |database| database.write(work)).await
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
            tracing::warn!(error = error_chain(&error), "Could not record the use of an article");
        }
    }

    fn check_now(&self) -> Result<(), Error> {
        self.database.look()?;
        let last = *lock(&self.written);
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
        *lock(&self.written) = Some(Instant::now());
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
    let rows = position_of(limit).saturating_add(1);
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

/// Keeps an article with all that is known of it; says whether it was new.
fn import(transaction: &Transaction<'_>, exported: &Exported) -> Result<bool, Error> {
    let Exported { record, used_at, is_revised, heard, .. } = exported;
    let malformed = |source| Error::Malformed { id: record.id.clone(), source };
    let inserted = transaction.execute(
        "INSERT OR IGNORE INTO articles
             (id, title, byline, paragraphs, lexicon, owner, created_at, used_at, metadata, is_revised, number)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, (SELECT coalesce(max(number), 0) + 1 FROM articles))",
        params![
            record.id,
            record.title,
            record.byline,
            serde_json::to_string(&record.paragraphs).map_err(malformed)?,
            record.lexicon,
            record.owner,
            record.created_at.as_millisecond(),
            used_at,
            serde_json::to_string(&record.metadata).map_err(malformed)?,
            is_revised
        ],
    )?;
    if inserted > 0 {
        let select = "SELECT number FROM articles WHERE id = ?1";
        let number = transaction.query_row(select, [&record.id], |row| row.get(0))?;
        index(transaction, number, record.title.as_deref(), &record.paragraphs)?;
    }
    heard.speech_options.iter().try_for_each(|noted| note_speech_options(transaction, &record.id, noted))?;
    heard.plans.iter().try_for_each(|plan| note_plan(transaction, &record.id, plan))?;
    Ok(inserted > 0)
}

fn note_speech_options(connection: &Connection, id: &str, speech_options: &str) -> Result<(), Error> {
    let insert = "INSERT OR IGNORE INTO heard SELECT number, ?2 FROM articles WHERE id = ?1";
    connection.execute(insert, [id, speech_options])?;
    Ok(())
}

fn note_plan(connection: &Connection, id: &str, plan: &HeardPlan) -> Result<(), Error> {
    let speech: Vec<u8> = plan.speech.iter().flat_map(|key| *key.as_bytes()).collect();
    connection.execute(
        "INSERT OR IGNORE INTO heard_plans SELECT number, ?2, ?3, ?4 FROM articles WHERE id = ?1",
        params![id, plan.key.as_bytes(), plan.paragraph.map_or(ALL, position_of), speech],
    )?;
    Ok(())
}

/// Returns how an article was heard.
fn heard(connection: &Connection, id: &str) -> Result<Heard, Error> {
    let mut statement = connection
        .prepare_cached("SELECT speech_options FROM heard JOIN articles ON number = article WHERE id = ?1")?;
    let speech_options = statement.query_map([id], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut statement = connection.prepare_cached(
        "SELECT plan, paragraph, speech FROM heard_plans JOIN articles ON number = article WHERE id = ?1",
    )?;
    let plans = statement.query_map([id], |row| {
        let speech: Vec<u8> = row.get(2)?;
        Ok(HeardPlan {
            key: PlanKey::from_bytes(row.get(0)?),
            paragraph: usize::try_from(row.get::<_, i64>(1)?).ok(),
            speech: speech.as_chunks().0.iter().map(|key| Key::from_bytes(*key)).collect(),
        })
    })?;
    Ok(Heard { speech_options, plans: plans.collect::<Result<_, _>>()? })
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
    use crate::article::{Article, Role};

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
    async fn what_an_older_edition_noted_of_an_article_is_known() {
        // The column had its old name in some databases of the fifth layout, and its new one in others.
        for has_new_name in [false, true] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("natiq.db");
            let record = Record::new(&article("نص"));
            let old = Connection::open(&path).unwrap();
            let transaction = old.unchecked_transaction().unwrap();
            LAYOUTS[..5].iter().try_for_each(|step| step(&transaction)).unwrap();
            let paragraphs = serde_json::to_string(&record.paragraphs).unwrap();
            let insert = "INSERT INTO articles (id, paragraphs, created_at, used_at, number) VALUES (?1, ?2, 0, 0, 1)";
            transaction.execute(insert, [&record.id, &paragraphs]).unwrap();
            transaction.execute("INSERT INTO heard VALUES (1, '?rate=2')", []).unwrap();
            if has_new_name {
                transaction.execute_batch("ALTER TABLE heard RENAME COLUMN manner TO speech_options").unwrap();
            }
            transaction.pragma_update(None, "user_version", 5).unwrap();
            transaction.commit().unwrap();
            drop(old);
            let articles = Articles::open(&path, 10).unwrap();
            assert_eq!(articles.heard(&record.id).await.unwrap().speech_options, ["?rate=2"]);
        }
    }

    #[test]
    fn database_of_a_later_version_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("natiq.db");
        Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
        assert!(matches!(Articles::open(&path, 2), Err(Error::Later { found: 99, known: 6 })));
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
