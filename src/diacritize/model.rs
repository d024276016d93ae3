//! Our own model: letters, and what is known of their marks, to the probabilities of each letter's marks.
//!
//! It ships in the binary. How it was made, and how well it does, is in `diacritizer/`. Its contract: two rows of
//! numbers of one length, `characters` and `hints`, and whether the text is `classical` ([`super::register`]) give
//! `probabilities`, a row of 15 for each character. The numbers are those of `symbols.json`. Cost is linear in the length.

use std::collections::HashMap;
use std::io::Read;

use flate2::read::GzDecoder;
use natiq_diacritizer::{MODEL, SYMBOLS};
use serde::Deserialize;

use super::Error;
use super::forms::Forms;
use super::marks::{CLASSES, Class, Hint};
use super::register;
use super::sentence::Sentence;
use crate::onnx::{Input, Runtime, Session};

pub(super) struct Model {
    session: Session,
    symbols: Symbols,
    /// The last questions and their answers, the newest first: the utterances of a sentence all ask about the whole of it.
    answers: Vec<Answer>,
}

/// What a character and a class are called in numbers.
struct Symbols {
    characters: HashMap<char, i64>,
    unknown: i64,
    no_hint: i64,
    first_hint: i64,
    first_vowel_hint: i64,
    /// The classes, in the order of the model's answer.
    classes: Vec<Class>,
}

/// How many answers are kept: a sentence is asked about as it is printed, for what it may have lost, with that, and with the
/// passives of its procedures.
const KEPT: usize = 4;

struct Answer {
    characters: Vec<i64>,
    hints: Vec<i64>,
    letters: Vec<[f32; CLASSES]>,
}

#[derive(Deserialize)]
struct SymbolsFile {
    characters: HashMap<char, i64>,
    unknown: i64,
    no_hint: i64,
    first_hint: i64,
    first_vowel_hint: i64,
    classes: Vec<String>,
}

impl Model {
    pub(super) fn open(runtime: &Runtime) -> Result<Self, Error> {
        let mut model = Vec::new();
        GzDecoder::new(MODEL).read_to_end(&mut model).map_err(Error::Packed)?;
        let session = Session::open_bytes(runtime, "diacritizer", &model)?;
        Ok(Self { session, symbols: Symbols::read()?, answers: Vec::new() })
    }

    /// Returns the probabilities of the marks of each letter of a sentence.
    pub(super) fn ask(&mut self, sentence: &Sentence) -> Result<&[[f32; CLASSES]], Error> {
        let characters = sentence.characters.iter().map(|&character| self.symbols.character(character)).collect();
        let hints = sentence.hints.iter().map(|&hint| self.symbols.hint(hint)).collect();
        let is_same = |answer: &Answer| answer.characters == characters && answer.hints == hints;
        let answer = match self.answers.iter().position(is_same) {
            Some(at) => self.answers.remove(at),
            None => self.run(sentence, characters, hints)?,
        };
        self.answers.truncate(KEPT - 1);
        self.answers.insert(0, answer);
        Ok(self.answers.first().map_or(&[], |answer| &answer.letters))
    }

    fn run(&mut self, sentence: &Sentence, characters: Vec<i64>, hints: Vec<i64>) -> Result<Answer, Error> {
        if sentence.letters.is_empty() {
            return Ok(Answer { characters, hints, letters: Vec::new() });
        }
        let text: String = sentence.characters.iter().collect();
        let words = text.split([' ', '،', '.']);
        let inputs = [
            ("characters", Input::int64_batch(characters.clone())),
            ("hints", Input::int64_batch(hints.clone())),
            ("classical", Input::int64_batch(vec![register::is_classical(words, Forms::built_in()).into()])),
        ];
        let outputs = self.session.run(inputs)?;
        let (_, probabilities) = outputs.float32("probabilities")?;
        let rows: Vec<&[f32]> = probabilities.chunks_exact(CLASSES).collect();
        if rows.len() != characters.len() {
            return Err(Error::Length { expected: characters.len(), found: rows.len() });
        }
        let letters = sentence.letters.iter().map(|&at| self.symbols.by_class(rows[at])).collect();
        Ok(Answer { characters, hints, letters })
    }
}

impl Symbols {
    fn read() -> Result<Self, Error> {
        let file: SymbolsFile = serde_json::from_str(SYMBOLS).map_err(Error::Symbols)?;
        let classes: Vec<Class> = file.classes.iter().filter_map(|marks| Class::of(marks)).collect();
        if classes.len() != CLASSES {
            return Err(Error::Length { expected: CLASSES, found: classes.len() });
        }
        let SymbolsFile { characters, unknown, no_hint, first_hint, first_vowel_hint, .. } = file;
        Ok(Self { characters, unknown, no_hint, first_hint, first_vowel_hint, classes })
    }

    fn character(&self, character: char) -> i64 {
        // The one foreign letter that the model was not shown.
        let character = if character == 'ژ' { 'ز' } else { character };
        self.characters.get(&character).copied().unwrap_or(self.unknown)
    }

    fn hint(&self, hint: Option<Hint>) -> i64 {
        let (class, first) = match hint {
            Some(Hint::Marks(class)) => (class, self.first_hint),
            Some(Hint::Vowel(class)) => (class, self.first_vowel_hint),
            None => return self.no_hint,
        };
        let at = self.classes.iter().position(|each| *each == class);
        at.and_then(|at| i64::try_from(at).ok()).map_or(self.no_hint, |at| first + at)
    }

    fn by_class(&self, row: &[f32]) -> [f32; CLASSES] {
        let mut by_class = [0.0; CLASSES];
        for (class, probability) in self.classes.iter().zip(row) {
            by_class[class.index()] = *probability;
        }
        by_class
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_symbols_name_every_class_and_letter() {
        let symbols = Symbols::read().unwrap();
        for class in Class::all() {
            assert!(symbols.hint(Some(Hint::Marks(class))) >= symbols.first_hint, "{class:?}");
        }
        assert_eq!(symbols.hint(None), symbols.no_hint);
        let marks = Class::all().map(|class| symbols.hint(Some(Hint::Marks(class))));
        let vowels = Class::all().filter(|class| class.has_vowel() && !class.has_shadda());
        let hints: Vec<i64> = marks.chain(vowels.map(|class| symbols.hint(Some(Hint::Vowel(class))))).collect();
        assert_eq!(hints.len(), CLASSES + 6);
        assert_eq!(hints.iter().collect::<std::collections::HashSet<_>>().len(), hints.len(), "{hints:?}");
        for letter in "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيٱپچڤگژ".chars() {
            assert_ne!(symbols.character(letter), symbols.unknown, "{letter}");
        }
        assert_eq!(symbols.character('€'), symbols.unknown);
    }
}
