//! Dates as feeds, pages and front matter write them.
//!
//! RFC 3339 and RFC 2822 are the rule; what people and programs make of them is read by its parts: a year, a month by name
//! or number, a day, a time, an offset, in any order that leaves no doubt. What leaves doubt (`3/4/2024`) is no date, and
//! whoever asked says so; a wrong date is worse than none.

use jiff::{Timestamp, civil, fmt::rfc2822, tz::Offset};

use crate::arabic::letters::ascii_digit;

/// Reads a date, or a date and a time. Without an offset it is taken for UTC.
pub(super) fn parse_date(text: &str) -> Option<Timestamp> {
    parse_date_at(text, Offset::UTC)
}

/// Reads a date, or a date and a time, which without an offset of its own is taken to have this one.
pub(super) fn parse_date_at(text: &str, here: Offset) -> Option<Timestamp> {
    let text = text.trim();
    let exact = text.parse().ok().or_else(|| rfc2822::parse(text).ok().map(|zoned| zoned.timestamp()));
    let civil = || here.to_timestamp(text.parse::<civil::DateTime>().ok()?).ok();
    exact.or_else(civil).or_else(|| since_1970(text)).or_else(|| Parts::read(text)?.timestamp(here))
}

/// Reads seconds or milliseconds since 1970.
fn since_1970(text: &str) -> Option<Timestamp> {
    let number: i64 = text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))?;
    match text.len() {
        9..=11 => Timestamp::from_second(number).ok(),
        12..=13 => Timestamp::from_millisecond(number).ok(),
        _ => None,
    }
}

/// What was found in a date.
#[derive(Default)]
struct Parts {
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
    time: (i8, i8, i8),
    is_afternoon: Option<bool>,
    offset: Option<Offset>,
}

#[rustfmt::skip]
/// Months by the names that English and Arabic have for them; Arabic in the ways of the Levant, Egypt, and the Maghreb.
const MONTHS: [(&str, i8); 50] = [
    ("jan", 1), ("feb", 2), ("mar", 3), ("apr", 4), ("may", 5), ("jun", 6), ("jul", 7), ("aug", 8), ("sep", 9),
    ("oct", 10), ("nov", 11), ("dec", 12), ("يناير", 1), ("فبراير", 2), ("مارس", 3), ("أبريل", 4), ("ابريل", 4),
    ("إبريل", 4), ("مايو", 5), ("يونيو", 6), ("يونيه", 6), ("يوليو", 7), ("يوليه", 7), ("أغسطس", 8), ("اغسطس", 8),
    ("سبتمبر", 9), ("أكتوبر", 10), ("اكتوبر", 10), ("نوفمبر", 11), ("ديسمبر", 12), ("شباط", 2), ("آذار", 3),
    ("نيسان", 4), ("أيار", 5), ("حزيران", 6), ("تموز", 7), ("آب", 8), ("أيلول", 9), ("جانفي", 1), ("فيفري", 2),
    ("أفريل", 4), ("ماي", 5), ("جوان", 6), ("جويلية", 7), ("أوت", 8), ("يوليوز", 7), ("غشت", 8), ("شتنبر", 9),
    ("نونبر", 11), ("دجنبر", 12),
];

#[rustfmt::skip]
/// Zones that mail names by letters (RFC 5322, section 4.3), in hours.
const ZONES: [(&str, i8); 12] = [
    ("z", 0), ("utc", 0), ("gmt", 0), ("ut", 0), ("est", -5), ("edt", -4), ("cst", -6), ("cdt", -5), ("mst", -7),
    ("mdt", -6), ("pst", -8), ("pdt", -7),
];

