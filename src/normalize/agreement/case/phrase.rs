//! The case of a number behind a phrase that is complete: whether its verb still wants a subject or an object, and whether
//! the number says by how much something changes.

use crate::arabic::clitics::{self, Analysis};
use crate::normalize::cursor::Cursor;
use crate::normalize::grammar::{Case, Gender};
use crate::normalize::lexicon::governors::{self, Trait, Verb, particle, verb, without_conjunction};
use crate::normalize::lexicon::nouns;
use crate::normalize::lexicon::words::List;
use crate::normalize::printed::month;

use super::super::Certainty::{self, Known, Open};
use super::super::clause::{Governing, begins_clause, ends_clause, governing_verb};
use super::counts::{counts_actors, counts_persons, counts_time, end_of_digits, is_percent, noun_of_number};
use super::verb::is_feminine_verb;

/// `الدراسة التي أجراها العلماء`: the definite noun that a clause describes which has both its object and its subject and ends
/// here.
pub(super) fn described_by_clause(end: Cursor) -> Option<Cursor> {
    let (verb, relative) = (end.back(1), end.back(2));
    let is_complete = end.text().starts_with("ال") && verb.word().is_some_and(governors::has_pronoun);
    let noun = relative.back(1);
    (is_complete && relative.is_any(&["الذي", "التي"]) && noun.text().starts_with("ال")).then_some(noun)
}

/// Whether a month without its day ends a phrase of the clause here, which its verb governs past it.
pub(super) fn ends_in_month(place: Cursor) -> bool {
    month::ends_at(place) && !month::day_precedes(place) && governing_verb(place).is_some()
}

/// Whether the nearest verb is one of measure that has not had its object.
pub(super) fn is_reached(end: Cursor) -> bool {
    governing_verb(end)
        .and_then(|found| found.place.word())
        .is_some_and(|verb| governors::has_trait(without_conjunction(verb), Trait::Reaches))
}

/// `مجتمعة`, `متفرقة`: an indefinite participle after a definite noun, the state that it is in.
pub(super) fn is_state(place: Cursor, word: &str) -> bool {
    let letters: Vec<char> = word.chars().collect();
    let is_participle = matches!(letters.as_slice(), ['م', _, 'ت', .., 'ة'] | ['م', 'ت' | 'ن', _, .., 'ة']);
    is_participle
        && letters.len() >= 6
        && !nouns::is_known(word)
        && place.back(1).word().is_some_and(governors::is_closed)
}

/// Whether a verb of measure governs what stands here, and has not had its number.
pub(super) fn is_owed_measure(end: Cursor) -> bool {
    governing_verb(end).is_some_and(|found| {
        let is_number =
            |place: Cursor| place.is_number() || place.word().is_some_and(|word| List::WordsOfNumbers.has_stem(word));
        let has_had_its_number = (0..=end.since(found.place)).any(|n| is_number(end.back(n)));
        let measures = governors::has_trait(found.verb(), Trait::Measures) || List::Amounting.has(found.verb());
        found.kind == Verb::Object && measures && !has_had_its_number
    })
}

/// Whether a number after the word is its measure: `نسبة 5%`, `زيادة 5%`.
pub(super) fn is_amount(word: &str) -> bool {
    List::SubjectsOfMeasure.has_stem(word) || List::Changes.has_stem(word)
}

/// Whether the phrase that ends here is what a noun of change changes: `ارتفاع سهم النور`. A second one may be joined to it
/// past a comma.
pub(super) fn is_change_of(end: Cursor) -> bool {
    const LONGEST_PHRASE: usize = 18;
    let joins = |comma: Cursor| comma.is("،") && comma.ahead(1).word().is_some_and(|word| word.starts_with('و'));
    let mut phrase =
        end.ahead(1).backwards().take(LONGEST_PHRASE).take_while(|word| !ends_clause(*word) || joins(*word));
    phrase.find(|place| place.word().is_some_and(is_noun_of_change)).is_some_and(|change| {
        // نسبة ارتفاع الأسعار 5%: a measure of the change is a topic, and the number its predicate.
        let is_measured = change.back(1).word().is_some_and(|word| List::SubjectsOfMeasure.has_stem(word));
        !is_measured && change.since(end) == 0 && !change.is_at(end)
    })
}

/// `ارتفاع`, `بصعود`: a verbal noun of change, without the article.
fn is_noun_of_change(word: &str) -> bool {
    !Analysis::of(word).article && List::Changes.has_stem(word)
}

/// `5%`, `135 نقطة`: what nothing but a change is counted in.
fn counts_change(number: Cursor) -> bool {
    is_percent(number) || noun_of_number(number).is_some_and(|noun| noun.starts_with("نقط") || noun.starts_with("نقاط"))
}

