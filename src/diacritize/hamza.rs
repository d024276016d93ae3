//! Hamza that print leaves out (`الى`, `اكد`, `امريكا`), restored where the word has no other reading.
//!
//! A bare alif at the beginning of a word is either hamzat al-wasl, which is silent after speech, or a hamza that was
//! not typed. Only words that are surely the second are restored: those of a list, and some patterns after the article.
//! `ان`, `اما` and their like can be two words and stay as they are. The list, `hamza.txt`, has what is written with
//! hamza wherever it stands in the vowelled corpus (`diacritizer/corpus`; twice at least, words of four letters four
//! times), and what was listed by hand before.

use std::{collections::HashMap, sync::LazyLock};

use crate::arabic::clitics::{PROCLITICS, ends_in_article};

/// The words of `hamza.txt` by their spelling without hamza. One with the article is sure after the article alone.
static WORDS: LazyLock<HashMap<String, &str>> = LazyLock::new(|| {
    let listed = include_str!("hamza.txt").lines();
    listed.map(|word| (word.replace(['أ', 'إ', 'آ'], "ا"), word)).collect()
});

/// Short words that make no other word with `و` or `ف` before them, where texts that are written with care have none.
const AFTER_CONJUNCTION: [&str; 8] = ["اذا", "اسر", "اقل", "اكد", "الف", "الى", "اهل", "اول"];

/// Returns the word with its hamza, if it is one that is surely missing it. The word has no marks.
pub(super) fn restore(word: &str) -> Option<String> {
    let listed = candidates(word).find_map(|(before, stem)| {
        let restored = match WORDS.get(&format!("ال{stem}")) {
            Some(definite) if ends_in_article(before) => definite.strip_prefix("ال")?,
            _ => WORDS.get(stem)?,
        };
        // After a letter an alif is a long vowel more often than a lost madda: `وكالات` is no `وكآلات`.
        let is_long = restored.starts_with('آ') && !before.is_empty() && !ends_in_article(before);
        // كاميرا is no `كأميرا`.
        let is_camera = restored == "أميرا" && before.ends_with('ك');
        // لامين is a name, and seldom who is for a secretary.
        let is_name = restored == "أمين" && before.ends_with('ل') && !ends_in_article(before);
        (!is_long && !is_camera && !is_name).then(|| format!("{before}{restored}"))
    });
    listed.or_else(|| {
        let (before, stem) = candidates(word).find(|(before, _)| ends_in_article(before))?;
        let rest = stem.strip_prefix('ا').filter(|_| is_hamza_after_article(stem))?;
        Some(format!("{before}أ{rest}"))
    })
}

/// Splits a word before each bare alif that proclitics or the article may precede.
///
/// After a proclitic the alif may be long, and short words are then other words: `واحد` is no `وأحد`. A few are none
/// ([`AFTER_CONJUNCTION`]).
fn candidates(word: &str) -> impl Iterator<Item = (&str, &str)> {
    std::iter::once("").chain(PROCLITICS.iter().map(|(letters, _)| *letters)).filter_map(move |before| {
        let stem = word.strip_prefix(before)?;
        let is_joined = || matches!(before, "و" | "ف") && AFTER_CONJUNCTION.contains(&stem);
        let sure = before.is_empty() || ends_in_article(before) || stem.chars().count() > 3 || is_joined();
        (sure && stem.starts_with('ا')).then(|| word.split_at(before.len()))
    })
}

/// The proclitic before the first letter of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Beginning {
    pub proclitic: &'static str,
    pub vowelled: &'static str,
}

impl Beginning {
    /// How many letters stand before the first one of the word.
    pub(super) fn n_letters(self) -> usize {
        self.proclitic.chars().count()
    }
}

/// Returns how a word begins whose first letter is a bare alif that might have lost its hamza. After `ف` a long vowel is
/// likelier (`فارغ`); the verbs of form VIII have none, nor have the verbal nouns of forms VII and X.
pub(super) fn beginning(word: &str) -> Option<Beginning> {
    let none = Beginning { proclitic: "", vowelled: "" };
    let others = PROCLITICS.iter().filter(|(proclitic, _)| *proclitic != "ف");
    let mut all = std::iter::once(none).chain(others.map(|&(proclitic, vowelled)| Beginning { proclitic, vowelled }));
    all.find(|beginning| {
        let letters: Vec<char> = word.strip_prefix(beginning.proclitic).unwrap_or_default().chars().collect();
        // After ب, ل or ك a short word is a name more often: لاندو.
        let least = match beginning.proclitic {
            "و" => 4,
            "" => 3,
            proclitic if ends_in_article(proclitic) => 3,
            _ => 5,
        };
        let is_wasl = matches!(
            letters.as_slice(),
            ['ا', 'ت', ..] | ['ا', _, 'ت', ..] | ['ا', 'ن', _, _, 'ا', ..] | ['ا', 'ل', ..]
        );
        // ولائحته, باءت
        let is_inside = matches!(letters.get(1), Some('ئ' | 'ء' | 'ؤ' | 'ا'));
        letters.first() == Some(&'ا') && letters.len() >= least && !is_wasl && !is_inside
    })
}

