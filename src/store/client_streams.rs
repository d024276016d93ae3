//! How many streams clients have going at all the nodes of a database.

use std::collections::HashMap;

use super::Error;
#[cfg(feature = "postgres")]
use super::postgres;

/// Tells the other nodes how many streams each client has going here. Cheap to clone.
///
/// Each node says now and then what it has, and hears what the others have: a write before every stream would keep the
/// listener waiting, and let nobody in while the database is away. What a client begins at several nodes in that time is not
/// known to the others yet.
#[derive(Clone)]
pub struct ClientStreams(Kind);

#[derive(Clone)]
enum Kind {
    /// One process serves from the database.
    Alone,
    #[cfg(feature = "postgres")]
    Postgres(postgres::ClientStreams),
}

impl ClientStreams {
    pub(super) fn alone() -> Self {
        Self(Kind::Alone)
    }

    #[cfg(feature = "postgres")]
    pub(super) fn on(streams: postgres::ClientStreams) -> Self {
        Self(Kind::Postgres(streams))
    }

    /// Tells whether there may be other nodes.
    pub fn is_shared(&self) -> bool {
        !matches!(self.0, Kind::Alone)
    }

    /// Tells the others how many streams each client has `here`; returns how many it has at all of them together.
    ///
    /// # Errors
    /// As [`Jobs::backlog`](super::Jobs::backlog).
    #[cfg_attr(not(feature = "postgres"), allow(unused_variables, reason = "there is nobody to tell"))]
    pub async fn exchange(&self, here: HashMap<String, usize>) -> Result<HashMap<String, usize>, Error> {
        match &self.0 {
            Kind::Alone => Ok(HashMap::new()),
            #[cfg(feature = "postgres")]
            Kind::Postgres(streams) => streams.exchange(here).await,
        }
    }
}
