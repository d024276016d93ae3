//! What a number counts, by the words behind it.

use crate::arabic::clitics;
use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::governors::{self, Trait, Verb, without_conjunction};
use crate::normalize::lexicon::nouns;
use crate::normalize::lexicon::words::List;
use crate::normalize::printed::scale;

use super::super::clause::{ends_clause, governing_verb};

/// Whether nothing is counted by a number, and its phrase ends with it.
pub(super) fn stands_alone(number: Cursor) -> bool {
    let next = number.ahead(1);
    let is_decimal = next.ahead(1).is_glued() && next.ahead(1).is_number();
    let ends = !next.is_printed() || next.is_any(&[".", ":", "؟", "!", "…"]) && !is_decimal;
    number.is_number() && ends
}

/// Whether a clause with أن follows a number and its phrase: `44% من القراء أنهم`.
pub(super) fn is_told_after(number: Cursor) -> bool {
    const LONGEST_SUBJECT: usize = 12;
    let mut phrase = number.ahead(1).forwards().take(LONGEST_SUBJECT).take_while(|word| !ends_clause(*word));
    phrase.any(|word| word.word().is_some_and(is_that))
}

fn is_that(word: &str) -> bool {
    let stem = clitics::without_pronoun(word).unwrap_or(word);
    matches!(stem, "أن" | "إن" | "بأن" | "ان")
}

pub(super) fn is_percent(number: Cursor) -> bool {
    let end = end_of_digits(number);
    let is_in_hundred = end.is("في") && end.ahead(1).is_any(&["المئة", "المائة"]);
    end.is("%") || end.is_any(&["بالمئة", "بالمائة"]) || is_in_hundred
}

/// `1 في المئة من السكان`
pub(super) fn is_share_of_persons(number: Cursor) -> bool {
    let of = number.forwards().take(6).find(|of| of.is("من"));
    let whole = of.and_then(|of| of.ahead(1).word()).map(|whole| whole.strip_prefix("ال").unwrap_or(whole));
    is_percent(number) && whole.is_some_and(|whole| nouns::is_person(whole) || List::Actors.has(whole))
}

/// The place after the digits of a number.
pub(super) fn end_of_digits(number: Cursor) -> Cursor {
    number.ahead(number.forwards().take_while(|digits| digits.is_number() || digits.is_any(&[",", "."])).count())
}

/// The noun after the digits of a number.
pub(super) fn noun_of_number(number: Cursor<'_>) -> Option<&str> {
    let end = end_of_digits(number);
    // 12-13 ساعة
    let is_range = end.is_dash() && end.ahead(1).is_number();
    let end = if is_range { end_of_digits(end.ahead(1)) } else { end };
    // 45 ألف متفرج: what is counted stands after the scale.
    end.ahead(usize::from(scale::scale(end).is_some())).counted_noun()
}

/// Whether money is counted, also by its parts.
pub(super) fn counts_money(number: Cursor) -> bool {
    let is_part = |noun: &str| matches!(noun, "قروش" | "قرشا" | "قرش" | "فلسا" | "فلس" | "سنتا" | "سنت" | "هللة");
    noun_of_number(number).is_some_and(|noun| List::Currencies.has(noun) || is_part(noun))
}

/// Whether persons are counted, or some of them are: `23 من الرؤساء`.
pub(super) fn counts_persons(number: Cursor) -> bool {
    let of = end_of_digits(number);
    let whole = of.ahead(1).word().and_then(|whole| whole.strip_prefix("ال"));
    noun_of_number(number).is_some_and(nouns::is_person) || of.is("من") && whole.is_some_and(nouns::is_person)
}

/// A stretch of time or a number of times after a verb that is complete without it says how long or how often: `نام 12
/// ساعة`, `فاز باللقب 12 مرة`. Verbs of passing and remaining have it as their subject.
pub(super) fn is_extent(number: Cursor) -> bool {
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
pub(super) fn is_dose(number: Cursor) -> bool {
    let dash = end_of_digits(number);
    let last = if dash.is_dash() && dash.ahead(1).is_number() { dash.ahead(1) } else { number };
    number.back(1).is_arabic() && noun_of_number(last).is_some_and(|noun| matches!(noun, "مرات" | "مرة"))
}

pub(super) fn counts_time(number: Cursor) -> bool {
    noun_of_number(number).is_some_and(|noun| List::TimeNouns.has(noun.trim_end_matches('ا')))
}

/// `5 نصائح`: a few things, and no stretch of time or times, which would say how long or how often.
pub(super) fn counts_few_things(number: Cursor) -> bool {
    let is_thing = |noun: &str| nouns::is_known(noun) && !List::Extents.has(noun);
    number.value().is_some_and(|value| (3..=10).contains(&value))
        && !counts_time(number)
        && noun_of_number(number).is_some_and(is_thing)
}

pub(super) fn counts_actors(number: Cursor) -> bool {
    let is_actor = |noun: &str| nouns::is_person(noun) || List::Actors.has(noun.trim_end_matches('ا'));
    noun_of_number(number).is_some_and(is_actor)
}
