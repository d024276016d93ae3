//! What each client has used, day by day.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use jiff::{Timestamp, civil::Date};

#[cfg(feature = "postgres")]
use super::postgres;
use super::{Error, sqlite};
use crate::lock::lock;

/// Counts what each client uses. Cheap to clone.
///
/// It is counted in memory and written down now and then ([`Usage::write_down`]): a count for each request would cost the
/// disk a write. What was counted since is lost when the process is killed.
#[derive(Clone)]
pub struct Usage {
    kind: Kind,
    counted: Arc<Mutex<Counted>>,
}

/// What was used, by client and day.
pub(super) type Counted = HashMap<(String, Date), Counts>;

#[derive(Clone)]
enum Kind {
    Sqlite(sqlite::Usage),
    #[cfg(feature = "postgres")]
    Postgres(postgres::Usage),
}

/// Asks whichever database it is.
macro_rules! ask {
    ($usage:expr, $method:ident($($argument:expr),*)) => {
        match &$usage.kind {
            Kind::Sqlite(usage) => usage.$method($($argument),*).await,
            #[cfg(feature = "postgres")]
            Kind::Postgres(usage) => usage.$method($($argument),*).await,
        }
    };
}

/// What was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub requests: u64,
    /// Articles that were given.
    pub articles: u64,
    /// Characters of the articles and passages that were given.
    pub characters: u64,
    /// Length of the speech that was made or read to it, in milliseconds; not that of finished files.
    pub speech_ms: u64,
    pub jobs: u64,
}

/// What a client used on a day (UTC).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayOfUse {
    pub client: String,
    pub day: Date,
    pub counts: Counts,
}

impl Usage {
    pub(super) fn in_sqlite(usage: sqlite::Usage) -> Self {
        Self { kind: Kind::Sqlite(usage), counted: Arc::default() }
    }

    #[cfg(feature = "postgres")]
    pub(super) fn on(usage: postgres::Usage) -> Self {
        Self { kind: Kind::Postgres(usage), counted: Arc::default() }
    }

    /// Adds to what a client has used today.
    pub fn add(&self, client: &str, counts: Counts) {
        self.add_on(client, today(), counts);
    }

    /// Adds to what a client has used on a day.
    pub(super) fn add_on(&self, client: &str, day: Date, counts: Counts) {
        let mut counted = lock(&self.counted);
        counted.entry((client.to_owned(), day)).or_default().add(counts);
    }

    /// Writes down what was counted since.
    ///
    /// # Errors
    /// As [`Jobs::create`](super::Jobs::create); then it is still counted.
    pub async fn write_down(&self) -> Result<(), Error> {
        let counted = std::mem::take(&mut *lock(&self.counted));
        if counted.is_empty() {
            return Ok(());
        }
        let again = counted.clone();
        let written = ask!(self, write(counted));
        if written.is_err() {
            for ((client, day), counts) in again {
                self.add_on(&client, day, counts);
            }
        }
        written
    }

    /// Writes down what was counted elsewhere; where more was counted already, that stays.
    ///
    /// # Errors
    /// As [`Usage::write_down`].
    pub(super) async fn import(&self, days: Vec<DayOfUse>) -> Result<(), Error> {
        let days = days.into_iter().map(|DayOfUse { client, day, counts }| ((client, day), counts)).collect();
        ask!(self, raise(days))
    }

    /// Forgets what was used before a day by all but those `named`: who has no key is known by an address.
    ///
    /// # Errors
    /// As [`Usage::write_down`].
    pub async fn forget_others(&self, named: Vec<String>, before: Date) -> Result<(), Error> {
        ask!(self, forget_others(named, before))
    }

    /// Returns what was used from one day to another, the last day first; with `client` by that one.
    ///
    /// # Errors
    /// As [`Usage::write_down`].
    pub async fn of(&self, client: Option<&str>, from: Date, to: Date) -> Result<Vec<DayOfUse>, Error> {
        self.write_down().await?;
        ask!(self, of(client, from, to))
    }
}

/// Returns what day it is, in UTC.
pub fn today() -> Date {
    jiff::tz::Offset::UTC.to_datetime(Timestamp::now()).date()
}

impl Counts {
    fn add(&mut self, more: Self) {
        self.requests += more.requests;
        self.articles += more.articles;
        self.characters += more.characters;
        self.speech_ms += more.speech_ms;
        self.jobs += more.jobs;
    }
}
