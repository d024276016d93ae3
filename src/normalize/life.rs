//! The two ends of a life or a reign in brackets, with their days or places: `(11 ديسمبر 1911 - 30 أغسطس 2006)`,
//! `(بون، 17 ديسمبر 1770 - فيينا، 1827)`. The dash is `إلى`; without it two dates would be heard as a list.

use super::lexeme::{Kind, Lexeme, Reading, Spoken, span};
use super::number::Gender;
use super::{Options, PauseLength, Rule, date, year};

/// Reads the bracket before a day, the dash between the two ends, or the year that stands alone after a place.
pub(super) fn read(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    opening(lexemes, at).or_else(|| dash(lexemes, at)).or_else(|| year_of_place(lexemes, at))
}

/// `(` before a day: `من`.
fn opening(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    ends(lexemes, at)?;
    lexemes.get(at + 1).filter(|day| day.kind == Kind::Number)?;
    let source = &lexemes[at].source;
    let pause = Spoken::Pause { length: PauseLength::Short, source: source.clone() };
    let from = Spoken::words(["مِنْ".to_owned()], Rule::Date, source);
    Some(Reading { consumed: 1, spoken: std::iter::once(pause).chain(from).collect(), notes: Vec::new() })
}

/// The dash: `إلى`.
fn dash(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    lexemes.get(at).filter(|dash| is_dash(dash))?;
    let open = bracket_before(lexemes, at)?;
    ends(lexemes, open).filter(|&(dash, _)| dash == at)?;
    let spoken = Spoken::words(["إِلَى".to_owned()], Rule::Date, &lexemes[at].source).collect();
    Some(Reading { consumed: 1, spoken, notes: Vec::new() })
}

/// `فيينا، 1827`: the year is said as one.
fn year_of_place(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let comma = at.checked_sub(1).filter(|&before| matches!(lexemes[before].text.as_str(), "،" | ","))?;
    let value = year::digits(lexemes, at, 4..=4)?;
    let (dash, close) = ends(lexemes, bracket_before(lexemes, at)?)?;
    // A date has said its year itself.
    if date::ends_month(lexemes, comma - 1) || at + 1 != dash && at + 1 != close {
        return None;
    }
    let mut words = vec!["عَام".to_owned()];
    words.extend(year::words(value, Gender::Masculine));
    let spoken = Spoken::words(words, Rule::Year, &span(lexemes, at..at + 1)).collect();
    Some(Reading { consumed: 1, spoken, notes: Vec::new() })
}

/// How many lexemes such a bracket may have.
const LONGEST: usize = 24;

fn bracket_before(lexemes: &[Lexeme], at: usize) -> Option<usize> {
    (at.saturating_sub(LONGEST)..at).rev().find(|&index| lexemes[index].text == "(")
}

/// The dash and the closing bracket of the two ends that the bracket at `at` opens: nothing but words, numbers and commas
/// is on either side, both end with a year, and one of them at least is more than that.
fn ends(lexemes: &[Lexeme], at: usize) -> Option<(usize, usize)> {
    lexemes.get(at).filter(|open| open.text == "(")?;
    let inside = lexemes.get(at + 1..)?.iter().take(LONGEST);
    let close = at + 1 + inside.take_while(|lexeme| lexeme.text != ")").count();
    lexemes.get(close).filter(|close| close.text == ")")?;
    let mut dashes = (at + 1..close).filter(|&index| is_dash(&lexemes[index]));
    let dash = dashes.next().filter(|_| dashes.next().is_none())?;
    let is_year = |index: usize| year::digits(lexemes, index, 4..=4).is_some_and(|year| (500..=2100).contains(&year));
    let is_plain = lexemes[at + 1..close].iter().all(|lexeme| {
        matches!(lexeme.kind, Kind::Arabic | Kind::Number)
            || matches!(lexeme.text.as_str(), "،" | "," | "-" | "–" | "—" | "/")
    });
    let has_date =
        |from: usize, to: usize| (from..to).any(|index| date::ends_month(lexemes, index) || lexemes[index].text == "،");
    // The names of months are looked for last: it costs most.
    let are_ends =
        is_plain && is_year(dash - 1) && is_year(close - 1) && (has_date(at + 1, dash) || has_date(dash + 1, close));
    are_ends.then_some((dash, close))
}

fn is_dash(lexeme: &Lexeme) -> bool {
    matches!(lexeme.text.as_str(), "-" | "–" | "—")
}
