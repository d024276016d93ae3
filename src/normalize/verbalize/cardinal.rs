//! Numbers that count.

use super::words::say;
use super::{amount, fraction};
use crate::normalize::agreement::Agreement;
use crate::normalize::grammar::{Case, Form, GREATEST, Gender, number};
use crate::normalize::output::Rule;
use crate::normalize::semiotic::{Amount, AtLeast, Counted, HundredAndOne, OfPlural, SaidByNoun, Source};
use crate::normalize::spoken::Spoken;

pub(super) fn words(amount: &Amount, counted: &Counted, agreement: Agreement) -> Vec<String> {
    let form = agreement.form(counted);
    // ألفُ متفرج: a hundred or a thousand before its noun has no tanween, which a model may guess.
    let is_first_term = form.construct && amount.integer().is_some_and(|integer| integer % 100 == 0);
    let form = Form { sure: form.sure || is_first_term, ..form };
    let mut words = amount::sign(amount.sign);
    if let Some(billions) = amount::billions(amount, form) {
        words.extend(billions);
        return words;
    }
    match amount.integer() {
        Some(integer) => words.extend(number::cardinal(integer, form)),
        None => {
            words.extend(match amount.whole > GREATEST {
                true => number::digits(&amount.digits),
                false => number::cardinal(amount.whole, Form { gender: Gender::Masculine, construct: true, ..form }),
            });
            words.extend(amount.scale.map(|scale| amount::singular(scale.unit).to_owned()));
        }
    }
    words
}

pub(super) fn at_least(at_least: AtLeast, agreement: Agreement) -> Vec<Spoken> {
    let gender = at_least.noun.as_ref().map_or(Gender::Masculine, |(_, gender)| *gender);
    let construct = at_least.noun.is_some();
    // 100+ متجر: as a hundred before its noun without the plus.
    let sure = agreement.is_sure || construct && at_least.value.is_multiple_of(100);
    let form = Form { construct, sure, ..agreement.apart(gender) };
    let mut spoken = say(number::cardinal(at_least.value, form), Rule::Cardinal, &at_least.number);
    spoken.extend(at_least.noun.map(|(noun, _)| Spoken::printed(noun, Rule::Cardinal, &at_least.plus)));
    spoken.push(Spoken::vowelled("فَأَكْثَر", Rule::Cardinal, &at_least.plus));
    spoken
}

pub(super) fn hundred_and_one(number: HundredAndOne, agreement: Agreement) -> Vec<Spoken> {
    let HundredAndOne { value, noun, source } = number;
    let below = value % 100;
    let form = Form { construct: true, ..agreement.apart(noun.gender) };
    let mut spoken = say(number::cardinal(value - below, form), Rule::Cardinal, &source);
    // Of the vowels of the printed noun only those of the dual are known here: a model could make a plural of it.
    spoken.push(Spoken::printed(noun.text, Rule::Cardinal, &source));
    spoken.push(match below {
        1 => Spoken::printed(format!("و{}", noun.word), Rule::Cardinal, &source),
        _ => {
            Spoken::vowelled(&format!("و{}", number::dual(&noun.word, agreement.case, false)), Rule::Cardinal, &source)
        }
    });
    spoken
}

pub(super) fn of_plural(number: OfPlural, agreement: Agreement) -> Vec<Spoken> {
    let OfPlural { value, plural, gender, number, noun } = number;
    let words = number::cardinal(value, agreement.form(&Counted::Printed(gender)));
    let mut spoken = say(words, Rule::Cardinal, &number);
    // The vowels of the plural are not known here, so there is no hint.
    spoken.push(Spoken::printed(plural, Rule::Cardinal, &noun));
    spoken
}

pub(super) fn said_by_noun(said: SaidByNoun, agreement: Agreement) -> Vec<Spoken> {
    let SaidByNoun { is_two, noun, source, adjective, more } = said;
    let case = agreement.case;
    // Of the vowels of the printed noun only those of the dual are known here: a model could make a plural of it.
    let dual = |word: &str, source: &Source| Spoken::vowelled(&number::dual(word, case, false), Rule::Cardinal, source);
    // بلغ العمق 1 متر: the noun is printed as after any number, and is accusative before `واحدا`.
    let takes_alif = case == Case::Accusative && !noun.word.ends_with(['ة', 'ا', 'ى', 'ء']);
    let mut spoken = vec![match is_two {
        true => dual(&noun.word, &source),
        false if takes_alif => Spoken::printed(format!("{}ا", noun.word), Rule::Cardinal, &source),
        false => Spoken::printed(noun.text, Rule::Cardinal, &source),
    }];
    let has_alif = takes_alif && !is_two;
    let inflected = |adjective: &str, source: &Source| match is_two {
        true => dual(adjective, source),
        // مترا مربعا واحدا
        false if has_alif && !adjective.ends_with(['ة', 'ا']) => {
            Spoken::printed(format!("{adjective}ا"), Rule::Cardinal, source)
        }
        false => Spoken::printed(adjective, Rule::Cardinal, source),
    };
    spoken.extend(adjective.map(|(adjective, source)| inflected(&adjective, &source)));
    if let Some((numerator, denominator)) = more {
        // One and a half hours: the numeral one itself is not said.
        let part = match (numerator, denominator) {
            (1, 2) => vec![amount::half(case)],
            _ => fraction::part_more(numerator, denominator, agreement),
        };
        spoken.extend(Spoken::words(part, Rule::Decimal, &source));
    } else if !is_two {
        let one = number::cardinal(1, Form { gender: noun.gender, ..Form::plain(case) });
        spoken.extend(Spoken::words(one, Rule::Cardinal, &source));
    }
    spoken
}
