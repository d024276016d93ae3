//! `بين 2-20 دقيقة`: two numbers that would be heard as one (`اثنتين وعشرين`), of which the first has its noun said too:
//! `بين دقيقتين وعشرين دقيقة`.

use crate::normalize::classify::found::Match;
use crate::normalize::cursor::Cursor;
use crate::normalize::grammar::noun;
use crate::normalize::grammar::{Case, Form, number};
use crate::normalize::lexicon::nouns;
use crate::normalize::output::Rule;
use crate::normalize::printed::numeral::{self, Numeral};
use crate::normalize::printed::unit;
use crate::normalize::spoken::Spoken;

/// Knows two such numbers after `بين`, joined at `joint`. One and two before a dash are said by their noun in any case.
pub(super) fn with_both_nouns<'t>(place: Cursor<'t>, joint: Cursor<'t>, first: &Numeral<'t>) -> Option<Match<'t>> {
    let second_at = joint.ahead(1);
    let second = numeral::parse(second_at).filter(|second| second_at.is_number() && second.is_bare())?;
    let (from, to) = (first.amount.whole, second.amount.whole);
    let run_together = (20..=90).contains(&to) && to.is_multiple_of(10);
    let is_small = (1..=9).contains(&from) && to > from && first.is_bare();
    if !is_small || !(run_together || from <= 2 && !joint.is("و")) {
        return None;
    }
    let (first_words, supplied) = match unit::after(second.end) {
        Some((unit, length)) => (noun::counted(from, &unit, Case::Genitive, true), Some((unit, length))),
        None => (counted(from, to, second.end)?, None),
    };
    let mut second_words = match &supplied {
        Some((unit, _)) => noun::counted(to, unit, Case::Genitive, true),
        None => {
            let gender = nouns::gender(second.end.counted_noun()?);
            let form = Form { gender, case: Case::Genitive, construct: true, definite: false, sure: true };
            number::cardinal(to, form)
        }
    };
    if let Some(word) = second_words.first_mut() {
        *word = format!("وَ{word}");
    }
    let end = second.end.ahead(supplied.map_or(0, |(_, length)| length));
    let (first_source, last_source) = (place.source(1), joint.source_to(end));
    let mut spoken: Vec<Spoken> = Spoken::words(first_words, Rule::Range, &first_source).collect();
    spoken.extend(Spoken::words(second_words, Rule::Range, &last_source));
    Some(Match::words(end.since(place), spoken))
}

/// The first number with the noun that is printed after the second.
fn counted(from: u64, to: u64, noun: Cursor) -> Option<Vec<String>> {
    let word = noun.counted_noun().filter(|_| noun.is_spaced())?;
    // مترا, دقائق: the forms after 11 to 99 and after 3 to 10.
    let in_accusative = || word.strip_suffix('ا').filter(|singular| nouns::is_listed(singular)).map(str::to_owned);
    let as_printed = || Some(word.to_owned()).filter(|word| nouns::is_listed(word));
    let singular = if to <= 10 { nouns::singular(word) } else { in_accusative().or_else(as_printed) }?;
    Some(match from {
        1 => vec![singular],
        2 => vec![number::dual(&singular, Case::Genitive, false)],
        _ => {
            let gender = nouns::gender(&singular);
            let form = Form { gender, case: Case::Genitive, construct: true, definite: false, sure: true };
            let plural = nouns::plural(&singular)?.to_owned();
            number::cardinal(from, form).into_iter().chain([plural]).collect()
        }
    })
}
