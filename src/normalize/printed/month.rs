//! Months and days as parts of a date.

use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::calendar;
use crate::normalize::token::Kind;

/// The month that is named in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Month {
    /// What is said for it, with vowels: a word for each token of the name.
    pub name: &'static str,
    /// Its number in the year of the sun; nothing for those of the Hijri year.
    pub number: Option<u64>,
    /// How many tokens it takes.
    pub length: usize,
}

impl Month {
    fn of(calendar::Month { name, number }: calendar::Month, length: usize) -> Self {
        Self { name, number, length }
    }
}

/// The month whose name begins here.
pub(crate) fn month(place: Cursor) -> Option<Month> {
    if place.is_latin() {
        let found = calendar::latin_month(place.text())?;
        // Nov. 26: the stop of the abbreviation, and not that of the sentence.
        let has_stop = place.ahead(1).is(".")
            && place.ahead(1).is_glued()
            && place.text().len() <= 4
            && place.ahead(2).is_number();
        return Some(Month::of(found, 1 + usize::from(has_stop)));
    }
    let first = place.word()?;
    let of_two = place.ahead(1).word().and_then(|second| calendar::month(&format!("{first} {second}")));
    match of_two {
        Some(found) => Some(Month::of(found, 2)),
        None => calendar::month(first).map(|found| Month::of(found, 1)),
    }
}

/// Whether a month in Latin letters stands here.
pub(crate) fn is_latin(place: Cursor) -> bool {
    place.kind() == Some(Kind::Latin) && month(place).is_some()
}

/// Whether (the last word of) the name of a month stands here.
pub(crate) fn ends_at(place: Cursor) -> bool {
    (0..=1).any(|back| month(place.back(back)).is_some_and(|month| month.length == back + 1))
}

/// Whether a day stands before the name of a month that ends here: its year would follow.
pub(crate) fn day_precedes(place: Cursor) -> bool {
    place.backwards().take(3).any(Cursor::is_number)
}

/// The day of a month.
pub(crate) fn day(place: Cursor) -> Option<u64> {
    place.digits(1..=2).filter(|day| (1..=31).contains(day))
}

/// The name of the month whose number stands here.
pub(crate) fn by_number(place: Cursor) -> Option<&'static str> {
    let month = place.digits(1..=2).and_then(|month| usize::try_from(month).ok()?.checked_sub(1))?;
    calendar::INTERNATIONAL.get(month).copied()
}
