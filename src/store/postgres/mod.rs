//! PostgreSQL, the kind of database that many nodes share: how it is reached, led to its newest layout, and what is
//! noticed when it is away.
//!
//! Everything stands in a schema of its own, `natiq`. A statement waits for the server no longer than [`PATIENCE`]: a
//! client is better told to come again than kept waiting. A connection on which nothing is acknowledged for so long is closed.

mod articles;
mod client_streams;
mod jobs;
mod removals;
mod schedules;
mod tls;
mod usage;

use std::{error::Error as _, future::poll_fn, io, net::IpAddr, pin::pin, sync::Arc, time::Duration};

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime, Timeouts, Transaction};
use jiff::Timestamp;
use tokio::sync::mpsc;
use tokio_postgres::{
    AsyncMessage, Config,
    config::{Host, SslMode},
};

pub(super) use self::{
    articles::Articles,
    client_streams::ClientStreams,
    jobs::{Jobs, POLL_INTERVAL},
    schedules::Schedules,
    usage::Usage,
};
use super::{Dependency, Error};

/// A PostgreSQL server with a database of ours. Cheap to clone.
#[derive(Clone)]
pub(super) struct Server {
    pool: Pool,
    /// How a connection beside the pool is made: the one that notices come by.
    config: Arc<Config>,
    tls: tls::Connector,
    /// Where it is, for messages: without a password.
    name: String,
}

/// Connections that a process holds, at most: PostgreSQL takes a hundred from all of them, as it comes.
const CONNECTIONS: usize = 8;

/// How long a connection, or what is asked of the server, may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long to wait before notices are listened to again.
const LISTEN_AGAIN: Duration = Duration::from_secs(1);

/// Notices that wait to be taken.
const NOTICES: usize = 64;

/// The number of the lock that is held while the layout is led on; any would do that no other program takes.
const LAYOUT_LOCK: i64 = 0x6e_6174_6971;

/// Every layout the database has had: each leads from the one before to the next.
const LAYOUTS: &[&str] = &[
    include_str!("layout_1.sql"),
    include_str!("layout_2.sql"),
    include_str!("layout_3.sql"),
    include_str!("layout_4.sql"),
    include_str!("layout_5.sql"),
];

/// The server's clock, in milliseconds since 1970.
const NOW: &str = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

