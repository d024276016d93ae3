//! Amounts that are given twice, in digits and in words, as contracts and laws do: `ثلاث (3) سنوات`, `1000 (ألف) درهم`.
//! They are said once, in the words that the author chose.

use super::found::Match;
use crate::arabic::marks;
use crate::normalize::cursor::Cursor;
use crate::normalize::grammar::{Case, Form, Gender, number};
use crate::normalize::lexicon::nouns;
use crate::normalize::lexicon::words::List;
use crate::normalize::printed::numeral::{self, Numeral};
use crate::normalize::printed::{money, unit};
use crate::normalize::semiotic::Semiotic;

/// Knows the second of the two where it repeats the first.
pub(crate) fn classify(place: Cursor) -> Option<Match> {
    match place.text() {
        "(" => in_brackets(place).or_else(|| unit_in_brackets(place)),
        _ => words_after_digits(place)
            .or_else(|| words_after_bracket(place))
            .or_else(|| hour_after_its_word(place))
            .or_else(|| figure_before_dual(place)),
    }
}

/// `2 ملعقتان`: the figure before a dual, which says two by itself.
fn figure_before_dual(place: Cursor) -> Option<Match> {
    let is_two = place.value() == Some(2) && place.text().chars().count() == 1 && place.proclitic().is_none();
    // رقم 2 مليونان, في الجولة 2 مباراتان
    let is_named = |word: &str| List::NumberWords.has_stem(word) || word.starts_with("ال");
    let is_alone = place.is_first() || place.word_before().is_some_and(|(_, word)| !is_named(word));
    let noun = place.ahead(1).word().filter(|noun| noun.chars().count() > 4 && is_dual(noun))?;
    let why = format!("`2` is said by `{noun}` and not read out");
    (is_two && is_alone).then(|| Match::unsaid(place, 1, why))
}

/// `من الخامسة 17:00 مساء`: the hour in figures after its word.
fn hour_after_its_word(place: Cursor) -> Option<Match> {
    let hour = place.value().filter(|hour| place.text().len() <= 2 && (1..=24).contains(hour))?;
    let (colon, minutes) = (place.ahead(1), place.ahead(2));
    let is_clock = colon.is(":") && colon.is_glued() && minutes.is("00") && !minutes.ahead(1).is(":");
    let twelve = if hour % 12 == 0 { 12 } else { hour % 12 };
    let said = number::ordinal(twelve, Gender::Feminine, Case::Genitive, false);
    let words: Vec<String> = said.iter().map(|word| marks::bare(word)).collect();
    // المجموعة الثامنة 20:00: the ordinal belongs to its noun.
    let noun = place.back(words.len() + 1).word_or_empty();
    let is_ranked = noun.starts_with("ال") && !noun.ends_with("ساعة");
    let follows = !is_ranked && place.n_before() >= words.len() && is_printed(place.back(words.len()), &words);
    let why = "the hour in figures repeats the word before it and is not read out";
    (is_clock && follows).then(|| Match::unsaid(place, 3, why.to_owned()))
}

/// `60 إطارا في الثانية (60 fps)`: an amount that a bracket repeats with its unit in Latin letters.
fn unit_in_brackets(open: Cursor) -> Option<Match> {
    const REACH: usize = 6;
    let number = open.ahead(1);
    let numeral = numeral::parse(number).filter(|_| number.is_number())?;
    let (unit, length) = unit::after(numeral.end).filter(|_| numeral.end.is_latin())?;
    let close = numeral.end.ahead(length);
    // 10 دقائق (10 km) are two amounts.
    let name = marks::bare(unit.singular);
    let is_unit = |noun: Cursor| {
        let is_word = |word: &str| word.starts_with(name.split(' ').next().unwrap_or_default());
        noun.word().is_some_and(is_word) || unit::after(noun).is_some_and(|(other, _)| other.singular == unit.singular)
    };
    let repeats = |before: Cursor| {
        numeral::parse(before).is_some_and(|before| before.amount == numeral.amount && is_unit(before.end))
    };
    let is_again = open.backwards().take(REACH).any(|before| before.is_number() && repeats(before));
    let why = "the bracket repeats the amount before it and is not read out";
    (close.is(")") && is_again).then(|| Match::unsaid(open, close.since(open) + 1, why.to_owned()))
}

/// `(3)` after `ثلاث`, `(30)` before `ثلاثين`.
fn in_brackets(open: Cursor) -> Option<Match> {
    let numeral = numeral::parse(open.ahead(1))?;
    let is_before = |value| numeral.end.is(")") && follows_words(open, value);
    let (where_said, close) = if numeral.amount.integer().is_some_and(is_before) {
        ("before", numeral.end)
    } else {
        ("after", close_before_words(&numeral)?)
    };
    let why = format!("`({})` repeats the words {where_said} it and is not read out", numeral.amount.digits);
    Some(Match::unsaid(open, close.since(open) + 1, why))
}

