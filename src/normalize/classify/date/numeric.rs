//! Dates in numbers: `15/9/2014`, `15-09-14`, `2014.9.15`, `15/9` after a word for date.

use super::{first_day, found, year_digits};
use crate::arabic::clitics;
use crate::normalize::agreement::Governor;
use crate::normalize::classify::found::Match;
use crate::normalize::cursor::Cursor;
use crate::normalize::grammar::Case;
use crate::normalize::lexicon::calendar::{self, HIJRI, INTERNATIONAL};
use crate::normalize::lexicon::words::List;
use crate::normalize::printed::counted::is_counted;
use crate::normalize::printed::month::{by_number, day, month};
use crate::normalize::printed::{announced, era, topic};
use crate::normalize::semiotic::{DatePart, Era, Semiotic};

/// The numbers of a date.
struct Numbers {
    day: u64,
    month: u64,
    year: Option<u64>,
    length: usize,
}

/// A date whose parts are all numbers.
pub(super) fn full(place: Cursor) -> Option<Match> {
    let Numbers { day, month, year, length } = numbers(place)?;
    // الظهير رقم 1-15-85: with two digits at the end it is a file rather than a day.
    if place.ahead(1).is_hyphen() && place.ahead(4).text().len() <= 2 && announced::is_after_number_word(place) {
        return None;
    }
    let end = place.ahead(length);
    let goes_on = end.is_glued() && end.is_any(&["/", "-"]);
    if !(1..=31).contains(&day) || !(1..=12).contains(&month) || goes_on {
        return None;
    }
    let is_of_hijra = || matches!(era::after_year(end, false), Some((Era::Hijri, _)));
    let is_hijri = year.is_some_and(|year| (1300..1500).contains(&year) && (year > 1400 || is_of_hijra()));
    let names = if is_hijri { &HIJRI } else { &INTERNATIONAL };
    let name = names.get(usize::try_from(month - 1).ok()?)?;
    let source = place.source(length);
    let mut parts = vec![
        first_day(day, source.clone()),
        DatePart::Of(source.clone()),
        DatePart::Month { name, source: source.clone() },
    ];
    parts.extend(year.map(|value| DatePart::Year { value, is_introduced: true, source }));
    let era = era::after_year(end, true).filter(|_| year.is_some());
    parts.extend(era.map(|(era, taken)| DatePart::Era { era, source: end.source(taken) }));
    Some(found(place, length + era.map_or(0, |(_, taken)| taken), parts))
}

fn numbers(place: Cursor) -> Option<Numbers> {
    let (first_sign, second, second_sign, third) = (place.ahead(1), place.ahead(2), place.ahead(3), place.ahead(4));
    // `7 / 9 / 2021`: with a year at the end, slashes may have spaces around them.
    let is_loose =
        first_sign.is_any(&["/", "-"]) && second_sign.text() == first_sign.text() && year_digits(third).is_some();
    let joins = |sign: Cursor| {
        sign.is_glued() && sign.is_any(&["/", "-", ".", "–"]) && sign.ahead(1).is_glued()
            || is_loose && sign.is_any(&["/", "-"])
    };
    let (a, b) = (place.value()?, second.value().filter(|_| joins(first_sign))?);
    let has_third = joins(second_sign) && second_sign.text() == first_sign.text();
    let is_short = place.text().len() <= 2 && second.text().len() <= 2;
    let is_point = first_sign.is(".");
    match third.value().filter(|_| has_third) {
        Some(c) if place.text().len() == 4 && third.text().len() <= 2 => {
            Some(Numbers { day: c, month: b, year: Some(a), length: 5 })
        }
        Some(c) if is_short => {
            let year = match third.text().len() {
                4 => c,
                2 if !is_point && c < 50 => 2000 + c,
                2 if !is_point => 1900 + c,
                _ => return None,
            };
            // The American order shows where the second part can be no month.
            let (day, month) = if b > 12 && a <= 12 { (b, a) } else { (a, b) };
            Some(Numbers { day, month, year: Some(year), length: 5 })
        }
        // يوم الأحد 3-5 مايو: the second is a day as well.
        None if !is_point && is_short && month(second_sign).is_none() && is_announced(place) => {
            Some(Numbers { day: a, month: b, year: None, length: 3 })
        }
        _ => None,
    }
}

