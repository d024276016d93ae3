//! Layouts of a PostgreSQL database: an earlier one is led on, a later one is refused.

use jiff::civil::date;
use natiq::store::{Error, Place, Record, Stores};

use super::{LIMITS, articles::article};
use crate::servers;

/// The columns of every table.
const COLUMNS: &str = "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns
    WHERE table_schema = 'natiq' ORDER BY 1, 2";

const VERSION: &str = "SELECT version FROM natiq.layout";

/// Opens a database as a node would that has a folder of its own.
async fn open(database: &str) -> Result<Stores, Error> {
    let folder = tempfile::tempdir().unwrap();
    let place = Place { data_dir: folder.path().to_owned(), database: Some(database.to_owned()), objects: None };
    Stores::open(&place, LIMITS).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn database_of_an_earlier_layout_is_led_on_and_what_is_in_it_stays() {
    let Some(server) = servers::postgres() else { return };
    let (old, new) = (server.database(), server.database());
    server.run(
        &old,
        "CREATE SCHEMA natiq; CREATE TABLE natiq.layout (version bigint NOT NULL); INSERT INTO natiq.layout VALUES (1)",
    );
    server.run(&old, include_str!("../../../src/store/postgres/layout_1.sql"));
    server.run(&old, "INSERT INTO natiq.usage VALUES ('a', '2026-05-01', 3, 0, 0, 0, 0)");
    open(&new).await.unwrap();
    // Several nodes may start at once.
    let (a, b) = tokio::join!(open(&old), open(&old));
    let day = date(2026, 5, 1);
    for stores in [a.unwrap(), b.unwrap()] {
        let usage = stores.jobs.usage().of(Some("a"), day, day).await.unwrap();
        assert_eq!((usage.len(), usage[0].counts.requests), (1, 3));
        stores.articles.put(Record::new(&article("نص"))).await.unwrap();
    }
    assert_eq!(server.run(&old, VERSION), server.run(&new, VERSION));
    assert_eq!(server.run(&old, COLUMNS), server.run(&new, COLUMNS), "it is not as a new one is");
}

#[tokio::test]
async fn database_of_a_later_version_is_refused_to_who_starts_and_who_runs_goes_on() {
    let Some(server) = servers::postgres() else { return };
    let database = server.database();
    let running = open(&database).await.unwrap();
    let newest: i64 = server.run(&database, VERSION).trim().parse().unwrap();
    server.run(&database, "UPDATE natiq.layout SET version = 99");
    let refused = open(&database).await.err();
    assert!(matches!(refused, Some(Error::Later { found: 99, known }) if known == newest), "{refused:?}");
    assert_eq!(server.run(&database, VERSION).trim(), "99");
    let given = running.articles.put(Record::new(&article("نص"))).await.unwrap();
    assert!(running.articles.get(&given.id, "").await.unwrap().is_some());
}
