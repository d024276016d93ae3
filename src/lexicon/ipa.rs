//! IPA as people and other programs write it, to phonemes of the inventory.

use super::Fault;
use crate::phoneme::Phoneme;

/// Signs that say nothing the inventory knows: stress, syllables, ties, a linking mark.
const SILENT: [char; 7] = ['ˈ', 'ˌ', '.', '\u{361}', '\u{35C}', '‿', '-'];

/// Allophones and other spellings of the sounds there are. What would be another sound is not among them.
const SAME: [(&str, &str); 14] = [
    ("ʤ", "dʒ"),
    ("ˁ", "ˤ"),
    (":", "ː"),
    ("ɫ", "l"),
    ("χ", "x"),
    ("ʁ", "ɣ"),
    ("ɾ", "r"),
    ("ɪ", "i"),
    ("ʊ", "u"),
    ("æ", "a"),
    ("ɑ", "a"),
    ("ɐ", "a"),
    ("ħ", "ħ"),
    ("y", "j"),
];

/// Reads words of phonemes. Phonemes may be separated by spaces, as Natiq prints them; then words are by `|`.
///
/// # Errors
/// [`Fault::NotPhoneme`] at the first sound that is not in the inventory.
pub(super) fn parse(text: &str) -> Result<Vec<Vec<Phoneme>>, Fault> {
    let mut text: String = text.chars().filter(|c| !SILENT.contains(c)).collect();
    for (other, ours) in SAME {
        text = text.replace(other, ours);
    }
    let pieces: Vec<&str> = text.split_whitespace().collect();
    let is_spaced =
        text.contains('|') || pieces.len() > 1 && pieces.iter().all(|piece| Phoneme::from_ipa(piece).is_some());
    let words: Vec<String> = match is_spaced {
        true => text.split('|').map(str::to_owned).collect(),
        false => pieces.iter().map(|piece| (*piece).to_owned()).collect(),
    };
    let words = words.iter().map(|word| phonemes(word)).collect::<Result<Vec<_>, _>>()?;
    match words.is_empty() || words.iter().any(Vec::is_empty) {
        true => Err(Fault::NotPhoneme { symbol: text.trim().to_owned() }),
        false => Ok(words),
    }
}

/// Writes words of phonemes as Natiq prints them.
pub(super) fn print(words: &[Vec<Phoneme>]) -> String {
    let word = |word: &Vec<Phoneme>| word.iter().map(|phoneme| phoneme.ipa()).collect::<Vec<_>>().join(" ");
    words.iter().map(word).collect::<Vec<_>>().join(" | ")
}

/// Reads one word; the longest phoneme is taken each time, and a consonant that is written twice is long.
fn phonemes(word: &str) -> Result<Vec<Phoneme>, Fault> {
    /// `dˤː`, `dʒː`.
    const LONGEST: usize = 3;
    let mut found: Vec<Phoneme> = Vec::new();
    let mut rest = word.trim();
    while !rest.is_empty() {
        let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8()).take(LONGEST);
        let taken = ends.filter_map(|end| Some((Phoneme::from_ipa(rest.get(..end)?)?, end))).last();
        let Some((phoneme, end)) = taken else {
            return Err(Fault::NotPhoneme { symbol: rest.chars().take(1).collect() });
        };
        let long = Phoneme::from_ipa(&format!("{}ː", phoneme.ipa()));
        match (found.last_mut(), long) {
            (Some(last), Some(long)) if *last == phoneme && is_consonant(phoneme) => *last = long,
            _ => found.push(phoneme),
        }
        rest = rest.get(end..).unwrap_or_default().trim_start();
    }
    Ok(found)
}

fn is_consonant(phoneme: Phoneme) -> bool {
    !phoneme.ipa().starts_with(['a', 'i', 'u'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        assert_eq!(print(&parse(text).unwrap()), expect, "{text}");
    }

    #[test]
    fn as_natiq_prints_it() {
        check("d aː ʕ i ʃ", "d aː ʕ i ʃ");
        check("s uː q | ʔ a h r aː s", "s uː q | ʔ a h r aː s");
    }

    #[test]
    fn as_dictionaries_print_it() {
        check("ˈdaːʕiʃ", "d aː ʕ i ʃ");
        check("suːq ʔahˈraːs", "s uː q | ʔ a h r aː s");
        check("mu.ħam.mad", "m u ħ a mː a d");
        check("d͡ʒabal", "dʒ a b a l");
        check("tˤɑːlib", "tˤ aː l i b");
    }

    #[test]
    fn sound_that_arabic_has_not_is_named() {
        assert_eq!(parse("pariːs").unwrap_err(), Fault::NotPhoneme { symbol: "p".to_owned() });
        assert!(parse(" | ").is_err());
    }
}
