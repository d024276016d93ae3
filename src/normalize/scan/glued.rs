//! Words that print has run together, where it can be seen that they are two: `المباراةالأخيرة`, `وقدأعلن`, `مايخص`,
//! `دورالستة`. Only what can be no word of its own is parted.

use crate::arabic::{clitics, marks};
use crate::normalize::grammar::{Case, Form, Gender, number};
use crate::normalize::lexicon::words::List;
use crate::normalize::lexicon::{governors, nouns};

/// The two words that a word is, if it surely is two.
pub(super) fn parts(word: &str) -> Option<(String, String)> {
    if word.len() > LONGEST || marks::has_marks(word) {
        return None;
    }
    let cut = after_ta(word)
        .or_else(|| after_particle(word))
        .or_else(|| after_ma(word))
        .or_else(|| after_la(word))
        .or_else(|| before_article(word))?;
    Some((word.get(..cut)?.to_owned(), word.get(cut..)?.to_owned()))
}

/// No two words are longer together, in bytes. Each place where the article may begin is tried, so that a run of them costs
/// the square of its length.
const LONGEST: usize = 64;

/// `المباراةالأخيرة`: `ة` ends a word.
fn after_ta(word: &str) -> Option<usize> {
    let cut = word.find('ة')? + 'ة'.len_utf8();
    let (first, rest) = (word.get(..cut)?, word.get(cut..)?);
    // Prefixes make no word of what is none without them: `الـ اةاا` is joined before it is read again.
    let stem = first.strip_prefix(['و', 'ف']).unwrap_or(first);
    let stem = stem.strip_prefix(['ب', 'ل', 'ك']).unwrap_or(stem);
    let stem = stem.strip_prefix("ال").unwrap_or(stem);
    let is_word = stem.chars().count() >= 4 || nouns::is_listed(first) || nouns::is_listed(stem);
    (is_word && rest.chars().count() >= 2 && !rest.starts_with(['ة', 'ء'])).then_some(cut)
}

/// `وقدأعلن`: no word has a hamza on its alif there.
fn after_particle(word: &str) -> Option<usize> {
    let particle = ["وقد", "فقد", "لقد", "ولقد", "قد"].into_iter().find(|particle| {
        word.strip_prefix(particle).is_some_and(|rest| rest.starts_with(['أ', 'إ', 'آ']) && rest.chars().count() >= 4)
    })?;
    Some(particle.len())
}

/// `مايخص`: what begins with `ماي` is a name more often (`مايكل`), so that only verbs of the lexicon follow, and those whose
/// shape no name has.
fn after_ma(word: &str) -> Option<usize> {
    let is_verb = |verb: &str| {
        let letters: Vec<char> = verb.chars().collect();
        let is_shaped = matches!(
            letters.as_slice(),
            // يتعلق, يتفاوت, يستدعي; but مايسترو.
            ['ي' | 'ت', 'ت', _, _, _] | ['ي' | 'ت', 'ت', _, 'ا', _, _] | ['ي' | 'ت', 'س', 'ت', _, _, _]
        );
        let is_imperfect = matches!(letters.as_slice(), ['ي' | 'ت', _, _, _, ..]);
        is_shaped || List::VerbsAfterMa.has(verb) || is_imperfect && governors::verb(verb).is_some()
    };
    let is_verb = |rest: &str| is_verb(rest) || clitics::without_pronoun(rest).is_some_and(is_verb);
    let prefix = ["ما", "وما", "فما"].into_iter().find(|prefix| word.strip_prefix(prefix).is_some_and(is_verb))?;
    Some(prefix.len())
}

/// `لايكون`: what begins with `لاي` is a name at times (`لايبتسيغ`), and with `لات` too (`لاتفيا`), so that only verbs of the
/// lexicon follow, with a pronoun or without.
fn after_la(word: &str) -> Option<usize> {
    let is_verb = |verb: &str| {
        let is_imperfect = verb.starts_with('ي') || verb.starts_with('ت') && verb.chars().count() >= 4;
        is_imperfect && (governors::verb(verb).is_some() || List::VerbsAfterMa.has(verb))
    };
    let is_verb = |rest: &str| is_verb(rest) || clitics::without_pronoun(rest).is_some_and(is_verb);
    let prefix = ["لا", "ولا", "فلا"].into_iter().find(|prefix| word.strip_prefix(prefix).is_some_and(is_verb))?;
    Some(prefix.len())
}

