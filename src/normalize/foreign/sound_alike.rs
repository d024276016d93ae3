//! Whether a name in Latin letters and one in Arabic letters are the same: `Standard Chartered` and `ستاندرد تشارترد`,
//! `iOS` and `آي أو إس`.
//!
//! The two are aligned as strings are in an edit distance, by graphemes: each consonant of the one must have its like in
//! the other; vowels may be written or not, in any way; a Latin letter may also be told by its name. How Arabic print
//! spells foreign sounds is known to nobody for certain (`غوغل`, `جوجل`, `قوقل`), so that every usual letter is allowed:
//! `data/latin_sounds.tsv` and `data/latin_letters.tsv` have them.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::transliterate::fold;
use crate::normalize::lexicon::table;

/// Whether the words are the same name. Words of one script stand together: where one is cut does not matter.
pub(crate) fn is_same_name(arabic: &[&str], latin: &[&str]) -> bool {
    let arabic: Vec<char> = folded(arabic);
    let without_article =
        latin.split_first().filter(|(first, rest)| first.eq_ignore_ascii_case("the") && !rest.is_empty());
    let without_form = latin.split_last().filter(|(last, rest)| is_form_of_company(last) && !rest.is_empty());
    let candidates = [Some(latin), without_article.map(|(_, rest)| rest), without_form.map(|(_, rest)| rest)];
    candidates.into_iter().flatten().any(|latin| {
        let latin = Latin::of(latin);
        let limit = match latin.n_consonants {
            0 | 1 => 0,
            2..=6 => CONSONANT - 1,
            // Of many consonants one may be silent or misprinted.
            _ => 2 * CONSONANT - 1,
        };
        cost(&arabic, &latin, limit).is_some_and(|cost| cost <= limit)
    })
}

/// `Ltd` and its like after a name, which Arabic print leaves out.
fn is_form_of_company(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "ltd" | "inc" | "corp" | "co" | "llc" | "plc" | "sa" | "ag" | "gmbh" | "limited" | "group"
    )
}

/// What a consonant without its like costs, and what a vowel that is not written does.
const CONSONANT: usize = 100;
const VOWEL: usize = 2;
const SILENT: usize = 25;

/// Letters of Latin words, with what of the words matters.
struct Latin {
    letters: Vec<char>,
    /// Whether the letter may be told by its name: a capital, or a letter of a short word.
    is_named: Vec<bool>,
    /// Whether the letter may be a sound of its word: not in capitals without a vowel, as `CNN`.
    is_sounded: Vec<bool>,
    n_consonants: usize,
}

impl Latin {
    fn of(words: &[&str]) -> Self {
        let mut latin = Self { letters: Vec::new(), is_named: Vec::new(), is_sounded: Vec::new(), n_consonants: 0 };
        for word in words {
            let is_short = word.chars().count() <= 3;
            let is_sounded = word.chars().count() == 1
                || word.chars().any(|letter| is_vowel(letter.to_ascii_lowercase()) || !letter.is_uppercase());
            for letter in word.chars() {
                let is_named = is_short || letter.is_uppercase();
                for plain in fold(letter).filter(char::is_ascii_alphanumeric) {
                    latin.n_consonants += usize::from(!is_vowel(plain));
                    latin.letters.push(plain);
                    latin.is_named.push(is_named);
                    latin.is_sounded.push(is_sounded);
                }
            }
        }
        latin
    }
}

