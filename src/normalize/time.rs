//! Clock times: `الساعة 14:30`, `الساعة 3 فجرا`, `20:00 بتوقيت غرينتش`, `9:15 ص`.
//!
//! The hour is a definite feminine ordinal (the one o'clock is `الواحدة`), quarters, thirds and halves have their names.
//! Hours above twelve lose twelve and gain a word for the part of the day, unless one is printed nearby; no such word is
//! invented for the others.

use super::lexeme::{Kind, Lexeme, Reading, Spoken, span};
use super::noun::Noun;
use super::number::{self, Case, Form, Gender};
use super::{Options, Rule, context, noun};

/// Reads a clock time.
pub(super) fn read(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    if let Some(reading) = duration(lexemes, at).or_else(|| offset(lexemes, at)) {
        return Some(reading);
    }
    let after_hour_word = is_after_hour_word(lexemes, at, 0);
    let clock = clock(lexemes, at, after_hour_word)?;
    // 1:10 after a word for proportion or in sport is no time.
    let is_proportion = context::word_before(lexemes, at).is_some_and(|(_, word)| {
        ["نسبة", "مقياس", "معدل", "نتيجة", "النتيجة", "بواقع"].iter().any(|end| word.ends_with(end))
    });
    if is_proportion && !after_hour_word {
        return None;
    }
    let mut next = at + clock.length;
    // A letter after a bare hour could be a unit: 4 م is four metres unless an hour is spoken of.
    let is_latin = lexemes.get(next).is_some_and(|lexeme| lexeme.kind == Kind::Latin);
    let is_morning = lexemes.get(next).is_some_and(|lexeme| lexeme.text == "ص")
        || after_morning(lexemes, at)
        || is_of_opening(lexemes, at);
    let period = printed_period(lexemes, next)
        .filter(|(word, _)| word.is_none() || after_hour_word || clock.minute.is_some() || is_latin || is_morning);
    let is_announced = after_hour_word || clock.minute.is_some() && clock.is_certain;
    let is_bare_hour = clock.minute.is_none() && clock.hour <= 12;
    // يغلق المتجر 8 مساء; but قتل 3 مساء counts.
    let is_printed_word = period.is_some_and(|(word, _)| word.is_none());
    let is_governed = context::word_before(lexemes, at).is_some_and(|(_, word)| context::governs(&word));
    let is_letter_of_morning = lexemes.get(next).is_some_and(|letter| letter.text == "ص");
    let told_by_period = period.is_some()
        && is_bare_hour
        && (is_after_preposition(lexemes, at)
            || is_of_opening(lexemes, at)
            || (is_printed_word || is_letter_of_morning) && !is_governed);
    if !is_announced && !told_by_period {
        return None;
    }
    let has_period = period.is_some() || period_nearby(lexemes, at, next);
    let source = span(lexemes, at..next);
    let mut spoken: Vec<Spoken> = Spoken::words(say(&clock, has_period), Rule::Time, &source).collect();
    if let Some((Some(word), length)) = period {
        spoken.extend(Spoken::words([word.to_owned()], Rule::Time, &span(lexemes, next..next + length)));
        next += length;
    }
    // 9:00-17:00, الساعة 8-10.
    if let Some(dash) = lexemes.get(next).filter(|dash| matches!(dash.text.as_str(), "-" | "–" | "—"))
        && let Some(last) = self::clock(lexemes, next + 1, after_hour_word)
        && (last.minute.is_some() || clock.minute.is_none())
    {
        let end = next + 1 + last.length;
        let joint = if is_between(lexemes, at) { None } else { Some("إِلَى".to_owned()) };
        let has_joint = joint.is_some();
        spoken.extend(Spoken::words(joint, Rule::Time, &dash.source));
        let has_period = printed_period(lexemes, end).is_some() || period_nearby(lexemes, at, end);
        let mut words = say(&last, has_period);
        if !has_joint && let Some(first) = words.first_mut() {
            *first = format!("وَ{first}");
        }
        spoken.extend(Spoken::words(words, Rule::Time, &span(lexemes, next + 1..end)));
        next = end;
        if let Some((Some(word), length)) = printed_period(lexemes, next) {
            spoken.extend(Spoken::words([word.to_owned()], Rule::Time, &span(lexemes, next..next + length)));
            next += length;
        }
    }
    Some(Reading { consumed: next - at, spoken, notes: Vec::new() })
}

