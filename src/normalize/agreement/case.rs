//! The case of a number, by the words around it.
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

use crate::arabic::clitics;
use crate::normalize::cursor::Cursor;
use crate::normalize::grammar::{Case, Gender};
use crate::normalize::lexicon::governors::{self, Particle, Trait, Verb, particle, verb, without_conjunction};
use crate::normalize::lexicon::nouns;
use crate::normalize::lexicon::words::List;
use crate::normalize::printed::{aside, month, scale};

use super::clause::{begins_clause, ends_clause, governing_verb, opens};

/// The case that the words before a number ask for, and whether that is certain.
pub(crate) fn case(number: Cursor) -> (Case, bool) {
    if aside::is_aside(number) || aside::is_item_label(number) {
        return (Case::Nominative, false);
    }
    match case_within(number, 0) {
        (Case::Nominative, _) if is_extent(number) => (Case::Accusative, false),
        found => found,
    }
}

/// The case of what is joined here to a number before it, where the conjunction is one word with what it joins.
pub(crate) fn joined(place: Cursor) -> Case {
    coordinated(place, 0)
}

fn case_within(number: Cursor, depth: usize) -> (Case, bool) {
    use Case::{Accusative, Genitive, Nominative};
    let begin = number.start();
    if let Some(proclitic) = number.proclitic() {
        let letters = proclitic.trim_end_matches("ال");
        if letters.ends_with(['ب', 'ل', 'ك']) {
            return (Genitive, true);
        }
        if letters.ends_with(['و', 'ف']) {
            return (coordinated(begin, depth), false);
        }
    }
    let Some((before, printed)) = number.word_before() else {
        return (after_sign(begin, depth), false);
    };
    let has_bracket =
        before.ahead(1).forwards().take(begin.since(before.ahead(1))).any(|sign| sign.is_any(&["(", "["]));
    // قانون رقم (36): the bracket is print.
    let is_number_word = List::NumberWords.has_stem(printed);
    // بين (20 و45 سنة): what cannot stand without its noun governs into the bracket.
    let governs_inside = || {
        let word = without_conjunction(printed);
        List::GovernsIntoBrackets.has(word) || governors::has_trait(word, Trait::Measures)
    };
    if has_bracket && !is_number_word && !governs_inside() && !begin.back(1).opens_number() {
        // In brackets a number stands for itself.
        return (Nominative, false);
    }
    let word = without_conjunction(printed);
    // غرق 28 مهاجرا: where it opens the clause it is the verb, of those who are counted.
    let counts_persons = || noun_of_number(number).is_some_and(nouns::is_person);
    if particle(word) == Some(Particle::Genitive)
        && verb(word) == Some(Verb::Subject)
        && begins_clause(before)
        && counts_persons()
    {
        return (Nominative, false);
    }
    match particle(word) {
        // Without vowels these are verbs as well (بيع, نُشر); the diacritizer sees more of the sentence.
        Some(Particle::Genitive) => return (Genitive, !List::VerbsAsWell.has(word)),
        Some(Particle::Accusative) => return (Accusative, true),
        // بلغ العدد فيها 26 حالة: the verb of measure waits for its object past the phrase.
        Some(Particle::Nominative) if List::PronounsBetween.has(word) && is_reached(before.back(1)) => {
            return (Accusative, false);
        }
        Some(Particle::Nominative) => return (Nominative, false),
        Some(Particle::Joins) if word == "مقابل" && number_before(before).is_none() => return (Genitive, true),
        Some(Particle::Joins) => return (coordinated(before, depth), false),
        Some(Particle::Adverb) => return (past_adverb(before, depth), false),
        None => {}
    }
    match verb(word) {
        Some(Verb::Object | Verb::Subject) if is_verbal_noun(before, word) => return (Genitive, true),
        Some(Verb::Object) if may_be_passive(before, word, number) || is_done_by_counted(before, word, number) => {
            return (Nominative, false);
        }
        Some(Verb::Object) => return (Accusative, true),
        Some(Verb::Subject) => return (Nominative, false),
        // كان 12 شخصا في المبنى: persons at once after it are its subject.
        Some(Verb::Predicate) if begins_clause(before) && counts_persons() => return (Nominative, false),
        Some(Verb::Predicate) => return (Accusative, false),
        None => {}
    }
    if governors::is_adverb(word) {
        return (past_adverb(before, depth), false);
    }
    if is_doer(before, word) || has_had_its_subject(before, word) {
        return (Accusative, false);
    }
    if is_title(before, word, number) {
        return (Nominative, false);
    }
    if governors::is_bound_preposition(word) {
        return (Genitive, false);
    }
    // حضرها 45 ألف متفرج: the object is in the verb, and what follows is its subject.
    if governors::is_verb_with_object(word) {
        return (Nominative, false);
    }
    // أقلعت الطائرة وعلى متنها 350 راكبا: a clause of its own, whose predicate stands first.
    let is_predicate =
        governors::has_pronoun(word) && before.back(1).word().is_some_and(|word| List::OpensPredicate.has(word));
    if is_predicate || is_measure_of(before, word) {
        return (Nominative, false);
    }
    // زادت العقود لشهر مايو 1.25 دولار: the month ends the phrase as a definite noun does.
    if governors::is_closed(word) || ends_in_month(before) {
        return (after_closed(before, number), false);
    }
    // يمثلون, بلغوا: the subject is in the verb.
    if (word.starts_with('ي') && word.ends_with("ون") || word.ends_with("وا")) && word.chars().count() > 4 {
        return (Accusative, false);
    }
    if is_predicate_of_topic(before, word) || is_joined_verb(before, printed) {
        return (Accusative, false);
    }
    if governors::looks_like_verb(word) {
        // كان يشتري 200 كتاب
        if word.starts_with('ي') && is_after_being(before) && !counts_persons() {
            return (Accusative, false);
        }
        // قرأت 21 كتابا: a verb in -at does not agree with a masculine, so that is its object.
        let disagrees =
            word.ends_with('ت') && noun_of_number(number).is_some_and(|noun| nouns::gender(noun) == Gender::Masculine);
        // الذهب يقفز 45 جنيها: the subject stands before its verb.
        let after_subject = word.starts_with('ي')
            && before
                .back(1)
                .word()
                .is_some_and(|subject| subject.starts_with("ال") && !matches!(subject, "الذي" | "التي" | "الذين"));
        return (if disagrees || after_subject { Accusative } else { Nominative }, false);
    }
    // A bare noun before a number is its first term: وصول مئة لاجئ.
    (Genitive, false)
}

