//! What the words around a number decide: its case, and whether it stands before what it counts.
//!
//! # How the case is found
//! There is no parser here; what a reader of news does with his eyes is imitated, nearest word first:
//!
//! 1. A preposition, a quantifier (`نحو`, `أكثر من`) or a verbal noun before the number puts it into the genitive.
//! 2. `أن`, `إن` and `إلا` put it into the accusative.
//! 3. A verb of measure or of doing before it (`بلغ`, `سجل`) has it as its object, a verb of happening or a passive one
//!    (`وصل`, `قتل`) as its subject; so does such a verb further left, past prepositional phrases and adverbs.
//! 4. After the subject of a verb comes its object; after a topic without verb comes the predicate.
//! 5. A number joined by `و`, `أو`, `مقابل` takes the case of the one before it.
//!
//! Whether a three-letter word such as `قتل` is a verb or a verbal noun cannot be seen without vowels; at the start of
//! a sentence the verb is the likelier.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::lexeme::{Kind, Lexeme};
use super::noun;
use super::number::{self, Case};

/// The case that the words before the lexeme at `at` ask for, and whether that is certain.
pub(super) fn case(lexemes: &[Lexeme], at: usize) -> (Case, bool) {
    if is_aside(lexemes, at) || is_item_label(lexemes, at) {
        return (Case::Nominative, false);
    }
    match case_within(lexemes, at, 0) {
        (Case::Nominative, _) if is_extent(lexemes, at) => (Case::Accusative, false),
        found => found,
    }
}

/// `وصل سامي - 22 عاما - إلى`, `مصري 30/ عاما/`: a count between two dashes or strokes stands outside its sentence as one in
/// brackets does.
fn is_aside(lexemes: &[Lexeme], at: usize) -> bool {
    let is = |index: usize, signs: &[&str]| {
        lexemes.get(index).is_some_and(|sign| sign.kind == Kind::Sign && signs.contains(&sign.text.as_str()))
    };
    const DASHES: &[&str] = &["-", "–", "—"];
    let next = at + 1;
    if noun_between_strokes(lexemes, next).is_some() {
        return true;
    }
    let opens = at.checked_sub(1).is_some_and(|dash| is(dash, DASHES) && lexemes[dash].spaced)
        && at.checked_sub(2).is_some_and(|before| lexemes[before].kind == Kind::Arabic);
    opens && word(lexemes, next).is_some() && is(next + 1, DASHES)
}

/// `1/ الأهلي 2/ الزمالك`: a number that a stroke parts from the item after it stands for itself.
fn is_item_label(lexemes: &[Lexeme], at: usize) -> bool {
    lexemes.get(at).is_some_and(|number| number.text.len() <= 2 && (number.spaced || at == 0))
        && lexemes.get(at + 1).is_some_and(|stroke| matches!(stroke.text.as_str(), "/" | "-") && !stroke.spaced)
        && lexemes.get(at + 2).is_some_and(|item| item.kind == Kind::Arabic && item.text.chars().count() > 2)
        && proclitic(lexemes, at).is_none()
        && word(lexemes, at + 2).is_some_and(|item| item.starts_with("ال") || !noun::is_known(&item))
}

/// `30/ عاما/`: the noun between two strokes after the number that ends before `next`.
pub(super) fn noun_between_strokes(lexemes: &[Lexeme], next: usize) -> Option<String> {
    let is_stroke = |index: usize| lexemes.get(index).is_some_and(|stroke| stroke.text == "/" && !stroke.spaced);
    let noun = word(lexemes, next + 1).filter(|_| is_stroke(next) && is_stroke(next + 2))?;
    noun::is_known(&noun).then_some(noun)
}

/// The proclitic printed before the lexeme at `at`, if there is one.
pub(super) fn proclitic(lexemes: &[Lexeme], at: usize) -> Option<&str> {
    let mut before = at.checked_sub(1)?;
    let mut spaced = lexemes.get(at)?.spaced;
    // A bracket or quotation mark may stand between.
    while !spaced && lexemes.get(before).is_some_and(|sign| matches!(sign.text.as_str(), "\"" | "(")) {
        spaced = lexemes.get(before)?.spaced;
        before = before.checked_sub(1)?;
    }
    let lexeme = lexemes.get(before).filter(|lexeme| lexeme.kind == Kind::Arabic)?;
    let text = lexeme.text.as_str();
    let is_proclitic = PROCLITICS.contains(&text)
        && (!spaced || (text.len() > 2 || SPACED_PROCLITICS.contains(&text)) && is_tight(lexemes, before));
    is_proclitic.then_some(text)
}

/// Whether a proclitic carries the article.
pub(super) fn has_article(proclitic: &str) -> bool {
    proclitic.ends_with("ال") || proclitic.ends_with("لل")
}

/// The word at `at` without its vowels; nothing for what is no Arabic word.
pub(super) fn word(lexemes: &[Lexeme], at: usize) -> Option<String> {
    let lexeme = lexemes.get(at).filter(|lexeme| lexeme.kind == Kind::Arabic)?;
    Some(number::bare(&lexeme.text))
}

/// The Arabic word that stands before the number at `at`, past its proclitic, quotes and brackets, with its index.
pub(super) fn word_before(lexemes: &[Lexeme], at: usize) -> Option<(usize, String)> {
    let mut at = start(lexemes, at);
    while at > 0 {
        at -= 1;
        let lexeme = lexemes.get(at)?;
        match lexeme.kind {
            Kind::Arabic => return Some((at, number::bare(&lexeme.text))),
            Kind::Sign if matches!(lexeme.text.as_str(), "\"" | "(" | "[" | "'") => {}
            _ => return None,
        }
    }
    None
}

/// The index of the first lexeme of what stands at `at`: that of its proclitic, where it has one.
pub(super) fn start(lexemes: &[Lexeme], at: usize) -> usize {
    if proclitic(lexemes, at).is_none() {
        return at;
    }
    let mut start = at;
    while start > 0 {
        start -= 1;
        if lexemes.get(start).is_some_and(|lexeme| lexeme.kind == Kind::Arabic) {
            break;
        }
    }
    start
}

/// The case of what is joined at `at` to a number before it, where the conjunction is one word with what it joins.
pub(super) fn case_of_joined(lexemes: &[Lexeme], at: usize) -> Case {
    coordinated(lexemes, at, 0)
}

/// Whether a word is a particle or a verb, which governs what stands after it: no part of a name or a title.
pub(super) fn governs(word: &str) -> bool {
    particle(word).is_some() || verb(word).is_some()
}

/// Whether a word is a listed verb.
pub(super) fn is_verb(word: &str) -> bool {
    verb(word).is_some()
}

/// Whether a word is a listed verb with a feminine subject.
pub(super) fn is_feminine_verb(word: &str) -> bool {
    let word = without_conjunction(word);
    verb(word).is_some()
        && !noun::is_known(word)
        && word.chars().count() > 3
        && (word.ends_with('ت') || word.starts_with('ت'))
}

/// Whether a word has no article and is no particle or verb: an indefinite noun or adjective.
pub(super) fn is_indefinite_word(word: &str) -> bool {
    particle(word).is_none() && verb(word).is_none() && !is_closed(word) && !word.starts_with(['و', 'ف'])
}

