//! Names with numbers: versions, models, addresses: `الإصدار 2.0.1`, `F-16`, `كوفيد-19`, `A320`, `iPhone 15`.
//!
//! Such a number counts nothing; it is said as a name, in the masculine and the nominative. Two numbers with a hyphen
//! between them are one name too, and no range, where a maker, a model or a letter of one stands before them
//! (`بوينغ 737-800`, `الطراز 72-600`) and nothing is counted after them.

use super::found::Match;
use crate::arabic::clitics::Analysis;
use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::words::List;
use crate::normalize::lexicon::{governors, nouns};
use crate::normalize::output::Rule;
use crate::normalize::printed::counted::{is_counted, is_measured};
use crate::normalize::printed::percent;
use crate::normalize::printed::scale::scale;
use crate::normalize::printed::topic::is_sport;
use crate::normalize::printed::{announced, money, numeral};
use crate::normalize::semiotic::{CodePart, Semiotic};
use crate::normalize::spoken::Spoken;

/// Knows a version of several parts, a number joined to a word by a hyphen, or one after a Latin name.
pub(crate) fn classify(place: Cursor) -> Option<Match> {
    dotted(place)
        .map(|(parts, length)| Match::fixed(length, Semiotic::Code(parts)))
        .or_else(|| designation(place))
        .or_else(|| hyphenated(place))
        .or_else(|| after_letter_name(place))
        .or_else(|| after_product(place))
        .or_else(|| grade(place))
        .or_else(|| after_latin(place))
}

/// `v2.1`: the letter is said as the word it stands for, unless that is printed before it.
pub(crate) fn letter(place: Cursor) -> Option<Match> {
    let number = place.ahead(1);
    if !place.is_any(&["v", "V"]) || !number.is_glued() {
        return None;
    }
    let (mut parts, length) = dotted(number).or_else(|| whole_version(place))?;
    let said = place.said_before();
    if said.ends_with("إصدار") || said.ends_with("نسخة") {
        if let Some(CodePart::Number { source, .. }) = parts.first_mut() {
            source.start = place.source(1).start;
        }
    } else {
        parts.insert(0, CodePart::Version(place.source(1)));
    }
    Some(Match::fixed(length + 1, Semiotic::Code(parts)))
}

/// The number here as a name.
fn name(number: Cursor) -> CodePart {
    CodePart::Number { digits: number.text().to_owned(), source: number.source(1) }
}

/// `2.0.1`, `192.168.1.1`; `17.2` after a word for a version or a Latin name: its parts, and how many tokens it takes.
fn dotted(place: Cursor) -> Option<(Vec<CodePart>, usize)> {
    place.is_number().then_some(())?;
    let mut numbers = vec![place];
    let mut end = place.ahead(1);
    while end.is(".") && end.is_glued() && end.ahead(1).is_number() && end.ahead(1).is_glued() {
        numbers.push(end.ahead(1));
        end = end.ahead(2);
    }
    let is_announced = List::BeforeVersions.has_stem(place.said_before())
        || place.back(1).is_latin()
        // Moroccan laws: رقم 31.08.
        || announced::is_code(place);
    let is_thousands = numbers[1..].iter().all(|part| part.text().len() == 3)
        && place.text().len() <= 3
        && !place.text().starts_with('0');
    let is_version = match numbers.as_slice() {
        [] | [_] => false,
        [_, second] => is_announced && !is_counted(end) && second.text().len() < 3,
        _ => !is_thousands,
    };
    if !is_version || numeral::is_decimal_in_groups(place) {
        return None;
    }
    let parts = numbers.iter().enumerate().flat_map(|(n, &part)| {
        let point = (n > 0).then(|| CodePart::Point(part.back(1).source(1)));
        point.into_iter().chain([name(part)])
    });
    Some((parts.collect(), end.since(place)))
}

/// `737-800`, `A350-1000`, `بلوك 4-5`: the numbers of a model, one after the other.
fn designation(place: Cursor) -> Option<Match> {
    let (hyphen, second, next) = (place.ahead(1), place.ahead(2), place.ahead(3));
    let is_part = |part: Cursor| part.is_number() && part.text().len() <= 5;
    let is_tight = hyphen.is_glued() && second.is_glued() && hyphen.is_hyphen();
    if !is_part(place) || !is_part(second) || !is_tight {
        return None;
    }
    let goes_on = next.is_glued()
        && next.is_any(&["-", "–", ".", ",", "/", ":"])
        && next.ahead(1).is_number()
        && next.ahead(1).is_glued();
    let year = |part: Cursor| part.value().filter(|year| (1900..2100).contains(year));
    let are_years = year(place).is_some_and(|from| year(second).is_some_and(|to| to > from));
    if goes_on || are_years || is_counted(next) || !names_model(place) {
        return None;
    }
    let mut parts = vec![name(place)];
    parts.extend(second_part(place, hyphen, second));
    Some(Match::fixed(3, Semiotic::Code(parts)))
}