impl Server {
    /// Reaches a server by its address (`postgres://user:password@host/database`) and leads its database to the newest
    /// layout; several nodes may do so at a time.
    ///
    /// # Errors
    /// [`Error::Address`] where it is none, [`Error::Unreachable`], [`Error::Later`] where a later version was there.
    pub(super) async fn open(address: &str) -> Result<Self, Error> {
        let (address, tls::Words { root_certificates, has_mode }) = tls::take_words(address)?;
        let mut config: Config = address.parse().map_err(|error: tokio_postgres::Error| Error::Address {
            setting: "database",
            what: super::error_chain(&error),
        })?;
        // A server that fell silent without a word must not hold its connections for long.
        config.connect_timeout(PATIENCE).tcp_user_timeout(PATIENCE).keepalives_idle(Duration::from_secs(30));
        if config.get_application_name().is_none() {
            config.application_name("natiq");
        }
        // As it comes the client library takes a connection without TLS where it is offered no other, be it by somebody in
        // between. What stays on this machine nobody hears.
        if !has_mode && !is_local(&config) {
            config.ssl_mode(SslMode::Require);
        }
        let name = name_of(&config);
        let tls = tls::Connector::new(root_certificates.as_deref())?;
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let timeouts = Timeouts { wait: Some(PATIENCE), create: Some(PATIENCE), recycle: Some(PATIENCE) };
        let pool = Pool::builder(Manager::from_config(config.clone(), tls.clone(), recycling))
            .max_size(CONNECTIONS)
            .timeouts(timeouts)
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| Error::Address { setting: "database", what: error.to_string() })?;
        let server = Self { pool, config: Arc::new(config), tls, name };
        // Another node may be at it, on a database that is large.
        let led = tokio::time::timeout(Duration::from_secs(600), server.lead_on()).await;
        match led.map_err(|elapsed| server.unreachable(elapsed))? {
            Err(error) if !has_mode && super::error_chain(&error).contains(NO_TLS) => {
                let what = format!(
                    "{} speaks no TLS (turn it on there, or say `?sslmode=disable` where the network is all your own)",
                    server.name
                );
                Err(Error::Address { setting: "database", what })
            }
            led => led.map(|()| server),
        }
    }

    /// Returns what is notified on a channel, as far as `read` has a meaning for it, until nobody wants it any more. It comes
    /// by a connection of its own; while that is broken, notices are lost.
    fn listen<T: Send + 'static>(
        &self,
        channel: &'static str,
        read: impl Fn(&str) -> Option<T> + Send + Sync + 'static,
    ) -> mpsc::Receiver<T> {
        let (sender, receiver) = mpsc::channel(NOTICES);
        let server = self.clone();
        tokio::spawn(async move {
            while !sender.is_closed() {
                tokio::select! {
                    () = sender.closed() => return,
                    heard = server.hear(channel, &read, &sender) => if let Err(error) = heard {
                        tracing::debug!(error = super::error_chain(&error), "Could not listen to the database's notices");
                    },
                }
                tokio::time::sleep(LISTEN_AGAIN).await;
            }
        });
        receiver
    }

    /// Passes on what is notified on a channel for as long as the connection stands.
    async fn hear<T>(
        &self,
        channel: &str,
        read: impl Fn(&str) -> Option<T>,
        sender: &mpsc::Sender<T>,
    ) -> Result<(), tokio_postgres::Error> {
        let (client, mut connection) = self.config.connect(self.tls.clone()).await?;
        let mut heard = pin!(async {
            while let Some(message) = poll_fn(|context| connection.poll_message(context)).await {
                if let AsyncMessage::Notification(notification) = message?
                    && let Some(notice) = read(notification.payload())
                    && sender.send(notice).await.is_err()
                {
                    break;
                }
            }
            Ok(())
        });
        let listen = format!("LISTEN {channel}");
        tokio::select! {
            heard = &mut heard => return heard,
            listens = client.batch_execute(&listen) => listens?,
        }
        heard.await
    }

    async fn lead_on(&self) -> Result<(), Error> {
        let mut client = self.connection().await?;
        let transaction = client.transaction().await.map_err(|error| self.failed(error))?;
        lead_on(&transaction).await.map_err(|error| self.place(error))?;
        transaction.commit().await.map_err(|error| self.failed(error))
    }

    /// Returns a connection.
    async fn connection(&self) -> Result<Object, Error> {
        self.pool.get().await.map_err(|error| self.unreachable(error))
    }

    /// Waits for what is asked of the server, for so long as is good.
    async fn ask<T>(&self, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let done = tokio::time::timeout(PATIENCE, work).await.map_err(|elapsed| self.unreachable(elapsed))?;
        done.map_err(|error| self.place(error))
    }

    /// Tells an error that says the server is away from one that says it did not like what was asked.
    fn failed(&self, error: tokio_postgres::Error) -> Error {
        use tokio_postgres::error::SqlState as S;
        let is_away = match error.code() {
            // Nothing was said by the server: the connection broke, or what was asked or answered did not fit, which is a
            // fault of ours.
            None => error.is_closed() || error.source().is_some_and(|source| source.is::<io::Error>()),
            Some(code) => {
                let codes = [S::ADMIN_SHUTDOWN, S::CRASH_SHUTDOWN, S::CANNOT_CONNECT_NOW, S::TOO_MANY_CONNECTIONS];
                // A standby that was not promoted yet takes no writes.
                codes.contains(code) || *code == S::READ_ONLY_SQL_TRANSACTION || code.code().starts_with("08")
            }
        };
        if is_away { self.unreachable(error) } else { Error::Postgres(error) }
    }

    fn place(&self, error: Error) -> Error {
        match error {
            Error::Postgres(error) => self.failed(error),
            error => error,
        }
    }

    fn unreachable(&self, error: impl std::error::Error + Send + Sync + 'static) -> Error {
        let place = self.name.clone();
        Error::Unreachable { dependency: Dependency::Database, place, source: Box::new(error) }
    }
}

