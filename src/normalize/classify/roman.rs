//! Roman numerals that number the items of a list or the clauses of a law: `(ii)`, `(vi)`.

use super::found::Match;
use crate::normalize::cursor::Cursor;
use crate::normalize::printed::roman;
use crate::normalize::semiotic::{CodePart, Semiotic};

/// Knows a numeral of more than one letter alone in brackets, where an utterance begins with it or a sign or a number stands
/// before: after a noun it is its rank or a note on it (`الحرب العالمية (II)`), one letter is the sign of much else
/// (`السرعة (v)`), and two crosses stand for what is left out.
pub(crate) fn classify(place: Cursor) -> Option<Match> {
    let open = place.back(1);
    let is_alone = open.is("(") && place.is_glued() && place.ahead(1).is(")");
    let before = open.back(1);
    let is_item = open.is_first() || before.is_sign() && !before.is("\"") || before.is_number();
    let printed = place.text();
    let is_even = |is: fn(&char) -> bool| printed.chars().all(|letter| is(&letter));
    let is_one_case = is_even(char::is_ascii_uppercase) || is_even(char::is_ascii_lowercase) && printed != "xx";
    if !is_alone || !is_item || !is_one_case {
        return None;
    }
    let digits = roman::value(&printed.to_ascii_uppercase())?.to_string();
    let number = CodePart::Number { digits, source: place.source(1) };
    Some(Match::fixed(1, Semiotic::Code(vec![number])))
}