/// Whether the words before a number say that it is a model's.
fn names_model(number: Cursor) -> bool {
    let before = number.back(1);
    if before.is_latin() {
        return money::after(before).is_none();
    }
    if let Some(joined) = joined_model(number) {
        return names_model(joined);
    }
    if !before.is_printed() || number.proclitic().is_some() || is_sport(number) {
        return false;
    }
    let mut cursor = number;
    for _ in 0..LONGEST_MODEL {
        let Some((place, word)) = cursor.word_before() else { return false };
        if is_model_word(word) {
            return !is_of_measure(place);
        }
        // صواريخ زلزال 2-3: a noun is a name where it stands after what is so named.
        let is_name = || place.word_before().is_some_and(|(_, kind)| List::KindsOfModels.has_stem(kind));
        if governors::governs(word) || nouns::is_known(word) && !is_name() {
            return false;
        }
        cursor = place;
    }
    false
}

/// `بوينغ 737-700 أو 737-800`: where the model that this one is joined to begins.
fn joined_model(number: Cursor) -> Option<Cursor> {
    let is_joined = number.back(1).word() == Some("أو") || number.proclitic() == Some("و");
    let first = number.back(4);
    let is_model = first.is_number() && first.ahead(1).is("-") && first.ahead(2).is_number();
    (is_joined && is_model).then_some(first)
}

/// `سعر السيارة 100-120`, `سرعة الطائرة المسيرة 100-150`: the number is of the price and the speed.
fn is_of_measure(model: Cursor) -> bool {
    let mut cursor = model;
    while let Some((place, word)) = cursor.word_before() {
        if !is_model_word(word) {
            return !Analysis::of(word).article && List::MeasuresOfModels.has_stem(word);
        }
        cursor = place;
    }
    false
}

/// How many words a model's name may have before its number: `بي إم دبليو إكس`.
const LONGEST_MODEL: usize = 3;

fn is_model_word(word: &str) -> bool {
    List::Makers.has_stem(word) || List::LettersOfModels.has_stem(word) || List::KindsOfModels.has_stem(word)
}

/// The hyphen and the number after a word: `ميغ-29`, and one more part (`737-800`).
fn hyphenated(hyphen: Cursor) -> Option<Match> {
    let (before, after) = (hyphen.back(1), hyphen.ahead(1));
    hyphen.is_hyphen().then_some(())?;
    // كوفيد -19, ميغ -29: with a space before it, the hyphen could be a minus.
    if hyphen.is_spaced() && (!is_numbered(before) || is_counted(hyphen.ahead(2)) || after.text().len() == 4) {
        return None;
    }
    // كأس العالم-2030: a year, and no name.
    if before.text().starts_with("ال") && after.value().is_some_and(|year| (1900..2100).contains(&year)) {
        return None;
    }
    let is_name = before.is_latin() || before.is_arabic() || before.is_number();
    if !after.is_number() || !after.is_glued() || !is_name || hyphen.proclitic().is_some() {
        return None;
    }
    // What a hyphen joins to a number may itself be a decimal or a count; only plain digits are a name's.
    let mut parts = second_part(before, hyphen, after);
    // GPT-3.5
    let (point, minor) = (hyphen.ahead(2), hyphen.ahead(3));
    let is_minor = minor.is_number() && minor.is_glued() && minor.text().len() <= 2;
    if before.is_latin() && point.is(".") && point.is_glued() && is_minor {
        parts.extend([CodePart::Point(point.source(1)), name(minor)]);
        return Some(Match::fixed(4, Semiotic::Code(parts)));
    }
    Some(Match::fixed(2, Semiotic::Code(parts)))
}

/// `ام1 ايه1`: a number that is one word with the name of a letter.
fn after_letter_name(place: Cursor) -> Option<Match> {
    let (letter, next) = (place.back(1).word()?, place.ahead(1));
    let is_letter = letter.chars().count() > 1 && (List::LettersOfModels.has(letter) || letter == "ايه");
    let ends = next.is_word_end() && !(next.is_glued() && next.is("%"));
    let is_name = place.is_number() && place.is_glued() && place.text().len() <= 4 && is_letter && ends;
    (is_name && !is_counted(next)).then(|| Match::fixed(1, Semiotic::Code(vec![name(place)])))
}