/// Whether a verb of the clause says by how much what stands here changes.
pub(super) fn is_changed(end: Cursor) -> bool {
    governing_verb(end).is_some_and(|found| List::Changing.has(found.verb()))
}

/// `يسكن البلدة 12 ألف نسمة`: what a masculine verb has right after it and does not agree with is its object, so that its
/// subject is to come. Who acts is a person, or not named.
fn is_object_by_agreement(verb: Cursor, end: Cursor, number: Cursor) -> bool {
    const LONGEST_OBJECT: usize = 3;
    let word = verb.word().map(without_conjunction).unwrap_or_default();
    let mut object = verb.ahead(1);
    let is_feminine_this = matches!(object.word(), Some("هذه" | "تلك"));
    object = object.ahead(usize::from(is_feminine_this));
    let is_feminine = object.word().is_some_and(|noun| {
        let Some(stem) = noun.strip_prefix("ال") else { return false };
        // الأساتذة and القضاة act themselves; هذه السنة is when.
        let is_other = nouns::is_person(stem) || nouns::gender(stem) != Gender::Feminine || List::TimeNouns.has(stem);
        (is_feminine_this || stem.ends_with('ة')) && !is_other
    });
    // صافي ربح الشركة 139: three letters in the middle of a clause are a noun.
    let is_verb = word.starts_with('ي') || word.starts_with("سي") || begins_clause(verb);
    let is_other = !is_verb
        || is_feminine_verb(word)
        || governors::has_trait(word, Trait::Measures)
        || governors::has_trait(word, Trait::TwoObjects)
        || governors::looks_like_verbal_noun(word) && self::verb(word).is_none();
    let counts = noun_of_number(number);
    let is_actor = counts_actors(number) || counts.is_none() && !is_percent(number);
    is_feminine && !is_other && is_actor && end.since(object) < LONGEST_OBJECT && end.is_arabic()
}

/// The verbal noun of reaching whose subject the phrase that ends here is, and which has not had its object.
pub(super) fn noun_of_reaching(end: Cursor) -> Option<Cursor> {
    const LONGEST_PHRASE: usize = 8;
    let mut phrase =
        end.ahead(1).backwards().take(LONGEST_PHRASE).take_while(|part| !ends_clause(*part) && !part.is_number());
    let noun = phrase.find(|part| part.word().is_some_and(|word| List::Reaching.has_stem(word)));
    noun.filter(|noun| !noun.is_at(end))
}

/// After a word that is definite or has a pronoun.
pub(super) fn after_closed(before: Cursor, number: Cursor) -> (Case, Certainty) {
    let governing = governing_verb(before);
    // وترتفع عن سطح البحر 870 م: by how much what was named before is above the sea.
    let is_height = governing.is_some_and(|found| matches!(found.verb(), "ترتفع" | "يرتفع" | "تبعد" | "يبعد"));
    if is_height && is_length(number) {
        return (Case::Accusative, Known);
    }
    // وحتى اللحظة سجلت في العالم 145 إصابة: nobody is named who registers.
    let is_unnamed = |found: &Governing| {
        let is_time =
            found.place.back(1).word().is_some_and(|word| word.strip_prefix("ال").is_some_and(is_point_of_time));
        found.subject_is_to_come && is_time && governors::has_trait(found.verb(), Trait::Passive)
    };
    let agrees = |verb: &str| {
        noun_of_number(number).is_some_and(|noun| is_feminine_verb(verb) == (nouns::gender(noun) == Gender::Feminine))
    };
    if governing.is_some_and(|found| is_unnamed(&found) && agrees(found.verb())) {
        return (Case::Nominative, Known);
    }
    // وأبدى خلالها 90 نائبا ملاحظات: who does it stands past the time when.
    let is_done = |found: &Governing| {
        let is_time = before.is_any(&["خلالها", "خلاله"]) && before.back(1).is_at(found.place);
        is_time && found.kind == Verb::Object && governors::has_trait(found.verb(), Trait::DoneByPersons)
    };
    if governing.is_some_and(|found| is_done(&found) && agrees(found.verb())) && counts_actors(number) {
        return (Case::Nominative, Known);
    }
    // نزلت عقود الذهب الأمريكية 4 بالمئة: by how much; but ارتفعت في المدن 40% من الأسعار.
    let sign = end_of_digits(number);
    let is_part = sign.ahead(1).is("من") || sign.ahead(2).is("من");
    if is_percent(number) && !is_part && is_changed(before) {
        return (Case::Accusative, Known);
    }
    if governing
        .is_some_and(|found| found.kind != Verb::Predicate && is_object_by_agreement(found.place, before, number))
    {
        return (Case::Nominative, Known);
    }
    // بعد بلوغ سعر البرميل 72 دولارا
    let reaching = noun_of_reaching(before);
    if reaching.is_some_and(|noun| governing.is_none_or(|found| noun.since(found.place) > 0)) {
        return (Case::Accusative, Known);
    }
    // ارتفاع البرج 120 مترا is how high it is.
    if governing.is_none() && counts_change(number) && is_change_of(before) {
        return (Case::Accusative, Known);
    }
    // حضر المؤتمر 22 خبيرا: who comes is a person, and the definite noun is the place.
    let visits = governing.is_some_and(|found| governors::has_trait(found.verb(), Trait::Visits));
    if visits && counts_persons(number) {
        return (Case::Nominative, Known);
    }
    // تبعد عنه 30 كم: what measures has no other object, and no subject that is counted.
    (case_after_closed(before, number), if is_owed_measure(before) { Known } else { Open })
}