/// What the client library says where the server offers no TLS.
const NO_TLS: &str = "server does not support TLS";

/// Tells whether a server is on this machine, as far as its address tells.
fn is_local(config: &Config) -> bool {
    let is_loopback =
        |host: &str| host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback());
    let hosts = config.get_hosts().iter().all(|host| match host {
        Host::Tcp(host) => is_loopback(host),
        #[cfg(unix)]
        Host::Unix(_) => true,
    });
    hosts && config.get_hostaddrs().iter().all(IpAddr::is_loopback)
}

/// Says where a database is.
fn name_of(config: &Config) -> String {
    let hosts = config.get_hosts().iter().map(|host| match host {
        Host::Tcp(host) => host.clone(),
        #[cfg(unix)]
        Host::Unix(path) => path.display().to_string(),
    });
    let hosts: Vec<_> = hosts.collect();
    format!("`{}` at `{}`", config.get_dbname().or(config.get_user()).unwrap_or("postgres"), hosts.join(","))
}

/// Leads the database to the newest layout.
async fn lead_on(transaction: &Transaction<'_>) -> Result<(), Error> {
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&LAYOUT_LOCK]).await?;
    let is_there: bool = transaction.query_one("SELECT to_regclass('natiq.layout') IS NOT NULL", &[]).await?.get(0);
    let found: i64 = match is_there {
        true => transaction.query_one("SELECT version FROM natiq.layout", &[]).await?.get(0),
        false => {
            transaction
                .batch_execute(
                    "CREATE SCHEMA IF NOT EXISTS natiq;
                     CREATE TABLE natiq.layout (version bigint NOT NULL);
                     INSERT INTO natiq.layout VALUES (0)",
                )
                .await?;
            0
        }
    };
    let known = LAYOUTS.len() as i64;
    if found > known {
        return Err(Error::Later { found, known });
    }
    for (_, step) in (1..).zip(LAYOUTS).filter(|(version, _)| *version > found) {
        transaction.batch_execute(step).await?;
    }
    if found < known {
        transaction.execute("UPDATE natiq.layout SET version = $1", &[&known]).await?;
    }
    Ok(())
}

/// Returns the time by the server's clock.
async fn now(client: &Object) -> Result<Timestamp, Error> {
    let now: i64 = client.query_one(&format!("SELECT {NOW}"), &[]).await?.get(0);
    Ok(Timestamp::from_millisecond(now).unwrap_or_else(|_| Timestamp::now()))
}

/// Text that is kept as JSON: PostgreSQL's own text has no U+0000, which an article may have.
fn json<T: serde::Serialize + ?Sized>(id: &str, value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|source| Error::Malformed { id: id.to_owned(), source })
}

/// Reads what [`json`] has written.
fn from_json<T: serde::de::DeserializeOwned>(id: &str, text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|source| Error::Malformed { id: id.to_owned(), source })
}

/// Tells whether something may be looked for: what has U+0000 in it is nowhere.
fn is_text(text: &str) -> bool {
    !text.contains('\0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn server_on_this_machine_needs_no_tls() {
        let local = |address: &str| is_local(&address.parse().unwrap());
        for address in
            ["postgres://n@localhost/d", "postgres://n@127.0.0.1,[::1]/d", "postgres:///d?host=/run/pg&user=n"]
        {
            assert!(local(address), "{address}");
        }
        for address in [
            "postgres://n@db.example/d",
            "postgres://n@localhost,db.example/d",
            "postgres://n@10.0.0.1/d",
            "host=localhost hostaddr=192.0.2.1 user=n",
        ] {
            assert!(!local(address), "{address}");
        }
    }
}
