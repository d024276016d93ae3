//! What a caller may choose about the reading.

use std::time::Duration;

use crate::{
    lexicon::Scopes,
    normalize::{self, PauseLength},
    structure::Structure,
    utterance::{Break, Utterance},
    voice::{DEFAULT_VOICE, Pitch, Rate},
};

/// What a caller may choose about the reading; it travels with each request.
#[derive(Debug, Clone)]
pub struct SpeechOptions {
    /// Id of the voice.
    pub voice: String,
    pub rate: Rate,
    pub pitch: Pitch,
    /// How numbers' neighbours, Latin words and emoji are read.
    pub text: normalize::Options,
    /// Pronunciations that win over the model's.
    pub lexicon: Scopes,
    pub pauses: Pauses,
    /// How headings, list items and the like are made heard.
    pub structure: Structure,
}

impl Default for SpeechOptions {
    fn default() -> Self {
        Self {
            voice: DEFAULT_VOICE.to_owned(),
            rate: Rate::NATURAL,
            pitch: Pitch::NATURAL,
            text: normalize::Options::default(),
            lexicon: Scopes::default(),
            pauses: Pauses::default(),
            structure: Structure::default(),
        }
    }
}

/// How long a printed letter is heard at rate 1.0, about: the vowels between letters are not printed.
const LETTER: Duration = Duration::from_millis(100);

impl SpeechOptions {
    /// Returns the pitch of an utterance: the one asked for, what sets headings and quotations apart, and what its
    /// author wants.
    pub fn pitch_of(&self, utterance: &Utterance) -> Pitch {
        let wanted = f32::from(utterance.directions.prosody.cents) / 100.0;
        self.pitch.raised(self.structure.semitones(utterance.tone)).raised(wanted)
    }

    /// Returns the rate of an utterance: the one asked for, times what its author wants, as far as it goes.
    pub fn rate_of(&self, utterance: &Utterance) -> Rate {
        let wanted = f32::from(utterance.directions.prosody.percent) / 100.0;
        let factor = (self.rate.factor() * wanted).clamp(Rate::SLOWEST, Rate::FASTEST);
        Rate::new(factor).unwrap_or(self.rate)
    }

    /// Returns how long speech of an utterance will be, about, before it is made.
    pub fn expected_duration(&self, utterance: &Utterance) -> Duration {
        LETTER.mul_f32(utterance.n_spoken_letters() as f32 / self.rate_of(utterance).factor())
    }
}

/// How long the pauses are at rate 1.0; they shrink and grow with the rate.
///
/// The defaults are ours, between the sentence and paragraph gaps that read-aloud users ask for (0.15 s to 0.3 s is the
/// floor) and a news reader's (up to a second between items).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pauses {
    /// Where a sentence was cut for length.
    pub breath: Duration,
    /// At a comma, colon, dash or bracket.
    pub phrase: Duration,
    /// After a sentence.
    pub sentence: Duration,
    /// Between the items of a list.
    pub item: Duration,
    /// After a paragraph.
    pub paragraph: Duration,
    /// After a heading.
    pub heading: Duration,
    /// What the listener wants of all of them.
    pub factor: PauseFactor,
}

/// How many times as long the pauses are as the usual ones: 1.0 leaves them, 2.0 doubles them.
///
/// A pause whose length an author has written ([`Break::Exact`]) stays as long as it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PauseFactor(f32);

/// Pauses outside [`PauseFactor::SHORTEST`] to [`PauseFactor::LONGEST`] were asked for.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("pauses {given} are out of range ({} to {} times the usual ones)", PauseFactor::SHORTEST, PauseFactor::LONGEST)]
pub struct PausesOutOfRange {
    given: f32,
}

impl PauseFactor {
    /// Half as long: a sentence then ends in 0.22 s, about the least that tells it from the next one.
    pub const SHORTEST: f32 = 0.5;
    /// Three times as long: a listener who takes notes or repeats has more than a second after each sentence.
    pub const LONGEST: f32 = 3.0;
    /// As they are.
    pub const USUAL: Self = Self(1.0);

    /// Returns the factor `factor`.
    ///
    /// # Errors
    /// [`PausesOutOfRange`] outside [`Self::SHORTEST`] to [`Self::LONGEST`], and for NaN.
    pub fn new(factor: f32) -> Result<Self, PausesOutOfRange> {
        let is_in_range = (Self::SHORTEST..=Self::LONGEST).contains(&factor);
        if is_in_range { Ok(Self(factor)) } else { Err(PausesOutOfRange { given: factor }) }
    }

    /// Returns the factor as a number.
    pub fn get(self) -> f32 {
        self.0
    }
}

impl Default for Pauses {
    fn default() -> Self {
        let ms = Duration::from_millis;
        Self {
            breath: ms(160),
            phrase: ms(240),
            sentence: ms(450),
            item: ms(600),
            paragraph: ms(800),
            heading: ms(1000),
            factor: PauseFactor::USUAL,
        }
    }
}

impl Pauses {
    pub(super) fn after(&self, end: Break) -> Duration {
        let usual = match end {
            Break::Breath => self.breath,
            Break::Phrase => self.phrase,
            Break::Sentence => self.sentence,
            Break::Item => self.item,
            Break::Paragraph => self.paragraph,
            Break::Heading => self.heading,
            Break::Exact { milliseconds } => return Duration::from_millis(milliseconds.into()),
            Break::Joined => Duration::ZERO,
        };
        usual.mul_f32(self.factor.get())
    }

    pub(super) fn inside(&self, length: PauseLength) -> Duration {
        let usual = match length {
            PauseLength::Short => self.phrase,
            PauseLength::Long | PauseLength::Question => self.sentence,
        };
        usual.mul_f32(self.factor.get())
    }
}