/// Whether a word could be a name: it has no article, pronoun or ending of manner, and is no verb by its shape.
pub(super) fn is_name_like(word: &str) -> bool {
    !is_closed(word) && !is_adverb(word) && !looks_like_verb(word) && !is_bound_preposition(word)
}

/// Whether a word is one of a list, whose words are separated by spaces.
pub(super) fn one_of(word: &str, list: &str) -> bool {
    list.split_whitespace().any(|listed| listed == word)
}

/// The noun that is counted by a number that ends before `at`: an indefinite Arabic word that is no particle.
pub(super) fn counted_noun(lexemes: &[Lexeme], at: usize) -> Option<String> {
    let mut at = at;
    if lexemes.get(at).is_some_and(|lexeme| lexeme.text == "\"") || closes_number(lexemes, at) {
        at += 1;
    }
    let word = word(lexemes, at)?;
    is_countable(&word).then_some(word)
}

/// Whether the lexeme at `at` is the bracket after a number that stands alone in brackets: `عدد (12) طالبا`. Such
/// brackets are print and no aside; nothing changes for the words around them.
pub(super) fn closes_number(lexemes: &[Lexeme], at: usize) -> bool {
    let is_closing = |at: usize| lexemes.get(at).is_some_and(|sign| matches!(sign.text.as_str(), ")" | "]"));
    let is_part =
        |lexeme: &Lexeme| lexeme.kind == Kind::Number || !lexeme.spaced && matches!(lexeme.text.as_str(), "," | ".");
    if !is_closing(at) {
        return false;
    }
    let length = lexemes.get(..at).unwrap_or_default().iter().rev().take_while(|&lexeme| is_part(lexeme)).count();
    length > 0
        && at
            .checked_sub(length + 1)
            .and_then(|open| lexemes.get(open))
            .is_some_and(|open| matches!(open.text.as_str(), "(" | "["))
}

/// Whether the lexeme at `at` is the bracket before a number that stands alone in brackets, with a noun after it.
pub(super) fn opens_number(lexemes: &[Lexeme], at: usize) -> bool {
    if !lexemes.get(at).is_some_and(|open| matches!(open.text.as_str(), "(" | "[")) {
        return false;
    }
    let inside = lexemes.get(at + 1..).unwrap_or_default().iter();
    let length = inside.take_while(|l| l.kind == Kind::Number || matches!(l.text.as_str(), "," | ".")).count();
    let close = at + 1 + length;
    length > 0 && closes_number(lexemes, close) && word(lexemes, close + 1).is_some_and(|word| is_countable(&word))
}

/// Whether a word can be what a number counts, as far as can be seen.
pub(super) fn is_countable(word: &str) -> bool {
    if noun::is_known(word) {
        return !word.starts_with("ال");
    }
    let length = word.chars().count();
    if length < 2 || PARTICLES_LOOKUP.contains_key(word) || VERBS.contains_key(word) {
        return false;
    }
    if ["ال", "لل", "بال", "وال", "فال", "كال"].iter().any(|article| word.starts_with(article)) && length > 4
    {
        return false;
    }
    // `و` before a word is nearly always the conjunction; the nouns that begin with it are in the lexicon or plain.
    if word.starts_with('و') && length > 3 {
        return NOUNS_IN_WAW.contains(&word.trim_end_matches('ا'));
    }
    // بجروح, لشخص, لسنة: a preposition and a noun that is known without it.
    !(word.starts_with(['ب', 'ل', 'ك', 'ف']) && word.get(2..).is_some_and(|rest| noun::is_known(rest) && length > 3))
}

const PROCLITICS: [&str; 21] = [
    "و", "ف", "ب", "ل", "ك", "ال", "وب", "ول", "وك", "فب", "فل", "وال", "فال", "بال", "كال", "لل", "وبال", "وكال",
    "فبال", "ولل", "فلل",
];

const SPACED_PROCLITICS: [&str; 4] = ["و", "ب", "ل", "ال"];

/// Single letters before a space belong to the number only where no other single letter is beside them (`أ ف ب 5`).
fn is_tight(lexemes: &[Lexeme], at: usize) -> bool {
    let single = |at: usize| lexemes.get(at).is_some_and(|l| l.kind == Kind::Arabic && l.text.chars().count() == 1);
    !at.checked_sub(1).is_some_and(single)
}

const NOUNS_IN_WAW: [&str; 22] = [
    "وزير",
    "وزراء",
    "وفد",
    "وفود",
    "وظيفة",
    "وظائف",
    "وحدة",
    "وحدات",
    "وثيقة",
    "وثائق",
    "ولاية",
    "ولايات",
    "وكالة",
    "وكالات",
    "وكيل",
    "وكلاء",
    "وسام",
    "وسيط",
    "وسطاء",
    "ورشة",
    "ورقة",
    "واط",
];

