//! The runs of schedules on PostgreSQL. Times are those of the server's clock, so that processes need not agree about it.

use jiff::Timestamp;

use super::{
    super::{Error, LetGo, Run, schedules},
    NOW, Server, now,
};

/// [`Schedules`](super::super::Schedules) on PostgreSQL.
#[derive(Clone)]
pub(in crate::store) struct Schedules {
    pub(in crate::store) server: Server,
    pub(in crate::store) lease_ms: i64,
}

impl Schedules {
    pub(in crate::store) async fn now(&self) -> Result<Timestamp, Error> {
        self.server.ask(async { now(&self.server.connection().await?).await }).await
    }

    /// Returns which attempt it is, 0 where the run is not taken, and whether it is over.
    pub(in crate::store) async fn take(&self, schedule: &str, due: i64, lease: &str) -> Result<(i64, bool), Error> {
        self.server
            .ask(async {
                let connection = self.server.connection().await?;
                let take = format!(
                    "INSERT INTO natiq.schedules AS kept (name, due, is_over, attempts) VALUES ($1, $2, true, 0)
                     ON CONFLICT (name) DO UPDATE SET due = $2, is_over = false,
                         attempts = CASE WHEN kept.due < $2 THEN 1 ELSE kept.attempts + 1 END,
                         lease = $3, lease_until = {NOW} + $4, not_before = NULL
                     WHERE coalesce(kept.lease_until, 0) < {NOW} AND (kept.due < $2
                         OR (kept.due = $2 AND NOT kept.is_over AND coalesce(kept.not_before, 0) <= {NOW}))
                     RETURNING attempts, is_over"
                );
                let statement = connection.prepare_cached(&take).await?;
                if let Some(row) = connection.query_opt(&statement, &[&schedule, &due, &lease, &self.lease_ms]).await? {
                    return Ok((row.get(0), row.get(1)));
                }
                let select = "SELECT is_over AND due >= $2 FROM natiq.schedules WHERE name = $1";
                let statement = connection.prepare_cached(select).await?;
                let row = connection.query_opt(&statement, &[&schedule, &due]).await?;
                Ok((0, row.is_some_and(|row| row.get(0))))
            })
            .await
    }

    pub(in crate::store) async fn renew(&self, run: &Run) -> Result<bool, Error> {
        self.server
            .ask(async {
                let connection = self.server.connection().await?;
                let update =
                    format!("UPDATE natiq.schedules SET lease_until = {NOW} + $3 WHERE name = $1 AND lease = $2");
                let statement = connection.prepare_cached(&update).await?;
                Ok(connection.execute(&statement, &[&run.schedule, &run.lease, &self.lease_ms]).await? > 0)
            })
            .await
    }

    pub(in crate::store) async fn last_runs(&self) -> Result<Vec<schedules::Row>, Error> {
        self.server
            .ask(async {
                let connection = self.server.connection().await?;
                let select = "SELECT name, due, is_over, attempts FROM natiq.schedules ORDER BY name";
                let rows = connection.query(select, &[]).await?;
                Ok(rows.iter().map(|row| (row.get(0), row.get(1), row.get(2), row.get(3))).collect())
            })
            .await
    }

    pub(in crate::store) async fn import(&self, rows: Vec<schedules::Row>) -> Result<usize, Error> {
        self.server
            .ask(async {
                let connection = self.server.connection().await?;
                let insert = "INSERT INTO natiq.schedules (name, due, is_over, attempts) VALUES ($1, $2, $3, $4)
                     ON CONFLICT (name) DO NOTHING";
                let statement = connection.prepare_cached(insert).await?;
                let mut n_new = 0;
                for (name, due, is_over, attempts) in &rows {
                    n_new += connection.execute(&statement, &[name, due, is_over, attempts]).await?;
                }
                Ok(usize::try_from(n_new).unwrap_or(usize::MAX))
            })
            .await
    }

    pub(in crate::store) async fn let_go(&self, run: &Run, how: LetGo) -> Result<(), Error> {
        let (is_over, wait, n_uncounted) = how.columns();
        self.server
            .ask(async {
                let connection = self.server.connection().await?;
                let update = format!(
                    "UPDATE natiq.schedules SET is_over = $3, not_before = {NOW} + $4::bigint, attempts = attempts - $5,
                         lease = NULL, lease_until = NULL
                     WHERE name = $1 AND lease = $2"
                );
                let statement = connection.prepare_cached(&update).await?;
                connection.execute(&statement, &[&run.schedule, &run.lease, &is_over, &wait, &n_uncounted]).await?;
                Ok(())
            })
            .await
    }
}
