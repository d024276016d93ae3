//! From one amount to another.

use super::amount::{self, amount};
use super::words::join;
use crate::normalize::agreement::Agreement;
use crate::normalize::grammar::{Case, Form, Gender, number};
use crate::normalize::output::Rule;
use crate::normalize::semiotic::{Counted, Interval};
use crate::normalize::spoken::Spoken;

pub(super) fn interval(interval: &Interval, agreement: Agreement) -> Vec<Spoken> {
    let mut spoken = Vec::new();
    let mut push = |words: &[String], source| spoken.extend(Spoken::words(words, Rule::Range, source));
    if interval.opens {
        push(&["مِنْ".to_owned()], &interval.first);
    }
    push(&first(interval, agreement), &interval.first);
    let last = Agreement { case: Case::Genitive, is_sure: false, is_open: false, is_definite: false };
    let mut words = amount(&interval.to, &interval.counted, last);
    words.extend(interval.ratio.map(|ratio| amount::ratio(ratio).to_owned()));
    if interval.is_between {
        join(&mut words);
    } else {
        push(&["إِلَى".to_owned()], &interval.joint);
    }
    push(&words, &interval.last);
    spoken
}

/// The first number stands apart from what is counted: `ثمان إلى عشر سنوات`.
fn first(interval: &Interval, agreement: Agreement) -> Vec<String> {
    match interval.from.integer() {
        Some(integer) => number::cardinal(integer, Form { definite: false, ..agreement.apart(interval.gender) }),
        None => {
            let counted = match interval.gender {
                Gender::Masculine => Counted::Nothing,
                Gender::Feminine => Counted::Printed(Gender::Feminine),
            };
            amount(&interval.from, &counted, agreement)
        }
    }
}
