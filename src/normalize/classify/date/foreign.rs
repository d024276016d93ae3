//! Dates in the order or the letters of other languages: `November 26, 2026`, `Tuesday, 5 December`, `2026-Nov-26`.

use super::{first_day, found, is_ordinal_suffix, last_day, say_month, say_year, year_digits};
use crate::normalize::classify::found::Match;
use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::calendar;
use crate::normalize::output::Rule;
use crate::normalize::printed::counted::is_counted;
use crate::normalize::printed::month::{day, is_latin, month};
use crate::normalize::semiotic::{DatePart, Semiotic};
use crate::normalize::spoken::Spoken;

/// Knows a date that begins with a word: with the month (`November 26, 2026`, `Aug. 2024`, `نوفمبر 26، 2026`), or with
/// the day of the week or the article before a date in Latin letters.
pub(crate) fn begins_with_word(place: Cursor) -> Option<Match> {
    month_first(place).or_else(|| corresponding(place)).or_else(|| after_latin_word(place))
}

/// `في 3 صفر، الموافق 1 يوليو`: the participle stands beside a day in the genitive.
fn corresponding(place: Cursor) -> Option<Match> {
    let governs = |word: &str| matches!(word, "في" | "بتاريخ" | "وتاريخ" | "تاريخ" | "منذ" | "حتى");
    let is_genitive = place.is("الموافق")
        && place.ahead(1).is_number()
        && place.backwards().take(10).filter_map(Cursor::word).any(governs);
    is_genitive.then(|| Match::words(1, vec![Spoken::vowelled("الْمُوَافِقِ", Rule::Plain, &place.source(1))]))
}

/// `November 26, 2026`: the day is said before its month. An Arabic month needs the year to show the order.
fn month_first(place: Cursor) -> Option<Match> {
    let month = month(place)?;
    let is_latin = place.is_latin();
    let next = place.ahead(month.length);
    // Aug. 2024
    if let Some(value) = year_digits(next).filter(|_| is_latin) {
        let mut parts = Vec::new();
        say_month(place, &month, &mut parts);
        parts.push(DatePart::Year { value, is_introduced: false, source: next.source(1) });
        return Some(found(place, next.since(place) + 1, parts));
    }
    let first = day(next)?;
    let mut end = next.ahead(1);
    end = end.ahead(usize::from(is_ordinal_suffix(end)));
    let mut last = None;
    if is_latin
        && end.is_hyphen()
        && let Some(day) = day(end.ahead(1)).filter(|&day| day > first)
    {
        last = Some(day);
        end = end.ahead(2);
        end = end.ahead(usize::from(is_ordinal_suffix(end)));
    }
    let has_year =
        end.is_any(&[",", "،"]) && year_digits(end.ahead(1)).is_some() || year_digits(end).is_some() && end.is_spaced();
    // April 10 أشخاص: what is counted is no day.
    if !has_year && (!is_latin || is_counted(end)) {
        return None;
    }
    let source = place.source_to(end);
    let mut parts = vec![first_day(first, source.clone())];
    if let Some(last) = last {
        let is_between = place.said_before() == "بين";
        if !is_between {
            parts.push(DatePart::To(source.clone()));
        }
        parts.push(last_day(last, is_between, source.clone()));
    }
    parts.push(DatePart::Of(source.clone()));
    parts.push(DatePart::Month { name: month.name, source });
    end = say_year(end, &mut parts);
    Some(found(place, end.since(place), parts))
}

/// `Tuesday, December 5, 2023`, `the 14th of July`: what stands in Latin letters before a date.
fn after_latin_word(place: Cursor) -> Option<Match> {
    place.is_latin().then_some(())?;
    let weekday = calendar::latin_weekday(place.text());
    if weekday.is_none() && !place.is_any(&["the", "The", "le", "Le"]) {
        return None;
    }
    let mut next = place.ahead(1);
    while next.is_any(&[".", ",", "،"]) && weekday.is_some() {
        next = next.ahead(1);
    }
    let is_latin_date = month(next).is_some() || day(next).is_some() && (1..5).any(|n| is_latin(next.ahead(n)));
    if next.is_arabic() || !is_latin_date {
        return None;
    }
    let mut date = super::classify(next).or_else(|| month_first(next))?;
    let Semiotic::Date(parts) = &mut date.value else { return None };
    match (weekday, parts.first_mut()) {
        (Some(name), _) => parts.insert(0, DatePart::Weekday { name, source: place.source_to(next) }),
        (None, Some(DatePart::Day { source, .. } | DatePart::MonthWord { source, .. })) => {
            source.start = place.source(1).start;
        }
        _ => {}
    }
    date.length += next.since(place);
    Some(date)
}

/// `2026-Nov-26`
pub(super) fn year_first(place: Cursor) -> Option<Match> {
    let value = year_digits(place)?;
    let step = usize::from(place.ahead(1).is_any(&["-", "/"]));
    let month_at = place.ahead(1 + step);
    let month = month(month_at).filter(|_| month_at.is_latin())?;
    let day_at = month_at.ahead(month.length + step);
    let day = day(day_at)?;
    let length = day_at.since(place) + 1;
    let source = place.source(length);
    let parts = vec![
        first_day(day, source.clone()),
        DatePart::Of(source.clone()),
        DatePart::Month { name: month.name, source: source.clone() },
        DatePart::Year { value, is_introduced: true, source },
    ];
    Some(found(place, length, parts))
}
