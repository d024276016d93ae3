//! `natiq work`: a process that works on the jobs that services were given.

use std::sync::Arc;

use anyhow::ensure;

use super::{Engine, Outcome, say, serve, stop};
use crate::{config::Config, http, worker::Pool};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Work on this many articles at a time; when absent, as many as there are workers, or `at_a_time` of `[http.jobs]` if
    /// that is more.
    #[arg(short, long, value_name = "N")]
    jobs: Option<usize>,
}

pub(super) fn run(arguments: &Arguments, mut config: Config) -> anyhow::Result<Outcome> {
    ensure!(
        config.database.is_some(),
        "jobs are taken from a `database` that services share (set one in the configuration; without one `natiq serve` works \
         on its jobs itself)"
    );
    serve::settle(&mut config);
    config.http.jobs.at_a_time = arguments.jobs.unwrap_or(config.http.jobs.at_a_time.max(config.n_workers()));
    let engine = Arc::new(Engine::start(&config)?);
    let catalog = engine.catalog.clone();
    let pool = Pool::start(config.n_workers(), config.http.listeners, move || engine.pipeline())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let app = serve::app(pool, catalog, &config).await?;
        say(&format!("working on jobs, {} articles at a time; stop with Ctrl-C", config.http.jobs.at_a_time.max(1)));
        http::work(app, async {
            let _ = stop::requested().await;
        })
        .await;
        Ok(Outcome::Done)
    })
}
