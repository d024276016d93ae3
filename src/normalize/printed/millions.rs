//! `2,650 مليون درهم`: whether three digits after a sign before a million of money are thousands of millions, as the reports
//! of firms print them, or decimals.

use super::scale::scale;
use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::words::List;
use crate::normalize::semiotic::ScaleUnit;

/// How far, in tokens, other amounts of the text tell how large this one is.
const REACH: usize = 40;

/// Whether the number from `place` to `end` is thousands of millions. The nearest other amount of millions or milliards of
/// money decides: what is told beside it (a conversion, the year before) is of a like size. Where there is none, a comma
/// after one digit is taken for thousands, but of dinars, which have a thousand parts.
pub(super) fn are_thousands(place: Cursor, end: Cursor) -> bool {
    let is_million = |scale_at: Cursor| scale(scale_at).is_some_and(|scale| scale.unit == ScaleUnit::Million);
    let currency = end.ahead(1);
    let (Some(whole), Some(parts)) = (place.value(), place.ahead(2).value()) else { return false };
    if !is_million(end) || !is_money(currency) || end.since(place) != 3 {
        return false;
    }
    let after = end.forwards().take(REACH).find_map(millions);
    let other = after.or_else(|| place.backwards().take(REACH).find_map(millions));
    let as_decimal = whole as f64 + parts as f64 / 1_000.0;
    match other {
        // Nearer, as a ratio, to what is a thousand times as large.
        Some(other) => other * other > as_decimal * as_decimal * 1_000.0,
        None => {
            place.text().len() == 1
                && place.ahead(1).is(",")
                && !currency.word().is_some_and(|word| word.starts_with("دينار"))
        }
    }
}

fn is_money(place: Cursor) -> bool {
    place.word().is_some_and(|word| List::Currencies.has(word))
}

/// The amount of money here in millions, where its digits have one reading.
fn millions(place: Cursor) -> Option<f64> {
    let whole = place.value()?;
    let is_part = place.back(1).is_any(&[".", ","]) && place.is_glued();
    let point = place.ahead(1);
    let has_decimals = point.is_glued() && point.is_any(&[".", ","]) && point.ahead(1).text().len() <= 2;
    let (tenths, end) = match point.ahead(1).value().filter(|_| has_decimals) {
        Some(digits) if point.ahead(1).text().len() == 1 => (digits as f64 / 10.0, place.ahead(3)),
        Some(digits) => (digits as f64 / 100.0, place.ahead(3)),
        None => (0.0, point),
    };
    let size = match scale(end)?.unit {
        ScaleUnit::Million => 1.0,
        ScaleUnit::Milliard | ScaleUnit::Billion => 1_000.0,
        ScaleUnit::Thousand | ScaleUnit::Trillion => return None,
    };
    (!is_part && is_money(end.ahead(1))).then_some((whole as f64 + tenths) * size)
}