fn case_within(lexemes: &[Lexeme], at: usize, depth: usize) -> (Case, bool) {
    use Case::{Accusative, Genitive, Nominative};
    if let Some(proclitic) = proclitic(lexemes, at) {
        let letters = proclitic.trim_end_matches("ال");
        if letters.ends_with(['ب', 'ل', 'ك']) {
            return (Genitive, true);
        }
        if letters.ends_with(['و', 'ف']) {
            return (coordinated(lexemes, start(lexemes, at), depth), false);
        }
    }
    let begin = start(lexemes, at);
    let Some((before, word)) = word_before(lexemes, at) else {
        return (after_sign(lexemes, begin, depth), false);
    };
    let signs_between = lexemes.get(before + 1..begin).unwrap_or_default();
    let has_bracket = signs_between.iter().any(|sign| matches!(sign.text.as_str(), "(" | "["));
    // قانون رقم (36): the bracket is print.
    let is_number_word = one_of(word.trim_start_matches(['و', 'ب']), "رقم عدد");
    // بين (20 و45 سنة): what cannot stand without its noun governs into the bracket.
    let governs_inside = || {
        let word = without_conjunction(&word);
        one_of(word, "في من إلى الى على عن حتى منذ خلال بين نحو حوالي حوالى زهاء قرابة دون فوق تحت مع لمدة")
            || one_of(word, MEASURING)
    };
    if has_bracket && !is_number_word && !governs_inside() && !opens_number(lexemes, begin.saturating_sub(1)) {
        // In brackets a number stands for itself.
        return (Nominative, false);
    }
    let word = without_conjunction(&word);
    // غرق 28 مهاجرا: where it opens the clause it is the verb, of those who are counted.
    if particle(word) == Some(Particle::Genitive)
        && verb(word) == Some(Verb::Subject)
        && begins_clause(lexemes, before)
        && noun_of_number(lexemes, at).is_some_and(|noun| noun::is_person(&noun))
    {
        return (Nominative, false);
    }
    match particle(word) {
        // Without vowels these are verbs as well (بيع, نُشر); the diacritizer sees more of the sentence.
        Some(Particle::Genitive) => return (Genitive, !one_of(word, "نشر بيع حجز ضبط فتح جرح غرق رصد خطف قوة سن حصة")),
        Some(Particle::Accusative) => return (Accusative, true),
        // بلغ العدد فيها 26 حالة: the verb of measure waits for its object past the phrase.
        Some(Particle::Nominative)
            if one_of(word, "فيها فيه فيهم بها به لديها لديه لديهم عليها عليه")
                && before.checked_sub(1).and_then(|end| governing_verb_at(lexemes, end)).is_some_and(
                    |(_, _, verb)| {
                        self::word(lexemes, verb).is_some_and(|verb| one_of(without_conjunction(&verb), REACHING))
                    },
                ) =>
        {
            return (Accusative, false);
        }
        Some(Particle::Nominative) => return (Nominative, false),
        Some(Particle::Joins) if number_before(lexemes, before).is_none() && word == "مقابل" => {
            return (Genitive, true);
        }
        Some(Particle::Joins) => return (coordinated(lexemes, before, depth), false),
        Some(Particle::Adverb) => return (past_adverb(lexemes, before, depth), false),
        None => {}
    }
    // بتجميد هدم 38 بيتا: after what can have only a noun, three letters are the verbal noun.
    let is_noun = word.chars().count() == 3
        && before.checked_sub(1).and_then(|index| self::word(lexemes, index)).is_some_and(|governor| {
            particle(&governor) == Some(Particle::Genitive) && governor != "من" || is_bound_verbal_noun(&governor)
        });
    match verb(word) {
        Some(Verb::Object | Verb::Subject) if is_noun => return (Genitive, true),
        Some(Verb::Object)
            if may_be_passive(lexemes, before, word, at) || is_done_by_counted(lexemes, before, word, at) =>
        {
            return (Nominative, false);
        }
        Some(Verb::Object) => return (Accusative, true),
        Some(Verb::Subject) => return (Nominative, false),
        // كان 12 شخصا في المبنى: persons at once after it are its subject.
        Some(Verb::Being)
            if begins_clause(lexemes, before)
                && noun_of_number(lexemes, at).is_some_and(|noun| noun::is_person(&noun)) =>
        {
            return (Nominative, false);
        }
        Some(Verb::Being) => return (Accusative, false),
        None => {}
    }
    if is_adverb(word) {
        return (past_adverb(lexemes, before, depth), false);
    }
    // سجل كوري 29 نقطة: a name after a verb is its subject, and the number its object.
    let is_doer = before.checked_sub(1).and_then(|index| self::word(lexemes, index)).is_some_and(|doing| {
        verb(without_conjunction(&doing)) == Some(Verb::Object)
            && (begins_clause(lexemes, before - 1) || before == 1)
            && !noun::is_known(word)
            && !word.strip_prefix(['ب', 'ل']).is_some_and(is_noun_of_its_own)
            && !is_closed(word)
            && !looks_like_verbal_noun(word)
    });
    if is_doer {
        return (Accusative, false);
    }
    if is_bound_preposition(word) {
        return (Genitive, false);
    }
    // حضرها 45 ألف متفرج: the object is in the verb, and what follows is its subject.
    if verb_with_object(word) {
        return (Nominative, false);
    }
    // أقلعت الطائرة وعلى متنها 350 راكبا: a clause of its own, whose predicate stands first.
    let is_predicate = before.checked_sub(1).and_then(|index| self::word(lexemes, index)).is_some_and(|preposition| {
        has_pronoun(word) && one_of(&preposition, "وعلى وفي ولدى وبين ومن وتحت وأمام وخلف وداخل")
    });
    if is_predicate || is_measure_of(lexemes, before, word) {
        return (Nominative, false);
    }
    if is_closed(word) {
        // حضر المؤتمر 22 خبيرا: who comes is a person, and the definite noun is the place.
        let visits = governing_verb_at(lexemes, before).is_some_and(|(_, _, verb)| {
            self::word(lexemes, verb).is_some_and(|verb| one_of(without_conjunction(&verb), VISITS))
        });
        let is_person = visits && noun_of_number(lexemes, at).is_some_and(|noun| noun::is_person(&noun));
        let case = if is_person { Nominative } else { after_phrase(lexemes, before) };
        // بالسجن عشرين سنة: a stretch of time says how long; it is no predicate.
        let is_length = case == Nominative
            && counts_time(lexemes, at)
            && (before.saturating_sub(2)..=before)
                .filter_map(|index| self::word(lexemes, index))
                .any(|word| ["السجن", "الحبس", "المؤبد", "الأشغال"].iter().any(|penalty| word.ends_with(penalty)));
        return (if is_length { Accusative } else { case }, false);
    }
    // يمثلون, بلغوا: the subject is in the verb.
    if (word.starts_with('ي') && word.ends_with("ون") || word.ends_with("وا")) && word.chars().count() > 4 {
        return (Accusative, false);
    }
    if looks_like_verb(word) {
        // قرأت 21 كتابا: a verb in -at does not agree with a masculine, so that is its object.
        let disagrees = word.ends_with('ت')
            && noun_of_number(lexemes, at).is_some_and(|noun| noun::gender(&noun) == number::Gender::Masculine);
        // الذهب يقفز 45 جنيها: the subject stands before its verb.
        let after_subject = word.starts_with('ي')
            && before
                .checked_sub(1)
                .and_then(|index| self::word(lexemes, index))
                .is_some_and(|subject| subject.starts_with("ال") && !one_of(&subject, "الذي التي الذين"));
        return (if disagrees || after_subject { Accusative } else { Nominative }, false);
    }
    // A bare noun before a number is its first term: وصول مئة لاجئ.
    (Genitive, false)
}

/// `بتجميد`, `لإطلاق`: a preposition of one letter with a verbal noun, and no name that begins so (`ليفربول`).
fn is_bound_verbal_noun(word: &str) -> bool {
    let letters: Vec<char> = word.chars().collect();
    match letters.as_slice() {
        ['ب' | 'ل' | 'ك', 'ت', _, _, 'ي', _] => true,
        ['ب' | 'ل' | 'ك', 'إ' | 'ا', _, .., 'ا', _] => letters.len() >= 6,
        _ => false,
    }
}

/// Whether what is left of a word without its first letter is a word, so that the letter is a preposition: of `بنجاح`, and
/// not of `ليفربول`.
fn is_noun_of_its_own(rest: &str) -> bool {
    let letters: Vec<char> = rest.chars().collect();
    // نجاح, تقدير, مجموع, حضور: the shapes of nouns with a long vowel before the last letter.
    let is_shaped = matches!(letters.as_slice(), [_, _, 'ا' | 'و' | 'ي', _] | ['م' | 'ت', _, _, 'و' | 'ي', _]);
    noun::is_known(rest)
        || particle(rest).is_some()
        || letters.len() < 4
        || is_shaped
        || letters.len() < 6 && rest.ends_with(['ة', 'ى'])
}

