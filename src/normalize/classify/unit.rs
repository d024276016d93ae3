//! Units of measure: `5 كم`, `120 km/h`, `200 م²`, `38 °م`, `128 GB`.

use super::found::{Match, note_of_thousands};
use crate::normalize::agreement::Governor;
use crate::normalize::cursor::Cursor;
use crate::normalize::grammar::Case;
use crate::normalize::lexicon::nouns;
use crate::normalize::lexicon::units::{self, DEGREE};
use crate::normalize::output::Rule;
use crate::normalize::printed::{numeral, unit};
use crate::normalize::semiotic::{ArcPart, Direction, Layout, Measure, Semiotic};
use crate::normalize::spoken::Spoken;

/// Knows a number and its unit, or the `/ساعة` after a unit that was printed in full.
pub(crate) fn classify(place: Cursor) -> Option<Match> {
    if let Some(found) = rate_of_printed(place).or_else(|| alone_in_brackets(place)) {
        return Some(found);
    }
    // °20, as some print it.
    let sign_first = place.is_any(&["°", "º"])
        && place.ahead(1).is_number()
        && place.ahead(1).is_glued()
        && !place.back(1).is_number();
    let number = place.ahead(usize::from(sign_first));
    let numeral = numeral::parse(number)?;
    let (unit, length) = if sign_first { (DEGREE, 0) } else { unit::after(numeral.end)? };
    let mut end = numeral.end.ahead(length);
    let (mut arc, mut direction) = (Vec::new(), None);
    if unit.singular == DEGREE.singular {
        arc = minutes_of_arc(end);
        end = end.ahead(2 * arc.len());
        direction = compass(end).filter(|_| unit.adjective.is_none());
        end = end.ahead(usize::from(direction.is_some()));
    }
    let whole = place.source_to(end);
    let layout = match sign_first {
        true => Layout::Whole(whole),
        false => Layout::Ordered { number: place.source_to(numeral.end), noun: numeral.end.source_to(end) },
    };
    let note = numeral.is_ambiguous.then(|| note_of_thousands(&numeral.amount.digits, place.source_to(numeral.end)));
    // The points of a table stand for themselves.
    let governor = if numeral.end.is("ن") { Governor::Fixed(Case::Nominative) } else { Governor::Words(place) };
    let value = Semiotic::Measure(Measure { amount: numeral.amount, unit, arc, direction, layout });
    Some(Match { notes: note.into_iter().collect(), ..Match::new(end.since(place), value, governor) })
}

/// `الوزن (كغ)`: the unit of a heading or a column by its name.
fn alone_in_brackets(place: Cursor) -> Option<Match> {
    let (unit, length) = unit::bracketed(place).filter(|_| place.back(1).is_arabic())?;
    Some(Match::fixed(length, Semiotic::UnitName { unit, source: place.source(length) }))
}

/// `ألف م2`: the unit after a scale that was printed as a word; `10²³ كجم`: that after a power.
pub(crate) fn after_scale(place: Cursor) -> Option<Match> {
    let (unit, length) = unit::raised_after_scale(place).or_else(|| unit::after_power(place))?;
    Some(Match::fixed(length, Semiotic::UnitName { unit, source: place.source(length) }))
}

/// `برميل/يوم`, `ميغاواط/ساعة`, after a number: the slash is read, the words around it stay.
fn rate_of_printed(stroke: Cursor) -> Option<Match> {
    if !unit::is_stroke(stroke) || !stroke.is_glued() {
        return None;
    }
    // 3 د.إ./كغ: an abbreviation ends in a stop.
    let stop = usize::from(stroke.back(1).is("."));
    if unit::is_for_each_round(stroke) {
        return Some(Match::words(1, vec![Spoken::vowelled("لِكُلِّ", Rule::Unit, &stroke.source(1))]));
    }
    let before = stroke.back(1 + stop).word()?;
    if !(1..=3 + 3 * stop).any(|back| stroke.back(back + 1).is_number()) {
        return None;
    }
    let Some((said, length)) = unit::rate(stroke) else { return for_each(stroke) };
    let said = unit::of_energy(before, said);
    Some(Match::fixed(length, Semiotic::Rate { said, source: stroke.source(length) }))
}

/// `دولارا/ليلة`: divided by a noun that has no form of its own here.
fn for_each(stroke: Cursor) -> Option<Match> {
    let noun = stroke.ahead(1);
    // نانوغراما/ مليلتر: what is divided by a unit may stand apart from it.
    let is_unit = |word: &str| units::by_name(word).is_some();
    let word = noun.word().filter(|word| noun.is_glued() || is_unit(word))?;
    let is_singular = !word.starts_with("ال")
        && (is_unit(word) || nouns::is_singular(word) || nouns::is_person(word) && !nouns::is_plural_by_shape(word));
    let value = Semiotic::ForEach { stroke: stroke.source(1), noun: noun.text().to_owned(), source: noun.source(1) };
    is_singular.then(|| Match::fixed(2, value))
}

/// `30′15″` after degrees: minutes and seconds of arc, two tokens each.
fn minutes_of_arc(place: Cursor) -> Vec<(u64, ArcPart)> {
    let signs: [(&[&str], ArcPart); 2] = [(&["'", "′"], ArcPart::Minute), (&["\"", "″"], ArcPart::Second)];
    let mut parts = Vec::new();
    for (signs, part) in signs {
        let number = place.ahead(2 * parts.len());
        if !number.is_number() || !number.is_glued() || !number.ahead(1).is_any(signs) {
            break;
        }
        parts.push((number.value().unwrap_or_default(), part));
    }
    parts
}

/// The letter of a quarter of the compass after degrees: `24°N`, `30° ش`.
fn compass(place: Cursor) -> Option<Direction> {
    let direction = match place.text() {
        "N" | "ش" => Direction::North,
        "S" | "ج" => Direction::South,
        "E" | "ق" => Direction::East,
        "W" | "غ" => Direction::West,
        _ => return None,
    };
    place.ahead(1).is_word_end().then_some(direction)
}

#[cfg(test)]
mod tests;
