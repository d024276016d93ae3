//! Articles on PostgreSQL.
//!
//! An article is found by its words, as in SQLite: they are folded before they get here, so the server's own dictionaries
//! have no part in it. A `tsvector` of all words, each once and without positions, finds those that begin so and sieves
//! for passages, which are then looked for in the folded text itself. (With positions it would know only the first sixteen
//! thousand.)
//!
//! The articles that were asked for last are kept in memory, for when the server is away: who listens to one goes on
//! listening.

use std::{
    collections::{HashSet, VecDeque},
    sync::{Arc, Mutex},
};

use deadpool_postgres::GenericClient;
use futures_util::future::try_join_all;
use jiff::Timestamp;
use tokio_postgres::{Row, types::ToSql};

use super::{
    super::{
        Error, Heard, HeardPlan, Key, Listed, Page, PlanKey, Record, Removal, Removals, Revision, articles::Exported,
        error_chain, jobs::position_of, search,
    },
    Server, from_json, is_text, json, removals,
};
use crate::{article::Paragraph, lock::lock};

/// [`Articles`](super::super::Articles) on PostgreSQL.
#[derive(Clone)]
pub(in crate::store) struct Articles {
    server: Server,
    limit: i64,
    recent: Arc<Mutex<Recent>>,
}

/// The articles that were asked for last, the last one at the end.
#[derive(Default)]
struct Recent {
    records: VecDeque<Record>,
    size_bytes: usize,
}

/// How much of them is kept in memory, in bytes.
const RECENT_BYTES: usize = 32 << 20;

/// The number of no paragraph.
const ALL: i64 = -1;

/// What a word may have at most, in bytes: PostgreSQL takes 2046.
const WORD_BYTES: usize = 2_000;

/// What the words of an article may have together, in bytes: PostgreSQL takes a megabyte, and some more for each. An
/// article with more different words than fifty thousand is found by the first of them.
const WORDS_BYTES: usize = 900_000;

/// The columns that [`read`] reads.
const COLUMNS: &str = "id, owner, head, paragraphs, lexicon, created_at, metadata";

impl Articles {
    pub(in crate::store) fn new(server: Server, limit: u32) -> Self {
        Self { server, limit: limit.max(1).into(), recent: Arc::default() }
    }

