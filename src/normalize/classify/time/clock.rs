//! The hour, minutes and seconds of a time as they are printed.

use super::period;
use crate::arabic::clitics;
use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::nouns;
use crate::normalize::semiotic::Clock;

/// A clock time, and where it ends.
pub(super) struct Printed {
    pub clock: Clock,
    /// How many tokens it takes.
    pub length: usize,
    /// Whether it can hardly be anything else (`14:30`, `20h00`).
    pub is_certain: bool,
}

/// The time that is printed here.
pub(super) fn clock(place: Cursor, after_hour_word: bool) -> Option<Printed> {
    if let Some(found) = four_digits(place, after_hour_word) {
        return Some(found);
    }
    if let Some(found) = around_colon(place).filter(|_| after_hour_word) {
        return Some(found);
    }
    let hour = part(place, 1, 24)?;
    let (sign, after) = (place.ahead(1), place.ahead(2));
    let is_tight = sign.is_glued() && after.is_glued();
    let separates = is_tight
        && match sign.text() {
            ":" | "h" | "H" | "سا" | "س" => true,
            "." | "،" | "," => after_hour_word || is_before_period(place.ahead(3)) || is_zone(place.ahead(3)),
            _ => false,
        };
    if separates && let Some(minute) = part(after, 2, 59) {
        let colon = place.ahead(3);
        let goes_on = colon.is(":") && colon.is_glued() && colon.ahead(1).is_glued();
        let second = if goes_on { part(colon.ahead(1), 2, 59) } else { None };
        let length = if second.is_some() { 5 } else { 3 };
        return Some(Printed { clock: Clock { hour, minute: Some(minute), second }, length, is_certain: true });
    }
    let is_other = is_tight && sign.is_any(&[":", ".", ","]) && after.is_number() || sign.is_glued() && sign.is("/");
    if is_other {
        return None;
    }
    // 20سا, 20h.
    let has_mark = sign.is_glued() && sign.is_any(&["h", "H", "سا"]) || after_hour_word && sign.is("سا");
    let whole = |length| Printed { clock: Clock { hour, minute: None, second: None }, length, is_certain: false };
    // الساعة 16 و30 دقيقة, 20سا و30د: the Maghreb's way to print minutes.
    let and = place.ahead(if has_mark { 2 } else { 1 });
    if (after_hour_word || has_mark)
        && and.is("و")
        && let Some(minute) = part(and.ahead(1), 1, 59)
        && matches!(and.ahead(2).word(), Some("دقيقة" | "دقائق" | "د" | "دق" | "دقيقتين"))
    {
        let clock = Clock { hour, minute: Some(minute), second: None };
        return Some(Printed { clock, length: and.since(place) + 3, is_certain: true });
    }
    Some(whole(if has_mark && after_hour_word { 2 } else { 1 }))
}

/// A number of one or two digits, of at least so many, up to the greatest.
fn part(place: Cursor, n_digits: usize, greatest: u64) -> Option<u64> {
    place.value().filter(|&value| (n_digits..=2).contains(&place.text().len()) && value <= greatest)
}

/// `الساعة 45 :19`, `الساعة 9 : 30`: spaces around the colon, and minutes that stand first where the line was turned round;
/// what no hour can be is minutes.
fn around_colon(place: Cursor) -> Option<Printed> {
    let (colon, last) = (place.ahead(1), place.ahead(2));
    let number = |number: Cursor| number.value().filter(|_| number.text().len() <= 2);
    let (before, after) = (number(place)?, number(last)?);
    let is_turned = (25..60).contains(&before) && after <= 24 && place.text().len() == 2;
    let is_loose = (colon.is_spaced() || last.is_spaced()) && before <= 24 && after < 60 && last.text().len() == 2;
    let (hour, minute) = if is_turned { (after, before) } else { (before, after) };
    let is_clock = colon.is(":") && (is_turned || is_loose) && !place.ahead(3).is(":");
    let clock = Clock { hour, minute: Some(minute), second: None };
    is_clock.then_some(Printed { clock, length: 3, is_certain: true })
}

/// `الساعة 1745`, `1834 بتوقيت غرينتش`, `0615 صباحا`: hour and minute as agencies print them.
fn four_digits(place: Cursor, after_hour_word: bool) -> Option<Printed> {
    let value = place.value().filter(|_| place.text().len() == 4)?;
    let (hour, minute) = (value / 100, value % 100);
    let next = place.ahead(1);
    next.token()?;
    let has_zone = is_zone(next);
    let has_period = hour <= 12 && is_before_period(next);
    // في ساعة (1430): four digits in brackets count no hours.
    let after_hour_word = after_hour_word || place.said_before() == "ساعة" && place.back(1).is("(") && next.is(")");
    let is_clock = hour < 24 && minute < 60 && (has_zone || has_period || after_hour_word && !next.is("/"));
    let clock = Clock { hour, minute: Some(minute), second: None };
    is_clock.then_some(Printed { clock, length: 1, is_certain: true })
}

/// The name of a time zone after an hour: `ت غ`, `ت.غ`, `بتوقيت غرينتش`.
fn is_zone(place: Cursor) -> bool {
    let second = place.ahead(1 + usize::from(place.ahead(1).is(".")));
    place.is_any(&["بتوقيت", "بالتوقيت", "توقيت", "غرينتش", "GMT", "UTC", "تغ"]) || place.is("ت") && second.is("غ")
}

/// `02.15 صباح الأحد`: a printed word for a part of the day makes a point between two numbers that of a time.
fn is_before_period(place: Cursor) -> bool {
    period::printed(place) == Some(period::Printed::Word)
}

/// Whether `الساعة` stands before, or a time that it stands before (`الساعة 8 و10`, `من الساعة 8 إلى 12`).
pub(super) fn is_after_hour_word(place: Cursor, depth: usize) -> bool {
    let goes_on = |before: Option<Cursor>| before.is_some_and(|before| is_after_hour_word(before, depth + 1));
    let Some((before, word)) = place.word_before() else {
        let start = place.start();
        return depth < 3 && !start.is_at(place) && place.proclitic() == Some("و") && goes_on(number_before(start));
    };
    // س17: تونس
    if is_hour_word(word) || word == "س" && place.ahead(1).is(":") {
        return true;
    }
    if matches!(word, "حوالي" | "نحو" | "تمام" | "حدود") && is_hour_word(before.said_before()) {
        return true;
    }
    depth < 3
        && matches!(word, "إلى" | "حتى" | "أو" | "الى")
        && goes_on(number_before(before))
        && place.ahead(1).counted_noun().is_none_or(|word| !nouns::is_known(word))
}

fn is_hour_word(word: &str) -> bool {
    matches!(clitics::without_conjunction(word), "الساعة" | "للساعة" | "بالساعة" | "الساعتين" | "لساعة")
}

/// The first part of the time before this place, at most one word away.
fn number_before(place: Cursor) -> Option<Cursor> {
    let mut number = place.back(1);
    if number.is_arabic() {
        number = number.back(1);
    }
    number.is_number().then_some(())?;
    Some(if number.back(1).is_any(&[":", "."]) && number.n_before() >= 2 { number.back(2) } else { number })
}
