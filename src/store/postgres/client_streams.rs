//! How many streams clients have going at each node, on PostgreSQL. Times are those of the server's clock.

use std::collections::HashMap;

use super::{super::Error, NOW, Server, from_json, json};

/// What [`ClientStreams`](super::super::ClientStreams) tells the other nodes, on PostgreSQL.
#[derive(Clone)]
pub(in crate::store) struct ClientStreams {
    pub(super) server: Server,
    /// The name of this process.
    pub(super) node: String,
}

/// A node that has said nothing for so long has no streams: it was killed, or cannot reach the server.
const SILENT_MS: i64 = 5_000;

/// What such a node said last is taken away after so long.
const FORGOTTEN_MS: i64 = 60_000;

impl ClientStreams {
    pub(in crate::store) async fn exchange(
        &self,
        here: HashMap<String, usize>,
    ) -> Result<HashMap<String, usize>, Error> {
        let here = json("streams", &here)?;
        let rows = self.server.ask(async {
            let connection = self.server.connection().await?;
            let statement = format!(
                "WITH said AS (
                     INSERT INTO natiq.client_streams (node, counts, said_at) VALUES ($1, $2, {NOW})
                     ON CONFLICT (node) DO UPDATE SET counts = excluded.counts, said_at = excluded.said_at
                 ), forgotten AS (
                     DELETE FROM natiq.client_streams WHERE node <> $1 AND said_at < {NOW} - {FORGOTTEN_MS}
                 )
                 SELECT counts FROM natiq.client_streams WHERE node <> $1 AND said_at > {NOW} - {SILENT_MS}"
            );
            let statement = connection.prepare_cached(&statement).await?;
            Ok(connection.query(&statement, &[&self.node, &here]).await?)
        });
        let mut elsewhere = HashMap::new();
        for row in rows.await? {
            let counts: HashMap<String, usize> = from_json("streams", row.get(0))?;
            for (client, count) in counts {
                *elsewhere.entry(client).or_default() += count;
            }
        }
        Ok(elsewhere)
    }
}
