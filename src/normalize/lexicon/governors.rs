//! The words before a number that decide its case: particles, nouns that govern as they do, and verbs; by the tables, and
//! by their shapes where no table has them.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::words::List;
use super::{nouns, table};
use crate::arabic::clitics::{self, Analysis};

/// What a word that is no finite verb does to a number after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Particle {
    /// Puts it into the genitive: prepositions, quantifiers, nouns that stand before a number as its first term.
    Genitive,
    Accusative,
    Nominative,
    /// The number goes on in the case of the one before.
    Joins,
    /// Adds time or manner and changes nothing.
    Adverb,
}

/// What a number after a verb is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    Object,
    Subject,
    /// The predicate of `كان` and its sisters.
    Predicate,
}

/// What else is known of some verbs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trait {
    /// Says how much something is: `بلغ`.
    Measures,
    /// A verb of measure whose object may stand past a phrase: `بلغ العدد فيها 26 حالة`.
    Reaches,
    /// Opens a clause as a passive where nobody is named: `سجلت 22 حالة`.
    Passive,
    /// Has a stretch of time as its subject: `مر`, `بقي`.
    Passing,
    /// Has persons as its subject where it opens the clause (`أدان 12 حزبا`), and anything else as its object.
    DoneByPersons,
    /// Has a second object: `منح`, `كلف`.
    TwoObjects,
    /// Has a place, a thing or an event as its definite object, so that persons after it are the subject: `حضر`.
    Visits,
}

pub(crate) fn particle(word: &str) -> Option<Particle> {
    PARTICLES.get(word).copied()
}

pub(crate) fn verb(word: &str) -> Option<Verb> {
    let lookup = |word: &str| VERBS.get(word)?.0;
    lookup(word).or_else(|| lookup(of_future(word)?))
}

/// Whether the table says this of a verb.
pub(crate) fn has_trait(verb: &str, sought: Trait) -> bool {
    let has = |verb: &str| VERBS.get(verb).is_some_and(|(_, traits)| traits.contains(&sought));
    has(verb) || of_future(verb).is_some_and(has)
}

/// `سيجتاز`: the imperfect without the letter of the future.
fn of_future(verb: &str) -> Option<&str> {
    verb.strip_prefix(['س', 'ل']).filter(|rest| rest.starts_with(['ي', 'ت', 'ن']))
}

/// Whether a word is a particle or a verb, which governs what stands after it: no part of a name or a title.
pub(crate) fn governs(word: &str) -> bool {
    particle(word).is_some() || verb(word).is_some()
}

/// Whether a word has no article and is no particle or verb: an indefinite noun or adjective.
pub(crate) fn is_indefinite_word(word: &str) -> bool {
    !governs(word) && !is_closed(word) && clitics::without_conjunction(word) == word
}

/// Whether a word could be a name: it has no article, pronoun or ending of manner, and is no verb by its shape.
pub(crate) fn is_name_like(word: &str) -> bool {
    !is_closed(word) && !is_adverb(word) && !looks_like_verb(word) && !is_bound_preposition(word)
}

/// Whether a word can be what a number counts, as far as can be seen.
pub(crate) fn is_countable(word: &str) -> bool {
    if nouns::is_known(word) {
        return !word.starts_with("ال");
    }
    let length = word.chars().count();
    // القرار رقم 1701 الذي, 50 مليارا منه, 60 مليونا لا يعملون
    if matches!(
        word,
        "منه"
            | "لا"
            | "لم"
            | "لن"
            | "الذي"
            | "التي"
            | "الذين"
            | "اللذان"
            | "اللتان"
            | "اللذين"
            | "اللتين"
            | "اللواتي"
            | "اللاتي"
            // خط طول 10 غربا
            | "شمالا"
            | "جنوبا"
            | "شرقا"
            | "غربا"
    ) {
        return false;
    }
    if length < 2 || particle(word).is_some() || VERBS.get(word).is_some_and(|(verb, _)| verb.is_some()) {
        return false;
    }
    if length > 4 && Analysis::of(word).article {
        return false;
    }
    // من بين كل 200 يسافرون: an imperfect is counted by nothing; 200 يمني are.
    let ends_as_noun = ["ا", "ة", "ي", "ين", "ات"].iter().any(|ending| word.ends_with(ending));
    if word.starts_with('ي') && !ends_as_noun && looks_like_verb(word) {
        return false;
    }
    // `و` before a word is nearly always the conjunction; the nouns that begin with it are in the lexicon or plain.
    if word.starts_with('و') && length > 3 {
        return List::NounsInWaw.has(word.trim_end_matches('ا'));
    }
    // بجروح, لشخص, لسنة, لبيع: a preposition and a noun that is known without it.
    let is_noun = |rest: &str| nouns::is_known(rest) || word.starts_with('ل') && List::VerbsAsWell.has(rest);
    !(word.starts_with(['ب', 'ل', 'ك', 'ف']) && word.get(2..).is_some_and(|rest| is_noun(rest) && length > 3))
}

