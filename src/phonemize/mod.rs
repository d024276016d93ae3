//! Diacritized words to phonemes: pure rules and a small lexicon, no model.

use std::ops::Range;

use crate::normalize::{PauseLength, Rule};
use crate::note::Note;

/// An utterance as phonemes of the inventory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phonemes {
    pub tokens: Vec<PhonemeToken>,
    /// What a caller should know, the notes of the rooms before included.
    pub notes: Vec<Note>,
}

/// A word's phonemes, or a pause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhonemeToken {
    Word(PhonemeWord),
    Pause(PauseLength),
}

/// The phonemes of one word, after sandhi with its neighbours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhonemeWord {
    /// Never empty.
    pub phonemes: Vec<Phoneme>,
    /// Bytes in the paragraph's text.
    pub source: Range<usize>,
    pub rule: Rule,
}

/// A phoneme of the inventory: broad IPA, a long consonant (shadda) as `Cː`.
///
/// Only made from an entry of [`INVENTORY`], so every phoneme is in the inventory by construction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Phoneme(u8);

/// Every phoneme, in broad IPA: consonants, vowels, then the long consonants.
pub const INVENTORY: [&str; 64] = [
    "ʔ", "b", "t", "θ", "dʒ", "ħ", "x", "d", "ð", "r", "z", "s", "ʃ", "sˤ", "dˤ", "tˤ", "ðˤ", "ʕ", "ɣ", "f", "q", "k",
    "l", "m", "n", "h", "w", "j", "v", "a", "aː", "i", "iː", "u", "uː", "ʔː", "bː", "tː", "θː", "dʒː", "ħː", "xː",
    "dː", "ðː", "rː", "zː", "sː", "ʃː", "sˤː", "dˤː", "tˤː", "ðˤː", "ʕː", "ɣː", "fː", "qː", "kː", "lː", "mː", "nː",
    "hː", "wː", "jː", "vː",
];

impl Phoneme {
    /// Returns the phoneme written `ipa`, if it is in the inventory.
    pub fn from_ipa(ipa: &str) -> Option<Self> {
        INVENTORY.iter().position(|&entry| entry == ipa).and_then(|at| u8::try_from(at).ok()).map(Self)
    }

    /// Returns the phoneme in broad IPA.
    pub fn ipa(self) -> &'static str {
        INVENTORY[usize::from(self.0)]
    }
}
