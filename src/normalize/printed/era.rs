//! The era after a year (`1445هـ`, `331 ق.م`), and after a century.

use super::money::dotted;
use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::words::List;
use crate::normalize::semiotic::Era;

/// The era that is printed here, after a year, and how many tokens it takes. A spaced `م` could be metres, so the caller
/// says whether it is known to be a year.
pub(crate) fn after_year(place: Cursor, is_year: bool) -> Option<(Era, usize)> {
    let first = place.token().filter(|_| place.is_arabic())?;
    let (letters, length) = dotted(place);
    let ends = place.ahead(length).is_word_end();
    let era = match letters.as_str() {
        "م" => Era::Christian,
        "ه" | "هج" => Era::Hijri,
        "ق" => Era::Judicial,
        "قم" => Era::BeforeChrist,
        "قه" => Era::BeforeHijra,
        "بم" => Era::AfterChrist,
        _ => return None,
    };
    let is_era = match era {
        Era::Christian => {
            is_year
                || is_beside_hijri(place.back(1))
                || (!first.spaced && (is_four_digit_year(place) || is_early_year(place)))
        }
        // القضية 123 لسنة 12 ق: the years that a court has sat.
        Era::Judicial => is_year && place.back(1).said_before() == "لسنة",
        _ => true,
    };
    (ends && is_era).then_some((era, length))
}

/// Whether a year of the Hijra began or ended in this one: 33 of its years are 32 of the sun.
pub(crate) fn is_same_year(hijri: u64, christian: u64) -> bool {
    (622 + hijri * 97 / 100).abs_diff(christian) <= 1
}

/// The era printed after a century, which is one letter.
pub(crate) fn after_century(place: Cursor) -> Option<Era> {
    let era = match place.text() {
        "ه" | "هج" => Era::Hijri,
        "م" => Era::Christian,
        _ => return None,
    };
    let goes_on =
        place.ahead(1).is_glued() && place.ahead(1).is(".") && place.ahead(2).is_glued() && place.ahead(2).is_arabic();
    (!goes_on).then_some(era)
}

/// `980 هجري / 1572 م`, `361 ه - 972م`, `1205 للهجرة (1791 م)`: the same year in the other calendar.
fn is_beside_hijri(year: Cursor) -> bool {
    let is_hijri = |era: Cursor| era.is_any(&["ه", "هج", "هجري", "هجرية", "للهجرة"]) && era.back(1).is_number();
    let joint = year.back(1);
    year.digits(3..=4).is_some() && (joint.is_any(&["/", "(", "="]) || joint.is_dash()) && is_hijri(year.back(2))
}

fn is_four_digit_year(era: Cursor) -> bool {
    let year = era.back(1);
    let measures = ["ارتفاع", "عمق", "مسافة", "بعد", "طول", "عرض", "علو", "سباق"];
    let after_place =
        year.word_before().is_some_and(|(_, word)| measures.iter().any(|measure| word.ends_with(measure)));
    !after_place && year.digits(4..=4).is_some_and(|year| (1000..=2099).contains(&year))
}

/// `في 711م`: three digits that no race or building would have, after a word for when.
fn is_early_year(era: Cursor) -> bool {
    let year = era.back(1);
    // ولد نحو 850م, الموافق 750م: what happens once, and the year of the other calendar.
    let is_of_event = || year.backwards().take(3).filter_map(Cursor::word).any(|word| List::HappensOnce.has_stem(word));
    year.digits(3..=3).is_some_and(|value| value % 25 != 0 || is_of_event())
        && (year.word_before().is_some_and(|(_, word)| List::SaysWhen.has_stem(word))
            || is_of_event()
            || is_aside(year, era))
}

/// `تأسست المدينة (762م)`: alone in brackets, where nothing is measured.
fn is_aside(year: Cursor, era: Cursor) -> bool {
    let is_measured = || {
        year.backwards().take(7).filter_map(Cursor::word).any(|word| {
            List::Measured.has_stem(word)
                || ["ارتفاع", "طول", "عرض", "عمق", "علو"]
                    .iter()
                    .any(|measure| word.trim_end_matches(['ه', 'ا']).ends_with(measure))
        })
    };
    year.n_before() > 1 && year.back(1).is("(") && era.ahead(1).is(")") && !is_measured()
}
