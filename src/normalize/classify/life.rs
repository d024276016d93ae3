//! The two ends of a life or a reign in brackets, with their days or places: `(11 ديسمبر 1911 - 30 أغسطس 2006)`,
//! `(بون، 17 ديسمبر 1770 - فيينا، 1827)`. The dash is `إلى`; without it two dates would be heard as a list.

use super::found::Match;
use crate::arabic::clitics;
use crate::normalize::cursor::Cursor;
use crate::normalize::printed::{life, month};
use crate::normalize::semiotic::{DatePart, Semiotic};

/// Knows the bracket before a day, the dash between the two ends, or the year that stands alone after a place.
pub(crate) fn classify(place: Cursor) -> Option<Match> {
    opening(place)
        .or_else(|| dash(place))
        .or_else(|| between_days(place))
        .or_else(|| between_months(place))
        .or_else(|| between_years(place))
        .or_else(|| year_of_place(place))
}

/// `(` before a day: `من`.
fn opening(open: Cursor) -> Option<Match> {
    let opens = open.is("(") && open.ahead(1).is_number() && life::ends(open).is_some();
    opens.then(|| Match::fixed(1, Semiotic::Date(vec![DatePart::From(open.source(1))])))
}

/// The dash: `إلى`.
fn dash(place: Cursor) -> Option<Match> {
    let open = bracket_before(place).filter(|_| place.is_dash())?;
    let (dash, _) = life::ends(open)?;
    dash.is_at(place).then(|| Match::fixed(1, Semiotic::Date(vec![DatePart::To(place.source(1))])))
}

/// `30 يونيو - 25 يوليو`: a stretch from day to day outside brackets, whose month is another; after `بين` and `من` (`ما بين 25
/// ديسمبر 1642 -20 مارس 1727`) it is one however the dash is spaced.
fn between_days(dash: Cursor) -> Option<Match> {
    let second_day = dash.ahead(1);
    month::day(second_day).filter(|_| dash.is_dash())?;
    let has_year = dash.back(1).digits(4..=4).is_some();
    let end = dash.back(1 + usize::from(has_year));
    let (first, second) = (month::month(end)?, month::month(dash.ahead(2))?);
    let is_even = dash.is_spaced() && second_day.is_spaced() && !has_year && first.number < second.number;
    let is_announced = || matches!(clitics::without_conjunction(end.back(1).said_before()), "بين" | "من" | "ما");
    let is_stretch = month::day(end.back(1)).is_some() && (is_even || is_announced());
    is_stretch.then(|| Match::fixed(1, Semiotic::Date(vec![DatePart::To(dash.source(1))])))
}

/// `سبتمبر - نوفمبر 2019`: from month to month, where neither has its day, no two of them are named (`شهري يناير - مارس`), and
/// no third goes on the row. One month in two traditions is no stretch.
fn between_months(dash: Cursor) -> Option<Match> {
    let has_year = dash.back(1).digits(4..=4).is_some();
    let end = dash.back(1 + usize::from(has_year));
    let is_whole = |at: Cursor, back: usize| month::month(at.back(back)).filter(|month| month.length == back + 1);
    let (first, second) = (is_whole(end, 0).or_else(|| is_whole(end, 1))?, month::month(dash.ahead(1))?);
    let (before, after) = (end.back(first.length), dash.ahead(1 + second.length));
    let is_of_row = before.is_dash() || after.is_dash() && month::month(after.ahead(1)).is_some();
    let is_dated = before.is_number() || before.is("من") && before.back(1).is_number();
    let are_two = before.word().is_some_and(|word| word.ends_with("شهري") || word.ends_with("بين"));
    let is_stretch = dash.is_dash() && first.number.zip(second.number).is_some_and(|(first, second)| first != second);
    (is_stretch && !is_of_row && !is_dated && !are_two)
        .then(|| Match::fixed(1, Semiotic::Date(vec![DatePart::To(dash.source(1))])))
}

/// `1440هـ / 1441هـ`: a year of schools.
fn between_years(stroke: Cursor) -> Option<Match> {
    let year = |year: Cursor| year.digits(4..=4);
    let (era, next) = (stroke.back(1), stroke.ahead(1));
    let is_same_era = era.is_any(&["ه", "هج", "م"]) && next.ahead(1).is(era.text());
    let first = year(era.back(1)).filter(|_| stroke.is("/") && is_same_era)?;
    (year(next) == Some(first + 1)).then(|| Match::fixed(1, Semiotic::Date(vec![DatePart::To(stroke.source(1))])))
}

/// `فيينا، 1827`: the year is said as one.
fn year_of_place(place: Cursor) -> Option<Match> {
    let comma = place.back(1);
    let value = place.digits(4..=4).filter(|_| comma.is_any(&["،", ","]))?;
    let (dash, close) = life::ends(bracket_before(place)?)?;
    let next = place.ahead(1);
    // A date has said its year itself.
    let is_alone = !month::ends_at(comma.back(1)) && (next.is_at(dash) || next.is_at(close));
    let year = DatePart::Year { value, is_introduced: true, source: place.source(1) };
    is_alone.then(|| Match::fixed(1, Semiotic::Date(vec![year])))
}

fn bracket_before(place: Cursor) -> Option<Cursor> {
    place.backwards().take(life::LONGEST).find(|open| open.is("("))
}
