//! A number joined to others by `و`, `أو` or a comma, which has its case from the first of them: `بين 5 آلاف و10 آلاف`.
//!
//! Each link is asked once for the number before it, and so many links at most, so that a list costs what its length costs.

use crate::arabic::clitics;
use crate::normalize::cursor::Cursor;
use crate::normalize::grammar::Case;
use crate::normalize::lexicon::governors::{self, Verb, without_conjunction};
use crate::normalize::lexicon::nouns;
use crate::normalize::lexicon::words::List;
use crate::normalize::printed::{scale, year};

use super::super::Certainty::{self, Known, Sure};
use super::super::clause::{ends_clause, governing_verb};
use super::case_within;
use super::counts::{end_of_digits, noun_of_number};
use super::sign::LONGEST_BRACKET;

/// `وصل سعر التفاح إلى 4000 ليرة والموز 4500 ليرة`: the number that counts the same right before an item that و joins to it.
pub(super) fn beside_another<'t>(last: Cursor<'t>, number: Cursor) -> Option<Cursor<'t>> {
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

/// The case of a number joined to what is before it. Where that is a number it is asked once, so that a chain costs what its
/// length costs; and what is certain of it is so of the one right behind it: `في 55 ألفا و252`.
pub(super) fn coordinated(place: Cursor, depth: usize) -> (Case, Certainty) {
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
            return (case, if certainty == Sure && follows(place, before) { Sure } else { Known });
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
pub(super) const LONGEST_LIST: usize = 12;

/// How far back, in words and signs, an item of a list may have its number.
const LONGEST_ITEM_OF_LIST: usize = 14;

/// The number before a place in the same clause, a few words away at most.
pub(super) fn number_before(place: Cursor) -> Option<Cursor> {
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
