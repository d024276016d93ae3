//! `<say-as>`: what stands in it, checked against what it is said to be.

use super::{
    directive::{Half, Say},
    error::{Fault, quoted},
};
use crate::arabic::letters::ascii_digit;

/// The greatest number that is said as one.
const GREATEST: u64 = 999_999_999_999_999;
/// The greatest number that ranks.
const GREATEST_ORDINAL: u64 = 999;

/// Returns how `content` is said as `interpret_as`.
pub(super) fn read(interpret_as: &str, format: Option<&str>, content: &str) -> Result<Say, Fault> {
    let digits: String = content.trim().chars().map(ascii).collect();
    let wrong = |what, expected| Fault::Content { content: quoted(content), what, expected };
    match interpret_as.trim() {
        "cardinal" => {
            cardinal(&digits).ok_or_else(|| wrong("a cardinal number", "a whole number of up to 15 digits: `1,250`"))
        }
        "ordinal" => {
            let value = whole(&digits).filter(|value| (1..=GREATEST_ORDINAL).contains(value)).map(Say::Ordinal);
            value.ok_or_else(|| wrong("an ordinal number", "a whole number from 1 to 999"))
        }
        "digits" | "characters" | "spell-out" | "verbatim" => {
            let is_said = content.chars().all(|c| ascii(c).is_ascii_alphanumeric() || is_arabic(c) || is_between(c));
            let is_said = is_said && content.chars().any(|c| !is_between(c));
            let say = is_said.then_some(Say::Characters);
            say.ok_or_else(|| wrong("characters", "Arabic and Latin letters and digits"))
        }
        "date" => date(&digits, format.map(str::trim).unwrap_or_default()),
        "time" => {
            time(&digits).ok_or_else(|| wrong("a time", "hours and minutes: `14:30`, `9:05:10`, `2:30 pm`, `8 ص`"))
        }
        "telephone" => {
            let n_digits = digits.chars().filter(char::is_ascii_digit).count();
            let is_said = digits.chars().all(|c| c.is_ascii_digit() || " +-().\u{a0}/".contains(c));
            let say = (is_said && (2..=30).contains(&n_digits)).then_some(Say::Telephone);
            say.ok_or_else(|| wrong("a telephone number", "digits with `+`, spaces, dashes or brackets"))
        }
        other => Err(Fault::Value {
            attribute: "interpret-as",
            value: quoted(other),
            expected: "`cardinal`, `ordinal`, `digits`, `characters`, `spell-out`, `date`, `time` or `telephone`",
        }),
    }
}

/// The digit in ASCII that an Arabic or Persian one stands for.
fn ascii(c: char) -> char {
    if c == '−' { '-' } else { ascii_digit(c).unwrap_or(c) }
}

fn is_arabic(c: char) -> bool {
    matches!(c, '\u{621}'..='\u{63a}' | '\u{641}'..='\u{64a}' | 'پ' | 'چ' | 'ڤ' | 'گ')
}

/// What stands between characters that are said one by one, and marks: passed over.
fn is_between(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '.' | '/' | '_' | '–' | '،' | ',' | 'ـ' | '\u{64b}'..='\u{652}' | '\u{670}')
}

fn whole(digits: &str) -> Option<u64> {
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| is_number)
}

/// A whole number, perhaps with a sign and with its thousands apart.
fn cardinal(digits: &str) -> Option<Say> {
    let (negative, digits) = match digits.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, digits.strip_prefix('+').unwrap_or(digits)),
    };
    let is_sign = |c: char| matches!(c, ',' | '٬' | ' ' | '\u{a0}' | '\u{202f}');
    let mut groups = digits.split(is_sign);
    let first = groups.next().unwrap_or_default();
    let mut joined = first.to_owned();
    for group in groups {
        if first.len() > 3 || group.len() != 3 {
            return None;
        }
        joined.push_str(group);
    }
    let value = whole(&joined).filter(|value| *value <= GREATEST)?;
    Some(Say::Cardinal { negative, value })
}

fn date(content: &str, format: &str) -> Result<Say, Fault> {
    const FORMATS: [&str; 11] = ["", "mdy", "dmy", "ymd", "md", "dm", "ym", "my", "d", "m", "y"];
    if !FORMATS.contains(&format) && format != "yyyymmdd" {
        return Err(Fault::Value {
            attribute: "format",
            value: quoted(format),
            expected: "`dmy`, `mdy`, `ymd`, `dm`, `md`, `my`, `ym`, `d`, `m`, `y` or `yyyymmdd`",
        });
    }
    let wrong = || Fault::Content {
        content: quoted(content),
        what: "a date",
        expected: "numbers in the order of `format` (day, month, year without one): `15/9/2014`",
    };
    let is_eight_digits = content.len() == 8 && content.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = match is_eight_digits && (format == "yyyymmdd" || format.len() == 3 || format.is_empty()) {
        true if format == "dmy" || format == "mdy" => vec![&content[..2], &content[2..4], &content[4..]],
        true => vec![&content[..4], &content[4..6], &content[6..]],
        false => content.split(['/', '-', '.', ' ', '–']).filter(|part| !part.is_empty()).collect(),
    };
    let is_year_first = parts.first().is_some_and(|part| part.len() == 4);
    let order = match format {
        "yyyymmdd" => "ymd",
        "" if is_year_first => &"ymd"[..parts.len().clamp(1, 3)],
        "" => &"dmy"[..parts.len().clamp(1, 3)],
        format => format,
    };
    if parts.len() != order.len() {
        return Err(wrong());
    }
    let (mut day, mut month, mut year) = (None, None, None);
    for (part, letter) in parts.iter().zip(order.chars()) {
        let value = whole(part).filter(|_| part.len() <= 4).ok_or_else(wrong)?;
        match letter {
            'd' => day = u8::try_from(value).ok().filter(|day| (1..=31).contains(day)).ok_or_else(wrong)?.into(),
            'm' => month = u8::try_from(value).ok().filter(|month| (1..=12).contains(month)).ok_or_else(wrong)?.into(),
            _ => {
                let value = match part.len() {
                    // As elsewhere: the year of two digits is within fifty years of 2000.
                    2 if value < 50 => 2000 + value,
                    2 => 1900 + value,
                    _ => value,
                };
                year = u16::try_from(value).ok().filter(|year| *year > 0).ok_or_else(wrong)?.into();
            }
        }
    }
    Ok(Say::Date { day, month, year })
}

