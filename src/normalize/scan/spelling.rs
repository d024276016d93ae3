//! Spellings that are put right before anything else looks at the words: only what is surely wrong.
//!
//! Egyptian print leaves the dots of final `ي` away (`فى`, `المصرى`); names of God's servants and of fathers are glued
//! (`عبدالله`, `أبوبكر`); a few words are glued to what they negate or ask (`لايمكن`); letters are drawn out for effect
//! (`جميييل`). The author's marks are kept, and a word with marks on it is left as it is where letters would change.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::glued::parts;
use super::hamza;
use crate::arabic::clitics::{self, Analysis};
use crate::arabic::marks;
use crate::normalize::grammar::Gender;
use crate::normalize::lexicon::words::List;
use crate::normalize::lexicon::{governors, nouns, table};
use crate::normalize::token::PrintedToken;

/// Puts the spelling of an Arabic token right, and adds what it is (one token, or several where words were glued).
pub(crate) fn repair(mut token: PrintedToken, tokens: &mut Vec<PrintedToken>) {
    token.respell(without_drawl(&token.text));
    // السطحيةالأخرى: of two words in one, each is looked at by itself.
    let is_right_hand = || tokens.last().is_some_and(|before| is_side(before, &token.text));
    let whole = dotted_ya(&token.text).filter(|_| parts(&token.text).is_none() && !is_right_hand());
    if let Some(word) = whole
        .or_else(|| respelt(&token.text))
        .or_else(|| without_hamza(&token.text))
        .or_else(|| hamza::repair(&token.text))
    {
        token.respell(word);
    }
    god_willing(&token, tokens);
    let phrase = glued(&token.text);
    let is_phrase = phrase.is_some();
    match phrase.or_else(|| parts(&token.text)) {
        Some((first, second)) => {
            // Where nothing else was changed the bytes of the two parts are known, else they share those of the whole.
            let exact = token.source.len() == token.text.len();
            let (before, after) = if exact {
                let middle = token.source.start + first.len();
                (token.source.start..middle, middle..token.source.end)
            } else {
                (token.source.clone(), token.source.clone())
            };
            let part = |text, source, spaced| PrintedToken::new(text, token.kind, source, spaced);
            let (first, second) = (part(first, before, token.spaced), part(second, after, true));
            if is_phrase {
                tokens.extend([first, second]);
            } else {
                // Of three words the second is glued to the third.
                repair(first, tokens);
                repair(second, tokens);
            }
        }
        None => tokens.push(token),
    }
}

/// `إنشاء الله` and `ان شاء الله`, by the word that ends them.
fn god_willing(token: &PrintedToken, tokens: &mut Vec<PrintedToken>) {
    let Some(before) = tokens.last_mut().filter(|_| token.spaced) else { return };
    match (before.text.as_str(), token.text.as_str()) {
        ("إنشاء" | "انشاء" | "أنشاء", "الله") => {
            before.respell("إن");
            let will = PrintedToken::new("شاء".to_owned(), before.kind, before.source.clone(), true);
            tokens.push(will);
        }
        ("ان" | "أن", "شاء") => before.respell("إن"),
        _ => {}
    }
}

/// `يده اليمنى`: after a noun of the feminine that has a pronoun or the article it is the right one, and nobody of Yemen.
fn is_side(before: &PrintedToken, word: &str) -> bool {
    let Some(noun) = before.word().filter(|_| word == "اليمنى") else { return false };
    let stem = match Analysis::of(noun) {
        Analysis { article: true, stem, .. } => stem.to_owned(),
        _ => clitics::without_pronoun(noun).map(str::to_owned).unwrap_or_default(),
    };
    let singular = stem.strip_suffix('ت').map_or_else(|| stem.clone(), |stem| format!("{stem}ة"));
    // بيده اليمنى
    let mut stems = clitics::stems(&singular);
    !stem.is_empty() && stems.any(|stem| nouns::gender(stem) == Gender::Feminine)
}

