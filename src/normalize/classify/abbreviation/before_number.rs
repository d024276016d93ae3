//! A letter before a number: `ص 12`, `ج2`, `ط 3`, `مج 5`, `ت 505`.

use super::phrase;
use crate::normalize::agreement::Governor;
use crate::normalize::classify::found::Match;
use crate::normalize::cursor::Cursor;
use crate::normalize::grammar::{Case, Gender};
use crate::normalize::lexicon::words::List;
use crate::normalize::printed::{added, era, topic, unit};
use crate::normalize::semiotic::{NumberedPart, Semiotic};

pub(super) fn classify(place: Cursor) -> Option<Match> {
    let (before, mark) = (place.back(1), place.ahead(1));
    let has_stop = mark.is_any(&[".", ":"]) && mark.is_glued();
    let number = mark.ahead(usize::from(has_stop));
    // (ت بعد 323هـ)
    let is_about = place.is("ت") && before.is("(") && mark.is_any(&["بعد", "قبل", "نحو", "حوالي"]);
    if is_about && mark.ahead(1).digits(2..=4).is_some() {
        return Some(phrase(place, 1, "تُوُفِّيَ"));
    }
    // ص ص 125-126
    let pages = mark.ahead(1);
    if place.is("ص") && mark.is("ص") && pages.is_number() {
        let is_range = pages.ahead(1).is_dash() && pages.ahead(2).is_number();
        return Some(phrase(place, 2, if is_range { "الصَّفَحَات" } else { "صَفْحَة" }));
    }
    if !place.is_arabic() || !number.is_number() {
        return None;
    }
    // ج2 ص10: the number before belongs to a letter of its own.
    let is_page = place.is("ص") && (has_stop || List::BeforePages.has(place.back(2).text()));
    // د7 ود60: a list goes on.
    let goes_on = place.is("ود") && place.back(2).text().ends_with('د');
    if unit::is_rule_of_court(place) {
        return Some(phrase(place, 1, "الْقَاعِدَة"));
    }
    // ق 86 ص 556
    let is_page = is_page || unit::is_rule_of_court(place.back(2));
    // After a number the letter is its unit (`5 ج`), and after a lettered thing its name.
    if !is_page && !goes_on && (before.is_number() || List::Lettered.has(before.text())) {
        return None;
    }
    // ود60: the minutes of a list are joined.
    let (prefix, letter) = match place.text() {
        "ود" if goes_on || number.is_glued() => ("و", "د"),
        letter => ("", letter),
    };
    if let Some(found) = ranked(place, number, letter) {
        return Some(found.with_prefix(prefix));
    }
    let in_bracket = before.is("(");
    let vowelled = match place.text() {
        "ص" => "صَفْحَة",
        "صص" => "الصَّفَحَات",
        "ت" if has_stop && mark.is(":") => "هَاتِف",
        "ف" if has_stop && mark.is(":") => "فَاكْس",
        "ت" if in_bracket || has_stop => "تُوُفِّيَ سَنَة",
        "و" if in_bracket => "وُلِدَ",
        "س" if is_hour(number) => "السَّاعَة",
        "سا" => "السَّاعَة",
        _ => return None,
    };
    Some(phrase(place, number.since(place), vowelled))
}

/// `س17: تونس`: an hour before a colon and what happens at it.
fn is_hour(number: Cursor) -> bool {
    let colon = number.ahead(1);
    number.digits(1..=2).is_some_and(|hour| (6..=24).contains(&hour))
        && colon.is(":")
        && colon.is_glued()
        && colon.ahead(1).is_arabic()
}

/// `ج 2`, `ط. 3`, `(د 35)`: parts and minutes are ranked.
fn ranked<'t>(place: Cursor<'t>, number: Cursor<'t>, letter: &str) -> Option<Match<'t>> {
    let before = place.back(1);
    let is_century = letter == "ق" && is_century(place, number);
    let (noun, gender, case) = match letter {
        "ق" if is_century => ("الْقَرْن", Gender::Masculine, Case::Genitive),
        "ج" => ("الْجُزْء", Gender::Masculine, Case::Genitive),
        "مج" => ("الْمُجَلَّد", Gender::Masculine, Case::Genitive),
        // مج1، ع2
        "ع" if place.backwards().take(5).any(|volume| volume.is_any(&["مج", "المجلد", "مجلد", "مجلة"])) => {
            ("الْعَدَد", Gender::Masculine, Case::Genitive)
        }
        "ط" => ("الطَّبْعَة", Gender::Feminine, Case::Genitive),
        // (د.4 و27)
        "د" | "ق" if before.is("(") && is_first_of_two(number) => ("الدَّقِيقَتَيْنِ", Gender::Feminine, Case::Genitive),
        // في (د.51)
        "د" | "ق" if before.is("(") && before.back(1).is("في") => ("الدَّقِيقَةِ", Gender::Feminine, Case::Genitive),
        // In that minute: an adverb, but where it begins the line.
        "د" | "ق" if before.is_printed() => ("الدَّقِيقَةَ", Gender::Feminine, Case::Accusative),
        "د" | "ق" => ("الدَّقِيقَةُ", Gender::Feminine, Case::Nominative),
        _ => return None,
    };
    let case = if before.is_printed() { case } else { Case::Nominative };
    let value = number.digits(1..=3).filter(|rank| (1..=130).contains(rank))?;
    let mut end = number.ahead(1);
    if end.is_glued() && end.is_any(&["/", "-", "%"]) {
        return None;
    }
    let added = added::minutes(end).map(|minutes| (minutes, end.source(2)));
    end = end.ahead(if added.is_some() { 2 } else { 0 });
    let era = era::after_century(number.ahead(1)).filter(|_| is_century).map(|era| (era, number.ahead(1).source(1)));
    end = end.ahead(usize::from(era.is_some()));
    let is_sure = matches!(letter, "د" | "ق") && !is_century;
    let (noun_source, source) = (place.source_to(number), number.source(1));
    let part = NumberedPart { noun, noun_source, value, gender, is_sure, source, added, era };
    Some(Match::new(end.since(place), Semiotic::NumberedPart(part), Governor::Fixed(case)))
}

/// Whether a second number is joined to the one here, and a bracket closes after it.
fn is_first_of_two(number: Cursor) -> bool {
    number.ahead(1).is("و") && number.ahead(2).is_number() && number.ahead(3).is(")")
}

/// `في ق 19`: no minute is spoken of.
fn is_century(place: Cursor, number: Cursor) -> bool {
    List::BeforeCenturies.has_stem(place.back(1).text())
        && !topic::is_sport(place)
        && number.digits(1..=2).is_some_and(|century| century <= 21)
}
