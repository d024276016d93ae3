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
//! 5. A number joined by `و`, `أو` takes the case of the one before it.
//!
//! Where none of these stands beside the number the answer is a guess ([`Open`]), and where something is counted the
//! diacritizer is asked, which sees the whole sentence.
//!
//! Whether a three-letter word such as `قتل` is a verb or a verbal noun cannot be seen without vowels; at the start of
//! a sentence the verb is the likelier.

use crate::arabic::clitics::{self, Analysis};
use crate::normalize::cursor::Cursor;
use crate::normalize::grammar::{Case, Gender};
use crate::normalize::lexicon::governors::{self, Particle, Trait, Verb, particle, verb, without_conjunction};
use crate::normalize::lexicon::nouns;
use crate::normalize::lexicon::words::List;
use crate::normalize::printed::{aside, dimension, life, month, scale, unit, year};

use super::Certainty::{self, Known, Open, Sure};
use super::clause::{Governing, begins_clause, ends_clause, governing_verb, kind, opens};

/// The case that the words before a number ask for, and how far that is certain.
pub(crate) fn case(number: Cursor) -> (Case, Certainty) {
    if aside::is_aside(number) || aside::is_item_label(number) {
        return (Case::Nominative, Known);
    }
    match case_within(number, 0) {
        (Case::Nominative, Open | Known) if is_extent(number) || is_dose(number) => (Case::Accusative, Known),
        found => found,
    }
}

/// The case of what is joined here to a number before it, where the conjunction is one word with what it joins.
pub(crate) fn joined(place: Cursor) -> Case {
    coordinated(place, 0).0
}

