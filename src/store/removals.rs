//! What one node has removed, for the others to remove too: each has a disk of its own.

use jiff::Timestamp;

use super::Key;

/// Audio that was removed with its article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Removal {
    pub files: Vec<Key>,
    /// HLS streams, which are removed with whatever segments a node has of them.
    pub streams: Vec<Key>,
}

/// What was removed since a time, each with the number that it has for all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removals {
    pub removals: Vec<(i64, Removal)>,
    /// When they were asked for, by the clock of the database.
    pub now: Timestamp,
}

/// A node that was not there for so long finds no more what was removed meanwhile.
#[cfg(feature = "postgres")]
pub(super) const KEPT_DAYS: i64 = 30;
