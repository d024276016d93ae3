//! Terms of algebra in Arabic letters: `٣س = ١٨`, `٢أ² - ٢ب + أب`. Their letters are quantities and are said by their names;
//! elsewhere the same print is a unit (`٣س` of hours) or a word (`أب`).

use super::found::Match;
use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::nouns;
use crate::normalize::output::Rule;
use crate::normalize::semiotic::{CodePart, Semiotic};

/// How far, in tokens, an equation shows what its letters are.
const REACH: usize = 24;

/// `٣س`: a number and the letter that it multiplies.
pub(crate) fn term(place: Cursor) -> Option<Match> {
    let letter = letter_of(place).filter(|_| is_among_quantities(place))?;
    let number = CodePart::Number { digits: place.text().to_owned(), source: place.source(1) };
    let letter = CodePart::Letter { letter, source: place.ahead(1).source(1) };
    Some(Match::fixed(2, Semiotic::Code(vec![number, letter])))
}

/// `+ أب -`: two letters that multiply each other, between signs.
pub(crate) fn product(place: Cursor) -> Option<Match> {
    let letters: Vec<char> = place.word()?.chars().collect();
    (is_product(place) && is_among_quantities(place))
        .then(|| Match::fixed(1, Semiotic::Letters { letters, source: place.source(1) }))
}

/// `أ²`, `- ٢ب`: what is raised, and the plus or minus before a term.
pub(crate) fn sign(place: Cursor) -> Option<Match> {
    let (before, after) = (place.back(1), place.ahead(1));
    let raises = is_raised(place) && is_quantity(before) && is_among_quantities(place);
    let opens = before.is_any(&["=", "(", "،"]) || !before.is_printed();
    let is_plus = place.is("+") && (is_raised(before) || is_quantity(before) || is_product(before));
    let is_term = letter_of(after).is_some() || is_quantity(after) || is_product(after);
    let follows = is_raised(before) || is_quantity(before) || is_product(before) || before.is_number() || opens;
    let is_minus = place.is_any(&["-", "–", "−"]) && follows;
    let joins = (is_minus || is_plus) && is_term && is_among_quantities(place);
    let vowelled = match place.text() {
        "²" if raises => "تَرْبِيع",
        "³" if raises => "تَكْعِيب",
        "+" if joins => "زَائِدَ",
        _ if joins => "نَاقِصَ",
        _ => return None,
    };
    Some(Match::fixed(1, Semiotic::Phrase { vowelled, rule: Rule::Symbol, source: place.source(1) }))
}

/// Whether two letters stand here between signs.
fn is_product(place: Cursor) -> bool {
    let is_sign = |place: Cursor| place.is_any(&["+", "-", "–", "−", "="]);
    let after = place.ahead(1);
    let ends = is_sign(after) || is_raised(after) || after.is_any(&["،", ".", ")"]) || !after.is_printed();
    place.word().is_some_and(|word| word.chars().count() == 2) && is_sign(place.back(1)) && ends
}

/// The letter that is printed as one with the number here.
fn letter_of(number: Cursor) -> Option<char> {
    let (letter, next) = (number.ahead(1), number.ahead(2));
    letter.letter().filter(|_| number.is_number() && letter.is_glued() && next.is_word_end() && is_quantity(letter))
}

/// A letter by itself. `م²` is a unit, `1355هـ = 1936م` one year in two calendars.
fn is_quantity(place: Cursor) -> bool {
    place.letter().is_some() && !place.is_any(&["م", "ه", "و"])
}

fn is_raised(place: Cursor) -> bool {
    place.is_any(&["²", "³"]) && place.is_glued()
}

/// Whether letters stand for quantities here: one of them is raised, or one that has a number before it stands beside an equals
/// sign; `1س = 60د` has units on both sides.
fn is_among_quantities(place: Cursor) -> bool {
    let near = || place.backwards().take(REACH).chain(place.forwards().take(REACH));
    let is_raised_letter = |sign: Cursor| is_raised(sign) && is_quantity(sign.back(1));
    let equals = |sign: Cursor| {
        let (before, after) = (sign.back(1), sign.ahead(1));
        let has_letter = is_quantity(before) || letter_of(before.back(1)).is_some() || is_quantity(after);
        let converts = letter_of(after).is_some() && letter_of(before.back(1)).is_some();
        let has_unit = after.is_number() && after.ahead(1).word().is_some_and(nouns::is_known);
        sign.is("=") && has_letter && !converts && !has_unit
    };
    near().any(|sign| is_raised_letter(sign) || equals(sign))
}
