//! Dates: `15 سبتمبر 2014`, `30 نيسان/أبريل`, `12 رمضان 1445هـ`, `بين 10 و14 مارس`, `15/9/2014`, `2023-10-07`.
//!
//! Months keep the name that was printed, in whichever of the traditions: international (Egypt, the Gulf), Syriac (the
//! Levant, Iraq), French (Algeria, Tunisia), Moroccan, Hijri. Numeric dates are day, month, year unless the year stands
//! first, and their months have the international names.
//!
//! Pages of English and French origin leave dates in their own words (`November 26, 2026`, `26-Nov-2026`,
//! `17 février 2011`); they are said as the Arabic date is, in its order, with the month's Arabic name: the international
//! one for an English month, the one of Algeria and Tunisia for a French one.

mod again;
mod foreign;
mod numeric;

pub(crate) use self::again::again;
pub(crate) use self::foreign::begins_with_word;

use super::found::Match;
use crate::arabic::clitics::{self, Analysis};
use crate::arabic::marks;
use crate::normalize::agreement::Governor;
use crate::normalize::cursor::Cursor;
use crate::normalize::grammar::Gender;
use crate::normalize::lexicon::calendar;
use crate::normalize::lexicon::words::List;
use crate::normalize::printed::era;
use crate::normalize::printed::month::{Month, day, ends_at, is_latin, month};
use crate::normalize::semiotic::{DatePart, DayPlace, Semiotic, Source, YearPart};
use crate::normalize::token::Kind;

/// Knows a date that begins with a day, or a numeric one.
pub(crate) fn classify(place: Cursor) -> Option<Match> {
    numeric::full(place)
        .or_else(|| numeric::first_of_several(place))
        .or_else(|| numeric::dateline(place))
        .or_else(|| foreign::year_first(place))
        .or_else(|| day_of_month(place))
        .or_else(|| joined_day(place))
        .or_else(|| day_of_this_month(place))
}

fn found<'t>(place: Cursor<'t>, length: usize, parts: Vec<DatePart>) -> Match<'t> {
    Match::new(length, Semiotic::Date(parts), Governor::Day(place))
}

fn first_day(value: u64, source: Source) -> DatePart {
    DatePart::Day { value, gender: Gender::Masculine, place: DayPlace::First, source }
}

fn last_day(value: u64, is_joined: bool, source: Source) -> DatePart {
    let place = if is_joined { DayPlace::Joined } else { DayPlace::Last };
    DatePart::Day { value, gender: Gender::Masculine, place, source }
}

/// Four digits that can be the year of a date.
fn year_digits(place: Cursor) -> Option<u64> {
    place.digits(4..=4).filter(|year| (1300..=2100).contains(year))
}

/// The suffix of `1st`, `29th`, `1er`.
fn is_ordinal_suffix(place: Cursor) -> bool {
    let is_suffix = |text: &str| matches!(text.to_lowercase().as_str(), "st" | "nd" | "rd" | "th" | "er");
    place.is_latin() && place.is_glued() && is_suffix(place.text())
}

/// `15 سبتمبر`, `الـ15 من سبتمبر`, `5-7 مايو`, with the year after it.
fn day_of_month(place: Cursor) -> Option<Match> {
    let first = day(place).filter(|_| !is_rank_of_edition(place))?;
    let mut parts = Vec::new();
    let mut end = place.ahead(1);
    // الليلة الـ27 من رمضان: the night is what is ranked.
    let of_night = place.has_article() && place.said_before().ends_with("الليلة");
    let gender = if of_night { Gender::Feminine } else { Gender::Masculine };
    // 5-7 مايو: both days, joined as a range.
    if end.is_dash()
        && let Some(last) = day(end.ahead(1)).filter(|&last| last > first)
        && let close = usize::from(place.back(1).is("(") && end.ahead(2).is(")"))
        && month(end.ahead(2 + close)).is_some()
    {
        let is_between = place.said_before() == "بين";
        // (14-24 مايو): what stands by itself begins with `من`.
        if place.back(1).is("(") && close == 0 && !is_between {
            parts.push(DatePart::From(place.source(1)));
        }
        parts.push(DatePart::Day { value: first, gender, place: DayPlace::First, source: place.source(1) });
        if !is_between {
            parts.push(DatePart::To(end.source(1)));
        }
        parts.push(last_day(last, is_between, end.ahead(1).source(1)));
        end = end.ahead(2 + close);
    } else {
        parts.push(DatePart::Day { value: first, gender, place: DayPlace::First, source: place.source(1) });
        // 1st May, the 14th of July.
        end = end.ahead(usize::from(is_ordinal_suffix(end)));
        end = end.ahead(usize::from(end.is("of") && is_latin(end.ahead(1))));
        // 15-سبتمبر-2014, 12.Oct.2022.
        if end.is_glued() && (end.is_any(&["-", "/"]) || end.is(".") && is_latin(end.ahead(1))) {
            end = end.ahead(1);
        }
        end = end.ahead(usize::from(is_stroke_before_month(place)));
    }
    // `10 من مارس` has its `من`; else it has the bytes of what stands before the month.
    if end.word() == Some("من") {
        parts.push(DatePart::Of(end.source(1)));
        end = end.ahead(1);
    } else {
        parts.push(DatePart::Of(end.back(1).source(1)));
    }
    let first_month = month(end)?;
    end = say_month(end, &first_month, &mut parts);
    // أيلول/سبتمبر, (سبتمبر): the second tradition's name.
    if end.is_any(&["/", "(", "-"])
        && let Some(second) = month(end.ahead(1))
    {
        let after = say_month(end.ahead(1), &second, &mut parts);
        end = after.ahead(usize::from(end.is("(") && after.is(")")));
    }
    end = say_year(end, &mut parts);
    Some(found(place, end.since(place), parts))
}

