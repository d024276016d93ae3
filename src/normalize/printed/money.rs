//! Signs, ISO 4217 codes and abbreviations of currencies, before and after an amount.

use crate::arabic::clitics;
use crate::normalize::cursor::{Cursor, is_single_letter};
use crate::normalize::grammar::noun::Noun;
use crate::normalize::lexicon::currencies::{Currency, by_name};
use crate::normalize::lexicon::words::List;
use crate::normalize::token::Kind;

/// Abbreviations that are written without dots too, and that mean nothing else then.
const UNDOTTED: [&str; 3] = ["دج", "دت", "دك"];

/// The currency printed here, after a number, and how many tokens it takes.
pub(crate) fn after(place: Cursor) -> Option<(&'static Currency, usize)> {
    match place.kind()? {
        Kind::Sign => by_name(place.text()).map(|currency| (currency, 1)),
        Kind::Latin if place.ahead(1).is_glued() && place.ahead(1).is("$") => {
            by_name(&format!("{}$", place.text())).map(|currency| (currency, 2))
        }
        Kind::Latin => by_name(place.text()).map(|currency| (currency, 1)),
        Kind::Arabic => {
            if is_dinar(place) {
                return Some((&DINAR, 1));
            }
            let (letters, length) = dotted(place);
            let is_pound = letters == "ج" && is_price(place);
            if length == 1 && !UNDOTTED.contains(&letters.as_str()) && !is_pound {
                return None;
            }
            by_name(&letters).map(|currency| (currency, length))
        }
        Kind::Number | Kind::Emoji => None,
    }
}

/// The currency printed here, before a number, and how many tokens it takes.
pub(crate) fn before(place: Cursor) -> Option<(&'static Currency, usize)> {
    let (currency, length) = after(place)?;
    // `ل.ل. 1500`: the last letter may have its dot as well.
    let stop = place.ahead(length);
    let has_stop = length > 1 && place.is_arabic() && stop.is(".") && stop.is_glued();
    let length = length + usize::from(has_stop);
    let number = place.ahead(length);
    // Undotted letters belong to the number before them: `100 دج 5`.
    if !number.is_number() || place.is_arabic() && length == 1 {
        return None;
    }
    // `DA 5` may be anything; codes of two letters need the number at once.
    let is_told = !place.is_latin() || place.text().len() > 2 || length > 1 || number.is_glued();
    is_told.then_some((currency, length))
}

/// `بـد.إ 1999`, `ود.ك 5`: a currency before its number, with a prefix that is one word with its first letter.
pub(crate) fn before_with_proclitic(place: Cursor) -> Option<(&'static str, &'static Currency, usize)> {
    let first = place.token().filter(|token| token.kind == Kind::Arabic && token.text.chars().count() == 2)?;
    let proclitic = ["ب", "ل", "و", "ك", "ف"].into_iter().find(|prefix| first.text.starts_with(prefix))?;
    let letter = first.text.strip_prefix(proclitic)?;
    let (stop, last) = (place.ahead(1), place.ahead(2));
    if !stop.is(".") || !stop.is_glued() || last.letter().is_none() || !place.ahead(3).is_number() {
        return None;
    }
    by_name(&format!("{letter}{}", last.text())).map(|currency| (proclitic, currency, 3))
}

/// The letters of an abbreviation such as `د.ج` without their dots, and how many tokens it takes.
pub(crate) fn dotted(place: Cursor) -> (String, usize) {
    let mut letters = place.text().to_owned();
    let mut length = 1;
    let is_single = |place: Cursor| place.token().is_some_and(is_single_letter);
    while is_single(place.ahead(length - 1))
        && place.ahead(length).is(".")
        && place.ahead(length).is_glued()
        && is_single(place.ahead(length + 1))
    {
        letters.push_str(place.ahead(length + 1).text());
        length += 2;
    }
    (letters, length)
}

static DINAR: Currency = Currency { noun: Noun::masculine("دِينَار", "دَنَانِير"), part: None };

/// `أربعمئة دينار (400 د)`, `والراتب 1500 د`: dinars by their letter, where the bracket says the amount before it again, or where
/// dinars are spoken of and the noun before is paid in them. Else they may be minutes: `باقة بخمسة دنانير فيها 1500 د`.
fn is_dinar(letter: Cursor) -> bool {
    const REACH: usize = 24;
    const LONGEST_AMOUNT: usize = 4;
    let is_word = |place: Cursor| place.is_any(&["دينار", "دينارا", "دنانير", "الدينار"]);
    let is_part = |part: &Cursor| part.is_number() || part.is_any(&[".", ","]);
    let n_parts = letter.backwards().take(LONGEST_AMOUNT).take_while(is_part).count();
    let open = letter.back(n_parts + 1);
    let repeats = || open.is("(") && is_word(open.back(1)) && letter.ahead(1).is(")");
    let is_paid =
        |noun: &str| matches!(noun, "راتب" | "سعر" | "ثمن" | "قيمة" | "مبلغ" | "أجر" | "غرامة" | "رسم" | "رسوم");
    let tells_pay = || {
        let noun = open.ahead(1).word_before();
        noun.is_some_and(|(_, noun)| clitics::stems(noun).any(is_paid)) && letter.backwards().take(REACH).any(is_word)
    };
    letter.is("د")
        && letter.back(1).value().is_some_and(|value| value >= 200 && repeats() || value >= 1000 && tells_pay())
}

/// Whether the number before the letter here is a price: `بـ50 ج`, `الغرامة 120 ج`. After what is named by its number the
/// letter is a part or a class.
fn is_price(letter: Cursor) -> bool {
    let (number, next) = (letter.back(1), letter.ahead(1));
    if !number.is_number() || number.is_first() || next.is_number() {
        return false;
    }
    // المادة 5 ج, الصف 3 ج: what is named by a number may have a letter too.
    let is_named = number.word_before().is_some_and(|(_, word)| List::NamedByNumber.has_stem(word));
    let is_part = next.is_glued() && next.is_any(&[")", "/", "-"]) && !number.backwards().any(|open| open.is("("));
    !is_named && !is_part
}
