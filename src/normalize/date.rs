//! Dates: `15 سبتمبر 2014`, `30 نيسان/أبريل`, `12 رمضان 1445هـ`, `بين 10 و14 مارس`, `15/9/2014`, `2023-10-07`.
//!
//! The day is a definite ordinal (it is the fifteenth *day*), then `من` and the month; a bare year after the month is
//! introduced by `عام`. Months keep the name that was printed, in whichever of the traditions: international (Egypt,
//! the Gulf), Syriac (the Levant, Iraq), French (Algeria, Tunisia), Moroccan, Hijri. Numeric dates are day, month, year
//! unless the year stands first, and their months have the international names.
//!
//! Pages of English and French origin leave dates in their own words (`November 26, 2026`, `26-Nov-2026`,
//! `17 février 2011`); they are said as the Arabic date is, in its order, with the month's Arabic name: the international
//! one for an English month, the one of Algeria and Tunisia for a French one.

use super::lexeme::{Kind, Lexeme, Reading, Spoken, span};
use super::number::{self, Case, Gender};
use super::{Options, Rule, cardinal, context, score, version, year};
use crate::note::{Note, NoteCode};

/// Reads a date that begins with a day, or a numeric one.
pub(super) fn read(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    numeric(lexemes, at)
        .or_else(|| first_of_numeric(lexemes, at))
        .or_else(|| dateline(lexemes, at))
        .or_else(|| year_first(lexemes, at))
        .or_else(|| day_of_month(lexemes, at))
        .or_else(|| joined_day(lexemes, at))
        .or_else(|| day_of_this_month(lexemes, at))
}

/// `8 ديسمبر 2004 (12/8/2004)`: a date in figures, in brackets after the same date in words, is left out with a note,
/// whichever of its parts stands first.
pub(super) fn read_again(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    lexemes.get(at).filter(|open| open.text == "(")?;
    lexemes.get(at + 6).filter(|close| close.text == ")")?;
    let (day, month, year) = written_before(lexemes, at)?;
    let part = |index: usize| lexemes.get(index).filter(|l| l.kind == Kind::Number)?.text.parse::<u64>().ok();
    let is_sign = |index: usize| matches!(lexemes[index].text.as_str(), "/" | "-" | ".");
    let parts = [part(at + 1)?, part(at + 3)?, part(at + 5)?];
    let is_same = [[day, month, year], [month, day, year], [year, month, day]].contains(&parts);
    let message = "a date in figures repeats the one before it and is not read out";
    let note = Note::new(NoteCode::TokenSkipped, message, span(lexemes, at..at + 7));
    let is_again = is_same && is_sign(at + 2) && is_sign(at + 4);
    is_again.then(|| Reading { consumed: 7, spoken: Vec::new(), notes: vec![note] })
}

/// Day, month and year of a date that is written with the name of its month and ends before `at`.
fn written_before(lexemes: &[Lexeme], at: usize) -> Option<(u64, u64, u64)> {
    let year = year_digits(lexemes, at.checked_sub(1)?)?;
    let (from, month) = (1..=2).find_map(|length| {
        let from = at.checked_sub(1 + length)?;
        month(lexemes, from).filter(|month| month.length == length).map(|month| (from, month))
    })?;
    let of = usize::from(context::word(lexemes, from.checked_sub(1)?).as_deref() == Some("من"));
    let day = day(lexemes, from.checked_sub(1 + of)?)?;
    let name = number::bare(&month.names.join("_"));
    let position = MONTHS_BY_NUMBER.iter().position(|names| context::one_of(&name, names))?;
    Some((day, u64::try_from(position).ok()? + 1, year))
}

/// The months of the sun in every tradition, by their number.
const MONTHS_BY_NUMBER: [&str; 12] = [
    "يناير جانفي كانون_الثاني",
    "فبراير فيفري شباط",
    "مارس آذار",
    "أبريل أفريل نيسان",
    "مايو ماي أيار",
    "يونيو جوان حزيران",
    "يوليو يوليوز جويلية تموز",
    "أغسطس غشت أوت آب",
    "سبتمبر شتنبر أيلول",
    "أكتوبر تشرين_الأول",
    "نوفمبر نونبر تشرين_الثاني",
    "ديسمبر دجنبر كانون_الأول",
];

/// Reads a date that begins with a word: with the month (`November 26, 2026`, `Aug. 2024`, `نوفمبر 26، 2026`), or with
/// the day of the week or the article before a date in Latin letters.
pub(super) fn read_word(lexemes: &[Lexeme], at: usize, options: &Options) -> Option<Reading> {
    month_first(lexemes, at).or_else(|| corresponding(lexemes, at)).or_else(|| after_latin_word(lexemes, at, options))
}

/// `November 26, 2026`: the day is said before its month. An Arabic month needs the year to show the order.
fn month_first(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let month = month(lexemes, at)?;
    let is_latin = lexemes[at].kind == Kind::Latin;
    let next = at + month.length;
    // Aug. 2024
    if let Some(value) = year_digits(lexemes, next).filter(|_| is_latin) {
        let mut spoken = Vec::new();
        say_month(lexemes, at, &month, &mut spoken);
        let source = &lexemes[next].source;
        spoken.extend(Spoken::words(year::words(value, Gender::Masculine), Rule::Date, source));
        return Some(Reading { consumed: next + 1 - at, spoken, notes: Vec::new() });
    }
    let first = day(lexemes, next)?;
    let mut end = next + 1 + usize::from(is_ordinal_suffix(lexemes, next + 1));
    let mut last = None;
    if is_latin
        && lexemes.get(end).is_some_and(|dash| matches!(dash.text.as_str(), "-" | "–"))
        && let Some(day) = self::day(lexemes, end + 1).filter(|&day| day > first)
    {
        last = Some(day);
        end += 2 + usize::from(is_ordinal_suffix(lexemes, end + 2));
    }
    let has_year = lexemes.get(end).is_some_and(|sign| matches!(sign.text.as_str(), "," | "،"))
        && year_digits(lexemes, end + 1).is_some()
        || is_latin && year_digits(lexemes, end).is_some();
    // April 10 أشخاص: what is counted is no day.
    if !has_year && (!is_latin || version::is_counted(lexemes, end)) {
        return None;
    }
    let mut words = number::ordinal(first, Gender::Masculine, case(lexemes, at), false);
    if let Some(last) = last {
        let is_between = context::word_before(lexemes, at).is_some_and(|(_, word)| word == "بين");
        let mut second = number::ordinal(last, Gender::Masculine, Case::Genitive, false);
        match second.first_mut().filter(|_| is_between) {
            Some(first) => *first = format!("وَ{first}"),
            None => words.push("إِلَى".to_owned()),
        }
        words.extend(second);
    }
    words.push("مِنْ".to_owned());
    words.extend(month.names.iter().map(|&name| name.to_owned()));
    let mut spoken = Spoken::words(words, Rule::Date, &span(lexemes, at..end)).collect();
    end = say_year(lexemes, end, &mut spoken);
    Some(Reading { consumed: end - at, spoken, notes: Vec::new() })
}

