//! What a caller should know about how a passage was read.
//!
//! Text is never an error: an odd letter or an unreadable token is read as well as can be and reported here.
//! Notes travel with the segment to the caller; no log line stands in for one.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One remark about a stretch of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Note {
    /// What kind of remark it is; stable, for programs.
    pub code: NoteCode,
    /// One English sentence for people: lower case, no final period, the thing in backticks.
    pub message: String,
    /// Bytes in the paragraph's text that the remark is about.
    #[schema(value_type = Span)]
    pub source: Range<usize>,
}

/// A stretch of bytes of a text in UTF-8, from `start` up to and without `end`: what a range is in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self { start: range.start, end: range.end }
    }
}

/// The kinds of remark. The names are part of the HTTP contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoteCode {
    /// A character that has no reading was left out.
    CharacterSkipped,
    /// A token was left out on purpose (by policy, or because a listener is better off without it).
    TokenSkipped,
    /// A letter outside the inventory was read as its nearest neighbour.
    LetterSubstituted,
    /// A Latin word was transliterated by rule, so its reading is a guess.
    LatinGuessed,
    /// A number could be read in more than one way; the likelier was taken.
    NumberAmbiguous,
    /// A mark or letter of the diacritizer's answer was not usable and was left out.
    DiacriticsRepaired,
    /// A phoneme that the voice cannot say was replaced by its nearest neighbour, or left out.
    PhonemeSubstituted,
    /// A pitch was asked for, and the voice has only its own.
    PitchUnsupported,
    /// The audio is much shorter or longer than its text; something may be missing.
    ImplausibleDuration,
}

impl Note {
    /// Makes a note.
    pub fn new(code: NoteCode, message: impl Into<String>, source: Range<usize>) -> Self {
        Self { code, message: message.into(), source }
    }
}
