//! Terms of algebra in Arabic letters: `٣س = ١٨`, `٢أ² - ٢ب`. Their letters are quantities and are said by their names;
//! elsewhere the same print is a unit (`٣س` of hours).

use super::found::Match;
use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::nouns;
use crate::normalize::output::Rule;
use crate::normalize::semiotic::{CodePart, Semiotic};

/// How far, in tokens, a run of terms is looked through.
const REACH: usize = 24;

/// `٣س`: a number and the letter that it multiplies.
pub(crate) fn term(place: Cursor) -> Option<Match> {
    let letter = letter_of(place)?;
    let next = place.ahead(2);
    let stands_in_run = is_raised(next) || is_operator(next) || is_operator(place.back(1));
    if !stands_in_run || !is_among_quantities(place) {
        return None;
    }
    let number = CodePart::Number { digits: place.text().to_owned(), source: place.source(1) };
    let letter = CodePart::Letter { letter, source: place.ahead(1).source(1) };
    Some(Match::fixed(2, Semiotic::Code(vec![number, letter])))
}

/// `أ²`, `- ٢ب`: what is raised, and the plus or minus before a term.
pub(crate) fn sign(place: Cursor) -> Option<Match> {
    let (before, after) = (place.back(1), place.ahead(1));
    let raises = is_raised(place) && is_quantity(before);
    let is_term = || letter_of(after).is_some() || is_quantity(after);
    let is_plus = || place.is("+") && (is_raised(before) || is_quantity(before));
    let follows = || is_raised(before) || is_quantity(before) || before.is_number() || before.is_any(&["=", "("]);
    let is_minus = || place.is_any(&["-", "–", "−"]) && follows();
    let joins = || (is_minus() || is_plus()) && is_term() && is_among_quantities(place);
    let vowelled = match place.text() {
        "²" if raises => "تَرْبِيع",
        "³" if raises => "تَكْعِيب",
        "+" if joins() => "زَائِدَ",
        _ if joins() => "نَاقِصَ",
        _ => return None,
    };
    Some(Match::fixed(1, Semiotic::Phrase { vowelled, rule: Rule::Symbol, source: place.source(1) }))
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

fn is_operator(place: Cursor) -> bool {
    place.is_any(&["+", "-", "–", "−", "="])
}

/// Whether letters stand for quantities in the run of terms and signs around a place: one of them is raised, or one stands beside
/// an equals sign; `1س = 60د` has units on both sides.
fn is_among_quantities(place: Cursor) -> bool {
    let is_part = |part: &Cursor| part.is_number() || is_quantity(*part) || is_raised(*part) || is_operator(*part);
    let run =
        || place.backwards().take(REACH).take_while(is_part).chain(place.forwards().take(REACH).take_while(is_part));
    let is_raised_letter = |sign: Cursor| is_raised(sign) && is_quantity(sign.back(1));
    // 60د, 9م
    let has_letter = |number: Cursor| {
        let letter = number.ahead(1);
        number.is_number() && letter.is_glued() && letter.letter().is_some()
    };
    let equals = |sign: Cursor| {
        let (before, after) = (sign.back(1), sign.ahead(1));
        let converts = has_letter(after) && has_letter(before.back(1));
        let has_unit = after.is_number() && after.ahead(1).word().is_some_and(nouns::is_known);
        sign.is("=")
            && (is_quantity(before) || is_quantity(after) || letter_of(after).is_some())
            && !converts
            && !has_unit
    };
    run().any(|sign| is_raised_letter(sign) || equals(sign))
}
