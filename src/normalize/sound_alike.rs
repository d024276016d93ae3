//! Whether a name in Latin letters and one in Arabic letters are the same: `Standard Chartered` and `ستاندرد تشارترد`,
//! `iOS` and `آي أو إس`.
//!
//! The two are aligned as strings are in an edit distance, by graphemes: each consonant of the one must have its like in
//! the other; vowels may be written or not, in any way; a Latin letter may also be told by its name. How Arabic print
//! spells foreign sounds is known to nobody for certain (`غوغل`, `جوجل`, `قوقل`), so that every usual letter is allowed.

/// Whether the words are the same name. Words of one script stand together: where one is cut does not matter.
pub(super) fn is_same_name(arabic: &[String], latin: &[&str]) -> bool {
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
        cost(&arabic, &latin).is_some_and(|cost| cost <= limit)
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
                for plain in super::transliterate::fold(letter).filter(char::is_ascii_alphanumeric) {
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
fn folded(words: &[String]) -> Vec<char> {
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

/// The least cost of the whole of the one beside the whole of the other.
fn cost(arabic: &[char], latin: &Latin) -> Option<usize> {
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
        for arabic_at in 0..=n_arabic {
            let so_far = best[at][arabic_at];
            if so_far == usize::MAX {
                continue;
            }
            let mut reach = |taken: usize, heard: usize, cost: usize| {
                let cell = &mut best[at + taken][arabic_at + heard];
                *cell = (*cell).min(so_far + cost);
            };
            if let Some(&letter) = arabic.get(arabic_at) {
                reach(0, 1, if is_arabic_vowel(letter) { VOWEL } else { CONSONANT });
            }
            if at == n_latin {
                continue;
            }
            let rest = &latin.letters[at..];
            reach(1, 0, cost_of_silence(latin, at));
            for (grapheme, sounds) in GRAPHEMES.iter().filter(|_| latin.is_sounded[at]) {
                let length = grapheme.len();
                let begins = grapheme.starts_with(rest[0]);
                if begins && rest.len() >= length && rest.iter().copied().take(length).eq(grapheme.chars()) {
                    for sound in sounds.split(' ') {
                        if starts_with(&arabic[arabic_at..], sound) {
                            reach(length, sound.chars().count(), 0);
                        }
                    }
                }
            }
            let names = NAMES.iter().find(|(letter, _)| *letter == rest[0]).map(|&(_, names)| names);
            for name in names.filter(|_| latin.is_named[at]).unwrap_or_default().split_whitespace() {
                if starts_with(&arabic[arabic_at..], name) {
                    reach(1, name.chars().count(), 0);
                }
            }
            if rest[0].is_ascii_digit() && arabic.get(arabic_at) == Some(&rest[0]) {
                reach(1, 1, 0);
            }
        }
    }
    Some(best[n_latin][n_arabic])
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

/// Graphemes and the letters that print writes for them.
const GRAPHEMES: &[(&str, &str)] = &[
    ("tsch", "تش"),
    ("sch", "ش سك"),
    ("tch", "تش ش"),
    ("chr", "كر"),
    ("ch", "تش ش ك خ چ"),
    ("ck", "ك ق"),
    ("cq", "ك"),
    ("cc", "ك كس تش"),
    ("sc", "س سك ش"),
    ("sh", "ش"),
    ("ss", "س ش ص"),
    ("tion", "شن شيون شين سيون"),
    ("ph", "ف"),
    ("th", "ث ت ذ ط ز س"),
    ("kh", "خ ك"),
    ("gh", "غ ج"),
    ("gn", "ني ن"),
    ("gu", "غ ج غو جو"),
    ("dh", "ذ د ض ظ"),
    ("dj", "ج"),
    ("dge", "دج ج"),
    ("qu", "ك كو ق كي"),
    ("zh", "ج ز"),
    ("ts", "تس ز س"),
    ("tz", "تز تس"),
    ("x", "كس ز اكس س خ"),
    ("b", "ب"),
    ("c", "ك س ق تش ش ص"),
    ("d", "د ض"),
    ("f", "ف"),
    ("g", "غ ج ق ك گ ش"),
    ("h", "ه ح"),
    ("j", "ج ي خ ه ش دج"),
    ("k", "ك ق"),
    ("l", "ل"),
    ("m", "م"),
    ("n", "ن"),
    ("p", "ب پ"),
    ("q", "ق ك"),
    ("r", "ر"),
    ("s", "س ص ز ش"),
    ("t", "ت ط"),
    ("v", "ف ڤ و ب"),
    ("w", "و ف"),
    ("z", "ز س تس تز ظ ذ"),
    ("a", "ا ي ه ة ع و"),
    ("e", "ي ا ه ة و ع"),
    ("i", "ي ا اي ع"),
    ("o", "و ا ع"),
    ("u", "و ا يو ي ع"),
    ("y", "ي اي"),
];

/// The names of Latin letters as print spells them, alif without its hamza.
const NAMES: &[(char, &str)] = &[
    ('a', "ايه اي"),
    ('b', "بي"),
    ('c', "سي"),
    ('d', "دي"),
    ('e', "اي"),
    ('f', "اف"),
    ('g', "جي"),
    ('h', "اتش ايتش"),
    ('i', "اي"),
    ('j', "جيه جي جاي"),
    ('k', "كي كيه كا كاي"),
    ('l', "ال ايل"),
    ('m', "ام"),
    ('n', "ان"),
    ('o', "او"),
    ('p', "بي"),
    ('q', "كيو"),
    ('r', "ار"),
    ('s', "اس"),
    ('t', "تي"),
    ('u', "يو"),
    ('v', "في"),
    ('w', "دبليو دابليو"),
    ('x', "اكس"),
    ('y', "واي"),
    ('z', "زد زي زيد"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn same(arabic: &str, latin: &str) -> bool {
        let arabic: Vec<String> = arabic.split(' ').map(str::to_owned).collect();
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
