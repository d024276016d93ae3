//! Numbers that count: `5 سيارات`, `لـ5 أبناء`, `السنوات الـ10`, `25 ألف شخص`.

use super::found::{Match, note_of_thousands};
use crate::normalize::agreement::{Governor, counted};
use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::{governors, nouns};
use crate::normalize::printed::numeral::{self, Numeral};
use crate::normalize::printed::{by_noun, topic};
use crate::normalize::semiotic::{Amount, AtLeast, Counted, HundredAndOne, OfPlural, PrintedNoun, Semiotic, Sign};

/// Knows a number that nothing else has claimed.
pub(crate) fn classify(place: Cursor) -> Option<Match> {
    let numeral = numeral::parse(place)?;
    let by_noun = || hundred_and_one(place, &numeral).or_else(|| of_plural(place, &numeral));
    if let Some(found) = and_more(place, &numeral).or_else(by_noun) {
        return Some(found);
    }
    let source = place.source(numeral.length);
    let notes = numeral.is_ambiguous.then(|| note_of_thousands(&numeral.amount.digits, source.clone()));
    if numeral.amount.has_leading_zero() && numeral.is_bare() && !is_padded(place, &numeral) {
        let digits = Semiotic::Digits { digits: numeral.amount.digits, source };
        return Some(Match { notes: notes.into_iter().collect(), ..Match::fixed(1, digits) });
    }
    if numeral.is_bare()
        && !place.has_article()
        && let Some((said, length)) = by_noun::with_adjective(place, numeral.amount.whole, numeral.end)
    {
        return Some(Match::new(length, Semiotic::SaidByNoun(said), Governor::Words(place)));
    }
    let governor = match numeral.amount.sign {
        Some(_) => Governor::Sign(place),
        None => Governor::Words(place),
    };
    let counted = counted::counted(place, &numeral);
    let value = Semiotic::Cardinal { amount: numeral.amount, counted, source };
    Some(Match { notes: notes.into_iter().collect(), ..Match::new(numeral.length, value, governor) })
}

/// A number that is told to count.
pub(crate) fn told(place: Cursor) -> Match {
    let plain = || {
        let amount = Amount::of(place.value().unwrap_or_default());
        let value = Semiotic::Cardinal { amount, counted: Counted::Nothing, source: place.source(1) };
        Match::new(1, value, Governor::Words(place))
    };
    classify(place).unwrap_or_else(plain)
}

/// `-5` of a thermometer: a number that is told to be below zero.
pub(crate) fn below_zero(place: Cursor, value: u64) -> Match {
    let amount = Amount { sign: Some(Sign::Minus), ..Amount::of(value) };
    let value = Semiotic::Cardinal { amount, counted: Counted::Nothing, source: place.source(1) };
    Match::new(1, value, Governor::Sign(place))
}

/// `08 أشخاص`: the zero fills a column and is not said.
fn is_padded(place: Cursor, numeral: &Numeral) -> bool {
    numeral.amount.digits.len() == 2 && numeral.amount.whole > 0 && !is_named(place) && counts_known_noun(numeral)
}

/// `08 أشخاص`, `03 و07 درجات`: whether what is counted follows, or follows a number that is joined and padded as this one.
fn counts_known_noun(numeral: &Numeral) -> bool {
    let joined = numeral.end.joined_number().filter(|joined| joined.text().len() == 2).and_then(numeral::parse);
    let end = joined.map_or(numeral.end, |joined| joined.end);
    end.counted_noun().is_some_and(nouns::is_known)
}

/// `رقم 08`: a number that names.
fn is_named(place: Cursor) -> bool {
    place.said_before().ends_with("رقم")
}

