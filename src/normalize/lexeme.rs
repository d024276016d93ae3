//! What the readers of this room work on: the utterance cut into lexemes, and the answer a reader gives.
//!
//! Each kind of written form (a date, a currency, a Latin word …) is one file with one function
//! `read(lexemes: &[Lexeme], at: usize, options: &Options) -> Option<Reading>`: it looks at the lexemes from `at` on
//! (and may look back for context), and answers how many it takes and what is spoken for them.

use std::ops::Range;

use super::{PauseLength, Rule};
use super::{number, vowels};
use crate::note::Note;

/// A stretch of one kind of character, after the Unicode pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lexeme {
    /// The characters: digits are ASCII here, decimal and thousands signs `.` and `,` still stand between numbers as
    /// lexemes of their own.
    pub text: String,
    pub kind: Kind,
    /// Bytes in the paragraph's text.
    pub source: Range<usize>,
    /// Whether white space stood before it.
    pub spaced: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Arabic letters with their marks.
    Arabic,
    /// ASCII digits.
    Number,
    /// Letters of one other script, nearly always Latin.
    Latin,
    /// One punctuation mark or symbol.
    Sign,
    /// One emoji, with its modifiers and joiners.
    Emoji,
}

/// What a reader makes of the lexemes from where it was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    /// How many lexemes it takes; at least one.
    pub consumed: usize,
    /// What is spoken for them, in order; may be empty (with a note).
    pub spoken: Vec<Spoken>,
    pub notes: Vec<Note>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Spoken {
    /// A word.
    Word {
        /// Letters, and marks only where the author wrote them.
        text: String,
        /// The same letters with the marks the rule is sure of.
        hint: Option<String>,
        rule: Rule,
        /// Which of the consumed lexemes it speaks: bytes in the paragraph's text.
        source: Range<usize>,
    },
    Pause {
        length: PauseLength,
        source: Range<usize>,
    },
}

impl Spoken {
    /// Words that a rule gives with their vowels: the text is the same letters without them.
    pub(super) fn words(
        hints: impl IntoIterator<Item = String>,
        rule: Rule,
        source: &Range<usize>,
    ) -> impl Iterator<Item = Self> {
        hints.into_iter().map(move |hint| Self::Word {
            text: number::bare(&hint),
            hint: Some(vowels::shadda_first(&hint)),
            rule,
            source: source.clone(),
        })
    }
}

/// The bytes from the first to the last of the lexemes in `range`.
pub(super) fn span(lexemes: &[Lexeme], range: Range<usize>) -> Range<usize> {
    match (lexemes.get(range.start), range.end.checked_sub(1).and_then(|last| lexemes.get(last))) {
        (Some(first), Some(last)) => first.source.start..last.source.end.max(first.source.start),
        _ => 0..0,
    }
}
