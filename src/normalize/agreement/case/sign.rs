//! The case of a number behind a sign, past which the clause may go on.

use crate::normalize::cursor::Cursor;
use crate::normalize::grammar::Case;
use crate::normalize::lexicon::governors::{self, Particle, Trait, Verb, particle, verb, without_conjunction};
use crate::normalize::lexicon::words::List;
use crate::normalize::printed::{dimension, unit};

use super::super::Certainty::{self, Known, Open, Sure};
use super::super::clause::{ends_clause, governing_verb};
use super::case_within;
use super::chain::{LONGEST_LIST, number_before};
use super::counts::{counts_actors, counts_few_things, is_percent};
use super::phrase::{after_closed, is_changed, is_owed_measure, noun_of_reaching};

/// The case after a sign or at the start.
pub(super) fn after_sign(begin: Cursor, depth: usize) -> (Case, Certainty) {
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
        // صعد مؤشر راسل 2000 1.21%: the number of a name ends the phrase as a noun does.
        _ if sign.is_number() && is_percent(begin) && is_changed(sign.back(1)) => (Case::Accusative, Known),
        // 5 نصائح للمبتدئين
        "" if counts_few_things(begin) => (Case::Nominative, Sure),
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

pub(super) fn is_year(number: Cursor) -> bool {
    number.digits(4..=4).is_some_and(|year| (1900..2100).contains(&year))
}

/// How far back, in words and signs, the beginning of a bracket is looked for.
pub(super) const LONGEST_BRACKET: usize = 12;

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