/// Whether a word has the shape of a verbal noun, which would stand before a number as its first term: `تراجع`, `ارتفاع`,
/// `إصدار`, `مشاركة`.
fn looks_like_verbal_noun(word: &str) -> bool {
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

/// The noun after the digits at `at`.
fn noun_of_number(lexemes: &[Lexeme], at: usize) -> Option<String> {
    let digits = lexemes.get(at..).unwrap_or_default();
    let length = digits.iter().take_while(|l| l.kind == Kind::Number || matches!(l.text.as_str(), "," | ".")).count();
    // 45 ألف متفرج: what is counted stands after the scale.
    let scale = super::numeral::scale(lexemes, at + length).map_or(0, |(_, length)| length);
    counted_noun(lexemes, at + length + scale)
}

/// Verbs whose definite object is a place, a thing or an event, so that a number of persons after it is the subject.
const VISITS: &str = "
    حضر حضرت دخل دخلت غادر غادرت وصل وصلت اقتحم اقتحمت هز هاجم هاجمت زار زارت يزور تزور شاهد شاهدت يشاهد تابع تابعت يتابع عبر عبرت يعبر
    قاد قادت يقود نفذ نفذت ينفذ أدار يدير استلم استلمت نافس اجتاز اجتازت تسلق تسلقت";

/// Verbs that take a number of persons as their subject where they open the clause (`أدان 12 حزبا`), and anything else as
/// their object (`أعلن 5 قرارات`).
const DONE_BY_PERSONS: &str = "
    أدان أدانت دعا دعت أعلن أعلنت أدلى أدلت أيد أيدت رفض رفضت ترك تركت هاجم هاجمت نفذ نفذت قاد قادت زار زارت شاهد شاهدت تابع تابعت عبر عبرت
    استلم استلمت تسلم قدم قدمت كتب كتبت طلب طلبت عارض أقام هبطت حصد حصدت أحرز أحرزت نال نالت فقد فقدت خسر خسرت بدأ بدأت أنهى أنهت
    قضى قضت تمكن تمكنت نجح نجحت استطاع استطاعت ينتظر تنتظر يواجه تواجه يعاني تعاني يطالب تطالب يخوض تخوض يزور تزور يستفيد";

/// Whether a verb of [`DONE_BY_PERSONS`] at `at` has the number at `number` as its subject.
fn is_done_by_counted(lexemes: &[Lexeme], at: usize, verb: &str, number: usize) -> bool {
    let opens = at.checked_sub(1).and_then(|before| lexemes.get(before)).is_none_or(|before| {
        ends_clause(before) || one_of(&number::bare(&before.text), "قد وقد فقد كما فيما بينما حيث ثم")
    });
    opens
        && one_of(verb, DONE_BY_PERSONS)
        && noun_of_number(lexemes, number).is_some_and(|noun| {
            let is_actor = noun::is_person(&noun) || one_of(noun.trim_end_matches('ا'), ACTORS);
            let is_feminine = verb.ends_with('ت') || verb.starts_with('ت');
            is_actor && is_feminine == (noun::gender(&noun) == number::Gender::Feminine)
        })
}

/// States, bodies and vehicles, which act as persons do.
const ACTORS: &str = "
    دولة دول حزب أحزاب منظمة منظمات شركة شركات فريق فرق منتخب منتخبات ناد أندية طائرة طائرات سفينة سفن حافلة هيئة هيئات جمعية جمعيات
    نقابة نقابات لجنة لجان مؤسسة مؤسسات جامعة جامعات ولاية ولايات بلد بلدان عائلة عائلات أسرة أسر";

/// A stretch of time or a number of times after a verb that is complete without it says how long or how often: `نام 12
/// ساعة`, `فاز باللقب 12 مرة`. Verbs of passing and remaining have it as their subject.
fn is_extent(lexemes: &[Lexeme], at: usize) -> bool {
    const PASSING: &str = "مر مرت تمر مضى مضت بقي بقيت يبقى تبقى تبقت انقضى انقضت يفصل يفصله تفصل تفصله كفى يكفي تكفي لزم يلزم يلزمه ينقصه تنقصه تم تمت";
    let is_measure = counts_time(lexemes, at)
        || noun_of_number(lexemes, at)
            .is_some_and(|noun| one_of(noun.trim_end_matches('ا'), "مرة مرات كيلومتر كيلومترات متر أمتار ميل"));
    // فالكاو (29 عاما): in brackets it stands for itself.
    let is_bracketed = at.checked_sub(1).is_some_and(|open| lexemes[open].text == "(");
    is_measure
        && !is_bracketed
        && start(lexemes, at)
            .checked_sub(1)
            .and_then(|before| governing_verb_at(lexemes, before))
            .and_then(|(kind, _, verb)| Some((kind, word(lexemes, verb)?)))
            .is_some_and(|(kind, verb)| kind == Verb::Subject && !one_of(without_conjunction(&verb), PASSING))
}

fn counts_time(lexemes: &[Lexeme], at: usize) -> bool {
    noun_of_number(lexemes, at).is_some_and(|noun| {
        one_of(noun.trim_end_matches('ا'), "سنة سنوات عام أعوام شهر أشهر يوم أيام أسبوع أسابيع ساعة ساعات دقيقة دقائق")
    })
}

/// `سجلت 22 حالة` at the start of a clause: without a subject before it the verb is a passive one, whose subject is what
/// is counted, if the two agree in gender.
fn may_be_passive(lexemes: &[Lexeme], at: usize, verb: &str, number: usize) -> bool {
    let opens = match at.checked_sub(1).and_then(|before| lexemes.get(before)) {
        None => true,
        Some(before) => ends_clause(before) || one_of(&number::bare(&before.text), "قد وقد فقد كما فيما بينما حيث ثم"),
    };
    if !opens || !PASSIVES.split_whitespace().any(|passive| passive == verb) {
        return false;
    }
    let counted = noun_of_number(lexemes, number).map(|noun| noun::gender(&noun));
    let is_feminine = verb.ends_with('ت') || verb.starts_with('ت');
    match counted {
        Some(gender) => is_feminine == (gender == number::Gender::Feminine),
        None => false,
    }
}

/// Verbs of doing that open a clause as passives where nobody is named.
const PASSIVES: &str = "
    سجلت رصد رصدت خصص خصصت أنقذ أنقذت أجلي أجليت نقل نقلت أطلق أطلقت منح منحت وزع وزعت أنجز أنجزت صودر صودرت ضبط ضبطت حجز حجزت
    دمر دمرت قدم قدمت نظم نظمت أغلقت أوقفت اعتقلت افتتح افتتحت تسجل أصدر أصدرت استقبل استقبلت شيد شيدت هدم هدمت أعدم أعدمت
    سرق سرقت نهب احتجزت خطفت قتلت بيعت جمع جمعت رفع رفعت نشر نشرت
    عقد عقدت فتحت وقعت طرح طرحت رمم رممت زرع زرعت خصصت حدد حددت حرر حررت دشن دشنت كشف كشفت فرض فرضت نفذ نفذت اكتشف اكتشفت
    اعتمد اعتمدت كرم كرمت رشح رشحت علق علقت وثق وثقت استعيد استعيدت استضيف استخدم استخدمت حول حولت صرف صرفت";

/// The case after a sign or at the start.
fn after_sign(lexemes: &[Lexeme], begin: usize, depth: usize) -> Case {
    let Some(sign) = begin.checked_sub(1).and_then(|before| lexemes.get(before)) else { return Case::Nominative };
    match sign.text.as_str() {
        // A list or an apposition goes on in the case of the number before it.
        // The second term of a calculation.
        "×" | "÷" | "+" | "=" => Case::Genitive,
        "،" if is_predicate_past_aside(lexemes, begin - 1) => Case::Accusative,
        "،" | "," | "/" | "-" | "–" if depth < 4 => match number_before(lexemes, begin - 1) {
            Some(at) => case_within(lexemes, at, depth + 1).0,
            None => Case::Nominative,
        },
        _ => Case::Nominative,
    }
}

/// `بلغت الميزانية، وفق التقرير، 450 مليونا`: whether the comma at `comma` ends a remark on who says so, before which a verb
/// waits for its object.
fn is_predicate_past_aside(lexemes: &[Lexeme], comma: usize) -> bool {
    const LONGEST_ASIDE: usize = 8;
    const OPENINGS: &str = "وفق وفقا وفقاً بحسب حسب طبقا نقلا كما بناء استنادا خلال مع حتى بنهاية في منذ بعد";
    let first = (comma.saturating_sub(LONGEST_ASIDE)..comma).rev().find(|&index| ends_clause(&lexemes[index]));
    let Some(first) = first.filter(|&first| lexemes[first].text == "،" && first > 0) else { return false };
    let opens = word(lexemes, first + 1).is_some_and(|word| one_of(&word, OPENINGS));
    opens
        && governing_verb_at(lexemes, first - 1)
            .and_then(|(_, _, verb)| word(lexemes, verb))
            .is_some_and(|verb| one_of(without_conjunction(&verb), MEASURING))
}

/// The case of a number joined to what is before it.
fn coordinated(lexemes: &[Lexeme], at: usize, depth: usize) -> Case {
    // In a list (40% غذاء، و25% مأوى) a comma stands before the conjunction.
    let is_listed = at.checked_sub(1).and_then(|comma| lexemes.get(comma)).is_some_and(|comma| comma.text == "،");
    if depth < 4
        && let Some(before) = number_before(lexemes, at - usize::from(is_listed))
    {
        return case_within(lexemes, before, depth + 1).0;
    }
    let Some(before) = at.checked_sub(1) else { return Case::Nominative };
    // مليونين و500 ألف: the dual shows its case.
    match word(lexemes, before).as_deref() {
        Some("مليونين" | "ألفين" | "مئتين" | "مائتين" | "مليارين") => {
            return Case::Genitive;
        }
        Some("مليونان" | "ألفان" | "مئتان" | "مائتان" | "ملياران") => {
            return Case::Nominative;
        }
        _ => {}
    }
    match governing_verb(lexemes, before) {
        Some((Verb::Subject, _)) => Case::Nominative,
        _ => Case::Genitive,
    }
}

/// The number before `at` in the same clause, a few words away at most.
fn number_before(lexemes: &[Lexeme], at: usize) -> Option<usize> {
    let first = at.saturating_sub(7);
    (first..at)
        .rev()
        .take_while(|&i| !lexemes.get(i).is_some_and(ends_clause))
        .find(|&i| lexemes.get(i).is_some_and(|lexeme| lexeme.kind == Kind::Number))
        .map(|found| {
            // The first part of a number such as 1,250 has the context.
            let mut found = found;
            while found >= 2
                && lexemes.get(found).is_some_and(|l| !l.spaced)
                && lexemes.get(found - 1).is_some_and(|l| !l.spaced && matches!(l.text.as_str(), "," | "." | "/" | ":"))
                && lexemes.get(found - 2).is_some_and(|l| l.kind == Kind::Number)
            {
                found -= 2;
            }
            found
        })
}

/// `وصل اليوم 12 وزيرا`: the adverb is looked through.
fn past_adverb(lexemes: &[Lexeme], adverb: usize, depth: usize) -> Case {
    if depth > 3 || adverb == 0 {
        return Case::Nominative;
    }
    match governing_verb(lexemes, adverb - 1) {
        Some((Verb::Subject, true)) => Case::Nominative,
        Some((Verb::Object, _) | (Verb::Subject, false)) => Case::Accusative,
        _ => Case::Nominative,
    }
}

/// After a phrase that cannot be a first term (it is definite, or carries a pronoun).
fn after_phrase(lexemes: &[Lexeme], end: usize) -> Case {
    match governing_verb(lexemes, end) {
        // وصل إلى الميناء 12 مهاجرا against وصل الوفد ...
        Some((Verb::Subject, true)) => Case::Nominative,
        Some((Verb::Being, true)) => Case::Nominative,
        Some(_) => Case::Accusative,
        None => Case::Nominative,
    }
}

/// The nearest verb to the left of and at `end` in the clause, and whether only prepositional phrases and adverbs are
/// between it and the end.
fn governing_verb(lexemes: &[Lexeme], end: usize) -> Option<(Verb, bool)> {
    governing_verb_at(lexemes, end).map(|(verb, is_phrase, _)| (verb, is_phrase))
}

/// How far from a number, in words and signs, its verb is looked for.
const LONGEST_CLAUSE: usize = 18;

/// The same with the index of the verb.
fn governing_verb_at(lexemes: &[Lexeme], end: usize) -> Option<(Verb, bool, usize)> {
    let mut at = end + 1;
    let mut steps = 0;
    while at > 0 && steps < LONGEST_CLAUSE {
        at -= 1;
        steps += 1;
        let lexeme = lexemes.get(at)?;
        if ends_clause(lexeme) {
            return None;
        }
        let Some(word) = word(lexemes, at) else { continue };
        let word = without_conjunction(&word);
        if one_of(word, "أن إن لأن بأن الذي التي الذين حيث بينما عندما") {
            return None;
        }
        if one_of(word, "البالغ البالغة والبالغ والبالغة البالغين بالغا بالغة")
        {
            return Some((Verb::Object, is_phrase(lexemes, at + 1, end), at));
        }
        let found = verb(word).or_else(|| guessed_verb(word, begins_clause(lexemes, at), at == end));
        let is_noun_here = at > 0
            && lexemes.get(at - 1).is_some_and(|before| {
                before.kind == Kind::Arabic
                    && particle(without_conjunction(&number::bare(&before.text))) == Some(Particle::Genitive)
            });
        if let Some(found) = found
            && !is_noun_here
        {
            return Some((found, is_phrase(lexemes, at + 1, end), at));
        }
    }
    None
}

/// Whether the words from `from` to `end` begin with a preposition, an adverb or `هناك`, so that the subject is still to
/// come.
fn is_phrase(lexemes: &[Lexeme], from: usize, end: usize) -> bool {
    if from > end {
        return true;
    }
    let Some(word) = word(lexemes, from) else { return false };
    let word = word.as_str();
    // كان عرض النهر 200 متر: a measure is a subject, though a number after it is its genitive.
    if one_of(word, SUBJECTS_OF_MEASURE) {
        return false;
    }
    particle(word) == Some(Particle::Genitive)
        || particle(word) == Some(Particle::Adverb)
        || is_adverb(word)
        || ["بال", "لل", "كال"].iter().any(|prefix| word.starts_with(prefix))
        || (is_bound_preposition(word) && !noun::is_known(word))
        || (["في", "من", "ب", "ل", "علي", "إلي", "عن", "لدي", "بين"].iter().any(|stem| {
            word.strip_prefix(stem).is_some_and(|rest| matches!(rest, "ه" | "ها" | "هم" | "هما" | "هن" | "نا" | "ك"))
        }))
}

const SUBJECTS_OF_MEASURE: &str = "
    ارتفاع عرض طول عمق وزن سعة قدرة قوة مساحة سعر سرعة قيمة مبلغ معدل مجموع إجمالي عدد عمر سن مدة نسبة مسافة درجة";

fn ends_clause(lexeme: &Lexeme) -> bool {
    lexeme.kind == Kind::Sign && matches!(lexeme.text.as_str(), "." | ":" | "،" | "؛" | "!" | "؟" | ";" | "?" | "…")
}

/// The word without a conjunction that stands before it, where what is left is known.
fn without_conjunction(word: &str) -> &str {
    match word.strip_prefix(['و', 'ف']) {
        Some(rest)
            if particle(word).is_none()
                && verb(word).is_none()
                && (particle(rest).is_some()
                    || verb(rest).is_some()
                    || rest.starts_with("ال")
                    || rest.starts_with("ب") && rest.chars().count() > 3
                    || looks_like_verb(rest)
                    || noun::is_known(rest)) =>
        {
            rest
        }
        _ => word,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Particle {
    /// What follows is genitive: prepositions, quantifiers, superlatives.
    Genitive,
    /// What follows is accusative.
    Accusative,
    Nominative,
    /// Joins two of a kind.
    Joins,
    /// Adds time or manner and changes nothing.
    Adverb,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    /// A number after it is its object.
    Object,
    /// A number after it is its subject.
    Subject,
    /// `كان` and its sisters: a number after it is the predicate.
    Being,
}

fn particle(word: &str) -> Option<Particle> {
    PARTICLES_LOOKUP.get(word).copied()
}

fn verb(word: &str) -> Option<Verb> {
    let lookup = |word: &str| VERBS.get(word).copied();
    lookup(word).or_else(|| {
        let rest = word.strip_prefix(['س', 'ل']).filter(|rest| rest.starts_with(['ي', 'ت', 'ن']))?;
        lookup(rest)
    })
}

/// Words in the accusative of manner or time: `حاليا`, `مؤخرا`.
fn is_adverb(word: &str) -> bool {
    word.ends_with('ا')
        && word.chars().count() > 4
        && !word.ends_with("ها")
        && !word.ends_with("نا")
        && !noun::is_known(word)
}

/// `بقيمة`, `لمدة`, `بمشاركة`: a preposition that is one letter, with its noun.
fn is_bound_preposition(word: &str) -> bool {
    let length = word.chars().count();
    length > 3
        && word.starts_with(['ب', 'ل', 'ك'])
        && !["بال", "لل", "كال", "لا"].iter().any(|prefix| word.starts_with(prefix))
        && !has_pronoun(word)
}

/// Whether a word ends in a pronoun or is definite, so that nothing can stand in its genitive.
fn is_closed(word: &str) -> bool {
    let definite = ["ال", "لل", "بال", "كال"].iter().any(|article| word.starts_with(article));
    (definite && word.chars().count() > 3) || has_pronoun(word)
}

fn has_pronoun(word: &str) -> bool {
    ["هما", "هم", "هن", "ها", "ه"].iter().any(|suffix| {
        word.strip_suffix(suffix).is_some_and(|stem| {
            // مياه, اتجاه, وجه and their like end in a ه of their own.
            stem.chars().count() >= 2 && !one_of(word, "مياه اتجاه وجه انتباه تجاه اشتباه شبه فقه")
        })
    })
}

/// `برياح سرعتها 215 كم`: a measure with its pronoun begins a clause of its own after a noun, unless it is the subject
/// of a verb of measuring (`يبلغ متوسط عمرها 20 سنة`).
fn is_measure_of(lexemes: &[Lexeme], at: usize, word: &str) -> bool {
    let stem = ["هما", "هم", "هن", "ها", "ه"].iter().find_map(|pronoun| word.strip_suffix(pronoun));
    let follows_noun = at.checked_sub(1).and_then(|index| self::word(lexemes, index)).is_some_and(|before| {
        let before = without_conjunction(&before);
        particle(before).is_none() && verb(before).is_none() && !looks_like_verb(before)
    });
    let is_measured = || {
        at.checked_sub(1)
            .and_then(|end| governing_verb_at(lexemes, end))
            .and_then(|(_, _, index)| self::word(lexemes, index))
            .is_some_and(|verb| one_of(without_conjunction(&verb), MEASURING))
    };
    follows_noun && stem.is_some_and(|stem| one_of(stem, MEASURES)) && !is_measured()
}

/// Measures as they stand before a pronoun.
const MEASURES: &str = "
    طول عرض عمق ارتفاع علو وزن حجم سعت سرعت مساحت قيمت قدر قدرت قوت عدد عمر ثمن سعر كلفت تكلفت مدت مسافت حمولت طاقت قطر سمك نسبت";

const REACHING: &str = "بلغ بلغت يبلغ تبلغ تجاوز تجاوزت يتجاوز تتجاوز ناهز ناهزت يناهز تناهز قارب قاربت يقارب تقارب";

const MEASURING: &str = "
    بلغ بلغت يبلغ تبلغ تجاوز تجاوزت يتجاوز تتجاوز تخطى تخطت يتخطى تتخطى ناهز ناهزت يناهز تناهز قارب قاربت يقارب تقارب
    ساوى يساوي تساوي يعادل تعادل فاق فاقت يفوق تفوق كان كانت يكون تكون أصبح أصبحت صار صارت ليس ليست ظل ظلت بات باتت";

/// Whether a word is a verb of doing with its object as a pronoun. Verbs of giving and costing have a second object.
fn verb_with_object(word: &str) -> bool {
    let stem = ["هما", "هم", "هن", "ها", "ه"].iter().find_map(|pronoun| word.strip_suffix(pronoun));
    !noun::is_known(word)
        && stem.is_some_and(|stem| {
            (verb(stem) == Some(Verb::Object) || one_of(stem, VISITS))
                && !noun::is_known(stem)
                && particle(stem).is_none()
                && !one_of(stem, WITH_TWO_OBJECTS)
        })
}

const WITH_TWO_OBJECTS: &str = "
    كلف كلفت يكلف تكلف منح منحت يمنح تمنح أعطى أعطت يعطي تعطي سلم سلمت كبد كبدت أكسب حمل حملت أضاف أضافت بلغ بلغت يبلغ تبلغ
    زاد زادت أمهل أمهلت غرم غرمت أهدى باع باعت يفصل تفصل رصد شغل";

fn begins_clause(lexemes: &[Lexeme], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).and_then(|before| lexemes.get(before)) else { return true };
    ends_clause(before)
        || one_of(
            &number::bare(&before.text),
            "قد وقد فقد كما فيما لم لن سوف ثم حيث التي الذي الذين أنه أنها إنه إنها أنهم إنهم بأنه بعدما عندما",
        )
}

/// What a verb that no list has is likely to be, from its shape; `is_last` says that the number follows it at once.
fn guessed_verb(word: &str, begins_clause: bool, is_last: bool) -> Option<Verb> {
    if noun::is_known(word) || particle(word).is_some() || is_closed(word) || is_adverb(word) {
        return None;
    }
    let letters: Vec<char> = word.chars().collect();
    match letters.as_slice() {
        // انفجر, انقلب: the pattern is intransitive.
        ['ا', 'ن', _, _, _] => Some(Verb::Subject),
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
                one_of(word, NOMINAL_HEADS) || letters.first() == Some(&'م') || (letters.len() == 4 && *second != 'ا');
            (!may_be_noun).then_some(Verb::Object)
        }
        _ => None,
    }
}

/// Short nouns that open nominal sentences with a number: `عدد السكان 12 ألفا`.
const NOMINAL_HEADS: &str = "
    ما بما مما عما لما كما ربما طالما كلما عدد سعر ثمن طول عرض عمق وزن حجم عمر سن بعد راتب دخل ربح رقم رصيد وقت زمن يوم موعد فرق حد سقف أجر قطر سمك علو غلاف عائد دين
    كلفة ناتج فارق حاصل صافي باقي سائر ضعف نصف ثلث ربع خمس عشر حصة جملة كل بعض جميع أغلب شعب أهل أصل آخر أول ذات نفس غير مثل";

fn looks_like_verb(word: &str) -> bool {
    let length = word.chars().count();
    let feminine_past = word.ends_with('ت')
        && !word.ends_with("ات")
        && length >= 4
        && !one_of(word, "الوقت بيروت الكويت كويت إنترنت ثابت تفاوت تثبيت توقيت");
    feminine_past
        || (word.starts_with('ي') && length >= 4 && !matches!(word, "يوليو" | "يونيو" | "يناير" | "يورو" | "يومي"))
}

static PARTICLES_LOOKUP: LazyLock<HashMap<&'static str, Particle>> = LazyLock::new(|| {
    let mut particles = HashMap::new();
    for (words, kind) in [
        (GENITIVE, Particle::Genitive),
        (ACCUSATIVE, Particle::Accusative),
        (NOMINATIVE, Particle::Nominative),
        (JOINS, Particle::Joins),
        (ADVERBS, Particle::Adverb),
    ] {
        particles.extend(words.split_whitespace().map(|word| (word, kind)));
    }
    particles
});