/// Three or more of one letter are one letter; a word that is nothing else (`ههههه`) keeps three.
pub(crate) fn without_drawl(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let mut kept = String::with_capacity(word.len());
    let mut at = 0;
    while at < letters.len() {
        let run = letters[at..].iter().take_while(|&&letter| letter == letters[at]).count();
        let n_kept = match run {
            1 | 2 => run,
            // A prefix before a word that begins with two of its letter: `ووول ستريت`.
            3 if at == 0 && matches!(letters[at], 'و' | 'ل' | 'ب' | 'ف' | 'ك') => 3,
            // The article before such a word.
            3 if at == 1 && letters[..2] == ['ا', 'ل'] && letters.get(4).is_some_and(|&next| next != 'ه') => 3,
            _ if run == letters.len() => 3,
            _ => 1,
        };
        kept.extend(std::iter::repeat_n(letters[at], n_kept));
        at += run;
    }
    kept
}

/// `فنادى`: he called, and no club. Behind the conjunction of what happened next stands a verb, and seldom the noun that has its
/// letters.
pub(super) fn is_verb_after_fa(stem: &str) -> bool {
    stem.strip_prefix('ف').is_some_and(|verb| List::AlifAfterFa.has(verb))
}

/// A word of Egyptian print with the dots of its final `ي`.
pub(super) fn dotted_ya(word: &str) -> Option<String> {
    let stem = word.strip_suffix('ى')?;
    if marks::has_marks(stem) {
        return None;
    }
    let known = is_ya_word(stem)
        || is_nisba(stem)
        || !List::AlifMaqsura.has(stem)
            && !is_verb_after_fa(stem)
            && PREFIXES.iter().any(|prefix| {
                stem.strip_prefix(prefix).is_some_and(|rest| rest.chars().count() > 1 && is_ya_word(rest))
            })
        || stem.strip_prefix('و').is_some_and(is_nisba);
    // رحلتى: the singular with a pronoun, or the dual before what follows it.
    let is_of_ta = || {
        let singular = stem.strip_suffix('ت').map(|stem| format!("{stem}ة"));
        singular.is_some_and(|singular| clitics::stems(&singular).any(nouns::has_row))
    };
    (known || is_definite_ya(stem) || is_relation_of_verbal_noun(stem) || is_imperfect_ya(stem) || is_of_ta())
        .then(|| format!("{stem}ي"))
}

/// `إجمالى`, `إضافى`: adjectives of relation of a verbal noun of form IV, a shape that no word in `ى` has.
fn is_relation_of_verbal_noun(stem: &str) -> bool {
    let letters: Vec<char> = stem.trim_start_matches(['و', 'ف', 'ب', 'ل', 'ك']).chars().collect();
    matches!(letters.as_slice(), ['إ', _, _, 'ا', _])
}

/// Imperfects of forms VII and VIII, whose active ends in `ي` whatever the verb: `سيلتقى`, `ينبغى`, `تحتوى`.
fn is_imperfect_ya(stem: &str) -> bool {
    let letters: Vec<char> = stem.trim_start_matches(['و', 'ف']).chars().collect();
    match letters.as_slice() {
        ['س', 'ي' | 'ت' | 'ن', first, second, _] | ['ي' | 'ت' | 'ن', first, second, _] => {
            (*second == 'ت' && *first != 'ت') || (*first == 'ن' && !matches!(second, 'س' | 'ت' | 'ا'))
        }
        _ => false,
    }
}

/// Definite words such as `السياسى`, `العالى`, `القانونى`: a long vowel inside the stem is that of an adjective of relation
/// or of an active participle. The few that end in `ى` by right (`المنادى`, `اليتامى`) are listed.
fn is_definite_ya(word: &str) -> bool {
    let Analysis { article: true, stem, .. } = Analysis::of(word) else { return false };
    let letters: Vec<char> = stem.chars().collect();
    let inner = letters.get(1..letters.len().saturating_sub(1)).unwrap_or_default();
    let has_alif = letters.len() >= 3 && inner.contains(&'ا');
    let has_glide = letters.len() >= 5 && inner.iter().any(|letter| matches!(letter, 'و' | 'ي'));
    // المليارإلى: two words printed as one.
    let is_glued = letters.contains(&'إ');
    (has_alif || has_glide) && !is_glued && !List::RightlyAlifMaqsura.has(stem)
}

