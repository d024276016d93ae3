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

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn sign_on_either_side() {
        check("%45", "خمسة وأربعون بالمئة");
        check("٪٢٥", "خمسة وعشرون بالمئة");
        check("بنسبة 12.75%", "بنسبة اثني عشر فاصل خمسة وسبعين بالمئة");
        check("65 % من الطلاب", "خمسة وستون بالمئة من الطلاب");
        check("10%من السكان", "عشرة بالمئة من السكان");
    }

    #[test]
    fn case() {
        check("تراجع الإنتاج بـ12%", "تراجع الإنتاج باثني عشر بالمئة");
        check("وأضاف أن 45% من السكان", "وأضاف أن خمسة وأربعين بالمئة من السكان");
        check("خسر الجنيه 50% من قيمته", "خسر الجنيه خمسين بالمئة من قيمته");
        check("نسبة الفقر 27%", "نسبة الفقر سبعة وعشرون بالمئة");
    }

    #[test]
    fn halves_and_parts() {
        check("١٢٫٥٪", "اثنا عشر ونصف بالمئة");
        check("نحو 0.5%", "نحو صفر فاصل خمسة بالمئة");
        check("-3%", "ناقص ثلاثة بالمئة");
        check("+7%", "زائد سبعة بالمئة");
    }

    #[test]
    fn several() {
        check("ما بين 40% و50%", "ما بين أربعين بالمئة وخمسين بالمئة");
        check("تتراوح بين 10 و15%", "تتراوح بين عشرة وخمسة عشر بالمئة");
    }

    #[test]
    fn per_mille() {
        check("بمعدل 2‰", "بمعدل اثنين بالألف");
    }

    #[test]
    fn printed_in_words() {
        check("5 في المئة", "خمسة في المئة");
        check("بنسبة 15 بالمائة", "بنسبة خمسة عشر بالمائة");
    }
}
