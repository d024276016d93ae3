//! Clock times: `الساعة 14:30`, `الساعة 3 فجرا`, `20:00 بتوقيت غرينتش`, `9:15 ص`; and how long something took.

mod clock;
mod period;

use self::clock::{Printed, is_after_hour_word};
use super::found::Match;
use crate::arabic::clitics;
use crate::normalize::agreement::Governor;
use crate::normalize::cursor::Cursor;
use crate::normalize::grammar::{Case, Gender};
use crate::normalize::lexicon::words::List;
use crate::normalize::lexicon::{governors, units};
use crate::normalize::semiotic::{
    Amount, Clock, Counted, Duration, Layout, Measure, PartOfSecond, Period, Semiotic, TimePart,
};
use crate::ssml::Half;

/// Knows a clock time, a duration or the offset of a time zone.
pub(crate) fn classify(place: Cursor) -> Option<Match> {
    moment(place)
        .or_else(|| duration(place))
        .or_else(|| duration_of_race(place))
        .or_else(|| duration_of_agency(place))
        .or_else(|| seconds_of_sprint(place))
        .or_else(|| offset(place))
        .or_else(|| time(place))
}

/// A time that is told by its parts, and by the half of the day that was printed with it.
pub(crate) fn told<'t>(place: Cursor<'t>, clock: Clock, half: Option<Half>) -> Match<'t> {
    let source = place.source(1);
    let end = place.ahead(1);
    let has_period = period::printed(end).is_some() || period::is_nearby(place, end);
    let mut parts = vec![TimePart::Clock { clock, has_period, is_joined: false, source: source.clone() }];
    if half == Some(Half::Morning) && (1..=11).contains(&clock.hour) {
        parts.push(TimePart::Period { period: Period::Morning, source });
    }
    Match::fixed(1, Semiotic::Time(parts))
}

fn time(place: Cursor) -> Option<Match> {
    let after_hour_word = is_after_hour_word(place, 0);
    let first = clock::clock(place, after_hour_word)?;
    // 1:10 after a word for proportion or in sport is no time.
    if !after_hour_word && List::EndsOfProportions.ends(place.said_before()) {
        return None;
    }
    let mut end = place.ahead(first.length);
    let period = period_of(place, end, &first, after_hour_word);
    let is_announced = after_hour_word || first.clock.minute.is_some() && first.is_certain;
    if !is_announced && !is_told_by_period(place, end, &first, period) && !is_told_by_last(place, end, &first) {
        return None;
    }
    let has_period = period.is_some() || period::is_nearby(place, end);
    // الساعة 4:18 دقيقة: the minutes have been said.
    let says_minutes = after_hour_word && first.clock.minute.is_some();
    end = end.ahead(usize::from(says_minutes && end.is_any(&["دقيقة", "دقائق"])));
    let clock = |printed: &Printed, has_period, is_joined, source| TimePart::Clock {
        clock: printed.clock,
        has_period,
        is_joined,
        source,
    };
    let mut parts = vec![clock(&first, has_period, false, place.source_to(end))];
    if let Some(period::Printed::Letters(period)) = period {
        parts.push(TimePart::Period { period, source: end.source(1) });
        end = end.ahead(1);
    }
    // 9:00-17:00, الساعة 8-10.
    let dash = end;
    if dash.is_dash()
        && let Some(last) = clock::clock(dash.ahead(1), after_hour_word)
        && (last.clock.minute.is_some() || first.clock.minute.is_none())
    {
        end = dash.ahead(1 + last.length);
        let is_between = is_between(place);
        if !is_between {
            parts.push(TimePart::To(dash.source(1)));
        }
        let period = period::printed(end);
        let has_period = period.is_some() || period::is_nearby(place, end);
        parts.push(clock(&last, has_period, is_between, dash.ahead(1).source_to(end)));
        if let Some(period::Printed::Letters(period)) = period {
            parts.push(TimePart::Period { period, source: end.source(1) });
            end = end.ahead(1);
        }
    }
    Some(Match::fixed(end.since(place), Semiotic::Time(parts)))
}