static VERBS: LazyLock<HashMap<&'static str, Verb>> = LazyLock::new(|| {
    let mut verbs = HashMap::new();
    for (words, kind) in [(OBJECT, Verb::Object), (SUBJECT, Verb::Subject), (BEING, Verb::Being)] {
        verbs.extend(words.split_whitespace().map(|word| (word, kind)));
    }
    verbs
});

const GENITIVE: &str = "
    في من إلى الى على عن حتى منذ مذ خلال بعد قبل بين نحو حوالي حوالى زهاء قرابة دون فوق تحت عند لدى مع ضد عبر حول ضمن رغم
    أمام خلف وراء مدة طيلة طوال أثناء بنحو بحوالي بقرابة بزهاء لنحو لحوالي لقرابة كنحو ونحو بين سوى غير كل جميع معظم أغلب
    بضع آخر أول أفضل أكبر أهم أبرز أصغر أقدم أعلى أدنى أقل أكثر مجموع إجمالي بمجموع بإجمالي لمدة بعمر عمر سن عام سنة شهر موسم
    رقم برقم عدد بعدد بلوغ نسبة بنسبة بقيمة قيمة مبلغ بمبلغ بسعر سعر سرعة بسرعة طول بطول عرض بعرض عمق بعمق ارتفاع
    بارتفاع وزن بوزن سعة بسعة قدرة بقدرة قوة بقوة مسافة بعد مساحة بمساحة درجة بدرجة معدل بمعدل بواقع بفارق فارق بحدود حدود
    مقتل إصابة اعتقال توقيف وفاة وصول مشاركة حضور بحضور بمشاركة إنقاذ إطلاق سراح نشر إجلاء ترحيل تدمير إسقاط ضبط حجز
    مصرع جرح استشهاد نزوح فرار عودة دخول خروج تسجيل إغلاق فتح افتتاح بناء إنشاء إنجاز تخصيص توزيع توظيف إحصاء رصد
    استهداف اختطاف خطف احتجاز إعدام تسليم تكريم ترشيح انضمام غرق انهيار احتراق مصادرة بيع شراء استيراد تصدير إنتاج استثمار
    ناهيك بواسطة بفضل بسبب إثر عقب غداة لأكثر لأقل بأكثر بأقل قبيل بعيد تجاه إزاء لقاء نظير شبه فئة صنف زنة
    خارج داخل حسب وفق ثلث ربع نصفبين أصل صاحب صاحبة ذو ذات ذي أحد إحدى بضعة";