/// The word without a conjunction that stands before it, where what is left is known.
pub(crate) fn without_conjunction(word: &str) -> &str {
    match clitics::without_conjunction(word) {
        rest if rest != word
            && !governs(word)
            && (governs(rest)
                || Analysis::of(word).conjunction.is_some()
                || rest.starts_with("ب") && rest.chars().count() > 3
                || looks_like_verb(rest)
                || nouns::is_known(rest)) =>
        {
            rest
        }
        _ => word,
    }
}

/// Words in the accusative of manner or time: `حاليا`, `مؤخرا`.
pub(crate) fn is_adverb(word: &str) -> bool {
    word.ends_with('ا')
        && word.chars().count() > 4
        && !word.ends_with("ها")
        // غرسوا: a verb of many.
        && !word.ends_with("وا")
        && !word.ends_with("نا")
        && !nouns::is_known(word)
}

/// `بقيمة`, `لمدة`, `بمشاركة`: a preposition that is one letter, with its noun.
pub(crate) fn is_bound_preposition(word: &str) -> bool {
    word.chars().count() > 3
        && word.starts_with(['ب', 'ل', 'ك'])
        && !Analysis::of(word).article
        && !word.starts_with("لا")
        && !has_pronoun(word)
}

/// Whether a word ends in a pronoun or is definite, so that nothing can stand in its genitive.
pub(crate) fn is_closed(word: &str) -> bool {
    let analysis = Analysis::of(word);
    (analysis.article && analysis.conjunction.is_none() && word.chars().count() > 3) || has_pronoun(word)
}

pub(crate) fn has_pronoun(word: &str) -> bool {
    // مياه, اتجاه, وجه and their like end in a ه of their own; نا ends too many words of theirs.
    !List::OwnHa.has(word) && Analysis::of(word).pronoun.is_some_and(|pronoun| pronoun != "نا")
}

/// Whether a word is a verb of doing with its object as a pronoun. Verbs of giving and costing have a second object.
pub(crate) fn is_verb_with_object(word: &str) -> bool {
    !nouns::is_known(word)
        && clitics::without_pronoun(word).is_some_and(|stem| {
            (verb(stem) == Some(Verb::Object) || has_trait(stem, Trait::Visits))
                && !nouns::is_known(stem)
                && particle(stem).is_none()
                && !has_trait(stem, Trait::TwoObjects)
        })
}

/// Whether a word is a listed verb with a feminine subject.
pub(crate) fn is_feminine_verb(word: &str) -> bool {
    let word = without_conjunction(word);
    verb(word).is_some()
        && !nouns::is_known(word)
        && word.chars().count() > 3
        && (word.ends_with('ت') || word.starts_with('ت'))
}

/// `بتجميد`, `لإطلاق`: a preposition of one letter with a verbal noun, and no name that begins so (`ليفربول`).
pub(crate) fn is_bound_verbal_noun(word: &str) -> bool {
    let letters: Vec<char> = word.chars().collect();
    match letters.as_slice() {
        ['ب' | 'ل' | 'ك', 'ت', _, _, 'ي', _] => true,
        ['ب' | 'ل' | 'ك', 'إ' | 'ا', _, .., 'ا', _] => letters.len() >= 6,
        _ => false,
    }
}