/// The part of the day after a time. A letter after a bare hour could be a unit: 4 م is four metres unless an hour is
/// spoken of.
fn period_of(place: Cursor, end: Cursor, first: &Printed, after_hour_word: bool) -> Option<period::Printed> {
    let is_told = after_hour_word || first.clock.minute.is_some() || end.is_latin();
    period::printed(end).filter(|period| {
        *period == period::Printed::Word || is_told || end.is("ص") || is_after_morning(place) || is_of_opening(place)
    })
}

/// `يغلق المتجر 8 مساء`; but قتل 3 مساء counts.
fn is_told_by_period(place: Cursor, end: Cursor, first: &Printed, period: Option<period::Printed>) -> bool {
    let is_bare_hour = first.clock.minute.is_none() && first.clock.hour <= 12;
    let is_governed = || place.word_before().is_some_and(|(_, word)| governors::governs(word));
    is_bare_hour
        && period.is_some_and(|period| {
            is_after_preposition(place)
                || is_of_opening(place)
                || (period == period::Printed::Word || end.is("ص")) && !is_governed()
        })
}

/// `من 5 - 8 مساء`: a stretch of hours, of which the last tells the part of the day.
fn is_told_by_last(place: Cursor, dash: Cursor, first: &Printed) -> bool {
    let is_bare = |printed: &Printed| printed.clock.minute.is_none() && printed.clock.hour <= 12;
    let last = clock::clock(dash.ahead(1), false).filter(|_| dash.is_dash());
    let is_part_of_day = |last: &Printed| period::printed(dash.ahead(1 + last.length)) == Some(period::Printed::Word);
    is_bare(first) && is_after_preposition(place) && last.is_some_and(|last| is_bare(&last) && is_part_of_day(&last))
}

/// `من 8 ص إلى 9 م`: after an hour of the morning the letter `م` is no metre.
fn is_after_morning(place: Cursor) -> bool {
    place.backwards().take(6).any(|letter| letter.is("ص") && letter.back(1).is_number())
}

/// `يوميا 5 م - 11 م`: hours and no metres, where words say when something is open.
fn is_of_opening(place: Cursor) -> bool {
    place.backwards().take(8).filter_map(Cursor::word).any(|word| List::Opening.has_stem(word))
}

/// `+0300`, `+03:00`, `-5` after the name of a time zone: how many hours it is ahead or behind.
fn offset(sign: Cursor) -> Option<Match> {
    let (zone, digits) = (sign.back(1), sign.ahead(1));
    let is_sign = sign.is_any(&["+", "-", "–"]) && sign.is_glued() && zone.is_any(&["GMT", "UTC"]);
    let value = digits.value().filter(|_| is_sign && digits.is_glued())?;
    let colon = digits.ahead(1);
    let (hours, minutes, length) = match digits.text().len() {
        4 => (value / 100, value % 100, 2),
        1 | 2 if colon.is(":") && colon.is_glued() => (value, colon.ahead(1).text().parse().ok()?, 4),
        1 | 2 => (value, 0, 2),
        _ => return None,
    };
    let is_ahead = sign.is("+");
    let value = Semiotic::Offset { is_ahead, hours, minutes, source: sign.source(length) };
    (hours <= 14 && minutes <= 59).then(|| Match::fixed(length, value))
}