impl Parts {
    fn read(text: &str) -> Option<Parts> {
        let text = plain(text);
        let mut parts = Parts::default();
        let mut numbers: Vec<(i16, usize)> = Vec::new();
        let words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '،' | '|' | '(' | ')'));
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        let mut i = 0;
        while let Some(&word) = words.get(i) {
            let next = words.get(i + 1).copied().unwrap_or_default();
            i += 1;
            // كانون الأول, تشرين الثاني.
            let double = match (word, next) {
                ("كانون", "الأول" | "الاول") => Some(12),
                ("كانون", "الثاني") => Some(1),
                ("تشرين", "الأول" | "الاول") => Some(10),
                ("تشرين", "الثاني") => Some(11),
                _ => None,
            };
            if double.is_some() {
                parts.month = double;
                i += 1;
                continue;
            }
            parts.word(word, &mut numbers)?;
        }
        parts.numbers(&numbers)?;
        Some(parts)
    }

    fn word(&mut self, word: &str, numbers: &mut Vec<(i16, usize)>) -> Option<()> {
        // `2024-03-05t10:00:00+03:00`: the date, then the time.
        if let Some((date, time)) =
            word.split_once('t').filter(|(date, _)| date.ends_with(|c: char| c.is_ascii_digit()))
        {
            self.word(date, numbers)?;
            return self.word(time, numbers);
        }
        if word.contains(':') && word.starts_with(|c: char| c.is_ascii_digit()) {
            return self.clock(word);
        }
        if let Some(offset) = offset(word) {
            self.offset = Some(offset);
            return Some(());
        }
        match word {
            "am" | "ص" | "صباحا" => self.is_afternoon = Some(false),
            "pm" | "م" | "مساء" => self.is_afternoon = Some(true),
            _ => {
                if word.starts_with(|c: char| c.is_ascii_digit()) {
                    for part in word.split(['-', '/', '.']).filter(|part| !part.is_empty()) {
                        match month(part) {
                            Some(month) => self.month = Some(month),
                            None => {
                                let digits = part.trim_end_matches(|c: char| c.is_ascii_alphabetic());
                                numbers.push((digits.parse().ok()?, digits.len()));
                            }
                        }
                    }
                } else if let Some(month) = month(word) {
                    self.month = Some(month);
                }
            }
        }
        Some(())
    }

    fn clock(&mut self, word: &str) -> Option<()> {
        let end = word.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.'))).unwrap_or(word.len());
        let (clock, rest) = word.split_at(end);
        let mut parts = clock.split(':').map(|part| part.split('.').next().unwrap_or_default().parse::<i8>());
        self.time = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next().unwrap_or(Ok(0)).ok()?);
        match rest {
            "" => {}
            "am" => self.is_afternoon = Some(false),
            "pm" => self.is_afternoon = Some(true),
            rest => self.offset = Some(offset(rest)?),
        }
        Some(())
    }

    /// Tells years, months and days apart.
    fn numbers(&mut self, numbers: &[(i16, usize)]) -> Option<()> {
        let year = numbers.iter().position(|(_, length)| *length == 4);
        let others: Vec<i16> =
            numbers.iter().enumerate().filter(|(i, _)| Some(*i) != year).map(|(_, (number, _))| *number).collect();
        self.year = year.map(|year| numbers[year].0);
        match (year, self.month, others.as_slice()) {
            (Some(_), Some(_), [day]) => self.day = i8::try_from(*day).ok(),
            // A year of two digits stands last, as in mail (RFC 5322, section 4.3).
            (None, Some(_), [day, year]) => {
                self.day = i8::try_from(*day).ok();
                self.year = Some(if *year < 50 { 2000 + year } else { 1900 + year });
            }
            (Some(0), None, [month, day]) => {
                (self.month, self.day) = (i8::try_from(*month).ok(), i8::try_from(*day).ok());
            }
            // Before the year the day stands first or second, by the country: only what is over 12 tells.
            (Some(2), None, [first, second]) => {
                let (day, month) = match (*first > 12, *second > 12) {
                    (true, false) => (*first, *second),
                    (false, true) => (*second, *first),
                    (false, false) if first == second => (*first, *second),
                    _ => return None,
                };
                (self.month, self.day) = (i8::try_from(month).ok(), i8::try_from(day).ok());
            }
            _ => return None,
        }
        Some(())
    }

    fn timestamp(&self, here: Offset) -> Option<Timestamp> {
        let (hour, minute, second) = self.time;
        let hour = match self.is_afternoon {
            Some(true) if hour < 12 => hour + 12,
            Some(false) if hour == 12 => 0,
            _ => hour,
        };
        let year = self.year.filter(|year| (1900..=2200).contains(year))?;
        let there = civil::DateTime::new(year, self.month?, self.day?, hour, minute, second.min(59), 0).ok()?;
        self.offset.unwrap_or(here).to_timestamp(there).ok()
    }
}