fn case_within(number: Cursor, depth: usize) -> (Case, Certainty) {
    use Case::{Accusative, Genitive, Nominative};
    let begin = number.start();
    if let Some(case) = number.settled() {
        return (case, Sure);
    }
    if let Some(proclitic) = number.proclitic() {
        let letters = proclitic.trim_end_matches("ال");
        if letters.ends_with(['ب', 'ل', 'ك']) {
            return (Genitive, Sure);
        }
        if letters.ends_with(['و', 'ف']) {
            return coordinated(begin, depth);
        }
    }
    // قرصان (1688 أو 1689 - 7 يوليو 1730): `من` is said before the first end.
    if begin.back(1).is("(") && life::ends(begin.back(1)).is_some() {
        return (Genitive, Known);
    }
    let Some((before, printed)) = number.word_before() else {
        return after_sign(begin, depth);
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
        // In brackets a number stands for itself, and has its vowel where what it counts is beside it.
        let counts = number.value().is_some_and(|value| (3..=10).contains(&value))
            && begin.back(1).is("(")
            && noun_of_number(number).is_some_and(nouns::is_known);
        return (Nominative, if counts { Sure } else { Known });
    }
    let word = without_conjunction(printed);
    // غرق 28 مهاجرا: where it opens the clause it is the verb, of those who are counted.
    let counts_persons = || counts_persons(number);
    if particle(word) == Some(Particle::Genitive)
        && verb(word) == Some(Verb::Subject)
        && begins_clause(before)
        && counts_persons()
    {
        return (Nominative, Open);
    }
    // وخمسة أخصائيين، كذلك 23 طبيبا: it joins as و does.
    if matches!(word, "كذلك" | "وكذلك" | "أيضا") && before.back(1).is("،") && depth < LONGEST_LIST {
        return (coordinated(before, depth + 1).0, Known);
    }
    // انتقال الرقم 10: what a verbal noun has in its genitive, and its number with it.
    if word == "الرقم" && before.back(1).word().is_some_and(governors::looks_like_verbal_noun) {
        return (Genitive, Known);
    }
    // بلغ عددهم بوجه عام 656 زائرا: an adverb of two words.
    if word == "عام" && before.back(1).is_any(&["بوجه", "بشكل"]) && before.back(2).is_arabic() {
        return after_closed(before.back(2), number);
    }
    match particle(word) {
        // Without vowels these are verbs as well (بيع, نُشر); the diacritizer sees more of the sentence.
        Some(Particle::Genitive) => return (Genitive, if List::VerbsAsWell.has(word) { Open } else { Sure }),
        Some(Particle::Accusative) => return (Accusative, Sure),
        // بلغ العدد فيها 26 حالة: the verb of measure waits for its object past the phrase.
        Some(Particle::Nominative) if List::PronounsBetween.has(word) && is_reached(before.back(1)) => {
            return (Accusative, Open);
        }
        // قروض استفاد منها 45 ألف فلاح: a verb that has no object has its subject there.
        Some(Particle::Nominative) if is_before_subject(before.back(1)) => return (Nominative, Known),
        Some(Particle::Nominative) => return (Nominative, Open),
        Some(Particle::Joins) if word == "مقابل" => return (Genitive, Sure),
        Some(Particle::Joins) => return (coordinated(before, depth).0, Known),
        Some(Particle::Adverb) => return (past_adverb(before, depth), Open),
        None => {}
    }
    // وذكر 44% أنهم: what is told is the clause, and the number tells it.
    let may_be_told = is_percent(number) || counts_actors(number);
    if may_be_told && List::Telling.has(clitics::without_conjunction(printed)) && is_told_after(number) {
        return (Nominative, Known);
    }
    // بطاقة ذات السعة 64 غيغا: in apposition to a genitive.
    // قتل في ذات اليوم 25 شخصا is the same day.
    let is_measured = List::SubjectsOfMeasure.has_stem(word);
    if is_measured && Analysis::of(word).article && before.back(1).word().is_some_and(is_possessor) {
        return (Genitive, Known);
    }
    // بلغ عيار الذهب 21 كذا: what is known by its number, and no amount that is reached.
    if before.back(1).is("عيار") {
        return (Genitive, Known);
    }
    // عدد الوفيات ما زال 36: the predicate of what stands before it.
    if is_still(before, word) && noun_of_number(number).is_none_or(|noun| !nouns::is_known(noun)) {
        return (Accusative, Known);
    }
    // تقدمت الأشغال، وقفزت 5%: a share after a verb of change says by how much.
    let is_verb = |word: &str| looks_finite(word) || verb(word) == Some(Verb::Subject);
    if is_percent(number) && List::Changing.has(word) && is_verb(word) {
        return (Accusative, Known);
    }
    match kind(before, word) {
        Some(Verb::Object | Verb::Subject) if is_verbal_noun(before, word) => return (Genitive, Sure),
        Some(Verb::Object) if may_be_passive(before, word, number) || is_done_by_counted(before, word, number) => {
            return (Nominative, Open);
        }
        // يواجه 1 في المئة من السكان خطرا: a share of persons may be who does it.
        Some(Verb::Object) if is_share_of_persons(number) && !governors::has_trait(word, Trait::Measures) => {
            return (Nominative, Open);
        }
        Some(Verb::Object) => return (Accusative, Sure),
        // استشهد 10 أشخاص: persons at once after their verb, which in three letters may be a passive one or a noun.
        Some(Verb::Subject) if word.chars().count() > 3 && counts_persons() => return (Nominative, Sure),
        Some(Verb::Subject) if opens(before) && counts_persons() => return (Nominative, Known),
        Some(Verb::Subject) => return (Nominative, Open),
        // كان 12 شخصا في المبنى: persons at once after it are its subject.
        Some(Verb::Predicate) if begins_clause(before) && counts_persons() => return (Nominative, Open),
        Some(Verb::Predicate) => return (Accusative, Open),
        None => {}
    }
    if governors::is_adverb(word) {
        return (past_adverb(before, depth), Open);
    }
    if is_doer(before, word) || has_had_its_subject(before, word) {
        return (Accusative, Open);
    }
    if is_title(before, word, number) {
        return (Nominative, Known);
    }
    if governors::is_bound_preposition(word) {
        return (Genitive, Open);
    }
    // سهم قيمتها الإجمالية 21 مليون: the measure may have its adjective.
    let measure = before.back(usize::from(Analysis::of(word).article));
    if measure.word().is_some_and(|word| is_measure_of(measure, word)) {
        return (Nominative, Sure);
    }
    // حضرها 45 ألف متفرج: the object is in the verb, and what follows is its subject. Three letters are a noun as
    // well: بعد جمعها, مثلهم.
    if governors::is_verb_with_object(word) {
        let is_no_noun = |verb: &str| verb.chars().count() > 3 || governors::has_trait(verb, Trait::Visits);
        let is_long = clitics::without_pronoun(word).is_some_and(is_no_noun);
        return (Nominative, if is_long { Known } else { Open });
    }
    // أقلعت الطائرة وعلى متنها 350 راكبا: a clause of its own, whose predicate stands first; but وخلف وراءه 5 أبناء.
    let is_predicate =
        governors::has_pronoun(word) && before.back(1).word().is_some_and(|word| List::OpensPredicate.has(word));
    if is_predicate {
        return (Nominative, Open);
    }
    // أوقفوا شاحنة على متنها 26 لاجئا: the same of an indefinite noun before it, to which the pronoun belongs.
    let is_described = || {
        let noun = before.back(2);
        let is_noun = noun.word().is_some_and(|noun| nouns::is_known(noun) && !governors::governs(noun));
        is_noun && !noun.back(1).is_sign() && before.back(1).is_any(&["على", "في", "عند", "تحت", "أمام"])
    };
    if governors::has_pronoun(word) && is_described() && counts_persons() {
        return (Nominative, Known);
    }
    // إلى 4000 ليرة والموز 4500 ليرة: what governs the first is not said twice.
    if depth < LONGEST_LIST
        && let Some(first) = beside_another(before, number)
    {
        return (case_within(first, depth + 1).0, Known);
    }
    // زادت العقود لشهر مايو 1.25 دولار: the month ends the phrase as a definite noun does.
    if ends_in_month(before) {
        return (after_closed(before, number).0, Known);
    }
    // اشترك في الدراسة التي أجراها العلماء 26 مريضة: the clause on the noun has its subject, and the verb before it none.
    let is_owed_subject = |noun: &Cursor| {
        governing_verb(*noun).is_some_and(|found| found.kind == Verb::Subject && found.subject_is_to_come)
    };
    if counts_persons() && described_by_clause(before).is_some_and(|noun| is_owed_subject(&noun)) {
        return (Nominative, Known);
    }
    if governors::is_closed(word) {
        return after_closed(before, number);
    }
    // وبلغت هذه الفرق مجتمعة 35 فرقة: a state of what is measured, which the verb governs past.
    if is_state(before, word) && is_owed_measure(before.back(1)) {
        return (Accusative, Known);
    }
    // صعود سهم طاقة 1.4%: a share after a name says by how much.
    if is_percent(number) && !is_amount(word) && (is_change_of(before) || is_changed(before)) {
        return (Accusative, Known);
    }
    // يمثلون, بلغوا, أن ينامو: the subject is in the verb.
    let is_plural = word.starts_with('ي') && (word.ends_with("ون") || word.ends_with('و') && before.back(1).is("أن"));
    if (is_plural || word.ends_with("وا")) && word.chars().count() > 4 {
        return (Accusative, Open);
    }
    if is_predicate_of_topic(before, word) || is_joined_verb(before, printed) {
        return (Accusative, Open);
    }
    if governors::looks_like_verb(word) {
        // كان يشتري 200 كتاب
        if word.starts_with('ي') && is_after_being(before) && !counts_persons() {
            return (Accusative, Open);
        }
        // قرأت 21 كتابا: a verb in -at does not agree with a masculine, so that is its object.
        // خرقت الفصل 29: so is a definite noun that numbers rank.
        let ranked = number.word().and_then(|noun| noun.strip_prefix("ال"));
        let noun = ranked.or_else(|| noun_of_number(number));
        let disagrees = word.ends_with('ت') && noun.is_some_and(|noun| nouns::gender(noun) == Gender::Masculine);
        // الذهب يقفز 45 جنيها: the subject stands before its verb.
        let after_subject = word.starts_with('ي')
            && before
                .back(1)
                .word()
                .is_some_and(|subject| subject.starts_with("ال") && !matches!(subject, "الذي" | "التي" | "الذين"));
        return (if disagrees || after_subject { Accusative } else { Nominative }, Open);
    }
    // على مدى ثلاثة أيام 65 نائبا: what is counted itself is no first term of another number.
    let is_counted =
        before.back(1).is_number() || before.back(1).word().is_some_and(|word| List::WordsOfNumbers.has_stem(word));
    if is_counted && word.chars().count() > 1 {
        return after_closed(before, number);
    }
    // يبلغ عدد سكان مدينة إفران 14 ألفا: past a name, what measures is still owed its number.
    if !nouns::is_known(word) && !governors::governs(word) && governors::is_name_like(word) && is_owed_measure(before) {
        return (Accusative, Known);
    }
    // A bare noun before a number is its first term: وصول مئة لاجئ.
    (Genitive, Open)
}

