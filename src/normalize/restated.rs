//! Amounts that are given twice, in digits and in words, as contracts and laws do: `ثلاث (3) سنوات`, `1000 (ألف) درهم`.
//! They are said once, in the words that the author chose.

use super::lexeme::{Kind, Lexeme, Reading, Spoken, span};
use super::number::{self, Case, Form, Gender};
use super::{Options, Rule, context, noun, numeral};
use crate::note::{Note, NoteCode};

/// Reads the second of the two where it repeats the first.
pub(super) fn read(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    digits_after_words(lexemes, at)
        .or_else(|| digits_before_words(lexemes, at))
        .or_else(|| words_after_digits(lexemes, at))
}

/// `(30)` before `ثلاثين`.
fn digits_before_words(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    lexemes.get(at).filter(|open| open.text == "(")?;
    let numeral = numeral::parse(lexemes, at + 1)?;
    // (٢٥٠٫٥م٢) مئتان وخمسون مترا مربعا وخمسون سنتيمترا: the unit is in the bracket, the decimals in words of their own.
    let unit = super::unit::suffix(lexemes, numeral.next).or_else(|| super::currency::suffix(lexemes, numeral.next));
    let unit = match unit {
        Some((_, length)) => length,
        None => usize::from(lexemes.get(numeral.next)?.kind == Kind::Arabic),
    };
    let close = numeral.next + unit;
    lexemes.get(close).filter(|close| close.text == ")")?;
    let value = if unit > 0 { Some(numeral.whole) } else { numeral.integer() }.filter(|&value| value >= 3)?;
    let end = close + 1;
    spellings(value).find(|words| is_printed(lexemes, end, words))?;
    let message = format!("`({})` repeats the words after it and is not read out", numeral.digits);
    let note = Note::new(NoteCode::TokenSkipped, message, span(lexemes, at..end));
    Some(Reading { consumed: end - at, spoken: Vec::new(), notes: vec![note] })
}

/// `(3)` after `ثلاث`.
fn digits_after_words(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    lexemes.get(at).filter(|open| open.text == "(")?;
    let numeral = numeral::parse(lexemes, at + 1)?;
    lexemes.get(numeral.next).filter(|close| close.text == ")")?;
    let value = numeral.integer()?;
    let repeats = match value {
        0 => false,
        // سنة واحدة (1), سنتين (2)
        1 | 2 => at.checked_sub(1).and_then(|before| context::word(lexemes, before)).is_some_and(|before| {
            if value == 1 {
                matches!(before.as_str(), "واحد" | "واحدة" | "واحدا")
            } else {
                is_dual(&before)
            }
        }),
        _ => spellings(value).any(|words| at >= words.len() && is_printed(lexemes, at - words.len(), &words)),
    };
    let end = numeral.next + 1;
    let message = format!("`({})` repeats the words before it and is not read out", numeral.digits);
    let note = Note::new(NoteCode::TokenSkipped, message, span(lexemes, at..end));
    repeats.then(|| Reading { consumed: end - at, spoken: Vec::new(), notes: vec![note] })
}

/// `1000 (ألف)`: the words agree with what is counted, so they are what is said.
fn words_after_digits(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    lexemes.get(at).filter(|number| number.kind == Kind::Number)?;
    let numeral = numeral::parse(lexemes, at)?;
    let open = numeral.next;
    lexemes.get(open).filter(|sign| sign.text == "(")?;
    let value = numeral.integer().filter(|&value| value >= 3)?;
    let length = spellings(value).find(|words| is_printed(lexemes, open + 1, words))?.len();
    let close = open + 1 + length;
    lexemes.get(close).filter(|sign| sign.text == ")")?;
    let source = span(lexemes, at..close + 1);
    let word = |lexeme: &Lexeme| Spoken::Word {
        text: lexeme.text.clone(),
        hint: None,
        rule: Rule::Cardinal,
        source: source.clone(),
    };
    let spoken = lexemes[open + 1..close].iter().map(word).collect();
    Some(Reading { consumed: close + 1 - at, spoken, notes: Vec::new() })
}

/// Whether a word is a known noun in the dual.
fn is_dual(word: &str) -> bool {
    let stem = word.strip_suffix("ين").or_else(|| word.strip_suffix("ان"));
    stem.is_some_and(|stem| match stem.strip_suffix('ت') {
        Some(stem) => noun::is_known(&format!("{stem}ة")),
        None => noun::is_known(stem),
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
                number::cardinal(value, form).iter().map(|word| number::bare(word)).collect()
            })
        })
    })
}

/// Whether these words stand at `at`, as they may be spelt.
fn is_printed(lexemes: &[Lexeme], at: usize, words: &[String]) -> bool {
    let folded = |word: &str| word.replace("مائة", "مئة").replace("الف", "ألف");
    words
        .iter()
        .zip(at..)
        .all(|(word, index)| context::word(lexemes, index).is_some_and(|printed| folded(&printed) == *word))
}

#[cfg(test)]
mod tests {
    use crate::normalize::testing::check;

    #[test]
    fn an_amount_in_words_and_digits_is_said_once() {
        check("العقد لمدة ثلاث (3) سنوات.", "العقد لمدة ثلاث سنوات");
        check("خلال خمسة عشر (15) يوما", "خلال خمسة عشر يوما");
        check("دفع مبلغ 1000 (ألف) درهم.", "دفع مبلغ ألف درهم");
        check("كفالة لمدة سنتين (2).", "كفالة لمدة سنتين");
        check("خلال (30) ثلاثين يوما.", "خلال ثلاثين يوما");
        check("غرامة قدرها 500 (خمسمائة) دينار", "غرامة قدرها خمسمائة دينار");
    }

    #[test]
    fn another_number_in_brackets_is_said() {
        check("في ثلاث (5) سنوات", "في ثلاث خمس سنوات");
    }
}
