//! `natiq serve`: the player and the HTTP interface.

use std::{
    net::SocketAddr,
    process::{Command, Stdio},
    sync::Arc,
};

use anyhow::{Context, ensure};
use serde::{
    Deserialize,
    de::{
        IntoDeserializer,
        value::{self, StrDeserializer},
    },
};
use tokio::net::TcpListener;

use super::{
    Engine, Outcome, say,
    service::{self, Answer},
    stop,
};
use crate::{
    config::Config, http, http::Authentication, lexicon::House, store::Stores, voice::Catalog, worker::Pool, wyoming,
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Listen at this address and port; 127.0.0.1:8080 when absent.
    #[arg(long, env = "NATIQ_LISTEN", value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// Whether clients must have an API key: `auto` (where there are keys, and wherever other machines reach the service),
    /// `required` or `off` (whoever reaches the service may use it).
    #[arg(long, env = "NATIQ_AUTHENTICATION", value_name = "WHEN", value_parser = authentication)]
    authentication: Option<Authentication>,
    /// Open the player in the browser.
    #[arg(long)]
    open: bool,
    /// Serve nothing; ask the service that listens there whether it is ready, and exit with 0 if it is. For health checks.
    #[arg(long, conflicts_with = "open")]
    check: bool,
    /// Speak by the Wyoming protocol too (Home Assistant), at this address: `tcp://127.0.0.1:10200`. It knows no keys:
    /// whoever reaches the port may have text spoken.
    #[arg(long, env = "NATIQ_WYOMING", value_name = "tcp://HOST:PORT")]
    wyoming: Option<wyoming::Address>,
}

pub(super) fn run(arguments: &Arguments, mut config: Config) -> anyhow::Result<Outcome> {
    if let Some(listen) = arguments.listen {
        config.listen = listen;
    }
    if let Some(authentication) = arguments.authentication {
        config.http.authentication = authentication;
    }
    if arguments.check {
        return Ok(check(config.listen));
    }
    ensure!(
        config.http.jobs.work || config.database.is_some(),
        "`work = false` under `[http.jobs]` leaves jobs to `natiq work`, which takes them from a `database` (set one)"
    );
    // Before anything is said, or opened in a browser.
    http::check_keys(&config.http, config.listen)?;
    settle(&mut config);
    let engine = Arc::new(Engine::start(&config)?);
    let catalog = engine.catalog.clone();
    let pool = Pool::start(config.n_workers(), config.http.listeners, move || engine.pipeline())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        // Everything that can be wrong with voices and models has been found before the port opens.
        let listener = TcpListener::bind(config.listen)
            .await
            .with_context(|| format!("could not listen at {} (choose another with `--listen`)", config.listen))?;
        let address = listener.local_addr()?;
        let home = match &arguments.wyoming {
            None => None,
            Some(place) => {
                let listener = place.bind().await.with_context(|| format!("could not listen at {place}"))?;
                say(&format!("Wyoming is at tcp://{}", listener.local_addr()?));
                Some(wyoming::serve(listener, pool.clone(), catalog.clone()))
            }
        };
        let service = app(pool, catalog, &config).await?;
        let player = format!("http://{}/", service::reachable(address));
        say(&format!("ناطق is at {player}"));
        if arguments.open {
            open(&player);
        }
        let home = async {
            match home {
                Some(home) => home.await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            served = http::serve(listener, service, async { let _ = stop::requested().await; }) => served?,
            () = home => {}
        }
        Ok(Outcome::Done)
    })
}

/// Reads when clients must have a key, as the configuration writes it.
fn authentication(value: &str) -> Result<Authentication, String> {
    let deserializer: StrDeserializer<'_, value::Error> = value.into_deserializer();
    Authentication::deserialize(deserializer).map_err(|error| error.to_string())
}

/// Settles what hangs on where the service listens.
pub(super) fn settle(config: &mut Config) {
    let is_loopback = config.listen.ip().is_loopback();
    let http::Settings { fetch, webhooks, .. } = &mut config.http;
    fetch.enabled = fetch.enabled.or(is_loopback);
    webhooks.enabled = webhooks.enabled.or(is_loopback);
}

/// Says whether the service that listens at an address is ready.
fn check(listen: SocketAddr) -> Outcome {
    let found = match service::ask(listen) {
        Answer::Ready { version } => {
            say(&format!("Natiq {version} at {listen} is ready"));
            return Outcome::Done;
        }
        Answer::NotReady { why } => format!("the Natiq that listens at {listen} is not ready: {why}"),
        Answer::Nothing => format!("nothing listens at {listen} (`--listen` names another address)"),
        Answer::Other => format!("what listens at {listen} is no Natiq, or does not answer in time"),
    };
    say(&format!("natiq: {found}"));
    Outcome::SomeFailed
}

/// Opens an address in the browser, by the platform's own program for that.
fn open(url: &str) {
    let program = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let spawned =
        Command::new(program).arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    match spawned {
        // It ends when the browser has been told; somebody has to take note of it.
        Ok(mut child) => drop(std::thread::spawn(move || child.wait())),
        Err(error) => say(&format!("could not open a browser (`{program}`: {error}); the address is above")),
    }
}

/// Puts the service together, and says what to do where it cannot be.
pub(super) async fn app(pool: Pool, catalog: Arc<Catalog>, config: &Config) -> anyhow::Result<http::App> {
    let house = House::open(config.lexicon_file())?;
    let stores = Stores::open(&config.place(), config.http.limits()).await;
    let stores = stores.map_err(|error| {
        let is_full = error.is_full();
        let error = anyhow::Error::from(error);
        if is_full {
            let folder = config.data_dir.display();
            return error
                .context(format!("no room on the disk of `{folder}` (make some, or choose another `--data-dir`)"));
        }
        error
    })?;
    Ok(http::app_on(pool, catalog, &config.http, stores, house))
}