/// `رغم تجاوزه 85 عاما`: a verbal noun after a preposition that has had its subject as a pronoun, and governs its object.
fn has_had_its_subject(place: Cursor, word: &str) -> bool {
    let stem = word.strip_prefix(['ب', 'ل']).unwrap_or(word);
    let is_bound = stem != word && governors::is_verbal_noun_with_subject(stem);
    let follows_preposition = || {
        let before = place.back(1).word().map(without_conjunction);
        before.is_some_and(|before| {
            particle(before) == Some(Particle::Genitive) && !matches!(before, "في" | "على" | "بين" | "من")
        })
    };
    is_bound || governors::is_verbal_noun_with_subject(word) && follows_preposition()
}

/// `الحكومة توظف 25 مهندسة`: an imperfect of the feminine after the noun that the clause begins with.
fn is_predicate_of_topic(place: Cursor, word: &str) -> bool {
    let topic = place.back(1);
    let is_feminine = |topic: &str| topic.starts_with("ال") && topic.ends_with(['ة', 'ت']);
    governors::is_feminine_imperfect(word) && topic.word().is_some_and(is_feminine) && begins_clause(topic)
}

/// `سدد ثلاث مرات ومرر 25 كرة`: a word of three letters that و joins to a verb is a verb.
fn is_joined_verb(place: Cursor, printed: &str) -> bool {
    let rest = printed.strip_prefix('و').unwrap_or_default();
    rest.chars().count() == 3
        && !rest.contains(['ا', 'ة', 'و', 'ي'])
        && !nouns::is_known(printed)
        && !nouns::is_known(rest)
        && !governors::governs(rest)
        && governing_verb(place.back(1)).is_some_and(|found| found.kind == Verb::Object)
}

