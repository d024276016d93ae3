//! `الدقيقة 90+3`: the minutes added to a minute of play.

use crate::normalize::cursor::Cursor;

/// The minutes added to a minute that ends here; they take two tokens.
pub(crate) fn minutes(plus: Cursor) -> Option<u64> {
    let minutes = plus.ahead(1);
    let is_added = plus.is("+") && plus.is_glued() && minutes.text().len() <= 2;
    minutes.value().filter(|_| is_added)
}
