//! Which runs of schedules are over, and who is at those that are not.
//!
//! Of each schedule its last run alone is known, by the time at which it was due: one that is due takes the place of the one
//! before, so a run that was missed is made up for once, however many were. A schedule that is new has missed none.
//!
//! A run is leased, as an article of a job is, so that of many processes one is at it, and another takes it when that one is
//! not heard of any more.

use std::time::Duration;

use jiff::Timestamp;

#[cfg(feature = "postgres")]
use super::postgres;
use super::{Error, Place, sqlite};

/// The runs of schedules: on the server that a place names, else in a file of their own in its folder, which a service may
/// serve from at the same time. Cheap to clone.
#[derive(Clone)]
pub struct Schedules(Kind);

#[derive(Clone)]
enum Kind {
    Sqlite(sqlite::Schedules),
    #[cfg(feature = "postgres")]
    Postgres(postgres::Schedules),
}

/// A last run as it stands in a table: name, when it was due in milliseconds since 1970, whether it is over, attempts.
pub(super) type Row = (String, i64, bool, i64);

/// Asks whichever database it is.
macro_rules! ask {
    ($schedules:expr, $method:ident($($argument:expr),*)) => {
        match &$schedules.0 {
            Kind::Sqlite(schedules) => schedules.$method($($argument),*).await,
            #[cfg(feature = "postgres")]
            Kind::Postgres(schedules) => schedules.$method($($argument),*).await,
        }
    };
}

/// What comes of asking for a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taking {
    /// Whoever asked is to make it.
    Taken(Run),
    /// Somebody else is at it, or it is to be tried again later.
    Waits,
    /// It is over.
    Over,
}

/// A run that is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub schedule: String,
    /// When it was due.
    pub due: Timestamp,
    /// How often it was begun, this time included.
    pub attempts: u32,
    /// The name of this taking, by which the database knows it.
    pub(super) lease: String,
}

/// The last run of a schedule, as it is copied: whoever is at it has it in the database that it is copied from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastRun {
    pub schedule: String,
    /// When it was due.
    pub due: Timestamp,
    pub is_over: bool,
    /// How often it was begun.
    pub attempts: u32,
}

/// How a run is let go of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetGo {
    /// It is over.
    Over,
    /// It came to nothing, and is tried again after so long.
    After(Duration),
    /// Whoever had it was told to stop: another may go on at once, and it does not count as an attempt.
    Unfinished,
}

impl Schedules {
    /// Opens what a place has of schedules. A run whose process is not heard of for the time of `lease` is another's to take.
    ///
    /// # Errors
    /// Where the database cannot be opened, or the server not be reached.
    pub async fn open(place: &Place, lease: Duration) -> Result<Self, Error> {
        let lease_ms = i64::try_from(lease.as_millis()).unwrap_or(i64::MAX);
        match &place.database {
            None => {
                let folder = place.data_dir.clone();
                let open = move || {
                    let failed = |source| Error::File { path: folder.clone(), source };
                    std::fs::create_dir_all(&folder).map_err(failed)?;
                    sqlite::Schedules::open(&folder.join("schedules.db"), lease_ms)
                };
                let opened = tokio::task::spawn_blocking(open).await.map_err(Error::of_task)?;
                Ok(Self(Kind::Sqlite(opened?)))
            }
            Some(address) => Self::shared(address, lease_ms).await,
        }
    }

    #[cfg(feature = "postgres")]
    async fn shared(address: &str, lease_ms: i64) -> Result<Self, Error> {
        let server = postgres::Server::open(address).await?;
        Ok(Self(Kind::Postgres(postgres::Schedules { server, lease_ms })))
    }

    #[cfg(not(feature = "postgres"))]
    async fn shared(_: &str, _: i64) -> Result<Self, Error> {
        Err(Error::no_postgres())
    }

    /// Returns the time, by the clock that all who share the database go by.
    ///
    /// # Errors
    /// Where the database cannot be asked.
    pub async fn now(&self) -> Result<Timestamp, Error> {
        ask!(self, now())
    }

    /// Takes the run of a schedule that was due last, unless it is over or somebody is at it or at one before. Of a schedule
    /// that is not known yet all runs until then are over.
    ///
    /// # Errors
    /// Where the database cannot be asked.
    pub async fn take(&self, schedule: &str, due: Timestamp) -> Result<Taking, Error> {
        let lease = uuid::Uuid::new_v4().simple().to_string();
        let (attempts, is_over) = ask!(self, take(schedule, due.as_millisecond(), &lease))?;
        Ok(match u32::try_from(attempts) {
            Ok(attempts @ 1..) => Taking::Taken(Run { schedule: schedule.to_owned(), due, attempts, lease }),
            _ if is_over => Taking::Over,
            _ => Taking::Waits,
        })
    }

    /// Says that the run is still being made; tells whether it is still whose it was.
    ///
    /// # Errors
    /// Where the database cannot be asked.
    pub async fn renew(&self, run: &Run) -> Result<bool, Error> {
        ask!(self, renew(run))
    }

    /// Returns the last run of each schedule, by its name.
    ///
    /// # Errors
    /// Where the database cannot be asked.
    pub async fn last_runs(&self) -> Result<Vec<LastRun>, Error> {
        let rows = ask!(self, last_runs())?;
        let last_run = |(schedule, due, is_over, attempts): Row| LastRun {
            schedule,
            due: Timestamp::from_millisecond(due).unwrap_or_default(),
            is_over,
            attempts: u32::try_from(attempts).unwrap_or(0),
        };
        Ok(rows.into_iter().map(last_run).collect())
    }

    /// Keeps the last runs of schedules that are not known here; says how many these were.
    ///
    /// # Errors
    /// Where the database cannot be asked.
    pub async fn import(&self, runs: Vec<LastRun>) -> Result<usize, Error> {
        let row = |run: LastRun| (run.schedule, run.due.as_millisecond(), run.is_over, i64::from(run.attempts));
        ask!(self, import(runs.into_iter().map(row).collect()))
    }

    /// Lets go of a run; of one that another has taken meanwhile nothing is noted.
    ///
    /// # Errors
    /// Where the database cannot be asked.
    pub async fn let_go(&self, run: &Run, how: LetGo) -> Result<(), Error> {
        ask!(self, let_go(run, how))
    }
}

impl LetGo {
    /// Returns whether the run is over, after how many milliseconds it is tried again, and how many attempts do not count.
    pub(super) fn columns(self) -> (bool, Option<i64>, i64) {
        match self {
            Self::Over => (true, None, 0),
            Self::After(wait) => (false, Some(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX)), 0),
            Self::Unfinished => (false, None, 1),
        }
    }
}
