//! What a number could have been read as instead: a score or a date, a year or a count, thousands or decimals, the
//! numbers of a name or a range.
//!
//! The readers take the likelier; here the nearest other reading is told beside it, so that an editor can look. Nothing is
//! doubted where a word says what the number is (`عام 2014`), nor where it has only one reading.
//!
//! # What the confidence says
//! It is a rank, given once for each pair by how much the text around would have to say for the other to be right; it is
//! no measured share of cases.

use super::agreement::case;
use super::classify::{self, Match};
use super::cursor::Cursor;
use super::grammar::{Case, Form, Gender, number};
use super::lexicon::nouns;
use super::output::{Alternative, Doubt, Rule};
use super::printed::counted::is_measured;
use super::printed::{month, numeral, topic, year};
use super::reading::{Reading, say};
use super::spoken::Spoken;
use super::verbalize;
use crate::arabic::marks;
use crate::note::{Note, NoteCode};
use crate::utterance::Utterance;

/// Where little more than a preference decides.
const NEAR: f32 = 0.4;
/// Where the words around speak for what was taken.
const FAR: f32 = 0.2;

/// The other readings of what `reading` takes from a place on, if it has any.
pub(super) fn doubt(place: Cursor, reading: &Reading) -> Option<Doubt> {
    place.is_number().then_some(())?;
    let rule = reading.spoken.iter().find_map(|spoken| match spoken {
        Spoken::Word { rule, .. } => Some(*rule),
        Spoken::Pause { .. } => None,
    })?;
    let pair = |text: Option<String>, confidence: f32| text.map(|text| Alternative { text, confidence });
    let said = |found: Option<Match>| found.map(|found| say(found, None)).as_ref().map(words);
    let joins = |signs: &[&str]| place.ahead(1).is_any(signs);
    let length = reading.length;
    let alternatives = match rule {
        Rule::Year if length == 1 && !year::is_told(place) => {
            vec![pair(said(classify::cardinal::classify(place)), FAR)]
        }
        Rule::Cardinal if length == 1 && is_like_year(place) => {
            let value = place.digits(4..=4)?;
            vec![pair(Some(bare(&verbalize::year_words(value, Gender::Masculine))), NEAR)]
        }
        Rule::Date if length == 3 && joins(&["/", "-", "–"]) => {
            vec![
                pair(said(classify::score::classify(place)), FAR),
                pair(said(classify::fraction::classify(place)), FAR),
            ]
        }
        Rule::Score if length == 3 && joins(&["/"]) => vec![pair(day_and_month(place), NEAR)],
        Rule::Fraction if length == 3 && joins(&["/"]) && !is_counted(place.ahead(3)) => {
            vec![pair(day_and_month(place), FAR)]
        }
        Rule::Score if length == 3 && joins(&["-", "–"]) => {
            let confidence = if topic::is_sport(place) { FAR } else { NEAR };
            vec![pair(two(place, "إلى"), confidence), pair(day_and_month(place), FAR)]
        }
        Rule::Range if length == 3 && topic::is_sport(place) => vec![pair(two(place, "مقابل"), NEAR)],
        Rule::Version if length == 3 && joins(&["-", "–"]) => {
            vec![pair(said(classify::range::classify(place)), FAR)]
        }
        Rule::Cardinal | Rule::Currency | Rule::Unit => vec![pair(as_decimal(place), NEAR)],
        _ => Vec::new(),
    };
    let taken = words(reading);
    let mut alternatives: Vec<Alternative> =
        alternatives.into_iter().flatten().filter(|alternative| alternative.text != taken).collect();
    alternatives.dedup_by(|second, first| second.text == first.text);
    (!alternatives.is_empty()).then(|| Doubt { source: place.source(length), alternatives })
}