    pub(in crate::store) async fn put(&self, record: Record) -> Result<Record, Error> {
        let columns = Columns::of(&record)?;
        let kept = self.server.ask(async {
            let client = self.server.connection().await?;
            // Later than all uses before, whatever the clock says.
            let statement = client
                .prepare_cached(
                    "INSERT INTO natiq.articles (id, owner, head, paragraphs, lexicon, metadata, created_at, words, folded,
                         used_at)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, array_to_tsvector($8::text[]), $9,
                         greatest($10, (SELECT max(used_at) + 1 FROM natiq.articles)))
                     ON CONFLICT (id) DO UPDATE SET used_at = excluded.used_at,
                         metadata = CASE excluded.metadata WHEN '{}' THEN articles.metadata ELSE excluded.metadata END
                     RETURNING created_at, is_revised, metadata, xmax = 0",
                )
                .await?;
            let row = client
                .query_one(
                    &statement,
                    &columns.with(&record, &[&Timestamp::now().as_millisecond()]),
                )
                .await?;
            if row.get(3) {
                let delete = "DELETE FROM natiq.articles WHERE number IN
                     (SELECT number FROM natiq.articles ORDER BY used_at DESC, id OFFSET $1)";
                client.execute(delete, &[&self.limit]).await?;
            }
            Ok((row.get::<_, i64>(0), row.get::<_, bool>(1), row.get::<_, String>(2)))
        });
        let (created_at, is_revised, metadata) = kept.await?;
        if is_revised && let Some(kept) = self.get(&record.id, &record.owner).await? {
            return Ok(kept);
        }
        let created_at = Timestamp::from_millisecond(created_at).unwrap_or(record.created_at);
        let record = Record { created_at, metadata: from_json(&record.id, &metadata)?, ..record };
        self.recent().put(record.clone());
        Ok(record)
    }

    pub(in crate::store) async fn get(&self, id: &str, owner: &str) -> Result<Option<Record>, Error> {
        if !is_text(id) {
            return Ok(None);
        }
        let row = self.server.ask(async {
            let client = self.server.connection().await?;
            let select = format!(
                "SELECT {COLUMNS}, used_at, (SELECT max(used_at) FROM natiq.articles) FROM natiq.articles
                 WHERE id = $1 AND owner = $2"
            );
            let statement = client.prepare_cached(&select).await?;
            Ok(client.query_opt(&statement, &[&id, &owner]).await?)
        });
        match row.await {
            Ok(None) => {
                self.recent().remove(id);
                Ok(None)
            }
            Ok(Some(row)) => {
                let record = read(&row)?;
                let (used_at, last_use): (i64, i64) = (row.get(7), row.get(8));
                // Reading stays cheap: use is written down once an hour at most, by the clock that the uses go by.
                if last_use.max(Timestamp::now().as_millisecond()) - used_at > 3_600_000 {
                    self.note_use(id).await;
                }
                self.recent().put(record.clone());
                Ok(Some(record))
            }
            Err(error) if error.unreachable().is_some() => match self.recent().get(id, owner) {
                Some(record) => {
                    tracing::debug!(error = error_chain(&error), "Found article `{id}` in memory alone");
                    Ok(Some(record))
                }
                None => Err(error),
            },
            Err(error) => Err(error),
        }
    }

    pub(in crate::store) async fn list(
        &self,
        owner: &str,
        query: Option<&str>,
        behind: Option<i64>,
        limit: usize,
    ) -> Result<Page, Error> {
        let words = match query.map(|query| all_words(query, true)) {
            // Nothing has no words.
            Some(None) => return Ok(Page { articles: Vec::new(), next: None }),
            Some(words) => words,
            None => None,
        };
        let rows = self.server.ask(async {
            let client = self.server.connection().await?;
            let select = |and: &str| {
                format!(
                    "SELECT id, head, created_at, metadata, number FROM natiq.articles
                     WHERE owner = $1 AND number < $2{and} ORDER BY number DESC LIMIT $3"
                )
            };
            let behind = behind.unwrap_or(i64::MAX);
            // One more tells whether there are any behind.
            let n_rows = position_of(limit).saturating_add(1);
            match &words {
                None => {
                    let statement = client.prepare_cached(&select("")).await?;
                    Ok(client.query(&statement, &[&owner, &behind, &n_rows]).await?)
                }
                Some(words) => {
                    let statement = client.prepare_cached(&select(" AND words @@ ($4::text)::tsquery")).await?;
                    Ok(client.query(&statement, &[&owner, &behind, &n_rows, words]).await?)
                }
            }
        });
        let mut rows = rows.await?;
        let is_more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().map(|row| row.get(4)).filter(|_| is_more);
        let listed = rows.iter().map(|row| {
            let id: String = row.get(0);
            let (title, byline, n_paragraphs) = from_json(&id, row.get(1))?;
            Ok(Listed {
                title,
                byline,
                created_at: Timestamp::from_millisecond(row.get(2)).unwrap_or_default(),
                metadata: from_json(&id, row.get(3))?,
                n_paragraphs,
                id,
            })
        });
        Ok(Page { articles: listed.collect::<Result<_, Error>>()?, next })
    }

    pub(in crate::store) async fn revise(
        &self,
        id: &str,
        owner: &str,
        revision: Revision,
    ) -> Result<Option<Record>, Error> {
        if !is_text(id) {
            return Ok(None);
        }
        let changes_article = revision.title.is_some() || revision.byline.is_some();
        let revised = self.server.ask(async {
            let mut client = self.server.connection().await?;
            let transaction = client.transaction().await?;
            let select = format!("SELECT {COLUMNS} FROM natiq.articles WHERE id = $1 AND owner = $2 FOR UPDATE");
            let statement = transaction.prepare_cached(&select).await?;
            let Some(row) = transaction.query_opt(&statement, &[&id, &owner]).await? else { return Ok(None) };
            let mut record = read(&row)?;
            record.revise(revision);
            let columns = Columns::of(&record)?;
            let statement = transaction
                .prepare_cached(
                    "UPDATE natiq.articles SET head = $2, paragraphs = $3, metadata = $4, is_revised = is_revised OR $5,
                         words = array_to_tsvector($6::text[]), folded = $7 WHERE id = $1",
                )
                .await?;
            let Columns { head, paragraphs, metadata, words, folded, .. } = columns;
            transaction
                .execute(&statement, &[&id, &head, &paragraphs, &metadata, &changes_article, &words, &folded])
                .await?;
            transaction.commit().await?;
            Ok(Some(record))
        });
        let revised = revised.await?;
        if let Some(record) = &revised {
            self.recent().put(record.clone());
        }
        Ok(revised)
    }

    pub(in crate::store) async fn delete(&self, id: &str, owner: &str) -> Result<bool, Error> {
        if !is_text(id) {
            return Ok(false);
        }
        let deleted = self.server.ask(async {
            let client = self.server.connection().await?;
            let delete = "DELETE FROM natiq.articles WHERE id = $1 AND owner = $2";
            Ok(client.execute(delete, &[&id, &owner]).await? > 0)
        });
        let deleted = deleted.await?;
        if deleted {
            self.recent().remove(id);
        }
        Ok(deleted)
    }

    pub(in crate::store) async fn note_heard(
        &self,
        id: &str,
        speech_options: &str,
        plan: HeardPlan,
    ) -> Result<(), Error> {
        self.server
            .ask(async {
                let client = self.server.connection().await?;
                note_speech_options(&client, id, speech_options).await?;
                note_plan(&client, id, &plan).await
            })
            .await
    }

    pub(in crate::store) async fn heard(&self, id: &str) -> Result<Heard, Error> {
        if !is_text(id) {
            return Ok(Heard::default());
        }
        self.server
            .ask(async {
                let client = self.server.connection().await?;
                heard(&client, id).await
            })
            .await
    }

    pub(in crate::store) async fn has_passages(
        &self,
        passages: Vec<(String, String)>,
        owner: &str,
    ) -> Result<Vec<bool>, Error> {
        // What has no words is asked for as nothing, which no article has.
        let words: Vec<_> = passages.iter().map(|(passage, _)| all_words(passage, false)).collect();
        let (texts, speech_options): (Vec<_>, Vec<_>) = passages.into_iter().unzip();
        let texts: Vec<_> = texts.iter().map(|text| format!(" {} ", search::fold(text))).collect();
        self.server
            .ask(async {
                let client = self.server.connection().await?;
                let statement = client
                    .prepare_cached(
                        "SELECT asked.words IS NOT NULL AND EXISTS (SELECT 1 FROM natiq.articles
                             JOIN natiq.heard ON heard.article = number AND heard.speech_options = asked.speech_options
                             WHERE owner = $1 AND articles.words @@ asked.words::tsquery
                                 AND position(asked.text IN folded) > 0)
                         FROM unnest($2::text[], $3::text[], $4::text[]) WITH ORDINALITY
                             AS asked (text, speech_options, words, n)
                         ORDER BY n",
                    )
                    .await?;
                let rows = client.query(&statement, &[&owner, &texts, &speech_options, &words]).await?;
                Ok(rows.iter().map(|row| row.get(0)).collect())
            })
            .await
    }

    pub(in crate::store) async fn note_removed(&self, removal: Removal) -> Result<(), Error> {
        removals::note(&self.server, &removal).await
    }

    pub(in crate::store) async fn removed_since(&self, since: Timestamp) -> Result<Removals, Error> {
        removals::since(&self.server, since).await
    }

    pub(in crate::store) async fn check(&self) -> Result<(), Error> {
        self.server
            .ask(async {
                let client = self.server.connection().await?;
                // A standby refuses this, and so does a server with no room left for its log.
                client.execute("UPDATE natiq.layout SET version = version", &[]).await?;
                Ok(())
            })
            .await
    }

    pub(in crate::store) async fn export(&self, behind: i64, limit: usize) -> Result<Vec<Exported>, Error> {
        self.server
            .ask(async {
                let client = self.server.connection().await?;
                let select = format!(
                    "SELECT {COLUMNS}, number, used_at, is_revised FROM natiq.articles WHERE number > $1
                     ORDER BY number LIMIT $2"
                );
                let rows = client.query(&select, &[&behind, &position_of(limit)]).await?;
                // Asked all at once, for the server may be far away.
                let exported = rows.iter().map(async |row| {
                    let record = read(row)?;
                    let heard = heard(&client, &record.id).await?;
                    let (number, used_at, is_revised) = (row.get(7), row.get(8), row.get(9));
                    Ok(Exported { number, record, used_at, is_revised, heard })
                });
                try_join_all(exported).await
            })
            .await
    }

    pub(in crate::store) async fn import(&self, exported: Vec<Exported>) -> Result<usize, Error> {
        let exported: Vec<_> = exported
            .into_iter()
            .map(|exported| Ok((Columns::of(&exported.record)?, exported)))
            .collect::<Result<_, Error>>()?;
        self.server
            .ask(async {
                let mut client = self.server.connection().await?;
                let transaction = client.transaction().await?;
                let statement = transaction
                    .prepare_cached(
                        "INSERT INTO natiq.articles (id, owner, head, paragraphs, lexicon, metadata, created_at, words,
                             folded, used_at, is_revised)
                         VALUES ($1, $2, $3, $4, $5, $6, $7, array_to_tsvector($8::text[]), $9, $10, $11)
                         ON CONFLICT (id) DO NOTHING",
                    )
                    .await?;
                // Asked all at once, for the server may be far away; they are answered in turn.
                let inserts = exported.iter().map(async |(columns, Exported { record, used_at, is_revised, .. })| {
                    let inserted = transaction.execute(&statement, &columns.with(record, &[used_at, is_revised])).await;
                    Ok::<_, Error>(usize::from(inserted? > 0))
                });
                let n_inserted = try_join_all(inserts).await?.into_iter().sum();
                let noted = exported.iter().flat_map(|(_, Exported { record, heard, .. })| {
                    heard.speech_options.iter().map(|noted| note_speech_options(&transaction, &record.id, noted))
                });
                try_join_all(noted).await?;
                let plans = exported.iter().flat_map(|(_, Exported { record, heard, .. })| {
                    heard.plans.iter().map(|plan| note_plan(&transaction, &record.id, plan))
                });
                try_join_all(plans).await?;
                transaction.commit().await?;
                Ok(n_inserted)
            })
            .await
    }

    /// Records that an article was used. Where that cannot be written it is heard all the same.
    async fn note_use(&self, id: &str) {
        let noted = self.server.ask(async {
            let client = self.server.connection().await?;
            let update = "UPDATE natiq.articles
                 SET used_at = greatest($2, (SELECT max(used_at) + 1 FROM natiq.articles)) WHERE id = $1";
            client.execute(update, &[&id, &Timestamp::now().as_millisecond()]).await?;
            Ok(())
        });
        if let Err(error) = noted.await {
            tracing::warn!(error = error_chain(&error), "Could not record the use of an article");
        }
    }

    fn recent(&self) -> std::sync::MutexGuard<'_, Recent> {
        lock(&self.recent)
    }
}

