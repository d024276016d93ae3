//! The hamza inside and at the end of a word, where hasty print leaves it out or gives it the wrong seat: `تاثير`, `يخطىء`,
//! `يومأً`.

use crate::arabic::clitics::{self, Analysis};
use crate::arabic::marks;
use crate::normalize::lexicon::nouns;

/// The word with its hamza as it is heard, where print has it otherwise.
pub(super) fn repair(word: &str) -> Option<String> {
    verbal_noun(word).or_else(|| at_the_end(word)).or_else(|| before_tanwin(word))
}

/// The second and third letters of the roots in hamza that have a second form.
const ROOTS: [[char; 2]; 24] = [
    ['ث', 'ر'],
    ['ث', 'ث'],
    ['ج', 'ل'],
    ['ج', 'ر'],
    ['ج', 'ج'],
    ['خ', 'ر'],
    ['د', 'ب'],
    ['ز', 'م'],
    ['س', 'س'],
    ['ش', 'ر'],
    ['ص', 'ل'],
    ['ط', 'ر'],
    ['ك', 'د'],
    ['ل', 'ف'],
    ['ل', 'ب'],
    ['م', 'ن'],
    ['م', 'م'],
    ['ن', 'ب'],
    ['ن', 'ث'],
    ['ه', 'ل'],
    ['و', 'ل'],
    ['ي', 'د'],
    ['ب', 'ن'],
    ['ق', 'ت'],
];

/// `تاثيرها`, `وتاهيل`: the verbal noun of the second form, whose first radical has a hamza; `تاريخ` has none.
fn verbal_noun(word: &str) -> Option<String> {
    if marks::has_marks(word) {
        return None;
    }
    let is_shaped = |stem: &str| {
        let noun = clitics::without_pronoun(stem).unwrap_or(stem);
        let noun = noun.strip_suffix("ات").unwrap_or(noun);
        let letters: Vec<char> = noun.chars().collect();
        matches!(letters.as_slice(), ['ت', 'ا', second, 'ي', third] if ROOTS.contains(&[*second, *third]))
    };
    let stem = clitics::stems(word).find(|stem| is_shaped(stem))?;
    let (before, noun) = word.split_at(word.find(stem)?);
    Some(format!("{before}{}", noun.replacen('ا', "أ", 1)))
}

/// `يخطىء`, `الشاطىء`: at the end of four letters or more the hamza sits on a ي, after a long vowel (`بطىء`) beside it.
fn at_the_end(word: &str) -> Option<String> {
    let before = word.strip_suffix("ىء").filter(|before| !marks::has_marks(before))?;
    let stem = Analysis::of(word).stem;
    let is_future = ["سي", "ست", "سن", "سأ"].iter().any(|prefix| stem.starts_with(prefix));
    let n_letters = stem.chars().count() - usize::from(is_future);
    // سيىء has its long vowel before.
    let has_long_vowel = n_letters <= 4 && !before.ends_with('ي');
    Some(format!("{before}{}", if has_long_vowel { "يء" } else { "ئ" }))
}

/// `يومأً`: the alif that bears the tanwin, and no hamza, after a noun that ends without one.
fn before_tanwin(word: &str) -> Option<String> {
    let noun = word.strip_suffix("أً")?;
    let letters = marks::letters(noun);
    // خطأً is no خط.
    (letters.chars().count() >= 3 && nouns::is_listed(&letters) && !nouns::is_listed(&format!("{letters}أ")))
        .then(|| format!("{noun}ًا"))
}

#[cfg(test)]
mod tests {
    use super::repair;

    #[test]
    fn verbal_nouns_of_roots_in_hamza() {
        for (printed, right) in [
            ("تاثير", "تأثير"),
            ("وتاهيلها", "وتأهيلها"),
            ("التامين", "التأمين"),
            ("للتاكيد", "للتأكيد"),
            ("تاشيرات", "تأشيرات"),
            ("بتاييده", "بتأييده"),
        ] {
            assert_eq!(repair(printed).as_deref(), Some(right));
        }
        for right in ["تاريخ", "التاريخية", "تاميل", "تأثير", "تاجيك", "تاليا", "كتاكيت"]
        {
            assert_eq!(repair(right), None);
        }
    }

    #[test]
    fn hamza_at_the_end() {
        for (printed, right) in [
            ("يخطىء", "يخطئ"),
            ("الشاطىء", "الشاطئ"),
            ("والمبادىء", "والمبادئ"),
            ("بطىء", "بطيء"),
            ("الجرىء", "الجريء"),
            ("ستضىء", "ستضيء"),
            ("سيىء", "سيئ"),
        ] {
            assert_eq!(repair(printed).as_deref(), Some(right));
        }
    }

    #[test]
    fn alif_that_bears_the_tanwin() {
        assert_eq!(repair("يومأً").as_deref(), Some("يومًا"));
        assert_eq!(repair("خطأً"), None);
        assert_eq!(repair("مبدأً"), None);
    }
}