/// `الدقيقة 1:23`, `الثانية 0:35`: where in a recording something is, and no hour of the day.
fn moment(place: Cursor) -> Option<Match> {
    let (colon, last) = (place.ahead(1), place.ahead(2));
    let is_tight = |colon: Cursor| colon.is(":") && colon.is_glued() && colon.ahead(1).is_glued();
    let minutes = place.value().filter(|_| is_tight(colon) && place.text().len() <= 3)?;
    let is_after = |unit: &str| clitics::stems(place.said_before()).any(|stem| stem == unit);
    let (after_minute, after_second) = (is_after("دقيقة"), is_after("ثانية"));
    // الساعة الثانية 2:15 is an hour.
    let is_hour = || place.word_before().is_some_and(|(word, _)| word.said_before().ends_with("ساعة"));
    if !after_minute && (!after_second || is_hour()) {
        return None;
    }
    let below_sixty = |number: Cursor| number.value().filter(|value| number.text().len() == 2 && *value < 60);
    let seconds = below_sixty(last)?;
    if let Some(third) = below_sixty(place.ahead(4)).filter(|_| is_tight(place.ahead(3))) {
        let source = place.source(5);
        let duration = Duration { hours: minutes, minutes: seconds, seconds: third, part: None, source };
        return Some(Match::new(5, Semiotic::Duration(duration), Governor::Fixed(Case::Genitive)));
    }
    let source = place.source(3);
    // الثانية 1:23 has a minute before its seconds.
    if !after_minute && minutes > 0 {
        let duration = Duration { hours: 0, minutes, seconds, part: None, source };
        return Some(Match::new(3, Semiotic::Duration(duration), Governor::Fixed(Case::Genitive)));
    }
    let (rank, seconds) = if after_minute { (minutes, seconds) } else { (seconds, 0) };
    Some(Match::fixed(3, Semiotic::Time(vec![TimePart::Moment { rank, seconds, source }])))
}

/// `بزمن 2:05:30`: hours, minutes and seconds that something took.
fn duration(place: Cursor) -> Option<Match> {
    let Printed { clock, length, .. } = clock::clock(place, false).filter(|found| found.clock.minute.is_some())?;
    // 3:26.15, 1:12.408: hundredths and thousandths of the second.
    let (point, digits) = (place.ahead(length), place.ahead(length + 1));
    let unit = match digits.text().len() {
        2 => Some(PartOfSecond::Hundredth),
        3 => Some(PartOfSecond::Thousandth),
        _ => None,
    };
    let has_part = point.is_glued() && point.is_any(&[".", ","]) && digits.is_glued();
    let part = digits.value().zip(unit).filter(|_| has_part);
    let mut end = point.ahead(if part.is_some() { 2 } else { 0 });
    let counts_hours = matches!(end.word(), Some("ساعة" | "ساعات"));
    // مدة المقطع 3:45 دقيقة
    let counts_minutes = matches!(end.word(), Some("دقيقة" | "دقائق")) && !is_after_hour_word(place, 0);
    if !counts_hours && !counts_minutes && !List::BeforeDurations.has_stem(place.said_before()) {
        return None;
    }
    let (first, second) = (clock.hour, clock.minute?);
    let (hours, minutes, seconds) = match clock.second {
        Some(third) => (first, second, third),
        None if counts_hours => (first, second, 0),
        None => (0, first, second),
    };
    // The unit has been said by its parts: بزمن 3:26 دقائق.
    end = end.ahead(usize::from(end.word().is_some_and(|word| List::UnitsOfTime.has(word))));
    let duration = Duration { hours, minutes, seconds, part, source: place.source_to(end) };
    Some(Match::new(end.since(place), Semiotic::Duration(duration), Governor::Words(place)))
}

/// `زمنا قدره 3: 54.7`: minutes and seconds of a race with tenths or hundredths, which no clock has.
fn duration_of_race(place: Cursor) -> Option<Match> {
    let (colon, seconds, point, part) = (place.ahead(1), place.ahead(2), place.ahead(3), place.ahead(4));
    let is_time = colon.is(":") && colon.is_glued() && point.is(".") && point.is_glued() && part.is_glued();
    let minutes = place.value().filter(|_| is_time && place.text().len() <= 2)?;
    let below_sixty = seconds.value().filter(|value| seconds.text().len() == 2 && *value < 60)?;
    let part = match part.text().len() {
        1 => Some((part.value()?, PartOfSecond::Tenth)),
        2 => Some((part.value()?, PartOfSecond::Hundredth)),
        _ => None,
    }?;
    let source = place.source(5);
    let duration = Duration { hours: 0, minutes, seconds: below_sixty, part: Some(part), source };
    Some(Match::new(5, Semiotic::Duration(duration), Governor::Words(place)))
}