/// `وصل سعر التفاح إلى 4000 ليرة والموز 4500 ليرة`: the number that counts the same right before an item that و joins to it.
fn beside_another<'t>(last: Cursor<'t>, number: Cursor) -> Option<Cursor<'t>> {
    const LONGEST_ITEM: usize = 3;
    let noun = noun_of_number(number)?;
    let is_noun = |part: &Cursor| {
        part.word().is_some_and(|word| {
            let stem = clitics::without_conjunction(word);
            let is_other = |word: &str| governors::governs(word) || governors::looks_like_verb(word);
            !is_other(word) && !is_other(stem) && !governors::is_adverb(word)
        })
    };
    let mut item = last.ahead(1).backwards().take(LONGEST_ITEM).take_while(is_noun);
    let opening = item.find(|part| part.text().starts_with('و') && part.text().chars().count() > 3)?;
    let end = opening.back(1 + usize::from(opening.back(1).is("،")));
    let digits = end.back(1 + usize::from(scale::scale(end.back(1)).is_some()));
    (end.is(noun) && digits.is_number()).then(|| first_part(digits))
}

/// `الدراسة التي أجراها العلماء`: the definite noun that a clause describes which has both its object and its subject and ends
/// here.
fn described_by_clause(end: Cursor) -> Option<Cursor> {
    let (verb, relative) = (end.back(1), end.back(2));
    let is_complete = end.text().starts_with("ال") && verb.word().is_some_and(governors::has_pronoun);
    let noun = relative.back(1);
    (is_complete && relative.is_any(&["الذي", "التي"]) && noun.text().starts_with("ال")).then_some(noun)
}