const ACCUSATIVE: &str =
    "أن إن لأن بأن كأن إلا ليت لعل وأن بلغ بالغ البالغ البالغة والبالغ والبالغة البالغين متجاوزا بالغا بالغة
    يعادل يساوي تساوي تعادل مسجلا محققا محرزا منخفضا منخفضة مرتفعا مرتفعة متراجعا متراجعة خاسرا خاسرة رابحا رابحة فاقدا فاقدة كاسبا كاسبة مضيفا مضيفة";

const NOMINATIVE: &str =
    "هناك ثمة هو هي هما هم هن نحن أنتم وهم وهما ونحن وهو وهي هذه هذا بينهم بينها بينهما منهم منها منهما بينهن منهن فيها فيه لديه لديها عليها
    عليه له لها لهم لدينا معه معها أمامه أمامها وبينهم ومنهم ومنها وبينها لولا إنما فقط";

const JOINS: &str = "أو أم ثم مقابل بل بدل بينما";

const ADVERBS: &str =
    "اليوم أمس غدا الآن حاليا مؤخرا سابقا أيضا كذلك تقريبا فقط أخيرا مجددا فجر صباح مساء ليلة ظهر عصر ليلا صباحا
    مساء نهارا الثلاثاء الأربعاء الخميس الجمعة السبت الأحد الاثنين الإثنين";

