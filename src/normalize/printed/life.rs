//! The bracket with the two ends of a life or a reign: `(11 ديسمبر 1911 - 30 أغسطس 2006)`.

use super::month;
use crate::normalize::cursor::Cursor;

/// How many tokens such a bracket may have.
pub(crate) const LONGEST: usize = 24;

/// The dash and the closing bracket of the two ends that a bracket opens: nothing but words, numbers and commas is on either
/// side, both end with a year, and one of them at least is more than that.
pub(crate) fn ends(open: Cursor) -> Option<(Cursor, Cursor)> {
    open.is("(").then_some(())?;
    let length = open.ahead(1).forwards().take(LONGEST).take_while(|part| !part.is(")")).count();
    let close = open.ahead(1 + length);
    let inside = || (1..=length).map(|n| open.ahead(n));
    let mut dashes = inside().filter(|part| part.is_dash());
    let dash = dashes.next().filter(|_| dashes.next().is_none() && close.is(")"))?;
    let is_year = |year: Cursor| year.digits(4..=4).is_some_and(|year| (500..=2100).contains(&year));
    let is_plain =
        |part: Cursor| part.is_arabic() || part.is_number() || part.is_dash() || part.is_any(&["،", ",", "/"]);
    // The names of months are looked for last: it costs most.
    let are_ends = is_year(dash.back(1))
        && is_year(close.back(1))
        && inside().all(is_plain)
        && inside().any(|part| part.is("،") || month::ends_at(part));
    are_ends.then_some((dash, close))
}
