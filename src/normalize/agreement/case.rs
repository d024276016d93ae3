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
use crate::normalize::printed::{aside, scale};

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
    if is_doer(before, word) {
        return (Accusative, false);
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
    if governors::is_closed(word) {
        return (after_closed(before, number), false);
    }
    // يمثلون, بلغوا: the subject is in the verb.
    if (word.starts_with('ي') && word.ends_with("ون") || word.ends_with("وا")) && word.chars().count() > 4 {
        return (Accusative, false);
    }
    if governors::looks_like_verb(word) {
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
        && noun_of_number(number).is_some_and(|noun| {
            let is_actor = nouns::is_person(noun) || List::Actors.has(noun.trim_end_matches('ا'));
            is_actor && is_feminine_verb(verb) == (nouns::gender(noun) == Gender::Feminine)
        })
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
        "،" if is_object_past_remark(sign) => Case::Accusative,
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
