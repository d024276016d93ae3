//! `natiq work`: a process that works on what nobody waits for: jobs that services were given, and shows at their times.

use std::{sync::Arc, time::Duration};

use anyhow::ensure;
use tokio_util::sync::CancellationToken;

use super::{
    Engine, Outcome, say,
    schedules::{self, Scheduled},
    serve, stop,
};
use crate::{config::Config, http, store::Schedules, worker::Pool};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Work on this many articles of jobs at a time; when absent, as many as there are workers, or `at_a_time` of
    /// `[http.jobs]` if that is more. How many of a show says `jobs` of its schedule.
    #[arg(short, long, value_name = "N")]
    jobs: Option<usize>,
}

pub(super) fn run(arguments: &Arguments, mut config: Config) -> anyhow::Result<Outcome> {
    ensure!(
        config.database.is_some() || !config.schedules.is_empty(),
        "there is nothing to work on: jobs are taken from a `database` that services share (without one `natiq serve` works \
         on its jobs itself), shows are rendered by `schedules` (set one of them in the configuration)"
    );
    serve::settle(&mut config);
    config.http.jobs.at_a_time = arguments.jobs.unwrap_or(config.http.jobs.at_a_time.max(config.n_workers()));
    let shows = schedules::read(&config.schedules)?;
    let engine = Arc::new(Engine::start(&config)?);
    shows.iter().try_for_each(|show| show.check(&config, &engine))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let stop = CancellationToken::new();
        let stopping = stop.clone();
        tokio::spawn(async move {
            stop::requested().await;
            stopping.cancel();
        });
        let app = match &config.database {
            None => None,
            Some(_) => {
                let (catalog, opening) = (engine.catalog.clone(), engine.clone());
                let pool = Pool::start(config.n_workers(), config.http.listeners, move || opening.pipeline())?;
                Some(serve::app(pool, catalog, &config).await?)
            }
        };
        let scheduled = match shows.is_empty() {
            true => None,
            false => {
                let lease = Duration::from_secs(config.http.jobs.lease_seconds);
                let store = Schedules::open(&config.place(), lease).await?;
                Some(Scheduled::new(shows, store, lease, engine, config.clone()))
            }
        };
        let jobs = async {
            if let Some(app) = app {
                say(&format!(
                    "working on jobs, {} articles at a time; stop with Ctrl-C",
                    config.http.jobs.at_a_time.max(1)
                ));
                http::work(app, stop.cancelled()).await;
            }
        };
        let shows = async {
            if let Some(scheduled) = scheduled {
                let names: Vec<&str> = config.schedules.iter().map(|schedule| schedule.name.as_str()).collect();
                say(&format!("rendering shows at their times ({}); stop with Ctrl-C", names.join(", ")));
                scheduled.follow_all(&stop).await;
            }
        };
        tokio::join!(jobs, shows);
        Ok(Outcome::Done)
    })
}
