//! What each client has used, on PostgreSQL.

use jiff::civil::Date;

use super::{
    super::{Counts, DayOfUse, Error, usage::Counted},
    Server,
};

/// What [`Usage`](super::super::Usage) writes down, on PostgreSQL.
#[derive(Clone)]
pub(in crate::store) struct Usage {
    pub(super) server: Server,
}

impl Usage {
    pub(in crate::store) async fn write(&self, counted: Counted) -> Result<(), Error> {
        self.upsert(counted, |count| format!("kept.{count} + excluded.{count}")).await
    }

    pub(in crate::store) async fn raise(&self, counted: Counted) -> Result<(), Error> {
        self.upsert(counted, |count| format!("greatest(kept.{count}, excluded.{count})")).await
    }

    /// Writes down counts; `update` says what becomes of those of a day that has some.
    async fn upsert(&self, counted: Counted, update: impl Fn(&str) -> String) -> Result<(), Error> {
        let mut days: Vec<_> = counted.into_iter().map(|((client, day), counts)| (client, day, counts)).collect();
        // Two nodes that write the same rows must lock them in the same order.
        days.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
        let clients: Vec<String> = days.iter().map(|(client, ..)| client.replace('\0', "")).collect();
        let dates: Vec<String> = days.iter().map(|(_, day, _)| day.to_string()).collect();
        let column = |count: fn(&Counts) -> u64| -> Vec<i64> {
            days.iter().map(|(.., counts)| i64::try_from(count(counts)).unwrap_or(i64::MAX)).collect()
        };
        let (requests, articles) = (column(|counts| counts.requests), column(|counts| counts.articles));
        let (characters, speech_ms) = (column(|counts| counts.characters), column(|counts| counts.speech_ms));
        let jobs = column(|counts| counts.jobs);
        self.server
            .ask(async {
                let client = self.server.connection().await?;
                let updates = ["requests", "articles", "characters", "speech_ms", "jobs"];
                let updates = updates.map(|count| format!("{count} = {}", update(count))).join(", ");
                let statement = format!(
                    "INSERT INTO natiq.usage AS kept (client, day, requests, articles, characters, speech_ms, jobs)
                     SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[],
                         $6::bigint[], $7::bigint[])
                     ON CONFLICT (client, day) DO UPDATE SET {updates}"
                );
                let statement = client.prepare_cached(&statement).await?;
                client
                    .execute(&statement, &[&clients, &dates, &requests, &articles, &characters, &speech_ms, &jobs])
                    .await?;
                Ok(())
            })
            .await
    }

    pub(in crate::store) async fn forget_others(&self, named: Vec<String>, before: Date) -> Result<(), Error> {
        self.server
            .ask(async {
                let client = self.server.connection().await?;
                let delete = "DELETE FROM natiq.usage WHERE day < $1 AND client <> ALL ($2)";
                client.execute(delete, &[&before.to_string(), &named]).await?;
                Ok(())
            })
            .await
    }

    pub(in crate::store) async fn of(
        &self,
        client: Option<&str>,
        from: Date,
        to: Date,
    ) -> Result<Vec<DayOfUse>, Error> {
        let rows = self.server.ask(async {
            let connection = self.server.connection().await?;
            let statement = connection
                .prepare_cached(
                    "SELECT client, day, requests, articles, characters, speech_ms, jobs FROM natiq.usage
                     WHERE day BETWEEN $1 AND $2 AND ($3::text IS NULL OR client = $3) ORDER BY day DESC, client",
                )
                .await?;
            Ok(connection.query(&statement, &[&from.to_string(), &to.to_string(), &client]).await?)
        });
        let rows = rows.await?;
        let days = rows.iter().map(|row| {
            let count = |index: usize| u64::try_from(row.get::<_, i64>(index)).unwrap_or_default();
            let counts = Counts {
                requests: count(2),
                articles: count(3),
                characters: count(4),
                speech_ms: count(5),
                jobs: count(6),
            };
            let day: &str = row.get(1);
            DayOfUse { client: row.get(0), day: day.parse().unwrap_or(Date::ZERO), counts }
        });
        Ok(days.collect())
    }
}