pub(crate) fn looks_like_verb(word: &str) -> bool {
    let length = word.chars().count();
    let feminine_past = word.ends_with('ت') && !word.ends_with("ات") && length >= 4 && !List::NounsInTa.has(word);
    feminine_past || (word.starts_with('ي') && length >= 4 && !List::NounsInYa.has(word))
}

/// What a verb that no list has is likely to be, from its shape; `is_last` says that the number follows it at once.
pub(crate) fn guessed_verb(word: &str, begins_clause: bool, is_last: bool) -> Option<Verb> {
    if nouns::is_known(word) || particle(word).is_some() || is_closed(word) || is_adverb(word) {
        return None;
    }
    let letters: Vec<char> = word.chars().collect();
    match letters.as_slice() {
        // انفجر, انقلب: the pattern is intransitive.
        ['ا', 'ن', _, _, _] => Some(Verb::Subject),
        // ينفجر, ينقلب: but ينتظر, يناقش, ينبغي, ينقله.
        ['ي', 'ن', third, _, last]
            if !matches!(third, 'ا' | 'ت' | 'و') && !matches!(last, 'ه' | 'ا' | 'ي' | 'ن' | 'ك') =>
        {
            Some(Verb::Subject)
        }
        // التهم, استورد: no alif before the last letter, as the verbal noun has.
        ['ا', rest @ .., before_last, last]
            if rest.len() >= 2
                && *before_last != 'ا'
                && !matches!(last, 'ة' | 'ي' | 'ن' | 'ت')
                && !word.starts_with("ال") =>
        {
            Some(Verb::Object)
        }
        ['ا', 'ل', 'ت', _, _] => Some(Verb::Object),
        // أتلف, أنتج; أجرى.
        ['أ', second, third, last] if [second, third].iter().all(|c| !matches!(c, 'ا' | 'و' | 'ي')) && *last != 'ة' => {
            Some(Verb::Object)
        }
        _ if !begins_clause || is_last => None,
        _ if looks_like_verb(word) => Some(Verb::Object),
        // تستضيف, تنظم, but not تفعيل.
        ['ت', _, _, fourth, rest @ ..] if !rest.is_empty() || *fourth != 'ة' => {
            let is_verbal_noun = matches!(letters.as_slice(), ['ت', _, _, 'ي', _] | [.., 'ة']);
            (!is_verbal_noun && word.starts_with("تس")).then_some(Verb::Object)
        }
        // A short word that opens the clause and has its subject after it: دفن السكان, هاجم المسلحون.
        [_, second, .., last] if letters.len() <= 4 && *last != 'ة' => {
            let may_be_noun =
                List::NominalHeads.has(word) || letters.first() == Some(&'م') || (letters.len() == 4 && *second != 'ا');
            (!may_be_noun).then_some(Verb::Object)
        }
        _ => None,
    }
}

/// Whether what is left of a word without its first letter is a word, so that the letter is a preposition: of `بنجاح`, and
/// not of `ليفربول`.
pub(crate) fn is_noun_of_its_own(rest: &str) -> bool {
    let letters: Vec<char> = rest.chars().collect();
    // نجاح, تقدير, مجموع, حضور: the shapes of nouns with a long vowel before the last letter.
    let is_shaped = matches!(letters.as_slice(), [_, _, 'ا' | 'و' | 'ي', _] | ['م' | 'ت', _, _, 'و' | 'ي', _]);
    nouns::is_known(rest)
        || particle(rest).is_some()
        || letters.len() < 4
        || is_shaped
        || letters.len() < 6 && rest.ends_with(['ة', 'ى'])
}