/// `بين 10 و15/8/2022`, `3-5/10/2023`: the first of several days whose month is a number.
pub(super) fn first_of_several(place: Cursor) -> Option<Match> {
    let first = day(place)?;
    let joint = place.ahead(1);
    let mut joined = joint.joined_number()?;
    let mut last = day(joined).filter(|&last| last > first)?;
    // أيام 4 و5 و6/10/2018: more days stand between.
    while joined.ahead(1).is("و")
        && let Some(day) = day(joined.ahead(2)).filter(|&day| day > last)
    {
        (joined, last) = (joined.ahead(2), day);
    }
    // 1/2/2020 has no day before it.
    if joint.is("/") || year_digits(joined.ahead(4)).is_none() || full(joined).is_none() || last > 31 {
        return None;
    }
    let is_dash = joint.is_sign() && !joint.is("،");
    let mut parts = vec![first_day(first, place.source(1))];
    if is_dash {
        parts.push(DatePart::To(joint.source(1)));
    }
    Some(found(place, 1 + usize::from(is_dash), parts))
}

/// `الكويت - 14 - 7 (كونا)`: day and month between the place and the agency at the head of a report.
pub(super) fn dateline(place: Cursor) -> Option<Match> {
    // The place has a name of three words at most.
    let is_head = (1..=3).contains(&place.n_before()) && place.backwards().all(Cursor::is_arabic);
    if !is_head || !place.is_dash() || !place.ahead(2).is_dash() || !place.ahead(4).is("(") {
        return None;
    }
    let day = day(place.ahead(1))?;
    let name = by_number(place.ahead(3))?;
    let source = place.ahead(1).source(3);
    let parts = vec![first_day(day, source.clone()), DatePart::Of(source.clone()), DatePart::Month { name, source }];
    Some(Match::new(4, Semiotic::Date(parts), Governor::Fixed(Case::Nominative)))
}

/// Whether a word for a date stands before, so that `15/9` is one.
fn is_announced(place: Cursor) -> bool {
    let Some((before, word)) = place.word_before() else { return false };
    let is_one_of = |words: &[&str]| clitics::stems(word).any(|stem| words.contains(&stem));
    let (first, second) = (place.value(), place.ahead(2).value());
    // في 29/2: no fraction has the greater part above.
    let is_improper = first > second && second.is_some_and(|month| month <= 12);
    // آخر أجل للتسجيل 28/2: no fraction, rank or score looks so.
    let is_day = is_improper && first.is_some_and(|day| (13..=31).contains(&day));
    let is_other = List::NoDateAfter.has_stem(word)
        || topic::is_sport(place)
        || is_counted(place.ahead(3))
        || first == Some(24) && second == Some(7);
    if is_day && !is_other {
        return true;
    }
    // ثورة 25/1, الموعد النهائي 3/11: what happens on a day, past one adjective.
    let of_event = List::Events.has_stem(word)
        || word.starts_with("ال")
            && before.word_before().is_some_and(|(_, head)| head.starts_with("ال") && List::Events.has_stem(head));
    if of_event && first.is_some_and(|day| day <= 31) && second.is_some_and(|month| month <= 12) {
        return true;
    }
    let is_of_document = is_one_of(&["في", "من", "إلى", "حتى", "غاية"])
        && before
            .word_before()
            .is_some_and(|(_, word)| word.contains("مؤرخ") || word.contains("صادر") || calendar::is_weekday(word));
    is_of_document
        || is_improper && is_one_of(&["في", "منذ", "حتى", "قبل"])
        || word.ends_with("تاريخ")
        || word.ends_with("يوم")
        || List::Weekdays.has_stem(word)
}