/// A listed word; the shortest, whose letters begin other words (`كفى`), with their own prefixes only.
fn is_ya_word(stem: &str) -> bool {
    const SHORT: &[&str] = &["ف", "وف", "ه", "وه", "فه", "أ", "وأ", "بأ", "لأ", "كأ", "فأ", "لك", "ولك", "ك"];
    SHORT.contains(&stem) || List::EndsInYa.has(stem)
}

/// Adjectives of relation whose stem is listed, with or without the article: `المصرى`, `للسياسى`.
fn is_nisba(stem: &str) -> bool {
    List::NisbaStems.has(stem) || List::NisbaStems.has(Analysis::of(stem).stem)
}

/// Prefixes before a word that may have lost its dots; a word that takes the article is listed with it.
const PREFIXES: &[&str] = &["و", "ف", "ب", "ل", "ك", "وب", "ول"];

/// `إختيار`, `إستيفاء`, `إنفجار`: verbal nouns of forms VII, VIII and X, whose alif never has a hamza; that of form IV is
/// shorter (`إنتاج`). So it is with verbs of form X (`إستخدم`), and with the few old nouns in hamzat al-wasl.
fn without_hamza(word: &str) -> Option<String> {
    // إستعدادا, إستعداداً
    let ending = ["ًا", "اً", "ا"].into_iter().find(|ending| word.ends_with(ending)).unwrap_or_default();
    let noun = word.strip_suffix(ending)?;
    if marks::has_marks(noun) {
        return None;
    }
    let of_noun = clitics::stems(noun).find(|stem| is_verbal_noun_in_wasl(stem));
    let of_word = || clitics::stems(word).find(|stem| is_verbal_noun_in_wasl(stem) || is_other_in_wasl(stem));
    let stem = of_noun.or_else(of_word)?;
    let (before, rest) = word.split_at(word.find(stem)?);
    Some(format!("{before}ا{}", rest.strip_prefix(['إ', 'أ'])?))
}

/// `إستخدم`, `إستقبلت`: verbs of form X, which no borrowed word is like but إستبرق; and `إسمه`, `الإثنين`.
fn is_other_in_wasl(stem: &str) -> bool {
    const NOUNS: [&str; 8] = ["إسم", "إبن", "إبنة", "إمرأة", "إثنين", "إثنان", "إثنتين", "إثنتان"];
    let letters: Vec<char> = stem.chars().collect();
    let is_consonant = |letter: &char| !matches!(letter, 'ا' | 'و' | 'ي' | 'ى' | 'ة');
    let is_verb = letters.starts_with(&['إ', 'س', 'ت'])
        && letters.get(3..6).is_some_and(|root| root.iter().all(is_consonant))
        && stem != "إستبرق";
    // أستمرت, أستخدموا: I would do it without these endings.
    let is_past = letters.starts_with(&['أ', 'س', 'ت'])
        && letters.len() > 5
        && letters.get(3) != Some(&'ا')
        && (stem.ends_with('ت') || stem.ends_with("وا"));
    is_verb
        || is_past
        || is_past_of_seven_or_eight(stem)
        || NOUNS.contains(&stem)
        || clitics::without_pronoun(stem).is_some_and(|noun| NOUNS[..3].contains(&noun))
}

/// `إنخفضت`, `إرتفع`, `إتصل`: known verbs of forms VII and VIII.
fn is_past_of_seven_or_eight(stem: &str) -> bool {
    let Some(rest) = stem.strip_prefix('إ') else { return false };
    let letters: Vec<char> = rest.chars().collect();
    let is_shaped = matches!(letters.as_slice(), ['ن' | 'ت', _, ..] | [_, 'ت', ..]);
    is_shaped && !nouns::is_known(stem) && governors::verb(&format!("ا{rest}")).is_some()
}

