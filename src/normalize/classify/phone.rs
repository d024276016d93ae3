//! Telephone numbers and other numbers that are dialled or spelled: digit by digit.
//!
//! A number is one where a word for a telephone stands before it and nothing is counted after it, where it begins with
//! `+`, `00` or `0` and has seven digits or more in groups, or where it is longer than any count.

use super::found::Match;
use crate::arabic::clitics;
use crate::normalize::agreement::counted;
use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::words::List;
use crate::normalize::printed::counted::{is_counted, is_measured};
use crate::normalize::printed::topic::is_phone_word;
use crate::normalize::printed::{percent, scale};
use crate::normalize::semiotic::Semiotic;
use crate::normalize::token::Kind;

/// Knows a telephone number.
pub(crate) fn classify(place: Cursor) -> Option<Match> {
    // +213 …, (021) …, (+213) …
    let has_bracket = place.is("(");
    let sign = place.ahead(usize::from(has_bracket));
    let has_plus = sign.is("+");
    let begin = sign.ahead(usize::from(has_plus));
    let first = begin.token().filter(|token| token.kind == Kind::Number)?;
    if (has_plus || has_bracket) && first.spaced {
        return None;
    }
    let is_announced = is_announced(place) || is_dotted_after_word(begin);
    let has_prefix = has_plus || first.text.starts_with('0');
    if !is_announced && !has_prefix && first.text.len() < 7 && first.text.len() != 4 {
        return None;
    }
    let mut groups = vec![begin];
    let mut end = begin.ahead(1);
    while let Some(group) = next_group(end, has_bracket) {
        groups.push(group);
        end = group.ahead(1);
    }
    let n_digits: usize = groups.iter().map(|group| group.text().len()).sum();
    let is_single = groups.len() == 1;
    if has_bracket && (n_digits < 7 || is_single) {
        return None;
    }
    // 4567 8901 2345 6789: the groups of a card or an account.
    let is_card = groups.len() >= 3 && groups.iter().all(|group| group.text().len() == 4);
    let is_phone = if is_card {
        true
    } else if is_announced {
        // سعر الهاتف 300-400 دولار: few digits that count something are no number to dial.
        n_digits >= 3 && (!is_single && n_digits >= 7 || !counts(end))
    } else if has_prefix {
        n_digits >= 7 && (has_plus || !counts(end)) && !is_decimal(begin)
    } else {
        // A long run of digits that counts nothing; round ones are amounts.
        is_single && n_digits >= 7 && !first.text.ends_with("000") && !counts(end) && !is_amount(place)
    };
    let plus = has_plus.then(|| sign.source(1));
    let groups = groups.iter().map(|group| (group.text().to_owned(), group.source(1))).collect();
    is_phone.then(|| Match::fixed(end.since(place), Semiotic::Phone { plus, groups }))
}

/// What is told to be dialled: its digits one by one.
pub(crate) fn told<'t>(place: Cursor<'t>, has_plus: bool) -> Match<'t> {
    let source = place.source(1);
    let plus = has_plus.then(|| source.clone());
    Match::fixed(1, Semiotic::Phone { plus, groups: vec![(place.text().to_owned(), source)] })
}

/// The next group of digits, past one separator (a space, a dash, a dot, a bracket).
fn next_group(place: Cursor, in_bracket: bool) -> Option<Cursor> {
    let is_group = |group: Cursor| group.is_number() && group.text().len() <= 10;
    if place.is_number() {
        return is_group(place).then_some(place);
    }
    let next = place.ahead(1);
    let follows = match place.text() {
        "-" | "." | "–" => place.is_glued() || next.is_spaced(),
        // 70/123456, as in Lebanon: a stroke after the code, and a number too long for a fraction or a date.
        "/" => {
            place.is_glued()
                && next.is_glued()
                && (2..=4).contains(&place.back(1).text().len())
                && next.text().len() >= 6
        }
        "(" => next.ahead(1).is(")") && is_group(next.ahead(2)),
        ")" if is_group(next) => in_bracket || place.back(2).is("("),
        ")" => return Some(next.ahead(1)).filter(|group| in_bracket && next.is("-") && is_group(*group)),
        _ => false,
    };
    (follows && is_group(next)).then_some(next)
}

/// Whether what follows is counted, so that the number is an amount.
fn counts(end: Cursor) -> bool {
    percent::sign(end).is_some()
        || is_measured(end)
        || scale::scale(end).is_some()
        || end.counted_noun().is_some() && counted::gender_after(end).is_some()
        || end.is_any(&["/", ":", ",", "×"]) && end.ahead(1).is_number()
}

fn is_decimal(place: Cursor) -> bool {
    place.is("0") && place.ahead(1).is_glued() && place.ahead(1).is_any(&[".", ","])
}

/// Whether a word of measure stands before a long number: `بلغ 1234567`.
fn is_amount(place: Cursor) -> bool {
    // بلغ العدد الإجمالي 1337514
    let mut near = place.backwards().take(4).take_while(|part| part.is_arabic()).filter_map(Cursor::word);
    place.word_before().is_some_and(|(_, word)| List::BeforeAmounts.has_stem(word))
        || near
            .any(|word| clitics::stems(word).any(|stem| matches!(stem, "عدد" | "إجمالي" | "مجموع" | "حصيلة" | "بلغ")))
}

/// Whether a word for a telephone stands within a few words before.
fn is_announced(place: Cursor) -> bool {
    if is_identifier(place) {
        return true;
    }
    let mut n_words = 0;
    for before in place.backwards() {
        if n_words == 5 {
            return false;
        }
        if let Some(word) = before.word() {
            if is_phone_word(word) {
                return true;
            }
            // الرقم 193 after على, which is how a number to dial is announced.
            if matches!(word, "الرقم" | "الأرقام" | "الرقمين" | "رقم")
                && before.word_before().is_some_and(|(_, word)| word == "على" && n_words == 0 || is_phone_word(word))
            {
                return true;
            }
            n_words += usize::from(word != "و");
        } else if !before.is_number() && !before.is_any(&[":", "+", "-", "/", "(", ")", "."]) {
            return false;
        }
    }
    false
}

/// `رقمين هاتفيين على ذمة الزوار 70.101.300`: digits in groups with dots, as no amount and no version has them, where
/// telephones have been spoken of anywhere before.
fn is_dotted_after_word(place: Cursor) -> bool {
    let (mut n_digits, mut end) = (place.text().len(), place.ahead(1));
    while end.is(".") && end.is_glued() && end.ahead(1).is_number() && end.ahead(1).is_glued() {
        n_digits += end.ahead(1).text().len();
        end = end.ahead(2);
    }
    end.since(place) >= 5
        && (7..=11).contains(&n_digits)
        && !is_counted(end)
        && place.backwards().filter_map(Cursor::word).any(|word| is_phone_word(word) || word.contains("هاتف"))
}

/// `الرقم الموحد 920000000`, `الرمز البريدي 11564`, `رمز التحقق 4821`: what is typed and not counted.
fn is_identifier(place: Cursor) -> bool {
    let Some((of, name)) = place.word_before() else { return false };
    clitics::stems(of.said_before()).any(|stem| matches!(stem, "رقم" | "رمز")) && List::Identifiers.has(name)
}

#[cfg(test)]
mod tests;