/// `5+ سنوات`: what is counted and more.
fn and_more<'t>(place: Cursor<'t>, numeral: &Numeral<'t>) -> Option<Match<'t>> {
    let plus = numeral.end;
    if !plus.is("+") || !plus.is_glued() {
        return None;
    }
    let noun = plus.ahead(1);
    let value = numeral.amount.integer()?;
    // للكبار 18+: nothing is counted, and nothing added.
    let ends = !noun.is_printed() || noun.is_sign() || noun.is_arabic() && noun.is_spaced();
    let counts = noun.counted_noun().is_some_and(|word| nouns::is_known(word) || word.ends_with(['ا', 'ة']));
    let is_minute = value <= 120 && topic::is_sport(place) && noun.word().is_none();
    let number = place.source(numeral.length);
    if ends && !counts && !is_minute {
        let at_least = AtLeast { value, number, noun: None, plus: plus.source(1) };
        return Some(Match::new(numeral.length + 1, Semiotic::AtLeast(at_least), Governor::Words(place)));
    }
    let gender = nouns::gender(noun.counted_noun()?);
    let at_least = AtLeast { value, number, noun: Some((noun.text().to_owned(), gender)), plus: plus.source(2) };
    let governor = Governor::Words(place);
    noun.is_arabic().then(|| Match::new(numeral.length + 2, Semiotic::AtLeast(at_least), governor))
}

/// `101 زائر` is `مئة زائر وزائر`, `1002 راكب` is `ألف راكب وراكبان`: after a hundred or a thousand one and two are said by
/// the noun.
fn hundred_and_one<'t>(place: Cursor<'t>, numeral: &Numeral<'t>) -> Option<Match<'t>> {
    let value = numeral.amount.integer().filter(|value| *value > 100 && (1..=2).contains(&(value % 100)))?;
    let noun = numeral.end;
    let word = noun.counted_noun()?;
    // 101 قرصا: printed as after 11. Its adjective would have to change as well.
    let singular = word.strip_suffix('ا').filter(|singular| nouns::is_singular(singular));
    let has_adjective = noun.ahead(1).word().is_some_and(|next| next.ends_with('ا'));
    let word = singular.filter(|_| !has_adjective).unwrap_or(word);
    // Two letters are an abbreviation more often than a noun.
    let is_short = word.chars().count() < 3 && word != "طن";
    // What is glued to the number, or to one behind it, is a code or a misprint.
    let is_glued = noun.is_glued() || noun.ahead(1).is_glued() && !noun.ahead(1).is_sign();
    // What goes on after ة is two words, or none; and no noun ends so that its dual would have three ي.
    let is_no_noun = word.strip_suffix('ة').unwrap_or(word).contains('ة') || word.ends_with("يي");
    if !numeral.amount.is_plain()
        || is_named(place)
        || nouns::is_plural_by_shape(word)
        || is_short
        || is_glued
        || is_no_noun
        || word.ends_with(['ا', 'ى', 'ء'])
    {
        return None;
    }
    let length = numeral.length + 1;
    let text = if noun.word() == Some(word) { noun.text() } else { word }.to_owned();
    let number = HundredAndOne {
        value,
        noun: PrintedNoun { text, ..by_noun::printed_noun(noun, word) },
        source: place.source(length),
    };
    Some(Match::new(length, Semiotic::HundredAndOne(number), Governor::Words(place)))
}

/// `110 آية` is `مئة وعشر آيات`: after 3 to 10, and after a hundred with these, what is counted is a plural, whatever is
/// printed.
fn of_plural<'t>(place: Cursor<'t>, numeral: &Numeral<'t>) -> Option<Match<'t>> {
    let value = numeral.amount.integer().filter(|value| (3..=10).contains(&(value % 100)))?;
    let (noun, next) = (numeral.end, numeral.end.ahead(1));
    let word = noun.counted_noun().filter(|_| noun.is_spaced())?;
    let plural = nouns::plural(word)?;
    // متر مربع: an adjective of the masculine would have to change as well.
    let has_adjective = next.word().is_some_and(|next| {
        !word.ends_with('ة') && !next.ends_with('ة') && governors::is_indefinite_word(next) && !nouns::is_listed(next)
    });
    // بي بي سي 4 يوم الأحد, 5 عام 2019: the noun belongs to what follows it.
    let opens = next.is_number() || next.text().starts_with("ال");
    if !numeral.amount.is_plain() || has_adjective || is_named(place) || opens {
        return None;
    }
    let number = place.source(numeral.length);
    let of_plural = OfPlural { value, plural, gender: nouns::gender(word), number, noun: noun.source(1) };
    Some(Match::new(numeral.length + 1, Semiotic::OfPlural(of_plural), Governor::Words(place)))
}

#[cfg(test)]
mod tests;
