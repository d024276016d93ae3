//! Words with their vowels, as the tables of this room write them.

use std::ops::Range;

use super::Rule;
use super::lexeme::Spoken;
use super::unicode;

/// A word to speak from its vowelled spelling: `غُوغِل`.
pub(super) fn word(vowelled: &str, rule: Rule, source: Range<usize>) -> Spoken {
    Spoken::Word { text: bare(vowelled), hint: Some(shadda_first(vowelled)), rule, source }
}

/// The words of a vowelled phrase, all with the same source: `صَلَّى اللهُ عَلَيْهِ وَسَلَّمَ`.
pub(super) fn phrase(vowelled: &str, rule: Rule, source: &Range<usize>) -> Vec<Spoken> {
    vowelled.split_whitespace().map(|vowelled| word(vowelled, rule, source.clone())).collect()
}

/// The letters without their marks.
pub(super) fn bare(vowelled: &str) -> String {
    vowelled.chars().filter(|&value| !unicode::is_arabic_mark(value)).collect()
}

/// Puts shadda before the vowel it shares a letter with: editors that compose text (NFC) turn the two around.
pub(super) fn shadda_first(vowelled: &str) -> String {
    const SHADDA: char = '\u{651}';
    let mut ordered: Vec<char> = vowelled.chars().collect();
    for marks in ordered.chunk_by_mut(|&left, &right| unicode::is_arabic_mark(left) && unicode::is_arabic_mark(right)) {
        marks.sort_by_key(|&mark| mark != SHADDA);
    }
    ordered.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_put_in_order_and_taken_off() {
        assert_eq!(shadda_first("مُحَم\u{64E}\u{651}د"), "مُحَم\u{651}\u{64E}د");
        assert_eq!(bare("مُحَم\u{64E}\u{651}د"), "محمد");
    }
}
