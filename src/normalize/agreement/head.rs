//! The noun that a definite or ranking number belongs to: past adjectives, and from the end of an iḍāfa to its head
//! (`ذكرى الاستقلال الـ60`, `رئيس الولايات المتحدة الـ45`).

use super::{Certainty, case};
use crate::arabic::clitics::{self, Analysis};
use crate::normalize::cursor::Cursor;
use crate::normalize::grammar::{Case, Gender};
use crate::normalize::lexicon::words::List;
use crate::normalize::lexicon::{governors, nouns};

/// The noun that a definite number belongs to, and what its number and article are.
#[derive(Debug, Clone)]
pub(crate) struct Head<'t> {
    pub place: Cursor<'t>,
    pub word: String,
    pub gender: Gender,
    pub is_plural: bool,
    /// Whether it has the article itself.
    pub is_definite: bool,
    /// Whether it is a noun that numbers rank, so that this one ranks it for certain.
    pub is_ranked: bool,
}

/// The noun that the definite number here follows.
pub(crate) fn head(number: Cursor) -> Option<Head> {
    let Some((place, nearest)) = number.word_before() else {
        // القرنين الـ19 والـ20: the head of the number before.
        let before = number.start().back(1);
        return if before.is_number() { head(before) } else { None };
    };
    if let Some(head) = head_of_quoted(number) {
        return Some(head);
    }
    let is_joined = number.proclitic().is_some_and(|proclitic| proclitic.starts_with('و'));
    let nearest_stem = stem(nearest);
    if is_particle(nearest) && !is_joined {
        return None;
    }
    if is_ranked(nearest_stem) {
        return Some(make(place, nearest_stem, true));
    }
    // People in `ين` are a plural: اللاعبين الـ23.
    let is_person = |noun: &String| matches!(noun.as_str(), "لاعب" | "وزير" | "عضو" | "رئيس");
    if let Some(singular) = singular_of_dual(nearest_stem).filter(|noun| is_ranked(noun) && !is_person(noun)) {
        return Some(make(place, &singular, true));
    }
    // بدورته الـ77
    if let Some(noun) = bound_feminine(nearest) {
        return Some(make(place, noun, false));
    }
    // في أول مباراة له بموسمه الـ23
    if let Some(noun) = bound_ranked(nearest) {
        return Some(make(place, noun, true));
    }
    if let Some(head) = indefinite_head(place) {
        return Some(head);
    }
    // لأعضائها الـ27
    if let Some(plural) = bound_plural(nearest) {
        return Some(Head { is_plural: true, ..make(place, &plural, false) });
    }
    if List::HeadsOfCardinals.has(nearest) {
        return Some(make(place, nearest, false));
    }
    if clitics::stems(nearest).any(|stem| stem == "دور") && !Analysis::of(nearest).article {
        return Some(make(place, "دور", false));
    }
    // دول الخليج الـ6, لاعبي المنتخب الـ23: the plural that the definite noun belongs to is what is counted; أبناء كين
    // الـ4: so is that of a name.
    let is_name = !nouns::is_known(nearest) && !governors::governs(nearest) && governors::is_name_like(nearest);
    if (nearest.starts_with("ال") || is_name)
        && !is_plural(nearest_stem)
        && let Some((noun, plural)) = plural_before(place)
    {
        return Some(Head { is_plural: true, ..make(noun, &plural, false) });
    }
    // An adjective: its noun stands before it and shows the number.
    if nearest.starts_with("ال")
        && nearest.ends_with('ة')
        && let Some((before, word)) = place.word_before()
        && Analysis::of(word).article
        && is_plural(stem(word))
    {
        return Some(make(before, stem(word), false));
    }
    if case::case(number) == (Case::Genitive, Certainty::Sure) && !nearest.contains("ال") {
        return None;
    }
    Some(make(place, nearest_stem, false))
}