/// `Tuesday, December 5, 2023`, `the 14th of July`: what stands in Latin letters before a date.
fn after_latin_word(lexemes: &[Lexeme], at: usize, options: &Options) -> Option<Reading> {
    let word = lexemes.get(at).filter(|word| word.kind == Kind::Latin)?;
    let weekday = latin(&word.text, &WEEKDAYS);
    if weekday.is_none() && !matches!(word.text.as_str(), "the" | "The" | "le" | "Le") {
        return None;
    }
    let mut next = at + 1;
    while lexemes.get(next).is_some_and(|sign| matches!(sign.text.as_str(), "." | "," | "،")) && weekday.is_some() {
        next += 1;
    }
    let is_latin_date = month(lexemes, next).is_some()
        || day(lexemes, next).is_some() && (next + 1..next + 5).any(|index| is_latin_month(lexemes, index));
    lexemes.get(next).filter(|lexeme| lexeme.kind != Kind::Arabic && is_latin_date)?;
    let mut reading = read(lexemes, next, options).or_else(|| month_first(lexemes, next))?;
    match weekday {
        Some(name) => {
            let source = span(lexemes, at..next);
            reading.spoken.splice(0..0, Spoken::words([name.to_owned()], Rule::Date, &source));
        }
        None => {
            if let Some(Spoken::Word { source, .. }) = reading.spoken.first_mut() {
                source.start = word.source.start;
            }
        }
    }
    reading.consumed += next - at;
    Some(reading)
}

/// `2026-Nov-26`
fn year_first(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let value = year_digits(lexemes, at)?;
    let step = usize::from(lexemes.get(at + 1).is_some_and(|sign| matches!(sign.text.as_str(), "-" | "/")));
    let month = month(lexemes, at + 1 + step).filter(|_| lexemes[at + 1 + step].kind == Kind::Latin)?;
    let day_at = at + 1 + step + month.length + step;
    let day = day(lexemes, day_at)?;
    let mut words = number::ordinal(day, Gender::Masculine, case(lexemes, at), false);
    words.push("مِنْ".to_owned());
    words.extend(month.names.iter().map(|&name| name.to_owned()));
    words.push("عَام".to_owned());
    words.extend(year::words(value, Gender::Masculine));
    let spoken = Spoken::words(words, Rule::Date, &span(lexemes, at..day_at + 1)).collect();
    Some(Reading { consumed: day_at + 1 - at, spoken, notes: Vec::new() })
}

/// Four digits that can be the year of a date.
fn year_digits(lexemes: &[Lexeme], at: usize) -> Option<u64> {
    year::digits(lexemes, at, 4..=4).filter(|year| (1300..=2100).contains(year))
}

/// The suffix of `1st`, `29th`, `1er`.
fn is_ordinal_suffix(lexemes: &[Lexeme], at: usize) -> bool {
    let is_suffix = |text: &str| matches!(text.to_lowercase().as_str(), "st" | "nd" | "rd" | "th" | "er");
    lexemes.get(at).is_some_and(|suffix| suffix.kind == Kind::Latin && !suffix.spaced && is_suffix(&suffix.text))
}

fn is_latin_month(lexemes: &[Lexeme], at: usize) -> bool {
    lexemes.get(at).is_some_and(|lexeme| lexeme.kind == Kind::Latin) && month(lexemes, at).is_some()
}

/// Whether the lexeme at `at` is (the last word of) the name of a month.
pub(super) fn ends_month(lexemes: &[Lexeme], at: usize) -> bool {
    (0..=1)
        .any(|back| at.checked_sub(back).is_some_and(|from| month(lexemes, from).is_some_and(|m| m.length == back + 1)))
}

/// The name of a month in the text.
struct Month {
    /// With vowels.
    names: Vec<&'static str>,
    /// How many lexemes it takes.
    length: usize,
}

