//! Which vowelled words exist, as far as the texts show that the model learned from.
//!
//! The model names the marks of each letter by itself, so a word that it is torn about could come out as one that does
//! not exist: between `نَهَبَتْ` and `نُهِبَتْ` lies `نَهِبَتْ`. Of its readings one that was seen is likelier ([`super::decode`]).
//!
//! Kept in a binary fuse filter (`diacritizer/training/forms.py`) is each word of the texts as it stands and without the
//! clitics that it may have, with its last vowel open; each form with its last vowel, and about how often it was seen; of
//! words that have several forms, each form beside each neighbour that it was seen with twice; and which words are of old
//! books ([`super::register`]). Of a thousand that were never seen the filter takes four for seen.

use std::iter;

use crate::arabic::clitics::{PROCLITICS, PRONOUNS};
use crate::arabic::letters::is_sun;
use crate::arabic::marks::{FATHA, FATHATAN, SHADDA, SUKUN};

/// The particle of the future, which stands before verbs as a proclitic does.
const FUTURE: [&str; 3] = ["سَ", "وَسَ", "فَسَ"];
/// A form is kept with each of these numbers that it was seen as often as.
const TIERS: [u16; 4] = [1, 8, 64, 512];

/// A letter and its marks, shadda first.
pub(super) type Marked<'word> = (char, &'word str);

/// The words beside a word, without their marks; empty where there is a pause or nothing.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Neighbours<'text> {
    pub before: &'text str,
    pub after: &'text str,
}

/// Vowelled words that were seen: a filter whose places, three for each word, add up to a byte of the word's hash.
#[derive(Debug, Clone, Copy)]
pub(super) struct Forms {
    table: &'static [u8],
    /// How many places lie between one place of a word and the next, about.
    segment: u32,
    seed: u32,
}

impl Forms {
    /// Those of the texts that the model learned from.
    pub(super) fn built_in() -> Self {
        let (seed, rest) = natiq_diacritizer::FORMS.split_first_chunk().unwrap_or((&[0; 4], &[]));
        let (segment, table) = rest.split_first_chunk().unwrap_or((&[0; 4], &[]));
        Self { table, segment: u32::from_le_bytes(*segment), seed: u32::from_le_bytes(*seed) }
    }

    /// Tells whether a word was seen, whatever its last vowel: as it stands, or made of a word that was seen and clitics.
    pub(super) fn know(self, word: &[Marked<'_>]) -> bool {
        let proclitics = PROCLITICS.iter().map(|&(_, vowelled)| vowelled).chain(FUTURE);
        self.know_before_pronoun(word)
            || proclitics.filter_map(|proclitic| after(proclitic, word)).any(|rest| self.know_before_pronoun(&rest))
    }

    /// Tells how often a word was seen with just this last vowel: 0 for never, then one more for once, for 8, 64 and 512
    /// times.
    pub(super) fn know_so(self, word: &[Marked<'_>]) -> u8 {
        let form = written(word);
        let is_seen = |tier: &&u16| word.len() > 1 && self.has(&format!("{form}={tier}"));
        TIERS.iter().take_while(is_seen).map(|_| 1).sum()
    }

    /// Tells beside how many of its neighbours a word was seen with just this last vowel.
    pub(super) fn know_beside(self, word: &[Marked<'_>], neighbours: Neighbours<'_>) -> u8 {
        let Neighbours { before, after } = neighbours;
        if word.len() < 2 {
            return 0;
        }
        let form = written(word);
        let is_after = !before.is_empty() && self.has(&format!("{before} {form}"));
        let is_before = !after.is_empty() && self.has(&format!("{form} {after}"));
        u8::from(is_after) + u8::from(is_before)
    }

    /// Tells whether a word without proclitics was seen, perhaps with a pronoun.
    pub(super) fn know_before_pronoun(self, word: &[Marked<'_>]) -> bool {
        let ends_in = |ending: &str| {
            word.iter().rev().map(|(base, _)| *base).zip(ending.chars().rev()).all(|(one, other)| one == other)
        };
        let mut stems = PRONOUNS.iter().filter_map(|pronoun| {
            let stem = word.get(..word.len().checked_sub(pronoun.chars().count())?)?;
            (stem.len() > 1 && ends_in(pronoun)).then_some(stem)
        });
        word.len() > 1 && (self.has(&loose(word)) || stems.any(|stem| self.has(&format!("{}+", loose(stem)))))
    }

    /// Tells whether the filter keeps a key.
    pub(super) fn has(self, key: &str) -> bool {
        let hash = hash(key, self.seed);
        let segment = u64::from(self.segment);
        let within = segment.saturating_sub(1);
        let n_starts = (self.table.len() as u64).saturating_sub(2 * segment);
        let first = u64::try_from((u128::from(hash) * u128::from(n_starts)) >> 64).unwrap_or_default();
        let places = [first, (first + segment) ^ (hash >> 18 & within), (first + 2 * segment) ^ (hash & within)];
        let sum = places.iter().try_fold(0, |sum, place| Some(sum ^ self.table.get(usize::try_from(*place).ok()?)?));
        sum.is_some_and(|sum: u8| u64::from(sum) == (hash ^ hash >> 32) & 0xFF)
    }
}

/// Returns 64 bits of a key: FNV-1a, and the end of `MurmurHash3` over it and the filter's seed.
fn hash(key: &str, seed: u32) -> u64 {
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3);
    let hash = key.bytes().fold(0xCBF2_9CE4_8422_2325, mix).wrapping_add(seed.into());
    let hash = [0xFF51_AFD7_ED55_8CCD, 0xC4CE_B9FE_1A85_EC53]
        .into_iter()
        .fold(hash, |hash: u64, factor: u64| (hash ^ hash >> 33).wrapping_mul(factor));
    hash ^ hash >> 33
}

/// Returns what follows a proclitic in a word that begins with it. After the article's lam the first letter is doubled if
/// it is a sun letter.
fn after<'word>(proclitic: &str, word: &[Marked<'word>]) -> Option<Vec<Marked<'word>>> {
    let (before, article) = proclitic.strip_suffix('ل').map_or((proclitic, false), |before| (before, true));
    let mut unmatched = before;
    let mut rest = word;
    while !unmatched.is_empty() {
        let ((base, marks), others) = rest.split_first()?;
        unmatched = unmatched.strip_prefix(*base)?.strip_prefix(marks)?;
        rest = others;
    }
    if !article {
        return Some(rest.to_vec());
    }
    let (('ل', of_lam), rest) = rest.split_first()? else { return None };
    if *of_lam == SUKUN.to_string() {
        return Some(rest.to_vec());
    }
    let ((first, marks), others) = rest.split_first()?;
    let single = marks.strip_prefix(SHADDA).filter(|_| of_lam.is_empty() && is_sun(*first))?;
    Some([(*first, single)].into_iter().chain(others.iter().copied()).collect())
}

