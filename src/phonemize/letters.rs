//! A word as letters with marks, whatever the order in which the marks were written.

use super::sounds::Quality;
pub(super) use crate::arabic::letters::is_vowelled_letter as is_letter;
use crate::arabic::marks::{DAGGER_ALIF, SHADDA};

/// One letter and the marks on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Letter {
    /// The letter; hamza and madda are part of it (`أ`, not `ا` and a mark).
    pub base: char,
    pub shadda: bool,
    /// The vowel, tanwin or sukun; `None` where nothing was written, which is not the same as sukun.
    pub mark: Option<Mark>,
    /// The dagger alif (U+0670).
    pub dagger: bool,
}

/// What can be written over or under a letter besides shadda and dagger alif.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Vowel(Quality),
    Tanwin(Quality),
    Sukun,
}

impl Letter {
    /// Tells whether the letter has no mark that makes a sound or a shadda: only such a letter can lengthen a vowel.
    pub(super) fn is_bare(&self) -> bool {
        !self.shadda && !self.dagger && matches!(self.mark, None | Some(Mark::Sukun))
    }

    /// Tells whether nothing at all is written on the letter.
    pub(super) fn is_unmarked(&self) -> bool {
        !self.shadda && !self.dagger && self.mark.is_none()
    }

    /// Returns the short vowel written on the letter.
    pub(super) fn vowel(&self) -> Option<Quality> {
        match self.mark {
            Some(Mark::Vowel(quality)) => Some(quality),
            _ => None,
        }
    }

    pub(super) fn has_vowel(&self) -> bool {
        self.dagger || matches!(self.mark, Some(Mark::Vowel(_) | Mark::Tanwin(_)))
    }

    pub(super) fn has_sukun(&self) -> bool {
        self.mark == Some(Mark::Sukun) && !self.dagger
    }
}

/// Something in a word that could not be taken as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Oddity {
    /// A character that is no Arabic letter or mark; it was left out.
    Skipped(char),
    /// A second vowel on one letter; the first was kept.
    SecondVowel(char),
}

/// Reads the letters of a word. Marks may stand in any order; hamza and madda may be marks of their own.
pub(super) fn letters(word: &str) -> (Vec<Letter>, Vec<Oddity>) {
    let mut letters: Vec<Letter> = Vec::with_capacity(word.len() / 2);
    let mut oddities = Vec::new();
    for character in word.chars() {
        if is_letter(character) {
            letters.push(Letter { base: character, shadda: false, mark: None, dagger: false });
            continue;
        }
        let Some(letter) = letters.last_mut() else {
            // A mark before the first letter belongs to nothing; other characters have no sound either.
            if !is_silent_sign(character) {
                oddities.push(Oddity::Skipped(character));
            }
            continue;
        };
        match character {
            SHADDA => letter.shadda = true,
            DAGGER_ALIF => letter.dagger = true,
            '\u{0653}' if letter.base == 'ا' => letter.base = 'آ',
            '\u{0654}' => letter.base = with_hamza_above(letter.base),
            '\u{0655}' if letter.base == 'ا' => letter.base = 'إ',
            _ => match mark(character) {
                Some(mark) => match letter.mark {
                    None | Some(Mark::Sukun) => letter.mark = Some(mark),
                    Some(first) if first == mark || mark == Mark::Sukun => {}
                    Some(_) => oddities.push(Oddity::SecondVowel(letter.base)),
                },
                None if is_silent_sign(character) => {}
                None => oddities.push(Oddity::Skipped(character)),
            },
        }
    }
    if let Some(first) = letters.first_mut() {
        // Recitation marks the assimilation of the word before so (`مِن رَّبِّهِمْ`); the letter itself is not long.
        first.shadda = false;
    }
    (letters, oddities)
}

/// Returns the letters without any mark, for looking words up.
pub(super) fn skeleton(letters: &[Letter]) -> String {
    letters.iter().map(|letter| letter.base).collect()
}

fn mark(character: char) -> Option<Mark> {
    Some(match character {
        '\u{064B}' => Mark::Tanwin(Quality::A),
        '\u{064C}' => Mark::Tanwin(Quality::U),
        '\u{064D}' => Mark::Tanwin(Quality::I),
        '\u{064E}' => Mark::Vowel(Quality::A),
        '\u{064F}' => Mark::Vowel(Quality::U),
        '\u{0650}' => Mark::Vowel(Quality::I),
        '\u{0652}' | '\u{06E1}' => Mark::Sukun,
        _ => return None,
    })
}

fn with_hamza_above(base: char) -> char {
    match base {
        'ا' => 'أ',
        'و' => 'ؤ',
        'ي' | 'ى' => 'ئ',
        other => other,
    }
}

/// Signs of recitation, tatweel and invisible characters: they carry no sound of their own.
fn is_silent_sign(character: char) -> bool {
    matches!(character, '\u{0610}'..='\u{061A}' | '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}'
        | '\u{06D6}'..='\u{06ED}' | '\u{200B}'..='\u{200F}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_shadda_and_vowel_does_not_matter() {
        assert_eq!(letters("مُحَمَّد"), letters("مُحَمَّد"));
        assert_eq!(letters("ش\u{64E}\u{651}").0, letters("ش\u{651}\u{64E}").0);
    }

    #[test]
    fn hamza_as_a_mark_joins_its_letter() {
        assert_eq!(skeleton(&letters("ا\u{654}ا\u{655}ا\u{653}و\u{654}ي\u{654}").0), "أإآؤئ");
    }

    #[test]
    fn a_second_vowel_is_reported_and_left_out() {
        let (letters, oddities) = letters("ب\u{64E}\u{64F}");
        assert_eq!(letters[0].vowel(), Some(Quality::A));
        assert_eq!(oddities, [Oddity::SecondVowel('ب')]);
    }

    #[test]
    fn a_vowel_wins_over_a_sukun_on_the_same_letter() {
        let (letters, oddities) = letters("ب\u{652}\u{64F}");
        assert_eq!(letters[0].vowel(), Some(Quality::U));
        assert!(oddities.is_empty());
    }

    #[test]
    fn a_mark_without_a_letter_is_ignored() {
        assert_eq!(letters("\u{64E}").0, []);
    }
}