/// Where the bracket ends whose number the words after it say: `(30) ثلاثين`. With its unit in the bracket its decimals are
/// in words of their own: `(٢٥٠٫٥م٢) مئتان وخمسون مترا مربعا وخمسون سنتيمترا`.
fn close_before_words<'t>(numeral: &Numeral<'t>) -> Option<Cursor<'t>> {
    let supplied = unit::after(numeral.end)
        .map(|(_, length)| length)
        .or_else(|| money::after(numeral.end).map(|(_, length)| length));
    let length = supplied.unwrap_or_else(|| usize::from(numeral.end.is_arabic()));
    let close = numeral.end.ahead(length);
    let value = if length > 0 { Some(numeral.amount.whole) } else { numeral.amount.integer() };
    let value = value.filter(|&value| value >= 3 && close.is(")"))?;
    spellings(value).any(|words| is_printed(close.ahead(1), &words)).then_some(close)
}

fn follows_words(open: Cursor, value: u64) -> bool {
    let before = open.back(1);
    match value {
        0 => false,
        // سنة واحدة (1), سنتين (2)
        1 => before.word().is_some_and(|word| matches!(word, "واحد" | "واحدة" | "واحدا")),
        2 => before.word().is_some_and(is_dual),
        _ => spellings(value)
            .chain(ranks(value))
            .any(|words| open.n_before() >= words.len() && is_printed(open.back(words.len()), &words)),
    }
}

/// `1000 (ألف)`: the words agree with what is counted, so they are what is said.
fn words_after_digits(place: Cursor) -> Option<Match> {
    let Numeral { amount, end: open, .. } = numeral::parse(place).filter(|_| place.is_number())?;
    open.is("(").then_some(())?;
    let value = amount.integer().filter(|&value| value >= 3)?;
    let length = spellings(value).find(|words| is_printed(open.ahead(1), words))?.len();
    let close = open.ahead(1 + length);
    close.is(")").then_some(())?;
    let words = (1..=length).map(|n| open.ahead(n).text().to_owned()).collect();
    let length = close.since(place) + 1;
    Some(Match::fixed(length, Semiotic::Printed { words, source: place.source(length) }))
}

/// `بـ (4500) أربعة آلاف وخمسمئة`: the words after the bracket have the prefix before it.
fn words_after_bracket(place: Cursor) -> Option<Match> {
    let Numeral { amount, end: close, .. } = numeral::parse(place).filter(|_| place.is_number())?;
    let is_prefixed = place.proclitic().is_some() && place.back(1).is("(") && close.is(")");
    let value = amount.integer().filter(|&value| value >= 3 && is_prefixed)?;
    let n_words = spellings(value).find(|words| is_printed(close.ahead(1), words))?.len();
    let words = (1..=n_words).map(|n| close.ahead(n).text().to_owned()).collect();
    let length = close.ahead(1 + n_words).since(place);
    Some(Match::fixed(length, Semiotic::Printed { words, source: place.source(length) }))
}

/// Whether a word is a known noun in the dual.
fn is_dual(word: &str) -> bool {
    let stem = word.strip_suffix("ين").or_else(|| word.strip_suffix("ان"));
    stem.is_some_and(|stem| match stem.strip_suffix('ت') {
        Some(stem) => nouns::is_known(&format!("{stem}ة")) || nouns::has_row(&format!("{stem}ة")),
        None => nouns::is_known(stem) || nouns::has_row(stem),
    })
}

/// Every way to write a number in words, without vowels.
fn spellings(value: u64) -> impl Iterator<Item = Vec<String>> {
    let genders = [Gender::Masculine, Gender::Feminine];
    let cases = [Case::Nominative, Case::Genitive, Case::Accusative];
    genders.into_iter().flat_map(move |gender| {
        cases.into_iter().flat_map(move |case| {
            [false, true].into_iter().map(move |construct| {
                let form = Form { gender, case, construct, definite: false, sure: false };
                number::cardinal(value, form).iter().map(|word| marks::bare(word)).collect()
            })
        })
    })
}

/// `الثاني والخمسين (52)`: the words of a number that ranks.
fn ranks(value: u64) -> impl Iterator<Item = Vec<String>> {
    let forms = [Gender::Masculine, Gender::Feminine]
        .into_iter()
        .flat_map(|gender| [Case::Nominative, Case::Genitive].into_iter().map(move |case| (gender, case)));
    let bare = move |(gender, case)| {
        number::ordinal(value, gender, case, false).iter().map(|word| marks::bare(word)).collect()
    };
    forms.filter(move |_| value < 100).map(bare)
}

/// Whether these words stand here, as they may be spelt.
fn is_printed(place: Cursor, words: &[String]) -> bool {
    let folded = |word: &str| word.replace("مائة", "مئة").replace("الف", "ألف");
    // بخمس (5) سنوات: the first may have a letter before it.
    let is_first = |n: usize, printed: &str, word: &str| {
        n == 0 && printed.strip_prefix(['ب', 'ل', 'ك', 'و', 'ف']).is_some_and(|printed| folded(printed) == *word)
    };
    words.iter().enumerate().all(|(n, word)| {
        place.ahead(n).word().is_some_and(|printed| folded(printed) == *word || is_first(n, printed, word))
    })
}

#[cfg(test)]
mod tests;