impl Recent {
    fn put(&mut self, record: Record) {
        self.remove(&record.id);
        self.size_bytes += record.size_bytes();
        self.records.push_back(record);
        while self.size_bytes > RECENT_BYTES
            && let Some(first) = self.records.pop_front()
        {
            self.size_bytes -= first.size_bytes();
        }
    }

    fn get(&self, id: &str, owner: &str) -> Option<Record> {
        self.records.iter().find(|record| record.id == id && record.owner == owner).cloned()
    }

    fn remove(&mut self, id: &str) {
        if let Some(at) = self.records.iter().position(|record| record.id == id)
            && let Some(gone) = self.records.remove(at)
        {
            self.size_bytes -= gone.size_bytes();
        }
    }
}

/// An article as it is written down.
struct Columns {
    head: String,
    paragraphs: String,
    lexicon: String,
    metadata: String,
    created_at: i64,
    words: Vec<String>,
    folded: String,
}

impl Columns {
    fn of(record: &Record) -> Result<Self, Error> {
        let Record { id, title, byline, paragraphs, lexicon, metadata, .. } = record;
        let text = paragraphs.iter().map(|Paragraph { text, .. }| search::fold(text)).collect::<Vec<_>>().join(" ");
        let title_words = title.as_deref().map(search::fold).unwrap_or_default();
        let (mut seen, mut size) = (HashSet::new(), 0);
        let words = title_words.split(' ').chain(text.split(' ')).map(short).filter(|word| !word.is_empty());
        let words = words.filter(|word| seen.insert(*word)).take_while(|word| {
            size += word.len() + 8;
            size <= WORDS_BYTES
        });
        Ok(Self {
            head: json(id, &(title, byline, paragraphs.len()))?,
            paragraphs: json(id, paragraphs)?,
            lexicon: json(id, lexicon)?,
            metadata: json(id, metadata)?,
            created_at: record.created_at.as_millisecond(),
            words: words.map(str::to_owned).collect(),
            folded: format!(" {title_words} \n {text} "),
        })
    }