/// `قفزت`, `ترتفع`: a verb by its ending or its prefix, which no noun of change has.
fn looks_finite(word: &str) -> bool {
    word.ends_with('ت') || word.starts_with('ي') || governors::is_feminine_imperfect(word)
}

/// `عدد الجرحى ما زال`: a verb of remaining with its subject before it.
fn is_still(place: Cursor, word: &str) -> bool {
    matches!(word, "زال" | "زالت" | "يزال" | "تزال")
        && place.back(1).is_any(&["ما", "لا", "لم"])
        && place.back(2).is_arabic()
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
    // لمشروع غرس 100 هكتار
    let is_work = |noun: &str| clitics::stems(noun).any(|stem| List::BeforeVerbalNouns.has(stem));
    word.chars().count() == 3 && place.back(1).word().is_some_and(|before| governs_noun(before) || is_work(before))
}

/// Whether a verb of happening stands here; in three letters it could be a passive one or a noun.
fn is_before_subject(place: Cursor) -> bool {
    let is_long = |word: &&str| word.chars().count() > 3;
    place.word().map(without_conjunction).filter(is_long).and_then(verb) == Some(Verb::Subject)
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

/// `ذات السعة`: what something has, or is.
fn is_possessor(word: &str) -> bool {
    matches!(without_conjunction(word), "ذات" | "ذو" | "ذا" | "ذي" | "بذات" | "لذات" | "لذي")
}

/// Whether a clause with أن follows a number and its phrase: `44% من القراء أنهم`.
fn is_told_after(number: Cursor) -> bool {
    const LONGEST_SUBJECT: usize = 12;
    let mut phrase = number.ahead(1).forwards().take(LONGEST_SUBJECT).take_while(|word| !ends_clause(*word));
    phrase.any(|word| word.word().is_some_and(is_that))
}

fn is_that(word: &str) -> bool {
    let stem = clitics::without_pronoun(word).unwrap_or(word);
    matches!(stem, "أن" | "إن" | "بأن" | "ان")
}

/// `مجتمعة`, `متفرقة`: an indefinite participle after a definite noun, the state that it is in.
fn is_state(place: Cursor, word: &str) -> bool {
    let letters: Vec<char> = word.chars().collect();
    let is_participle = matches!(letters.as_slice(), ['م', _, 'ت', .., 'ة'] | ['م', 'ت' | 'ن', _, .., 'ة']);
    is_participle
        && letters.len() >= 6
        && !nouns::is_known(word)
        && place.back(1).word().is_some_and(governors::is_closed)
}

/// Whether a verb of measure governs what stands here, and has not had its number.
fn is_owed_measure(end: Cursor) -> bool {
    governing_verb(end).is_some_and(|found| {
        let is_number =
            |place: Cursor| place.is_number() || place.word().is_some_and(|word| List::WordsOfNumbers.has_stem(word));
        let has_had_its_number = (0..=end.since(found.place)).any(|n| is_number(end.back(n)));
        let measures = governors::has_trait(found.verb(), Trait::Measures) || List::Amounting.has(found.verb());
        found.kind == Verb::Object && measures && !has_had_its_number
    })
}

fn is_percent(number: Cursor) -> bool {
    let end = end_of_digits(number);
    let is_in_hundred = end.is("في") && end.ahead(1).is_any(&["المئة", "المائة"]);
    end.is("%") || end.is_any(&["بالمئة", "بالمائة"]) || is_in_hundred
}

/// `1 في المئة من السكان`
fn is_share_of_persons(number: Cursor) -> bool {
    let of = number.forwards().take(6).find(|of| of.is("من"));
    let whole = of.and_then(|of| of.ahead(1).word()).map(|whole| whole.strip_prefix("ال").unwrap_or(whole));
    is_percent(number) && whole.is_some_and(|whole| nouns::is_person(whole) || List::Actors.has(whole))
}

/// Whether a number after the word is its measure: `نسبة 5%`, `زيادة 5%`.
fn is_amount(word: &str) -> bool {
    List::SubjectsOfMeasure.has_stem(word) || List::Changes.has_stem(word)
}

/// Whether the phrase that ends here is what a noun of change changes: `ارتفاع سهم النور`. A second one may be joined to it
/// past a comma.
fn is_change_of(end: Cursor) -> bool {
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
fn is_changed(end: Cursor) -> bool {
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
fn noun_of_reaching(end: Cursor) -> Option<Cursor> {
    const LONGEST_PHRASE: usize = 8;
    let mut phrase =
        end.ahead(1).backwards().take(LONGEST_PHRASE).take_while(|part| !ends_clause(*part) && !part.is_number());
    let noun = phrase.find(|part| part.word().is_some_and(|word| List::Reaching.has_stem(word)));
    noun.filter(|noun| !noun.is_at(end))
}

/// After a word that is definite or has a pronoun.
fn after_closed(before: Cursor, number: Cursor) -> (Case, Certainty) {
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

/// The place after the digits of a number.
fn end_of_digits(number: Cursor) -> Cursor {
    number.ahead(number.forwards().take_while(|digits| digits.is_number() || digits.is_any(&[",", "."])).count())
}

/// The noun after the digits of a number.
fn noun_of_number(number: Cursor<'_>) -> Option<&str> {
    let end = end_of_digits(number);
    // 12-13 ساعة
    let is_range = end.is_dash() && end.ahead(1).is_number();
    let end = if is_range { end_of_digits(end.ahead(1)) } else { end };
    // 45 ألف متفرج: what is counted stands after the scale.
    end.ahead(usize::from(scale::scale(end).is_some())).counted_noun()
}

/// Whether persons are counted, or some of them are: `23 من الرؤساء`.
fn counts_persons(number: Cursor) -> bool {
    let of = end_of_digits(number);
    let whole = of.ahead(1).word().and_then(|whole| whole.strip_prefix("ال"));
    noun_of_number(number).is_some_and(nouns::is_person) || of.is("من") && whole.is_some_and(nouns::is_person)
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

/// `200 ملغ 3-4 مرات`: how often is an adverb.
fn is_dose(number: Cursor) -> bool {
    let dash = end_of_digits(number);
    let last = if dash.is_dash() && dash.ahead(1).is_number() { dash.ahead(1) } else { number };
    number.back(1).is_arabic() && noun_of_number(last).is_some_and(|noun| matches!(noun, "مرات" | "مرة"))
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

/// The case after a sign or at the start.
fn after_sign(begin: Cursor, depth: usize) -> (Case, Certainty) {
    let sign = begin.back(1);
    match sign.text() {
        // The second term of a calculation.
        "×" | "÷" | "+" => (Case::Genitive, Known),
        // The object of يساوي.
        "=" => (Case::Accusative, Known),
        ")" if let Some(found) = past_bracket(sign, begin) => found,
        // 6.5 لتر/100 كم
        "/" if unit::is_for_each_round(sign) => (Case::Genitive, Sure),
        // رقم (م/5): with its letter it names a text.
        "/" if dimension::is_stroke(sign) => (Case::Genitive, Known),
        "/" if sign.is_glued() && sign.back(1).letter().is_some() && sign.back(2).is("(") => (Case::Genitive, Known),
        // بلغ لدى البنوك، وفق البيانات، (25) جنيها: the bracket is print.
        "(" if sign.opens_number() && sign.back(1).is("،") && depth < 4 => after_sign(sign, depth + 1),
        // بلغ العدد في الفصل الأول من 2012 62 ألفا: a year ends the phrase as a noun does.
        _ if is_year(sign) && is_owed_measure(sign.back(1)) => (Case::Accusative, Known),
        // سجلت 12 حالة، 3 منها خطيرة: a clause of its own, of which the part is the subject.
        "،" if begin.ahead(1).is_any(&["منهم", "منها", "منهن", "منهما"]) => (Case::Nominative, Known),
        "،" if is_object_past_remark(sign) || is_object_past_subject(sign) => (Case::Accusative, Known),
        // كأس العالم-2030: the hyphen before a year is print.
        "-" if begin.is_glued() && sign.is_glued() && is_year(begin) && sign.back(1).text().starts_with("ال") => {
            (Case::Genitive, Open)
        }
        // A list or an apposition goes on in the case of the number before it.
        "،" | "," | "/" | "-" | "–" if depth < LONGEST_LIST => match number_before(sign) {
            Some(before) => (case_within(before, depth + 1).0, Known),
            // سجلت المدينة، رغم المطر، 25 زائرا: past what was inserted the clause may go on.
            None if sign.is("،") => (Case::Nominative, Open),
            None => (Case::Nominative, Known),
        },
        _ => (Case::Nominative, Known),
    }
}

fn is_year(number: Cursor) -> bool {
    number.digits(4..=4).is_some_and(|year| (1900..2100).contains(&year))
}

/// `بلغت الميزانية (وفق التقرير) 450 مليونا`: after a bracket on what a verb has before it, its object comes as it would
/// without the bracket.
fn past_bracket(close: Cursor, begin: Cursor) -> Option<(Case, Certainty)> {
    let open = close.backwards().take(LONGEST_BRACKET).find(|sign| sign.is_any(&["(", ")"]));
    let before = open.filter(|open| open.is("(") && close.since(*open) > 1)?.back(1);
    let number = begin.forwards().take(2).find(|number| number.is_number())?;
    if is_owed_measure(before) || noun_of_reaching(before).is_some() {
        return Some((Case::Accusative, Known));
    }
    let has_verb = governing_verb(before).is_some_and(|found| found.kind == Verb::Object);
    let is_object = before.word().is_some_and(governors::is_closed) && has_verb;
    is_object.then(|| after_closed(before, number))
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
    // سعر القنطار، سجل في السوق، 45 ألفا: the subject stands before a comma of its own.
    let follows_subject =
        || opening.back(1).is("،") && opening.ahead(1).word().and_then(particle) == Some(Particle::Genitive);
    let ends_before = !opening.back(1).is_printed() || opening.back(1).is_any(&[".", ":"]) || follows_subject();
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

/// The case of a number joined to what is before it. Where that is a number it is asked once, so that a chain costs what its
/// length costs; and what is certain of it is so of the one right behind it: `في 55 ألفا و252`.
fn coordinated(place: Cursor, depth: usize) -> (Case, Certainty) {
    // In a list (40% غذاء، و25% مأوى) a comma stands before the conjunction.
    let is_listed = place.back(1).is("،");
    let end = place.back(usize::from(is_listed));
    // وقد خضعن لعلاج، و21 منهن أجرين
    let is_part = || end_of_digits(place.ahead(usize::from(place.is("و")))).is_any(&["منهم", "منهن", "منها"]);
    if is_subject_of_its_own(place) || is_listed && is_part() {
        return (Case::Nominative, Known);
    }
    if depth < LONGEST_LIST {
        if let Some(case) = after_scale(place.back(1), depth) {
            return (case, Known);
        }
        if let Some(before) = number_before(end) {
            let (case, certainty) = case_within(before, depth + 1);
            return (case, if follows(place, before) { certainty.at_least_known() } else { Known });
        }
        if let Some(before) = word_of_number_before(end).or_else(|| counting_the_same(place)) {
            return (case_within(before, depth + 1).0, Known);
        }
        if let Some(before) = number_in_words_before(end) {
            let is_joined = before.word().is_some_and(|word| word.starts_with('و'));
            let (case, _) = if is_joined { coordinated(before, depth + 1) } else { case_within(before, depth + 1) };
            return (case, Known);
        }
    }
    if place.is_first() {
        return (Case::Nominative, Known);
    }
    // في الساعة الواحدة ليلا و22 دقيقة
    let is_period = place.back(1).is_any(&["صباحا", "ظهرا", "عصرا", "مساء", "ليلا", "فجرا"]);
    if is_period && place.backwards().take(4).filter_map(Cursor::word).any(|word| word.ends_with("الساعة")) {
        return (Case::Genitive, Known);
    }
    match governing_verb(place.back(1)) {
        Some(found) if found.kind == Verb::Subject => (Case::Nominative, Known),
        _ => (Case::Genitive, Known),
    }
}

/// The case of what is joined to a scale that has no number before it and shows its own: `مليونين و500 ألف`.
fn after_scale(scale: Cursor, depth: usize) -> Option<Case> {
    match scale.word()? {
        // بلغت مليونين و300 ألف: it looks the same as an object.
        "مليونين" | "ألفين" | "مئتين" | "مائتين" | "مليارين" => {
            let is_object = case_within(scale, depth + 1).0 == Case::Accusative;
            Some(if is_object { Case::Accusative } else { Case::Genitive })
        }
        "مليونان" | "ألفان" | "مئتان" | "مائتان" | "ملياران" => Some(Case::Nominative),
        // بلغت مليونا و317 ألفا: alone it is itself the object.
        "مليونا" | "ألفا" | "مليارا" if !scale.back(1).is_number() && !ends_number_in_words(scale.back(1)) => {
            Some(Case::Accusative)
        }
        _ => None,
    }
}

/// `خمسين ألفا`, `أحد عشر مليونا`: whether a number in words ends here, which counts in the scale after it.
fn ends_number_in_words(place: Cursor) -> bool {
    place.word().is_some_and(|word| word.ends_with("ين") || word.ends_with("ون") || word.starts_with("عشر"))
}

/// `بفارق 563 جزءا عن الأول، و652 جزءا`, `250 نوعا تعيش هنا، و50 أخرى`: the number some words before that counts what the one
/// joined here counts.
fn counting_the_same(place: Cursor) -> Option<Cursor> {
    const REACH: usize = 24;
    // و(72.948) نسمة
    let number = place.forwards().take(3).find(|number| number.is_number())?;
    let noun = measured_by(number)?;
    let is_other = matches!(noun, "أخرى" | "أخريات" | "آخرون" | "آخرين" | "آخر");
    let counts_it = |number: &Cursor| {
        let counted = measured_by(*number);
        number.is_number() && counted.is_some_and(|counted| counted == noun || is_other && nouns::is_known(counted))
    };
    let in_sentence = |sign: &Cursor| !sign.is_any(&[".", "؟", "!", "؛"]) || sign.is_glued();
    place.backwards().take(REACH).take_while(in_sentence).find(counts_it).map(first_part)
}

/// What a number counts, or what it is parts of: `563 بالألف`.
fn measured_by(number: Cursor<'_>) -> Option<&str> {
    noun_of_number(number).or_else(|| number.ahead(1).word().filter(|part| part.starts_with("بال")))
}

/// `قدره ثلاث دقائق و31 ثانية`: the same in a word that does not show its case, right before what it counts.
fn word_of_number_before(place: Cursor) -> Option<Cursor> {
    let number = place.back(2);
    number.word().is_some_and(|word| List::WordsOfNumbers.has(word)).then_some(number)
}

/// `شمل ثلاثة أطباء استشاريين، و18 طبيبا`: the number in words that the item before in the list counts with.
fn number_in_words_before(end: Cursor) -> Option<Cursor> {
    const LONGEST_ITEM: usize = 4;
    let is_number = |word: &str| List::WordsOfNumbers.has(without_conjunction(word));
    let mut item = end.backwards().take(LONGEST_ITEM).take_while(|part| part.is_arabic());
    item.find(|part| part.word().is_some_and(is_number))
}

/// `تسعة يملكون أسهما، و21 يملكون عقارا`: a number that counts nothing before a verb of persons does what that says.
fn is_subject_of_its_own(place: Cursor) -> bool {
    let number = place.forwards().take(3).find(|number| number.is_number());
    let verb = number.map(end_of_digits).and_then(Cursor::word);
    verb.is_some_and(|verb| {
        verb.starts_with('ي') && verb.chars().count() > 3 && !nouns::is_known(verb) && governors::looks_like_verb(verb)
    })
}

/// `55 ألفا و252`, `20 كتابا و30`: whether a number stands right before a conjunction, with no more than what it counts between.
fn follows(conjunction: Cursor, number: Cursor) -> bool {
    let end = end_of_digits(number);
    let is_counted = !end.is_at(conjunction) && end.is_arabic();
    conjunction.is_at(end.ahead(usize::from(is_counted)))
}

/// How many numbers of a list are passed to find what governs the first.
const LONGEST_LIST: usize = 12;

/// How far back, in words and signs, an item of a list may have its number.
const LONGEST_ITEM_OF_LIST: usize = 14;

/// How far back, in words and signs, the beginning of a bracket is looked for.
const LONGEST_BRACKET: usize = 12;

/// The number before a place in the same clause, a few words away at most.
fn number_before(place: Cursor) -> Option<Cursor> {
    // 1500 م (في 3 دقائق) و2000 م: what is added in brackets is passed.
    let close = place.back(1);
    let open = close.is(")").then(|| close.backwards().take(LONGEST_BRACKET).find(|sign| sign.is("("))).flatten();
    let place = open.filter(|_| !close.closes_number()).unwrap_or(place);
    // 4 صواريخ من طراز كذا وصاروخ من طراز كذا، و24 طائرة: an item of a list may be long.
    let is_listed = place.is("،") && place.ahead(1).is("و");
    let reach = if is_listed { LONGEST_ITEM_OF_LIST } else { 7 };
    let mut nearby = place.backwards().take(reach).take_while(|before| !ends_clause(*before));
    // 142 مشروعا في نيسان 2011، و120: what counts is joined to what counts, past a year.
    let is_year = |number: Cursor| number.text().len() == 4 && year::is_told(number);
    nearby.find(|before| before.is_number() && !is_year(*before)).map(first_part)
}

/// The first part of a number such as 1,250, which has the context.
fn first_part(part: Cursor) -> Cursor {
    let mut found = part;
    while found.is_glued()
        && found.back(1).is_glued()
        && found.back(1).is_any(&[",", ".", "/", ":", "×"])
        && found.back(2).is_number()
    {
        found = found.back(2);
    }
    // بين %5 و%6: the sign stands before its number.
    let is_signed = found.is_glued() && found.back(1).is("%") && !found.back(2).is_number();
    if is_signed { found.back(1) } else { found }
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
