//! `natiq serve`: the player and the HTTP interface.

use std::{net::SocketAddr, sync::Arc};

use anyhow::Context;
use tokio::net::TcpListener;

use super::{Engine, Outcome, say, stop};
use crate::{config::Config, http, lexicon::House, voice::Catalog, worker::Pool};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Listen at this address and port; 127.0.0.1:8080 when absent.
    #[arg(long, env = "NATIQ_LISTEN", value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
}

pub(super) fn run(arguments: &Arguments, mut config: Config) -> anyhow::Result<Outcome> {
    if let Some(listen) = arguments.listen {
        config.listen = listen;
    }
    let fetch = &mut config.http.fetch;
    fetch.enabled = fetch.enabled.or(config.listen.ip().is_loopback());
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
        let service = app(pool, catalog, &config)?;
        say(&format!("ناطق is at http://{address}/"));
        http::serve(listener, service, stop::requested()).await?;
        Ok(Outcome::Done)
    })
}

/// Puts the service together, and says what to do where it cannot be.
fn app(pool: Pool, catalog: Arc<Catalog>, config: &Config) -> anyhow::Result<http::App> {
    let house = House::open(config.lexicon_file())?;
    http::app(pool, catalog, &config.http, &config.data_dir, house).map_err(|error| {
        let is_full = error.is_full();
        let error = anyhow::Error::from(error);
        if is_full {
            let folder = config.data_dir.display();
            return error
                .context(format!("no room on the disk of `{folder}` (make some, or choose another `--data-dir`)"));
        }
        error
    })
}
