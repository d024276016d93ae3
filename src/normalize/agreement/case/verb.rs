//! Whether a word before a number is its verb, and whether that has the number as its subject or its object.

use crate::arabic::clitics;
use crate::normalize::cursor::Cursor;
use crate::normalize::grammar::{Case, Gender};
use crate::normalize::lexicon::governors::{self, Particle, Trait, Verb, particle, verb, without_conjunction};
use crate::normalize::lexicon::nouns;
use crate::normalize::lexicon::words::List;

use super::super::clause::{begins_clause, governing_verb, opens};
use super::counts::{counts_actors, noun_of_number};

/// `قفزت`, `ترتفع`: a verb by its ending or its prefix, which no noun of change has.
pub(super) fn looks_finite(word: &str) -> bool {
    word.ends_with('ت') || word.starts_with('ي') || governors::is_feminine_imperfect(word)
}

/// `عدد الجرحى ما زال`: a verb of remaining with its subject before it.
pub(super) fn is_still(place: Cursor, word: &str) -> bool {
    matches!(word, "زال" | "زالت" | "يزال" | "تزال")
        && place.back(1).is_any(&["ما", "لا", "لم"])
        && place.back(2).is_arabic()
}

/// `رغم تجاوزه 85 عاما`: a verbal noun after a preposition that has had its subject as a pronoun, and governs its object.
pub(super) fn has_had_its_subject(place: Cursor, word: &str) -> bool {
    let stem = word.strip_prefix(['ب', 'ل']).unwrap_or(word);
    let is_bound = stem != word && governors::is_verbal_noun_with_subject(stem);
    let follows_preposition = || {
        let before = place.back(1).word().map(without_conjunction);
        before.is_some_and(|before| {
            // معدل سطوعها 411: the measure is a noun, whatever else it governs.
            particle(before) == Some(Particle::Genitive)
                && !matches!(before, "في" | "على" | "بين" | "من")
                && !List::SubjectsOfMeasure.has(before)
        })
    };
    is_bound || governors::is_verbal_noun_with_subject(word) && follows_preposition()
}

/// `الحكومة توظف 25 مهندسة`: an imperfect of the feminine after the noun that the clause begins with.
pub(super) fn is_predicate_of_topic(place: Cursor, word: &str) -> bool {
    let topic = place.back(1);
    let is_feminine = |topic: &str| topic.starts_with("ال") && topic.ends_with(['ة', 'ت']);
    governors::is_feminine_imperfect(word) && topic.word().is_some_and(is_feminine) && begins_clause(topic)
}

/// `سدد ثلاث مرات ومرر 25 كرة`: a word of three letters that و joins to a verb is a verb.
pub(super) fn is_joined_verb(place: Cursor, printed: &str) -> bool {
    let rest = printed.strip_prefix('و').unwrap_or_default();
    rest.chars().count() == 3
        && !rest.contains(['ا', 'ة', 'و', 'ي'])
        && !nouns::is_known(printed)
        && !nouns::is_known(rest)
        && !governors::governs(rest)
        && governing_verb(place.back(1)).is_some_and(|found| found.kind == Verb::Object)
}

/// `كان يشتري`: the auxiliary before an imperfect.
pub(super) fn is_after_being(place: Cursor) -> bool {
    place.back(1).word().is_some_and(|word| verb(without_conjunction(word)) == Some(Verb::Predicate))
}

/// `المرشح لديه 3 كتب`, `هناك 5 أسباب`: what somebody has or what there is is the subject of its clause, which أن has as its
/// own.
pub(super) fn of_having(place: Cursor, word: &str, counts_time: bool) -> Option<Case> {
    List::Having.has(word).then_some(())?;
    let before = place.back(1).word();
    if before.is_some_and(|before| matches!(before, "أن" | "إن" | "بأن" | "لأن" | "وأن" | "وإن")) {
        return Some(Case::Accusative);
    }
    // عاشوا في الريف هناك 3 سنوات: of a place it may also be said where something is done.
    let is_of_topic = || {
        let is_topic = before.is_some_and(governors::is_closed) && governing_verb(place.back(1)).is_none();
        // مكث الطبيب عنده 25 يوما: so may how long.
        is_topic && !counts_time && !matches!(word, "هناك" | "ثمة")
    };
    (begins_clause(place) || is_after_being(place) || is_of_topic()).then_some(Case::Nominative)
}

