//! English words, and brands that sound like them, said by how English pronounces them: `Spider` is سبايدر and `public`
//! بابليك, which no rule from letter to letter tells.
//!
//! Each letter stands for some phonemes or none. Which ones, a model tells that learned it from the CMU pronouncing
//! dictionary; those words of everyday English that it says wrongly are in `data/english_words.tsv`. The phonemes are then
//! said as Arabic says them ([`sounds`]). How both were made is told in `training/README.md`.
//!
//! Why no dictionary alone? What print is full of is in none: `Instapaper`, `Namecheap`, `Trendalytics`.

mod model;
mod origin;
mod sounds;

use std::collections::HashMap;
use std::sync::LazyLock;

use super::transliterate::append;
use crate::normalize::lexicon::table;

/// The Arabic letters for an English word, with the short vowels that they do not tell; nothing for a word of another
/// language.
pub(crate) fn transliterate(word: &str) -> Option<String> {
    let letters = Letters::of(&word.to_ascii_lowercase())?;
    let mut arabic = String::new();
    append(&mut arabic, &sounds::of(&letters));
    Some(arabic)
}

/// A word with what each of its letters stands for.
struct Letters {
    letters: Vec<char>,
    /// Of each letter: the names of its phonemes, those of one letter joined by `_`; `-` where it is silent.
    said: Vec<&'static str>,
}

impl Letters {
    fn of(word: &str) -> Option<Self> {
        let said = match EXCEPTIONS.get(word) {
            Some(phonemes) => phonemes.split(' ').collect(),
            None if !word.bytes().all(|byte| byte.is_ascii_lowercase()) || !origin::is_english(word) => return None,
            None => model::say(word.as_bytes()),
        };
        Some(Self { letters: word.chars().collect(), said })
    }

    fn get(&self, at: usize) -> Option<char> {
        self.letters.get(at).copied()
    }

    fn is(&self, at: usize, letter: char) -> bool {
        self.get(at) == Some(letter)
    }

    fn phonemes(&self, at: usize) -> impl Iterator<Item = &'static str> {
        self.said.get(at).into_iter().flat_map(|said| said.split('_'))
    }

    fn is_silent(&self, at: usize) -> bool {
        self.said.get(at) == Some(&SILENT)
    }

    /// Whether nothing is heard before a letter.
    fn opens(&self, at: usize) -> bool {
        (0..at).all(|before| self.is_silent(before))
    }

    /// Whether a vowel is heard before a letter.
    fn said_vowels_before(&self, at: usize) -> bool {
        (0..at).flat_map(|before| self.phonemes(before)).any(|phoneme| phoneme.starts_with(['A', 'E', 'I', 'O', 'U']))
    }
}

const SILENT: &str = "-";

/// Words that the model says in another way than the dictionary.
static EXCEPTIONS: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| table::pairs(table::ENGLISH_WORDS).collect());

#[cfg(test)]
mod tests;