/// `في نسختها الـ4 سبتمبر 2026`: the rank of an edition before the month of it.
fn is_rank_of_edition(place: Cursor) -> bool {
    let is_edition = |word: &str| {
        let has_pronoun = |stem: &str| clitics::without_pronoun(stem).is_some_and(|noun| List::Editions.has(noun));
        Analysis::of(word).article && List::Editions.has_stem(word) || clitics::stems(word).any(has_pronoun)
    };
    place.has_article() && is_edition(place.said_before()) && month(place.ahead(1)).is_some()
}

/// `السبت 21 / جمادى الأولى / 1446`: a stroke between a day and its month that stands apart. Behind another word the number may
/// be that of an issue.
fn is_stroke_before_month(day: Cursor) -> bool {
    let stroke = day.ahead(1);
    let found = month(stroke.ahead(1)).filter(|_| stroke.is("/") && stroke.is_spaced());
    let has_second = |month: Month| stroke.ahead(1 + month.length).is("/");
    let before = day.word_before();
    let is_day = before.is_none_or(|(_, word)| List::BeforeDays.has(word) || calendar::is_weekday(word));
    found.is_some_and(|month| is_day || has_second(month))
}

/// `10 و14 مارس`, `من 3 إلى 5 مايو`: the first of several days, whose month comes later.
fn joined_day(place: Cursor) -> Option<Match> {
    let first = day(place).or_else(|| day_before_comma(place))?;
    let mut end = place.ahead(1);
    for _ in 0..MOST_DAYS {
        // من الـ23 إلى الـ29 من يونيو
        let after_article = || Some(end.ahead(2)).filter(|next| end.is_any(&["إلى", "حتى", "و"]) && next.has_article());
        let joined = end.joined_number().or_else(after_article);
        let joined = joined.or_else(|| end.is_any(&[",", "او"]).then(|| end.ahead(1)))?;
        day(joined)?;
        end = joined.ahead(1);
        let of = usize::from(end.word() == Some("من"));
        if month(end.ahead(of)).is_some() || day_of_this_month(joined).is_some() {
            return Some(found(place, 1, vec![first_day(first, place.source(1))]));
        }
    }
    None
}

/// How many days may share a month: `أيام 7 و8 و9 و12 و13 و14 جوان`.
const MOST_DAYS: usize = 8;

/// `يوم 18,17 او 19 مارس`: the comma parts days where one is spoken of, and no decimals.
fn day_before_comma(place: Cursor) -> Option<u64> {
    let is_parted = place.ahead(1).is_any(&[",", "،"]) && day(place.ahead(2)).is_some();
    let is_told = matches!(place.said_before(), "يوم" | "أيام" | "ايام" | "يومي" | "يومين");
    place.value().filter(|day| is_parted && is_told && place.text().len() <= 2 && (1..=31).contains(day))
}

/// How far back the month may be that `منه` stands for.
const LONGEST_TO_MONTH: usize = 24;

