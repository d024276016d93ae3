//! Amounts that are given twice, in digits and in words, as contracts and laws do: `ثلاث (3) سنوات`, `1000 (ألف) درهم`.
//! They are said once, in the words that the author chose.

use super::found::Match;
use crate::arabic::marks;
use crate::normalize::cursor::Cursor;
use crate::normalize::grammar::{Case, Form, Gender, number};
use crate::normalize::lexicon::nouns;
use crate::normalize::printed::numeral::{self, Numeral};
use crate::normalize::semiotic::Semiotic;

/// Knows the second of the two where it repeats the first.
pub(crate) fn classify(place: Cursor) -> Option<Match> {
    match place.text() {
        "(" => in_brackets(place),
        _ => words_after_digits(place),
    }
}

/// `(3)` after `ثلاث`, `(30)` before `ثلاثين`.
fn in_brackets(open: Cursor) -> Option<Match> {
    let numeral = numeral::parse(open.ahead(1))?;
    numeral.end.is(")").then_some(())?;
    let value = numeral.amount.integer()?;
    let where_said = if follows_words(open, value) {
        "before"
    } else if value >= 3 && spellings(value).any(|words| is_printed(numeral.end.ahead(1), &words)) {
        "after"
    } else {
        return None;
    };
    let why = format!("`({})` repeats the words {where_said} it and is not read out", numeral.amount.digits);
    Some(Match::unsaid(open, numeral.length + 2, why))
}

fn follows_words(open: Cursor, value: u64) -> bool {
    let before = open.back(1);
    match value {
        0 => false,
        // سنة واحدة (1), سنتين (2)
        1 => before.word().is_some_and(|word| matches!(word, "واحد" | "واحدة" | "واحدا")),
        2 => before.word().is_some_and(is_dual),
        _ => spellings(value).any(|words| open.n_before() >= words.len() && is_printed(open.back(words.len()), &words)),
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

/// Whether a word is a known noun in the dual.
fn is_dual(word: &str) -> bool {
    let stem = word.strip_suffix("ين").or_else(|| word.strip_suffix("ان"));
    stem.is_some_and(|stem| match stem.strip_suffix('ت') {
        Some(stem) => nouns::is_known(&format!("{stem}ة")),
        None => nouns::is_known(stem),
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

/// Whether these words stand here, as they may be spelt.
fn is_printed(place: Cursor, words: &[String]) -> bool {
    let folded = |word: &str| word.replace("مائة", "مئة").replace("الف", "ألف");
    words.iter().enumerate().all(|(n, word)| place.ahead(n).word().is_some_and(|printed| folded(printed) == *word))
}

#[cfg(test)]
mod tests;