/// Whether a month without its day ends a phrase of the clause here, which its verb governs past it.
fn ends_in_month(place: Cursor) -> bool {
    month::ends_at(place) && !month::day_precedes(place) && governing_verb(place).is_some()
}

/// `كان يشتري`: the auxiliary before an imperfect.
fn is_after_being(place: Cursor) -> bool {
    place.back(1).word().is_some_and(|word| verb(without_conjunction(word)) == Some(Verb::Predicate))
}

/// `خليجي 24`: a name and its number with nothing before them.
fn is_title(name: Cursor, word: &str, number: Cursor) -> bool {
    let is_bound = word.strip_prefix(['ب', 'ل', 'ك']).is_some_and(governors::is_noun_of_its_own);
    name.is_first()
        && stands_alone(number)
        && !is_bound
        && !nouns::is_known(word)
        && !governors::is_closed(word)
        && !governors::looks_like_verb(word)
        && !governors::looks_like_verbal_noun(word)
}

/// Whether nothing is counted by a number, and its phrase ends with it.
fn stands_alone(number: Cursor) -> bool {
    let next = number.ahead(1);
    let is_decimal = next.ahead(1).is_glued() && next.ahead(1).is_number();
    let ends = !next.is_printed() || next.is_any(&[".", ":", "؟", "!", "…"]) && !is_decimal;
    number.is_number() && ends
}

/// `بتجميد هدم 38 بيتا`: after what can have only a noun, three letters are the verbal noun and no verb.
fn is_verbal_noun(place: Cursor, word: &str) -> bool {
    let governs_noun = |governor: &str| {
        particle(governor) == Some(Particle::Genitive) && governor != "من" || governors::is_bound_verbal_noun(governor)
    };
    word.chars().count() == 3 && place.back(1).word().is_some_and(governs_noun)
}

/// Whether the nearest verb is one of measure that has not had its object.
fn is_reached(end: Cursor) -> bool {
    governing_verb(end)
        .and_then(|found| found.place.word())
        .is_some_and(|verb| governors::has_trait(without_conjunction(verb), Trait::Reaches))
}

/// `سجل كوري 29 نقطة`: a name after a verb is its subject, and the number its object.
fn is_doer(name: Cursor, word: &str) -> bool {
    name.back(1).word().is_some_and(|doing| {
        verb(without_conjunction(doing)) == Some(Verb::Object)
            && (begins_clause(name.back(1)) || name.back(1).is_first())
            && !nouns::is_known(word)
            && !word.strip_prefix(['ب', 'ل']).is_some_and(governors::is_noun_of_its_own)
            && !governors::is_closed(word)
            && !governors::looks_like_verbal_noun(word)
    })
}

/// After a word that is definite or has a pronoun.
fn after_closed(before: Cursor, number: Cursor) -> Case {
    // حضر المؤتمر 22 خبيرا: who comes is a person, and the definite noun is the place.
    let visits = governing_verb(before).is_some_and(|found| {
        found.place.word().is_some_and(|verb| governors::has_trait(without_conjunction(verb), Trait::Visits))
    });
    if visits && noun_of_number(number).is_some_and(nouns::is_person) {
        return Case::Nominative;
    }
    let case = after_phrase(before);
    // بالسجن عشرين سنة: a stretch of time says how long; it is no predicate.
    let is_length = case == Case::Nominative
        && counts_time(number)
        && (0..=2)
            .filter_map(|back| before.back(back).word())
            .any(|word| ["السجن", "الحبس", "المؤبد", "الأشغال"].iter().any(|penalty| word.ends_with(penalty)));
    if is_length { Case::Accusative } else { case }
}

/// The noun after the digits of a number.
fn noun_of_number(number: Cursor<'_>) -> Option<&str> {
    let length = number.forwards().take_while(|digits| digits.is_number() || digits.is_any(&[",", "."])).count();
    let end = number.ahead(length);
    // 45 ألف متفرج: what is counted stands after the scale.
    end.ahead(usize::from(scale::scale(end).is_some())).counted_noun()
}