/// The letters that are heard, alif without its hamza: `آي أو إس` is `اياواس`.
fn folded(words: &[&str]) -> Vec<char> {
    // The article before the name is none of it.
    let article = words.first().and_then(|word| word.strip_prefix("ال")).filter(|rest| rest.chars().count() > 2);
    let n_passed = if article.is_some() { 2 } else { 0 };
    let joined = words.iter().flat_map(|word| word.chars()).skip(n_passed);
    joined
        .filter_map(|letter| match letter {
            'أ' | 'إ' | 'آ' => Some('ا'),
            'ء' => None,
            'ؤ' => Some('و'),
            'ئ' | 'ى' => Some('ي'),
            letter => Some(letter),
        })
        .collect()
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

/// The least cost of the whole of the one beside the whole of the other, as far as it is no more than `limit`.
fn cost(arabic: &[char], latin: &Latin, limit: usize) -> Option<usize> {
    let (n_arabic, n_latin) = (arabic.len(), latin.letters.len());
    // A letter has two sounds at most, or a name of six letters.
    let n_named = latin.is_named.iter().filter(|&&is_named| is_named).count();
    let longest = 2 * n_latin + 4 * n_named + 4;
    if n_arabic == 0 || n_latin == 0 || n_arabic > longest || n_latin > 4 * n_arabic || n_latin > 80 {
        return None;
    }
    let mut best = vec![vec![usize::MAX; n_arabic + 1]; n_latin + 1];
    best[0][0] = 0;
    for at in 0..=n_latin {
        let sounds = sounds_at(latin, at);
        for arabic_at in 0..=n_arabic {
            // What has cost too much already cannot become the same name.
            let so_far = best[at][arabic_at];
            if so_far > limit {
                continue;
            }
            let mut reach = |taken: usize, heard: usize, cost: usize| {
                let cell = &mut best[at + taken][arabic_at + heard];
                *cell = (*cell).min(so_far + cost);
            };
            if let Some(&letter) = arabic.get(arabic_at) {
                reach(0, 1, if is_arabic_vowel(letter) { VOWEL } else { CONSONANT });
            }
            if at < n_latin {
                reach(1, 0, cost_of_silence(latin, at));
            }
            for &(length, sound) in &sounds {
                if starts_with(&arabic[arabic_at..], sound) {
                    reach(length, sound.chars().count(), 0);
                }
            }
            if at < n_latin && latin.letters[at].is_ascii_digit() && arabic.get(arabic_at) == Some(&latin.letters[at]) {
                reach(1, 1, 0);
            }
        }
    }
    Some(best[n_latin][n_arabic])
}

/// What the letters from `at` on may be heard as: how many letters it takes, and the Arabic letters.
fn sounds_at(latin: &Latin, at: usize) -> Vec<(usize, &'static str)> {
    let Some(first) = latin.letters.get(at) else { return Vec::new() };
    let of = |table: &'static HashMap<char, Vec<(&'static str, &'static str)>>| table.get(first).into_iter().flatten();
    let stands = |grapheme: &str| {
        let stretch = latin.letters.get(at..at + grapheme.len());
        stretch.is_some_and(|stretch| stretch.iter().copied().eq(grapheme.chars()))
    };
    let graphemes = of(&GRAPHEMES).filter(|(grapheme, _)| latin.is_sounded[at] && stands(grapheme));
    let names = of(&NAMES).filter(|_| latin.is_named[at]);
    graphemes
        .chain(names)
        .flat_map(|&(latin, arabic)| arabic.split(' ').map(move |sound| (latin.len(), sound)))
        .collect()
}

/// What a Latin letter costs that is not heard: a vowel, a doubled consonant, `h`; a silent end.
fn cost_of_silence(latin: &Latin, at: usize) -> usize {
    let letter = latin.letters[at];
    let is_doubled = at > 0 && latin.letters[at - 1] == letter && letter.is_ascii_alphabetic();
    match letter {
        _ if is_vowel(letter) => VOWEL,
        _ if is_doubled && latin.is_sounded[at] => 0,
        'h' | 'w' => SILENT,
        's' | 't' | 'x' | 'z' | 'p' if at + 1 == latin.letters.len() => SILENT,
        _ => CONSONANT,
    }
}

fn is_arabic_vowel(letter: char) -> bool {
    matches!(letter, 'ا' | 'و' | 'ي' | 'ة' | 'ه' | 'ع')
}

fn starts_with(arabic: &[char], sound: &str) -> bool {
    let length = sound.chars().count();
    arabic.len() >= length && arabic.iter().copied().take(length).eq(sound.chars())
}

/// Graphemes and the letters that print writes for them, by their first letter.
static GRAPHEMES: LazyLock<HashMap<char, Vec<(&'static str, &'static str)>>> =
    LazyLock::new(|| by_first_letter(table::LATIN_SOUNDS));

/// The names of Latin letters as print spells them.
static NAMES: LazyLock<HashMap<char, Vec<(&'static str, &'static str)>>> =
    LazyLock::new(|| by_first_letter(table::LATIN_LETTERS));

fn by_first_letter(table: &'static str) -> HashMap<char, Vec<(&'static str, &'static str)>> {
    let mut found: HashMap<char, Vec<_>> = HashMap::new();
    for (latin, arabic) in table::pairs(table) {
        found.entry(latin.chars().next().unwrap_or_default()).or_default().push((latin, arabic));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(arabic: &str, latin: &str) -> bool {
        let arabic: Vec<&str> = arabic.split(' ').collect();
        is_same_name(&arabic, &latin.split([' ', '-']).collect::<Vec<_>>())
    }

    #[test]
    fn names_in_two_scripts() {
        for (arabic, latin) in [
            ("سامسونغ", "Samsung"),
            ("ستاندرد تشارترد", "Standard Chartered"),
            ("الغارديان", "The Guardian"),
            ("آي أو إس", "iOS"),
            ("يو إس بي سي", "USB-C"),
            ("ميني إتش دي إم آي", "mini-HDMI"),
            ("فاو", "FAO"),
            ("ناسا", "NASA"),
            ("لينوكس", "Linux"),
            ("باين فون", "PinePhone"),
            ("وول ستريت جورنال", "The Wall Street Journal"),
            ("سيسكو سيستمز آي إن سي", "Cisco Systems Inc"),
            ("غالاكسي إس 22", "Galaxy S22"),
            ("سي", "C"),
            ("جوجل", "Google"),
        ] {
            assert!(same(arabic, latin), "{arabic} {latin}");
        }
    }

    #[test]
    fn translations_and_other_names() {
        for (arabic, latin) in [
            ("الأمم المتحدة", "UN"),
            ("منظمة الصحة العالمية", "WHO"),
            ("النسخة المنزلية", "Home Edition"),
            ("القط", "Cat"),
            ("غوغل", "Google Play"),
            ("أبل", "Apple Watch"),
            ("الجيل الخامس", "5G"),
            ("غالاكسي إس 22", "Galaxy S23"),
            ("الشمس", "Sun"),
            ("بغداد", "Bagdam"),
            ("علي", "UN"),
            ("قناة", "CNN"),
        ] {
            assert!(!same(arabic, latin), "{arabic} {latin}");
        }
    }
}
