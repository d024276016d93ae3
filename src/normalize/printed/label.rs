//! Labels of lists and clauses that are a letter with a number: `(ب-٣) ألا يكون`, `البند (ب-4)`.

use super::counted::is_counted;
use crate::normalize::cursor::Cursor;

/// Whether the letter here and the number that a hyphen joins to it are a label. A prefix never stands before a hyphen, but
/// it may before the sign of a number that counts: `ب-5 درجات`.
pub(crate) fn is_lettered(letter: Cursor) -> bool {
    let before = letter.back(1);
    let (hyphen, number, next) = (letter.ahead(1), letter.ahead(2), letter.ahead(3));
    let opens = !before.is_printed() || before.is("(");
    // With tatweel it is a prefix.
    let is_plain = letter.token().is_some_and(|token| token.source.len() == token.text.len());
    letter.letter().is_some()
        && is_plain
        && (!letter.is("و") || opens)
        && hyphen.is_hyphen()
        && hyphen.is_glued()
        && number.is_number()
        && number.is_glued()
        && number.text().len() <= 3
        && (!next.is_printed() || next.is_spaced() || next.is_any(&[")", ":", "،", "؛"]))
        && !is_counted(next)
}