/// `دورالستة`: a noun of the lexicon and a word with the article that the lexicon knows too, or that is a number.
fn before_article(word: &str) -> Option<usize> {
    let is_definite = |rest: &str| {
        let stem = rest.strip_prefix("ال").unwrap_or_default();
        let is_hamza = stem.starts_with(['أ', 'إ', 'آ']) && stem.chars().count() >= 4;
        let is_number = || (3..=10).chain([16]).any(|number| is_name_of(stem, number));
        stem.chars().count() >= 3 && (is_hamza || nouns::is_listed(stem) || is_number())
    };
    let is_noun = |first: &str| {
        let stem = first.strip_prefix(['و', 'ب', 'ل']).unwrap_or(first);
        let is_named =
            |stem: &str| [List::Ranked, List::BearersOfNames, List::Actors].iter().any(|list| list.has(stem));
        let is_head = |stem: &str| stem.chars().count() >= 3 && (nouns::has_row(stem) || is_named(stem));
        is_head(first) || is_head(stem)
    };
    let cuts = word.match_indices("ال").map(|(cut, _)| cut).filter(|&cut| cut > 0);
    // أسعارالنفط, وزيرالمالية, الوزراءالجديد: after a letter that does not join, the missing space is not seen, and the
    // second word may be any.
    let is_parted = |first: &str, rest: &str| {
        let letters: Vec<char> = first.chars().collect();
        let is_broken_plural = matches!(letters.as_slice(), ['أ', _, _, 'ا', _]);
        let is_head = letters.len() >= 4 && (is_noun(first) || is_broken_plural);
        let ends_word = letters.len() >= 4 && first.ends_with("اء");
        let has_word = rest.chars().count() >= 5;
        has_word && (ends_word || is_head && first.ends_with(['ر', 'د', 'ذ', 'ز']))
    };
    let mut found = cuts.filter(|&cut| {
        let halves = word.get(..cut).zip(word.get(cut..));
        halves.is_some_and(|(first, rest)| is_noun(first) && is_definite(rest) || is_parted(first, rest))
            && !nouns::is_known(word)
    });
    found.next()
}

fn is_name_of(stem: &str, value: u64) -> bool {
    let forms = [Gender::Masculine, Gender::Feminine].map(|gender| Form { gender, ..Form::plain(Case::Genitive) });
    forms.into_iter().any(|form| number::cardinal(value, form).first().is_some_and(|word| marks::bare(word) == stem))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, expect: &str) {
        let found = parts(word).map_or_else(|| word.to_owned(), |(first, second)| format!("{first} {second}"));
        assert_eq!(found, expect);
    }

    #[test]
    fn two_words() {
        check("المباراةالأخيرة", "المباراة الأخيرة");
        check("سنةوهو", "سنة وهو");
        check("وقدأعلن", "وقد أعلن");
        check("مايخص", "ما يخص");
        check("ومايتعلق", "وما يتعلق");
        check("ماتستحق", "ما تستحق");
        check("مايستدعيه", "ما يستدعيه");
        check("لايكون", "لا يكون");
        check("ولايقل", "ولا يقل");
        check("مديرالمدرسة", "مدير المدرسة");
        check("مجلسالوزراء", "مجلس الوزراء");
        check("دورالستة", "دور الستة");
        check("أسعارالنفط", "أسعار النفط");
        check("وزيرالمالية", "وزير المالية");
        check("أسعارالعملات", "أسعار العملات");
        check("الوزراءالجديد", "الوزراء الجديد");
    }

    #[test]
    fn one_word() {
        for word in [
            "مايو",
            "مايكل",
            "مايوركا",
            "مايسترو",
            "مايتنر",
            "ماتيس",
            "ماتادور",
            "لاتفيا",
            "لايدن",
            "لايف",
            "لاتين",
            "جمالية",
            "رسالة",
            "احتمالات",
            "دولارات",
            "مجالات",
            "حالات",
            "رجالات",
            "قدأ",
            "وكالات",
            "شمالا",
            "نضالات",
            "جبالنا",
            "أعمالها",
            "استقالة",
            "إيصالات",
            "مبارياتهما",
            "فيدرالية",
            "ليبرالية",
            "لقاءات",
            "نيوزيلندا",
        ] {
            check(word, word);
        }
    }
}
