//! Words with their vowels, as the tables of this room write them.

use std::ops::Range;

use super::Rule;
use super::lexeme::Spoken;
use super::unicode;

/// A word to speak from its vowelled spelling: `غُوغِل`.
pub(super) fn word(vowelled: &str, rule: Rule, source: Range<usize>) -> Spoken {
    Spoken::Word { text: bare(vowelled), hint: Some(shadda_first(vowelled)), rule, source }
}

/// The words of a vowelled phrase, all with the same source: `صَلَّى اللهُ عَلَيْهِ وَسَلَّمَ`.
pub(super) fn phrase(vowelled: &str, rule: Rule, source: &Range<usize>) -> Vec<Spoken> {
    vowelled.split_whitespace().map(|vowelled| word(vowelled, rule, source.clone())).collect()
}

/// The words of a phrase of which only the letters are known.
pub(super) fn phrase_as_printed(phrase: &str, rule: Rule, source: &Range<usize>) -> Vec<Spoken> {
    let speak = |text: &str| Spoken::Word { text: text.to_owned(), hint: None, rule, source: source.clone() };
    phrase.split_whitespace().map(speak).collect()
}

/// The words of a phrase from the tables of foreign names.
///
/// Short vowels that the letters do not tell are in the table, the rest is [`complete`]d; a phrase that begins with `=`
/// is Arabic, and only the marks it has are known.
pub(super) fn foreign(entry: &str, rule: Rule, source: &Range<usize>) -> Vec<Spoken> {
    let speak = |partial: &str| word(&complete(partial), rule, source.clone());
    let as_printed = |arabic: &str| {
        let has_marks = arabic.chars().any(unicode::is_arabic_mark);
        let hint = has_marks.then(|| shadda_first(arabic));
        Spoken::Word { text: bare(arabic), hint, rule, source: source.clone() }
    };
    match entry.strip_prefix('=') {
        Some(arabic) => arabic.split_whitespace().map(as_printed).collect(),
        None => entry.split_whitespace().map(speak).collect(),
    }
}

/// Writes the vowels of a foreign name that its letters tell: a long vowel is written, a consonant before a consonant or
/// at the end has none, and a cluster at the beginning is opened with i (u before u), as Arab readers do.
pub(super) fn complete(partial: &str) -> String {
    const FATHA: char = '\u{64E}';
    const DAMMA: char = '\u{64F}';
    const KASRA: char = '\u{650}';
    const SUKUN: char = '\u{652}';
    let (article, partial) = match partial.strip_prefix("ال") {
        Some(rest) if rest.chars().filter(|&value| !unicode::is_arabic_mark(value)).count() > 2 => ("ال", rest),
        _ => ("", partial),
    };
    let letters = letters(&shadda_first(partial));
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
            completed.push('\u{651}');
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
    if article.is_empty() { completed } else { super::proclitic::attach_vowelled(article, &completed) }
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
            Some(letter) if value == '\u{651}' => letter.doubled = true,
            Some(letter) if unicode::is_arabic_mark(value) => letter.vowel = Some(value),
            _ => letters.push(Letter { value, doubled: false, vowel: None }),
        }
    }
    letters
}

/// The letters without their marks.
pub(super) fn bare(vowelled: &str) -> String {
    vowelled.chars().filter(|&value| !unicode::is_arabic_mark(value)).collect()
}

/// Puts shadda before the vowel it shares a letter with: editors that compose text (NFC) turn the two around.
pub(super) fn shadda_first(vowelled: &str) -> String {
    const SHADDA: char = '\u{651}';
    let mut ordered: Vec<char> = vowelled.chars().collect();
    for marks in ordered.chunk_by_mut(|&left, &right| unicode::is_arabic_mark(left) && unicode::is_arabic_mark(right)) {
        marks.sort_by_key(|&mark| mark != SHADDA);
    }
    ordered.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(partial: &str, expect: &str) {
        assert_eq!(complete(partial), shadda_first(expect));
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

    #[test]
    fn marks_are_put_in_order_and_taken_off() {
        assert_eq!(shadda_first("مُحَم\u{64E}\u{651}د"), "مُحَم\u{651}\u{64E}د");
        assert_eq!(bare("مُحَم\u{64E}\u{651}د"), "محمد");
    }
}