const OBJECT: &str = "
    بلغ بلغت بلغا بلغوا يبلغ تبلغ تجاوز تجاوزت يتجاوز تتجاوز تجاوزوا تخطى تخطت يتخطى تتخطى فاق فاقت يفوق تفوق ناهز ناهزت يناهز
    تناهز قارب قاربت يقارب تقارب ساوى ساوت يعادل تعادل يبعد تبعد ارتفع ارتفعت انخفض انخفضت تراجع تراجعت زاد زادت نما نمت هبط هبطت صعد صعدت قفز قفزت يمثل تمثل مثل مثلت يشكل تشكل شكل شكلت لامس لامست يلامس تعدى تعدت يتعدى تتعدى سجل سجلت يسجل تسجل حقق حققت يحقق تحقق أحرز أحرزت
    يحرز تحرز حصد حصدت يحصد خسر خسرت يخسر تخسر قطع قطعت يقطع دفع دفعت يدفع تدفع تلقى تلقت يتلقى استقبل استقبلت يستقبل
    تستقبل أطلق أطلقت يطلق تطلق أنتج أنتجت ينتج تنتج يضم تضم ضم ضمت يشمل تشمل شمل شملت كلف كلفت يكلف تكلف استغرق استغرقت
    يستغرق تستغرق دام دامت يدوم تدوم استمر استمرت يستمر تستمر قضى قضت أمضى أمضت يقضي تقضي نال نالت ينال تنال منح منحت يمنح
    تمنح خصص خصصت يخصص تخصص أنفق أنفقت ينفق تنفق وفر وفرت يوفر توفر قتلت اعتقلت أوقفت ضبطت حجزت أسقطت دمرت أنقذ أنقذت
    أجلى أجلت افتتح افتتحت أغلقت أصدر أصدرت يصدر تصدر ملك يملك تملك امتلك امتلكت يمتلك تمتلك جمع جمعت يجمع تجمع كسب كسبت ربح
    ربحت يكسب باع باعت يبيع اشترى اشترت استورد استوردت زار زارت يزور تزور قدم قدمت يقدم تقدم نظم نظمت ينظم تنظم أنجز
    أنجزت بنى بنت يبني شيد شيدت رصد رصدت يرصد أحصى أحصت يحصي تحصي خلف خلفت يخلف تخلف أسفر أضاف أضافت يضيف تضيف
    كتب كتبت نشرت ينشر أعدم أعدمت اختار اختارت استدعى استدعت ضرب ضربت أرسل أرسلت يرسل ترسل سلم سلمت التهم التهمت التقى التقت التقط التقطت أجرى أجرت
    يستهلك تستهلك استهلك استهلكت يحتاج تحتاج يزن تزن حمل حملت يحمل تحمل نقلت ينقل تنقل احتل تسلم استلم تستوعب
    يستوعب استوعب وظف وظفت يوظف توظف شغل يشغل تشغل غطى غطت يغطي تغطي رفع رفعت خفض خفضت أودع سرق سرقت نهب صادر صادرت
    عالج عالجت استهدف استهدفت يستهدف خاض خاضت لعب لعبت يلعب يخوض فقدت خطفت احتجزت جند أضافوا قتلوا اعتقلوا أوقفوا اختطفوا
    أجبر أجبرت يجبر أعاد أعادت يعيد تعيد أحبط أحبطت أبعد أبعدت أبرم أبرمت أتلف أتلفت أدخل أدخلت أخرج أخرجت أدان أدانت ألغى ألغت يلغي تلغي أودع
    أوفد أوفدت اتهم اتهمت اجتاز اجتازت يجتاز احتوى احتوت احتاج احتاجت استعاد استعادت يستعيد استضاف استضافت يستضيف تستضيف استعمل استخدم استخدمت يستخدم تستخدم اقتلع اقتلعت
    اكتشف اكتشفت انتزع انتزعت بث بثت تبنى تبنت تضمن تضمنت يتضمن تتضمن تناول تناولت حاز حازت حدد حددت حرر حررت دشن دشنت ذبح رشح رشحت رمم رممت زرع زرعت شطب شن شنت صنع صنعت ضخ ضخت
    طرح طرحت طور طورت عقد عقدت يعقد تعقد علق علقت غرس غرست فحص فرض فرضت يفرض تفرض فكك فككت كرم كرمت كشف كشفت مول مولت نفذ نفذت هدد هددت وثق وثقت
    دعا دعت أعلن أعلنت أدلى رفض رفضت ترك تركت هاجم هاجمت قاد قادت يقود شاهدت يشاهد تابع تابعت يتابع عبر عبرت استلمت بدأت أنهى أنهت أيدت يواجه تواجه
    ينتظر تنتظر يطالب تطالب كرر كررت يكرر سبح يستحق تستحق
    يرتفع ترتفع ينخفض تنخفض يعلو تعلو يزيد تزيد ينقص تنقص يملكون يضمون يملكان تقل يقل أقل أقلت تتسع أبادت أباد أفقد أهدر أهدرت أضاع أضاعت خصم جلب جلبت يجلب يدير تدير أدار أدارت يرأس ترأس ترأست
    أقر أقرت اعتمد اعتمدت يعتمد عرف عرفت شهد شهدت يشهد تشهد شاهد حول حولت رد ردت سدد سددت أهدى أهدت تبادل تبادلت تقاسم قسم ورث
    يعطي أعطى أعطت تعطي يوازي توازي يناظر بذل تكبد تكبدت يتكبد صرف صرفت يصرف استثمر استثمرت يستثمر تستثمر اقترض اقترضت ادخر
    يحيي تحيي أحيا أحيت يطفئ تطفئ أطفأ أطفأت أصابت طلب طلبت يطلب وزع وزعت يوزع توزع درس درست عاش عاشت رحلت ترحل هدم هدمت يهدم أحرق أحرقت طعن";

