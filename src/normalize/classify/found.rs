//! What a class finds.

use crate::normalize::agreement::Governor;
use crate::normalize::cursor::Cursor;
use crate::normalize::grammar::Case;
use crate::normalize::semiotic::{Semiotic, Source};
use crate::normalize::spoken::Spoken;
use crate::note::{Note, NoteCode};

/// What a class makes of the tokens from a place on.
#[derive(Debug, Clone)]
pub(crate) struct Match<'t> {
    /// How many tokens it takes; at least one.
    pub length: usize,
    pub value: Semiotic,
    /// What its case comes from.
    pub governor: Governor<'t>,
    /// A prefix that is one word with the letters of an abbreviation: `ود.` before a name.
    pub prefix: &'static str,
    pub notes: Vec<Note>,
}

impl<'t> Match<'t> {
    pub(super) fn new(length: usize, value: Semiotic, governor: Governor<'t>) -> Self {
        Self { length, value, governor, prefix: "", notes: Vec::new() }
    }

    /// Words that a table or a lexicon has.
    pub(crate) fn words(length: usize, spoken: Vec<Spoken>) -> Self {
        Self::fixed(length, Semiotic::Words(spoken))
    }

    pub(super) fn with_notes(self, notes: Vec<Note>) -> Self {
        Self { notes, ..self }
    }

    pub(super) fn with_prefix(self, prefix: &'static str) -> Self {
        Self { prefix, ..self }
    }

    /// A value that nothing around it bears on.
    pub(super) fn fixed(length: usize, value: Semiotic) -> Self {
        Self::new(length, value, Governor::Fixed(Case::Nominative))
    }

    /// Print that is left out, and why.
    pub(super) fn unsaid(place: Cursor, length: usize, why: String) -> Self {
        let note = Note::new(NoteCode::TokenSkipped, why, place.source(length));
        Self { notes: vec![note], ..Self::fixed(length, Semiotic::Unsaid) }
    }
}

/// What is said for a number that could have been read otherwise.
pub(super) fn note_of_thousands(digits: &str, source: Source) -> Note {
    let message = format!("three digits after the sign in `{digits}` were read as thousands");
    Note::new(NoteCode::NumberAmbiguous, message, source)
}
