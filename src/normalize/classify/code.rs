//! Numbers of laws, decisions, cases and files: `القانون رقم 20/442`, `القرار 1701/2006`, `قضية رقم 5/2024`.
//!
//! Such a number has parts and no value: it is no date, no fraction and no span of years, whatever its digits look like.
//! The stroke is `على`, as everywhere between two numbers; before a last part that can only be the year of the text it
//! is `لعام`, which is what the stroke stands for there.

use super::found::Match;
use crate::arabic::clitics::Analysis;
use crate::normalize::agreement::{Governor, case};
use crate::normalize::cursor::Cursor;
use crate::normalize::grammar::Case;
use crate::normalize::printed::announced::{is_after_number_word, is_code, is_stroke};
use crate::normalize::printed::counted::is_counted;
use crate::normalize::printed::era;
use crate::normalize::semiotic::{CodePart, Semiotic};

/// Knows the parts of an official number, joined by strokes.
pub(crate) fn classify(place: Cursor) -> Option<Match> {
    let n_parts = n_parts(place)?;
    if n_parts == 1 {
        return alone(place);
    }
    let last = place.ahead(2 * (n_parts - 1));
    // Three parts may be a date after anything but `رقم`, unless the third can be no year (البند 4/2/1).
    let may_be_date = n_parts > 2 && matches!(last.text().len(), 2 | 4);
    let is_announced = if may_be_date { is_after_number_word(place) } else { is_code(place) };
    if !is_announced {
        return None;
    }
    let digits = |part: Cursor| part.text().to_owned();
    let mut parts = vec![CodePart::Number { digits: digits(place), source: place.source(1) }];
    let mut end = last.ahead(1);
    for n in 1..n_parts {
        let part = place.ahead(2 * n);
        let source = part.back(1).source(2);
        let year = year(part).filter(|_| part.is_at(last));
        parts.push(match year {
            Some(year) => CodePart::OfYear { year, source },
            None => CodePart::Over { digits: digits(part), source },
        });
        if year.is_some()
            && let Some((era, length)) = era::after_year(end, true)
        {
            parts.push(CodePart::Era { era, source: end.source(length) });
            end = end.ahead(length);
        }
    }
    Some(Match::new(end.since(place), Semiotic::Code(parts), Governor::Fixed(Case::Genitive)))
}

/// `رقم (/ ٣ ق ٢٠٢٤ / ٢ /)`: the numbers and letters of a file, each for itself; without their bracket the letters would be
/// units.
pub(crate) fn in_brackets(open: Cursor) -> Option<Match> {
    const LONGEST_CODE: usize = 12;
    if !open.is("(") || !is_after_number_word(open) {
        return None;
    }
    let is_part = |part: &Cursor| part.is_number() || part.letter().is_some() || part.is("/") || part.is_hyphen();
    let inside: Vec<Cursor> = open.ahead(1).forwards().take(LONGEST_CODE).take_while(is_part).collect();
    let close = open.ahead(1 + inside.len());
    // م/5 and 3م are labels and measures: a file has numbers on both sides of its letter, or three with hyphens between.
    let is_between =
        |parts: &[Cursor]| matches!(parts, [a, b, c] if a.is_number() && b.letter().is_some() && c.is_number());
    let are_between = inside.windows(3).any(is_between);
    let n_hyphens = inside.iter().filter(|part| part.is_hyphen()).count();
    let are_hyphened = n_hyphens > 1 && inside.iter().all(|part| part.letter().is_none());
    if !close.is(")") || !are_between && !are_hyphened {
        return None;
    }
    let part = |place: &Cursor| match place.letter() {
        Some(letter) => Some(CodePart::Letter { letter, source: place.source(1) }),
        None if place.is_number() => {
            Some(CodePart::Number { digits: place.text().to_owned(), source: place.source(1) })
        }
        None => None,
    };
    let case = if are_hyphened { Case::Genitive } else { Case::Nominative };
    let parts = inside.iter().filter_map(part).collect();
    Some(Match::new(inside.len() + 2, Semiotic::Code(parts), Governor::Fixed(case)))
}

/// `القرار 2728 بأغلبية`: a number after a definite text is its name, whatever follows.
fn alone(place: Cursor) -> Option<Match> {
    let (before, word) = place.word_before()?;
    let next = place.ahead(1);
    let is_glued = next.is_glued() && !next.is_any(&[".", "،", ")", "؛", ":", "\"", "؟", "!"]);
    let Analysis { article, stem, .. } = Analysis::of(word);
    let is_text = article && matches!(stem, "قرار" | "قرارين" | "مرسوم" | "قانون" | "أمر" | "ظهير" | "تعميم" | "منشور");
    let is_journey = article && matches!(stem, "رحلة" | "قطار" | "حافلة");
    let digits = place.text().to_owned();
    if !next.is_at(before.ahead(2))
        || is_glued
        || is_counted(next)
        || !is_text && !is_journey
        || year(place).is_some()
        || digits.starts_with('0')
    {
        return None;
    }
    // Its name stands beside it, in its case.
    let name = CodePart::Number { digits, source: place.source(1) };
    let governor = match is_journey {
        false => Governor::NounAsGoverned(before),
        // كان مسار الطائرة الرحلة 1234: a verb far away does not reach the name of a journey.
        true if case::case(before).0 == Case::Genitive => Governor::Fixed(Case::Genitive),
        true => Governor::Fixed(Case::Nominative),
    };
    Some(Match::new(1, Semiotic::Code(vec![name]), governor))
}

/// How many numbers strokes join, from here on. Spaces may stand at the last stroke where a year follows.
fn n_parts(place: Cursor) -> Option<usize> {
    let is_part = |part: Cursor| part.is_number() && part.text().len() <= LONGEST_PART;
    is_part(place).then_some(())?;
    let mut n_parts = 1;
    let mut end = place.ahead(1);
    while is_stroke(end)
        && is_part(end.ahead(1))
        && (end.is_glued() && end.ahead(1).is_glued()
            || year(end.ahead(1)).is_some()
            || is_after_number_word(place)
            || is_alone_in_brackets(place, end.ahead(2)))
    {
        n_parts += 1;
        end = end.ahead(2);
    }
    // 5/2.5 and 5/20-3 are other things.
    let goes_on = end.is_glued() && end.is_any(&[".", ",", "-"]) && end.ahead(1).is_number() && end.ahead(1).is_glued();
    (!goes_on).then_some(n_parts)
}

/// `الفقرة (5 /1)`: nothing else is in the brackets.
fn is_alone_in_brackets(place: Cursor, end: Cursor) -> bool {
    place.back(1).is("(") && end.is(")")
}

/// Longer digits are those of telephones and accounts.
const LONGEST_PART: usize = 6;

/// The year that four digits can only be.
fn year(place: Cursor) -> Option<u64> {
    place.value().filter(|year| place.text().len() == 4 && (1850..=2099).contains(year))
}

#[cfg(test)]
mod tests;