/// `15 سبتمبر`, `الـ15 من سبتمبر`, `5-7 مايو`, with the year after it.
fn day_of_month(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let day = day(lexemes, at)?;
    let case = case(lexemes, at);
    // الليلة الـ27 من رمضان: the night is what is ranked.
    let of_night = context::proclitic(lexemes, at).is_some_and(context::has_article)
        && context::word_before(lexemes, at).is_some_and(|(_, word)| word.ends_with("الليلة"));
    let gender = if of_night { Gender::Feminine } else { Gender::Masculine };
    let mut spoken: Vec<Spoken> = Vec::new();
    let mut next = at + 1;
    let sure = is_accusative(lexemes, at);
    let mut push_day = |day: u64, case: Case, source: &std::ops::Range<usize>| {
        spoken.extend(Spoken::words(number::ordinal(day, gender, case, sure), Rule::Date, source));
    };
    // 5-7 مايو: both days, joined as a range.
    if let Some(dash) = lexemes.get(next).filter(|dash| matches!(dash.text.as_str(), "-" | "–" | "—"))
        && let Some(last) = self::day(lexemes, next + 1).filter(|&last| last > day)
        && month(lexemes, next + 2).is_some()
    {
        let is_between = context::word_before(lexemes, at).is_some_and(|(_, word)| word == "بين");
        push_day(day, if is_between { Case::Genitive } else { case }, &lexemes[at].source);
        let joint = if is_between { "وَ" } else { "إِلَى" };
        let mut words = number::ordinal(last, Gender::Masculine, Case::Genitive, false);
        if is_between {
            if let Some(first) = words.first_mut() {
                *first = format!("{joint}{first}");
            }
        } else {
            spoken.extend(Spoken::words([joint.to_owned()], Rule::Date, &dash.source));
        }
        spoken.extend(Spoken::words(words, Rule::Date, &lexemes[next + 1].source));
        next += 2;
    } else {
        push_day(day, case, &lexemes[at].source);
        // 1st May, the 14th of July.
        next += usize::from(is_ordinal_suffix(lexemes, next));
        next += usize::from(lexemes.get(next).is_some_and(|of| of.text == "of") && is_latin_month(lexemes, next + 1));
        // 15-سبتمبر-2014, 12.Oct.2022.
        if lexemes.get(next).is_some_and(|sign| {
            !sign.spaced
                && (matches!(sign.text.as_str(), "-" | "/") || sign.text == "." && is_latin_month(lexemes, next + 1))
        }) {
            next += 1;
        }
    }
    let of_source = lexemes[next - 1].source.clone();
    let mut says_of = true;
    if context::word(lexemes, next).as_deref() == Some("من") {
        // `10 من مارس` has its `من`; it is said from the text.
        let words = ["مِنْ".to_owned()];
        month(lexemes, next + 1)?;
        spoken.extend(Spoken::words(words, Rule::Date, &lexemes[next].source));
        says_of = false;
        next += 1;
    }
    let first = month(lexemes, next)?;
    if says_of {
        spoken.extend(Spoken::words(["مِنْ".to_owned()], Rule::Date, &of_source));
    }
    next = say_month(lexemes, next, &first, &mut spoken);
    // أيلول/سبتمبر, (سبتمبر): the second tradition's name.
    if lexemes.get(next).is_some_and(|sign| matches!(sign.text.as_str(), "/" | "(" | "-"))
        && let Some(second) = month(lexemes, next + 1)
    {
        let is_bracket = lexemes[next].text == "(";
        let after = say_month(lexemes, next + 1, &second, &mut spoken);
        next = after + usize::from(is_bracket && lexemes.get(after).is_some_and(|sign| sign.text == ")"));
    }
    next = say_year(lexemes, next, &mut spoken);
    Some(Reading { consumed: next - at, spoken, notes: Vec::new() })
}

/// `10 و14 مارس`, `من 3 إلى 5 مايو`: the first of several days, whose month comes later.
fn joined_day(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let first = day(lexemes, at).or_else(|| day_before_comma(lexemes, at))?;
    let mut next = at + 1;
    for _ in 0..MOST_DAYS {
        let joined = cardinal::joined_number(lexemes, next).or_else(|| {
            let is_joint = lexemes.get(next).is_some_and(|joint| matches!(joint.text.as_str(), "," | "او"));
            (is_joint && day(lexemes, next + 1).is_some()).then_some(next + 1)
        })?;
        day(lexemes, joined)?;
        next = joined + 1;
        let of = usize::from(context::word(lexemes, next).as_deref() == Some("من"));
        if month(lexemes, next + of).is_some() || day_of_this_month(lexemes, joined).is_some() {
            let words = number::ordinal(first, Gender::Masculine, case(lexemes, at), false);
            let spoken = Spoken::words(words, Rule::Date, &lexemes[at].source).collect();
            return Some(Reading { consumed: 1, spoken, notes: Vec::new() });
        }
    }
    None
}

/// How many days may share a month: `أيام 7 و8 و9 و12 و13 و14 جوان`.
const MOST_DAYS: usize = 8;

/// `يوم 18,17 او 19 مارس`: the comma parts days where one is spoken of, and no decimals.
fn day_before_comma(lexemes: &[Lexeme], at: usize) -> Option<u64> {
    lexemes.get(at + 1).filter(|comma| matches!(comma.text.as_str(), "," | "،"))?;
    day(lexemes, at + 2)?;
    context::word_before(lexemes, at).filter(|(_, word)| context::one_of(word, "يوم أيام ايام يومي يومين"))?;
    let digits = lexemes.get(at).filter(|l| l.kind == Kind::Number && l.text.len() <= 2)?;
    digits.text.parse().ok().filter(|day| (1..=31).contains(day))
}

/// `في 17 الجاري`, `17 من الشهر المقبل`: a day whose month is not named.
fn day_of_this_month(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let day = day(lexemes, at)?;
    let next = context::word(lexemes, at + 1)?;
    let is_named = match next.as_str() {
        "الجاري" | "الحالي" | "المنصرم" | "الفارط" => true,
        "من" => {
            let month = context::word(lexemes, at + 2)?;
            let month = if matches!(month.as_str(), "هذا" | "ذات" | "نفس") {
                context::word(lexemes, at + 3)?
            } else {
                month
            };
            matches!(month.as_str(), "الشهر" | "شهر")
        }
        _ => false,
    };
    let before = context::word_before(lexemes, at).map(|(_, word)| word);
    let is_date = before
        .as_deref()
        .is_none_or(|word| context::one_of(word, "في يوم منذ حتى إلى من ليوم غاية بتاريخ قبل بعد") || is_weekday(word));
    if !is_named || !is_date {
        return None;
    }
    let words = number::ordinal(day, Gender::Masculine, case(lexemes, at), false);
    let spoken = Spoken::words(words, Rule::Date, &lexemes[at].source).collect();
    Some(Reading { consumed: 1, spoken, notes: Vec::new() })
}

