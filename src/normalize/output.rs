//! What comes out: words and pauses with their sources, and how each was made.

use std::ops::Range;

use serde::Serialize;
use utoipa::ToSchema;

use super::grammar::{Case, Gender};
use crate::note::Note;

/// An utterance as it is spoken: Arabic words and pauses, nothing else.
#[derive(Debug, Clone, PartialEq)]
pub struct Normalized {
    /// Words and pauses in reading order. Sources are in order too; the words of one number share one source.
    pub tokens: Vec<Token>,
    /// What a caller should know.
    pub notes: Vec<Note>,
    /// What could have been read otherwise, in the order of the text.
    pub doubts: Vec<Doubt>,
    /// The numbers whose case is a guess by the words beside them, in the order of the text.
    pub guesses: Vec<Guess>,
}

/// A number whose case no rule settles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    /// Bytes in the paragraph's text: what is read as the number, its noun where that is said with it.
    pub source: Range<usize>,
    /// The case that was taken.
    pub case: Case,
    /// What the number does with what it belongs to.
    pub number: Numbering,
    /// Whether another case may be other letters, of this number or of one that is joined to it: `خمسون`, `خمسين`, where a
    /// hundred has other vowels only.
    pub is_spelt: bool,
}

/// What a number does with what it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbering {
    /// Counts what follows or stands elsewhere: `25 شوطا`.
    Counts,
    /// Ranks a noun of this gender before it, whose case it has: `المركز الـ40`.
    Ranks(Gender),
    /// Says of definite things of this gender how many they are, and has their case: `الدول الـ25`.
    Tells(Gender),
}

/// A word or a pause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// A word to speak.
    Word(Word),
    /// A pause that the punctuation asks for. Pausal forms (waqf) depend on it.
    Pause(Pause),
}

impl Token {
    /// The bytes in the paragraph's text that it was read from.
    pub fn source(&self) -> &Range<usize> {
        match self {
            Self::Word(word) => &word.source,
            Self::Pause(pause) => &pause.source,
        }
    }

    pub(super) fn word(&self) -> Option<&Word> {
        match self {
            Self::Word(word) => Some(word),
            Self::Pause(_) => None,
        }
    }
}

/// A word to speak.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Arabic letters (U+0621..U+064A without tatweel, and `پ چ ڤ گ`) with the marks the author wrote.
    /// No digit, sign or Latin letter; never empty.
    pub text: String,
    /// The same letters with marks that a rule or a lexicon knows (some or all of them), where one does. The author's
    /// marks win over these, and these over the diacritizer's.
    pub hint: Option<String>,
    /// Bytes in the paragraph's text. All words that `2014` is read as have the four bytes of `2014`.
    pub source: Range<usize>,
    /// Which rule made it.
    pub rule: Rule,
}

/// A pause inside or after an utterance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// How long.
    pub length: PauseLength,
    /// The punctuation it comes from, or the word before a pause that nothing printed asks for: bytes in the
    /// paragraph's text.
    pub source: Range<usize>,
}

/// How long a pause is and what it ends, for reader and model; seconds are chosen by the pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseLength {
    /// `،` `؛` `:` a dash, a bracket.
    Short,
    /// `.` `!` `…`
    Long,
    /// `؟`: as long, and a voice that can rises before it.
    Question,
}

/// The rule that made a word out of what was printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// An Arabic word, as printed.
    Plain,
    /// An Arabic word whose spelling was put right (tatweel, lookalike letters, Egyptian final ya).
    Spelling,
    Cardinal,
    Ordinal,
    Year,
    Date,
    Time,
    Decimal,
    Fraction,
    Percent,
    Currency,
    Unit,
    Range,
    Score,
    Phone,
    Version,
    /// A number or letter read one by one.
    Digits,
    /// A Latin word from the lexicon or by transliteration.
    Latin,
    /// Letters read by their names.
    Acronym,
    Abbreviation,
    Url,
    Email,
    Handle,
    Hashtag,
    Symbol,
    Emoji,
    Quran,
    /// Said in place of what is printed (`<sub>`).
    Alias,
    /// Given by its sounds (`<phoneme>`).
    Phonemes,
}

/// Another reading of what a word was read from.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Alternative {
    /// The words that would be said, without marks.
    pub text: String,
    /// Between 0 and 1: how near it is to what was taken; a rank and no measured probability.
    pub confidence: f32,
}

/// A stretch of the text that could be read otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubt {
    /// Bytes in the paragraph's text: from the first to the last digit in question.
    pub source: Range<usize>,
    /// The other readings, the nearest first; at least one.
    pub alternatives: Vec<Alternative>,
}