fn is_verbal_noun_in_wasl(stem: &str) -> bool {
    let noun = clitics::without_pronoun(stem).unwrap_or(stem);
    let noun = ["ات", "ية", "ي"].iter().find_map(|ending| noun.strip_suffix(ending)).unwrap_or(noun);
    let letters: Vec<char> = noun.chars().collect();
    // Of the roots in و: إتلاف and إتقان have their hamza by right.
    let is_assimilated = matches!(noun, "إتجاه" | "إتحاد" | "إتخاذ" | "إتساع" | "إتصال" | "إتفاق" | "إتهام");
    let is_shaped = matches!(
        letters.as_slice(),
        ['إ', 'س', 'ت', _, _, 'ا', _]
            | ['إ', 'س', 'ت', _, 'ا', _, 'ة' | 'ت']
            | ['إ', 'ن', _, _, 'ا', _]
            | ['إ', _, 'ت', _, 'ا', _]
    );
    // إيتمار and إناءان have another shape, and إنسياد is the name of a school.
    let is_other = letters.get(1..4).is_some_and(|root| root.contains(&'ا') || root.starts_with(&['ي']));
    is_assimilated || is_shaped && !is_other && noun != "إنسياد"
}

/// Words in a spelling that is always a mistake.
fn respelt(word: &str) -> Option<String> {
    let respell = |word: &str| {
        Some(match word {
            "هاذا" => "هذا",
            "هاذه" | "هذة" | "هاذة" => "هذه",
            "لاكن" => "لكن",
            "ذالك" => "ذلك",
            "كذالك" => "كذلك",
            "شئ" | "شىء" | "شيئ" => "شيء",
            "الشئ" | "الشىء" => "الشيء",
            "اللة" | "االله" => "الله",
            "الى" => "إلى",
            "حتي" => "حتى",
            "متي" => "متى",
            "أخري" | "اخري" => "أخرى",
            "الأخري" | "الاخري" => "الأخرى",
            "إحدي" | "احدي" | "أحدى" => "إحدى",
            "مستشفي" => "مستشفى",
            "المستشفي" => "المستشفى",
            "مصطفي" => "مصطفى",
            "الفوضي" => "الفوضى",
            "القتلي" => "القتلى",
            "الجرحي" => "الجرحى",
            "الأقصي" | "الاقصي" => "الأقصى",
            "شكوي" => "شكوى",
            "الشكوي" => "الشكوى",
            "يسعي" => "يسعى",
            "تسعي" => "تسعى",
            "يتولي" => "يتولى",
            "تتولي" => "تتولى",
            "يتلقي" => "يتلقى",
            "تتلقي" => "تتلقى",
            "الثلاثا" => "الثلاثاء",
            _ => return None,
        })
    };
    match respell(word) {
        Some(right) => Some(right.to_owned()),
        None => {
            let (prefix, rest) = ["و", "ف"].iter().find_map(|prefix| Some((*prefix, word.strip_prefix(prefix)?)))?;
            respell(rest).map(|right| format!("{prefix}{right}"))
        }
    }
}

/// Two words printed as one, where that is sure.
fn glued(word: &str) -> Option<(String, String)> {
    if let Some(parts) = glued_name(word) {
        return Some(parts);
    }
    let (prefix, rest) =
        ["و", "ف"].iter().find_map(|prefix| Some((*prefix, word.strip_prefix(prefix)?))).unwrap_or(("", word));
    if let Some(&(first, second)) = GLUED.get(word) {
        return Some((first.to_owned(), second.to_owned()));
    }
    GLUED.get(rest).map(|(first, second)| (format!("{prefix}{first}"), (*second).to_owned()))
}

/// Phrases that are often printed as one word.
static GLUED: LazyLock<HashMap<&'static str, (&'static str, &'static str)>> =
    LazyLock::new(|| table::rows(table::GLUED).map(|[printed, first, second]| (printed, (first, second))).collect());