/// What a caller is told of a doubt in which little more than a preference has decided.
pub(super) fn note(doubt: &Doubt, utterance: &Utterance) -> Option<Note> {
    let other = doubt.alternatives.first().filter(|other| other.confidence >= NEAR)?;
    let begin = utterance.source.start;
    let printed = utterance.text.get(doubt.source.start.checked_sub(begin)?..doubt.source.end.checked_sub(begin)?)?;
    let message = format!("`{printed}` could also be read as `{}`", other.text);
    Some(Note::new(NoteCode::NumberAmbiguous, message, doubt.source.clone()))
}

/// The words of a reading without their marks.
fn words(reading: &Reading) -> String {
    let words = reading.spoken.iter().filter_map(|spoken| match spoken {
        Spoken::Word { text, .. } => Some(marks::bare(text)),
        Spoken::Pause { .. } => None,
    });
    words.collect::<Vec<_>>().join(" ")
}

fn bare(words: &[String]) -> String {
    words.iter().map(|word| marks::bare(word)).collect::<Vec<_>>().join(" ")
}

/// Four digits of our time that count something no lexicon knows: `سجل 2015 مشاركة` is a count, `بطولة 2015 شهدت` a year.
fn is_like_year(place: Cursor) -> bool {
    place.digits(4..=4).is_some_and(|year| (1900..=2099).contains(&year)) && !is_counted(place.ahead(1))
}

fn is_counted(place: Cursor) -> bool {
    is_measured(place) || place.counted_noun().is_some_and(nouns::is_known)
}

/// What two numbers would be as day and month, whatever stands around them.
fn day_and_month(place: Cursor) -> Option<String> {
    let name = month::by_number(place.ahead(2))?;
    let mut words = number::ordinal(month::day(place)?, Gender::Masculine, Case::Genitive, false);
    words.extend(["من".to_owned(), name.to_owned()]);
    Some(bare(&words))
}

/// The two numbers here with `joint` between them.
fn two(place: Cursor, joint: &str) -> Option<String> {
    let (first, second) = (place.digits(1..=4)?, place.ahead(2).digits(1..=4)?);
    let mut words = number::cardinal(first, Form::plain(Case::Genitive));
    words.push(joint.to_owned());
    words.extend(number::cardinal(second, Form::plain(Case::Genitive)));
    Some(bare(&words))
}

/// `1.250` that was read as thousands, with its decimals.
fn as_decimal(place: Cursor) -> Option<String> {
    let numeral = numeral::parse(place).filter(|numeral| numeral.is_ambiguous)?;
    Some(verbalize::decimal_alone(&numeral.amount.with_decimals(), case::case(place).0))
}

#[cfg(test)]
mod tests {
    use crate::normalize::testing::utterance;
    use crate::normalize::{Options, normalize};

    fn check(input: &str, expect: &[(&str, &str)]) {
        let doubts = normalize(&utterance(input), &Options::default()).doubts;
        let told: Vec<(&str, &str)> = doubts
            .iter()
            .flat_map(|doubt| {
                doubt.alternatives.iter().map(|other| (&input[doubt.source.clone()], other.text.as_str()))
            })
            .collect();
        assert_eq!(told, expect, "{input}");
    }

    #[test]
    fn thousands_or_decimals() {
        check("بلغ 1.250 شخصا", &[("1.250", "واحدا فاصل مئتين وخمسين")]);
        check("بلغ 1250 شخصا", &[]);
    }

    #[test]
    fn year_or_count() {
        check("بطولة 2015 شهدت", &[]);
        check("2015 شهدت", &[("2015", "ألفان وخمسة عشر")]);
        check("عام 2015", &[]);
        check("حضر 2015 طالبا", &[]);
    }

    #[test]
    fn date_score_or_fraction() {
        check("شباب ثورة 25/1.", &[("25/1", "خمسة وعشرين على واحد")]);
        check("حصل على 8/10", &[("8/10", "الثامن من أكتوبر")]);
    }

    #[test]
    fn score_or_range() {
        check("فاز الفريق 2-1", &[("2-1", "اثنين إلى واحد"), ("2-1", "الثاني من يناير")]);
    }
}