/// `لدينا في المدينة 3 فروع`: the same past where or when somebody has it, which is a preposition with a definite noun.
pub(super) fn of_having_past_phrase(end: Cursor) -> Option<Case> {
    const LONGEST_PHRASE: usize = 4;
    let ends_phrase = end.word().is_some_and(governors::is_closed);
    let mut phrase = end.ahead(1).backwards().take(LONGEST_PHRASE + 1).take_while(|part| part.is_arabic());
    let having = phrase.find(|part| {
        let is_having = |word: &str| List::Having.has(word) && !matches!(word, "هناك" | "ثمة");
        part.word().map(without_conjunction).is_some_and(is_having)
    })?;
    let is_preposition = |next: &str| particle(next) == Some(Particle::Genitive) && matches!(next, "في" | "على" | "من");
    let begins_phrase = having.ahead(1).word().is_some_and(is_preposition) && end.since(having) >= 2;
    // وحاليا لدينا في المدينة: an adverb may open the clause.
    let opening = having.back(usize::from(having.back(1).word().is_some_and(governors::is_adverb)));
    let is_open = begins_clause(opening) || is_after_being(having);
    (ends_phrase && begins_phrase && is_open).then_some(Case::Nominative)
}

/// `بتجميد هدم 38 بيتا`: after what can have only a noun, three letters are the verbal noun and no verb.
pub(super) fn is_verbal_noun(place: Cursor, word: &str) -> bool {
    let governs_noun = |governor: &str| {
        particle(governor) == Some(Particle::Genitive) && governor != "من" || governors::is_bound_verbal_noun(governor)
    };
    // لمشروع غرس 100 هكتار
    let is_work = |noun: &str| clitics::stems(noun).any(|stem| List::BeforeVerbalNouns.has(stem));
    // تم رفع 450 مترا: what is done is told by its verbal noun.
    let is_done = |verb: &str| matches!(without_conjunction(verb), "تم" | "يتم" | "سيتم" | "ليتم" | "وتم" | "ويتم");
    let wants_noun = |before: &str| governs_noun(before) || is_work(before) || is_done(before);
    word.chars().count() == 3 && place.back(1).word().is_some_and(wants_noun)
}

/// Whether a verb of happening stands here; in three letters it could be a passive one or a noun.
pub(super) fn is_before_subject(place: Cursor) -> bool {
    let is_long = |word: &&str| word.chars().count() > 3;
    place.word().map(without_conjunction).filter(is_long).and_then(verb) == Some(Verb::Subject)
}

/// `سجل كوري 29 نقطة`: a name after a verb is its subject, and the number its object.
pub(super) fn is_doer(name: Cursor, word: &str) -> bool {
    name.back(1).word().is_some_and(|doing| {
        verb(without_conjunction(doing)) == Some(Verb::Object)
            && (begins_clause(name.back(1)) || name.back(1).is_first())
            && !nouns::is_known(word)
            && !word.strip_prefix(['ب', 'ل']).is_some_and(governors::is_noun_of_its_own)
            && !governors::is_closed(word)
            && !governors::looks_like_verbal_noun(word)
    })
}

/// Whether a verb that is done by persons has the number as its subject.
pub(super) fn is_done_by_counted(place: Cursor, verb: &str, number: Cursor) -> bool {
    opens(place)
        && governors::has_trait(verb, Trait::DoneByPersons)
        && counts_actors(number)
        && noun_of_number(number)
            .is_some_and(|noun| is_feminine_verb(verb) == (nouns::gender(noun) == Gender::Feminine))
}

pub(super) fn is_feminine_verb(verb: &str) -> bool {
    verb.ends_with('ت') || verb.starts_with('ت')
}

/// `سجلت 22 حالة` at the start of a clause: without a subject before it the verb is a passive one, whose subject is what
/// is counted, if the two agree in gender.
pub(super) fn may_be_passive(place: Cursor, verb: &str, number: Cursor) -> bool {
    opens(place)
        && governors::has_trait(verb, Trait::Passive)
        && noun_of_number(number)
            .is_some_and(|noun| is_feminine_verb(verb) == (nouns::gender(noun) == Gender::Feminine))
}