/// `يمثل ويندوز 11 نقلة كبيرة`, `سباقات فورمولا 1`: a number that is part of a name counts nothing. After 3 to 10 a plural
/// would be counted: `باع آيفون 5 ملايين نسخة`.
fn after_product(place: Cursor) -> Option<Match> {
    let (before, next) = (place.back(1), place.ahead(1));
    let value = place.digits(1..=2).filter(|_| place.is_spaced() && place.proclitic().is_none())?;
    let is_product = before.word().is_some_and(|word| List::NumberedProducts.has_stem(word));
    let goes_on = next.is_glued()
        && next.is_any(&[".", ",", "/", ":", "-", "+", "%"])
        && (next.ahead(1).is_number() || !next.is_any(&[".", ",", ":", "-"]));
    let counts = scale(next).is_some()
        || is_measured(next)
        || percent::sign(next).is_some()
        || (3..=10).contains(&value) && next.counted_noun().is_some_and(nouns::is_plural_by_shape);
    (is_product && !goes_on && !counts).then(|| Match::fixed(1, Semiotic::Code(vec![name(place)])))
}

/// Whether a word is the name of something that has a number for its second name.
fn is_numbered(place: Cursor) -> bool {
    // عرب سات -6, فيتامين ب -12: a name that no lexicon has, and nothing that could be below zero.
    let is_unknown = |word: &str| {
        !word.starts_with("ال")
            && !nouns::is_known(word)
            && !governors::governs(word)
            && !List::BelowZero.has_stem(word)
            && governors::is_name_like(word)
    };
    place.word().is_some_and(|word| List::NumberedNames.has_stem(word) || is_model_word(word) || is_unknown(word))
}

/// The number of `v3` after a Latin name; a capital may be a form of engine (`V8`).
fn whole_version(letter: Cursor) -> Option<(Vec<CodePart>, usize)> {
    let (digits, next) = (letter.ahead(1), letter.ahead(2));
    let is_named = letter.is("v") && letter.back(1).is_latin() && digits.is_number() && digits.text().len() <= 2;
    (is_named && next.is_word_end()).then(|| (vec![name(digits)], 1))
}

/// `AA-`, `فصيلة دمه O-`: the sign after a mark in capitals belongs to it.
fn grade(sign: Cursor) -> Option<Match> {
    let (mark, next) = (sign.back(1), sign.ahead(1));
    let is_mark = mark.is_latin()
        && mark.text().len() <= 3
        && mark.text().chars().all(|letter| matches!(letter, 'A'..='D' | 'O'));
    if !sign.is_any(&["-", "–", "−"]) || !sign.is_glued() || !is_mark {
        return None;
    }
    let ends = !next.is_printed() || next.is_spaced() || next.is_sign() && !next.is("-");
    let has_near = |stems: &[&str]| {
        let mut words = sign.backwards().take(6).filter_map(Cursor::word);
        words.any(|word| stems.iter().any(|stem| word.contains(stem)))
    };
    let is_of_blood = has_near(&["فصيل", "زمر", "دم", "متبرع"]);
    let is_told = has_near(&["صنيف", "درج", "تقدير", "علام"]);
    // `A- البند` is the letter of a list.
    if !ends || !(is_of_blood || is_told || mark.text().len() > 1 && sign.n_before() > 1) {
        return None;
    }
    let word = if is_of_blood { "سَالِب" } else { "مَايْنِسْ" };
    Some(Match::fixed(1, Semiotic::Words(vec![Spoken::vowelled(word, Rule::Symbol, &sign.source(1))])))
}

/// The number after a hyphen, said after what is before it.
fn second_part(before: Cursor, hyphen: Cursor, after: Cursor) -> Vec<CodePart> {
    let number = CodePart::Number { digits: after.text().to_owned(), source: hyphen.source(2) };
    // المرسوم رقم 20-442: without a pause the two would be heard as one number. A formation (4-3-3) cannot be.
    let are_long = before.is_number() && (before.text().len() > 1 || after.text().len() > 1);
    are_long.then(|| CodePart::Pause(hyphen.source(1))).into_iter().chain([number]).collect()
}

/// `A320`, `iPhone 15`, `Windows 11`.
fn after_latin(place: Cursor) -> Option<Match> {
    let (before, next) = (place.back(1), place.ahead(1));
    if !place.is_number() || !before.is_latin() {
        return None;
    }
    let goes_on = next.is_glued()
        && next.is_any(&[".", ",", "/", ":", "-", "%"])
        && next.ahead(1).is_number()
        && next.ahead(1).is_glued();
    let is_counted = place.is_spaced() && (is_counted(next) || before.text().len() < 2);
    if is_counted || goes_on || money::after(before).is_some() {
        return None;
    }
    // CES 2025: a year is said as one.
    let year = place.digits(4..=4).filter(|year| place.is_spaced() && (1900..2100).contains(year));
    let part = match year {
        Some(year) => CodePart::Year { year, source: place.source(1) },
        None => name(place),
    };
    Some(Match::fixed(1, Semiotic::Code(vec![part])))
}

#[cfg(test)]
mod tests;
