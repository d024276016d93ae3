//! Fractions and powers.

use super::words::{join, say};
use crate::normalize::agreement::Agreement;
use crate::normalize::grammar::{Case, Form, number};
use crate::normalize::output::Rule;
use crate::normalize::semiotic::{Counted, PrintedNoun, Source};
use crate::normalize::spoken::Spoken;

/// `نصف`, `ثلثا/ثلثي`, `ثلاثة أرباع`, after a whole number or not.
pub(super) fn words(
    whole: Option<u64>,
    numerator: u64,
    denominator: u64,
    is_bound: bool,
    agreement: Agreement,
) -> Vec<String> {
    let Some(whole) = whole else { return part(numerator, denominator, is_bound, agreement) };
    let mut words = number::cardinal(whole, Form::plain(agreement.case));
    words.extend(part_more(numerator, denominator, agreement));
    words
}

/// `ثلاث ساعات وربع`: the noun stands before the part.
pub(super) fn of_noun(
    (whole, noun): (u64, PrintedNoun),
    (numerator, denominator): (u64, u64),
    agreement: Agreement,
    source: &Source,
) -> Vec<Spoken> {
    let form = agreement.form(&Counted::Printed(noun.gender));
    let mut spoken = say(number::cardinal(whole, form), Rule::Fraction, source);
    spoken.push(Spoken::printed(noun.text, Rule::Fraction, source));
    spoken.extend(Spoken::words(part_more(numerator, denominator, agreement), Rule::Fraction, source));
    spoken
}

/// `وربع`: a part after a whole number.
pub(super) fn part_more(numerator: u64, denominator: u64, agreement: Agreement) -> Vec<String> {
    let mut part = part(numerator, denominator, false, Agreement { is_sure: false, ..agreement });
    join(&mut part);
    part
}

fn part(numerator: u64, denominator: u64, is_bound: bool, agreement: Agreement) -> Vec<String> {
    let index = usize::try_from(denominator).unwrap_or_default();
    let Some(&(singular, plural)) = PARTS.get(index) else { return Vec::new() };
    match numerator {
        1 => vec![number::ending(singular, agreement.case, is_bound, agreement.is_sure)],
        2 => vec![number::dual(singular, agreement.case, is_bound)],
        _ => {
            let mut words = number::cardinal(numerator, Form { construct: true, ..agreement.plain() });
            words.push(number::ending(plural, Case::Genitive, is_bound, true));
            words
        }
    }
}

/// `عشرة أس ستة`.
pub(super) fn power(base: u64, is_negative: bool, exponent: u64, agreement: Agreement) -> Vec<String> {
    let mut words = number::cardinal(base, agreement.plain());
    words.push("أُسّ".to_owned());
    words.extend(is_negative.then(|| "نَاقِص".to_owned()));
    words.extend(number::cardinal(exponent, agreement.plain()));
    words
}

/// The parts by their denominator.
const PARTS: [(&str, &str); 11] = [
    ("", ""),
    ("", ""),
    ("نِصْف", "أَنْصَاف"),
    ("ثُلُث", "أَثْلَاث"),
    ("رُبُع", "أَرْبَاع"),
    ("خُمُس", "أَخْمَاس"),
    ("سُدُس", "أَسْدَاس"),
    ("سُبُع", "أَسْبَاع"),
    ("ثُمُن", "أَثْمَان"),
    ("تُسُع", "أَتْسَاع"),
    ("عُشْر", "أَعْشَار"),
];
