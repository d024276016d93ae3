//! Which stores there are, by the settings: the embedded kinds in one folder, or servers that many nodes share.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use super::{Articles, Cache, Claim, Error, Jobs, Patience};
use crate::s3::{self, Account, Bucket};

/// Where things are kept.
#[derive(Debug, Clone)]
pub struct Place {
    /// The folder of the embedded kinds. Beside servers it holds what was used last of the audio.
    pub data_dir: PathBuf,
    /// Address of a PostgreSQL server and the database there (`postgres://…`); SQLite in the folder where there is none.
    pub database: Option<String>,
    /// A bucket, or a folder of one (`s3://bucket/folder`), that stands behind the folder of audio, and whose it is; none
    /// where there is none.
    pub objects: Option<(String, Account)>,
}

/// How much is kept.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Articles.
    pub articles: u32,
    /// Audio in the folder, in bytes.
    pub cache_bytes: u64,
    /// How long a job that is over stays, in days.
    pub job_days: u32,
    /// For how long a node may be silent before another takes over what it was working on.
    pub job_lease: Duration,
}

/// What a service keeps things in; the folder is its own for as long as it has this.
pub struct Stores {
    pub articles: Articles,
    pub jobs: Jobs,
    pub cache: Cache,
    pub claim: Claim,
}

impl Stores {
    /// Opens what the settings name, and leads it to the newest layout.
    ///
    /// # Errors
    /// Where another process serves from the folder, a database or the folder cannot be opened, or a server not be reached.
    pub async fn open(place: &Place, limits: Limits) -> Result<Self, Error> {
        let Place { data_dir, database, objects } = place.clone();
        let folder = data_dir.clone();
        let open = move || {
            let claim = Claim::of(&folder)?;
            let cache = Cache::open(&audio_folder(&folder), limits.cache_bytes)?;
            let cache = match objects {
                None => cache,
                Some((address, account)) => cache.with_objects(&bucket(&address, account)?, Patience::default())?,
            };
            Ok::<_, Error>((claim, cache))
        };
        let (claim, cache) = tokio::task::spawn_blocking(open).await.map_err(Error::of_task)??;
        let (articles, jobs) = match database {
            None => {
                let open = move || embedded(&data_dir, limits);
                tokio::task::spawn_blocking(open).await.map_err(Error::of_task)??
            }
            Some(address) => shared(&address, limits).await?,
        };
        Ok(Self { articles, jobs, cache, claim })
    }

    /// Opens the embedded kinds in a folder.
    ///
    /// # Errors
    /// As [`Stores::open`].
    ///
    /// # Blocking
    /// Opens and checks the databases and lists the folder.
    pub fn embedded(data_dir: &Path, limits: Limits) -> Result<Self, Error> {
        let claim = Claim::of(data_dir)?;
        let cache = Cache::open(&audio_folder(data_dir), limits.cache_bytes)?;
        let (articles, jobs) = embedded(data_dir, limits)?;
        Ok(Self { articles, jobs, cache, claim })
    }
}

/// Returns the folder of a data directory that audio is kept in.
pub fn audio_folder(data_dir: &Path) -> PathBuf {
    data_dir.join("audio")
}

fn bucket(address: &str, account: Account) -> Result<Bucket, Error> {
    let wrong = |error: s3::Error| Error::Address { setting: "objects", what: error.to_string() };
    Bucket::open(address, account).map_err(wrong)
}

fn embedded(data_dir: &Path, limits: Limits) -> Result<(Articles, Jobs), Error> {
    let jobs = Jobs::open(&data_dir.join("jobs.db"), limits.job_days)?;
    Ok((Articles::open(&data_dir.join("natiq.db"), limits.articles)?, jobs))
}

#[cfg(feature = "postgres")]
async fn shared(address: &str, limits: Limits) -> Result<(Articles, Jobs), Error> {
    let server = super::postgres::Server::open(address).await?;
    let jobs = Jobs::on(server.clone(), limits.job_lease);
    jobs.sweep(limits.job_days).await?;
    Ok((Articles::on(server, limits.articles), jobs))
}

#[cfg(not(feature = "postgres"))]
async fn shared(_: &str, _: Limits) -> Result<(Articles, Jobs), Error> {
    Err(Error::no_postgres())
}
