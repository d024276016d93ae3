//! Pairs of words that are read otherwise together than each alone: `حر` is heat after `موجة`, and free elsewhere.
//!
//! One pair a line, with its marks; as in the built-in lexicon an unmarked last letter is declined. The first word is
//! found with the proclitics `و ف ب ل ك` before it too. Written for Natiq.

use std::collections::BTreeMap;

use super::lexicon::{Ending, marked, proclitic_vowel, settle, strip};
use super::marks::{Letter, bare, letters};

/// The built-in pairs.
pub(super) struct Phrases {
    by_words: BTreeMap<(String, String), (Vec<Letter>, Vec<Letter>)>,
}

impl Phrases {
    pub(super) fn built_in() -> Self {
        let lines = include_str!("phrases.txt").lines().filter(|line| !line.starts_with('#'));
        let by_words = lines.filter_map(|line| {
            let (first, second) = line.split_once(' ')?;
            let known = |word| settle(letters(word), Ending::Declined);
            Some(((bare(first), bare(second)), (known(first), known(second))))
        });
        Self { by_words: by_words.collect() }
    }

    /// Returns what its neighbours say about a word. All are without marks; no neighbour is an empty word.
    pub(super) fn find(&self, before: &str, word: &str, after: &str) -> Option<Vec<Letter>> {
        let as_second =
            || without_proclitics(before).into_iter().find_map(|(_, first)| Some(&self.pair(first, word)?.1));
        for (proclitics, first) in without_proclitics(word) {
            if let Some((first, _)) = self.pair(first, after) {
                let before = proclitics.chars().map(|base| marked(base, proclitic_vowel(base)));
                return Some(before.chain(first.iter().cloned()).collect());
            }
        }
        as_second().cloned()
    }

    fn pair(&self, first: &str, second: &str) -> Option<&(Vec<Letter>, Vec<Letter>)> {
        self.by_words.get(&(first.to_owned(), second.to_owned()))
    }
}

/// The ways to part a word into proclitics and the rest, the whole word first.
fn without_proclitics(word: &str) -> Vec<(String, &str)> {
    let conjunctions: Vec<(&str, &str)> = [("", word)].into_iter().chain(strip(word, &["و", "ف"])).collect();
    let mut parts = Vec::new();
    for (conjunction, rest) in conjunctions {
        parts.push((conjunction.to_owned(), rest));
        let prepositions = strip(rest, &["ب", "ك", "ل"]);
        parts.extend(prepositions.map(|(preposition, rest)| (format!("{conjunction}{preposition}"), rest)));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::super::marks::spelt;
    use super::*;

    #[track_caller]
    fn check(before: &str, word: &str, after: &str, expect: Option<&str>) {
        let found = Phrases::built_in().find(before, word, after).map(|letters| spelt(&letters));
        // Marks are kept in one order, whatever the order they were written in.
        assert_eq!(found, expect.map(|expect| spelt(&letters(expect))), "{before} {word} {after}");
    }

    #[test]
    fn a_word_is_known_by_its_neighbour() {
        check("موجة", "حر", "شديدة", Some("حَرّ"));
        check("رجل", "حر", "شديد", None);
        check("", "وقع", "الجانبان", Some("وَقَّعَ"));
        check("", "وقع", "الحادث", None);
    }

    #[test]
    fn the_first_word_may_have_proclitics() {
        check("", "بمقياس", "ريختر", Some("بِمِقْيَاس"));
        check("وبمقياس", "ريختر", "", Some("رِيخْتَرْ"));
    }

    #[test]
    fn every_line_is_a_pair() {
        let n_lines = include_str!("phrases.txt").lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(Phrases::built_in().by_words.len(), n_lines);
    }
}