/// `15/9/2014`, `15-09-14`, `2014.9.15`, `15/9` after a word for date.
fn numeric(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let part = |index: usize| -> Option<(&str, u64)> {
        let lexeme = lexemes.get(index).filter(|lexeme| lexeme.kind == Kind::Number)?;
        Some((lexeme.text.as_str(), lexeme.text.parse().ok()?))
    };
    let sign = |index: usize| {
        lexemes
            .get(index)
            .filter(|sign| !sign.spaced && matches!(sign.text.as_str(), "/" | "-" | "." | "–"))
            .filter(|_| lexemes.get(index + 1).is_some_and(|after| !after.spaced))
            .map(|sign| sign.text.as_str())
    };
    let (first, a) = part(at)?;
    // `7 / 9 / 2021`: with a year at the end, slashes may have spaces around them.
    let stroke = |index: usize| {
        let stroke = lexemes.get(index).filter(|stroke| matches!(stroke.text.as_str(), "/" | "-"));
        stroke.map(|stroke| stroke.text.as_str())
    };
    let is_loose =
        stroke(at + 1).is_some() && stroke(at + 1) == stroke(at + 3) && year_digits(lexemes, at + 4).is_some();
    let sign = |index: usize| sign(index).or_else(|| stroke(index).filter(|_| is_loose));
    let separator = sign(at + 1)?;
    let (second, b) = part(at + 2)?;
    let third = sign(at + 3).filter(|&third| third == separator).and_then(|_| part(at + 4));
    let (day, month, year, length) = match third {
        Some((digits, c)) if first.len() == 4 && digits.len() <= 2 => (c, b, Some(a), 5),
        Some((digits, c)) if first.len() <= 2 && second.len() <= 2 => {
            let year = match digits.len() {
                4 => c,
                2 if separator != "." && c < 50 => 2000 + c,
                2 if separator != "." => 1900 + c,
                _ => return None,
            };
            // The American order shows where the second part can be no month.
            if b > 12 && a <= 12 { (b, a, Some(year), 5) } else { (a, b, Some(year), 5) }
        }
        // يوم الأحد 3-5 مايو: the second is a day as well.
        None if separator != "."
            && first.len() <= 2
            && second.len() <= 2
            && self::month(lexemes, at + 3).is_none()
            && is_announced(lexemes, at) =>
        {
            (a, b, None, 3)
        }
        _ => return None,
    };
    let goes_on = lexemes.get(at + length).is_some_and(|l| !l.spaced && matches!(l.text.as_str(), "/" | "-"));
    if !(1..=31).contains(&day) || !(1..=12).contains(&month) || goes_on {
        return None;
    }
    let end = at + length;
    let is_hijri = year.is_some_and(|year| (1300..1500).contains(&year))
        && (year::era(lexemes, end, false).is_some_and(|(era, _)| era.iter().any(|word| word.starts_with("هِ")))
            || year.is_some_and(|year| year > 1400));
    let names = if is_hijri { &HIJRI } else { &INTERNATIONAL };
    let month = names.get(usize::try_from(month - 1).ok()?)?;
    let source = span(lexemes, at..end);
    let mut words = number::ordinal(day, Gender::Masculine, case(lexemes, at), is_accusative(lexemes, at));
    words.push("مِنْ".to_owned());
    words.extend(month.split(' ').map(str::to_owned));
    let mut consumed = length;
    if let Some(year) = year {
        words.push("عَام".to_owned());
        words.extend(year::words(year, Gender::Masculine));
    }
    let mut spoken: Vec<Spoken> = Spoken::words(words, Rule::Date, &source).collect();
    if year.is_some()
        && let Some((era, taken)) = year::era(lexemes, end, true)
    {
        spoken.extend(Spoken::words(era, Rule::Date, &span(lexemes, end..end + taken)));
        consumed += taken;
    }
    Some(Reading { consumed, spoken, notes: Vec::new() })
}

/// `بين 10 و15/8/2022`, `3-5/10/2023`: the first of several days whose month is a number.
fn first_of_numeric(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let first = day(lexemes, at)?;
    let mut joined = cardinal::joined_number(lexemes, at + 1)?;
    let mut last = day(lexemes, joined).filter(|&last| last > first)?;
    // أيام 4 و5 و6/10/2018: more days stand between.
    while lexemes.get(joined + 1).is_some_and(|and| and.text == "و")
        && let Some(day) = day(lexemes, joined + 2).filter(|&day| day > last)
    {
        (joined, last) = (joined + 2, day);
    }
    let has_year = year_digits(lexemes, joined + 4).is_some();
    let is_date = has_year && numeric(lexemes, joined).is_some() && last <= 31;
    // 1/2/2020 has no day before it.
    let joint = lexemes.get(at + 1).filter(|joint| is_date && joint.text != "/")?;
    let words = number::ordinal(first, Gender::Masculine, case(lexemes, at), false);
    let mut spoken: Vec<Spoken> = Spoken::words(words, Rule::Date, &lexemes[at].source).collect();
    let is_dash = joint.kind == Kind::Sign && joint.text != "،";
    if is_dash {
        spoken.extend(Spoken::words(["إِلَى".to_owned()], Rule::Date, &joint.source));
    }
    Some(Reading { consumed: 1 + usize::from(is_dash), spoken, notes: Vec::new() })
}

