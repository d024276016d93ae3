//! Per cent and per mille: `5%`, `%12`, `3.5 %`, `2‰`.

use super::found::Match;
use crate::normalize::agreement::Governor;
use crate::normalize::cursor::Cursor;
use crate::normalize::printed::{numeral, percent};
use crate::normalize::semiotic::Semiotic;

/// Knows a number with a per cent sign on either side; the numeral counts nothing and so is masculine.
pub(crate) fn classify(place: Cursor) -> Option<Match> {
    let governor = Governor::Words(place);
    if let Some(ratio) = percent::sign(place) {
        let number = place.ahead(1);
        let numeral = numeral::parse(number).filter(|_| number.is_number())?;
        // The second of two signs around a number says nothing new.
        let length = 1 + numeral.length + usize::from(percent::sign(numeral.end).is_some());
        let source = place.source(length);
        let value = Semiotic::Percent { amount: numeral.amount, ratio, number: source.clone(), sign: source };
        return Some(Match::new(length, value, governor));
    }
    let numeral = numeral::parse(place)?;
    let ratio = percent::sign(numeral.end)?;
    let (number, sign) = (place.source(numeral.length), numeral.end.source(1));
    let value = Semiotic::Percent { amount: numeral.amount, ratio, number, sign };
    Some(Match::new(numeral.length + 1, value, governor))
}

#[cfg(test)]
mod tests;
