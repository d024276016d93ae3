//! Vulgar fractions: `½ ساعة`, `2/3 الأعضاء`, `3 1/2`.

use super::decimal::Counted;
use super::lexeme::{Kind, Lexeme, Reading, Spoken, span};
use super::number::{self, Case, Form};
use super::numeral::{self, Numeral};
use super::{Options, Rule, context, currency, decimal, score, unit};

/// Reads a fraction whose denominator has a name of its own (2 to 10), alone or after a whole number.
pub(super) fn read(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    // فوزه 1/2 على الزمالك is a result, تعادل 4/5 من المساحة is none.
    let is_result =
        |length| score::is_result(lexemes, at) && context::word(lexemes, at + length).as_deref() != Some("من");
    if let Some((numerator, denominator, length)) = fraction(lexemes, at).filter(|&(_, _, length)| !is_result(length)) {
        let (case, sure) = context::case(lexemes, at);
        let bound = is_bound(lexemes, at + length);
        let words = say(numerator, denominator, case, bound, sure);
        return Some(reading(lexemes, at, length, words));
    }
    // A whole number and a fraction: 1½, 3 1/2.
    let whole = lexemes.get(at).filter(|lexeme| lexeme.kind == Kind::Number && lexeme.text.len() <= 4)?;
    let (numerator, denominator, length) = fraction(lexemes, at + 1)?;
    let is_sign = lexemes.get(at + 1).is_some_and(|lexeme| lexeme.kind == Kind::Sign);
    if !is_sign && (whole.text.starts_with('0') || denominator == 0) {
        return None;
    }
    let value: u64 = whole.text.parse().ok()?;
    let case = context::case(lexemes, at).0;
    if (numerator, denominator) == (1, 2)
        && let Some(reading) = decimal::and_a_half(lexemes, at, value, at + 1 + length, case)
    {
        return Some(reading);
    }
    if (numerator, denominator) == (1, 2)
        && let Some(reading) = half_of_unit(lexemes, at, value, at + 1 + length, case)
    {
        return Some(reading);
    }
    let mut words = number::cardinal(value, Form::plain(case));
    let mut part = say(numerator, denominator, case, false, false);
    if let Some(first) = part.first_mut() {
        *first = format!("وَ{first}");
    }
    words.extend(part);
    Some(reading(lexemes, at, length + 1, words))
}

/// `2½ كم`, `1½ مليون`: as the decimal `2.5` would be.
fn half_of_unit(lexemes: &[Lexeme], at: usize, whole: u64, next: usize, case: Case) -> Option<Reading> {
    let scale = numeral::scale(lexemes, next);
    let end = next + scale.map_or(0, |(_, length)| length);
    let supplied = unit::suffix(lexemes, end).or_else(|| currency::suffix(lexemes, end));
    if scale.is_none() && supplied.is_none() {
        return None;
    }
    let half = Numeral {
        sign: None,
        whole,
        digits: whole.to_string(),
        fraction: Some("5".to_owned()),
        scale: scale.map(|(scale, _)| scale),
        next: end,
        ambiguous: false,
    };
    let counted = supplied.as_ref().map_or(Counted::Nothing, |(noun, _)| Counted::Supplied(noun));
    let words = decimal::say(&half, counted, case, false);
    Some(reading(lexemes, at, end + supplied.map_or(0, |(_, length)| length) - at, words))
}

fn reading(lexemes: &[Lexeme], at: usize, consumed: usize, words: Vec<String>) -> Reading {
    let source = span(lexemes, at..at + consumed);
    Reading { consumed, spoken: Spoken::words(words, Rule::Fraction, &source).collect(), notes: Vec::new() }
}

