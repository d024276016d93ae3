//! Honorifics after a name: `ﷺ`, `(ص)`, `(رض)`.

use super::phrase;
use crate::normalize::classify::found::Match;
use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::words::List;
use crate::normalize::lexicon::{given_names, table};

/// A character that stands for a phrase.
pub(super) fn sign(place: Cursor) -> Option<Match> {
    let mut honorifics = table::pairs(table::HONORIFICS).filter(|_| place.is_sign());
    honorifics.find(|(sign, _)| place.is(sign)).map(|(_, vowelled)| phrase(place, 1, vowelled))
}

/// `(ص)`, `(رض)`, `(ع)` after a name, with or without brackets.
pub(super) fn letters(place: Cursor) -> Option<Match> {
    let in_brackets = place.is_any(&["(", "[", "{"]);
    let letters = place.ahead(usize::from(in_brackets));
    if !letters.is_arabic() || in_brackets && !letters.ahead(1).is_any(&[")", "]", "}"]) {
        return None;
    }
    let name = Some(place.back(1)).filter(|name| name.is_arabic()).map(Cursor::text);
    let of_woman = given_names::is_feminine(name.unwrap_or_default()) || is_near(place, 3, List::HolyWomen);
    let vowelled = match (letters.text(), in_brackets) {
        ("صلعم", _) => "صَلَّى اللهُ عَلَيْهِ وَسَلَّمَ",
        ("م", true) if name.is_some_and(|name| List::Ranks.has(name)) => "الْمُتَقَاعِد",
        ("ص", true) if name.is_some() => "صَلَّى اللهُ عَلَيْهِ وَسَلَّمَ",
        ("ص", false) if name.is_some() && is_near(place, 2, List::Prophets) => "صَلَّى اللهُ عَلَيْهِ وَسَلَّمَ",
        ("رض", _) if of_woman => "رَضِيَ اللهُ عَنْهَا",
        ("رض" | "رضه", _) => "رَضِيَ اللهُ عَنْهُ",
        ("رضها", _) => "رَضِيَ اللهُ عَنْهَا",
        ("ر", true) if name.is_some() && of_woman => "رَضِيَ اللهُ عَنْهَا",
        ("ر", true) if name.is_some() => "رَضِيَ اللهُ عَنْهُ",
        ("ع" | "س", true) if name.is_some() && of_woman => "عَلَيْهَا السَّلَامُ",
        ("ع", true) if name.is_some() => "عَلَيْهِ السَّلَامُ",
        ("عج", true) => "عَجَّلَ اللهُ فَرَجَهُ",
        ("قده" | "قدس", true) => "قُدِّسَ سِرُّهُ",
        ("ره" | "رح", true) => "رَحِمَهُ اللهُ",
        _ => return None,
    };
    Some(phrase(place, if in_brackets { 3 } else { 1 }, vowelled))
}

/// Whether one of the last words before is of a list.
fn is_near(place: Cursor, n: usize, list: List) -> bool {
    place.backwards().take(n).any(|before| list.has(before.text()))
}