/// Writes a word with all its marks.
fn written(word: &[Marked<'_>]) -> String {
    word.iter().flat_map(|(base, marks)| iter::once(*base).chain(marks.chars())).collect()
}

/// Writes a word with its last vowel open, be it `*` on the last letter or the tanwin before an alif.
fn loose(word: &[Marked<'_>]) -> String {
    let Some(((last, marks), before)) = word.split_last() else { return String::new() };
    let carries_tanwin = matches!(last, 'ا' | 'ى') && marks.is_empty();
    let mut key = String::new();
    for (at, (base, marks)) in before.iter().enumerate() {
        key.push(*base);
        let is_open = carries_tanwin && at + 1 == before.len();
        key.extend(marks.chars().map(|mark| if is_open && mark == FATHATAN { FATHA } else { mark }));
    }
    key.push(*last);
    let vowel = marks.trim_start_matches(SHADDA);
    if vowel != *marks {
        key.push(SHADDA);
    }
    key.push_str(if vowel.is_empty() || vowel.starts_with(SUKUN) { vowel } else { "*" });
    key
}

#[cfg(test)]
mod tests {
    use super::super::marks::{Known, letters};
    use super::*;

    /// Asks something about a word.
    fn ask<Answer>(word: &str, question: impl Fn(Forms, &[Marked<'_>]) -> Answer) -> Answer {
        let letters = letters(word);
        let marks = |known: &Known| if let Known::Exactly(marks) = known { marks.clone() } else { String::new() };
        let marks: Vec<String> = letters.iter().map(|letter| marks(&letter.known)).collect();
        let word: Vec<Marked<'_>> =
            letters.iter().zip(&marks).map(|(letter, marks)| (letter.base, marks.as_str())).collect();
        question(Forms::built_in(), &word)
    }

    fn know(word: &str) -> bool {
        ask(word, Forms::know)
    }

    #[test]
    fn words_of_the_texts_are_known_and_mixtures_of_two_are_not() {
        for word in ["كَتَبَتْ", "كُتِبَتْ", "مَدْرَسَةٍ", "رَئِيسُ"] {
            assert!(know(word), "{word}");
        }
        for word in ["كُتَبَتْ", "مُدْرَسَةٍ", "رُئَيسُ"] {
            assert!(!know(word), "{word}");
        }
    }

    #[test]
    fn the_last_vowel_is_open() {
        for word in ["رَئِيسًا", "رَئِيسٍ", "رَئِيسَ", "كِتَابًا"] {
            assert!(know(word), "{word}");
        }
    }

    #[test]
    fn clitics_may_stand_around_a_word() {
        for word in ["وَبِالْمَدْرَسَةِ", "لِلشَّمْسِ", "سَيَكْتُبُ", "وَرَئِيسُهُمْ", "مَدْرَسَتُهَا"]
        {
            assert!(know(word), "{word}");
        }
        // A sun letter after the article is doubled.
        assert!(!know("الشَمْسُ"));
    }

    #[test]
    fn how_often_a_word_was_seen_is_told_of_its_last_vowel() {
        let times = |word| ask(word, Forms::know_so);
        assert_eq!([times("عَلَى"), times("مَدْرَسَةٍ"), times("مَدْرَسَةْ"), times("وَ")], [4, 3, 0, 0]);
        assert!(times("الْوُزَرَاءِ") > times("الْوُزَرَاءَ"));
    }

    #[test]
    fn word_is_known_beside_the_words_that_it_was_seen_with() {
        let beside =
            |word, before, after| ask(word, |forms, word| forms.know_beside(word, Neighbours { before, after }));
        assert_eq!(beside("عَلَى", "", ""), 0);
        assert_eq!(beside("الْبَيْتِ", "أهل", ""), 1);
        assert_eq!(beside("الْبَيْتُ", "أهل", ""), 0);
        assert_eq!(beside("الْبَيْتِ", "ثغثغ", ""), 0);
        assert_eq!(beside("الْبَيْتِ", "أهل", "من"), 2);
    }

    #[test]
    fn without_a_filter_nothing_is_known() {
        assert!(!Forms { table: &[], segment: 0, seed: 0 }.know(&[('ب', "َ"), ('ت', "ُ")]));
    }
}
