//! Written form to spoken form: `عام 2014` becomes `عام ألفين وأربعة عشر`.

mod lexeme;

use std::ops::Range;

use serde::Serialize;

use crate::note::Note;

/// An utterance as it is spoken: Arabic words and pauses, nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Normalized {
    /// Words and pauses in reading order. Sources are in order too; the words of one number share one source.
    pub tokens: Vec<Token>,
    /// What a caller should know.
    pub notes: Vec<Note>,
}

/// A word or a pause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// A word to speak.
    Word(Word),
    /// A pause that the punctuation asks for. Pausal forms (waqf) depend on it.
    Pause(Pause),
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
    /// The punctuation it comes from: bytes in the paragraph's text.
    pub source: Range<usize>,
}

/// How long a pause is, for reader and model; seconds are chosen by the pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseLength {
    /// `،` `؛` `:` a dash, a bracket.
    Short,
    /// `.` `؟` `!` `…`
    Long,
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
}

/// What a caller may choose about the reading.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// How Latin words are read.
    pub latin: LatinPolicy,
    /// How emoji are read.
    pub emoji: EmojiPolicy,
}

/// How Latin words that no lexicon knows are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LatinPolicy {
    /// Read as an Arab reader would: `Samsung` as `سامسونغ`.
    #[default]
    Transliterate,
    /// Letter by letter.
    Spell,
    /// Left out, with a note.
    Skip,
}

/// How emoji are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EmojiPolicy {
    /// Left out.
    #[default]
    Skip,
    /// By their Arabic names.
    Name,
}