/// `من 8 ص إلى 9 م`: after an hour of the morning the letter `م` is no metre.
fn after_morning(lexemes: &[Lexeme], at: usize) -> bool {
    lexemes
        .get(at.saturating_sub(6)..at)
        .unwrap_or_default()
        .windows(2)
        .any(|pair| pair[0].kind == Kind::Number && pair[1].text == "ص")
}

/// `يوميا 5 م - 11 م`: hours and no metres, where words say when something is open.
fn is_of_opening(lexemes: &[Lexeme], at: usize) -> bool {
    const OPEN: &str = "يوميا دوام مواعيد ساعات مفتوح مفتوحة يفتح تفتح يغلق تغلق عمل زيارة بث عرض حضور توقيت فترة";
    (at.saturating_sub(8)..at).filter_map(|index| context::word(lexemes, index)).any(|word| {
        let stem = word.trim_start_matches(['و', 'ب', 'ل']);
        context::one_of(stem.strip_prefix("ال").unwrap_or(stem), OPEN)
    })
}

/// `02.15 صباح الأحد`: a printed word for a part of the day makes a point between two numbers that of a time.
fn is_before_period(lexemes: &[Lexeme], at: usize) -> bool {
    printed_period(lexemes, at).is_some_and(|(word, _)| word.is_none())
}

/// `+0300`, `+03:00`, `-5` after the name of a time zone: how many hours it is ahead or behind.
fn offset(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let sign = lexemes.get(at).filter(|sign| !sign.spaced && matches!(sign.text.as_str(), "+" | "-" | "–"))?;
    at.checked_sub(1).and_then(|zone| lexemes.get(zone)).filter(|zone| matches!(zone.text.as_str(), "GMT" | "UTC"))?;
    let digits = lexemes.get(at + 1).filter(|digits| digits.kind == Kind::Number && !digits.spaced)?;
    let minutes_follow = lexemes.get(at + 2).is_some_and(|colon| colon.text == ":" && !colon.spaced);
    let (hours, minutes, consumed) = match digits.text.len() {
        4 => (digits.text.get(..2)?.parse().ok()?, digits.text.get(2..)?.parse().ok()?, 2),
        1 | 2 if minutes_follow => (digits.text.parse().ok()?, lexemes.get(at + 3)?.text.parse().ok()?, 4),
        1 | 2 => (digits.text.parse().ok()?, 0, 2),
        _ => return None,
    };
    if hours > 14 || minutes > 59 {
        return None;
    }
    let mut words = vec![if sign.text == "+" { "زَائِد" } else { "نَاقِص" }.to_owned()];
    words.extend(noun::counted(hours, &HOUR, Case::Genitive, false));
    match minutes {
        0 => {}
        30 => words.push("وَنِصْف".to_owned()),
        minutes => words.extend(joined(minutes, &MINUTE)),
    }
    let source = span(lexemes, at..at + consumed);
    Some(Reading { consumed, spoken: Spoken::words(words, Rule::Time, &source).collect(), notes: Vec::new() })
}

struct Clock {
    hour: u64,
    minute: Option<u64>,
    second: Option<u64>,
    /// How many lexemes it takes.
    length: usize,
    /// Whether it can hardly be anything else (`14:30`, `20h00`).
    is_certain: bool,
}

