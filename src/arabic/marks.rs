//! The marks on letters: vowels, tanween, shadda, sukun and the dagger alif.

use std::borrow::Cow;

pub(crate) const FATHATAN: char = '\u{64B}';
pub(crate) const KASRATAN: char = '\u{64D}';
pub(crate) const FATHA: char = '\u{64E}';
pub(crate) const DAMMA: char = '\u{64F}';
pub(crate) const KASRA: char = '\u{650}';
pub(crate) const SHADDA: char = '\u{651}';
pub(crate) const SUKUN: char = '\u{652}';
pub(crate) const DAGGER_ALIF: char = '\u{670}';

/// Whether a character is a mark that a word to speak may hold.
pub(crate) fn is_mark(c: char) -> bool {
    matches!(c, FATHATAN..=SUKUN | DAGGER_ALIF)
}

/// Whether a word has any mark.
pub(crate) fn has_marks(word: &str) -> bool {
    word.chars().any(is_mark)
}

/// Returns the letters of a word without its marks.
pub(crate) fn bare(word: &str) -> String {
    word.chars().filter(|&c| !is_mark(c)).collect()
}

/// The same without a copy where the word has no marks.
pub(crate) fn letters(word: &str) -> Cow<'_, str> {
    if has_marks(word) { Cow::Owned(bare(word)) } else { Cow::Borrowed(word) }
}

/// Puts shadda before the vowel it shares a letter with: editors that compose text (NFC) turn the two around.
pub(crate) fn shadda_first(vowelled: &str) -> String {
    let mut ordered: Vec<char> = vowelled.chars().collect();
    for marks in ordered.chunk_by_mut(|&left, &right| is_mark(left) && is_mark(right)) {
        marks.sort_by_key(|&mark| mark != SHADDA);
    }
    ordered.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_in_any_order() {
        assert_eq!(shadda_first("مُحَم\u{64E}\u{651}د"), "مُحَم\u{651}\u{64E}د");
        assert_eq!(bare("مُحَم\u{64E}\u{651}د"), "محمد");
        assert!(has_marks("هذاٰ") && !has_marks("هذا"));
    }
}