/// `دورته` of `بدورته`: a noun of the feminine with its pronoun, after a preposition of one letter.
fn bound_feminine(word: &str) -> Option<&str> {
    let noun = word.strip_prefix(['ب', 'ل', 'ك'])?;
    let stem = clitics::without_pronoun(noun)?.strip_suffix('ت')?;
    nouns::is_known(&format!("{stem}ة")).then_some(noun)
}

/// `موسم` of `بموسمه`: a noun that numbers rank with its pronoun, after a preposition of one letter.
fn bound_ranked(word: &str) -> Option<&str> {
    let noun = word.strip_prefix(['ب', 'ل', 'ك']).and_then(clitics::without_pronoun)?;
    is_ranked(noun).then_some(noun)
}

/// `أعضاء` of `لأعضائها`: a plural with its pronoun, after a preposition of one letter.
fn bound_plural(word: &str) -> Option<String> {
    let noun = word.strip_prefix(['ب', 'ل', 'ك']).and_then(clitics::without_pronoun)?;
    let noun = noun.strip_suffix('ئ').map_or_else(|| noun.to_owned(), |stem| format!("{stem}ء"));
    plural_in_construct(&noun)
}

/// The plural that the genitive here ends: `أعضاء المجلس`, and past the body that its persons make up `أعضاء مجلس الأمن`.
/// Another noun between is what the number ranks: `جنود فوج التدخل الـ5`.
fn plural_before(end: Cursor) -> Option<(Cursor, String)> {
    let (nearest, word) = end.word_before().filter(|(place, _)| place.ahead(1).is_at(end))?;
    if let Some(plural) = plural_in_construct(word) {
        return Some((nearest, plural));
    }
    let is_body = List::Actors.has(word);
    let (first, word) = nearest.word_before().filter(|(place, _)| is_body && place.ahead(1).is_at(nearest))?;
    plural_in_construct(word).map(|plural| (first, plural))
}

fn make<'t>(place: Cursor<'t>, word: &str, is_ranked: bool) -> Head<'t> {
    Head {
        place,
        word: word.to_owned(),
        gender: nouns::gender(word),
        is_plural: !is_ranked && is_plural(word),
        is_definite: place.word().is_some_and(|printed| printed.contains("ال") || printed.contains("لل")),
        is_ranked,
    }
}

/// An indefinite head some words to the left: `عيد ميلاده`, `ذكرى تأسيس الجمهورية`.
fn indefinite_head(nearest: Cursor) -> Option<Head> {
    let mut cursor = nearest;
    for _ in 0..5 {
        let (before, word) = cursor.word_before()?;
        // نهائي أولى البطولات الـ4: what parts are of is counted, whatever they are parts of.
        if !before.ahead(1).is_at(cursor.start()) || is_particle(word) || List::Parts.has_stem(word) {
            return None;
        }
        let stem = stem(word);
        // عقد المجلس جلسته الـ16: the verb is written as the decade is.
        if is_ranked(stem) && !matches!(stem, "سنة" | "عام" | "عقد") {
            return Some(make(before, stem, true));
        }
        cursor = before;
    }
    None
}

/// `بطولات الـ"غراند سلام" الـ4`: the plural before a name in quotation marks.
fn head_of_quoted(number: Cursor) -> Option<Head> {
    const LONGEST_NAME: usize = 6;
    let close = number.start().back(1);
    (close.is("\"") && close.is_glued()).then_some(())?;
    let open = close.backwards().take(LONGEST_NAME).find(|mark| mark.is("\""))?;
    let noun = open.back(1 + usize::from(open.back(1).is("ال")));
    let plural = plural_in_construct(noun.word()?)?;
    Some(Head { is_plural: true, ..make(noun, &plural, false) })
}

/// The plural that stands before its genitive (`دول`, `لاعبي`, with a preposition or not), in its full form.
fn plural_in_construct(word: &str) -> Option<String> {
    clitics::stems(word).find_map(|word| {
        let full = match word.strip_suffix('ي').or_else(|| word.strip_suffix('و')) {
            Some(stem) => format!("{stem}ين"),
            // اعضاء الاتحاد الـ28: without its hamza.
            None if List::HamzaAbove.has(word) => word.replacen('ا', "أ", 1),
            None => word.to_owned(),
        };
        (nouns::is_known(&full) && is_plural(&full) && !full.starts_with("ال")).then_some(full)
    })
}