/// Digits in ASCII, letters in lower case, without marks of direction.
fn plain(text: &str) -> String {
    let digit = |c: char| ascii_digit(c).unwrap_or(c.to_ascii_lowercase());
    let is_mark = |c: &char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}' | '\u{64b}');
    text.chars().filter(|c| !is_mark(c)).map(digit).collect::<String>().trim().to_owned()
}

fn month(word: &str) -> Option<i8> {
    let word = word.trim_matches('.');
    let english = word.get(..3).filter(|_| word.is_ascii() && word.len() >= 3);
    MONTHS.iter().find(|(name, _)| *name == word || Some(*name) == english).map(|(_, month)| *month)
}

fn offset(word: &str) -> Option<Offset> {
    let word = word.strip_prefix("gmt").or(word.strip_prefix("utc")).filter(|rest| !rest.is_empty()).unwrap_or(word);
    if let Some((_, hours)) = ZONES.iter().find(|(name, _)| *name == word) {
        return Some(Offset::constant(*hours));
    }
    let (sign, rest) = match word.chars().next()? {
        '+' => (1, &word[1..]),
        '-' => (-1, &word[1..]),
        _ => return None,
    };
    let digits: String = rest.chars().filter(|c| *c != ':').collect();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.parse::<i32>().ok()?, 0),
        4 => (digits[..2].parse::<i32>().ok()?, digits[2..].parse::<i32>().ok()?),
        _ => return None,
    };
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_they_are_written() {
        let check = |text: &str, expect: &str| {
            assert_eq!(parse_date(text).map(|date| date.to_string()).as_deref(), Some(expect), "{text}");
        };
        check("2024-03-14", "2024-03-14T00:00:00Z");
        check("2024-03-14T10:30:00+03:00", "2024-03-14T07:30:00Z");
        check("2024-03-14T10:30:00+0300", "2024-03-14T07:30:00Z");
        check("2024-03-14T10:30:00.123Z", "2024-03-14T10:30:00.123Z");
        check("2024-03-14 10:30:00", "2024-03-14T10:30:00Z");
        check("2024-03-14 10:30", "2024-03-14T10:30:00Z");
        check("2024-03-14 10:30:00 +0300", "2024-03-14T07:30:00Z");
        check("2024/03/14", "2024-03-14T00:00:00Z");
        check("Thu, 14 Mar 2024 10:30:00 GMT", "2024-03-14T10:30:00Z");
        check("Thu, 14 Mar 2024 10:30:00 EST", "2024-03-14T15:30:00Z");
        check("Thu, 14 March 2024 10:30 +0300", "2024-03-14T07:30:00Z");
        check("Thursday, 14-Mar-24 10:30:00 GMT", "2024-03-14T10:30:00Z");
        check("14 Mar 24 10:30 UT", "2024-03-14T10:30:00Z");
        check("March 14, 2024 10:30 PM", "2024-03-14T22:30:00Z");
        check("Mar 14th, 2024", "2024-03-14T00:00:00Z");
        check("الخميس، 14 مارس 2024 - 10:30 ص", "2024-03-14T10:30:00Z");
        check("١٤ آذار ٢٠٢٤", "2024-03-14T00:00:00Z");
        check("14 كانون الثاني 2024", "2024-01-14T00:00:00Z");
        check("14/03/2024", "2024-03-14T00:00:00Z");
        check("14.3.2024 22:05", "2024-03-14T22:05:00Z");
        check("1710412200", "2024-03-14T10:30:00Z");
        check("1710412200000", "2024-03-14T10:30:00Z");
    }

    #[test]
    fn what_leaves_doubt_is_no_date() {
        for text in
            ["أمس", "", "3/4/2024", "14 رمضان 1445", "2024", "32/13/2024", "Thu, 99 Mar 2024", "20240314103000x"]
        {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }
}
