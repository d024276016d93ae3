//! What a number could have been read as instead: a score or a date, a year or a count, thousands or decimals, the
//! numbers of a name or a range.
//!
//! The readers take the likelier; here the nearest other reading is told beside it, so that an editor can look. Nothing is
//! doubted where a word says what the number is (`عام 2014`), nor where it has only one reading.
//!
//! # What the confidence says
//! It is a rank, given once for each pair by how much the text around would have to say for the other to be right; it is
//! no measured share of cases.

use std::ops::Range;

use serde::Serialize;
use utoipa::ToSchema;

use super::decimal::{self, Counted};
use super::lexeme::{Kind, Lexeme, Reading, Spoken, span};
use super::number::{self, Case, Form, Gender};
use super::{Options, Rule, cardinal, context, currency, date, fraction, noun, numeral, range, score, unit, year};
use crate::note::{Note, NoteCode};
use crate::utterance::Utterance;

/// Another reading of what a word was read from.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Alternative {
    /// The words that would be said, without marks.
    pub text: String,
    /// Between 0 and 1: how near it is to what was taken; a rank and no measured probability.
    pub confidence: f32,
}

/// A stretch of the text that could be read otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubt {
    /// Bytes in the paragraph's text: from the first to the last digit in question.
    pub source: Range<usize>,
    /// The other readings, the nearest first; at least one.
    pub alternatives: Vec<Alternative>,
}

/// Where little more than a preference decides.
const NEAR: f32 = 0.4;
/// Where the words around speak for what was taken.
const FAR: f32 = 0.2;

/// The other readings of what `reading` takes from `at` on, if it has any.
pub(super) fn doubt(lexemes: &[Lexeme], at: usize, reading: &Reading, options: &Options) -> Option<Doubt> {
    lexemes.get(at).filter(|lexeme| lexeme.kind == Kind::Number)?;
    let rule = reading.spoken.iter().find_map(|spoken| match spoken {
        Spoken::Word { rule, .. } => Some(*rule),
        Spoken::Pause { .. } => None,
    })?;
    let pair = |text: Option<String>, confidence: f32| text.map(|text| Alternative { text, confidence });
    let said = |reading: Option<Reading>| reading.as_ref().map(words);
    let joins = |signs: &[&str]| lexemes.get(at + 1).is_some_and(|sign| signs.contains(&sign.text.as_str()));
    let consumed = reading.consumed;
    let alternatives = match rule {
        Rule::Year if consumed == 1 && !year::told_by_word(lexemes, at) => {
            vec![pair(said(cardinal::read(lexemes, at, options)), FAR)]
        }
        Rule::Cardinal if consumed == 1 && is_like_year(lexemes, at) => {
            let value = year::digits(lexemes, at, 4..=4)?;
            vec![pair(Some(bare(&year::words(value, Gender::Masculine))), NEAR)]
        }
        Rule::Date if consumed == 3 && joins(&["/", "-", "–"]) => {
            vec![
                pair(said(score::read(lexemes, at, options)), FAR),
                pair(said(fraction::read(lexemes, at, options)), FAR),
            ]
        }
        Rule::Score if consumed == 3 && joins(&["/"]) => vec![pair(date::day_and_month(lexemes, at), NEAR)],
        Rule::Fraction if consumed == 3 && joins(&["/"]) && !is_counted(lexemes, at + 3) => {
            vec![pair(date::day_and_month(lexemes, at), FAR)]
        }
        Rule::Score if consumed == 3 && joins(&["-", "–"]) => {
            let confidence = if score::is_sport(lexemes, at) { FAR } else { NEAR };
            vec![pair(from_to(lexemes, at), confidence), pair(date::day_and_month(lexemes, at), FAR)]
        }
        Rule::Range if consumed == 3 && score::is_sport(lexemes, at) => {
            vec![pair(against(lexemes, at), NEAR)]
        }
        Rule::Version if consumed == 3 && joins(&["-", "–"]) => {
            vec![pair(said(range::read(lexemes, at, options)), FAR)]
        }
        Rule::Cardinal | Rule::Currency | Rule::Unit => vec![pair(as_decimal(lexemes, at), NEAR)],
        _ => Vec::new(),
    };
    let taken = words(reading);
    let mut alternatives: Vec<Alternative> =
        alternatives.into_iter().flatten().filter(|alternative| alternative.text != taken).collect();
    alternatives.dedup_by(|second, first| second.text == first.text);
    let source = span(lexemes, at..at + consumed);
    (!alternatives.is_empty()).then_some(Doubt { source, alternatives })
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
        Spoken::Word { text, .. } => Some(number::bare(text)),
        Spoken::Pause { .. } => None,
    });
    words.collect::<Vec<_>>().join(" ")
}

fn bare(words: &[String]) -> String {
    words.iter().map(|word| number::bare(word)).collect::<Vec<_>>().join(" ")
}

/// Four digits of our time that count something no lexicon knows: `سجل 2015 مشاركة` is a count, `بطولة 2015 شهدت` a year.
fn is_like_year(lexemes: &[Lexeme], at: usize) -> bool {
    year::digits(lexemes, at, 4..=4).is_some_and(|year| (1900..=2099).contains(&year)) && !is_counted(lexemes, at + 1)
}

fn is_counted(lexemes: &[Lexeme], next: usize) -> bool {
    unit::suffix(lexemes, next).is_some()
        || currency::suffix(lexemes, next).is_some()
        || context::counted_noun(lexemes, next).is_some_and(|word| noun::is_known(&word))
}

/// The two numbers at `at` with `joint` between them.
fn two(lexemes: &[Lexeme], at: usize, joint: &str) -> Option<String> {
    let part = |index: usize| year::digits(lexemes, index, 1..=4);
    let (first, second) = (part(at)?, part(at + 2)?);
    let mut words = number::cardinal(first, Form::plain(Case::Genitive));
    words.push(joint.to_owned());
    words.extend(number::cardinal(second, Form::plain(Case::Genitive)));
    Some(bare(&words))
}

fn from_to(lexemes: &[Lexeme], at: usize) -> Option<String> {
    two(lexemes, at, "إلى")
}

fn against(lexemes: &[Lexeme], at: usize) -> Option<String> {
    two(lexemes, at, "مقابل")
}

/// `1.250` that was read as thousands, with its decimals.
fn as_decimal(lexemes: &[Lexeme], at: usize) -> Option<String> {
    let numeral = numeral::parse(lexemes, at).filter(|numeral| numeral.ambiguous)?;
    let fraction = format!("{:03}", numeral.whole % 1000);
    let whole = numeral.whole / 1000;
    let decimal =
        numeral::Numeral { whole, digits: whole.to_string(), fraction: Some(fraction), ambiguous: false, ..numeral };
    Some(bare(&decimal::say(&decimal, Counted::Nothing, context::case(lexemes, at).0, false)))
}

#[cfg(test)]
mod tests {
    use super::super::testing::utterance;
    use super::super::{Options, normalize};

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
