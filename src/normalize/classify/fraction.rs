//! Vulgar fractions: `½ ساعة`, `2/3 الأعضاء`, `3 1/2`.

use super::found::Match;
use crate::normalize::agreement::Governor;
use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::{governors, nouns};
use crate::normalize::printed::{by_noun, fixture, money, numeral, scale, unit};
use crate::normalize::semiotic::{Amount, Counted, SaidByNoun, Semiotic};

/// Knows a fraction whose denominator has a name of its own (2 to 10), alone or after a whole number.
pub(crate) fn classify(place: Cursor) -> Option<Match> {
    // فوزه 1/2 على الزمالك is a result, تعادل 4/5 من المساحة is none.
    let is_result = |length| {
        fixture::is_result(place) && place.ahead(length).word() != Some("من") || fixture::is_set_of_several(place)
    };
    if let Some((numerator, denominator, length)) = fraction(place).filter(|&(_, _, length)| !is_result(length)) {
        let is_bound = is_bound(place.ahead(length));
        let source = place.source(length);
        // ½1 ساعة: the whole number stands behind its part where a line is typed from the right.
        if let Some(whole) = whole_behind(place) {
            return Some(with_whole(place, whole, (numerator, denominator), place.ahead(2)));
        }
        let value = Semiotic::Fraction { whole: None, numerator, denominator, is_bound, noun: None, source };
        return Some(Match::new(length, value, Governor::Words(place)));
    }
    // A whole number and a fraction: 1½, 3 1/2.
    let whole = place.token().filter(|token| place.is_number() && token.text.len() <= 4)?;
    let (numerator, denominator, length) = fraction(place.ahead(1))?;
    if !place.ahead(1).is_sign() && whole.text.starts_with('0') {
        return None;
    }
    let value: u64 = whole.text.parse().ok()?;
    Some(with_whole(place, value, (numerator, denominator), place.ahead(1 + length)))
}

/// The whole number behind the sign of a part here: `½1`.
fn whole_behind(part: Cursor) -> Option<u64> {
    let whole = part.ahead(1);
    let is_whole = part.is_sign() && whole.is_glued() && whole.ahead(1).is_spaced() && whole.ahead(1).is_arabic();
    whole.digits(1..=2).filter(|&value| is_whole && value > 0)
}

/// A whole number and a part of what is counted at `end`.
fn with_whole<'t>(place: Cursor<'t>, whole: u64, part: (u64, u64), end: Cursor<'t>) -> Match<'t> {
    let (numerator, denominator) = part;
    if let Some(found) = said_by_noun(place, whole, part, end) {
        return found;
    }
    if part == (1, 2)
        && let Some(found) = half_of_unit(place, whole, end)
    {
        return found;
    }
    // 3 ¼ ساعات: the plural belongs to the whole number.
    let plural = end.counted_noun().filter(|noun| {
        (3..=10).contains(&whole) && nouns::is_known(noun) && !nouns::is_singular(noun) && end.is_spaced()
    });
    let noun = plural.map(|noun| by_noun::printed_noun(end, noun));
    let length = end.since(place) + usize::from(noun.is_some());
    let source = place.source(length);
    let value = Semiotic::Fraction { whole: Some(whole), numerator, denominator, is_bound: false, noun, source };
    Match::new(length, value, Governor::Words(place))
}

/// `1½ ساعة` is `ساعة ونصف`.
fn said_by_noun<'t>(place: Cursor<'t>, whole: u64, part: (u64, u64), noun: Cursor<'t>) -> Option<Match<'t>> {
    let said = by_noun::said_by_noun(place, whole, noun)?;
    let more = Semiotic::SaidByNoun(SaidByNoun { more: Some(part), ..said });
    Some(Match::new(noun.since(place) + 1, more, Governor::Words(place)))
}

/// `2½ كم`, `1½ مليون`: as the decimal `2.5` would be.
fn half_of_unit<'t>(place: Cursor<'t>, whole: u64, next: Cursor<'t>) -> Option<Match<'t>> {
    let scale = scale::scale(next);
    let end = next.ahead(usize::from(scale.is_some()));
    let amount = Amount { fraction: Some("5".to_owned()), scale, ..Amount::of(whole) };
    let supplied = unit::after(end).or_else(|| money::after(end).map(|(currency, length)| (currency.noun, length)));
    let length = end.since(place) + supplied.map_or(0, |(_, length)| length);
    let counted = match supplied {
        Some((noun, _)) => Counted::Supplied(noun),
        None if scale.is_some() => Counted::Nothing,
        None => return None,
    };
    let value = Semiotic::Half { amount, counted, source: place.source(length) };
    Some(Match::new(length, value, Governor::Words(place)))
}

/// Numerator, denominator and length of a fraction here: one character, or `2/3` without spaces.
fn fraction(place: Cursor) -> Option<(u64, u64, usize)> {
    if place.is_sign() {
        let (numerator, denominator) = match place.text() {
            "½" => (1, 2),
            "⅓" => (1, 3),
            "⅔" => (2, 3),
            "¼" => (1, 4),
            "¾" => (3, 4),
            "⅕" => (1, 5),
            "⅖" => (2, 5),
            "⅗" => (3, 5),
            "⅘" => (4, 5),
            "⅙" => (1, 6),
            "⅚" => (5, 6),
            "⅐" => (1, 7),
            "⅛" => (1, 8),
            "⅜" => (3, 8),
            "⅝" => (5, 8),
            "⅞" => (7, 8),
            "⅑" => (1, 9),
            "⅒" => (1, 10),
            _ => return None,
        };
        return Some((numerator, denominator, 1));
    }
    let (stroke, below) = (place.ahead(1), place.ahead(2));
    let after = place.ahead(3);
    // 1/2.5
    let is_decimal = numeral::digits(below).is_some_and(|(amount, ..)| amount.fraction.is_some());
    let is_fraction = place.is_number()
        && !is_decimal
        && stroke.is("/")
        && stroke.is_glued()
        && below.is_number()
        && below.is_glued()
        && !(after.is_glued() && after.is_any(&["/", "-", ":"]));
    if !is_fraction {
        return None;
    }
    let (numerator, denominator) = (place.value()?, below.value()?);
    let is_named = (2..=10).contains(&denominator) && numerator < denominator && numerator > 0;
    let has_zero = place.text().starts_with('0') || below.text().starts_with('0');
    // 8/10 is a mark out of ten, unless it is of something.
    let is_mark = denominator == 10 && !is_bound(after);
    (is_named && !has_zero && !is_mark).then_some((numerator, denominator, 3))
}

/// Whether what follows is the whole that the fraction is a part of: `ثلثا الأعضاء`, `نصف ساعة`.
fn is_bound(next: Cursor) -> bool {
    next.word().is_some_and(|word| word.starts_with("ال") || governors::is_countable(word) || word.ends_with("ها"))
}

#[cfg(test)]
mod tests;