/// `الكويت - 14 - 7 (كونا)`: day and month between the place and the agency at the head of a report.
fn dateline(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let is_dash = |index: usize| lexemes.get(index).is_some_and(|dash| matches!(dash.text.as_str(), "-" | "–" | "—"));
    // The place has a name of three words at most.
    let is_head = (1..=3).contains(&at) && lexemes[..at].iter().all(|word| word.kind == Kind::Arabic);
    if !is_head || !is_dash(at) || !is_dash(at + 2) || lexemes.get(at + 4)?.text != "(" {
        return None;
    }
    let day = day(lexemes, at + 1)?;
    let month = year::digits(lexemes, at + 3, 1..=2).and_then(|month| usize::try_from(month).ok()?.checked_sub(1))?;
    let mut words = number::ordinal(day, Gender::Masculine, Case::Nominative, false);
    words.extend(["مِنْ".to_owned(), (*INTERNATIONAL.get(month)?).to_owned()]);
    let spoken = Spoken::words(words, Rule::Date, &span(lexemes, at + 1..at + 4)).collect();
    Some(Reading { consumed: 4, spoken, notes: Vec::new() })
}

/// What two numbers would be as day and month, whatever stands around them; without marks.
pub(super) fn day_and_month(lexemes: &[Lexeme], at: usize) -> Option<String> {
    let month = year::digits(lexemes, at + 2, 1..=2).and_then(|month| usize::try_from(month).ok()?.checked_sub(1))?;
    let mut words = number::ordinal(day(lexemes, at)?, Gender::Masculine, Case::Genitive, false);
    words.extend(["مِنْ".to_owned(), (*INTERNATIONAL.get(month)?).to_owned()]);
    Some(words.iter().map(|word| number::bare(word)).collect::<Vec<_>>().join(" "))
}

/// Whether a word for a date stands before, so that `15/9` is one.
fn is_announced(lexemes: &[Lexeme], at: usize) -> bool {
    context::word_before(lexemes, at).is_some_and(|(index, word)| {
        let word = word.trim_start_matches(['و', 'ل', 'ب']);
        let in_the = matches!(word, "في" | "من" | "إلى" | "حتى" | "غاية")
            && context::word_before(lexemes, index)
                .is_some_and(|(_, before)| before.contains("مؤرخ") || before.contains("صادر") || is_weekday(&before));
        // في 29/2: no fraction has the greater part above.
        let part = |index: usize| lexemes.get(index).and_then(|l| l.text.parse::<u64>().ok());
        let is_improper = part(at) > part(at + 2) && part(at + 2).is_some_and(|month| month <= 12);
        // آخر أجل للتسجيل 28/2: no fraction, rank or score looks so.
        let is_day = is_improper && part(at).is_some_and(|day| (13..=31).contains(&day));
        let is_other = context::one_of(
            word.strip_prefix("ال").unwrap_or(word),
            "مادة فصل بند فقرة باب آية رقم عدد ملف قضية قانون مرسوم قرار أمر مقاس ضغط نسبة نتيجة علامة درجة معدل نظر لوحة دوام خدمة مجموعة",
        ) || score::is_sport(lexemes, at)
            || version::is_counted(lexemes, at + 3)
            || part(at) == Some(24) && part(at + 2) == Some(7);
        if is_day && !is_other {
            return true;
        }
        let in_the = in_the || is_improper && matches!(word, "في" | "منذ" | "حتى" | "قبل" | "بعد");
        // ثورة 25/1, الموعد النهائي 3/11: what happens on a day, past one adjective.
        let is_event = |word: &str| context::one_of(word.strip_prefix("ال").unwrap_or(word), EVENTS);
        let of_event = is_event(word)
            || word.starts_with("ال")
                && context::word_before(lexemes, index)
                    .is_some_and(|(_, head)| head.starts_with("ال") && is_event(&head));
        if of_event && part(at).is_some_and(|day| day <= 31) && part(at + 2).is_some_and(|month| month <= 12) {
            return true;
        }
        in_the || word.ends_with("تاريخ") || word.ends_with("يوم") || is_weekday(word)
    })
}

/// What is known by its day, or has one.
const EVENTS: &str = "
    ثورة انتفاضة هجمات هجوم أحداث تفجيرات اعتداءات مجزرة مظاهرات حراك انقلاب نكسة ذكرى موعد مهلة ميعاد عيد";

/// Whether a word is the name of a day of the week.
pub(super) fn is_weekday(word: &str) -> bool {
    context::one_of(word, "السبت الأحد الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة")
}

fn day(lexemes: &[Lexeme], at: usize) -> Option<u64> {
    year::digits(lexemes, at, 1..=2).filter(|day| (1..=31).contains(day))
}

/// A day after any word is oblique (in, on, since, of); where it begins a line it is nominative.
fn case(lexemes: &[Lexeme], at: usize) -> Case {
    // الموافق: ٢٠ من مايو
    let colon = at.checked_sub(1).filter(|&colon| lexemes[colon].text == ":");
    let is_label = |index: usize| {
        context::word(lexemes, index)
            .is_some_and(|word| ["الموافق", "الموافقة", "بتاريخ", "في", "يوم"].contains(&word.as_str()))
    };
    if colon.and_then(|colon| colon.checked_sub(1)).is_some_and(is_label) {
        return Case::Genitive;
    }
    // من 1921 إلى 26 مايو: the second end of a stretch.
    let is_end =
        at > 1 && matches!(lexemes[at - 1].text.as_str(), "-" | "–" | "—") && lexemes[at - 2].kind != Kind::Arabic;
    match context::word_before(lexemes, at) {
        _ if is_end => Case::Genitive,
        _ if is_accusative(lexemes, at) => Case::Accusative,
        None if context::proclitic(lexemes, at).is_none_or(|proclitic| proclitic == "ال") => {
            context::case(lexemes, at).0
        }
        _ => Case::Genitive,
    }
}

/// `الموافق 1 يوليو`, `اليوم 24 مايو`: the day is the object of the participle, or stands beside an adverb of time.
fn is_accusative(lexemes: &[Lexeme], at: usize) -> bool {
    let governor = at.checked_sub(1).and_then(|before| context::word(lexemes, before));
    governor.is_some_and(|word| matches!(word.as_str(), "الموافق" | "اليوم"))
}

