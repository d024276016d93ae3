//! Numbers with decimals and words of scale: `3.14`, `2.5 مليون`, and whatever is counted by them.

use super::lexeme::{Lexeme, Reading, Spoken, span};
use super::noun::{self, Noun};
use super::number::{self, Case, Form, Gender};
use super::numeral::{self, Numeral};
use super::{Options, Rule, cardinal, context};

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counted<'a> {
    /// Nothing that agrees with it: a code, a per cent sign, the end of the sentence.
    Nothing,
    /// A printed noun after it, of this gender.
    Printed(Gender),
    /// A noun that the reading supplies, of which these words are a part.
    Supplied(&'a Noun),
}

/// Reads a number with decimals that nothing else has claimed.
pub(super) fn read(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    let numeral = numeral::parse(lexemes, at)?;
    numeral.fraction.as_ref()?;
    let (case, sure) = context::case(lexemes, at);
    if is_half(&numeral)
        && numeral.sign.is_none()
        && numeral.scale.is_none()
        && let Some(reading) = and_a_half(lexemes, at, numeral.whole, numeral.next, case)
    {
        return Some(reading);
    }
    let counted = match cardinal::counted(lexemes, numeral.next) {
        Some(gender) => Counted::Printed(gender),
        None => Counted::Nothing,
    };
    let words = say(&numeral, counted, case, sure);
    let source = span(lexemes, at..numeral.next);
    Some(Reading {
        consumed: numeral.next - at,
        spoken: Spoken::words(words, Rule::Decimal, &source).collect(),
        notes: Vec::new(),
    })
}

/// Returns the words of a printed number and of the noun that is supplied for it.
///
/// `X فاصل Y` is the general form, zeros after the point one by one. A half is said as one (`ثلاثة ونصف`), and of a
/// million as a million's (`مليونين ونصف المليون`). The printed noun, if any, follows in the text and is not returned.
pub(super) fn say(numeral: &Numeral, counted: Counted, case: Case, sure: bool) -> Vec<String> {
    let mut words: Vec<String> = numeral.sign.iter().flat_map(|sign| sign.split(' ')).map(str::to_owned).collect();
    if numeral.whole > number::GREATEST {
        words.extend(number::digits(&numeral.digits));
        words.extend(numeral.fraction.iter().flat_map(|fraction| {
            let mut said = vec!["فَاصِل".to_owned()];
            said.extend(number::digits(fraction));
            said
        }));
        words.extend(numeral.scale.map(|scale| scale.singular.to_owned()));
        words.extend(supplied(counted, 100, case));
        return words;
    }
    if let Some(integer) = numeral.integer() {
        match counted {
            Counted::Supplied(noun) => words.extend(noun::counted(integer, noun, case, sure)),
            Counted::Printed(gender) => {
                words.extend(number::cardinal(integer, Form { gender, case, construct: true, definite: false, sure }));
            }
            Counted::Nothing => words.extend(number::cardinal(integer, Form { sure, ..Form::plain(case) })),
        }
        return words;
    }
    let is_half = is_half(numeral);
    match numeral.scale {
        Some(scale) if is_half && numeral.whole < 1000 => {
            // نصف مليون, مليون ونصف المليون, ثلاثة ملايين ونصف المليون.
            if numeral.whole == 0 {
                words.push(number::ending("نِصْف", case, true, sure));
                words.push(number::ending(scale.singular, Case::Genitive, true, false));
            } else {
                words.extend(number::cardinal(numeral.whole * scale.value, Form::plain(case)));
                words.push("وَنِصْف".to_owned());
                words.push(format!("{}\u{0650}", number::definite(scale.singular)));
            }
            words.extend(supplied(counted, 100, case));
        }
        Some(scale) => {
            let whole = Form { construct: numeral.fraction.is_none(), ..Form::plain(case) };
            words.extend(number::cardinal(numeral.whole, whole));
            words.extend(fraction(numeral, case));
            words.push(scale.singular.to_owned());
            words.extend(supplied(counted, 100, case));
        }
        None => match counted {
            Counted::Nothing if is_half && numeral.whole > 0 => {
                words.extend(number::cardinal(numeral.whole, Form::plain(case)));
                words.push("وَنِصْف".to_owned());
            }
            Counted::Supplied(noun) if is_half && numeral.whole > 0 => {
                let noun_only = noun.with_tail("");
                words.extend(match numeral.whole {
                    1 => noun::inflected(&noun_only, 1, case, sure),
                    whole => noun::counted(whole, &noun_only, case, sure),
                });
                words.push("وَنِصْف".to_owned());
                words.extend(noun.tail.split_whitespace().map(str::to_owned));
            }
            _ => {
                words.extend(number::cardinal(numeral.whole, Form::plain(case)));
                words.extend(fraction(numeral, case));
                let last = numeral.fraction.as_deref().and_then(|digits| digits.parse().ok()).unwrap_or(100);
                words.extend(supplied(counted, last, case));
            }
        },
    }
    words
}

/// `1.5 ساعة` is `ساعة ونصف`, `2.5 متر` is `متران ونصف`: one and two are said by the printed noun, at `noun_at`.
pub(super) fn and_a_half(lexemes: &[Lexeme], at: usize, whole: u64, noun_at: usize, case: Case) -> Option<Reading> {
    let mut spoken = cardinal::said_by_noun(lexemes, at, whole, noun_at, case)?;
    // One and a half hours: the numeral one itself is not said.
    spoken.truncate(1);
    let source = span(lexemes, at..noun_at + 1);
    spoken.extend(Spoken::words(["وَنِصْف".to_owned()], Rule::Decimal, &source));
    Some(Reading { consumed: noun_at + 1 - at, spoken, notes: Vec::new() })
}

fn is_half(numeral: &Numeral) -> bool {
    numeral.fraction.as_deref().is_some_and(|fraction| fraction.trim_end_matches('0') == "5")
}

/// `فاصل` and the digits after the point: zeros one by one, then a number if it is a short one.
fn fraction(numeral: &Numeral, case: Case) -> Vec<String> {
    let Some(digits) = numeral.fraction.as_deref() else { return Vec::new() };
    let mut words = vec!["فَاصِل".to_owned()];
    let rest = digits.trim_start_matches('0');
    words.extend(number::digits(&digits[..digits.len() - rest.len()]));
    match rest.parse::<u64>() {
        Ok(number) if rest.len() <= 3 => words.extend(number::cardinal(number, Form::plain(case))),
        _ => words.extend(number::digits(rest)),
    }
    words
}

fn supplied(counted: Counted, amount: u64, case: Case) -> Vec<String> {
    match counted {
        // One and two after a point do not make a dual: اثنان فاصل اثنين كيلومتر.
        Counted::Supplied(noun) => noun::inflected(noun, if amount < 3 { 100 } else { amount }, case, false),
        _ => Vec::new(),
    }
}
