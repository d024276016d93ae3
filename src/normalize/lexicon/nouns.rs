//! The gender of the nouns that are counted, and which of them are persons.
//!
//! # Where the lexicon comes from
//! It was written for this project by hand: the nouns that Arabic news counts, taken from knowledge of the language and
//! not from a corpus or a dictionary file. Only what the rules below would get wrong has to be in it, and the common
//! nouns are there anyway so that a noun can be told from a verb.
//!
//! # The rules
//! A numeral looks at the *singular*: `مطارات` is masculine because `مطار` is. A word in `ة` is feminine, a sound
//! plural in `ون`/`ين` masculine; a plural in `ات` is feminine unless its singular is a verbal noun without `ة`
//! (`اجتماعات`, `تفجيرات`, `إضرابات`: told by their patterns) or stands in the list; the broken plural `فعائل` comes
//! mostly from a feminine singular (`وثائق`), the others mostly from a masculine one.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::table;
use crate::arabic::clitics::PRONOUNS;
use crate::arabic::marks;
use crate::normalize::grammar::Gender;

/// The gender that a numeral before this word agrees with; the word may be singular or plural, definite, or carry a
/// possessive pronoun, and may carry vowels.
pub(crate) fn gender(word: &str) -> Gender {
    let word = marks::letters(word);
    let known = listed(&word).or_else(|| possessed_feminine(&word)).or_else(|| without_hamza(&word));
    known.unwrap_or_else(|| by_pattern(&word))
}

/// The gender of a listed noun whose hamza print left out: `اسئلة`.
fn without_hamza(word: &str) -> Option<Gender> {
    let rest = word.strip_prefix('ا').filter(|rest| !rest.starts_with('ل'))?;
    ['أ', 'إ', 'آ'].into_iter().find_map(|first| listed(&format!("{first}{rest}")))
}

/// The feminine of a listed noun in `ة`, which is `ت` before a pronoun: `جلسته`, `نسختها`.
fn possessed_feminine(word: &str) -> Option<Gender> {
    let stem = PRONOUNS.iter().find_map(|suffix| word.strip_suffix(suffix))?;
    // ذكراها is of ذكرى.
    if let Some(root) = stem.strip_suffix('ا') {
        return lookup(&format!("{root}ى"));
    }
    let stem = stem.strip_suffix('ت')?;
    // مشاركته; a ت that belongs to the word follows a long vowel (توقيته, سكوته) or few letters (بيته).
    let by_shape = || (stem.chars().count() >= 5 && !stem.ends_with(['ي', 'و', 'ا'])).then_some(Gender::Feminine);
    lookup(&format!("{stem}ة")).or_else(by_shape)
}

/// Whether the lexicon has this very word.
pub(crate) fn is_listed(word: &str) -> bool {
    lookup(word).is_some()
}

/// Whether the lexicon has this very word, whatever it says of it.
pub(crate) fn has_row(word: &str) -> bool {
    NOUNS.contains_key(word)
}

/// Whether a word has the ending of a sound plural.
pub(crate) fn is_plural_by_shape(word: &str) -> bool {
    ["ات", "ون", "ين"].iter().any(|ending| word.ends_with(ending))
}

/// Whether the lexicon knows this word as a noun that is counted.
pub(crate) fn is_known(word: &str) -> bool {
    listed(&marks::letters(word)).is_some()
}

fn listed(word: &str) -> Option<Gender> {
    lookup(word).or_else(|| lookup(word.strip_suffix('ا')?)).or_else(|| lookup(word.strip_prefix("ال")?)).or_else(
        || {
            let stem = PRONOUNS.iter().find_map(|suffix| word.strip_suffix(suffix))?;
            lookup(stem)
                .or_else(|| lookup(&format!("{}ء", stem.strip_suffix('ئ')?)))
                .or_else(|| lookup(&format!("{}ة", stem.strip_suffix('ت')?)))
        },
    )
}

/// Whether a counted noun is a person, who can come, leave and attend.
pub(crate) fn is_person(word: &str) -> bool {
    let is_listed = |word: &str| NOUNS.get(word).is_some_and(|noun| noun.is_person);
    // مدربين: the plural of a person.
    is_listed(word) || ["ا", "ين", "ون"].iter().any(|ending| word.strip_suffix(ending).is_some_and(is_listed))
}

/// Whether a noun is a singular that takes its dual by its ending alone, and that news prints after 1 and 2.
pub(crate) fn is_singular(word: &str) -> bool {
    NOUNS.get(word).is_some_and(|noun| noun.is_singular)
}

/// The plural of a noun that news prints in the singular after 3 to 10 as well: `110 آية`.
pub(crate) fn plural(singular: &str) -> Option<&'static str> {
    // حملة, حملات: where the lexicon has the sound plural too.
    let sound =
        || NOUNS.get_key_value(format!("{}ات", singular.strip_suffix('ة')?).as_str()).map(|(&plural, _)| plural);
    PLURALS.get(singular).copied().or_else(sound)
}

/// The singular whose plural this word is, where either is listed.
pub(crate) fn singular(plural: &str) -> Option<String> {
    let sound = || plural.strip_suffix("ات").map(|stem| format!("{stem}ة")).filter(|singular| is_listed(singular));
    SINGULARS.get(plural).map(|&singular| singular.to_owned()).or_else(sound)
}

static SINGULARS: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| PLURALS.iter().map(|(&singular, &plural)| (plural, singular)).collect());

static PLURALS: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| table::pairs(table::PLURALS).collect());

/// The gender of a noun of the lexicon, where the lexicon tells it.
fn lookup(word: &str) -> Option<Gender> {
    NOUNS.get(word)?.gender
}

