//! The hamza inside and at the end of a word, where hasty print leaves it out or gives it the wrong seat: `تاثير`, `يخطىء`,
//! `يومأً`.

use crate::arabic::{clitics, marks};
use crate::normalize::lexicon::nouns;
use crate::normalize::lexicon::words::List;

/// The word with its hamza as it is heard, where print has it otherwise.
pub(super) fn repair(word: &str) -> Option<String> {
    verbal_noun(word).or_else(|| at_the_end(word)).or_else(|| before_tanwin(word))
}

/// `تاثيرها`, `وتاهيل`: a verbal noun of the second form whose first radical has a hamza; `تاريخ` has none. What ك stands before
/// is more often a word of its own (`كتابين`).
fn verbal_noun(word: &str) -> Option<String> {
    if marks::has_marks(word) || nouns::is_known(word) {
        return None;
    }
    let (before, noun) = clitics::stems(word)
        .filter_map(|stem| Some((word.strip_suffix(stem)?, stem)))
        .find(|(before, stem)| !before.contains('ك') && is_verbal_noun(stem))?;
    Some(format!("{before}{}", noun.replacen('ا', "أ", 1)))
}

/// Whether a word without clitics before it is a listed verbal noun or grows from one: `تاثيرا`, `تاشيراتهم`, `تاسيسية`.
fn is_verbal_noun(stem: &str) -> bool {
    const N_LETTERS: usize = 5;
    const ENDINGS: [&str; 8] = ["", "ا", "ات", "ة", "ت", "نا", "ي", "ية"];
    let end = stem.char_indices().nth(N_LETTERS).map_or(stem.len(), |(end, _)| end);
    let (noun, ending) = stem.split_at(end);
    let ending = clitics::without_pronoun(ending).unwrap_or(ending);
    List::VerbalNounsInHamza.has(noun) && ENDINGS.contains(&ending)
}

/// `يخطىء`, `قرىء`: the hamza at the end sits on a ي, but in the few words that have a long vowel before it (`بطىء`, `يضىء`).
fn at_the_end(word: &str) -> Option<String> {
    let before = word.strip_suffix("ىء").filter(|before| !marks::has_marks(before))?;
    // بريىء: the long vowel may stand there already.
    let with_vowel = format!("{}يء", before.strip_suffix('ي').unwrap_or(before));
    // سىء, جىء: with one letter more there is no word.
    let is_short = before.strip_prefix("ال").unwrap_or(before).chars().nth(1).is_none();
    let has_vowel = is_short || List::EndsInYaAndHamza.has_stem(&with_vowel) || is_hollow_imperfect(before);
    Some(if has_vowel { with_vowel } else { format!("{before}ئ") })
}

/// `يضىء`, `ستجىء`: the imperfect of a root whose second radical is ي and whose third is the hamza, without its end.
fn is_hollow_imperfect(before: &str) -> bool {
    let stem = clitics::without_conjunction(before);
    let letters: Vec<char> = stem.strip_prefix(['س', 'ل']).unwrap_or(stem).chars().collect();
    matches!(letters.as_slice(), ['ي' | 'ت' | 'ن' | 'أ', 'ج' | 'س' | 'ض' | 'ف' | 'ق'])
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
            ("تاكيدا", "تأكيدا"),
            ("تاثيرا", "تأثيرا"),
            ("تاسيسي", "تأسيسي"),
            ("التاسيسية", "التأسيسية"),
        ] {
            assert_eq!(repair(printed).as_deref(), Some(right));
        }
        for right in [
            "تاريخ",
            "التاريخية",
            "تاميل",
            "تاميم",
            "تاليب",
            "تأثير",
            "تاجيك",
            "تاليا",
            "كتاكيت",
            "كتابين",
            "وكتابين",
            "كتاليف",
        ] {
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
            ("فتىء", "فتئ"),
            ("وقرىء", "وقرئ"),
            ("بدىء", "بدئ"),
            ("لجىء", "لجئ"),
            ("وطىء", "وطئ"),
            ("صدىء", "صدئ"),
            ("يهيىء", "يهيئ"),
            ("مليىء", "مليء"),
            ("بريىء", "بريء"),
            ("هنيىء", "هنيء"),
            ("شىء", "شيء"),
            ("يسىء", "يسيء"),
            ("وتجىء", "وتجيء"),
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