/// Numerator, denominator and length of a fraction at `at`: one character, or `2/3` without spaces.
fn fraction(lexemes: &[Lexeme], at: usize) -> Option<(u64, u64, usize)> {
    let first = lexemes.get(at)?;
    if first.kind == Kind::Sign {
        let (numerator, denominator) = match first.text.as_str() {
            "½" => (1, 2),
            "⅓" => (1, 3),
            "⅔" => (2, 3),
            "¼" => (1, 4),
            "¾" => (3, 4),
            "⅕" => (1, 5),
            "⅖" => (2, 5),
            "⅗" => (3, 5),
            "⅘" => (4, 5),
            "⅙" => (1, 6),
            "⅚" => (5, 6),
            "⅐" => (1, 7),
            "⅛" => (1, 8),
            "⅜" => (3, 8),
            "⅝" => (5, 8),
            "⅞" => (7, 8),
            "⅑" => (1, 9),
            "⅒" => (1, 10),
            _ => return None,
        };
        return Some((numerator, denominator, 1));
    }
    let parts = (first, lexemes.get(at + 1)?, lexemes.get(at + 2)?);
    let is_fraction = parts.0.kind == Kind::Number
        && parts.1.text == "/"
        && !parts.1.spaced
        && parts.2.kind == Kind::Number
        && !parts.2.spaced
        && lexemes.get(at + 3).is_none_or(|after| after.spaced || !matches!(after.text.as_str(), "/" | "-" | ":"));
    if !is_fraction {
        return None;
    }
    let (numerator, denominator) = (parts.0.text.parse().ok()?, parts.2.text.parse().ok()?);
    let is_named = (2..=10).contains(&denominator) && numerator < denominator && numerator > 0;
    let has_zero = parts.0.text.starts_with('0') || parts.2.text.starts_with('0');
    // 8/10 is a mark out of ten, unless it is of something.
    let is_mark = denominator == 10 && !is_bound(lexemes, at + 3);
    (is_named && !has_zero && !is_mark).then_some((numerator, denominator, 3))
}

/// Whether what follows is the whole that the fraction is a part of: `ثلثا الأعضاء`, `نصف ساعة`.
fn is_bound(lexemes: &[Lexeme], next: usize) -> bool {
    context::word(lexemes, next)
        .is_some_and(|word| word.starts_with("ال") || context::is_countable(&word) || word.ends_with("ها"))
}

/// `نصف`, `ثلثا/ثلثي`, `ثلاثة أرباع`.
fn say(numerator: u64, denominator: u64, case: Case, bound: bool, sure: bool) -> Vec<String> {
    let index = usize::try_from(denominator).unwrap_or_default();
    let Some(&(singular, plural)) = PARTS.get(index) else { return Vec::new() };
    match numerator {
        1 => vec![number::ending(singular, case, bound, sure)],
        2 => vec![number::dual(singular, case, bound)],
        _ => {
            let mut words = number::cardinal(numerator, Form { construct: true, sure, ..Form::plain(case) });
            words.push(number::ending(plural, Case::Genitive, bound, true));
            words
        }
    }
}

const PARTS: [(&str, &str); 11] = [
    ("", ""),
    ("", ""),
    ("نِصْف", "أَنْصَاف"),
    ("ثُلُث", "أَثْلَاث"),
    ("رُبُع", "أَرْبَاع"),
    ("خُمُس", "أَخْمَاس"),
    ("سُدُس", "أَسْدَاس"),
    ("سُبُع", "أَسْبَاع"),
    ("ثُمُن", "أَثْمَان"),
    ("تُسُع", "أَتْسَاع"),
    ("عُشْر", "أَعْشَار"),
];

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn named_parts() {
        check("1/4 المساحة", "ربع المساحة");
        check("ثلث أو 1/3 السكان", "ثلث أو ثلث السكان");
        check("بأغلبية 2/3 الأصوات", "بأغلبية ثلثي الأصوات");
        check("بعد ½ يوم", "بعد نصف يوم");
        check("3/4 الطريق", "ثلاثة أرباع الطريق");
        check("2/5 السكان", "خمسا السكان");
    }

    #[test]
    fn whole_and_part() {
        check("1½ ساعة", "ساعة ونصف");
        check("2½ كم", "كيلومتران ونصف");
        check("1½ مليون شخص", "مليون ونصف المليون شخص");
    }
}
