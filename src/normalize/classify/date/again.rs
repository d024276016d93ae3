//! A date in figures after the same date in words: `8 ديسمبر 2004 (12/8/2004)`.

use super::year_digits;
use crate::normalize::classify::found::Match;
use crate::normalize::cursor::Cursor;
use crate::normalize::printed::month::{day, month};

/// Knows a date in figures, in brackets after the same date in words: it is left out with a note, whichever of its parts
/// stands first.
pub(crate) fn again(open: Cursor) -> Option<Match> {
    let [first, second, third] = [1, 3, 5].map(|n| open.ahead(n));
    if !open.is("(") || !open.ahead(6).is(")") || ![2, 4].iter().all(|&n| open.ahead(n).is_any(&["/", "-", "."])) {
        return None;
    }
    let (day, month, year) = written_before(open)?;
    let parts = [first.value()?, second.value()?, third.value()?];
    let is_same = [[day, month, year], [month, day, year], [year, month, day]].contains(&parts);
    let why = "a date in figures repeats the one before it and is not read out";
    is_same.then(|| Match::unsaid(open, 7, why.to_owned()))
}

/// Day, month and year of a date that is written with the name of its month and ends before a place.
fn written_before(end: Cursor) -> Option<(u64, u64, u64)> {
    let year = year_digits(end.back(1))?;
    let (place, month) = (1..=2).find_map(|length| {
        let place = end.back(1 + length);
        month(place).filter(|month| month.length == length).map(|month| (place, month))
    })?;
    let of = usize::from(place.back(1).word() == Some("من"));
    Some((day(place.back(1 + of))?, month.number?, year))
}
