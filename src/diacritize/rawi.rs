//! The rawi models (version 2 and 3): two small LSTMs over letters without any combining character.
//!
//! Batch 1 and one sentence for each call: the encoders see padding. Weights: Apache-2.0.

use std::collections::HashMap;
use std::path::Path;

use serde::Deserialize;

use super::Error;
use super::classes::{ClassTable, RAWI_CLASSES, split};
use super::marks::CLASSES;
use super::sentence::Sentence;
use crate::onnx::{Input, Runtime, Session};

/// Which characters the models know, by number.
struct Vocabulary(HashMap<char, i64>);

/// Both models with what they share.
pub(super) struct Rawi {
    vocabulary: Vocabulary,
    classes: ClassTable,
    /// One softmax over all classes.
    v2: Session,
    /// One output says whether there is a mark at all, the other which.
    v3: Session,
}

#[derive(Deserialize)]
struct VocabularyFile {
    char_to_idx: HashMap<String, i64>,
}

impl Vocabulary {
    fn read(path: &Path) -> Result<Self, Error> {
        let bytes =
            std::fs::read(path).map_err(|cause| Error::Vocabulary { path: path.to_owned(), cause: cause.into() })?;
        let file: VocabularyFile = serde_json::from_slice(&bytes)
            .map_err(|cause| Error::Vocabulary { path: path.to_owned(), cause: cause.into() })?;
        // Besides characters the file names `<PAD>` and `<UNK>`, which no text contains.
        let single = |(name, number): (String, i64)| {
            let mut characters = name.chars();
            characters.next().filter(|_| characters.next().is_none()).map(|character| (character, number))
        };
        Ok(Self(file.char_to_idx.into_iter().filter_map(single).collect()))
    }

    fn numbers(&self, sentence: &Sentence) -> Vec<i64> {
        let number = |&character: &char| self.0.get(&split(character).0).copied().unwrap_or(UNKNOWN);
        sentence.characters.iter().map(number).collect()
    }
}

impl Rawi {
    pub(super) fn open(runtime: &Runtime, v2: &Path, v3: &Path, vocabulary: &Path) -> Result<Self, Error> {
        Ok(Self {
            vocabulary: Vocabulary::read(vocabulary)?,
            classes: ClassTable::new(),
            v2: Session::open(runtime, v2)?,
            v3: Session::open(runtime, v3)?,
        })
    }

    /// Returns what version 2 thinks of each letter: the probabilities of its marks.
    pub(super) fn run_v2(&mut self, sentence: &Sentence) -> Result<Vec<[f32; CLASSES]>, Error> {
        let outputs = self.v2.run([("input", Input::int64_batch(self.vocabulary.numbers(sentence)))])?;
        let (_, logits) = outputs.float32("output")?;
        let rows = rows(logits, sentence)?;
        Ok(sentence.letters.iter().map(|&at| marks(&self.classes, sentence, at, &softmax(rows[at]))).collect())
    }

    /// Returns what version 3 thinks of each letter: the probabilities of its marks.
    pub(super) fn run_v3(&mut self, sentence: &Sentence) -> Result<Vec<[f32; CLASSES]>, Error> {
        let outputs = self.v3.run([("input", Input::int64_batch(self.vocabulary.numbers(sentence)))])?;
        let (_, presence) = outputs.float32("presence")?;
        let (_, values) = outputs.float32("value")?;
        let rows = rows(values, sentence)?;
        if presence.len() != sentence.characters.len() {
            return Err(Error::Length { model: "rawi_v3", expected: sentence.characters.len(), found: presence.len() });
        }
        let probabilities = |at: usize| {
            let present = 1.0 / (1.0 + (-presence[at]).exp());
            let mut row = softmax(rows[at]);
            row[0] = 0.0;
            let sum: f32 = row.iter().sum();
            row.iter_mut().for_each(|probability| *probability *= present / sum.max(f32::MIN_POSITIVE));
            row[0] = 1.0 - present;
            row
        };
        Ok(sentence.letters.iter().map(|&at| marks(&self.classes, sentence, at, &probabilities(at))).collect())
    }
}

const UNKNOWN: i64 = 1;

/// Cuts a model's answer into one row for each character.
fn rows<'a>(answer: &'a [f32], sentence: &Sentence) -> Result<Vec<&'a [f32]>, Error> {
    let rows: Vec<&[f32]> = answer.chunks_exact(RAWI_CLASSES).collect();
    if rows.len() == sentence.characters.len() {
        Ok(rows)
    } else {
        Err(Error::Length { model: "rawi", expected: sentence.characters.len(), found: rows.len() })
    }
}

fn marks(classes: &ClassTable, sentence: &Sentence, at: usize, probabilities: &[f32]) -> [f32; CLASSES] {
    classes.masked(probabilities, split(sentence.characters[at]).1)
}

fn softmax(logits: &[f32]) -> Vec<f32> {
    let highest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let exponentials: Vec<f32> = logits.iter().map(|logit| (logit - highest).exp()).collect();
    let sum: f32 = exponentials.iter().sum();
    exponentials.into_iter().map(|exponential| exponential / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn softmax_sums_to_one() {
        let row = softmax(&[1.0, 2.0, 1000.0]);
        assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert!(row[2] > 0.99);
    }
}