/// `عبدالله`, `أبوبكر`, with the prefixes of names.
fn glued_name(word: &str) -> Option<(String, String)> {
    for prefix in ["", "و", "ل", "ب", "ف", "ك", "ول", "وب"] {
        let Some(name) = word.strip_prefix(prefix) else { continue };
        if let Some(rest) = name.strip_prefix("عبد")
            && rest.starts_with("ال")
            && rest.chars().count() >= 4
            && !matches!(rest, "اللات" | "اللاوي" | "اللي")
        {
            return Some((format!("{prefix}عبد"), rest.to_owned()));
        }
        for father in ["أبو", "ابو", "أبي", "ابي", "أبا"] {
            if let Some(rest) = name.strip_prefix(father)
                && (List::FatherOf.has(rest) || (rest.starts_with("ال") && rest.chars().count() >= 5))
            {
                let father = father.replace("اب", "أب");
                return Some((format!("{prefix}{father}"), rest.to_owned()));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::token::Kind;

    fn check(word: &str, expect: &str) {
        let token = PrintedToken::new(word.to_owned(), Kind::Arabic, 0..word.len(), false);
        let mut tokens = Vec::new();
        repair(token, &mut tokens);
        let words: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
        assert_eq!(words.join(" "), expect);
        assert!(
            tokens
                .windows(2)
                .all(|pair| pair[0].source.end <= pair[1].source.start || pair[0].source == pair[1].source)
        );
    }

    #[test]
    fn egyptian_final_ya() {
        check("وفى", "وفي");
        check("والذى", "والذي");
        check("العربى", "العربي");
        check("للاقتصادى", "للاقتصادي");
        check("القاضى", "القاضي");
        check("سيلتقى", "سيلتقي");
        check("وتحتوى", "وتحتوي");
        check("ينبغى", "ينبغي");
        check("رحلتى", "رحلتي");
        check("وحالتى", "وحالتي");
    }

    #[test]
    fn alif_maqsura_stays() {
        for word in [
            "على",
            "إلى",
            "حتى",
            "مصطفى",
            "مستشفى",
            "كبرى",
            "أخرى",
            "موسى",
            "يبقى",
            "يتولى",
            "ينسى",
            "تتمنى",
            "يستثنى",
            "الأولى",
            "ذكرى",
            "لدى",
            "كفى",
            "مرسى",
            "بشرى",
            "الكلى",
        ] {
            check(word, word);
        }
    }

    #[test]
    fn glued_names() {
        check("عبدالله", "عبد الله");
        check("وعبدالرحمن", "وعبد الرحمن");
        check("أبوبكر", "أبو بكر");
        check("أبوعبد", "أبو عبد");
        check("ابوظبي", "أبو ظبي");
    }

    #[test]
    fn words_that_only_look_glued() {
        for word in ["أبواب", "أبوين", "العبدالي", "عبدة", "لابس"] {
            check(word, word);
        }
    }

    #[test]
    fn drawn_out_letters() {
        check("جميييييل", "جميل");
        check("ههههه", "ههه");
        check("مدد", "مدد");
    }

    #[test]
    fn glued_negation() {
        check("ولايمكن", "ولا يمكن");
        check("لابد", "لا بد");
    }

    #[test]
    fn verbal_nouns_in_wasl_have_no_hamza() {
        check("إختيار", "اختيار");
        check("وبإستيفائها", "وباستيفائها");
        check("الإجتماعية", "الاجتماعية");
        check("الإتحاد", "الاتحاد");
        check("إستعدادا", "استعدادا");
        check("بالإستعانة", "بالاستعانة");
        check("وإستفادته", "واستفادته");
        check("أستمرت", "استمرت");
        check("وأستخدموا", "واستخدموا");
        for right in ["أستمر", "وأستاذة", "وأستراليا", "أستاذات"] {
            check(right, right);
        }
        check("لإنتخاباً", "لانتخاباً");
        check("وإستقبلت", "واستقبلت");
        check("الإثنين", "الاثنين");
        check("وإسمها", "واسمها");
        for right in
            ["إنتاج", "إتلاف", "إنستغرام", "إنجازات", "إستونيا", "الإنسانية", "إسمنت", "إسترليني", "إنسانا", "إستراتيجية"]
        {
            check(right, right);
        }
    }
}