/// `في 3 صفر، الموافق 1 يوليو`: the participle stands beside a day in the genitive.
fn corresponding(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let word = lexemes.get(at).filter(|word| word.text == "الموافق")?;
    lexemes.get(at + 1).filter(|day| day.kind == Kind::Number)?;
    let is_genitive = (at.saturating_sub(10)..at)
        .filter_map(|index| context::word(lexemes, index))
        .any(|word| matches!(word.as_str(), "في" | "بتاريخ" | "وتاريخ" | "تاريخ" | "منذ" | "حتى"));
    let word = Spoken::Word {
        text: word.text.clone(),
        hint: Some("الْمُوَافِقِ".to_owned()),
        rule: Rule::Plain,
        source: word.source.clone(),
    };
    is_genitive.then(|| Reading { consumed: 1, spoken: vec![word], notes: Vec::new() })
}

fn say_month(lexemes: &[Lexeme], at: usize, month: &Month, spoken: &mut Vec<Spoken>) -> usize {
    for (lexeme, name) in lexemes[at..].iter().zip(&month.names) {
        // `ذو الحجة` is genitive after `من`.
        let bare = number::bare(name);
        let has_author_marks = lexeme.text.chars().any(number::is_mark);
        let keeps = number::bare(&lexeme.text) == bare;
        spoken.push(Spoken::Word {
            text: match lexeme.kind {
                Kind::Arabic if keeps && has_author_marks || !keeps && bare != "ذي" => lexeme.text.clone(),
                _ => bare,
            },
            hint: (keeps || lexeme.kind == Kind::Latin || number::bare(&lexeme.text) == "ذو")
                .then(|| (*name).to_owned()),
            rule: Rule::Date,
            source: lexeme.source.clone(),
        });
    }
    at + month.length
}

/// The bare year after a month, introduced by `عام`; answers where the text goes on.
fn say_year(lexemes: &[Lexeme], at: usize, spoken: &mut Vec<Spoken>) -> usize {
    // 15 سبتمبر، 2014 and 15-سبتمبر-2014.
    let skip = usize::from(
        lexemes.get(at).is_some_and(|sign| matches!(sign.text.as_str(), "،" | "," | "-" | "/"))
            && year::digits(lexemes, at + 1, 4..=4).is_some_and(|year| (1300..=2100).contains(&year)),
    );
    let at_year = at + skip;
    // 03-Jan-22
    let is_short = at.checked_sub(1).is_some_and(|month| is_latin_month(lexemes, month))
        && lexemes.get(at).is_some_and(|sign| !sign.spaced && matches!(sign.text.as_str(), "-" | "/"));
    if let Some(short) = year::digits(lexemes, at + 1, 2..=2).filter(|_| is_short) {
        let source = lexemes[at + 1].source.clone();
        let year = if short < 50 { 2000 + short } else { 1900 + short };
        spoken.extend(Spoken::words(["عَام".to_owned()], Rule::Date, &source));
        spoken.extend(Spoken::words(year::words(year, Gender::Masculine), Rule::Date, &source));
        return at + 2;
    }
    let Some(value) = year::digits(lexemes, at_year, 1..=4) else { return at };
    let era = year::era(lexemes, at_year + 1, true);
    if value < 1000 && era.is_none() {
        return at;
    }
    let source = lexemes[at_year].source.clone();
    spoken.extend(Spoken::words(["عَام".to_owned()], Rule::Date, &source));
    spoken.extend(Spoken::words(year::words(value, Gender::Masculine), Rule::Date, &source));
    let mut next = at_year + 1;
    if let Some((era, length)) = era {
        spoken.extend(Spoken::words(era, Rule::Date, &span(lexemes, next..next + length)));
        next += length;
    }
    next
}