/// `37ر27ر3 د`: minutes, seconds and hundredths of a race as agencies print them, from the last to the first.
fn duration_of_agency(place: Cursor) -> Option<Match> {
    let is_point = |n: usize| place.ahead(n).is("ر") && place.ahead(n).is_glued() && place.ahead(n + 1).is_glued();
    let value = |n: usize| place.ahead(n).value().filter(|value| place.ahead(n).text().len() <= 2 && *value < 100);
    let (part, seconds, minutes) = (value(0)?, value(2)?, value(4)?);
    let is_time = is_point(1) && is_point(3) && place.text().len() == 2 && seconds < 60;
    let end = place.ahead(5);
    let is_unit = end.is_any(&["د", "دق", "دقيقة", "دقائق", "ث", "ثانية"]);
    let end = end.ahead(usize::from(is_unit));
    let part = Some((part, PartOfSecond::Hundredth)).filter(|(part, _)| *part > 0);
    let duration = Duration { hours: 0, minutes, seconds, part, source: place.source_to(end) };
    is_time.then(|| Match::new(end.since(place), Semiotic::Duration(duration), Governor::Words(place)))
}

/// `10:62 ث`, `8:70 ثانية`: seconds and hundredths of a sprint behind a colon, which have no sixty; beside such a time also
/// without the unit or below sixty.
fn seconds_of_sprint(place: Cursor) -> Option<Match> {
    const REACH: usize = 16;
    let hundredths = hundredths_of_sprint(place)?;
    let end = place.ahead(3);
    let is_certain =
        |time: Cursor| hundredths_of_sprint(time).and_then(|part| part.value()) >= Some(60) && is_second(time.ahead(3));
    let mut near = place.backwards().take(REACH).chain(place.forwards().take(REACH));
    near.any(is_certain).then_some(())?;
    let digits = place.text().to_owned();
    let fraction = Some(hundredths.text().to_owned());
    let amount = Amount { sign: None, whole: place.value()?, digits, fraction, scale: None };
    if let Some(unit) = units::by_sign(end.text()).filter(|_| is_second(end)) {
        let layout = Layout::Ordered { number: place.source(3), noun: end.source(1) };
        let value = Semiotic::Measure(Measure { amount, unit, arc: Vec::new(), direction: None, layout });
        return Some(Match::new(4, value, Governor::Words(place)));
    }
    let counted = if is_second(end) { Counted::Printed(Gender::Feminine) } else { Counted::Nothing };
    Some(Match::new(3, Semiotic::Decimal { amount, counted, source: place.source(3) }, Governor::Words(place)))
}

/// The two figures behind the colon of what may be the time of a sprint.
fn hundredths_of_sprint(place: Cursor) -> Option<Cursor> {
    let (colon, part) = (place.ahead(1), place.ahead(2));
    let is_time = colon.is(":") && colon.is_glued() && part.is_number() && part.is_glued() && part.text().len() == 2;
    let goes_on = part.ahead(1).is_glued() && part.ahead(1).is_any(&[":", ".", ","]) && part.ahead(2).is_number();
    (is_time && !goes_on && place.value().is_some_and(|seconds| seconds < 60)).then_some(part)
}

fn is_second(unit: Cursor) -> bool {
    unit.is_any(&["ث", "ثا", "ثانية", "ثواني", "ثوان"])
}

fn is_after_preposition(place: Cursor) -> bool {
    match place.word_before() {
        Some((_, word)) => List::BeforeTimes.has_stem(word),
        None => place.start().is_first(),
    }
}

fn is_between(place: Cursor) -> bool {
    let first = place.word_before();
    let second = first.and_then(|(before, _)| before.word_before());
    [first, second].into_iter().flatten().any(|(_, word)| word == "بين")
}

#[cfg(test)]
mod tests;