/// Whether a verb that is done by persons has the number as its subject.
fn is_done_by_counted(place: Cursor, verb: &str, number: Cursor) -> bool {
    opens(place)
        && governors::has_trait(verb, Trait::DoneByPersons)
        && counts_actors(number)
        && noun_of_number(number)
            .is_some_and(|noun| is_feminine_verb(verb) == (nouns::gender(noun) == Gender::Feminine))
}

fn is_feminine_verb(verb: &str) -> bool {
    verb.ends_with('ت') || verb.starts_with('ت')
}

/// A stretch of time or a number of times after a verb that is complete without it says how long or how often: `نام 12
/// ساعة`, `فاز باللقب 12 مرة`. Verbs of passing and remaining have it as their subject.
fn is_extent(number: Cursor) -> bool {
    let is_measure =
        counts_time(number) || noun_of_number(number).is_some_and(|noun| List::Extents.has(noun.trim_end_matches('ا')));
    // فالكاو (29 عاما): in brackets it stands for itself.
    is_measure
        && !number.back(1).is("(")
        && governing_verb(number.start().back(1)).is_some_and(|found| {
            found.kind == Verb::Subject
                && found
                    .place
                    .word()
                    .is_some_and(|verb| !governors::has_trait(without_conjunction(verb), Trait::Passing))
        })
}

fn counts_time(number: Cursor) -> bool {
    noun_of_number(number).is_some_and(|noun| List::TimeNouns.has(noun.trim_end_matches('ا')))
}

/// `سجلت 22 حالة` at the start of a clause: without a subject before it the verb is a passive one, whose subject is what
/// is counted, if the two agree in gender.
fn may_be_passive(place: Cursor, verb: &str, number: Cursor) -> bool {
    opens(place)
        && governors::has_trait(verb, Trait::Passive)
        && noun_of_number(number)
            .is_some_and(|noun| is_feminine_verb(verb) == (nouns::gender(noun) == Gender::Feminine))
}

/// `برياح سرعتها 215 كم`: a measure with its pronoun begins a clause of its own after a noun, unless it is the subject
/// of a verb of measuring (`يبلغ متوسط عمرها 20 سنة`).
fn is_measure_of(place: Cursor, word: &str) -> bool {
    let stem = clitics::without_pronoun(word);
    let follows_noun = place.back(1).word().is_some_and(|before| {
        let before = without_conjunction(before);
        !governors::governs(before) && !governors::looks_like_verb(before)
    });
    let is_measured = || {
        governing_verb(place.back(1))
            .and_then(|found| found.place.word())
            .is_some_and(|verb| governors::has_trait(without_conjunction(verb), Trait::Measures))
    };
    follows_noun && stem.is_some_and(|stem| List::MeasuresPossessed.has(stem)) && !is_measured()
}

/// The case after a sign or at the start.
fn after_sign(begin: Cursor, depth: usize) -> Case {
    let sign = begin.back(1);
    match sign.text() {
        // The second term of a calculation.
        "×" | "÷" | "+" | "=" => Case::Genitive,
        "،" if is_object_past_remark(sign) || is_object_past_subject(sign) => Case::Accusative,
        // A list or an apposition goes on in the case of the number before it.
        "،" | "," | "/" | "-" | "–" if depth < 4 => match number_before(sign) {
            Some(before) => case_within(before, depth + 1).0,
            None => Case::Nominative,
        },
        _ => Case::Nominative,
    }
}

/// `بلغت الميزانية، وفق التقرير، 450 مليونا`: whether a comma ends a remark on who says so, before which a verb of measure
/// waits for its object.
fn is_object_past_remark(comma: Cursor) -> bool {
    const LONGEST_REMARK: usize = 8;
    let first = comma.backwards().take(LONGEST_REMARK).find(|sign| ends_clause(*sign));
    let Some(first) = first.filter(|first| first.is("،") && !first.is_first()) else { return false };
    first.ahead(1).word().is_some_and(|word| List::Remarks.has(word))
        && governing_verb(first.back(1))
            .and_then(|found| found.place.word())
            .is_some_and(|verb| governors::has_trait(without_conjunction(verb), Trait::Measures))
}

