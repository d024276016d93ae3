//! One word read by itself: what it sounds like, and how its two ends behave beside other words.

use super::sounds::{Quality, Sound};

/// A word's sounds, with both ends left open until its neighbours are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    /// The word begins with hamzat al-wasl, which takes this vowel where speech begins with it. `sounds` are without it.
    pub wasl: Option<Quality>,
    /// The word begins with the article, for which `مِنْ` has a helping vowel of its own.
    pub article: bool,
    /// From the first sound to the last before the ending.
    pub sounds: Vec<Sound>,
    pub ending: Ending,
    /// The vowel that a final consonant takes before wasl.
    pub helping: Helping,
}

/// The part of a word that depends on whether speech goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// Nothing that changes before a pause: a consonant, a long vowel, or a short vowel that is always said.
    Fixed,
    /// A short vowel, dropped before a pause.
    Vowel(Quality),
    /// A helping vowel that was written out (`مِنَ`); it is only said before wasl.
    HelpingVowel(Quality),
    /// Tanwin.
    Tanwin(Quality),
    /// Ta marbuta and what is written on it.
    TaMarbuta(Case),
}

/// What is written on a ta marbuta.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Unmarked,
    Vowel(Quality),
    Tanwin(Quality),
}

/// The vowel between a final consonant and a following wasl.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Helping {
    /// Always the same.
    Vowel(Quality),
    /// `مِنْ`: a before the article, i elsewhere.
    Min,
}