struct Listed {
    gender: Option<Gender>,
    is_person: bool,
    is_singular: bool,
}

static NOUNS: LazyLock<HashMap<&'static str, Listed>> = LazyLock::new(|| {
    let rows = table::rows(table::NOUNS);
    let noun = |[word, gender, traits]: [&'static str; 3]| {
        let has = |listed: &str| traits.split(' ').any(|found| found == listed);
        let listed = Listed { gender: table::gender(gender), is_person: has("person"), is_singular: has("singular") };
        (word, listed)
    };
    rows.map(noun).collect()
});

/// The gender that the shape of a word makes likely.
fn by_pattern(word: &str) -> Gender {
    use Gender::{Feminine, Masculine};
    let word = word.strip_prefix("ال").filter(|rest| rest.chars().count() > 2).unwrap_or(word);
    let letters: Vec<char> = word.chars().collect();
    match letters.as_slice() {
        // أسلحة, أجهزة, أنظمة, أندية, أدوية, أئمة: plurals, all from masculine singulars.
        ['أ', _, _, _, 'ة'] | ['أ', _, _, 'ة'] => Masculine,
        // The same without its hamza; but اجازة, اشارة.
        ['ا', _, third, _, 'ة'] if *third != 'ا' => Masculine,
        // قضاة, رماة, ولاة: plurals of people. قناة, فتاة, مباراة, وفاة are listed.
        [_, _, 'ا', 'ة'] => Masculine,
        // قراصنة, أساقفة, صيادلة: people again; but بطارية, مبادرة.
        [first, _, 'ا', _, before_last, 'ة'] if *first != 'م' && *before_last != 'ي' => Masculine,
        [.., 'ة'] => Feminine,
        // ضحايا, قضايا, خلايا.
        [_, _, 'ا', 'ي', 'ا'] => Feminine,
        [.., 'و', 'ن'] | [.., 'ي', 'ن'] => Masculine,
        [stem @ .., 'ا', 'ت'] if stem.len() >= 2 => {
            by_singular(stem).unwrap_or_else(|| by_stem_of_sound_plural(stem))
        }
        // مبنى, مستوى, مقهى, معنى.
        ['م', .., 'ى'] => Masculine,
        // ذكرى, دعوى, شكوى.
        [_, _, _, 'ى'] => Feminine,
        // وثائق, رسائل, جرائم.
        [_, _, 'ا', 'ئ', _] => Feminine,
        _ => Masculine,
    }
}

/// The gender of the singular of a plural in `ات`, where the lexicon has it. The plural of a person is one of women.
fn by_singular(stem: &[char]) -> Option<Gender> {
    let masculine: String = stem.iter().collect();
    let feminine = || lookup(&format!("{masculine}ة"));
    // Short stems are those of many words: حمل, حملة.
    let bare = || (stem.len() >= 4 && !masculine.ends_with('ي')).then(|| lookup(&masculine)).flatten();
    if is_person(&masculine) { Some(Gender::Feminine) } else { feminine().or_else(bare) }
}

/// The gender of the singular of a plural in `ات`: verbal nouns without `ة` are masculine, and so are participles of things
/// and what was borrowed.
fn by_stem_of_sound_plural(stem: &[char]) -> Gender {
    use Gender::{Feminine, Masculine};
    match stem {
        [.., 'ي'] => Feminine,
        // لقاءات, إعفاءات, فضاءات; the feminine ones (قراءات) are listed.
        [.., 'ا', 'ء'] => Masculine,
        // إصابات, إقامات (hollow, with ة in the singular) against إضرابات, إجراءات.
        ['إ', _, 'ا', _] => Feminine,
        ['إ', _, _, 'ا', _] => Masculine,
        // استقالات, استشارات against استثمارات, استطلاعات.
        ['ا', 'س', 'ت', _, 'ا', _] => Feminine,
        // انتفاضات, انتكاسات are listed; اجتماعات, انفجارات, اتفاقات, ادعاءات.
        ['ا', .., 'ا', _] if stem.len() >= 5 => Masculine,
        // تفجيرات, تصريحات, تهديدات.
        ['ت', _, _, 'ي', _] => Masculine,
        // تطورات, تدخلات, توقعات; تجاوزات, تنازلات, تحالفات.
        ['ت', _, _, _] | ['ت', _, 'ا', _, _] => Masculine,
        // مولدات, مقترحات, مخطوطات; those of women begin with مت and مست as often as not.
        ['م', second, third, _, ..] if !matches!(second, 'ا' | 'ت' | 'س') && *third != 'ا' => Masculine,
        // ميكروفونات, كمبيوترات: no Arabic stem is so long.
        [first, _, _, _, _, _, ..] if *first != 'م' => Masculine,
        _ => Feminine,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plural_in_at_has_the_gender_of_its_singular() {
        for masculine in ["مولدات", "مقترحات", "ميكروفونات", "تفجيرات", "مشغلات"] {
            assert_eq!(gender(masculine), Gender::Masculine, "{masculine}");
        }
        // Women, and what has ة in the singular.
        for feminine in ["مهندسات", "ممثلات", "حملات", "محادثات", "مذكرات"] {
            assert_eq!(gender(feminine), Gender::Feminine, "{feminine}");
        }
    }

    #[test]
    fn a_feminine_has_the_sound_plural_that_the_lexicon_has() {
        assert_eq!(plural("حملة"), Some("حملات"));
        assert_eq!(plural("سلة"), Some("سلال"));
        assert_eq!(plural("كتاب"), None);
    }
}
