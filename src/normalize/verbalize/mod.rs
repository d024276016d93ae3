//! From a value and its agreement to spoken words, with their vowels where grammar fixes them. Nothing here looks at what
//! was printed: the same value and agreement are always said the same.

mod amount;
mod cardinal;
mod code;
mod date;
mod fraction;
mod interval;
mod measure;
mod quran;
mod rank;
mod score;
mod time;
mod words;
mod year;

pub(crate) use self::amount::decimal_alone;
use self::words::say;
pub(crate) use self::year::words as year_words;

use super::agreement::Agreement;
use super::grammar::number;
use super::lexicon::letter_names;
use super::output::Rule;
use super::semiotic::{Counted, Semiotic};
use super::spoken::Spoken;

/// Returns what is said for a value.
pub(crate) fn verbalize(value: Semiotic, agreement: Agreement) -> Vec<Spoken> {
    match value {
        Semiotic::Unsaid => Vec::new(),
        Semiotic::Printed { words, source } => {
            words.into_iter().map(|word| Spoken::printed(word, Rule::Cardinal, &source)).collect()
        }
        Semiotic::Digits { digits, source } => say(number::digits(&digits), Rule::Digits, &source),
        Semiotic::Cardinal { amount, counted, source } => {
            say(cardinal::words(&amount, &counted, agreement), Rule::Cardinal, &source)
        }
        Semiotic::AtLeast(at_least) => cardinal::at_least(at_least, agreement),
        Semiotic::HundredAndOne(number) => cardinal::hundred_and_one(number, agreement),
        Semiotic::OfPlural(number) => cardinal::of_plural(number, agreement),
        Semiotic::SaidByNoun(said) => cardinal::said_by_noun(said, agreement),
        Semiotic::Rank(rank) => rank::rank(rank, agreement),
        Semiotic::Generation { value, source } => rank::generation(value, &source, agreement),
        Semiotic::Minute { value, says_minute, source, added } => rank::minute(value, says_minute, &source, added),
        Semiotic::Decimal { amount, counted, source } => {
            say(amount::amount(&amount, &counted, agreement), Rule::Decimal, &source)
        }
        Semiotic::Fraction { whole: Some(whole), numerator, denominator, noun: Some(noun), source, .. } => {
            fraction::of_noun((whole, noun), (numerator, denominator), agreement, &source)
        }
        Semiotic::Fraction { whole, numerator, denominator, is_bound, source, .. } => {
            say(fraction::words(whole, numerator, denominator, is_bound, agreement), Rule::Fraction, &source)
        }
        Semiotic::Half { amount, counted, source } => {
            let unsure = Agreement { is_sure: false, ..agreement };
            say(amount::amount(&amount, &counted, unsure), Rule::Fraction, &source)
        }
        Semiotic::Power { base, is_negative, exponent, source } => {
            say(fraction::power(base, is_negative, exponent, agreement), Rule::Cardinal, &source)
        }
        Semiotic::Percent { amount, ratio, number, sign } => {
            let mut spoken = say(amount::amount(&amount, &Counted::Nothing, agreement), Rule::Percent, &number);
            spoken.push(Spoken::vowelled(amount::ratio(ratio), Rule::Percent, &sign));
            spoken
        }
        Semiotic::Measure(measure) => measure::measure(measure, agreement),
        Semiotic::Rate { said, source } => Spoken::phrase(said, Rule::Unit, &source).collect(),
        Semiotic::ForEach { stroke, noun, source } => {
            vec![Spoken::vowelled("لِكُلِّ", Rule::Unit, &stroke), Spoken::printed(noun, Rule::Unit, &source)]
        }
        Semiotic::UnitName { unit, source } => say(measure::name(&unit), Rule::Unit, &source),
        Semiotic::Money(money) => measure::money(money, agreement),
        Semiotic::Interval(interval) => interval::interval(&interval, agreement),
        Semiotic::Score(score) => score::score(score, agreement),
        Semiotic::Date(parts) => date::date(parts, agreement),
        Semiotic::Years(parts) => year::years(parts),
        Semiotic::Time(parts) => time::time(parts),
        Semiotic::Duration(duration) => time::duration(&duration, agreement),
        Semiotic::Offset { is_ahead, hours, minutes, source } => {
            say(time::offset(is_ahead, hours, minutes), Rule::Time, &source)
        }
        Semiotic::Phone { plus, groups } => code::phone(plus, groups),
        Semiotic::Code(parts) => code::code(parts, agreement),
        Semiotic::NumberedPart(part) => rank::numbered_part(part, agreement),
        Semiotic::Citation(citation) => quran::citation(&citation),
        Semiotic::OpeningLetters { letters, source } => quran::opening_letters(&letters, &source),
        Semiotic::Isotope { element, number, source } => code::isotope(element, number, &source, agreement),
        Semiotic::Phrase { vowelled, rule, source } => Spoken::phrase(vowelled, rule, &source).collect(),
        Semiotic::Letters { letters, source } => {
            let names = letters.into_iter().filter_map(letter_names::arabic);
            Spoken::words(names, Rule::Acronym, &source).collect()
        }
        Semiotic::Words(spoken) => spoken,
    }
}