fn clock(lexemes: &[Lexeme], at: usize, after_hour_word: bool) -> Option<Clock> {
    let part = |index: usize, digits: std::ops::RangeInclusive<usize>, greatest: u64| -> Option<u64> {
        let lexeme = lexemes.get(index).filter(|l| l.kind == Kind::Number && digits.contains(&l.text.len()))?;
        lexeme.text.parse().ok().filter(|&value| value <= greatest)
    };
    let glued = |index: usize| lexemes.get(index).is_some_and(|lexeme| !lexeme.spaced);
    if let Some(clock) = four_digits(lexemes, at, after_hour_word) {
        return Some(clock);
    }
    if let Some(clock) = around_colon(lexemes, at).filter(|_| after_hour_word) {
        return Some(clock);
    }
    let hour = part(at, 1..=2, 24)?;
    let sign = lexemes.get(at + 1).filter(|_| glued(at + 1) && glued(at + 2)).map(|sign| sign.text.as_str());
    let is_separator = match sign {
        Some(":" | "h" | "H" | "سا" | "س") => true,
        Some("." | "،" | ",") => after_hour_word || is_before_period(lexemes, at + 3),
        _ => false,
    };
    if is_separator && let Some(minute) = part(at + 2, 2..=2, 59) {
        let goes_on = glued(at + 3) && lexemes.get(at + 3).is_some_and(|sign| sign.text == ":") && glued(at + 4);
        let second = if goes_on { part(at + 4, 2..=2, 59) } else { None };
        let length = if second.is_some() { 5 } else { 3 };
        return Some(Clock { hour, minute: Some(minute), second, length, is_certain: true });
    }
    if matches!(sign, Some(":")) && lexemes.get(at + 2).is_some_and(|l| l.kind == Kind::Number) {
        return None;
    }
    // 20سا, 20h.
    let has_mark = lexemes.get(at + 1).is_some_and(|mark| {
        glued(at + 1) && matches!(mark.text.as_str(), "h" | "H" | "سا") || after_hour_word && mark.text == "سا"
    });
    let is_decimal = matches!(sign, Some("." | ",")) && lexemes.get(at + 2).is_some_and(|l| l.kind == Kind::Number);
    if is_decimal || lexemes.get(at + 1).is_some_and(|next| glued(at + 1) && next.text == "/") {
        return None;
    }
    // الساعة 16 و30 دقيقة, 20سا و30د: the Maghreb's way to print minutes.
    let length = if has_mark { 2 } else { 1 };
    if (after_hour_word || has_mark)
        && lexemes.get(at + length).is_some_and(|and| and.text == "و")
        && let Some(minute) = part(at + length + 1, 1..=2, 59)
        && let Some(unit) = context::word(lexemes, at + length + 2)
        && matches!(unit.as_str(), "دقيقة" | "دقائق" | "د" | "دق" | "دقيقتين")
    {
        return Some(Clock { hour, minute: Some(minute), second: None, length: length + 3, is_certain: true });
    }
    Some(Clock {
        hour,
        minute: None,
        second: None,
        length: if has_mark && after_hour_word { 2 } else { 1 },
        is_certain: false,
    })
}

/// `الساعة 45 :19`, `الساعة 9 : 30`: spaces around the colon, and minutes that stand first where the line was turned round;
/// what no hour can be is minutes.
fn around_colon(lexemes: &[Lexeme], at: usize) -> Option<Clock> {
    let number = |index: usize| {
        let number = lexemes.get(index).filter(|l| l.kind == Kind::Number && l.text.len() <= 2)?;
        Some((number, number.text.parse::<u64>().ok()?))
    };
    let colon = lexemes.get(at + 1).filter(|colon| colon.text == ":")?;
    let ((first, before), (second, after)) = (number(at)?, number(at + 2)?);
    let goes_on = lexemes.get(at + 3).is_some_and(|sign| sign.text == ":");
    let is_turned = (25..60).contains(&before) && after <= 24 && first.text.len() == 2;
    let is_loose = (colon.spaced || second.spaced) && before <= 24 && after < 60 && second.text.len() == 2;
    let (hour, minute) = if is_turned { (after, before) } else { (before, after) };
    let is_clock = (is_turned || is_loose) && !goes_on;
    is_clock.then_some(Clock { hour, minute: Some(minute), second: None, length: 3, is_certain: true })
}

/// `الساعة 1745`, `1834 بتوقيت غرينتش`, `0615 صباحا`: hour and minute as agencies print them.
fn four_digits(lexemes: &[Lexeme], at: usize, after_hour_word: bool) -> Option<Clock> {
    let digits = lexemes.get(at).filter(|digits| digits.kind == Kind::Number && digits.text.len() == 4)?;
    let (hour, minute): (u64, u64) = (digits.text.get(..2)?.parse().ok()?, digits.text.get(2..)?.parse().ok()?);
    let next = lexemes.get(at + 1)?;
    let has_zone = matches!(next.text.as_str(), "بتوقيت" | "بالتوقيت" | "توقيت" | "GMT" | "UTC" | "تغ");
    let has_period = hour <= 12 && is_before_period(lexemes, at + 1);
    let is_clock = hour < 24 && minute < 60 && (has_zone || has_period || after_hour_word && next.text != "/");
    is_clock.then_some(Clock { hour, minute: Some(minute), second: None, length: 1, is_certain: true })
}

