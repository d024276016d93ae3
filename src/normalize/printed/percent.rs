//! The signs of per cent and per mille.

use crate::normalize::cursor::Cursor;
use crate::normalize::semiotic::Ratio;

/// The per cent or per mille sign that stands here.
pub(crate) fn sign(place: Cursor) -> Option<Ratio> {
    match place.text() {
        "%" => Some(Ratio::PerCent),
        "‰" => Some(Ratio::PerMille),
        _ => None,
    }
}
