//! What the author says of how a paragraph is spoken, apart from its words.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::phoneme::Phoneme;

/// What is said of a stretch of a paragraph, or of a point in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directive {
    /// Bytes in the paragraph's text; empty for a point.
    pub source: Range<usize>,
    pub act: Act,
}

/// What the author wants there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// The stretch is said in this way, whatever is printed.
    Say(Say),
    /// The stretch is said faster or slower, higher or lower. Stretches do not overlap.
    Prosody(Prosody),
    /// A sentence ends at this point.
    Sentence,
    /// So much silence at this point, in place of the pause that there would be.
    Silence(Silence),
    /// The time of this point is told under this name.
    Mark(String),
}

/// How a stretch is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Say {
    /// As this text is read.
    Alias(String),
    /// With these phonemes, word by word; no word is empty.
    Phonemes(#[serde(with = "words")] Vec<Vec<Phoneme>>),
    /// As a number that counts.
    Cardinal { negative: bool, value: u64 },
    /// As a number that ranks.
    Ordinal(u64),
    /// Letter by letter, digit by digit.
    Characters,
    /// As a day, in whatever of its parts there are.
    Date { day: Option<u8>, month: Option<u8>, year: Option<u16> },
    /// As a time of day; `hour` is 0 to 24, and `half` was printed after it, if it was.
    Time { hour: u8, minute: Option<u8>, second: Option<u8>, half: Option<Half> },
    /// As a number that is dialled.
    Telephone,
}

/// A half of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Half {
    Morning,
    Afternoon,
}

/// How fast and how high. In whole numbers, so that it can be compared and hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prosody {
    /// The rate, as a part of the reader's own: 100 is as fast, 200 twice as fast.
    pub percent: u16,
    /// How much higher than otherwise, in hundredths of a semitone.
    pub cents: i16,
}

impl Prosody {
    /// Neither faster nor higher than otherwise.
    pub const NATURAL: Self = Self { percent: 100, cents: 0 };
}

impl Default for Prosody {
    fn default() -> Self {
        Self::NATURAL
    }
}

/// How long a silence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Silence {
    /// No pause, where there would be one.
    None,
    /// As where a sentence is cut for breath.
    ExtraWeak,
    /// As at a comma.
    Weak,
    /// As after a sentence.
    Medium,
    /// As after a paragraph.
    Strong,
    /// As after a heading.
    ExtraStrong,
    /// So many milliseconds at the reader's rate 1.0.
    Milliseconds(u32),
}

/// What is said of an utterance; the same as [`Directive`]s, cut with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Directions {
    /// Stretches that are said otherwise than they are printed, in order: bytes of the utterance's text with what
    /// stands before and after it in its sentence.
    pub spans: Vec<Span>,
    /// Named points, in order: bytes in the utterance's text.
    pub marks: Vec<(usize, String)>,
    pub prosody: Prosody,
    /// Whether the utterance goes on from the one before without a pause.
    pub is_joined: bool,
    /// Whether the words around it in its sentence are read along with it.
    pub has_neighbours: bool,
}

impl Directions {
    /// Tells whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A stretch of text and how it is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub source: Range<usize>,
    pub say: Say,
}

/// Words of phonemes in JSON: a string, as `natiq text --stage phonemes` prints them.
mod words {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::phoneme::Phoneme;

    pub(super) fn serialize<S: Serializer>(words: &[Vec<Phoneme>], serializer: S) -> Result<S::Ok, S::Error> {
        let word = |word: &Vec<Phoneme>| word.iter().map(|phoneme| phoneme.ipa()).collect::<Vec<_>>().join(" ");
        serializer.serialize_str(&words.iter().map(word).collect::<Vec<_>>().join(" | "))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Vec<Phoneme>>, D::Error> {
        let text = String::deserialize(deserializer)?;
        let phoneme = |ipa: &str| Phoneme::from_ipa(ipa).ok_or_else(|| D::Error::custom(format!("no phoneme `{ipa}`")));
        text.split('|').map(|word| word.split_whitespace().map(phoneme).collect()).collect()
    }
}
