//! One and two that are said by the noun they count: `1 شخص` is `شخص واحد`, `2 سنة` is `سنتان`.

use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::words::List;
use crate::normalize::lexicon::{nouns, units};
use crate::normalize::semiotic::{PrintedNoun, SaidByNoun};

/// One or two of the printed singular at `noun`, with what begins at `place`; nothing where it is no listed singular, or
/// the number is neither.
pub(crate) fn said_by_noun(place: Cursor, whole: u64, noun: Cursor) -> Option<SaidByNoun> {
    let word = noun.counted_noun()?;
    let next = noun.ahead(1);
    let followed_by_noun = next.counted_noun().is_some_and(|noun| nouns::is_known(noun) && !is_adjective(noun));
    // 1 تيرابايت: a unit by its name.
    let is_unit = || whole == 1 && units::by_name(word).is_some();
    if !(1..=2).contains(&whole) || !nouns::is_singular(word) && !is_unit() || followed_by_noun {
        return None;
    }
    Some(SaidByNoun {
        is_two: whole == 2,
        noun: printed_noun(noun, word),
        source: place.source(noun.since(place) + 1),
        adjective: None,
        more: None,
    })
}

/// The same with its adjective, and how many tokens it takes: `2 متر مكعب`, `2 دينار جزائري`.
pub(crate) fn with_adjective(place: Cursor, whole: u64, noun: Cursor) -> Option<(SaidByNoun, usize)> {
    // (2) طن: the brackets are print.
    let is_unit = |unit: Cursor| unit.word().is_some_and(|word| units::by_name(word).is_some());
    let in_print = noun.closes_number() && is_unit(noun.ahead(1)) && place.back(2).is_arabic();
    let noun = noun.ahead(usize::from(in_print));
    let said = said_by_noun(place, whole, noun)?;
    let adjective = noun.ahead(1);
    let word = adjective.word().filter(|word| is_adjective(word));
    let length = noun.since(place) + 1 + usize::from(word.is_some());
    Some((SaidByNoun { adjective: word.map(|word| (word.to_owned(), adjective.source(1))), ..said }, length))
}

/// The noun at a place, whose letters are `word`.
pub(crate) fn printed_noun(noun: Cursor, word: &str) -> PrintedNoun {
    PrintedNoun { text: noun.text().to_owned(), word: word.to_owned(), gender: nouns::gender(word) }
}

/// Whether a word is an adjective that agrees with a unit or a currency before it: of relation, or of a power.
fn is_adjective(word: &str) -> bool {
    matches!(word, "مربع" | "مكعب") || List::AdjectivesOfMeasure.has(word)
}
