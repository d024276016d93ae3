//! Restores tashkeel: [`Normalized`](crate::normalize::Normalized) words to [`Diacritized`] words.

use crate::normalize::Token;
use crate::note::Note;

/// An utterance whose words carry their marks.
///
/// The tokens are those of the normalized utterance, one for one: same letters (apart from hamza surely restored),
/// same sources. In each word the mark order is shadda, then vowel. `hint` is `None`: it has been used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diacritized {
    pub tokens: Vec<Token>,
    /// What a caller should know, the notes of the rooms before included.
    pub notes: Vec<Note>,
}
