//! Acronyms: capitals read as a word where people do (`NATO` ناتو), else letter by letter (`CNN` سي إن إن).

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::{transliterate, vowels};
use crate::normalize::lexicon::table;
use crate::normalize::output::Rule;
use crate::normalize::spoken::Spoken;

/// The longest run of capitals that is read letter by letter; a longer one is a word in capitals.
pub(crate) const LONGEST: usize = 5;

/// What a word in capitals is as an acronym: read as a word where the table knows it, else letter by letter. Nothing for
/// what is not written in two to [`LONGEST`] capitals and is not in the table.
pub(crate) fn spoken(word: &str, source: &Range<usize>) -> Option<Vec<Spoken>> {
    let singular = word.strip_suffix('s').filter(|capitals| capitals.len() > 1).unwrap_or(word);
    if !singular.chars().all(|letter| letter.is_ascii_uppercase()) {
        return None;
    }
    if let Some(reading) = lookup(singular) {
        return Some(vowels::say(reading, Rule::Acronym, source));
    }
    (2..=LONGEST).contains(&singular.len()).then(|| letter_by_letter(singular, source))
}

/// The reading of an acronym that people say as a word, or whose letters they say in another way.
pub(crate) fn lookup(capitals: &str) -> Option<&'static str> {
    WORDS.get(capitals).copied()
}

static WORDS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| table::pairs(table::ACRONYMS).collect());

/// The names of Latin letters; characters that are none are passed over.
pub(crate) fn letter_by_letter(word: &str, source: &Range<usize>) -> Vec<Spoken> {
    word.chars()
        .flat_map(transliterate::fold)
        .filter_map(latin_letter)
        .map(|name| Spoken::vowelled(name, Rule::Acronym, source))
        .collect()
}

/// The name of a Latin letter, as Arabic news says it.
pub(crate) fn latin_letter(letter: char) -> Option<&'static str> {
    Some(match letter.to_ascii_lowercase() {
        'a' => "إِيهْ",
        'b' => "بِي",
        'c' => "سِي",
        'd' => "دِي",
        'e' => "إِي",
        'f' => "إِفْ",
        'g' => "جِي",
        'h' => "إِتْشْ",
        'i' => "آيْ",
        'j' => "جِيهْ",
        'k' => "كِي",
        'l' => "إِلْ",
        'm' => "إِمْ",
        'n' => "إِنْ",
        'o' => "أُوْ",
        'p' => "بِي",
        'q' => "كِيُو",
        'r' => "آرْ",
        's' => "إِسْ",
        't' => "تِي",
        'u' => "يُو",
        'v' => "فِي",
        'w' => "دَبْلِيُو",
        'x' => "إِكْسْ",
        'y' => "وَايْ",
        'z' => "زِدْ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, expect: &str) {
        let words: Vec<String> = spoken(word, &(0..1))
            .unwrap_or_default()
            .into_iter()
            .filter_map(|spoken| match spoken {
                Spoken::Word { text, .. } => Some(text),
                Spoken::Pause { .. } => None,
            })
            .collect();
        assert_eq!(words.join(" "), expect, "{word}");
    }

    #[test]
    fn letters_are_named() {
        check("FBI", "إف بي آي");
        check("HSBC", "إتش إس بي سي");
        check("NGOs", "إن جي أو");
    }

    #[test]
    fn some_are_words() {
        check("UNESCO", "يونسكو");
        check("FIFA", "فيفا");
    }

    #[test]
    fn other_words_are_not_acronyms() {
        check("Fifa", "");
        check("TELEVISION", "");
    }
}
