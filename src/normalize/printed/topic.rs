//! What the words around speak of.

use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::words::List;

/// Whether a word of sport stands within reach.
pub(crate) fn is_sport(place: Cursor) -> bool {
    place
        .backwards()
        .take(14)
        .chain(place.forwards().take(12))
        .filter_map(Cursor::word)
        .any(|word| List::SportStems.has_part_of(word))
}

/// Whether temperatures have been spoken of before a place.
pub(crate) fn is_heat(place: Cursor) -> bool {
    const REACH: usize = 60;
    let mut before = place.backwards().take(REACH).filter_map(Cursor::word);
    before.any(|word| matches!(word, "الحرارة" | "حرارة" | "الحراره" | "العظمى" | "الصغرى"))
}

/// Whether a word speaks of telephones.
pub(crate) fn is_phone_word(word: &str) -> bool {
    List::Phones.has_stem(word)
}