/// Whether a word has the shape of a verbal noun, which would stand before a number as its first term: `تراجع`, `ارتفاع`,
/// `إصدار`, `مشاركة`.
pub(crate) fn looks_like_verbal_noun(word: &str) -> bool {
    let letters: Vec<char> = word.chars().collect();
    match letters.as_slice() {
        // Names of relation: كوري.
        [_, _, 'و' | 'ا', last] => *last != 'ي',
        // برشلونة: no verbal noun is so long, but those that begin with alif.
        [first, .., 'ة'] if letters.len() >= 7 => *first == 'ا',
        ['ت', ..] | ['ا' | 'إ', .., 'ا', _] | [.., 'ة' | 'ى'] => true,
        _ => letters.len() < 4,
    }
}

/// `بلوغه`, `تحقيقها`, `زيارته`: a verbal noun with its subject as a pronoun, so that what follows is its object.
pub(crate) fn is_verbal_noun_with_subject(word: &str) -> bool {
    let stem = ["هما", "هم", "ها", "ه"].iter().find_map(|pronoun| word.strip_suffix(pronoun));
    let letters: Vec<char> = stem.unwrap_or_default().chars().collect();
    matches!(
        letters.as_slice(),
        [_, _, 'و', _]
            | ['ت', _, _, 'ي', _]
            | ['ت', _, 'ا', _, _]
            | ['إ', _, _, 'ا', _]
            | ['ا', 'س', 'ت', _, _, 'ا', _]
            | ['ا', _, 'ت', _, 'ا', _]
            | [_, _, 'ا', _, 'ت']
    )
}

/// `توظف`, `تستضيف`: an imperfect in ت, by its shape; verbal nouns have a long vowel where it has none (`تنظيم`, `تراجع`).
pub(crate) fn is_feminine_imperfect(word: &str) -> bool {
    let letters: Vec<char> = word.strip_prefix('س').unwrap_or(word).chars().collect();
    let is_shaped = matches!(letters.as_slice(), ['ت', _, third, _, ..] if *third != 'ا');
    let is_verbal_noun = matches!(letters.as_slice(), ['ت', _, _, 'ي', _, ..] | [.., 'ة' | 'ا' | 'ه' | 'ت']);
    is_shaped && !is_verbal_noun && letters.len() <= 6 && !nouns::is_known(word)
}

static PARTICLES: LazyLock<HashMap<&'static str, Particle>> = LazyLock::new(|| {
    let particle = |[word, kind]: [&'static str; 2]| {
        let particle = match kind {
            "genitive" => Particle::Genitive,
            "accusative" => Particle::Accusative,
            "nominative" => Particle::Nominative,
            "joins" => Particle::Joins,
            "adverb" => Particle::Adverb,
            _ => return None,
        };
        Some((word, particle))
    };
    table::rows(table::PARTICLES).filter_map(particle).collect()
});

/// What a number after a verb is, where the table tells, and what else is known of it.
type Known = (Option<Verb>, Vec<Trait>);

static VERBS: LazyLock<HashMap<&'static str, Known>> = LazyLock::new(|| {
    let verb = |[word, kind, traits]: [&'static str; 3]| {
        let verb = match kind {
            "object" => Some(Verb::Object),
            "subject" => Some(Verb::Subject),
            "predicate" => Some(Verb::Predicate),
            _ => None,
        };
        (word, (verb, traits.split(' ').filter_map(named_trait).collect()))
    };
    table::rows(table::VERBS).map(verb).collect()
});

fn named_trait(name: &str) -> Option<Trait> {
    Some(match name {
        "measures" => Trait::Measures,
        "reaches" => Trait::Reaches,
        "passive" => Trait::Passive,
        "passing" => Trait::Passing,
        "persons" => Trait::DoneByPersons,
        "two_objects" => Trait::TwoObjects,
        "visits" => Trait::Visits,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_a_known_class() {
        let n_particles = table::rows::<2>(table::PARTICLES).count();
        assert_eq!(PARTICLES.len(), n_particles);
        for [word, kind, traits] in table::rows(table::VERBS) {
            let (verb, known) = &VERBS[word];
            assert_eq!(verb.is_some(), !kind.is_empty(), "{word}: {kind}");
            assert_eq!(known.len(), traits.split(' ').filter(|name| !name.is_empty()).count(), "{word}: {traits}");
            assert!(verb.is_some() || !known.is_empty(), "{word} says nothing");
        }
    }
}
