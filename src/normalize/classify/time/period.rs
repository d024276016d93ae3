//! Parts of the day after a time.

use crate::arabic::clitics;
use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::words::List;
use crate::normalize::semiotic::Period;
use crate::normalize::token::Kind;

/// The part of the day printed right after a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Printed {
    /// Letters that stand for it, one token.
    Letters(Period),
    /// A word, which is said as it stands.
    Word,
}

pub(super) fn printed(place: Cursor) -> Option<Printed> {
    let letters = |period| Some(Printed::Letters(period));
    let ends = place.ahead(1).is_word_end();
    match place.kind()? {
        Kind::Arabic => match place.word()? {
            "ص" if ends => letters(Period::Morning),
            "م" if ends => letters(Period::Evening),
            "ظ" if ends => letters(Period::Noon),
            "بعد" | "قبل" => {
                // حتى 2 بعد منتصف الليل
                place.ahead(1).word().filter(|word| List::MarksOfDay.has(word)).map(|_| Printed::Word)
            }
            word => List::PartsOfDay.has(word).then_some(Printed::Word),
        },
        Kind::Latin => match place.text().to_ascii_lowercase().as_str() {
            "am" => letters(Period::Morning),
            "pm" => letters(Period::Evening),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a word for a part of the day stands close by, so that none need be added.
pub(super) fn is_nearby(place: Cursor, end: Cursor) -> bool {
    let mut nearby = end.forwards().take(3).chain(place.backwards().take(4)).filter_map(Cursor::word);
    nearby.any(|word| clitics::stems(word).any(|stem| List::StartsOfPartsOfDay.begins(stem)))
}
