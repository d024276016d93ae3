//! Per cent and per mille: `5%`, `%12`, `3.5 %`, `2‰`.

use super::currency::split;
use super::decimal::{self, Counted};
use super::lexeme::{Kind, Lexeme, Reading, Spoken, span};
use super::numeral;
use super::{Options, Rule, context};

/// Reads a number with a per cent sign on either side; the numeral counts nothing and so is masculine.
pub(super) fn read(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    if let Some(word) = sign(lexemes, at) {
        lexemes.get(at + 1).filter(|number| number.kind == Kind::Number)?;
        let numeral = numeral::parse(lexemes, at + 1)?;
        let (case, sure) = context::case(lexemes, at);
        let mut words = decimal::say(&numeral, Counted::Nothing, case, sure);
        words.push(word.to_owned());
        // The second of two signs around a number says nothing new.
        let end = numeral.next + usize::from(sign(lexemes, numeral.next).is_some());
        let source = span(lexemes, at..end);
        return Some(Reading {
            consumed: end - at,
            spoken: Spoken::words(words, Rule::Percent, &source).collect(),
            notes: Vec::new(),
        });
    }
    let numeral = numeral::parse(lexemes, at)?;
    let word = sign(lexemes, numeral.next)?;
    let (case, sure) = context::case(lexemes, at);
    let number_only = decimal::say(&numeral, Counted::Nothing, case, sure);
    let mut words = number_only.clone();
    words.push(word.to_owned());
    let end = numeral.next + 1;
    Some(Reading {
        consumed: end - at,
        spoken: split(lexemes, at, numeral.next, end, words, &number_only, Rule::Percent),
        notes: Vec::new(),
    })
}

/// What a per cent or per mille sign at `at` is read as.
pub(super) fn sign(lexemes: &[Lexeme], at: usize) -> Option<&'static str> {
    match lexemes.get(at)?.text.as_str() {
        "%" => Some("بِالْمِئَةِ"),
        "‰" => Some("بِالْأَلْفِ"),
        _ => None,
    }
}
