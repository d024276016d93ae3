//! Whether a number counts what stands after it.

use super::scale::scale;
use super::{money, percent, unit};
use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::nouns;

/// Whether what stands here is counted by a number before it: a sign, a word of scale or a noun that the lexicon has.
pub(crate) fn is_counted(place: Cursor) -> bool {
    percent::sign(place).is_some()
        || scale(place).is_some()
        || is_measured(place)
        || place.counted_noun().is_some_and(nouns::is_known)
}

/// Whether a unit or a currency stands here.
pub(crate) fn is_measured(place: Cursor) -> bool {
    money::after(place).is_some() || unit::after(place).is_some()
}
