//! What each client has used, in SQLite.

use jiff::civil::Date;
use rusqlite::{Transaction, params};

use super::{
    super::{Counts, DayOfUse, Error, usage::Counted},
    Database,
};

/// What [`Usage`](super::super::Usage) writes down, in SQLite.
#[derive(Clone)]
pub(in crate::store) struct Usage {
    pub(super) database: Database,
}

impl Usage {
    pub(in crate::store) async fn write(&self, counted: Counted) -> Result<(), Error> {
        let work = move |transaction: &Transaction<'_>| write(transaction, &counted, ADD);
        self.database.run(move |database| database.write(work)).await
    }

    pub(in crate::store) async fn raise(&self, counted: Counted) -> Result<(), Error> {
        let work = move |transaction: &Transaction<'_>| write(transaction, &counted, RAISE);
        self.database.run(move |database| database.write(work)).await
    }

    pub(in crate::store) async fn forget_others(&self, named: Vec<String>, before: Date) -> Result<(), Error> {
        let work = move |transaction: &Transaction<'_>| {
            let named = serde_json::to_string(&named).unwrap_or_default();
            transaction.execute(
                "DELETE FROM usage WHERE day < ?1 AND client NOT IN (SELECT value FROM json_each(?2))",
                params![before.to_string(), named],
            )?;
            Ok(())
        };
        self.database.run(move |database| database.write(work)).await
    }

    pub(in crate::store) async fn of(
        &self,
        client: Option<&str>,
        from: Date,
        to: Date,
    ) -> Result<Vec<DayOfUse>, Error> {
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

/// What becomes of the counts of a day that has some.
const ADD: &str = "requests = requests + ?3, articles = articles + ?4, characters = characters + ?5,
     speech_ms = speech_ms + ?6, jobs = jobs + ?7";
const RAISE: &str = "requests = max(requests, ?3), articles = max(articles, ?4), characters = max(characters, ?5),
     speech_ms = max(speech_ms, ?6), jobs = max(jobs, ?7)";

fn write(transaction: &Transaction<'_>, counted: &Counted, update: &str) -> Result<(), Error> {
    let mut statement = transaction.prepare_cached(&format!(
        "INSERT INTO usage (client, day, requests, articles, characters, speech_ms, jobs)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (client, day) DO UPDATE SET {update}"
    ))?;
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
