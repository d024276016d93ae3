//! `natiq store`: moving what the service keeps from one kind of store to another.

use std::time::Duration;

use anyhow::{Context, ensure};

use super::{Outcome, say};
use crate::{
    config::Config,
    render::is_speech,
    s3::Bucket,
    store::{self, Copied, Place, Schedules, Stores, Transferred, copy},
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Copy articles, jobs, usage, the runs of schedules and audio from one kind of store to the other.
    ///
    /// Articles, jobs, usage and runs where the setting `database` names a server, audio where `objects` does; speech that is sooner
    /// made than fetched is left out. No service may be using the data directory meanwhile. What is there already stays as it
    /// is, so the command can be given again: it goes on where it was.
    Copy { from: Kind, to: Kind },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Kind {
    /// SQLite and audio in the data directory.
    Embedded,
    /// The servers that the settings `database` and `objects` name.
    Server,
}

pub(super) fn run(arguments: &Arguments, config: &Config) -> anyhow::Result<Outcome> {
    let Command::Copy { from, to } = arguments.command;
    ensure!(from != to, "there is nothing to copy (name the other kind: `embedded` and `server`)");
    let place = config.place();
    ensure!(
        place.database.is_some() || place.objects.is_some(),
        "no server is configured (name one by the setting `database` or `objects`)"
    );
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let limits = config.http.limits();
        let embedded = Stores::open(&Place { database: None, objects: None, ..place.clone() }, limits).await?;
        if place.database.is_some() {
            // The server's side has no folder of its own here.
            let scratch = Scratch::new()?;
            let server = Place { data_dir: scratch.0.clone(), objects: None, ..place.clone() };
            let server = Stores::open(&server, limits).await?;
            let copied = match to {
                Kind::Server => copy(&embedded, &server, say_how_much).await,
                Kind::Embedded => copy(&server, &embedded, say_how_much).await,
            };
            let Copied { n_articles, n_jobs, n_requests, n_days_of_use } = copied.context(NOT_WHOLE)?;
            let n_schedules = copy_schedules(&place, to, limits.job_lease).await.context(NOT_WHOLE)?;
            say(&format!(
                "copied: {n_articles} articles, {n_jobs} jobs, {n_requests} idempotency keys, {n_days_of_use} days of use, \
                 {n_schedules} schedules"
            ));
        }
        if let Some((address, account)) = place.objects {
            let bucket = Bucket::open(&address, account)?;
            let cache = embedded.cache.clone();
            let copied = tokio::task::spawn_blocking(move || match to {
                Kind::Server => cache.put_all(&bucket, |head| !is_speech(head), say_how_many),
                Kind::Embedded => cache.fetch_all(&bucket, say_how_many),
            });
            let Transferred { n_files, n_bytes, n_broken, n_left } = copied.await?.context(NOT_WHOLE)?;
            say(&format!("copied: {n_files} files of audio ({} MB)", n_bytes / 1_000_000));
            if n_broken > 0 {
                say(&format!("{n_broken} files of audio are broken and were left out: they are made again"));
            }
            if n_left > 0 {
                say(&format!("{n_left} files of audio had no room (see `cache_bytes`): they are made again"));
            }
        }
        Ok(Outcome::Done)
    })
}

/// Copies which runs of schedules are over, so that none is made again; says of how many schedules.
async fn copy_schedules(place: &Place, to: Kind, lease: Duration) -> Result<usize, store::Error> {
    let embedded = Schedules::open(&Place { database: None, ..place.clone() }, lease).await?;
    let server = Schedules::open(place, lease).await?;
    match to {
        Kind::Server => server.import(embedded.last_runs().await?).await,
        Kind::Embedded => embedded.import(server.last_runs().await?).await,
    }
}

const NOT_WHOLE: &str = "the copy is not whole (what is there stays; give the command again)";

fn say_how_much(Copied { n_articles, n_jobs, .. }: Copied) {
    say(&format!("{n_articles} articles, {n_jobs} jobs"));
}

fn say_how_many(Transferred { n_files, .. }: Transferred) {
    say(&format!("{n_files} files of audio"));
}

/// A folder that is there as long as this.
struct Scratch(std::path::PathBuf);

impl Scratch {
    fn new() -> anyhow::Result<Self> {
        let folder = std::env::temp_dir().join(format!("natiq-copy-{}", std::process::id()));
        std::fs::create_dir_all(&folder).with_context(|| format!("could not use `{}`", folder.display()))?;
        Ok(Self(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