/// The words of a time.
fn say(clock: &Clock, has_period: bool) -> Vec<String> {
    let (mut hour, minute) = (clock.hour, clock.minute.unwrap_or(0));
    // A quarter to the next hour.
    let is_quarter_to = minute == 45 && clock.second.is_none();
    if is_quarter_to {
        hour += 1;
    }
    let period = match clock.hour {
        _ if has_period => None,
        0 | 24 => Some("لَيْلًا"),
        // A quarter to midnight is no evening.
        23 if is_quarter_to => Some("لَيْلًا"),
        13..=17 => Some("بَعْدَ الظُّهْر"),
        18..=23 => Some("مَسَاءً"),
        _ => None,
    };
    let hour = match hour % 12 {
        0 => 12,
        hour => hour,
    };
    let mut words = match hour {
        1 => vec!["الْوَاحِدَة".to_owned()],
        hour => number::ordinal(hour, Gender::Feminine, Case::Genitive, false),
    };
    match minute {
        0 => {}
        15 => words.push("وَالرُّبُع".to_owned()),
        20 => words.push("وَالثُّلُث".to_owned()),
        30 => words.push("وَالنِّصْف".to_owned()),
        _ if is_quarter_to => words.extend(["إِلَّا".to_owned(), "رُبُعًا".to_owned()]),
        minute => words.extend(joined(minute, &MINUTE)),
    }
    if let Some(second) = clock.second.filter(|&second| second > 0) {
        words.extend(joined(second, &SECOND));
    }
    words.extend(period.iter().flat_map(|period| period.split(' ')).map(str::to_owned));
    words
}

const HOUR: Noun = Noun::feminine("سَاعَة", "سَاعَات");
const MINUTE: Noun = Noun::feminine("دَقِيقَة", "دَقَائِق");
const HUNDREDTH: Noun = Noun::masculine("جُزْء", "أَجْزَاء").with_tail("مِنَ الْمِئَةِ");
const SECOND: Noun = Noun::feminine("ثَانِيَة", "ثَوَانٍ");

fn joined(amount: u64, noun: &Noun) -> Vec<String> {
    let mut words = noun::counted(amount, noun, Case::Genitive, false);
    if let Some(first) = words.first_mut() {
        *first = format!("وَ{first}");
    }
    words
}

/// `بزمن 2:05:30`: hours, minutes and seconds that something took.
fn duration(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let word = context::word_before(lexemes, at).map(|(_, word)| word).unwrap_or_default();
    let word = word.trim_start_matches(['و', 'ب']);
    let clock = clock(lexemes, at, false).filter(|clock| clock.minute.is_some())?;
    let unit = context::word(lexemes, at + clock.length).unwrap_or_default();
    let counts_hours = matches!(unit.as_str(), "ساعة" | "ساعات");
    // مدة المقطع 3:45 دقيقة
    let counts_minutes = matches!(unit.as_str(), "دقيقة" | "دقائق") && !is_after_hour_word(lexemes, at, 0);
    if !counts_hours
        && !counts_minutes
        && !context::one_of(word, "زمن زمنا قدره وقت مدة مدته مدتها توقيت بلغ ظرف استغرق استغرقت")
    {
        return None;
    }
    let case = context::case(lexemes, at).0;
    let parts = match (clock.second, clock.minute) {
        (Some(second), Some(minute)) => vec![(clock.hour, &HOUR), (minute, &MINUTE), (second, &SECOND)],
        (None, Some(minute)) if counts_hours => vec![(clock.hour, &HOUR), (minute, &MINUTE)],
        (None, Some(minute)) => vec![(clock.hour, &MINUTE), (minute, &SECOND)],
        _ => return None,
    };
    let mut words: Vec<String> = Vec::new();
    for (amount, noun) in parts.into_iter().filter(|(amount, _)| *amount > 0) {
        let mut said = noun::counted(amount, noun, case, false);
        if !words.is_empty()
            && let Some(first) = said.first_mut()
        {
            *first = format!("وَ{first}");
        }
        words.extend(said);
    }
    if words.is_empty() {
        words = number::cardinal(0, Form::plain(case));
    }
    let mut consumed = clock.length;
    // 3:26.15: hundredths of the second.
    if lexemes.get(at + consumed).is_some_and(|point| !point.spaced && matches!(point.text.as_str(), "." | ","))
        && let Some(hundredths) = lexemes.get(at + consumed + 1).filter(|l| l.kind == Kind::Number && l.text.len() == 2)
    {
        words.extend(joined(hundredths.text.parse().ok()?, &HUNDREDTH));
        consumed += 2;
    }
    // The unit has been said by its parts: بزمن 3:26 دقائق.
    let is_unit = context::word(lexemes, at + consumed)
        .is_some_and(|word| context::one_of(&word, "دقيقة دقائق ثانية ثوان ثواني ساعة ساعات"));
    consumed += usize::from(is_unit);
    let source = span(lexemes, at..at + consumed);
    Some(Reading { consumed, spoken: Spoken::words(words, Rule::Time, &source).collect(), notes: Vec::new() })
}

