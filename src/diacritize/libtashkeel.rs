//! libtashkeel: letters and known marks to marks. It was trained on news, which the rawi models are weaker in.
//!
//! Base letters are never changed and dagger alif is never answered. Its `logits` are probabilities already. Cost grows
//! with the square of the length. Weights: MIT, Musharraf Omer.

use std::path::Path;

use super::Error;
use super::marks::{CLASSES, Class};
use super::sentence::Sentence;
use crate::onnx::{Input, Runtime, Session};

pub(super) struct Libtashkeel(Session);

impl Libtashkeel {
    pub(super) fn open(runtime: &Runtime, path: &Path) -> Result<Self, Error> {
        Ok(Self(Session::open(runtime, path)?))
    }

    /// Returns the probabilities of the marks of each letter. `known` has the class of each letter that is known: the
    /// model reads it as a hint.
    pub(super) fn run(&mut self, sentence: &Sentence, known: &[Option<Class>]) -> Result<Vec<[f32; CLASSES]>, Error> {
        let numbers: Vec<i64> = sentence.characters.iter().map(|&character| number(character)).collect();
        let mut hints = vec![NO_HINT; numbers.len()];
        for (&at, class) in sentence.letters.iter().zip(known) {
            hints[at] = class.map_or(NO_HINT, hint);
        }
        let length = i64::try_from(numbers.len()).unwrap_or(i64::MAX);
        let outputs = self.0.run([
            ("char_inputs", Input::int64_batch(numbers)),
            ("diac_inputs", Input::int64_batch(hints)),
            ("input_lengths", Input::int64(vec![length])),
        ])?;
        let (_, answer) = outputs.float32("logits")?;
        let rows: Vec<&[f32]> = answer.chunks_exact(CLASSES).collect();
        if rows.len() != sentence.characters.len() {
            return Err(Error::Length { model: "libtashkeel", expected: sentence.characters.len(), found: rows.len() });
        }
        let row = |&at: &usize| {
            let mut probabilities = [0.0; CLASSES];
            probabilities.copy_from_slice(rows[at]);
            probabilities
        };
        Ok(sentence.letters.iter().map(row).collect())
    }
}

/// Means that nothing is known about a letter.
const NO_HINT: i64 = 1;

fn hint(class: Class) -> i64 {
    if class == Class::LONE_SHADDA { 15 } else { i64::try_from(class.index()).unwrap_or(NO_HINT) }
}

/// Returns the number of a character in the model's input map. Foreign letters are read as their neighbours, because
/// the model would not see them at all.
fn number(character: char) -> i64 {
    const MAP: &str = "_ #!\"()-./:[]«»،؛؟ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي";
    let known = match character {
        'ٱ' => 'ا',
        'پ' => 'ب',
        'چ' => 'ج',
        'ڤ' => 'ف',
        'گ' => 'ك',
        'ژ' => 'ز',
        '0'..='9' => '#',
        other => other,
    };
    MAP.chars().position(|entry| entry == known).and_then(|at| i64::try_from(at).ok()).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_published_map() {
        let numbers = [' ', '.', '،', 'ء', 'ا', 'ب', 'ة', 'ت', 'غ', 'ف', 'و', 'ى', 'ي'].map(number);
        assert_eq!(numbers, [1, 8, 15, 18, 24, 25, 26, 27, 43, 44, 51, 52, 53]);
    }
}