/// `حقق النادي الذي يدربه سامي، 21 فوزا`: whether the verb that opens the clause before a comma still owes its object. A
/// clause of its own may describe the subject; what is said or told, or has had its number, is complete.
fn is_object_past_subject(comma: Cursor) -> bool {
    const LONGEST_SUBJECT: usize = 24;
    let length = comma.backwards().take(LONGEST_SUBJECT).take_while(|word| word.is_arabic()).count();
    let opening = comma.back(length);
    let Some(word) = opening.word().map(without_conjunction) else { return false };
    let ends_before = !opening.back(1).is_printed() || opening.back(1).is_any(&[".", ":"]);
    let describes = |word: &&str| !matches!(*word, "الذي" | "التي" | "الذين");
    let mut after = (1..length).filter_map(|n| opening.ahead(n).word()).take_while(describes);
    let is_complete = |word: &str| {
        matches!(word, "أن" | "إن" | "بأن" | "أنه" | "أنها") || word.ends_with("ًا") || governors::is_adverb(word)
    };
    length >= 3
        && ends_before
        && verb(word) == Some(Verb::Object)
        && !List::Telling.has(word)
        && !after.any(is_complete)
        && comma.ahead(1).is_number()
        // زار المعرض، 52 مدرسة: who acts is the subject.
        && (governors::has_trait(word, Trait::Measures) || !counts_actors(comma.ahead(1)))
}

fn counts_actors(number: Cursor) -> bool {
    let is_actor = |noun: &str| nouns::is_person(noun) || List::Actors.has(noun.trim_end_matches('ا'));
    noun_of_number(number).is_some_and(is_actor)
}

/// The case of a number joined to what is before it.
fn coordinated(place: Cursor, depth: usize) -> Case {
    // In a list (40% غذاء، و25% مأوى) a comma stands before the conjunction.
    let is_listed = place.back(1).is("،");
    if depth < 4
        && let Some(before) = number_before(place.back(usize::from(is_listed)))
    {
        return case_within(before, depth + 1).0;
    }
    if place.is_first() {
        return Case::Nominative;
    }
    // مليونين و500 ألف: the dual shows its case.
    match place.back(1).word() {
        Some("مليونين" | "ألفين" | "مئتين" | "مائتين" | "مليارين") => {
            return Case::Genitive;
        }
        Some("مليونان" | "ألفان" | "مئتان" | "مائتان" | "ملياران") => {
            return Case::Nominative;
        }
        _ => {}
    }
    match governing_verb(place.back(1)) {
        Some(found) if found.kind == Verb::Subject => Case::Nominative,
        _ => Case::Genitive,
    }
}

/// The number before a place in the same clause, a few words away at most.
fn number_before(place: Cursor) -> Option<Cursor> {
    let mut nearby = place.backwards().take(7).take_while(|before| !ends_clause(*before));
    let mut found = nearby.find(|before| before.is_number())?;
    // The first part of a number such as 1,250 has the context.
    while found.is_glued()
        && found.back(1).is_glued()
        && found.back(1).is_any(&[",", ".", "/", ":"])
        && found.back(2).is_number()
    {
        found = found.back(2);
    }
    Some(found)
}

/// `وصل اليوم 12 وزيرا`: the adverb is looked through.
fn past_adverb(adverb: Cursor, depth: usize) -> Case {
    if depth > 3 {
        return Case::Nominative;
    }
    match governing_verb(adverb.back(1)) {
        Some(found) if found.kind == Verb::Subject && found.subject_is_to_come => Case::Nominative,
        Some(found) if found.kind != Verb::Predicate => Case::Accusative,
        _ => Case::Nominative,
    }
}

/// After a phrase that cannot be a first term (it is definite, or carries a pronoun).
fn after_phrase(end: Cursor) -> Case {
    match governing_verb(end) {
        // وصل إلى الميناء 12 مهاجرا against وصل الوفد ...
        Some(found) if found.kind != Verb::Object && found.subject_is_to_come => Case::Nominative,
        Some(_) => Case::Accusative,
        None => Case::Nominative,
    }
}