/// Whether `الساعة` stands before, or a time that it stands before (`الساعة 8 و10`, `من الساعة 8 إلى 12`).
fn is_after_hour_word(lexemes: &[Lexeme], at: usize, depth: usize) -> bool {
    let start = context::start(lexemes, at);
    if let Some((index, word)) = context::word_before(lexemes, at) {
        let is_hour = |word: &str| {
            matches!(
                word.trim_start_matches(['و', 'ف']),
                "الساعة" | "للساعة" | "بالساعة" | "الساعتين" | "لساعة" | "السّاعة"
            )
        };
        // س17: تونس
        let is_letter = word == "س" && lexemes.get(at + 1).is_some_and(|colon| colon.text == ":");
        if is_hour(&word) || is_letter {
            return true;
        }
        let is_about = matches!(word.as_str(), "حوالي" | "نحو" | "تمام" | "حدود");
        if is_about && context::word_before(lexemes, index).is_some_and(|(_, word)| is_hour(&word)) {
            return true;
        }
        if depth < 3 && matches!(word.as_str(), "إلى" | "حتى" | "أو" | "الى") {
            return number_before(lexemes, index).is_some_and(|before| {
                is_after_hour_word(lexemes, before, depth + 1)
                    && context::counted_noun(lexemes, at + 1).is_none_or(|w| !noun::is_known(&w))
            });
        }
        return false;
    }
    depth < 3
        && start < at
        && context::proclitic(lexemes, at) == Some("و")
        && number_before(lexemes, start).is_some_and(|before| is_after_hour_word(lexemes, before, depth + 1))
}

/// The first part of the time before `at`, at most one word away.
fn number_before(lexemes: &[Lexeme], at: usize) -> Option<usize> {
    let mut index = at.checked_sub(1)?;
    if lexemes.get(index).is_some_and(|l| l.kind == Kind::Arabic) {
        index = index.checked_sub(1)?;
    }
    lexemes.get(index).filter(|l| l.kind == Kind::Number)?;
    if index >= 2 && lexemes.get(index - 1).is_some_and(|sign| matches!(sign.text.as_str(), ":" | ".")) {
        index -= 2;
    }
    Some(index)
}

fn is_after_preposition(lexemes: &[Lexeme], at: usize) -> bool {
    match context::word_before(lexemes, at) {
        Some((_, word)) => {
            let word = word.trim_start_matches('و');
            context::one_of(word, "في عند من إلى على حتى قبل بعد منذ حوالي بين تمام صباحا ظهرا عصرا مساء فجرا")
        }
        None => context::start(lexemes, at) == 0,
    }
}

fn is_between(lexemes: &[Lexeme], at: usize) -> bool {
    let mut index = at;
    for _ in 0..2 {
        match context::word_before(lexemes, index) {
            Some((_, word)) if word == "بين" => return true,
            Some((before, _)) => index = before,
            None => return false,
        }
    }
    false
}

