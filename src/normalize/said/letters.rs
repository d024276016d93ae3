//! Phonemes in letters with their marks.

use crate::phoneme::Phoneme;

/// The letters of each consonant of the inventory.
const LETTERS: [(&str, char); 29] = [
    ("ʔ", 'ء'),
    ("b", 'ب'),
    ("t", 'ت'),
    ("θ", 'ث'),
    ("dʒ", 'ج'),
    ("ħ", 'ح'),
    ("x", 'خ'),
    ("d", 'د'),
    ("ð", 'ذ'),
    ("r", 'ر'),
    ("z", 'ز'),
    ("s", 'س'),
    ("ʃ", 'ش'),
    ("sˤ", 'ص'),
    ("dˤ", 'ض'),
    ("tˤ", 'ط'),
    ("ðˤ", 'ظ'),
    ("ʕ", 'ع'),
    ("ɣ", 'غ'),
    ("f", 'ف'),
    ("q", 'ق'),
    ("k", 'ك'),
    ("l", 'ل'),
    ("m", 'م'),
    ("n", 'ن'),
    ("h", 'ه'),
    ("w", 'و'),
    ("j", 'ي'),
    ("v", 'ڤ'),
];

/// A word of phonemes in letters with their marks: what is shown of it, and what the words around it see.
pub(super) fn spelt(phonemes: &[Phoneme]) -> String {
    let mut word = String::new();
    let mut is_open = false;
    for phoneme in phonemes {
        let ipa = phoneme.ipa();
        let short = ipa.strip_suffix('ː').unwrap_or(ipa);
        let vowel = match short {
            "a" => Some(('\u{64E}', 'ا')),
            "i" => Some(('\u{650}', 'ي')),
            "u" => Some(('\u{64F}', 'و')),
            _ => None,
        };
        match vowel {
            Some((mark, letter)) => {
                if !is_open {
                    word.push('ء');
                }
                word.push(mark);
                if short != ipa {
                    word.push(letter);
                }
                is_open = false;
            }
            None => {
                if is_open {
                    word.push('\u{652}');
                }
                word.extend(LETTERS.iter().find(|(name, _)| *name == short).map(|(_, letter)| *letter));
                if short != ipa {
                    word.push('\u{651}');
                }
                is_open = true;
            }
        }
    }
    word
}
