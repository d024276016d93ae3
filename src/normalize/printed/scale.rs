//! Words of scale after a number: `25 ألف`, `3 ملايين`, `5K`, `$2bn`.

use crate::normalize::cursor::Cursor;
use crate::normalize::semiotic::{Scale, ScaleUnit};
use crate::normalize::token::Kind;

/// The word of scale that stands here; it is one token.
pub(crate) fn scale(place: Cursor) -> Option<Scale> {
    use ScaleUnit::{Billion, Milliard, Million, Thousand, Trillion};
    let unit = match place.kind()? {
        Kind::Arabic => match place.word()? {
            "ألف" | "آلاف" | "الاف" | "ألاف" | "الف" | "ألفا" | "الفا" => Thousand,
            "مليون" | "ملايين" | "مليونا" => Million,
            "مليار" | "مليارات" | "ملايير" | "مليارا" => Milliard,
            "بليون" | "بلايين" | "بليونا" => Billion,
            "تريليون" | "تريليونات" | "تريليونا" | "ترليون" | "ترليونات" => {
                Trillion
            }
            _ => return None,
        },
        Kind::Latin => match place.text() {
            "K" | "k" if place.is_glued() && !is_of_unit(place) => Thousand,
            "M" | "mn" | "mln" | "million" if !is_of_unit(place) => Million,
            "m" if place.is_glued() && is_money(place) => Million,
            "bn" | "Bn" | "billion" => Milliard,
            // 2B RAM: before a word in Latin letters it is a letter of its own.
            "B" if place.is_glued() && (is_money(place) || !place.ahead(1).is_latin()) => Milliard,
            "trillion" => Trillion,
            _ => return None,
        },
        _ => return None,
    };
    let is_plural = place
        .word()
        .is_some_and(|word| word.ends_with("ات") || word.ends_with("لايين") || word == "ملايير" || word.ends_with("لاف"));
    Some(Scale { unit, is_plural })
}

/// Whether the number that ends here has a sign of currency before it.
fn is_money(place: Cursor) -> bool {
    (2..=4).any(|back| place.back(back).is_any(&["$", "€", "£", "¥"]))
}

/// `5K` is five thousand, `K/s` and `K°` are not.
fn is_of_unit(place: Cursor) -> bool {
    place.ahead(1).is_glued() && place.ahead(1).is_any(&["/", "²", "³", "°"])
}