    /// Returns the parameters from `$1` to `$9` of an insertion of the record, with those that follow.
    fn with<'a>(&'a self, record: &'a Record, more: &[&'a (dyn ToSql + Sync)]) -> Vec<&'a (dyn ToSql + Sync)> {
        let Self { head, paragraphs, lexicon, metadata, created_at, words, folded } = self;
        let own: [&(dyn ToSql + Sync); 9] =
            [&record.id, &record.owner, head, paragraphs, lexicon, metadata, created_at, words, folded];
        [&own, more].concat()
    }
}

/// Returns as much of a word as may be looked for.
fn short(word: &str) -> &str {
    word.get(..word.floor_char_boundary(WORD_BYTES)).unwrap_or(word)
}

/// Returns a query for texts that have all these words, or for each of them one that begins so; `None` where there is none.
fn all_words(text: &str, by_beginning: bool) -> Option<String> {
    let folded = search::fold(text);
    let mark = if by_beginning { ":*" } else { "" };
    // Letters and digits alone: there is nothing to be escaped.
    let words = folded.split(' ').filter(|word| !word.is_empty()).map(|word| format!("'{}'{mark}", short(word)));
    let words: Vec<_> = words.collect();
    (!words.is_empty()).then(|| words.join(" & "))
}

fn read(row: &Row) -> Result<Record, Error> {
    let id: String = row.get(0);
    let (title, byline, _): (Option<String>, Option<String>, usize) = from_json(&id, row.get(2))?;
    Ok(Record {
        title,
        byline,
        owner: row.get(1),
        paragraphs: from_json(&id, row.get(3))?,
        lexicon: from_json(&id, row.get(4))?,
        created_at: Timestamp::from_millisecond(row.get(5)).unwrap_or_default(),
        metadata: from_json(&id, row.get(6))?,
        id,
    })
}