/// The part of the day printed right after a time: what is said for an abbreviation, or nothing where the printed word
/// is said as it stands.
fn printed_period(lexemes: &[Lexeme], at: usize) -> Option<(Option<&'static str>, usize)> {
    let lexeme = lexemes.get(at)?;
    let ends = lexemes.get(at + 1).is_none_or(|next| next.spaced || next.kind == Kind::Sign);
    match lexeme.kind {
        Kind::Arabic => match number::bare(&lexeme.text).as_str() {
            "ص" if ends => Some((Some("صَبَاحًا"), 1)),
            "م" if ends => Some((Some("مَسَاءً"), 1)),
            "ظ" if ends => Some((Some("ظُهْرًا"), 1)),
            "صباحا" | "مساء" | "ظهرا" | "فجرا" | "عصرا" | "ليلا" | "صباح" | "فجر" | "ظهر" | "عصر" | "ضحى" | "نهارا" => {
                Some((None, 0))
            }
            // حتى 2 بعد منتصف الليل
            "بعد" | "قبل"
                if context::word(lexemes, at + 1)
                    .is_some_and(|word| context::one_of(&word, "منتصف الظهر العصر المغرب الفجر الظهيرة")) =>
            {
                Some((None, 0))
            }
            _ => None,
        },
        Kind::Latin => match lexeme.text.to_ascii_lowercase().as_str() {
            "am" => Some((Some("صَبَاحًا"), 1)),
            "pm" => Some((Some("مَسَاءً"), 1)),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a word for a part of the day stands close by, so that none need be added.
fn period_nearby(lexemes: &[Lexeme], at: usize, next: usize) -> bool {
    let is_period = |index: usize| {
        context::word(lexemes, index).is_some_and(|word| {
            ["صباح", "مساء", "الظهر", "ظهر", "عصر", "فجر", "ليل", "العشية", "الليل"].iter().any(|part| {
                word.strip_prefix("ال").unwrap_or(&word).trim_start_matches(['ب', 'ل', 'و']).starts_with(part)
            })
        })
    };
    (next..next + 3).any(is_period) || (at.saturating_sub(4)..at).any(is_period)
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn hours() {
        check("الساعة 8 صباحا", "الساعة الثامنة صباحا");
        check("عند 6 صباحا", "عند السادسة صباحا");
        check("الساعة 20", "الساعة الثامنة مساء");
        check("حوالي الساعة 3", "حوالي الساعة الثالثة");
    }

    #[test]
    fn quarters_thirds_halves() {
        check("الساعة 9:15 مساء", "الساعة التاسعة والربع مساء");
        check("على الساعة 11:20", "على الساعة الحادية عشرة والثلث");
        check("الساعة 10:30 ليلا", "الساعة العاشرة والنصف ليلا");
        check("الساعة 6:45 مساء", "الساعة السابعة إلا ربعا مساء");
    }

    #[test]
    fn minutes() {
        check("في تمام الساعة 7:40 مساء", "في تمام الساعة السابعة وأربعين دقيقة مساء");
        check("الساعة 1:05", "الساعة الواحدة وخمس دقائق");
        check("الساعة 13:10", "الساعة الواحدة وعشر دقائق بعد الظهر");
    }

    #[test]
    fn part_of_the_day_only_where_none_is_printed() {
        check("على الساعة 18:00", "على الساعة السادسة مساء");
        check("الساعة 21:30", "الساعة التاسعة والنصف مساء");
        check("من مساء الجمعة عند 20:00", "من مساء الجمعة عند الثامنة");
        check("الساعة 00:30", "الساعة الثانية عشرة والنصف ليلا");
        check("19:00 بتوقيت مكة", "السابعة مساء بتوقيت مكة");
    }

    #[test]
    fn abbreviated_parts_of_the_day() {
        check("9:30 ص", "التاسعة والنصف صباحا");
        check("10:00 م", "العاشرة مساء");
        check("الساعة 4 م", "الساعة الرابعة مساء");
        check("8:00 PM", "الثامنة مساء");
    }

    #[test]
    fn several() {
        check("من الساعة 9 إلى 17", "من الساعة التاسعة إلى الخامسة بعد الظهر");
        check("بين الساعة 8 و10 ليلا", "بين الساعة الثامنة والعاشرة ليلا");
        check("9:00-17:00", "التاسعة إلى الخامسة بعد الظهر");
        check("من 8:00 إلى 16:30", "من الثامنة إلى الرابعة والنصف بعد الظهر");
    }

    #[test]
    fn other_signs() {
        check("الساعة 17.05", "الساعة الخامسة وخمس دقائق بعد الظهر");
        check("الساعة 20سا", "الساعة الثامنة مساء");
        check("على 19h30", "على السابعة والنصف مساء");
    }

    #[test]
    fn durations() {
        check("بزمن 2:05:30", "بزمن ساعتين وخمس دقائق وثلاثين ثانية");
    }

    #[test]
    fn no_time() {
        check("4 م", "أربعة أمتار");
        check("نسبة 1:10", "نسبة واحد إلى عشرة");
        check("بطول 4 م", "بطول أربعة أمتار");
    }

    #[test]
    fn maghreb_minutes() {
        check("الساعة 16 و30 دقيقة", "الساعة الرابعة والنصف بعد الظهر");
        check("20سا و30د", "الثامنة والنصف مساء");
    }

    #[test]
    fn morning_by_its_letter() {
        check("7 ص", "السابعة صباحا");
        check("10 AM", "العاشرة صباحا");
    }
}
