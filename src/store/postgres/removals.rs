//! What was removed, on PostgreSQL. Times are those of the server's clock.

use jiff::Timestamp;

use super::{
    super::{
        Error, Key,
        removals::{KEPT_DAYS, Removal, Removals},
    },
    NOW, Server, now,
};

const DAY_MS: i64 = 24 * 3_600 * 1_000;

/// Notes what was removed, and forgets what was so long ago.
pub(super) async fn note(server: &Server, removal: &Removal) -> Result<(), Error> {
    server
        .ask(async {
            let connection = server.connection().await?;
            let insert = format!("INSERT INTO natiq.removed (files, streams, removed_at) VALUES ($1, $2, {NOW})");
            connection.execute(&insert, &[&bytes(&removal.files), &bytes(&removal.streams)]).await?;
            let forget = format!("DELETE FROM natiq.removed WHERE removed_at < {NOW} - $1::bigint");
            connection.execute(&forget, &[&(KEPT_DAYS * DAY_MS)]).await?;
            Ok(())
        })
        .await
}

/// Returns what was removed since a time.
pub(super) async fn since(server: &Server, since: Timestamp) -> Result<Removals, Error> {
    server
        .ask(async {
            let connection = server.connection().await?;
            // The time first: what comes while the rest is asked for is asked for again.
            let now = now(&connection).await?;
            let select = "SELECT number, files, streams FROM natiq.removed WHERE removed_at >= $1 ORDER BY number";
            let statement = connection.prepare_cached(select).await?;
            let rows = connection.query(&statement, &[&since.as_millisecond()]).await?;
            let removal = |row: &tokio_postgres::Row| {
                (row.get(0), Removal { files: keys(row.get(1)), streams: keys(row.get(2)) })
            };
            Ok(Removals { removals: rows.iter().map(removal).collect(), now })
        })
        .await
}

fn bytes(keys: &[Key]) -> Vec<u8> {
    keys.iter().flat_map(|key| *key.as_bytes()).collect()
}

fn keys(bytes: &[u8]) -> Vec<Key> {
    bytes.as_chunks().0.iter().map(|key| Key::from_bytes(*key)).collect()
}
