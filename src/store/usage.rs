//! What each client has used, day by day.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::{Timestamp, civil::Date};
use rusqlite::{Transaction, params};

use super::{Error, database::Database};

/// Counts what each client uses. Cheap to clone.
///
/// It is counted in memory and written down now and then ([`Usage::write_down`]): a count for each request would cost the
/// disk a write. What was counted since is lost when the process is killed.
#[derive(Clone)]
pub struct Usage {
    database: Database,
    counted: Arc<Mutex<HashMap<(String, Date), Counts>>>,
}

/// What was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub requests: u64,
    /// Articles that were given.
    pub articles: u64,
    /// Characters of the articles and passages that were given.
    pub characters: u64,
    /// Length of the speech that was made or read to it, in milliseconds; not that of finished files.
    pub speech_ms: u64,
    pub jobs: u64,
}

/// What a client used on a day (UTC).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayOfUse {
    pub client: String,
    pub day: Date,
    pub counts: Counts,
}

impl Usage {
    pub(super) fn new(database: Database) -> Self {
        Self { database, counted: Arc::default() }
    }

    /// Adds to what a client has used today.
    pub fn add(&self, client: &str, counts: Counts) {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        counted.entry((client.to_owned(), today())).or_default().add(counts);
    }

    /// Writes down what was counted since.
    ///
    /// # Errors
    /// As [`Jobs::create`](super::Jobs::create); then it is still counted.
    pub async fn write_down(&self) -> Result<(), Error> {
        let counted = std::mem::take(&mut *self.counted.lock().unwrap_or_else(PoisonError::into_inner));
        if counted.is_empty() {
            return Ok(());
        }
        let again = counted.clone();
        let work = move |transaction: &Transaction<'_>| write(transaction, &counted);
        let written = self.database.run(move |database| database.write(work)).await;
        if written.is_err() {
            let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
            for (day, counts) in again {
                counted.entry(day).or_default().add(counts);
            }
        }
        written
    }

    /// Returns what was used from one day to another, the last day first; with `client` by that one.
    ///
    /// # Errors
    /// As [`Usage::write_down`].
    pub async fn of(&self, client: Option<&str>, from: Date, to: Date) -> Result<Vec<DayOfUse>, Error> {
        self.write_down().await?;
        let client = client.map(str::to_owned);
        let work = move |database: &Database| {
            let connection = database.reader();
            let mut statement = connection.prepare_cached(
                "SELECT client, day, requests, articles, characters, speech_ms, jobs FROM usage
                 WHERE day BETWEEN ?1 AND ?2 AND (?3 IS NULL OR client = ?3) ORDER BY day DESC, client",
            )?;
            let days = statement.query_map(params![from.to_string(), to.to_string(), client], |row| {
                let count = |index: usize| {
                    Ok::<_, rusqlite::Error>(u64::try_from(row.get::<_, i64>(index)?).unwrap_or_default())
                };
                let counts = Counts {
                    requests: count(2)?,
                    articles: count(3)?,
                    characters: count(4)?,
                    speech_ms: count(5)?,
                    jobs: count(6)?,
                };
                let day: String = row.get(1)?;
                Ok(DayOfUse { client: row.get(0)?, day: day.parse().unwrap_or(Date::ZERO), counts })
            })?;
            Ok(days.collect::<Result<_, _>>()?)
        };
        self.database.run(work).await
    }
}

/// Returns what day it is, in UTC.
pub fn today() -> Date {
    jiff::tz::Offset::UTC.to_datetime(Timestamp::now()).date()
}

impl Counts {
    fn add(&mut self, more: Self) {
        self.requests += more.requests;
        self.articles += more.articles;
        self.characters += more.characters;
        self.speech_ms += more.speech_ms;
        self.jobs += more.jobs;
    }
}

fn write(transaction: &Transaction<'_>, counted: &HashMap<(String, Date), Counts>) -> Result<(), Error> {
    let mut statement = transaction.prepare_cached(
        "INSERT INTO usage (client, day, requests, articles, characters, speech_ms, jobs)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (client, day) DO UPDATE SET requests = requests + ?3, articles = articles + ?4,
             characters = characters + ?5, speech_ms = speech_ms + ?6, jobs = jobs + ?7",
    )?;
    for ((client, day), counts) in counted {
        let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        statement.execute(params![
            client,
            day.to_string(),
            count(counts.requests),
            count(counts.articles),
            count(counts.characters),
            count(counts.speech_ms),
            count(counts.jobs)
        ])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Jobs;

    #[tokio::test]
    async fn counted_by_client_and_day_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("jobs.db");
        let usage = Jobs::open(&path, 30).unwrap().usage();
        usage.add("a", Counts { requests: 1, characters: 100, ..Counts::default() });
        usage.write_down().await.unwrap();
        usage.add("a", Counts { requests: 1, speech_ms: 1_500, ..Counts::default() });
        usage.add("b", Counts { jobs: 1, ..Counts::default() });
        let counts = Counts { requests: 2, characters: 100, speech_ms: 1_500, ..Counts::default() };
        let of_a = DayOfUse { client: "a".to_owned(), day: today(), counts };
        assert_eq!(usage.of(Some("a"), today(), today()).await.unwrap(), [of_a]);
        drop(usage);
        let usage = Jobs::open(&path, 30).unwrap().usage();
        assert_eq!(usage.of(None, today(), today()).await.unwrap().len(), 2);
        let yesterday = today().yesterday().unwrap();
        assert!(usage.of(None, yesterday, yesterday).await.unwrap().is_empty());
    }
}
