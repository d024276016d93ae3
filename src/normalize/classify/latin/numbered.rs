//! Numbers in foreign names: `5G`, `Louis XIV`, `Gen 3`.

use crate::arabic::marks;
use crate::normalize::classify::found::Match;
use crate::normalize::cursor::Cursor;
use crate::normalize::foreign::{acronym, key, lookup};
use crate::normalize::grammar::Gender;
use crate::normalize::lexicon::given_names;
use crate::normalize::output::Rule;
use crate::normalize::printed::roman;
use crate::normalize::semiotic::{CodePart, Rank, RankKind, Semiotic};
use crate::normalize::spoken::Spoken;
use crate::normalize::token::Kind;

/// Names that begin with a digit and are said in English: `5G`, `3D`, `4K`.
pub(super) fn letter_of_digit(place: Cursor) -> Option<Match> {
    let (letter, next) = (place.ahead(1), place.ahead(2));
    let digit = match place.text() {
        "2" => "تُو",
        "3" => "ثِرِي",
        "4" => "فُورْ",
        "5" => "فَايْفْ",
        "6" => "سِيكْسْ",
        "8" => "إِيتْ",
        _ => return None,
    };
    let name = match letter.text() {
        "G" => "جِي",
        "D" => "دِي",
        "K" => "كِي",
        _ => return None,
    };
    let goes_on = next.is_glued() && (next.is_number() || next.is_arabic());
    let is_part = place.is_glued() && place.back(1).is_printed() && !place.back(1).is_arabic();
    if !letter.is_glued() || goes_on || is_part {
        return None;
    }
    let spoken = Spoken::words([digit, name], Rule::Latin, &place.source(2)).collect();
    Some(Match::words(2, spoken))
}

/// `P2P`, `B2C`: from one to another, said in English.
pub(super) fn to_of_letters(place: Cursor) -> Option<Match> {
    let (first, last) = (place.back(1), place.ahead(1));
    let letter = |part: Cursor| {
        let mut letters = part.text().chars();
        let letter = letters.next().filter(|letter| part.is_latin() && letter.is_ascii_uppercase());
        letter.filter(|_| letters.next().is_none())
    };
    let is_tight = place.is("2") && place.is_glued() && last.is_glued() && last.ahead(1).is_word_end();
    let name = letter(last).filter(|_| is_tight && letter(first).is_some()).and_then(acronym::latin_letter)?;
    let spoken = Spoken::words(["تُو", name], Rule::Latin, &place.source(2)).collect();
    Some(Match::words(2, spoken))
}

/// A Roman numeral after a name: `Louis XIV`, `إليزابيث II`, `القرن XIX`. Those that are acronyms too are not taken.
pub(super) fn regnal(place: Cursor) -> Option<Match> {
    let before = place.back(1);
    // Grand Hotel V: at the end of a title of several words the letter is its number.
    let is_word = |word: Cursor| word.is_latin() && word.text().chars().nth(1).is_some_and(char::is_lowercase);
    let ends_title = is_word(before) && before.back(1).is_latin() && !place.ahead(1).is_latin();
    if place.is("V") && place.is_spaced() && ends_title {
        let number = CodePart::Number { digits: "5".to_owned(), source: place.source(1) };
        return Some(Match::fixed(1, Semiotic::Code(vec![number])));
    }
    let value = roman::value(place.text())?;
    // Alpha 7 III: after the number of a model the next is a number too.
    if before.is_number() && before.back(1).is_latin() && place.is_spaced() {
        let number = CodePart::Number { digits: value.to_string(), source: place.source(1) };
        return Some(Match::fixed(1, Semiotic::Code(vec![number])));
    }
    let is_feminine = match before.kind()? {
        Kind::Arabic => given_names::is_feminine(before.text()) || before.is("العالمية"),
        Kind::Latin => given_names::is_feminine(&marks::bare(lookup(&key(before.text())).unwrap_or_default())),
        _ => return None,
    };
    let gender = if is_feminine { Gender::Feminine } else { Gender::Masculine };
    let (kind, source) = (RankKind::Ordinal, place.source(1));
    let rank = Rank { value, kind, gender, source, era: None, other: None, added: None };
    place.is_spaced().then(|| Match::fixed(1, Semiotic::Rank(rank)))
}

/// `Gen 3` of a device: the generation by its rank.
pub(super) fn generation(place: Cursor) -> Option<Match> {
    let number = place.ahead(1);
    let is_generation = place.is_any(&["Gen", "gen"]) && number.text().len() <= 2;
    let value = number.value().filter(|_| is_generation)?;
    Some(Match::fixed(2, Semiotic::Generation { value, source: place.source(2) }))
}