/// The month whose name begins at `at`.
fn month(lexemes: &[Lexeme], at: usize) -> Option<Month> {
    if let Some(word) = lexemes.get(at).filter(|word| word.kind == Kind::Latin) {
        let name = latin(&word.text, &LATIN_MONTHS)?;
        // Nov. 26: the stop of the abbreviation, and not that of the sentence.
        let has_stop = lexemes.get(at + 1).is_some_and(|stop| stop.text == "." && !stop.spaced)
            && word.text.len() <= 4
            && lexemes.get(at + 2).is_some_and(|next| next.kind == Kind::Number);
        return Some(Month { names: vec![name], length: 1 + usize::from(has_stop) });
    }
    let first = context::word(lexemes, at)?;
    let first = first.as_str();
    let second = context::word(lexemes, at + 1);
    let names = |names: &[&'static str], length: usize| Some(Month { names: names.to_vec(), length });
    if let Some(second) = second.as_deref() {
        for (printed, names) in TWO_WORDS {
            if printed.split_once(' ').is_some_and(|(a, b)| a == first && b == second) {
                return Some(Month { names: names.split(' ').collect(), length: 2 });
            }
        }
    }
    ONE_WORD
        .iter()
        .find(|(printed, _)| printed.split(' ').any(|printed| printed == first))
        .and_then(|(_, name)| names(&[name], 1))
}

/// The Arabic name of a month or weekday in Latin letters. Abbreviations are capitalized; without that they are words
/// (`mar`, `sat`).
fn latin(word: &str, names: &[(&str, &'static str)]) -> Option<&'static str> {
    let lower = word.to_lowercase();
    let is_capital = word.starts_with(char::is_uppercase);
    names
        .iter()
        .find(|(printed, _)| printed.split(' ').any(|printed| printed == lower))
        .map(|&(_, name)| name)
        .filter(|_| is_capital || lower.chars().count() > 3)
}

/// Months in English and French, with their abbreviations.
const LATIN_MONTHS: [(&str, &str); 19] = [
    ("january jan", "يَنَايِر"),
    ("february feb", "فِبْرَايِر"),
    ("march mar mars", "مَارِس"),
    ("april apr", "أَبْرِيل"),
    ("may", "مَايُو"),
    ("june jun", "يُونْيُو"),
    ("july jul", "يُولْيُو"),
    ("august aug", "أَغُسْطُس"),
    ("september sept sep septembre", "سِبْتَمْبِر"),
    ("october oct octobre", "أُكْتُوبَر"),
    ("november nov novembre", "نُوفَمْبِر"),
    ("december dec décembre decembre déc", "دِيسَمْبِر"),
    ("janvier janv", "جَانْفِي"),
    ("février fevrier févr", "فِيفْرِي"),
    ("avril avr", "أَفْرِيل"),
    ("mai", "مَاي"),
    ("juin", "جُوَان"),
    ("juillet juil", "جْوِيلِيَة"),
    ("août aout", "أُوت"),
];

const WEEKDAYS: [(&str, &str); 7] = [
    ("saturday sat samedi", "السَّبْت"),
    ("sunday sun dimanche", "الْأَحَد"),
    ("monday mon lundi", "الِاثْنَيْنِ"),
    ("tuesday tue tues mardi", "الثُّلَاثَاء"),
    ("wednesday wed mercredi", "الْأَرْبِعَاء"),
    ("thursday thu thur thurs jeudi", "الْخَمِيس"),
    ("friday fri vendredi", "الْجُمْعَة"),
];

const INTERNATIONAL: [&str; 12] =
    ["يَنَايِر", "فِبْرَايِر", "مَارِس", "أَبْرِيل", "مَايُو", "يُونْيُو", "يُولْيُو", "أَغُسْطُس", "سِبْتَمْبِر", "أُكْتُوبَر", "نُوفَمْبِر", "دِيسَمْبِر"];

const HIJRI: [&str; 12] = [
    "مُحَرَّم",
    "صَفَر",
    "رَبِيع الْأَوَّل",
    "رَبِيع الْآخِر",
    "جُمَادَى الْأُولَى",
    "جُمَادَى الْآخِرَة",
    "رَجَب",
    "شَعْبَان",
    "رَمَضَان",
    "شَوَّال",
    "ذِي الْقَعْدَة",
    "ذِي الْحِجَّة",
];

/// Months of two words, as printed and with vowels; `ذي` because `من` stands before.
const TWO_WORDS: [(&str, &str); 22] = [
    ("كانون الثاني", "كَانُون الثَّانِي"),
    ("كانون الأول", "كَانُون الْأَوَّل"),
    ("تشرين الأول", "تِشْرِين الْأَوَّل"),
    ("تشرين الثاني", "تِشْرِين الثَّانِي"),
    ("تشرين أول", "تِشْرِين أَوَّل"),
    ("تشرين ثاني", "تِشْرِين ثَانِي"),
    ("كانون أول", "كَانُون أَوَّل"),
    ("كانون ثاني", "كَانُون ثَانِي"),
    ("ربيع الأول", "رَبِيع الْأَوَّل"),
    ("ربيع أول", "رَبِيع أَوَّل"),
    ("ربيع الآخر", "رَبِيع الْآخِر"),
    ("ربيع الثاني", "رَبِيع الثَّانِي"),
    ("جمادى الأولى", "جُمَادَى الْأُولَى"),
    ("جمادى الآخرة", "جُمَادَى الْآخِرَة"),
    ("جمادى الثانية", "جُمَادَى الثَّانِيَة"),
    ("جمادى الأول", "جُمَادَى الْأَوَّل"),
    ("ذو القعدة", "ذِي الْقَعْدَة"),
    ("ذي القعدة", "ذِي الْقَعْدَة"),
    ("ذو الحجة", "ذِي الْحِجَّة"),
    ("ذي الحجة", "ذِي الْحِجَّة"),
    ("شهر رمضان", "شَهْر رَمَضَان"),
    ("محرم الحرام", "مُحَرَّم الْحَرَام"),
];

/// Months of one word: the spellings in print (the first is the one with these vowels), and with vowels.
const ONE_WORD: [(&str, &str); 40] = [
    ("يناير", "يَنَايِر"),
    ("فبراير", "فِبْرَايِر"),
    ("مارس", "مَارِس"),
    ("أبريل ابريل إبريل", "أَبْرِيل"),
    ("مايو", "مَايُو"),
    ("يونيو يونيه", "يُونْيُو"),
    ("يوليو يوليه", "يُولْيُو"),
    ("أغسطس اغسطس", "أَغُسْطُس"),
    ("سبتمبر", "سِبْتَمْبِر"),
    ("أكتوبر اكتوبر", "أُكْتُوبَر"),
    ("نوفمبر", "نُوفَمْبِر"),
    ("ديسمبر", "دِيسَمْبِر"),
    ("شباط", "شُبَاط"),
    ("آذار اذار", "آذَار"),
    ("نيسان", "نِيسَان"),
    ("أيار ايار", "أَيَّار"),
    ("حزيران", "حَزِيرَان"),
    ("تموز", "تَمُّوز"),
    ("آب", "آب"),
    ("أيلول ايلول", "أَيْلُول"),
    ("جانفي", "جَانْفِي"),
    ("فيفري", "فِيفْرِي"),
    ("أفريل افريل", "أَفْرِيل"),
    ("ماي", "مَاي"),
    ("جوان", "جُوَان"),
    ("جويلية", "جْوِيلِيَة"),
    ("أوت اوت", "أُوت"),
    ("يوليوز", "يُولْيُوز"),
    ("غشت", "غُشْت"),
    ("شتنبر", "شُتَنْبِر"),
    ("نونبر", "نُوَنْبِر"),
    ("دجنبر", "دُجَنْبِر"),
    ("محرم", "مُحَرَّم"),
    ("المحرم", "الْمُحَرَّم"),
    ("صفر", "صَفَر"),
    ("رجب", "رَجَب"),
    ("شعبان", "شَعْبَان"),
    ("رمضان", "رَمَضَان"),
    ("شوال", "شَوَّال"),
    ("فيفرييه", "فِيفْرِيِيه"),
];

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn day_month_year() {
        check("في 1 نوفمبر 1954", "في الأول من نوفمبر عام ألف وتسعمئة وأربعة وخمسين");
        check("الأربعاء 8 ماي 1945", "الأربعاء الثامن من ماي عام ألف وتسعمئة وخمسة وأربعين");
        check("في 10 محرم 1446 هـ", "في العاشر من محرم عام ألف وأربعمئة وستة وأربعين هجرية");
        check("12 مايو/أيار 2024", "الثاني عشر من مايو أيار عام ألفين وأربعة وعشرين");
        check("15-سبتمبر-2014", "الخامس عشر من سبتمبر عام ألفين وأربعة عشر");
    }

    #[test]
    fn day_and_month() {
        check("في 14 تموز/يوليو", "في الرابع عشر من تموز يوليو");
        check("شارع 26 يوليو", "شارع السادس والعشرين من يوليو");
        check("20 أوت", "العشرون من أوت");
        check("إلى غاية 31 ديسمبر", "إلى غاية الحادي والثلاثين من ديسمبر");
        check("ليلة 27 رمضان", "ليلة السابع والعشرين من رمضان");
        check("10 ذو الحجة", "العاشر من ذي الحجة");
        check("في 3 كانون الثاني", "في الثالث من كانون الثاني");
    }

    #[test]
    fn printed_of() {
        check("17 من الشهر الجاري", "السابع عشر من الشهر الجاري");
        check("في 17 الجاري", "في السابع عشر الجاري");
        check("بعد الـ11 من سبتمبر", "بعد الحادي عشر من سبتمبر");
        check("فجر الـ6 من فبراير", "فجر السادس من فبراير");
    }

    #[test]
    fn several_days() {
        check("5 و6 أكتوبر", "الخامس والسادس من أكتوبر");
        check("من 3 إلى 7 مايو", "من الثالث إلى السابع من مايو");
        check("يومي 12 و13 أفريل", "يومي الثاني عشر والثالث عشر من أفريل");
        check("20-22 يونيو", "العشرون إلى الثاني والعشرين من يونيو");
        check("يوم الأحد 3-5 مايو", "يوم الأحد الثالث إلى الخامس من مايو");
        check("بين 5-9 مارس", "بين الخامس والتاسع من مارس");
    }

    #[test]
    fn numeric() {
        check("في 25/12/2023", "في الخامس والعشرين من ديسمبر عام ألفين وثلاثة وعشرين");
        check("يوم 01-02-2022", "يوم الأول من فبراير عام ألفين واثنين وعشرين");
        check("2024/05/17", "السابع عشر من مايو عام ألفين وأربعة وعشرين");
        check("في 3.4.2021", "في الثالث من أبريل عام ألفين وواحد وعشرين");
        check("بتاريخ 12/25/2023", "بتاريخ الخامس والعشرين من ديسمبر عام ألفين وثلاثة وعشرين");
        check("بتاريخ 5/6", "بتاريخ الخامس من يونيو");
        check("في 1/9/1446هـ", "في الأول من رمضان عام ألف وأربعمئة وستة وأربعين هجرية");
    }

    #[test]
    fn months_in_latin_letters() {
        check("November 26, 2026", "السادس والعشرون من نوفمبر عام ألفين وستة وعشرين");
        check("نشر في Nov. 26", "نشر في السادس والعشرين من نوفمبر");
        check("26 Nov 2026", "السادس والعشرون من نوفمبر عام ألفين وستة وعشرين");
        check("في 26-Nov-2026", "في السادس والعشرين من نوفمبر عام ألفين وستة وعشرين");
        check("في 2026-Nov-26", "في السادس والعشرين من نوفمبر عام ألفين وستة وعشرين");
        check("في 12.Oct.2022", "في الثاني عشر من أكتوبر عام ألفين واثنين وعشرين");
        check("بتاريخ 03-Jan-22", "بتاريخ الثالث من يناير عام ألفين واثنين وعشرين");
        check("في March 2024", "في مارس ألفين وأربعة وعشرين");
        check("بين April 3-5, 2024", "بين الثالث والخامس من أبريل عام ألفين وأربعة وعشرين");
        check("في 14 و15 Aug 2024", "في الرابع عشر والخامس عشر من أغسطس عام ألفين وأربعة وعشرين");
        check("في 1st May 2023", "في الأول من مايو عام ألفين وثلاثة وعشرين");
        check("the 14th of July 1789", "الرابع عشر من يوليو عام ألف وسبعمئة وتسعة وثمانين");
        check("Tuesday, December 5, 2023", "الثلاثاء الخامس من ديسمبر عام ألفين وثلاثة وعشرين");
        check("Wed, 06 Dec 2023", "الأربعاء السادس من ديسمبر عام ألفين وثلاثة وعشرين");
        check("في 17 février 2011", "في السابع عشر من فيفري عام ألفين وأحد عشر");
        check("1er novembre 1954", "الأول من نوفمبر عام ألف وتسعمئة وأربعة وخمسين");
    }

    #[test]
    fn month_before_the_day() {
        check("في نوفمبر 26، 2026", "في السادس والعشرين من نوفمبر عام ألفين وستة وعشرين");
        check("في مارس 5 آلاف", "في مارس خمسة آلاف");
    }

    #[test]
    fn names_like_months_stay_names() {
        check("تيريزا May قالت", "تيريزا ماي قالت");
        check("شركة March 10 شركات", "شركة مارس عشر شركات");
    }

    #[test]
    fn proclitics() {
        check("الموافق لـ 5 يوليو 2024", "الموافق للخامس من يوليو عام ألفين وأربعة وعشرين");
        check("لـ15 مارس", "للخامس عشر من مارس");
    }

    #[test]
    fn short_hijri_years() {
        check("الموافق 10 محرم 61 هـ", "الموافق العاشر من محرم عام واحد وستين هجرية");
    }

    #[test]
    fn improper_fraction_is_a_day() {
        check("في 29/2", "في التاسع والعشرين من فبراير");
    }
}
