//! Diacritized words to phonemes: pure rules and a small lexicon, no model.
//!
//! Which reading: Modern Standard Arabic as a news reader says it. Endings are spoken inside a phrase and take their
//! pausal form before every pause and at the end of the utterance ([`waqf`]), nowhere else. Hamzat al-wasl joins words
//! ([`wasl`]). The order of work for each word:
//!
//! 1. letters and marks, in any order ([`letters`]);
//! 2. irregular words are respelt as they sound ([`irregular`]), so that the rules need no exceptions;
//! 3. proclitics, article and wasl at the beginning ([`article`]), then letter by letter ([`rules`]);
//! 4. the two ends, once the neighbours are known ([`wasl`], [`waqf`]).
//!
//! A diacritizer makes mistakes, so nothing here needs correct marks: an unmarked letter before `ا و ي` takes the
//! vowel they lengthen, and unmarked letters that could not be pronounced together get an a between them.
//!
//! Why no emphatic vowels and no heavy lam? The inventory is broad IPA; a voice learns both from their neighbours.

mod article;
mod irregular;
mod letters;
mod print;
mod reading;
mod rules;
mod sounds;
mod waqf;
mod wasl;

use std::ops::Range;

use crate::diacritize::Diacritized;
use crate::normalize::{PauseLength, Rule, Token, Word};
use crate::note::{Note, NoteCode};

use self::letters::{Letter, Mark, Oddity};
use self::reading::{Ending, Reading};
use self::sounds::Sound;

pub use self::print::UnknownPhoneme;
pub use crate::phoneme::{INVENTORY, Phoneme};

/// Says how each word of an utterance is pronounced.
///
/// A word without any letter that has a sound is left out, with a note; all other words and all pauses of the
/// utterance are there, in order.
pub fn phonemize(diacritized: &Diacritized) -> Phonemes {
    let mut notes = diacritized.notes.clone();
    let items: Vec<Item> = diacritized
        .tokens
        .iter()
        .filter_map(|token| match token {
            Token::Word(word) => read_word(word, &mut notes).map(|reading| Item::Word(word, reading)),
            Token::Pause(pause) => Some(Item::Pause(pause.length)),
        })
        .collect();
    let tokens = items
        .iter()
        .enumerate()
        .map(|(at, item)| match item {
            Item::Pause(length) => PhonemeToken::Pause(*length),
            Item::Word(word, reading) => {
                let after_word = at.checked_sub(1).is_some_and(|before| matches!(items[before], Item::Word(..)));
                let mut sounds = if after_word { Vec::new() } else { wasl::onset(reading) };
                sounds.extend(match items.get(at + 1) {
                    Some(Item::Word(_, next)) => wasl::connected(reading, next),
                    Some(Item::Pause(_)) | None => waqf::pausal(reading),
                });
                PhonemeToken::Word(PhonemeWord {
                    text: word.text.clone(),
                    phonemes: sounds.into_iter().map(Sound::phoneme).collect(),
                    source: word.source.clone(),
                    rule: word.rule,
                })
            }
        })
        .collect();
    Phonemes { tokens, notes }
}

/// A word with its reading, or a pause.
enum Item<'a> {
    Word(&'a Word, Reading),
    Pause(PauseLength),
}

/// Reads a word by itself; `None` where it has no sound.
fn read_word(word: &Word, notes: &mut Vec<Note>) -> Option<Reading> {
    let (letters, oddities) = letters::letters(&word.text);
    let note = |code, message: String| Note::new(code, message, word.source.clone());
    notes.extend(oddities.into_iter().map(|oddity| match oddity {
        Oddity::Skipped(character) => note(
            NoteCode::CharacterSkipped,
            format!("`{character}` in `{}` is no Arabic letter, so it was left out", word.text),
        ),
        Oddity::SecondVowel(letter) => note(
            NoteCode::DiacriticsRepaired,
            format!("`{letter}` in `{}` has two vowels, the first was read", word.text),
        ),
    }));
    notes.extend(letters.iter().filter_map(|letter| {
        let (read_as, foreign) = sounds::consonants(letter.base)?;
        foreign.then(|| {
            let message = format!("letter `{}` is not in the inventory, read as `{}`", letter.base, read_as.concat());
            note(NoteCode::LetterSubstituted, message)
        })
    }));
    let reading = read_letters(&letters);
    if reading.sounds.is_empty() && reading.wasl.is_none() {
        notes.push(note(NoteCode::TokenSkipped, format!("`{}` has no sound", word.text)));
        return None;
    }
    Some(reading)
}

fn read_letters(letters: &[Letter]) -> Reading {
    if let Some((first, second)) = irregular::compound(letters).and_then(|at| letters.split_at_checked(at)) {
        return read_compound(first, second);
    }
    if let Some(quality) = wasl::written_helping_vowel(letters) {
        let mut bare = letters.to_vec();
        if let Some(last) = bare.last_mut() {
            last.mark = Some(Mark::Sukun);
        }
        return Reading { ending: Ending::HelpingVowel(quality), ..rules::read(&bare) };
    }
    match irregular::respell(letters) {
        None => rules::read(letters),
        Some(respelt) => {
            let mut reading = rules::read(&respelt.letters);
            if respelt.keeps_ending
                && let Ending::Vowel(quality) = reading.ending
            {
                reading.sounds.push(Sound::short(quality));
                reading.ending = Ending::Fixed;
            }
            reading
        }
    }
}

/// Reads a name of two words that is written as one.
fn read_compound(first: &[Letter], second: &[Letter]) -> Reading {
    let first = read_letters(first);
    let second = read_letters(second);
    let mut sounds = wasl::connected(&first, &second);
    sounds.extend(second.sounds);
    Reading { sounds, ending: second.ending, helping: second.helping, ..first }
}

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

impl PhonemeToken {
    /// Whether it is a word.
    pub fn is_word(&self) -> bool {
        matches!(self, Self::Word(_))
    }

    /// Returns how many phonemes it has; a pause has none.
    pub fn n_phonemes(&self) -> usize {
        match self {
            Self::Word(word) => word.phonemes.len(),
            Self::Pause(_) => 0,
        }
    }
}

/// The phonemes of one word, after sandhi with its neighbours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhonemeWord {
    /// The word as spoken, with its marks; where phonemes were handed in, the phonemes as printed.
    pub text: String,
    /// Never empty.
    pub phonemes: Vec<Phoneme>,
    /// Bytes in the paragraph's text.
    pub source: Range<usize>,
    pub rule: Rule,
}

#[cfg(test)]
mod tests;
