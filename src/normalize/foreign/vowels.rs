//! The vowels of foreign names, as Arab readers give them.

use std::ops::Range;

use crate::arabic::clitics;
use crate::arabic::marks::{self, DAMMA, FATHA, KASRA, SHADDA, SUKUN, is_mark};
use crate::normalize::output::Rule;
use crate::normalize::spoken::Spoken;

/// The words of a phrase from the tables of foreign names.
///
/// Short vowels that the letters do not tell are in the table, the rest is completed; a phrase that begins with `=`
/// is Arabic, and only the marks it has are known.
pub(crate) fn say(entry: &str, rule: Rule, source: &Range<usize>) -> Vec<Spoken> {
    let speak = |partial: &str| Spoken::vowelled(&complete(partial), rule, source);
    let as_printed = |arabic: &str| {
        let hint = marks::has_marks(arabic).then(|| marks::shadda_first(arabic));
        Spoken::Word { text: marks::bare(arabic), hint, rule, source: source.clone() }
    };
    match entry.strip_prefix('=') {
        Some(arabic) => arabic.split_whitespace().map(as_printed).collect(),
        None => entry.split_whitespace().map(speak).collect(),
    }
}

/// Writes the vowels of a foreign name that its letters tell: a long vowel is written, a consonant before a consonant or
/// at the end has none, and a cluster at the beginning is opened with i (u before u), as Arab readers do.
pub(crate) fn complete(partial: &str) -> String {
    let (article, partial) = match partial.strip_prefix("ال") {
        Some(rest) if rest.chars().filter(|&value| !is_mark(value)).count() > 2 => ("ال", rest),
        _ => ("", partial),
    };
    let letters = letters(&marks::shadda_first(partial));
    let has_vowel = |at: usize| letters.get(at).is_some_and(|letter| letter.vowel.is_some());
    let mut is_long = vec![false; letters.len()];
    for at in 1..letters.len() {
        let (before, letter) = (&letters[at - 1], &letters[at]);
        let after_consonant = !is_long[at - 1] && !matches!(before.value, 'آ');
        // A glide before another vowel: `ليوناردو` is liyuunaarduu. A mark on the letter before says otherwise.
        let is_bare = |at: usize| letters.get(at).is_some_and(|letter| letter.vowel.is_none() && !letter.doubled);
        let other_vowel_follows = before.vowel.is_none()
            && matches!(
                (letter.value, letters.get(at + 1).map(|next| next.value)),
                ('و', Some('ي')) | ('ي', Some('و'))
            )
            && is_bare(at + 1)
            && letters.get(at + 2).is_none_or(|next| next.value != 'ا');
        let vowel_follows =
            other_vowel_follows || letters.get(at + 1).is_some_and(|next| matches!(next.value, 'ا' | 'ى'));
        is_long[at] = match letter.value {
            'ا' | 'ى' => true,
            'و' => {
                !has_vowel(at)
                    && !letter.doubled
                    && after_consonant
                    && !vowel_follows
                    && matches!(before.vowel, None | Some(DAMMA))
            }
            'ي' => {
                !has_vowel(at)
                    && !letter.doubled
                    && after_consonant
                    && !vowel_follows
                    && matches!(before.vowel, None | Some(KASRA))
            }
            _ => false,
        };
    }
    let mut completed = String::new();
    for (at, letter) in letters.iter().enumerate() {
        completed.push(letter.value);
        if letter.doubled {
            completed.push(SHADDA);
        }
        let next = letters.get(at + 1);
        let next_vowel = next.filter(|_| is_long[at + 1]).map(|next| match next.value {
            'و' => DAMMA,
            'ي' => KASRA,
            _ => FATHA,
        });
        let opens_cluster = at == 0 && next.is_some();
        let vowel = match letter.value {
            _ if is_long[at] || letter.value == 'آ' => None,
            _ if letter.vowel.is_some() => letter.vowel,
            _ if next_vowel.is_some() => next_vowel,
            _ if next.is_some_and(|next| next.value == 'ة') => Some(FATHA),
            // A glide before alif: ديا is said diyaa, دوا is duwaa.
            _ if next.is_some_and(|next| matches!(next.value, 'ي' | 'و')) && is_long.get(at + 2) == Some(&true) => {
                Some(if next.is_some_and(|next| next.value == 'ي') { KASRA } else { DAMMA })
            }
            'ة' => None,
            'إ' => Some(KASRA),
            'أ' if opens_cluster => Some(FATHA),
            'ا' => None,
            _ if opens_cluster => {
                let follows_u = letters.get(at + 2).is_some_and(|letter| letter.value == 'و' && is_long[at + 2]);
                Some(if follows_u { DAMMA } else { KASRA })
            }
            _ => Some(SUKUN),
        };
        // `إي` and `أو` at the beginning are long; the table's own sukun at the beginning opens a cluster too.
        let vowel = if opens_cluster && vowel == Some(SUKUN) { Some(KASRA) } else { vowel };
        completed.extend(vowel);
    }
    if article.is_empty() { completed } else { clitics::attach_vowelled(article, &completed) }
}

/// A letter and its marks.
struct Letter {
    value: char,
    doubled: bool,
    vowel: Option<char>,
}

fn letters(vowelled: &str) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::new();
    for value in vowelled.chars() {
        match letters.last_mut() {
            Some(letter) if value == SHADDA => letter.doubled = true,
            Some(letter) if is_mark(value) => letter.vowel = Some(value),
            _ => letters.push(Letter { value, doubled: false, vowel: None }),
        }
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(partial: &str, expect: &str) {
        assert_eq!(complete(partial), marks::shadda_first(expect));
    }

    #[test]
    fn long_vowels_tell_the_short_ones() {
        check("سُوني", "سُونِي");
        check("سامسونغ", "سَامْسُونْغْ");
        check("واتسابْ", "وَاتْسَابْ");
        check("ياهُو", "يَاهُو");
    }

    #[test]
    fn clusters_at_the_beginning_are_opened() {
        check("برُوكسِل", "بُرُوكْسِلْ");
        check("تْوِيتَر", "تِوِيتَرْ");
        check("فرانس", "فِرَانْسْ");
    }

    #[test]
    fn initial_hamza_and_diphthongs() {
        check("إنتِل", "إِنْتِلْ");
        check("أُوبِر", "أُوبِرْ");
        check("آيفون", "آيْفُونْ");
        check("داو", "دَاوْ");
        check("ليوناردو", "لِيُونَارْدُو");
        check("الغارديان", "الْغَارْدِيَانْ");
        check("التايمز", "التَّايْمْزْ");
    }
}
