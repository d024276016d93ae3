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

mod chain;
mod counts;
mod phrase;
mod sign;
mod verb;

use crate::arabic::clitics::{self, Analysis};
use crate::normalize::cursor::Cursor;
use crate::normalize::grammar::{Case, Gender};
use crate::normalize::lexicon::governors::{self, Particle, Trait, Verb, particle, verb, without_conjunction};
use crate::normalize::lexicon::nouns;
use crate::normalize::lexicon::words::List;
use crate::normalize::printed::{aside, life, unit};

use self::chain::{LONGEST_LIST, beside_another, coordinated};
use self::counts::{
    counts_actors, counts_money, counts_persons, counts_time, is_dose, is_extent, is_percent, is_share_of_persons,
    is_told_after, noun_of_number, stands_alone,
};
use self::phrase::{
    after_closed, described_by_clause, ends_in_month, is_amount, is_change_of, is_changed, is_measure_of,
    is_owed_measure, is_reached, is_state, past_adverb,
};
use self::sign::after_sign;
use self::verb::{
    has_had_its_subject, is_after_being, is_before_subject, is_doer, is_done_by_counted, is_joined_verb,
    is_predicate_of_topic, is_still, is_verbal_noun, looks_finite, may_be_passive, of_having, of_having_past_phrase,
};
use super::Certainty::{self, Known, Open, Sure};
use super::clause::{begins_clause, governing_verb, kind, opens};

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
    // ميسي «24 عاما»: an age in quotation marks stands for itself.
    let is_age = || noun_of_number(number).is_some_and(|noun| matches!(noun, "عاما" | "عام" | "سنة" | "ربيعا"));
    if begin.back(1).is_any(&["«", "\""]) && governors::is_name_like(printed) && !nouns::is_known(printed) && is_age()
    {
        return (Nominative, Known);
    }
    // قانون رقم (36): the bracket is print.
    let is_number_word = List::NumberWords.has_stem(printed);
    // بين (20 و45 سنة): what cannot stand without its noun governs into the bracket.
    let governs_inside = || {
        let word = without_conjunction(printed);
        List::GovernsIntoBrackets.has(word) || governors::has_trait(word, Trait::Measures)
    };
    // وهن يمثلن (72.2%): a share is the object of what it makes up, through the bracket as well.
    if has_bracket && begin.back(1).is("(") && is_percent(number) && List::MakesUp.has(without_conjunction(printed)) {
        return (Accusative, Known);
    }
    // مسبح (30) م2: only behind what cannot be its first term.
    let is_print = || begin.back(1).opens_number() || governors::is_closed(printed) && is_bracket_before_unit(begin);
    if has_bracket && !is_number_word && !governs_inside() && !is_print() {
        // In brackets a number stands for itself, and has its vowel where what it counts is beside it.
        let counts = number.value().is_some_and(|value| (3..=10).contains(&value))
            && begin.back(1).is("(")
            && noun_of_number(number).is_some_and(nouns::is_known);
        return (Nominative, if counts { Sure } else { Known });
    }
    let word = without_conjunction(printed);
    if let Some(case) = of_having(before, word, counts_time(number)) {
        return (case, Sure);
    }
    if let Some(case) = of_having_past_phrase(before) {
        return (case, Sure);
    }
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
    // بزيادة وصلت 5 قروش: behind what is measured in money a sum does not arrive, it is arrived at.
    let is_arrived_at = || {
        matches!(word, "وصل" | "وصلت" | "يصل" | "تصل")
            && counts_money(number)
            && before.back(1).word().is_some_and(|noun| is_amount(noun) || List::MeasuresOfModels.has_stem(noun))
    };
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
        Some(Verb::Subject) if is_arrived_at() => return (Accusative, Known),
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
    // ومعدل سطوعها 411 شمعة: so may what it is the measure of.
    let topic = before.back(1);
    let is_measure = |word: &str| List::SubjectsOfMeasure.has(without_conjunction(word));
    if governors::has_pronoun(word) && topic.word().is_some_and(is_measure) && begins_clause(topic) {
        return (Nominative, Known);
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

/// `بلغت أعمال الحفر (59.000) م3`: a bracket that holds the number of a unit behind it.
fn is_bracket_before_unit(begin: Cursor) -> bool {
    const LONGEST_NUMBER: usize = 6;
    let is_part = |part: &Cursor| part.is_number() || part.is_any(&[".", ","]);
    let length = begin.forwards().take(LONGEST_NUMBER).take_while(is_part).count();
    let close = begin.ahead(length);
    begin.back(1).is("(") && length > 0 && close.is(")") && unit::after(close).is_some()
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

/// `ذات السعة`: what something has, or is.
fn is_possessor(word: &str) -> bool {
    matches!(without_conjunction(word), "ذات" | "ذو" | "ذا" | "ذي" | "بذات" | "لذات" | "لذي")
}
