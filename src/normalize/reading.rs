//! What is said for a stretch of print: a match, its agreement asked, its value given words.

use super::agreement;
use super::classify::Match;
use super::spoken::{self, Spoken};
use super::verbalize;
use crate::note::Note;

/// What is said for the tokens from a place on.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    /// How many tokens it takes; at least one.
    pub length: usize,
    /// What is spoken for them, in order; may be empty (with a note).
    pub spoken: Vec<Spoken>,
    pub notes: Vec<Note>,
}

impl Reading {
    pub(super) fn new(spoken: Vec<Spoken>) -> Self {
        Self { length: 1, spoken, notes: Vec::new() }
    }
}

/// Says what a class has found: the one place where agreement is asked and words are made.
pub(super) fn say(found: Match) -> Reading {
    let agreement = agreement::ask(found.governor);
    let mut spoken = verbalize::verbalize(found.value, agreement);
    spoken::prefix(&mut spoken, found.prefix);
    Reading { length: found.length, spoken, notes: found.notes }
}
