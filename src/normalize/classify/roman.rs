//! Roman numerals that number the items of a list or the clauses of a law: `(ii)`, `(vi)`.

use super::found::Match;
use crate::normalize::cursor::Cursor;
use crate::normalize::semiotic::{CodePart, Semiotic};

/// The numerals of lists, as they are printed in small letters.
const NUMERALS: [&str; 20] = [
    "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii",
    "xviii", "xix", "xx",
];

/// Knows a numeral alone in brackets. One letter is the sign of much else (`السرعة (v)`), and so a numeral only where a line
/// begins with it or another bracket stands before; and the capitals of four are an acronym too.
pub(crate) fn classify(place: Cursor) -> Option<Match> {
    let open = place.back(1);
    let is_alone = open.is("(") && place.is_glued() && place.ahead(1).is(")");
    let printed = place.text();
    let is_even = !printed.contains(|letter: char| letter.is_ascii_uppercase()) || is_capitals(printed);
    let small = printed.to_lowercase();
    let value = 1 + NUMERALS.iter().position(|numeral| is_alone && is_even && *numeral == small)?;
    let opens = open.is_first() || open.back(1).is(")") && open.is_glued();
    let is_sure = printed.len() > 1 && printed != "IV" && small != "xx";
    let number = CodePart::Number { digits: value.to_string(), source: place.source(1) };
    (is_sure || opens).then(|| Match::fixed(1, Semiotic::Code(vec![number])))
}

fn is_capitals(printed: &str) -> bool {
    printed.chars().all(|letter| letter.is_ascii_uppercase())
}
