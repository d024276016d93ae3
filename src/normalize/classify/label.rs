//! Labels of lists and clauses, whose numbers count nothing: `(ب-٣) ألا يكون`, `البند (ب-4)`, `٢/٤ يلتزم المورد`; and the
//! alif that a slip of the hand leaves after a year.

use super::found::Match;
use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::words::List;
use crate::normalize::lexicon::{governors, nouns};
use crate::normalize::printed::counted::is_counted;
use crate::normalize::printed::topic::is_sport;
use crate::normalize::printed::{label, month};
use crate::normalize::semiotic::{CodePart, Semiotic};

/// Knows a label, or a stray alif that is left out with a note.
pub(crate) fn classify(place: Cursor) -> Option<Match> {
    lettered(place).or_else(|| numbered(place)).or_else(|| of_plot(place)).or_else(|| stray_alif(place))
}

/// `ب-3`: the name of the letter and the number.
fn lettered(place: Cursor) -> Option<Match> {
    let letter = place.letter().filter(|_| label::is_lettered(place))?;
    let number = CodePart::Number { digits: plain(place.ahead(2))?, source: place.ahead(1).source(2) };
    let parts = vec![CodePart::Letter { letter, source: place.source(1) }, number];
    Some(Match::fixed(3, Semiotic::Code(parts)))
}

/// `قطعة 57هـ`, `57هـ شارع السلام`: the number of a plot or a building with its letter, which is no era right behind the word of
/// an address, nor right before one that an utterance begins with. Beside what happens once it is a year.
fn of_plot(place: Cursor) -> Option<Match> {
    const REACH: usize = 5;
    let (letter, next) = (place.ahead(1), place.ahead(2));
    let digits = place.digits(1..=3).filter(|_| letter.is("ه") && letter.is_glued() && next.is_word_end())?;
    let names = |word: &str| List::Addresses.has_stem(word);
    // مات في شارع 57هـ
    let happens_before = || {
        let mut before = place.backwards().take(REACH).filter_map(Cursor::word);
        before.any(|word| List::HappensOnce.has_stem(word))
    };
    // 193هـ ميدان المعركة شهد: the year of what happened.
    let happens = |word: &str| List::HappensOnce.has_stem(word) || governors::verb(word).is_some();
    let opens = || {
        let is_address = place.is_first() && next.word().is_some_and(names);
        is_address && !next.forwards().take(REACH).filter_map(Cursor::word).any(happens)
    };
    if !opens() && (!names(place.said_before()) || happens_before()) {
        return None;
    }
    let number = CodePart::Number { digits: digits.to_string(), source: place.source(1) };
    let letter = CodePart::Letter { letter: 'ه', source: letter.source(1) };
    Some(Match::fixed(2, Semiotic::Code(vec![number, letter])))
}

/// `٢/٤ يلتزم المورد`, `1.2 في حالة`: the number of a clause that opens its paragraph. A fraction or a decimal there would
/// have what it is a part of after it.
fn numbered(place: Cursor) -> Option<Match> {
    let is_part = |part: Cursor| part.is_number() && part.text().len() <= 2;
    if !place.is_first() || place.source(1).start > 0 || !is_part(place) {
        return None;
    }
    let mut parts = vec![CodePart::Number { digits: plain(place)?, source: place.source(1) }];
    let mut end = place.ahead(1);
    let mut are_parted = true;
    while end.is_any(&["/", "-", ".", "–", "،"]) && end.is_glued() && end.ahead(1).is_glued() && is_part(end.ahead(1))
    {
        let digits = plain(end.ahead(1))?;
        are_parted &= end.is_any(&[".", "،"]);
        if end.is("/") {
            parts.push(CodePart::Over { digits, source: end.source(2) });
        } else {
            parts.extend(end.is(".").then(|| CodePart::Point(end.source(1))));
            parts.push(CodePart::Number { digits, source: end.source(2) });
        }
        end = end.ahead(2);
    }
    if let Some(length) = before_colon(place, &mut parts) {
        return Some(Match::fixed(length, Semiotic::Code(parts)));
    }
    if let Some(length) = before_verb(place, &mut parts) {
        return Some(Match::fixed(length, Semiotic::Code(parts)));
    }
    let opens = || end.word().is_some_and(opens_clause) && !month::ends_at(end);
    // ١٣،١،٧ تنفذ: three parts are no decimal, and without a stroke no date.
    let is_long = || end.since(place) >= 5 && are_parted && end.is_arabic();
    let is_label = end.since(place) > 1 && end.is_spaced() && (opens() || is_long()) && !is_counted(end);
    is_label.then(|| Match::fixed(end.since(place), Semiotic::Code(parts)))
}

/// `9- 4: في حال`, `5- 2- على المورد`: two numbers that a hyphen parts and a colon or a second hyphen ends, where no sport is
/// spoken of: how many tokens they take without what ends them.
fn before_colon(place: Cursor, parts: &mut Vec<CodePart>) -> Option<usize> {
    let (hyphen, second, end) = (place.ahead(1), place.ahead(2), place.ahead(3));
    let are_numbers = hyphen.is_hyphen() && hyphen.is_glued() && second.is_number() && second.text().len() <= 2;
    let is_ended = end.is_glued() && (end.is(":") || end.is_hyphen() && second.is_spaced()) && end.ahead(1).is_spaced();
    let goes_on = end.ahead(1).is_arabic();
    // 18-25: فئة الشباب
    let is_range = place.value()? >= 10 && second.value() > place.value();
    if !are_numbers || !is_ended || !goes_on || is_range || is_sport(place) {
        return None;
    }
    parts.truncate(1);
    parts.push(CodePart::Number { digits: plain(second)?, source: hyphen.source(2) });
    Some(4)
}

/// `6- 3 يوضح الجدول`: the same without a sign after the second number, where a clause begins.
fn before_verb(place: Cursor, parts: &mut Vec<CodePart>) -> Option<usize> {
    let (hyphen, second, end) = (place.ahead(1), place.ahead(2), place.ahead(3));
    let are_numbers = hyphen.is_hyphen() && second.is_number() && second.is_spaced() && second.text().len() <= 2;
    let opens = end.is_spaced() && end.word().is_some_and(opens_clause) && !month::ends_at(end);
    if !are_numbers || !opens || is_sport(place) {
        return None;
    }
    parts.truncate(1);
    parts.push(CodePart::Number { digits: plain(second)?, source: hyphen.source(2) });
    Some(3)
}

/// Whether a clause begins with this word: a verb, a negation or a preposition other than that of a part (`1/3 من`).
fn opens_clause(word: &str) -> bool {
    let is_imperfect = word.starts_with('ي') && word.chars().count() >= 3;
    let is_verb = governors::verb(word).is_some() && !word.ends_with('ة');
    !nouns::is_known(word) && (is_imperfect || is_verb || List::OpensNumberedClause.has(word))
}

/// `2019ا`: an alif without hamza names nothing.
fn stray_alif(alif: Cursor) -> Option<Match> {
    let year = alif.back(1);
    let is_stray =
        alif.is("ا") && alif.is_glued() && year.is_number() && year.text().len() == 4 && alif.ahead(1).is_word_end();
    is_stray.then(|| Match::unsaid(alif, 1, "a stray letter after a year is not read out".to_owned()))
}

/// The digits of a number that is said as one, whatever zeros stand before it.
fn plain(number: Cursor) -> Option<String> {
    number.value().map(|value| value.to_string())
}