fn time(content: &str) -> Option<Say> {
    let lower = content.to_lowercase();
    const HALVES: [(&str, Half); 8] = [
        ("a.m.", Half::Morning),
        ("p.m.", Half::Afternoon),
        ("am", Half::Morning),
        ("pm", Half::Afternoon),
        ("صباحا", Half::Morning),
        ("مساء", Half::Afternoon),
        ("ص", Half::Morning),
        ("م", Half::Afternoon),
    ];
    let printed = HALVES.iter().find_map(|(word, half)| Some((lower.strip_suffix(word)?, *half)));
    let (clock, half) = printed.map_or((lower.as_str(), None), |(clock, half)| (clock, Some(half)));
    let mut parts = clock.trim().split(['h', ':', '.']);
    let mut part = |most: u8| -> Option<Option<u8>> {
        let Some(part) = parts.next().filter(|part| !part.is_empty()) else { return Some(None) };
        let value = whole(part).filter(|_| part.len() <= 2).and_then(|value| u8::try_from(value).ok())?;
        (value <= most).then_some(Some(value))
    };
    let (hour, minute, second) = (part(24)??, part(59)?, part(59)?);
    let is_over = parts.next().is_some();
    if is_over || half.is_some() && !(1..=12).contains(&hour) {
        return None;
    }
    let hour = match half {
        Some(Half::Afternoon) if hour < 12 => hour + 12,
        Some(Half::Morning) if hour == 12 => 0,
        _ => hour,
    };
    Some(Say::Time { hour, minute, second, half })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(interpret_as: &str, format: &str, content: &str, expect: Say) {
        let format = Some(format).filter(|format| !format.is_empty());
        assert_eq!(read(interpret_as, format, content), Ok(expect), "{content}");
    }

    fn is_refused(interpret_as: &str, format: &str, content: &str) {
        let format = Some(format).filter(|format| !format.is_empty());
        assert!(read(interpret_as, format, content).is_err(), "{interpret_as} {format:?} {content}");
    }

    #[test]
    fn numbers() {
        check("cardinal", "", "2014", Say::Cardinal { negative: false, value: 2014 });
        check("cardinal", "", "-1,250", Say::Cardinal { negative: true, value: 1250 });
        check("cardinal", "", "٢٥", Say::Cardinal { negative: false, value: 25 });
        check("ordinal", "", "21", Say::Ordinal(21));
        for wrong in ["", "x", "3.5", "1,25", "1000,250", "1234567890123456", "--1"] {
            is_refused("cardinal", "", wrong);
        }
        is_refused("ordinal", "", "0");
        is_refused("ordinal", "", "1000");
    }

    #[test]
    fn dates_in_every_order() {
        let date = |day, month, year| Say::Date { day, month, year };
        let whole = date(Some(15), Some(9), Some(2014));
        check("date", "dmy", "15/9/2014", whole.clone());
        check("date", "mdy", "9-15-14", whole.clone());
        check("date", "ymd", "2014.9.15", whole.clone());
        check("date", "yyyymmdd", "20140915", whole.clone());
        check("date", "dmy", "15092014", whole.clone());
        check("date", "", "15/9/2014", whole.clone());
        check("date", "", "2014-09-15", whole);
        check("date", "dm", "3/4", date(Some(3), Some(4), None));
        check("date", "my", "4/1999", date(None, Some(4), Some(1999)));
        check("date", "y", "1445", date(None, None, Some(1445)));
        for (format, wrong) in [("dmy", "9/15/2014"), ("dmy", "15/9"), ("dm", "32/1"), ("", "اليوم"), ("xyz", "1/1")]
        {
            is_refused("date", format, wrong);
        }
    }

    #[test]
    fn times() {
        let time = |hour, minute, second, half| Say::Time { hour, minute, second, half };
        check("time", "", "14:30", time(14, Some(30), None, None));
        check("time", "hms12", "2:30 pm", time(14, Some(30), None, Some(Half::Afternoon)));
        check("time", "", "12 ص", time(0, None, None, Some(Half::Morning)));
        check("time", "", "٩:٠٥:١٠", time(9, Some(5), Some(10), None));
        for wrong in ["25:00", "1:60", "1:2:3:4", "13 pm", "", "noon"] {
            is_refused("time", "", wrong);
        }
    }

    #[test]
    fn characters_and_telephones() {
        check("characters", "", "AB-12 قم", Say::Characters);
        check("spell-out", "", "كَتَبَ", Say::Characters);
        check("telephone", "", "+213 (21) 55-12", Say::Telephone);
        is_refused("characters", "", "!");
        is_refused("characters", "", " - ");
        is_refused("telephone", "", "call me");
        is_refused("money", "", "5");
    }
}