/// Tells whether a word that follows the article begins with أ by its pattern, whatever word it is: colours, elatives and
/// their adjectives (`الاحمر`, `الاهلي`), broken plurals (`الاماكن`). What begins with hamzat al-wasl after the article are
/// the nouns of forms VII to X and half a dozen others; a noun with alif as its fourth letter may be either of `أعلام` and
/// `إعلام`.
fn is_hamza_after_article(stem: &str) -> bool {
    let letters: Vec<char> = stem.chars().collect();
    let at = |index: usize| letters.get(index).copied().unwrap_or(' ');
    // Consonants that the t of form VIII becomes or follows.
    let is_form_eight = matches!(at(2), 'ت' | 'ط' | 'د' | 'ذ' | 'ث') || matches!(at(1), 'ت' | 'ط' | 'د');
    let is_wasl = at(1) == 'ن'
        || (at(1) == 'س' && at(2) == 'م')
        || (at(1), at(2)) == ('ب', 'ن')
        || is_form_eight
        || (at(1) == 'ث' && at(2) == 'ن')
        || (at(1) == 'م' && at(2) == 'ر')
        || (at(1) == 'س' && at(2) == 'ت');
    let n = letters.len();
    let is_elative = n == 4 || (n == 5 && matches!(at(4), 'ي' | 'ة'));
    let is_plural = n == 5 && at(2) == 'ا';
    let is_consonant = |letter: char| !matches!(letter, 'ا' | 'و' | 'ي' | 'ى' | 'ئ' | 'ؤ' | 'ء');
    let is_sound = if is_plural {
        is_consonant(at(1)) && is_consonant(at(3)) && is_consonant(at(4))
    } else {
        (1..4).all(|index| is_consonant(at(index)))
    };
    !is_wasl && (is_elative || is_plural) && is_sound
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, expect: Option<&str>) {
        assert_eq!(restore(word).as_deref(), expect, "{word}");
    }

    #[test]
    fn a_hamza_that_is_surely_missing_is_restored() {
        check("الى", Some("إلى"));
        check("اكد", Some("أكد"));
        check("امريكا", Some("أمريكا"));
        check("اسيا", Some("آسيا"));
    }

    #[test]
    fn what_begins_with_an_alif_may_have_lost_its_hamza() {
        let proclitic = |word| beginning(word).map(|beginning| beginning.proclitic);
        assert_eq!(proclitic("اوصل"), Some(""));
        assert_eq!(proclitic("وانعام"), Some("و"));
        assert_eq!(proclitic("بالاسود"), Some("بال"));
        for wasl in ["اعتمدتها", "وانفجارها", "استخدمه", "ولائحته", "لاندو", "فارغ", "كتاب"]
        {
            assert_eq!(proclitic(wasl), None, "{wasl}");
        }
    }

    #[test]
    fn proclitics_and_article_may_stand_before() {
        check("وامريكا", Some("وأمريكا"));
        check("الاسلام", Some("الإسلام"));
        check("للامم", Some("للأمم"));
        check("واكد", Some("وأكد"));
        check("فاذا", Some("فإذا"));
        check("بالاردن", Some("بالأردن"));
        check("الاعلام", Some("الإعلام"));
    }

    #[test]
    fn pattern_tells_after_the_article() {
        check("الاحمر", Some("الأحمر"));
        check("والاهلي", Some("والأهلي"));
        check("الاماكن", Some("الأماكن"));
        for wasl in ["الاقتصاد", "الانتخابات", "الاسمي", "الابن", "الابنة", "الاثنين", "الاستقلال", "الاتحاد", "الاطلاع"]
        {
            check(wasl, None);
        }
    }

    #[test]
    fn long_vowel_after_a_letter_is_no_madda() {
        check("وكالات", None);
        check("كاميرا", None);
        check("وكاميرا", None);
        check("واميرا", Some("وأميرا"));
        check("وكالة", None);
        check("بآلات", None);
        check("والالات", Some("والآلات"));
    }

    #[test]
    fn a_word_with_two_readings_stays() {
        check("ان", None);
        check("اما", None);
        check("انه", None);
        check("اعلام", None);
        check("واحد", None);
        check("واصل", None);
        check("ولاية", None);
    }

    #[test]
    fn wasl_and_written_hamza_stay() {
        check("اقتصاد", None);
        check("استقبل", None);
        check("ابن", None);
        check("أكد", None);
        check("المدينة", None);
    }
}