fn is_length(number: Cursor) -> bool {
    let end = end_of_digits(number);
    let is_unit = |noun: &str| ["متر", "أمتار", "كيلومتر", "قدم"].iter().any(|unit| noun.starts_with(unit));
    end.is_any(&["م", "كم"]) || noun_of_number(number).is_some_and(is_unit)
}

fn is_point_of_time(noun: &str) -> bool {
    matches!(noun, "لحظة" | "آن" | "يوم" | "ساعة")
}

fn case_after_closed(before: Cursor, number: Cursor) -> Case {
    let case = after_phrase(before);
    // بالسجن عشرين سنة: a stretch of time says how long; it is no predicate.
    let is_length = case == Case::Nominative
        && counts_time(number)
        && (0..=2)
            .filter_map(|back| before.back(back).word())
            .any(|word| ["السجن", "الحبس", "المؤبد", "الأشغال"].iter().any(|penalty| word.ends_with(penalty)));
    if is_length { Case::Accusative } else { case }
}

/// `برياح سرعتها 215 كم`: a measure with its pronoun begins a clause of its own after a noun, unless it is the subject
/// of a verb of measuring (`يبلغ متوسط عمرها 20 سنة`).
pub(super) fn is_measure_of(place: Cursor, word: &str) -> bool {
    let stem = clitics::without_pronoun(word);
    // ما مجموعه 20 مليونا, بما قيمته 5 دنانير: a clause of its own, whatever governs it.
    let before = place.back(1).word().map(without_conjunction);
    let is_what = matches!(before, Some("ما" | "بما" | "لما" | "مما" | "عما"));
    let follows_noun = place.back(1).word().is_some_and(|before| {
        let before = without_conjunction(before);
        // بارتفاع قدره 6 نقاط: a noun that could govern the number itself.
        let is_bound_noun = before.starts_with(['ب', 'ل']) && before.chars().count() > 4 && verb(before).is_none();
        // وارتفاع قدره 6 نقاط
        let is_change = List::Changes.has(before) && verb(before).is_none();
        (is_bound_noun || is_change || !governors::governs(before)) && !governors::looks_like_verb(before)
    });
    // يعادل قيمة قدرها 2.4 مليار: of a sum, which is what the verb governs.
    let is_sum = matches!(stem, Some("قدر" | "مقدار"))
        && before.is_some_and(|before| before.ends_with('ة') && verb(before).is_none());
    let is_measured = || is_owed_measure(place.back(1));
    // ما إنتاجه 10 أطنان: whatever it is, or does what the pronoun stands for, the number is what is told of it.
    if stem.is_some() && is_what && particle(word).is_none() && !word.starts_with(['ي', 'ت']) {
        return true;
    }
    let is_measure = stem.is_some_and(|stem| List::MeasuresPossessed.has(stem));
    is_measure && (is_what || is_sum || follows_noun && !is_measured())
}

/// `وصل اليوم 12 وزيرا`: the adverb is looked through.
pub(super) fn past_adverb(adverb: Cursor, depth: usize) -> Case {
    if depth > 3 {
        return Case::Nominative;
    }
    match governing_verb(adverb.back(1)) {
        Some(found) if found.kind == Verb::Subject && found.subject_is_to_come => Case::Nominative,
        // ليصبح المجموع اليوم 264: past the subject stands what it becomes.
        Some(found) if found.kind != Verb::Predicate || has_become(&found) => Case::Accusative,
        _ => Case::Nominative,
    }
}

/// Whether a verb of becoming has its subject between it and the number.
fn has_become(found: &Governing) -> bool {
    let verb = found.verb();
    let is_becoming = matches!(verb.strip_prefix(['ل', 'س']).unwrap_or(verb), "يصبح" | "تصبح" | "أصبح" | "أصبحت");
    is_becoming && !found.subject_is_to_come
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