const SUBJECT: &str = "
    قتل أصيب أصيبت جرح جرحت لقي لقيت توفي توفيت مات ماتت يموت وصل وصلت يصل تصل شارك شاركت يشارك تشارك حضر حضرت يحضر تحضر
    غرق غرقت نزح نزحت ينزح فر فرت هرب هربت عاد عادت يعود تعود سقط سقطت يسقط تسقط تضرر تضررت يتضرر تتضرر احترق احترقت انهار
    انهارت نجا نجت فقد اعتقل أوقف اختطف خطف ولد ولدت استشهد استشهدت يوجد توجد وجد وجدت بقي بقيت يبقى تبقى مضى مضت مر مرت
    تمر انضم انضمت دخل دخلت يدخل خرج خرجت غادر غادرت صوت صوتت تأهل تأهلت يتأهل تتأهل يتنافس تتنافس تنافس تنافست
    يعمل تعمل يعيش تعيش يقيم تقيم وقعت حدث حدثت اندلع اندلعت وقع عمل فاز تجمع حصل نزل ظهر نام وقف وقفت انفجر انفجرت استفاد استفادت يستفيد تستفيد تخرج تخرجت شفي
    تعافى سافر سافرت انطلق انطلقت توجه توجهت نقل ترشح ترشحت يترشح تجمهر تظاهر تظاهرت احتج احتجت اعتصم أضرب
    حوكم أدين أدينت أفرج تعرض تعرضت هاجر هاجرت لجأ استقال استقالت اغتيل اغتيلت أعيد انتخب عين هلك هلكت جاء جاءت
    يزال تزال زال زالت استدعي دعي أعفي أجلي أجري نفي بني رقي تأخر تأخرت سار سارت حكم حكمت توجت توج نجح نجحت رسب يتقاضى تتقدم
    وافق وافقت عارض عارضت أيد أيدت صادق توافد توافدت تدفق تدفقت أقلعت اصطدم اصطدمت انقلب انقلبت تحطم تحطمت انتفع انتفعت ينتفع تنتفع اشتعل تعطل تعطلت توقف توقفت أغمي
    تأثر تأثرت هتف اعترض رحل رحب ندد انتحر انتحرت اعترف اختفى اختفت ضاع ضاعت تطوع تطوعت تقاعد استسلم استسلمت
    أضيف أضيفت صدر أنشئ أنشئت ألغي ألغيت أقيم أقيمت أجريت ينشط تنشط يقطن تقطن يسكن تسكن يقع تقع يصدر يتواجد يقبع تقبع يعاني تعاني يصوت تصوت يتظاهر يخضع تخضع يستقر
    شوهد سجن يتوقع حرم تشرد تشردت تواجد يتواجد تتواجد التحق التحقت يلتحق اجتمع اجتمعت يجتمع يتوزع تتوزع نفق نفقت
    ظهرت تسلل اشترك اشتركت انسحب انسحبت تغيب غاب تسمم أسر يتدرب صدرت أجليت دمر تم تمت جرى كفى يكفي
    استطاع استطاعت يستطيع تستطيع تمكن تمكنت يتمكن تتمكن تكفي لزم يلزم يلزمه ينقصه تنقصه يفصل يفصله تفصل تفصله";

const BEING: &str = "كان كانت يكون تكون أصبح أصبحت يصبح تصبح بات باتت صار صارت ظل ظلت ليس ليست كانوا";