/// `في 17 الجاري`, `17 من الشهر المقبل`: a day whose month is not named.
fn day_of_this_month(place: Cursor) -> Option<Match> {
    let day = day(place)?;
    let next = place.ahead(1);
    let is_named = match next.word()? {
        "الجاري" | "الحالي" | "المنصرم" | "الفارط" => true,
        "الشهر" => is_named_month(next.ahead(1)),
        // في 21 مايو … وفي 28 منه
        "منه" => place
            .backwards()
            .take(LONGEST_TO_MONTH)
            .any(|before| ends_at(before) || before.is_any(&["الجاري", "الحالي", "المقبل", "القادم", "الشهر"])),
        "من" => {
            let is_this = matches!(next.ahead(1).word()?, "هذا" | "ذات" | "نفس");
            matches!(next.ahead(1 + usize::from(is_this)).word()?, "الشهر" | "شهر")
        }
        _ => false,
    };
    // موعد أقصاه 30 من شهر يونيو
    let has_month = || next.is("من") && next.ahead(1).is("شهر") && month(next.ahead(2)).is_some();
    let is_date = place.word_before().is_none_or(|(_, word)| List::BeforeDays.has(word) || calendar::is_weekday(word));
    // من يوم 28 رمضان أو 29 من الشهر
    let is_second = || place.said_before() == "أو" && ends_at(place.back(2));
    let is_date = is_date || has_month() || is_second();
    let mut parts = vec![first_day(day, place.source(1))];
    if next.is("الشهر") {
        parts.push(DatePart::Of(place.source(1)));
    }
    (is_named && is_date).then(|| found(place, 1, parts))
}

/// `الشهر الجاري`: the word behind it that tells which month it is.
fn is_named_month(word: Cursor) -> bool {
    word.is_any(&["الجاري", "الحالي", "المنصرم", "الماضي", "المقبل", "القادم", "ذاته", "نفسه"])
}

/// A date that is told by its parts, in whatever of them there are.
pub(crate) fn told(place: Cursor, day: Option<u8>, month: Option<u8>, year: Option<u16>) -> Match {
    let source = || place.source(1);
    let year = year.map(u64::from);
    let is_hijri = year.is_some_and(|year| (1400..1500).contains(&year));
    let names = if is_hijri { &calendar::HIJRI } else { &calendar::INTERNATIONAL };
    let name = month.and_then(|month| names.get(usize::from(month).checked_sub(1)?));
    let mut parts: Vec<DatePart> = day.map(|day| first_day(day.into(), source())).into_iter().collect();
    if day.is_some() && name.is_some() {
        parts.push(DatePart::Of(source()));
    }
    parts.extend(name.map(|name| DatePart::Month { name, source: source() }));
    if let Some(value) = year.filter(|_| parts.is_empty()) {
        let gender = if place.said_before().ends_with("سنة") { Gender::Feminine } else { Gender::Masculine };
        let alone = YearPart::Year { value, gender, is_joined: false, era: None, source: source() };
        return Match::fixed(1, Semiotic::Years(vec![alone]));
    }
    parts.extend(year.map(|value| DatePart::Year { value, is_introduced: true, source: source() }));
    found(place, 1, parts)
}

/// The words of a month; answers where the text goes on.
fn say_month<'t>(place: Cursor<'t>, month: &Month, parts: &mut Vec<DatePart>) -> Cursor<'t> {
    for (n, name) in month.name.split(' ').enumerate() {
        let Some(token) = place.ahead(n).token() else { break };
        // `ذو الحجة` is genitive after `من`.
        let bare = marks::bare(name);
        let letters = marks::letters(&token.text);
        let is_same = letters == bare;
        let text = match token.kind {
            Kind::Arabic if is_same && token.has_marks() || !is_same && bare != "ذي" => token.text.clone(),
            _ => bare,
        };
        let is_known = is_same || token.kind == Kind::Latin || letters == "ذو";
        let vowelled = is_known.then_some(name);
        parts.push(DatePart::MonthWord { text, vowelled, source: token.source.clone() });
    }
    place.ahead(month.length)
}

/// The bare year after a month, introduced by `عام`; answers where the text goes on.
fn say_year<'t>(place: Cursor<'t>, parts: &mut Vec<DatePart>) -> Cursor<'t> {
    // 03-Jan-22
    let is_short = is_latin(place.back(1)) && place.is_glued() && place.is_any(&["-", "/"]);
    if let Some(short) = place.ahead(1).digits(2..=2).filter(|_| is_short) {
        let value = if short < 50 { 2000 + short } else { 1900 + short };
        parts.push(DatePart::Year { value, is_introduced: true, source: place.ahead(1).source(1) });
        return place.ahead(2);
    }
    // 15 سبتمبر، 2014 and 15-سبتمبر-2014.
    let has_sign = place.is_any(&["،", ",", "-", "/"]) && year_digits(place.ahead(1)).is_some();
    let year = place.ahead(usize::from(has_sign));
    let Some(value) = year.digits(1..=4) else { return place };
    let end = year.ahead(1);
    let era = era::after_year(end, true);
    if value < 1000 && era.is_none() {
        return place;
    }
    parts.push(DatePart::Year { value, is_introduced: true, source: year.source(1) });
    match era {
        Some((era, length)) => {
            parts.push(DatePart::Era { era, source: end.source(length) });
            end.ahead(length)
        }
        None => end,
    }
}

#[cfg(test)]
mod tests;