async fn note_speech_options(client: &impl GenericClient, id: &str, speech_options: &str) -> Result<(), Error> {
    let statement = client
        .prepare_cached(
            "INSERT INTO natiq.heard SELECT number, $2::text FROM natiq.articles WHERE id = $1 ON CONFLICT DO NOTHING",
        )
        .await?;
    client.execute(&statement, &[&id, &speech_options]).await?;
    Ok(())
}

async fn note_plan(client: &impl GenericClient, id: &str, plan: &HeardPlan) -> Result<(), Error> {
    let speech: Vec<u8> = plan.speech.iter().flat_map(|key| *key.as_bytes()).collect();
    let statement = client
        .prepare_cached(
            "INSERT INTO natiq.heard_plans SELECT number, $2::bytea, $3::bigint, $4::bytea FROM natiq.articles WHERE id = $1
             ON CONFLICT DO NOTHING",
        )
        .await?;
    let paragraph = plan.paragraph.map_or(ALL, position_of);
    client.execute(&statement, &[&id, &plan.key.as_bytes().as_slice(), &paragraph, &speech]).await?;
    Ok(())
}

async fn heard(client: &impl GenericClient, id: &str) -> Result<Heard, Error> {
    let statement = client
        .prepare_cached(
            "SELECT speech_options FROM natiq.heard JOIN natiq.articles ON number = article WHERE id = $1
             ORDER BY speech_options",
        )
        .await?;
    let speech_options = client.query(&statement, &[&id]).await?;
    let statement = client
        .prepare_cached(
            "SELECT plan, paragraph, speech FROM natiq.heard_plans JOIN natiq.articles ON number = article
             WHERE id = $1 ORDER BY plan, paragraph",
        )
        .await?;
    let plans = client.query(&statement, &[&id]).await?;
    let plans = plans.iter().filter_map(|row| {
        let speech: &[u8] = row.get(2);
        Some(HeardPlan {
            key: PlanKey::from_bytes(row.get::<_, &[u8]>(0).try_into().ok()?),
            paragraph: usize::try_from(row.get::<_, i64>(1)).ok(),
            speech: speech.as_chunks().0.iter().map(|key| Key::from_bytes(*key)).collect(),
        })
    });
    Ok(Heard { speech_options: speech_options.iter().map(|row| row.get(0)).collect(), plans: plans.collect() })
}