/// The case of the noun here: what its own ending or preposition shows, or what the words before it ask for.
pub(super) fn case_of(noun: Cursor) -> (Case, Certainty) {
    let word = noun.word_or_empty();
    // The noun itself shows that it is oblique.
    if word.ends_with("ين") && is_plural(word) {
        return (Case::Genitive, Certainty::Known);
    }
    // لاعبي منتخب مصر
    if word.ends_with('ي') && plural_in_construct(word).is_some_and(|plural| plural.ends_with("ين")) {
        return (Case::Genitive, Certainty::Known);
    }
    governed_case(noun)
}

/// The case of the noun here: that of its own article's preposition, or what the words before it ask for.
pub(super) fn governed_case(noun: Cursor) -> (Case, Certainty) {
    let word = noun.word_or_empty();
    let is_bound = Analysis::of(word).preposition.is_some()
        || (word.starts_with(['ل', 'ب', 'ك']) && is_ranked(word.get(2..).unwrap_or_default()))
        || bound_feminine(word).is_some()
        || bound_ranked(word).is_some()
        || bound_plural(word).is_some();
    if is_bound { (Case::Genitive, Certainty::Sure) } else { case::case(noun) }
}

/// The word without conjunction, preposition and article, or without the one letter before a noun that numbers rank.
pub(crate) fn stem(word: &str) -> &str {
    let stem = Analysis::of(word).stem;
    if is_ranked(stem) {
        return stem;
    }
    clitics::stems(stem).find(|stem| is_ranked(stem)).unwrap_or(stem)
}

/// Whether numbers rank a noun, which stands in the singular and without article.
pub(crate) fn is_ranked(stem: &str) -> bool {
    List::Ranked.has(stem)
}

/// Whether a word is no noun that a number could belong to.
pub(crate) fn is_particle(word: &str) -> bool {
    [word, clitics::without_conjunction(word)].iter().any(|word| List::NoHeads.has(word))
}

/// Whether a noun is plural, as far as its shape and a few lists can tell.
fn is_plural(word: &str) -> bool {
    let stem = ["ها", "هم", "ه"].iter().find_map(|pronoun| word.strip_suffix(pronoun));
    // مباراته: the singular of a feminine before a pronoun looks like a plural.
    if stem.and_then(|stem| stem.strip_suffix('ت')).is_some_and(|stem| nouns::is_known(&format!("{stem}ة"))) {
        return false;
    }
    let word = stem.unwrap_or(word);
    let letters: Vec<char> = word.chars().collect();
    let by_shape = match letters.as_slice() {
        [_, _, .., 'ا', 'ت'] | [_, _, .., 'و', 'ن'] | [_, _, .., 'ي', 'ن'] => true,
        // أهداف, ألقاب; أسلحة; مدارس, دقائق; صواريخ; وزراء.
        ['أ', _, _, 'ا', _] | ['أ', _, _, _, 'ة'] | [_, _, 'ا', _, _] | [_, _, 'ا', _, 'ي', _] => true,
        [_, _, _, 'ا', 'ء'] => true,
        _ => false,
    };
    let is_singular = List::SingularsLikePlurals.has(word) || (word.ends_with('ة') && !word.starts_with('أ'));
    (by_shape && !is_singular) || List::Plurals.has(word)
}

/// `مادتين` is of `مادة`, `مركزين` of `مركز`.
pub(crate) fn singular_of_dual(word: &str) -> Option<String> {
    let stem = word.strip_suffix("ين").or_else(|| word.strip_suffix("ان"))?;
    Some(match stem.strip_suffix('ت') {
        Some(feminine) => format!("{feminine}ة"),
        None => stem.to_owned(),
    })
}
